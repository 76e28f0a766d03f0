//! The phases of a round, in words.

use super::hearing::{Who, learning_sentence, outcome_sentence};
use super::things::{Things, things};
use crate::results::{Choices, RoundView};
use crate::session::round::Phase;

/// What happens in a phase, in this round.
pub fn phase_sentence(phase: Phase, view: &RoundView) -> String {
    let feedback = view.feedback.as_deref();
    let (words, who) = match &view.choices {
        Choices::Arms(_) => (of_arms(phase, view), Who::Agent),
        Choices::Slates(_) => (of_slates(phase, things(view)), Who::Rankers),
    };
    match phase {
        Phase::Feedback => {
            let late = feedback.and_then(|feedback| outcome_sentence(feedback, view.round, who));
            [Some(words), late].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Phase::Update => learning_sentence(feedback, view.round, who, &words),
        _ => words,
    }
}

/// A phase in three words, under its name.
pub fn caption(phase: Phase, view: &RoundView) -> String {
    let things = things(view);
    let is_slate = view.slates().is_some();
    match phase {
        Phase::Context if view.user.is_some() || is_slate => "a user arrives".to_owned(),
        Phase::Context if view.context.is_empty() => format!("{} on offer", things.many),
        Phase::Context => "a context arrives".to_owned(),
        Phase::Scores => "agents estimate".to_owned(),
        Phase::Choice if is_slate => "each shows one".to_owned(),
        Phase::Choice => "each picks one".to_owned(),
        Phase::Feedback if is_slate => "the eye moves".to_owned(),
        Phase::Feedback if view.user.is_some() => "the user rates".to_owned(),
        Phase::Feedback => "picks earn".to_owned(),
        Phase::Update => "agents learn".to_owned(),
    }
}

fn of_arms(phase: Phase, view: &RoundView) -> String {
    let words = match phase {
        Phase::Context if view.user.is_some() => "A user arrives, and arms are on offer.",
        Phase::Context if view.context.is_empty() => "Arms are on offer.",
        Phase::Context => "A context arrives, and arms are on offer.",
        Phase::Scores => "The agent scores each arm with what it knows.",
        Phase::Choice => "It chooses one arm.",
        Phase::Feedback => "Only the chosen arm earns a reward; the others stay unknown.",
        Phase::Update => "It learns from that reward.",
    };
    words.to_owned()
}

fn of_slates(phase: Phase, things: Things) -> String {
    let words = match phase {
        Phase::Context => "A user arrives.",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::logic::arms::tests::{of, round};
    use crate::results::FeedbackView;

    #[test]
    fn late_feedback_is_told_in_the_last_two_phases() {
        let mut view = of(round(&[1.0, 2.0], &[0.0; 2], 1.0));
        assert_eq!(phase_sentence(Phase::Context, &view), "Arms are on offer.");
        assert_eq!(phase_sentence(Phase::Update, &view), "It learns from that reward.");
        view.round = 30;
        view.feedback = Some(Box::new(FeedbackView {
            due: Some(50),
            heard: vec![10],
            batch: 1,
            noisy: false,
            horizon: 300,
        }));
        assert_eq!(
            phase_sentence(Phase::Feedback, &view),
            "Only the chosen arm earns a reward; the others stay unknown. The agent receives this round's outcome at the \
             end of round 50, in 20 rounds."
        );
        assert!(
            phase_sentence(Phase::Update, &view)
                .starts_with("At the end of this round it receives feedback on round 10")
        );
        assert_eq!(phase_sentence(Phase::Choice, &view), "It chooses one arm.");
    }
}
