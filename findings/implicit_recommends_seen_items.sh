#!/usr/bin/env bash
# Guess: recommend(..., filter_already_liked_items=True) leaves out what the user has, and returns fewer than N items when
# fewer are left.
# What happens: it always returns N ids. Where new items run out it appends the liked ones, scored -3.4e38, and where all
# items run out it repeats item 0 with score 0.0, which is more than a real but negative score.
# Why it matters: on a small catalogue, or with a large N, ids taken without a look at the scores hold seen items and
# duplicates, so hit rates, coverage and diversity of a recommender are worked out over items that it never proposed.
# Seen:
#   implicit 0.7.3
#   user 0 likes items 0, 1, 2 of 0..4; two are new
#   N=2: ids [3, 4], scores [0.495, 0.186]
#   N=5: ids [3, 4, 2, 1, 0], scores [0.495, 0.186, -3.4e+38, -3.4e+38, -3.4e+38]
#   N=8: ids [3, 4, 2, 1, 0, 0, 0, 0], scores [0.495, 0.186, -3.4e+38, -3.4e+38, -3.4e+38, 0.0, 0.0, 0.0]
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

likes = sparse.csr_matrix(np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [1, 0, 0, 1, 1], [1, 1, 0, 0, 1]], dtype=np.float32))
model = AlternatingLeastSquares(factors=2, iterations=10, random_state=1, num_threads=1, use_gpu=False)
model.fit(likes, show_progress=False)
print("implicit", implicit.__version__)
print("user 0 likes items 0, 1, 2 of 0..4; two are new")
seen = {}
for n in (2, 5, 8):
    ids, scores = model.recommend(0, likes[0], N=n, filter_already_liked_items=True)
    seen[n] = ids.tolist()
    print(f"N={n}: ids {ids.tolist()}, scores {[float(f'{score:.3g}') for score in scores]}")
if set(seen[2]) != {3, 4}:
    sys.exit("The behaviour has changed: the first two recommendations are not the two new items.")
if not (set(seen[5]) == {0, 1, 2, 3, 4} and seen[8][5:] == [0, 0, 0]):
    sys.exit("The behaviour has changed: liked items or item 0 no longer fill the list up to N.")
PY
