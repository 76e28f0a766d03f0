#!/usr/bin/env bash
# Guess: StandardScaler divides a column by its standard deviation, however many rows there are.
# What happens: a column that alternates between 1e12 and 1e12 + 1 (exact in a double, deviation exactly 0.5) is scaled
# with 1,000 rows and silently left unscaled with 10,000: the limit under which a column counts as constant grows with
# rows x mean. The fitted var_ is right (0.25) in both, and numpy's std is 0.5 in both.
# Why it matters: large ids or time stamps as context features get another weight in LinUCB or a neural agent once the log
# is longer, so a run on a part of the log is not comparable with the run on all of it. Subtract a constant first.
# Seen:
#   scikit-learn 1.9.1
#       100 rows: numpy std 0.5, var_ 0.25, scale_ 0.5, scaled values [-1.0, 1.0]
#     1,000 rows: numpy std 0.5, var_ 0.25, scale_ 0.5, scaled values [-1.0, 1.0]
#    10,000 rows: numpy std 0.5, var_ 0.25, scale_ 1.0, scaled values [-0.5, 0.5]
#   100,000 rows: numpy std 0.5, var_ 0.25, scale_ 1.0, scaled values [-0.5, 0.5]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
"$folder/venv/bin/python" - <<'PY'
import sys
import numpy as np
import sklearn
from sklearn.preprocessing import StandardScaler

print("scikit-learn", sklearn.__version__)
seen = {}
for rows in (100, 1_000, 10_000, 100_000):
    column = (1e12 + np.arange(rows) % 2).reshape(-1, 1)
    scaler = StandardScaler().fit(column)
    seen[rows] = float(scaler.scale_[0])
    values = np.unique(scaler.transform(column)).tolist()
    print(f"{rows:7,d} rows: numpy std {column.std()}, var_ {scaler.var_[0]}, scale_ {seen[rows]}, scaled values {values}")
if not (seen[1_000] == 0.5 and seen[10_000] == 1.0):
    sys.exit("The behaviour has changed: the column is scaled alike at 1,000 and at 10,000 rows.")
PY
