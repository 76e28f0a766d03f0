//! What a recommender knows of its user: the context, or what was clicked lately.

use crate::ranking::{SlateShape, SlateView};

/// How much of what was clicked before is kept with each further click.
const KEPT: f64 = 0.9;

/// The state of the recommender.
///
/// In an environment with users it is their context. Else it is a 1, followed by a mean over the items clicked so far, in which
/// each counts 0.9 times as much as the next: of their features, or, where items have none, of one number an item, 1 for
/// the one clicked.
#[derive(Debug, Clone)]
pub struct UserState {
    /// Empty where contexts are the state.
    clicked: Vec<f64>,
}

crate::state::state_fields! {
    UserState { clicked }
}

impl UserState {
    /// Before any click.
    pub fn new(shape: &SlateShape) -> UserState {
        if shape.context > 0 {
            return UserState { clicked: Vec::new() };
        }
        let mut clicked = vec![0.0; UserState::size(shape)];
        clicked[0] = 1.0;
        UserState { clicked }
    }

    /// Numbers in a state.
    pub fn size(shape: &SlateShape) -> usize {
        match (shape.context, shape.features) {
            (0, 0) => 1 + shape.items,
            (0, features) => 1 + features,
            (context, _) => context,
        }
    }

    /// The present state.
    pub fn get<'a>(&'a self, view: &SlateView<'a>) -> &'a [f64] {
        if self.clicked.is_empty() { view.context } else { &self.clicked }
    }

    /// How many numbers of it must be noted to have it when feedback comes: none where contexts, which are remembered
    /// anyway, are the state.
    pub fn note_length(shape: &SlateShape) -> usize {
        if shape.context > 0 { 0 } else { UserState::size(shape) }
    }

    /// Writes them down.
    pub fn info(&self, info: &mut [f64]) {
        info.iter_mut().zip(&self.clicked).for_each(|(entry, number)| *entry = *number);
    }

    /// The state in the round of the view, with what was noted of it then; where nothing was, the present one.
    pub fn noted<'a>(&'a self, view: &SlateView<'a>, info: &'a [f64]) -> &'a [f64] {
        info.get(..self.clicked.len()).filter(|noted| !noted.is_empty()).unwrap_or_else(|| self.get(view))
    }

    /// Takes note of a click.
    pub fn click(&mut self, view: &SlateView<'_>, item: u32) {
        let Some((_, mean)) = self.clicked.split_first_mut() else { return };
        let size = view.features.len() / view.items;
        let features = &view.features[item as usize * size..(item as usize + 1) * size];
        // What is NaN would stay in the mean for ever.
        if features.iter().any(|feature| !feature.is_finite()) {
            return;
        }
        mean.iter_mut().for_each(|entry| *entry *= KEPT);
        if features.is_empty() {
            mean[item as usize] += 1.0 - KEPT;
        } else {
            crate::math::vector::add_scaled(mean, features, 1.0 - KEPT);
        }
    }
}
