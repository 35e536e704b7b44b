//! Any bytes as a table or JSON of answers: records are the same however the stream is cut, and are read or refused.
#![no_main]

use gradus::submissions::columns::{Mapping, Question};
use gradus::submissions::table::{Header, Rows, shape};
use gradus::submissions::{Block, Objects, Piece, Shape, Sizes, Splitter};

fn blocks(bytes: &[u8], shape: Shape, block: usize) -> Vec<Block> {
    let mut splitter = Splitter::new(bytes, shape, Sizes { block, ..Sizes::default() });
    let mut blocks = Vec::new();
    while let Ok(Some(piece)) = splitter.piece() {
        match piece {
            Piece::Block(block) => blocks.push(block),
            Piece::TooLong(_) | Piece::GivenUp(_) | Piece::Unfinished(_) => {}
        }
    }
    blocks
}

fn records(blocks: &[Block]) -> Vec<(u64, u64, &[u8])> {
    blocks.iter().flat_map(Block::records).map(|(at, record)| (at.number, at.line, record)).collect()
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mapping = Mapping::new(vec![Question { id: "retries".into(), text: "How do you make retries safe?".into() }]);
    let mut out = Vec::new();
    for shape in [shape(bytes, false), shape(bytes, true), Shape::Lines, Shape::Values] {
        let whole = blocks(bytes, shape, 1 << 20);
        assert_eq!(records(&whole), records(&blocks(bytes, shape, 16)));
        match shape {
            Shape::Table { separator, .. } => {
                let Some(header) = whole.first().and_then(|first| Header::find(first, &mapping).ok()) else { continue };
                let mut rows = Rows::new(separator);
                for (_, _, record) in records(&whole) {
                    let cells = rows.cells(record);
                    let _ = cells.and_then(|cells| header.columns.read(cells, &mapping, "t.csv:1", &mut out));
                }
            }
            Shape::Lines | Shape::Values => {
                let mut objects = Objects::new(&mapping);
                for (_, _, record) in records(&whole) {
                    let _ = objects.read(record, "t.json:1", &mut out);
                }
            }
        }
    }
});
