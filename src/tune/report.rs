//! Whether the winner is really better, and how much of its score was luck.

use super::{HeldOut, Study};
use crate::descriptor::Value;
use crate::results::significance::holm;
use crate::runs::{Comparison, compare_pairs};

/// A contestant on seeds that no trial has seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Index of the trial; none for the policy as the experiment has it.
    pub trial: Option<usize>,
    /// One value a parameter, in the order of the space.
    pub setting: Vec<Value>,
    /// The metric under each tuning seed after the last round; of a runner-up that was stopped after the last one it ran.
    pub tuning: Vec<f64>,
    /// Rounds after which that was.
    pub rounds: u64,
    /// The metric under each held-out seed after the last round.
    pub held_out: Vec<f64>,
}

/// The winner held against another one on the held-out seeds.
#[derive(Debug, Clone, PartialEq)]
pub struct Against {
    /// The other one.
    pub other: Standing,
    /// Winner minus other, seed by seed, corrected for both comparisons (Holm).
    pub comparison: Comparison,
}

/// How much better the winner looked in the search than it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Luck {
    /// Its mean over the tuning seeds minus its mean over the held-out seeds, where more is better; the other way round where less is:
    /// above zero it looked better than it is.
    pub optimism: f64,
    /// By how much it was better than the default on the tuning seeds.
    pub gain_in_search: f64,
    /// By how much it is better than the default on the held-out seeds.
    pub gain_held_out: f64,
}

impl Luck {
    /// What of the gain in the search is not there on held-out seeds. Seeds that are harder than others are so for both, and cancel.
    pub fn lost(&self) -> f64 {
        self.gain_in_search - self.gain_held_out
    }
}

/// The outcome of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The trial with the best mean over the tuning seeds among those that ran for all rounds.
    pub winner: Standing,
    /// The winner against the policy as the experiment has it.
    pub against_default: Against,
    /// The winner against the best trial with another setting; none where there is no other.
    pub against_runner_up: Option<Against>,
    /// How lucky the search was.
    pub luck: Luck,
}

/// The outcome of a study; none before it is through.
pub fn report(study: &Study) -> Option<Report> {
    if !study.is_done() {
        return None;
    }
    let (spec, metric) = (study.spec(), study.metric());
    let seeds = spec.seeds as usize;
    let standing = |held: &HeldOut| {
        let (rung, _) = study.latest(held.trial)?;
        Some(Standing {
            trial: Some(held.trial),
            setting: study.state().trials.get(held.trial)?.setting.clone(),
            tuning: study.scores(held.trial, rung)?,
            rounds: study.rounds_of(held.trial, rung),
            held_out: held.scores.iter().copied().collect::<Option<_>>()?,
        })
    };
    let mut contestants = study.state().held_out.iter().map(standing);
    let winner = contestants.next()??;
    let scores: Vec<f64> = study.state().baseline.iter().copied().collect::<Option<_>>()?;
    let default = Standing {
        trial: None,
        setting: spec.baseline().ok()?,
        tuning: scores[..seeds].to_vec(),
        rounds: spec.experiment.horizon,
        held_out: scores[seeds..].to_vec(),
    };
    let against = |other: Standing| {
        let comparison = compare_pairs(metric, &winner.held_out, &other.held_out)?;
        Some(Against { other, comparison })
    };
    let mut against_default = against(default)?;
    let mut against_runner_up = match contestants.next() {
        Some(other) => Some(against(other?)?),
        None => None,
    };
    if let Some(against_runner_up) = &mut against_runner_up {
        let both = [&mut against_default.comparison, &mut against_runner_up.comparison];
        let corrected = holm(&both.each_ref().map(|comparison| comparison.test.p));
        for (comparison, corrected) in both.into_iter().zip(corrected) {
            (comparison.corrected_p, comparison.together) = (corrected, 2);
        }
    }
    let better = |one: f64, other: f64| if metric.lower_is_better { other - one } else { one - other };
    let (searched, held_out) = (mean(&winner.tuning), mean(&winner.held_out));
    let luck = Luck {
        optimism: better(searched, held_out),
        gain_in_search: better(searched, mean(&against_default.other.tuning)),
        gain_held_out: better(held_out, mean(&against_default.other.held_out)),
    };
    Some(Report { winner, against_default, against_runner_up, luck })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
