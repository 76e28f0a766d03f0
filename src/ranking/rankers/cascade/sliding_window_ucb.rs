//! CascadeSWUCB: CascadeUCB1 on the last rounds only.
//!
//! With N and S an item's observations and clicks among the last tau rounds of t: S / N + sqrt(xi ln min(t, tau) / N) (Li
//! and de Rijke 2019, Cascading Non-stationary Bandits; their xi is 1/2). An item that was
//! not observed within the window comes first.
//!
//! The window holds what happened in the last tau rounds, with or without feedback on it. Pending shows in it count in the
//! bonus (see [`Pending`]).

use super::discounted_ucb::{XI, explanation};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::observed::{Reading, number};
use crate::ranking::rankers::pending::Pending;
use crate::ranking::rankers::{Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, SlateView};

const WINDOW: Parameter = Parameter {
    name: "window",
    title: "Window",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 2_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "How many of the last rounds count, with feedback or not; the paper takes 2 sqrt(n ln n) for n rounds.",
    ),
};

/// CascadeSWUCB.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Cascade,
    part: Descriptor {
        id: "cascade_swucb",
        title: "CascadeSWUCB",
        sentence: words(
            "CascadeUCB1 that looks at the last rounds only, so that it follows when items become more or less attractive.",
        ),
        citation: words(
            "Li and de Rijke 2019, Cascading Non-stationary Bandits: Online Learning to Rank in the Non-stationary Cascade Model",
        ),
        facts: &[],
        parameters: &[WINDOW, XI],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| {
        (5 * shape.slots as u64 + 4) * (values.count(&WINDOW) as u64 + 1)
            + 40 * shape.items as u64
            + Pending::memory(shape.items, shape.slots)
    },
    note_length: |_, _| 0,
    build: |values, shape| {
        Ok(Box::new(SlidingWindow {
            window: Window::new(values.count(&WINDOW), shape.slots, shape.items),
            pending: Pending::within(values.count(&WINDOW), shape.items, shape.slots),
            xi: values.number(&XI),
            scores: vec![0.0; shape.items],
        }))
    },
};

/// Observations and clicks of each item over the last rounds, at a cost of the slots a round. Whole numbers, so that
/// nothing ever adds up wrong.
#[derive(Clone)]
struct Window {
    length: u64,
    slots: usize,
    /// The slates of as many rounds and of one more, and their clicks, `slots` a round: round t has place t modulo their
    /// number.
    items: Vec<u32>,
    clicked: Vec<bool>,
    /// How many observations each of those rounds had, from the top of its slate; zero where feedback is still missing.
    observed: Vec<u32>,
    /// Number of the last round that is over.
    now: u64,
    observations: Vec<f64>,
    clicks: Vec<f64>,
    /// The mean of each item when its last observation left the window, or the last observation that came too late for the
    /// window; none where there was neither.
    known: Vec<Option<f64>>,
}

impl Window {
    fn new(length: usize, slots: usize, items: usize) -> Window {
        let places = length.max(1) + 1;
        Window {
            length: length.max(1) as u64,
            slots,
            items: vec![0; places * slots],
            clicked: vec![false; places * slots],
            observed: vec![0; places],
            now: 0,
            observations: vec![0.0; items],
            clicks: vec![0.0; items],
            known: vec![None; items],
        }
    }

    /// How many rounds it holds.
    fn filled(&self) -> u64 {
        self.now.min(self.length)
    }

    fn place(&self, round: u64) -> usize {
        (round % self.observed.len() as u64) as usize
    }

    /// Takes out what a place of the ring holds.
    fn clear(&mut self, place: usize) {
        let first = place * self.slots;
        let observed = std::mem::take(&mut self.observed[place]);
        for place in first..first + observed as usize {
            let leaving = self.items[place] as usize;
            if self.observations[leaving] == 1.0 {
                self.known[leaving] = Some(self.clicks[leaving]);
            }
            self.observations[leaving] -= 1.0;
            self.clicks[leaving] -= number(self.clicked[place]);
        }
    }

    /// All rounds up to this one are over, and those that are too old leave.
    fn advance(&mut self, round: u64) {
        while self.now < round {
            self.now += 1;
            if let Some(old) = self.now.checked_sub(self.length).filter(|old| *old > 0) {
                self.clear(self.place(old));
            }
        }
    }

    /// Learns at the end of round `now` what was observed in a round; what is too old for the window is remembered only as the
    /// last that is known of items without an observation in it.
    fn learn(&mut self, round: u64, now: u64, observations: impl Iterator<Item = (usize, bool)>) {
        self.advance(now);
        if round + self.length <= self.now {
            for (item, clicked) in observations.take(self.slots) {
                if self.observations[item] == 0.0 {
                    self.known[item] = Some(number(clicked));
                }
            }
            return;
        }
        let place = self.place(round);
        self.clear(place);
        let first = place * self.slots;
        let mut count = 0;
        for (item, clicked) in observations.take(self.slots) {
            (self.items[first + count], self.clicked[first + count]) = (item as u32, clicked);
            self.observations[item] += 1.0;
            self.clicks[item] += number(clicked);
            count += 1;
        }
        self.observed[place] = count as u32;
    }
}

#[derive(Clone)]
struct SlidingWindow {
    window: Window,
    pending: Pending,
    xi: f64,
    scores: Vec<f64>,
}

impl SlidingWindow {
    /// Scores the items in a new round.
    fn score(&mut self, view: &SlateView<'_>) {
        self.window.advance(view.round.saturating_sub(1));
        self.pending.begin(view.round, |_, _, _| {});
        let level = self.level();
        for item in 0..self.scores.len() {
            let (mean, bonus) = self.mean_and_bonus(item, level);
            self.scores[item] = mean + bonus;
        }
    }

    fn level(&self) -> f64 {
        self.xi * libm::log(self.window.filled() as f64)
    }

    /// Mean and bonus; an infinite one for an item that was neither observed within the window nor is pending.
    fn mean_and_bonus(&self, item: usize, level: f64) -> (f64, f64) {
        let (window, observations) = (&self.window, self.window.observations[item]);
        let tries = observations + self.pending.of(item);
        match window.known[item] {
            Some(known) if self.xi == 0.0 && observations == 0.0 => (known, 0.0),
            _ if tries == 0.0 => (0.0, f64::INFINITY),
            _ => {
                let mean = if observations > 0.0 { window.clicks[item] / observations } else { 0.0 };
                (mean, f64::sqrt(level / tries))
            }
        }
    }
}

crate::state::state_fields! {
    Window { items, clicked, observed, now, observations, clicks, known } fixed { length, slots }
    valid(window) {
        window.now <= crate::state::LATEST_ROUND
            && window.items.iter().all(|item| (*item as usize) < window.clicks.len())
            && window.observed.iter().all(|observed| *observed as usize <= window.slots)
    }
}

crate::state::state_fields! {
    SlidingWindow { window, pending } fixed { xi, scores }
}

impl Ranker for SlidingWindow {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.score(view);
        largest(&self.scores, Ties::draw(stream), slate);
        self.pending.show(view.round, slate);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.pending.receive(view.round, feedback.now, |_, _, _| {});
        self.window.learn(view.round, feedback.now, Reading::FirstClick.observations(slate, feedback));
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.score(view);
        chances(&asked.scores, 0)
    }

    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        let level = self.level();
        explanation((0..self.scores.len()).map(|item| self.mean_and_bonus(item, level)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;
    use crate::ranking::rankers::testing::{Bench, assert_near};
    use proptest::prelude::*;

    /// A window of 2 rounds has forgotten the first.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("window", Value::Number(2.0))], 3, 2);
        bench.learn(&[2, 1], &[true, false]);
        bench.learn(&[0, 1], &[false, false]);
        bench.learn(&[0, 2], &[true, false]);
        let log = 0.5 * libm::log(2.0);
        let scores = bench.explain().scores;
        assert_near(&scores[..2], &[0.5 + (log / 2.0).sqrt(), log.sqrt()]);
        assert_eq!(scores[2], f64::INFINITY);
    }

    /// Without exploring, an item whose feedback all comes too late for the window is known by that.
    #[test]
    fn what_comes_too_late_is_known_all_the_same() {
        for (xi, expected) in [(0.0, 1.0), (0.5, f64::INFINITY)] {
            let values = [("window", Value::Number(2.0)), ("xi", Value::Number(xi))];
            let mut bench = Bench::new(&DESCRIPTOR, &values, 3, 1);
            bench.wait_until(6);
            bench.learn_of(1, &[0], &[true], &[]);
            assert_eq!(bench.explain().scores[0], expected);
        }
    }

    /// A window of 3 rounds holds what happened in the last 3, with or without feedback on it.
    #[test]
    fn the_window_goes_by_rounds() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("window", Value::Number(3.0))], 3, 1);
        bench.learn(&[0], &[true]);
        bench.wait_until(4);
        bench.rank();
        let log = 0.5 * libm::log(3.0);
        assert_near(&bench.explain().scores[..1], &[1.0 + log.sqrt()]);
        // At the end of round 4, round 1 is gone; feedback on it is too old, and feedback on round 2 is not.
        bench.learn_of(1, &[1], &[true], &[]);
        bench.learn_of(2, &[1], &[false], &[]);
        assert_eq!(bench.explain().scores[0], f64::INFINITY);
        assert_near(&bench.explain().scores[1..2], &[log.sqrt()]);
    }

    proptest! {
        /// Whatever comes when: the window holds the feedback on the last rounds.
        #[test]
        fn it_holds_what_was_heard_of_the_last_rounds(
            length in 1_usize..20,
            rounds in proptest::collection::vec((proptest::sample::subsequence(vec![0_u32, 1, 2, 3, 4], 3), 0_usize..4, 0_u64..30), 1..60),
        ) {
            let mut window = Window::new(length, 3, 5);
            let last = rounds.len() as u64;
            for now in 1..=last {
                window.advance(now - 1);
                for (round, (slate, observed, delay)) in (1..=now).zip(&rounds) {
                    if round + delay == now {
                        window.learn(round, now, slate.iter().take(*observed).map(|item| (*item as usize, *item == 2)));
                    }
                }
            }
            window.advance(last);
            let held = (1..=last).zip(&rounds).filter(|(round, _)| round + length as u64 > last);
            let mut observations = [0.0; 5];
            for (round, (slate, observed, delay)) in held {
                let heard = round + delay <= last;
                slate.iter().take(if heard { *observed } else { 0 }).for_each(|item| observations[*item as usize] += 1.0);
            }
            prop_assert_eq!(&window.observations[..], &observations[..]);
        }

        /// The same as adding up the last rounds from scratch.
        #[test]
        fn the_window_is_what_it_holds(
            length in 1_usize..20,
            rounds in proptest::collection::vec(proptest::collection::vec((0_usize..5, any::<bool>()), 0..4), 1..80),
        ) {
            let mut window = Window::new(length, 3, 5);
            for (number, round) in (1..).zip(&rounds) {
                window.learn(number, number, round.iter().copied());
            }
            let last = &rounds[rounds.len().saturating_sub(length)..];
            prop_assert_eq!(window.filled(), last.len() as u64);
            for item in 0..5 {
                let own = last.iter().flatten().filter(|(other, _)| *other == item);
                prop_assert_eq!(window.observations[item], own.clone().count() as f64);
                prop_assert_eq!(window.clicks[item], own.filter(|(_, clicked)| *clicked).count() as f64);
            }
        }
    }
}
