//! What every item has earned on every slot.

/// Choices and rewards, one row of L items a slot.
#[derive(Debug, Clone)]
pub struct SlotRecords {
    items: usize,
    choices: Vec<f64>,
    rewards: Vec<f64>,
}

impl SlotRecords {
    /// Nothing yet, of so many items and slots.
    pub fn new(items: usize, slots: usize) -> SlotRecords {
        SlotRecords { items, choices: vec![0.0; items * slots], rewards: vec![0.0; items * slots] }
    }

    /// Bytes that they take.
    pub fn memory(items: usize, slots: usize) -> u64 {
        16 * items as u64 * slots as u64
    }

    /// One more choice, and what it earned.
    pub fn learn(&mut self, slot: usize, item: u32, reward: f64) {
        let place = slot * self.items + item as usize;
        self.choices[place] += 1.0;
        self.rewards[place] += reward;
    }

    /// How often the bandit of a slot chose each item, and the mean of what it earned with it (not a number before the first).
    pub fn of_slot(&self, slot: usize) -> impl Iterator<Item = (f64, f64)> {
        let row = slot * self.items..(slot + 1) * self.items;
        self.choices[row.clone()].iter().zip(&self.rewards[row]).map(|(count, sum)| (*count, sum / count))
    }
}
