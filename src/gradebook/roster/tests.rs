use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::sheet::Sheet;
use super::{Filling, Merge, System, Told};
use crate::gradebook::{Class, Entry, Feedback, Graded, Twice};

fn class(ids: &[&str]) -> (Class, Vec<Graded>) {
    let mut class = Class::default();
    let lines = ids
        .iter()
        .map(|id| format!(r#"{{"candidate":{{"id":"{id}"}},"rubric":"q","percent":50,"points":2,"max":4}}"#));
    let graded: Vec<Graded> = lines.map(|line| Graded::parse(line.as_bytes()).expect("a result")).collect();
    for (at, graded) in graded.iter().enumerate() {
        class.add(graded, at as u64, at + 1).expect("one rubric");
    }
    class.settle(Twice::Last).expect("settled");
    (class, graded)
}

/// The roster with the marks of some candidates.
fn filled(bytes: &[u8], system: System, told: &[(&str, &str)], ids: &[&str]) -> Result<Vec<u8>, String> {
    let (class, graded) = class(ids);
    let words = Feedback::default();
    let told = told.iter().map(|(role, column)| Told { role: (*role).into(), column: (*column).into() });
    let filling = Filling { told: told.collect(), ..Filling::default() };
    let mut merge = Merge::new(bytes, system, &class, &words, filling)?;
    let mut out = Vec::new();
    for row in 0..merge.rows() {
        let entry = merge.candidate(row).and_then(|candidate| {
            let place = class.places(candidate).first().copied().flatten()?;
            Some(Entry {
                candidate: class.candidates().get(candidate)?,
                answers: vec![graded.get(usize::try_from(place).ok()?).cloned()],
                blank: class.blank(candidate),
                total: class.total(candidate),
            })
        });
        merge.write(row, entry.as_ref(), &words, &mut out);
    }
    Ok(out)
}

fn check(system: System, told: &[(&str, &str)], roster: &str, expect: Result<&str, &str>) {
    let out = filled(roster.as_bytes(), system, told, &["ann", "bob"]);
    match (out, expect) {
        (Ok(out), Ok(expect)) => assert_eq!(String::from_utf8(out).expect("UTF-8"), expect),
        (Err(error), Err(expect)) => assert!(error.contains(expect), "{error}"),
        (out, expect) => panic!("{out:?} is not {expect:?}"),
    }
}

#[test]
fn columns_are_found_by_title_or_told() {
    let table = System::Table;
    check(table, &[], "id,Q,x\nann,,1\n", Ok("id,Q,x\nann,2,1\n"));
    check(table, &[], "id,Grade\nann,\nzoe,\n", Ok("id,Grade\nann,2\nzoe,\n"));
    check(table, &[("q", "z")], "id;z\nann;\n", Ok("id;z\nann;2\n"));
    check(table, &[("id", "who"), ("grade", "z")], "who,z\nbob,", Ok("who,z\nbob,2"));
    check(table, &[], "id,x\nann,\n", Err("no column is called like `q`; no column for grades is known"));
    check(table, &[], "id,Grade,Mark\nann,,\n", Err("columns for grades are `Grade`, `Mark`"));
    check(table, &[("q", "zz")], "id,z\nann,\n", Err("there is no column `zz`; it has `id`, `z`"));
    check(table, &[("qq", "z")], "id,z\nann,\n", Err("no such role or question; roles are `id`"));
    check(System::Canvas, &[], "id,z\nann,\n", Err("not a gradebook export of Canvas"));
    check(System::Blackboard, &[], "id,z\nann,\n", Err("not a grade centre download"));
}

#[test]
fn rows_that_are_short_are_filled_up() {
    check(System::Table, &[], "id,x,Q\nann\nbob,1\n", Ok("id,x,Q\nann,,2\nbob,1,2\n"));
}

#[test]
fn too_many_columns_are_refused() {
    check(System::Table, &[], &",".repeat(100_000), Err("100001 columns, more than 5000"));
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![Just("ann".to_owned()), Just("bob".to_owned()), "[a-z\"', =]{0,5}", "\\PC{0,4}"]
}

fn roster() -> impl Strategy<Value = String> {
    let row = proptest::collection::vec(cell(), 1..5);
    let ends = prop_oneof![Just("\n"), Just("\r\n")];
    (proptest::collection::vec(row, 0..6), ends).prop_map(|(rows, end)| {
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let lines = rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(","));
        std::iter::once("id,note,Q,name".to_owned()).chain(lines).map(|line| line + end).collect()
    })
}

proptest! {
    #[test]
    fn nothing_but_marks_changes(roster in roster()) {
        let out = filled(roster.as_bytes(), System::Table, &[], &["ann", "bob"]).expect("a roster");
        let (before, after) = (Sheet::read(roster.as_bytes()).expect("a table"), Sheet::read(&out).expect("a table"));
        prop_assert_eq!(before.rows(), after.rows());
        for row in 0..before.rows() {
            for column in (0..before.columns(row)).filter(|column| *column != 2) {
                prop_assert_eq!(before.cell(row, column), after.cell(row, column));
            }
            let (old, new) = (before.cell(row, 2), after.cell(row, 2));
            prop_assert!(old == new || (new == "2" && old.trim().is_empty()) || (old.trim() == "-" && new == "2"));
        }
    }

    #[test]
    fn any_bytes_are_a_roster_or_refused(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        for system in [System::Table, System::Moodle, System::Canvas, System::Blackboard, System::PrairieLearn] {
            let _ = filled(&bytes, system, &[], &["ann"]);
        }
    }
}
