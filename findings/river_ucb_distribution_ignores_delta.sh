#!/usr/bin/env bash
# Guess: UCB(delta, reward_obj=proba.Beta()) ranks arms by the Beta's estimate plus a confidence width scaled by delta.
# What happens: with a distribution as reward_obj the bound is the distribution's mode alone; the width is added only to a
# plain statistic such as stats.Mean. delta = 0 and delta = 1,000,000 choose the same arm, so the policy is purely greedy.
# Why it matters: a sweep over delta on the Beta variant gives one flat line, and "UCB explores badly" would be the wrong
# conclusion.
# Seen:
#   river 0.26.1
#   delta                 0, 1, 100, 1,000,000
#   stats.Mean() chooses: ['6 of 10', '2 of 4', '2 of 4', '2 of 4']
#   proba.Beta() chooses: ['6 of 10', '6 of 10', '6 of 10', '6 of 10']
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check river==0.26.1 numpy==2.4.6 scipy==1.17.1
"$folder/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version
from river import bandit, proba, stats


def choices(reward_obj):
    seen = []
    for delta in (0, 1, 100, 1_000_000):
        policy = bandit.UCB(delta=delta, reward_obj=reward_obj, seed=1)
        for arm, rewards in (("6 of 10", [1] * 6 + [0] * 4), ("2 of 4", [1, 1, 0, 0])):
            for reward in rewards:
                policy.update(arm, reward)
        seen.append(policy.pull(["6 of 10", "2 of 4"]))
    return seen


beta, mean = choices(proba.Beta()), choices(stats.Mean())
print("river", version("river"))
print("delta                 0, 1, 100, 1,000,000")
print("stats.Mean() chooses:", mean)
print("proba.Beta() chooses:", beta)
if not (set(beta) == {"6 of 10"} and mean == ["6 of 10"] + ["2 of 4"] * 3):
    sys.exit("The behaviour has changed: delta now matters with a distribution as reward_obj.")
PY
