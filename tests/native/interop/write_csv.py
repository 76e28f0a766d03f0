"""Reads a table and writes it again with pandas, polars and DuckDB: write_csv.py FILE FOLDER"""

import sys

import duckdb
import pandas
import polars

file, folder = sys.argv[1:]
pandas.read_csv(file).to_csv(f"{folder}/pandas.csv", index=False)
pandas.read_csv(file).to_csv(f"{folder}/pandas.csv.gz", index=False)
pandas.read_csv(file).to_csv(f"{folder}/pandas-tabs.csv", index=False, sep="\t")
pandas.read_csv(file).to_csv(f"{folder}/pandas-german.csv", index=False, sep=";", decimal=",")
polars.read_csv(file).write_csv(f"{folder}/polars.csv")
polars.read_csv(file).write_csv(f"{folder}/polars-quoted.csv", quote_style="non_numeric")
duckdb.sql(f"copy (from '{file}') to '{folder}/duckdb.csv'")
duckdb.sql(f"copy (from '{file}') to '{folder}/duckdb-quoted.csv' (force_quote *)")
