//! What a kind of reward model is.

use super::training::{Fitted, Training};
use crate::descriptor::{Descriptor, Values};
use crate::evaluation::need::Unavailable;

/// A kind of reward model.
#[derive(Debug)]
pub struct RewardLearner {
    /// Id, title, sentence, citation, parameters.
    pub part: Descriptor,
    /// Whether it looks at the context and the features of arms.
    pub(super) uses_features: bool,
    /// Whether what it adds up is the logarithm of the odds of a reward of 1.
    pub(super) is_logistic: bool,
    pub(super) fit: fn(&Values, &Training<'_>) -> Result<Fitted, Unavailable>,
}
