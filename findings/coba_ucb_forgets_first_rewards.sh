#!/usr/bin/env bash
# Guess: the mean in coba's UCB learner is that of all rewards of an action, as in UCB1-Tuned, which it cites, and in its epsilon learner.
# What happens: the second reward of an action replaces the first, and the rest are averaged with the second: the first counts for
# nothing, neither in the mean nor in the variance. After the rewards 1, 0 of an action and 0, 0 of another, UCB takes both for equal.
# Why it matters: with many actions and few rounds, where UCB is compared with others, an action that paid once out of two or three tries
# is like one that never did, and a first reward of 0 is forgiven.
# Seen (probability of action "a" after its rewards and those of "b"):
#   coba 8.1.0
#   rewards of a   of b      mean of a   epsilon-greedy   UCB
#   1, 0           0, 0      0.50        1.0              0.5
#   1, 0, 0        0, 0, 0   0.33        1.0              0.5
#   0, 1, 0        0, 0, 0   0.33        1.0              1.0
#   1, 0, 0        0, 1, 0   0.33        0.5              0.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check coba==8.1.0
"$folder/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version
from statistics import mean

from coba.learners import BanditEpsilonLearner, BanditUCBLearner

CASES = [([1, 0], [0, 0]), ([1, 0, 0], [0, 0, 0]), ([0, 1, 0], [0, 0, 0]), ([1, 0, 0], [0, 1, 0])]


def probability_of_a(learner, rewards_a, rewards_b):
    for reward_a, reward_b in zip(rewards_a, rewards_b):
        learner.learn(None, "a", reward_a, 0.5)
        learner.learn(None, "b", reward_b, 0.5)
    return learner.score(None, ["a", "b"], "a")


def text(rewards):
    return ", ".join(map(str, rewards))


print("coba", version("coba"))
print("rewards of a   of b      mean of a   epsilon-greedy   UCB")
seen = []
for a, b in CASES:
    greedy = probability_of_a(BanditEpsilonLearner(epsilon=0), a, b)
    seen.append((greedy, probability_of_a(BanditUCBLearner(), a, b)))
    print(f"{text(a):14} {text(b):9} {mean(a):<11.2f} {greedy:<16} {float(seen[-1][1])}")
if seen != [(1, 0.5), (1, 0.5), (1, 1), (0.5, 0)]:
    sys.exit("The behaviour has changed: the first reward of an action counts in coba's UCB learner.")
PY
