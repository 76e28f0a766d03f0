//! Factorizations of ratings into taste and film: each user and each movie becomes a few numbers, and their product
//! (with biases, where there are some) is the rating.

mod alternating_least_squares;
mod factors;
mod lazy;
mod plan;
mod ratings_matrix;
mod side;
mod tiles;
mod truncated_svd;

pub use alternating_least_squares::{LeastSquares, Options, alternating_least_squares};
pub use factors::{Factorization, MovieOrder};
pub use lazy::{LazyFactors, factorizing};
pub use ratings_matrix::RatingsMatrix;

use super::Dataset;

/// TF-Agents' construction (`MovieLensPyEnvironment`): the first `movies` in this order, a matrix of stars with zero
/// where a user has not rated, users without any of these ratings left out, M = U S V'. A user's vector is a row of
/// U sqrt(S), a movie's a row of V sqrt(S), of the `rank` largest singular values.
///
/// The signs of a pair of columns are arbitrary; here the first largest entry of the movies' column is positive.
/// Fewer movies or singular values than asked for are taken where there are not so many.
pub fn zero_filled_svd(dataset: &Dataset, order: MovieOrder, movies: usize, rank: usize) -> Factorization {
    svd_factors(&RatingsMatrix::new(dataset, order, movies), rank, &mut |_| ())
}

fn svd_factors(matrix: &RatingsMatrix, rank: usize, tell: &mut dyn FnMut(f64)) -> Factorization {
    let svd = truncated_svd::truncated_svd(matrix, rank, tell);
    let rank = svd.singular_values.len();
    let scaled = |vectors: &[f64]| -> Vec<f64> {
        let rows = vectors.chunks_exact(rank.max(1));
        let scale = |row: &[f64]| -> Vec<f64> {
            row.iter().zip(&svd.singular_values).map(|(entry, value)| entry * value.sqrt()).collect()
        };
        rows.flat_map(scale).collect()
    };
    Factorization {
        rank,
        user_vectors: scaled(&svd.left),
        movie_vectors: scaled(&svd.right),
        mean: 0.0,
        user_biases: vec![0.0; matrix.users.len()],
        movie_biases: vec![0.0; matrix.movies.len()],
        singular_values: svd.singular_values,
        held_out_rmse: None,
        movies: matrix.movies.clone(),
        users: matrix.users.clone(),
    }
}

/// Features of movies from who rated them: M = U S V' is the matrix of these users x movies with 1 where there is a rating,
/// and the features of a movie are its row of V S, of the `rank` largest singular values. Row-major movies x rank, and the
/// rank, which is lower where there are not so many singular values. `tell` gets the share of the work that is done.
pub fn features_of_movies(
    dataset: &Dataset,
    users: &[usize],
    movies: &[usize],
    rank: usize,
    tell: &mut dyn FnMut(f64),
) -> (Vec<f64>, usize) {
    let svd = truncated_svd::truncated_svd(&RatingsMatrix::binary(dataset, users, movies), rank, tell);
    let rank = svd.singular_values.len();
    let rows = svd.right.chunks_exact(rank.max(1));
    let scaled = |row: &[f64]| -> Vec<f64> {
        row.iter().zip(&svd.singular_values).map(|(entry, value)| entry * value).collect()
    };
    (rows.flat_map(scaled).collect(), rank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Movie, Rating, User};
    use crate::math::vector::dot;

    /// With all singular values, the products of features are those of the columns of the matrix: V S S V' = M' M.
    #[test]
    fn products_of_features_count_common_users() {
        let users = (1..=4).map(|id| User { id, demographics: None }).collect();
        let movie = |id| Movie { id, title: String::new(), year: None, genres: vec![] };
        let pairs = [(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2), (3, 0)];
        let ratings = pairs.map(|(user, movie)| Rating { user, movie, half_stars: 7 }).to_vec();
        let dataset = Dataset::new(String::new(), vec![], (1..=3).map(movie).collect(), users, ratings);
        let dataset = dataset.expect("it is in order");
        // User 3 is left out.
        let (features, rank) = features_of_movies(&dataset, &[0, 1, 2], &[0, 1, 2], 5, &mut |_| ());
        assert_eq!(rank, 3);
        let common = [[2.0, 2.0, 1.0], [2.0, 3.0, 2.0], [1.0, 2.0, 2.0]];
        for (one, row) in features.chunks_exact(3).zip(common) {
            for (other, expected) in features.chunks_exact(3).zip(row) {
                assert!((dot(one, other) - expected).abs() < 1e-12);
            }
        }
    }
}
