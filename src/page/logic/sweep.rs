//! Sweeping a parameter: one agent with several values of it.

use super::slider::Track;
use crate::descriptor::{Parameter, Value};
use crate::results::FEWEST_SEEDS_OF_A_BAND;
use crate::spec::Experiment;
use crate::spec::experiment::MOST_POLICIES;

/// Up to so many values, spread over the parameter's range as its slider is, with the present one among them: it takes the
/// place of the nearest.
pub fn values(parameter: &Parameter, present: f64, most: usize) -> Vec<f64> {
    let Some(track) = Track::new(&parameter.kind) else { return Vec::new() };
    let steps = track.steps();
    let count = (most as u32).min(steps + 1).max(2);
    let place = |index: u32| index * steps / (count - 1);
    let near = (0..count).min_by_key(|index| place(*index).abs_diff(track.place(present)));
    let value = |index: u32| if near == Some(index) { present } else { track.value(place(index)) };
    let mut values: Vec<f64> = (0..count).map(value).collect();
    values.dedup();
    values
}

/// Makes of the experiment one in which only this agent takes part, with several values of this parameter, and with as many
/// seeds as a band needs. Everything else stays.
pub fn sweep(experiment: &mut Experiment, index: usize, parameter: &'static Parameter) {
    let Some(policy) = experiment.policies.get(index).cloned() else { return };
    let present = policy.agent.parameters.number(parameter);
    let with = |value: f64| {
        let mut policy = policy.clone();
        policy.agent.parameters.set(parameter, Value::Number(value));
        policy.label = Some(format!("{} = {value}", parameter.name));
        policy
    };
    experiment.policies = values(parameter, present, MOST_POLICIES).into_iter().map(with).collect();
    experiment.seeds = experiment.seeds.max(FEWEST_SEEDS_OF_A_BAND as u32);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::{Kind, Scale};
    use crate::spec::task::TASKS;
    use proptest::prelude::*;

    #[test]
    fn every_number_of_every_policy_can_be_swept_and_is_found_again() {
        for part in TASKS.into_iter().flat_map(|task| task.policies()).flat_map(|group| group.parts) {
            for parameter in part.parameters.iter().filter(|parameter| Track::new(&parameter.kind).is_some())
            {
                let mut experiment = Experiment { seeds: 1, ..Experiment::default() };
                experiment.policies = vec![crate::spec::PolicySpec::of_part(part); 2];
                let present = experiment.policies[1].agent.parameters.number(parameter);
                sweep(&mut experiment, 1, parameter);
                let found = values(parameter, present, MOST_POLICIES);
                assert!(
                    found.len() >= 2 && found.contains(&present),
                    "{}.{}: {found:?}",
                    part.id,
                    parameter.name
                );
                assert!(
                    found.windows(2).all(|pair| pair[0] < pair[1]),
                    "{}.{}: {found:?}",
                    part.id,
                    parameter.name
                );
                assert!(experiment.seeds as usize >= FEWEST_SEEDS_OF_A_BAND);
                let again =
                    crate::chart::sweep(&experiment).filter(|sweep| sweep.parameter.name == parameter.name);
                assert!(again.is_some() || found.len() < 3, "{}.{}", part.id, parameter.name);
                // As it stands: in a link, too.
                let link = crate::spec::link::encode(&experiment, None);
                if experiment
                    .validate()
                    .is_ok_and(|(validated, errors)| errors.is_empty() && validated == experiment)
                {
                    let read = crate::spec::link::decode(&link).expect("it is a link").experiment;
                    assert_eq!(read.policies, experiment.policies);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn the_present_value_is_among_them(present in 0.0_f64..=100.0, log: bool, most in 2_usize..9) {
            let scale = if log { Scale::Logarithmic } else { Scale::Linear };
            let kind = Kind::Number { minimum: 0.0, maximum: 100.0, default: 1.0, scale };
            let parameter = Parameter { name: "x", title: "X", kind, unit: "", help: "" };
            let found = values(&parameter, present, most);
            prop_assert!(found.contains(&present) && found.len() <= most);
            prop_assert!(found.windows(2).all(|pair| pair[0] <= pair[1]), "{:?}", found);
        }
    }
}
