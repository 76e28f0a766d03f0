//! Factorizations of ratings into taste and film: each user and each movie becomes a few numbers, and their product
//! (with biases, where there are some) is the rating.

mod alternating_least_squares;
mod lazy;
mod plan;
mod ratings_matrix;
mod side;
mod tiles;
mod truncated_svd;

pub use alternating_least_squares::{LeastSquares, Options, alternating_least_squares};
pub use lazy::{LazyFactors, factorizing};
pub use ratings_matrix::RatingsMatrix;

use super::Dataset;
use crate::math::vector::dot;

/// Which movies come first where not all are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovieOrder {
    /// Ascending id.
    ById,
    /// Most ratings first; of as many the smaller id.
    MostRated,
}

/// Users and movies as vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Factorization {
    /// Indexes of the movies into `Dataset::movies`, in the order asked for.
    pub movies: Vec<usize>,
    /// Indexes of the users into `Dataset::users`, ascending: those who rated one of the movies.
    pub users: Vec<usize>,
    /// Numbers a vector: what was asked for, or as many as there are users or movies.
    pub rank: usize,
    /// Row-major `users` x `rank`.
    user_vectors: Vec<f64>,
    /// Row-major `movies` x `rank`.
    movie_vectors: Vec<f64>,
    /// Mean rating in stars (zero where the factorization has no biases).
    pub mean: f64,
    /// How far each user rates above the mean, in stars.
    pub user_biases: Vec<f64>,
    /// How far each movie is rated above the mean, in stars.
    pub movie_biases: Vec<f64>,
    /// Largest first; empty for a factorization that is no singular value decomposition.
    pub singular_values: Vec<f64>,
    /// Root mean square error, in stars, of the same method on a tenth of the ratings that it has not seen.
    pub held_out_rmse: Option<f64>,
}

impl Factorization {
    /// The vector of the user in row `user`.
    pub fn user_vector(&self, user: usize) -> &[f64] {
        &self.user_vectors[user * self.rank..(user + 1) * self.rank]
    }

    /// The vector of the movie in column `movie`.
    pub fn movie_vector(&self, movie: usize) -> &[f64] {
        &self.movie_vectors[movie * self.rank..(movie + 1) * self.rank]
    }

    /// The rating, in stars, that the factors give.
    pub fn rating(&self, user: usize, movie: usize) -> f64 {
        let product = dot(self.user_vector(user), self.movie_vector(movie));
        self.mean + self.user_biases[user] + self.movie_biases[movie] + product
    }
}

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
