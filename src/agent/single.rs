//! The list of the agents that are no mixtures. To add one is to add a line; it can be a member of mixtures, too.

#[cfg(not(feature = "starter"))]
use super::script;
use super::{
    AgentDescriptor, Builder, epsilon_greedy, lin_ts, lin_ucb, linear_family, neighbours, neural, oracle,
    random, without_context,
};
use crate::catalogue::parts;

parts! {
    /// Every agent that is no mixture, in the order of the catalogue.
    pub static SINGLE_AGENTS: AgentDescriptor;
    /// How they are made.
    pub static SINGLE_BUILDERS: Builder;
    starter: lin_ucb, lin_ts, epsilon_greedy, random;
    lin_ucb,
    lin_ts,
    epsilon_greedy,
    linear_family::hybrid_lin_ucb,
    linear_family::hybrid_lin_ts,
    linear_family::discounted_lin_ucb,
    linear_family::window_lin_ucb,
    linear_family::bayesian,
    linear_family::logistic_ucb,
    linear_family::logistic_ts,
    linear_family::softmax,
    linear_family::square_cb,
    linear_family::reg_cb,
    linear_family::bagging,
    linear_family::cover,
    neural::epsilon_greedy,
    neural::boltzmann,
    neural::falcon,
    neural::dropout_ts,
    neural::bootstrapped,
    neural::lin_ucb,
    neural::linear_ts,
    neural::ucb,
    neural::ts,
    neural::multi_objective,
    without_context::ucb1,
    without_context::ucb_tuned,
    without_context::ucb_v,
    without_context::moss,
    without_context::kl_ucb,
    without_context::bayes_ucb,
    without_context::imed,
    without_context::bernoulli_thompson,
    without_context::gaussian_thompson,
    without_context::mean_epsilon_greedy,
    without_context::explore_then_commit,
    without_context::boltzmann,
    without_context::gradient_bandit,
    without_context::exp3,
    without_context::exp3_ix,
    without_context::exp3_s,
    without_context::discounted_ucb,
    without_context::sliding_window_ucb,
    without_context::discounted_thompson,
    neighbours::k_nearest,
    neighbours::radius,
    random,
    without_context::fixed_arm,
    without_context::popularity,
    oracle,
    script,
}

/// How the single agent of that id is made.
pub fn builder(id: &str) -> Option<&'static Builder> {
    SINGLE_BUILDERS.iter().copied().find(|builder| builder.descriptor.part.id == id)
}
