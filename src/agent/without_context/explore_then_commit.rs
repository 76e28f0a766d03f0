//! Explore-then-commit: every arm a fixed number of times, then for ever the one that earned most.
//!
//! While an offered arm was chosen fewer than m times, one that was chosen least often is taken; then the largest mean of
//! those m rounds, which nothing that comes later changes (Lattimore and Szepesvari 2020, Bandit Algorithms, chapter 6).
//!
//! Where feedback is late or missing, an arm without feedback when all have had their m rounds comes first, and
//! the means are those of the first m rounds of each arm with feedback so far.

use super::stats::ArmStats;
use crate::agent::{
    Agent, AgentDescriptor, BuildError, Builder, Explanation, Family, Reason, View, draw_one, largest,
    largest_chances,
};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

const ROUNDS_AN_ARM: Parameter = Parameter {
    name: "rounds_an_arm",
    title: "Rounds an arm",
    kind: Kind::Integer { minimum: 1, maximum: 10_000, default: 20, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "How often each arm is chosen before the best one is taken for ever. Where feedback is late or missing, arms of which nothing is known are tried on at random, and the best one is that of the rounds with feedback so far, at most this many of each arm.",
    ),
};

/// Explore-then-commit.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "explore_then_commit",
        title: "Explore-then-commit",
        sentence: words(
            "Tries every arm a fixed number of times and then takes the one that earned most, for ever.",
        ),
        citation: words("Lattimore and Szepesvari 2020, Bandit Algorithms, chapter 6"),
        facts: &[],
        parameters: &[ROUNDS_AN_ARM],
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
struct ExploreThenCommit {
    stats: ArmStats,
    rounds_an_arm: f64,
    reason: Reason,
    means: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(ExploreThenCommit {
        stats: ArmStats::new(shape.items),
        rounds_an_arm: values.number(&ROUNDS_AN_ARM),
        reason: Reason::default(),
        means: vec![0.0; shape.arms],
    }))
}

impl ExploreThenCommit {
    fn draw(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        let arms = view.items.len();
        self.reason = Reason::Scheduled;
        let fewest = (0..arms).map(|slot| self.stats.tries(view, slot)).fold(f64::INFINITY, f64::min);
        if fewest < self.rounds_an_arm {
            let least = |slot: usize| self.stats.tries(view, slot) == fewest;
            return draw_one(arms, least, stream).unwrap_or(0);
        }
        if let Some(slot) = self.stats.draw_unheard(view, stream) {
            return slot;
        }
        self.reason = Reason::Greedy { epsilon: 0.0 };
        let means = &mut self.means[..arms];
        self.stats.means(view, means);
        largest(means, stream)
    }
}

crate::state::state_fields! {
    ExploreThenCommit { stats, reason } fixed { rounds_an_arm, means }
}

impl Agent for ExploreThenCommit {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.stats.begin();
        let chosen = self.draw(view, stream);
        self.stats.chose(view, chosen);
        chosen
    }

    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        if self.stats.of(view, chosen).pulls < self.rounds_an_arm {
            self.stats.learn(view, chosen, reward);
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let (mut stats, arms) = (self.stats.clone(), view.items.len());
        stats.begin();
        let tries: Vec<f64> = (0..arms).map(|slot| stats.tries(view, slot)).collect();
        let fewest = tries.iter().copied().fold(f64::INFINITY, f64::min);
        if fewest < self.rounds_an_arm {
            return largest_chances(&tries.iter().map(|tries| -tries).collect::<Vec<f64>>());
        }
        let mut unheard = vec![0.0; arms];
        if stats.unheard(view, &mut unheard) {
            return ActionProbabilities::exact(unheard);
        }
        largest_chances(&stats.estimates(view))
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.stats.explanation(view, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::descriptor::Value;

    /// Two rounds an arm, in turns; arm 1 is committed to, and stays so when it earns nothing any more.
    #[test]
    fn it_explores_in_turns_and_then_commits() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("rounds_an_arm", Value::Number(2.0))], 2);
        for rewards in [[1.0, 1.0], [0.0, 0.5]] {
            let mut tried = [false; 2];
            for _ in 0..2 {
                let arm = bench.choose();
                assert_eq!(bench.explain().reason, Reason::Scheduled);
                assert!(!std::mem::replace(&mut tried[arm], true), "each arm once");
                bench.learn(arm, rewards[arm]);
            }
        }
        for _ in 0..10 {
            assert_eq!((bench.choose(), bench.explain().reason), (1, Reason::Greedy { epsilon: 0.0 }));
            bench.learn(1, 0.0);
        }
        assert_near(&bench.explain().estimates, &[0.5, 0.75]);
        bench.offer(&[0]);
        assert_eq!(bench.choose(), 0);
    }

    /// No feedback arrives: each arm twice, as evenly as can be, and then any of them. Then feedback on arm 2 arrives: the others come
    /// first. Then all are: the best of the feedback so far, and no more of each arm than two rounds count.
    #[test]
    fn it_commits_by_what_it_heard() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("rounds_an_arm", Value::Number(2.0))], 3);
        for turn in 1..=2 {
            let mut counts = [0; 3];
            (0..3).for_each(|_| counts[bench.choose()] += 1);
            assert_eq!(counts, [1; 3], "turn {turn}");
        }
        let drawn = |bench: &mut Bench| {
            let mut found: Vec<usize> = (0..60).map(|_| bench.choose()).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        assert_eq!(drawn(&mut bench), [0, 1, 2]);
        bench.learn(2, 1.0);
        assert_eq!(drawn(&mut bench), [0, 1]);
        bench.learn(1, 0.5);
        bench.learn(0, 0.25);
        assert_eq!(drawn(&mut bench), [2]);
        bench.learn(2, 0.0);
        bench.learn(1, 0.75);
        bench.learn(2, 1.0);
        assert_eq!(drawn(&mut bench), [1]);
        assert_near(&bench.explain().estimates, &[0.25, 0.625, 0.5]);
    }
}
