//! What a policy is really worth in the rounds of a log that was recorded in a known environment.

use serde::{Deserialize, Serialize};

use super::tables::ActionTable;
use super::terms::moments;
use crate::environment::Round;
use crate::interactions::InteractionLog;
use crate::simulation::PreparedEnvironment;
use crate::simulation::arm_rounds::ArmRounds;
use crate::spec::Experiment;

/// The true value of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// The expected reward of a round, over the rounds of the log: as of endless runs of the policy in just these rounds.
    pub value: f64,
    /// How far as many other rounds of the environment may be from that: the standard error of the mean over rounds.
    pub standard_error: f64,
    /// What the best arm of every round is expected to earn.
    pub best: f64,
    /// Rows of the log.
    pub rows: usize,
}

/// Why the truth of a log can't be had from an environment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoTruth {
    /// It has slates.
    #[error("the true value is computed where single arms are chosen, and this experiment shows slates")]
    Slates,
    /// The log has no row.
    #[error("the log has no row")]
    NoRows,
    /// The log is of another environment, or another seed.
    #[error(
        "row {row} of the log (round {round}) has {what} than round {round} of this experiment under seed {seed}: take the experiment that was recorded, and the seed that it was recorded under"
    )]
    Another {
        /// The row, from 1.
        row: usize,
        /// The round.
        round: u64,
        /// What differs, with "another" or "other".
        what: &'static str,
        /// The seed.
        seed: u32,
    },
    /// Rounds must come in their order.
    #[error(
        "row {row} of the log goes back to round {round}: the true value is computed of logs in the order of their rounds"
    )]
    Backwards {
        /// The row, from 1.
        row: usize,
        /// The round.
        round: u64,
    },
}

/// The true value of a policy (its probabilities in every row) by the environment that the log was recorded in under this seed.
///
/// # Errors
/// A log that does not come from there.
pub fn truth(
    log: &InteractionLog,
    policy: &dyn ActionTable,
    experiment: &Experiment,
    environment: &PreparedEnvironment,
    seed: u32,
) -> Result<Truth, NoTruth> {
    let mut rounds = ArmRounds::new(experiment, environment, seed).ok_or(NoTruth::Slates)?;
    if log.schema().has_slates() {
        return Err(NoTruth::Slates);
    }
    let (mut scratch, mut values, mut best) = (Vec::new(), Vec::with_capacity(log.len()), 0.0);
    for row in 0..log.len() {
        let number = log.rounds()[row];
        if number < rounds.round().number || number == 0 {
            return Err(NoTruth::Backwards { row: row + 1, round: number });
        }
        while rounds.round().number < number {
            rounds.step();
        }
        let round = rounds.round();
        if let Some(what) = difference(log, row, round) {
            return Err(NoTruth::Another { row: row + 1, round: number, what, seed });
        }
        let chances = policy.row(row, &mut scratch);
        values.push(chances.iter().zip(&round.expectations).map(|(chance, mean)| chance * mean).sum());
        best += round.expectations.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    }
    if values.is_empty() {
        return Err(NoTruth::NoRows);
    }
    let (rows, (value, variance)) = (values.len(), moments(&values));
    let standard_error = (variance / rows as f64).sqrt();
    Ok(Truth { value, standard_error, best: best / rows as f64, rows })
}

/// What a row has that the round has not.
fn difference(log: &InteractionLog, row: usize, round: &Round) -> Option<&'static str> {
    let offered = log.offered(row);
    let arms = (0..offered.count()).map(|place| offered.arm(place));
    // Formats may keep contexts with fewer digits.
    let is_near = |(one, other): (&f64, &f64)| (one - other).abs() <= 1e-6 * one.abs().max(1.0);
    let context = log.context(row);
    if !arms.eq(round.items.iter().copied()) {
        Some("other arms on offer")
    } else if !context.is_empty()
        && (context.len() != round.context.len() || !context.iter().zip(&round.context).all(is_near))
    {
        Some("another context")
    } else {
        None
    }
}
