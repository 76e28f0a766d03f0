//! Stories of slates.

pub mod change;
pub mod click_models;
pub mod diversity;
pub mod films;
pub mod popularity;
pub mod position_bias;
