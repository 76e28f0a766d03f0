#!/usr/bin/env bash
# Guess: USING SAMPLE 29% of a table of 100 rows gives 29 rows, or about 29.
# What happens: a share without a method is sampled by whole blocks of about 2,000 rows, so a small table comes back
# whole or not at all: 0 or 100 rows in every one of 200 tries. reservoir(29%) gives exactly 29.
# Why it matters: a log or a list of users sampled for a quick offline comparison is silently all of it or empty, which an
# aggregate over it does not show.
# Seen:
#   duckdb 2.0.1
#   rows of 100 with SAMPLE 29%, in 200 tries:            {0: 151, 100: 49}
#   rows of 100 with SAMPLE reservoir(29%), in 200 tries: {29: 200}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1
"$folder/venv/bin/python" - <<'PY'
import sys
from collections import Counter
import duckdb

connection = duckdb.connect()
connection.execute("CREATE TABLE log AS SELECT i AS round FROM range(100) t(i)")


def sizes(sample):
    query = f"SELECT count(*) FROM (SELECT * FROM log USING SAMPLE {sample})"
    return Counter(connection.execute(query).fetchall()[0][0] for _ in range(200))


plain, reservoir = sizes("29%"), sizes("reservoir(29%)")
print("duckdb", duckdb.__version__)
print("rows of 100 with SAMPLE 29%, in 200 tries:           ", dict(plain))
print("rows of 100 with SAMPLE reservoir(29%), in 200 tries:", dict(reservoir))
if not (set(plain) == {0, 100} and set(reservoir) == {29}):
    sys.exit("The behaviour has changed: SAMPLE 29% of 100 rows is no longer 0 or 100 rows.")
PY
