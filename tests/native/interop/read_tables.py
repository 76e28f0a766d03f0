"""Reads tables with pandas, polars and DuckDB: read_tables.py FILE...

Prints a line of JSON for each file and tool: the kinds of the columns and all rows. Numbers are texts, so that NaN and infinity can be
told, and whole numbers are whole numbers.
"""

import json
import sys

import duckdb
import pandas
import polars

KINDS = {
    "int64": "whole",
    "float64": "number",
    "str": "text",
    "bool": "switch",
    "Int64": "whole",
    "Float64": "number",
    "String": "text",
    "Boolean": "switch",
    "List(Float64)": "list",
    "BIGINT": "whole",
    "DOUBLE": "number",
    "VARCHAR": "text",
    "BOOLEAN": "switch",
    "DOUBLE[]": "list",
}


def plain(value):
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, float):
        return {"number": repr(value)}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    return [plain(inner) for inner in value]


def with_pandas(file):
    table = pandas.read_parquet(file) if file.endswith(".parquet") else pandas.read_csv(file)
    columns = []
    for name in table:
        of = table[name]
        kind = KINDS.get(str(of.dtype), "list" if of.dtype == object else str(of.dtype))
        # A missing text is a NaN to pandas.
        values = [None if kind == "text" and not isinstance(value, str) else value for value in of.tolist()]
        columns.append((name, kind, values))
    return columns


def with_polars(file):
    table = polars.read_parquet(file) if file.endswith(".parquet") else polars.read_csv(file)
    return [(name, KINDS.get(str(table[name].dtype), str(table[name].dtype)), table[name].to_list()) for name in table.columns]


def with_duckdb(file):
    found = duckdb.sql(f"from '{file}'")
    rows = found.fetchall()
    kinds = [KINDS.get(str(kind), str(kind)) for kind in found.types]
    return [(name, kind, [row[place] for row in rows]) for place, (name, kind) in enumerate(zip(found.columns, kinds))]


for file in sys.argv[1:]:
    for tool, version, read in [
        ("pandas", pandas.__version__, with_pandas),
        ("polars", polars.__version__, with_polars),
        ("DuckDB", duckdb.__version__, with_duckdb),
    ]:
        columns = [{"name": name, "kind": kind, "values": [plain(value) for value in values]} for name, kind, values in read(file)]
        print(json.dumps({"file": file, "tool": f"{tool} {version}", "columns": columns}))
