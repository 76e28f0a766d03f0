//! The MovieLens matrix-factorization environment: the user's taste is the context, and there is one arm a movie.

use std::sync::Arc;

use super::{DEMOGRAPHICS, FACTORIZATION, NOISE, ORDER, Prepared, RANK, STARS, prepare};
use crate::data::kinds::ratings;
use crate::data::{DataUse, Inputs};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::objectives::SideObjectives;
use crate::environment::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
    UserCard,
};
use crate::math::random::RngStream;
use crate::progress::Tell;

/// The number of movies.
pub(super) const MOVIES: Parameter = Parameter {
    name: "movies",
    title: "Movies",
    kind: Kind::Integer { minimum: 2, maximum: 1000, default: 20, scale: Scale::Logarithmic },
    unit: "arms",
    help: words("How many movies there are to recommend; each is an arm."),
};

/// The MovieLens environment with one arm a movie.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "movielens_mf",
        title: "MovieLens",
        sentence: words(
            "A MovieLens user arrives, described by taste; the agent recommends one of the movies and earns the rating that the factorized ratings predict.",
        ),
        citation: words("TF-Agents, MovieLensPyEnvironment; Harper and Konstan 2015, The MovieLens Datasets"),
        facts: &[],
        parameters: &[MOVIES, ORDER, RANK, FACTORIZATION, NOISE, DEMOGRAPHICS],
    },
    reward_unit: "stars",
    data: &[DataUse::required(&ratings::DESCRIPTOR)],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct MovieLens(Prepared);

fn build(values: &Values, data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    let environment = DESCRIPTOR.part.title;
    let ratings = ratings::needed(data, environment)?;
    Ok(Arc::new(MovieLens(prepare(environment, values.count(&MOVIES), values, &ratings)?)))
}

/// The environment of ratings that are prepared already.
pub(super) fn of(prepared: Prepared) -> Arc<dyn Environment> {
    Arc::new(MovieLens(prepared))
}

impl Environment for MovieLens {
    fn shape(&self) -> Shape {
        let movies = self.0.movies();
        Shape { context: self.0.context_length, arm_features: 0, arms: movies, items: movies, rewards: STARS }
    }

    fn prepare(&self, for_remarks: bool, tell: &mut Tell<'_>) {
        self.0.factors.prepare(for_remarks, tell);
    }

    fn factors(&self) -> Option<Vec<u8>> {
        self.0.factors.to_bytes()
    }

    fn adopt(&self, factors: &[u8]) -> bool {
        self.0.factors.adopt(factors)
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        Box::new(MovieLensEpisode {
            users: RngStream::new(master_seed, seed_index, "users"),
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        self.0.item(item)
    }

    fn user(&self, round: &Round) -> Option<UserCard> {
        self.0.user(round)
    }

    fn users(&self) -> usize {
        self.0.users()
    }

    fn side_objectives(&self, round: &Round, arm: usize) -> Option<SideObjectives> {
        self.0.side_objectives(round, arm)
    }

    fn remarks(&self) -> Vec<String> {
        self.0.remarks()
    }
}

#[derive(Clone)]
struct MovieLensEpisode {
    environment: Arc<MovieLens>,
    users: RngStream,
    rewards: RngStream,
}

impl Episode for MovieLensEpisode {
    fn next(&mut self, round: &mut Round) {
        let environment = &self.environment.0;
        round.user = self.users.below(environment.users());
        environment.write_context(round.user, &mut round.context);
        environment.write_expectations(round.user, &mut round.expectations);
        // Drawn even where the noise is zero would cost time for nothing: zero noise stays zero whatever is drawn.
        round.noise = Noise::Added(if environment.noise > 0.0 {
            environment.noise * self.rewards.normal()
        } else {
            0.0
        });
    }
}
