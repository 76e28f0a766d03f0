#!/usr/bin/env bash
# Guess: precision@K is the share of relevant items among the K recommended, so one relevant item found among K = 4 is 0.25.
# What happens: implicit.evaluation divides by min(K, relevant items of the user): the same list has precision@4 = 1.0, and
# with one held-out item per user precision@K is the hit rate. It is also the sum of hits over the sum of those
# minima, not a mean over users, so users with many held-out items weigh more.
# Why it matters: leave-one-out is the usual split; a precision of 0.3 from implicit is 0.03 at K = 10 anywhere else, and
# it grows with K where the usual one falls.
# Seen:
#   implicit 0.7.3
#   K=1: 1 hits of 4 users; hits / (4 K) = 0.25, precision_at_k = 0.25
#   K=2: 3 hits of 4 users; hits / (4 K) = 0.375, precision_at_k = 0.75
#   K=4: 4 hits of 4 users; hits / (4 K) = 0.25, precision_at_k = 1.0
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
from implicit.evaluation import precision_at_k

train = np.array([[1, 1, 0, 0, 0, 0], [0, 1, 1, 0, 0, 0], [0, 0, 1, 1, 0, 0], [1, 0, 0, 1, 0, 0]], dtype=np.float32)
test = np.zeros_like(train)
test[[0, 1, 2, 3], [2, 3, 4, 5]] = 1
train, test = sparse.csr_matrix(train), sparse.csr_matrix(test)
model = AlternatingLeastSquares(factors=2, iterations=10, random_state=1, num_threads=1, use_gpu=False)
model.fit(train, show_progress=False)
print("implicit", implicit.__version__)
for k in (1, 2, 4):
    theirs = precision_at_k(model, train, test, K=k, show_progress=False)
    hits = sum(len(set(model.recommend(user, train[user], N=k)[0]) & set(test[user].indices)) for user in range(4))
    print(f"K={k}: {hits} hits of 4 users; hits / (4 K) = {hits / (4 * k)}, precision_at_k = {theirs}")
if not (hits == 4 and theirs == 1.0):
    sys.exit("The behaviour has changed: precision@4 of one hit in four is no longer 1.")
PY
