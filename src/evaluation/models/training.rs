//! The rows that models are fitted on, and their folds.

use super::design::Design;
use crate::descriptor::{Kind, Parameter, Scale, words};
use crate::interactions::InteractionLog;
use crate::math::random::{IndexedRandom, RngStream};

/// Number of folds.
pub static FOLDS: Parameter = Parameter {
    name: "folds",
    title: words("Folds"),
    kind: Kind::Integer { minimum: 2, maximum: 20, default: 5, scale: Scale::Linear },
    unit: "",
    help: words("Each fold of the rows is predicted by a model that was fitted on the other folds."),
};

/// The folds of a log's rows. Rows of one group (a user, a store) are in one fold, since they resemble each other.
#[derive(Debug, Clone, Copy)]
pub struct Folds {
    coins: IndexedRandom,
    count: usize,
}

impl Folds {
    pub fn new(count: usize) -> Folds {
        Folds { coins: IndexedRandom::new(RngStream::new(0, 0, "folds of reward models").bits()), count }
    }

    /// The fold of a row.
    pub fn of(&self, log: &InteractionLog, row: usize) -> usize {
        let index = log.group(row).map_or(row as u64, u64::from);
        (self.coins.bits(index) % self.count as u64) as usize
    }
}

/// The rows that models are fitted on.
pub struct Training<'a> {
    pub log: &'a InteractionLog,
    pub design: Design,
    pub folds: Folds,
    /// Rows with a known reward, and a weight for each; all weigh the same where there are none.
    pub rows: &'a [u32],
    pub weights: Option<(&'a [f64], f64)>,
}

impl Training<'_> {
    /// Number of folds.
    pub fn fold_count(&self) -> usize {
        self.folds.count
    }

    /// Calls `each` with every row's fold, model, features, reward and weight; rows that weigh nothing are left out.
    pub fn for_each(&self, mut each: impl FnMut(usize, usize, &[f64], f64, f64)) {
        let mut features = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let weight = self.weights.map_or(1.0, |(weights, scale)| weights[index] * scale);
            if weight > 0.0 {
                let row = *row as usize;
                let action = self.log.actions_of(row)[0];
                let place = self.log.offered(row).place(action).unwrap_or(0);
                features.clear();
                self.design.write(self.log, row, place, &mut features);
                let reward = self.log.rewards()[row];
                each(self.folds.of(self.log, row), self.design.model(action), &features, reward, weight);
            }
        }
    }

    /// The mean reward without each fold, weighted; 0 where there is none.
    pub fn means(&self) -> Vec<f64> {
        let mut sums = vec![(0.0, 0.0); self.folds.count];
        self.for_each(|fold, _, _, reward, weight| {
            for (other, (sum, total)) in sums.iter_mut().enumerate() {
                if other != fold {
                    *sum += weight * reward;
                    *total += weight;
                }
            }
        });
        sums.into_iter().map(|(sum, total)| if total > 0.0 { sum / total } else { 0.0 }).collect()
    }
}

/// What a fit found, fold by fold: where every prediction begins, and the coefficients of every model.
pub struct Fitted {
    /// One a fold.
    pub offsets: Vec<f64>,
    /// Row-major folds x models x features.
    pub coefficients: Vec<f64>,
}

/// 1 / (1 + e^-x).
pub fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}
