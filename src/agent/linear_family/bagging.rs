//! Bootstrap Thompson sampling, or online bagging: several sets of models, each taught with its own random resample of
//! the rounds; a set drawn at random each round decides.
//!
//! Each set counts each round Poisson(1) times, as if it had drawn its own rounds with replacement (Oza and Russell 2001,
//! Online Bagging and Boosting; Eckles and Kaptein 2014, Thompson Sampling with the Online Bootstrap), and begins at
//! weights drawn from Normal(0, prior^2 / tikhonov) (Lu and Van Roy 2017, Ensemble Sampling): all sets agree on an arm
//! without data, else, and would never try it.

use crate::agent::by_asking;
use crate::agent::linear::{BIAS, Features, INTERACTIONS, LinearModels, MODEL, TIKHONOV};
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, Reason, View, largest,
    share_among_largest,
};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::math::sampling::poisson_one;
use crate::probabilities::ActionProbabilities;

const SETS: Parameter = Parameter {
    name: "sets",
    title: "Resamples",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 10, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many sets of models there are to draw from; one never explores."),
};

const PRIOR: Parameter = Parameter {
    name: "prior",
    title: "Prior width",
    kind: Kind::Number { minimum: 0.0, maximum: 100.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "standard deviations",
    help: words("How far apart the sets begin: 0 lets all begin alike, and then an arm may never be tried."),
};

/// Bootstrap Thompson sampling.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "bagging",
        title: "Bootstrap Thompson sampling",
        sentence: words(
            "Fits several ridge regressions an arm, each to its own random resample of the rounds, and lets one drawn at random each round decide.",
        ),
        citation: words(
            "Eckles and Kaptein 2014, Thompson Sampling with the Online Bootstrap; Lu and Van Roy 2017, Ensemble Sampling; Vowpal Wabbit, --bag",
        ),
        facts: crate::agent::linear::MODEL_FACTS,
        parameters: &[SETS, PRIOR, MODEL, TIKHONOV, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory, build };

#[derive(Clone)]
struct Bagging {
    features: Features,
    /// Set after set, the models of each.
    models: LinearModels,
    sets: usize,
    /// Models of one set.
    models_of_set: usize,
    /// Standard deviation of a weight to begin at.
    beginning: f64,
    /// Room for the weights of a model.
    weights: Vec<f64>,
    /// The agent's own stream; none before the first choice.
    stream: Option<RngStream>,
    means: Vec<f64>,
    /// Index of the arm chosen last.
    chosen: usize,
}

fn memory(values: &Values, shape: &Shape) -> u64 {
    Features::new("", values, shape).map_or(0, |features| {
        let count = values.count(&SETS) * features.model_count(shape);
        LinearModels::memory(count, features.dimension(), 1.0)
    })
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let features = Features::new(DESCRIPTOR.part.title, values, shape)?;
    let (sets, models_of_set) = (values.count(&SETS).max(1), features.model_count(shape));
    let tikhonov = values.number(&TIKHONOV);
    let weights = vec![0.0; features.dimension()];
    let models = LinearModels::new(sets * models_of_set, features.dimension(), tikhonov, 1.0);
    Ok(Box::new(Bagging {
        features,
        models,
        sets,
        models_of_set,
        beginning: values.number(&PRIOR) / tikhonov.sqrt(),
        weights,
        stream: None,
        means: vec![0.0; shape.arms],
        chosen: 0,
    }))
}

impl Bagging {
    /// Takes a stream of its own and draws the weights to begin at.
    fn begin(&mut self, mut stream: RngStream) {
        for model in 0..self.sets * self.models_of_set {
            self.weights.fill_with(|| self.beginning * stream.normal());
            self.models.begin_at(model, &self.weights);
        }
        self.stream = Some(stream);
    }

    /// Writes the means of a set.
    fn means_of(&mut self, set: usize, view: &View<'_>) {
        self.features.set_context(view);
        for (slot, mean) in self.means[..view.items.len()].iter_mut().enumerate() {
            let (model, x) = self.features.of_arm(view, slot);
            *mean = self.models.mean(set * self.models_of_set + model, x);
        }
    }
}

crate::state::state_fields! {
    Bagging { models, stream, chosen } fixed { features, sets, models_of_set, beginning, weights, means }
}

impl Agent for Bagging {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        if self.stream.is_none() {
            self.begin(stream.fork("bagging"));
        }
        self.means_of(stream.below(self.sets), view);
        self.chosen = largest(&self.means[..view.items.len()], stream);
        self.chosen
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        if self.stream.is_none() {
            // One that learns before it ever chooses has a fixed stream.
            self.begin(RngStream::new(0, 0, "bagging that has never chosen"));
        }
        let Some(stream) = &mut self.stream else { return };
        self.features.set_context(view);
        let (model, x) = self.features.of_arm(view, chosen);
        for set in 0..self.sets {
            let times = poisson_one(stream);
            if times > 0.0 {
                self.models.learn_weighted(set * self.models_of_set + model, x, reward, times);
            }
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        if self.stream.is_some() {
            return ActionProbabilities::exact(self.clone().explain(view).probabilities);
        }
        if self.beginning == 0.0 || !self.features.differ_by_arm() {
            // All arms begin alike: with the same estimate, or with one drawn in the same way.
            return ActionProbabilities::even(view.items.len());
        }
        by_asking(self, view)
    }

    /// Estimates and widths are mean and standard deviation over the sets, probabilities the share of the sets that
    /// would choose each arm.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let (arms, sets) = (view.items.len(), self.sets as f64);
        let (mut estimates, mut squares, mut probabilities) =
            (vec![0.0; arms], vec![0.0; arms], vec![0.0; arms]);
        for set in 0..self.sets {
            self.means_of(set, view);
            share_among_largest(&self.means[..arms], 1.0, &mut probabilities);
            let before = set as f64;
            for ((estimate, square), mean) in estimates.iter_mut().zip(&mut squares).zip(&self.means) {
                // Welford's recursion.
                let difference = mean - *estimate;
                *estimate += difference / (before + 1.0);
                *square += difference * (mean - *estimate);
            }
        }
        // Counted first and divided last, so that unanimity is a probability of one.
        probabilities.iter_mut().for_each(|votes| *votes /= sets);
        let probability = probabilities.get(self.chosen).copied().unwrap_or(0.0);
        Explanation {
            estimates,
            widths: squares.iter().map(|square| (square / sets).sqrt()).collect(),
            probabilities,
            reason: Reason::Drawn { probability },
            ..Explanation::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::without_context::testing::{Bench, assert_near};
    use crate::descriptor::Value;

    /// With no prior width and one reward of 1, a set whose Poisson variate is k estimates k / (1 + k). The agent's own
    /// stream draws them, so the same stream tells them here.
    #[test]
    fn a_step_by_hand() {
        let values = [("prior", Value::Number(0.0)), ("sets", Value::Number(3.0))];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 2);
        bench.choose();
        let mut stream = RngStream::new(1, 0, "bench").fork("bagging");
        // The weights to begin at, times zero.
        let _: Vec<f64> = (0..6).map(|_| stream.normal()).collect();
        let estimates: Vec<f64> = (0..3).map(|_| poisson_one(&mut stream)).map(|k| k / (1.0 + k)).collect();
        bench.learn(0, 1.0);
        let thought = bench.explain();
        let mean = estimates.iter().sum::<f64>() / 3.0;
        let square = estimates.iter().map(|estimate| (estimate - mean).powi(2)).sum::<f64>() / 3.0;
        assert_near(&thought.estimates, &[mean, 0.0]);
        assert_near(&thought.widths, &[square.sqrt(), 0.0]);
    }

    /// Over many sets, means and standard deviations come near those of ridge regression: those of the prior at the
    /// beginning (within four standard errors); and each probability is the share of its arm's choices.
    #[test]
    fn sets_are_as_unsure_as_ridge_regression() {
        let values = [("sets", Value::Number(100.0)), ("tikhonov", Value::Number(4.0))];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 3);
        bench.choose();
        let thought = bench.explain();
        for (estimate, width) in thought.estimates.iter().zip(&thought.widths) {
            assert!(estimate.abs() < 4.0 * 0.5 / 10.0, "{thought:?}");
            assert!((width - 0.5).abs() < 4.0 * 0.5 / 200.0_f64.sqrt(), "{thought:?}");
        }
        let mut counts = [0.0; 3];
        (0..5_000).for_each(|_| counts[bench.choose()] += 1.0);
        for (count, p) in counts.iter().zip(&thought.probabilities) {
            assert!((count / 5_000.0 - p).abs() < 4.0 * (p * (1.0 - p) / 5_000.0).sqrt(), "{counts:?}");
        }
    }
}
