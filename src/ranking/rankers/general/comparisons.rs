//! Which of two items was clicked when the other was not.

/// Counts of all pairs of items.
#[derive(Debug, Clone)]
pub struct Comparisons {
    items: usize,
    /// Row-major L x L: how often the item of the row was clicked and that of the column, compared with it, was not.
    wins: Vec<u32>,
}

crate::state::state_fields! {
    Comparisons { wins } fixed { items }
}

impl Comparisons {
    /// None yet, among so many items.
    pub fn new(items: usize) -> Comparisons {
        Comparisons { items, wins: vec![0; items * items] }
    }

    /// Bytes that they take.
    pub fn memory(items: usize) -> u64 {
        4 * items as u64 * items as u64
    }

    /// One more comparison: `clicked` was, `missed` was not.
    pub fn learn(&mut self, clicked: usize, missed: usize) {
        let wins = &mut self.wins[clicked * self.items + missed];
        *wins = wins.saturating_add(1);
    }

    /// S: the clicks of `one` less those of `other`, where only one of the two was clicked.
    pub fn difference(&self, one: usize, other: usize) -> f64 {
        self.won(one, other) - self.won(other, one)
    }

    /// N: how often only one of the two was clicked.
    pub fn count(&self, one: usize, other: usize) -> f64 {
        self.won(one, other) + self.won(other, one)
    }

    fn won(&self, one: usize, other: usize) -> f64 {
        f64::from(self.wins[one * self.items + other])
    }
}
