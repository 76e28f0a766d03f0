//! How a ranker is described and made.

use super::super::{Ranker, SlateShape};
use crate::descriptor::{Descriptor, Fact, Property, Values, facts};
use crate::network::NetworkError;
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
    /// With these values the ranker can't do without something that the environment or its click model does not have.
    #[error("{ranker} {}: choose another environment or click model, another ranker, or other settings of this one", property.missing())]
    Needs {
        /// Title of the ranker.
        ranker: &'static str,
        /// What it needs.
        property: Property,
    },
    /// Its network can't be put together.
    #[error("{ranker}: {error}")]
    Network {
        /// Title of the ranker.
        ranker: &'static str,
        /// Why not, and what would be right.
        error: NetworkError,
    },
}

impl BuildError {
    /// Fails where the environment has not what the facts say that the ranker needs with these values.
    pub(super) fn check(
        ranker: &'static str,
        facts: &[Fact],
        values: &Values,
        shape: &SlateShape,
    ) -> Result<(), BuildError> {
        match facts::missing(facts, values, |property| shape.has(property)) {
            Some(property) => Err(BuildError::Needs { ranker, property }),
            None => Ok(()),
        }
    }
}
