//! Parquet: the description at the end, then the chosen columns of one group of rows after the other.

use std::io::{Read, SeekFrom};
use std::sync::{Arc, Mutex};

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, Fields};
use bytes::Bytes;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, RowGroups};
use parquet::arrow::{FieldLevels, ProjectionMask, parquet_to_arrow_field_levels, parquet_to_arrow_schema};
use parquet::basic::{Compression, Repetition};
use parquet::column::page::{PageIterator, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{
    ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData,
};
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::{SchemaDescriptor, Type, TypePtr};

use super::allowance::{Allowance, OURS};
use super::codecs::too_large;
use super::pages::Pages;
use super::{Column, ROWS, Source, thrift};

/// Bytes of the description.
const DESCRIPTION: u64 = 16 << 20;
/// Bytes of the head of a page.
const HEAD: u64 = 1 << 20;

/// A file whose description is read.
pub(super) struct Parquet {
    file: Arc<dyn Places>,
    described: Arc<ParquetMetaData>,
    allowance: Allowance,
    chosen: Option<Arc<Chosen>>,
    /// The group of rows that is next.
    group: usize,
    reader: Option<ParquetRecordBatchReader>,
}

/// What of a file is read.
struct Chosen {
    levels: FieldLevels,
    /// Where the columns are among all leaves of the schema.
    leaves: Vec<usize>,
}

impl Parquet {
    pub(super) fn open(
        mut source: impl Source,
        size: u64,
        allowance: &Allowance,
    ) -> std::result::Result<(Self, Vec<Column>), String> {
        let description = description(&mut source, size)?;
        thrift::check(&description)?;
        let described =
            ParquetMetaDataReader::decode_metadata(&description).map_err(|error| error.to_string())?;
        drop(description);
        for chunk in described.row_groups().iter().flat_map(RowGroupMetaData::columns) {
            let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
            let end = start.checked_add(chunk.compressed_size()).and_then(|end| u64::try_from(end).ok());
            if start < 0 || chunk.compressed_size() < 0 || end.is_none_or(|end| end > size) {
                return Err("it is cut off: a column lies beyond its end".to_owned());
            }
        }
        let columns = columns(described.file_metadata().schema_descr());
        let file: Arc<dyn Places> = Arc::new(Shared(Mutex::new(source)));
        let described = Arc::new(described);
        let parquet =
            Self { file, described, allowance: allowance.clone(), chosen: None, group: 0, reader: None };
        Ok((parquet, columns))
    }

    /// Reads these columns.
    pub(super) fn choose(&mut self, chosen: &[usize]) -> std::result::Result<(), String> {
        let schema = self.described.file_metadata().schema_descr();
        let roots = schema.root_schema().get_fields();
        let levels = levels(chosen.iter().filter_map(|at| roots.get(*at)).cloned().collect());
        // Both are in order, and a flat column has one leaf.
        let leaf = |leaf: &usize| chosen.binary_search(&schema.get_column_root_idx(*leaf)).is_ok();
        let leaves = (0..schema.num_columns()).filter(leaf).collect();
        let levels = levels.map_err(|error| error.to_string())?;
        self.chosen = Some(Arc::new(Chosen { levels, leaves }));
        Ok(())
    }

    /// Bytes of the file for so many rows, as if all rows had as many.
    pub(super) fn bytes(&self, rows: u32) -> u64 {
        let all = u64::try_from(self.described.file_metadata().num_rows()).unwrap_or(0).max(1);
        let share = u128::from(self.file.size()) * u128::from(rows) / u128::from(all);
        u64::try_from(share).unwrap_or(u64::MAX).min(self.file.size())
    }

    /// Some rows; `None` after the last.
    pub(super) fn next(&mut self) -> std::result::Result<Option<RecordBatch>, String> {
        loop {
            match self.reader.as_mut().map(Iterator::next) {
                Some(Some(batch)) => return batch.map(Some).map_err(|error| error.to_string()),
                Some(None) => self.reader = None,
                None => match self.begin().map_err(|error| error.to_string())? {
                    Some(reader) => self.reader = Some(reader),
                    None => return Ok(None),
                },
            }
        }
    }

    /// Begins the next group of rows.
    fn begin(&mut self) -> Result<Option<ParquetRecordBatchReader>> {
        let Some(chosen) = self.chosen.as_ref().filter(|_| self.group < self.described.num_row_groups())
        else {
            return Ok(None);
        };
        let group = Group {
            file: Arc::clone(&self.file),
            described: Arc::clone(&self.described),
            chosen: Arc::clone(chosen),
            at: self.group,
            allowance: self.allowance.clone(),
        };
        self.group += 1;
        ParquetRecordBatchReader::try_new_with_row_groups(&chosen.levels, &group, ROWS, None).map(Some)
    }
}

/// The bytes that describe a file, before its last eight.
fn description(source: &mut impl Source, size: u64) -> std::result::Result<Vec<u8>, String> {
    let short = || "it is cut off before its end".to_owned();
    let mut tail = [0; 8];
    let end = size.checked_sub(8).filter(|end| *end >= 4).ok_or_else(short)?;
    source.seek(SeekFrom::Start(end)).map_err(|error| error.to_string())?;
    source.read_exact(&mut tail).map_err(|error| error.to_string())?;
    let [a, b, c, d, magic @ ..] = tail;
    match &magic {
        b"PAR1" => {}
        b"PARE" => return Err(format!("{OURS}encrypted; write it again without encryption")),
        _ => return Err(short()),
    }
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if length > DESCRIPTION {
        return Err(format!("{OURS}its description has more than {} MB; split it", DESCRIPTION >> 20));
    }
    let start = end.checked_sub(length).ok_or_else(short)?;
    source.seek(SeekFrom::Start(start)).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    source.by_ref().take(length).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// The columns of a file, by the types that they will have.
fn columns(schema: &SchemaDescriptor) -> Vec<Column> {
    let kind = |root: &TypePtr| {
        let basic = root.get_basic_info();
        let many = basic.has_repetition() && basic.repetition() == Repetition::REPEATED;
        let alone = (root.is_primitive() && !many).then(|| root_of(vec![Arc::clone(root)]).ok())??;
        let schema = parquet_to_arrow_schema(&alone, None).ok()?;
        schema.fields().first().map(|field| field.data_type().clone())
    };
    let roots = schema.root_schema().get_fields();
    roots.iter().map(|root| Column::new(root.name(), kind(root).as_ref())).collect()
}

/// How columns are read: texts as views, which share the bytes of a page however often a value is repeated.
fn levels(roots: Vec<TypePtr>) -> Result<FieldLevels> {
    let schema = root_of(roots)?;
    let plain = parquet_to_arrow_schema(&schema, None)?;
    let hint: Fields = plain
        .fields()
        .iter()
        .map(|field| {
            let kind = match field.data_type() {
                DataType::Utf8 => DataType::Utf8View,
                DataType::Binary => DataType::BinaryView,
                other => other.clone(),
            };
            Field::new(field.name(), kind, field.is_nullable())
        })
        .collect();
    parquet_to_arrow_field_levels(&schema, ProjectionMask::all(), Some(&hint))
}

/// A schema of some columns alone: whatever else a file holds is not looked at.
fn root_of(roots: Vec<TypePtr>) -> Result<SchemaDescriptor> {
    let root = Type::group_type_builder("schema").with_fields(roots).build()?;
    Ok(SchemaDescriptor::new(Arc::new(root)))
}

/// One group of rows, of which pages are read when they are needed.
struct Group {
    file: Arc<dyn Places>,
    described: Arc<ParquetMetaData>,
    chosen: Arc<Chosen>,
    at: usize,
    allowance: Allowance,
}

impl RowGroups for Group {
    fn num_rows(&self) -> usize {
        self.row_groups().map(|group| usize::try_from(group.num_rows()).unwrap_or(0)).sum()
    }

    fn column_chunks(&self, at: usize) -> Result<Box<dyn PageIterator>> {
        let missing = || ParquetError::General("a group of rows lacks a column".to_owned());
        let mut groups = self.row_groups();
        let leaf = self.chosen.leaves.get(at).copied().ok_or_else(missing)?;
        let chunk = groups.next().and_then(|group| group.columns().get(leaf)).ok_or_else(missing)?;
        if chunk.column_type() != self.metadata().file_metadata().schema_descr().column(leaf).physical_type()
        {
            return Err(missing());
        }
        Ok(Box::new(Chunk { pages: Some(self.pages(chunk)) }))
    }

    fn row_groups(&self) -> Box<dyn Iterator<Item = &RowGroupMetaData> + '_> {
        Box::new(self.described.row_groups().iter().skip(self.at).take(1))
    }

    fn metadata(&self) -> &ParquetMetaData {
        &self.described
    }
}

impl Group {
    fn pages(&self, chunk: &ColumnChunkMetaData) -> Result<Box<dyn PageReader>> {
        let file = Arc::new(Stored { file: Arc::clone(&self.file), most: self.allowance.page });
        // Told that nothing is packed, the crate gives the bytes as they are: they are unpacked within limits.
        let plain = chunk.clone().into_builder().set_compression(Compression::UNCOMPRESSED).build()?;
        let stored = SerializedPageReader::new(file, &plain, self.num_rows(), None)?;
        Ok(Box::new(Pages::new(stored, chunk, self.allowance.clone())))
    }
}

/// The one chunk of a column in a group of rows.
struct Chunk {
    pages: Option<Result<Box<dyn PageReader>>>,
}

impl Iterator for Chunk {
    type Item = Result<Box<dyn PageReader>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.pages.take()
    }
}

impl PageIterator for Chunk {}

/// Bytes at places of a file.
trait Places: Send + Sync {
    fn size(&self) -> u64;
    fn bytes(&self, start: u64, length: u64) -> std::io::Result<Vec<u8>>;
}

struct Shared<S>(Mutex<S>);

impl<S: Source> Places for Shared<S> {
    fn size(&self) -> u64 {
        self.0.lock().ok().and_then(|mut source| source.seek(SeekFrom::End(0)).ok()).unwrap_or(0)
    }

    fn bytes(&self, start: u64, length: u64) -> std::io::Result<Vec<u8>> {
        let mut source = self.0.lock().map_err(|_| std::io::Error::other("it is read no longer"))?;
        source.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        source.by_ref().take(length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// A file as the crate asks for it.
struct Stored {
    file: Arc<dyn Places>,
    /// Bytes of a page.
    most: u64,
}

impl Length for Stored {
    fn len(&self) -> u64 {
        self.file.size()
    }
}

impl ChunkReader for Stored {
    type T = Head;

    fn get_read(&self, start: u64) -> Result<Head> {
        Ok(Head {
            file: Arc::clone(&self.file),
            at: start,
            end: start.saturating_add(HEAD),
            held: Bytes::new(),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if length as u64 > self.most {
            return Err(ParquetError::General(too_large(self.most)));
        }
        let bytes = self.file.bytes(start, length as u64)?;
        if bytes.len() < length {
            return Err(ParquetError::General("it is cut off within a page".to_owned()));
        }
        Ok(bytes.into())
    }
}

/// The head of a page, read a little at a time.
struct Head {
    file: Arc<dyn Places>,
    at: u64,
    end: u64,
    held: Bytes,
}

impl Read for Head {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.held.is_empty() {
            let length = (self.end - self.at).min(512);
            self.held = self.file.bytes(self.at, length)?.into();
            self.at += self.held.len() as u64;
        }
        let length = into.len().min(self.held.len());
        let piece = self.held.split_to(length);
        if let Some(into) = into.get_mut(..length) {
            into.copy_from_slice(&piece);
        }
        Ok(length)
    }
}
