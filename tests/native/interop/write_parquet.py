"""Writes one table with every kind of column, in every way: write_parquet.py FOLDER

pandas, polars and DuckDB, with each compression that they have and that this program reads; and with brotli, which it does not.
"""

import sys
from datetime import datetime, timedelta

import duckdb
import pandas
import polars

folder = sys.argv[1]
ROWS = 2_500
rows = range(ROWS)
begin = datetime(2026, 1, 1)


def gap(values, every):
    return [None if row % every == 1 else value for row, value in enumerate(values)]


columns = {
    "number": [row / 8 - 3 for row in rows],
    "with gaps": gap([row * 0.1 for row in rows], 5),
    "whole": [row * 1_000_000_007 - 5 for row in rows],
    "whole with gaps": gap([-row for row in rows], 7),
    "switch": [row % 3 == 0 for row in rows],
    "text": [["ä", "", "1e5", "NA", 'a "b", c'][row % 5] for row in rows],
    "text with gaps": gap([f"r{row % 11}" for row in rows], 3),
    "list": [[row + 0.5 * place for place in range(row % 4)] for row in rows],
    "list with gaps": gap([[float(row)] for row in rows], 4),
    "time": [begin + timedelta(milliseconds=17 * row) for row in rows],
}

frame = pandas.DataFrame({name: pandas.Series(values) for name, values in columns.items()})
frame["whole with gaps"] = frame["whole with gaps"].astype("Int64")
frame["small"] = pandas.Series([row % 200 for row in rows], dtype="uint8")
frame["single"] = pandas.Series([row / 4 for row in rows], dtype="float32")
frame["category"] = pandas.Series([["x", "y"][row % 2] for row in rows], dtype="category")
for compression in ["snappy", "gzip", "zstd", "brotli", None]:
    frame.to_parquet(f"{folder}/pandas-{compression}.parquet", compression=compression, index=False)
frame.to_parquet(f"{folder}/pandas-groups.parquet", row_group_size=700)
frame.to_parquet(f"{folder}/pandas-v2.parquet", data_page_version="2.0", data_page_size=4_000, use_dictionary=False, index=False)

table = polars.DataFrame(columns, strict=False).with_columns(
    small=polars.Series([row % 200 for row in rows], dtype=polars.UInt8),
    single=polars.Series([row / 4 for row in rows], dtype=polars.Float32),
    category=polars.Series([["x", "y"][row % 2] for row in rows], dtype=polars.Categorical),
)
for compression in ["zstd", "snappy", "gzip", "uncompressed"]:
    table.write_parquet(f"{folder}/polars-{compression}.parquet", compression=compression)

database = duckdb.connect()
database.register("frame", frame)
database.execute("create type letter as enum ('x', 'y')")
database.execute("create table t as select * replace (category::letter as category) from frame")
for version in ["V1", "V2"]:
    for compression in ["snappy", "zstd", "gzip", "uncompressed"]:
        target = f"{folder}/duckdb-{version}-{compression}.parquet"
        database.execute(f"copy t to '{target}' (compression {compression}, parquet_version {version}, row_group_size 2048)")

# 0.25 is a DECIMAL to DuckDB, which no one asked for.
database.execute(f"copy (select 0.25 as half, -12.5 as other) to '{folder}/decimal.duckdb'  (format parquet)")
database.execute(f"copy (select {{'a': 1}} as named) to '{folder}/nested.duckdb' (format parquet)")
database.execute(f"copy (select 18446744073709551615::ubigint as large) to '{folder}/large.duckdb' (format parquet)")
