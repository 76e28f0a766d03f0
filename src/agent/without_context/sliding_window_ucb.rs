//! Sliding-window UCB: UCB1 on the last rounds only.
//!
//! With N and S an arm's pulls and rewards among the last tau rounds of t: S / N + sqrt(xi ln min(t, tau) / N) (Garivier
//! and Moulines 2011, On Upper-Confidence Bound Policies for Switching Bandit Problems, section 2.2, with rewards in
//! [0, 1]). An arm without a round in the window is tried again; with a xi of 0, which never explores, it keeps the mean that it
//! had when its last round left the window.

use super::bonus_agent::{self, Bonus, BonusAgent};
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Clock, Family, View};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

/// How many rounds are remembered.
pub const WINDOW: Parameter = Parameter {
    name: "window",
    title: "Window",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 1_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("How many of the last rounds count, with feedback or not; all earlier ones are forgotten."),
};

const XI: Parameter = Parameter {
    name: "xi",
    title: "Xi",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.6, scale: Scale::Linear },
    unit: "",
    help: words(
        "How much uncertainty counts: 0 never explores once every arm was tried (an arm that left the window keeps its last mean), 2 is UCB1's.",
    ),
};

/// Sliding-window UCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "sliding_window_ucb",
        title: "Sliding-window UCB",
        sentence: words(
            "UCB1 that looks at the last rounds only, so that it follows when arms become better or worse; rewards are scaled to 0..1.",
        ),
        citation: words(
            "Garivier and Moulines 2011, On Upper-Confidence Bound Policies for Switching Bandit Problems",
        ),
        facts: &[],
        parameters: &[WINDOW, XI],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| {
        let own = 12 * values.count(&WINDOW) as u64 + 40 * shape.items as u64;
        own + bonus_agent::memory(shape)
    },
    build,
};

/// In place of an item, for a round without feedback.
const NONE: u32 = u32::MAX;

/// Pulls and rewards of each item over the last rounds, with feedback or not, at a constant cost a round.
#[derive(Debug, Clone)]
struct Window {
    clock: Clock,
    /// Item ([`NONE`] where no feedback has arrived) and reward of the last rounds, in a ring: of round t at place (t - 1) modulo
    /// its length.
    items: Vec<u32>,
    rewards: Vec<f64>,
    pulls: Vec<f64>,
    sums: Vec<f64>,
    /// The mean of each item when its last round left the window, or the last reward that came too late for the window; none
    /// where there was neither.
    known: Vec<Option<f64>>,
}

impl Window {
    fn new(length: usize, items: usize) -> Window {
        Window {
            clock: Clock::default(),
            items: vec![NONE; length.max(1)],
            rewards: vec![0.0; length.max(1)],
            pulls: vec![0.0; items],
            sums: vec![0.0; items],
            known: vec![None; items],
        }
    }

    /// Number of rounds in the window: those that are over, at most its length.
    fn rounds(&self) -> u64 {
        self.clock.over().min(self.items.len() as u64)
    }

    /// A round (from 1) begins: those before it are over, and as many leave the window as don't fit into it any more.
    fn begin(&mut self, round: u64) {
        let passed = self.clock.begin(round);
        self.pass(passed);
    }

    fn pass(&mut self, passed: u64) {
        let (over, length) = (self.clock.over(), self.items.len() as u64);
        for round in over - passed.min(length)..over {
            let place = (round % length) as usize;
            if place == 0 {
                self.add_up();
            }
            self.take_back(place);
        }
    }

    fn take_back(&mut self, place: usize) {
        let item = std::mem::replace(&mut self.items[place], NONE);
        if item != NONE {
            let item = item as usize;
            if self.pulls[item] == 1.0 {
                self.known[item] = Some(self.rewards[place]);
            }
            self.pulls[item] -= 1.0;
            self.sums[item] -= self.rewards[place];
        }
    }

    /// Learns, at the end of a round or later, what an item earned in it.
    fn learn(&mut self, round: u64, item: u32, reward: f64) {
        let passed = self.clock.end(round);
        self.pass(passed);
        let length = self.items.len() as u64;
        if self.clock.age(round) >= length {
            if self.pulls[item as usize] == 0.0 {
                self.known[item as usize] = Some(reward);
            }
            return;
        }
        let place = (round.saturating_sub(1) % length) as usize;
        self.take_back(place);
        self.items[place] = item;
        self.rewards[place] = reward;
        self.pulls[item as usize] += 1.0;
        self.sums[item as usize] += reward;
        if place + 1 == self.items.len() {
            self.add_up();
        }
    }

    /// Adds up what is in the ring, once around it, so that rounding errors never pile up.
    fn add_up(&mut self) {
        self.sums.fill(0.0);
        for (item, reward) in self.items.iter().zip(&self.rewards) {
            if *item != NONE {
                self.sums[*item as usize] += reward;
            }
        }
    }
}

#[derive(Clone)]
struct SlidingWindowUcb {
    window: Window,
    /// Choices of each item under way.
    under_way: Vec<f64>,
    xi: f64,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let bonus = SlidingWindowUcb {
        window: Window::new(values.count(&WINDOW), shape.items),
        under_way: vec![0.0; shape.items],
        xi: values.number(&XI),
    };
    Ok(Box::new(BonusAgent::new(shape, bonus)))
}

crate::state::state_fields! {
    Window { clock, items, rewards, pulls, sums, known }
    valid(window) { window.items.iter().all(|item| (*item as usize) < window.pulls.len() || *item == NONE) }
}

crate::state::state_fields! {
    SlidingWindowUcb { window, under_way } fixed { xi }
}

impl Bonus for SlidingWindowUcb {
    /// Mean and bonus; infinite for an arm without a round in the window and none under way, unless nothing is to be
    /// explored.
    fn mean_and_bonus(&self, view: &View<'_>, slot: usize) -> (f64, f64) {
        let item = view.items[slot] as usize;
        let pulls = self.window.pulls[item];
        let (known, under_way) = (self.window.known[item], self.under_way[item]);
        let level = self.xi * libm::log(self.window.rounds().max(1) as f64);
        if pulls > 0.0 {
            return (self.window.sums[item] / pulls, f64::sqrt(level / (pulls + under_way)));
        }
        match known {
            Some(known) if self.xi == 0.0 => (known, 0.0),
            // It is being tried: until its feedback arrives, what was known before, or else the middle of the range.
            _ if under_way > 0.0 => (known.unwrap_or(0.5), f64::sqrt(level / under_way)),
            _ => (0.0, f64::INFINITY),
        }
    }

    fn begin(&mut self, round: u64) {
        self.window.begin(round);
    }

    fn under_way(&mut self, _round: u64, item: u32, by: f64) {
        self.under_way[item as usize] += by;
    }

    fn learn(&mut self, round: u64, item: u32, reward: f64) {
        self.window.learn(round, item, reward);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::agent::Reason;
    use crate::descriptor::Value;
    use proptest::prelude::*;

    /// A window of 3 rounds has forgotten the first reward.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("window", Value::Number(3.0))], 2);
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
            for (round, (item, reward)) in (1..).zip(&rounds) {
                window.learn(round, *item, *reward);
            }
            let last = &rounds[rounds.len().saturating_sub(length)..];
            prop_assert_eq!(window.rounds(), last.len() as u64);
            for item in 0..4_u32 {
                let own = last.iter().filter(|(other, _)| *other == item);
                prop_assert_eq!(window.pulls[item as usize], own.clone().count() as f64);
                let sum: f64 = own.map(|(_, reward)| reward).sum();
                prop_assert!((window.sums[item as usize] - sum).abs() < 1e-12);
            }
        }
    }
}
