//! What an arm is that was never chosen: a question that libraries answer differently.

use super::stats::ArmStats;
use crate::agent::View;
use crate::descriptor::{Choice, Kind, Parameter, Values, words};
use crate::math::random::RngStream;

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
    help: words(
        "Whether arms are compared only once every arm was chosen and a reward of each is known, or an arm of which nothing is known is compared as if it earned zero.",
    ),
};

/// An arm without feedback, drawn where such arms come first: see [`ArmStats::draw_unheard`].
pub fn draw_untried(
    untried_first: bool,
    stats: &ArmStats,
    view: &View<'_>,
    stream: &mut RngStream,
) -> Option<usize> {
    if untried_first { stats.draw_unheard(view, stream) } else { None }
}

/// Whether arms without feedback come first.
pub fn untried_first(values: &Values) -> bool {
    values.chose(&UNTRIED, FIRST)
}
