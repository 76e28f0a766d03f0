//! Probabilities of choices that several agents make in the same way.

use super::{Agent, View, first_largest, is_largest, share_among_largest};
use crate::probabilities::ActionProbabilities;

/// Of [`largest`](super::largest): equal scores share.
pub fn largest_chances(scores: &[f64]) -> ActionProbabilities {
    let mut values = vec![0.0; scores.len()];
    share_among_largest(scores, 1.0, &mut values);
    ActionProbabilities::exact(values)
}

/// Of [`largest_then`](super::largest_then): of equal scores, those that are finer, which share.
pub fn largest_then_chances(scores: &[f64], mut finer: impl FnMut(usize) -> f64) -> ActionProbabilities {
    let best = scores.get(first_largest(scores)).copied().unwrap_or(f64::NAN);
    let tied: Vec<usize> = (0..scores.len()).filter(|index| is_largest(scores[*index], best)).collect();
    if tied.len() < 2 {
        return largest_chances(scores);
    }
    let found: Vec<f64> = tied.iter().map(|index| finer(*index)).collect();
    let mut values = vec![0.0; scores.len()];
    for (index, value) in tied.iter().zip(largest_chances(&found).values) {
        values[*index] = value;
    }
    ActionProbabilities::exact(values)
}

/// Of an agent whose choice has no distribution that could be computed: copies of it are asked.
pub fn by_asking<A: Agent + Clone>(agent: &A, view: &View<'_>) -> ActionProbabilities {
    ActionProbabilities::of_draws(view.items.len(), |stream| agent.clone().choose(view, stream))
}
