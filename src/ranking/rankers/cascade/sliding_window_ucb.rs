//! CascadeSWUCB: CascadeUCB1 on the last rounds only.
//!
//! With N and S an item's observations and clicks among the last tau rounds of t: S / N + sqrt(xi ln min(t, tau) / N) (Li
//! and de Rijke 2019, Cascading Non-stationary Bandits; their xi is 1/2). An item that was
//! not observed within the window comes first.

use super::discounted_ucb::{XI, explanation};
use crate::declaration::{Kind, Parameter, Part, Scale};
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::observed::{Reading, number};
use crate::ranking::rankers::{Declaration, Family};
use crate::ranking::{Feedback, Ranker, RankerExplanation, SlateView};
use crate::stream::Stream;

const WINDOW: Parameter = Parameter {
    name: "window",
    title: "Window",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 2_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: "How many of the last rounds count; the paper takes 2 sqrt(n ln n) for n rounds.",
};

/// CascadeSWUCB.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Cascade,
    part: Part {
        id: "cascade_swucb",
        title: "CascadeSWUCB",
        sentence: "CascadeUCB1 that looks at the last rounds only, so that it follows when items become more or less attractive.",
        citation: "Li and de Rijke 2019, Cascading Non-stationary Bandits: Online Learning to Rank in the Non-stationary Cascade Model",
        parameters: &[WINDOW, XI],
    },
    sees_attractions: false,
    memory: |values, shape| {
        (5 * shape.slots as u64 + 4) * values.count(&WINDOW) as u64 + 24 * shape.items as u64
    },
    build: |values, shape| {
        Ok(Box::new(SlidingWindow {
            window: Window::new(values.count(&WINDOW), shape.slots, shape.items),
            xi: values.number(&XI),
            scores: vec![0.0; shape.items],
        }))
    },
};

/// Observations and clicks of each item over the last rounds, at a cost of the slots a round. Whole numbers, so that
/// nothing ever adds up wrong.
#[derive(Clone)]
struct Window {
    length: usize,
    slots: usize,
    /// Item and click of each observation of the last rounds, `slots` a round, in a ring.
    items: Vec<u32>,
    clicked: Vec<bool>,
    /// How many observations each of those rounds had.
    observed: Vec<u32>,
    filled: usize,
    next: usize,
    observations: Vec<f64>,
    clicks: Vec<f64>,
}

impl Window {
    fn new(length: usize, slots: usize, items: usize) -> Window {
        let length = length.max(1);
        Window {
            length,
            slots,
            items: vec![0; length * slots],
            clicked: vec![false; length * slots],
            observed: vec![0; length],
            filled: 0,
            next: 0,
            observations: vec![0.0; items],
            clicks: vec![0.0; items],
        }
    }

    fn learn(&mut self, observations: impl Iterator<Item = (usize, bool)>) {
        let first = self.next * self.slots;
        for place in first..first + self.observed[self.next] as usize {
            let leaving = self.items[place] as usize;
            self.observations[leaving] -= 1.0;
            self.clicks[leaving] -= number(self.clicked[place]);
        }
        let mut place = first;
        for (item, clicked) in observations.take(self.slots) {
            (self.items[place], self.clicked[place]) = (item as u32, clicked);
            self.observations[item] += 1.0;
            self.clicks[item] += number(clicked);
            place += 1;
        }
        self.observed[self.next] = (place - first) as u32;
        self.filled = (self.filled + 1).min(self.length);
        self.next = (self.next + 1) % self.length;
    }
}

#[derive(Clone)]
struct SlidingWindow {
    window: Window,
    xi: f64,
    scores: Vec<f64>,
}

impl SlidingWindow {
    /// Mean and bonus; an infinite one for an item without an observation in the window.
    fn mean_and_bonus(&self, item: usize) -> (f64, f64) {
        let observations = self.window.observations[item];
        if observations == 0.0 {
            return (0.0, f64::INFINITY);
        }
        let level = self.xi * libm::log(self.window.filled as f64);
        (self.window.clicks[item] / observations, libm::sqrt(level / observations))
    }
}

impl Ranker for SlidingWindow {
    fn rank(&mut self, _view: &SlateView<'_>, stream: &mut Stream, slate: &mut [u32]) {
        for item in 0..self.scores.len() {
            let (mean, bonus) = self.mean_and_bonus(item);
            self.scores[item] = mean + bonus;
        }
        largest(&self.scores, Ties::draw(stream), slate);
    }

    fn update(&mut self, _view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.window.learn(Reading::FirstClick.observations(slate, feedback));
    }

    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        explanation((0..self.scores.len()).map(|item| self.mean_and_bonus(item)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declaration::Value;
    use crate::ranking::rankers::testing::{Bench, assert_near};
    use proptest::prelude::*;

    /// A window of 2 rounds has forgotten the first.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DECLARATION, &[("window", Value::Number(2.0))], 3, 2);
        bench.learn(&[2, 1], &[true, false]);
        bench.learn(&[0, 1], &[false, false]);
        bench.learn(&[0, 2], &[true, false]);
        let log = 0.5 * libm::log(2.0);
        let scores = bench.explain().scores;
        assert_near(&scores[..2], &[0.5 + (log / 2.0).sqrt(), log.sqrt()]);
        assert_eq!(scores[2], f64::INFINITY);
    }

    proptest! {
        /// The same as adding up the last rounds from scratch.
        #[test]
        fn the_window_is_what_it_holds(
            length in 1_usize..20,
            rounds in proptest::collection::vec(proptest::collection::vec((0_usize..5, any::<bool>()), 0..4), 1..80),
        ) {
            let mut window = Window::new(length, 3, 5);
            rounds.iter().for_each(|round| window.learn(round.iter().copied()));
            let last = &rounds[rounds.len().saturating_sub(length)..];
            prop_assert_eq!(window.filled, last.len());
            for item in 0..5 {
                let own = last.iter().flatten().filter(|(other, _)| *other == item);
                prop_assert_eq!(window.observations[item], own.clone().count() as f64);
                prop_assert_eq!(window.clicks[item], own.filter(|(_, clicked)| *clicked).count() as f64);
            }
        }
    }
}
