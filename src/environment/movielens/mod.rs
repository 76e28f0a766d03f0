//! MovieLens as a bandit: a user arrives, an arm is a movie, the reward is how the user would rate it.

pub mod cards;
pub mod features;
pub mod first;
pub mod matrix_factorization;
mod offers;
pub mod per_arm;
pub mod replay;
mod reward;
mod side_objectives;
mod tastes;
mod words;

use std::sync::{Arc, OnceLock};

use super::objectives::SideObjectives;
use super::{EnvironmentError, ItemCard, Round, UserCard};
use crate::data::factorization::{LazyFactors, MovieOrder};
use crate::data::{Dataset, FeatureTable, demographic_features};
use crate::descriptor::{Choice, Kind, Parameter, Scale, Values, words};
use crate::math::vector::copy;
use side_objectives::Films;

const ZERO_FILLED: &str = "zero_filled_svd";
const OBSERVED: &str = "observed_als";
const MOST_RATED: &str = "most_rated";
const BY_ID: &str = "by_id";

/// Which movies come first.
const ORDER: Parameter = Parameter {
    name: "order",
    title: "Which movies",
    kind: Kind::Choice {
        options: &[
            Choice { id: MOST_RATED, title: "most rated first" },
            Choice { id: BY_ID, title: "by movie id" },
        ],
        default: MOST_RATED,
    },
    unit: "",
    help: words(
        "Which movies are taken when not all are: those with the most ratings, or the first by their id as TF-Agents does.",
    ),
};

/// Number of latent features.
const RANK: Parameter = Parameter {
    name: "rank",
    title: "Rank",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 20, scale: Scale::Logarithmic },
    unit: "features",
    help: words("How many numbers describe a user's taste, and a movie, after the ratings are factorized."),
};

/// How ratings become features.
const FACTORIZATION: Parameter = Parameter {
    name: "factorization",
    title: "Factorization",
    kind: Kind::Choice {
        options: &[
            Choice { id: ZERO_FILLED, title: "SVD, unrated counts as 0 (TF-Agents)" },
            Choice { id: OBSERVED, title: "ALS on the ratings there are" },
        ],
        default: ZERO_FILLED,
    },
    unit: "",
    help: words(
        "TF-Agents fills unrated movies with zero stars; alternating least squares predicts them from the ratings there are.",
    ),
};

/// Noise on rewards.
const NOISE: Parameter = Parameter {
    name: "noise",
    title: "Noise",
    kind: Kind::Number { minimum: 0.0, maximum: 5.0, default: 0.0, scale: Scale::Linear },
    unit: "stars",
    help: words(
        "Standard deviation of normal noise on every rating; it never enters regret. TF-Agents has none.",
    ),
};

/// Whether demographics are context.
const DEMOGRAPHICS: Parameter = Parameter {
    name: "demographics",
    title: "Demographics",
    kind: Kind::Switch { default: true },
    unit: "",
    help: words(
        "Adds age, gender and occupation to the context where the ratings have them (the bundled ones have none).",
    ),
};

/// Most expected rewards of all users that are kept (8 MB of them); where there are more, a round computes its own.
const MOST_KEPT: usize = 1 << 20;

/// Least and most stars.
const STARS: (f64, f64) = (0.0, 5.0);

/// Ratings made into users with a context and movies with features.
struct Prepared {
    ratings: Arc<Dataset>,
    /// Made when novelty or diversity is first asked for: most experiments never do.
    films: OnceLock<Films>,
    /// What is shown of the users, where the ratings are too few to say.
    cards: Option<cards::Cards>,
    factors: LazyFactors,
    /// What each user would rate each movie, made by the first round; empty where that would be too much.
    expected: OnceLock<Vec<f64>>,
    asked: Asked,
    noise: f64,
    /// Features of a user: taste, then the user's bias where the factorization has biases, then demographics.
    context_length: usize,
    demographics: Option<FeatureTable>,
}

/// What was asked for, which these ratings may not have.
struct Asked {
    movies: usize,
    rank: usize,
}

/// The number of movies an environment has is its own parameter, since the environments differ in default and sense.
fn prepare(
    environment: &'static str,
    movies: usize,
    values: &Values,
    ratings: &Arc<Dataset>,
) -> Result<Prepared, EnvironmentError> {
    let order = if values.chose(&ORDER, BY_ID) { MovieOrder::ById } else { MovieOrder::MostRated };
    let rank = values.count(&RANK);
    let observed = values.chose(&FACTORIZATION, OBSERVED);
    let factors = match observed {
        // The starter makes the default alone, and does not carry the other method.
        #[cfg(not(feature = "starter"))]
        true => LazyFactors::least_squares(ratings, order, movies, rank),
        _ => LazyFactors::zero_filled_svd(ratings, order, movies, rank),
    };
    if factors.users().is_empty() {
        let reason = "no user has rated any of these movies: take more of them, or the most rated".to_owned();
        return Err(EnvironmentError::Unfit { environment, reason });
    }
    let demographics = if values.switch(&DEMOGRAPHICS) { demographic_features(ratings) } else { None };
    let context_length =
        factors.rank() + usize::from(observed) + demographics.as_ref().map_or(0, |table| table.names.len());
    let noise = values.number(&NOISE);
    Ok(Prepared {
        ratings: Arc::clone(ratings),
        films: OnceLock::new(),
        cards: None,
        factors,
        expected: OnceLock::new(),
        asked: Asked { movies, rank },
        noise,
        context_length,
        demographics,
    })
}

impl Prepared {
    fn users(&self) -> usize {
        self.factors.users().len()
    }

    fn movies(&self) -> usize {
        self.factors.movies().len()
    }

    /// Writes the context of a user.
    fn write_context(&self, user: usize, context: &mut [f64]) {
        let factors = self.factors.get();
        let (taste, rest) = context.split_at_mut(factors.rank);
        copy(factors.user_vector(user), taste);
        let (bias, demographics) = rest.split_at_mut(usize::from(self.factors.has_biases()));
        bias.fill(factors.user_biases[user]);
        if let Some(table) = &self.demographics {
            demographics.copy_from_slice(table.row(factors.users[user]));
        }
    }

    /// What the user would rate the movie: mean and biases (zero for the SVD) and the product of the factors.
    #[inline(always)]
    fn expectation(&self, user: usize, movie: usize) -> f64 {
        self.factors.get().rating(user, movie)
    }

    /// Writes what the user would rate each movie, see [`Prepared::expectation`].
    fn write_expectations(&self, user: usize, expectations: &mut [f64]) {
        let (users, movies) = (self.users(), self.movies());
        let expected = self.expected.get_or_init(|| {
            let count = Some(users.saturating_mul(movies)).filter(|count| *count <= MOST_KEPT).unwrap_or(0);
            (0..count).map(|place| self.expectation(place / movies, place % movies)).collect()
        });
        match expected.get(user * movies..(user + 1) * movies) {
            Some(row) => copy(row, expectations),
            None => {
                for (movie, expectation) in expectations.iter_mut().enumerate() {
                    *expectation = self.expectation(user, movie);
                }
            }
        }
    }

    fn item(&self, item: usize) -> ItemCard {
        self.factors.movies().get(item).map(|movie| cards::film(&self.ratings, *movie)).unwrap_or_default()
    }

    fn user(&self, round: &Round) -> Option<UserCard> {
        let user = *self.factors.users().get(round.user)?;
        match &self.cards {
            Some(cards) => cards.user(&self.ratings, user),
            #[cfg(not(feature = "starter"))]
            None => cards::user(&self.ratings, user),
            #[cfg(feature = "starter")]
            None => None,
        }
    }

    fn side_objectives(&self, round: &Round, arm: usize) -> Option<SideObjectives> {
        let user = *self.factors.users().get(round.user)?;
        let movie = *self.factors.movies().get(*round.items.get(arm)? as usize)?;
        let films = self.films.get_or_init(|| Films::new(&self.ratings));
        Some(films.of(&self.ratings, user, movie))
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = vec![format!("{} users with {} movies.", self.users(), self.movies())];
        if self.movies() < self.asked.movies {
            remarks
                .push(format!("The ratings have no more than {} movies, so all are taken.", self.movies()));
        }
        if self.factors.rank() < self.asked.rank {
            remarks.push(format!(
                "So many users and movies have no more than {} features, so the rank is {0}, not {}.",
                self.factors.rank(),
                self.asked.rank
            ));
        }
        if let Some(error) = self.factors.held_out_rmse() {
            remarks.push(format!(
                "The factorization predicts ratings that it has not seen with an error of {error:.3} stars (root mean square on a held-out tenth)."
            ));
        } else {
            remarks
                .push("A movie that a user has not rated counts as zero stars, as in TF-Agents.".to_owned());
        }
        remarks
    }
}
