//! Neural-linear Thompson sampling: a network learns all the time; linear Thompson sampling works on the encodings of
//! a copy of it that is brought up to date now and then.

use super::encoded::EncodedModels;
use super::parameters::{ALPHA, ENCODING, with_shared};
use super::{Extras, Learner};
use crate::agent::by_asking;
use crate::agent::linear::{ArmScores, TIKHONOV};
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, InnerView, Reason, View,
};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::network::Network;
use crate::probabilities::ActionProbabilities;

const REFIT_EVERY: Parameter = Parameter {
    name: "refit_every",
    title: "Refit every",
    kind: Kind::Integer { minimum: 1, maximum: 100_000, default: 500, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "After every so many rewards the network's present encodings are taken over and the linear models are fitted again to the remembered rounds.",
    ),
};

/// Neural-linear Thompson sampling.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Neural,
    part: Descriptor {
        id: "neural_linear_ts",
        title: "Neural-linear Thompson sampling",
        sentence: words(
            "Trains a neural network and is linear Thompson sampling on what the network's last hidden layer makes of a context.",
        ),
        citation: words(
            "Riquelme, Tucker and Snoek 2018, Deep Bayesian Bandits Showdown; the linear part as in TF-Agents",
        ),
        facts: super::parameters::NETWORK_FACTS,
        parameters: &with_shared::<4, 18>([ALPHA, TIKHONOV, REFIT_EVERY, ENCODING]),
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| {
        // The learner's, a copy of its network, and the models.
        let learner = Learner::memory(values, shape, Extras::default());
        Learner::new("", values, shape, Extras::default()).map_or(learner, |made| {
            let copy = 16 * made.network().weights().len() as u64;
            learner + copy + EncodedModels::memory(made.network(), values, shape)
        })
    },
    build,
};

#[derive(Clone)]
struct NeuralLinearTs {
    learner: Learner,
    /// The network as of the last refit.
    encoder: Network,
    models: EncodedModels,
    refit_every: u64,
    thoughts: ArmScores,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let learner = Learner::new(DESCRIPTOR.part.title, values, shape, Extras::default())?;
    Ok(Box::new(NeuralLinearTs {
        models: EncodedModels::new(learner.network(), values, shape),
        encoder: learner.network().clone(),
        learner,
        refit_every: values.count(&REFIT_EVERY).max(1) as u64,
        thoughts: ArmScores::new(values.schedule(&ALPHA), shape),
    }))
}

impl NeuralLinearTs {
    /// Estimates in reward, and their standard deviations for a noise of half the range of rewards.
    fn estimate(&mut self, view: &View<'_>) {
        let (means, deviations) = self.thoughts.of_round(view);
        self.models.estimates(&mut self.encoder, view, means, deviations);
        means.iter_mut().for_each(|mean| *mean = self.learner.reward(*mean));
        deviations.iter_mut().for_each(|deviation| *deviation *= self.learner.unit());
    }

    /// Takes over the network and fits the models to its encodings of the remembered rounds.
    fn refit(&mut self) {
        self.encoder.copy_weights(self.learner.network());
        self.models.clear();
        let buffer = self.learner.buffer();
        for index in 0..buffer.len() {
            let row = buffer.row(index);
            let features = (row.context, row.arm_features);
            self.models.learn(&mut self.encoder, features, row.item, row.target, 1.0);
        }
    }
}

crate::state::state_fields! {
    NeuralLinearTs { learner, encoder, models, thoughts } fixed { refit_every }
}

impl Agent for NeuralLinearTs {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        if self.learner.start(stream) {
            self.encoder.copy_weights(self.learner.network());
        }
        self.estimate(view);
        self.thoughts.by_sample(view.items.len(), stream)
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.learner.learn(view, chosen, reward);
        if self.learner.rounds().is_multiple_of(self.refit_every) {
            self.refit();
        } else {
            let target = self.learner.target(reward);
            let arm = self.learner.arm_features(view, chosen);
            self.models.learn(&mut self.encoder, (view.context, arm), view.items[chosen], target, 1.0);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        if !self.learner.has_started() {
            return by_asking(self, view);
        }
        let mut asked = self.clone();
        asked.estimate(view);
        asked.thoughts.chances_of_samples(view.items.len())
    }

    /// The scores are the samples of the last choice.
    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.estimate(view);
        self.thoughts.explanation(view.items.len(), Reason::Sampled { alpha: self.thoughts.alpha })
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.learner.inner_view())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    /// Between refits the encoder stands still while the network learns; a refit gives the models that the network's
    /// present encodings of all remembered rounds give.
    #[test]
    fn a_refit_starts_the_models_afresh() {
        let shape = Shape { context: 2, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
        let mut values = Values::default();
        values.set(&REFIT_EVERY, Value::Number(10.0));
        let learner = Learner::new("", &values, &shape, Extras::default()).expect("it needs no arm features");
        let mut agent = NeuralLinearTs {
            models: EncodedModels::new(learner.network(), &values, &shape),
            encoder: learner.network().clone(),
            learner,
            refit_every: 10,
            thoughts: ArmScores::new(1.0, &shape),
        };
        let mut stream = RngStream::new(1, 0, "test");
        for round in 1..=20 {
            let context = [stream.normal(), 1.0];
            let view =
                View { round: 1, context: &context, items: &[0, 1], arm_features: &[], expectations: &[] };
            let chosen = agent.choose(&view, &mut stream);
            agent.update_reward(&view, chosen, stream.uniform());
            let current = agent.encoder.weights() == agent.learner.network().weights();
            assert_eq!(current, round % 10 == 0, "round {round}");
        }
        let mut fresh = EncodedModels::new(&agent.encoder, &values, &shape);
        let buffer = agent.learner.buffer();
        assert_eq!(buffer.len(), 20);
        for row in (0..20).map(|index| buffer.row(index)) {
            let features = (row.context, row.arm_features);
            fresh.learn(&mut agent.encoder, features, row.item, row.target, 1.0);
        }
        for model in 0..2 {
            assert_eq!(fresh.sums(model), agent.models.sums(model));
        }
    }
}
