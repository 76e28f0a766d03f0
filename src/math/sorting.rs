//! Sorting what is sorted once: one sort is compiled for all orders, where each closure would bring its own.

use std::cmp::Ordering;

/// Sorts indexes; equal ones stay in their order.
#[inline(never)]
pub fn sort_indexes(indexes: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    indexes.sort_by(|one, other| compare(*one, *other));
}

/// The items in order; equal ones stay in theirs.
pub fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    sort_indexes(&mut order, &|one, other| compare(&items[one], &items[other]));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    order.into_iter().filter_map(|place| items[place].take()).collect()
}
