//! The dependent click model: a user who clicked may be satisfied and leave, or go on.
//!
//! After a click at position k the user is satisfied with probability v(k) and leaves. Whether they were is not observed, so
//! what stands below the last click is not known to have been seen. The reward is 1 where the user leaves satisfied: a
//! slate A is expected to earn 1 - prod (1 - v(k) w(a_k)). Since v falls with the position here, the most attractive items
//! from the top down are best (Katariya et al. 2016).

use super::{Builder, ClickModel, ClickModelDescriptor, CommonRandomNumbers, Outcome};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, words};
use crate::ranking::environments::SlateRound;
use crate::ranking::order::{Ties, largest};

const SATISFACTION: Parameter = Parameter {
    name: "satisfaction",
    title: "Satisfaction",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.8, scale: Scale::Linear },
    unit: "probability",
    help: words("How likely a click at the top satisfies the user, who then leaves."),
};

const DECAY: Parameter = Parameter {
    name: "decay",
    title: "Decay",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.9, scale: Scale::Linear },
    unit: "a position",
    help: words(
        "How much less likely a click satisfies one position further down: 1 makes all positions alike.",
    ),
};

/// The dependent click model.
pub static DESCRIPTOR: ClickModelDescriptor = ClickModelDescriptor {
    part: Descriptor {
        id: "dependent_click",
        title: "Dependent click",
        sentence: words(
            "The user goes down the slate and clicks what attracts; after a click they may be satisfied and leave, or go on.",
        ),
        citation: words(
            "Guo, Liu and Wang 2009, Efficient Multiple-click Models in Web Search; Katariya et al. 2016, DCM Bandits",
        ),
        facts: &[],
        parameters: &[SATISFACTION, DECAY],
    },
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    build: |values, shape| {
        let (top, decay) = (values.number(&SATISFACTION), values.number(&DECAY));
        let positions = (0..shape.slots).scan(top, |level, _| {
            let here = *level;
            *level *= decay;
            Some(here)
        });
        Ok(Box::new(DependentClick { satisfaction: positions.collect() }))
    },
};

struct DependentClick {
    /// v(k), not growing.
    satisfaction: Vec<f64>,
}

impl ClickModel for DependentClick {
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
            if numbers_of_round.attracts_user(*item, round) {
                outcome.clicked[position] = true;
                if numbers_of_round.position(position) < self.satisfaction[position] {
                    outcome.reward = 1.0;
                    break;
                }
            }
        }
        if let Some(last) = outcome.clicked.iter().rposition(|clicked| *clicked) {
            outcome.observed = last + 1;
        }
    }

    fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64 {
        let misses = slate.iter().zip(&self.satisfaction);
        1.0 - misses.map(|(item, v)| 1.0 - v * round.attractions[*item as usize]).product::<f64>()
    }

    fn optimize(&self, round: &SlateRound, slate: &mut [u32]) {
        largest(&round.attractions, Ties::ByIndex, slate);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_best, assert_earns_what_is_expected, model};
    use super::*;
    use crate::descriptor::Value;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_best_slate_is_the_best(
            attractions in proptest::collection::vec(0.0_f64..=1.0, 3..7),
            slots in 1_usize..4,
            decay in 0.0_f64..=1.0,
        ) {
            let (model, round) = model(&DESCRIPTOR, &[("decay", Value::Number(decay))], &attractions, slots);
            assert_best(model.as_ref(), &round, slots)?;
        }
    }

    #[test]
    fn a_slate_earns_what_is_expected() {
        let values = [("satisfaction", Value::Number(0.5)), ("decay", Value::Number(0.5))];
        let (model, round) = model(&DESCRIPTOR, &values, &[0.8, 0.4, 0.2], 2);
        assert!((model.expected_reward(&round, &[0, 1]) - (1.0 - 0.6 * 0.9)).abs() < 1e-15);
        assert_earns_what_is_expected(model.as_ref(), &round, &[0, 1]);
        assert_earns_what_is_expected(model.as_ref(), &round, &[2, 0]);
    }
}
