//! Changes of the environment, with what can take part in it.

use crate::declaration::Values;
use crate::experiment::settings::{Panel, SETTING_GROUPS};
use crate::experiment::{Experiment, PartChoice, task};

/// Takes another environment with its defaults. Between tasks the contenders change with it, since nothing takes part in both.
pub fn choose_world(experiment: &mut Experiment, id: &str) {
    let Some(after) = task::of_environment(id).filter(|_| experiment.world.id != id) else { return };
    let Some(part) = after.environment(id) else { return };
    let before = experiment.task();
    experiment.world = PartChoice::new(part);
    if before != Some(after) {
        experiment.contenders = after.usual_policies();
        experiment.clicks = None;
        for group in SETTING_GROUPS.into_iter().filter(|group| group.panel == Panel::Environment) {
            (group.set)(experiment, Values::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_world_can_be_chosen_from_every_other_and_settles() {
        let ids: Vec<&str> =
            task::TASKS.iter().flat_map(|task| task.environments().parts).map(|part| part.id).collect();
        let mut experiment = Experiment::default();
        for id in ids.iter().chain(ids.iter().rev()) {
            choose_world(&mut experiment, id);
            assert_eq!(experiment.world.id, *id);
            let (settled, errors) = experiment.settle().expect("it settles");
            assert_eq!((&settled, errors), (&experiment, vec![]), "{id}");
        }
    }
}
