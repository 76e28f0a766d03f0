//! The construction of Zong et al. 2016: half of the users make the features of the films, the other half are the users.
//!
//! Who rated what among the first half, as a matrix of zeros and ones, is cut to its d largest singular values; a film's
//! features are its row of V S, scaled so that the longest has length 1. A film attracts with the share of the other half
//! who rated it (or liked it), independently of other films, as the cascade has it. Which half a user belongs
//! to is drawn once and for all. Features fit attractions only as far as one half of the users is like the other.
//!
//! Where users come one a round, each round one of the other half is drawn, and a film attracts if that very user rated it,
//! for certain: the rows of zeros and ones that the paper's experiments on ratings draw their feedback from. Tastes then go
//! together, as the independence of the model does not have it. What is expected, and so regret, still depends on the
//! shares, as if films attracted independently: no ranker here knows who the user is, so that the average user is who a
//! slate can be made for. The mean reward of a slate of films with the same audience is thus lower than expected.

use std::sync::{Arc, OnceLock};

use super::{MOVIES, count_by_movie, fewer_movies, most_rated, to_unit_length};
use crate::data::factorization::{factorizing, features_of_movies};
use crate::data::kinds::ratings;
use crate::data::{DataUse, Dataset, Inputs, Rating};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment::movielens::cards;
use crate::environment::{EnvironmentError, ItemCard, UserCard};
use crate::math::random::RngStream;
use crate::progress::Tell;
use crate::ranking::SlateShape;
use crate::ranking::environments::change::{CHANGE, Change, SEGMENT, STEP};
use crate::ranking::environments::steady::{Items, Steady};
use crate::ranking::environments::{
    Builder, SLOTS, SlateEnvironment, SlateEnvironmentDescriptor, SlateEpisode, SlateRound, plain_shape,
};

const RANK: Parameter = Parameter {
    name: "rank",
    title: "Features",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 10, scale: Scale::Logarithmic },
    unit: "features",
    help: words(
        "How many numbers describe a movie, made from who rated it among the first half of the users.",
    ),
};

/// Stars from which on a film attracts.
const LIKED: Parameter = Parameter {
    name: "liked",
    title: "Attracted from",
    kind: Kind::Number { minimum: 0.5, maximum: 5.0, default: 0.5, scale: Scale::Linear },
    unit: "stars",
    help: words(
        "From how many stars on a rating says that the movie attracted the user; 0.5 counts every rating, as the paper does.",
    ),
};

const AVERAGE: &str = "average";
const ONE_A_ROUND: &str = "one_a_round";

/// Whether users are alike.
const USERS: Parameter = Parameter {
    name: "users",
    title: "Users",
    kind: Kind::Choice {
        options: &[
            Choice { id: AVERAGE, title: "all alike: the average of the other half" },
            Choice { id: ONE_A_ROUND, title: "one of the other half a round, with their own tastes" },
        ],
        default: AVERAGE,
    },
    unit: "",
    help: words(
        "With one user a round, that user is attracted by exactly the movies that they rated; rankers don't know who it is.",
    ),
};

/// Films with features from other users.
pub static DESCRIPTOR: SlateEnvironmentDescriptor = SlateEnvironmentDescriptor {
    part: Descriptor {
        id: "movielens_halves_slates",
        title: "MovieLens slates, with features",
        sentence: words(
            "Half of the MovieLens users make features of the films, and how many of the other half watched a film is how attractive it is.",
        ),
        citation: words(
            "Zong, Ni, Sung, Ke, Wen and Kveton 2016, Cascading Bandits for Large-Scale Recommendation Problems",
        ),
        facts: &super::super::STEADY,
        parameters: &[MOVIES, SLOTS, RANK, LIKED, CHANGE, SEGMENT, STEP, USERS],
    },
    data: &[DataUse::required(&ratings::DESCRIPTOR)],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

struct Halves {
    ratings: Arc<Dataset>,
    movies: Vec<usize>,
    asked: usize,
    asked_rank: usize,
    /// Share of the other half whom each film attracts.
    attractions: Vec<f64>,
    /// Users whose ratings make the features.
    makers: Vec<usize>,
    features: OnceLock<Vec<f64>>,
    shape: SlateShape,
    change: Change,
    /// The users of the other half and the films that attract each, where they come one a round; else empty.
    tastes: Vec<Taste>,
}

/// A user, and the places of the films that attract them.
struct Taste {
    user: usize,
    movies: Vec<u32>,
}

fn build(values: &Values, data: &Inputs<'_>) -> Result<Arc<dyn SlateEnvironment>, EnvironmentError> {
    let environment = DESCRIPTOR.part.title;
    let ratings = ratings::needed(data, environment)?;
    let users = ratings.users().len();
    if users < 2 {
        let reason = "one user can't be cut into two halves: take ratings of at least two".to_owned();
        return Err(EnvironmentError::Unfit { environment, reason });
    }
    let (asked, asked_rank) = (values.count(&MOVIES), values.count(&RANK));
    let change = Change::new(values);
    let one_a_round = values.chose(&USERS, ONE_A_ROUND);
    if one_a_round && change != Change::None {
        let reason = "users who come one a round are attracted by what they rated, which never changes: \
                      take no change, or the average of the users"
            .to_owned();
        return Err(EnvironmentError::Unfit { environment, reason });
    }
    let movies = most_rated(&ratings, asked);
    let mut order: Vec<u32> = (0..users as u32).collect();
    crate::ranking::order::shuffle(&mut order, &mut RngStream::new(0, 0, "halves of the users"));
    let mut makes_features = vec![false; users];
    order[..users / 2].iter().for_each(|user| makes_features[*user as usize] = true);
    let makers: Vec<usize> = (0..users).filter(|user| makes_features[*user]).collect();
    let rank = asked_rank.min(makers.len()).min(movies.len());
    let liked = values.number(&LIKED);
    let counts = count_by_movie(&ratings, liked, |user| !makes_features[user]);
    let others = (users - makers.len()) as f64;
    let attractions: Vec<f64> = movies.iter().map(|movie| counts[*movie] / others).collect();
    Ok(Arc::new(Halves {
        shape: SlateShape { features: rank, ..plain_shape(movies.len(), values.count(&SLOTS)) },
        attractions,
        makers,
        features: OnceLock::new(),
        tastes: if one_a_round { tastes(&ratings, &movies, &makes_features, liked) } else { Vec::new() },
        change,
        asked,
        asked_rank,
        movies,
        ratings,
    }))
}

impl Halves {
    fn make_features(&self, tell: &mut dyn FnMut(f64)) -> Vec<f64> {
        let (mut features, rank) =
            features_of_movies(&self.ratings, &self.makers, &self.movies, self.asked_rank, tell);
        to_unit_length(&mut features, rank);
        features
    }
}

/// Who of the other half is attracted by which of these films.
fn tastes(ratings: &Dataset, movies: &[usize], makes_features: &[bool], liked: f64) -> Vec<Taste> {
    let mut places = vec![None; ratings.movies().len()];
    movies.iter().zip(0_u32..).for_each(|(movie, place)| places[*movie] = Some(place));
    let others = (0..makes_features.len()).filter(|user| !makes_features[*user]);
    let taste = |user: usize| {
        let attracts = |rating: &&Rating| f64::from(rating.half_stars) / 2.0 >= liked;
        let own = ratings.ratings_of(user).iter().filter(attracts);
        Taste { user, movies: own.filter_map(|rating| places[rating.movie as usize]).collect() }
    };
    others.map(taste).collect()
}

impl SlateEnvironment for Halves {
    fn shape(&self) -> SlateShape {
        self.shape.clone()
    }

    fn prepare(&self, _for_remarks: bool, tell: &mut Tell<'_>) {
        let task = factorizing(self.makers.len(), self.movies.len());
        self.features.get_or_init(|| self.make_features(&mut |share| tell(&task, share)));
    }

    fn factors(&self) -> Option<Vec<u8>> {
        postcard::to_allocvec(self.features.get()?).ok()
    }

    fn adopt(&self, factors: &[u8]) -> bool {
        let Ok(features) = postcard::from_bytes::<Vec<f64>>(factors) else { return false };
        features.len() == self.movies.len() * self.shape.features && self.features.set(features).is_ok()
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn SlateEpisode> {
        let features = self.features.get_or_init(|| self.make_features(&mut |_| ())).clone();
        let items = Items { attractions: self.attractions.clone(), features, ..Items::default() };
        let steady = Steady::new(items, self.change, master_seed, seed_index);
        if self.tastes.is_empty() {
            return Box::new(steady);
        }
        Box::new(OneARound {
            steady,
            users: RngStream::new(master_seed, seed_index, "users"),
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        self.movies.get(item).map_or_else(ItemCard::default, |movie| cards::film(&self.ratings, *movie))
    }

    fn user(&self, round: &SlateRound) -> Option<UserCard> {
        cards::user(&self.ratings, self.tastes.get(round.user)?.user)
    }

    fn remarks(&self) -> Vec<String> {
        let rank = self.shape.features;
        let lower = (rank < self.asked_rank).then(|| {
            format!("So few users and movies have no more than {rank} features, so there are {rank}.")
        });
        let tastes = (!self.tastes.is_empty()).then(|| {
            format!(
                "Each round one of {} users arrives; regret is reckoned for the average of them, as if movies attracted independently.",
                self.tastes.len()
            )
        });
        fewer_movies(self.asked, self.movies.len()).into_iter().chain(lower).chain(tastes).collect()
    }
}

/// The same films every round, and another user who knows what attracts.
#[derive(Clone)]
struct OneARound {
    environment: Arc<Halves>,
    steady: Steady,
    users: RngStream,
}

impl SlateEpisode for OneARound {
    fn next(&mut self, round: &mut SlateRound) {
        self.steady.next(round);
        round.user = self.users.below(self.environment.tastes.len());
        // Room once, in the first round.
        round.attracted.resize(round.attractions.len(), false);
        round.attracted.fill(false);
        for place in &self.environment.tastes[round.user].movies {
            round.attracted[*place as usize] = true;
        }
    }
}
