//! Several objectives of an arm, in words.

use crate::agent::Explanation;
use crate::chart::numbers::readable;
use crate::environment::objectives::TITLES;

/// What is known of an arm's objectives: `truth` are their expected values, empty where there are none or it is too early
/// to tell; `thought` is what an agent predicts of them, none where it is too early. Empty where nothing is known.
pub fn objective_words(truth: &[f64], thought: Option<&Explanation>, arm: usize) -> String {
    let predictions = thought.map_or(&[][..], |thought| &thought.objectives);
    // What is predicted of a reward that is all there is stands in the estimate.
    let predictions = if predictions.len() > 1 { predictions } else { &[] };
    let word = |(index, title): (usize, &&str)| {
        let predicted = predictions.get(index).and_then(|prediction| {
            let number = readable(*prediction.estimates.get(arm)?);
            let least = prediction.least.filter(|_| prediction.falls_short(arm));
            let short = least.map_or_else(String::new, |least| format!(", below {}", readable(least)));
            Some(format!("predicted {number}{short}"))
        });
        match (truth.get(index), predicted) {
            (Some(truth), Some(predicted)) => Some(format!("{title} {} ({predicted})", readable(*truth))),
            (Some(truth), None) => Some(format!("{title} {}", readable(*truth))),
            (None, Some(predicted)) => Some(format!("{title} {predicted}")),
            (None, None) => None,
        }
    };
    TITLES.iter().enumerate().filter_map(word).collect::<Vec<_>>().join(" · ")
}

/// What keeps an arm from being taken, as a clause; none where nothing does, as where all arms fall short.
pub fn barred(thought: &Explanation, arm: usize) -> Option<String> {
    let falls_short = |arm: usize| thought.objectives.iter().any(|prediction| prediction.falls_short(arm));
    if (0..thought.estimates.len()).all(falls_short) {
        return None;
    }
    let short = thought.objectives.iter().find(|prediction| prediction.falls_short(arm))?;
    let (predicted, least) = (*short.estimates.get(arm)?, short.least?);
    Some(format!(
        "its predicted {} of {} is below {}, the least that is asked for",
        short.title,
        readable(predicted),
        readable(least)
    ))
}

/// What constraints meant for a greedy choice, as a sentence to follow it; empty without constraints.
pub fn constraint_sentence(thought: &Explanation) -> String {
    let arms = thought.estimates.len();
    if thought.objectives.iter().all(|prediction| prediction.least.is_none()) {
        return String::new();
    }
    match (0..arms).filter(|arm| barred(thought, *arm).is_some()).count() {
        0 if (0..arms).any(|arm| thought.objectives.iter().any(|one| one.falls_short(arm))) => {
            " No arm was predicted to have the least that is asked for, so any could be taken.".to_owned()
        }
        0 => " Every arm was predicted to have the least that is asked for.".to_owned(),
        few => format!(" Of {arms} arms {few} could not be taken, predicted to have less than is asked for."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Prediction;

    /// Two arms; the novelty of the second is predicted to be too small.
    fn thought(least: Option<f64>) -> Explanation {
        let prediction = |(index, title): (usize, &&str)| Prediction {
            title: (*title).to_owned(),
            estimates: if index == 1 { vec![0.75, 0.25] } else { vec![0.5, 0.5] },
            least: least.filter(|_| index == 1),
        };
        let objectives = TITLES.iter().enumerate().map(prediction).collect();
        Explanation { estimates: vec![0.5, 0.4], objectives, ..Explanation::default() }
    }

    #[test]
    fn words_say_what_is_known() {
        let truth = [0.25, 0.5, 1.0];
        assert_eq!(objective_words(&truth, None, 0), "reward 0.250 · novelty 0.500 · diversity 1.00");
        let predicted = thought(Some(0.5));
        assert_eq!(
            objective_words(&[], Some(&predicted), 1),
            "reward predicted 0.500 · novelty predicted 0.250, below 0.500 · diversity predicted 0.500"
        );
        assert_eq!(
            objective_words(&truth, Some(&predicted), 0),
            "reward 0.250 (predicted 0.500) · novelty 0.500 (predicted 0.750) · diversity 1.00 (predicted 0.500)"
        );
        assert_eq!(objective_words(&[], Some(&Explanation::default()), 0), "");
        let alone = Explanation { objectives: predicted.objectives[..1].to_vec(), ..predicted };
        assert_eq!(objective_words(&[], Some(&alone), 0), "");
    }

    #[test]
    fn who_is_barred_and_why() {
        let one_short = thought(Some(0.5));
        assert_eq!(barred(&one_short, 0), None);
        assert_eq!(
            barred(&one_short, 1).as_deref(),
            Some("its predicted novelty of 0.250 is below 0.500, the least that is asked for")
        );
        assert!(constraint_sentence(&one_short).starts_with(" Of 2 arms 1 could not be taken"));
        let all_short = thought(Some(0.9));
        assert_eq!((barred(&all_short, 0), barred(&all_short, 1)), (None, None));
        assert!(constraint_sentence(&all_short).starts_with(" No arm"));
        assert!(constraint_sentence(&thought(Some(0.1))).starts_with(" Every arm"));
        assert_eq!(constraint_sentence(&thought(None)), "");
    }
}
