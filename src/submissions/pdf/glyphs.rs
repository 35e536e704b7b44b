//! Which characters glyphs show, by their names and by the encodings that PDF knows.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use encoding_rs::{MACINTOSH, WINDOWS_1252};

static NAMES: LazyLock<BTreeMap<&'static str, char>> = LazyLock::new(|| {
    let lines = include_str!("../../../data/glyph-names.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(name, code)| Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?)))
        .collect()
});

/// The characters that a glyph of this name shows.
pub(super) fn named(name: &str) -> Option<String> {
    let base = name.split('.').next().filter(|base| !base.is_empty())?;
    base.split('_').map(one).collect()
}

fn one(name: &str) -> Option<char> {
    if let Some(known) = NAMES.get(name) {
        return Some(*known);
    }
    let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    let code = (4..=6).contains(&digits.len()).then(|| u32::from_str_radix(digits, 16).ok()).flatten()?;
    char::from_u32(code)
}

/// An encoding by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Standard,
    Windows,
    Mac,
}

impl Encoding {
    pub(super) fn called(name: &[u8]) -> Option<Self> {
        match name {
            b"WinAnsiEncoding" => Some(Self::Windows),
            b"MacRomanEncoding" => Some(Self::Mac),
            b"StandardEncoding" => Some(Self::Standard),
            _ => None,
        }
    }

    /// The character of a code.
    pub(super) fn character(self, code: u8) -> Option<char> {
        let table = match self {
            Self::Standard => return standard(code),
            Self::Windows => WINDOWS_1252,
            Self::Mac => MACINTOSH,
        };
        let bytes = [code];
        let (text, _) = table.decode_without_bom_handling(&bytes);
        text.chars().next().filter(|c| !c.is_control())
    }
}

/// Adobe's standard encoding from 0xA1 on; a blank is no character.
const UPPER: &str = "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ –†‡· ¶•‚„”»…‰ ¿ `´ˆ˜¯˘˙¨ ˚¸ ˝˛ˇ—";

fn standard(code: u8) -> Option<char> {
    match code {
        b'\'' => Some('’'),
        b'`' => Some('‘'),
        b' '..=b'~' => Some(char::from(code)),
        0xa1..=0xd0 => UPPER.chars().nth(usize::from(code - 0xa1)).filter(|c| *c != ' '),
        0xe1 => Some('Æ'),
        0xe3 => Some('ª'),
        0xe8 => Some('Ł'),
        0xe9 => Some('Ø'),
        0xea => Some('Œ'),
        0xeb => Some('º'),
        0xf1 => Some('æ'),
        0xf5 => Some('ı'),
        0xf8 => Some('ł'),
        0xf9 => Some('ø'),
        0xfa => Some('œ'),
        0xfb => Some('ß'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Encoding, named};

    #[test]
    fn names_and_codes() {
        let check = |name: &str, expect: Option<&str>| assert_eq!(named(name).as_deref(), expect, "{name}");
        check("quoteright", Some("’"));
        check("f_f_i", Some("ffi"));
        check("a.sc", Some("a"));
        check("uni20AC", Some("€"));
        check("u1F600", Some("😀"));
        check("g27", None);
        check(".notdef", None);
        let standard = |code| Encoding::Standard.character(code);
        assert_eq!(
            [standard(0xae), standard(0xd0), standard(0xb0), standard(0x27)],
            [Some('ﬁ'), Some('—'), None, Some('’')]
        );
        assert_eq!(Encoding::Windows.character(0x97), Some('—'));
        assert_eq!(Encoding::Mac.character(0x8a), Some('ä'));
    }
}
