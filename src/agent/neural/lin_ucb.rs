//! NeuralLinUCB: a network learns to encode contexts, then LinUCB works on its encodings.

use super::encoded::EncodedModels;
use super::parameters::{ENCODING, with_shared};
use super::{Extras, Learner};
use crate::agent::epsilon_greedy::{Coin, EPSILON};
use crate::agent::linear::{ALPHA, ArmScores, GAMMA, TIKHONOV};
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, InnerView, Reason, View, by_asking,
    largest, largest_chances,
};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

const NETWORK_ROUNDS: Parameter = Parameter {
    name: "network_rounds",
    title: "Rounds of the network",
    kind: Kind::Integer { minimum: 0, maximum: 1_000_000, default: 500, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "For so many rewards it trains the network and is epsilon-greedy on its predictions; then the network stays as it is and LinUCB takes over.",
    ),
};

/// Linear agents' parameter; the network's rounds are explored by epsilon.
const OWN_ALPHA: Parameter = Parameter {
    help: words(
        "How much the uncertainty of an estimate counts once LinUCB has taken over: 0 never explores then, more explores longer.",
    ),
    ..ALPHA
};

/// NeuralLinUCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Neural,
    part: Descriptor {
        id: "neural_lin_ucb",
        title: "NeuralLinUCB",
        sentence: words(
            "First trains a neural network while it is epsilon-greedy on its predictions, then is LinUCB on what the network's last hidden layer makes of a context.",
        ),
        citation: words(
            "TF-Agents, NeuralLinUCBAgent; Riquelme, Tucker and Snoek 2018, Deep Bayesian Bandits Showdown",
        ),
        facts: super::parameters::NETWORK_FACTS,
        parameters: &with_shared::<6, 20>([OWN_ALPHA, TIKHONOV, GAMMA, EPSILON, NETWORK_ROUNDS, ENCODING]),
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| {
        let learner = Learner::memory(values, shape, Extras::default());
        Learner::new("", values, shape, Extras::default())
            .map_or(learner, |made| learner + EncodedModels::memory(made.network(), values, shape))
    },
    build,
};

#[derive(Clone)]
struct NeuralLinUcb {
    learner: Learner,
    models: EncodedModels,
    coin: Coin,
    network_rounds: u64,
    reason: Reason,
    thoughts: ArmScores,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let learner = Learner::new(DESCRIPTOR.part.title, values, shape, Extras::default())?;
    Ok(Box::new(NeuralLinUcb {
        models: EncodedModels::new(learner.network(), values, shape),
        learner,
        coin: Coin::new(values),
        network_rounds: values.count(&NETWORK_ROUNDS) as u64,
        reason: Reason::default(),
        thoughts: ArmScores::new(values.schedule(&ALPHA), shape),
    }))
}

impl NeuralLinUcb {
    /// Whether the network still learns and decides.
    fn trains(&self) -> bool {
        self.learner.rounds() < self.network_rounds
    }

    /// Scores by mean + alpha sqrt(z' M^-1 z), z being the encoding.
    fn score(&mut self, view: &View<'_>) {
        let arms = view.items.len();
        let (means, deviations) = self.thoughts.of_round(view);
        self.models.estimates(self.learner.network_mut(), view, means, deviations);
        self.thoughts.by_optimism(arms);
    }
}

crate::state::state_fields! {
    NeuralLinUcb { learner, models, coin, reason, thoughts } fixed { network_rounds }
}

impl Agent for NeuralLinUcb {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.learner.start(stream);
        let arms = view.items.len();
        if !self.trains() {
            self.score(view);
            self.reason = Reason::Optimism { alpha: self.thoughts.alpha };
            return self.thoughts.largest(arms, stream);
        }
        self.reason = self.coin.flip(view.round, stream);
        if matches!(self.reason, Reason::Explored { .. }) {
            return stream.below(arms);
        }
        if self.learner.is_untrained() {
            self.reason = Reason::Random;
            return stream.below(arms);
        }
        let estimates = &mut self.thoughts.means[..arms];
        self.learner.estimates(view, 0, estimates);
        largest(estimates, stream)
    }

    /// Whichever chose, network or LinUCB, a reward teaches the one that learns now: both regress on what an arm earned,
    /// for which it does not matter why it was chosen.
    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        if self.trains() {
            self.learner.learn(view, chosen, reward);
            return;
        }
        let weight = self.models.end(view.round);
        let arm = self.learner.arm_features(view, chosen);
        let network = self.learner.network_mut();
        self.models.learn(network, (view.context, arm), view.items[chosen], reward, weight);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let (mut asked, arms) = (self.clone(), view.items.len());
        if !self.trains() {
            if !self.learner.has_started() {
                return by_asking(self, view);
            }
            asked.score(view);
            return largest_chances(&asked.thoughts.scores[..arms]);
        }
        if self.learner.is_untrained() {
            return ActionProbabilities::even(arms);
        }
        let estimates = &mut asked.thoughts.means[..arms];
        asked.learner.estimates(view, 0, estimates);
        largest_chances(estimates).or_any(asked.coin.epsilon_of(view.round))
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        if self.trains() {
            return Explanation { reason: self.reason, ..self.learner.explain(view) };
        }
        self.score(view);
        self.thoughts.explanation(view.items.len(), self.reason)
    }

    fn inner_view(&self) -> Option<InnerView> {
        Some(self.learner.inner_view())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    /// The network learns for as long as it is told to and never after; what the linear phase then thinks of a context
    /// is LinUCB on the encoding: with one sample (z, r), mean r z'z / (1 + z'z) and variance z'z / (1 + z'z).
    #[test]
    fn the_phases_follow_each_other() {
        let shape = Shape { context: 2, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
        let mut values = Values::default();
        values.set(&NETWORK_ROUNDS, Value::Number(20.0));
        let learner = Learner::new("", &values, &shape, Extras::default()).expect("it needs no arm features");
        let mut agent = NeuralLinUcb {
            models: EncodedModels::new(learner.network(), &values, &shape),
            learner,
            coin: Coin::new(&values),
            network_rounds: 20,
            reason: Reason::default(),
            thoughts: ArmScores::new(2.0, &shape),
        };
        let view =
            View { round: 1, context: &[1.0, -0.5], items: &[0, 1], arm_features: &[], expectations: &[] };
        let mut stream = RngStream::new(1, 0, "test");
        for round in 0..20 {
            agent.choose(&view, &mut stream);
            // The first choice is made before the network has learned anything.
            let untrained = round == 0 && agent.reason == Reason::Random;
            let of_network = matches!(agent.reason, Reason::Explored { .. } | Reason::Greedy { .. });
            assert!(untrained || of_network, "{round}");
            agent.update_reward(&view, round % 2, 0.3);
        }
        let trained = agent.learner.network().weights().to_vec();
        agent.choose(&view, &mut stream);
        assert_eq!(agent.reason, Reason::Optimism { alpha: 2.0 });
        agent.update_reward(&view, 1, 0.7);
        assert_eq!(agent.learner.network().weights(), trained);

        let thought = agent.explain(&view);
        let square: f64 = agent.learner.network().encoding().iter().map(|entry| entry * entry).sum();
        assert!(square > 0.1);
        let (mean, deviation) = (0.7 * square / (1.0 + square), (square / (1.0 + square)).sqrt());
        assert!((thought.estimates[1] - mean).abs() < 1e-12, "{thought:?}");
        assert!((thought.widths[1] - 2.0 * deviation).abs() < 1e-12, "{thought:?}");
        assert!(thought.estimates[0] == 0.0 && (thought.widths[0] - 2.0 * square.sqrt()).abs() < 1e-12);
    }
}
