//! Any bytes as a part of a whole office file, so that the fuzzer need not find its way through ZIP first. The first byte says which part.
#![no_main]

use std::io::{Cursor, Write};

use gradus::submissions::{Limits, read};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

const TYPES: &[u8] = b"<Types/>";
const WORD: &[u8] = b"<w:document><w:body><w:p><w:r><w:t>An answer.</w:t></w:r></w:p></w:body></w:document>";
const BOOK: &[u8] = b"<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
const LINKS: &[u8] =
    b"<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
const SHEET: &[u8] =
    b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>4</v></c></row></sheetData></worksheet>";
const ODT: &[u8] = b"application/vnd.oasis.opendocument.text";
const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

fn parts(which: u8, part: &[u8]) -> (&'static str, Vec<(&'static str, &[u8])>) {
    let types = ("[Content_Types].xml", TYPES);
    let book = [types, ("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", LINKS)];
    match which % 8 {
        0 => ("a.docx", vec![types, ("word/document.xml", part)]),
        1 => ("a.docx", vec![types, ("word/styles.xml", part), ("word/document.xml", WORD)]),
        2 => ("a.docx", vec![types, ("word/numbering.xml", part), ("word/document.xml", WORD)]),
        3 => ("a.odt", vec![("mimetype", ODT), ("content.xml", part)]),
        4 => ("a.ods", vec![("mimetype", ODS), ("content.xml", part)]),
        5 => ("a.xlsx", [&book[..], &[("xl/worksheets/sheet1.xml", part)]].concat()),
        6 => ("a.xlsx", [&book[..], &[("xl/sharedStrings.xml", part), ("xl/worksheets/sheet1.xml", SHEET)]].concat()),
        _ => ("a.xlsx", [&book[..], &[("xl/styles.xml", part), ("xl/worksheets/sheet1.xml", SHEET)]].concat()),
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((which, part)) = bytes.split_first() else { return };
    let (name, files) = parts(*which, part);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        writer.start_file(path, stored).expect("a name");
        writer.write_all(content).expect("memory");
    }
    let package = writer.finish().expect("an archive").into_inner();
    let limits = Limits { text: 1 << 20, cells: 100_000, ..Limits::default() };
    let _ = read(name, &package, &limits);
});
