//! How far workers may run ahead of each other.
//!
//! Workers run different seeds of one experiment and are not equally fast. The page shows the rounds that all have
//! done, and a pause brings all to the same round, so none may be far ahead: each is told to run to the end of a
//! window that moves with the slowest.

/// Windows in a run.
const WINDOWS: u64 = 20;

/// Smallest window: workers must not wait for the page at high speed.
const SMALLEST: u64 = 2_000;

/// Up to which round every worker may run, when the slowest has done `slowest`, `goal` is wanted in the end, and
/// `told` is what they were told last. None when there is no need to tell them anything.
pub fn next_target(slowest: u64, goal: u64, horizon: u64, told: u64) -> Option<u64> {
    let window = (horizon / WINDOWS).max(SMALLEST);
    let target = slowest.saturating_add(window).min(goal);
    let worth_telling = target == goal || target >= told.saturating_add(window / 4);
    (target > told && worth_telling).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the speeds, the goal is reached and no one is a window and more ahead.
        #[test]
        fn the_goal_is_reached(goal in 1_u64..100_000, extra in 0_u64..50_000, steps in proptest::collection::vec((1_u64..900, 1_u64..900), 1..50)) {
            let horizon = goal + extra;
            let window = (horizon / WINDOWS).max(SMALLEST);
            let (mut one, mut other, mut told) = (0_u64, 0_u64, 0_u64);
            for turn in 0_usize.. {
                if let Some(target) = next_target(one.min(other), goal, horizon, told) {
                    prop_assert!(target > told && target <= goal);
                    told = target;
                }
                if one == goal && other == goal {
                    break;
                }
                let (a, b) = steps[turn % steps.len()];
                let before = (one, other);
                one = (one + a).min(told);
                other = (other + b).min(told);
                prop_assert!(before != (one, other), "stuck at {one} and {other} of {goal}, told {told}");
                prop_assert!(one.abs_diff(other) <= window);
            }
        }
    }

    #[test]
    fn no_word_is_sent_for_little() {
        assert_eq!(next_target(0, 100_000, 100_000, 0), Some(5_000));
        assert_eq!(next_target(100, 100_000, 100_000, 5_000), None);
        assert_eq!(next_target(2_000, 100_000, 100_000, 5_000), Some(7_000));
        assert_eq!(next_target(99_000, 100_000, 100_000, 99_500), Some(100_000));
        assert_eq!(next_target(100_000, 100_000, 100_000, 100_000), None);
    }
}
