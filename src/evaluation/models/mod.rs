//! Reward models: q(x, a), fitted on the log and cross-fitted, so that no row is predicted by a model that has seen it.
//!
//! All are linear in features of the row, on a scale of their own: means know nothing but the arm, ridge and logistic regressions
//! also the context. Where arms have features one model serves all arms; elsewhere every arm has its own. Each is drawn towards the
//! mean reward of the log, so that an arm that was hardly ever chosen is taken for an average one.

mod cross_fit;
mod design;
mod learner;
pub mod logistic;
pub mod means;
pub mod ridge;
mod training;

pub use cross_fit::CrossFitted;

pub use learner::RewardLearner;
pub use training::FOLDS;

/// Every kind of reward model, in the order of the catalogue; the first is the default.
pub static REWARD_MODELS: [&RewardLearner; 3] = [&ridge::LEARNER, &logistic::LEARNER, &means::LEARNER];

/// The kind of that id.
pub fn find(id: &str) -> Option<&'static RewardLearner> {
    REWARD_MODELS.iter().copied().find(|learner| learner.part.id == id)
}

#[cfg(test)]
mod tests;
