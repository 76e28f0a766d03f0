"""Makes CSV files for trackio of an export, imports them, and reads them back: trackio_check.py EXPORT.csv FOLDER

trackio's import takes one table a run, a column a metric. It keeps letters, digits and / of a column's name, of them the first ten, and no
column of text: so names are short and distinct.
"""

import os
import sys
from pathlib import Path

export, folder = sys.argv[1], Path(sys.argv[2])
os.environ["TRACKIO_DIR"] = str(folder / "trackio")
os.environ["HF_HUB_OFFLINE"] = "1"

import pandas
import trackio
from trackio.sqlite_storage import SQLiteStorage

SHORT = {"average_reward": "reward", "suboptimal_rate": "subopt"}

table = pandas.read_csv(export, dtype={"seed": str}, keep_default_na=False, na_values={"value": ["NaN"]})
table = table[table["seed"] == "mean"]
names = {metric: SHORT.get(metric, "".join(letter for letter in metric if letter.isalnum())[:10]) for metric in table["metric"].unique()}
assert len(set(names.values())) == len(names), names
points = runs = 0
for (run, agent), rows in table.groupby(["run", "agent"]):
    wide = rows.pivot(index="round", columns="metric", values="value").rename(columns=names).reset_index().rename(columns={"round": "step"})
    file = folder / f"trackio-{runs}.csv"
    wide.to_csv(file, index=False)
    # It adds no table to a project that is there.
    project = f"bandit-playground-{runs}"
    trackio.import_csv(str(file), project=project, name=f"{run} {agent}")
    found = SQLiteStorage.get_logs(project, f"{run} {agent}")
    assert len(found) == len(wide), f"{len(found)} of {len(wide)} rows"
    for log, (_, row) in zip(sorted(found, key=lambda log: log["step"]), wide.iterrows()):
        assert log["step"] == row["step"]
        for short in wide.columns.drop("step"):
            assert log[short] == row[short], (short, log, row)
            points += 1
    runs += 1
print(f"trackio {trackio.__version__}: {runs} runs, {points} points of {', '.join(names.values())}, all read back as they were")
