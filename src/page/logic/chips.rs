//! An experiment in a line.

use crate::chart::numbers::counted;
use crate::spec::Experiment;

/// The environment, the rounds, the seeds, and how many of the environment's settings are not the defaults.
pub fn chips(experiment: &Experiment) -> Vec<String> {
    let mut chips = vec![
        experiment.environment_part().map_or("", |part| part.title).to_owned(),
        counted(experiment.horizon, "round", "rounds"),
        counted(u64::from(experiment.seeds), "seed", "seeds"),
    ];
    let changed = experiment.environment.parameters.0.len() as u64;
    if changed > 0 {
        chips.push(format!("{} changed", counted(changed, "setting", "settings")));
    }
    chips
}
