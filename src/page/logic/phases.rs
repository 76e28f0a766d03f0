//! The phases of a round, one after the other.

/// What of a round is shown so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Phase {
    /// Who came by.
    Context,
    /// What the agent thinks of each arm.
    Scores,
    /// Which arm it takes.
    Choice,
    /// What the arm earned.
    Feedback,
    /// What it has learned.
    #[default]
    Update,
}

/// All phases in their order.
pub const PHASES: [Phase; 5] = [Phase::Context, Phase::Scores, Phase::Choice, Phase::Feedback, Phase::Update];

impl Phase {
    /// The phase after this one; none after the last.
    pub fn next(self) -> Option<Phase> {
        PHASES.get(self as usize + 1).copied()
    }

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Phase::Context => "Context",
            Phase::Scores => "Scores",
            Phase::Choice => "Choice",
            Phase::Feedback => "Feedback",
            Phase::Update => "Update",
        }
    }

    /// What happens in it.
    pub fn sentence(self) -> &'static str {
        match self {
            Phase::Context => "A user comes by, and arms are on offer.",
            Phase::Scores => "The agent scores each arm with what it knows.",
            Phase::Choice => "It chooses one arm.",
            Phase::Feedback => "Only the chosen arm earns a reward; the others stay unknown.",
            Phase::Update => "It learns from that reward.",
        }
    }

    /// The same for rankers and their slates.
    pub fn slate_sentence(self) -> &'static str {
        match self {
            Phase::Context => "A user comes by.",
            Phase::Scores => "Each ranker scores the films with what it has learned.",
            Phase::Choice => "Each shows its slate.",
            Phase::Feedback => "The user's eye goes down the slate, film by film.",
            Phase::Update => "They learn from what was examined; of the rest they learn nothing.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_has_five_phases_in_order() {
        let mut phase = Phase::Context;
        let mut seen = vec![phase];
        while let Some(next) = phase.next() {
            assert!(next > phase);
            phase = next;
            seen.push(phase);
        }
        assert_eq!(seen, PHASES);
    }
}
