//! Which arms of a round are shown, in which order, and on which scale.

use crate::math::sorting::sort_indexes;
use crate::results::{ArmsView, PolicyView};

/// Most arms shown before a person asks for all.
pub const MOST_SHOWN: usize = 24;

/// The number by which arms are compared: the score, or the estimate where there is no score.
pub fn ranking(policy: &PolicyView) -> &[f64] {
    if policy.before.scores.is_empty() { &policy.before.estimates } else { &policy.before.scores }
}

/// Arms from the highest rank down; in the order of the round where the agent ranks nothing.
pub fn by_rank(view: &ArmsView, policy: usize) -> Vec<usize> {
    let mut arms: Vec<usize> = (0..view.arms.len()).collect();
    if let Some(policy) = view.policies.get(policy) {
        let scores = ranking(policy);
        let of = |arm: usize| scores.get(arm).copied().unwrap_or(f64::NEG_INFINITY);
        sort_indexes(&mut arms, &|a, b| of(b).total_cmp(&of(a)).then(a.cmp(&b)));
    }
    arms
}

/// The arms to show, in the order of their rank: all, or the first few with the chosen one and the best one.
pub fn shown(view: &ArmsView, policy: usize, all: bool) -> Vec<usize> {
    let ranked = by_rank(view, policy);
    if all || ranked.len() <= MOST_SHOWN {
        return ranked;
    }
    let chosen = view.policies.get(policy).map(|policy| policy.chosen);
    let kept = |place: usize, arm: usize| place < MOST_SHOWN || Some(arm) == chosen || arm == view.best;
    ranked.iter().enumerate().filter(|(place, arm)| kept(*place, **arm)).map(|(_, arm)| *arm).collect()
}

/// Lowest and highest number of a round's estimates, their widths, scores and expected rewards: the common scale.
pub fn scale(view: &ArmsView, policy: usize) -> (f64, f64) {
    let mut low = f64::INFINITY;
    let mut high = f64::NEG_INFINITY;
    let mut take = |number: f64| {
        if number.is_finite() {
            low = low.min(number);
            high = high.max(number);
        }
    };
    view.arms.iter().for_each(|arm| take(arm.expectation));
    if let Some(policy) = view.policies.get(policy) {
        for explanation in [&policy.before, &policy.after] {
            explanation.scores.iter().for_each(|score| take(*score));
            for (index, estimate) in explanation.estimates.iter().enumerate() {
                let width = explanation.widths.get(index).copied().unwrap_or(0.0);
                take(estimate - width);
                take(estimate + width);
            }
        }
    }
    let low = low.min(0.0);
    // Numbers of any size fill the scale; only where all are zero, or there are none, there is nothing to fill it with.
    if low < high { (low, high) } else { (low, low + 1.0) }
}

/// The place of a number on the scale, in percent of its length.
pub fn percent_of((low, high): (f64, f64), number: f64) -> f64 {
    ((number - low) / (high - low) * 100.0).clamp(0.0, 100.0)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::agent::{Explanation, Reason};
    use crate::environment::ItemCard;
    use crate::results::{ArmView, Choices, RoundView};

    /// A round with these estimates and widths, of which the highest score was chosen by optimism.
    pub fn round(estimates: &[f64], widths: &[f64], alpha: f64) -> ArmsView {
        let scores: Vec<f64> =
            estimates.iter().zip(widths).map(|(estimate, width)| estimate + width).collect();
        let before = Explanation {
            estimates: estimates.to_vec(),
            widths: widths.to_vec(),
            reason: Reason::Optimism { alpha },
            scores: scores.clone(),
            ..Explanation::default()
        };
        let chosen = crate::agent::first_largest(&scores);
        let arm = |index: usize| ArmView {
            item: index as u32,
            card: ItemCard { title: format!("Film {index}"), ..ItemCard::default() },
            expectation: 1.0,
            objectives: vec![],
        };
        ArmsView {
            arms: (0..estimates.len()).map(arm).collect(),
            best: estimates.len() - 1,
            policies: vec![PolicyView {
                after: before.clone(),
                before,
                chosen,
                reward: 1.0,
                regret: 0.0,
                inner: None,
            }],
        }
    }

    /// A first round of these arms.
    pub fn of(arms: ArmsView) -> RoundView {
        let choices = Choices::Arms(arms);
        RoundView { round: 1, seed: 0, user: None, context: vec![], choices, feedback: None }
    }

    #[test]
    fn few_arms_are_all_shown_by_rank() {
        let view = round(&[1.0, 3.0, 2.0], &[0.0; 3], 1.0);
        assert_eq!(shown(&view, 0, false), [1, 2, 0]);
        assert_eq!(scale(&view, 0), (0.0, 3.0));
        assert_eq!(percent_of((0.0, 3.0), 1.5), 50.0);
    }

    #[test]
    fn of_many_arms_the_best_one_is_never_hidden() {
        let estimates: Vec<f64> = (0..60).map(|index| 60.0 - f64::from(index)).collect();
        let view = round(&estimates, &vec![0.0; 60], 1.0);
        let few = shown(&view, 0, false);
        assert_eq!(few.len(), MOST_SHOWN + 1);
        assert_eq!(few.last(), Some(&59));
        assert_eq!(shown(&view, 0, true).len(), 60);
    }

    #[test]
    fn an_agent_that_ranks_nothing_keeps_the_order() {
        let mut view = round(&[1.0, 3.0, 2.0], &[0.0; 3], 1.0);
        view.policies[0].before = Explanation::default();
        assert_eq!(shown(&view, 0, false), [0, 1, 2]);
    }
}
