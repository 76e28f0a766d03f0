//! The coverage cascade: an item attracts by what it adds to the topics of those above it.
//!
//! Item a at position k attracts with probability <gain(a | items above), theta>, where theta is how much the user cares for
//! each topic, and the gain in topic j is c_j(S + a) - c_j(S) with c_j(S) = 1 - prod (1 - x_j(e)) over e in S. Otherwise
//! it is the cascade (Hiranandani, Singh, Gupta, Burhanuddin, Wen and Kveton 2019).
//!
//! The best slate can't be found quickly. The one shown slot by slot, each the item of the largest attraction given those
//! above, has a coverage <c(S), theta> of at least 1 - 1/e of the largest (Nemhauser, Wolsey and Fisher 1978), and regret
//! is against that slate.

use super::{BuildError, Builder, ClickModel, ClickModelDescriptor, CommonRandomNumbers, Optimum, Outcome};
use crate::descriptor::{Descriptor, Fact, Property, facts, words};
use crate::ranking::environments::SlateRound;

/// The coverage cascade.
pub static DESCRIPTOR: ClickModelDescriptor = ClickModelDescriptor {
    part: Descriptor {
        id: "coverage_cascade",
        title: "Coverage cascade",
        sentence: words(
            "As the cascade, but an item attracts only by the topics that the items above it have not covered: more of the same bores.",
        ),
        citation: words(
            "Hiranandani et al. 2019, Cascading Linear Submodular Bandits; Yue and Guestrin 2011, Linear Submodular Bandits",
        ),
        facts: &[Fact::needs(Property::Topics)],
        parameters: &[],
    },
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    build: |values, shape| {
        let missing = facts::missing(DESCRIPTOR.part.facts, values, |property| shape.has(property));
        if let Some(property) = missing {
            return Err(BuildError::Needs { clicks: DESCRIPTOR.part.title, property });
        }
        Ok(Box::new(Coverage { topics: shape.topics }))
    },
};

struct Coverage {
    topics: usize,
}

impl Coverage {
    fn topics<'a>(&self, round: &'a SlateRound, item: u32) -> &'a [f64] {
        &round.topics[item as usize * self.topics..(item as usize + 1) * self.topics]
    }

    /// Probability of the item to attract below those.
    fn attraction(&self, round: &SlateRound, above: &[u32], item: u32) -> f64 {
        let own = self.topics(round, item).iter().zip(&round.preferences).enumerate();
        let gains = own.map(|(topic, (share, preference))| {
            let uncovered = above.iter().map(|other| 1.0 - self.topics(round, *other)[topic]);
            preference * share * uncovered.product::<f64>()
        });
        gains.sum()
    }
}

impl ClickModel for Coverage {
    fn respond(
        &self,
        round: &SlateRound,
        slate: &[u32],
        numbers_of_round: CommonRandomNumbers,
        outcome: &mut Outcome,
    ) {
        outcome.clear();
        for (position, item) in slate.iter().enumerate() {
            outcome.examined[position] = true;
            if numbers_of_round.attracts(*item, self.attraction(round, &slate[..position], *item)) {
                outcome.clicked[position] = true;
                outcome.observed = position + 1;
                outcome.reward = 1.0;
                return;
            }
        }
    }

    fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64 {
        let misses = slate.iter().enumerate();
        let misses = misses.map(|(position, item)| 1.0 - self.attraction(round, &slate[..position], *item));
        1.0 - misses.product::<f64>()
    }

    fn optimize(&self, round: &SlateRound, slate: &mut [u32]) {
        // theta of each topic times what is not covered yet.
        let mut left = round.preferences.clone();
        for position in 0..slate.len() {
            let (above, rest) = slate.split_at_mut(position);
            let mut best: Option<(f64, u32)> = None;
            for (item, topics) in round.topics.chunks_exact(self.topics).enumerate() {
                let gain: f64 = topics.iter().zip(&left).map(|(share, left)| share * left).sum();
                if best.is_none_or(|(most, _)| gain > most) && !above.contains(&(item as u32)) {
                    best = Some((gain, item as u32));
                }
            }
            let Some((_, item)) = best else { return };
            rest[0] = item;
            left.iter_mut().zip(self.topics(round, item)).for_each(|(left, share)| *left *= 1.0 - share);
        }
    }

    fn optimum(&self) -> Optimum {
        Optimum::Greedy
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_earns_what_is_expected, slates};
    use super::*;
    use crate::descriptor::Values;
    use crate::ranking::environments::plain_shape;
    use proptest::prelude::*;

    fn model(topics: &[f64], preferences: &[f64], slots: usize) -> (Coverage, SlateRound) {
        let items = topics.len() / preferences.len();
        let mut shape = plain_shape(items, slots);
        shape.topics = preferences.len();
        let mut round = SlateRound::new(&shape);
        round.topics.copy_from_slice(topics);
        round.preferences.copy_from_slice(preferences);
        (Coverage { topics: preferences.len() }, round)
    }

    /// <c(S), theta>.
    fn utility(model: &Coverage, round: &SlateRound, slate: &[u32]) -> f64 {
        let gains = slate.iter().enumerate().map(|(k, item)| model.attraction(round, &slate[..k], *item));
        gains.sum()
    }

    proptest! {
        /// The greedy slate's coverage is at least 1 - 1/e of the largest of any slate.
        #[test]
        fn greedy_keeps_its_promise(
            topics in proptest::collection::vec(0.0_f64..=1.0, 18),
            weights in proptest::collection::vec(0.01_f64..=1.0, 3),
            slots in 1_usize..4,
        ) {
            let sum: f64 = weights.iter().sum();
            let preferences: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
            let (model, round) = model(&topics, &preferences, slots);
            let mut greedy = vec![u32::MAX; slots];
            model.optimize(&round, &mut greedy);
            let found = utility(&model, &round, &greedy);
            prop_assert!(found <= 1.0 + 1e-12);
            let most = slates(6, slots).iter().map(|slate| utility(&model, &round, slate)).fold(0.0, f64::max);
            prop_assert!(found >= (1.0 - (-1.0_f64).exp()) * most - 1e-12, "{found} of {most}");
        }
    }

    /// Two items of one topic and one of the other: the second of the same topic adds only half of what is left.
    #[test]
    fn what_is_covered_attracts_less() {
        let (model, round) = model(&[0.5, 0.0, 0.5, 0.0, 0.0, 0.4], &[0.6, 0.4], 2);
        assert!((model.expected_reward(&round, &[0, 1]) - (1.0 - 0.7 * 0.85)).abs() < 1e-15);
        let mut best = [9; 2];
        model.optimize(&round, &mut best);
        assert_eq!(best, [0, 2]);
        assert_earns_what_is_expected(&model, &round, &[0, 1]);
    }

    #[test]
    fn it_needs_topics() {
        let refused = (BUILDER.build)(&Values::default(), &plain_shape(3, 2));
        let sentence = refused.err().map(|error| error.to_string());
        assert!(sentence.is_some_and(|sentence| sentence.contains("needs topics of the items")));
    }
}
