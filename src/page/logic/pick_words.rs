//! Why an agent picked an arm, in the few words of its card.

use crate::agent::Reason;
use crate::chart::numbers::{percent, short};
use crate::results::PolicyView;

/// Why, in a few words: the sum behind the score, or how the dice fell.
pub fn pick_words(policy: &PolicyView) -> String {
    let before = &policy.before;
    let of = |numbers: &[f64]| numbers.get(policy.chosen).copied().map(short);
    let (estimate, width, score) = (of(&before.estimates), of(&before.widths), of(&before.scores));
    match before.reason {
        Reason::Random => "by chance, no estimate".to_owned(),
        Reason::Greedy { .. } => match estimate {
            Some(estimate) => format!("highest estimate, {estimate}"),
            None => "the highest estimate".to_owned(),
        },
        Reason::Explored { .. } => "explores: a random pick".to_owned(),
        Reason::Optimism { .. } => match (estimate, width, score) {
            (Some(estimate), Some(width), Some(score)) => format!("{estimate} + {width} = {score}"),
            _ => "the highest score".to_owned(),
        },
        Reason::Sampled { .. } => match score.or(estimate) {
            Some(score) => format!("highest draw, {score}"),
            None => "the highest draw".to_owned(),
        },
        Reason::Index => match score {
            Some(score) => format!("highest index, {score}"),
            None => "the highest index".to_owned(),
        },
        Reason::Drawn { probability } => format!("drawn, probability {}", percent(probability)),
        Reason::Scripted => "by its code".to_owned(),
        Reason::Scheduled => "it was its turn".to_owned(),
        Reason::WarmStart => "random, at the start".to_owned(),
        Reason::Oracle => "knows the true values".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::logic::arms::tests::round;

    #[test]
    fn the_card_of_an_optimist_shows_its_sum() {
        let view = round(&[3.0, 1.0], &[0.5, 0.25], 1.0);
        assert_eq!(pick_words(&view.policies[0]), "3.00 + 0.50 = 3.50");
    }

    #[test]
    fn every_reason_has_words_without_numbers_too() {
        let mut policy = round(&[3.0], &[0.5], 1.0).policies[0].clone();
        policy.before.estimates.clear();
        policy.before.widths.clear();
        policy.before.scores.clear();
        let reasons = [
            Reason::Random,
            Reason::Greedy { epsilon: 0.1 },
            Reason::Explored { epsilon: 0.1 },
            Reason::Optimism { alpha: 1.0 },
            Reason::Sampled { alpha: 1.0 },
            Reason::Index,
            Reason::Drawn { probability: 0.25 },
            Reason::Scheduled,
            Reason::WarmStart,
            Reason::Oracle,
        ];
        let words = reasons.map(|reason| {
            policy.before.reason = reason;
            pick_words(&policy)
        });
        assert!(words.iter().all(|words| !words.is_empty() && words.len() < 30), "{words:?}");
        assert_eq!(words[6], "drawn, probability 25.0 %");
    }
}
