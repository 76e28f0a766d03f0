//! An agent taught by hand, for cases about agents that look at nothing but items and rewards.

use bandit_playground::agent::{Agent, AgentDescriptor, Explanation, View};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::Shape;

pub struct Bench {
    agent: Box<dyn Agent>,
    items: Vec<u32>,
    /// Number of the last round.
    round: u64,
}

impl Bench {
    /// An agent for so many arms and rewards in [0, 1]. Values are taken as they are, not brought into range: a
    /// reference may use any number.
    pub fn new(descriptor: &AgentDescriptor, values: &[(&str, Value)], arms: usize) -> Bench {
        let shape = Shape { context: 1, arm_features: 0, arms, items: arms, rewards: (0.0, 1.0) };
        let given = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        for (name, _) in values {
            assert!(descriptor.part.parameter(name).is_some(), "{} has no {name}", descriptor.part.id);
        }
        Bench {
            agent: (descriptor.builder().build)(&Values(given), &shape).expect("the agent can live here"),
            items: (0..arms as u32).collect(),
            round: 0,
        }
    }

    pub fn learn(&mut self, arm: usize, reward: f64) {
        self.round += 1;
        self.agent.update_reward(&view(self.round, &self.items), arm, reward);
    }

    pub fn explain(&mut self) -> Explanation {
        self.agent.explain(&view(self.round, &self.items))
    }
}

/// Round `round`, which offers these items.
fn view(round: u64, items: &[u32]) -> View<'_> {
    View { round, context: &[1.0], items, arm_features: &[], expectations: &[] }
}

/// An option of a choice.
pub fn option(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

/// Fails unless the numbers agree to `tolerance`, absolute for numbers up to one and relative beyond.
pub fn assert_within(what: &str, ours: &[f64], theirs: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len(), "{what}: as many numbers");
    for (index, (our, their)) in ours.iter().zip(theirs).enumerate() {
        let error = (our - their).abs() / their.abs().max(1.0);
        assert!(error <= tolerance, "{what}[{index}]: ours {our:e}, theirs {their:e}");
    }
}
