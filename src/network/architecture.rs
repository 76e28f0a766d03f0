//! How a network is put together.

use super::Activation;

/// How a network is put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Architecture {
    /// Hidden layers on the context, then a linear layer with outputs for every item.
    Actions {
        /// Number of items.
        items: usize,
        /// Widths of the hidden layers.
        layers: Vec<usize>,
    },
    /// A tower on the context, one on the arm's features; their outputs, context first, go through a third and a last
    /// linear layer (TF-Agents' global and arm common tower network).
    CommonTower {
        /// Number of features of an arm.
        arm_features: usize,
        /// Widths of the tower on the context.
        global_layers: Vec<usize>,
        /// Widths of the tower on the arm's features.
        arm_layers: Vec<usize>,
        /// Widths of the tower on both.
        common_layers: Vec<usize>,
    },
    /// A tower on the context, one on the arm's features; the output is the inner product of theirs (TF-Agents' global
    /// and arm dot product network).
    DotProduct {
        /// Number of features of an arm.
        arm_features: usize,
        /// Widths of the tower on the context.
        global_layers: Vec<usize>,
        /// Widths of the tower on the arm's features; the last is that of the other tower.
        arm_layers: Vec<usize>,
        /// Activation of both last layers. After relu, no product is below zero.
        last: Activation,
    },
}

/// Why a network can't be made or filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// The inner product needs vectors of the same length.
    #[error(
        "the towers of a dot product end with {global} and {arm} outputs, but must end with equally many: give the last layers of both the same width"
    )]
    UnequalTowers {
        /// Outputs of the tower on the context.
        global: usize,
        /// Outputs of the tower on the arm.
        arm: usize,
    },
    /// Each output is the inner product of its own part of the towers' outputs.
    #[error(
        "{width} outputs of a tower can't be divided among {channels} outputs; a multiple of {channels} can"
    )]
    Indivisible {
        /// Outputs of a tower.
        width: usize,
        /// Outputs of the network.
        channels: usize,
    },
    /// There are too few or too many kernels and biases.
    #[error("{given} kernels and biases were given, but the network has {expected}")]
    WrongCount {
        /// How many were given.
        given: usize,
        /// How many it has.
        expected: usize,
    },
    /// A kernel or bias has another size.
    #[error("kernel or bias {index} has {given} numbers, but must have {expected}")]
    WrongSize {
        /// Which one, from zero.
        index: usize,
        /// How many numbers were given.
        given: usize,
        /// How many it has.
        expected: usize,
    },
}
