"""Kubeflow Pipelines' own package reads what `pipeline --export kubeflow` writes: its protocol buffers refuse unknown fields, and its compiler
writes it out again. kfp_check.py FILE
"""
import sys
import tempfile
from pathlib import Path

import yaml
from google.protobuf import json_format
from kfp import compiler, components
from kfp.pipeline_spec import pipeline_spec_pb2

text = Path(sys.argv[1]).read_text()
document = yaml.safe_load(text)
spec = json_format.ParseDict(document, pipeline_spec_pb2.PipelineSpec())
assert set(spec.root.dag.tasks) == {"generate", "train", "evaluate", "loop"}, set(spec.root.dag.tasks)
for name, task in spec.root.dag.tasks.items():
    component = spec.components[task.component_ref.name]
    assert set(task.inputs.parameters) == set(component.input_definitions.parameters), name
    assert set(task.inputs.artifacts) == set(component.input_definitions.artifacts), name
    assert component.executor_label in spec.deployment_spec["executors"], name
loaded = components.load_component_from_text(text)
with tempfile.TemporaryDirectory() as folder:
    out = Path(folder) / "again.yaml"
    compiler.Compiler().compile(loaded, str(out))
    again = json_format.ParseDict(yaml.safe_load(out.read_text()), pipeline_spec_pb2.PipelineSpec())
assert set(again.root.dag.tasks) == set(spec.root.dag.tasks)
assert again.deployment_spec == spec.deployment_spec
print(f"kfp reads and writes it: {len(spec.root.dag.tasks)} tasks, schema {spec.schema_version}")
