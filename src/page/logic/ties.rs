//! Arms whose scores are equal, or too near to each other to be shown apart.

use super::arms::ranking;
use super::goals::barred;
use crate::agent::Reason;
use crate::chart::numbers::{apart, counted, look_the_same, readable};
use crate::results::{ArmsView, PolicyView};

/// Most arms that are named.
const MOST_NAMED: usize = 5;

/// The number by which an arm was ranked, with as many digits as tell it from the chosen arm's; the chosen one's with as
/// many as tell it from all.
pub fn score_words(policy: &PolicyView, arm: usize) -> String {
    let scores = ranking(policy);
    let Some(score) = scores.get(arm).copied() else { return "–".to_owned() };
    match scores.get(policy.chosen) {
        _ if score == f64::INFINITY => "infinite".to_owned(),
        Some(_) if arm == policy.chosen => apart(score, scores),
        Some(chosen) => apart(score, &[*chosen]),
        None => readable(score),
    }
}

/// The arms that could be chosen and whose scores look the same as the chosen one's: the chosen one and the others, in their
/// order. None where the chosen one is alone, or where another one's is higher, so that something else decided.
fn tied(policy: &PolicyView) -> Option<Vec<usize>> {
    let scores = ranking(policy);
    let chosen = *scores.get(policy.chosen)?;
    let could = |arm: &usize| *arm == policy.chosen || barred(&policy.before, *arm).is_none();
    let candidates = || (0..scores.len()).filter(could);
    let looks_the_same = |arm: &usize| look_the_same(scores[*arm], chosen);
    if candidates().any(|arm| scores[arm] > chosen && !looks_the_same(&arm)) {
        return None;
    }
    let tied: Vec<usize> = candidates().filter(looks_the_same).collect();
    (tied.len() > 1).then_some(tied)
}

/// Whether this arm tied with the chosen one.
pub fn ties_with_the_chosen(policy: &PolicyView, arm: usize) -> bool {
    arm != policy.chosen && tied(policy).is_some_and(|tied| tied.contains(&arm))
}

/// How the choice was made among the arms that tied for it, as clauses to end a sentence with: `Arm 1, Arm 4 and Arm 7 tied at
/// 1.00; ...`. None where none tied. `what` is what is compared: `estimate`, `index`.
pub fn tie_sentence(view: &ArmsView, policy: &PolicyView, what: &str) -> Option<String> {
    let tied = tied(policy)?;
    let names = names(view, &tied);
    let score = score_words(policy, policy.chosen);
    Some(format!("{names} tied for the highest {what}, {score}; {}", decider(policy, &tied)))
}

/// What decided between tied arms.
fn decider(policy: &PolicyView, tied: &[usize]) -> &'static str {
    let before = &policy.before;
    let equal = |numbers: &[f64]| {
        let chosen = numbers.get(policy.chosen);
        tied.iter().all(|arm| numbers.get(*arm) == chosen)
    };
    let wide = tied.iter().any(|arm| before.widths.get(*arm).is_some_and(|width| *width > 0.0));
    let sampled = matches!(before.reason, Reason::Sampled { .. });
    if !equal(ranking(policy)) {
        "they differ by too little to be shown, and that decided"
    } else if equal(&before.estimates) && equal(&before.widths) && !(sampled && wide) {
        "chance decided"
    } else {
        // Draws and bounds of several arms can reach the same end of the scale by rounding. Agents where that happens
        // compare what was rounded away, and leave to chance only what is equal there too.
        "a comparison finer than these numbers decided, or chance where that was equal too"
    }
}

fn names(view: &ArmsView, arms: &[usize]) -> String {
    let title = |arm: &usize| view.arms.get(*arm).map_or("?", |arm| arm.card.title.as_str());
    let named: Vec<&str> = arms.iter().take(MOST_NAMED).map(title).collect();
    match (arms.len().saturating_sub(MOST_NAMED), named.split_last()) {
        (0, Some((last, others))) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        (0, _) => named.concat(),
        (more, _) => format!("{} and {}", named.join(", "), counted(more as u64, "other", "others")),
    }
}

/// The rank of an arm by its score, from 1, with how many share it.
pub fn place(policy: &PolicyView, arm: usize) -> String {
    let scores = ranking(policy);
    let of = |arm: usize| scores.get(arm).copied().unwrap_or(f64::NAN);
    let mine = of(arm);
    let same = |other: usize| look_the_same(of(other), mine);
    let higher = (0..scores.len()).filter(|other| of(*other) > mine && !same(*other)).count();
    let shared = (0..scores.len()).filter(|other| *other != arm && same(*other)).count();
    let rank = format!("rank {} of {}", higher + 1, scores.len());
    match shared {
        0 => rank,
        others => format!("{rank}, shared with {}", counted(others as u64, "other", "others")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::logic::arms::tests::round;
    use proptest::prelude::*;

    /// A round with these scores, of which the arm at this index was chosen.
    fn scored(scores: &[f64], chosen: usize) -> ArmsView {
        let mut view = round(scores, &vec![0.0; scores.len()], 1.0);
        view.policies[0].chosen = chosen;
        view
    }

    #[test]
    fn equal_scores_are_told_as_a_tie() {
        let view = scored(&[1.68, 0.5, 1.68, 1.68], 3);
        let policy = &view.policies[0];
        assert_eq!(
            tie_sentence(&view, policy, "index").as_deref(),
            Some("Film 0, Film 2 and Film 3 tied for the highest index, 1.68; chance decided")
        );
        assert_eq!(place(policy, 0), "rank 1 of 4, shared with 2 others");
        assert_eq!(place(policy, 1), "rank 4 of 4");
        assert!(ties_with_the_chosen(policy, 0) && !ties_with_the_chosen(policy, 1));
    }

    #[test]
    fn scores_that_differ_are_shown_apart() {
        let view = scored(&[0.999_96, 1.0, 0.2], 1);
        let policy = &view.policies[0];
        assert_eq!(tie_sentence(&view, policy, "index"), None);
        assert_eq!([0, 1, 2].map(|arm| score_words(policy, arm)), ["0.99996", "1.0000", "0.200"]);
        assert_eq!(place(policy, 0), "rank 2 of 3");
    }

    #[test]
    fn scores_too_near_to_be_shown_apart_are_told_so() {
        let view = scored(&[1.0 - 1e-15, 1.0, 0.2], 1);
        let told = tie_sentence(&view, &view.policies[0], "index");
        assert_eq!(
            told.as_deref(),
            Some(
                "Film 0 and Film 1 tied for the highest index, 1.00; they differ by too little to be shown, and that decided"
            )
        );
        let many = scored(&[0.0; 9], 4);
        assert!(tie_sentence(&many, &many.policies[0], "index").is_some_and(|told| told.starts_with(
            "Film 0, Film 1, Film 2, Film 3, Film 4 and 4 others tied for the highest index, 0;"
        )));
    }

    #[test]
    fn draws_rounded_to_the_same_end_are_not_told_as_chance() {
        let mut view = scored(&[1.0, 1.0, 0.2], 1);
        view.policies[0].before.reason = Reason::Sampled { alpha: 1.0 };
        view.policies[0].before.widths = vec![0.3, 0.2, 0.2];
        let told = tie_sentence(&view, &view.policies[0], "sampled value");
        assert!(
            told.is_some_and(|told| told.contains("1.00; a comparison finer than these numbers decided"))
        );
    }

    #[test]
    fn what_is_not_the_highest_did_not_tie() {
        let view = scored(&[1.0, 0.5, 0.5], 1);
        assert_eq!(tie_sentence(&view, &view.policies[0], "estimate"), None);
    }

    proptest! {
        /// Ranks are those of the scores, and an arm's number is the chosen one's exactly where they tie.
        #[test]
        fn ties_are_those_of_the_scores(scores in proptest::collection::vec(-2_i8..3, 1..12)) {
            let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
            let chosen = crate::agent::first_largest(&scores);
            let view = scored(&scores, chosen);
            let policy = &view.policies[0];
            for (arm, score) in scores.iter().enumerate() {
                let rank = scores.iter().filter(|other| *other > score).count() + 1;
                let shared = scores.iter().filter(|other| *other == score).count() - 1;
                let words = place(policy, arm);
                let start = format!("rank {rank} of {}", scores.len());
                prop_assert!(words.starts_with(&start), "{}", words);
                prop_assert_eq!(words.contains("shared"), shared > 0);
                let same = score_words(policy, arm) == score_words(policy, chosen);
                prop_assert_eq!(same, *score == scores[chosen]);
                prop_assert_eq!(ties_with_the_chosen(policy, arm), arm != chosen && same);
            }
        }
    }
}
