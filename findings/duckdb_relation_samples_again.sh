#!/usr/bin/env bash
# Guess: a relation is a result: the rows that its fetchall() gives are those that its df() and its mean are made of.
# What happens: a relation keeps nothing. Each call runs the query again, so a sample is drawn again: five of 1,000 users are
# other users in every call, and the mean of a sampled column is not the mean of the rows that were fetched from it.
# Why it matters: an offline comparison that draws users once, saves them and then aggregates "the same" relation reports numbers
# of other users than it saved. A table (`to_table`, or CREATE TABLE) or `REPEATABLE (seed)` holds the sample.
# Seen:
#   duckdb 2.0.1
#   pairs of calls that gave the same five users, of 50:                 0
#   the same with REPEATABLE (7):                                        50
#   means of the relation that were those of the rows fetched, of 50:    0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1
"$folder/venv/bin/python" - <<'PY'
import sys
import duckdb

connection = duckdb.connect()
connection.execute("CREATE TABLE users AS SELECT i AS id, i * 0.01 AS regret FROM range(1000) t(i)")
QUERY = "SELECT * FROM users USING SAMPLE reservoir(5 ROWS)"


def same(query):
    relation = connection.sql(query)
    return sorted(relation.fetchall()) == sorted(relation.fetchall())


def same_mean(query):
    relation = connection.sql(query)
    fetched = [regret for _, regret in relation.fetchall()]
    mean = relation.aggregate("avg(regret)").fetchall()[0][0]
    return abs(float(mean) - float(sum(fetched)) / len(fetched)) < 1e-9


plain = sum(same(QUERY) for _ in range(50))
repeatable = sum(same(QUERY + " REPEATABLE (7)") for _ in range(50))
means = sum(same_mean(QUERY) for _ in range(50))
print("duckdb", duckdb.__version__)
print("pairs of calls that gave the same five users, of 50:                ", plain)
print("the same with REPEATABLE (7):                                       ", repeatable)
print("means of the relation that were those of the rows fetched, of 50:   ", means)
if not (plain <= 2 and repeatable == 50 and means <= 2):
    sys.exit("The behaviour has changed: a relation gives the same sample in every call.")
PY
