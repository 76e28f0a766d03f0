"""Optuna around MABWiser on the rounds of `bandit-playground rounds`: optuna_mabwiser.py ROUNDS.parquet SEEDS TRIALS GRID.json

The task of `tune`: LinUCB's alpha and l2, each one of the values in GRID.json, by the mean regret of SEEDS seeds. Optuna's TPE asks for
settings, MABWiser runs them. Prints what was found, with seconds and rounds.
"""

import json
import sys
import time
import warnings

import mabwiser
import numpy
import optuna
import pyarrow.parquet
from mabwiser.mab import MAB, LearningPolicy

warnings.filterwarnings("ignore")
file, seeds, trials, grid = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.load(open(sys.argv[4]))
table = pyarrow.parquet.read_table(file)
seed_of = table["seed"].to_numpy()
contexts = numpy.array(table["context"].to_pylist())
rewards = numpy.array(table["rewards"].to_pylist())
arms = list(range(rewards.shape[1]))
computed = 0


def regret(alpha, l2, seed):
    """One run: every round is predicted and learned at once."""
    global computed
    mab = MAB(arms, LearningPolicy.LinUCB(alpha=alpha, l2_lambda=l2), seed=seed)
    rows = numpy.flatnonzero(seed_of == seed)
    sum_of_regret = 0.0
    for place, row in enumerate(rows):
        context = contexts[row : row + 1]
        if place == 0:
            arm = arms[seed % len(arms)]
            mab.fit([arm], [rewards[row, arm]], context)
        else:
            arm = mab.predict(context)
            mab.partial_fit([arm], [rewards[row, arm]], context)
        sum_of_regret += rewards[row].max() - rewards[row, arm]
    computed += len(rows)
    return sum_of_regret


def objective(trial):
    alpha = trial.suggest_categorical("alpha", grid["alpha"])
    l2 = trial.suggest_categorical("tikhonov", grid["tikhonov"])
    return float(numpy.mean([regret(alpha, l2, seed) for seed in range(seeds)]))


optuna.logging.set_verbosity(optuna.logging.WARNING)
begun = time.perf_counter()
study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
study.optimize(objective, n_trials=trials)
seconds = time.perf_counter() - begun
best = study.best_trial
print(
    json.dumps(
        {
            "tools": f"Optuna {optuna.__version__}, MABWiser {mabwiser.__version__}, numpy {numpy.__version__}",
            "best": best.params,
            "mean": best.value,
            "rounds": computed,
            "seconds": round(seconds, 1),
            "rounds_per_second": round(computed / seconds),
        }
    )
)
