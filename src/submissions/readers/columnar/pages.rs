//! The pages of a column: unpacked within the allowance, and checked before they are decoded.

use bytes::Bytes;
use parquet::basic::{Compression, Encoding, Type};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;

use super::allowance::{Allowance, OURS};
use super::codecs::{too_large, unpack};
use super::deltas::{deltas, lengths, shared};
use super::runs::runs;

/// Values of one page.
const MOST: u32 = 1 << 26;

/// Pages of one column in one group of rows.
pub(super) struct Pages<P> {
    /// Pages as they are stored: it was told that nothing is packed.
    stored: P,
    codec: Compression,
    column: Kind,
    allowance: Allowance,
    /// How many entries the dictionary has.
    dictionary: Option<u32>,
    held: Option<Page>,
}

/// What values of a column look like.
#[derive(Clone, Copy)]
struct Kind {
    physical: Type,
    /// Bytes of a value of fixed length.
    length: usize,
    nullable: bool,
}

impl<P: PageReader> Pages<P> {
    pub(super) fn new(stored: P, chunk: &ColumnChunkMetaData, allowance: Allowance) -> Self {
        let descriptor = chunk.column_descr();
        let column = Kind {
            physical: descriptor.physical_type(),
            length: usize::try_from(descriptor.type_length()).unwrap_or(0),
            nullable: descriptor.max_def_level() > 0,
        };
        Self { stored, codec: chunk.compression(), column, allowance, dictionary: None, held: None }
    }

    fn read(&mut self) -> Result<Option<Page>> {
        let Some(page) = self.stored.get_next_page()? else { return Ok(None) };
        let page = self.unpacked(page).map_err(ParquetError::General)?;
        let fault = |fault: &str| ParquetError::General(format!("a page {fault}"));
        if page.num_values() > MOST {
            return Err(fault("has too many values"));
        }
        if let Page::DictionaryPage { buf, num_values, encoding, .. } = &page {
            let width = self.column.width().unwrap_or(match self.column.physical {
                Type::BOOLEAN => 1,
                _ => 4,
            });
            let plain = matches!(encoding, Encoding::PLAIN | Encoding::PLAIN_DICTIONARY);
            if !plain || (*num_values as usize).saturating_mul(width.max(1)) > buf.len() {
                return Err(fault("of a dictionary is shorter than it says"));
            }
            self.dictionary = Some(*num_values);
            return Ok(Some(page));
        }
        self.checked(page).map(Some).map_err(ParquetError::General)
    }

    /// The page with its bytes unpacked; levels of the second version never are packed.
    fn unpacked(&self, mut page: Page) -> std::result::Result<Page, String> {
        let (buf, kept) = match &mut page {
            Page::DataPage { buf, .. } | Page::DictionaryPage { buf, .. } => (buf, Some(0)),
            Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, is_compressed, .. } => {
                let levels = u64::from(*def_levels_byte_len) + u64::from(*rep_levels_byte_len);
                (buf, is_compressed.then_some(usize::try_from(levels).unwrap_or(usize::MAX)))
            }
        };
        if let Some(kept) = kept.filter(|_| self.codec != Compression::UNCOMPRESSED) {
            let (levels, packed) = buf.split_at_checked(kept).ok_or("a page ends within its levels")?;
            let mut bytes = levels.to_vec();
            if !packed.is_empty() {
                bytes.append(&mut unpack(self.codec, packed, self.allowance.page)?);
            }
            *buf = Bytes::from(bytes);
        }
        if buf.len() as u64 > self.allowance.page {
            return Err(too_large(self.allowance.page));
        }
        // Values that take no room still take time.
        self.allowance.unpack(buf.len() as u64 + u64::from(page.num_values()))?;
        Ok(page)
    }

    /// A page of values that is what it says.
    fn checked(&self, mut page: Page) -> std::result::Result<Page, String> {
        let n = page.num_values() as usize;
        let fault = || "a page does not hold what it says".to_owned();
        let (levels, values) = self.parts(&page).ok_or_else(fault)?;
        let full = if self.column.nullable {
            let mut full = 0;
            let mut bad = false;
            runs(&levels, 1, n, |value, count| {
                full += count * usize::from(value == 1);
                bad |= value > 1;
            })
            .filter(|()| !bad)
            .ok_or_else(fault)?;
            full
        } else {
            n
        };
        if let Page::DataPageV2 { num_nulls, num_rows, .. } = &page
            && (*num_nulls as usize != n - full || *num_rows as usize != n)
        {
            return Err(fault());
        }
        let width = self.values(page.encoding(), &values, full)?;
        // A reader of places in a dictionary wants to see how wide they are.
        if values.is_empty() && width {
            let buf = match &mut page {
                Page::DataPage { buf, .. }
                | Page::DataPageV2 { buf, .. }
                | Page::DictionaryPage { buf, .. } => buf,
            };
            *buf = Bytes::from([buf.as_ref(), &[0]].concat());
        }
        Ok(page)
    }

    /// Levels and values of a page.
    fn parts(&self, page: &Page) -> Option<(Bytes, Bytes)> {
        match page {
            Page::DataPage { buf, def_level_encoding, .. } if self.column.nullable => {
                let length = buf.get(..4)?.try_into().ok().map(u32::from_le_bytes)?;
                let end = usize::try_from(length).ok()?.checked_add(4)?;
                let rle = *def_level_encoding == Encoding::RLE && end <= buf.len();
                rle.then(|| (buf.slice(4..end), buf.slice(end..)))
            }
            Page::DataPage { buf, .. } => Some((Bytes::new(), buf.clone())),
            Page::DataPageV2 { buf, def_levels_byte_len, rep_levels_byte_len, .. } => {
                let end = usize::try_from(*def_levels_byte_len).ok()?;
                let fits =
                    *rep_levels_byte_len == 0 && end <= buf.len() && (self.column.nullable || end == 0);
                fits.then(|| (buf.slice(..end), buf.slice(end..)))
            }
            Page::DictionaryPage { .. } => None,
        }
    }

    /// Checks values by their encoding; whether they are places in a dictionary.
    fn values(&self, encoding: Encoding, values: &[u8], n: usize) -> std::result::Result<bool, String> {
        let fault = || "a page ends before its values do".to_owned();
        match encoding {
            Encoding::PLAIN => {
                let needed = match self.column.physical {
                    Type::BOOLEAN => Some(n.div_ceil(8)),
                    _ => n.checked_mul(self.column.width().unwrap_or(4)),
                };
                needed.is_some_and(|needed| needed <= values.len()).then_some(false).ok_or_else(fault)
            }
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => {
                let known = self.dictionary.ok_or("a page needs a dictionary that is not there")?;
                match values.split_first() {
                    Some((width, places)) => named(places, *width, n, known).map(|()| true),
                    None if n == 0 => Ok(true),
                    None => Err(fault()),
                }
            }
            Encoding::RLE if self.column.physical == Type::BOOLEAN => {
                let runs = values.get(4..).and_then(|values| runs(values, 1, n, |_, _| ()));
                runs.map(|()| false).ok_or_else(fault)
            }
            Encoding::DELTA_BINARY_PACKED if matches!(self.column.physical, Type::INT32 | Type::INT64) => {
                deltas(values, n).map(|_| false).ok_or_else(fault)
            }
            Encoding::DELTA_LENGTH_BYTE_ARRAY => lengths(values, n).map(|_| false).ok_or_else(fault),
            Encoding::DELTA_BYTE_ARRAY => {
                let length = shared(values, n).ok_or_else(fault)?;
                self.allowance.unpack(length).map(|()| false)
            }
            Encoding::BYTE_STREAM_SPLIT => {
                let length = self.column.width().and_then(|width| n.checked_mul(width));
                (length == Some(values.len())).then_some(false).ok_or_else(fault)
            }
            other => {
                Err(format!("{OURS}written as {other}, which is not read; write it with the usual settings"))
            }
        }
    }
}

/// Checks that `n` places of `width` bits are those of a dictionary of `known` values.
fn named(places: &[u8], width: u8, n: usize, known: u32) -> std::result::Result<(), String> {
    let mut highest = None;
    let read = runs(places, u32::from(width), n, |place, _| highest = highest.max(Some(place)));
    let fits = read.is_some() && highest.is_none_or(|place| place < u64::from(known));
    fits.then_some(()).ok_or_else(|| "a page names values that its dictionary has not".to_owned())
}

impl Kind {
    /// Bytes of every value, where all have as many.
    fn width(self) -> Option<usize> {
        match self.physical {
            Type::INT32 | Type::FLOAT => Some(4),
            Type::INT64 | Type::DOUBLE => Some(8),
            Type::INT96 => Some(12),
            Type::FIXED_LEN_BYTE_ARRAY => Some(self.length),
            Type::BOOLEAN | Type::BYTE_ARRAY => None,
        }
    }
}

impl<P: PageReader> Iterator for Pages<P> {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl<P: PageReader> PageReader for Pages<P> {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        match self.held.take() {
            Some(page) => Ok(Some(page)),
            None => self.read(),
        }
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        if self.held.is_none() {
            self.held = self.read()?;
        }
        Ok(self.held.as_ref().map(|page| PageMetadata {
            num_rows: None,
            num_levels: Some(page.num_values() as usize),
            is_dict: page.is_dictionary_page(),
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.get_next_page().map(|_| ())
    }
}
