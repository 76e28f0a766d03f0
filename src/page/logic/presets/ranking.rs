//! Presets of slates.

use super::preset::Preset;
use crate::descriptor::Value;
use crate::ranking::environments::{self, change, movielens, synthetic};
use crate::ranking::rankers::{self, cascade, diverse, general, linear, popular, position_based, random};
use crate::ranking::{clicks, environments::gap};
use crate::spec::{Experiment, PartChoice, PolicySpec};

/// All presets of slates.
pub fn presets() -> Vec<Preset> {
    vec![
        Preset {
            title: "A slate of films",
            sentence: "The user's eye goes down the slate and stops at the first film that attracts: a cascade.",
            experiment: in_environment(
                &movielens::popular::DESCRIPTOR,
                &[
                    &cascade::ucb1::DESCRIPTOR,
                    &cascade::kl_ucb::DESCRIPTOR,
                    &cascade::thompson::DESCRIPTOR,
                    &random::DESCRIPTOR,
                ],
            ),
        },
        Preset {
            title: "Cascade versus position-based",
            sentence: "These users look at each position with its own probability and may click several times; a ranker that assumes a cascade learns the wrong thing.",
            experiment: position_based(),
        },
        Preset {
            title: "Position bias",
            sentence: "The same ranker twice: one knows how often each position is looked at, the other mistakes few looks for little attraction.",
            experiment: position_bias(),
        },
        Preset {
            title: "Popularity is not personal",
            sentence: "What most users like is not what this user likes: features of taste against a list of the most clicked.",
            experiment: in_environment(
                &movielens::taste::DESCRIPTOR,
                &[
                    &linear::lin_ucb::DESCRIPTOR,
                    &linear::lin_ts::DESCRIPTOR,
                    &popular::DESCRIPTOR,
                    &random::DESCRIPTOR,
                ],
            ),
        },
        Preset {
            title: "Diversity",
            sentence: "A second film of the same genre adds little: variety earns clicks.",
            experiment: diversity(),
        },
        Preset {
            title: "Tastes change at round 20,000",
            sentence: "After 20,000 rounds the attractions are reshuffled: policies that forget recover.",
            experiment: changing(),
        },
    ]
}

fn in_environment(
    environment: &environments::SlateEnvironmentDescriptor,
    policies: &[&rankers::RankerDescriptor],
) -> Experiment {
    Experiment {
        environment: PartChoice::new(&environment.part),
        policies: policies.iter().map(|ranker| PolicySpec::ranker(ranker)).collect(),
        ..Experiment::default()
    }
}

fn position_based() -> Experiment {
    let rankers = [
        &cascade::ucb1::DESCRIPTOR,
        &position_based::ucb::DESCRIPTOR,
        &position_based::thompson::DESCRIPTOR,
        &general::top_rank::DESCRIPTOR,
    ];
    let clicks = Some(PartChoice::new(&clicks::position_based::DESCRIPTOR.part));
    Experiment { clicks, horizon: 20_000, ..in_environment(&synthetic::DESCRIPTOR, &rankers) }
}

fn position_bias() -> Experiment {
    let mut blind = PolicySpec::ranker(&position_based::ucb::DESCRIPTOR);
    blind.agent.parameters.set(&position_based::IGNORES_POSITIONS, Value::Switch(true));
    blind.label = Some("PBM-UCB, ignoring positions".to_owned());
    let rankers = [&position_based::ucb::DESCRIPTOR];
    let clicks = Some(PartChoice::new(&clicks::position_based::DESCRIPTOR.part));
    let mut experiment =
        Experiment { clicks, horizon: 20_000, ..in_environment(&synthetic::DESCRIPTOR, &rankers) };
    experiment.policies.push(blind);
    experiment
}

fn diversity() -> Experiment {
    let rankers = [
        &diverse::lsb::DESCRIPTOR,
        &diverse::hybrid::DESCRIPTOR,
        &cascade::kl_ucb::DESCRIPTOR,
        &random::DESCRIPTOR,
    ];
    let clicks = Some(PartChoice::new(&clicks::coverage::DESCRIPTOR.part));
    Experiment { clicks, ..in_environment(&movielens::genres::DESCRIPTOR, &rankers) }
}

fn changing() -> Experiment {
    let rankers = [
        &cascade::ucb1::DESCRIPTOR,
        &cascade::discounted_ucb::DESCRIPTOR,
        &cascade::sliding_window_ucb::DESCRIPTOR,
        &cascade::thompson::DESCRIPTOR,
    ];
    let mut experiment = in_environment(&gap::DESCRIPTOR, &rankers);
    experiment.horizon = 40_000;
    experiment.environment.parameters.set(&change::CHANGE, Value::Choice(change::BREAKPOINTS.to_owned()));
    experiment.environment.parameters.set(&change::SEGMENT, Value::Number(20_000.0));
    experiment
}
