//! Which pairs of user and film have a rating.

use serde::{Deserialize, Serialize};

use super::tally::Tally;
use crate::data::Dataset;
use crate::math::sorting::sort_indexes;

/// Blocks of users, and blocks of films.
const BLOCKS: (usize, usize) = (14, 30);

/// How the pairs with a rating lie among all pairs: in blocks of users by films, the busiest users and the most rated films
/// first. Blocks of users are as large as each other, but for one user, and so are those of films.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pairs {
    /// All pairs of a user and a film.
    pub all: u64,
    /// The share of them that has a rating, 0 to 1.
    pub known: f64,
    /// Blocks of users.
    pub rows: u32,
    /// Blocks of films.
    pub columns: u32,
    /// Row by row, the share of a block's pairs that has a rating, 0 to 1.
    pub shares: Vec<f64>,
}

impl Pairs {
    pub(super) fn of(dataset: &Dataset, per_user: &[Tally], per_movie: &[Tally]) -> Pairs {
        let (rows, columns) = (BLOCKS.0.min(per_user.len()), BLOCKS.1.min(per_movie.len()));
        let row_of = blocks(per_user, rows);
        let column_of = blocks(per_movie, columns);
        let mut counts = vec![0_u64; rows * columns];
        for rating in dataset.ratings() {
            let (row, column) = (row_of[rating.user as usize], column_of[rating.movie as usize]);
            counts[usize::from(row) * columns + usize::from(column)] += 1;
        }
        let shares = counts.iter().enumerate().map(|(index, count)| {
            let users = size(per_user.len(), rows, index / columns);
            let movies = size(per_movie.len(), columns, index % columns);
            *count as f64 / (users * movies).max(1) as f64
        });
        let all = per_user.len() as u64 * per_movie.len() as u64;
        Pairs {
            all,
            known: dataset.ratings().len() as f64 / all.max(1) as f64,
            rows: rows as u32,
            columns: columns as u32,
            shares: shares.collect(),
        }
    }
}

/// Where a block begins.
fn start(units: usize, blocks: usize, block: usize) -> usize {
    units * block / blocks.max(1)
}

fn size(units: usize, blocks: usize, block: usize) -> usize {
    start(units, blocks, block + 1) - start(units, blocks, block)
}

/// The block of each unit, those with the most ratings in the first; of equally many the first by id.
fn blocks(tallies: &[Tally], blocks: usize) -> Vec<u8> {
    let mut order: Vec<usize> = (0..tallies.len()).collect();
    sort_indexes(&mut order, &|one, other| tallies[other].count.cmp(&tallies[one].count));
    let mut block_of = vec![0; tallies.len()];
    for block in 0..blocks {
        let own = &order[start(tallies.len(), blocks, block)..start(tallies.len(), blocks, block + 1)];
        own.iter().for_each(|unit| block_of[*unit] = block as u8);
    }
    block_of
}
