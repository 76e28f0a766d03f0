//! CascadeLinTS: Thompson sampling of a linear model of the features.
//!
//! Each round draws theta once from Normal(theta^, M^-1), with M and theta^ as in [`super::lin_ucb`], and shows the items of
//! the largest x' theta (Zong et al. 2016, algorithm 1). A round costs O(L d) for the products and O(d^2) for the draw and
//! for each observation.

use super::{Ridge, SIGMA};
use crate::descriptor::{Descriptor, Values, words};
use crate::math::random::RngStream;
use crate::math::vector::dot;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::observed::{Reading, number};
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};

/// CascadeLinTS.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::LinearCascade,
    part: Descriptor {
        id: "cascade_lin_ts",
        title: "CascadeLinTS",
        sentence: words(
            "Draws what features may be worth, once a round, and shows the items that are the most attractive if it is so.",
        ),
        citation: words(
            "Zong, Ni, Sung, Ke, Wen and Kveton 2016, Cascading Bandits for Large-Scale Recommendation Problems",
        ),
        facts: super::FACTS,
        parameters: &[SIGMA],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| Ridge::memory(shape.features) + 8 * (shape.items + shape.features) as u64,
    note_length: |_, _| 0,
    build,
};

#[derive(Clone)]
struct CascadeLinTs {
    ridge: Ridge,
    /// 1 / sigma.
    precision: f64,
    drawn: Vec<f64>,
    scores: Vec<f64>,
}

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    BuildError::check(DESCRIPTOR.part.title, DESCRIPTOR.part.facts, values, shape)?;
    Ok(Box::new(CascadeLinTs {
        ridge: Ridge::new(shape.features),
        precision: 1.0 / values.number(&SIGMA),
        drawn: vec![0.0; shape.features],
        scores: vec![0.0; shape.items],
    }))
}

impl CascadeLinTs {
    /// Scores the items by weights drawn for all of them.
    fn draw(&mut self, view: &SlateView<'_>, stream: &mut RngStream) {
        self.ridge.draw(1.0, stream, &mut self.drawn);
        for (score, x) in self.scores.iter_mut().zip(view.features.chunks_exact(self.drawn.len())) {
            *score = dot(&self.drawn, x);
        }
    }
}

crate::state::state_fields! {
    CascadeLinTs { ridge, scores } fixed { precision, drawn }
}

impl Ranker for CascadeLinTs {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.draw(view, stream);
        largest(&self.scores, Ties::draw(stream), slate);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        let dimension = self.drawn.len();
        for (item, clicked) in Reading::FirstClick.observations(slate, feedback) {
            let x = &view.features[item * dimension..(item + 1) * dimension];
            self.ridge.learn(x, self.precision, self.precision * number(clicked));
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        ActionProbabilities::of_draws(view.items, |stream| {
            asked.draw(view, stream);
            let mut first = [0];
            largest(&asked.scores, Ties::draw(stream), &mut first);
            first[0] as usize
        })
    }

    /// The interval is one standard deviation to either side; the scores are those of the last slate's draw.
    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        let mut estimates = vec![0.0; view.items];
        self.ridge.means(view.features, &mut estimates);
        let rows = view.features.chunks_exact(self.drawn.len());
        let deviations: Vec<f64> = rows.map(|x| f64::sqrt(self.ridge.variance(x))).collect();
        let ends = |sign: f64| {
            estimates.iter().zip(&deviations).map(|(mean, width)| mean + sign * width).collect::<Vec<f64>>()
        };
        RankerExplanation {
            low: ends(-1.0),
            high: ends(1.0),
            scores: self.scores.clone(),
            reason: RankingReason::Sampled,
            estimates,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::rankers::testing::{Bench, assert_near};

    /// One feature; item 0 with x = 1 is clicked: M = 2, theta^ = 1/2. All scores are x times the same draw.
    #[test]
    fn a_step_by_hand() {
        let mut bench = Bench::with_features(&DESCRIPTOR, &[], 3, 1, &[1.0, 0.5, -0.5]);
        bench.learn(&[0], &[true]);
        let slate = bench.rank();
        let thought = bench.explain();
        assert_near(&thought.estimates, &[0.5, 0.25, -0.25]);
        let drawn = thought.scores[0];
        assert_near(&thought.scores, &[drawn, 0.5 * drawn, -0.5 * drawn]);
        assert_eq!(slate, [if drawn > 0.0 { 0 } else { 2 }]);
        assert_near(&thought.high[..1], &[0.5 + 0.5_f64.sqrt()]);
    }
}
