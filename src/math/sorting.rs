//! Sorting what is sorted once: one sort is compiled for all orders, where each closure would bring its own.

use std::cmp::Ordering;

/// Sorts indexes; equal ones stay in their order.
#[inline(never)]
pub fn sort_indexes(indexes: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    indexes.sort_by(|one, other| compare(*one, *other));
}
