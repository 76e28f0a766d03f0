//! Rounds in which arms are drawn at random: those at the start of a run and, where a run is recorded with a share of exploration, any.

use crate::agent::{ActionInfo, Explanation, Reason};
use crate::environment::Round;
use crate::math::random::{IndexedRandom, RngStream};
#[cfg(policies)]
use crate::probabilities::ActionProbabilities;
use crate::spec::Experiment;

/// Where the coins of exploration begin among the coins of a seed: beyond those of any round's draw.
const COINS: u64 = 1 << 62;

/// What is drawn in the first rounds of a seed, the same for all policies. Each round's draw can be had without those before
/// it, so that a run that goes on later draws as one without a break.
#[derive(Debug, Clone, Copy, Default)]
pub struct WarmStart {
    rounds: u64,
    draws: IndexedRandom,
    /// Probability with which an arm is drawn in a later round.
    share: f64,
}

impl WarmStart {
    /// Of one seed of an experiment.
    pub fn new(experiment: &Experiment, seed: u32) -> WarmStart {
        let mut stream = RngStream::new(experiment.master_seed, seed, "warm_start");
        WarmStart {
            rounds: experiment.warm_start_rounds(),
            draws: IndexedRandom::new(stream.bits()),
            share: 0.0,
        }
    }

    /// Whether the arm of this round is drawn.
    pub fn draws(&self, round: &Round) -> bool {
        self.is_started_by(round) || self.share > 0.0 && self.draws.uniform(COINS + round.number) < self.share
    }

    fn is_started_by(&self, round: &Round) -> bool {
        // Rounds count from 1.
        round.number.saturating_sub(1) < self.rounds
    }

    /// From now on an arm is drawn with this probability in every round.
    #[cfg(policies)]
    pub fn explore(&mut self, share: f64) {
        self.share = share;
    }

    /// With which probability each arm of a round will be chosen, where these are the agent's own probabilities.
    #[cfg(policies)]
    pub fn probabilities(
        &self,
        round: &Round,
        own: impl FnOnce() -> ActionProbabilities,
    ) -> ActionProbabilities {
        match () {
            () if self.is_started_by(round) => ActionProbabilities::even(round.items.len()),
            () if self.share > 0.0 => own().or_any(self.share),
            () => own(),
        }
    }

    /// The index of the arm drawn in this round, with what is noted of it; none where agents choose.
    pub fn draw(&self, round: &Round) -> Option<(usize, ActionInfo)> {
        if !self.draws(round) {
            return None;
        }
        let arms = round.items.len();
        let chosen = (self.draws.uniform(2 * round.number) * arms as f64) as usize;
        let coin = self.draws.uniform(2 * round.number + 1);
        Some((chosen, ActionInfo { probability: 1.0 / arms as f64, coin, ..ActionInfo::default() }))
    }

    /// What an agent thinks of the arms of a round: where the arm was drawn, nothing of how it would have chosen.
    pub fn explanation(&self, round: &Round, of_agent: Explanation) -> Explanation {
        if !self.draws(round) {
            return of_agent;
        }
        let arms = round.items.len();
        Explanation {
            scores: Vec::new(),
            probabilities: vec![1.0 / arms as f64; arms],
            reason: Reason::WarmStart,
            drawing: None,
            ..of_agent
        }
    }
}
