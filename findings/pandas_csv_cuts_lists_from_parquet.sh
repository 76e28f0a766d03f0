#!/usr/bin/env bash
# Guess: a table with a column of lists gives the same CSV file before it was written to Parquet and after it was read back.
# What happens: lists come back as arrays, and to_csv writes an array as it is printed on a screen: without commas, with eight
# digits, over several lines, and of more than 1,000 numbers only the first and last three, with "..." between them. Lists of
# Python are written in full. Neither writing nor reading warns.
# Why it matters: features and contexts are kept as lists in Parquet. A CSV file made from such a table for another program has
# lost digits, has cells that are not JSON any more, and keeps six numbers of a long vector. Call tolist() on the cells first.
# Seen:
#   pandas 3.1.1, pyarrow 26.0.1
#   before Parquet: [0.1, 0.30000000000000004, 0.3333333333333333]
#   after Parquet:  [0.1        0.3        0.33333333]
#   of 1,000 features: before 1000 numbers, after 1000
#   of 1,001 features: before 1001 numbers, after 6 and "..."
#   after Parquet and tolist(): the same CSV file as before: True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 numpy==2.4.6 pyarrow==26.0.1
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import csv
import io
import re
import sys
import warnings

import pandas
import pyarrow

warnings.simplefilter("error")


def cells(*vectors):
    table = pandas.DataFrame({"features": [list(vector) for vector in vectors]})
    table.to_parquet("features.parquet")
    read = pandas.read_parquet("features.parquet")
    listed = read.assign(features=[cell.tolist() for cell in read.features])
    written = [list(csv.reader(io.StringIO(each.to_csv(index=False))))[1][0] for each in (table, read, listed)]
    return written


def count(cell):
    return len(re.findall(r"\d\S*", cell))


print(f"pandas {pandas.__version__}, pyarrow {pyarrow.__version__}")
before, after, listed = cells([0.1, 0.1 + 0.2, 1 / 3])
print("before Parquet:", before)
print("after Parquet: ", after)
thousand = cells([i / 7 for i in range(1000)])
more = cells([i / 7 for i in range(1001)])
print(f"of 1,000 features: before {count(thousand[0])} numbers, after {count(thousand[1])}")
print(f"of 1,001 features: before {count(more[0])} numbers, after {count(more[1])}" + ' and "..."' * ("..." in more[1]))
same = all(cell[0] == cell[2] for cell in ((before, after, listed), thousand, more))
print("after Parquet and tolist(): the same CSV file as before:", same)
if not (same and "," not in after and count(more[0]) == 1001 and count(more[1]) == 6 and "..." in more[1]):
    sys.exit("The behaviour has changed: lists from Parquet are written in full.")
PY
