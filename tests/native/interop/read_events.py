"""Reads event files as TensorBoard's own panels do: read_events.py FOLDER

Prints JSON: of each run the points of every scalar, and of each row of the HParams table its settings, its metrics and its state.
"""

import json
import sys

from tensorboard import context
from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, list_session_groups

folder = sys.argv[1]
multiplexer = EventMultiplexer(size_guidance={"tensors": 0}).AddRunsFromDirectory(folder)
multiplexer.Reload()
provider = MultiplexerDataProvider(multiplexer, folder)
request = context.RequestContext()

read = provider.read_scalars(request, experiment_id="", plugin_name="scalars", downsample=1_000_000)
scalars = {run: {tag: [[point.step, point.value] for point in points] for tag, points in of.items()} for run, of in read.items()}

everything = api_pb2.ListSessionGroupsRequest(start_index=0, slice_size=1_000, allowed_statuses=range(4))
panel = backend_context.Context(base_plugin.TBContext(data_provider=provider))
rows = []
for group in list_session_groups.Handler(request, panel, "", everything).run().session_groups:
    rows.append(
        {
            "name": group.name,
            "settings": {name: getattr(value, value.WhichOneof("kind")) for name, value in group.hparams.items()},
            "sessions": [
                {
                    "run": session.name,
                    "status": api_pb2.Status.Name(session.status),
                    "metrics": {metric.name.tag: [metric.training_step, metric.value] for metric in session.metric_values},
                }
                for session in group.sessions
            ],
        }
    )
print(json.dumps({"scalars": scalars, "rows": rows}))
