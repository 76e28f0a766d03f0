//! One number for each arm on offer in each row: probabilities of a policy, or predictions of a reward model.

use serde::{Deserialize, Serialize};

use crate::interactions::InteractionLog;

/// One number for each arm on offer in each row of a log.
///
/// # Examples
/// ```
/// use bandit_playground::evaluation::{ActionTable, Table};
///
/// let predicted = Table::new(vec![0.2, 0.5, 0.4, 0.1], 2).expect("two rows of two arms");
/// let mut scratch = Vec::new();
/// assert_eq!(predicted.row(1, &mut scratch), [0.4, 0.1]);
/// assert_eq!(predicted.greedy().row(1, &mut scratch), [1.0, 0.0]);
/// ```
pub trait ActionTable {
    /// The numbers of a row, in the order of the arms on offer; `scratch` is for tables that compute them.
    fn row<'a>(&'a self, row: usize, scratch: &'a mut Vec<f64>) -> &'a [f64];
}

/// A table that is kept whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    values: Vec<f64>,
    width: usize,
}

impl Table {
    /// A table of rows of the same width, row-major; none where the values don't make whole rows.
    pub fn new(values: Vec<f64>, width: usize) -> Option<Table> {
        (width > 0 && values.len().is_multiple_of(width)).then_some(Table { values, width })
    }

    /// The same with 1 for the largest of each row, the first on ties, and 0 for the others: the policy that takes it.
    pub fn greedy(&self) -> Table {
        let mut values = vec![0.0; self.values.len()];
        for (row, greedy) in self.values.chunks(self.width).zip(values.chunks_mut(self.width)) {
            let largest =
                (1..row.len()).fold(0, |best, place| if row[place] > row[best] { place } else { best });
            greedy[largest] = 1.0;
        }
        Table { values, width: self.width }
    }
}

impl ActionTable for Table {
    fn row<'a>(&'a self, row: usize, _scratch: &'a mut Vec<f64>) -> &'a [f64] {
        &self.values[row * self.width..(row + 1) * self.width]
    }
}

/// The policy that takes every arm on offer with the same probability.
#[derive(Debug, Clone, Copy)]
pub struct Uniform<'a>(pub &'a InteractionLog);

impl ActionTable for Uniform<'_> {
    fn row<'a>(&'a self, row: usize, scratch: &'a mut Vec<f64>) -> &'a [f64] {
        let count = self.0.offered(row).count();
        scratch.clear();
        scratch.resize(count, 1.0 / count as f64);
        scratch
    }
}

/// The policy that always takes one arm where it is on offer, and any of the others with equal probability where it is not.
#[derive(Debug, Clone, Copy)]
pub struct Always<'a>(pub &'a InteractionLog, pub u32);

impl ActionTable for Always<'_> {
    fn row<'a>(&'a self, row: usize, scratch: &'a mut Vec<f64>) -> &'a [f64] {
        let offered = self.0.offered(row);
        let (count, place) = (offered.count(), offered.place(self.1));
        scratch.clear();
        scratch.resize(count, if place.is_none() { 1.0 / count as f64 } else { 0.0 });
        if let Some(probability) = place.and_then(|place| scratch.get_mut(place)) {
            *probability = 1.0;
        }
        scratch
    }
}

/// The policy that wrote the log, where it recorded the probabilities of all arms: rows without them are empty.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'a>(pub &'a InteractionLog);

impl ActionTable for Recorded<'_> {
    fn row<'a>(&'a self, row: usize, _scratch: &'a mut Vec<f64>) -> &'a [f64] {
        self.0.arm_probabilities(row)
    }
}

/// A table whose rows differ in length, as the numbers of arms on offer do.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RaggedTable {
    values: Vec<f64>,
    /// Where each row ends.
    ends: Vec<usize>,
}

impl RaggedTable {
    /// Adds a row.
    pub fn push(&mut self, row: &[f64]) {
        self.values.extend_from_slice(row);
        self.ends.push(self.values.len());
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.ends.len()
    }

    /// The table as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Plain data, so that it can always be written.
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The table of these bytes; none where they are those of something else.
    pub fn of_bytes(bytes: &[u8]) -> Option<RaggedTable> {
        let table: RaggedTable = postcard::from_bytes(bytes).ok()?;
        let is_whole =
            table.ends.is_sorted() && table.ends.last().is_none_or(|end| *end == table.values.len());
        is_whole.then_some(table)
    }
}

impl ActionTable for RaggedTable {
    fn row<'a>(&'a self, row: usize, _scratch: &'a mut Vec<f64>) -> &'a [f64] {
        let from = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.values[from..self.ends[row]]
    }
}
