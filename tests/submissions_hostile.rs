//! Files that mean no good, or are simply broken: refused with a reason, never a panic.

use std::io::{Cursor, Read, Write};

use gradus::submissions::{Cell, Limits, Reading, read};
use proptest::prelude::*;
use zip::write::{SimpleFileOptions, ZipWriter};

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/submissions/{name}")).expect("a sample")
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a name");
        writer.write_all(bytes).expect("bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

fn word(document: &str) -> Vec<u8> {
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let document = document.replace("<w:document", &format!("<w:document {space}"));
    zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

fn numbered(n: usize, one: impl Fn(usize) -> String) -> String {
    (0..n).map(one).collect::<Vec<_>>().concat()
}

/// The answer, or why there is none.
fn outcome(reading: &Reading) -> String {
    let refused = reading.refused.iter().map(|remark| remark.message.clone());
    let answers = reading.submissions.iter().map(|submission| submission.answer.clone());
    refused.chain(answers).collect::<Vec<_>>().join("\n")
}

fn check(name: &str, bytes: &[u8], expect: &str) {
    let limits = Limits { unpacked: 64 << 20, ..Limits::default() };
    let outcome = outcome(&read(name, bytes, &limits));
    assert!(outcome.contains(expect), "{name}: {outcome:.300}");
}

#[test]
fn xml_that_means_no_good() {
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]><w:document>&b;</w:document>";
    check("bomb.docx", &word(laughs), "declares a document type or entities of its own");
    check(
        "entity.docx",
        &word("<w:document><w:p><w:t>&x;</w:t></w:p></w:document>"),
        "names an entity that XML does not have",
    );
    let deep = format!("<w:document>{}", "<w:p>".repeat(100_000));
    check("deep.docx", &word(&deep), "nested deeper than 256 elements");
    check("cut.docx", &word("<w:document><w:p><w:t>An answer"), "its XML is cut off");
    let flat = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"a\">]><office:document><office:body><text:p>&a;</text:p></office:body></office:document>";
    check("flat.fodt", flat.as_bytes(), "declares a document type");
    let attributes: String = numbered(50_000, |n| format!(" a{n}=\"\""));
    check(
        "attributes.docx",
        &word(&format!("<w:document><w:p{attributes}><w:r><w:t>An answer.</w:t></w:r></w:p></w:document>")),
        "An answer.",
    );
}

#[test]
fn packages_that_mean_no_good() {
    let long = format!("<w:document><w:p><w:t>{}</w:t></w:p></w:document>", "a ".repeat(40 << 20));
    check("bomb.docx", &word(&long), "more than 64 MB");
    let text =
        format!("<w:document><w:p><w:t>{}</w:t></w:p></w:document>", numbered(1 << 20, |n| format!("w{n} ")));
    check("long.docx", &word(&text), "longer than 4096 KB");
    check("empty.docx", &zip(&[("[Content_Types].xml", b"<Types/>"), ("word/x", b"")]), "holds no document");
    check("pages.pages", &zip(&[("Index/Document.iwa", b"x")]), "Apple Pages");
    check(
        "slides.pptx",
        &zip(&[("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"<p/>")]),
        "slides",
    );
    let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let kind: &[u8] = b"application/vnd.oasis.opendocument.text";
    check(
        "locked.odt",
        &zip(&[("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", b"\x12\x34")]),
        "encrypted",
    );
    let mut ole = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    ole.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    check("locked.docx", &ole, "encrypted; take the password off");
    for length in [4, 100, 5_000, 20_000] {
        check("cut.docx", &sample("word.docx")[..length], "a damaged ZIP file");
    }
}

#[test]
fn sheets_that_mean_no_good() {
    let book = |strings: &str, sheet: &str| {
        zip(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>"),
            (
                "xl/_rels/workbook.xml.rels",
                b"<R><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></R>",
            ),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ])
    };
    let far = "<worksheet><sheetData><row r=\"1048576\"><c r=\"XFD1048576\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    let file = book("<sst count=\"99999999999\" uniqueCount=\"99999999999\"><si><t>far</t></si></sst>", far);
    let reading = read("far.xlsx", &file, &Limits::default());
    let row = reading.tables.first().and_then(|table| table.rows.first()).expect("a row");
    assert_eq!((row.number, row.cells.last()), (1_048_576, Some(&Cell::Text("far".to_owned()))));
    let wide = "<row><c r=\"XFD1\" t=\"s\"><v>0</v></c></row>".repeat(1_000);
    let wide = format!("<worksheet><sheetData>{wide}</sheetData></worksheet>");
    check("wide.xlsx", &book("<sst><si><t>far</t></si></sst>", &wide), "has more than 8000000 cells");
    check("no.xlsx", &book("", "<worksheet/>"), "has no cell that is not empty");
    let repeated = "<office:document-content><office:body><table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"1000000\">\
                    <table:table-cell table:number-columns-repeated=\"1000000000\"><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:body></office:document-content>";
    let kind: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    check(
        "many.ods",
        &zip(&[("mimetype", kind), ("content.xml", repeated.as_bytes())]),
        "has more than 8000000 cells",
    );
    // Every repeat of a row is paid for, its text too.
    let long = format!(
        "<office:document-content><office:body><table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"1000000\">\
                    <table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row></table:table></office:body></office:document-content>",
        "x".repeat(900 << 10)
    );
    check(
        "tall.ods",
        &zip(&[("mimetype", kind), ("content.xml", long.as_bytes())]),
        "holds more than 64 MB of text",
    );
}

#[test]
fn pages_of_the_web() {
    check(
        "a.html",
        b"<p>Kept.<script>alert('<p>not seen</p>')</script><style>p{}</style> Also kept.</p>",
        "Kept. Also kept.",
    );
    check("a.html", b"<p>Kept.</p><p style='display: none'>hidden <p>Seen.</p>", "Kept.\n\nSeen.");
    check("a.html", b"&lt;script&gt;alert(1)&lt;/script&gt; quoted", "\\<script>alert(1)\\</script> quoted");
    check("a.html", b"<ul><li>One<li>Two<ol><li>inner</ol></ul>after", "- One\n- Two\n    1. inner\n\nafter");
    check("a.html", b"<pre>x = 1\n  y</pre>", "```\nx = 1\n  y\n```");
    check("a.html", "<div>".repeat(300_000).as_bytes(), "holds no text");
    check("a.html", "<table><tr><td>".repeat(100_000).as_bytes(), "holds no text");
    check("a.html", "<!--".repeat(100_000).as_bytes(), "holds no text");
    check("a.txt", b"<!DOCTYPE html><p>By its content.", "By its content.");
}

#[test]
fn the_content_decides_and_not_the_name() {
    check("word.txt", &sample("word.docx"), "# Payments");
    check("text.docx", b"Only text.", "Only text.");
    check("word.pdf", &sample("odfpy.odt"), "# Payments");
    check("photo.md", b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture");
    check("sound.docx", b"ID3\x04\0\0\0\0\0\0\xff\xfb", "sound or video");
    check("a.rar", b"Rar!\x1a\x07\x01\0", "an archive of a kind that is not read");
    check("a.txt", b"", "empty: nothing was handed in");
    check("a.txt", b" \r\n\t", "holds no text");
    check("a.bin", &[7, 0, 0, 3, 0xff, 0xfe, 1, 2].repeat(100), "no kind of file that is read");
    check("a.csv", b"id,answer\n1,x", "rows of data");
}

#[test]
fn encodings() {
    let text = "Die Prüfung beweist: „erst speichern“, dann antworten – naïve Wiederholungen kosten Geld.";
    let utf16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    check("a.txt", text.as_bytes(), text);
    check("a.txt", &[b"\xef\xbb\xbf", text.as_bytes()].concat(), text);
    check("a.txt", &[&[0xff, 0xfe], utf16(u16::to_le_bytes).as_slice()].concat(), text);
    check("a.txt", &[&[0xfe, 0xff], utf16(u16::to_be_bytes).as_slice()].concat(), text);
    check("a.txt", &utf16(u16::to_le_bytes), text);
    check("a.txt", &utf16(u16::to_be_bytes), text);
    check("a.txt", &encoding_rs::WINDOWS_1252.encode(text).0, text);
    let russian =
        "Ключ идемпотентности хранится вместе с первым ответом, и повтор не списывает деньги дважды.";
    check("a.txt", &encoding_rs::WINDOWS_1251.encode(russian).0, russian);
    check("a.txt", &encoding_rs::KOI8_R.encode(russian).0, russian);
    let japanese = "冪等キーは最初の応答と一緒に保存されます。再試行しても二重に請求されません。";
    check("a.txt", &encoding_rs::SHIFT_JIS.encode(japanese).0, japanese);
    let mixed = [text.as_bytes(), b" caf\xe9!"].concat();
    check("a.txt", &mixed, "Geld. café!");
    check("a.txt", &text.as_bytes()[..=text.find("ü").expect("it")], "Die Pr");
    check("a.txt", b"one\r\ntwo\rthree", "one\ntwo\nthree");
}

/// A PDF of these objects, the first of which is the catalog.
#[cfg(feature = "pdf")]
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    places.iter().for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    out.extend(
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1).bytes(),
    );
    out
}

/// A PDF of one page that is drawn so, with more objects from number 5 on.
#[cfg(feature = "pdf")]
fn page(content: &str, resources: &str, more: &[String]) -> Vec<u8> {
    let font = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << {font} {resources} >> >>"
        ),
        stream(content, ""),
    ];
    objects.extend(more.iter().cloned());
    pdf(&objects)
}

#[cfg(feature = "pdf")]
fn stream(content: &str, entries: &str) -> String {
    format!("<< /Length {} {entries} >>\nstream\n{content}\nendstream", content.len())
}

#[cfg(feature = "pdf")]
#[test]
fn pdfs_that_mean_no_good() {
    let hello = "BT /F 12 Tf 50 700 Td (An answer.) Tj ET";
    check("a.pdf", &page(hello, "", &[]), "An answer.");
    check("a.pdf", &page("BT /F 12 Tf 3 Tr 50 700 Td (A scan's own text.) Tj ET", "", &[]), "A scan");
    let hidden = format!("{hello} BT /F 1 Tf 50 600 Td (tiny words) Tj 3 Tr /F 12 Tf (unseen words) Tj ET");
    let reading = read("a.pdf", &page(&hidden, "", &[]), &Limits::default());
    assert_eq!(outcome(&reading), "An answer.");
    assert_eq!(reading.notes.first().map(|note| note.message.as_str()), Some("left out: hidden text"));
    let mut many = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
    let kids: String = numbered(10_000, |n| format!("{} 0 R ", n + 3));
    many.push(format!("<< /Type /Pages /Count 10000 /Kids [{kids}] >>"));
    many.extend((0..10_000).map(|_| "<< /Type /Page /Parent 2 0 R >>".to_owned()));
    check("many.pdf", &pdf(&many), "has 10000 pages; at most 500 are read");
    check(
        "none.pdf",
        &pdf(&["<< /Type /Catalog /Pages 2 0 R >>".to_owned(), "<< /Type /Pages /Kids [] >>".to_owned()]),
        "",
    );
    let itself = format!("{hello} /X Do");
    let own = stream(&itself, "/Type /XObject /Subtype /Form");
    check("itself.pdf", &page(&itself, "/XObject << /X 5 0 R >>", &[own]), "An answer.");
    let forms: Vec<String> = (0..30)
        .map(|n| {
            let next =
                format!("/Type /XObject /Subtype /Form /Resources << /XObject << /X {} 0 R >> >>", n + 6);
            stream(&"/X Do ".repeat(100), &next)
        })
        .collect();
    check("forms.pdf", &page("/X Do", "/XObject << /X 5 0 R >>", &forms), "takes too much work");
    check("locked.pdf", b"%PDF-1.4\ntrailer << /#45ncrypt 5 0 R >>", "encrypted");
    check("cut.pdf", &sample("reportlab.pdf")[..700], "");
    check("not.pdf", b"%PDF-1.7\nnothing", "a damaged PDF");
}

#[cfg(feature = "pdf")]
#[test]
fn pdfs_that_unpack_without_end() {
    let deflated = |bytes: &[u8]| {
        let mut packed = flate2::read::ZlibEncoder::new(bytes, flate2::Compression::best());
        let mut out = Vec::new();
        packed.read_to_end(&mut out).expect("it packs");
        out
    };
    let with = |packed: &[u8], filter: &str| {
        let mut file = page("", "", &[]);
        file.extend(format!("9 0 obj << /Filter {filter} /Length {} >>\nstream\n", packed.len()).bytes());
        file.extend(packed);
        file.extend(b"\nendstream endobj");
        file
    };
    let once = deflated(&vec![b' '; 40 << 20]);
    check("bomb.pdf", &with(&once, "/FlateDecode"), "unpacks to far more than its size");
    check(
        "twice.pdf",
        &with(&deflated(&once), "[/FlateDecode /FlateDecode]"),
        "unpacks to far more than its size",
    );
    let hex = once.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    check(
        "hex.pdf",
        &with(hex.as_bytes(), "[/ASCIIHexDecode /FlateDecode]"),
        "unpacks to far more than its size",
    );
}

/// A file with some bytes changed, cut out or put in.
fn damaged(mut bytes: Vec<u8>, edits: &[(usize, u8, u8)]) -> Vec<u8> {
    for (at, what, byte) in edits {
        let at = at % bytes.len().max(1);
        match what % 5 {
            0 | 1 if at < bytes.len() => bytes[at] = *byte,
            2 if at < bytes.len() => bytes[at] ^= 1 << (byte % 8),
            3 if at < bytes.len() => drop(bytes.drain(at..(at + usize::from(*byte)).min(bytes.len()))),
            _ => drop(bytes.splice(at.min(bytes.len())..at.min(bytes.len()), std::iter::repeat_n(*byte, 3))),
        }
    }
    bytes
}

/// The parts of a package with one of them damaged, packed again.
fn repacked(name: &str, edits: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(sample(name))).expect("an archive");
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).expect("an entry");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("it unpacks");
        parts.push((file.name().expect("a name").into_owned(), bytes));
    }
    let target = edits.first().map_or(0, |(at, ..)| at % parts.len());
    for (at, (name, bytes)) in parts.iter_mut().enumerate() {
        if at == target
            || name.ends_with("document.xml")
            || name == "content.xml"
            || name.ends_with("sheet1.xml")
        {
            *bytes = damaged(std::mem::take(bytes), edits);
        }
    }
    let parts: Vec<(&str, &[u8])> =
        parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip(&parts)
}

const SAMPLES: [&str; 12] = [
    "word.docx",
    "pandoc.docx",
    "odfpy.odt",
    "libreoffice.fodt",
    "libreoffice.html",
    "openpyxl.xlsx",
    "odfpy.ods",
    "libreoffice.pdf",
    "reportlab.pdf",
    "scanned.pdf",
    "locked.pdf",
    "libreoffice.doc",
];
const PACKAGES: [&str; 5] = ["pandoc.docx", "odfpy.odt", "openpyxl.xlsx", "odfpy.ods", "pandoc.odt"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_files_are_read_or_refused(
        which in 0..SAMPLES.len(),
        edits in prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..12),
        cut in any::<Option<u16>>(),
    ) {
        let mut bytes = damaged(sample(SAMPLES[which]), &edits);
        if let Some(cut) = cut {
            bytes.truncate(usize::from(cut));
        }
        let reading = read(SAMPLES[which], &bytes, &Limits::default());
        prop_assert!(!outcome(&reading).is_empty() || !reading.tables.is_empty());
    }

    #[test]
    fn damaged_parts_are_read_or_refused(
        which in 0..PACKAGES.len(),
        edits in prop::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..12),
    ) {
        let reading = read(PACKAGES[which], &repacked(PACKAGES[which], &edits), &Limits::default());
        prop_assert!(!outcome(&reading).is_empty() || !reading.tables.is_empty());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), name in "[a-z]{1,3}\\.(txt|html|pdf|docx|zip)") {
        let reading = read(&name, &bytes, &Limits::default());
        prop_assert!(!outcome(&reading).is_empty() || !reading.tables.is_empty());
    }
}
