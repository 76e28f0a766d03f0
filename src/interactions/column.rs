//! Columns that many logs don't have: they take no memory until a row has a value.

use serde::{Deserialize, Serialize};

/// A value that a row of an optional column may lack.
pub(crate) trait Missing: Copy {
    /// What stands in a column where there is no value.
    const MISSING: Self;

    /// Whether there is no value.
    fn is_missing(&self) -> bool;
}

impl Missing for f64 {
    const MISSING: f64 = f64::NAN;

    fn is_missing(&self) -> bool {
        self.is_nan()
    }
}

impl Missing for u32 {
    const MISSING: u32 = u32::MAX;

    fn is_missing(&self) -> bool {
        *self == u32::MAX
    }
}

impl Missing for u64 {
    const MISSING: u64 = u64::MAX;

    fn is_missing(&self) -> bool {
        *self == u64::MAX
    }
}

impl Missing for i64 {
    const MISSING: i64 = i64::MIN;

    fn is_missing(&self) -> bool {
        *self == i64::MIN
    }
}

/// A column of which every row has `width` values or none; empty while no row has any.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Optional<T> {
    width: usize,
    values: Vec<T>,
}

impl<T: Missing> Optional<T> {
    /// A column without values.
    pub fn new(width: usize) -> Optional<T> {
        Optional { width, values: Vec::new() }
    }

    /// Adds the values of row number `row`: none, or `width` of them.
    pub fn push(&mut self, row: usize, values: &[T]) {
        if values.is_empty() && self.values.is_empty() {
            return;
        }
        self.values.resize(row * self.width, T::MISSING);
        match values {
            [] => self.values.resize((row + 1) * self.width, T::MISSING),
            values => self.values.extend_from_slice(values),
        }
    }

    /// Adds the value of row number `row` of a column of one.
    pub fn push_one(&mut self, row: usize, value: Option<T>) {
        self.push(row, value.as_slice());
    }

    /// The values of a row; empty where it has none.
    pub fn row(&self, row: usize) -> &[T] {
        let values = self.values.get(row * self.width..(row + 1) * self.width).unwrap_or(&[]);
        if values.iter().all(Missing::is_missing) { &[] } else { values }
    }

    /// The value of a row of a column of one.
    pub fn get(&self, row: usize) -> Option<T> {
        self.values.get(row).copied().filter(|value| !value.is_missing())
    }

    /// All values, with [`Missing::MISSING`] where a row has none; empty where no row has any.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        self.values.capacity() * size_of::<T>()
    }
}
