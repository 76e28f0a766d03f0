//! Neural Boltzmann: draws an arm, the more probably the larger a network's prediction.
//!
//! One temperature for all arms is either too low for an arm that is little known or too high for one that is known well.
//! With a Gumbel constant C above zero the arm with the largest prediction + C / sqrt(n) G is taken, n being how often it
//! was taken and G a standard Gumbel variate: a softmax in which each arm has a temperature of its own (Cesa-Bianchi,
//! Gentile, Lugosi and Neu 2017, Boltzmann Exploration Done Right, algorithm 1). An arm never taken counts as taken once:
//! the paper begins by taking each; in TF-Agents' NeuralBoltzmannAgent such an arm has no noise at all.

use super::distribution::softmax;
use super::parameters::with_shared;
use super::{Extras, Learner};
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, InnerView, Reason, View, largest,
};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Schedule, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::math::sampling::draw;
use crate::probabilities::{ActionProbabilities, Gumbel, largest_of};

const TEMPERATURE: Parameter = Parameter {
    name: "temperature",
    title: "Temperature",
    kind: Kind::Schedule { minimum: 0.001, maximum: 1_000.0, default: 1.0, scale: Scale::Logarithmic },
    unit: "reward",
    help: words(
        "An arm predicted to earn so much more is 2.7 times as probable: near 0 is greedy, large is random.",
    ),
};

const GUMBEL: Parameter = Parameter {
    name: "gumbel",
    title: "Gumbel constant",
    kind: Kind::Number { minimum: 0.0, maximum: 1_000.0, default: 0.0, scale: Scale::Logarithmic },
    unit: "reward",
    help: words(
        "If above 0, there is no temperature: it takes the largest prediction plus this times Gumbel noise, which goes down as an arm is tried more often.",
    ),
};

/// Neural Boltzmann.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Neural,
    part: Descriptor {
        id: "neural_boltzmann",
        title: "Neural Boltzmann",
        sentence: words(
            "Predicts each arm's reward with a neural network and draws an arm with probability proportional to the exponential of prediction over temperature.",
        ),
        citation: words(
            "TF-Agents, NeuralBoltzmannAgent; Cesa-Bianchi, Gentile, Lugosi and Neu 2017, Boltzmann Exploration Done Right",
        ),
        facts: super::parameters::NETWORK_FACTS,
        parameters: &with_shared::<2, 16>([TEMPERATURE, GUMBEL]),
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| Learner::memory(values, shape, Extras::default()) + 8 * shape.items as u64,
    build,
};

#[derive(Clone)]
struct NeuralBoltzmann {
    learner: Learner,
    temperature: Schedule,
    /// C, or zero for Boltzmann's probabilities.
    gumbel: f64,
    /// How often each item was taken.
    pulls: Vec<f64>,
    estimates: Vec<f64>,
    probabilities: Vec<f64>,
    /// Predictions with noise.
    scores: Vec<f64>,
    /// Why the last choice was made.
    reason: Reason,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(NeuralBoltzmann {
        learner: Learner::new(DESCRIPTOR.part.title, values, shape, Extras::default())?,
        temperature: values.schedule(&TEMPERATURE),
        gumbel: values.number(&GUMBEL),
        pulls: vec![0.0; shape.items],
        estimates: vec![0.0; shape.arms],
        probabilities: vec![0.0; shape.arms],
        scores: vec![0.0; shape.arms],
        reason: Reason::default(),
    }))
}

/// A standard Gumbel variate, -ln(-ln u).
fn gumbel_variate(stream: &mut RngStream) -> f64 {
    // 1 - uniform lies in (0, 1]; a smaller exponential variate than this comes from rounding only.
    -libm::log((-libm::log(1.0 - stream.uniform())).max(0.5 * f64::EPSILON))
}

/// Standard deviation of a standard Gumbel variate, pi / sqrt(6).
const GUMBEL_DEVIATION: f64 = 1.282_549_830_161_864;

impl NeuralBoltzmann {
    /// C / sqrt(n) of an arm.
    fn scale_of_noise(&self, item: u32) -> f64 {
        self.gumbel / self.pulls[item as usize].max(1.0).sqrt()
    }

    /// Writes predictions with noise as scores and gives the index of the largest.
    fn add_noise(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        for (slot, item) in view.items.iter().enumerate() {
            self.scores[slot] = self.estimates[slot] + self.scale_of_noise(*item) * gumbel_variate(stream);
        }
        largest(&self.scores[..view.items.len()], stream)
    }
}

crate::state::state_fields! {
    NeuralBoltzmann { learner, pulls, scores, reason }
    fixed { temperature, gumbel, estimates, probabilities }
}

impl Agent for NeuralBoltzmann {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.learner.start(stream);
        let arms = view.items.len();
        let (estimates, probabilities) = (&mut self.estimates[..arms], &mut self.probabilities[..arms]);
        self.learner.estimates(view, 0, estimates);
        if self.learner.is_untrained() {
            self.reason = Reason::Random;
            return stream.below(arms);
        }
        if self.gumbel > 0.0 {
            self.reason = Reason::Sampled { alpha: 1.0 };
            return self.add_noise(view, stream);
        }
        softmax(estimates, self.temperature.value(view.round), probabilities);
        let chosen = draw(probabilities, stream);
        self.reason = Reason::Drawn { probability: probabilities[chosen] };
        chosen
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.pulls[view.items[chosen] as usize] += 1.0;
        self.learner.learn(view, chosen, reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        if self.learner.is_untrained() {
            return ActionProbabilities::even(view.items.len());
        }
        let thought = self.clone().explain(view);
        if self.gumbel == 0.0 {
            return ActionProbabilities::exact(thought.probabilities);
        }
        let draw = |(item, location): (&u32, f64)| Gumbel { location, scale: self.scale_of_noise(*item) };
        largest_of(&view.items.iter().zip(thought.estimates).map(draw).collect::<Vec<Gumbel>>())
    }

    /// With Gumbel noise the scores are those of the last choice, and a width is the standard deviation of an arm's noise.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let thought = self.learner.explain(view);
        if self.gumbel > 0.0 {
            let widths =
                view.items.iter().map(|item| GUMBEL_DEVIATION * self.scale_of_noise(*item)).collect();
            let scores = self.scores[..view.items.len()].to_vec();
            return Explanation { widths, scores, reason: self.reason, ..thought };
        }
        let mut probabilities = vec![1.0 / view.items.len() as f64; view.items.len()];
        if !self.learner.is_untrained() {
            softmax(&thought.estimates, self.temperature.value(view.round), &mut probabilities);
        }
        Explanation { probabilities, reason: self.reason, ..thought }
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.learner.inner_view())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::first_largest;
    use crate::agent::without_context::testing::Bench;
    use crate::descriptor::Value;

    /// Mean Euler's 0.5772 and variance pi^2 / 6, within four standard errors (the fourth central moment is 14.61).
    #[test]
    fn gumbel_variates_have_their_moments() {
        let mut stream = RngStream::new(1, 0, "gumbel");
        let count = 100_000.0_f64;
        let draws: Vec<f64> = (0..100_000).map(|_| gumbel_variate(&mut stream)).collect();
        let mean = draws.iter().sum::<f64>() / count;
        let variance = draws.iter().map(|draw| (draw - mean) * (draw - mean)).sum::<f64>() / count;
        let expected = GUMBEL_DEVIATION * GUMBEL_DEVIATION;
        assert!((expected - std::f64::consts::PI.powi(2) / 6.0).abs() < 1e-12);
        assert!((mean - 0.577_215_664_9).abs() < 4.0 * (expected / count).sqrt(), "{mean}");
        let error = ((14.611 - expected * expected) / count).sqrt();
        assert!((variance - expected).abs() < 4.0 * error, "{variance}");
    }

    /// An arm taken four times has half the noise of one taken once or never, and the largest score is taken.
    #[test]
    fn noise_goes_down_as_an_arm_is_tried() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("gumbel", Value::Number(2.0))], 3);
        bench.choose();
        bench.learn(1, 0.5);
        (0..4).for_each(|_| bench.learn(2, 0.5));
        let chosen = bench.choose();
        let thought = bench.explain();
        let widths = [1.0, 1.0, 0.5].map(|share| 2.0 * GUMBEL_DEVIATION * share);
        assert!(thought.widths.iter().zip(widths).all(|(ours, theirs)| (ours - theirs).abs() < 1e-12));
        assert_eq!((first_largest(&thought.scores), thought.probabilities.len()), (chosen, 0));
    }

    /// Where all arms have the same noise, it is Boltzmann's: the softmax of predictions over C, in 20,000 choices within
    /// four standard errors.
    #[test]
    fn even_noise_is_boltzmann_exploration() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("gumbel", Value::Number(0.3))], 3);
        bench.choose();
        (0..3).for_each(|slot| bench.learn(slot, 0.5 * slot as f64));
        let estimates = bench.explain().estimates;
        let mut expected = [0.0; 3];
        softmax(&estimates, 0.3, &mut expected);
        assert!(
            expected.iter().all(|p| (0.05..0.9).contains(p)) && expected[0] != expected[1],
            "{expected:?}"
        );
        let mut counts = [0.0; 3];
        (0..20_000).for_each(|_| counts[bench.choose()] += 1.0);
        for (count, p) in counts.iter().zip(expected) {
            let error = (20_000.0 * p * (1.0 - p)).sqrt();
            assert!((count - 20_000.0 * p).abs() < 4.0 * error, "{counts:?} {expected:?}");
        }
    }
}
