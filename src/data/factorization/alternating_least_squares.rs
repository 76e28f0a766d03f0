//! Alternating least squares on the ratings there are, with biases: what is not rated is not zero stars, it is
//! unknown (Zhou, Wilkinson, Schreiber and Pan 2008, Large-Scale Parallel Collaborative Filtering for the Netflix
//! Prize, for the regularization; Koren, Bell and Volinsky 2009, Matrix Factorization Techniques, for the biases).

use super::plan::{Lists, Plan, Ridge};
use super::ratings_matrix::RatingsMatrix;
use super::side::{Side, Solver};
use super::{Factorization, MovieOrder};
use crate::data::Dataset;
use crate::math::random::RngStream;
use crate::math::vector::dot;
use crate::progress::Work;

/// How the factors are fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Sweeps over users and movies.
    pub sweeps: usize,
    /// Weight of the squared vectors, times the number of ratings that a user or movie has.
    pub vector_weight: f64,
    /// Weight of the squared biases, constant: a bias of few ratings is pulled towards zero more.
    pub bias_weight: f64,
    /// Of so many ratings one is held out to measure the error.
    pub held_out: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { sweeps: 12, vector_weight: 0.1, bias_weight: 1.0, held_out: 10 }
    }
}

/// One rating between a row and a column.
type Triplet = (usize, usize, f64);

/// The factors of observed ratings: rating = mean + user's bias + movie's bias + product of the vectors. The error on
/// held-out ratings is that of a fit without them; the factors themselves are fitted to all.
pub fn alternating_least_squares(
    dataset: &Dataset,
    order: MovieOrder,
    movies: usize,
    rank: usize,
    options: &Options,
) -> Factorization {
    let problem = LeastSquares::new(dataset, order, movies, rank, options);
    let mut factors = problem.factors(&mut |_| ());
    factors.held_out_rmse = problem.held_out_rmse(&mut |_| ());
    factors
}

/// What alternating least squares is to fit: the ratings, and how.
pub struct LeastSquares {
    matrix: RatingsMatrix,
    rank: usize,
    options: Options,
}

impl LeastSquares {
    /// The ratings of the first `movies` movies in this order.
    pub fn new(
        dataset: &Dataset,
        order: MovieOrder,
        movies: usize,
        rank: usize,
        options: &Options,
    ) -> LeastSquares {
        let matrix = RatingsMatrix::new(dataset, order, movies);
        let rank = rank.min(matrix.rows()).min(matrix.columns());
        LeastSquares { matrix, rank, options: *options }
    }

    /// The ratings.
    pub fn matrix(&self) -> &RatingsMatrix {
        &self.matrix
    }

    /// Numbers a vector: what was asked for, or as many as there are users or movies.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// The factors fitted to all ratings, without the error on held-out ones. `tell` gets the share of the work that is
    /// done, see [`Work`].
    pub fn factors(&self, tell: &mut dyn FnMut(f64)) -> Factorization {
        let all: Vec<Triplet> = self.matrix.triplets().collect();
        let fit = self.fit(&all, tell);
        Factorization {
            rank: self.rank,
            mean: fit.mean,
            user_vectors: fit.users.vectors,
            movie_vectors: fit.movies.vectors,
            user_biases: fit.users.biases,
            movie_biases: fit.movies.biases,
            singular_values: Vec::new(),
            held_out_rmse: None,
            movies: self.matrix.movies.clone(),
            users: self.matrix.users.clone(),
        }
    }

    /// Root mean square error, in stars, on ratings that the same fit to all others has not seen: one rating in
    /// [`Options::held_out`], drawn; none where there are too few. As much work as the factors.
    pub fn held_out_rmse(&self, tell: &mut dyn FnMut(f64)) -> Option<f64> {
        let mut coin = RngStream::new(0, 0, "factorization/held out");
        let (held_out, kept): (Vec<Triplet>, Vec<Triplet>) =
            self.matrix.triplets().partition(|_| coin.below(self.options.held_out.max(1)) == 0);
        if held_out.is_empty() || kept.is_empty() {
            tell(1.0);
            return None;
        }
        let fit = self.fit(&kept, tell);
        let square = |(user, movie, stars): &Triplet| {
            // A person can give no other stars than these.
            let error = fit.rating(*user, *movie).clamp(0.5, 5.0) - stars;
            error * error
        };
        Some((held_out.iter().map(square).sum::<f64>() / held_out.len() as f64).sqrt())
    }

    fn fit(&self, ratings: &[Triplet], tell: &mut dyn FnMut(f64)) -> Fit {
        let (users, movies, rank) = (self.matrix.rows(), self.matrix.columns(), self.rank);
        let mean = ratings.iter().map(|(_, _, stars)| stars).sum::<f64>() / ratings.len().max(1) as f64;
        let mut start = RngStream::new(0, 0, "factorization/start");
        let mut side = |count: usize| Side {
            vectors: (0..count * rank).map(|_| 0.1 * start.normal()).collect(),
            biases: vec![0.0; count],
        };
        let mut fit = Fit { mean, rank, users: side(users), movies: side(movies) };
        let above = ratings.iter().map(|(user, movie, stars)| (*user, *movie, stars - mean));
        let of_movies = Lists::new(movies, above.clone().map(|(user, movie, stars)| (movie, user, stars)));
        let of_users = Lists::new(users, above);
        let Options { sweeps, vector_weight, bias_weight, .. } = self.options;
        let ridge = Ridge { rank, vector_weight, bias_weight };
        let sweep = Plan::new(&ridge, &of_users, movies).work + Plan::new(&ridge, &of_movies, users).work;
        let mut work = Work::new(sweep * sweeps as u64, tell);
        let mut solver = Solver::new(ridge);
        for _ in 0..sweeps {
            solver.solve_side(&mut fit.users, &of_users, &fit.movies, &mut work);
            solver.solve_side(&mut fit.movies, &of_movies, &fit.users, &mut work);
        }
        fit
    }
}

struct Fit {
    mean: f64,
    rank: usize,
    users: Side,
    movies: Side,
}

impl Fit {
    fn rating(&self, user: usize, movie: usize) -> f64 {
        let product = dot(self.users.vector(user, self.rank), self.movies.vector(movie, self.rank));
        self.mean + self.users.biases[user] + self.movies.biases[movie] + product
    }
}
