//! C3-UCB: CascadeLinUCB for clicks that count less the lower they are.
//!
//! The observation at position k has the features gamma_k x and the target gamma_k r, with known discounts gamma_k that fall
//! with the position; the index is min(1, x' theta + c sqrt(x' M^-1 x)) (Li, Wang, Zhang and Chen 2016, algorithm 1, for
//! the disjunctive objective). Here gamma_k = gamma^(k - 1). The cost is that of [`super::Optimistic`].

use super::{Optimistic, Ridge, WIDTH};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::rankers::observed::{Reading, number};
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, SlateShape, SlateView};

const DISCOUNT: Parameter = Parameter {
    name: "gamma",
    title: "Position discount",
    kind: Kind::Number { minimum: 0.0, maximum: 1.0, default: 0.9, scale: Scale::Linear },
    unit: "a position",
    help: words(
        "What an observation is worth one position further down: 1 makes it CascadeLinUCB with a sigma of 1.",
    ),
};

/// C3-UCB.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::LinearCascade,
    part: Descriptor {
        id: "c3_ucb",
        title: "C3-UCB",
        sentence: words(
            "Learns what features of items are worth from clicks that count less the lower they are, and shows the items that may be the most attractive.",
        ),
        citation: words("Li, Wang, Zhang and Chen 2016, Contextual Combinatorial Cascading Bandits"),
        facts: super::FACTS,
        parameters: &[WIDTH, DISCOUNT],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| Ridge::memory(shape.features) + Optimistic::memory(shape),
    note_length: |_, _| 0,
    build,
};

#[derive(Clone)]
struct C3Ucb {
    ridge: Ridge,
    optimistic: Optimistic,
    discount: f64,
}

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    BuildError::check(DESCRIPTOR.part.title, DESCRIPTOR.part.facts, values, shape)?;
    Ok(Box::new(C3Ucb {
        ridge: Ridge::new(shape.features),
        optimistic: Optimistic::new(shape, values.number(&WIDTH), 1.0),
        discount: values.number(&DISCOUNT),
    }))
}

crate::state::state_fields! {
    C3Ucb { ridge, optimistic } fixed { discount }
}

impl Ranker for C3Ucb {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.optimistic.rank(&mut self.ridge, view, stream, slate);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.optimistic.receive(view.round, feedback.now);
        let dimension = view.features.len() / view.items;
        let mut gamma = 1.0;
        for (item, clicked) in Reading::FirstClick.observations(slate, feedback) {
            let x = &view.features[item * dimension..(item + 1) * dimension];
            self.ridge.learn(x, gamma, gamma * number(clicked));
            gamma *= self.discount;
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.optimistic.begin(view.round);
        chances(&asked.explain(view).scores, 0)
    }

    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        self.optimistic.explain(&mut self.ridge, view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;
    use crate::ranking::rankers::testing::{Bench, assert_near};

    /// One feature, gamma 1/2: x = 1 missed at the top, x = 1 clicked below: M = 1 + 1 + 1/4, b = 1/4.
    #[test]
    fn a_step_by_hand() {
        let values = [("gamma", Value::Number(0.5)), ("c", Value::Number(0.2))];
        let mut bench = Bench::with_features(&DESCRIPTOR, &values, 2, 2, &[1.0, 1.0]);
        bench.learn(&[0, 1], &[false, true]);
        let expected = 0.25 / 2.25 + 0.2 / 1.5;
        assert_near(&bench.explain().scores, &[expected, expected]);
    }

    /// Without a discount it is CascadeLinUCB.
    #[test]
    fn without_a_discount_it_is_cascade_lin_ucb() {
        let features = [0.3, 0.1, -0.2, 0.9, 0.4, 0.4];
        let mut ours = Bench::with_features(&DESCRIPTOR, &[("gamma", Value::Number(1.0))], 3, 2, &features);
        let mut plain = Bench::with_features(&super::super::lin_ucb::DESCRIPTOR, &[], 3, 2, &features);
        for bench in [&mut ours, &mut plain] {
            bench.learn(&[0, 2], &[false, true]);
            bench.learn(&[1, 2], &[false, false]);
        }
        assert_eq!(ours.explain().scores, plain.explain().scores);
    }
}
