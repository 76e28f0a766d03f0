//! CascadeDUCB: CascadeUCB1 that forgets.
//!
//! With N and S an item's observations and clicks, both discounted by gamma a round, and n = (1 - gamma^t) / (1 - gamma):
//! S / N + 2 sqrt(xi ln n / N) (Li and de Rijke 2019, Cascading Non-stationary Bandits;
//! their xi is 1/2). An item never observed, or not for so long that it is forgotten, comes first.

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
    help: "What one round leaves of all that was learned before: 1 never forgets; the paper takes 1 - 1 / (4 sqrt n) for n rounds.",
};

/// How much uncertainty counts.
pub const XI: Parameter = Parameter {
    name: "xi",
    title: "Xi",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.5, scale: Scale::Linear },
    unit: "",
    help: "How much uncertainty counts: 0 never explores, one half is the paper's.",
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
    memory: |_, shape| DiscountedSums::memory(shape.items) + 8 * shape.items as u64,
    build: |values, shape| {
        Ok(Box::new(Discounted {
            sums: DiscountedSums::new(shape.items, values.number(&GAMMA)),
            xi: values.number(&XI),
            scores: vec![0.0; shape.items],
        }))
    },
};

#[derive(Clone)]
struct Discounted {
    /// Observations and clicks.
    sums: DiscountedSums,
    xi: f64,
    scores: Vec<f64>,
}

impl Discounted {
    /// Mean and bonus; an infinite one for an item of which nothing is known.
    fn mean_and_bonus(&self, item: usize) -> (f64, f64) {
        let [observations, clicks] = self.sums.of(item);
        if observations == 0.0 {
            return (0.0, f64::INFINITY);
        }
        let level = self.xi * libm::log(self.sums.rounds().max(1.0));
        (clicks / observations, 2.0 * libm::sqrt(level / observations))
    }
}

impl Ranker for Discounted {
    fn rank(&mut self, _view: &SlateView<'_>, stream: &mut Stream, slate: &mut [u32]) {
        for item in 0..self.scores.len() {
            let (mean, bonus) = self.mean_and_bonus(item);
            self.scores[item] = mean + bonus;
        }
        largest(&self.scores, Ties::draw(stream), slate);
    }

    fn update(&mut self, _view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        let observations = Reading::FirstClick.observations(slate, feedback);
        self.sums.learn_several(observations.map(|(item, clicked)| (item, [1.0, number(clicked)])));
    }

    fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
        explanation((0..self.scores.len()).map(|item| self.mean_and_bonus(item)))
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
}
