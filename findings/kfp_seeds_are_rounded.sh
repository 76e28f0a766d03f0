#!/usr/bin/env bash
# Guess: a parameter of type int is a whole number in a compiled pipeline, NUMBER_INTEGER, and arrives as the one that was given.
# What happens: the compiler writes every number as one of 64 bits with a point. Whole numbers above 2 ** 53, as defaults, as arguments
# and in lists, are rounded to a multiple of 2, 4 or more, without a word. The local runner hands on the rounded number too.
# Why it matters: seeds taken from a hash, from the clock in nanoseconds or from NumPy's SeedSequence have 64 bits or more, and so have
# ids of users and items in a list. Seeds next to each other become one, so "several seeds" are the same run several times, and a run
# cannot be repeated outside with the seed in the notebook. Pass such numbers as text.
# Seen:
#   kfp 2.17.3
#   seed as a default              given 9007199254740993     NUMBER_INTEGER 9007199254740992
#   seed as an argument            given 9007199254740993     constant 9007199254740992
#   id of an item in a list        given 1234567890123456789  constant 1234567890123456768
#   seeds 1700000000000000001 to 1700000000000000005 compiled: 1 different
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check kfp==2.17.3
cd "$folder"
cat > pipeline.py <<'PY'
import sys
import warnings

warnings.simplefilter("ignore")
import kfp
import yaml
from kfp import compiler, dsl

SEED, ITEM = 2**53 + 1, 1234567890123456789


@dsl.component
def simulate(seed: int, items: list):
    print(seed, items)


def compiled(given):
    @dsl.pipeline(name="bandit")
    def bandit(seed: int = given):
        simulate(seed=seed, items=[ITEM])
        simulate(seed=given, items=[ITEM])

    compiler.Compiler().compile(bandit, "bandit.yaml")
    with open("bandit.yaml") as file:
        root = yaml.safe_load(file)["root"]
    inputs = root["dag"]["tasks"]["simulate-2"]["inputs"]["parameters"]
    constant = {name: inputs[name]["runtimeValue"]["constant"] for name in inputs}
    return root["inputDefinitions"]["parameters"]["seed"], int(constant["seed"]), int(constant["items"][0])


default, argument, item = compiled(SEED)
print("kfp", kfp.__version__)
print(f"{'seed as a default':30} given {SEED:<20} {default['parameterType']} {int(default['defaultValue'])}")
print(f"{'seed as an argument':30} given {SEED:<20} constant {argument}")
print(f"{'id of an item in a list':30} given {ITEM:<20} constant {item}")
seeds = {compiled(1_700_000_000_000_000_001 + i)[1] for i in range(5)}
print(f"seeds 1700000000000000001 to 1700000000000000005 compiled: {len(seeds)} different")
if int(default["defaultValue"]) == SEED or argument == SEED or item == ITEM or len(seeds) == 5:
    sys.exit("The behaviour has changed: whole numbers above 2 ** 53 are compiled as they are.")
PY
"$folder/venv/bin/python" pipeline.py
