//! Experiments to begin with.

mod objectives;
mod preset;
mod ranking;

pub use preset::Preset;

use preset::in_environment;

use crate::agent::linear::{ALPHA, MODEL, SHARED};
use crate::agent::linear_family::discounted_lin_ucb;
use crate::agent::{lin_ts, lin_ucb, random};
use crate::descriptor::Value;
use crate::environment::{movielens, stationary_linear};
use crate::spec::feedback::{FEEDBACK, TASTE_DRIFT};
use crate::spec::{Experiment, PolicySpec};

/// All presets; the first is the one that the page opens with.
pub fn presets() -> Vec<Preset> {
    let mut all = vec![
        Preset {
            title: "Four agents on MovieLens",
            sentence: "Optimism, sampling, coin flips and chance choose films for the same users.",
            experiment: Experiment::default(),
        },
        Preset {
            title: "One model for all films",
            sentence: "The films on offer change every round; what is learned of one helps with the others.",
            experiment: shared_models(),
        },
        Preset {
            title: "How much exploration?",
            sentence: "One agent with five values of its exploration parameter, on the same random numbers.",
            experiment: exploration(),
        },
        Preset {
            title: "A synthetic linear environment",
            sentence: "Rewards are exactly linear, as the agents assume; no ratings are needed.",
            experiment: in_environment(&stationary_linear::DESCRIPTOR),
        },
        Preset {
            title: "Preferences drift",
            sentence: "Over time, users come to feel about each film as they felt about another: agents that forget overtake agents that remember everything.",
            experiment: drifting(),
        },
    ];
    all.extend(objectives::presets());
    all.extend(ranking::presets());
    all
}

fn shared_models() -> Experiment {
    let mut experiment = in_environment(&movielens::per_arm::DESCRIPTOR);
    for policy in &mut experiment.policies {
        let declares_model = policy.descriptor().and_then(|descriptor| descriptor.part.parameter(MODEL.name));
        if let Some(parameter) = declares_model {
            policy.agent.parameters.set(parameter, Value::Choice(SHARED.to_owned()));
        }
    }
    experiment
}

fn exploration() -> Experiment {
    let with_alpha = |alpha: f64| {
        let mut policy = PolicySpec::new(&lin_ucb::DESCRIPTOR);
        policy.agent.parameters.set(&ALPHA, Value::Number(alpha));
        policy.label = Some(format!("{} {alpha}", ALPHA.title));
        policy
    };
    Experiment { policies: [0.0, 0.1, 0.5, 2.0, 10.0].map(with_alpha).to_vec(), ..Experiment::default() }
}

fn drifting() -> Experiment {
    let mut forgetful = PolicySpec::new(&discounted_lin_ucb::DESCRIPTOR);
    forgetful.agent.parameters.set(&discounted_lin_ucb::DISCOUNT, Value::Number(0.998));
    let policies = vec![
        PolicySpec::new(&lin_ucb::DESCRIPTOR),
        forgetful,
        PolicySpec::new(&lin_ts::DESCRIPTOR),
        PolicySpec::new(&random::DESCRIPTOR),
    ];
    let mut experiment = Experiment { policies, horizon: 10_000, seeds: 5, ..Experiment::default() };
    experiment.settings.set(&FEEDBACK, &TASTE_DRIFT, Value::Number(2_500.0));
    experiment
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::link;

    #[test]
    fn every_preset_is_right_as_it_stands_and_survives_its_link() {
        for preset in presets() {
            let (validated, errors) = preset.experiment.validate().expect("settles");
            assert_eq!((&validated, errors), (&preset.experiment, vec![]), "{}", preset.title);
            let decoded = link::decode(&link::encode(&preset.experiment, None)).expect("decodes");
            assert_eq!(
                (decoded.experiment, decoded.notices),
                (preset.experiment, vec![]),
                "{}",
                preset.title
            );
        }
    }
}
