//! Discounted UCB: UCB1 that forgets.
//!
//! With N and S an arm's pulls and rewards, discounted by gamma a round, and n the discounted number of rounds (the sum of
//! N over all arms where every choice has feedback):
//! S / N + 2 sqrt(xi ln n / N) (Garivier and Moulines 2011, On Upper-Confidence Bound Policies for Switching Bandit
//! Problems, section 2.1, with rewards in [0, 1]). With gamma 1 and xi 1/2 it is UCB1. An arm whose rounds are all forgotten is
//! tried again; with a xi of 0, which never explores, it keeps its last mean.

use super::bonus_agent::{self, Bonus, BonusAgent};
use super::discounted_sums::DiscountedSums;
use crate::agent::{Agent, AgentDescriptor, BuildError, Builder, Family, View};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::Shape;

/// Forgetting.
pub const GAMMA: Parameter = Parameter {
    name: "gamma",
    title: "Forgetting gamma",
    kind: Kind::Number { minimum: 0.5, maximum: 1.0, default: 0.995, scale: Scale::Linear },
    unit: "a round",
    help: words(
        "What each round, with feedback or not, leaves of the weight of all rounds before: 1 never forgets, 0.995 halves it every 138 rounds.",
    ),
};

const XI: Parameter = Parameter {
    name: "xi",
    title: "Xi",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.5, scale: Scale::Linear },
    unit: "",
    help: words(
        "How much uncertainty counts: 0 never explores once every arm was tried, one half is UCB1's.",
    ),
};

/// Discounted UCB.
pub static DESCRIPTOR: AgentDescriptor = AgentDescriptor {
    family: Family::WithoutContext,
    part: Descriptor {
        id: "discounted_ucb",
        title: "Discounted UCB",
        sentence: words(
            "UCB1 that trusts recent rewards more, so that it follows when arms become better or worse; rewards are scaled to 0..1.",
        ),
        citation: words(
            "Garivier and Moulines 2011, On Upper-Confidence Bound Policies for Switching Bandit Problems",
        ),
        facts: &[],
        parameters: &[GAMMA, XI],
    },
    sees_expectations: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| {
        2 * DiscountedSums::memory(shape.items) + 16 * shape.items as u64 + bonus_agent::memory(shape)
    },
    build,
};

#[derive(Clone)]
struct DiscountedUcb {
    /// Pulls and rewards.
    sums: DiscountedSums,
    /// Choices under way, discounted like pulls.
    under_way: DiscountedSums,
    /// The mean of each item at its latest feedback; none where there was none.
    known: Vec<Option<f64>>,
    xi: f64,
}

fn build(values: &Values, shape: &Shape) -> Result<Box<dyn Agent>, BuildError> {
    let bonus = DiscountedUcb {
        sums: DiscountedSums::new(shape.items, values.number(&GAMMA)),
        under_way: DiscountedSums::new(shape.items, values.number(&GAMMA)),
        known: vec![None; shape.items],
        xi: values.number(&XI),
    };
    Ok(Box::new(BonusAgent::new(shape, bonus)))
}

crate::state::state_fields! {
    DiscountedUcb { sums, under_way, known } fixed { xi }
}

impl Bonus for DiscountedUcb {
    /// Mean and bonus; infinite for an arm never chosen, or not for so long that it is forgotten, unless nothing is to be
    /// explored.
    fn mean_and_bonus(&self, view: &View<'_>, slot: usize) -> (f64, f64) {
        let [pulls, rewards] = self.sums.of_arm(view, slot);
        if pulls == 0.0 {
            return match self.known[view.items[slot] as usize] {
                Some(known) if self.xi == 0.0 => (known, 0.0),
                _ => (0.0, f64::INFINITY),
            };
        }
        let level = self.xi * libm::log(self.sums.rounds().max(1.0));
        // What is left of choices that are no longer under way is rounding.
        let [waiting, _] = self.under_way.of_arm(view, slot);
        let all = if waiting > 1e-9 { pulls + waiting } else { pulls };
        (rewards / pulls, 2.0 * f64::sqrt(level / all))
    }

    fn begin(&mut self, round: u64) {
        self.sums.forget_until(round.saturating_sub(1));
        self.under_way.forget_until(round.saturating_sub(1));
    }

    fn under_way(&mut self, round: u64, item: u32, by: f64) {
        self.under_way.learn_of(round, item as usize, [by, 0.0]);
    }

    fn learn(&mut self, round: u64, item: u32, reward: f64) {
        let item = item as usize;
        self.sums.learn_of(round, item, [1.0, reward]);
        let [pulls, rewards] = self.sums.of(item);
        if pulls > 0.0 {
            self.known[item] = Some(rewards / pulls);
        } else if self.known[item].is_none() {
            // It comes so late that nothing is left of it.
            self.known[item] = Some(reward);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, assert_near};
    use super::*;
    use crate::agent::Reason;
    use crate::descriptor::Value;
    use crate::math::random::RngStream;

    /// With gamma 1/2, rewards 1, 0 of arm 0 and 1/2 of arm 1: N = 3/4 and 1, S = 1/4 and 1/2, n = 7/4.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::new(&DESCRIPTOR, &[("gamma", Value::Number(0.5))], 3);
        for (arm, reward) in [(0, 1.0), (0, 0.0), (1, 0.5)] {
            bench.learn(arm, reward);
        }
        assert_eq!((bench.choose(), bench.explain().reason), (2, Reason::Scheduled));
        bench.offer(&[0, 1]);
        let log = libm::log(1.75);
        let expected = [1.0 / 3.0 + 2.0 * (0.5 * log / 0.75).sqrt(), 0.5 + 2.0 * (0.5 * log).sqrt()];
        assert_near(&bench.explain().scores, &expected);
        // No feedback arrives on the round of that choice: N = 3/8 and 1/2, n = 15/8 in the next, and the first arm leads.
        assert_eq!((bench.choose(), bench.explain().reason), (0, Reason::Index));
        let log = libm::log(1.875);
        let expected = [1.0 / 3.0 + 2.0 * (0.5 * log / 0.375).sqrt(), 0.5 + 2.0 * (0.5 * log / 0.5).sqrt()];
        assert_near(&bench.explain().scores, &expected);
    }

    /// Without forgetting it is UCB1, index for index.
    #[test]
    fn without_forgetting_it_is_ucb1() {
        let mut discounted = Bench::new(&DESCRIPTOR, &[("gamma", Value::Number(1.0))], 3);
        let mut plain = Bench::new(&super::super::ucb1::DESCRIPTOR, &[], 3);
        let mut stream = RngStream::new(3, 0, "rewards");
        for round in 0..500 {
            let (one, other) = (discounted.choose(), plain.choose());
            assert_eq!(one, other, "round {round}");
            let reward = stream.uniform() * (one + 1) as f64 / 3.0;
            discounted.learn(one, reward);
            plain.learn(other, reward);
        }
        assert_near(&discounted.explain().scores, &plain.explain().scores);
    }
}
