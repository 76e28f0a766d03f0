#!/usr/bin/env bash
# Guess: rewards and probabilities that DuckDB writes to Parquet are numbers to pandas, since 0.25 is one in SQL.
# What happens: DuckDB takes 0.25 for a DECIMAL, writes one, and pandas reads a column of objects, each a decimal.Decimal: describe() leaves it
# out without a word, a product with a float fails, and a quotient of two such columns is rounded as decimals are.
# Why it matters: a log made with VALUES or with constants in SQL (a propensity of 0.1, a reward of 0.5) looks right when it is printed, and is
# missing in statistics. Write 0.25::DOUBLE, or read with astype(float).
# Seen:
#   DuckDB 2.0.1, pandas 3.1.1, pyarrow 26.0.1
#   reward 0.25 is DECIMAL(4,3) in DuckDB, object of Decimal in pandas
#   describe() speaks of: round
#   reward * 0.5 -> TypeError
#   with ::DOUBLE -> float64, and describe() speaks of: round, reward
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 pandas==3.1.1 pyarrow==26.0.1
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import sys

import duckdb
import pandas
import pyarrow

print(f"DuckDB {duckdb.__version__}, pandas {pandas.__version__}, pyarrow {pyarrow.__version__}")


def through_parquet(reward):
    duckdb.sql(f"copy (select * from (values (1, {reward}), (2, 0.125)) as log(round, reward)) to 'log.parquet' (format parquet)")
    kind = duckdb.sql("select typeof(reward) from 'log.parquet'").fetchall()[0][0]
    return kind, pandas.read_parquet("log.parquet")


kind, table = through_parquet("0.25")
described = list(table.describe())
print(f"reward 0.25 is {kind} in DuckDB, {table.reward.dtype} of {type(table.reward[0]).__name__} in pandas")
print("describe() speaks of:", ", ".join(described))
try:
    table.reward * 0.5
    product = "a number"
except TypeError as error:
    product = type(error).__name__
print("reward * 0.5 ->", product)
_, double = through_parquet("0.25::DOUBLE")
print(f"with ::DOUBLE -> {double.reward.dtype}, and describe() speaks of:", ", ".join(double.describe()))
if described != ["round"] or product != "TypeError" or double.reward.dtype != "float64":
    sys.exit("The behaviour has changed: decimals of DuckDB are numbers to pandas.")
PY
