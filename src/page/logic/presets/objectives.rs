//! Presets of several objectives.

use super::{Preset, in_world};
use crate::agent::neural::{NETWORK, TRAIN_EVERY, multi_objective};
use crate::agent::{lin_ucb, linear, random};
use crate::declaration::{Parameter, Value};
use crate::experiment::{Contender, Experiment};
use crate::world::movielens;
use crate::world::objectives::WEIGHTS;

/// All presets of several objectives.
pub fn presets() -> Vec<Preset> {
    vec![Preset {
        title: "Rating, novelty, diversity",
        sentence: "A film that few have rated, of genres that the user does not, counts as well: one agent sees only the sum, two predict each objective, and one of them asks for novelty.",
        experiment: rating_novelty_diversity(),
    }]
}

fn rating_novelty_diversity() -> Experiment {
    let lin_ucb = labelled(Contender::new(&lin_ucb::DECLARATION), "LinUCB on the sum", &[]);
    let networks = |label, least_novelty: f64| {
        let mut contender = Contender::new(&multi_objective::DECLARATION);
        let of_arms = Value::Choice("common_tower".to_owned());
        contender.agent.parameters.set(&NETWORK, of_arms);
        labelled(
            contender,
            label,
            &[("epsilon", 0.05), ("least_novelty", least_novelty), (TRAIN_EVERY.name, 2.0)],
        )
    };
    let mut contenders = vec![
        lin_ucb,
        networks("A network each", 0.0),
        networks("The same, novelty of 0.25 or more", 0.25),
        Contender::new(&random::DECLARATION),
    ];
    let shared = Value::Choice(linear::SHARED.to_owned());
    contenders[0].agent.parameters.set(&linear::MODEL, shared);
    let mut experiment = in_world(&movielens::features::DECLARATION);
    for weight in &WEIGHTS[1..] {
        experiment.objectives.set(weight, Value::Number(0.5));
    }
    Experiment { contenders, horizon: 2_000, seeds: 5, ..experiment }
}

/// A contender with these numbers and this label.
fn labelled(mut contender: Contender, label: &str, numbers: &[(&str, f64)]) -> Contender {
    for (name, number) in numbers {
        let parameter: Option<&'static Parameter> = contender.part().and_then(|part| part.parameter(name));
        if let Some(parameter) = parameter {
            contender.agent.parameters.set(parameter, Value::Number(*number));
        }
    }
    contender.label = Some(label.to_owned());
    contender
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::objectives::OBJECTIVES;

    /// Nothing that the preset means to set is missed for a name that no longer is one.
    #[test]
    fn what_is_set_is_there() {
        let experiment = rating_novelty_diversity();
        assert!(experiment.has_several_objectives());
        assert_eq!(experiment.objectives.0.len(), OBJECTIVES.parameters.len() - 2);
        let set = |index: usize| experiment.contenders[index].agent.parameters.0.len();
        assert_eq!([set(0), set(1), set(2)], [1, 3, 4]);
    }
}
