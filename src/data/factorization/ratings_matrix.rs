//! The ratings of some movies as a sparse matrix of users x movies, in stars.

use super::factors::MovieOrder;
use crate::data::Dataset;
use crate::math::sorting::sort_indexes;

/// Stars by row (user) and column (movie); what is not there is zero.
pub struct RatingsMatrix {
    /// Indexes of the movies, a column each.
    pub movies: Vec<usize>,
    /// Indexes of the users, a row each.
    pub users: Vec<usize>,
    /// Where each row's entries begin, and after the last row where they end.
    offsets: Vec<usize>,
    /// Column and stars, by row.
    entries: Vec<(u32, f64)>,
}

impl RatingsMatrix {
    /// Who of these users rated which of these movies: 1 where there is a rating. Users without any have empty rows.
    pub fn binary(dataset: &Dataset, users: &[usize], movies: &[usize]) -> RatingsMatrix {
        let mut columns: Vec<Option<u32>> = vec![None; dataset.movies().len()];
        for (movie, column) in movies.iter().zip(0..) {
            if let Some(place) = columns.get_mut(*movie) {
                *place = Some(column);
            }
        }
        let mut matrix = RatingsMatrix {
            movies: movies.to_vec(),
            users: users.to_vec(),
            offsets: vec![0],
            entries: Vec::new(),
        };
        for user in users {
            let rated = dataset.ratings_of(*user).iter();
            matrix
                .entries
                .extend(rated.filter_map(|r| columns[r.movie as usize].map(|column| (column, 1.0))));
            matrix.offsets.push(matrix.entries.len());
        }
        matrix
    }

    /// The first `movies` movies in this order (all where there are fewer), and the users who rated one of them.
    pub fn new(dataset: &Dataset, order: MovieOrder, movies: usize) -> RatingsMatrix {
        let counts = dataset.ratings_by_movie();
        let mut ordered: Vec<usize> = (0..counts.len()).collect();
        if order == MovieOrder::MostRated {
            sort_indexes(&mut ordered, &|one, other| counts[other].cmp(&counts[one]));
        }
        ordered.truncate(movies);
        let mut columns: Vec<Option<u32>> = vec![None; counts.len()];
        for (column, movie) in ordered.iter().enumerate() {
            columns[*movie] = Some(column as u32);
        }
        let mut matrix =
            RatingsMatrix { movies: ordered, users: Vec::new(), offsets: vec![0], entries: Vec::new() };
        for user in 0..dataset.users().len() {
            let rated = dataset.ratings_of(user).iter();
            let kept = rated.filter_map(|rating| {
                columns[rating.movie as usize].map(|column| (column, f64::from(rating.half_stars) / 2.0))
            });
            let before = matrix.entries.len();
            matrix.entries.extend(kept);
            if matrix.entries.len() > before {
                matrix.users.push(user);
                matrix.offsets.push(matrix.entries.len());
            }
        }
        matrix
    }

    /// Number of users.
    pub fn rows(&self) -> usize {
        self.users.len()
    }

    /// Number of movies.
    pub fn columns(&self) -> usize {
        self.movies.len()
    }

    /// Columns and stars of one user.
    pub fn row(&self, row: usize) -> &[(u32, f64)] {
        &self.entries[self.offsets[row]..self.offsets[row + 1]]
    }

    /// All entries: row, column, stars.
    pub fn triplets(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        (0..self.rows())
            .flat_map(|row| self.row(row).iter().map(move |(column, stars)| (row, *column as usize, *stars)))
    }

    /// M v, for v of one number a movie.
    pub fn times(&self, vector: &[f64], product: &mut [f64]) {
        for (row, sum) in product.iter_mut().enumerate() {
            *sum = self.row(row).iter().map(|(column, stars)| stars * vector[*column as usize]).sum();
        }
    }

    /// M' v, for v of one number a user.
    pub fn transposed_times(&self, vector: &[f64], product: &mut [f64]) {
        product.fill(0.0);
        for (row, factor) in vector.iter().enumerate() {
            for (column, stars) in self.row(row) {
                product[*column as usize] += stars * factor;
            }
        }
    }
}
