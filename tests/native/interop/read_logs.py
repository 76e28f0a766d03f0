"""Reads logs with the tools that they are for, and writes them again: read_logs.py FOLDER

FOLDER has log.parquet, log.csv, log.jsonl, log.npz, log.vw and log.dsjson of the same log. Prints a line of JSON for each file and tool: the
number of rows, and what the uniform policy would have earned by inverse propensity scores, with as many arms as the first argument behind
FOLDER says. What pandas, polars and DuckDB write again stands in FOLDER as TOOL.parquet and TOOL.csv.
"""

import json
import sys
from pathlib import Path

import duckdb
import numpy
import pandas
import polars
import vowpalwabbit

folder, arms = Path(sys.argv[1]), int(sys.argv[2])


def tell(file, tool, rewards, probabilities):
    rewards, probabilities = numpy.asarray(rewards, float), numpy.asarray(probabilities, float)
    estimate = float(numpy.mean(rewards / probabilities) / arms)
    print(json.dumps({"file": file, "tool": tool, "rows": len(rewards), "estimate": repr(estimate)}))


def tables(tool, parquet, csv, json_lines, column):
    for file, table in [("log.parquet", parquet), ("log.csv", csv), ("log.jsonl", json_lines)]:
        tell(file, tool, column(table, "reward"), column(table, "probability"))


def with_pandas():
    tables_of = [
        pandas.read_parquet(folder / "log.parquet"),
        pandas.read_csv(folder / "log.csv"),
        pandas.read_json(folder / "log.jsonl", lines=True, precise_float=True),
    ]
    # JSON lines of slates and of one action have the same form.
    tables_of[2] = tables_of[2].rename(columns={"actions": "action", "rewards": "reward"})
    for name in ["action", "reward"]:
        tables_of[2][name] = [cell[0] for cell in tables_of[2][name]]
    tables(f"pandas {pandas.__version__}", *tables_of, lambda table, name: table[name])
    tables_of[0].to_parquet(folder / "pandas.parquet")
    tables_of[1].to_csv(folder / "pandas.csv", index=False)


def with_polars():
    parquet, csv = polars.read_parquet(folder / "log.parquet"), polars.read_csv(folder / "log.csv", infer_schema_length=None)
    lines = polars.read_ndjson(folder / "log.jsonl", infer_schema_length=None)
    lines = lines.with_columns(polars.col("rewards").list.first().alias("reward"))
    tables(f"polars {polars.__version__}", parquet, csv, lines, lambda table, name: table[name].to_list())
    parquet.write_parquet(folder / "polars.parquet")
    csv.write_csv(folder / "polars.csv")


def with_duckdb():
    files = [f"'{folder / name}'" for name in ["log.parquet", "log.csv", "log.jsonl"]]
    reward = {files[2]: "rewards[1] as reward"}
    read = lambda file: duckdb.sql(f"select {reward.get(file, 'reward')}, probability from {file}").fetchall()
    tables(f"DuckDB {duckdb.__version__}", *map(read, files), lambda rows, name: [row[name == "probability"] for row in rows])
    duckdb.sql(f"copy (from {files[0]}) to '{folder / 'duckdb.parquet'}' (format parquet)")
    duckdb.sql(f"copy (from {files[1]}) to '{folder / 'duckdb.csv'}'")


def with_numpy():
    log = numpy.load(folder / "log.npz", allow_pickle=False)
    tell("log.npz", f"numpy {numpy.__version__}", log["reward"], log["pscore"])


def with_vowpal_wabbit(file, arguments, events):
    workspace = vowpalwabbit.Workspace(f"{arguments} --cb_explore_adf --quiet")
    rewards, probabilities = [], []
    for event in events:
        examples = workspace.parse(event, labelType=vowpalwabbit.LabelType.CONTEXTUAL_BANDIT)
        for example in examples:
            if example.get_cbandits_num_costs() and example.get_cbandits_probability(0) > 0:
                rewards.append(-example.get_cbandits_cost(0))
                probabilities.append(example.get_cbandits_probability(0))
        workspace.learn(examples)
        workspace.finish_example(examples)
    workspace.finish()
    tell(file, f"Vowpal Wabbit {vowpalwabbit.__version__}", rewards, probabilities)


with_pandas()
with_polars()
with_duckdb()
with_numpy()
with_vowpal_wabbit("log.vw", "", (folder / "log.vw").read_text().strip().split("\n\n"))
with_vowpal_wabbit("log.dsjson", "--dsjson", (folder / "log.dsjson").read_text().splitlines())
