#!/usr/bin/env bash
# Guess: when all rounds of the history have the same context, KNearest averages them all, or draws k of them at random.
# What happens: it keeps one fixed set of k rounds, chosen by where they stand in the array, for every prediction. The
# same 400 rounds in another order give another answer (0.0 to 1.0 for an arm whose mean is 0.5), and 1,000 predictions
# in a row never vary. Radius, with the same history, gives 0.5 in every order.
# Why it matters: contexts of a few categories, or no context at all, are all ties. KNearest then judges an arm by k
# rounds, whatever the rest of the history says, and is not a usable baseline there.
# Seen:
#   mabwiser 2.7.4
#   arm 0 has mean 0.5 in 200 rounds, all with the same context
#   KNearest(5), one history, 1,000 predictions: [0.0]
#   KNearest(5), the same rounds in 30 orders:   [0.0, 0.25, 0.333, 0.5, 0.667, 1.0]
#   Radius(1),   the same rounds in 30 orders:   [0.5]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mabwiser==2.7.4 numpy==2.4.6 pandas==3.1.1 scikit-learn==1.9.1 scipy==1.17.1
"$folder/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version
import numpy as np
from mabwiser.mab import MAB, LearningPolicy, NeighborhoodPolicy

rng = np.random.default_rng(1)
decisions, rewards = np.repeat([0, 1], 200), np.tile([0, 1], 200)
contexts = np.ones((400, 1))


def expectation(policy, order, calls=1):
    bandit = MAB([0, 1], LearningPolicy.EpsilonGreedy(epsilon=0), policy)
    bandit.fit(decisions[order], rewards[order], contexts)
    return {round(float(bandit.predict_expectations([[1.0]])[0]), 3) for _ in range(calls)}


orders = [rng.permutation(400) for _ in range(30)]
nearest = NeighborhoodPolicy.KNearest(k=5)
repeated = expectation(nearest, orders[0], calls=1_000)
by_order = set().union(*(expectation(nearest, order) for order in orders))
radius = set().union(*(expectation(NeighborhoodPolicy.Radius(radius=1), order) for order in orders))
print("mabwiser", version("mabwiser"))
print("arm 0 has mean 0.5 in 200 rounds, all with the same context")
print("KNearest(5), one history, 1,000 predictions:", sorted(repeated))
print("KNearest(5), the same rounds in 30 orders:  ", sorted(by_order))
print("Radius(1),   the same rounds in 30 orders:  ", sorted(radius))
if not (len(repeated) == 1 and len(by_order) > 2 and radius == {0.5}):
    sys.exit("The behaviour has changed: KNearest no longer takes a fixed set of k among equally near rounds.")
PY
