//! Why an agent chose what it chose.

use serde::{Deserialize, Serialize};

use crate::state::{State, StateError, StateIo};

/// Why an arm was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub enum Reason {
    /// Uniformly at random, whatever the arms.
    #[default]
    Random,
    /// The largest estimate.
    Greedy {
        /// Probability with which it would have explored instead.
        epsilon: f64,
    },
    /// The coin said to explore.
    Explored {
        /// Probability of that.
        epsilon: f64,
    },
    /// The largest estimate plus bonus.
    Optimism {
        /// The bonus is alpha standard deviations.
        alpha: f64,
    },
    /// The largest sampled value.
    Sampled {
        /// The samples have alpha standard deviations.
        alpha: f64,
    },
    /// The largest index: an estimate and what is added for being uncertain, by a formula of the agent's own.
    Index,
    /// Drawn with these chances among the arms.
    Drawn {
        /// Probability of the arm that was drawn.
        probability: f64,
    },
    /// Its turn: the agent tries each arm, in an order drawn at random, before it compares them; or it never compares.
    Scheduled,
    /// It knows the expected rewards.
    Oracle,
    /// The arm was drawn uniformly at random instead of being chosen, at the start of the run.
    WarmStart,
    /// A person's own code said so.
    Scripted,
}

impl State for Reason {
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        let (mut kind, mut number) = match *self {
            Reason::Random => (0_u8, 0.0),
            Reason::Greedy { epsilon } => (1, epsilon),
            Reason::Explored { epsilon } => (2, epsilon),
            Reason::Optimism { alpha } => (3, alpha),
            Reason::Sampled { alpha } => (4, alpha),
            Reason::Index => (5, 0.0),
            Reason::Drawn { probability } => (6, probability),
            Reason::Scheduled => (7, 0.0),
            Reason::Oracle => (8, 0.0),
            Reason::WarmStart => (9, 0.0),
            Reason::Scripted => (10, 0.0),
        };
        kind.state(io)?;
        number.state(io)?;
        *self = match kind {
            0 => Reason::Random,
            1 => Reason::Greedy { epsilon: number },
            2 => Reason::Explored { epsilon: number },
            3 => Reason::Optimism { alpha: number },
            4 => Reason::Sampled { alpha: number },
            5 => Reason::Index,
            6 => Reason::Drawn { probability: number },
            7 => Reason::Scheduled,
            8 => Reason::Oracle,
            9 => Reason::WarmStart,
            10 => Reason::Scripted,
            _ => return Err(StateError::Impossible),
        };
        Ok(())
    }
}
