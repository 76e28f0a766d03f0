//! How attractions change over the rounds.

use super::SlateRound;
use crate::descriptor::{Choice, Kind, Parameter, Scale, Values, words};
use crate::math::random::RngStream;
use crate::ranking::order::shuffle;

const NONE: &str = "none";
/// Option of [`CHANGE`]: the attractions are reshuffled now and then.
pub const BREAKPOINTS: &str = "breakpoints";
const DRIFT: &str = "drift";

/// Whether and how attractions change.
pub const CHANGE: Parameter = Parameter {
    name: "change",
    title: "Change",
    kind: Kind::Choice {
        options: &[
            Choice { id: NONE, title: "none" },
            Choice { id: BREAKPOINTS, title: "at breakpoints" },
            Choice { id: DRIFT, title: "a little every round" },
        ],
        default: NONE,
    },
    unit: "",
    help: words(
        "Breakpoints reshuffle the attractions among the items; drift moves each a little every round, reflected at 0 and 1.",
    ),
};

/// Rounds between two breakpoints.
pub const SEGMENT: Parameter = Parameter {
    name: "segment",
    title: "Segment",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 2_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words("Only for breakpoints: how many rounds nothing changes."),
};

/// How far attractions drift.
pub const STEP: Parameter = Parameter {
    name: "step",
    title: "Step",
    kind: Kind::Number { minimum: 0.0, maximum: 0.5, default: 0.002, scale: Scale::Logarithmic },
    unit: "probability a round",
    help: words("Only for drift: standard deviation of how far an attraction moves in a round."),
};

/// How attractions change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// Never.
    None,
    /// Reshuffled after every so many rounds.
    Breakpoints {
        /// Rounds between two of them.
        segment: u64,
    },
    /// A reflected random walk.
    Drift {
        /// Standard deviation of a step.
        step: f64,
    },
}

impl Change {
    /// What these values say.
    pub fn new(values: &Values) -> Change {
        if values.chose(&CHANGE, BREAKPOINTS) {
            Change::Breakpoints { segment: values.count(&SEGMENT).max(1) as u64 }
        } else if values.chose(&CHANGE, DRIFT) {
            Change::Drift { step: values.number(&STEP) }
        } else {
            Change::None
        }
    }

    /// Changes the attractions of a round that is not the first, where it is time.
    pub fn apply(
        self,
        round: &mut SlateRound,
        order: &mut [u32],
        scratch: &mut [f64],
        stream: &mut RngStream,
    ) {
        match self {
            Change::None => return,
            Change::Breakpoints { segment } => {
                if !(round.number - 1).is_multiple_of(segment) {
                    return;
                }
                shuffle(order, stream);
                scratch.copy_from_slice(&round.attractions);
                for (attraction, source) in round.attractions.iter_mut().zip(order.iter()) {
                    *attraction = scratch[*source as usize];
                }
            }
            Change::Drift { step } => {
                for attraction in &mut round.attractions {
                    *attraction = reflected(*attraction + step * stream.normal());
                }
            }
        }
        round.attractions_changed();
    }
}

/// A number reflected at 0 and 1 as often as it takes.
fn reflected(number: f64) -> f64 {
    let within = number - 2.0 * libm::floor(0.5 * number);
    if within > 1.0 { 2.0 - within } else { within }
}
