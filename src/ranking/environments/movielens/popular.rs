//! Popularity: a film attracts with the share of users who liked it.

use std::sync::Arc;

use super::{LIKED, MOVIES, count_by_movie, fewer_movies, most_rated};
use crate::data::kinds::ratings;
use crate::data::{DataUse, Dataset, Inputs};
use crate::descriptor::{Descriptor, Values, words};
use crate::environment::movielens::cards;
use crate::environment::{EnvironmentError, ItemCard};
use crate::ranking::SlateShape;
use crate::ranking::environments::change::{CHANGE, Change, SEGMENT, STEP};
use crate::ranking::environments::steady::{Items, Steady};
use crate::ranking::environments::{
    Builder, SLOTS, SlateEnvironment, SlateEnvironmentDescriptor, SlateEpisode, plain_shape,
};

/// Films by popularity.
pub static DESCRIPTOR: SlateEnvironmentDescriptor = SlateEnvironmentDescriptor {
    part: Descriptor {
        id: "movielens_popular_slates",
        title: "MovieLens slates, by popularity",
        sentence: words(
            "A slate shows films, and each attracts with the share of MovieLens users who liked it; all users are alike.",
        ),
        citation: words(
            "Harper and Konstan 2015, The MovieLens Datasets; Kveton et al. 2015, Cascading Bandits",
        ),
        facts: &[super::super::few(&MOVIES)],
        parameters: &[MOVIES, SLOTS, LIKED, CHANGE, SEGMENT, STEP],
    },
    data: &[DataUse::required(&ratings::DESCRIPTOR)],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Popular {
    ratings: Arc<Dataset>,
    movies: Vec<usize>,
    asked: usize,
    attractions: Vec<f64>,
    shape: SlateShape,
    change: Change,
}

fn build(values: &Values, data: &Inputs<'_>) -> Result<Arc<dyn SlateEnvironment>, EnvironmentError> {
    let ratings = ratings::needed(data, DESCRIPTOR.part.title)?;
    let asked = values.count(&MOVIES);
    let movies = most_rated(&ratings, asked);
    let liked = count_by_movie(&ratings, values.number(&LIKED), |_| true);
    let users = ratings.users().len() as f64;
    Ok(Arc::new(Popular {
        attractions: movies.iter().map(|movie| liked[*movie] / users).collect(),
        shape: plain_shape(movies.len(), values.count(&SLOTS)),
        change: Change::new(values),
        asked,
        movies,
        ratings,
    }))
}

impl SlateEnvironment for Popular {
    fn shape(&self) -> SlateShape {
        self.shape.clone()
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn SlateEpisode> {
        let items = Items { attractions: self.attractions.clone(), ..Items::default() };
        Box::new(Steady::new(items, self.change, master_seed, seed_index))
    }

    fn item(&self, item: usize) -> ItemCard {
        self.movies.get(item).map_or_else(ItemCard::default, |movie| cards::film(&self.ratings, *movie))
    }

    fn remarks(&self) -> Vec<String> {
        fewer_movies(self.asked, self.movies.len()).into_iter().collect()
    }
}
