//! An agent on a bench: for tests that teach it by hand.

use crate::agent::{ActionInfo, Agent, AgentDescriptor, Explanation, Feedback, View};
use crate::descriptor::{Value, Values};
use crate::environment::Shape;
use crate::math::random::RngStream;

/// An agent in an environment of some arms, a constant context and rewards in [0, 1].
#[derive(Clone)]
pub struct Bench {
    agent: Box<dyn Agent>,
    stream: RngStream,
    items: Vec<u32>,
    /// Number of the present round.
    round: u64,
    /// Whether the agent has chosen in it and was not taught since.
    chose: bool,
}

impl Bench {
    /// A fresh agent with these values.
    pub fn new(descriptor: &AgentDescriptor, values: &[(&str, Value)], arms: usize) -> Bench {
        let shape = Shape { context: 1, arm_features: 0, arms, items: arms, rewards: (0.0, 1.0) };
        Bench::in_environment(descriptor, values, &shape)
    }

    /// A fresh agent for an environment of this shape.
    pub fn in_environment(descriptor: &AgentDescriptor, values: &[(&str, Value)], shape: &Shape) -> Bench {
        let given = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let (validated, errors) = descriptor.part.validate(&Values(given));
        assert!(errors.is_empty(), "{errors:?}");
        Bench {
            agent: (descriptor.builder().build)(&validated, shape).expect("the agent can live here"),
            stream: RngStream::new(1, 0, "bench"),
            items: (0..shape.arms as u32).collect(),
            round: 0,
            chose: false,
        }
    }

    /// Offers only these items from now on.
    pub fn offer(&mut self, items: &[u32]) {
        self.items = items.to_vec();
    }

    /// Index of the chosen arm; a new round begins.
    pub fn choose(&mut self) -> usize {
        self.round += 1;
        self.chose = true;
        let view = view(self.round, &self.items);
        self.agent.choose(&view, &mut self.stream)
    }

    /// Teaches what the arm at this index earned: in the round of the last choice or, after that was taught, in a new one.
    pub fn learn(&mut self, slot: usize, reward: f64) {
        self.round += u64::from(!std::mem::take(&mut self.chose));
        self.agent.update_reward(&view(self.round, &self.items), slot, reward);
    }

    /// Tells what the arm at this index earned in a round of which the agent noted this, at the end of the same round.
    pub fn update(&mut self, slot: usize, reward: f64, info: ActionInfo) {
        let feedback = Feedback { reward, objectives: &[], info, now: self.round };
        self.agent.update(&view(self.round, &self.items), slot, &feedback);
    }

    /// What the agent noted of its last choice.
    pub fn info(&self) -> ActionInfo {
        self.agent.info()
    }

    /// What the agent thinks.
    pub fn explain(&mut self) -> Explanation {
        self.agent.explain(&view(self.round, &self.items))
    }
}

/// Round `round`, which offers these items.
fn view(round: u64, items: &[u32]) -> View<'_> {
    View { round, context: &[1.0], items, arm_features: &[], expectations: &[] }
}

/// A choice of an option.
pub fn option(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

/// Fails unless the numbers agree to 1e-12.
pub fn assert_near(ours: &[f64], expected: &[f64]) {
    assert_eq!(ours.len(), expected.len());
    for (our, expected) in ours.iter().zip(expected) {
        assert!((our - expected).abs() < 1e-12, "{ours:?}");
    }
}
