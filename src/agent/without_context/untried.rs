//! What an arm is that was never chosen: a question that libraries answer differently.

use super::records::Records;
use crate::agent::View;
use crate::declaration::{Choice, Kind, Parameter, Values};

const FIRST: &str = "first";

/// Option of [`UNTRIED`]: such an arm has a mean of zero.
pub const ZERO: &str = "zero";

/// What an arm never chosen counts as.
pub const UNTRIED: Parameter = Parameter {
    name: "untried",
    title: "An arm never chosen",
    kind: Kind::Choice {
        options: &[
            Choice { id: FIRST, title: "is tried first" },
            Choice { id: ZERO, title: "counts as zero (MABWiser)" },
        ],
        default: FIRST,
    },
    unit: "",
    help: "Whether every arm is tried once before arms are compared, or an arm never chosen is compared as if it earned zero.",
};

/// The arm whose turn it is because it was never chosen, where such arms come first.
pub fn next_untried(untried_first: bool, records: &Records, view: &View<'_>) -> Option<usize> {
    if untried_first { records.first_untried(view) } else { None }
}

/// Whether arms never chosen come first.
pub fn untried_first(values: &Values) -> bool {
    values.chose(&UNTRIED, FIRST)
}
