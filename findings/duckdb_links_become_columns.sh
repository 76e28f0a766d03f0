#!/usr/bin/env bash
# Guess: a CSV file of one column, "link" and two links with settings after semicolons, is read as one column, two rows.
# What happens: DuckDB finds that `;` splits both links into equally many parts, takes it as the delimiter, drops the
# header line as one that does not fit, and makes the first link the names of the columns: two columns, one row, no error.
# With more than one link only the first is lost, so counts are off by one. Quoted links, or delim=',', are read as meant.
# Why it matters: a list of experiments as links is the smallest thing people exchange, and `;` is legal in a fragment.
# Seen:
#   duckdb 2.0.1
#   as it is:      (['w=wheel', 'delta=0.9'], [('w=wheel', 'delta=0.5')])
#   delim=',':     (['link'], [('w=wheel;delta=0.9',), ('w=wheel;delta=0.5',)])
#   links quoted:  (['link'], [('w=wheel;delta=0.9',), ('w=wheel;delta=0.5',)])
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1
"$folder/venv/bin/python" - <<'PY'
import os
import sys
import tempfile
import duckdb

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "links.csv")

    def read(text, options=""):
        with open(path, "w", newline="") as file:
            file.write(text)
        relation = duckdb.sql(f"SELECT * FROM read_csv('{path}'{options})")
        return relation.columns, relation.fetchall()

    bare = "link\nw=wheel;delta=0.9\nw=wheel;delta=0.5\n"
    guessed = read(bare)
    told = read(bare, ", delim=','")
    quoted = read('link\n"w=wheel;delta=0.9"\n"w=wheel;delta=0.5"\n')
print("duckdb", duckdb.__version__)
print("as it is:     ", guessed)
print("delim=',':    ", told)
print("links quoted: ", quoted)
if guessed != (["w=wheel", "delta=0.9"], [("w=wheel", "delta=0.5")]):
    sys.exit("The behaviour has changed: the file is no longer split at the semicolons.")
if told != quoted or len(told[1]) != 2:
    sys.exit("The behaviour has changed: told or quoted, the file is no longer one column of two links.")
PY
