//! The position-based model: how likely a slot is looked at depends on its position alone.
//!
//! The user looks at position k with probability kappa(k) and clicks with kappa(k) w(a_k), independently; the reward is the
//! number of clicks. kappa(k) = k^-eta here, which everyone may know; with an eta of 0 every slot is looked at, which is the
//! document-based model. The most attractive items from the top down are best (Lagree, Vernade and Cappe 2016).
//! TF-Agents' ExplicitPositionalBiasRankingEnvironment is this model, too.

use super::{Builder, ClickModel, ClickModelDescriptor, CommonRandomNumbers, Outcome};
use crate::descriptor::{Descriptor, Fact, Kind, Parameter, Property, Scale, words};
use crate::ranking::environments::SlateRound;
use crate::ranking::order::{Ties, largest};

const ETA: Parameter = Parameter {
    name: "eta",
    title: "Eta",
    kind: Kind::Number { minimum: 0.0, maximum: 5.0, default: 1.0, scale: Scale::Linear },
    unit: "",
    help: words(
        "How fast users stop looking: position k is looked at with probability k to the power of minus eta; 0 is always.",
    ),
};

/// The position-based model.
pub static DESCRIPTOR: ClickModelDescriptor = ClickModelDescriptor {
    part: Descriptor {
        id: "position_based",
        title: "Position-based",
        sentence: words(
            "The user looks at each position with a probability of its own, and clicks what attracts there; several clicks are possible.",
        ),
        citation: words(
            "Richardson, Dominowska and Ragno 2007, Predicting Clicks; Lagree, Vernade and Cappe 2016, Multiple-Play Bandits in the Position-Based Model",
        ),
        facts: &[Fact::offers(Property::PositionWeights)],
        parameters: &[ETA],
    },
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    build: |values, shape| {
        let eta = values.number(&ETA);
        let kappa = (1..=shape.slots).map(|position| libm::pow(position as f64, -eta));
        Ok(Box::new(PositionBased { kappa: kappa.collect() }))
    },
};

struct PositionBased {
    /// Probability to look at each position, not growing.
    kappa: Vec<f64>,
}

impl ClickModel for PositionBased {
    fn position_weights(&self) -> &[f64] {
        &self.kappa
    }

    fn respond(
        &self,
        round: &SlateRound,
        slate: &[u32],
        numbers_of_round: CommonRandomNumbers,
        outcome: &mut Outcome,
    ) {
        outcome.clear();
        for (position, (item, kappa)) in slate.iter().zip(&self.kappa).enumerate() {
            outcome.examined[position] = numbers_of_round.position(position) < *kappa;
            if outcome.examined[position] && numbers_of_round.attracts_user(*item, round) {
                outcome.clicked[position] = true;
                outcome.reward += 1.0;
            }
        }
    }

    fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64 {
        slate.iter().zip(&self.kappa).map(|(item, kappa)| kappa * round.attractions[*item as usize]).sum()
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
            eta in 0.0_f64..=5.0,
        ) {
            let (model, round) = model(&DESCRIPTOR, &[("eta", Value::Number(eta))], &attractions, slots);
            assert_best(model.as_ref(), &round, slots)?;
        }
    }

    #[test]
    fn a_slate_earns_what_is_expected() {
        let (model, round) = model(&DESCRIPTOR, &[], &[0.8, 0.4, 0.2], 3);
        assert!((model.expected_reward(&round, &[0, 1, 2]) - (0.8 + 0.2 + 0.2 / 3.0)).abs() < 1e-15);
        assert_eq!(model.position_weights(), [1.0, 0.5, 1.0 / 3.0]);
        assert_earns_what_is_expected(model.as_ref(), &round, &[1, 0, 2]);
    }
}
