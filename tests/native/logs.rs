//! Recorded runs: what stands in their logs, that recording changes nothing, and what the logs are worth beside the truth.

mod command;
mod desk;
mod formats;
mod given;
mod recording;
mod training;
mod unbiased;
mod words;

use bandit_playground::interactions::InteractionLog;
use bandit_playground::simulation::record::{RecordError, RecordOptions, record};
use bandit_playground::simulation::{PreparedEnvironment, Sources};
use bandit_playground::spec::Experiment;

/// An experiment of an environment with one agent, further settings as they stand in JSON.
fn experiment(world: &str, agent: &str, horizon: u64, more: &str) -> Experiment {
    let text =
        format!(r#"{{"world": {world}, "contenders": [{agent}], "horizon": {horizon}, "seeds": 1{more}}}"#);
    Experiment::from_json(&text).expect("it is an experiment")
}

fn prepared(experiment: &Experiment) -> PreparedEnvironment {
    experiment.prepare(Sources::default()).expect("it needs no data")
}

fn recorded(experiment: &Experiment, options: RecordOptions) -> Result<InteractionLog, RecordError> {
    record(experiment, prepared(experiment), options, &mut |_| ())
}
