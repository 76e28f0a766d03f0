#!/usr/bin/env bash
# Guess: the error bars in coba's plots have the precision of floats, and scale with the rewards: per mille or per click, same picture.
# What happens: the standard deviation is rounded to five digits after the point, and the standard error then again. The interval of
# small rewards is a multiple of 0.00002: too wide, too narrow, or of no width at all, beside a mean that is not rounded.
# Why it matters: click rates of advertisements are near 0.001 and below, with differences of some per cent between policies. Their
# error bars vanish, so that any two means look clearly different, while the same rewards in per mille overlap. Multiply such rewards
# before an experiment.
# Seen (click rates with four seeds each, intervals with the standard error):
#   coba 8.1.0
#   policy       mean  95% interval: from clicks  from per mille  1.96 s / 2
#   A        0.000106                  0.0000000       0.0000040   0.0000040
#   B        0.000111                  0.0000000       0.0000040   0.0000040
#   C        0.001205                  0.0000196       0.0000126   0.0000127
#   intervals of A and B overlap: False from clicks, True from per mille
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check coba==8.1.0
"$folder/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version
from statistics import stdev

from coba.results import StdErrCI

RATES = {
    "A": [0.000103, 0.000109, 0.000101, 0.000109],
    "B": [0.000108, 0.000114, 0.000106, 0.000114],
    "C": [0.001190, 0.001200, 0.001210, 0.001220],
}


def interval(rates, factor=1):
    mean, (half, _) = StdErrCI().point_interval([rate * factor for rate in rates])
    return mean / factor, half / factor


def overlap(a, b):
    return abs(a[0] - b[0]) <= a[1] + b[1]


print("coba", version("coba"))
print(f"{'policy':7} {'mean':>9} {'95% interval: from clicks':>26} {'from per mille':>15} {'1.96 s / 2':>11}")
clicks = {name: interval(rates) for name, rates in RATES.items()}
per_mille = {name: interval(rates, 1000) for name, rates in RATES.items()}
for name, rates in RATES.items():
    print(f"{name:7} {clicks[name][0]:9.6f} {clicks[name][1]:26.7f} {per_mille[name][1]:15.7f} {1.96 * stdev(rates) / 2:11.7f}")
apart = [overlap(table["A"], table["B"]) for table in (clicks, per_mille)]
print(f"intervals of A and B overlap: {apart[0]} from clicks, {apart[1]} from per mille")
if apart != [False, True] or clicks["A"][1] != 0 or clicks["C"][1] < 1.2 * per_mille["C"][1]:
    sys.exit("The behaviour has changed: coba's intervals of small rewards are no longer rounded to five digits.")
PY
