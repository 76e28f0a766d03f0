#!/usr/bin/env bash
# Guess: a study of Optuna's TPE sampler with a fixed seed, run one trial after the other, tries the same settings on every machine:
# only differences in the last digits of a float could tell machines apart, and whole numbers have none.
# What happens: with whole-number parameters the settings differ from the first dozens of trials on between a processor (or a
# build of numpy) with AVX2 or AVX-512 and one without. The estimator orders the values tried so far with np.argsort, whose order of equal
# values differs with the instructions that it uses; which of them counts as how wide and as how old differs with it. With a
# stable sort both give the same trials, so that nothing else is the cause.
# Why it matters: a tuning of a bandit's window, batch or number of layers can't be reproduced from its seed on another machine, and
# neither can its winner. Save the trials themselves, or tune such parameters as options.
# Seen (trials counted from 0, two parameters from 1 to 10, seed 1; needs an x86-64 processor with AVX2):
#   optuna 5.0.0, numpy 2.4.6
#   as it is:           all instructions and none beyond SSE4 differ from trial 19 on
#   with a stable sort: all instructions and none beyond SSE4 agree in all 100 trials
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check optuna==5.0.0 numpy==2.4.6
cat >"$folder/study.py" <<'PY'
import sys
import numpy as np
import optuna
import optuna.samplers._tpe.parzen_estimator as estimator

optuna.logging.set_verbosity(optuna.logging.ERROR)


class Stable:
    """numpy with a stable argsort."""

    def __getattr__(self, name):
        return getattr(np, name)

    def argsort(self, values):
        return np.argsort(values, kind="stable")


if sys.argv[1] == "stable":
    estimator.np = Stable()


def distance(trial):
    return (trial.suggest_int("x", 1, 10) - 7) ** 2 + (trial.suggest_int("y", 1, 10) - 3) ** 2


study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))
study.optimize(distance, n_trials=100)
print(*[(trial.params["x"], trial.params["y"]) for trial in study.trials], sep=";")
PY
for sort in plain stable; do
    "$folder/venv/bin/python" "$folder/study.py" "$sort" >"$folder/$sort-all"
    NPY_DISABLE_CPU_FEATURES="AVX512_SPR AVX512_ICL X86_V4 X86_V3" \
        "$folder/venv/bin/python" -W ignore "$folder/study.py" "$sort" >"$folder/$sort-none"
done
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys
import numpy
import optuna

print(f"optuna {optuna.__version__}, numpy {numpy.__version__}")
first = {}
for sort in ("plain", "stable"):
    one, other = (open(f"{sys.argv[1]}/{sort}-{kind}").read().strip().split(";") for kind in ("all", "none"))
    first[sort] = next((trial for trial, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), None)
    print(f"{sort}: first trial that differs: {first[sort]}")
if first["plain"] is None or first["stable"] is not None:
    sys.exit("The behaviour has changed, or this processor has no instructions that numpy can do without.")
PY
