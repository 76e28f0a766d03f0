//! The arms on offer.

/// The arms on offer in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered<'a> {
    /// All of so many.
    All(usize),
    /// These.
    Some(&'a [u32]),
}

impl Offered<'_> {
    /// How many there are.
    pub fn count(&self) -> usize {
        match self {
            Offered::All(count) => *count,
            Offered::Some(arms) => arms.len(),
        }
    }

    /// The arm at this place among them; the place must be below [`Offered::count`].
    pub fn arm(&self, place: usize) -> u32 {
        match self {
            Offered::All(_) => place as u32,
            Offered::Some(arms) => arms[place],
        }
    }

    /// The place of an arm among them; none where it is not on offer.
    pub fn place(&self, arm: u32) -> Option<usize> {
        match self {
            Offered::All(count) => Some(arm as usize).filter(|place| place < count),
            Offered::Some(arms) => arms.iter().position(|offered| *offered == arm),
        }
    }
}
