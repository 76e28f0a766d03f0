//! The MovieLens matrix-factorization world: the user's taste is the context, and there is one arm a movie.

use std::sync::Arc;

use super::{DEMOGRAPHICS, FACTORIZATION, NOISE, ORDER, Prepared, RANK, STARS, prepare};
use crate::data::Dataset;
use crate::declaration::{Kind, Parameter, Part, Scale, Values};
use crate::progress::Tell;
use crate::stream::Stream;
use crate::world::objectives::SideObjectives;
use crate::world::{
    Builder, Course, Declaration, ItemCard, Noise, Round, Shape, UserCard, World, WorldError,
};

const MOVIES: Parameter = Parameter {
    name: "movies",
    title: "Movies",
    kind: Kind::Integer { minimum: 2, maximum: 1000, default: 20, scale: Scale::Logarithmic },
    unit: "arms",
    help: "How many movies there are to recommend; each is an arm.",
};

/// The MovieLens world with one arm a movie.
pub static DECLARATION: Declaration = Declaration {
    part: Part {
        id: "movielens_mf",
        title: "MovieLens",
        sentence: "A MovieLens user comes by, described by taste; the agent recommends one of the movies and earns the rating that the factorized ratings predict.",
        citation: "TF-Agents, MovieLensPyEnvironment; Harper and Konstan 2015, The MovieLens Datasets",
        parameters: &[MOVIES, ORDER, RANK, FACTORIZATION, NOISE, DEMOGRAPHICS],
    },
    reward_unit: "stars",
    needs_ratings: true,
};

/// How it is made.
pub static BUILDER: Builder = Builder { declaration: &DECLARATION, build };

struct MovieLens(Prepared);

fn build(values: &Values, ratings: Option<&Arc<Dataset>>) -> Result<Arc<dyn World>, WorldError> {
    Ok(Arc::new(MovieLens(prepare(DECLARATION.part.title, values.count(&MOVIES), values, ratings)?)))
}

impl World for MovieLens {
    fn shape(&self) -> Shape {
        let movies = self.0.movies();
        Shape { context: self.0.context_length, arm_features: 0, arms: movies, items: movies, rewards: STARS }
    }

    fn prepare(&self, for_remarks: bool, tell: &mut Tell<'_>) {
        self.0.factors.prepare(for_remarks, tell);
    }

    fn course(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Course> {
        Box::new(MovieLensCourse {
            users: Stream::new(master_seed, seed_index, "users"),
            rewards: Stream::new(master_seed, seed_index, "rewards"),
            world: self,
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
struct MovieLensCourse {
    world: Arc<MovieLens>,
    users: Stream,
    rewards: Stream,
}

impl Course for MovieLensCourse {
    fn next(&mut self, round: &mut Round) {
        let world = &self.world.0;
        round.user = self.users.below(world.users());
        world.write_context(round.user, &mut round.context);
        for (movie, expectation) in round.expectations.iter_mut().enumerate() {
            *expectation = world.expectation(round.user, movie);
        }
        // Drawn even where the noise is zero would cost time for nothing: zero noise stays zero whatever is drawn.
        round.noise = Noise::Added(if world.noise > 0.0 { world.noise * self.rewards.normal() } else { 0.0 });
    }
}
