#!/usr/bin/env bash
# Guess: a column of commit ids or digests, in hexadecimal digits, is read as text.
# What happens: a column whose ids happen to have no letter but an "e" is read as numbers, and nothing is said: 0014e56
# is 1.4e57, 1234e567 is infinite, 0012345 loses its zeros. Two different ids become equal. Of the commit ids of seven digits
# one in eighteen is such a one, so a table with one run in it is often enough spoilt; with several runs the column stays text as
# soon as one of them has another letter, and the same script works on one table and not on the next.
# Why it matters: tables of runs are joined by commit or digest. Read such columns with dtype=str.
# Seen:
#   pandas 3.1.1
#   0014e56 -> 1.4e+57 float64
#   1234e567 -> inf float64
#   9999e999 -> inf float64, equal to 1234e567
#   0012345 -> 12345 int64
#   1234e567 beside 0a1b2c3d -> '1234e567' text
#   of 200,000 random ids of 7 digits 5.7 % are not read as text
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1
"$folder/venv/bin/python" - <<'PY'
import io
import random
import re
import sys

import pandas as pd


def read(*ids):
    return pd.read_csv(io.StringIO("commit\n" + "\n".join(ids) + "\n")).commit


print("pandas", pd.__version__)
small, large, other, zeros, mixed = read("0014e56"), read("1234e567"), read("9999e999"), read("0012345"), read("1234e567", "0a1b2c3d")
print("0014e56 ->", small[0], small.dtype)
print("1234e567 ->", large[0], large.dtype)
print("9999e999 ->", other[0], f"{other.dtype}, {'equal to' if other[0] == large[0] else 'apart from'} 1234e567")
print("0012345 ->", zeros[0], zeros.dtype)
print("1234e567 beside 0a1b2c3d ->", repr(mixed[0]), "text" if mixed.dtype not in ("float64", "int64") else mixed.dtype)
rng = random.Random(1)
ids = [f"{rng.getrandbits(28):07x}" for _ in range(200_000)]
# What a number may look like here; that pandas reads it so is checked on a hundred of them.
suspects = [text for text in ids if re.fullmatch(r"\d+(e\d+)?", text)]
as_numbers = [read(text).dtype in ("float64", "int64") for text in suspects[:100]]
share = len(suspects) / len(ids)
print(f"of 200,000 random ids of 7 digits {100 * share:.1f} % are not read as text")
if not (large[0] == other[0] == float("inf") and zeros[0] == 12345 and mixed[0] == "1234e567" and all(as_numbers)):
    sys.exit("The behaviour has changed: ids that look like numbers are read as text.")
PY
