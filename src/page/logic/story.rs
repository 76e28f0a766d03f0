//! What has happened in a round so far, in words.

use super::hearing::cause;
use super::things::things;
use super::why::choice_sentence;
use crate::chart::numbers::{apart, readable};
use crate::results::{ArmsView, PolicyView, RoundView};
use crate::session::round::Phase;

/// What has happened so far, in sentences.
pub fn story(view: &RoundView, arms: &ArmsView, policy: &PolicyView, phase: Phase) -> String {
    let title = |arm: usize| arms.arms.get(arm).map_or("?", |arm| arm.card.title.as_str());
    let mut sentences = Vec::new();
    if phase >= Phase::Choice {
        sentences.push(choice_sentence(arms, policy));
    }
    if phase >= Phase::Feedback {
        let best = arms.arms.get(arms.best).map_or(f64::NAN, |arm| arm.expectation);
        sentences.push(format!("It earned {}.", readable(policy.reward)));
        sentences.push(if policy.regret <= 1e-9 {
            format!("No other {} was better on average: no regret.", things(view).one)
        } else {
            format!(
                "The oracle would have chosen {} (worth {}): a regret of {}.",
                title(arms.best),
                readable(best),
                readable(policy.regret)
            )
        });
    }
    if phase == Phase::Update {
        let of = |numbers: &[f64]| numbers.get(policy.chosen).copied();
        if let Some((before, after)) = of(&policy.before.estimates).zip(of(&policy.after.estimates)) {
            let cause = cause(view.feedback.as_deref(), view.round);
            let (start, its) = cause.map_or((String::new(), "Its"), |cause| (format!("{cause} "), "its"));
            let estimate = format!("{start}{its} estimate of {}", title(policy.chosen));
            sentences.push(if before == after {
                format!("{estimate} stays at {}.", readable(before))
            } else {
                format!("{estimate} went from {} to {}.", apart(before, &[after]), apart(after, &[before]))
            });
        }
    }
    if sentences.is_empty() { on_offer(view, arms.arms.len()) } else { sentences.join(" ") }
}

fn on_offer(view: &RoundView, arms: usize) -> String {
    format!("{} {} on offer.", things(view).counted(arms), if arms == 1 { "is" } else { "are" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::logic::arms::tests::{of, round};
    use crate::results::FeedbackView;

    /// The last sentence of the story where the estimate of the chosen arm went from 0.5 to this.
    fn last(after: f64, feedback: Option<FeedbackView>) -> String {
        let mut arms = round(&[0.5, 0.1], &[0.0; 2], 1.0);
        arms.policies[0].after.estimates[0] = after;
        let view = RoundView { round: 30, feedback: feedback.map(Box::new), ..of(arms.clone()) };
        let told = story(&view, &arms, &arms.policies[0], Phase::Update);
        told.split("no regret. ").last().unwrap_or_default().to_owned()
    }

    fn heard(heard: &[u64]) -> Option<FeedbackView> {
        Some(FeedbackView { due: None, heard: heard.to_vec(), batch: 1, noisy: false, horizon: 300 })
    }

    #[test]
    fn an_estimate_changes_by_what_was_heard() {
        assert_eq!(last(0.6, None), "Its estimate of Film 0 went from 0.500 to 0.600.");
        assert_eq!(last(0.6, heard(&[30])), "Its estimate of Film 0 went from 0.500 to 0.600.");
        assert_eq!(
            last(0.6, heard(&[10])),
            "With the feedback on round 10, its estimate of Film 0 went from 0.500 to 0.600."
        );
        assert_eq!(
            last(0.5, heard(&[])),
            "No feedback arrived at the end of this round, so its estimate of Film 0 stays at 0.500."
        );
        assert_eq!(last(0.500_02, None), "Its estimate of Film 0 went from 0.50000 to 0.50002.");
    }

    #[test]
    fn before_the_choice_arms_are_counted() {
        let arms = round(&[0.5], &[0.0], 1.0);
        let told = story(&of(arms.clone()), &arms, &arms.policies[0], Phase::Context);
        assert_eq!(told, "1 arm is on offer.");
    }
}
