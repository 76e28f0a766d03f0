//! What a practitioner looks at before an estimate: how far the log covers what the policy does.

use super::arms::ArmEvidence;
use super::terms::moments;
use crate::math::sorting::sort_indexes;
use serde::{Deserialize, Serialize};

/// Weights above this are called large.
pub const LARGE: f64 = 10.0;

/// The share of actions that were taken for certain from which on a log says next to nothing of others.
const CERTAIN: f64 = 0.9;

/// How many of the largest weights are listed.
const LISTED: usize = 10;

/// The shares of the weights below the listed quantiles.
pub const QUANTILES: [f64; 7] = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0];

/// How well the log covers a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overlap {
    /// No logged action is one of the policy's.
    None,
    /// The effective sample size is at most 5 % of the rows.
    Weak,
    /// It is at most 30 %.
    Thin,
    /// It is more.
    Good,
}

/// Weights in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightSummary {
    /// How many there are.
    pub rows: usize,
    /// Kish's effective sample size: the squared sum of the weights over the sum of their squares.
    pub effective_rows: f64,
    /// Their mean, which is 1 up to chance where the probabilities are those of the policy that chose.
    pub mean: f64,
    /// Standard error of the mean.
    pub mean_error: f64,
    /// Their quantiles at [`QUANTILES`].
    pub quantiles: [f64; 7],
    /// The largest, with the place of each, the largest first.
    pub largest: Vec<(usize, f64)>,
    /// How many are above [`LARGE`].
    pub large: usize,
    /// The share of the sum that these have.
    pub share_of_large: f64,
    /// How many are 0.
    pub zeros: usize,
    /// The others on a logarithmic axis: lower end of each bin, four bins a power of ten, and how many are in it.
    pub histogram: Vec<(f64, usize)>,
}

impl WeightSummary {
    /// Of these weights; none where there are none.
    pub fn of(weights: &[f64]) -> Option<WeightSummary> {
        if weights.is_empty() {
            return None;
        }
        let (sum, squares): (f64, f64) =
            weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
        let (mean, variance) = moments(weights);
        let mut sorted = weights.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| super::intervals::bootstrap::quantile(&sorted, share).unwrap_or(f64::NAN);
        let first_large = sorted.partition_point(|w| *w <= LARGE);
        let smallest_listed = sorted[sorted.len().saturating_sub(LISTED)];
        let mut listed: Vec<usize> =
            (0..weights.len()).filter(|place| weights[*place] >= smallest_listed).collect();
        sort_indexes(&mut listed, &|one, other| weights[other].total_cmp(&weights[one]));
        listed.truncate(LISTED);
        Some(WeightSummary {
            rows: weights.len(),
            effective_rows: if squares > 0.0 { sum * sum / squares } else { 0.0 },
            mean,
            mean_error: (variance / weights.len() as f64).sqrt(),
            quantiles: QUANTILES.map(at),
            largest: listed.into_iter().map(|place| (place, weights[place])).collect(),
            large: sorted.len() - first_large,
            share_of_large: if sum > 0.0 { sorted[first_large..].iter().sum::<f64>() / sum } else { 0.0 },
            zeros: sorted.partition_point(|w| *w <= 0.0),
            histogram: histogram(&sorted),
        })
    }

    /// How well the log covers the policy.
    pub fn overlap(&self) -> Overlap {
        match self.effective_rows / self.rows as f64 {
            0.0 => Overlap::None,
            share if share > 0.3 => Overlap::Good,
            share if share > 0.05 => Overlap::Thin,
            _ => Overlap::Weak,
        }
    }

    /// How many standard errors the mean is from 1; 0 where it is 1 but for rounding.
    pub fn deviation(&self) -> f64 {
        if (self.mean - 1.0).abs() < 1e-9 { 0.0 } else { (self.mean - 1.0) / self.mean_error }
    }
}

/// Four bins a power of ten, from that of the smallest weight above 0 to that of the largest.
fn histogram(sorted: &[f64]) -> Vec<(f64, usize)> {
    let positive = &sorted[sorted.partition_point(|w| *w <= 0.0)..];
    let (Some(first), Some(last)) = (positive.first(), positive.last()) else { return Vec::new() };
    let bin = |w: f64| (4.0 * libm::log10(w)).floor() as i32;
    let edge = |bin: i32| libm::pow(10.0, f64::from(bin) / 4.0);
    let mut bins: Vec<(f64, usize)> = (bin(*first)..=bin(*last)).map(|bin| (edge(bin), 0)).collect();
    for w in positive {
        if let Some((_, count)) = bins.get_mut((bin(*w) - bin(*first)) as usize) {
            *count += 1;
        }
    }
    bins
}

/// How often an arm is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ArmOverlap {
    /// Rows in which the log chose it.
    pub rows: usize,
    /// Their share of all rows.
    pub logged: f64,
    /// The share of the rows in which the policy would have chosen it, on average.
    pub policy: f64,
}

/// What is to be known of a log of single actions before a policy is evaluated on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagnostics {
    /// Rows with a known reward.
    pub rows: usize,
    /// Rows that are left out, since their reward is not known.
    pub left_out: usize,
    /// Of the weights; none where probabilities are not known.
    pub weights: Option<WeightSummary>,
    /// Arm by arm.
    pub arms: Vec<ArmOverlap>,
    /// Share of the policy's choices on arms that the log never chose.
    pub uncovered: f64,
    /// Rows whose logged action the policy takes for certain.
    pub matches: usize,
    /// Whether the log's policy chose at least nine in ten actions for certain, as one does that only breaks ties at random.
    pub is_deterministic: bool,
    /// Whether it chose every action with the same probability among as many, as one does that is uniform.
    pub is_uniform: bool,
    /// Whether it learned; none where that is not known.
    pub learned: Option<bool>,
}

/// Looks at the evidence.
pub fn diagnose(evidence: &ArmEvidence<'_>) -> Diagnostics {
    let arms = evidence.log.schema().arms.len();
    let (mut counts, mut shares) = (vec![0_usize; arms], vec![0.0; arms]);
    let rows = evidence.len();
    evidence.for_each_row(|index, policy, _, _| {
        let offered = evidence.log.offered(evidence.rows[index] as usize);
        counts[offered.arm(evidence.places[index] as usize) as usize] += 1;
        for (place, chance) in policy.iter().enumerate() {
            shares[offered.arm(place) as usize] += chance / rows as f64;
        }
    });
    let of_arm = |(count, share): (&usize, &f64)| ArmOverlap {
        rows: *count,
        logged: *count as f64 / rows as f64,
        policy: *share,
    };
    let arms: Vec<ArmOverlap> = counts.iter().zip(&shares).map(of_arm).collect();
    let uniform = |(propensity, row): (&f64, &u32)| {
        (propensity * evidence.log.offered(*row as usize).count() as f64 - 1.0).abs() < 1e-6
    };
    let known = !evidence.propensities.is_empty();
    let certain = evidence.propensities.iter().filter(|propensity| **propensity > 1.0 - 1e-9).count();
    Diagnostics {
        rows,
        left_out: evidence.log.len() - rows,
        weights: WeightSummary::of(&evidence.weights),
        uncovered: arms.iter().filter(|arm| arm.rows == 0).map(|arm| arm.policy).sum(),
        arms,
        matches: evidence.chances.iter().filter(|chance| **chance == 1.0).count(),
        is_deterministic: known && certain as f64 >= CERTAIN * rows as f64,
        is_uniform: known && evidence.propensities.iter().zip(&evidence.rows).all(uniform),
        learned: evidence.log.schema().learned,
    }
}
