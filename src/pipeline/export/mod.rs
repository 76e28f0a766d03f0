//! A pipeline for other people's machines: as Kubeflow Pipelines' YAML (IR), as a GitHub Actions workflow, and the container that both run.
//!
//! All of them call the command line in a container, so that what runs there is what runs here.

mod yaml;

use serde_json::{Value, json};

use super::spec::PipelineSpec;
use super::step::Step;
use super::steps::{self, HELD_OUT};
use crate::agent;
use crate::spec::{Experiment, PolicySpec, link};
use yaml::yaml;

/// What the image is called where no other name is given.
pub const IMAGE: &str = "bandit-playground:latest";

/// The program in the container.
const PROGRAM: &str = "bandit-playground";

/// The version of the schema of Kubeflow Pipelines, and of the package whose compiler writes the same.
const SCHEMA: &str = "2.1.0";
const SDK: &str = "kfp-2.17.3";

/// How often a task that fails is tried again there, as here.
fn retries(spec: &PipelineSpec) -> u64 {
    spec.count(Step::Trigger, &steps::RETRIES)
}

/// An artefact of Kubeflow.
fn artefact(kind: &str) -> Value {
    json!({"artifactType": {"schemaTitle": format!("system.{kind}"), "schemaVersion": "0.0.1"}})
}

fn input(name: &str) -> String {
    format!("{{{{$.inputs.artifacts['{name}'].path}}}}")
}

fn parameter(name: &str) -> String {
    format!("{{{{$.inputs.parameters['{name}']}}}}")
}

fn output(name: &str) -> String {
    format!("{{{{$.outputs.artifacts['{name}'].path}}}}")
}

/// A task: what it is called, what it takes from which task and makes, the names of its parameters, and the arguments of the command line.
struct Task {
    name: &'static str,
    inputs: &'static [(&'static str, &'static str, &'static str)],
    outputs: &'static [(&'static str, &'static str)],
    parameters: &'static [&'static str],
    arguments: Vec<String>,
}

/// The kinds of artefacts.
const DATA: &str = "Dataset";
const MODEL: &str = "Model";
const PLAIN: &str = "Artifact";

fn tasks(held_out: f64) -> [Task; 4] {
    let own = |arguments: &[&str]| arguments.iter().map(|one| (*one).to_owned()).collect::<Vec<String>>();
    let with = |arguments: &[&str], more: &[String]| [own(arguments), more.to_vec()].concat();
    [
        Task {
            name: "generate",
            inputs: &[],
            outputs: &[("log", DATA)],
            parameters: &["experiment"],
            arguments: with(
                &["log", &parameter("experiment"), "--format", "jsonl", "--out"],
                &[output("log")],
            ),
        },
        Task {
            name: "train",
            inputs: &[("log", "generate", DATA)],
            outputs: &[("policy", MODEL)],
            parameters: &["agent"],
            arguments: with(
                &[
                    "train",
                    &input("log"),
                    "--agent",
                    &parameter("agent"),
                    "--held-out",
                    &held_out.to_string(),
                    "--out",
                ],
                &[output("policy")],
            ),
        },
        Task {
            name: "evaluate",
            inputs: &[("log", "generate", DATA), ("policy", "train", MODEL)],
            outputs: &[],
            parameters: &[],
            arguments: with(
                &["evaluate", &input("log"), "--policy", &input("policy"), "--policy"],
                &own(&["uniform"]),
            ),
        },
        Task {
            name: "loop",
            inputs: &[("policy", "train", MODEL)],
            outputs: &[("deployment", PLAIN)],
            parameters: &["pipeline"],
            arguments: with(
                &["pipeline", &parameter("pipeline"), "--json", "--keep"],
                &[output("deployment")],
            ),
        },
    ]
}

/// The arguments of the command line in each task of [`kubeflow`], with its placeholders for artefacts and parameters.
pub fn commands(spec: &PipelineSpec) -> Vec<Vec<String>> {
    tasks(spec.number(Step::Trainer, &HELD_OUT)).into_iter().map(|task| task.arguments).collect()
}

/// The experiment of the generator: the same users, and arms drawn uniformly.
fn generator(spec: &PipelineSpec) -> Experiment {
    Experiment {
        policies: vec![PolicySpec::new(&agent::random::DESCRIPTOR)],
        horizon: spec.count(Step::Generator, &steps::ROWS),
        ..spec.experiment.clone()
    }
}

/// The pipeline as Kubeflow Pipelines' intermediate representation (schema 2.1), in YAML: a log is generated, the agent trained and evaluated
/// on it, and then the whole loop runs from its file.
pub fn kubeflow(spec: &PipelineSpec, image: &str) -> String {
    let trained = spec.experiment.policies.first();
    let values = [
        (
            "agent",
            trained.map_or_else(String::new, |policy| serde_json::to_string(policy).unwrap_or_default()),
        ),
        ("experiment", link::encode(&generator(spec), None)),
        ("pipeline", serde_json::to_string(spec).unwrap_or_default()),
    ];
    let mut document = json!({
        "components": {},
        "deploymentSpec": {"executors": {}},
        "pipelineInfo": {"name": "bandit-loop", "description": "A bandit is trained, evaluated, deployed and trained again."},
        "root": {"dag": {"tasks": {}}, "inputDefinitions": {"parameters": {}}},
        "schemaVersion": SCHEMA,
        "sdkVersion": SDK,
    });
    for (name, value) in values {
        document["root"]["inputDefinitions"]["parameters"][name] =
            json!({"defaultValue": value, "isOptional": true, "parameterType": "STRING"});
    }
    for task in tasks(spec.number(Step::Trainer, &HELD_OUT)) {
        let Task { name, inputs, outputs, parameters, arguments } = task;
        let (component_name, executor) = (format!("comp-{name}"), format!("exec-{name}"));
        let mut component = json!({"executorLabel": executor});
        let mut step = json!({
            "cachingOptions": {"enableCache": true},
            "componentRef": {"name": component_name},
            "taskInfo": {"name": name},
            "retryPolicy": {"maxRetryCount": retries(spec), "backoffDuration": "60s", "backoffFactor": 1.0, "backoffMaxDuration": "3600s"},
        });
        for (own, from, kind) in inputs {
            component["inputDefinitions"]["artifacts"][own] = artefact(kind);
            step["inputs"]["artifacts"][own] =
                json!({"taskOutputArtifact": {"outputArtifactKey": own, "producerTask": from}});
        }
        let mut before: Vec<&str> = inputs.iter().map(|(_, from, _)| *from).collect();
        if name == "loop" {
            // The loop begins when the evaluation has not failed.
            before.push("evaluate");
        }
        if !before.is_empty() {
            step["dependentTasks"] = json!(before);
        }
        for own in parameters {
            component["inputDefinitions"]["parameters"][own] = json!({"parameterType": "STRING"});
            step["inputs"]["parameters"][own] = json!({"componentInputParameter": own});
        }
        for (own, kind) in outputs {
            component["outputDefinitions"]["artifacts"][own] = artefact(kind);
        }
        document["components"][&component_name] = component;
        document["deploymentSpec"]["executors"][&executor] =
            json!({"container": {"image": image, "command": [PROGRAM], "args": arguments}});
        document["root"]["dag"]["tasks"][name] = step;
    }
    yaml(&document)
}

/// The pipeline as a GitHub Actions workflow: it runs in a container from a file of the repository, on demand and every day, goes on where the
/// last one was stopped, and keeps what it has made. `file` is the pipeline's place in the repository.
pub fn github(image: &str, file: &str) -> String {
    let workflow = json!({
        "name": "Bandit loop",
        "on": {"workflow_dispatch": {}, "schedule": [{"cron": "17 3 * * *"}]},
        "permissions": {"contents": "read"},
        "concurrency": {"group": "bandit-loop", "cancel-in-progress": false},
        "jobs": {"loop": {
            "runs-on": "ubuntu-latest",
            "container": image,
            "timeout-minutes": 60,
            "steps": [
                {"uses": "actions/checkout@v4"},
                {"uses": "actions/cache@v4", "with": {
                    "path": "loop",
                    "key": format!("bandit-loop-${{{{ hashFiles('{file}') }}}}-${{{{ github.run_id }}}}"),
                    "restore-keys": format!("bandit-loop-${{{{ hashFiles('{file}') }}}}-"),
                }},
                {"name": "Run the loop, from where it was stopped", "run": format!("{PROGRAM} pipeline '{file}' --keep loop --json > summary.json")},
                {"uses": "actions/upload-artifact@v4", "if": "always()", "with": {
                    "name": "loop",
                    "path": "summary.json\nloop/journal.jsonl\nloop/deployment.json\nloop/*.policy\n",
                }},
            ],
        }},
    });
    yaml(&workflow)
}

/// The Containerfile of the image that both run: the command line, built from this repository.
pub fn containerfile() -> String {
    let version = env!("CARGO_PKG_RUST_VERSION");
    format!(
        "# Build it in the root of the repository: podman build -t {IMAGE} -f Containerfile .\n\
         FROM docker.io/library/rust:{version}-slim-bookworm AS build\n\
         RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*\n\
         WORKDIR /build\n\
         COPY . .\n\
         RUN cargo build --locked --release --bin {PROGRAM}\n\
         \n\
         FROM docker.io/library/debian:bookworm-slim\n\
         COPY --from=build /build/target/release/{PROGRAM} /usr/local/bin/{PROGRAM}\n\
         # A policy is served with: podman run -p 8501:8501 -v ./loop:/loop:ro IMAGE {PROGRAM} serve /loop --host 0.0.0.0\n\
         CMD [\"{PROGRAM}\", \"--help\"]\n"
    )
}
