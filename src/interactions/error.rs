//! What is wrong with an interaction.

/// Why an interaction can't be added to a log. The sentence says what is wrong and what would be right; the reader of a file adds
/// the line.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InteractionError {
    /// A list has another length than the log's schema says.
    #[error("there are {found} {what}, but this log has {expected} in each row")]
    Count {
        /// What is counted, in the plural.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// A number that is NaN or infinite.
    #[error("{what} {index} is {value}, but must be a finite number")]
    NotFinite {
        /// What it is.
        what: &'static str,
        /// Its place in its list, from 1.
        index: usize,
        /// What was given.
        value: f64,
    },
    /// A probability that no action that was taken can have.
    #[error(
        "{what} is 0: an action that was taken has a probability above 0 (some tools round small probabilities to 0)"
    )]
    ZeroProbability {
        /// Of what it is the probability.
        what: &'static str,
    },
    /// A probability below 0, above 1 or NaN.
    #[error("{what} is {value}, but must be above 0 and at most 1")]
    Probability {
        /// Of what it is the probability.
        what: &'static str,
        /// What was given.
        value: f64,
    },
    /// Probabilities of the arms on offer that are no distribution.
    #[error("the probabilities of the arms on offer add up to {sum}, but must add up to 1")]
    Distribution {
        /// Their sum.
        sum: f64,
    },
    /// Two probabilities of the same action.
    #[error("the action has probability {probability}, but {listed} in the list of all arms' probabilities")]
    TwoProbabilities {
        /// The action's own.
        probability: f64,
        /// That of the list.
        listed: f64,
    },
    /// An arm that the log does not have.
    #[error("arm {arm} is not in this log, whose arms are 0 to {}", arms - 1)]
    UnknownArm {
        /// The arm.
        arm: u32,
        /// How many there are.
        arms: usize,
    },
    /// An arm or item that is there twice.
    #[error("arm {arm} is {place} twice")]
    Twice {
        /// The arm.
        arm: u32,
        /// Where: "on offer" or "in the slate".
        place: &'static str,
    },
    /// An action that could not have been taken.
    #[error("arm {arm} was chosen, but was not on offer")]
    NotOffered {
        /// The arm.
        arm: u32,
    },
    /// A code without a name in the schema.
    #[error("{what} {code} has no name in this log, which has {names} of them")]
    UnknownCode {
        /// Of what it is a code.
        what: &'static str,
        /// The code.
        code: u32,
        /// How many names there are.
        names: usize,
    },
    /// A list of arms on offer without any.
    #[error("no arm is on offer that the log knows")]
    NoArms,
}
