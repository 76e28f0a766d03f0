#!/usr/bin/env bash
# Guess: DataFrame.to_json and read_json give back the floats that were there, or at least the nearest with fewer digits.
# What happens: to_json keeps ten digits behind the decimal point (double_precision=10), so that 4.2e-11 becomes 0.0, and 1e-15
# too; but from about 1e-16 downwards a number is written with an exponent, and 2e-16 stays 2e-16. read_json cuts numbers
# behind the fifteenth digit instead of rounding them: what json.dumps wrote as 0.14285714285714285 is read as
# 0.14285714285714202, unless precise_float=True.
# Why it matters: a logged probability of 0 makes an importance weight infinite, or its row is refused; larger probabilities become 0
# while smaller ones stay. Logs that go through JSON and back are not the same logs, and their estimates differ.
# Seen:
#   pandas 3.1.1
#   written: 1e-05 as 0.00001, 4.2e-11 as 0.0, 1e-15 as 0.0, 2e-16 as 2e-16
#   read: 0.14285714285714285 as 0.14285714285714202, with precise_float as 0.14285714285714285
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import io
import json
import sys

import pandas

PROBABILITIES = [1e-5, 4.2e-11, 1e-15, 2e-16]
written = pandas.DataFrame({"probability": PROBABILITIES}).to_json(orient="records", lines=True)
texts = [line.split(":")[1].rstrip("}") for line in written.split()]
print("pandas", pandas.__version__)
print("written:", ", ".join(f"{value!r} as {text}" for value, text in zip(PROBABILITIES, texts)))
line = json.dumps({"probability": 1 / 7})


def read(**options):
    return float(pandas.read_json(io.StringIO(line), lines=True, **options).probability[0])


print(f"read: {1 / 7!r} as {read()!r}, with precise_float as {read(precise_float=True)!r}")
zeros = [float(text) == 0 for text in texts]
if zeros != [False, True, True, False] or read() == 1 / 7 or read(precise_float=True) != 1 / 7:
    sys.exit("The behaviour has changed: to_json keeps small numbers, or read_json reads what was written.")
PY
