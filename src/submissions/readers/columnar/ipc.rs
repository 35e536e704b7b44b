//! Arrow's format between processes, as a stream or a file: messages one after the other.
//!
//! A file is the stream with an index behind it, which is not needed to read from the beginning.

use std::io::{BufReader, Read, SeekFrom};
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::convert::try_fb_to_schema;
use arrow_ipc::reader::{RecordBatchDecoder, read_dictionary};
use arrow_ipc::{CompressionType, MessageHeader, MetadataVersion, root_as_message};
use arrow_schema::{DataType, SchemaRef};

use super::allowance::{Allowance, BATCH, OURS};
use super::cells::readable;
use super::layout::widths;
use super::{Column, Source};

/// Bytes of the description of a message.
const DESCRIPTION: u64 = 16 << 20;
/// Before the length of a message.
const CONTINUES: [u8; 4] = [0xff; 4];

#[allow(clippy::disallowed_types, reason = "the crate asks for it; its order is never seen")]
type Dictionaries = std::collections::HashMap<i64, ArrayRef>;

/// A stream of which the first message is read.
pub(super) struct Messages {
    source: Box<dyn Read + Send>,
    schema: SchemaRef,
    /// Columns that are read.
    chosen: Vec<usize>,
    /// Values that batches name by their places, by the number of the dictionary.
    dictionaries: Dictionaries,
    allowance: Allowance,
    /// Bytes that are left.
    left: u64,
    size: u64,
    ended: bool,
}

impl Messages {
    pub(super) fn open(
        mut source: impl Source,
        size: u64,
        allowance: &Allowance,
    ) -> Result<(Self, Vec<Column>), String> {
        let (start, end) = bounds(&mut source, size)?;
        source.seek(SeekFrom::Start(start)).map_err(|error| error.to_string())?;
        let mut messages = Self {
            source: Box::new(BufReader::new(source)),
            schema: SchemaRef::new(arrow_schema::Schema::empty()),
            chosen: Vec::new(),
            dictionaries: Dictionaries::new(),
            allowance: allowance.clone(),
            left: end.saturating_sub(start),
            size: end.saturating_sub(start),
            ended: false,
        };
        let none = || format!("{OURS}neither Parquet nor Arrow, though its name says so");
        let (head, _) = messages.message().ok().flatten().ok_or_else(none)?;
        let message = root_as_message(&head).map_err(|error| error.to_string())?;
        let schema = message.header_as_schema().ok_or_else(none)?;
        if !schema.endianness().equals_to_target_endianness() {
            return Err(format!("{OURS}written by a machine of another kind (byte order); write it again"));
        }
        messages.schema = Arc::new(try_fb_to_schema(schema).map_err(|error| error.to_string())?);
        let columns = messages.schema.fields().iter();
        let columns = columns.map(|field| Column::new(field.name(), Some(field.data_type()))).collect();
        Ok((messages, columns))
    }

    /// Reads these columns.
    pub(super) fn choose(&mut self, chosen: &[usize]) {
        self.chosen = chosen.to_vec();
    }

    /// Bytes that were read.
    pub(super) fn bytes(&self) -> u64 {
        self.size - self.left
    }

    /// The next batch of rows; `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<RecordBatch>, String> {
        while let Some((head, body)) = self.message()? {
            let message = root_as_message(&head).map_err(|error| error.to_string())?;
            let version = message.version();
            match message.header_type() {
                MessageHeader::RecordBatch => {
                    let batch = message.header_as_record_batch().ok_or("a message is empty")?;
                    let widths = self.widths(&batch, version)?;
                    self.check(&batch, &body, &widths)?;
                    return self.batch(&body, batch, version).map(Some).map_err(|error| error.to_string());
                }
                MessageHeader::DictionaryBatch => {
                    let batch = message.header_as_dictionary_batch().ok_or("a message is empty")?;
                    if let Some(widths) = self.dictionary_widths(&batch, version)? {
                        self.check(&batch.data().ok_or("a dictionary is empty")?, &body, &widths)?;
                        self.dictionary(&body, batch, version)?;
                    }
                }
                MessageHeader::NONE => {}
                other => return Err(format!("it has a message of the kind {other:?}")),
            }
        }
        Ok(None)
    }

    fn batch(
        &self,
        body: &Buffer,
        batch: arrow_ipc::RecordBatch<'_>,
        version: MetadataVersion,
    ) -> Result<RecordBatch, arrow_schema::ArrowError> {
        let schema = Arc::clone(&self.schema);
        RecordBatchDecoder::try_new(body, batch, schema, &self.dictionaries, &version)?
            .with_projection(Some(&self.chosen))
            .read_record_batch()
    }

    /// Keeps the values of a dictionary.
    fn dictionary(
        &mut self,
        body: &Buffer,
        batch: arrow_ipc::DictionaryBatch<'_>,
        version: MetadataVersion,
    ) -> Result<(), String> {
        if batch.isDelta() {
            // All that is there is written anew.
            let known = self.dictionaries.get(&batch.id()).map_or(0, |array| array.get_array_memory_size());
            self.allowance.unpack(known as u64)?;
        }
        read_dictionary(body, batch, &self.schema, &mut self.dictionaries, &version)
            .map_err(|error| error.to_string())
    }

    /// The next message: what it says of itself, and what it holds.
    fn message(&mut self) -> Result<Option<(Vec<u8>, Buffer)>, String> {
        if self.ended || self.left < 4 {
            return Ok(None);
        }
        let mut length = self.four()?;
        if length == CONTINUES {
            length = self.four()?;
        }
        let length = u64::from(u32::from_le_bytes(length));
        if length == 0 {
            self.ended = true;
            return Ok(None);
        }
        if length > DESCRIPTION {
            return Err("a message says more of itself than can be".to_owned());
        }
        let head = self.take(length)?;
        let message = root_as_message(&head).map_err(|error| error.to_string())?;
        let length = u64::try_from(message.bodyLength()).map_err(|error| error.to_string())?;
        if length > BATCH {
            let most = BATCH >> 20;
            return Err(format!(
                "{OURS}a batch of it has {} MB, and at most {most} are read at once; write it in batches of some 10,000 rows",
                length >> 20
            ));
        }
        let body = self.take(length)?;
        Ok(Some((head, Buffer::from_vec(body))))
    }

    fn four(&mut self) -> Result<[u8; 4], String> {
        self.take(4)?.try_into().map_err(|_| "it is cut off".to_owned())
    }

    fn take(&mut self, length: u64) -> Result<Vec<u8>, String> {
        self.left = self.left.checked_sub(length).ok_or("it is cut off within a message")?;
        let mut bytes = Vec::new();
        self.source.by_ref().take(length).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if (bytes.len() as u64) < length {
            Err("it is cut off within a message".to_owned())
        } else {
            Ok(bytes)
        }
    }

    /// How wide the values of each buffer are; 0 for those of columns that are not read.
    fn widths(
        &self,
        batch: &arrow_ipc::RecordBatch<'_>,
        version: MetadataVersion,
    ) -> Result<Vec<u64>, String> {
        let mut counts = batch.variadicBufferCounts().into_iter().flatten();
        let mut all = Vec::new();
        for (at, field) in self.schema.fields().iter().enumerate() {
            let start = all.len();
            widths(field.data_type(), version, &mut counts, &mut all).ok_or_else(fault)?;
            if self.chosen.binary_search(&at).is_err() {
                all.iter_mut().skip(start).for_each(|width| *width = 0);
            }
        }
        Ok(all)
    }

    /// The same for the values of a dictionary; `None` if no column that is read needs them.
    fn dictionary_widths(
        &self,
        batch: &arrow_ipc::DictionaryBatch<'_>,
        version: MetadataVersion,
    ) -> Result<Option<Vec<u64>>, String> {
        let id = batch.id();
        #[allow(deprecated, reason = "there is no other way to the number of a dictionary")]
        let needs = |at: &usize| {
            let field = self.schema.fields().get(*at);
            field.is_some_and(|field| field.dict_id() == Some(id))
        };
        if !self.chosen.iter().any(needs) {
            return Ok(None);
        }
        #[allow(deprecated, reason = "values are read by the type of the first column that names them")]
        let known = self.schema.fields_with_dict_id(id);
        let Some(DataType::Dictionary(_, values)) = known.first().map(|field| field.data_type()) else {
            return Err(fault());
        };
        if !readable(values) || matches!(values.as_ref(), DataType::Dictionary(..)) {
            return Err(fault());
        }
        let mut counts = batch.data().and_then(|data| data.variadicBufferCounts()).into_iter().flatten();
        let mut all = Vec::new();
        widths(values, version, &mut counts, &mut all).ok_or_else(fault)?;
        Ok(Some(all))
    }

    /// Checks places and lengths within a batch, and pays for what it unpacks to.
    fn check(&self, batch: &arrow_ipc::RecordBatch<'_>, body: &[u8], widths: &[u64]) -> Result<(), String> {
        let packed = batch.compression().map(|packed| packed.codec());
        if packed.is_some_and(|codec| !matches!(codec, CompressionType::LZ4_FRAME | CompressionType::ZSTD)) {
            return Err(fault());
        }
        let buffers: Vec<arrow_ipc::Buffer> = batch.buffers().into_iter().flatten().copied().collect();
        if buffers.len() != widths.len() {
            return Err(fault());
        }
        for (buffer, width) in buffers.iter().zip(widths).filter(|(_, width)| **width > 0) {
            let length = length(buffer, body, packed.is_some()).ok_or_else(fault)?;
            if !length.is_multiple_of(*width) {
                return Err(fault());
            }
            self.allowance.unpack(length)?;
        }
        let most = i64::from(i32::MAX);
        let mut nodes = batch.nodes().into_iter().flatten();
        let fits = nodes.all(|node| (0..=node.length().min(most)).contains(&node.null_count()));
        let rows = u64::try_from(batch.length()).ok().filter(|rows| fits && *rows <= most.unsigned_abs());
        self.allowance.unpack(rows.ok_or_else(fault)?)
    }
}

fn fault() -> String {
    "a batch is not as it says".to_owned()
}

/// Bytes of a buffer once it is unpacked.
fn length(buffer: &arrow_ipc::Buffer, body: &[u8], packed: bool) -> Option<u64> {
    let (start, length) = (usize::try_from(buffer.offset()).ok()?, usize::try_from(buffer.length()).ok()?);
    let bytes = body.get(start..start.checked_add(length)?)?;
    if !packed || bytes.is_empty() {
        return Some(bytes.len() as u64);
    }
    match i64::from_le_bytes(bytes.get(..8)?.try_into().ok()?) {
        -1 => Some(bytes.len() as u64 - 8),
        length => u64::try_from(length).ok(),
    }
}

/// Where the messages are.
fn bounds(source: &mut impl Source, size: u64) -> Result<(u64, u64), String> {
    let mut head = [0; 6];
    let mut read = |at: u64, into: &mut [u8]| {
        source
            .seek(SeekFrom::Start(at))
            .and_then(|_| source.read_exact(into))
            .map_err(|error| error.to_string())
    };
    if size < 16 {
        return Err(format!("{OURS}too short for a table; it may not be whole"));
    }
    read(0, &mut head)?;
    if &head != b"ARROW1" {
        return Ok((0, size));
    }
    let mut tail = [0; 10];
    read(size - 10, &mut tail)?;
    let [a, b, c, d, magic @ ..] = tail;
    let end = (size - 10).checked_sub(u64::from(u32::from_le_bytes([a, b, c, d])));
    match end.filter(|end| &magic == b"ARROW1" && *end >= 8) {
        Some(end) => Ok((8, end)),
        None => Err("it is cut off before its end".to_owned()),
    }
}
