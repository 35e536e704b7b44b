//! Any text as the rows of an overrides file (`name=cell`, tabs between): read, or every fault named.
#![no_main]

use gradus::review::{Overrides, Row};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let row = |(at, line): (usize, &str)| Row {
        place: format!("overrides.csv row {at}"),
        cells: line.split('\t').filter_map(|cell| cell.split_once('=')).map(|(name, text)| (name.into(), text.into())).collect(),
    };
    let rows: Vec<Row> = text.lines().enumerate().map(row).collect();
    match Overrides::new(&rows) {
        Ok(overrides) => assert_eq!(overrides.rows().len(), rows.len()),
        Err(faults) => assert!(!faults.is_empty()),
    }
});
