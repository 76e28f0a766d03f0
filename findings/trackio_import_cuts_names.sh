#!/usr/bin/env bash
# Guess: trackio's import of a CSV file keeps each column as a metric of its name, as its log() does.
# What happens: names are cut to ten characters, and those that are then alike are numbered by the order of the columns, without a
# warning: cumulative_reward and cumulative_regret become "cumulative" and "cumulative_1", and the other way round where the
# columns stand the other way round.
# Why it matters: runs that were logged and runs that were imported share no chart, and two imported files whose columns differ in
# order show reward and regret in one chart under one name. Short names that differ at the beginning survive.
# Seen:
#   trackio 0.43.0
#   last row of the file:      {'cumulative_reward': 30.0, 'cumulative_regret': 3.0}
#   imported, reward first:    {'cumulative': 30.0, 'cumulative_1': 3.0} warnings: 0
#   imported, regret first:    {'cumulative': 3.0, 'cumulative_1': 30.0} warnings: 0
#   with short names:          {'regret': 3.0, 'reward': 30.0} warnings: 0
#   logged:                    {'cumulative_regret': 3.0, 'cumulative_reward': 30.0}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check trackio==0.43.0 pandas==3.1.1
cd "$folder"
TRACKIO_DIR="$folder/trackio" HF_HUB_OFFLINE=1 "$folder/venv/bin/python" - 2>"$folder/log" <<'PY' || { tail -n 5 "$folder/log" >&2; exit 1; }
import contextlib
import io
import sys
import warnings

import pandas
import trackio
from trackio.sqlite_storage import SQLiteStorage

NAMES = ["cumulative_reward", "cumulative_regret"]
table = pandas.DataFrame({"step": [1, 2, 3], NAMES[0]: [10.0, 20.0, 30.0], NAMES[1]: [1.0, 2.0, 3.0]})


def last(project):
    row = max(SQLiteStorage.get_logs(project, "run"), key=lambda log: log["step"])
    return {name: row[name] for name in sorted(set(row) - {"step", "timestamp"})}


def imported(project, columns):
    columns.to_csv(f"{project}.csv", index=False)
    with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("always")
        trackio.import_csv(f"{project}.csv", project=project, name="run")
    return last(project), sum("cumulative" in str(warning.message) for warning in warned)


reward_first, warned_first = imported("reward-first", table)
regret_first, warned_second = imported("regret-first", table[["step", *reversed(NAMES)]])
short, warned_short = imported("short", table.rename(columns={name: name.split("_")[1] for name in NAMES}))
with contextlib.redirect_stdout(io.StringIO()):
    trackio.init(project="logged", name="run", embed=False)
    for step, reward, regret in table.itertuples(index=False):
        trackio.log({NAMES[0]: reward, NAMES[1]: regret}, step=step)
    trackio.finish()
logged = last("logged")
print("trackio", trackio.__version__)
print("last row of the file:     ", {NAMES[0]: 30.0, NAMES[1]: 3.0})
print("imported, reward first:   ", reward_first, "warnings:", warned_first)
print("imported, regret first:   ", regret_first, "warnings:", warned_second)
print("with short names:         ", short, "warnings:", warned_short)
print("logged:                   ", logged)
swapped = reward_first == {"cumulative": 30.0, "cumulative_1": 3.0} and regret_first == {"cumulative": 3.0, "cumulative_1": 30.0}
if not (swapped and warned_first == warned_second == 0 and set(logged) == set(NAMES) and set(short) == {"reward", "regret"}):
    sys.exit("The behaviour has changed: imported columns keep their names, or it is said that they do not.")
PY
