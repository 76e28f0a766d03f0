//! EXP3: exponential weights, for rewards that an adversary may have chosen.
//!
//! Every arm has a weight w, arms are drawn with probabilities p that grow exponentially with it, and only the drawn
//! arm a learns, by its reward r over its probability. Three definitions have the name:
//! * TF-Agents' Exp3Agent: p = softmax(eta w), w_a += 1 - (1 - r) / p_a;
//! * by losses (Lattimore and Szepesvari 2020, Bandit Algorithms, algorithm 9): the same with w_a -= (1 - r) / p_a. Their
//!   estimate is 1 - (1 - r) / p_a for the drawn arm and 1 for all others; the ones are equal and change nothing.
//!   TF-Agents leaves them out for the others only, so that whatever is drawn is favoured;
//! * Auer, Cesa-Bianchi, Freund and Schapire 2002, The Nonstochastic Multiarmed Bandit Problem, figure 1: by gains, mixed
//!   with uniform exploration among K arms: p = (1 - gamma) softmax(gamma w / K) + gamma / K, w_a += r / p_a.
//!
//! p_a is the probability with which a was drawn, however late r comes: only then is r / p_a, which counts once in
//! 1 / p_a rounds, right on average (Joulani, Gyorgy and Szepesvari 2013, Online Learning under Delayed Feedback).
//!
//! Rewards are scaled to [0, 1] and what lies outside is cut.

use super::drawn_agent::{DrawnAgent, StochasticPolicy};
use super::softmax::softmax;
use super::unit_rewards::UnitRewards;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family, View};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

/// Uniform numbers are multiples of this, so that no arm of a smaller probability is drawn but by rounding; dividing
/// by no less keeps weights finite.
pub(super) const SMALLEST_PROBABILITY: f64 = f64::EPSILON / 2.0;

const TF_AGENTS: &str = "tf_agents";
const LOSSES: &str = "losses";
const AUER: &str = "auer_2002";

const DEFINITION: Parameter = Parameter {
    name: "definition",
    title: "Definition",
    kind: Kind::Choice {
        options: &[
            Choice { id: LOSSES, title: "by losses (Lattimore and Szepesvari 2020)" },
            Choice { id: TF_AGENTS, title: "TF-Agents" },
            Choice { id: AUER, title: "by gains, mixed with gamma (Auer 2002)" },
        ],
        default: LOSSES,
    },
    unit: "",
    help: words(
        "How a reward changes the weight of the drawn arm; the first two have a learning rate, the third has gamma.",
    ),
};

const LEARNING_RATE: Parameter = Parameter {
    name: "learning_rate",
    title: "Learning rate",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.05, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "How fast probabilities follow weights, by losses and in TF-Agents; the theory's best is sqrt(2 ln K / (K T)).",
    ),
};

const GAMMA: Parameter = Parameter {
    name: "gamma",
    title: "Gamma",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.1, scale: Scale::Linear },
    unit: "probability",
    help: words("Only for Auer 2002: how often any arm is drawn, and how fast it learns."),
};

/// EXP3.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "exp3",
        title: "EXP3",
        sentence: words(
            "Draws arms with exponential weights and corrects each reward for how likely its arm was; made for rewards that change as they please.",
        ),
        citation: words(
            "Auer, Cesa-Bianchi, Freund and Schapire 2002, The Nonstochastic Multiarmed Bandit Problem; TF-Agents, Exp3Agent",
        ),
        facts: &[],
        parameters: &[DEFINITION, LEARNING_RATE, GAMMA],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder =
    Builder { descriptor: &DESCRIPTOR, memory: |_, shape| 8 * (shape.items + shape.arms) as u64, build };

/// How the drawn arm's weight changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Definition {
    /// 1 - (1 - r) / p.
    TfAgents,
    /// -(1 - r) / p.
    Losses,
    /// r / p.
    Auer,
}

impl Definition {
    /// The change of weight of an arm that was drawn with `probability` and earned `reward`, in [0, 1].
    pub fn change(self, reward: f64, probability: f64) -> f64 {
        let probability = probability.max(SMALLEST_PROBABILITY);
        match self {
            Definition::TfAgents => 1.0 - (1.0 - reward) / probability,
            Definition::Losses => -(1.0 - reward) / probability,
            Definition::Auer => reward / probability,
        }
    }
}

#[derive(Clone)]
struct Exp3 {
    definition: Definition,
    learning_rate: f64,
    gamma: f64,
    unit: UnitRewards,
    weights: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let definition = if values.chose(&DEFINITION, AUER) {
        Definition::Auer
    } else if values.chose(&DEFINITION, TF_AGENTS) {
        Definition::TfAgents
    } else {
        Definition::Losses
    };
    let policy = Exp3 {
        definition,
        learning_rate: values.number(&LEARNING_RATE),
        gamma: if definition == Definition::Auer { values.number(&GAMMA) } else { 0.0 },
        unit: UnitRewards::new(shape),
        weights: vec![0.0; shape.items],
    };
    Ok(Box::new(DrawnAgent::new(shape, policy)))
}

crate::state::state_fields! {
    Exp3 { weights } fixed { definition, learning_rate, gamma, unit }
}

impl StochasticPolicy for Exp3 {
    fn probabilities(&mut self, view: &View<'_>, probabilities: &mut [f64]) {
        let arms = probabilities.len() as f64;
        let rate = if self.definition == Definition::Auer { self.gamma / arms } else { self.learning_rate };
        softmax(rate, |slot| self.weights[view.items[slot] as usize], probabilities);
        if self.gamma > 0.0 {
            mix(self.gamma, probabilities);
        }
    }

    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, probability: f64) {
        let reward = self.unit.unit(reward);
        self.weights[view.items[chosen] as usize] += self.definition.change(reward, probability);
    }

    fn scores(&self, view: &View<'_>) -> Vec<f64> {
        view.items.iter().map(|item| self.weights[*item as usize]).collect()
    }
}

/// Mixes probabilities with uniform ones: (1 - gamma) p + gamma / K.
pub fn mix(gamma: f64, probabilities: &mut [f64]) {
    let even = gamma / probabilities.len() as f64;
    probabilities.iter_mut().for_each(|probability| *probability = (1.0 - gamma) * *probability + even);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near, option};
    use super::*;
    use crate::descriptor::Value;

    fn taught(definition: &str, values: &[(&str, Value)]) -> (Vec<f64>, Vec<f64>) {
        let mut all = vec![("definition", option(definition))];
        all.extend_from_slice(values);
        let mut bench = Bench::new(&DESCRIPTOR, &all, 2);
        assert_near(&bench.explain().probabilities, &[0.5, 0.5]);
        bench.learn(0, 0.25);
        let thought = bench.explain();
        (thought.scores, thought.probabilities)
    }

    /// Reward 1/4 of an arm of probability 1/2: 1 - 1.5, -1.5 and 0.5.
    #[test]
    fn a_step_by_hand() {
        let logistic = |x: f64| 1.0 / (1.0 + libm::exp(-x));
        let (scores, probabilities) = taught(TF_AGENTS, &[("learning_rate", Value::Number(2.0))]);
        assert_near(&scores, &[-0.5, 0.0]);
        assert_near(&probabilities, &[logistic(-1.0), logistic(1.0)]);
        let (scores, probabilities) = taught(LOSSES, &[("learning_rate", Value::Number(2.0))]);
        assert_near(&scores, &[-1.5, 0.0]);
        assert_near(&probabilities, &[logistic(-3.0), logistic(3.0)]);
        let (scores, probabilities) = taught(AUER, &[("gamma", Value::Number(0.4))]);
        assert_near(&scores, &[0.5, 0.0]);
        // (1 - 0.4) softmax(0.4 / 2 * w) + 0.4 / 2.
        assert_near(&probabilities, &[0.6 * logistic(0.1) + 0.2, 0.6 * logistic(-0.1) + 0.2]);
    }

    /// A reward that comes late counts by the probability of its own round, 1/2, whatever the weights have become: the
    /// same three changes as above.
    #[test]
    fn a_late_reward_counts_by_the_probability_of_its_round() {
        for (definition, change) in [(TF_AGENTS, -0.5), (LOSSES, -1.5), (AUER, 0.5)] {
            let mut bench = Bench::new(&DESCRIPTOR, &[("definition", option(definition))], 2);
            bench.choose();
            let note = bench.info();
            assert_eq!(note.probability, 0.5);
            (0..9).for_each(|_| bench.learn(0, 0.25));
            assert_ne!(bench.explain().probabilities[1], 0.5);
            bench.update(1, 0.25, note);
            assert_near(&bench.explain().scores[1..], &[change]);
        }
    }
}
