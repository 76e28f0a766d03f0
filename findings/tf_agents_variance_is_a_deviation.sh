#!/usr/bin/env bash
# Guess: `variance=4` in TF-Agents' generators of linear rewards is the variance of the noise, as their documentation says.
# What happens: it is handed to numpy as the standard deviation. Rewards generated with variance=4 have a variance of 16, and
# so it is with all four generators (linear, sliding, normalized sliding, structured).
# Why it matters: the synthetic environments of the bandit tutorials are built from these. Rebuilt elsewhere with the same
# number as a variance they are an easier problem: for 4 the noise is half as wide, for values below 1 it is wider.
# Seen:
#   tf-agents 0.19.0
#   linear_reward_fn_generator, variance=4: mean 2.98, variance 15.7
#   sliding_linear_reward_fn_generator, variance=4: mean 0.98, variance 16.1
#   normalized_sliding_linear_reward_fn_generator, variance=4: mean 0.20, variance 15.9
#   structured_linear_reward_fn_generator, variance=4: mean 1.26, variance 15.8
#   without noise the first gives 3.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  tf-agents==0.19.0 tensorflow-cpu==2.15.1 tensorflow-probability==0.23.0 numpy==1.26.4
TF_CPP_MIN_LOG_LEVEL=3 "$folder/venv/bin/python" - 2>/dev/null <<'PY'
import sys
from importlib.metadata import version
import numpy as np
from tf_agents.bandits.environments import environment_utilities as utilities

np.random.seed(0)
context = np.array([1.0, 1.0])
first = utilities.linear_reward_fn_generator([np.array([1.0, 2.0])], variance=4.0)[0]
functions = {"linear_reward_fn_generator": first}
for name in ("sliding", "normalized_sliding", "structured"):
    name += "_linear_reward_fn_generator"
    functions[name] = getattr(utilities, name)(2, 3, 4.0)[0]
print("tf-agents", version("tf-agents"))
variances = []
for name, reward in functions.items():
    drawn = np.array([reward(context) for _ in range(20_000)])
    variances.append(drawn.var())
    print(f"{name}, variance=4: mean {drawn.mean():.2f}, variance {drawn.var():.1f}")
print("without noise the first gives", first(context, enable_noise=False))
if not all(15 < variance < 17 for variance in variances):
    sys.exit("The behaviour has changed: the variance of the rewards is no longer the square of the argument.")
PY
