//! The language: Rhai with the helpers and nothing else, and its limits.

use std::sync::LazyLock;

use super::budget::{self, OPERATIONS};
use super::helpers;
use super::saved::{LONGEST_TEXT, MOST_ENTRIES};
use rhai::{Dynamic, Engine};

/// How deep expressions and blocks may be within each other.
const DEEPEST: usize = 32;

/// How many calls of a script's own functions may be within each other.
const CALLS: usize = 8;

/// How many operations pass between two looks at what helpers have used.
const LOOKS: u64 = 256;

/// The language, which all scripts share: nothing in it changes.
pub static LANGUAGE: LazyLock<Engine> = LazyLock::new(|| {
    // Without the standard packages: what they have beside lists of texts and arrays is the clock, the machine's own mathematics
    // and ways to wait.
    let mut engine = Engine::new_raw();
    helpers::register(&mut engine);
    // The first four lead around what is counted or known; powers would be the machine's.
    for symbol in ["eval", "Fn", "call", "curry", "**", "**="] {
        engine.disable_symbol(symbol);
    }
    engine
        .set_max_operations(OPERATIONS)
        .set_max_call_levels(CALLS)
        .set_max_expr_depths(DEEPEST, DEEPEST)
        .set_max_functions(64)
        .set_max_variables(128)
        .set_max_array_size(MOST_ENTRIES)
        .set_max_map_size(MOST_ENTRIES)
        .set_max_string_size(LONGEST_TEXT)
        .set_fail_on_invalid_map_property(true)
        .set_allow_anonymous_fn(false)
        .on_progress(|counted| (counted % LOOKS == 0 && budget::is_spent(counted)).then_some(Dynamic::UNIT));
    engine
});
