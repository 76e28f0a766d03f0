#!/usr/bin/env bash
# Guess: RR and RR@10 of a run of three documents are the same number, and RR@1 = 1 means that P@1 = 1.
# What happens: with three equal scores RR is 0.333 and RR@1, RR@2 and RR@10 are 1.0, while P@1 and nDCG@1 are 0. Measures
# with and without a cut-off are worked out by different backends of ir-measures: one orders ties by document id, falling,
# the other keeps them in the order in which the run lists them. (Without ties all agree.)
# Why it matters: rankers that score by counts or popularity tie often; one table of measures then mixes two rankings of
# the same run, and the recommender that lists its candidates in a lucky order looks better in some columns only.
# Seen:
#   ir-measures 0.4.3
#   equal scores:     {'RR': 0.333, 'RR@1': 1.0, 'RR@2': 1.0, 'RR@10': 1.0, 'P@1': 0.0, 'nDCG@1': 0.0, 'AP': 0.333}
#   different scores: {'RR': 0.333, 'RR@1': 0.0, 'RR@2': 0.0, 'RR@10': 0.333, 'P@1': 0.0, 'nDCG@1': 0.0, 'AP': 0.333}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ir-measures==0.4.3 pytrec-eval-terrier==0.5.11 numpy==2.4.6
"$folder/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version
import ir_measures
from ir_measures import AP, RR, P, nDCG

qrels = [ir_measures.Qrel("user", "a", 1)]
measures = [RR, RR @ 1, RR @ 2, RR @ 10, P @ 1, nDCG @ 1, AP]


def scores(*run):
    result = ir_measures.calc_aggregate(measures, qrels, [ir_measures.ScoredDoc("user", item, score) for item, score in run])
    return {str(measure): round(float(result[measure]), 3) for measure in measures}


tied = scores(("a", 1.0), ("b", 1.0), ("c", 1.0))
untied = scores(("a", 1.0), ("b", 2.0), ("c", 3.0))
print("ir-measures", version("ir-measures"))
print("equal scores:    ", tied)
print("different scores:", untied)
if not (tied["RR"] == 0.333 and tied["RR@10"] == 1.0 and tied["RR@1"] == 1.0 and tied["P@1"] == 0.0):
    sys.exit("The behaviour has changed: RR, RR@10 and P@1 now agree about ties.")
if untied["RR"] != untied["RR@10"]:
    sys.exit("The behaviour has changed: RR and RR@10 differ without ties too.")
PY
