//! What a file is, by its content first and by its name where content does not say.

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Plain text or Markdown.
    Text,
    /// HTML.
    Html,
    /// Rows in text: CSV, TSV, JSON, JSON lines. They are told by their name alone.
    Rows,
    /// A ZIP file, office files among them.
    Zip,
    /// `OpenDocument` in one XML file.
    FlatOdt,
    /// PDF.
    Pdf,
    /// Parquet or Arrow.
    Columnar,
    /// What is known and not read, and what to do.
    Other(&'static str),
}

/// So much of a file shows what it is.
const HEAD: usize = 1024;

const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const PICTURE: &str = "a picture, and text in pictures is not read; hand in the text itself";
const ARCHIVE: &str = "an archive of a kind that is not read; unpack it, or pack it as ZIP";
const MEDIA: &str = "sound or video, which is not read; hand in a text";

/// First bytes of files that are known.
const MAGIC: [(&[u8], Kind); 23] = [
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"{\\rtf", Kind::Other("RTF, which is not read; save it as DOCX or as text")),
    (b"\x89PNG", Kind::Other(PICTURE)),
    (b"\xff\xd8\xff", Kind::Other(PICTURE)),
    (b"GIF8", Kind::Other(PICTURE)),
    (b"BM", Kind::Other(PICTURE)),
    (b"II*\0", Kind::Other(PICTURE)),
    (b"MM\0*", Kind::Other(PICTURE)),
    (b"Rar!", Kind::Other(ARCHIVE)),
    (b"7z\xbc\xaf\x27\x1c", Kind::Other(ARCHIVE)),
    (b"\x1f\x8b", Kind::Other(ARCHIVE)),
    (b"BZh", Kind::Other(ARCHIVE)),
    (b"\xfd7zXZ", Kind::Other(ARCHIVE)),
    (b"\x28\xb5\x2f\xfd", Kind::Other(ARCHIVE)),
    (b"ID3", Kind::Other(MEDIA)),
    (b"OggS", Kind::Other(MEDIA)),
    (b"\x1a\x45\xdf\xa3", Kind::Other(MEDIA)),
    (b"PAR1", Kind::Columnar),
    (b"PARE", Kind::Columnar),
    (b"ARROW1", Kind::Columnar),
    (b"FEA1", Kind::Columnar),
    (b"%!PS", Kind::Other("PostScript, which is not read; save it as PDF")),
];

/// Says what a file is.
pub fn kind(name: &str, bytes: &[u8]) -> Kind {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    if bytes.starts_with(OLE) {
        return Kind::Other(compound(bytes));
    }
    let text = !head.contains(&0) && std::str::from_utf8(head.get(..64).unwrap_or(head)).is_ok();
    if bytes.starts_with(b"%PDF-") || (!text && find(head, b"%PDF-")) {
        return Kind::Pdf;
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic))
        && !(text
            && matches!(kind, Kind::Other(reason) if *reason == PICTURE || *reason == MEDIA || *reason == ARCHIVE))
    {
        return *kind;
    }
    // A message of Arrow: its mark, a length, and where in it the table of its fields begins.
    if let [0xff, 0xff, 0xff, 0xff, _, _, _, 0, at, 0, 0, 0, ..] = head
        && at.is_multiple_of(4)
    {
        return Kind::Columnar;
    }
    match head {
        [_, _, _, _, b'f', b't', b'y', b'p', b'h' | b'm', b'e' | b'i', ..] => return Kind::Other(PICTURE),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => return Kind::Other(MEDIA),
        [b'R', b'I', b'F', b'F', ..] if head.get(8..12) == Some(b"WEBP") => return Kind::Other(PICTURE),
        [b'R', b'I', b'F', b'F', ..] if !text => return Kind::Other(MEDIA),
        _ => {}
    }
    written(name, head)
}

/// Kinds that are text.
fn written(name: &str, head: &[u8]) -> Kind {
    let start =
        String::from_utf8_lossy(head).trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).to_lowercase();
    if start.starts_with("<?xml") && start.contains("<office:document") {
        return Kind::FlatOdt;
    }
    let begins = |tags: &[&str]| tags.iter().any(|tag| start.starts_with(tag));
    if begins(&["<!doctype html", "<html", "<head", "<body"])
        || (start.starts_with("<?xml") && start.contains("<html"))
    {
        return Kind::Html;
    }
    if start.starts_with("mime-version:") {
        return Kind::Other(
            "a web page with its pictures in one file, which is not read; save it as HTML or DOCX",
        );
    }
    match extension(name).as_str() {
        "html" | "htm" | "xhtml" => Kind::Html,
        "csv" | "tsv" | "tab" | "json" | "jsonl" | "ndjson" => Kind::Rows,
        _ => Kind::Text,
    }
}

/// The part of a name after its last dot, in lower case.
pub(super) fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.rsplit_once('.').map_or_else(String::new, |(_, extension)| extension.to_lowercase())
}

/// Files of old office programs, and encrypted ones of new programs.
fn compound(bytes: &[u8]) -> &'static str {
    let utf16 = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let holds = |name: &str| find(bytes, &utf16(name));
    if holds("EncryptedPackage") {
        "encrypted; take the password off (File, Info, Protect Document) and save it again"
    } else if holds("WordDocument") {
        "an old Word file (.doc); save it as .docx"
    } else if holds("Workbook") || holds("Book") {
        "an old Excel file (.xls); save it as .xlsx or CSV"
    } else if holds("PowerPoint Document") {
        "an old PowerPoint file (.ppt); hand in the text"
    } else if holds("__substg1.0_") {
        "a mail of Outlook (.msg); save the attachment or the text"
    } else {
        "an old office file; save it as .docx, .xlsx or text"
    }
}

fn find(bytes: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(bytes, what).is_some()
}
