//! Alternating least squares on the ratings there are, with biases: what is not rated is not zero stars, it is
//! unknown (Zhou, Wilkinson, Schreiber and Pan 2008, Large-Scale Parallel Collaborative Filtering for the Netflix
//! Prize, for the regularization; Koren, Bell and Volinsky 2009, Matrix Factorization Techniques, for the biases).

use super::ratings_matrix::RatingsMatrix;
use super::{Factorization, MovieOrder};
use crate::data::Dataset;
use crate::stream::Stream;
use crate::vector::{add_scaled, dot};

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
    let matrix = RatingsMatrix::new(dataset, order, movies);
    let rank = rank.min(matrix.rows()).min(matrix.columns());
    let all: Vec<Triplet> = matrix.triplets().collect();
    let mut coin = Stream::new(0, 0, "factorization/held out");
    let (held_out, kept): (Vec<Triplet>, Vec<Triplet>) =
        all.iter().copied().partition(|_| coin.below(options.held_out.max(1)) == 0);
    let held_out_rmse = (!held_out.is_empty() && !kept.is_empty()).then(|| {
        let fit = Fit::new(&kept, matrix.rows(), matrix.columns(), rank, options);
        let square = |(user, movie, stars): &Triplet| {
            // A person can give no other stars than these.
            let error = fit.rating(*user, *movie).clamp(0.5, 5.0) - stars;
            error * error
        };
        (held_out.iter().map(square).sum::<f64>() / held_out.len() as f64).sqrt()
    });
    let fit = Fit::new(&all, matrix.rows(), matrix.columns(), rank, options);
    Factorization {
        rank,
        mean: fit.mean,
        user_vectors: fit.users.vectors,
        movie_vectors: fit.movies.vectors,
        user_biases: fit.users.biases,
        movie_biases: fit.movies.biases,
        singular_values: Vec::new(),
        held_out_rmse,
        movies: matrix.movies,
        users: matrix.users,
    }
}

/// Vectors and biases of the users, or of the movies.
struct Side {
    vectors: Vec<f64>,
    biases: Vec<f64>,
    /// Ratings of each: index on the other side, and stars above the mean.
    ratings: Vec<Vec<(usize, f64)>>,
}

struct Fit {
    mean: f64,
    rank: usize,
    users: Side,
    movies: Side,
}

impl Fit {
    fn new(ratings: &[Triplet], users: usize, movies: usize, rank: usize, options: &Options) -> Fit {
        let mean = ratings.iter().map(|(_, _, stars)| stars).sum::<f64>() / ratings.len().max(1) as f64;
        let mut start = Stream::new(0, 0, "factorization/start");
        let mut side = |count: usize, of: &dyn Fn(&Triplet) -> (usize, usize)| {
            let mut lists = vec![Vec::new(); count];
            for triplet in ratings {
                let (own, other) = of(triplet);
                lists[own].push((other, triplet.2 - mean));
            }
            let vectors = (0..count * rank).map(|_| 0.1 * start.normal()).collect();
            Side { vectors, biases: vec![0.0; count], ratings: lists }
        };
        let mut fit = Fit {
            mean,
            rank,
            users: side(users, &|(user, movie, _)| (*user, *movie)),
            movies: side(movies, &|(user, movie, _)| (*movie, *user)),
        };
        let mut solver = Solver::new(rank, options);
        for _ in 0..options.sweeps {
            solver.solve_side(&mut fit.users, &fit.movies);
            solver.solve_side(&mut fit.movies, &fit.users);
        }
        fit
    }

    fn rating(&self, user: usize, movie: usize) -> f64 {
        let of =
            |side: &Side, index: usize| side.vectors[index * self.rank..(index + 1) * self.rank].to_vec();
        let product = dot(&of(&self.users, user), &of(&self.movies, movie));
        self.mean + self.users.biases[user] + self.movies.biases[movie] + product
    }
}

/// Ridge regression of one user or movie on the vectors of the other side; the bias is one more feature.
struct Solver {
    rank: usize,
    vector_weight: f64,
    bias_weight: f64,
    features: Vec<f64>,
    gram: Vec<f64>,
    target: Vec<f64>,
}

impl Solver {
    fn new(rank: usize, options: &Options) -> Solver {
        let size = rank + 1;
        Solver {
            rank,
            vector_weight: options.vector_weight,
            bias_weight: options.bias_weight,
            features: vec![1.0; size],
            gram: vec![0.0; size * size],
            target: vec![0.0; size],
        }
    }

    fn solve_side(&mut self, side: &mut Side, other: &Side) {
        for index in 0..side.biases.len() {
            self.solve(&side.ratings[index], other);
            side.vectors[index * self.rank..(index + 1) * self.rank]
                .copy_from_slice(&self.target[..self.rank]);
            side.biases[index] = self.target[self.rank];
        }
    }

    /// Leaves the solution in `target`.
    fn solve(&mut self, ratings: &[(usize, f64)], other: &Side) {
        let size = self.rank + 1;
        self.gram.fill(0.0);
        self.target.fill(0.0);
        for (index, stars) in ratings {
            self.features[..self.rank]
                .copy_from_slice(&other.vectors[index * self.rank..(index + 1) * self.rank]);
            // Only the lower triangle is used.
            for row in 0..size {
                let scale = self.features[row];
                add_scaled(&mut self.gram[row * size..=row * size + row], &self.features[..=row], scale);
            }
            add_scaled(&mut self.target, &self.features, stars - other.biases[*index]);
        }
        for row in 0..self.rank {
            self.gram[row * size + row] += self.vector_weight * ratings.len().max(1) as f64;
        }
        self.gram[size * size - 1] += self.bias_weight;
        cholesky_solve(&mut self.gram, &mut self.target);
    }
}

/// Solves A x = b for a positive definite A (row-major; its lower triangle is read and overwritten) in place of b.
fn cholesky_solve(matrix: &mut [f64], vector: &mut [f64]) {
    let size = vector.len();
    for row in 0..size {
        let (above, current) = matrix.split_at_mut(row * size);
        for column in 0..row {
            let other = &above[column * size..column * size + column + 1];
            let sum = dot(&current[..column], &other[..column]);
            current[column] = (current[column] - sum) / other[column];
        }
        let square = dot(&current[..row], &current[..row]);
        current[row] = (current[row] - square).sqrt();
        let known = dot(&current[..row], &vector[..row]);
        vector[row] = (vector[row] - known) / current[row];
    }
    for row in (0..size).rev() {
        let solved = vector[row] / matrix[row * size + row];
        vector[row] = solved;
        add_scaled(&mut vector[..row], &matrix[row * size..row * size + row], -solved);
    }
}
