//! CascadeDUCB: CascadeUCB1 that forgets.
//!
//! With N and S an item's observations and clicks, both discounted by gamma a round, and n = (1 - gamma^t) / (1 - gamma):
//! S / N + 2 sqrt(xi ln n / N) (Li and de Rijke 2019, Cascading Non-stationary Bandits;
//! their xi is 1/2). An item never observed, or not for so long that it is forgotten, comes first.
//!
//! What happened in round s weighs gamma^(t - s) in round t, whenever its feedback arrived. Pending shows,
//! discounted alike, count in the bonus (see [`Pending`]). As long as N is below 1, all shows without feedback stand in
//! for observations where they are more: an item that is always forgotten before its feedback arrives would be shown for ever.

use crate::agent::without_context::DiscountedSums;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::observed::{Reading, number};
use crate::ranking::rankers::pending::{Pending, Show};
use crate::ranking::rankers::{Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateView};

const GAMMA: Parameter = Parameter {
    name: "gamma",
    title: "Forgetting gamma",
    kind: Kind::Number { minimum: 0.5, maximum: 1.0, default: 0.9975, scale: Scale::Linear },
    unit: "a round",
    help: words(
        "What one round, with feedback or not, leaves of all that was learned before: 1 never forgets; the paper takes 1 - 1 / (4 sqrt n) for n rounds.",
    ),
};

/// How much uncertainty counts.
pub const XI: Parameter = Parameter {
    name: "xi",
    title: "Xi",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.5, scale: Scale::Linear },
    unit: "",
    help: words(
        "How much uncertainty counts: 0 never explores once every item was looked at, one half is the paper's.",
    ),
};

/// CascadeDUCB.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Cascade,
    part: Descriptor {
        id: "cascade_ducb",
        title: "CascadeDUCB",
        sentence: words(
            "CascadeUCB1 that trusts recent clicks more, so that it follows when items become more or less attractive.",
        ),
        citation: words(
            "Li and de Rijke 2019, Cascading Non-stationary Bandits: Online Learning to Rank in the Non-stationary Cascade Model",
        ),
        facts: &[],
        parameters: &[GAMMA, XI],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| {
        3 * DiscountedSums::memory(shape.items)
            + Pending::memory(shape.items, shape.slots)
            + 28 * shape.items as u64
            + 4 * shape.slots as u64
    },
    note_length: |_, _| 0,
    build: |values, shape| {
        let sums = DiscountedSums::new(shape.items, values.number(&GAMMA));
        Ok(Box::new(Discounted {
            pending: Pending::new(shape.items, shape.slots),
            under_way: sums.clone(),
            unheard: sums.clone(),
            unheard_counts: vec![0; shape.items],
            last: vec![0; shape.slots],
            last_round: 0,
            sums,
            known: vec![None; shape.items],
            xi: values.number(&XI),
            scores: vec![0.0; shape.items],
        }))
    },
};

#[derive(Clone)]
struct Discounted {
    /// Observations and clicks.
    sums: DiscountedSums,
    pending: Pending,
    /// Pending shows, discounted as observations are; the second sum stays zero.
    under_way: DiscountedSums,
    /// All shows without feedback, likewise, and how many they are.
    unheard: DiscountedSums,
    unheard_counts: Vec<u32>,
    /// The last slate and its round; zero once its feedback arrived or it counts as missing.
    last: Vec<u32>,
    last_round: u64,
    /// The mean of each item when it was last observed; none where it never was.
    known: Vec<Option<f64>>,
    xi: f64,
    scores: Vec<f64>,
}

/// A change of the pending shows, discounted as observations are.
fn discount(under_way: &mut DiscountedSums) -> impl FnMut(Show, f64, u32) {
    |show, by, left| match left {
        // Nothing is left, not even a rounding error.
        0 => under_way.clear(show.item),
        _ => under_way.learn_of(show.round, show.item, [by, 0.0]),
    }
}

impl Discounted {
    /// All rounds up to this one are over: the last slate counts as missing unless its feedback arrived.
    fn advance(&mut self, round: u64) {
        for sums in [&mut self.under_way, &mut self.unheard] {
            sums.forget_until(round);
            sums.shrink();
        }
        if self.last_round == 0 || self.last_round > round {
            return;
        }
        for item in &self.last {
            self.unheard.learn_of(self.last_round, *item as usize, [1.0, 0.0]);
            self.unheard_counts[*item as usize] += 1;
        }
        self.last_round = 0;
    }

    /// A slate is no longer unheard.
    fn receive(&mut self, round: u64, now: u64, slate: &[u32]) {
        if self.last_round == round {
            // Its feedback arrives before it counts.
            self.last_round = 0;
            return self.advance(now);
        }
        self.advance(now);
        for item in slate {
            let item = *item as usize;
            match self.unheard_counts[item] {
                0 => continue,
                1 => self.unheard.clear(item),
                _ => self.unheard.learn_of(round, item, [-1.0, 0.0]),
            }
            self.unheard_counts[item] -= 1;
        }
    }

    /// Scores the items in a new round.
    fn score(&mut self, view: &SlateView<'_>) {
        let before = view.round.saturating_sub(1);
        self.sums.forget_until(before);
        self.sums.shrink();
        self.advance(before);
        self.pending.begin(view.round, discount(&mut self.under_way));
        let level = self.level();
        for item in 0..self.scores.len() {
            let (mean, bonus) = self.mean_and_bonus(item, level);
            self.scores[item] = mean + bonus;
        }
    }

    fn level(&self) -> f64 {
        self.xi * libm::log(self.sums.rounds().max(1.0))
    }

    /// Mean and bonus; an infinite one for an item of which nothing is known.
    fn mean_and_bonus(&self, item: usize, level: f64) -> (f64, f64) {
        let [observations, clicks] = self.sums.of(item);
        let mean = if observations > 0.0 { clicks / observations } else { 0.0 };
        let mut tries = observations + self.under_way.of(item)[0].max(0.0);
        if observations < 1.0 {
            tries = tries.max(self.unheard.of(item)[0]);
        }
        match self.known[item] {
            Some(known) if self.xi == 0.0 && observations == 0.0 => (known, 0.0),
            _ if tries == 0.0 => (0.0, f64::INFINITY),
            _ => (mean, 2.0 * f64::sqrt(level / tries)),
        }
    }
}

crate::state::state_fields! {
    Discounted { sums, pending, under_way, unheard, unheard_counts, last, last_round, known }
    fixed { xi, scores }
    valid(ranker) { ranker.last.iter().all(|item| (*item as usize) < ranker.known.len()) }
}

impl Ranker for Discounted {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.score(view);
        largest(&self.scores, Ties::draw(stream), slate);
        self.pending.show(view.round, slate);
        self.last.copy_from_slice(slate);
        self.last_round = view.round;
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.receive(view.round, feedback.now, slate);
        self.sums.forget_until(feedback.now);
        self.pending.receive(view.round, feedback.now, discount(&mut self.under_way));
        for (item, clicked) in Reading::FirstClick.observations(slate, feedback) {
            self.sums.learn_of(view.round, item, [1.0, number(clicked)]);
            let [observations, clicks] = self.sums.of(item);
            if observations > 0.0 {
                self.known[item] = Some(clicks / observations);
            }
        }
        self.sums.shrink();
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

/// Means and bonuses as an explanation.
pub fn explanation(of_items: impl Iterator<Item = (f64, f64)>) -> RankerExplanation {
    let (estimates, bonuses): (Vec<f64>, Vec<f64>) = of_items.unzip();
    let both = || estimates.iter().zip(&bonuses);
    RankerExplanation {
        low: both().map(|(mean, bonus)| (mean - bonus).max(0.0)).collect(),
        high: both().map(|(mean, bonus)| (mean + bonus).min(1.0)).collect(),
        scores: both().map(|(mean, bonus)| mean + bonus).collect(),
        reason: RankingReason::Optimism,
        estimates,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;
    use crate::ranking::rankers::testing::{Bench, assert_near};

    /// With gamma 1/2: item 0 missed, then clicked: N = 3/2, S = 1; item 1 missed in the first round: N = 1/2; n = 3/2.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("gamma", Value::Number(0.5))], 3, 2);
        bench.learn(&[0, 1], &[false, false]);
        bench.learn(&[0, 2], &[true, false]);
        let log = 0.5 * libm::log(1.5);
        let scores = bench.explain().scores;
        assert_near(&scores[..2], &[1.0 / 1.5 + 2.0 * (log / 1.5).sqrt(), 2.0 * (log / 0.5).sqrt()]);
        assert_eq!(scores[2], f64::INFINITY);
        assert_eq!(bench.rank()[0], 2);
    }

    /// What happened in round s weighs gamma^(t - s), however much feedback arrives in between: with gamma 1/2, item 0 clicked in
    /// round 1 and missed in round 3, all feedback, weighs 1/16 and 1/4 at the end of round 5; n = 31/16.
    #[test]
    fn forgetting_goes_by_rounds() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("gamma", Value::Number(0.5))], 2, 1);
        bench.learn(&[0], &[true]);
        bench.wait_until(3);
        bench.learn(&[0], &[false]);
        bench.wait_until(6);
        bench.rank();
        let expected = |clicks: f64, observations: f64, n: f64| {
            clicks / observations + 2.0 * (0.5 * libm::log(n) / observations).sqrt()
        };
        assert_near(&bench.explain().scores[..1], &[expected(0.0625, 0.3125, 31.0 / 16.0)]);
        // At the end of round 6 feedback on round 2 arrives: another click, 1/16 of one by now, beside 1/32 and 1/8.
        bench.learn_of(2, &[0], &[true], &[]);
        assert_near(&bench.explain().scores[..1], &[expected(0.09375, 0.21875, 63.0 / 32.0)]);
    }

    /// Heard late or at once, in the end it is the same.
    #[test]
    fn it_is_all_the_same_when_something_is_heard() {
        let values = [("gamma", Value::Number(0.9))];
        let (mut at_once, mut late) =
            (Bench::new(&DESCRIPTOR, &values, 4, 2), Bench::new(&DESCRIPTOR, &values, 4, 2));
        let slate = |round: u32| [round % 4, (round + 1 + round / 7) % 4];
        let slate = |round: u32| if slate(round)[0] == slate(round)[1] { [0, 1] } else { slate(round) };
        for round in 1..=40_u32 {
            at_once.learn(&slate(round), &[round % 3 == 0, round % 5 == 0]);
        }
        late.wait_until(40);
        for round in (1..=40_u32).rev() {
            late.learn_of(u64::from(round), &slate(round), &[round % 3 == 0, round % 5 == 0], &[]);
        }
        assert_near(&late.explain().scores, &at_once.explain().scores);
    }

    /// Shown in each round and without feedback: the bonus falls as if it had been observed; the first slate to come back counts
    /// beside those that were shown after it.
    #[test]
    fn what_is_shown_counts_as_tried() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("gamma", Value::Number(1.0))], 1, 1);
        bench.rank();
        assert_eq!(bench.explain().scores, [f64::INFINITY]);
        for round in 2..=5 {
            bench.wait_until(round);
            bench.rank();
            let tries = round as f64 - 1.0;
            assert_near(&bench.explain().scores, &[2.0 * (0.5 * libm::log(tries) / tries).sqrt()]);
        }
        bench.learn_of(2, &[0], &[true], &[]);
        // Rounds 3 and 4 are pending, and round 1 is missing; round 5 counts from its end on.
        assert_near(&bench.explain().scores, &[1.0 + 2.0 * (0.5 * libm::log(5.0) / 3.0).sqrt()]);
    }
}
