//! Agents that learn what each arm earns, whatever the context. One file each.

pub mod bayes_ucb;
pub mod bernoulli_thompson;
mod beta_thompson;
pub mod boltzmann;
mod bonus_agent;
mod choices;
mod discounted_sums;
pub mod discounted_thompson;
pub mod discounted_ucb;
mod drawn_agent;
pub mod exp3;
pub mod exp3_ix;
pub mod exp3_s;
pub mod explore_then_commit;
pub mod fixed_arm;
pub mod gaussian_thompson;
pub mod gradient_bandit;
pub mod imed;
mod index_agent;
pub mod kl_ucb;
pub mod mean_epsilon_greedy;
pub mod moss;
pub mod popularity;
pub mod sliding_window_ucb;
mod softmax;
mod stats;
#[cfg(test)]
pub(super) mod testing;
pub mod ucb1;
pub mod ucb_tuned;
pub mod ucb_v;
mod unit_rewards;
mod untried;

pub use beta_thompson::moments as beta_moments;
pub use choices::Choices;
pub use discounted_sums::DiscountedSums;
pub(super) use drawn_agent::{DrawnAgent, StochasticPolicy};
pub use softmax::softmax;
pub use stats::{ArmStat, ArmStats};
pub use unit_rewards::UnitRewards;
