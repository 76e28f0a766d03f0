//! How much of what trials came to is explained by each parameter alone.

use serde::{Deserialize, Serialize};

use super::{Domain, Study};
use crate::math::sorting::sort_indexes;

/// Groups of a range, of equal size.
const GROUPS: usize = 4;

/// Fewest trials that say anything.
const FEWEST: usize = 8;

/// The importance of a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// Name of the parameter.
    pub parameter: String,
    /// The share of the variance of the trials' scores that is explained by putting the trials into groups by this parameter alone,
    /// corrected for chance (epsilon squared, Kelley 1935): 0 where the groups differ by no more than chance.
    pub explained: f64,
    /// Number of trials.
    pub trials: usize,
    /// Number of groups: the options that were tried, or four of equal size of a range.
    pub groups: usize,
}

/// The importance of every parameter, in the order of the space: over the trials of the largest bracket after its first rung, which
/// all of them have run for as many rounds. No interactions are seen: what two parameters explain together is not here. Empty for fewer
/// than 8 trials.
pub fn importance(study: &Study) -> Vec<Importance> {
    let brackets = study.brackets().iter().enumerate();
    let largest =
        brackets.max_by_key(|(place, bracket)| (bracket.rungs[0].trials, std::cmp::Reverse(*place)));
    let largest = largest.map(|(place, _)| place);
    let trials = study.state().trials.iter().enumerate();
    let known = trials.filter(|(_, trial)| Some(trial.bracket) == largest);
    let known: Vec<(usize, f64)> =
        known.filter_map(|(index, _)| Some((index, study.mean(index, 0)?))).collect();
    if known.len() < FEWEST {
        return Vec::new();
    }
    let scores: Vec<f64> = known.iter().map(|(_, score)| *score).collect();
    let dimensions = study.spec().space.dimensions.iter().enumerate();
    let of = |(place, dimension): (usize, &super::Dimension)| {
        let coordinate = |(trial, _): &(usize, f64)| {
            dimension.domain.coordinate(&study.state().trials[*trial].setting[place]).unwrap_or_default()
        };
        let groups = grouped(&dimension.domain, &known.iter().map(coordinate).collect::<Vec<f64>>());
        Importance {
            parameter: dimension.name.clone(),
            explained: explained(&scores, &groups),
            trials: scores.len(),
            groups: groups.iter().max().map_or(0, |last| last + 1),
        }
    };
    dimensions.map(of).collect()
}

/// The group of each trial, from 0 on: equal values are in one group.
fn grouped(domain: &Domain, coordinates: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..coordinates.len()).collect();
    sort_indexes(&mut order, &|one, other| coordinates[one].total_cmp(&coordinates[other]));
    let mut groups = vec![0; coordinates.len()];
    let (mut group, mut wanted) = (0, 0);
    for (rank, place) in order.iter().enumerate() {
        let differs = rank > 0 && coordinates[*place] != coordinates[order[rank - 1]];
        let due = match domain {
            Domain::Options { .. } => rank,
            Domain::Range { .. } => rank * GROUPS / coordinates.len(),
        };
        if differs && due > wanted {
            (group, wanted) = (group + 1, due);
        }
        groups[*place] = group;
    }
    groups
}

/// 1 - (SS_within / (n - k)) / (SS_total / (n - 1)), at least 0; 0 where nothing varies or each trial is a group.
fn explained(scores: &[f64], groups: &[usize]) -> f64 {
    let count = groups.iter().max().map_or(0, |last| last + 1);
    let total = squares(scores);
    let within: f64 = (0..count)
        .map(|group| {
            let inside = scores.iter().zip(groups).filter(|(_, of)| **of == group);
            squares(&inside.map(|(score, _)| *score).collect::<Vec<f64>>())
        })
        .sum();
    let (n, k) = (scores.len() as f64, count as f64);
    let share = 1.0 - (within / (n - k)) / (total / (n - 1.0));
    if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
}

fn squares(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean) * (value - mean)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_a_range_are_equal_and_keep_equal_values_together() {
        let range = Domain::Range { low: 0.0, high: 9.0, log: false, whole: false };
        assert_eq!(grouped(&range, &[8.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), [3, 0, 0, 1, 1, 2, 2, 3]);
        assert_eq!(grouped(&range, &[1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 4.0]), [0, 0, 0, 0, 0, 1, 2, 2]);
        let options = Domain::Options { values: vec![] };
        assert_eq!(grouped(&options, &[2.0, 0.0, 2.0, 0.0, 5.0]), [1, 0, 1, 0, 2]);
    }

    #[test]
    fn explained_by_hand() {
        // Groups 1, 3 and 5, 7: within 2 + 2 of 20, so 1 - (4 / 2) / (20 / 3).
        assert!((explained(&[1.0, 3.0, 5.0, 7.0], &[0, 0, 1, 1]) - 0.7).abs() < 1e-15);
        assert_eq!(explained(&[1.0, 3.0, 1.0, 3.0], &[0, 0, 1, 1]), 0.0);
        assert_eq!(explained(&[2.0, 2.0, 2.0], &[0, 1, 1]), 0.0);
        assert_eq!(explained(&[1.0, 2.0], &[0, 1]), 0.0, "each a group of its own");
    }
}
