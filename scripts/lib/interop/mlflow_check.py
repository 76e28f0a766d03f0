"""Imports an export into MLflow twice and reads it back: mlflow_check.py EXPORT.zip STORE"""

import json
import math
import sys
import zipfile

import mlflow
import pandas
from mlflow.tracking import MlflowClient

import mlflow_import

export, store = sys.argv[1:]
first, second = mlflow_import.main(export, store), mlflow_import.main(export, store)
assert first and not second, f"imported {len(first)}, and {len(second)} again"
client = MlflowClient(store)
experiment = client.get_experiment_by_name("bandit-playground").experiment_id
points = 0
with zipfile.ZipFile(export) as archive:
    for entry in [entry for entry in archive.namelist() if entry.endswith("run.json")]:
        run = json.loads(archive.read(entry))
        header = run["run"]
        table = pandas.read_csv(archive.open(entry.replace("run.json", "metrics.csv")), dtype={"seed": str}, keep_default_na=False, na_values={"value": ["NaN"]})
        agents = run["results"]["agents"]
        each = len(table) // len(agents)
        for place, agent in enumerate(agents):
            found = client.search_runs([experiment], f"tags.`bandit_playground.agent` = '{header['id']}/{place}'")
            assert len(found) == 1, len(found)
            made = found[0]
            assert made.data.params["world.id"] == run["experiment"]["world"]["id"]
            assert made.data.params["agent.agent"] == run["experiment"]["contenders"][place]["agent"]
            assert made.data.params["horizon"] == str(header["horizon"])
            assert made.data.tags["bandit_playground.digest"] == header.get("digest", "")
            rows = table.iloc[place * each : (place + 1) * each]
            for metric in run["results"]["metrics"]:
                of = rows[rows["metric"] == metric]
                wanted = {
                    metric: of[of["seed"] == "mean"].set_index("round")["value"],
                    f"deviation_{metric}": of[of["seed"] == "deviation"].set_index("round")["value"],
                    f"final_{metric}": of[~of["seed"].isin(["mean", "deviation"])].assign(seed=lambda rows: rows["seed"].astype(int, errors="ignore")).set_index("seed")["value"],
                }
                for key, series in wanted.items():
                    history = {point.step: point.value for point in client.get_metric_history(made.info.run_id, key)}
                    expected = {int(step): value for step, value in series.items() if not math.isinf(value)}
                    same = history.keys() == expected.keys() and all(value == history[step] or math.isnan(value) and math.isnan(history[step]) for step, value in expected.items())
                    assert same, f"{key}: {len(history)} of {len(expected)}"
                    points += len(history)
print(f"MLflow {mlflow.__version__}, {store.split(':')[0]}: {len(first)} runs, {points} points, all read back as they were; importing again adds none")
