//! When policies receive the outcome of a round, and of which rounds they receive it, in words.

use crate::chart::numbers::{counted, whole};
use crate::results::FeedbackView;

/// Most rounds whose numbers are all written out.
const MOST_NUMBERS: usize = 4;

/// Who receives feedback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// One agent.
    Agent,
    /// Rankers.
    Rankers,
}

impl Who {
    /// Them as a subject, with the verb in what follows.
    fn receives(self) -> &'static str {
        match self {
            Who::Agent => "it receives",
            Who::Rankers => "they receive",
        }
    }

    fn learns(self) -> &'static str {
        match self {
            Who::Agent => "learns",
            Who::Rankers => "learn",
        }
    }
}

/// When the outcome of round `round` is received, where that is not at its end: a sentence.
pub fn outcome_sentence(feedback: &FeedbackView, round: u64, who: Who) -> Option<String> {
    let (subject, receive, never) = match who {
        Who::Agent => ("The agent", "receives", "never receives"),
        Who::Rankers => ("The rankers", "receive", "never receive"),
    };
    match feedback.due {
        None => Some(format!("{subject} {never} this round's outcome.")),
        Some(due) if due <= round => None,
        Some(due) if due > feedback.horizon => Some(format!(
            "{subject} would receive this round's outcome after the last round, so nothing is learned from it."
        )),
        Some(due) => {
            let batch = match feedback.batch {
                0 | 1 => "",
                batch if due - round < batch => "with the next batch, ",
                _ => "with a later batch, ",
            };
            let rounds = counted(due - round, "round", "rounds");
            Some(format!(
                "{subject} {receive} this round's outcome {batch}at the end of round {}, in {rounds}.",
                whole(due)
            ))
        }
    }
}

/// What is learned at the end of round `round`, in a sentence or two; `at_once` is the sentence where that is what came of
/// this round.
pub fn learning_sentence(feedback: Option<&FeedbackView>, round: u64, who: Who, at_once: &str) -> String {
    let Some(feedback) = feedback else { return at_once.to_owned() };
    let mut sentences = match feedback.heard.as_slice() {
        [] => {
            vec![
                "No feedback arrives at the end of this round, so there is nothing to learn from.".to_owned(),
            ]
        }
        [only] if *only == round => vec![at_once.to_owned()],
        heard => {
            let (receives, learns) = (who.receives(), who.learns());
            let rounds = rounds(heard);
            let this = if heard.contains(&round) { ", this one among them," } else { "" };
            vec![format!(
                "At the end of this round {receives} feedback on {rounds}{this} and {learns} from it."
            )]
        }
    };
    if feedback.noisy && !feedback.heard.is_empty() {
        sentences.push("Noise is added to every reward that is received.".to_owned());
    }
    sentences.extend(outcome_sentence(feedback, round, who));
    sentences.join(" ")
}

/// How an estimate came to change at the end of round `round`: the beginning of a sentence, up to its subject.
pub fn cause(feedback: Option<&FeedbackView>, round: u64) -> Option<String> {
    let heard = feedback?.heard.as_slice();
    match heard {
        [] => Some("No feedback arrived at the end of this round, so".to_owned()),
        [only] if *only == round => None,
        _ => Some(format!("With the feedback on {},", rounds(heard))),
    }
}

/// Rounds by their numbers, which rise: `round 280`, `25 rounds, 251 to 275`.
fn rounds(heard: &[u64]) -> String {
    let (Some(first), Some(last)) = (heard.first(), heard.last()) else { return "no round".to_owned() };
    let count = heard.len() as u64;
    let numbers = || heard.iter().map(|number| whole(*number)).collect::<Vec<_>>();
    match heard {
        [only] => format!("round {}", whole(*only)),
        [first, second] => format!("rounds {} and {}", whole(*first), whole(*second)),
        _ if last - first + 1 == count => {
            format!("{}, {} to {}", counted(count, "round", "rounds"), whole(*first), whole(*last))
        }
        few if few.len() <= MOST_NUMBERS => {
            let numbers = numbers();
            let (last, others) = numbers.split_last().map_or(("", &[][..]), |(last, others)| (last, others));
            format!("rounds {} and {last}", others.join(", "))
        }
        _ => format!("{} of the rounds from {} to {}", whole(count), whole(*first), whole(*last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Explanation;
    use crate::results::{Choices, RoundView};
    use crate::simulation::{Sources, Stepper};
    use crate::spec::link;

    const AT_ONCE: &str = "It learns from that reward.";

    fn feedback(due: Option<u64>, heard: &[u64], batch: u64) -> FeedbackView {
        FeedbackView { due, heard: heard.to_vec(), batch, noisy: false, horizon: 300 }
    }

    fn learning(feedback: &FeedbackView, round: u64) -> String {
        learning_sentence(Some(feedback), round, Who::Agent, AT_ONCE)
    }

    #[test]
    fn what_is_heard_at_once_is_learned_at_once() {
        assert_eq!(learning_sentence(None, 7, Who::Agent, AT_ONCE), AT_ONCE);
        assert_eq!(learning(&feedback(Some(7), &[7], 1), 7), AT_ONCE);
        let noisy = FeedbackView { noisy: true, ..feedback(Some(7), &[7], 1) };
        assert_eq!(
            learning(&noisy, 7),
            format!("{AT_ONCE} Noise is added to every reward that is received.")
        );
        assert_eq!(cause(Some(&noisy), 7), None);
    }

    #[test]
    fn late_feedback_is_shown_with_its_rounds() {
        assert_eq!(
            learning(&feedback(Some(220), &[180], 1), 200),
            "At the end of this round it receives feedback on round 180 and learns from it. The agent receives this round's outcome \
             at the end of round 220, in 20 rounds."
        );
        assert!(
            learning(&feedback(Some(201), &[180], 1), 200).ends_with("at the end of round 201, in 1 round.")
        );
        assert_eq!(
            learning(&feedback(Some(320), &[280], 1), 300),
            "At the end of this round it receives feedback on round 280 and learns from it. The agent would receive this round's \
             outcome after the last round, so nothing is learned from it."
        );
        assert_eq!(
            cause(Some(&feedback(None, &[280], 1)), 300).as_deref(),
            Some("With the feedback on round 280,")
        );
    }

    #[test]
    fn batches_are_named() {
        let heard: Vec<u64> = (251..=275).collect();
        assert_eq!(
            learning(&feedback(Some(275), &heard, 25), 275),
            "At the end of this round it receives feedback on 25 rounds, 251 to 275, this one among them, and learns from it."
        );
        assert_eq!(
            learning(&feedback(Some(275), &[], 25), 270),
            "No feedback arrives at the end of this round, so there is nothing to learn from. The agent receives this \
             round's outcome with the next batch, at the end of round 275, in 5 rounds."
        );
        assert!(
            learning(&feedback(Some(275), &[], 25), 245)
                .contains("with a later batch, at the end of round 275")
        );
    }

    #[test]
    fn missing_feedback_is_never_received() {
        assert_eq!(
            learning_sentence(Some(&feedback(None, &[], 1)), 5, Who::Rankers, "They learn."),
            "No feedback arrives at the end of this round, so there is nothing to learn from. The rankers never receive this \
             round's outcome."
        );
    }

    #[test]
    fn rounds_with_gaps_are_shown_with_them() {
        let told = [&[4, 6][..], &[4, 6, 9], &[4, 5, 6, 7], &[4, 6, 9, 10, 12]].map(rounds);
        assert_eq!(
            told,
            ["rounds 4 and 6", "rounds 4, 6 and 9", "4 rounds, 4 to 7", "5 of the rounds from 4 to 12"]
        );
    }

    /// All rounds of an experiment as they are looked into.
    fn views(experiment: &str) -> Vec<RoundView> {
        let decoded = link::decode(experiment).expect("decodes");
        assert!(decoded.notices.is_empty(), "{:?}", decoded.notices);
        let experiment = decoded.experiment;
        let environment = experiment.prepare(Sources::default()).expect("there is one");
        let mut stepper = Stepper::new(&experiment, environment, 0..1).expect("fits");
        std::iter::from_fn(|| stepper.advance_inspected()).collect()
    }

    /// What the estimates of a view were after its round, of arms or of slates.
    fn changed(view: &RoundView) -> bool {
        let differs = |before: &Explanation, after: &Explanation| before.estimates != after.estimates;
        match &view.choices {
            Choices::Arms(arms) => arms.policies.iter().any(|policy| differs(&policy.before, &policy.after)),
            Choices::Slates(slates) => {
                let mut slots = slates.policies.iter().flat_map(|shown| &shown.slots);
                slots.any(|slot| slot.before != slot.after)
            }
        }
    }

    /// Whatever the feedback: the outcome of every round is received at the end of the round that was announced, all that are due and no
    /// others, and without feedback no estimate changes.
    #[test]
    fn the_engine_tells_what_is_heard() {
        let arms = "w=bernoulli&c=mean_epsilon_greedy&c=ucb1&horizon=80&seeds=1";
        let slates = "w=gap_slates&c=cascade_ucb1&c=cascade_kl_ucb&horizon=80&seeds=1";
        for experiment in [arms, slates] {
            for settings in [
                "delay=20",
                "delay=100",
                "delay=7;delay_kind=geometric",
                "batch=25",
                "batch=9;delay=4",
                "missing=0.5",
                "missing=1",
                "delay=3;delay_kind=geometric;batch=6;missing=0.3",
            ] {
                let views = views(&format!("1{experiment}&f={settings}"));
                assert_eq!(views.len(), 80);
                let mut dues = Vec::new();
                let mut some_changed = false;
                for view in &views {
                    let feedback = view.feedback.as_ref().expect("it is late");
                    dues.push((view.round, feedback.due));
                    let due =
                        dues.iter().filter(|(_, due)| *due == Some(view.round)).map(|(round, _)| *round);
                    assert_eq!(feedback.heard, due.collect::<Vec<_>>(), "{settings}, round {}", view.round);
                    assert!(!feedback.heard.is_empty() || !changed(view), "{settings}, round {}", view.round);
                    some_changed |= changed(view);
                }
                let some_heard = dues.iter().any(|(_, due)| due.is_some_and(|due| due <= 80));
                assert_eq!(some_changed, some_heard, "{experiment}, {settings}");
            }
            assert!(views(&format!("1{experiment}")).iter().all(|view| view.feedback.is_none()));
        }
    }
}
