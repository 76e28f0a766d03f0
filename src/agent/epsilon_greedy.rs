//! Epsilon-greedy on linear models: mostly the largest estimate, now and then any arm. With an epsilon of 0 it is what
//! others call LinGreedy.

use super::linear::{self, ArmModels, BIAS, GAMMA, INTERACTIONS, MODEL, RewardModel, TIKHONOV};
use super::{Agent, AgentDescriptor, BuildError, Builder, Clock, Explanation, Family, Reason, View, largest};
use crate::agent::largest_chances;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Schedule, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

/// Probability of exploring.
pub const EPSILON: Parameter = Parameter {
    name: "epsilon",
    title: "Epsilon",
    kind: Kind::Schedule { minimum: 0.0, maximum: 1.0, default: 0.1, scale: Scale::Linear },
    unit: "probability",
    help: words(
        "How often, at the start, it takes an arm at random instead of the one with the largest estimate.",
    ),
};

/// How fast that goes down.
pub const HALF_LIFE: Parameter = Parameter {
    name: "half_life",
    title: "Half-life of epsilon",
    kind: Kind::Integer { minimum: 0, maximum: 1_000_000, default: 0, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("After so many rounds epsilon is half as large; 0 keeps it constant."),
};

/// Epsilon-greedy.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::Linear,
    part: Descriptor {
        id: "epsilon_greedy",
        title: "Epsilon-greedy",
        sentence: words(
            "Estimates each arm's reward by ridge regression, takes the largest estimate, and with probability epsilon any arm.",
        ),
        citation: words(
            "Sutton and Barto 2018, Reinforcement Learning, section 2.2; on linear models as in TF-Agents",
        ),
        facts: linear::MODEL_FACTS,
        parameters: &[EPSILON, HALF_LIFE, MODEL, TIKHONOV, GAMMA, BIAS, INTERACTIONS],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, memory: linear::memory, build };

/// The coin that says when to explore.
#[derive(Clone)]
pub struct Coin {
    clock: Clock,
    /// Epsilon in the present round; where it follows a schedule, what its half-life has left of it.
    epsilon: f64,
    /// What one round leaves of epsilon.
    keep: f64,
    /// What epsilon is in each round apart from its half-life; none where it is constant.
    schedule: Option<Schedule>,
}

crate::state::state_fields! {
    Coin { clock, epsilon } fixed { keep, schedule }
}

impl Coin {
    /// The coin that these values ask for.
    pub fn new(values: &Values) -> Coin {
        Coin::with(values, &EPSILON)
    }

    /// The same for an agent whose epsilon, as the parameter says, begins elsewhere when none is given.
    pub fn with(values: &Values, epsilon: &Parameter) -> Coin {
        let half_life = values.number(&HALF_LIFE);
        let keep = if half_life > 0.0 { libm::exp2(-1.0 / half_life) } else { 1.0 };
        let schedule = values.schedule(epsilon);
        let (epsilon, schedule) = match schedule.is_constant() {
            Some(epsilon) => (epsilon, None),
            None => (1.0, Some(schedule)),
        };
        Coin { clock: Clock::default(), epsilon, keep, schedule }
    }

    /// Its probability of exploring in round `round`, which is not before any that it was asked about.
    pub fn epsilon_of(&mut self, round: u64) -> f64 {
        if self.keep < 1.0 {
            (0..self.clock.begin(round)).for_each(|_| self.epsilon *= self.keep);
        }
        self.schedule.as_ref().map_or(self.epsilon, |schedule| schedule.value(round) * self.epsilon)
    }

    /// Flips it for round `round`, whether or not it was flipped in all rounds before: [`Reason::Explored`] or
    /// [`Reason::Greedy`].
    pub fn flip(&mut self, round: u64, stream: &mut RngStream) -> Reason {
        let epsilon = self.epsilon_of(round);
        if stream.uniform() < epsilon { Reason::Explored { epsilon } } else { Reason::Greedy { epsilon } }
    }
}

#[derive(Clone)]
struct EpsilonGreedy {
    models: ArmModels,
    coin: Coin,
    /// Why the last choice was made.
    reason: Reason,
    estimates: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(EpsilonGreedy {
        models: linear::build(DESCRIPTOR.part.title, values, shape)?,
        coin: Coin::new(values),
        reason: Reason::default(),
        estimates: vec![0.0; shape.arms],
    }))
}

crate::state::state_fields! {
    EpsilonGreedy { models, coin, reason } fixed { estimates }
}

impl Agent for EpsilonGreedy {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.reason = self.coin.flip(view.round, stream);
        if matches!(self.reason, Reason::Explored { .. }) {
            return stream.below(view.items.len());
        }
        let estimates = &mut self.estimates[..view.items.len()];
        self.models.means(view, estimates);
        largest(estimates, stream)
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.models.learn(view, chosen, reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        let estimates = &mut asked.estimates[..view.items.len()];
        asked.models.means(view, estimates);
        largest_chances(estimates).or_any(asked.coin.epsilon_of(view.round))
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let (estimates, widths) = self.models.thoughts(view);
        let scores = estimates.clone();
        Explanation { estimates, widths, scores, reason: self.reason, ..Explanation::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    /// A schedule is followed by rounds, and the half-life comes on top of it.
    #[test]
    fn epsilon_follows_a_schedule() {
        let mut values = Values::default();
        values.set(&EPSILON, Value::Choice("0.8 until 100 then 0.2".to_owned()));
        let of = |values: &Values, rounds: [u64; 4]| {
            let mut coin = Coin::new(values);
            rounds.map(|round| coin.epsilon_of(round))
        };
        assert_eq!(of(&values, [1, 100, 101, 900]), [0.8, 0.8, 0.2, 0.2]);
        values.set(&HALF_LIFE, Value::Number(100.0));
        let halved = of(&values, [1, 1, 101, 201]);
        assert!((halved[2] - 0.1).abs() < 1e-12 && (halved[3] - 0.05).abs() < 1e-12, "{halved:?}");
    }

    /// The coin of round t says explore with probability epsilon 2^(-t / half-life).
    #[test]
    fn epsilon_halves_after_its_half_life() {
        let shape = Shape { context: 1, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
        let mut values = Values::default();
        values.set(&EPSILON, Value::Number(0.8));
        values.set(&HALF_LIFE, Value::Number(100.0));
        let mut agent = build(&values, &shape).expect("a disjoint model needs no arm features");
        let mut view =
            View { round: 1, context: &[1.0], items: &[0, 1], arm_features: &[], expectations: &[] };
        let mut stream = RngStream::new(1, 0, "test");
        // A member of a mixture is not asked every round.
        for round in (1..=101).chain([150, 201]) {
            view.round = round;
            agent.choose(&view, &mut stream);
        }
        let (Reason::Explored { epsilon } | Reason::Greedy { epsilon }) = agent.explain(&view).reason else {
            panic!("epsilon-greedy gives a reason with epsilon");
        };
        assert!((epsilon - 0.2).abs() < 1e-12, "{epsilon}");
    }
}
