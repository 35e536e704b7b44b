"""Writes the Parquet and Arrow files beside it, with pyarrow: every codec, page version, encoding and type that is read."""

import datetime
import decimal

import pyarrow
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet

ANSWERS = ["I would use a queue with a dead letter queue.", None, "It is slow — naïve.", "", "Check p99 first, then roll back."]
N = 40


def column(kind, value):
    return pyarrow.array([value(number) for number in range(N)], kind)


def sometimes(value, number):
    return None if number % 11 == 3 else value


TABLE = pyarrow.table({
    "student_id": column(pyarrow.int64(), lambda n: 1000 + n),
    "name": column(pyarrow.string(), lambda n: sometimes(f"Person {n % 9}", n)).dictionary_encode(),
    "answer": column(pyarrow.string(), lambda n: ANSWERS[n % 5]),
    "score": column(pyarrow.float64(), lambda n: sometimes(n / 8, n)),
    "late": column(pyarrow.bool_(), lambda n: n % 3 == 0),
    "when": column(pyarrow.timestamp("us", tz="UTC"), lambda n: datetime.datetime(2026, 3, 1, 8, n % 60)),
    "small": column(pyarrow.int8(), lambda n: n % 100),
})
ODD = pyarrow.table({
    "answer": TABLE["answer"],
    "bytes": column(pyarrow.binary(), lambda n: sometimes(b"plain", n)),
    "broken": column(pyarrow.binary(), lambda n: b"\xff\xfe" if n == 1 else None),
    "price": column(pyarrow.decimal128(9, 2), lambda n: sometimes(decimal.Decimal(n) / 4, n)),
    "half": column(pyarrow.float32(), lambda n: n / 10).cast(pyarrow.float16()),
    "tenth": column(pyarrow.float32(), lambda n: n / 10),
    "large": column(pyarrow.uint64(), lambda n: 2**63 + n),
    "day": column(pyarrow.date32(), lambda n: datetime.date(2026, 3, 1 + n % 28)),
    "hour": column(pyarrow.time64("us"), lambda n: datetime.time(8, n % 60)),
    "local": column(pyarrow.timestamp("ns"), lambda n: datetime.datetime(2026, 3, 1, 8, n % 60)),
    "nothing": pyarrow.nulls(N),
    "list": column(pyarrow.list_(pyarrow.string()), lambda n: ["a", "b"]),
    "record": column(pyarrow.struct({"a": pyarrow.int32()}), lambda n: {"a": n}),
})


def parquet(name, table, **options):
    pyarrow.parquet.write_table(table, f"{name}.parquet", **{"row_group_size": 25, "data_page_size": 256, **options})


def main():
    for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
        for version in ["1.0", "2.0"]:
            parquet(f"{codec}-{version[0]}", TABLE, compression=codec, data_page_version=version)
    parquet("plain", TABLE, compression="none", use_dictionary=False)
    encodings = {"student_id": "DELTA_BINARY_PACKED", "answer": "DELTA_BYTE_ARRAY", "name": "DELTA_LENGTH_BYTE_ARRAY",
                 "score": "BYTE_STREAM_SPLIT", "small": "PLAIN", "when": "DELTA_BINARY_PACKED", "late": "RLE"}
    parquet("delta", TABLE, compression="none", data_page_version="2.0", use_dictionary=False, column_encoding=encodings)
    parquet("odd", ODD, compression="none")
    parquet("int96", ODD.select(["answer", "local"]), compression="none", use_deprecated_int96_timestamps=True)
    views = TABLE.append_column("view", TABLE["answer"].cast(pyarrow.string_view()))
    views = views.append_column("large", TABLE["answer"].cast(pyarrow.large_string()))
    for codec in [None, "lz4", "zstd"]:
        options = pyarrow.ipc.IpcWriteOptions(compression=codec)
        with pyarrow.ipc.new_file(f"{codec or 'none'}.arrow", views.schema, options=options) as out:
            out.write_table(views, max_chunksize=25)
        with pyarrow.ipc.new_stream(f"{codec or 'none'}.arrows", views.schema, options=options) as out:
            out.write_table(views, max_chunksize=25)
    with pyarrow.ipc.new_file("odd.arrow", ODD.schema) as out:
        out.write_table(ODD)
    pyarrow.feather.write_feather(TABLE, "table.feather")


main()
