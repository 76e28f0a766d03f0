//! An agent among a few arms made by hand, driven round by round, with everything that it did in view.

use bandit_playground::agent::{self, ActionInfo, Agent, Explanation, Feedback, InnerView, View};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::Shape;
use bandit_playground::math::random::RngStream;

use super::driver::values;

/// Number of arms.
pub const ARMS: usize = 4;

/// Context and arm features, as many of the one as of the other; rewards of 0 and 1.
pub const SHAPE: Shape = Shape { context: 3, arm_features: 3, arms: ARMS, items: ARMS, rewards: (0.0, 1.0) };

const ITEMS: [u32; ARMS] = [0, 1, 2, 3];
const FEATURES: [f64; 12] = [0.9, -0.3, 0.1, -0.5, 0.4, 0.7, 0.2, 0.8, -0.6, -0.1, -0.7, 0.5];
const CHANCES: [f64; ARMS] = [0.35, 0.6, 0.45, 0.5];

/// A choice of which nothing was heard yet.
#[derive(Clone)]
struct Waiting {
    round: u64,
    context: [f64; 3],
    slot: usize,
    reward: f64,
    info: ActionInfo,
}

/// The driver. The arms' chances of a reward of 1 depend on the context.
#[derive(Clone)]
pub struct Arms {
    /// The agent.
    pub agent: Box<dyn Agent>,
    stream: RngStream,
    numbers_of_round: RngStream,
    waiting: Vec<Waiting>,
    /// After how many further rounds it hears of a choice.
    pub delay: u64,
    /// Number of the present round.
    pub round: u64,
    /// The context of the present round.
    pub context: [f64; 3],
    /// Features of the arms.
    pub features: [f64; 12],
    /// The last choice.
    pub slot: usize,
    /// What the agent noted of it.
    pub info: ActionInfo,
}

/// Values of an agent, with networks that are small and of which NeuralLinUCB makes no use.
fn validated(id: &str, of: &[(&str, Value)]) -> (&'static agent::AgentDescriptor, Values) {
    let descriptor = agent::find(id).expect("the agent exists");
    let mut all = Values::default();
    for (name, number) in [("width", 5.0), ("batch", 8.0), ("network_rounds", 0.0)] {
        if let Some(parameter) = descriptor.part.parameter(name) {
            all.set(parameter, Value::Number(number));
        }
    }
    all.0.extend(values(of).0);
    let (validated, errors) = descriptor.part.validate(&all);
    assert!(errors.is_empty(), "{id}: {errors:?}");
    (descriptor, validated)
}

impl Arms {
    /// An agent with these values before its first round.
    pub fn new(id: &str, of: &[(&str, Value)], seed: u32) -> Arms {
        Arms::in_environment(id, of, seed, &SHAPE)
    }

    /// The same in an environment of another range of rewards.
    pub fn in_environment(id: &str, of: &[(&str, Value)], seed: u32, shape: &Shape) -> Arms {
        let (descriptor, values) = validated(id, of);
        Arms {
            agent: (descriptor.builder().build)(&values, shape).expect("the agent can be made"),
            stream: RngStream::new(11, seed, id),
            numbers_of_round: RngStream::new(11, seed, "luck"),
            waiting: Vec::new(),
            delay: 0,
            round: 0,
            context: [0.0; 3],
            features: FEATURES,
            slot: 0,
            info: ActionInfo::default(),
        }
    }

    fn view<'a>(round: u64, context: &'a [f64; 3], features: &'a [f64; 12]) -> View<'a> {
        View { round, context, items: &ITEMS, arm_features: features, expectations: &[] }
    }

    /// A round begins with a context of its own: the agent chooses, and what it thinks of the arms then is given.
    pub fn choose(&mut self) -> Explanation {
        self.context = [0; 3].map(|_| 2.0 * self.numbers_of_round.uniform() - 1.0);
        self.choose_again()
    }

    /// A round begins with the context of the last one.
    pub fn choose_again(&mut self) -> Explanation {
        self.round += 1;
        let view = Arms::view(self.round, &self.context, &self.features);
        self.slot = self.agent.choose(&view, &mut self.stream);
        self.info = self.agent.info();
        self.agent.explain(&view)
    }

    /// At the end of the present round it hears what its choice earned.
    pub fn update(&mut self, reward: f64) {
        self.teach(self.slot, reward);
    }

    /// At the end of the present round it hears what an arm earned.
    pub fn teach(&mut self, slot: usize, reward: f64) {
        let view = Arms::view(self.round, &self.context, &self.features);
        let feedback = Feedback { reward, objectives: &[], info: self.info, now: self.round };
        self.agent.update(&view, slot, &feedback);
    }

    /// What the last choice earned.
    pub fn reward(&mut self) -> f64 {
        let chance = CHANCES[self.slot] + 0.3 * self.context[self.slot % 3];
        f64::from(u8::from(self.numbers_of_round.uniform() < chance))
    }

    /// A whole round, and whatever is due at its end is heard.
    pub fn step(&mut self) -> Explanation {
        let thought = self.choose();
        let reward = self.reward();
        let (round, context, slot, info) = (self.round, self.context, self.slot, self.info);
        self.waiting.push(Waiting { round, context, slot, reward, info });
        for Waiting { round, context, slot, reward, info } in
            self.waiting.extract_if(.., |waiting| waiting.round + self.delay <= self.round)
        {
            let view = Arms::view(round, &context, &self.features);
            let feedback = Feedback { reward, objectives: &[], info, now: self.round };
            self.agent.update(&view, slot, &feedback);
        }
        thought
    }

    /// What it thinks of the arms now.
    pub fn explain(&mut self) -> Explanation {
        self.agent.explain(&Arms::view(self.round, &self.context, &self.features))
    }

    /// What its network is like.
    pub fn network(&self) -> InnerView {
        self.agent.inner_view().expect("the agent has a network")
    }
}

/// What an agent chose in so many rounds, each with what it thought of the arms.
pub fn episode(id: &str, of: &[(&str, Value)], delay: u64, rounds: usize) -> Vec<(usize, Explanation)> {
    let mut arms = Arms { delay, ..Arms::new(id, of, 0) };
    let step = |_| {
        let thought = arms.step();
        (arms.slot, thought)
    };
    (0..rounds).map(step).collect()
}
