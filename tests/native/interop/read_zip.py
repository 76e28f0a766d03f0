"""Reads an export of runs with Python's own modules and pandas: read_zip.py FILE

Prints JSON: of each run what its JSON says, and the sum of the finite values of its table.
"""

import json
import sys
import zipfile

import pandas

with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    found = []
    for name in archive.namelist():
        with archive.open(name) as entry:
            if name.endswith(".json"):
                found.append({"name": name, "json": json.load(entry)})
            else:
                table = pandas.read_csv(entry)
                values = table["value"]
                found.append({"name": name, "rows": len(table), "nan": int(values.isna().sum()), "sum": float(values[values.abs() < 1e9].sum())})
print(json.dumps(found))
