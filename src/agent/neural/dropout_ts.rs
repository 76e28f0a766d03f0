//! Dropout Thompson sampling: each round a network with other outputs left out decides.

use super::parameters::with_shared;
use super::{Extras, Learner};
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, InnerView, Reason, View, largest,
};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::network::{Dropout, TowerDropout};
use crate::probabilities::ActionProbabilities;

const RATE: Parameter = Parameter {
    name: "dropout_rate",
    title: "Dropout rate",
    kind: Kind::Number { minimum: 0.0, maximum: 0.9, default: 0.1, scale: Scale::Linear },
    unit: "probability",
    help: words(
        "How likely each hidden output is left out: the likelier, the more predictions vary and the more it explores.",
    ),
};

const TOP_LAYER_ONLY: Parameter = Parameter {
    name: "top_layer_only",
    title: "Top layer only",
    kind: Kind::Switch { default: true },
    unit: "",
    help: words("Leaves out outputs of the last hidden layer only."),
};

const BY_TOWER: Parameter = Parameter {
    name: "dropout_by_tower",
    title: "Rates by tower",
    kind: Kind::Switch { default: false },
    unit: "",
    help: words("Gives each tower a rate of its own; the first one is that of the context."),
};

const ARM_RATE: Parameter = Parameter {
    name: "arm_dropout_rate",
    title: "Dropout rate on the arm",
    help: words("With rates by tower: the rate on an arm's features."),
    ..RATE
};

const COMMON_RATE: Parameter = Parameter {
    name: "common_dropout_rate",
    title: "Dropout rate on both",
    help: words("With rates by tower: the rate on both others."),
    ..RATE
};

/// Networks drawn to estimate how far predictions spread, where a person looks inside.
const SPREAD_DRAWS: usize = 50;

/// Dropout Thompson sampling.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Neural,
    part: Descriptor {
        id: "neural_dropout_ts",
        title: "Dropout Thompson sampling",
        sentence: words(
            "Predicts each arm's reward with a neural network of which it leaves out some hidden outputs at random, different ones each round, and takes the largest prediction.",
        ),
        citation: words(
            "TF-Agents, DropoutThompsonSamplingAgent; Gal and Ghahramani 2016, Dropout as a Bayesian Approximation",
        ),
        facts: super::parameters::NETWORK_FACTS,
        parameters: &with_shared::<5, 19>([RATE, TOP_LAYER_ONLY, BY_TOWER, ARM_RATE, COMMON_RATE]),
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| Learner::memory(values, shape, extras(values)),
    build,
};

fn extras(values: &Values) -> Extras {
    let of = |rate| Dropout { rate: values.number(rate), top_layer_only: values.switch(&TOP_LAYER_ONLY) };
    let dropout = if values.switch(&BY_TOWER) {
        TowerDropout { context: of(&RATE), arm: of(&ARM_RATE), common: of(&COMMON_RATE) }
    } else {
        of(&RATE).into()
    };
    Extras { dropout, ..Extras::default() }
}

#[derive(Clone)]
struct DropoutTs {
    learner: Learner,
    samples: Vec<f64>,
    /// Whether the last choice was any arm, since the network has learned nothing.
    knew_nothing: bool,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(DropoutTs {
        learner: Learner::new(DESCRIPTOR.part.title, values, shape, extras(values))?,
        samples: vec![0.0; shape.arms],
        knew_nothing: false,
    }))
}

crate::state::state_fields! {
    DropoutTs { learner, samples, knew_nothing }
}

impl Agent for DropoutTs {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.learner.start(stream);
        let samples = &mut self.samples[..view.items.len()];
        self.learner.sampled_estimates(view, stream, samples);
        self.knew_nothing = self.learner.is_untrained();
        if self.knew_nothing { stream.below(samples.len()) } else { largest(samples, stream) }
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.learner.learn(view, chosen, reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        if self.learner.is_untrained() {
            return ActionProbabilities::even(view.items.len());
        }
        let (mut asked, mut samples) = (self.learner.clone(), vec![0.0; view.items.len()]);
        ActionProbabilities::of_draws(samples.len(), |stream| {
            asked.sampled_estimates(view, stream, &mut samples);
            largest(&samples, stream)
        })
    }

    /// The estimates are those of the whole network, the scores the samples of the last choice, the widths the root
    /// mean square distance of [`SPREAD_DRAWS`] samples from the estimates.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let arms = view.items.len();
        let estimates = self.learner.explain(view).estimates;
        // A stream that nothing else draws from: looking inside changes nothing.
        let mut stream = RngStream::new(0, 0, "looking inside dropout");
        let (mut squares, mut samples) = (vec![0.0; arms], vec![0.0; arms]);
        for _ in 0..SPREAD_DRAWS {
            self.learner.sampled_estimates(view, &mut stream, &mut samples);
            for ((square, sample), estimate) in squares.iter_mut().zip(&samples).zip(&estimates) {
                *square += (sample - estimate) * (sample - estimate);
            }
        }
        Explanation {
            estimates,
            widths: squares.iter().map(|square| (square / SPREAD_DRAWS as f64).sqrt()).collect(),
            scores: self.samples[..arms].to_vec(),
            reason: if self.knew_nothing { Reason::Random } else { Reason::Sampled { alpha: 1.0 } },
            ..Explanation::default()
        }
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.learner.inner_view())
    }
}
