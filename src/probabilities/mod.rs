//! With which probability a policy takes each action, in the state that it is in.
//!
//! A policy that draws from a distribution knows it exactly. One that takes the largest of independent draws (posterior
//! sampling with independent arms) is integrated numerically: see [`largest_of`]. Where draws depend on each other or
//! have no distribution function, [`ActionProbabilities::of_draws`] draws a stated number of times and says how far
//! its answer may be off.

mod largest;
mod variates;

pub use largest::{largest_line, largest_of};
pub use variates::{BetaLogOdds, Gumbel, Normal, Variate};

use serde::{Deserialize, Serialize};

use crate::math::random::RngStream;

/// How often is drawn where probabilities can't be computed: the standard error is then at most 1/128.
pub const DRAWS: u32 = 4_096;

/// The probability of each action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionProbabilities {
    /// One probability an action, which add up to 1.
    pub values: Vec<f64>,
    /// How far a value may be off: the largest standard error where they come from draws, the residual of the
    /// integration where they are integrated, 0 where they are exact but for rounding.
    pub error: f64,
}

impl ActionProbabilities {
    /// Probabilities that are known.
    pub fn exact(values: Vec<f64>) -> ActionProbabilities {
        ActionProbabilities { values, error: 0.0 }
    }

    /// The same probability for each of `count` actions, at least one.
    pub fn even(count: usize) -> ActionProbabilities {
        ActionProbabilities::exact(vec![1.0 / count as f64; count])
    }

    /// One action for certain.
    pub fn certain(action: usize, count: usize) -> ActionProbabilities {
        let value = |index| if index == action { 1.0 } else { 0.0 };
        ActionProbabilities::exact((0..count).map(value).collect())
    }

    /// With probability `epsilon` any action, else by these probabilities.
    pub fn or_any(self, epsilon: f64) -> ActionProbabilities {
        let even = epsilon / self.values.len() as f64;
        ActionProbabilities {
            values: self.values.iter().map(|value| (1.0 - epsilon) * value + even).collect(),
            error: (1.0 - epsilon) * self.error,
        }
    }

    /// What `draw` gives in [`DRAWS`] draws, from a stream that nothing else draws from.
    pub fn of_draws(count: usize, mut draw: impl FnMut(&mut RngStream) -> usize) -> ActionProbabilities {
        let mut stream = RngStream::new(0, 0, "probabilities of actions");
        let mut counts = vec![0.0; count];
        for _ in 0..DRAWS {
            if let Some(count) = counts.get_mut(draw(&mut stream)) {
                *count += 1.0;
            }
        }
        let draws = f64::from(DRAWS);
        // An action that was never drawn may still have a chance: as if each was drawn and not drawn once more.
        let variance =
            |count: &f64| (count + 1.0) * (draws - count + 1.0) / ((draws + 2.0) * (draws + 2.0) * draws);
        let error = counts.iter().map(variance).fold(0.0, f64::max).sqrt();
        ActionProbabilities { values: counts.iter().map(|count| count / draws).collect(), error }
    }

    /// The average of several policies' probabilities of `count` actions with these weights, which add up to 1.
    pub fn average(
        count: usize,
        parts: impl IntoIterator<Item = (f64, ActionProbabilities)>,
    ) -> ActionProbabilities {
        let mut all = ActionProbabilities::exact(vec![0.0; count]);
        for (weight, part) in parts {
            crate::math::vector::add_scaled(&mut all.values, &part.values, weight);
            all.error += weight * part.error;
        }
        all
    }
}
