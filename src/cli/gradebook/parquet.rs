//! A gradebook as a Parquet file, a group of rows at a time: the same results give the same bytes.

use std::sync::Arc;

use anyhow::bail;
use arrow_array::builder::{BooleanBuilder, Float64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::input::Results;
use crate::cli::target::Target;
use crate::gradebook::{Class, Type, Typed, Value};

/// Rows that are handed over together.
const BATCH: usize = 1024;
/// Rows of a group; as many are held in memory, packed.
const GROUP: usize = 16 * BATCH;

/// Writes all candidates.
pub(super) fn write(
    typed: &Typed<'_>,
    class: &Class,
    results: &mut Results,
    mut output: Target,
) -> anyhow::Result<()> {
    let columns = typed.columns();
    let field = |(name, kind): &(String, Type)| {
        let kind = match kind {
            Type::Text => DataType::Utf8,
            Type::Number => DataType::Float64,
            Type::Flag => DataType::Boolean,
        };
        Field::new(name, kind, true)
    };
    let schema: SchemaRef = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<Field>>()));
    let mut writer = ArrowWriter::try_new_with_options(&mut output, Arc::clone(&schema), options())?;
    let mut builders: Vec<Builder> = columns.iter().map(|(_, kind)| Builder::new(*kind)).collect();
    let mut rows = 0;
    for candidate in 0..class.candidates().len() {
        for row in typed.rows(&results.entry(class, candidate)?) {
            for (builder, value) in builders.iter_mut().zip(row) {
                builder.append(value)?;
            }
            rows += 1;
        }
        if rows >= BATCH {
            writer.write(&batch(&schema, &mut builders)?)?;
            rows = 0;
        }
    }
    writer.write(&batch(&schema, &mut builders)?)?;
    writer.close()?;
    output.finish()
}

/// Nothing in the file tells when, where or by which version of a library it was written.
fn options() -> ArrowWriterOptions {
    let properties = WriterProperties::builder()
        .set_created_by("gradus".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true)
        .build();
    ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true)
}

fn batch(schema: &SchemaRef, builders: &mut [Builder]) -> anyhow::Result<RecordBatch> {
    let arrays = builders.iter_mut().map(Builder::finish).collect();
    Ok(RecordBatch::try_new(Arc::clone(schema), arrays)?)
}

/// A column in the making.
enum Builder {
    Text(StringBuilder),
    Number(Float64Builder),
    Flag(BooleanBuilder),
}

impl Builder {
    fn new(kind: Type) -> Self {
        match kind {
            Type::Text => Self::Text(StringBuilder::new()),
            Type::Number => Self::Number(Float64Builder::new()),
            Type::Flag => Self::Flag(BooleanBuilder::new()),
        }
    }

    fn append(&mut self, value: Value) -> anyhow::Result<()> {
        match (self, value) {
            (Self::Text(builder), Value::Text(text)) => builder.append_option(text),
            (Self::Number(builder), Value::Number(number)) => builder.append_option(number),
            (Self::Flag(builder), Value::Flag(flag)) => builder.append_option(flag),
            _ => bail!("a column holds two types"),
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => Arc::new(builder.finish()),
            Self::Number(builder) => Arc::new(builder.finish()),
            Self::Flag(builder) => Arc::new(builder.finish()),
        }
    }
}
