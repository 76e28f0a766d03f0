//! Alternating least squares against a plain, slow one that solves every system as it is written down, and the progress that
//! factorizing reports.

use bandit_playground::data::factorization::{
    Factorization, LazyFactors, LeastSquares, MovieOrder, Options, alternating_least_squares,
};
use bandit_playground::data::{Dataset, Movie, Rating, User};
use bandit_playground::math::random::RngStream;
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

/// A rating by row, column and stars.
type Triplet = (usize, usize, f64);

/// Ratings of which each is there with a chance of `density`, fewer of later users and movies where `uneven`.
fn ratings(users: usize, movies: usize, density: f64, uneven: bool, seed: u64) -> Vec<Rating> {
    let mut stream = RngStream::new(seed, 0, "ratings");
    let mut ratings = Vec::new();
    for user in 0..users {
        for movie in 0..movies {
            let rarer = if uneven { (user % 7 + movie % 5 + 1) as f64 / 2.0 } else { 1.0 };
            if stream.uniform() < density / rarer {
                let half_stars = 1 + stream.below(10) as u8;
                ratings.push(Rating { user: user as u32, movie: movie as u32, half_stars });
            }
        }
    }
    ratings
}

fn dataset(users: usize, movies: usize, ratings: Vec<Rating>) -> Dataset {
    let movie =
        |id: usize| Movie { id: id as u32 + 1, title: format!("Movie {id}"), year: None, genres: vec![] };
    let users = (0..users).map(|id| User { id: id as u32 + 1, demographics: None }).collect();
    Dataset::new("made up".to_owned(), vec![], (0..movies).map(movie).collect(), users, ratings)
        .expect("it is in order")
}

/// What is fitted: a row of each user and movie is its vector and, last, its bias.
struct Plain {
    mean: f64,
    users: DMatrix<f64>,
    movies: DMatrix<f64>,
}

impl Plain {
    fn fit(triplets: &[Triplet], users: usize, movies: usize, rank: usize, options: &Options) -> Plain {
        let mean = triplets.iter().map(|(_, _, stars)| stars).sum::<f64>() / triplets.len() as f64;
        let mut start = RngStream::new(0, 0, "factorization/start");
        let mut side = |count: usize| {
            let numbers: Vec<f64> = (0..count * rank).map(|_| 0.1 * start.normal()).collect();
            DMatrix::from_row_slice(count, rank, &numbers).insert_column(rank, 0.0)
        };
        let mut plain = Plain { mean, users: side(users), movies: side(movies) };
        let turned: Vec<Triplet> =
            triplets.iter().map(|(user, movie, stars)| (*movie, *user, *stars)).collect();
        for _ in 0..options.sweeps {
            plain.users = solve(triplets, &plain.movies, users, mean, options);
            plain.movies = solve(&turned, &plain.users, movies, mean, options);
        }
        plain
    }

    fn rating(&self, user: usize, movie: usize) -> f64 {
        let (user, movie) = (self.users.row(user), self.movies.row(movie));
        let rank = user.len() - 1;
        self.mean + user[rank] + movie[rank] + user.columns(0, rank).dot(&movie.columns(0, rank))
    }
}

fn solve(
    triplets: &[Triplet],
    other: &DMatrix<f64>,
    count: usize,
    mean: f64,
    options: &Options,
) -> DMatrix<f64> {
    let rank = other.ncols() - 1;
    let mut solved = DMatrix::zeros(count, rank + 1);
    for own in 0..count {
        let rated: Vec<&Triplet> = triplets.iter().filter(|triplet| triplet.0 == own).collect();
        let mut gram = DMatrix::zeros(rank + 1, rank + 1);
        let mut target = DVector::zeros(rank + 1);
        for (_, index, stars) in &rated {
            let mut features = other.row(*index).transpose();
            let bias = std::mem::replace(&mut features[rank], 1.0);
            gram += &features * features.transpose();
            target += features * (stars - mean - bias);
        }
        (0..rank).for_each(|place| gram[(place, place)] += options.vector_weight * rated.len().max(1) as f64);
        gram[(rank, rank)] += options.bias_weight;
        let solution = gram.cholesky().expect("it is positive definite").solve(&target);
        solved.set_row(own, &solution.transpose());
    }
    solved
}

/// The largest difference from the plain fit, as a share of the largest number there.
fn difference(found: &Factorization, plain: &Plain) -> f64 {
    let rank = found.rank;
    let largest = plain.users.amax().max(plain.movies.amax()).max(1.0);
    let mut worst = (found.mean - plain.mean).abs();
    let mut compare = |vector: &[f64], bias: f64, row: usize, side: &DMatrix<f64>| {
        assert_eq!(vector.len() + 1, side.ncols());
        for (place, entry) in vector.iter().enumerate() {
            worst = worst.max((entry - side[(row, place)]).abs());
        }
        worst = worst.max((bias - side[(row, rank)]).abs());
    };
    for user in 0..found.users.len() {
        compare(found.user_vector(user), found.user_biases[user], user, &plain.users);
    }
    for movie in 0..found.movies.len() {
        compare(found.movie_vector(movie), found.movie_biases[movie], movie, &plain.movies);
    }
    worst / largest
}

fn check(users: usize, movies: usize, rank: usize, data: &Dataset, options: &Options) {
    let found = alternating_least_squares(data, MovieOrder::ById, movies, rank, options);
    let problem = LeastSquares::new(data, MovieOrder::ById, movies, rank, options);
    let all: Vec<Triplet> = problem.matrix().triplets().collect();
    let (rows, columns) = (problem.matrix().rows(), problem.matrix().columns());
    assert_eq!((found.rank, found.users.len()), (rank.min(rows).min(columns), rows));
    let plain = Plain::fit(&all, rows, columns, found.rank, options);
    let worst = difference(&found, &plain);
    assert!(worst < 1e-9, "{users} x {movies}, rank {rank}, {} ratings: {worst:e}", all.len());

    // The fit without the held-out ratings, where users and movies may be left without any.
    let mut coin = RngStream::new(0, 0, "factorization/held out");
    let (held_out, kept): (Vec<Triplet>, Vec<Triplet>) =
        all.into_iter().partition(|_| coin.below(options.held_out.max(1)) == 0);
    let Some(told) = found.held_out_rmse else {
        return assert!(held_out.is_empty() || kept.is_empty());
    };
    let plain = Plain::fit(&kept, rows, columns, found.rank, options);
    let square =
        |(user, movie, stars): &Triplet| (plain.rating(*user, *movie).clamp(0.5, 5.0) - stars).powi(2);
    let expected = (held_out.iter().map(square).sum::<f64>() / held_out.len() as f64).sqrt();
    assert!((told - expected).abs() < 1e-9 * expected.max(1e-3), "{told} {expected}");
}

/// Shapes at which systems are solved with an unknown for each rating, with one for each feature, with products from a table
/// and without, in panels that are full and that are not; ranks above users and movies.
#[test]
fn factors_are_those_of_plain_least_squares() {
    let few = Options { sweeps: 4, held_out: 3, ..Options::default() };
    for (users, movies, rank, density) in [
        (1, 1, 1, 1.0),
        (5, 9, 20, 0.7),
        (40, 12, 3, 0.8),
        (30, 60, 29, 0.4),
        (60, 30, 100, 0.5),
        (50, 50, 8, 0.05),
        (90, 25, 24, 1.0),
        (33, 70, 31, 0.15),
    ] {
        for uneven in [false, true] {
            let mut rated = ratings(users, movies, density, uneven, (users * movies + rank) as u64);
            if rated.is_empty() {
                rated.push(Rating { user: 0, movie: 0, half_stars: 7 });
            }
            // The last two users have rated nothing, and movies of the middle no one.
            let rated = rated.into_iter().filter(|rating| {
                users < 10 || (rating.user as usize) < users - 2 && rating.movie as usize != movies / 2
            });
            check(users, movies, rank, &dataset(users, movies, rated.collect()), &few);
        }
    }
}

#[test]
fn without_regularization_of_the_bias_and_with_little_it_is_the_same() {
    let data = dataset(40, 30, ratings(40, 30, 0.6, false, 3));
    for bias_weight in [0.0, 1e-3, 50.0] {
        for rank in [2, 10, 30] {
            check(40, 30, rank, &data, &Options { sweeps: 3, bias_weight, ..Options::default() });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_ratings_have_the_factors_of_plain_least_squares(
        users in 1_usize..25, movies in 1_usize..25, rank in 1_usize..30, density in 0.02_f64..1.0, seed: u64,
    ) {
        let mut rated = ratings(users, movies, density, true, seed);
        if rated.is_empty() {
            rated.push(Rating { user: 0, movie: 0, half_stars: 3 });
        }
        let options = Options { sweeps: 3, held_out: 4, ..Options::default() };
        check(users, movies, rank, &dataset(users, movies, rated), &options);
    }

    #[test]
    fn progress_rises_to_one(
        users in 1_usize..25, movies in 1_usize..40, rank in 1_usize..30, density in 0.02_f64..1.0, seed: u64,
        observed: bool, with_error: bool,
    ) {
        let mut rated = ratings(users, movies, density, true, seed);
        if rated.is_empty() {
            rated.push(Rating { user: 0, movie: 0, half_stars: 3 });
        }
        let data = dataset(users, movies, rated);
        let make = if observed { LazyFactors::least_squares } else { LazyFactors::zero_filled_svd };
        let factors = make(&data, MovieOrder::MostRated, movies, rank);
        let mut told = Vec::new();
        factors.prepare(with_error, &mut |task, share| told.push((task.to_owned(), share)));
        prop_assert!(told.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{:?}", told);
        prop_assert!(told.iter().all(|(_, share)| (0.0..=1.0).contains(share)), "{:?}", told);
        prop_assert_eq!(told.last().map(|(_, share)| *share), Some(1.0));
        // What is made is not made again, and is what is made without word of it.
        let before = told.len();
        factors.prepare(with_error, &mut |_, _| panic!("made twice"));
        prop_assert_eq!(before, told.len());
        let other = make(&data, MovieOrder::MostRated, movies, rank);
        prop_assert_eq!(other.get(), factors.get());
        prop_assert_eq!(other.held_out_rmse(), factors.held_out_rmse());
        prop_assert_eq!((factors.users(), factors.movies(), factors.rank()),
            (&other.get().users[..], &other.get().movies[..], other.get().rank));
    }
}
