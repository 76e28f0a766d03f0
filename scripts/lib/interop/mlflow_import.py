"""Imports an export of runs into MLflow: mlflow_import.py EXPORT.zip [STORE]

EXPORT.zip is what `bandit-playground runs FOLDER export EXPORT.zip` writes; STORE is MLflow's tracking address, sqlite:///mlflow.db where none
is given. Each agent of each run becomes a run of MLflow in the experiment "bandit-playground": its settings are parameters, its curves
metrics by round, and its final values metrics `final_...` with the seed as the step. What was imported before is left as it is.
Needs mlflow and pandas.
"""

import json
import math
import re
import sys
import zipfile

import pandas
from mlflow.entities import Metric, Param, RunTag
from mlflow.tracking import MlflowClient

# MLflow takes no more in one call.
MOST_METRICS, MOST_PARAMS = 1_000, 100


def name(text):
    """A key that MLflow takes: one metric of another name fails its whole batch."""
    return re.sub(r"[^A-Za-z0-9_\-. :/]", "_", text)


def flat(settings, prefix=""):
    """Settings as texts: {"world": {"id": "bernoulli"}} gives world.id."""
    found = {}
    for key, value in settings.items():
        if isinstance(value, dict):
            found.update(flat(value, f"{prefix}{key}."))
        elif not isinstance(value, list):
            found[prefix + key] = str(value)
    return found


def experiment_of(client):
    known = client.get_experiment_by_name("bandit-playground")
    return known.experiment_id if known else client.create_experiment("bandit-playground")


def metrics_of(table, created, seconds):
    """The rows of an agent: equal ones (key, time, step and value) are kept once by MLflow, and there are none here."""
    last = max(table["round"].max(), 1)
    found = []
    for row in table.itertuples():
        if row.seed == "deviation":
            key = f"deviation_{row.metric}"
        else:
            key = row.metric if row.seed == "mean" else f"final_{row.metric}"
        # MLflow makes the largest float of infinity.
        if math.isinf(row.value):
            continue
        step = row.round if row.seed in ("mean", "deviation") else int(row.seed)
        when = created + int(1_000 * seconds * row.round / last)
        found.append(Metric(name(key), row.value, when, step))
    return found


def import_agent(client, experiment, run, spec, place, table):
    header, label = run["run"], run["results"]["agents"][place]["label"]
    key = f"{header['id']}/{place}"
    if client.search_runs([experiment], f"tags.`bandit_playground.agent` = '{key}'"):
        return None
    tags = {"bandit_playground.agent": key, "bandit_playground.link": header["link"], "bandit_playground.digest": header.get("digest", "")}
    made = client.create_run(experiment, header["created"], tags, f"{label} ({header['name']})")
    settings = {key: value for key, value in spec.items() if key != "contenders"}
    params = flat(settings) | flat(spec["contenders"][place], "agent.")
    params = [Param(name(key), value[:6_000]) for key, value in params.items()]
    metrics = metrics_of(table, header["created"], header["seconds"])
    for begin in range(0, len(params), MOST_PARAMS):
        client.log_batch(made.info.run_id, params=params[begin : begin + MOST_PARAMS])
    for begin in range(0, len(metrics), MOST_METRICS):
        client.log_batch(made.info.run_id, metrics=metrics[begin : begin + MOST_METRICS])
    complete = header["rounds_done"] >= header["horizon"]
    client.set_terminated(made.info.run_id, "FINISHED" if complete else "KILLED", header["created"] + int(1_000 * header["seconds"]))
    return made.info.run_id


def main(export, store):
    client = MlflowClient(store)
    experiment = experiment_of(client)
    imported = []
    with zipfile.ZipFile(export) as archive:
        for entry in archive.namelist():
            if not entry.endswith("run.json"):
                continue
            run = json.loads(archive.read(entry))
            types = {"agent": str, "seed": str, "metric": str}
            with archive.open(entry.replace("run.json", "metrics.csv")) as file:
                table = pandas.read_csv(file, dtype=types, keep_default_na=False, na_values={"value": ["NaN"]})
            agents = run["results"]["agents"]
            # Rows are in the order of the agents, whose names may be the same.
            each = len(table) // max(len(agents), 1)
            for place in range(len(agents)):
                rows = table.iloc[place * each : (place + 1) * each]
                imported.append(import_agent(client, experiment, run, run["experiment"], place, rows))
    return [run for run in imported if run]


if __name__ == "__main__":
    runs = main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "sqlite:///mlflow.db")
    print(f"{len(runs)} runs imported")
