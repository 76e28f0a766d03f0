//! Presets of slates.

use super::Preset;
use crate::declaration::Value;
use crate::experiment::{Contender, Experiment, PartChoice};
use crate::ranking::rankers::{self, cascade, diverse, general, linear, popular, position_based, random};
use crate::ranking::worlds::{self, change, movielens, synthetic};
use crate::ranking::{clicks, worlds::gap};

/// All presets of slates.
pub fn presets() -> Vec<Preset> {
    vec![
        Preset {
            title: "A slate of films",
            sentence: "The user's eye goes down the slate and stops at the first film that attracts: a cascade.",
            experiment: in_world(
                &movielens::popular::DECLARATION,
                &[
                    &cascade::ucb1::DECLARATION,
                    &cascade::kl_ucb::DECLARATION,
                    &cascade::thompson::DECLARATION,
                    &random::DECLARATION,
                ],
            ),
        },
        Preset {
            title: "Cascade versus position-based",
            sentence: "These users click by position, several times; who believes in the cascade learns the wrong thing.",
            experiment: position_based(),
        },
        Preset {
            title: "Position bias",
            sentence: "One ranker twice: one knows how often each position is looked at, the other takes few looks for little attraction.",
            experiment: position_bias(),
        },
        Preset {
            title: "Popularity is not personal",
            sentence: "What most users like is not what this one likes: features of taste against the most clicked.",
            experiment: in_world(
                &movielens::taste::DECLARATION,
                &[
                    &linear::lin_ucb::DECLARATION,
                    &linear::lin_ts::DECLARATION,
                    &popular::DECLARATION,
                    &random::DECLARATION,
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
            sentence: "After 20,000 rounds the attractions are dealt anew: those who forget recover.",
            experiment: changing(),
        },
    ]
}

fn in_world(world: &worlds::Declaration, contenders: &[&rankers::Declaration]) -> Experiment {
    Experiment {
        world: PartChoice::new(&world.part),
        contenders: contenders.iter().map(|ranker| Contender::ranker(ranker)).collect(),
        ..Experiment::default()
    }
}

fn position_based() -> Experiment {
    let rankers = [
        &cascade::ucb1::DECLARATION,
        &position_based::ucb::DECLARATION,
        &position_based::thompson::DECLARATION,
        &general::top_rank::DECLARATION,
    ];
    let clicks = Some(PartChoice::new(&clicks::position_based::DECLARATION.part));
    Experiment { clicks, horizon: 20_000, ..in_world(&synthetic::DECLARATION, &rankers) }
}

fn position_bias() -> Experiment {
    let mut blind = Contender::ranker(&position_based::ucb::DECLARATION);
    blind.agent.parameters.set(&position_based::IGNORES_POSITIONS, Value::Switch(true));
    blind.label = Some("PBM-UCB, ignoring positions".to_owned());
    let rankers = [&position_based::ucb::DECLARATION];
    let clicks = Some(PartChoice::new(&clicks::position_based::DECLARATION.part));
    let mut experiment =
        Experiment { clicks, horizon: 20_000, ..in_world(&synthetic::DECLARATION, &rankers) };
    experiment.contenders.push(blind);
    experiment
}

fn diversity() -> Experiment {
    let rankers = [
        &diverse::lsb::DECLARATION,
        &diverse::hybrid::DECLARATION,
        &cascade::kl_ucb::DECLARATION,
        &random::DECLARATION,
    ];
    let clicks = Some(PartChoice::new(&clicks::coverage::DECLARATION.part));
    Experiment { clicks, ..in_world(&movielens::genres::DECLARATION, &rankers) }
}

fn changing() -> Experiment {
    let rankers = [
        &cascade::ucb1::DECLARATION,
        &cascade::discounted_ucb::DECLARATION,
        &cascade::sliding_window_ucb::DECLARATION,
        &cascade::thompson::DECLARATION,
    ];
    let mut experiment = in_world(&gap::DECLARATION, &rankers);
    experiment.horizon = 40_000;
    experiment.world.parameters.set(&change::CHANGE, Value::Choice(change::BREAKPOINTS.to_owned()));
    experiment.world.parameters.set(&change::SEGMENT, Value::Number(20_000.0));
    experiment
}
