//! Factorizations: against a dense decomposition, against what was planted, and where there is little to factorize.

use bandit_playground::data::factorization::{
    MovieOrder, Options, alternating_least_squares, zero_filled_svd,
};
use bandit_playground::data::{Dataset, Movie, Rating, User};
use bandit_playground::math::random::RngStream;
use nalgebra::DMatrix;
use proptest::prelude::*;

/// A dataset from a dense table of half stars; zero is unrated.
fn dataset(table: &[Vec<u8>]) -> Dataset {
    let movie =
        |id: usize| Movie { id: id as u32 + 1, title: format!("Movie {id}"), year: None, genres: vec![] };
    let user = |id: usize| User { id: id as u32 + 1, demographics: None };
    let mut ratings = Vec::new();
    for (row, stars) in table.iter().enumerate() {
        for (column, half_stars) in stars.iter().enumerate().filter(|(_, half_stars)| **half_stars > 0) {
            ratings.push(Rating { user: row as u32, movie: column as u32, half_stars: *half_stars });
        }
    }
    let movies = (0..table[0].len()).map(movie).collect();
    let users = (0..table.len()).map(user).collect();
    Dataset::new("made up".to_owned(), vec![], movies, users, ratings).expect("it is in order")
}

fn random_table(users: usize, movies: usize, density: f64, seed: u64) -> Vec<Vec<u8>> {
    let mut stream = RngStream::new(seed, 0, "table");
    let mut cell = || if stream.uniform() < density { 1 + stream.below(10) as u8 } else { 0 };
    let mut table: Vec<Vec<u8>> = (0..users).map(|_| (0..movies).map(|_| cell()).collect()).collect();
    table[0][0] = 7;
    table
}

/// The stars of the users who rated something, densely.
fn dense(table: &[Vec<u8>]) -> DMatrix<f64> {
    let kept: Vec<&Vec<u8>> =
        table.iter().filter(|row| row.iter().any(|half_stars| *half_stars > 0)).collect();
    DMatrix::from_fn(kept.len(), table[0].len(), |row, column| f64::from(kept[row][column]) / 2.0)
}

fn dense_singular_values(table: &[Vec<u8>]) -> Vec<f64> {
    let mut values: Vec<f64> = dense(table).singular_values().iter().copied().collect();
    values.sort_by(|a, b| b.total_cmp(a));
    values
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn of_full_rank_the_ratings_come_back(users in 1_usize..30, movies in 1_usize..25, density in 0.05_f64..1.0, seed: u64) {
        let table = random_table(users, movies, density, seed);
        let factors = zero_filled_svd(&dataset(&table), MovieOrder::ById, movies, 1_000);
        let expected = dense(&table);
        prop_assert_eq!(factors.users.len(), expected.nrows());
        for row in 0..expected.nrows() {
            for column in 0..movies {
                let rating = factors.rating(row, column);
                prop_assert!((rating - expected[(row, column)]).abs() < 1e-10, "{} {}", rating, expected[(row, column)]);
            }
        }
        for (ours, theirs) in factors.singular_values.iter().zip(dense_singular_values(&table)) {
            prop_assert!((ours - theirs).abs() < 1e-10 * theirs.max(1.0));
        }
    }
}

#[test]
fn a_cut_decomposition_of_a_large_matrix_is_the_dense_one_cut() {
    let table = random_table(300, 150, 0.2, 5);
    let factors = zero_filled_svd(&dataset(&table), MovieOrder::ById, 150, 12);
    for (ours, theirs) in factors.singular_values.iter().zip(dense_singular_values(&table)) {
        assert!((ours - theirs).abs() < 1e-11 * theirs, "{ours} {theirs}");
    }
    // The best approximation of its rank: what is left has exactly the other singular values' length.
    let expected = dense(&table);
    let mut left = 0.0;
    for row in 0..expected.nrows() {
        for column in 0..150 {
            left += (factors.rating(row, column) - expected[(row, column)]).powi(2);
        }
    }
    let others: f64 = dense_singular_values(&table)[12..].iter().map(|value| value * value).sum();
    assert!((left - others).abs() < 1e-9 * others, "{left} {others}");
}

#[test]
fn users_without_a_rating_of_the_movies_are_left_out_and_orders_are_what_they_say() {
    let table = vec![vec![0, 4, 0], vec![0, 0, 6], vec![8, 0, 10], vec![0, 0, 2]];
    let data = dataset(&table);
    let by_id = zero_filled_svd(&data, MovieOrder::ById, 2, 5);
    assert_eq!((by_id.movies, by_id.users, by_id.rank), (vec![0, 1], vec![0, 2], 2));
    let most_rated = zero_filled_svd(&data, MovieOrder::MostRated, 2, 5);
    assert_eq!((most_rated.movies, most_rated.users, most_rated.rank), (vec![2, 0], vec![1, 2, 3], 2));
}

#[test]
fn equal_rows_leave_the_same_ratings() {
    // Rank one: all other singular values are zero.
    let table = vec![vec![2, 4, 6, 8]; 9];
    let factors = zero_filled_svd(&dataset(&table), MovieOrder::ById, 4, 4);
    for (movie, stars) in [1.0, 2.0, 3.0, 4.0].into_iter().enumerate() {
        let rating = factors.rating(5, movie);
        assert!((rating - stars).abs() < 1e-12, "{rating} {:?}", factors.singular_values);
    }
    assert!(factors.singular_values[1] < 1e-12);
}

/// Ratings of a planted model, 40 % of them known: least squares must predict the unknown ones, and say with the
/// right error how well.
#[test]
fn least_squares_predicts_what_it_has_not_seen() {
    let (users, movies) = (200, 100);
    let mut stream = RngStream::new(11, 0, "planted");
    let mut vector = |count: usize| -> Vec<f64> { (0..count).map(|_| stream.normal()).collect() };
    let (taste, film, liking, quality) = (vector(users), vector(movies), vector(users), vector(movies));
    let planted = |user: usize, movie: usize| {
        3.0 + 0.4 * liking[user] + 0.5 * quality[movie] + 0.7 * taste[user] * film[movie]
    };
    let half_stars = |user: usize, movie: usize| (2.0 * planted(user, movie)).round().clamp(1.0, 10.0) as u8;
    let mut coin = RngStream::new(12, 0, "known");
    let table: Vec<Vec<u8>> = (0..users)
        .map(|user| {
            (0..movies).map(|movie| if coin.uniform() < 0.4 { half_stars(user, movie) } else { 0 }).collect()
        })
        .collect();
    let data = dataset(&table);
    let factors = alternating_least_squares(&data, MovieOrder::ById, movies, 3, &Options::default());
    let mut squares = (0.0, 0.0, 0);
    for (user, row) in table.iter().enumerate() {
        for movie in (0..movies).filter(|movie| row[*movie] == 0) {
            let stars = f64::from(half_stars(user, movie)) / 2.0;
            squares.0 += (factors.rating(user, movie).clamp(0.5, 5.0) - stars).powi(2);
            squares.1 += (factors.mean - stars).powi(2);
            squares.2 += 1;
        }
    }
    let (error, spread) =
        ((squares.0 / f64::from(squares.2)).sqrt(), (squares.1 / f64::from(squares.2)).sqrt());
    let told = factors.held_out_rmse.expect("some are held out");
    assert!(error < 0.4 * spread, "error {error} of a spread of {spread}");
    assert!((told - error).abs() < 0.1 * error, "said {told}, is {error}");
}

#[test]
fn little_is_enough_for_both() {
    let data = dataset(&[vec![9]]);
    assert!((zero_filled_svd(&data, MovieOrder::MostRated, 20, 20).rating(0, 0) - 4.5).abs() < 1e-12);
    let factors = alternating_least_squares(&data, MovieOrder::MostRated, 20, 20, &Options::default());
    assert!((factors.rating(0, 0) - 4.5).abs() < 1e-6);
}
