//! Why a policy can't be loaded.

use super::format::FORMAT;
use crate::agent;
use crate::descriptor::ValueError;
use crate::ranking::rankers;
use crate::results::digest::NUMERICS;
use crate::state::StateError;

/// Why bytes are no policy that can be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Something else altogether.
    #[error("this is not a saved policy: those begin with BPPOLICY")]
    Foreign,
    /// Written by a newer program.
    #[error("this policy has format {0}, and this program reads formats up to {FORMAT}: use a newer one")]
    Newer(u32),
    /// The end is missing.
    #[error("this policy is cut off: {missing} of its bytes are missing")]
    CutOff {
        /// How many.
        missing: u64,
    },
    /// The checksum says something else than the bytes.
    #[error("this policy is damaged: its checksum does not fit its bytes")]
    Damaged,
    /// Saved by an engine that gives other bits.
    #[error(
        "this policy was saved with version {0} of the numerics, and this program has version {NUMERICS}: it would not \
         go on with the same bits"
    )]
    OtherNumerics(u32),
    /// A header that says nothing that can be understood.
    #[error("the header of this policy can't be read: {0}")]
    Header(String),
    /// No such agent.
    #[error("this policy is an agent \"{0}\", which this program does not have")]
    UnknownAgent(String),
    /// No such ranker.
    #[error("this policy is a ranker \"{0}\", which this program does not have")]
    UnknownRanker(String),
    /// A value out of range.
    #[error("the settings of this policy are not right: {0}")]
    Value(#[from] ValueError),
    /// An agent that can't be built for its own environment.
    #[error("this policy can't be built: {0}")]
    Agent(#[from] agent::BuildError),
    /// A ranker that can't be built for its own environment.
    #[error("this policy can't be built: {0}")]
    Ranker(#[from] rankers::BuildError),
    /// Sizes that no environment has.
    #[error("this policy is for an impossible environment: {0}")]
    Shape(&'static str),
    /// It would take more memory than there may be.
    #[error("this policy would take {needed} MB, and at most {limit} MB are allowed")]
    TooLarge {
        /// Megabytes that it takes.
        needed: u64,
        /// Most megabytes.
        limit: u64,
    },
    /// A state that is none of this policy.
    #[error("what this policy has learned can't be read: {0}")]
    State(#[from] StateError),
}
