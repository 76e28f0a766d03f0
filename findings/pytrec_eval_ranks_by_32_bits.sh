#!/usr/bin/env bash
# Guess: pytrec_eval ranks by the scores that it is given; Python's floats have 64 bits, so different scores are never ties.
# What happens: scores are kept in 32 bits and ranked after that. Above 2 ** 30, where the seconds since 1970 are, the scores that
# it can tell apart are 128 apart, and just below 1 they are 6e-8 apart. Scores nearer to each other are ties, which are ranked by
# the name of the item, the last in the alphabet first. Nothing is said.
# Why it matters: "what was seen last comes first" is a usual baseline, with the time as its score: its items of the last minutes
# are ranked by their names. So are the probabilities near 1 of a confident model. The same ranking has another metric once its
# scores are replaced by ranks. Give it ranks, or scores less a common number where they are large.
# Seen:
#   pytrec-eval-terrier 0.5.11
#   reciprocal rank of the first of three items   sorted()   pytrec_eval
#   seconds since 1970, 20 s apart                1.0        0.333
#   the same less those of the third              1.0        1.0
#   0.99999999, 0.999999985, 0.99999998           1.0        0.333
#   ranks: 3, 2, 1                                1.0        1.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pytrec-eval-terrier==0.5.11 numpy==2.4.6 scipy==1.17.1
"$folder/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

import pytrec_eval

ITEMS = ["alien", "brazil", "casablanca"]
SCORES = {
    "seconds since 1970, 20 s apart": [1_700_000_040.0, 1_700_000_020.0, 1_700_000_000.0],
    "the same less those of the third": [40.0, 20.0, 0.0],
    "0.99999999, 0.999999985, 0.99999998": [0.99999999, 0.999999985, 0.99999998],
    "ranks: 3, 2, 1": [3.0, 2.0, 1.0],
}
evaluator = pytrec_eval.RelevanceEvaluator({"user": {ITEMS[0]: 1}}, {"recip_rank"})


def reciprocal_ranks(scores):
    run = dict(zip(ITEMS, scores))
    ranking = sorted(run, key=run.get, reverse=True)
    theirs = evaluator.evaluate({"user": run})["user"]["recip_rank"]
    return 1 / (1 + ranking.index(ITEMS[0])), round(theirs, 3)


print("pytrec-eval-terrier", version("pytrec-eval-terrier"))
print(f"{'reciprocal rank of the first of three items':45} {'sorted()':10} pytrec_eval")
seen = {label: reciprocal_ranks(scores) for label, scores in SCORES.items()}
for label, (expected, theirs) in seen.items():
    print(f"{label:45} {expected:<10} {theirs}")
if list(seen.values()) != [(1.0, 0.333), (1.0, 1.0), (1.0, 0.333), (1.0, 1.0)]:
    sys.exit("The behaviour has changed: scores that differ in 64 bits are ranked by them.")
PY
