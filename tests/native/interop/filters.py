"""What DuckDB, polars and pandas find in a column of numbers with NaN: filters.py FILE COLUMN

Readers skip what a file's statistics rule out. Prints a line of JSON for each tool: how many are NaN, how many are above 100, and the
largest of those that are not NaN.
"""

import json
import sys

import duckdb
import pandas
import polars

file, column = sys.argv[1:]
above, is_nan, largest = duckdb.sql(
    f"""select count(*) filter ("{column}" > 100 and not isnan("{column}")), count(*) filter (isnan("{column}")),
        max("{column}") filter (not isnan("{column}")) from '{file}'"""
).fetchall()[0]
# With `where`, which may skip a row group.
where = duckdb.sql(f"""select count(*) from '{file}' where isnan("{column}")""").fetchall()[0][0]
print(json.dumps({"tool": "DuckDB", "above": above, "nan": is_nan if is_nan == where else [is_nan, where], "largest": repr(largest)}))
numbers = polars.scan_parquet(file).select(polars.col(column))
above = numbers.filter((polars.col(column) > 100) & polars.col(column).is_not_nan()).collect().height
is_nan = numbers.filter(polars.col(column).is_nan()).collect().height
largest = numbers.select(polars.col(column).fill_nan(None).max()).collect().item()
print(json.dumps({"tool": "polars", "above": above, "nan": is_nan, "largest": repr(largest)}))
table = pandas.read_parquet(file, filters=[(column, ">", 100.0)])
numbers = pandas.read_parquet(file)[column]
print(json.dumps({"tool": "pandas", "above": len(table), "nan": int(numbers.isna().sum()), "largest": repr(float(numbers.max()))}))
