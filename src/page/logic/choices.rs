//! Changes of the environment, with what can take part in it.

use crate::descriptor::Values;
use crate::spec::settings::{Panel, SETTING_GROUPS};
use crate::spec::{Experiment, PartChoice, task};

/// Takes another environment with its defaults. Between tasks the policies change with it, since nothing takes part in both.
pub fn choose_environment(experiment: &mut Experiment, id: &str) {
    let Some(after) = task::of_environment(id).filter(|_| experiment.environment.id != id) else { return };
    let Some(part) = after.environment(id) else { return };
    let before = experiment.task();
    experiment.environment = PartChoice::new(part);
    if before != Some(after) {
        experiment.policies = after.usual_policies();
        experiment.clicks = None;
        for group in SETTING_GROUPS.into_iter().filter(|group| group.panel == Panel::Environment) {
            group.set(experiment, Values::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_environment_can_be_chosen_from_every_other_and_validates() {
        let ids: Vec<&str> =
            task::TASKS.iter().flat_map(|task| task.environments().parts).map(|part| part.id).collect();
        let mut experiment = Experiment::default();
        for id in ids.iter().chain(ids.iter().rev()) {
            choose_environment(&mut experiment, id);
            assert_eq!(experiment.environment.id, *id);
            let (validated, errors) = experiment.validate().expect("it settles");
            assert_eq!((&validated, errors), (&experiment, vec![]), "{id}");
        }
    }
}
