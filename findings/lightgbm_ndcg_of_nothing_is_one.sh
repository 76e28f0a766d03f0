#!/usr/bin/env bash
# Guess: a user without any relevant item counts 0 in a mean NDCG, or is left out.
# What happens: LightGBM's ndcg and map count such a user as a perfect 1.0. A data set in which no item of any user is
# relevant has NDCG 1.0; scikit-learn's ndcg_score says 0.0 of the same scores.
# Why it matters: click logs are full of sessions without a click. With nine such sessions in ten, the worst possible
# ranking of the tenth still scores 0.9, differences between rankers shrink tenfold, and early stopping and tables
# made with the two libraries cannot be compared.
# Seen:
#   lightgbm 4.7.0 and scikit-learn 1.9.1
#   no relevant item at all: lightgbm {'ndcg@3': 1.0, 'map@3': 1.0} scikit-learn 0.0
#   one relevant item, outside the top 3: lightgbm {'ndcg@3': 0.0, 'map@3': 0.0}
#   that user and nine without any:       lightgbm {'ndcg@3': 0.9, 'map@3': 0.9}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check lightgbm==4.7.0 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
"$folder/venv/bin/python" - <<'PY'
import sys
import lightgbm as lgb
import numpy as np
import sklearn
from sklearn.metrics import ndcg_score


def lightgbm_scores(relevance):
    """Measures of an unfit ranker (all scores 0) over users with four items each."""
    relevance = np.asarray(relevance)
    data = lgb.Dataset(np.arange(relevance.size, dtype=float).reshape(-1, 1), relevance.ravel(), group=[4] * len(relevance))
    seen = {}
    settings = {"objective": "lambdarank", "metric": "ndcg,map", "eval_at": [3], "verbose": -1, "num_threads": 1}
    lgb.train(settings | {"min_data_in_leaf": 1_000}, data, 1, valid_sets=[data], callbacks=[lgb.record_evaluation(seen)])
    return {name: round(float(values[-1]), 3) for name, values in seen["training"].items()}


nothing = np.zeros((2, 4), dtype=int)
last = np.array([[0, 0, 0, 1]])
mixed = np.vstack([np.zeros((9, 4), dtype=int), last])
print("lightgbm", lgb.__version__, "and scikit-learn", sklearn.__version__)
print("no relevant item at all: lightgbm", lightgbm_scores(nothing), "scikit-learn", float(ndcg_score(nothing, np.zeros((2, 4)), k=3)))
print("one relevant item, outside the top 3: lightgbm", lightgbm_scores(last))
print("that user and nine without any:       lightgbm", lightgbm_scores(mixed))
if not (lightgbm_scores(nothing)["ndcg@3"] == 1.0 and lightgbm_scores(last)["ndcg@3"] == 0.0 and lightgbm_scores(mixed)["ndcg@3"] == 0.9):
    sys.exit("The behaviour has changed: LightGBM's NDCG of a user without relevant items is no longer 1.")
PY
