//! Streams in legacy encodings, as spreadsheets still write them: told from UTF-8, and read as UTF-8.
//!
//! A stream that is UTF-8 but for some bytes is left as it is, so that only the rows with these are lost.

use std::io::Read;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use encoding_rs_io::DecodeReaderBytesBuilder;

/// Finds out the encoding of a stream that passes by.
#[derive(Default)]
pub struct Sniffer {
    /// The end of a piece, within a character.
    cut: Vec<u8>,
    /// Whether there were characters beyond ASCII so far.
    beyond: bool,
    /// Once something is not UTF-8.
    detector: Option<EncodingDetector>,
}

impl std::fmt::Debug for Sniffer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Sniffer").field("beyond", &self.beyond).finish_non_exhaustive()
    }
}

impl Sniffer {
    /// Takes the next piece; whether it wants more, which one character of UTF-8 puts an end to.
    pub fn feed(&mut self, piece: &[u8]) -> bool {
        if let Some(detector) = &mut self.detector {
            detector.feed(piece, false);
            return true;
        }
        self.cut.extend(piece);
        let error = match std::str::from_utf8(&self.cut) {
            Ok(text) => {
                self.beyond |= !text.is_ascii();
                self.cut.clear();
                return !self.beyond;
            }
            Err(error) => error,
        };
        let (valid, rest) = self.cut.split_at_checked(error.valid_up_to()).unwrap_or_default();
        self.beyond |= !valid.is_ascii();
        if error.error_len().is_none() {
            self.cut = rest.to_vec();
            return !self.beyond;
        }
        if self.beyond {
            return false;
        }
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(&self.cut, false);
        self.detector = Some(detector);
        true
    }

    /// The encoding, where it is not UTF-8: a guess.
    pub fn legacy(mut self) -> Option<&'static Encoding> {
        if self.detector.is_none() && !self.cut.is_empty() && !self.beyond {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(&self.cut, false);
            self.detector = Some(detector);
        }
        let mut detector = self.detector?;
        detector.feed(&[], true);
        Some(detector.guess(None, Utf8Detection::Deny)).filter(|encoding| *encoding != UTF_8)
    }
}

/// A stream as UTF-8 without a mark; UTF-16 goes by its mark, anything else by `legacy`.
pub fn decoded<R: Read + Send>(source: R, legacy: Option<&'static Encoding>) -> impl Read + Send {
    // Without an encoding bytes pass as they are, but for marks.
    DecodeReaderBytesBuilder::new()
        .encoding(legacy)
        .utf8_passthru(true)
        .strip_bom(true)
        .bom_override(true)
        .build(source)
}
