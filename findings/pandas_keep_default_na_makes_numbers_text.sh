#!/usr/bin/env bash
# Guess: keep_default_na=False, which one needs where an agent or a user may be called "NA" or "None", only leaves such texts alone: in a
# column of numbers, NaN is still a number, as inf is.
# What happens: a single NaN makes the whole column text, and nothing is said; inf and -inf are still read as numbers. Then max() compares
# letters, so that 9.5 is larger than 10.2, and sorting does so, too.
# Why it matters: metrics are NaN now and then (no click yet, no relevant item), and the same script works on every other table of runs.
# Name the column: na_values={"regret": ["NaN"]} beside keep_default_na=False reads both as they are.
# Seen:
#   pandas 3.1.1
#   9.5, 10.2, inf, NaN with the defaults -> float64, agent NA is missing
#   9.5, 10.2, inf, NaN with keep_default_na=False -> str, agent is 'NA'
#   9.5, 10.2, inf without NaN, with keep_default_na=False -> float64
#   the largest of 9.5, 10.2, NaN below "A" is '9.5'
#   with na_values={"regret": ["NaN"]} -> float64, agent is 'NA'
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pandas==3.1.1
"$folder/venv/bin/python" - <<'PY'
import io
import sys

import pandas as pd


def read(values, **options):
    return pd.read_csv(io.StringIO("agent,regret\n" + "".join(f"NA,{value}\n" for value in values)), **options)


print("pandas", pd.__version__)
values = ["9.5", "10.2", "inf", "NaN"]
usual, kept, without = read(values), read(values, keep_default_na=False), read(values[:3], keep_default_na=False)
named = read(values, keep_default_na=False, na_values={"regret": ["NaN"]})
agent = lambda table: repr(table.agent[0]) if isinstance(table.agent[0], str) else "missing"
print("9.5, 10.2, inf, NaN with the defaults ->", f"{usual.regret.dtype}, agent NA is {agent(usual)}")
print("9.5, 10.2, inf, NaN with keep_default_na=False ->", f"{kept.regret.dtype}, agent is {agent(kept)}")
print("9.5, 10.2, inf without NaN, with keep_default_na=False ->", without.regret.dtype)
texts = read(["9.5", "10.2", "NaN"], keep_default_na=False).regret
largest = texts[texts < "A"].max()
print('the largest of 9.5, 10.2, NaN below "A" is', repr(largest))
print('with na_values={"regret": ["NaN"]} ->', f"{named.regret.dtype}, agent is {agent(named)}")
if not (usual.regret.dtype == without.regret.dtype == named.regret.dtype == "float64" and kept.regret.dtype != "float64" and largest == "9.5"):
    sys.exit("The behaviour has changed: one NaN does not make numbers text.")
PY
