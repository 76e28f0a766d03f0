#!/usr/bin/env bash
# Guess: AUC of a model that scores all items alike is 0.5, and the AUC of the opposite scores is 1 - AUC: a tie is half a success.
# What happens: only a higher score counts, and a tie is counted as a loss. Equal scores have AUC 0, as the worst possible ranking has,
# and a ranking and its opposite may both have it.
# Why it matters: popularity has ties wherever items were seen equally often, most of all for rare items, and so have ratings rounded to
# stars, cold items and clicks from counts. They look worse than chance, beside models whose scores are never equal. Add small random
# numbers to the scores, or take another AUC.
# Seen (item 0 is the liked one of four):
#   cornac 3.0.1, scikit-learn 1.9.1
#   scores               cornac   opposite   scikit-learn   opposite
#   2, 2, 2, 2           0.00     0.00       0.50           0.50
#   5, 5, 1, 1           0.67     0.00       0.83           0.17
#   1, 5, 1, 1           0.00     0.33       0.33           0.67
#   4, 3, 2, 1           1.00     0.00       1.00           0.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cornac==3.0.1 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

import numpy as np
from cornac.metrics import AUC
from sklearn.metrics import roc_auc_score

ITEMS, LIKED = np.arange(4), np.array([0])


def aucs(scores):
    return AUC().compute(ITEMS, scores, LIKED), roc_auc_score(np.isin(ITEMS, LIKED), scores)


print(f"cornac {version('cornac')}, scikit-learn {version('scikit-learn')}")
print(f"{'scores':20} cornac   opposite   scikit-learn   opposite")
seen = []
for scores in ([2.0, 2, 2, 2], [5.0, 5, 1, 1], [1.0, 5, 1, 1], [4.0, 3, 2, 1]):
    (theirs, other), (opposite, other_opposite) = aucs(np.array(scores)), aucs(-np.array(scores))
    print(f"{', '.join(f'{s:.0f}' for s in scores):20} {theirs:<8.2f} {opposite:<10.2f} {other:<14.2f} {other_opposite:.2f}")
    seen.append((theirs, opposite, other))
if seen[0] != (0, 0, 0.5) or seen[2][0] != 0 or seen[3] != (1, 0, 1):
    sys.exit("The behaviour has changed: a tie is no longer a loss in cornac's AUC.")
PY
