//! Pages unpacked, never beyond what they may have.

use std::io::Read;

use lz4_flex::block::DecompressError;
use parquet::basic::Compression;

/// The bytes of a page.
pub(super) fn unpack(codec: Compression, bytes: &[u8], most: u64) -> Result<Vec<u8>, String> {
    match codec {
        Compression::UNCOMPRESSED => Ok(bytes.to_vec()),
        Compression::SNAPPY => {
            let length = snap::raw::decompress_len(bytes).map_err(|error| error.to_string())?;
            if length as u64 > most {
                return Err(too_large(most));
            }
            snap::raw::Decoder::new().decompress_vec(bytes).map_err(|error| error.to_string())
        }
        Compression::GZIP(_) => read(flate2::read::MultiGzDecoder::new(bytes), most),
        Compression::ZSTD(_) => {
            let decoder =
                zstd::stream::read::Decoder::with_buffer(bytes).map_err(|error| error.to_string())?;
            read(decoder, most)
        }
        Compression::BROTLI(_) => read(brotli_decompressor::Decompressor::new(bytes, 4096), most),
        Compression::LZ4_RAW => lz4(bytes, most),
        Compression::LZ4 => framed(bytes, most),
        Compression::LZO => Err(format!(
            "{}packed with {codec}; write it with Snappy, gzip or Zstandard",
            super::allowance::OURS
        )),
    }
}

/// A block of LZ4, which does not say how long it will be: room is made as it is needed.
fn lz4(bytes: &[u8], most: u64) -> Result<Vec<u8>, String> {
    let limit = usize::try_from(most).unwrap_or(usize::MAX);
    let mut room = bytes.len().saturating_mul(4).max(1 << 10).min(limit);
    loop {
        let mut out = vec![0; room];
        match lz4_flex::block::decompress_into(bytes, &mut out) {
            Ok(length) => {
                out.truncate(length);
                return Ok(out);
            }
            Err(DecompressError::OutputTooSmall { .. }) if room < limit => {
                room = room.saturating_mul(2).min(limit);
            }
            Err(DecompressError::OutputTooSmall { .. }) => return Err(too_large(most)),
            Err(error) => return Err(error.to_string()),
        }
    }
}

/// Blocks of LZ4 as Hadoop writes them: each after its length and the length of what it is packed into.
fn framed(mut bytes: &[u8], most: u64) -> Result<Vec<u8>, String> {
    let cut_off = || "a page ends within a block of LZ4".to_owned();
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let (head, rest) = bytes.split_first_chunk::<8>().ok_or_else(cut_off)?;
        let [a, b, c, d, e, f, g, h] = *head;
        let length = u64::from(u32::from_be_bytes([a, b, c, d]));
        let packed = usize::try_from(u32::from_be_bytes([e, f, g, h])).unwrap_or(usize::MAX);
        let (block, rest) = rest.split_at_checked(packed).ok_or_else(cut_off)?;
        let left = most.saturating_sub(out.len() as u64);
        if length > left {
            return Err(too_large(most));
        }
        let mut block = lz4(block, length)?;
        if block.len() as u64 != length {
            return Err(cut_off());
        }
        out.append(&mut block);
        bytes = rest;
    }
    Ok(out)
}

fn read(packed: impl Read, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    packed.take(most + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

pub(super) fn too_large(most: u64) -> String {
    format!(
        "{}a page of it has more than {} MB; write it in smaller pages",
        super::allowance::OURS,
        most >> 20
    )
}

#[cfg(test)]
mod tests {
    use parquet::basic::Compression;

    use super::unpack;

    #[test]
    fn blocks_of_lz4_stay_within_what_they_may_have() {
        let check = |codec, bytes: &[u8], most: u64, expect: Result<&str, &str>| {
            let found = unpack(codec, bytes, most).map(|bytes| String::from_utf8(bytes).expect("text"));
            match (&found, expect) {
                (Ok(text), Ok(expect)) => assert_eq!(text, expect),
                (Err(message), Err(expect)) => assert!(message.contains(expect), "{message}"),
                _ => panic!("{found:?} instead of {expect:?}"),
            }
        };
        let hello = b"\x50hello";
        // Ten bytes, of which the last nine repeat the first.
        let long = b"\x15a\x01\x00\x00";
        check(Compression::LZ4_RAW, hello, 5, Ok("hello"));
        check(Compression::LZ4_RAW, long, 1 << 20, Ok("aaaaaaaaaa"));
        check(
            Compression::LZ4_RAW,
            b"\x1fa\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00",
            1 << 10,
            Err("a page of it has more"),
        );
        check(Compression::LZ4_RAW, b"\x50hel", 1 << 20, Err(""));
        let block = |length: u8, block: &[u8]| {
            [&[0, 0, 0, length, 0, 0, 0, u8::try_from(block.len()).expect("short")], block].concat()
        };
        let two = [block(5, hello), block(10, long)].concat();
        check(Compression::LZ4, &two, 15, Ok("helloaaaaaaaaaa"));
        check(Compression::LZ4, &two, 14, Err("a page of it has more"));
        check(Compression::LZ4, &block(6, hello), 100, Err("ends within a block"));
        check(Compression::LZ4, two.get(..9).expect("a part"), 100, Err("ends within a block"));
    }
}
