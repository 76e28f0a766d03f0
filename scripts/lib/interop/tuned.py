"""What a search found, beside the whole grid: tuned.py NAME GRID.json FOUND.json BEGUN"""

import json
import sys
import time

name, grid, found, begun = sys.argv[1], json.load(open(sys.argv[2])), json.load(open(sys.argv[3])), float(sys.argv[4])
seconds = time.time() - begun


def key(setting):
    return tuple(sorted(setting.items()))


def rounds(study):
    """Rounds of the trials of all seeds; the default and the held-out seeds come on top, for each search alike."""
    return sum(trial["rounds"] for trial in study["trials"]) * study["study"]["seeds"]


means = {key(trial["setting"]): trial["mean"] for trial in grid["trials"]}
order = sorted(means, key=means.get)
winner = key(found["winner"]["setting"])
print(
    f"{name}: {dict(winner)}, number {order.index(winner) + 1} of {len(order)} in the grid (mean regret {means[winner]:.1f} there; "
    f"the best has {means[order[0]]:.1f}, the second {means[order[1]]:.1f}, the median {means[order[len(order) // 2]]:.1f}), "
    f"with {rounds(found):,} rounds, {100 * rounds(found) / rounds(grid):.1f} % of the grid's, in {seconds:.1f} s"
)
