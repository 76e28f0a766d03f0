#!/usr/bin/env bash
# Guess: EpsilonGreedy's explore_prob decays by rounds that were learned from; predict() only reads the policy, certainly
# with exploit=True, which draws nothing at random.
# What happens: every predict() multiplies explore_prob by decay once for each row of the batch, with exploit=True and
# with output_score=True as well. Looking at the greedy choices for 5,000 users takes 0.2 down to 0.12; fit() leaves it.
# Why it matters: evaluating on a held-out set between rounds, as every learning curve does, makes the policy explore
# less the larger the held-out set is. Evaluate on a copy.
# Seen:
#   contextualbandits 0.3.30
#   explore_prob at first: 0.20000
#   explore_prob after fit on 200 rounds: 0.20000
#   explore_prob after predict for 1 row: 0.19998
#   explore_prob after predict for 5,000 rows, exploit=True: 0.12129
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check contextualbandits==0.3.30 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 scikit-learn==1.9.1
"$folder/venv/bin/python" - <<'PY'
import sys
import warnings
from importlib.metadata import version
import numpy as np
from contextualbandits.online import EpsilonGreedy
from sklearn.linear_model import LogisticRegression

warnings.simplefilter("ignore")
rng = np.random.default_rng(1)
contexts, actions = rng.normal(size=(200, 3)), rng.integers(0, 3, 200)
rewards = (rng.random(200) < 0.5).astype(float)
policy = EpsilonGreedy(LogisticRegression(), nchoices=3, explore_prob=0.2, decay=0.9999, random_state=1)
print("contextualbandits", version("contextualbandits"))
steps = [("at first", None), ("after fit on 200 rounds", lambda: policy.fit(contexts, actions, rewards)),
         ("after predict for 1 row", lambda: policy.predict(contexts[:1])),
         ("after predict for 5,000 rows, exploit=True", lambda: policy.predict(np.tile(contexts, (25, 1)), exploit=True))]
seen = []
for name, step in steps:
    if step:
        step()
    seen.append(policy.explore_prob)
    print(f"explore_prob {name}: {seen[-1]:.5f}")
if not (seen[0] == seen[1] == 0.2 and np.isclose(seen[3], 0.2 * 0.9999**5001)):
    sys.exit("The behaviour has changed: predict(exploit=True) no longer decays explore_prob row by row.")
PY
