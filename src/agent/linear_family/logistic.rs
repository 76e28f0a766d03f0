//! Logistic regressions with a normal distribution on each weight (Chapelle and Li 2011, An Empirical Evaluation of Thompson
//! Sampling, algorithm 3: Laplace's approximation, its precision matrix cut to the diagonal).
//!
//! Weights have means m and precisions q, at first 0 and lambda. After each batch m becomes the most probable weights, and
//! then q_i += sum of p (1 - p) x_i^2 with p = sigmoid(x' m). Rewards are scaled to [0, 1]; one between 0 and 1 counts as
//! that part of a success.

use super::logistic_fit::{Definition, Fit, Rows, sigmoid};
use crate::agent::linear::{Features, RewardModel, TIKHONOV};
use crate::agent::pending::Pending;
use crate::agent::without_context::UnitRewards;
use crate::agent::{BuildError, View};
use crate::descriptor::{Choice, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::math::vector::{dot, square_form};
use crate::probabilities::Normal;
use crate::state::{State, StateError, StateIo};

/// Option of [`DEFINITION`]: Open Bandit Pipeline's.
pub const OBP: &str = "obp";

const PAPER: &str = "chapelle_li";

/// What is learned from a reward, and how wide a sample is.
pub const DEFINITION: Parameter = Parameter {
    name: "definition",
    title: "Definition",
    kind: Kind::Choice {
        options: &[
            Choice { id: PAPER, title: "Chapelle and Li 2011" },
            Choice { id: OBP, title: "Open Bandit Pipeline" },
        ],
        default: PAPER,
    },
    unit: "",
    help: words(
        "Open Bandit Pipeline learns from successes only, lets precisions grow by another probability and samples with another width; with it one can repeat its results.",
    ),
};

/// Rounds that are learned at once.
pub const BATCH: Parameter = Parameter {
    name: "batch",
    title: "Batch size",
    kind: Kind::Integer { minimum: 1, maximum: 1_000, default: 1, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("How many rewards are collected before the agent learns from them."),
};

/// Logistic regressions of the arms.
#[derive(Clone)]
pub struct LogisticModels {
    features: Features,
    definition: Definition,
    unit: UnitRewards,
    /// m, q and 1 / q of each model, row-major models x features.
    means: Vec<f64>,
    precisions: Vec<f64>,
    variances: Vec<f64>,
    fit: Fit,
    batch: Batch,
}

/// The rounds that are not learned yet.
#[derive(Clone)]
struct Batch {
    size: usize,
    models: Vec<u32>,
    rows: Vec<f64>,
    rewards: Vec<f64>,
    /// Rows of one model.
    order: Vec<u32>,
}

impl LogisticModels {
    /// Models that have learned nothing.
    ///
    /// # Errors
    /// A shared model in an environment without arm features.
    pub fn new(agent: &'static str, values: &Values, shape: &Shape) -> Result<LogisticModels, BuildError> {
        let features = Features::new(agent, values, shape)?;
        let (count, dimension) = (features.model_count(shape), features.dimension());
        let definition = if values.chose(&DEFINITION, OBP) { Definition::Obp } else { Definition::Paper };
        let (precision, size) = (values.number(&TIKHONOV), values.count(&BATCH).max(1));
        Ok(LogisticModels {
            features,
            definition,
            unit: UnitRewards::new(shape),
            means: vec![0.0; count * dimension],
            precisions: vec![precision; count * dimension],
            variances: vec![1.0 / precision; count * dimension],
            fit: Fit::new(definition, dimension),
            batch: Batch {
                size,
                models: Vec::with_capacity(size),
                rows: Vec::with_capacity(size * dimension),
                rewards: Vec::with_capacity(size),
                order: Vec::with_capacity(size),
            },
        })
    }

    /// Bytes that they take.
    pub fn memory(values: &Values, shape: &Shape) -> u64 {
        Features::new("", values, shape).map_or(0, |features| {
            let (count, dimension) = (features.model_count(shape), features.dimension());
            let batch = values.count(&BATCH) as u64 * (8 * dimension as u64 + 16);
            24 * (count * dimension) as u64 + Fit::memory(dimension) + batch + Pending::memory(shape.items)
        })
    }

    /// Draws weights and writes the logarithm of the odds of a success of each offered arm under them, which the sigmoid
    /// makes a probability of; far out it makes 1 of different ones. A weight's standard deviation is alpha / sqrt(q), and
    /// alpha / q with Open Bandit Pipeline. `weights` holds a number for each feature.
    pub fn draw(
        &mut self,
        view: &View<'_>,
        alpha: f64,
        weights: &mut [f64],
        stream: &mut RngStream,
        samples: &mut [f64],
    ) {
        self.features.set_context(view);
        let dimension = weights.len();
        for (slot, sample) in samples.iter_mut().enumerate() {
            // Arms that share a model share its weights.
            let new_model = slot == 0 || !self.features.differ_by_arm();
            let (model, x) = self.features.of_arm(view, slot);
            if new_model {
                let range = model * dimension..(model + 1) * dimension;
                let (means, variances) = (&self.means[range.clone()], &self.variances[range]);
                stream.normals(weights);
                for ((weight, mean), variance) in weights.iter_mut().zip(means).zip(variances) {
                    let deviation = self.definition.deviation(*variance);
                    *weight = mean + alpha * deviation * *weight;
                }
            }
            *sample = dot(weights, x);
        }
    }

    /// What [`LogisticModels::draw`] draws for each arm; none where all arms share the weights that are drawn.
    pub fn independent_draws(&mut self, view: &View<'_>, alpha: f64) -> Option<Vec<Normal>> {
        if self.features.differ_by_arm() {
            return None;
        }
        self.features.set_context(view);
        let dimension = self.features.dimension();
        let draw = |slot| {
            let (model, x) = self.features.of_arm(view, slot);
            let range = model * dimension..(model + 1) * dimension;
            let variance: f64 = self.variances[range.clone()]
                .iter()
                .zip(x)
                .map(|(variance, entry)| {
                    let deviation = self.definition.deviation(*variance);
                    deviation * deviation * entry * entry
                })
                .sum();
            Normal { mean: dot(&self.means[range], x), deviation: alpha * variance.sqrt() }
        };
        Some((0..view.items.len()).map(draw).collect())
    }

    /// The reward that a logarithm of the odds of a success stands for.
    pub fn reward(&self, log_odds: f64) -> f64 {
        self.unit.reward(sigmoid(log_odds))
    }

    /// m and q of a model: what references compare.
    pub fn belief(&self, model: usize) -> (&[f64], &[f64]) {
        let range = model * self.dimension()..(model + 1) * self.dimension();
        (&self.means[range.clone()], &self.precisions[range])
    }

    /// Number of features.
    pub fn dimension(&self) -> usize {
        self.features.dimension()
    }

    fn learn_batch(&mut self) {
        const LEARNED: u32 = u32::MAX;
        let dimension = self.features.dimension();
        let Batch { models, rows, rewards, order, .. } = &mut self.batch;
        for first in 0..models.len() {
            let model = models[first];
            if model == LEARNED {
                continue;
            }
            order.clear();
            for (row, other) in models.iter_mut().enumerate().skip(first) {
                if *other == model {
                    order.push(row as u32);
                    *other = LEARNED;
                }
            }
            let range = model as usize * dimension..(model as usize + 1) * dimension;
            let (precisions, variances) =
                (&mut self.precisions[range.clone()], &mut self.variances[range.clone()]);
            let means = &mut self.means[range];
            let rows = Rows { x: rows, rewards, order };
            self.fit.learn(rows, precisions, variances, means);
            for (x, _) in rows.iter(dimension) {
                let curvature = self.definition.curvature(dot(x, means));
                for (precision, entry) in precisions.iter_mut().zip(x) {
                    *precision += curvature * entry * entry;
                }
            }
            for (variance, precision) in variances.iter_mut().zip(precisions) {
                *variance = 1.0 / *precision;
            }
        }
        models.clear();
        rows.clear();
        rewards.clear();
    }
}

impl State for LogisticModels {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let dimension = self.dimension();
        let LogisticModels {
            means,
            precisions,
            variances,
            batch,
            features: _,
            definition: _,
            unit: _,
            fit: _,
        } = self;
        means.state(io)?;
        precisions.state(io)?;
        variances.state(io)?;
        let Batch { size, models, rows, rewards, order: _ } = batch;
        // A batch that is full has been learned.
        io.list(models, *size - 1)?;
        io.list(rows, models.len() * dimension)?;
        io.list(rewards, models.len())?;
        io.check(|| {
            let fits = rows.len() == models.len() * dimension && rewards.len() == models.len();
            fits && models.iter().all(|model| (*model as usize) * dimension < means.len())
        })
    }
}

impl RewardModel for LogisticModels {
    fn dimension(&self) -> usize {
        self.features.dimension()
    }

    /// The means are sigmoid(x' m), the deviations sqrt(sum of x^2 / q), as Open Bandit Pipeline's LogisticUCB has them; both on
    /// the scale of rewards.
    fn estimates(&mut self, view: &View<'_>, means: &mut [f64], deviations: &mut [f64]) {
        self.features.set_context(view);
        let dimension = self.features.dimension();
        for (slot, (mean, deviation)) in means.iter_mut().zip(deviations).enumerate() {
            let (model, x) = self.features.of_arm(view, slot);
            let range = model * dimension..(model + 1) * dimension;
            *mean = self.unit.reward(sigmoid(dot(&self.means[range.clone()], x)));
            *deviation = self.unit.span() * square_form(&self.variances[range], x).sqrt();
        }
    }

    /// x' m, which the sigmoid makes 1 of far out.
    fn finer(&mut self, view: &View<'_>, slot: usize) -> f64 {
        let dimension = self.features.dimension();
        let (model, x) = self.features.of_arm(view, slot);
        dot(&self.means[model * dimension..(model + 1) * dimension], x)
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.features.set_context(view);
        let (model, x) = self.features.of_arm(view, chosen);
        self.batch.models.push(model as u32);
        self.batch.rows.extend_from_slice(x);
        self.batch.rewards.push(self.unit.unit(reward));
        if self.batch.models.len() == self.batch.size {
            self.learn_batch();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;
    use proptest::prelude::*;

    fn taught<'a>(rounds: impl Iterator<Item = &'a (Vec<f64>, usize, f64)>, batch: usize) -> LogisticModels {
        let shape = Shape { context: 3, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
        let mut values = Values::default();
        values.set(&BATCH, Value::Number(batch as f64));
        let mut models = LogisticModels::new("test", &values, &shape).expect("disjoint");
        for (context, arm, reward) in rounds {
            let view = View { round: 1, context, items: &[0, 1], arm_features: &[], expectations: &[] };
            models.learn(&view, *arm, *reward);
        }
        models
    }

    proptest! {
        /// The order of the rounds of a batch does not matter, and nothing is learned before it is full.
        #[test]
        fn a_batch_has_no_order(
            rounds in proptest::collection::vec(
                (proptest::collection::vec(-3.0..3.0, 3), 0_usize..2, prop_oneof![Just(0.0), Just(1.0)]), 1..30),
        ) {
            let forward = taught(rounds.iter(), rounds.len());
            let backward = taught(rounds.iter().rev(), rounds.len());
            for model in 0..2 {
                let (ours, theirs) = (forward.belief(model), backward.belief(model));
                for (our, their) in ours.0.iter().chain(ours.1).zip(theirs.0.iter().chain(theirs.1)) {
                    prop_assert!((our - their).abs() < 1e-9, "{ours:?} {theirs:?}");
                }
            }
            let waiting = taught(rounds.iter(), rounds.len() + 1);
            prop_assert_eq!(waiting.belief(0), (&[0.0; 3][..], &[1.0; 3][..]));
        }
    }
}
