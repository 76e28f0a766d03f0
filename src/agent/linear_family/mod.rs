//! More agents on linear models. One file each; what they share is in [`linear`](super::linear).

pub mod bagging;
pub mod bayesian;
pub mod cover;
mod discounted;
pub mod discounted_lin_ucb;
mod hybrid;
pub mod hybrid_lin_ts;
pub mod hybrid_lin_ucb;
mod logistic;
mod logistic_fit;
pub mod logistic_ts;
pub mod logistic_ucb;
pub mod reg_cb;
pub mod softmax;
pub mod square_cb;
mod window;
pub mod window_lin_ucb;

pub use discounted::DiscountedModels;
pub use hybrid::HybridModels;
pub use logistic::{BATCH, DEFINITION, LogisticModels, OBP};
pub use window::WindowModels;
