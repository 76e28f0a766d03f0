//! The phases of a round, one after the other.

use super::hearing::{Who, learning_sentence, outcome_sentence};
use super::things::{Things, things};
use crate::experiment::{Choices, RoundView};

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

    /// What happens in it, in this round.
    pub fn sentence(self, view: &RoundView) -> String {
        let feedback = view.feedback.as_deref();
        let (words, who) = match &view.choices {
            Choices::Arms(_) => (self.of_arms(view), Who::Agent),
            Choices::Slates(_) => (self.of_slates(things(view)), Who::Rankers),
        };
        match self {
            Phase::Feedback => {
                let late = feedback.and_then(|feedback| outcome_sentence(feedback, view.round, who));
                [Some(words), late].into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            Phase::Update => learning_sentence(feedback, view.round, who, &words),
            _ => words,
        }
    }

    fn of_arms(self, view: &RoundView) -> String {
        let words = match self {
            Phase::Context if view.user.is_some() => "A user comes by, and arms are on offer.",
            Phase::Context if view.context.is_empty() => "Arms are on offer.",
            Phase::Context => "A context comes, and arms are on offer.",
            Phase::Scores => "The agent scores each arm with what it knows.",
            Phase::Choice => "It chooses one arm.",
            Phase::Feedback => "Only the chosen arm earns a reward; the others stay unknown.",
            Phase::Update => "It learns from that reward.",
        };
        words.to_owned()
    }

    fn of_slates(self, things: Things) -> String {
        let words = match self {
            Phase::Context => "A user comes by.",
            Phase::Scores => {
                return format!(
                    "Each ranker works out its slate; the next phase shows it, with what the ranker thinks of its {}.",
                    things.many
                );
            }
            Phase::Choice => "Each shows its slate.",
            Phase::Feedback => {
                return format!("The user's eye goes down the slate, {one} by {one}.", one = things.one);
            }
            Phase::Update => "They learn from what was examined; of the rest they learn nothing.",
        };
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::FeedbackView;
    use crate::page::logic::arms::tests::{of, round};

    #[test]
    fn late_feedback_is_told_in_the_last_two_phases() {
        let mut view = of(round(&[1.0, 2.0], &[0.0; 2], 1.0));
        assert_eq!(Phase::Context.sentence(&view), "Arms are on offer.");
        assert_eq!(Phase::Update.sentence(&view), "It learns from that reward.");
        view.round = 30;
        view.feedback = Some(Box::new(FeedbackView {
            due: Some(50),
            heard: vec![10],
            batch: 1,
            noisy: false,
            horizon: 300,
        }));
        assert_eq!(
            Phase::Feedback.sentence(&view),
            "Only the chosen arm earns a reward; the others stay unknown. The agent hears of this round's outcome at the \
             end of round 50, in 20 rounds."
        );
        assert!(Phase::Update.sentence(&view).starts_with("At the end of this round it hears of round 10"));
        assert_eq!(Phase::Choice.sentence(&view), "It chooses one arm.");
    }

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
