#!/usr/bin/env bash
# Guess: implicit's ALS follows the paper it cites (Hu, Koren and Volinsky 2008): confidence 1 + alpha r, so a click
# (r = 1, alpha = 1) counts twice as much as an item that was not clicked.
# What happens: the confidence is alpha r itself. A click at alpha = 1 has confidence 1, the same as no click; solving the
# user's equations with alpha r gives implicit's vector to six digits, with 1 + alpha r it doesn't.
# Why it matters: alpha from a paper, or from another library, is off by one here: pass alpha + 1 for binary data, or
# the comparison of ALS models is one of confidences.
# Seen:
#   implicit 0.7.3
#   alpha 1.0: implicit's user vector [0.22292 0.8403 ]
#              with confidence alpha r    :    [0.22292 0.8403 ] equal
#              with confidence 1 + alpha r:    [0.3182  0.85475] different
#   alpha 2.0: implicit's user vector [0.17998 0.76815]
#              with confidence alpha r    :    [0.17998 0.76815] equal
#              with confidence 1 + alpha r:    [0.22139 0.77557] different
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check implicit==0.7.3 numpy==2.4.6 scipy==1.17.1
# implicit warns of a threaded BLAS otherwise; the results don't depend on it.
OPENBLAS_NUM_THREADS=1 "$folder/venv/bin/python" - <<'PY'
import sys
import implicit
import numpy as np
import scipy.sparse as sparse
from implicit.als import AlternatingLeastSquares

clicks = sparse.csr_matrix(np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [1, 0, 0, 1, 1], [1, 1, 0, 0, 1]], dtype=np.float32))
clicked = clicks[0].toarray()[0].astype(float)
print("implicit", implicit.__version__)
agrees = []
for alpha in (1.0, 2.0):
    model = AlternatingLeastSquares(factors=2, regularization=0.1, alpha=alpha, iterations=10, random_state=1, num_threads=1, use_gpu=False)
    model.fit(clicks, show_progress=False)
    items = np.asarray(model.item_factors, dtype=float)
    theirs = np.asarray(model.recalculate_user(0, clicks[0]), dtype=float)
    print(f"alpha {alpha}: implicit's user vector", theirs.round(5))
    for name, confidence in (("alpha r", np.where(clicked > 0, alpha * clicked, 1.0)), ("1 + alpha r", 1 + alpha * clicked)):
        mine = np.linalg.solve(items.T @ (confidence[:, None] * items) + 0.1 * np.eye(2), items.T @ (confidence * clicked))
        agrees.append(bool(np.allclose(mine, theirs, atol=1e-5)))
        print(f"           with confidence {name:11s}:   ", mine.round(5), "equal" if agrees[-1] else "different")
if agrees != [True, False, True, False]:
    sys.exit("The behaviour has changed: the confidence is no longer alpha r.")
PY
