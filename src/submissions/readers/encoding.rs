//! Bytes to text: marks, UTF-8, UTF-16 without a mark, and the legacy encodings.
//!
//! A guess is never silent: whoever gets the text gets the name of what it was taken for. What is no
//! text at all is refused.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// So much of a file shows what it is.
const HEAD: usize = 8 << 10;

/// A text, and what is to be said of how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// Without its mark.
    pub text: String,
    /// The encoding, where it was guessed.
    pub note: Option<String>,
}

/// The text of a file in whatever encoding.
///
/// # Errors
/// Why it is no text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, String> {
    if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        return Err("UTF-32 text, which is not read; save it as UTF-8".to_owned());
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return Ok(told(text.into_owned(), broken.then(|| damaged(encoding))));
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        let note = if broken { damaged(encoding) } else { guessed(encoding) };
        return Ok(told(text.into_owned(), Some(note)));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !looks_binary(bytes) => Ok(told(text.to_owned(), None)),
        Err(error) if !looks_binary(bytes) && !bytes.contains(&0) && bytes.iter().any(u8::is_ascii) => {
            Ok(legacy(bytes, error))
        }
        _ => {
            Err("not UTF-8 text, and no kind of file that is read; hand in text, Markdown, HTML, DOCX, ODT \
                  or PDF"
                .to_owned())
        }
    }
}

fn told(text: String, note: Option<String>) -> Decoded {
    Decoded { text, note }
}

fn guessed(encoding: &'static Encoding) -> String {
    format!("not UTF-8: read as {}, which is a guess; save it as UTF-8 to be sure", encoding.name())
}

fn damaged(encoding: &'static Encoding) -> String {
    format!("not whole {}: what could not be read stands as \u{fffd}; save it again", encoding.name())
}

/// Which UTF-16 a text without a mark is in, by its beginning: texts of Latin script leave every other byte empty.
pub fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let (pairs, rest) = head.as_chunks::<2>();
    if pairs.len() < 2 || (!rest.is_empty() && bytes.len() > HEAD) {
        return None;
    }
    let first = pairs.iter().filter(|[first, _]| *first == 0).count();
    let second = pairs.iter().filter(|[_, second]| *second == 0).count();
    let (most, few) = (pairs.len() * 7 / 10, pairs.len() / 50);
    match () {
        () if second > most && first <= few => Some(UTF_16LE),
        () if first > most && second <= few => Some(UTF_16BE),
        () => None,
    }
}

/// Whether bytes stand in it that no text has.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let odd = |byte: &&u8| matches!(**byte, 0..=8 | 14..=26 | 28..=31);
    head.iter().filter(odd).count() * 50 > head.len()
}

/// What is not UTF-8: cut off, mixed with another encoding, or wholly in another one.
fn legacy(bytes: &[u8], error: std::str::Utf8Error) -> Decoded {
    let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
    if error.error_len().is_none() && !before.is_ascii() {
        let text = String::from_utf8_lossy(before).into_owned();
        return told(text, Some("cut off within a character; is the file whole?".to_owned()));
    }
    if let Some(mixed) = mixed(bytes) {
        return mixed;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    told(text.into_owned(), Some(if broken { damaged(encoding) } else { guessed(encoding) }))
}

/// UTF-8 in which fewer characters are wrong than right: pieces pasted from somewhere else.
fn mixed(bytes: &[u8]) -> Option<Decoded> {
    let (mut right, mut wrong) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += chunk.invalid().len();
    }
    if right <= wrong {
        return None;
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    let note = format!("encodings are mixed: {wrong} bytes that are not UTF-8 were read as windows-1252");
    Some(told(text, Some(note)))
}
