#!/usr/bin/env bash
# Guess: after a change ADWIN drops the rounds before it and goes on with those after it; n_detections is the number of changes.
# What happens: that is so only until the next value. With it the detector starts anew: the window that was kept is thrown away, the
# estimate of the mean is that one value, and n_detections is 0 again. However often a policy changes, it is 0 or 1, never more.
# Why it matters: the mean over an adaptive window is used as the estimate of a reward that changes, and is 0 or 1 for clicks right after
# each change, when it is needed most. A table of "changes found" from n_detections has zeros. Count drift_detected, and keep
# `estimation` when it is true.
# Seen (clicks with probability 0.2, then 0.8, then 0.3, 1,000 rounds each):
#   river 0.26.1
#   round 1023: n_detections 1, width 112, estimation 0.304
#   round 1024: n_detections 0, width 1, estimation 1.000
#   round 2047: n_detections 1, width 320, estimation 0.731
#   round 2048: n_detections 0, width 1, estimation 0.000
#   changes found: 2, n_detections in the end: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check river==0.26.1 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
"$folder/venv/bin/python" - <<'PY'
import random
import sys
from importlib.metadata import version

from river import drift

rng = random.Random(1)
detector = drift.ADWIN()
counts, widths_after, found = [], [], 0
changed = False
print("river", version("river"))
for round_ in range(3_000):
    was, changed = changed, False
    detector.update(float(rng.random() < (0.2, 0.8, 0.3)[round_ // 1_000]))
    changed = detector.drift_detected
    found += changed
    counts.append(detector.n_detections)
    if was:
        widths_after.append(detector.width)
    if was or changed:
        print(f"round {round_}: n_detections {counts[-1]}, width {detector.width:.0f}, estimation {detector.estimation:.3f}")
print(f"changes found: {found}, n_detections in the end: {counts[-1]}")
if found < 2 or max(counts) != 1 or counts[-1] != 0 or any(width != 1 for width in widths_after):
    sys.exit("The behaviour has changed: ADWIN keeps its window and its number of changes after a change.")
PY
