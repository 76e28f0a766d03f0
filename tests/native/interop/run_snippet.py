"""Runs the program of an export without a screen: run_snippet.py FILE

There is no matplotlib here: what the program draws is noted instead. Prints JSON: the type of the values, and what is drawn.
"""

import json
import os
import sys
import types
from pathlib import Path

drawn = []


class Axes:
    def plot(self, rounds, mean, label):
        assert len(rounds) == len(mean)
        drawn.append(label)
        return (types.SimpleNamespace(get_color=lambda: "black"),)

    def __getattr__(self, name):
        return lambda *arguments, **named: None


pyplot = types.ModuleType("matplotlib.pyplot")
pyplot.subplots = lambda **named: (Axes(), Axes())
pyplot.show = lambda: None
package = types.ModuleType("matplotlib")
package.pyplot = pyplot
sys.modules.update({"matplotlib": package, "matplotlib.pyplot": pyplot})

program = Path(sys.argv[1])
os.chdir(program.parent)
names = {"__name__": "__main__"}
exec(compile(program.read_text(), str(program), "exec"), names)
print(json.dumps({"value": str(names["table"]["value"].dtype), "labels": drawn}))
