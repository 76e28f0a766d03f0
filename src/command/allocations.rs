//! Allocations of the program, counted for `profile`.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

/// The system's allocator with a count of what it gives.
pub type Counting = StatsAlloc<System>;

/// The allocator of the command line.
pub const COUNTING: &Counting = &INSTRUMENTED_SYSTEM;

/// Allocations and their bytes since the program began; none in a program with another allocator.
pub fn so_far() -> (u64, u64) {
    let stats = INSTRUMENTED_SYSTEM.stats();
    ((stats.allocations + stats.reallocations) as u64, stats.bytes_allocated as u64)
}
