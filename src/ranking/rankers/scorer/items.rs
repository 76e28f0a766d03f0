//! The features by which a scoring network sees items and users.

use super::super::BuildError;
use crate::descriptor::{Fact, Property, Values};
use crate::ranking::{SlateShape, SlateView};

/// What rankers with a network need.
pub const FACTS: &[Fact] = &[Fact::needs(Property::FeaturesOrFewItems)];

/// What a network sees of a user where the environment says nothing of users.
const ANYBODY: [f64; 1] = [1.0];

/// How a network sees items.
#[derive(Debug, Clone)]
pub enum Items {
    /// By the environment's features, the same in each round.
    Lasting,
    /// By the environment's features, other ones each round.
    Varying,
    /// Each item is a feature of its own: the rows of this identity matrix.
    OneHot(Vec<f64>),
}

impl Items {
    /// For an environment of this shape.
    ///
    /// # Errors
    /// No features and more items than [`MOST_WITHOUT_FEATURES`](crate::ranking::MOST_WITHOUT_FEATURES).
    pub fn new(ranker: &'static str, shape: &SlateShape) -> Result<Items, BuildError> {
        BuildError::check(ranker, FACTS, &Values::default(), shape)?;
        let items = shape.items;
        match shape.features {
            0 => {
                let entry = |index| if index / items == index % items { 1.0 } else { 0.0 };
                Ok(Items::OneHot((0..items * items).map(entry).collect()))
            }
            _ if shape.features_vary => Ok(Items::Varying),
            _ => Ok(Items::Lasting),
        }
    }

    /// Numbers that stand for an item in an environment of this shape.
    pub fn size(shape: &SlateShape) -> usize {
        if shape.features == 0 { shape.items } else { shape.features }
    }

    /// Numbers that must be remembered of an item that was shown.
    pub fn remembered(shape: &SlateShape) -> usize {
        if shape.features_vary { shape.features } else { 0 }
    }

    /// Features of all items in this round, row-major.
    pub fn all<'a>(&'a self, view: &SlateView<'a>) -> &'a [f64] {
        match self {
            Items::OneHot(identity) => identity,
            Items::Lasting | Items::Varying => view.features,
        }
    }

    /// Features of one item in this round.
    pub fn of<'a>(&'a self, view: &SlateView<'a>, item: u32) -> &'a [f64] {
        let all = self.all(view);
        let size = all.len() / view.items;
        &all[item as usize * size..(item as usize + 1) * size]
    }
}

/// Number of features of the user; one where the environment says nothing of users.
pub fn context_size(shape: &SlateShape) -> usize {
    shape.context.max(ANYBODY.len())
}

/// Features of the user; the number 1 where the environment says nothing of users.
pub fn context<'a>(view: &SlateView<'a>) -> &'a [f64] {
    if view.context.is_empty() { &ANYBODY } else { view.context }
}
