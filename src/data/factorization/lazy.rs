//! Factors that are made when they are first needed, or before that with word of how far it is.

use std::sync::OnceLock;

use super::alternating_least_squares::{LeastSquares, Options};
use super::ratings_matrix::RatingsMatrix;
use super::{Factorization, MovieOrder, svd_factors};
use crate::data::Dataset;
use crate::progress::Tell;

/// Factors of ratings. Which users and movies they are of, and of what rank, is known from the start.
pub struct LazyFactors {
    problem: Problem,
    factors: OnceLock<Factorization>,
    held_out_rmse: OnceLock<Option<f64>>,
}

enum Problem {
    ZeroFilledSvd { matrix: RatingsMatrix, rank: usize },
    LeastSquares(LeastSquares),
}

impl LazyFactors {
    /// See [`super::zero_filled_svd`].
    pub fn zero_filled_svd(dataset: &Dataset, order: MovieOrder, movies: usize, rank: usize) -> LazyFactors {
        let matrix = RatingsMatrix::new(dataset, order, movies);
        let rank = rank.min(matrix.rows()).min(matrix.columns());
        LazyFactors::new(Problem::ZeroFilledSvd { matrix, rank })
    }

    /// See [`super::alternating_least_squares`].
    pub fn least_squares(dataset: &Dataset, order: MovieOrder, movies: usize, rank: usize) -> LazyFactors {
        let options = Options::default();
        LazyFactors::new(Problem::LeastSquares(LeastSquares::new(dataset, order, movies, rank, &options)))
    }

    fn new(problem: Problem) -> LazyFactors {
        LazyFactors { problem, factors: OnceLock::new(), held_out_rmse: OnceLock::new() }
    }

    fn matrix(&self) -> &RatingsMatrix {
        match &self.problem {
            Problem::ZeroFilledSvd { matrix, .. } => matrix,
            Problem::LeastSquares(problem) => problem.matrix(),
        }
    }

    /// Indexes of the users into `Dataset::users`: see [`Factorization::users`].
    pub fn users(&self) -> &[usize] {
        &self.matrix().users
    }

    /// Indexes of the movies into `Dataset::movies`: see [`Factorization::movies`].
    pub fn movies(&self) -> &[usize] {
        &self.matrix().movies
    }

    /// Numbers a vector: see [`Factorization::rank`].
    pub fn rank(&self) -> usize {
        match &self.problem {
            Problem::ZeroFilledSvd { rank, .. } => *rank,
            Problem::LeastSquares(problem) => problem.rank(),
        }
    }

    /// Whether users and movies have biases.
    pub fn has_biases(&self) -> bool {
        !matches!(self.problem, Problem::ZeroFilledSvd { .. })
    }

    /// The factors, without the error on held-out ratings.
    pub fn get(&self) -> &Factorization {
        self.factors.get_or_init(|| self.factorize(&mut |_| ()))
    }

    /// The factors as bytes for [`LazyFactors::adopt`]; none before they are made.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        postcard::to_allocvec(self.factors.get()?).ok()
    }

    /// Takes factors that were made elsewhere, of the same ratings with the same settings: bytes of
    /// [`LazyFactors::to_bytes`], which hold every number bit for bit. False, and nothing changes, where they are not of
    /// these users, these movies and this rank, and where there are factors already.
    pub fn adopt(&self, bytes: &[u8]) -> bool {
        let Ok(factors) = postcard::from_bytes::<Factorization>(bytes) else { return false };
        factors.users == self.users()
            && factors.movies == self.movies()
            && factors.rank == self.rank()
            && factors.has_its_sizes()
            && self.factors.set(factors).is_ok()
    }

    /// The error on held-out ratings, where the method has one. To know it takes as long as to factorize.
    pub fn held_out_rmse(&self) -> Option<f64> {
        *self.held_out_rmse.get_or_init(|| self.measure(&mut |_| ()))
    }

    /// Makes the factors and, where it is asked for, the error on held-out ratings.
    pub fn prepare(&self, with_error: bool, tell: &mut Tell<'_>) {
        let (users, movies) = (self.users().len(), self.movies().len());
        let task = factorizing(users, movies);
        let part = if with_error && self.has_biases() { 0.5 } else { 1.0 };
        self.factors.get_or_init(|| self.factorize(&mut |share| tell(&task, part * share)));
        if part < 1.0 {
            let task = "measuring the error on held-out ratings";
            self.held_out_rmse.get_or_init(|| self.measure(&mut |share| tell(task, part + part * share)));
        }
    }

    fn factorize(&self, tell: &mut dyn FnMut(f64)) -> Factorization {
        match &self.problem {
            Problem::ZeroFilledSvd { matrix, rank } => svd_factors(matrix, *rank, tell),
            // The starter makes the default experiment's factors alone, and does not carry this method.
            Problem::LeastSquares(_) if cfg!(feature = "starter") => unreachable!("the starter makes none"),
            Problem::LeastSquares(problem) => problem.factors(tell),
        }
    }

    fn measure(&self, tell: &mut dyn FnMut(f64)) -> Option<f64> {
        match &self.problem {
            Problem::ZeroFilledSvd { .. } => None,
            Problem::LeastSquares(_) if cfg!(feature = "starter") => None,
            Problem::LeastSquares(problem) => problem.held_out_rmse(tell),
        }
    }
}

/// What is being done, for people: "factorizing 671 × 9,066 ratings".
pub fn factorizing(users: usize, movies: usize) -> String {
    format!("factorizing {} × {} ratings", thousands(users), thousands(movies))
}

/// With commas between thousands: 9,066.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
