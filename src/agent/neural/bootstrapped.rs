//! Bootstrapped networks: several heads on one network, each trained on its own resample of the rounds; a head drawn
//! at random each round decides.

use super::learner::MOST_HEADS;
use super::parameters::with_shared;
use super::{Extras, Learner};
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, InnerView, Reason, View, largest,
    largest_chances,
};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::math::sampling::poisson_one;
use crate::probabilities::ActionProbabilities;

const HEADS: Parameter = Parameter {
    name: "heads",
    title: "Heads",
    kind: Kind::Integer { minimum: 1, maximum: MOST_HEADS as i64, default: 10, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many opinions there are to draw from; one never explores."),
};

const BERNOULLI: &str = "bernoulli";

const MASKS: Parameter = Parameter {
    name: "masks",
    title: "Resampling",
    kind: Kind::Choice {
        options: &[
            Choice { id: "poisson", title: "Poisson: each round 0, 1, 2 ... times" },
            Choice { id: BERNOULLI, title: "Bernoulli: each round twice or not at all" },
        ],
        default: "poisson",
    },
    unit: "",
    help: words("How often each head learns from a round: once on average, and at random for each head."),
};

/// Bootstrapped networks.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Neural,
    part: Descriptor {
        id: "neural_bootstrapped",
        title: "Bootstrapped networks",
        sentence: words(
            "Several heads of a neural network predict each arm's reward, each trained on its own random resample of the rounds; a head drawn at random each round decides.",
        ),
        citation: words(
            "Osband, Blundell, Pritzel and Van Roy 2016, Deep Exploration via Bootstrapped DQN; Eckles and Kaptein 2014, Thompson Sampling with the Online Bootstrap",
        ),
        facts: super::parameters::NETWORK_FACTS,
        parameters: &with_shared::<2, 16>([HEADS, MASKS]),
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
    Extras { further_heads: values.count(&HEADS).saturating_sub(1), ..Extras::default() }
}

#[derive(Clone)]
struct Bootstrapped {
    learner: Learner,
    heads: usize,
    bernoulli: bool,
    /// Estimates of the head that decided last.
    scores: Vec<f64>,
    /// Whether the last choice was any arm, since the network has learned nothing.
    knew_nothing: bool,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(Bootstrapped {
        learner: Learner::new(DESCRIPTOR.part.title, values, shape, extras(values))?,
        heads: values.count(&HEADS),
        bernoulli: values.chose(&MASKS, BERNOULLI),
        scores: vec![0.0; shape.arms],
        knew_nothing: false,
    }))
}

fn double_or_nothing(stream: &mut RngStream) -> f64 {
    if stream.uniform() < 0.5 { 2.0 } else { 0.0 }
}

crate::state::state_fields! {
    Bootstrapped { learner, scores, knew_nothing } fixed { heads, bernoulli }
}

impl Agent for Bootstrapped {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.learner.start(stream);
        let scores = &mut self.scores[..view.items.len()];
        self.learner.estimates(view, stream.below(self.heads), scores);
        self.knew_nothing = self.learner.is_untrained();
        if self.knew_nothing { stream.below(scores.len()) } else { largest(scores, stream) }
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        let weight = if self.bernoulli { double_or_nothing } else { poisson_one };
        self.learner.learn_weighted(view, chosen, reward, &mut |stream, weights| {
            weights.iter_mut().for_each(|entry| *entry = weight(stream));
        });
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        if self.learner.is_untrained() {
            return ActionProbabilities::even(view.items.len());
        }
        let (mut asked, mut estimates) = (self.learner.clone(), vec![0.0; view.items.len()]);
        let of_head = |head| {
            asked.estimates(view, head, &mut estimates);
            (1.0 / self.heads as f64, largest_chances(&estimates))
        };
        ActionProbabilities::average(view.items.len(), (0..self.heads).map(of_head))
    }

    /// Estimates and widths are mean and standard deviation over the heads, the scores those of the head that decided.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let arms = view.items.len();
        let (mut sums, mut squares, mut of_head) = (vec![0.0; arms], vec![0.0; arms], vec![0.0; arms]);
        for head in 0..self.heads {
            self.learner.estimates(view, head, &mut of_head);
            for (sum, estimate) in sums.iter_mut().zip(&of_head) {
                *sum += estimate;
            }
        }
        let heads = self.heads as f64;
        let estimates: Vec<f64> = sums.iter().map(|sum| sum / heads).collect();
        for head in 0..self.heads {
            self.learner.estimates(view, head, &mut of_head);
            for ((square, estimate), mean) in squares.iter_mut().zip(&of_head).zip(&estimates) {
                *square += (estimate - mean) * (estimate - mean);
            }
        }
        Explanation {
            estimates,
            widths: squares.iter().map(|square| (square / heads).sqrt()).collect(),
            scores: self.scores[..arms].to_vec(),
            reason: if self.knew_nothing { Reason::Random } else { Reason::Sampled { alpha: 1.0 } },
            ..Explanation::default()
        }
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.learner.inner_view())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean 1 each; variance 1 and 1; within four standard errors.
    #[test]
    fn a_round_counts_once_on_average() {
        let mut stream = RngStream::new(3, 0, "test");
        for weight in [poisson_one, double_or_nothing] {
            let count = 100_000;
            let draws: Vec<f64> = (0..count).map(|_| weight(&mut stream)).collect();
            let mean = draws.iter().sum::<f64>() / f64::from(count);
            let variance = draws.iter().map(|x| (x - 1.0) * (x - 1.0)).sum::<f64>() / f64::from(count);
            assert!((mean - 1.0).abs() < 4.0 / f64::from(count).sqrt(), "{mean}");
            // The fourth central moment of Poisson(1) is 4, so that of the square's mean is sqrt(3 / n).
            assert!((variance - 1.0).abs() < 4.0 * (3.0 / f64::from(count)).sqrt(), "{variance}");
        }
    }
}
