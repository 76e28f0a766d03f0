//! CascadeDUCB: CascadeUCB1 that forgets.
//!
//! With N and S an item's observations and clicks, both discounted by gamma a round, and n = (1 - gamma^t) / (1 - gamma):
//! S / N + 2 sqrt(xi ln n / N) (Li and de Rijke 2019, Cascading Non-stationary Bandits;
//! their xi is 1/2). An item never observed, or not for so long that it is forgotten, comes first.
//!
//! What happened in round s weighs gamma^(t - s) in round t, whenever it was heard of. As long as N is below 1, shows of which
//! nothing is heard yet, discounted alike, stand in for observations where they are more.

use crate::agent::without_context::DiscountedSums;
use crate::declaration::{Kind, Parameter, Part, Scale};
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::observed::{Reading, number};
use crate::ranking::rankers::{Declaration, Family};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateView};
use crate::stream::Stream;

const GAMMA: Parameter = Parameter {
    name: "gamma",
    title: "Forgetting gamma",
    kind: Kind::Number { minimum: 0.5, maximum: 1.0, default: 0.9975, scale: Scale::Linear },
    unit: "a round",
    help: "What one round leaves of all that was learned before, whether or not anything is heard of it: 1 never forgets; the paper takes 1 - 1 / (4 sqrt n) for n rounds.",
};

/// How much uncertainty counts.
pub const XI: Parameter = Parameter {
    name: "xi",
    title: "Xi",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.5, scale: Scale::Linear },
    unit: "",
    help: "How much uncertainty counts: 0 never explores once every item was looked at, one half is the paper's.",
};

/// CascadeDUCB.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Cascade,
    part: Part {
        id: "cascade_ducb",
        title: "CascadeDUCB",
        sentence: "CascadeUCB1 that trusts recent clicks more, so that it follows when items become more or less attractive.",
        citation: "Li and de Rijke 2019, Cascading Non-stationary Bandits: Online Learning to Rank in the Non-stationary Cascade Model",
        parameters: &[GAMMA, XI],
    },
    sees_attractions: false,
    note_length: |_, _| 0,
    memory: |_, shape| 2 * DiscountedSums::memory(shape.items) + 28 * shape.items as u64,
    build: |values, shape| {
        let sums = DiscountedSums::new(shape.items, values.number(&GAMMA));
        Ok(Box::new(Discounted {
            pending: Pending {
                sums: sums.clone(),
                counts: vec![0; shape.items],
                slate: vec![0; shape.slots],
                round: 0,
            },
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
    /// The mean of each item when it was last observed; none where it never was.
    known: Vec<Option<f64>>,
    xi: f64,
    scores: Vec<f64>,
}

/// Shows of which nothing is heard yet, discounted as observations are.
#[derive(Clone)]
struct Pending {
    sums: DiscountedSums,
    counts: Vec<u32>,
    /// The slate of the present round, which counts from its end on.
    slate: Vec<u32>,
    /// Number of that round; zero for none.
    round: u64,
}

impl Pending {
    fn show(&mut self, round: u64, slate: &[u32]) {
        self.slate.copy_from_slice(slate);
        self.round = round;
    }

    /// All rounds up to this one are over.
    fn advance(&mut self, round: u64) {
        self.sums.forget_until(round);
        self.sums.shrink();
        if self.round == 0 || self.round > round {
            return;
        }
        for item in &self.slate {
            self.sums.learn_of(self.round, *item as usize, [1.0, 0.0]);
            self.counts[*item as usize] += 1;
        }
        self.round = 0;
    }

    fn hear(&mut self, round: u64, now: u64, slate: &[u32]) {
        if self.round == round {
            // It is heard of before it counts as shown.
            self.round = 0;
            return;
        }
        self.advance(now);
        for item in slate {
            let item = *item as usize;
            match self.counts[item] {
                0 => continue,
                // Nothing is left, not even a rounding error.
                1 => self.sums.clear(item),
                _ => self.sums.learn_of(round, item, [-1.0, 0.0]),
            }
            self.counts[item] -= 1;
        }
    }

    fn of(&self, item: usize) -> f64 {
        self.sums.of(item)[0].max(0.0)
    }
}

impl Discounted {
    fn level(&self) -> f64 {
        self.xi * libm::log(self.sums.rounds().max(1.0))
    }

    /// Mean and bonus; an infinite one for an item of which nothing is known.
    fn mean_and_bonus(&self, item: usize, level: f64) -> (f64, f64) {
        let [observations, clicks] = self.sums.of(item);
        let mean = if observations > 0.0 { clicks / observations } else { 0.0 };
        if observations >= 1.0 {
            return (mean, 2.0 * libm::sqrt(level / observations));
        }
        // What is shown and not heard of yet is tried all the same: or else it would be shown until the first answer comes.
        let tries = observations.max(self.pending.of(item));
        match self.known[item] {
            Some(known) if self.xi == 0.0 && observations == 0.0 => (known, 0.0),
            _ if tries == 0.0 => (0.0, f64::INFINITY),
            _ => (mean, 2.0 * libm::sqrt(level / tries)),
        }
    }
}

impl Ranker for Discounted {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut Stream, slate: &mut [u32]) {
        let before = view.round.saturating_sub(1);
        self.sums.forget_until(before);
        self.sums.shrink();
        self.pending.advance(before);
        let level = self.level();
        for item in 0..self.scores.len() {
            let (mean, bonus) = self.mean_and_bonus(item, level);
            self.scores[item] = mean + bonus;
        }
        largest(&self.scores, Ties::draw(stream), slate);
        self.pending.show(view.round, slate);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.pending.hear(view.round, feedback.now, slate);
        self.sums.forget_until(feedback.now);
        for (item, clicked) in Reading::FirstClick.observations(slate, feedback) {
            self.sums.learn_of(view.round, item, [1.0, number(clicked)]);
            let [observations, clicks] = self.sums.of(item);
            if observations > 0.0 {
                self.known[item] = Some(clicks / observations);
            }
        }
        self.sums.shrink();
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
    use crate::declaration::Value;
    use crate::ranking::rankers::testing::{Bench, assert_near};

    /// With gamma 1/2: item 0 missed, then clicked: N = 3/2, S = 1; item 1 missed in the first round: N = 1/2; n = 3/2.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DECLARATION, &[("gamma", Value::Number(0.5))], 3, 2);
        bench.learn(&[0, 1], &[false, false]);
        bench.learn(&[0, 2], &[true, false]);
        let log = 0.5 * libm::log(1.5);
        let scores = bench.explain().scores;
        assert_near(&scores[..2], &[1.0 / 1.5 + 2.0 * (log / 1.5).sqrt(), 2.0 * (log / 0.5).sqrt()]);
        assert_eq!(scores[2], f64::INFINITY);
        assert_eq!(bench.rank()[0], 2);
    }

    /// What happened in round s weighs gamma^(t - s), however much is heard in between: with gamma 1/2, item 0 clicked in
    /// round 1 and missed in round 3, all that is heard, weighs 1/16 and 1/4 at the end of round 5; n = 31/16.
    #[test]
    fn forgetting_goes_by_rounds() {
        let mut bench = Bench::new(&DECLARATION, &[("gamma", Value::Number(0.5))], 2, 1);
        bench.learn(&[0], &[true]);
        bench.wait_until(3);
        bench.learn(&[0], &[false]);
        bench.wait_until(6);
        bench.rank();
        let expected = |clicks: f64, observations: f64, n: f64| {
            clicks / observations + 2.0 * (0.5 * libm::log(n) / observations).sqrt()
        };
        assert_near(&bench.explain().scores[..1], &[expected(0.0625, 0.3125, 31.0 / 16.0)]);
        // At the end of round 6 it hears of round 2: another click, 1/16 of one by now, beside 1/32 and 1/8.
        bench.learn_of(2, &[0], &[true], &[]);
        assert_near(&bench.explain().scores[..1], &[expected(0.09375, 0.21875, 63.0 / 32.0)]);
    }

    /// Heard late or at once, in the end it is the same.
    #[test]
    fn it_is_all_the_same_when_something_is_heard() {
        let values = [("gamma", Value::Number(0.9))];
        let (mut at_once, mut late) =
            (Bench::new(&DECLARATION, &values, 4, 2), Bench::new(&DECLARATION, &values, 4, 2));
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

    /// Shown in each round and never heard of: the bonus falls as if it had been observed; the first slate to come back is
    /// what counts then, and the others no longer matter.
    #[test]
    fn what_is_shown_counts_as_tried() {
        let mut bench = Bench::new(&DECLARATION, &[("gamma", Value::Number(1.0))], 1, 1);
        bench.rank();
        assert_eq!(bench.explain().scores, [f64::INFINITY]);
        for round in 2..=5 {
            bench.wait_until(round);
            bench.rank();
            let tries = round as f64 - 1.0;
            assert_near(&bench.explain().scores, &[2.0 * (0.5 * libm::log(tries) / tries).sqrt()]);
        }
        bench.learn_of(2, &[0], &[true], &[]);
        assert_near(&bench.explain().scores, &[1.0 + 2.0 * (0.5 * libm::log(5.0)).sqrt()]);
    }
}
