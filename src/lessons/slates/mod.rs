//! Several films at once, and what clicks mean.

pub mod cascades;
pub mod clicks;
pub mod diversity;
pub mod popularity;
pub mod position_bias;
