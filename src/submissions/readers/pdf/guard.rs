//! A look at a PDF before it is opened: nothing encrypted, nothing that unpacks without end.
//!
//! The parser unpacks what it needs to find its way about, and sets no bound. So every stream of the
//! file is unpacked here first, piece by piece, and thrown away.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

use super::super::Limits;
use super::survey::Survey;

/// Filters upon filters.
const CHAIN: usize = 4;
/// What one stream may unpack to when its packing is applied twice is kept in memory.
const INNER: usize = 8 << 20;
/// Largest file whose streams may be packed in a way that is not followed here.
const OLD_PACKING: usize = 256 << 10;
/// Longest name that is looked at.
const NAME: usize = 64;

const TANGLED: &str = "its pages take too much work to read, as a bomb does; print it to a new PDF";

/// Says why a file is not opened.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), String> {
    let mut old = false;
    for at in memchr::memchr_iter(b'/', bytes) {
        let name = name(bytes.get(at + 1..).unwrap_or_default());
        match name.as_slice() {
            b"Encrypt" => {
                return Err("encrypted; print it to a new PDF without a password, or hand in DOCX".to_owned());
            }
            b"LZWDecode" | b"LZW" | b"RunLengthDecode" => old = true,
            _ => {}
        }
    }
    if old && bytes.len() > OLD_PACKING {
        return Err(
            "packed in a way that is no longer used; print it to a new PDF, or hand in DOCX".to_owned()
        );
    }
    let mut look = Look { room: limits.unpacked / 4, survey: Survey::new(bytes.len()), objects: false };
    let mut before = 0;
    look.survey.file(bytes).ok_or(TANGLED)?;
    for at in memmem::find_iter(bytes, b"stream") {
        look.objects = holds_objects(bytes.get(before..at).unwrap_or_default());
        before = at;
        if bytes.get(at.saturating_sub(3)..at) == Some(b"end") {
            continue;
        }
        let data = bytes.get(at + b"stream".len()..).unwrap_or_default();
        let data = data
            .strip_prefix(b"\r\n")
            .or_else(|| data.strip_prefix(b"\n"))
            .or_else(|| data.strip_prefix(b"\r"));
        let Some(data) = data else { continue };
        look.unpack_all(data, CHAIN).ok_or_else(|| {
            "unpacks to far more than its size, as a bomb does; print it to a new PDF".to_owned()
        })?;
    }
    if look.survey.allows() { Ok(()) } else { Err(TANGLED.to_owned()) }
}

/// Whether the stream that comes next may hold objects, by the names before it.
fn holds_objects(before: &[u8]) -> bool {
    let holds = |wanted: &[u8]| {
        memchr::memchr_iter(b'/', before).any(|at| name(before.get(at + 1..).unwrap_or_default()) == wanted)
    };
    holds(b"First") && holds(b"N")
}

/// What is looked at on the way.
struct Look {
    /// Bytes that may still be unpacked.
    room: u64,
    survey: Survey,
    /// Whether the stream may hold objects.
    objects: bool,
}

/// A name without escapes.
pub(super) fn name(rest: &[u8]) -> Vec<u8> {
    let end = |byte: &u8| byte.is_ascii_whitespace() || b"/<>[](){}%\0".contains(byte);
    let rest = rest.get(..NAME).unwrap_or(rest);
    let rest = rest.split(end).next().unwrap_or_default();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        let escaped = (*byte == b'#')
            .then(|| std::str::from_utf8(rest.get(at + 1..at + 3)?).ok())
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(escaped.unwrap_or(*byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    out
}

impl Look {
    /// Unpacks data in every way that it may be packed; nothing where there is not the room.
    fn unpack_all(&mut self, data: &[u8], chain: usize) -> Option<()> {
        if chain == 0 {
            return None;
        }
        for start in [2, 0] {
            let inner = inflate(data.get(start..).unwrap_or_default(), &mut self.room)?;
            if !inner.is_empty() {
                // Text is no packing, so this ends at once unless something is packed twice.
                return self.unpacked(&inner, chain);
            }
        }
        match text_packing(data) {
            Some(inner) => self.unpacked(&inner, chain),
            None => Some(()),
        }
    }

    fn unpacked(&mut self, inner: &[u8], chain: usize) -> Option<()> {
        if self.objects && inner.trim_ascii_start().first().is_some_and(u8::is_ascii_digit) {
            if inner.len() >= INNER {
                self.survey.too_many();
            }
            self.survey.packed(inner)?;
        }
        self.unpack_all(inner, chain - 1)
    }
}

/// The first part of what data inflates to, all of which is counted.
fn inflate(data: &[u8], room: &mut u64) -> Option<Vec<u8>> {
    let mut inflater = Decompress::new(false);
    let (mut out, mut buffer) = (Vec::new(), vec![0; 64 << 10]);
    loop {
        let read = usize::try_from(inflater.total_in()).ok()?;
        let before = inflater.total_out();
        let status =
            inflater.decompress(data.get(read..).unwrap_or_default(), &mut buffer, FlushDecompress::None);
        let written = usize::try_from(inflater.total_out() - before).ok()?;
        *room = room.checked_sub(written as u64)?;
        if out.len() < INNER {
            out.extend_from_slice(buffer.get(..written).unwrap_or_default());
        }
        match status {
            Ok(Status::Ok) if written > 0 => {}
            Ok(_) => return Some(out),
            // What came before the damage counts; some readers use it.
            Err(_) => return Some(if inflater.total_out() > 256 { out } else { Vec::new() }),
        }
    }
}

/// Data in ASCII base 85 or in hexadecimal digits, as bytes.
fn text_packing(data: &[u8]) -> Option<Vec<u8>> {
    let data = data.strip_prefix(b"<~").unwrap_or(data);
    let signs = data.iter().filter(|byte| !byte.is_ascii_whitespace());
    let hex = signs.clone().take(64).all(|byte| byte.is_ascii_hexdigit() || *byte == b'>');
    if hex {
        let digits: Vec<u8> = signs
            .take_while(|byte| **byte != b'>')
            .map_while(|byte| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        return (digits.len() > 64).then(|| {
            digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit)).collect()
        });
    }
    let base_85 = signs.clone().take(64).all(|byte| matches!(byte, b'!'..=b'u' | b'z' | b'~'));
    base_85.then(|| ascii_85(signs.copied()))
}

fn ascii_85(signs: impl Iterator<Item = u8>) -> Vec<u8> {
    let (mut out, mut group, mut n) = (Vec::new(), 0_u32, 0);
    for sign in signs {
        match sign {
            b'z' if n == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(sign - b'!'));
                n += 1;
                if n == 5 {
                    out.extend(group.to_be_bytes());
                    (group, n) = (0, 0);
                }
            }
            _ => break,
        }
    }
    out
}
