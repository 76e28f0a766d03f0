//! How a ranker is described and made.

use super::super::{Ranker, SlateShape};
use crate::descriptor::{Descriptor, Values};
use serde::Serialize;

/// What kind of ranker it is: how the catalogue groups them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Learns nothing or next to nothing, or knows everything: what the others are measured against.
    Baseline,
    /// Believes in the cascade.
    Cascade,
    /// Believes in the cascade, and that attraction is linear in the features.
    LinearCascade,
    /// Believes in less than a cascade, or in another click model.
    ClickModel,
    /// Learns to score items from features.
    Learned,
}

/// Every family, in the order of the catalogue.
pub const FAMILIES: [Family; 5] =
    [Family::Cascade, Family::LinearCascade, Family::ClickModel, Family::Learned, Family::Baseline];

impl Family {
    /// The name that people read.
    pub fn title(self) -> &'static str {
        match self {
            Family::Baseline => "Baselines",
            Family::Cascade => "Cascade",
            Family::LinearCascade => "Cascade, linear",
            Family::ClickModel => "Other click models",
            Family::Learned => "Learned scorers",
        }
    }
}

/// What a ranker declares.
#[derive(Debug)]
pub struct RankerDescriptor {
    /// What kind of ranker it is.
    pub family: Family,
    /// Id, title, sentence, citation, parameters.
    pub part: Descriptor,
    /// Whether the view that it gets holds attractions and the best slate. Only the oracle's does.
    pub sees_attractions: bool,
}

/// How a ranker is made. Only the engine knows it: the page reads the descriptor.
#[derive(Debug)]
pub struct Builder {
    /// What it declares.
    pub descriptor: &'static RankerDescriptor,
    /// Bytes of memory a ranker needs in an environment of this shape, for the limit on an experiment's size.
    pub memory: fn(&Values, &SlateShape) -> u64,
    /// How many numbers the ranker notes of each slate, see [`Ranker::info`].
    pub note_length: fn(&Values, &SlateShape) -> usize,
    /// Makes a fresh ranker for an environment of this shape.
    pub build: Build,
}

/// Makes a ranker with these values for an environment of this shape.
pub type Build = fn(&Values, &SlateShape) -> Result<Box<dyn Ranker>, BuildError>;

/// Why a ranker can't be made for an environment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The ranker learns from features and the environment has none.
    #[error(
        "{ranker} learns from features of the items, and this environment has none: take an environment with features"
    )]
    NeedsFeatures {
        /// Title of the ranker.
        ranker: &'static str,
    },
    /// The ranker learns in phases of many rounds, and the features are other ones each round.
    #[error(
        "{ranker} learns in phases of many rounds, and in this environment the features of the items change with the \
         user: take an environment whose features stay"
    )]
    NeedsSteadyFeatures {
        /// Title of the ranker.
        ranker: &'static str,
    },
    /// The ranker learns from topics and the environment has none.
    #[error(
        "{ranker} learns from topics of the items, and this environment has none: take an environment with topics"
    )]
    NeedsTopics {
        /// Title of the ranker.
        ranker: &'static str,
    },
    /// The ranker must know how likely each slot is examined, and the click model does not say.
    #[error(
        "{ranker} must know how likely each slot is looked at, and this click model does not say: \
         take the position-based one, or let the ranker ignore positions"
    )]
    NeedsPositionWeights {
        /// Title of the ranker.
        ranker: &'static str,
    },
    /// The ranker learns from features, the environment has none, and too many items for each to be a feature of its own.
    #[error(
        "{ranker} learns from features of the items, and this environment has none, which it can do without for up to \
         {most} items and not for {items}: take an environment with features, or fewer items"
    )]
    TooManyWithoutFeatures {
        /// Title of the ranker.
        ranker: &'static str,
        /// Number of items of the environment.
        items: usize,
        /// Most items that can do without features.
        most: usize,
    },
}
