//! CascadeLinUCB: the largest attractions that a linear model of the features thinks possible.
//!
//! Index of an item with features x: min(1, x' theta + c sqrt(x' M^-1 x)), M = I + sum x x' / sigma^2 and M theta = sum r x /
//! sigma^2 over all observed items (Zong et al. 2016, algorithm 2). The cost is that of [`super::Optimistic`].

use super::{Optimistic, Ridge, SIGMA, WIDTH};
use crate::descriptor::{Descriptor, Values, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::rankers::observed::{Reading, number};
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, SlateShape, SlateView};

/// CascadeLinUCB.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::LinearCascade,
    part: Descriptor {
        id: "cascade_lin_ucb",
        title: "CascadeLinUCB",
        sentence: words(
            "Learns what features of items are worth, and shows the items that may be the most attractive: what is learned of one item helps with others.",
        ),
        citation: words(
            "Zong, Ni, Sung, Ke, Wen and Kveton 2016, Cascading Bandits for Large-Scale Recommendation Problems",
        ),
        facts: super::FACTS,
        parameters: &[WIDTH, SIGMA],
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
struct CascadeLinUcb {
    ridge: Ridge,
    optimistic: Optimistic,
    /// 1 / sigma.
    precision: f64,
}

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    BuildError::check(DESCRIPTOR.part.title, DESCRIPTOR.part.facts, values, shape)?;
    let precision = 1.0 / values.number(&SIGMA);
    Ok(Box::new(CascadeLinUcb {
        ridge: Ridge::new(shape.features),
        optimistic: Optimistic::new(shape, values.number(&WIDTH), precision),
        precision,
    }))
}

crate::state::state_fields! {
    CascadeLinUcb { ridge, optimistic } fixed { precision }
}

impl Ranker for CascadeLinUcb {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.optimistic.rank(&mut self.ridge, view, stream, slate);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.optimistic.receive(view.round, feedback.now);
        let dimension = view.features.len() / view.items;
        for (item, clicked) in Reading::FirstClick.observations(slate, feedback) {
            let x = &view.features[item * dimension..(item + 1) * dimension];
            self.ridge.learn(x, self.precision, self.precision * number(clicked));
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
    use proptest::prelude::*;

    /// One feature; item 0 with x = 1/2 is clicked, sigma 1/2: M = 1 + 1/4 * 4 = 2, b = 1/2 * 4 = 2, theta = 1.
    #[test]
    fn a_step_by_hand() {
        let values = [("sigma", Value::Number(0.5)), ("c", Value::Number(0.5))];
        let mut bench = Bench::with_features(&DESCRIPTOR, &values, 3, 1, &[0.5, 0.25, -0.5]);
        bench.learn(&[0], &[true]);
        let thought = bench.explain();
        assert_near(&thought.estimates, &[0.5, 0.25, -0.5]);
        let width = |x: f64| 0.5 * x / 2.0_f64.sqrt();
        assert_near(&thought.scores, &[0.5 + width(0.5), 0.25 + width(0.25), -0.5 + width(0.5)]);
        assert_eq!(bench.rank(), [0]);
    }

    proptest! {
        /// Looking at few widths shows the same slate as looking at all, also when features change on the way.
        #[test]
        fn the_slate_is_that_of_all_widths(
            features in proptest::collection::vec(0.0..1.0, 60),
            others in proptest::collection::vec(0.0..1.0, 60),
            clicks in proptest::collection::vec(proptest::collection::vec(any::<bool>(), 4), 1..40),
        ) {
            let values = [("c", Value::Number(0.3))];
            let mut bench = Bench::with_features(&DESCRIPTOR, &values, 20, 4, &features);
            for (turn, clicks) in clicks.iter().enumerate() {
                if turn == 20 {
                    bench.set_features(&others);
                }
                let scores = bench.explain().scores;
                let slate = bench.rank();
                let least = slate.iter().map(|item| scores[*item as usize]).fold(f64::INFINITY, f64::min);
                for (item, score) in scores.iter().enumerate() {
                    prop_assert!(slate.contains(&(item as u32)) || *score <= least + 1e-12);
                }
                let shown: Vec<f64> = slate.iter().map(|item| scores[*item as usize]).collect();
                prop_assert!(shown.windows(2).all(|pair| pair[0] >= pair[1] - 1e-12), "{shown:?}");
                bench.learn(&slate, clicks);
            }
        }
    }
}
