#!/usr/bin/env bash
# Guess: burn_in=1 makes a river bandit try every arm once before its own rule begins, whenever the rewards come.
# What happens: burn_in counts update() calls, not pull() calls, and takes the first arm still lacking one. While the
# first reward is on its way, every pull is the first arm: eight of eight. Without burn_in the same UCB spreads its first
# pulls over the untried arms at random.
# Why it matters: under delayed or batched feedback the setting meant to spread the first pulls concentrates them, and a
# comparison over delays charges the policy with regret that belongs to the burn-in.
# Seen:
#   river 0.26.1
#   burn_in=1, a reward after each pull:       ['a', 'b', 'c']
#   burn_in=1, eight pulls before any reward:  ['a', 'a', 'a', 'a', 'a', 'a', 'a', 'a']
#   no burn_in, eight pulls before any reward: ['a', 'c', 'a', 'b', 'a', 'b', 'b', 'b']
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check river==0.26.1 numpy==2.4.6 scipy==1.17.1
"$folder/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version
from river import bandit

arms = ["a", "b", "c"]


def first_pulls(policy):
    return [policy.pull(arms) for _ in range(8)]


with_burn_in = first_pulls(bandit.UCB(delta=1, burn_in=1, seed=1))
without = first_pulls(bandit.UCB(delta=1, seed=1))
prompt = bandit.UCB(delta=1, burn_in=1, seed=1)
at_once = []
for _ in range(3):
    at_once.append(prompt.pull(arms))
    prompt.update(at_once[-1], 0.0)
print("river", version("river"))
print("burn_in=1, a reward after each pull:      ", at_once)
print("burn_in=1, eight pulls before any reward: ", with_burn_in)
print("no burn_in, eight pulls before any reward:", without)
if not (at_once == arms and set(with_burn_in) == {"a"} and len(set(without)) > 1):
    sys.exit("The behaviour has changed: burn_in now spreads the pulls before the first reward.")
PY
