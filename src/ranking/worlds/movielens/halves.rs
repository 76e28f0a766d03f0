//! The construction of Zong et al. 2016: half of the users make the features of the films, the other half are the users.
//!
//! Who rated what among the first half, as a matrix of zeros and ones, is cut to its d largest singular values; a film's
//! features are its row of V S, scaled so that the longest has length 1. A film attracts with the share of the other half
//! who rated it (or liked it), independently of other films, as the cascade has it. Which half a user belongs
//! to is drawn once and for all. Features fit attractions only as far as one half of the users is like the other.

use std::sync::Arc;

use super::{MOVIES, count_by_movie, fewer_movies, most_rated, needed, to_unit_length};
use crate::data::Dataset;
use crate::data::factorization::features_of_movies;
use crate::declaration::{Kind, Parameter, Part, Scale, Values};
use crate::ranking::SlateShape;
use crate::ranking::worlds::change::{CHANGE, Change, SEGMENT, STEP};
use crate::ranking::worlds::steady::{Items, Steady};
use crate::ranking::worlds::{Declaration, SLOTS, SlateCourse, SlateWorld, plain_shape};
use crate::stream::Stream;
use crate::world::movielens::cards;
use crate::world::{ItemCard, WorldError};

const RANK: Parameter = Parameter {
    name: "rank",
    title: "Features",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 10, scale: Scale::Logarithmic },
    unit: "features",
    help: "How many numbers describe a movie, made from who rated it among the first half of the users.",
};

/// Stars from which on a film attracts.
const LIKED: Parameter = Parameter {
    name: "liked",
    title: "Attracted from",
    kind: Kind::Number { minimum: 0.5, maximum: 5.0, default: 0.5, scale: Scale::Linear },
    unit: "stars",
    help: "From how many stars on a rating says that the movie attracted the user; 0.5 counts every rating, as the paper does.",
};

/// Films with features from other users.
pub static DECLARATION: Declaration = Declaration {
    part: Part {
        id: "movielens_halves_slates",
        title: "MovieLens slates, with features",
        sentence: "Half of the MovieLens users make features of the films, and how many of the other half watched a film is how attractive it is.",
        citation: "Zong, Ni, Sung, Ke, Wen and Kveton 2016, Cascading Bandits for Large-Scale Recommendation Problems",
        parameters: &[MOVIES, SLOTS, RANK, LIKED, CHANGE, SEGMENT, STEP],
    },
    needs_ratings: true,
    build,
};

struct Halves {
    ratings: Arc<Dataset>,
    movies: Vec<usize>,
    asked: usize,
    asked_rank: usize,
    items: Items,
    shape: SlateShape,
    change: Change,
}

fn build(values: &Values, ratings: Option<&Arc<Dataset>>) -> Result<Arc<dyn SlateWorld>, WorldError> {
    let world = DECLARATION.part.title;
    let ratings = needed(world, ratings)?;
    let users = ratings.users().len();
    if users < 2 {
        let reason = "one user can't be cut into two halves: take ratings of at least two".to_owned();
        return Err(WorldError::Unfit { world, reason });
    }
    let (asked, asked_rank) = (values.count(&MOVIES), values.count(&RANK));
    let movies = most_rated(&ratings, asked);
    let mut order: Vec<u32> = (0..users as u32).collect();
    crate::ranking::order::shuffle(&mut order, &mut Stream::new(0, 0, "halves of the users"));
    let mut makes_features = vec![false; users];
    order[..users / 2].iter().for_each(|user| makes_features[*user as usize] = true);
    let makers: Vec<usize> = (0..users).filter(|user| makes_features[*user]).collect();
    let (mut features, rank) = features_of_movies(&ratings, &makers, &movies, asked_rank);
    to_unit_length(&mut features, rank);
    let counts = count_by_movie(&ratings, values.number(&LIKED), |user| !makes_features[user]);
    let others = (users - makers.len()) as f64;
    let attractions = movies.iter().map(|movie| counts[*movie] / others).collect();
    Ok(Arc::new(Halves {
        shape: SlateShape { features: rank, ..plain_shape(movies.len(), values.count(&SLOTS)) },
        items: Items { attractions, features, ..Items::default() },
        change: Change::new(values),
        asked,
        asked_rank,
        movies,
        ratings,
    }))
}

impl SlateWorld for Halves {
    fn shape(&self) -> SlateShape {
        self.shape.clone()
    }

    fn course(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn SlateCourse> {
        Box::new(Steady::new(self.items.clone(), self.change, master_seed, seed_index))
    }

    fn item(&self, item: usize) -> ItemCard {
        self.movies.get(item).map_or_else(ItemCard::default, |movie| cards::film(&self.ratings, *movie))
    }

    fn remarks(&self) -> Vec<String> {
        let rank = self.shape.features;
        let lower = (rank < self.asked_rank).then(|| {
            format!("So few users and movies have no more than {rank} features, so there are {rank}.")
        });
        fewer_movies(self.asked, self.movies.len()).into_iter().chain(lower).collect()
    }
}
