//! Presets of several objectives.

use super::preset::{Preset, in_environment};
use crate::agent::epsilon_greedy::EPSILON;
use crate::agent::neural::{NETWORK, TRAIN_EVERY, multi_objective};
use crate::agent::{AgentDescriptor, lin_ucb, linear, random};
use crate::descriptor::Value;
use crate::environment::movielens;
use crate::environment::objectives::WEIGHTS;
use crate::spec::objectives::OBJECTIVES;
use crate::spec::{Experiment, PolicySpec};

/// All presets of several objectives.
pub fn presets() -> Vec<Preset> {
    vec![Preset {
        title: "Rating, novelty, diversity",
        sentence: "A film that few have rated, of genres that the user does not, counts as well: one agent sees only the sum, two predict each objective, and one of them asks for novelty.",
        experiment: rating_novelty_diversity(),
    }]
}

/// How much novelty and diversity count, in the experiment as for the agents that know of them; the reward counts 1.
const SIDE_WEIGHT: f64 = 0.5;

fn rating_novelty_diversity() -> Experiment {
    let mut lin_ucb = labelled(&lin_ucb::DESCRIPTOR, "LinUCB on the sum", &[]);
    lin_ucb.agent.parameters.set(&linear::MODEL, Value::Choice(linear::SHARED.to_owned()));
    let networks = |label, least_novelty: f64| {
        let mut numbers =
            vec![("least_novelty", least_novelty), (EPSILON.name, 0.05), (TRAIN_EVERY.name, 2.0)];
        numbers.extend(WEIGHTS[1..].iter().map(|weight| (weight.name, SIDE_WEIGHT)));
        let mut policy = labelled(&multi_objective::DESCRIPTOR, label, &numbers);
        policy.agent.parameters.set(&NETWORK, Value::Choice("common_tower".to_owned()));
        policy
    };
    let policies = vec![
        lin_ucb,
        networks("A network each", 0.0),
        networks("The same, novelty of 0.3 or more", 0.3),
        PolicySpec::new(&random::DESCRIPTOR),
    ];
    let mut experiment = in_environment(&movielens::features::DESCRIPTOR);
    WEIGHTS[1..]
        .iter()
        .for_each(|weight| experiment.settings.set(&OBJECTIVES, weight, Value::Number(SIDE_WEIGHT)));
    Experiment { policies, horizon: 2_000, seeds: 5, ..experiment }
}

/// An agent with this label and these numbers.
fn labelled(descriptor: &'static AgentDescriptor, label: &str, numbers: &[(&str, f64)]) -> PolicySpec {
    let mut policy = PolicySpec::new(descriptor);
    for (name, number) in numbers {
        if let Some(parameter) = descriptor.part.parameter(name) {
            policy.agent.parameters.set(parameter, Value::Number(*number));
        }
    }
    policy.label = Some(label.to_owned());
    policy
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing that the preset means to set is missed for a name that no longer is one.
    #[test]
    fn what_is_set_is_there() {
        let experiment = rating_novelty_diversity();
        assert!(experiment.has_several_objectives());
        assert_eq!(experiment.objectives().0.len(), OBJECTIVES.parameters.len() - 2);
        let set = |index: usize| experiment.policies[index].agent.parameters.0.len();
        assert_eq!([set(0), set(1), set(2)], [1, 5, 6]);
    }
}
