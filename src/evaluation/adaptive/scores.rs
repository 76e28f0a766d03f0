//! Doubly robust scores that look only back.

use crate::evaluation::arms::ArmEvidence;

/// The mean reward of each arm so far: what is predicted before a reward is known. An arm without rewards is predicted the mean of
/// all.
#[derive(Debug, Clone)]
pub struct RunningMeans {
    sums: Vec<(f64, f64)>,
    all: (f64, f64),
}

impl RunningMeans {
    /// No rewards yet.
    pub fn new(arms: usize) -> RunningMeans {
        RunningMeans { sums: vec![(0.0, 0.0); arms], all: (0.0, 0.0) }
    }

    /// The prediction for an arm; 0 before the first reward.
    pub fn of(&self, arm: usize) -> f64 {
        let (sum, count) = if self.sums[arm].1 > 0.0 { self.sums[arm] } else { self.all };
        if count > 0.0 { sum / count } else { 0.0 }
    }

    /// Adds a reward.
    pub fn learn(&mut self, arm: usize, reward: f64) {
        for (sum, count) in [&mut self.sums[arm], &mut self.all] {
            *sum += reward;
            *count += 1.0;
        }
    }
}

/// The score of each row: the mean prediction over the policy's actions, plus w times what the logged reward differs from its
/// prediction, by the means of earlier rows.
pub fn scores(evidence: &ArmEvidence<'_>) -> Vec<f64> {
    let mut means = RunningMeans::new(evidence.log.schema().arms.len());
    let mut scores = Vec::with_capacity(evidence.len());
    evidence.for_each_row(|index, policy, _, _| {
        let offered = evidence.log.offered(evidence.rows[index] as usize);
        let chosen = offered.arm(evidence.places[index] as usize) as usize;
        let (mut expected, mut total) = (0.0, 0.0);
        for (place, chance) in policy.iter().enumerate() {
            expected += chance * means.of(offered.arm(place) as usize);
            total += chance;
        }
        let reward = evidence.rewards[index];
        scores.push(expected / total + evidence.weights[index] * (reward - means.of(chosen)));
        means.learn(chosen, reward);
    });
    scores
}

/// How much of what a row counted for is left a row later, in the mean variance of earlier rows.
const KEPT: f64 = 0.98;

/// About how large the variance of each row's score will be, up to a factor: the mean of w^2 over the actions of the log's policy,
/// sum pi^2 / b.
///
/// Where decisions have no context and the log has all probabilities, that of the row itself; a weight must not depend on the row's own
/// context, so elsewhere the recent mean of earlier rows, of which w^2 itself is an estimate where b is known for the logged action
/// only. 1 before the first row.
pub fn variances(evidence: &ArmEvidence<'_>, without_context: bool) -> Vec<f64> {
    let mut variances = Vec::with_capacity(evidence.len());
    let (mut sum, mut total) = (0.0, 0.0);
    evidence.for_each_row(|index, policy, behavior, _| {
        let square = |(chance, probability): (&f64, &f64)| {
            if *chance > 0.0 { chance * chance / probability.max(f64::MIN_POSITIVE) } else { 0.0 }
        };
        let weight = evidence.weights[index];
        let own: f64 =
            if behavior.is_empty() { weight * weight } else { policy.iter().zip(behavior).map(square).sum() };
        if without_context && !behavior.is_empty() {
            variances.push(own);
        } else {
            // As if a first row of a policy that is the same as the log's had been there.
            variances.push((sum + 1.0) / (total + 1.0));
        }
        sum = KEPT * sum + own;
        total = KEPT * total + 1.0;
    });
    variances
}
