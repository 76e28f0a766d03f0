//! Why an arm was chosen, and why another one was not.

use super::arms::ranking;
use super::goals::{barred, constraint_sentence};
use super::ties::{place, score_words, tie_sentence, ties_with_the_chosen};
use crate::agent::Reason;
use crate::chart::numbers::{percent, readable};
use crate::results::{ArmsView, PolicyView};

/// For which exploration an arm would have had the highest score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Winning {
    /// For none: others are better estimated and no less uncertain.
    Never,
    /// From the first to the second (none: without end).
    Between(f64, Option<f64>),
}

/// For which alpha the arm would have had the highest estimate plus alpha standard deviations; none where that
/// can't be told from estimates and widths.
pub fn winning_alpha(policy: &PolicyView, arm: usize) -> Option<Winning> {
    let explanation = &policy.before;
    let Reason::Optimism { alpha } = explanation.reason else { return None };
    if alpha <= 0.0 || explanation.widths.len() != explanation.estimates.len() {
        return None;
    }
    let deviation = |arm: usize| explanation.widths.get(arm).map(|width| width / alpha);
    let (estimate, spread) = (*explanation.estimates.get(arm)?, deviation(arm)?);
    let (mut low, mut high) = (0.0_f64, f64::INFINITY);
    for (other, other_estimate) in explanation.estimates.iter().enumerate().filter(|(other, _)| *other != arm)
    {
        let lead = estimate - other_estimate;
        let wider = spread - deviation(other)?;
        if wider > 0.0 {
            low = low.max(-lead / wider);
        } else if wider < 0.0 {
            high = high.min(lead / -wider);
        } else if lead < 0.0 {
            return Some(Winning::Never);
        }
    }
    if low > high {
        Some(Winning::Never)
    } else {
        Some(Winning::Between(low, high.is_finite().then_some(high)))
    }
}

/// Why the chosen arm was chosen, in a sentence; in two where a mixture drew a member to choose.
pub fn choice_sentence(view: &ArmsView, policy: &PolicyView) -> String {
    let choice = choice_of_one(view, policy);
    let drawing = policy.before.drawing.as_ref();
    match drawing.and_then(|drawing| drawing.members.get(drawing.drawn)) {
        Some(member) => {
            let chance = percent(member.probability);
            format!("Let {} choose, drawn with a probability of {chance}. {choice}", member.title)
        }
        None => choice,
    }
}

fn choice_of_one(view: &ArmsView, policy: &PolicyView) -> String {
    let title = view.arms.get(policy.chosen).map_or("?", |arm| arm.card.title.as_str());
    let of = |numbers: &[f64]| numbers.get(policy.chosen).copied().map_or_else(|| "–".to_owned(), readable);
    let before = &policy.before;
    let score = score_words(policy, policy.chosen);
    let tie = |what: &str| tie_sentence(view, policy, what);
    match before.reason {
        Reason::Random => format!("Chose {title} by chance: every arm was equally likely."),
        Reason::Greedy { epsilon } => format!(
            "Chose {title}: {}.{} With probability {} it would have taken any arm instead.",
            tie("estimate").unwrap_or_else(|| format!("the highest estimate, {score}")),
            constraint_sentence(before),
            percent(epsilon)
        ),
        Reason::Explored { epsilon } => format!(
            "Chose {title} by a coin flip: with probability {} it explores, and this was such a round. Its estimate was {}.",
            percent(epsilon),
            of(&before.estimates)
        ),
        Reason::Optimism { .. } => format!(
            "Chose {title}: estimate {} + bonus {} for uncertainty = {score}{}.",
            of(&before.estimates),
            of(&before.widths),
            tie("score").map_or_else(|| ", the highest score".to_owned(), |tie| format!(". {tie}"))
        ),
        Reason::Sampled { .. } => match tie("value sampled around its estimate") {
            Some(tie) => format!("Chose {title} (estimate {}): {tie}.", of(&before.estimates)),
            None => format!(
                "Chose {title}: of the values sampled around each estimate its was the highest, {score} (estimate {}).",
                of(&before.estimates)
            ),
        },
        Reason::Index => format!(
            "Chose {title}: {} (estimate {}, and the rest for uncertainty).",
            tie("index").unwrap_or_else(|| format!("the highest index, {score}")),
            of(&before.estimates)
        ),
        Reason::Drawn { probability } => {
            format!("Chose {title}: drawn, with a probability of {}.", percent(probability))
        }
        Reason::Scripted => format!("Chose {title}: its code says so."),
        Reason::Scheduled => format!("Chose {title}: it was its turn."),
        Reason::WarmStart => format!("Drawn at random (warm start): {title}, as likely as every other arm."),
        Reason::Oracle => format!("Chose {title}: it knows the expected rewards, and none is higher."),
    }
}

/// Why an arm was not chosen (or that it was), in sentences.
pub fn why_not(view: &ArmsView, policy: usize, arm: usize) -> String {
    let Some((chooser, card)) = view.policies.get(policy).zip(view.arms.get(arm)) else {
        return String::new();
    };
    let title = &card.card.title;
    if arm == chooser.chosen {
        return choice_sentence(view, chooser);
    }
    if chooser.before.reason == Reason::WarmStart {
        return format!("{title}: another arm was drawn at random (warm start).");
    }
    let scores = ranking(chooser);
    if scores.is_empty() {
        return match chooser.before.reason {
            Reason::Oracle => {
                let chosen = view.arms.get(chooser.chosen).map_or(f64::NAN, |arm| arm.expectation);
                let compared = if card.expectation < chosen { "lower than" } else { "no lower than" };
                format!("{title}: its expected reward is {compared} that of the chosen arm.")
            }
            Reason::Scheduled => format!("{title}: it was another arm's turn."),
            Reason::Drawn { .. } => match chooser.before.probabilities.get(arm) {
                Some(probability) => format!("{title}: its probability was {}.", percent(*probability)),
                None => format!("{title}: chance took another arm."),
            },
            _ => format!("{title}: this agent scores nothing; chance took another arm."),
        };
    }
    let mut sentences = vec![parts_of_the_score(chooser, title, arm)];
    let decides = !matches!(
        chooser.before.reason,
        Reason::Explored { .. } | Reason::Drawn { .. } | Reason::Scheduled | Reason::Random
    );
    if decides && ties_with_the_chosen(chooser, arm) {
        sentences.extend(tie_sentence(view, chooser, "score").map(|tie| format!("{tie}.")));
        return sentences.join(" ");
    }
    match winning_alpha(chooser, arm) {
        Some(Winning::Never) => sentences.push("No alpha would have made it win.".to_owned()),
        Some(Winning::Between(low, None)) => {
            sentences.push(format!("It would have won with an alpha of {} or more.", readable(low)));
        }
        Some(Winning::Between(low, Some(high))) => {
            sentences.push(format!(
                "It would have won with an alpha from {} to {}.",
                readable(low),
                readable(high)
            ));
        }
        None => {}
    }
    sentences.join(" ")
}

fn parts_of_the_score(policy: &PolicyView, title: &str, arm: usize) -> String {
    let of = |numbers: &[f64]| numbers.get(arm).copied().map_or_else(|| "–".to_owned(), readable);
    let before = &policy.before;
    let (place, score) = (place(policy, arm), score_words(policy, arm));
    match before.reason {
        Reason::Optimism { .. } => format!(
            "{title}: estimate {} + bonus {} = {score}, {place}; the chosen arm had {}.",
            of(&before.estimates),
            of(&before.widths),
            score_words(policy, policy.chosen)
        ),
        Reason::Sampled { .. } => {
            format!("{title}: sampled {score} around an estimate of {}, {place}.", of(&before.estimates))
        }
        Reason::Explored { .. } => {
            format!(
                "{title}: estimate {}, {place}; but the coin said to explore, and took another arm.",
                of(&before.estimates)
            )
        }
        Reason::Index => {
            format!("{title}: index {score}, estimate {}, {place}.", of(&before.estimates))
        }
        Reason::Drawn { .. } => format!(
            "{title}: its probability was {}, {place} by score.",
            before.probabilities.get(arm).copied().map_or_else(|| "–".to_owned(), percent)
        ),
        _ => match barred(before, arm) {
            Some(why) => format!("{title}: estimate {}; {why}.", of(&before.estimates)),
            None if before.scores.is_empty() => format!("{title}: estimate {score}, {place}."),
            None => format!("{title}: estimate {}, {place}.", of(&before.estimates)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::{Drawing, MemberChance};
    use crate::page::logic::arms::tests::round;
    use proptest::prelude::*;

    #[test]
    fn an_uncertain_arm_wins_from_some_alpha_on() {
        // Scores at alpha 2: 3 + 2 * 0.5 = 4 against 1 + 2 * 1 = 3. Equal at 3 + 0.5 a = 1 + a, that is a = 4.
        let view = round(&[3.0, 1.0], &[1.0, 2.0], 2.0);
        assert_eq!(winning_alpha(&view.policies[0], 1), Some(Winning::Between(4.0, None)));
        assert_eq!(winning_alpha(&view.policies[0], 0), Some(Winning::Between(0.0, Some(4.0))));
        let sentence = why_not(&view, 0, 1);
        assert_eq!(
            sentence,
            "Film 1: estimate 1.00 + bonus 2.00 = 3.00, rank 2 of 2; the chosen arm had 4.00. It would have won with an \
             alpha of 4.00 or more."
        );
    }

    #[test]
    fn a_worse_and_surer_arm_never_wins() {
        let view = round(&[3.0, 1.0], &[2.0, 2.0], 1.0);
        assert_eq!(winning_alpha(&view.policies[0], 1), Some(Winning::Never));
    }

    #[test]
    fn without_exploration_nothing_can_be_told() {
        let view = round(&[3.0, 1.0], &[0.0, 0.0], 0.0);
        assert_eq!(winning_alpha(&view.policies[0], 1), None);
    }

    #[test]
    fn the_choice_is_told_with_its_numbers() {
        let mut view = round(&[3.0, 1.0], &[1.0, 2.0], 2.0);
        assert_eq!(
            choice_sentence(&view, &view.policies[0]),
            "Chose Film 0: estimate 3.00 + bonus 1.00 for uncertainty = 4.00, the highest score."
        );
        view.policies[0].before.reason = Reason::Explored { epsilon: 0.1 };
        assert!(choice_sentence(&view, &view.policies[0]).contains("with probability 10.0 % it explores"));
    }

    #[test]
    fn a_tie_is_told_from_both_sides() {
        let mut view = round(&[0.5, 0.5, 0.1], &[1.0, 1.0, 1.0], 1.0);
        view.policies[0].before.reason = Reason::Index;
        view.policies[0].chosen = 1;
        assert_eq!(
            choice_sentence(&view, &view.policies[0]),
            "Chose Film 1: Film 0 and Film 1 tied for the highest index, 1.50; chance decided (estimate 0.500, and the \
             rest for uncertainty)."
        );
        assert_eq!(
            why_not(&view, 0, 0),
            "Film 0: index 1.50, estimate 0.500, rank 1 of 3, shared with 1 other. Film 0 and Film 1 tied for the highest \
             score, 1.50; chance decided."
        );
        view.policies[0].before.reason = Reason::Greedy { epsilon: 0.0 };
        view.policies[0].before.scores = vec![];
        assert!(choice_sentence(&view, &view.policies[0]).starts_with(
            "Chose Film 1: Film 0 and Film 1 tied for the highest estimate, 0.500; chance decided. With"
        ));
    }

    #[test]
    fn a_mixture_says_who_chose() {
        let mut view = round(&[3.0, 1.0], &[1.0, 2.0], 2.0);
        let chance = |title: &str, probability| MemberChance { title: title.to_owned(), probability };
        let members = vec![chance("Random", 0.25), chance("LinUCB", 0.75)];
        view.policies[0].before.drawing = Some(Drawing { members, drawn: 1 });
        assert_eq!(
            choice_sentence(&view, &view.policies[0]),
            "Let LinUCB choose, drawn with a probability of 75.0 %. Chose Film 0: estimate 3.00 + bonus 1.00 for \
             uncertainty = 4.00, the highest score."
        );
    }

    proptest! {
        /// Within the interval the arm's score is a highest one, outside it is not.
        #[test]
        fn the_interval_is_right(
            arms in proptest::collection::vec((0.0_f64..5.0, 0.01_f64..2.0), 2..8),
            alpha in 0.1_f64..5.0,
            probe in 0.0_f64..20.0,
        ) {
            let estimates: Vec<f64> = arms.iter().map(|(estimate, _)| *estimate).collect();
            let widths: Vec<f64> = arms.iter().map(|(_, deviation)| deviation * alpha).collect();
            let view = round(&estimates, &widths, alpha);
            let score = |arm: usize| estimates[arm] + probe * widths[arm] / alpha;
            let margin = (1..arms.len()).map(|other| score(0) - score(other)).fold(f64::INFINITY, f64::min);
            prop_assume!(margin.abs() > 1e-6);
            let within = match winning_alpha(&view.policies[0], 0) {
                Some(Winning::Between(low, high)) => low <= probe && high.is_none_or(|high| probe <= high),
                _ => false,
            };
            prop_assert_eq!(within, margin > 0.0);
        }
    }
}
