//! Users and movies as vectors.

use serde::{Deserialize, Serialize};

use crate::math::vector::inlined_dot;

/// Which movies come first where not all are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovieOrder {
    /// Ascending id.
    ById,
    /// Most ratings first; of as many the smaller id.
    MostRated,
}

/// Users and movies as vectors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Factorization {
    /// Indexes of the movies into `Dataset::movies`, in the order asked for.
    pub movies: Vec<usize>,
    /// Indexes of the users into `Dataset::users`, ascending: all who rated one of the movies.
    pub users: Vec<usize>,
    /// Numbers a vector: what was asked for, or as many as there are users or movies.
    pub rank: usize,
    /// Row-major `users` x `rank`.
    pub(super) user_vectors: Vec<f64>,
    /// Row-major `movies` x `rank`.
    pub(super) movie_vectors: Vec<f64>,
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
    /// Whether all vectors and biases have the lengths that users, movies and rank give them.
    pub(super) fn has_its_sizes(&self) -> bool {
        let (users, movies) = (self.users.len(), self.movies.len());
        Some(self.user_vectors.len()) == users.checked_mul(self.rank)
            && Some(self.movie_vectors.len()) == movies.checked_mul(self.rank)
            && (self.user_biases.len(), self.movie_biases.len()) == (users, movies)
    }

    /// The vector of the user in row `user`.
    pub fn user_vector(&self, user: usize) -> &[f64] {
        &self.user_vectors[user * self.rank..(user + 1) * self.rank]
    }

    /// The vector of the movie in column `movie`.
    pub fn movie_vector(&self, movie: usize) -> &[f64] {
        &self.movie_vectors[movie * self.rank..(movie + 1) * self.rank]
    }

    /// The rating, in stars, that the factors give.
    #[inline(always)]
    pub fn rating(&self, user: usize, movie: usize) -> f64 {
        let product = inlined_dot(self.user_vector(user), self.movie_vector(movie));
        self.mean + self.user_biases[user] + self.movie_biases[movie] + product
    }
}
