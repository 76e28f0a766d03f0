//! What a story claims of its outcome, as data.

use crate::metrics::{Metric, REGRET};

/// That one policy is better than others by a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    /// What is claimed, in a sentence.
    pub sentence: &'static str,
    /// What is compared; the metric itself says whether less of it is better.
    pub metric: &'static Metric,
    /// Who is better.
    pub better: Side,
    /// Than each of these.
    pub than: &'static [Side],
    /// How many times as good at least: 1 is just better.
    pub factor: f64,
}

/// A policy in some of the rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// The policy's place in the experiment.
    pub policy: usize,
    /// The rounds.
    pub rounds: Rounds,
}

/// Some of the rounds of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounds {
    /// All of them.
    All,
    /// Up to and with this one.
    UpTo(u64),
    /// After this one.
    After(u64),
}

/// The policy of that place in the experiment, in all rounds.
pub const fn policy(policy: usize) -> Side {
    Side { policy, rounds: Rounds::All }
}

impl Side {
    /// The same policy up to and with this round.
    pub const fn up_to(self, round: u64) -> Side {
        Side { rounds: Rounds::UpTo(round), ..self }
    }

    /// The same policy after this round.
    pub const fn after(self, round: u64) -> Side {
        Side { rounds: Rounds::After(round), ..self }
    }
}

impl Claim {
    /// That the first has less regret than each of the others.
    pub const fn misses_less(better: Side, than: &'static [Side], sentence: &'static str) -> Claim {
        Claim { sentence, metric: &REGRET, better, than, factor: 1.0 }
    }

    /// The same by another metric.
    pub const fn by(self, metric: &'static Metric) -> Claim {
        Claim { metric, ..self }
    }

    /// The same, and so many times as good at least.
    pub const fn times(self, factor: f64) -> Claim {
        Claim { factor, ..self }
    }
}
