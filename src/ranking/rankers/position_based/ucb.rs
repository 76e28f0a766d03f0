//! PBM-UCB: the items of the largest upper bounds, on the slots that are looked at most.
//!
//! With S clicks of N shows, and N~ the sum of the weights of the slots where it was shown, the index of an item is
//! S / N~ + sqrt(N / N~) sqrt(level / (2 N~)), level = (1 + epsilon) ln t (Lagree, Vernade and Cappe 2016). An
//! item that no user can have examined comes first; pending shows count in the bonus (see
//! [`Pending`](crate::ranking::rankers::pending::Pending)). A round costs O(L + K).

use super::{Exposure, IGNORES_POSITIONS, Positions};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};

const EPSILON: Parameter = Parameter {
    name: "epsilon",
    title: "Epsilon",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 0.0, scale: Scale::Linear },
    unit: "",
    help: words(
        "How much more than ln t the bound allows for: any number above zero is what the theorem needs.",
    ),
};

/// PBM-UCB.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::ClickModel,
    part: Descriptor {
        id: "pbm_ucb",
        title: "PBM-UCB",
        sentence: words(
            "Knows how likely each slot is looked at, and shows the items that may be the most attractive where they are seen.",
        ),
        citation: words("Lagree, Vernade and Cappe 2016, Multiple-Play Bandits in the Position-Based Model"),
        facts: super::FACTS,
        parameters: &[EPSILON, IGNORES_POSITIONS],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |_, shape| {
        Exposure::memory(shape.items, shape.slots)
            + Positions::memory(shape.slots)
            + 8 * (shape.items + shape.slots) as u64
    },
    note_length: |_, _| 0,
    build,
};

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    Ok(Box::new(PbmUcb {
        positions: Positions::new(DESCRIPTOR.part.title, values, shape)?,
        exposure: Exposure::new(shape.items, shape.slots),
        factor: 1.0 + values.number(&EPSILON),
        scores: vec![0.0; shape.items],
        best: vec![0; shape.slots],
    }))
}

#[derive(Debug, Clone)]
struct PbmUcb {
    positions: Positions,
    exposure: Exposure,
    factor: f64,
    scores: Vec<f64>,
    best: Vec<u32>,
}

impl PbmUcb {
    fn score(&mut self, view: &SlateView<'_>) {
        let level = self.factor * libm::log(view.round as f64);
        for (item, score) in self.scores.iter_mut().enumerate() {
            *score = self.exposure.upper_bound(item, level);
        }
    }
}

crate::state::state_fields! {
    PbmUcb { exposure } fixed { positions, factor, scores, best }
}

impl Ranker for PbmUcb {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.exposure.begin(view.round, &self.positions.weights);
        self.score(view);
        largest(&self.scores, Ties::draw(stream), &mut self.best);
        self.positions.place(&self.best, slate);
        self.exposure.show(view.round, slate);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.exposure.learn(view.round, &self.positions.weights, slate, feedback);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.exposure.begin(view.round, &self.positions.weights);
        asked.score(view);
        chances(&asked.scores, self.positions.place_of_first_slot())
    }

    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        self.score(view);
        RankerExplanation {
            estimates: self.exposure.attractions(),
            low: Vec::new(),
            high: self.scores.iter().map(|score| score.min(1.0)).collect(),
            scores: self.scores.clone(),
            reason: RankingReason::Optimism,
        }
    }
}
