//! Runs of equal values and packed values, mixed: how Parquet writes levels and places in a dictionary.

/// Bits of a value.
const WIDEST: u32 = 32;

/// Gives every value of the first `n` and how often it follows; `None` where bytes are missing.
pub(super) fn runs(bytes: &[u8], width: u32, n: usize, mut each: impl FnMut(u64, usize)) -> Option<()> {
    let (mut rest, mut left) = (bytes, n);
    if width > WIDEST {
        return None;
    }
    while left > 0 {
        let head = varint(&mut rest)?;
        let count = usize::try_from(head >> 1).ok()?;
        if head & 1 == 0 {
            let (value, after) = rest.split_at_checked(width.div_ceil(8) as usize)?;
            let value = value.iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte));
            rest = after;
            let count = count.min(left);
            each(value, count);
            left -= count;
        } else {
            let count = count.checked_mul(8)?;
            let needed = count.min(left);
            let length = needed.checked_mul(width as usize)?.div_ceil(8);
            packed(rest.get(..length)?, width, needed, |value| each(value, 1));
            left -= needed;
            rest = rest.get(count.checked_mul(width as usize)?.div_ceil(8)..).unwrap_or_default();
        }
    }
    Some(())
}

/// Values of so many bits, one after the other.
fn packed(bytes: &[u8], width: u32, n: usize, mut each: impl FnMut(u64)) {
    let mask = u64::MAX.checked_shr(64 - width).unwrap_or(0);
    let (mut bits, mut held, mut bytes) = (0u128, 0, bytes.iter());
    for _ in 0..n {
        while held < width {
            bits |= u128::from(bytes.next().copied().unwrap_or(0)) << held;
            held += 8;
        }
        #[allow(clippy::cast_possible_truncation, reason = "masked")]
        each(bits as u64 & mask);
        bits >>= width;
        held -= width;
    }
}

/// Seven bits a byte, the lowest first.
pub(super) fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if *byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::runs;

    fn check(bytes: &[u8], width: u32, n: usize, expect: Option<&[(u64, usize)]>) {
        let mut found = Vec::new();
        let done = runs(bytes, width, n, |value, count| found.push((value, count)));
        assert_eq!(done.map(|()| found.as_slice()), expect, "{bytes:?} of {width} bits");
    }

    #[test]
    fn runs_and_packed_values_are_told_apart() {
        check(&[8, 1], 1, 4, Some(&[(1, 4)]));
        check(&[3, 0b101], 1, 3, Some(&[(1, 1), (0, 1), (1, 1)]));
        check(&[3, 0x88, 0xc6, 0xfa], 3, 3, Some(&[(0, 1), (1, 1), (2, 1)]));
        check(&[4, 7, 1], 9, 2, Some(&[(263, 2)]));
        check(&[0, 0, 0], 0, 0, Some(&[]));
        check(&[5], 0, 4, Some(&[(0, 1), (0, 1), (0, 1), (0, 1)]));
    }

    #[test]
    fn missing_bytes_are_noticed() {
        check(&[], 1, 1, None);
        check(&[8], 1, 4, None);
        check(&[3], 1, 3, None);
        check(&[0xff; 12], 1, 3, None);
        check(&[0, 0, 0, 0], 8, 1, None);
        check(&[3; 300], 255, 1, None);
    }
}
