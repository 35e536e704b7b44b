//! A value of a column as the cell of a table.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::{as_datetime, as_time};
use arrow_array::types::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type,
    Decimal128Type, Decimal256Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_schema::{DataType, TimeUnit};

use super::super::Cell;

/// Bytes of a cell without its text.
const CELL: u64 = 32;
/// Whole numbers up to here are the same as floating ones.
const EXACT: u64 = 1 << 53;

/// Whether values of a type can be cells.
pub(super) fn readable(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => !values.is_nested() && readable(values),
        DataType::Duration(_) | DataType::Interval(_) | DataType::FixedSizeBinary(_) => false,
        kind => !kind.is_nested(),
    }
}

/// The cell of a row, of which the text has at most so many bytes.
pub(super) fn cell(array: &dyn Array, row: usize, most: usize) -> Cell {
    if row >= array.len() || array.is_null(row) {
        return Cell::Empty;
    }
    match array.data_type() {
        DataType::Utf8 => text(most, array.as_string_opt::<i32>().map(|array| array.value(row))),
        DataType::LargeUtf8 => text(most, array.as_string_opt::<i64>().map(|array| array.value(row))),
        DataType::Utf8View => text(most, array.as_string_view_opt().map(|array| array.value(row))),
        DataType::Binary => bytes(most, array.as_binary_opt::<i32>().map(|array| array.value(row))),
        DataType::LargeBinary => bytes(most, array.as_binary_opt::<i64>().map(|array| array.value(row))),
        DataType::BinaryView => bytes(most, array.as_binary_view_opt().map(|array| array.value(row))),
        DataType::Boolean => array.as_boolean_opt().map_or(Cell::Empty, |array| Cell::Bool(array.value(row))),
        DataType::Dictionary(kind, _) => entry(kind, array, row, most),
        kind => number(kind, array, row).or_else(|| time(kind, array, row)).unwrap_or_default(),
    }
}

/// Bytes that a cell takes.
pub(super) fn size(cell: &Cell) -> u64 {
    match cell {
        Cell::Text(text) | Cell::Error(text) | Cell::Refused(text) => text.len() as u64 + CELL,
        Cell::Empty | Cell::Number(_) | Cell::Bool(_) => CELL,
    }
}

fn text(most: usize, value: Option<&str>) -> Cell {
    match value {
        Some(text) if text.len() > most => Cell::Refused(format!("more than {} MB of text", most >> 20)),
        Some(text) if !text.trim().is_empty() => Cell::Text(text.to_owned()),
        Some(_) | None => Cell::Empty,
    }
}

/// Text that a writer did not mark as such.
fn bytes(most: usize, value: Option<&[u8]>) -> Cell {
    match value.map(std::str::from_utf8) {
        Some(Err(_)) => Cell::Refused("bytes that are no text".to_owned()),
        Some(Ok(value)) => text(most, Some(value)),
        None => Cell::Empty,
    }
}

/// What a dictionary has for a row.
fn entry(kind: &DataType, array: &dyn Array, row: usize, most: usize) -> Cell {
    fn at<K: ArrowDictionaryKeyType>(array: &dyn Array, row: usize, most: usize) -> Cell {
        let Some(array) = array.as_dictionary_opt::<K>() else { return Cell::Empty };
        array.key(row).map_or(Cell::Empty, |at| cell(array.values().as_ref(), at, most))
    }
    match kind {
        DataType::Int8 => at::<Int8Type>(array, row, most),
        DataType::Int16 => at::<Int16Type>(array, row, most),
        DataType::Int32 => at::<Int32Type>(array, row, most),
        DataType::Int64 => at::<Int64Type>(array, row, most),
        DataType::UInt8 => at::<UInt8Type>(array, row, most),
        DataType::UInt16 => at::<UInt16Type>(array, row, most),
        DataType::UInt32 => at::<UInt32Type>(array, row, most),
        DataType::UInt64 => at::<UInt64Type>(array, row, most),
        _ => Cell::Empty,
    }
}

fn value<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> Option<T::Native> {
    Some(array.as_primitive_opt::<T>()?.value(row))
}

fn number(kind: &DataType, array: &dyn Array, row: usize) -> Option<Cell> {
    let whole = |number: i128| {
        #[allow(clippy::cast_precision_loss, reason = "it is small enough")]
        if number.unsigned_abs() <= u128::from(EXACT) {
            Cell::Number(number as f64)
        } else {
            Cell::Text(number.to_string())
        }
    };
    Some(match kind {
        DataType::Int8 => whole(value::<Int8Type>(array, row)?.into()),
        DataType::Int16 => whole(value::<Int16Type>(array, row)?.into()),
        DataType::Int32 => whole(value::<Int32Type>(array, row)?.into()),
        DataType::Int64 => whole(value::<Int64Type>(array, row)?.into()),
        DataType::UInt8 => whole(value::<UInt8Type>(array, row)?.into()),
        DataType::UInt16 => whole(value::<UInt16Type>(array, row)?.into()),
        DataType::UInt32 => whole(value::<UInt32Type>(array, row)?.into()),
        DataType::UInt64 => whole(value::<UInt64Type>(array, row)?.into()),
        DataType::Float16 => float(value::<Float16Type>(array, row)?.to_f64()),
        // As it is written, not as its nearest neighbour of twice the length.
        DataType::Float32 => float(value::<Float32Type>(array, row)?.to_string().parse().ok()?),
        DataType::Float64 => float(value::<Float64Type>(array, row)?),
        DataType::Decimal32(..) => {
            Cell::Text(array.as_primitive_opt::<Decimal32Type>()?.value_as_string(row))
        }
        DataType::Decimal64(..) => {
            Cell::Text(array.as_primitive_opt::<Decimal64Type>()?.value_as_string(row))
        }
        DataType::Decimal128(..) => {
            Cell::Text(array.as_primitive_opt::<Decimal128Type>()?.value_as_string(row))
        }
        DataType::Decimal256(..) => {
            Cell::Text(array.as_primitive_opt::<Decimal256Type>()?.value_as_string(row))
        }
        _ => return None,
    })
}

/// pandas writes what is missing among numbers as no number.
fn float(number: f64) -> Cell {
    if number.is_nan() { Cell::Empty } else { Cell::Number(number) }
}

fn time(kind: &DataType, array: &dyn Array, row: usize) -> Option<Cell> {
    let datetime = match kind {
        DataType::Date32 => as_datetime::<Date32Type>(value::<Date32Type>(array, row)?.into()),
        DataType::Date64 => as_datetime::<Date64Type>(value::<Date64Type>(array, row)?),
        DataType::Timestamp(TimeUnit::Second, _) => stamp::<TimestampSecondType>(array, row),
        DataType::Timestamp(TimeUnit::Millisecond, _) => stamp::<TimestampMillisecondType>(array, row),
        DataType::Timestamp(TimeUnit::Microsecond, _) => stamp::<TimestampMicrosecondType>(array, row),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => stamp::<TimestampNanosecondType>(array, row),
        _ => return time_of_day(kind, array, row),
    };
    let datetime = datetime?;
    Some(Cell::Text(match kind {
        DataType::Date32 | DataType::Date64 => datetime.date().to_string(),
        DataType::Timestamp(_, Some(_)) => format!("{datetime:?}Z"),
        _ => format!("{datetime:?}"),
    }))
}

fn stamp<T: ArrowPrimitiveType<Native = i64>>(
    array: &dyn Array,
    row: usize,
) -> Option<chrono::NaiveDateTime> {
    as_datetime::<T>(value::<T>(array, row)?)
}

fn time_of_day(kind: &DataType, array: &dyn Array, row: usize) -> Option<Cell> {
    fn at<T: ArrowPrimitiveType<Native: Into<i64>>>(array: &dyn Array, row: usize) -> Option<Cell> {
        let number: i64 = value::<T>(array, row)?.into();
        let time = (number >= 0).then(|| as_time::<T>(number))??;
        Some(Cell::Text(time.to_string()))
    }
    match kind {
        DataType::Time32(TimeUnit::Second) => at::<Time32SecondType>(array, row),
        DataType::Time32(_) => at::<Time32MillisecondType>(array, row),
        DataType::Time64(TimeUnit::Microsecond) => at::<Time64MicrosecondType>(array, row),
        DataType::Time64(_) => at::<Time64NanosecondType>(array, row),
        _ => None,
    }
}
