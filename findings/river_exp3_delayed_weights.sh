#!/usr/bin/env bash
# Guess: Exp3 divides a reward by the probability with which the rewarded arm was drawn.
# What happens: river's Exp3 keeps only the probabilities of its latest pull. When the reward comes 20 rounds later, it is
# divided by what the arm's probability has become since: the implied probability differs from that of the draw in 93 %
# of the updates with a reward, by a factor of up to 2. Without a delay the two agree.
# Why it matters: the importance weight is what makes Exp3's estimates unbiased. Under delayed or batched feedback its
# estimates are biased without a message, and so is any figure about how well Exp3 bears delay.
# Seen:
#   river 0.26.1
#   delay  0: updates with another probability than the draw's: 0.00, largest factor 1.00
#   delay 20: updates with another probability than the draw's: 0.93, largest factor 2.04
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check river==0.26.1 numpy==2.4.6 scipy==1.17.1
"$folder/venv/bin/python" - <<'PY'
import math
import random
import sys
from collections import deque
from importlib.metadata import version
from river import bandit

GAMMA, ARMS, MEANS = 0.2, ["a", "b", "c"], {"a": 0.8, "b": 0.4, "c": 0.2}


def wrong_weights(delay):
    """Ratios of the probability the update used (from the change of the arm's weight) to that of the draw."""
    policy, rewards = bandit.Exp3(gamma=GAMMA, seed=1), random.Random(2)
    waiting, ratios = deque(), []
    for _ in range(400):
        arm = policy.pull(ARMS)
        waiting.append((arm, policy._probabilities[arm], float(rewards.random() < MEANS[arm])))
        if len(waiting) > delay:
            arm, drawn_with, reward = waiting.popleft()
            before = policy._weights[arm]
            policy.update(arm, reward)
            if reward:
                used = GAMMA / (len(ARMS) * math.log(policy._weights[arm] / before))
                ratios.append(used / drawn_with)
    return [max(ratio, 1 / ratio) for ratio in ratios]


print("river", version("river"))
off = {}
for delay in (0, 20):
    ratios = wrong_weights(delay)
    off[delay] = sum(ratio > 1.001 for ratio in ratios) / len(ratios)
    print(f"delay {delay:2d}: updates with another probability than the draw's: {off[delay]:.2f}, largest factor {max(ratios):.2f}")
if not (off[0] == 0 and off[20] > 0.5):
    sys.exit("The behaviour has changed: Exp3 weights a late reward with the probability of its own draw.")
PY
