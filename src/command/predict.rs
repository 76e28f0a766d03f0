//! `predict`: what a saved policy answers to requests.

use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};

use super::policy::read_policy;
use super::{Failure, files, output};
use crate::policy::{Instance, Prediction, predict};

/// What `predict` takes.
#[derive(Debug, Args)]
pub struct PredictArguments {
    /// The policy, as run --save-policies or train wrote it; - for standard input
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
    let (policy, _) = read_policy(&arguments.policy)?;
    let text = files::read_text(&arguments.requests)?;
    let wrong =
        |error: serde_json::Error| Failure::Input(format!("{}: {error}", files::shown(&arguments.requests)));
    let requests: Requests = serde_json::from_str(&text).map_err(wrong)?;
    let predictions = predict(&policy, &requests.instances).map_err(Failure::input)?;
    output::print_json(&Answers { predictions })
}
