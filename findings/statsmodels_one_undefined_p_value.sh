#!/usr/bin/env bash
# Guess: a p-value that is NaN is left out of a correction for several tests, or is an error, or is corrected to NaN itself.
# What happens: that depends on the method. Holm and Bonferroni count it as a test. Benjamini-Hochberg makes all corrected p-values NaN,
# but rejects as it does with the others. Hommel makes them all NaN as well, and rejects nothing. There is no warning.
# Why it matters: the paired t-test of two policies that have equal rewards with every seed (one is never told apart from its fallback, say)
# is NaN in SciPy. This one pair hides, or keeps, the differences between the rest. Set such a p-value to 1 before the correction.
# Seen (three differences, then with a pair that never differs):
#   statsmodels 0.15.0, SciPy 1.17.1
#   the p-value of two policies with equal rewards is nan
#   method       corrected              rejected  corrected with it, rejected
#   bonferroni   0.003, 0.036, 0.090    2         0.004, 0.048, 0.120, nan    2
#   holm         0.003, 0.024, 0.030    3         0.004, 0.036, 0.060, nan    2
#   fdr_bh       0.003, 0.018, 0.030    3         nan, nan, nan, nan          3
#   hommel       0.003, 0.024, 0.030    3         nan, nan, nan, nan          0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check statsmodels==0.15.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
"$folder/venv/bin/python" - <<'PY'
import sys
import warnings
from importlib.metadata import version

import numpy as np
from scipy.stats import ttest_rel
from statsmodels.stats.multitest import multipletests

warnings.simplefilter("ignore")
rewards = np.array([0.31, 0.35, 0.28, 0.33, 0.30])
undefined = ttest_rel(rewards, rewards.copy()).pvalue
differences = [0.001, 0.012, 0.030]
print(f"statsmodels {version('statsmodels')}, SciPy {version('scipy')}")
print(f"the p-value of two policies with equal rewards is {undefined}")
print(f"{'method':12} {'corrected':22} {'rejected':9} corrected with it, rejected")
seen = {}
for method in ("bonferroni", "holm", "fdr_bh", "hommel"):
    parts = []
    for p_values in (differences, differences + [undefined]):
        rejected, corrected, _, _ = multipletests(p_values, alpha=0.05, method=method)
        parts += [", ".join(f"{p:.3f}" for p in corrected), int(rejected.sum())]
    print(f"{method:12} {parts[0]:22} {parts[1]:<9} {parts[2]:27} {parts[3]}")
    seen[method] = int(np.isnan(corrected).sum()), parts[1], parts[3]
if seen != {"bonferroni": (1, 2, 2), "holm": (1, 3, 2), "fdr_bh": (4, 3, 3), "hommel": (4, 3, 0)}:
    sys.exit("The behaviour has changed: an undefined p-value has another effect on the rest.")
PY
