//! Pages unpacked, never beyond what they may have.

use std::io::Read;

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
        _ => Err(format!(
            "{}packed with {codec}; write it with Snappy, gzip or Zstandard",
            super::allowance::OURS
        )),
    }
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
