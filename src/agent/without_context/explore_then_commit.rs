//! Explore-then-commit: every arm a fixed number of times, then for ever the one that earned most.
//!
//! While an offered arm has had fewer than m rounds, the one with the fewest is taken; then the largest mean of those m
//! rounds, which nothing that comes later changes (Lattimore and Szepesvari 2020, Bandit Algorithms, chapter 6).

use super::records::Records;
use crate::agent::{Agent, BuildError, Declaration, Explanation, Family, Reason, View, first_largest};
use crate::declaration::{Kind, Parameter, Part, Scale, Values};
use crate::stream::Stream;
use crate::world::Shape;

const ROUNDS_AN_ARM: Parameter = Parameter {
    name: "rounds_an_arm",
    title: "Rounds an arm",
    kind: Kind::Integer { minimum: 1, maximum: 10_000, default: 20, scale: Scale::Logarithmic },
    unit: "rounds",
    help: "How often each arm is tried before the best one is taken for ever.",
};

/// Explore-then-commit.
pub static DECLARATION: Declaration = Declaration {
    family: Family::WithoutContext,
    part: Part {
        id: "explore_then_commit",
        title: "Explore-then-commit",
        sentence: "Tries every arm a fixed number of times and then takes the one that earned most, for ever.",
        citation: "Lattimore and Szepesvari 2020, Bandit Algorithms, chapter 6",
        parameters: &[ROUNDS_AN_ARM],
    },
    sees_expectations: false,
    memory: |_, shape| Records::memory(shape.items) + 8 * shape.arms as u64,
    build,
};

#[derive(Clone)]
struct ExploreThenCommit {
    records: Records,
    rounds_an_arm: f64,
    reason: Reason,
    means: Vec<f64>,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    Ok(Box::new(ExploreThenCommit {
        records: Records::new(shape.items),
        rounds_an_arm: values.number(&ROUNDS_AN_ARM),
        reason: Reason::default(),
        means: vec![0.0; shape.arms],
    }))
}

impl Agent for ExploreThenCommit {
    fn choose(&mut self, view: &View<'_>, _stream: &mut Stream) -> usize {
        let pulls = |slot: usize| self.records.of(view, slot).pulls;
        let fewest =
            (1..view.items.len()).fold(0, |best, slot| if pulls(slot) < pulls(best) { slot } else { best });
        if pulls(fewest) < self.rounds_an_arm {
            self.reason = Reason::Scheduled;
            return fewest;
        }
        self.reason = Reason::Greedy { epsilon: 0.0 };
        let means = &mut self.means[..view.items.len()];
        self.records.means(view, means);
        first_largest(means)
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        if self.records.of(view, chosen).pulls < self.rounds_an_arm {
            self.records.learn(view, chosen, reward);
        }
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.records.explanation(view, self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::declaration::Value;

    /// Two rounds an arm, in turns; arm 1 is committed to, and stays so when it earns nothing any more.
    #[test]
    fn it_explores_in_turns_and_then_commits() {
        let mut bench = Bench::new(&DECLARATION, &[("rounds_an_arm", Value::Number(2.0))], 2);
        for (arm, reward) in [(0, 1.0), (1, 1.0), (0, 0.0), (1, 0.5)] {
            assert_eq!((bench.choose(), bench.explain().reason), (arm, Reason::Scheduled));
            bench.learn(arm, reward);
        }
        for _ in 0..10 {
            assert_eq!((bench.choose(), bench.explain().reason), (1, Reason::Greedy { epsilon: 0.0 }));
            bench.learn(1, 0.0);
        }
        assert_near(&bench.explain().estimates, &[0.5, 0.75]);
        bench.offer(&[0]);
        assert_eq!(bench.choose(), 0);
    }
}
