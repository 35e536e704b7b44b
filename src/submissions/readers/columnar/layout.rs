//! Which buffers the columns of a batch have, one after the other, and of how many bytes their values are.

use arrow_ipc::MetadataVersion;
use arrow_schema::{DataType, UnionMode};

/// Appends a width for each buffer of a column; 1 where any number of bytes will do.
///
/// `counts` are the numbers of buffers that batches tell of columns of views.
pub(super) fn widths(
    kind: &DataType,
    version: MetadataVersion,
    counts: &mut impl Iterator<Item = i64>,
    out: &mut Vec<u64>,
) -> Option<()> {
    match kind {
        DataType::Null => {}
        DataType::Utf8 | DataType::Binary => out.extend([1, 4, 1]),
        DataType::LargeUtf8 | DataType::LargeBinary => out.extend([1, 8, 1]),
        DataType::Utf8View | DataType::BinaryView => {
            let count = usize::try_from(counts.next()?).ok().filter(|count| *count < 1 << 16)?;
            out.extend([1, 16].into_iter().chain(std::iter::repeat_n(1, count)));
        }
        DataType::Dictionary(keys, _) => out.extend([1, width(keys)]),
        DataType::List(child) | DataType::Map(child, _) => {
            out.extend([1, 4]);
            widths(child.data_type(), version, counts, out)?;
        }
        DataType::LargeList(child) => {
            out.extend([1, 8]);
            widths(child.data_type(), version, counts, out)?;
        }
        DataType::ListView(child) | DataType::LargeListView(child) => {
            out.extend([1, 1, 1]);
            widths(child.data_type(), version, counts, out)?;
        }
        DataType::FixedSizeList(child, _) => {
            out.push(1);
            widths(child.data_type(), version, counts, out)?;
        }
        DataType::Struct(children) => {
            out.push(1);
            for child in children {
                widths(child.data_type(), version, counts, out)?;
            }
        }
        DataType::RunEndEncoded(ends, values) => {
            widths(ends.data_type(), version, counts, out)?;
            widths(values.data_type(), version, counts, out)?;
        }
        DataType::Union(children, mode) => {
            let before = usize::from(version < MetadataVersion::V5) + usize::from(*mode == UnionMode::Dense);
            out.extend(std::iter::repeat_n(1, before + 1));
            for (_, child) in children.iter() {
                widths(child.data_type(), version, counts, out)?;
            }
        }
        kind => out.extend([1, width(kind)]),
    }
    Some(())
}

/// Bytes of a value of fixed length.
fn width(kind: &DataType) -> u64 {
    kind.primitive_width().map_or(1, |width| width as u64)
}
