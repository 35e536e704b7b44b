//! Lengths that a page writes as differences, read so that they can be checked.

use super::runs::varint;

/// Values of a page that may be written so.
const MOST: u64 = 1 << 22;

/// The values at the beginning of some bytes, and how many bytes they take.
pub(super) fn deltas(bytes: &[u8], n: usize) -> Option<(Vec<i64>, usize)> {
    let mut rest = bytes;
    let (block, minis, count) = (varint(&mut rest)?, varint(&mut rest)?, varint(&mut rest)?);
    let size = block.checked_div(minis)?;
    let whole = size > 0 && size.is_multiple_of(32) && size * minis == block && block <= 1 << 16;
    if !whole || count != n as u64 || count > MOST {
        return None;
    }
    let mut value = zigzag(varint(&mut rest)?);
    let mut values = Vec::new();
    if n > 0 {
        values.push(value);
    }
    while values.len() < n {
        let least = zigzag(varint(&mut rest)?);
        let (widths, after) = rest.split_at_checked(usize::try_from(minis).ok()?)?;
        rest = after;
        for width in widths {
            if values.len() == n {
                break;
            }
            let length = usize::try_from(size * u64::from(*width) / 8).ok()?;
            let (mini, after) = rest.split_at_checked(length)?;
            rest = after;
            if *width > 64 {
                return None;
            }
            let needed = (n - values.len()).min(usize::try_from(size).ok()?);
            for at in 0..needed {
                value = value.wrapping_add(least).wrapping_add(bits(mini, at, u32::from(*width)));
                values.push(value);
            }
        }
    }
    Some((values, bytes.len() - rest.len()))
}

/// A value of `width` bits among others.
fn bits(bytes: &[u8], at: usize, width: u32) -> i64 {
    let start = at * width as usize;
    let window = bytes.get(start / 8..).unwrap_or_default();
    let window = window.iter().take(9).rev().fold(0u128, |all, byte| all << 8 | u128::from(*byte));
    let value = (window >> (start % 8)) & ((1 << width) - 1);
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "two's complement")]
    {
        value as u64 as i64
    }
}

fn zigzag(number: u64) -> i64 {
    #[allow(clippy::cast_possible_wrap, reason = "two's complement")]
    {
        (number >> 1) as i64 ^ -((number & 1) as i64)
    }
}

/// Checks lengths before the texts of which they are.
pub(super) fn lengths(bytes: &[u8], n: usize) -> Option<u64> {
    let (lengths, taken) = deltas(bytes, n)?;
    let all = sum(&lengths)?;
    (all <= (bytes.len() - taken) as u64).then_some(all)
}

/// Checks texts that share their beginnings; how long they are together.
pub(super) fn shared(bytes: &[u8], n: usize) -> Option<u64> {
    let (prefixes, taken) = deltas(bytes, n)?;
    let rest = bytes.get(taken..)?;
    let (suffixes, taken) = deltas(rest, n)?;
    let texts = rest.len() - taken;
    if sum(&suffixes)? > texts as u64 {
        return None;
    }
    let (mut last, mut all) = (0, 0u64);
    for (prefix, suffix) in prefixes.iter().zip(&suffixes) {
        let prefix = u64::try_from(*prefix).ok()?;
        if prefix > last {
            return None;
        }
        last = prefix.checked_add(u64::try_from(*suffix).ok()?)?;
        all = all.checked_add(last)?;
    }
    Some(all)
}

fn sum(lengths: &[i64]) -> Option<u64> {
    lengths.iter().try_fold(0u64, |all, length| all.checked_add(u64::try_from(*length).ok()?))
}
