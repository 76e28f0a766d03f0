#!/usr/bin/env bash
# Guess: the history of a metric has every value that was logged, as a list: four rewards logged for a round are four values.
# What happens: in a database the history is a set. Values that are alike in metric, step and time stamp are stored once, without
# a word: the rewards 1, 1, 1, 0 of four users in one round become 0 and 1, with the mean 0.5 instead of 0.75. Rewards that all
# differ survive, and so do equal ones whose time stamps are a millisecond apart.
# Why it matters: a table of several users or seeds that is imported with log_batch, step for round and one time stamp, loses
# clicks but not, say, ratings with decimals. Every round with both a 0 and a 1 has the mean 0.5 then, whatever the policy does.
# Seen:
#   mlflow 3.17.2
#   logged in round 0:              [1.0, 1.0, 1.0, 0.0] mean 0.75
#   in the history:                 [0.0, 1.0] mean 0.5
#   logged in round 0:              [0.91, 0.92, 0.93, 0.24] mean 0.75
#   in the history:                 [0.24, 0.91, 0.92, 0.93] mean 0.75
#   1, 1, 1, 0 a millisecond apart: [0.0, 1.0, 1.0, 1.0] mean 0.75
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mlflow-skinny==3.17.2 sqlalchemy==2.1.9 alembic==1.20.1
cd "$folder"
MLFLOW_DISABLE_TELEMETRY=true "$folder/venv/bin/python" - 2>"$folder/log" <<'PY' || { tail -n 5 "$folder/log" >&2; exit 1; }
import sys
from statistics import mean

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Metric

CLICKS, RATINGS = [1.0, 1.0, 1.0, 0.0], [0.91, 0.92, 0.93, 0.24]
client = MlflowClient("sqlite:///runs.db")
experiment = client.create_experiment("bandits")


def history(rewards, apart):
    run = client.create_run(experiment).info.run_id
    metrics = [Metric("reward", reward, 1_700_000_000_000 + user * apart, step=0) for user, reward in enumerate(rewards)]
    client.log_batch(run, metrics=metrics)
    return sorted(metric.value for metric in client.get_metric_history(run, "reward"))


def show(label, values):
    print(f"{label:31} {values} mean {round(mean(values), 3)}")


print("mlflow", mlflow.__version__)
show("logged in round 0:", CLICKS)
clicks = history(CLICKS, apart=0)
show("in the history:", clicks)
show("logged in round 0:", RATINGS)
ratings = history(RATINGS, apart=0)
show("in the history:", ratings)
later = history(CLICKS, apart=1)
show("1, 1, 1, 0 a millisecond apart:", later)
if not (clicks == [0.0, 1.0] and ratings == sorted(RATINGS) and later == sorted(CLICKS)):
    sys.exit("The behaviour has changed: equal values of one step and time stamp are all in the history.")
PY
