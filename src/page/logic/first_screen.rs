//! Words that stand on the page before the program is there, and in its first moments: `bandit-playground shell` writes them
//! into the static page.

use crate::chart::numbers::counted;
use crate::spec::Experiment;

/// What every round is, shown until the first one is there.
pub const A_ROUND: &str = "Each round, every agent sees the same context (who the user is) and makes its pick. It learns only from \
                           what that pick earns, not from what the others would have earned, so it has to explore as well as exploit.";

/// What stands above the curve of the default experiment until the run has given one.
pub const COMPUTED_BEFORE: &str = "Computed before; the live run takes its place.";

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
