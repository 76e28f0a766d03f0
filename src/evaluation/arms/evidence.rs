//! What the estimators of single actions are given: a log, the policy to be evaluated, and what is predicted.

use crate::descriptor::Values;
use crate::evaluation::models::{CrossFitted, RewardLearner};
use crate::evaluation::need::Unavailable;
use crate::evaluation::tables::{ActionTable, Recorded};
use crate::interactions::InteractionLog;

/// A log of single actions beside the policy that is evaluated on it.
///
/// What most estimators need is computed once, in columns: see the fields. Rows whose reward is not known are left out; the
/// columns hold the others in order, and [`ArmEvidence::rows`] says which they are.
pub struct ArmEvidence<'a> {
    /// The log.
    pub log: &'a InteractionLog,
    /// The policy that is evaluated: pi(a | x).
    pub policy: &'a dyn ActionTable,
    /// The policy that wrote the log: b(a | x), where it is known or estimated for all arms.
    pub behavior: Option<&'a dyn ActionTable>,
    /// Predicted rewards q(x, a).
    pub model: Option<&'a dyn ActionTable>,
    /// How a reward model is fitted with other weights.
    pub learner: Option<(&'a RewardLearner, &'a Values)>,
    /// The category of each arm of the log's schema.
    pub categories: &'a [u32],
    /// Row of the log behind each entry of the columns.
    pub rows: Vec<u32>,
    /// Place of the logged action among the arms on offer.
    pub places: Vec<u32>,
    /// r, the logged reward.
    pub rewards: Vec<f64>,
    /// pi(a | x) of the logged action.
    pub chances: Vec<f64>,
    /// p, the probability of the logged action under the log's policy; empty where it is not known of every row.
    pub propensities: Vec<f64>,
    /// w = pi(a | x) / p; empty where p is not known.
    pub weights: Vec<f64>,
    /// q(x, a) of the logged action; empty without a model.
    pub predicted: Vec<f64>,
    /// The mean of q(x, a) over the actions of the evaluated policy; empty without a model.
    pub baselines: Vec<f64>,
}

/// What is known besides log and policy.
#[derive(Clone, Copy, Default)]
pub struct Known<'a> {
    /// Probabilities of the log's policy that take the place of the recorded ones: estimated from the log.
    pub behavior: Option<&'a dyn ActionTable>,
    /// Predicted rewards.
    pub model: Option<&'a dyn ActionTable>,
    /// How a reward model is fitted with other weights.
    pub learner: Option<(&'a RewardLearner, &'a Values)>,
    /// The category of each arm; empty where there are none.
    pub categories: &'a [u32],
}

impl<'a> ArmEvidence<'a> {
    /// Computes the columns. Each row of the policy, and of what is known, has as many numbers as arms on offer.
    ///
    /// # Errors
    /// A log without any row of which the reward is known, and one of slates.
    ///
    /// # Panics
    /// Where a row of a table is shorter than that.
    pub fn new(
        log: &'a InteractionLog,
        recorded: &'a Recorded<'a>,
        policy: &'a dyn ActionTable,
        known: Known<'a>,
    ) -> Result<ArmEvidence<'a>, Unavailable> {
        if log.schema().has_slates() {
            return Err(Unavailable::OtherLog {
                estimator: "this evaluation".to_owned(),
                family: "single actions".to_owned(),
            });
        }
        let rows: Vec<u32> =
            (0..log.len() as u32).filter(|row| !log.rewards()[*row as usize].is_nan()).collect();
        if rows.is_empty() {
            return Err(Unavailable::NoRows);
        }
        let all_recorded = rows.iter().all(|row| !log.arm_probabilities(*row as usize).is_empty());
        let behavior: Option<&dyn ActionTable> =
            known.behavior.or_else(|| all_recorded.then_some(recorded as &dyn ActionTable));
        let mut evidence = ArmEvidence {
            log,
            policy,
            behavior,
            model: known.model,
            learner: known.learner,
            categories: known.categories,
            places: Vec::with_capacity(rows.len()),
            rewards: rows.iter().map(|row| log.rewards()[*row as usize]).collect(),
            chances: Vec::with_capacity(rows.len()),
            propensities: Vec::with_capacity(rows.len()),
            weights: Vec::new(),
            predicted: Vec::new(),
            baselines: Vec::new(),
            rows,
        };
        evidence.fill(known.behavior);
        Ok(evidence)
    }

    fn fill(&mut self, estimated: Option<&dyn ActionTable>) {
        let (mut scratch, mut other) = (Vec::new(), Vec::new());
        let mut has_propensities = true;
        for row in &self.rows {
            let row = *row as usize;
            let action = self.log.actions_of(row)[0];
            // What is in a log was on offer.
            let place = self.log.offered(row).place(action).unwrap_or(0);
            let policy = self.policy.row(row, &mut scratch);
            let propensity = match estimated {
                Some(table) => Some(table.row(row, &mut other)[place]),
                None => self
                    .log
                    .row_probability(row)
                    .or_else(|| self.log.arm_probabilities(row).get(place).copied()),
            };
            self.places.push(place as u32);
            self.chances.push(policy[place]);
            match propensity.filter(|propensity| *propensity > 0.0) {
                Some(propensity) => self.propensities.push(propensity),
                None => has_propensities = false,
            }
            if let Some(model) = self.model {
                let predicted = model.row(row, &mut other);
                self.predicted.push(predicted[place]);
                self.baselines.push(baseline(policy, predicted));
            }
        }
        if has_propensities {
            let both = self.chances.iter().zip(&self.propensities);
            self.weights = both.map(|(chance, propensity)| chance / propensity).collect();
        } else {
            self.propensities = Vec::new();
        }
    }

    /// Number of rows in the columns.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none, which [`ArmEvidence::new`] does not allow.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Calls `each` with every entry's number, the policy's probabilities, the log policy's and the predictions of its row; those
    /// that are not known are empty.
    pub fn for_each_row(&self, mut each: impl FnMut(usize, &[f64], &[f64], &[f64])) {
        let (mut one, mut two, mut three) = (Vec::new(), Vec::new(), Vec::new());
        for (index, row) in self.rows.iter().enumerate() {
            let row = *row as usize;
            let policy = self.policy.row(row, &mut one);
            let behavior = self.behavior.map_or(&[][..], |table| table.row(row, &mut two));
            let predicted = self.model.map_or(&[][..], |table| table.row(row, &mut three));
            each(index, policy, behavior, predicted);
        }
    }

    /// What a model predicts that is fitted with these weights, one an entry; none where there is no model that can be fitted.
    ///
    /// # Errors
    /// Rewards that the model can't have.
    pub fn refitted(&self, weights: &[f64]) -> Result<Option<Predictions>, Unavailable> {
        let Some((learner, values)) = self.learner else { return Ok(None) };
        let model = CrossFitted::fit(learner, values, self.log, Some((&self.rows, weights)))?;
        let (mut scratch, mut other) = (Vec::new(), Vec::new());
        let mut predictions = Predictions::default();
        for (row, place) in self.rows.iter().zip(&self.places) {
            let predicted = model.row(*row as usize, &mut scratch);
            let policy = self.policy.row(*row as usize, &mut other);
            predictions.of_actions.push(predicted[*place as usize]);
            predictions.of_policy.push(baseline(policy, predicted));
        }
        Ok(Some(predictions))
    }
}

/// What a reward model predicts, one number an entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Predictions {
    /// Of the logged action.
    pub of_actions: Vec<f64>,
    /// The mean over the actions of the evaluated policy.
    pub of_policy: Vec<f64>,
}

/// The mean prediction over a policy's actions, whose probabilities need not add up to 1 to the last digit.
fn baseline(policy: &[f64], predicted: &[f64]) -> f64 {
    let (mut sum, mut total) = (0.0, 0.0);
    for (probability, predicted) in policy.iter().zip(predicted) {
        sum += probability * predicted;
        total += probability;
    }
    sum / total
}
