//! What a ZIP file that is one document holds, and which reader it is for.

use super::left_out::Written;
use super::reading::Sheet;
use super::zipped::Package;
use super::{Limits, docx, odt, sheet};

/// A document of an office program.
#[derive(Debug)]
pub(super) enum Document {
    Written(Written),
    Sheets(Vec<Sheet>),
}

/// Reads it.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, String> {
    let mut package = Package::open(bytes, limits)?;
    if let Some(kind) = package.text("mimetype", limits)? {
        return open_document(kind.trim(), &mut package, limits);
    }
    let holds = |start: &str| package.names().any(|name| name.starts_with(start));
    match () {
        () if holds("word/") => docx::read(&mut package, limits).map(Document::Written),
        () if holds("xl/") => sheet::excel(&mut package, limits).map(Document::Sheets),
        () if holds("ppt/") => Err("slides, which are not read; hand in the text".to_owned()),
        () if holds("Index/") || holds("Index.zip") => {
            Err("a document of Apple Pages; export it as DOCX".to_owned())
        }
        () => Err("an office file of a kind that is not read; save it as DOCX or ODT".to_owned()),
    }
}

fn open_document(kind: &str, package: &mut Package<'_>, limits: &Limits) -> Result<Document, String> {
    match kind.strip_prefix("application/vnd.oasis.opendocument.") {
        Some("text" | "text-template" | "text-master") => odt::read(package, limits).map(Document::Written),
        Some("spreadsheet" | "spreadsheet-template") => {
            sheet::open_document(package, limits).map(Document::Sheets)
        }
        Some(_) => Err("slides, a drawing or a formula, which are not read; hand in the text".to_owned()),
        None if kind == "application/epub+zip" => {
            Err("an e-book, which is not read; save it as DOCX or text".to_owned())
        }
        None => Err("an office file of a kind that is not read; save it as DOCX or ODT".to_owned()),
    }
}
