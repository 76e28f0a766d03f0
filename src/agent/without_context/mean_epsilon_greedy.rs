//! Epsilon-greedy on means: mostly the arm that earned most on average, now and then any arm.
//!
//! With probability epsilon any offered arm, each equally likely; else the largest mean. Epsilon is constant, or
//! min(1, c / t) in round t (Auer, Cesa-Bianchi and Fischer 2002, figure 3, whose c K / d^2 is our c).

use super::stats::ArmStats;
use super::untried::{UNTRIED, draw_untried, untried_first};
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, Reason, View, largest, largest_chances,
};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Schedule, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

const CONSTANT: &str = "constant";
const ONE_OVER_T: &str = "one_over_t";

const SCHEDULE: Parameter = Parameter {
    name: "schedule",
    title: "Schedule",
    kind: Kind::Choice {
        options: &[
            Choice { id: CONSTANT, title: "constant epsilon" },
            Choice { id: ONE_OVER_T, title: "epsilon = c / t (Auer 2002)" },
        ],
        default: CONSTANT,
    },
    unit: "",
    help: words("Whether it explores as often for ever, or less and less."),
};

const EPSILON: Parameter = Parameter {
    name: "epsilon",
    title: "Epsilon",
    kind: Kind::Schedule { minimum: 0.0, maximum: 1.0, default: 0.1, scale: Scale::Linear },
    unit: "probability",
    help: words(
        "Where it is constant: how often it takes an arm at random instead of the one with the largest mean.",
    ),
};

const C: Parameter = Parameter {
    name: "c",
    title: "c",
    kind: Kind::Number { minimum: 0.0, maximum: 1_000_000.0, default: 100.0, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("Where epsilon is c / t: about so many rounds at the start are spent exploring."),
};

/// Epsilon-greedy on means.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "mean_epsilon_greedy",
        title: "Epsilon-greedy on means",
        sentence: words(
            "Takes the arm with the largest mean reward so far, and with probability epsilon any arm; it does not look at the context.",
        ),
        citation: words(
            "Sutton and Barto 2018, Reinforcement Learning, section 2.2; Auer, Cesa-Bianchi and Fischer 2002, Finite-time Analysis of the Multiarmed Bandit Problem",
        ),
        facts: &[],
        parameters: &[SCHEDULE, EPSILON, C, UNTRIED],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| ArmStats::memory(shape.items) + 8 * shape.arms as u64,
    build,
};

#[derive(Clone)]
struct MeanEpsilonGreedy {
    stats: ArmStats,
    untried_first: bool,
    /// Epsilon where it is not c / t.
    epsilon: Option<Schedule>,
    c: f64,
    reason: Reason,
    means: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(MeanEpsilonGreedy {
        stats: ArmStats::new(shape.items),
        untried_first: untried_first(values),
        epsilon: (!values.chose(&SCHEDULE, ONE_OVER_T)).then(|| values.schedule(&EPSILON)),
        c: values.number(&C),
        reason: Reason::default(),
        means: vec![0.0; shape.arms],
    }))
}

impl MeanEpsilonGreedy {
    fn epsilon_of(&self, round: u64) -> f64 {
        match &self.epsilon {
            Some(schedule) => schedule.value(round),
            None => (self.c / round.max(1) as f64).min(1.0),
        }
    }

    fn draw(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        if let Some(slot) = draw_untried(self.untried_first, &self.stats, view, stream) {
            self.reason = Reason::Scheduled;
            return slot;
        }
        let epsilon = self.epsilon_of(view.round);
        if stream.uniform() < epsilon {
            self.reason = Reason::Explored { epsilon };
            return stream.below(view.items.len());
        }
        self.reason = Reason::Greedy { epsilon };
        let means = &mut self.means[..view.items.len()];
        self.stats.means(view, means);
        largest(means, stream)
    }
}

crate::state::state_fields! {
    MeanEpsilonGreedy { stats, reason } fixed { untried_first, epsilon, c, means }
}

impl Agent for MeanEpsilonGreedy {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.stats.begin();
        let chosen = self.draw(view, stream);
        self.stats.chose(view, chosen);
        chosen
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        self.stats.learn(view, chosen, reward);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut stats = self.stats.clone();
        stats.begin();
        let mut unheard = vec![0.0; view.items.len()];
        if self.untried_first && stats.unheard(view, &mut unheard) {
            return ActionProbabilities::exact(unheard);
        }
        largest_chances(&stats.estimates(view)).or_any(self.epsilon_of(view.round))
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.stats.explanation(view, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near, option};
    use super::super::untried::ZERO;
    use super::*;
    use crate::descriptor::Value;

    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("epsilon", Value::Number(0.0))], 3);
        let mut tried = [false; 3];
        for _ in 0..3 {
            let arm = bench.choose();
            assert_eq!(bench.explain().reason, Reason::Scheduled);
            assert!(!std::mem::replace(&mut tried[arm], true), "each arm once");
            bench.learn(arm, [0.25, 1.0, 0.5][arm]);
        }
        bench.learn(1, -1.0);
        bench.learn(2, 1.0);
        assert_eq!((bench.choose(), bench.explain().reason), (2, Reason::Greedy { epsilon: 0.0 }));
        assert_near(&bench.explain().estimates, &[0.25, 0.0, 0.75]);
    }

    /// With c = 2: 1, 1, 2/3, 1/2 in rounds 1 to 4.
    #[test]
    fn epsilon_falls_with_time() {
        let values = [("schedule", option(ONE_OVER_T)), ("c", Value::Number(2.0)), ("untried", option(ZERO))];
        let mut bench = Bench::new(&DESCRIPTOR, &values, 2);
        for expected in [1.0, 1.0, 2.0 / 3.0, 0.5] {
            bench.choose();
            let (Reason::Explored { epsilon } | Reason::Greedy { epsilon }) = bench.explain().reason else {
                panic!("a reason with epsilon");
            };
            assert_near(&[epsilon], &[expected]);
        }
    }

    /// It explores as often as it should, and then takes each arm as often as the others.
    #[test]
    fn the_coin_is_fair() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("epsilon", Value::Number(0.3))], 3);
        bench.learn(0, 0.0);
        bench.learn(1, 1.0);
        bench.learn(2, 0.0);
        let mut counts = [0.0; 3];
        for _ in 0..20_000 {
            counts[bench.choose()] += 1.0;
        }
        for (count, expected) in counts.iter().zip([0.1, 0.8, 0.1_f64]) {
            let error = (20_000.0 * expected * (1.0 - expected)).sqrt();
            assert!((count - 20_000.0 * expected).abs() < 4.0 * error, "{counts:?}");
        }
    }
}
