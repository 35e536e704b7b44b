//! A model as bytes, little-endian, and back; reading checks every length and never trusts one.

use super::model::{Columns, CriterionModel, Model};
use super::table::{PairTable, StemTable, padded};

/// Why bytes are no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// Not a model, or one of another version of the format.
    #[error("not a model of this version; run `gradus build`")]
    Format,
    /// Cut off or damaged.
    #[error("the model is damaged; run `gradus build`")]
    Damaged,
}

const MAGIC: &[u8; 8] = b"gradus\x00\x05";

impl Model {
    /// As bytes; equal models give equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(self.fingerprint.to_le_bytes());
        out.extend(self.scale.to_le_bytes());
        put_len(&mut out, self.criteria.len());
        for criterion in &self.criteria {
            put_text(&mut out, &criterion.id);
            out.extend(criterion.bias.to_le_bytes());
            out.extend(criterion.threshold.to_le_bytes());
            out.extend(criterion.rivalry.to_le_bytes());
            out.extend(criterion.precision.to_le_bytes());
            out.extend(criterion.recall.to_le_bytes());
            out.extend(criterion.hits.to_le_bytes());
        }
        for stems in [&self.stems, &self.roots] {
            put_len(&mut out, stems.len());
            stems.ends.iter().for_each(|end| out.extend(end.to_le_bytes()));
            put_text(&mut out, &stems.text);
        }
        self.squares.iter().for_each(|square| out.extend(square.to_le_bytes()));
        out.extend(self.unknown.to_le_bytes());
        self.put_rows(&mut out, &self.rows);
        for table in &self.pairs {
            put_len(&mut out, table.slots.len());
            for (key, row) in &table.slots {
                out.extend(key.to_le_bytes());
                out.extend(row.to_le_bytes());
            }
            put_len(&mut out, table.rows.len() / padded(self.criteria.len()).max(1));
            self.put_rows(&mut out, &table.rows);
        }
        out
    }

    /// Rows without the columns that only fill them up.
    fn put_rows(&self, out: &mut Vec<u8>, rows: &[i16]) {
        for row in rows.chunks_exact(padded(self.criteria.len()).max(1)) {
            row.iter().take(self.criteria.len()).for_each(|weight| out.extend(weight.to_le_bytes()));
        }
    }

    /// From bytes.
    ///
    /// # Errors
    /// When the bytes are no model or are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        let mut reader = Reader { rest: bytes.strip_prefix(MAGIC).ok_or(CodecError::Format)? };
        let fingerprint = u64::from_le_bytes(reader.array()?);
        let scale = f32::from_le_bytes(reader.array()?);
        let n_criteria = reader.len(22)?;
        let criteria = (0..n_criteria).map(|_| reader.criterion()).collect::<Result<Vec<_>, _>>()?;
        let stems = reader.stems()?;
        let roots = reader.stems()?;
        let squares = reader.items(stems.len(), f32::from_le_bytes)?;
        let unknown = f32::from_le_bytes(reader.array()?);
        let rows = reader.rows(stems.len() + roots.len(), n_criteria)?;
        let pairs = [reader.table(n_criteria)?, reader.table(n_criteria)?];
        if !reader.rest.is_empty() {
            return Err(CodecError::Damaged);
        }
        let columns = Columns::of(&criteria);
        Ok(Self { fingerprint, criteria, columns, scale, stems, roots, squares, unknown, rows, pairs })
    }
}

/// The fingerprint of an encoded model, without reading the rest.
pub fn fingerprint(bytes: &[u8]) -> Option<u64> {
    let mut reader = Reader { rest: bytes.strip_prefix(MAGIC)? };
    reader.array().ok().map(u64::from_le_bytes)
}

fn put_len(out: &mut Vec<u8>, len: usize) {
    out.extend(crate::span::offset(len).to_le_bytes());
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_len(out, text.len());
    out.extend(text.as_bytes());
}

struct Reader<'b> {
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    fn take(&mut self, n: usize) -> Result<&'b [u8], CodecError> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or(CodecError::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        self.take(N)?.try_into().map_err(|_| CodecError::Damaged)
    }

    /// A length of things that take at least `size` bytes each.
    fn len(&mut self, size: usize) -> Result<usize, CodecError> {
        let len = u32::from_le_bytes(self.array()?) as usize;
        if len.saturating_mul(size) > self.rest.len() { Err(CodecError::Damaged) } else { Ok(len) }
    }

    fn text(&mut self) -> Result<String, CodecError> {
        let len = self.len(1)?;
        let text = std::str::from_utf8(self.take(len)?).map_err(|_| CodecError::Damaged)?;
        Ok(text.to_owned())
    }

    fn items<T, const N: usize>(&mut self, n: usize, read: fn([u8; N]) -> T) -> Result<Vec<T>, CodecError> {
        let bytes = self.take(n.saturating_mul(N))?;
        let (chunks, _) = bytes.as_chunks::<N>();
        Ok(chunks.iter().map(|chunk| read(*chunk)).collect())
    }

    fn stems(&mut self) -> Result<StemTable, CodecError> {
        let n_stems = self.len(4)?;
        let ends = self.items(n_stems, u32::from_le_bytes)?;
        Ok(StemTable::of(self.text()?, ends))
    }

    /// Rows of weights, padded as they are kept.
    fn rows(&mut self, n_rows: usize, columns: usize) -> Result<Vec<i16>, CodecError> {
        let bytes = self.take(n_rows.saturating_mul(columns).saturating_mul(2))?;
        let mut rows = Vec::with_capacity(n_rows * padded(columns));
        for row in bytes.chunks_exact((2 * columns).max(1)) {
            let (weights, _) = row.as_chunks::<2>();
            rows.extend(weights.iter().map(|bytes| i16::from_le_bytes(*bytes)));
            rows.resize(rows.len().next_multiple_of(padded(columns)), 0);
        }
        Ok(rows)
    }

    fn criterion(&mut self) -> Result<CriterionModel, CodecError> {
        Ok(CriterionModel {
            id: self.text()?,
            bias: f32::from_le_bytes(self.array()?),
            threshold: f32::from_le_bytes(self.array()?),
            rivalry: f32::from_le_bytes(self.array()?),
            precision: u16::from_le_bytes(self.array()?),
            recall: u16::from_le_bytes(self.array()?),
            hits: u32::from_le_bytes(self.array()?),
        })
    }

    fn table(&mut self, columns: usize) -> Result<PairTable, CodecError> {
        let n_slots = self.len(8)?;
        let pairs = self.items(n_slots, |bytes: [u8; 8]| {
            let [a, b, c, d, e, f, g, h] = bytes;
            (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]))
        })?;
        let n_rows = self.len(2 * columns)?;
        let rows = self.rows(n_rows, columns)?;
        let free = pairs.iter().any(|(_, row)| *row == 0);
        let inside = pairs.iter().all(|(_, row)| *row as usize <= n_rows);
        if n_slots.is_power_of_two() && free && inside {
            Ok(PairTable::of(pairs, rows))
        } else {
            Err(CodecError::Damaged)
        }
    }
}
