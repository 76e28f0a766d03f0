//! What a preset is.

use crate::environment::EnvironmentDescriptor;
use crate::spec::Experiment;

/// A ready experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// Its name.
    pub title: &'static str,
    /// What there is to see.
    pub sentence: &'static str,
    /// The experiment.
    pub experiment: Experiment,
}

/// The default experiment in another environment.
pub fn in_environment(environment: &EnvironmentDescriptor) -> Experiment {
    let mut experiment = Experiment::default();
    environment.part.id.clone_into(&mut experiment.environment.id);
    experiment
}
