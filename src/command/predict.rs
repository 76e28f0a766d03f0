//! `predict`: what a saved policy answers to requests.

use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::{Failure, output};
use crate::policy::{Instance, Prediction, load_policy, predict};

/// What `predict` takes.
#[derive(Debug, Args)]
pub struct PredictArguments {
    /// The policy, as run --save-policies or train wrote it
    policy: PathBuf,
    /// The requests as JSON: {"instances": [{"context": […], "arms": […], "arm_features": [[…], …]}]}; - for standard input
    requests: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Requests {
    instances: Vec<Instance>,
}

#[derive(Serialize)]
struct Answers {
    predictions: Vec<Prediction>,
}

/// `predict`
pub fn answer(arguments: &PredictArguments) -> Result<(), Failure> {
    let named = |path: &PathBuf, error: &dyn std::fmt::Display| {
        Failure::Input(format!("{}: {error}", path.display()))
    };
    let bytes = std::fs::read(&arguments.policy).map_err(|error| named(&arguments.policy, &error))?;
    let policy = load_policy(&bytes).map_err(|error| named(&arguments.policy, &error))?;
    let text = if arguments.requests.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(&arguments.requests)
    };
    let text = text.map_err(|error| named(&arguments.requests, &error))?;
    let requests: Requests =
        serde_json::from_str(&text).map_err(|error| named(&arguments.requests, &error))?;
    let predictions = predict(&policy, &requests.instances).map_err(Failure::input)?;
    output::print_json(&Answers { predictions })
}
