//! TF-Agents' ranking environment: each round other users and other items, and a score for each pair.
//!
//! The features g of the user and x of each item are drawn each round, standard normal; the score of an item is x' W g
//! with a matrix W that stays (RankingPyEnvironment). W is drawn for each seed, normal with the standard deviation of
//! 1 / sqrt of the number of its columns, so that a score has that of x. The ghosts of its ghost actions are the unit
//! vectors: their scores are the entries of W g. The attraction of an item, for other click models, is the sigmoid of its
//! score.

use std::sync::Arc;

use super::{
    Builder, ITEMS, SLOTS, SlateEnvironment, SlateEnvironmentDescriptor, SlateEpisode, SlateRound, card,
    plain_shape,
};
use crate::data::Inputs;
use crate::descriptor::{Descriptor, Fact, Kind, Parameter, Property, Scale, Values, words};
use crate::environment::{EnvironmentError, ItemCard};
use crate::math::random::RngStream;
use crate::math::vector::dot;
use crate::ranking::SlateShape;

const GLOBAL: Parameter = Parameter {
    name: "user_features",
    title: "User features",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 8, scale: Scale::Logarithmic },
    unit: "features",
    help: words("How many numbers describe a user."),
};

const ITEM: Parameter = Parameter {
    name: "item_features",
    title: "Item features",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 4, scale: Scale::Logarithmic },
    unit: "features",
    help: words("How many numbers describe an item."),
};

/// Items scored by TF-Agents' ranking environment.
pub static DESCRIPTOR: SlateEnvironmentDescriptor = SlateEnvironmentDescriptor {
    part: Descriptor {
        id: "scored_slates",
        title: "Slates of scored items",
        sentence: words(
            "Every round brings another user and other items; how well they fit depends on the features of both.",
        ),
        citation: words("TF-Agents, RankingPyEnvironment"),
        facts: &[Fact::offers(Property::ItemFeatures), Fact::offers(Property::FeaturesOrFewItems)],
        parameters: &[ITEMS, SLOTS, GLOBAL, ITEM],
    },
    data: &[],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Scored {
    shape: SlateShape,
}

fn build(values: &Values, _data: &Inputs<'_>) -> Result<Arc<dyn SlateEnvironment>, EnvironmentError> {
    let plain = plain_shape(values.count(&ITEMS), values.count(&SLOTS));
    let (features, context) = (values.count(&ITEM), values.count(&GLOBAL));
    Ok(Arc::new(Scored { shape: SlateShape { features, context, features_vary: true, ..plain } }))
}

impl SlateEnvironment for Scored {
    fn shape(&self) -> SlateShape {
        self.shape.clone()
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn SlateEpisode> {
        let mut stream = RngStream::new(master_seed, seed_index, "weights");
        let deviation = 1.0 / (self.shape.context as f64).sqrt();
        let count = self.shape.features * self.shape.context;
        Box::new(ScoredEpisode {
            weights: (0..count).map(|_| deviation * stream.normal()).collect(),
            users: RngStream::new(master_seed, seed_index, "users"),
            items: RngStream::new(master_seed, seed_index, "items"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        card(item)
    }
}

#[derive(Clone)]
struct ScoredEpisode {
    /// W, row-major item features x user features.
    weights: Vec<f64>,
    users: RngStream,
    items: RngStream,
}

impl SlateEpisode for ScoredEpisode {
    fn next(&mut self, round: &mut SlateRound) {
        round.number += 1;
        self.users.normals(&mut round.context);
        self.items.normals(&mut round.features);
        let rows = self.weights.chunks_exact(round.context.len());
        let dimension = rows.len();
        // Room is made in the first round only.
        round.ghost_scores.resize(dimension, 0.0);
        round.scores.resize(round.attractions.len(), 0.0);
        for (ghost, row) in round.ghost_scores.iter_mut().zip(rows) {
            *ghost = dot(row, &round.context);
        }
        let of_items =
            round.features.chunks_exact(dimension).zip(&mut round.scores).zip(&mut round.attractions);
        for ((x, score), attraction) in of_items {
            *score = dot(x, &round.ghost_scores);
            *attraction = 1.0 / (1.0 + libm::exp(-*score));
        }
        round.features_changed();
        round.attractions_changed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores have the mean and the variance that they are made for, and are the same linear function every round.
    #[test]
    fn scores_fit_features() {
        let mut values = Values::default();
        values.set(&ITEM, crate::descriptor::Value::Number(2.0));
        let environment = BUILDER.make(&values, None).expect("it needs nothing");
        let mut round = SlateRound::new(&environment.shape());
        let mut episode = environment.episode(3, 0);
        for _ in 0..50 {
            episode.next(&mut round);
            for (x, score) in round.features.chunks_exact(2).zip(&round.scores) {
                let expected = x[0] * round.ghost_scores[0] + x[1] * round.ghost_scores[1];
                assert!((score - expected).abs() < 1e-12);
            }
        }
        assert_eq!((round.number, round.features_revision, round.attractions_revision), (50, 50, 50));
    }
}
