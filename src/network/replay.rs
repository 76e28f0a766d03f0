//! The replay buffer: the last rounds, from which minibatches are drawn.

use super::Row;
use crate::state::{State, StateError, StateIo};

/// A ring of rows of fixed capacity; a new row takes the place of the oldest.
#[derive(Debug, Clone)]
pub struct ReplayBuffer {
    context_size: usize,
    arm_size: usize,
    heads: usize,
    contexts: Vec<f64>,
    arm_features: Vec<f64>,
    items: Vec<u32>,
    targets: Vec<f64>,
    weights: Vec<f64>,
    length: usize,
    next: usize,
}

impl State for ReplayBuffer {
    /// The rows that are there, each in its place: which are drawn depends on it.
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let ReplayBuffer { contexts, arm_features, items, targets, weights, length, next, .. } = self;
        length.state(io)?;
        next.state(io)?;
        let room = items.len();
        io.check(|| *length <= room && *next < room && (*length == room || *next == *length))?;
        let rows = *length;
        let part = |size: usize| rows * size;
        contexts[..part(self.context_size)].iter_mut().try_for_each(|entry| entry.state(io))?;
        arm_features[..part(self.arm_size)].iter_mut().try_for_each(|entry| entry.state(io))?;
        items[..rows].iter_mut().try_for_each(|entry| entry.state(io))?;
        targets[..rows].iter_mut().try_for_each(|entry| entry.state(io))?;
        weights[..part(self.heads)].iter_mut().try_for_each(|entry| entry.state(io))
    }
}

impl ReplayBuffer {
    /// Room for `capacity` rows (at least one) with so many context features, arm features and weights.
    pub fn new(capacity: usize, context_size: usize, arm_size: usize, heads: usize) -> ReplayBuffer {
        let capacity = capacity.max(1);
        ReplayBuffer {
            context_size,
            arm_size,
            heads,
            contexts: vec![0.0; capacity * context_size],
            arm_features: vec![0.0; capacity * arm_size],
            items: vec![0; capacity],
            targets: vec![0.0; capacity],
            weights: vec![0.0; capacity * heads],
            length: 0,
            next: 0,
        }
    }

    /// Bytes of a buffer.
    pub fn memory(capacity: usize, context_size: usize, arm_size: usize, heads: usize) -> u64 {
        capacity as u64 * (8 * (context_size + arm_size + heads + 1) as u64 + 4)
    }

    /// Number of rows that are there.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether no row is there.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether all rows are of the first `count` items.
    pub fn items_are_below(&self, count: usize) -> bool {
        self.items[..self.length].iter().all(|item| (*item as usize) < count)
    }

    /// Keeps a row.
    pub fn push(&mut self, row: &Row<'_>) {
        let (at, context, arm, heads) = (self.next, self.context_size, self.arm_size, self.heads);
        self.contexts[at * context..(at + 1) * context].copy_from_slice(row.context);
        self.arm_features[at * arm..(at + 1) * arm].copy_from_slice(row.arm_features);
        self.weights[at * heads..(at + 1) * heads].copy_from_slice(row.weights);
        self.items[at] = row.item;
        self.targets[at] = row.target;
        self.next = (at + 1) % self.items.len();
        self.length = self.items.len().min(self.length + 1);
    }

    /// The row at an index below [`ReplayBuffer::len`], in no order that matters.
    pub fn row(&self, index: usize) -> Row<'_> {
        let (context, arm, heads) = (self.context_size, self.arm_size, self.heads);
        Row {
            context: &self.contexts[index * context..(index + 1) * context],
            arm_features: &self.arm_features[index * arm..(index + 1) * arm],
            item: self.items[index],
            target: self.targets[index],
            weights: &self.weights[index * heads..(index + 1) * heads],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// It holds the last `capacity` rows and no others.
        #[test]
        fn it_holds_the_last_rows(capacity in 1_usize..9, count in 0_u32..40) {
            let mut buffer = ReplayBuffer::new(capacity, 2, 1, 1);
            for item in 0..count {
                let target = f64::from(item);
                let row = Row { context: &[target, -target], arm_features: &[2.0 * target], item, target, weights: &[1.0] };
                buffer.push(&row);
            }
            let mut held: Vec<u32> = (0..buffer.len()).map(|index| buffer.row(index).item).collect();
            held.sort_unstable();
            let first = count.saturating_sub(capacity as u32);
            prop_assert_eq!(held, (first..count).collect::<Vec<u32>>());
            for index in 0..buffer.len() {
                let row = buffer.row(index);
                prop_assert_eq!(row.context, &[row.target, -row.target]);
                prop_assert_eq!(row.arm_features, &[2.0 * row.target]);
            }
        }
    }
}
