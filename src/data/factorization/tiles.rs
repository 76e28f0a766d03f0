//! Symmetric positive definite systems in tiles of 4 x 4 numbers: Gram matrices, Cholesky's factorization, solving.
//!
//! A tile is what registers hold, so that its sums never go to memory in between. Every entry is still summed over the
//! same terms in the same order, one after the other, however wide the registers are: the bits are the same everywhere.

/// Rows and columns of a tile.
pub const SIDE: usize = 4;

/// Some lines of a panel: `SIDE` numbers for each step of a sum.
pub type Line = [f64; SIDE];

/// Panels that hold so many rows or columns.
pub const fn panels(size: usize) -> usize {
    size.div_ceil(SIDE)
}

/// Lines before panel `panel` of a lower triangle.
const fn start_of(panel: usize) -> usize {
    SIDE * (panel * (panel + 1) / 2)
}

/// Lines of the lower triangle of a symmetric matrix that is padded to so many whole panels.
///
/// Panel a holds rows 4 a to 4 a + 3 as 4 (a + 1) lines: line k holds their entries in column k.
pub const fn triangle_length(panels: usize) -> usize {
    start_of(panels)
}

/// The lines of a triangle that are the tile of rows 4 `panel` and columns 4 `column` on (`column` at most `panel`): a line
/// for each column.
pub const fn tile(panel: usize, column: usize) -> std::ops::Range<usize> {
    let start = start_of(panel) + SIDE * column;
    start..start + SIDE
}

/// The entry of the diagonal in this row of a triangle.
pub fn diagonal(triangle: &mut [Line], row: usize) -> &mut f64 {
    &mut triangle[start_of(row / SIDE) + row][row % SIDE]
}

/// The sums of products of all pairs of numbers of two panels: sum[j][i] = sum over steps of left[i] right[j].
#[inline(always)]
pub fn products(left: &[Line], right: &[Line]) -> [Line; SIDE] {
    let mut sums = [[0.0; SIDE]; SIDE];
    for (a, b) in left.iter().zip(right) {
        for column in 0..SIDE {
            for row in 0..SIDE {
                sums[column][row] += a[row] * b[column];
            }
        }
    }
    sums
}

/// Overwrites a positive definite matrix with Cholesky's L, A = L L'. The diagonal holds the reciprocals of L's.
pub fn factorize(triangle: &mut [Line], panels: usize) {
    for panel in 0..panels {
        let (above, below) = triangle.split_at_mut(start_of(panel));
        let own = &mut below[..SIDE * (panel + 1)];
        for column in 0..panel {
            let other = &above[start_of(column)..][..SIDE * (column + 1)];
            let (known, rest) = own.split_at_mut(SIDE * column);
            let tile = &mut rest[..SIDE];
            subtract(tile, &products(known, other));
            let corner = &other[SIDE * column..];
            for (step, line) in corner.iter().enumerate().take(SIDE) {
                let (solved, rest) = tile.split_at_mut(step);
                for (before, solved) in solved.iter().enumerate() {
                    let factor = corner[before][step];
                    (0..SIDE).for_each(|row| rest[0][row] -= solved[row] * factor);
                }
                rest[0].iter_mut().for_each(|entry| *entry *= line[step]);
            }
        }
        let (known, corner) = own.split_at_mut(SIDE * panel);
        subtract(corner, &products(known, known));
        factorize_corner(corner);
    }
}

/// Solves L L' x = b in place of b, whose length is 4 times as many `panels`.
pub fn solve(triangle: &[Line], vector: &mut [f64]) {
    let (blocks, _) = vector.as_chunks_mut::<SIDE>();
    for panel in 0..blocks.len() {
        let own = &triangle[start_of(panel)..start_of(panel + 1)];
        let (known, rest) = blocks.split_at_mut(panel);
        let solved = known.as_flattened();
        let mut sums = [0.0; SIDE];
        for (line, factor) in own.iter().zip(solved) {
            (0..SIDE).for_each(|row| sums[row] += line[row] * factor);
        }
        let (block, corner) = (&mut rest[0], &own[SIDE * panel..]);
        for row in 0..SIDE {
            let mut left = block[row] - sums[row];
            (0..row).for_each(|before| left -= corner[before][row] * block[before]);
            block[row] = left * corner[row][row];
        }
    }
    for panel in (0..blocks.len()).rev() {
        let own = &triangle[start_of(panel)..start_of(panel + 1)];
        let (before, rest) = blocks.split_at_mut(panel);
        let (block, corner) = (&mut rest[0], &own[SIDE * panel..]);
        for row in (0..SIDE).rev() {
            let mut left = block[row];
            (row + 1..SIDE).for_each(|after| left -= corner[row][after] * block[after]);
            block[row] = left * corner[row][row];
        }
        for (entry, line) in before.as_flattened_mut().iter_mut().zip(own) {
            let sum = (line[0] * block[0] + line[2] * block[2]) + (line[1] * block[1] + line[3] * block[3]);
            *entry -= sum;
        }
    }
}

fn subtract(tile: &mut [Line], what: &[Line; SIDE]) {
    for (line, what) in tile.iter_mut().zip(what) {
        (0..SIDE).for_each(|row| line[row] -= what[row]);
    }
}

/// Cholesky's factor of a tile on the diagonal, with reciprocals on the diagonal.
fn factorize_corner(corner: &mut [Line]) {
    for column in 0..SIDE {
        let (known, rest) = corner.split_at_mut(column);
        let line = &mut rest[0];
        for before in known.iter() {
            let factor = before[column];
            (column..SIDE).for_each(|row| line[row] -= before[row] * factor);
        }
        let reciprocal = 1.0 / line[column].sqrt();
        (column + 1..SIDE).for_each(|row| line[row] *= reciprocal);
        line[column] = reciprocal;
    }
}
