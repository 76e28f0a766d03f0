//! One half of a sweep of alternating least squares: ridge regression of each user (or movie) on the vectors of the movies
//! (or users), with the bias as one more feature.
//!
//! With F the rows (vector, 1) of what was rated, D the weights of vector and bias, and y the stars above mean and bias, the
//! solution (F'F + D)^-1 F'y has as many unknowns as the rank and one more. The same numbers are D^-1 F' (F D^-1 F' + I)^-1 y,
//! with as many unknowns as there are ratings (the "dual"; Saunders, Gammerman and Vovk 1998, Ridge Regression Learning
//! Algorithm in Dual Variables). Whichever is less work is taken: most users rate few movies.

use super::plan::{Lists, Plan, Ridge, dual_work, primal_work, products_work, sums_work};
use super::tiles::{self, Line, SIDE, diagonal, panels, products, tile, triangle_length};
use crate::math::vector::add_scaled;
use crate::progress::Work;

/// Vectors and biases of the users, or of the movies.
pub struct Side {
    /// Row-major, a row of `rank` numbers each.
    pub vectors: Vec<f64>,
    /// One each.
    pub biases: Vec<f64>,
}

impl Side {
    /// The vector of one of them, of `rank` numbers.
    pub fn vector(&self, index: usize, rank: usize) -> &[f64] {
        &self.vectors[index * rank..(index + 1) * rank]
    }
}

/// Lines of all Gram matrices that are summed together, at most (where one is not longer by itself).
const LARGEST_BATCH: usize = 1 << 20;

/// A tile as one row of numbers, at the border of a cache line.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Flat([f64; FLAT]);

/// Numbers of half a tile: they stay in the nearest cache for some hundred indexes.
const FLAT: usize = SIDE * SIDE / 2;

/// Room that all systems share.
pub struct Solver {
    ridge: Ridge,
    /// Panels of the other side's features (vector, 1, zeros): line i of panel p holds features 4 p to 4 p + 3 of i.
    features: Vec<Line>,
    /// Products of half a tile of the features, for each index of the other side.
    outer: Vec<Flat>,
    /// The triangles of a batch of systems.
    triangles: Vec<Line>,
    /// All products of two vectors of the other side.
    table: Vec<f64>,
    /// Panels of vectors: line k of panel p holds number k of the vectors 4 p to 4 p + 3.
    packed: Vec<Line>,
    /// Right side, then solution.
    vector: Vec<f64>,
}

impl Solver {
    /// Room for the systems of both sides.
    pub fn new(ridge: Ridge) -> Solver {
        Solver {
            ridge,
            features: Vec::new(),
            outer: Vec::new(),
            triangles: Vec::new(),
            table: Vec::new(),
            packed: Vec::new(),
            vector: Vec::new(),
        }
    }

    /// Solves for all vectors and biases of a side. Those without ratings are zero.
    pub fn solve_side(&mut self, own: &mut Side, lists: &Lists, other: &Side, work: &mut Work<'_>) {
        let plan = Plan::new(&self.ridge, lists, other.biases.len());
        own.vectors.fill(0.0);
        own.biases.fill(0.0);
        if plan.table {
            self.fill_table(other);
            work.add(products_work(other.biases.len() as u64, self.ridge.rank as u64 + 1));
        }
        for index in &plan.dual {
            self.solve_dual(*index as usize, plan.table, own, lists, other, work);
        }
        self.solve_primal(&plan.primal, own, lists, other, work);
    }

    fn fill_table(&mut self, other: &Side) {
        let (rank, count) = (self.ridge.rank, other.biases.len());
        pack(&mut self.packed, &other.vectors, rank, 0..count);
        self.table.resize(count * count, 0.0);
        let lines = |panel: usize| &self.packed[panel * rank..(panel + 1) * rank];
        for left in 0..panels(count) {
            for right in 0..=left {
                let sums = products(lines(left), lines(right));
                for (column, sums) in (SIDE * right..count.min(SIDE * right + SIDE)).zip(&sums) {
                    for (row, sum) in (SIDE * left..count.min(SIDE * left + SIDE)).zip(sums) {
                        self.table[row * count + column] = *sum;
                        self.table[column * count + row] = *sum;
                    }
                }
            }
        }
    }

    /// With n ratings, vectors V, w = weight of the vectors times n and b = weight of the bias: (V V' + w / b 11' + w I) a = y,
    /// then vector = V'a and bias = w / b sum(a).
    fn solve_dual(
        &mut self,
        index: usize,
        table: bool,
        own: &mut Side,
        lists: &Lists,
        other: &Side,
        work: &mut Work<'_>,
    ) {
        let rank = self.ridge.rank;
        let (others, stars) = lists.of(index);
        let (count, padded) = (others.len(), SIDE * panels(others.len()));
        let weight = self.ridge.vector_weight * count as f64;
        let by_bias = weight / self.ridge.bias_weight;
        self.triangles.resize(triangle_length(panels(count)), [0.0; SIDE]);
        if table {
            self.gather(others, other.biases.len(), by_bias);
        } else {
            pack(&mut self.packed, &other.vectors, rank, others.iter().map(|other| *other as usize));
            let lines = |panel: usize| &self.packed[panel * rank..(panel + 1) * rank];
            for left in 0..panels(count) {
                for right in 0..=left {
                    let sums = products(lines(left), lines(right));
                    for (line, sums) in self.triangles[tile(left, right)].iter_mut().zip(&sums) {
                        *line = sums.map(|sum| sum + by_bias);
                    }
                }
            }
        }
        let triangle = &mut self.triangles[..];
        (0..count).for_each(|row| *diagonal(triangle, row) += weight);
        clear_padding(triangle, count);
        tiles::factorize(triangle, panels(count));
        self.vector.clear();
        self.vector
            .extend(stars.iter().zip(others).map(|(stars, index)| stars - other.biases[*index as usize]));
        self.vector.resize(padded, 0.0);
        tiles::solve(triangle, &mut self.vector);
        let vector = &mut own.vectors[index * rank..(index + 1) * rank];
        let mut sum = 0.0;
        for (share, index) in self.vector.iter().zip(others) {
            let index = *index as usize;
            add_scaled(vector, &other.vectors[index * rank..(index + 1) * rank], *share);
            sum += share;
        }
        own.biases[index] = by_bias * sum;
        let (n, size) = (count as u64, rank as u64 + 1);
        work.add(dual_work(n, size) + if table { 0 } else { products_work(n, size) });
    }

    /// The products of these vectors from the table, and `plus` to each.
    fn gather(&mut self, others: &[u32], side: usize, plus: f64) {
        for left in 0..panels(others.len()) {
            let rows = &others[SIDE * left..others.len().min(SIDE * left + SIDE)];
            for (line, column) in
                self.triangles[tile(left, 0).start..tile(left, left).end].iter_mut().zip(others)
            {
                let products = &self.table[*column as usize * side..(*column as usize + 1) * side];
                for (entry, row) in line.iter_mut().zip(rows) {
                    *entry = products[*row as usize] + plus;
                }
            }
        }
    }

    /// (F'F + D) x = F'y for each of these indexes, a batch of them at a time.
    fn solve_primal(
        &mut self,
        indexes: &[u32],
        own: &mut Side,
        lists: &Lists,
        other: &Side,
        work: &mut Work<'_>,
    ) {
        if indexes.is_empty() {
            return;
        }
        let Ridge { rank, vector_weight, bias_weight } = self.ridge;
        let size = rank + 1;
        let length = triangle_length(panels(size));
        self.fill_features(other);
        for batch in indexes.chunks((LARGEST_BATCH / length).max(1)) {
            self.triangles.resize(batch.len() * length, [0.0; SIDE]);
            self.sum_batch(batch, lists, other.biases.len(), work);
            for (index, triangle) in batch.iter().zip(self.triangles.chunks_exact_mut(length)) {
                let index = *index as usize;
                let (others, stars) = lists.of(index);
                let weight = vector_weight * others.len() as f64;
                (0..rank).for_each(|row| *diagonal(triangle, row) += weight);
                *diagonal(triangle, rank) += bias_weight;
                clear_padding(triangle, size);
                tiles::factorize(triangle, panels(size));
                self.vector.clear();
                self.vector.resize(SIDE * panels(size), 0.0);
                for (stars, index) in stars.iter().zip(others) {
                    let index = *index as usize;
                    let residual = stars - other.biases[index];
                    add_scaled(
                        &mut self.vector[..rank],
                        &other.vectors[index * rank..(index + 1) * rank],
                        residual,
                    );
                    self.vector[rank] += residual;
                }
                tiles::solve(triangle, &mut self.vector);
                own.vectors[index * rank..(index + 1) * rank].copy_from_slice(&self.vector[..rank]);
                own.biases[index] = self.vector[rank];
                let (n, size) = (others.len() as u64, size as u64);
                work.add(primal_work(n, size) - sums_work(n, size));
            }
        }
    }

    fn fill_features(&mut self, other: &Side) {
        let (rank, count) = (self.ridge.rank, other.biases.len());
        self.features.clear();
        self.features.resize(panels(rank + 1) * count, [0.0; SIDE]);
        for (panel, lines) in self.features.chunks_exact_mut(count).enumerate() {
            for (line, vector) in lines.iter_mut().zip(other.vectors.chunks_exact(rank)) {
                for (row, entry) in (SIDE * panel..).zip(line) {
                    *entry = vector.get(row).copied().unwrap_or(if row == rank { 1.0 } else { 0.0 });
                }
            }
        }
    }

    /// F'F of each of the batch. Tile by tile, the products of the features of each index of the other side are made once,
    /// and each system adds up those of its ratings.
    fn sum_batch(&mut self, batch: &[u32], lists: &Lists, count: usize, work: &mut Work<'_>) {
        let size = self.ridge.rank as u64 + 1;
        let all = panels(self.ridge.rank + 1);
        let length = triangle_length(all);
        let whole: u64 = batch.iter().map(|index| sums_work(lists.count(*index as usize) as u64, size)).sum();
        let (mut halves_done, halves) = (0, (all * (all + 1)) as u64);
        self.outer.resize(count, Flat([0.0; FLAT]));
        for (left, right, half) in
            (0..all).flat_map(|left| (0..=left).flat_map(move |right| [(left, right, 0), (left, right, 1)]))
        {
            let pairs = self.features[left * count..].iter().zip(&self.features[right * count..]);
            for (outer, (left, right)) in self.outer.iter_mut().zip(pairs) {
                let columns = &right[half * SIDE / 2..];
                for (line, factor) in outer.0.as_chunks_mut::<SIDE>().0.iter_mut().zip(columns) {
                    (0..SIDE).for_each(|row| line[row] = left[row] * factor);
                }
            }
            let place = tile(left, right).start + half * SIDE / 2;
            for (index, triangle) in batch.iter().zip(self.triangles.chunks_exact_mut(length)) {
                let sums = sum_of(&self.outer, lists.of(*index as usize).0);
                triangle[place..place + SIDE / 2].as_flattened_mut().copy_from_slice(&sums);
            }
            let before = whole * halves_done / halves;
            halves_done += 1;
            work.add(whole * halves_done / halves - before);
        }
    }
}

/// The sum of these rows, four at a time: an addition need not wait for the one before.
fn sum_of(rows: &[Flat], indexes: &[u32]) -> [f64; FLAT] {
    let row = |index: u32| &rows[index as usize].0;
    let (fours, rest) = indexes.as_chunks::<4>();
    let mut sums = [0.0; FLAT];
    for [a, b, c, d] in fours {
        let (a, b, c, d) = (row(*a), row(*b), row(*c), row(*d));
        (0..FLAT).for_each(|place| sums[place] += (a[place] + b[place]) + (c[place] + d[place]));
    }
    for index in rest {
        let row = row(*index);
        (0..FLAT).for_each(|place| sums[place] += row[place]);
    }
    sums
}

/// Packs these rows of `rank` numbers into panels, with zeros where the last panel has no row.
fn pack(packed: &mut Vec<Line>, vectors: &[f64], rank: usize, rows: impl ExactSizeIterator<Item = usize>) {
    packed.clear();
    packed.resize(panels(rows.len()) * rank, [0.0; SIDE]);
    for (place, row) in rows.enumerate() {
        let lines = &mut packed[place / SIDE * rank..];
        for (line, entry) in lines.iter_mut().zip(&vectors[row * rank..(row + 1) * rank]) {
            line[place % SIDE] = *entry;
        }
    }
}

/// Makes the rows that pad a matrix of this size those of the unit matrix.
fn clear_padding(triangle: &mut [Line], size: usize) {
    for row in size..SIDE * panels(size) {
        let lines = &mut triangle[tile(row / SIDE, 0).start..tile(row / SIDE, row / SIDE).end];
        lines.iter_mut().for_each(|line| line[row % SIDE] = 0.0);
        *diagonal(triangle, row) = 1.0;
    }
}
