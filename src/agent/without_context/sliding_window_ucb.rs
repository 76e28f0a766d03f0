//! Sliding-window UCB: UCB1 on the last rounds only.
//!
//! With N and S an arm's pulls and rewards among the last tau rounds of t: S / N + sqrt(xi ln min(t, tau) / N) (Garivier
//! and Moulines 2011, On Upper-Confidence Bound Policies for Switching Bandit Problems, section 2.2, with rewards in
//! [0, 1]). An arm without a round in the window is tried again.

use super::bonus_agent::{Bonus, BonusAgent};
use crate::agent::{Agent, BuildError, Declaration, Family, View};
use crate::declaration::{Kind, Parameter, Part, Scale, Values};
use crate::world::Shape;

/// How many rounds are remembered.
pub const WINDOW: Parameter = Parameter {
    name: "window",
    title: "Window",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 1_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: "How many of the last rounds count; all before are forgotten.",
};

const XI: Parameter = Parameter {
    name: "xi",
    title: "Xi",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.6, scale: Scale::Linear },
    unit: "",
    help: "How much uncertainty counts: 0 never explores, 2 is UCB1's.",
};

/// Sliding-window UCB.
pub static DECLARATION: Declaration = Declaration {
    family: Family::WithoutContext,
    part: Part {
        id: "sliding_window_ucb",
        title: "Sliding-window UCB",
        sentence: "UCB1 that looks at the last rounds only, so that it follows when arms become better or worse; rewards are scaled to 0..1.",
        citation: "Garivier and Moulines 2011, On Upper-Confidence Bound Policies for Switching Bandit Problems",
        parameters: &[WINDOW, XI],
    },
    sees_expectations: false,
    memory: |values, shape| {
        12 * values.count(&WINDOW) as u64 + 16 * shape.items as u64 + 8 * shape.arms as u64
    },
    build,
};

/// Pulls and rewards of each item over the last rounds, at a constant cost a round.
#[derive(Debug, Clone)]
struct Window {
    /// Item and reward of the last rounds, in a ring.
    items: Vec<u32>,
    rewards: Vec<f64>,
    filled: usize,
    next: usize,
    pulls: Vec<f64>,
    sums: Vec<f64>,
}

impl Window {
    fn new(length: usize, items: usize) -> Window {
        Window {
            items: vec![0; length.max(1)],
            rewards: vec![0.0; length.max(1)],
            filled: 0,
            next: 0,
            pulls: vec![0.0; items],
            sums: vec![0.0; items],
        }
    }

    fn learn(&mut self, item: u32, reward: f64) {
        if self.filled == self.items.len() {
            let leaving = self.items[self.next] as usize;
            self.pulls[leaving] -= 1.0;
            self.sums[leaving] -= self.rewards[self.next];
        } else {
            self.filled += 1;
        }
        self.items[self.next] = item;
        self.rewards[self.next] = reward;
        self.pulls[item as usize] += 1.0;
        self.sums[item as usize] += reward;
        self.next += 1;
        if self.next == self.items.len() {
            self.next = 0;
            self.add_up();
        }
    }

    /// Adds all up afresh, once around the ring, so that rounding errors never pile up.
    fn add_up(&mut self) {
        self.sums.fill(0.0);
        for (item, reward) in self.items.iter().zip(&self.rewards) {
            self.sums[*item as usize] += reward;
        }
    }
}

#[derive(Clone)]
struct SlidingWindowUcb {
    window: Window,
    xi: f64,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let bonus =
        SlidingWindowUcb { window: Window::new(values.count(&WINDOW), shape.items), xi: values.number(&XI) };
    Ok(Box::new(BonusAgent::new(shape, bonus)))
}

impl Bonus for SlidingWindowUcb {
    /// Mean and bonus; infinite for an arm without a round in the window.
    fn mean_and_bonus(&self, view: &View<'_>, slot: usize) -> (f64, f64) {
        let item = view.items[slot] as usize;
        let pulls = self.window.pulls[item];
        if pulls == 0.0 {
            return (0.0, f64::INFINITY);
        }
        let level = self.xi * libm::log(self.window.filled as f64);
        (self.window.sums[item] / pulls, libm::sqrt(level / pulls))
    }

    fn learn(&mut self, item: u32, reward: f64) {
        self.window.learn(item, reward);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::agent::Reason;
    use crate::declaration::Value;
    use proptest::prelude::*;

    /// A window of 3 rounds has forgotten the first reward.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DECLARATION, &[("window", Value::Number(3.0))], 2);
        for (arm, reward) in [(0, 1.0), (0, 0.0), (1, 0.5), (0, 0.25)] {
            bench.learn(arm, reward);
        }
        let log = 0.6 * libm::log(3.0);
        assert_near(&bench.explain().scores, &[0.125 + (log / 2.0).sqrt(), 0.5 + log.sqrt()]);
        bench.learn(0, 0.0);
        bench.learn(0, 0.0);
        assert_eq!((bench.choose(), bench.explain().reason), (1, Reason::Scheduled));
    }

    proptest! {
        /// The same as adding up the last rounds from scratch.
        #[test]
        fn the_window_is_what_it_holds(
            length in 1_usize..60,
            rounds in proptest::collection::vec((0_u32..4, 0.0_f64..1.0), 1..400),
        ) {
            let mut window = Window::new(length, 4);
            for (item, reward) in &rounds {
                window.learn(*item, *reward);
            }
            let last = &rounds[rounds.len().saturating_sub(length)..];
            prop_assert_eq!(window.filled, last.len());
            for item in 0..4_u32 {
                let own = last.iter().filter(|(other, _)| *other == item);
                prop_assert_eq!(window.pulls[item as usize], own.clone().count() as f64);
                let sum: f64 = own.map(|(_, reward)| reward).sum();
                prop_assert!((window.sums[item as usize] - sum).abs() < 1e-12);
            }
        }
    }
}
