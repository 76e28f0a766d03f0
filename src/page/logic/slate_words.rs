//! What happens to a slate, in words.

use super::things::Things;
use crate::chart::numbers::{percent, readable};
use crate::ranking::RankingReason;
use crate::ranking::metrics::SlateMetrics;
use crate::results::{Learned, ShownSlate, SlotView};

/// What became of a slot, as far as the user's eye has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotOutcome {
    /// The eye has not come so far.
    Ahead,
    /// Looked at and clicked.
    Clicked,
    /// Looked at and passed over.
    Passed,
    /// Never looked at.
    Unseen,
}

impl SlotOutcome {
    /// What became of a slot; `reached` says whether the eye has come to its place.
    pub fn of(slot: &SlotView, reached: bool) -> SlotOutcome {
        match (reached, slot.examined, slot.clicked) {
            (false, ..) => SlotOutcome::Ahead,
            (true, _, true) => SlotOutcome::Clicked,
            (true, true, false) => SlotOutcome::Passed,
            (true, false, false) => SlotOutcome::Unseen,
        }
    }

    /// In a word or two.
    pub fn words(self) -> &'static str {
        match self {
            SlotOutcome::Ahead => "shown",
            SlotOutcome::Clicked => "examined, clicked",
            SlotOutcome::Passed => "examined, passed over",
            SlotOutcome::Unseen => "not examined",
        }
    }
}

/// How a slate was chosen.
pub fn reason(reason: RankingReason) -> &'static str {
    match reason {
        RankingReason::Random => "Shuffled at random.",
        RankingReason::Fixed => "The most popular, regardless of the user.",
        RankingReason::Greedy => "The highest estimates, from the top.",
        RankingReason::Optimism => "The highest upper ends of what the attractions may be, from the top.",
        RankingReason::Sampled => "One value drawn for each item; the highest, from the top.",
        RankingReason::Greedily => "Slot by slot, each the item that adds most to those above it.",
        RankingReason::Drawn => "Drawn slot by slot, by its own probabilities.",
        RankingReason::Exploring => "By its own plan of exploration.",
        RankingReason::Oracle => "The best slate: it knows the attractions.",
    }
}

/// What the user did with a slate, in a sentence.
pub fn story(slate: &ShownSlate, things: Things) -> String {
    let examined = slate.slots.iter().filter(|slot| slot.examined).count();
    let clicked: Vec<&str> =
        slate.slots.iter().filter(|slot| slot.clicked).map(|slot| slot.shown.card.title.as_str()).collect();
    let did = match clicked.as_slice() {
        [] => "clicked nothing".to_owned(),
        titles => format!("clicked {}", titles.join(" and ")),
    };
    let unseen = slate.slots.len() - examined;
    let rest = match unseen {
        0 => String::new(),
        1 => format!(" One {} was not examined: there is no evidence about it.", things.one),
        count => format!(" {count} {} were not examined: there is no evidence about them.", things.many),
    };
    format!("The user examined {examined} of {} and {did}.{rest}", things.counted(slate.slots.len()))
}

/// What the parts of the drawn attractions are.
pub fn key(things: Things) -> String {
    format!(
        "Bar: learned attraction. Whisker: what it may be. Diamond: the true attraction, which no ranker sees. {} that the eye did not reach teach nothing.",
        things.capital_many()
    )
}

/// How good the slate was, in a sentence.
pub fn verdict(slate: &ShownSlate, optimal: f64) -> String {
    let expected = readable(slate.expected_reward);
    if slate.regret <= 1e-9 {
        format!("Expected reward {expected}: no slate is better.")
    } else {
        format!(
            "Expected reward {expected} of {} at best: a regret of {}.",
            readable(optimal),
            readable(slate.regret)
        )
    }
}

/// What a ranker has learned of an attraction, with its interval where it has one.
pub fn learned(learned: &Learned) -> String {
    if learned.high > learned.low {
        format!("{} ({} to {})", readable(learned.estimate), readable(learned.low), readable(learned.high))
    } else {
        readable(learned.estimate)
    }
}

/// The usual measures of a slate, in a line.
pub fn measures(metrics: &SlateMetrics) -> String {
    let mut words = vec![
        format!("NDCG {}", readable(metrics.ndcg)),
        format!("recall {}", percent(metrics.recall)),
        format!("reciprocal rank {}", readable(metrics.reciprocal_rank)),
        format!("coverage {}", percent(metrics.coverage)),
    ];
    words.extend(metrics.diversity.map(|diversity| format!("diversity {}", readable(diversity))));
    words.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::ItemCard;
    use crate::page::logic::things::{FILMS, ITEMS};
    use crate::results::SlateCard;

    const METRICS: SlateMetrics =
        SlateMetrics { ndcg: 0.91, recall: 0.5, reciprocal_rank: 1.0, coverage: 0.25, diversity: None };

    fn slot(title: &str, examined: bool, clicked: bool) -> SlotView {
        let card = ItemCard { title: title.to_owned(), ..ItemCard::default() };
        let shown = SlateCard { item: 0, card, attraction: 0.5 };
        SlotView { shown, examined, clicked, before: None, after: None }
    }

    fn slate(slots: Vec<SlotView>, regret: f64) -> ShownSlate {
        ShownSlate {
            slots,
            reward: 1.0,
            expected_reward: 0.4,
            regret,
            metrics: METRICS,
            reason: RankingReason::Optimism,
        }
    }

    #[test]
    fn a_cascade_is_told_from_the_top() {
        let slots = vec![slot("A", true, false), slot("B", true, true), slot("C", false, false)];
        let fates: Vec<&str> = slots.iter().map(|slot| SlotOutcome::of(slot, true).words()).collect();
        assert_eq!(fates, ["examined, passed over", "examined, clicked", "not examined"]);
        assert_eq!(SlotOutcome::of(&slots[0], false), SlotOutcome::Ahead);
        let shown = slate(slots, 0.1);
        assert_eq!(
            story(&shown, FILMS),
            "The user examined 2 of 3 films and clicked B. One film was not examined: there is no evidence about it."
        );
        assert_eq!(verdict(&shown, 0.5), "Expected reward 0.400 of 0.500 at best: a regret of 0.100.");
    }

    #[test]
    fn an_interval_is_told_where_there_is_one() {
        assert_eq!(learned(&Learned { estimate: 0.4, low: 0.3, high: 0.55 }), "0.400 (0.300 to 0.550)");
        assert_eq!(learned(&Learned { estimate: 0.4, low: 0.4, high: 0.4 }), "0.400");
    }

    #[test]
    fn measures_are_told_in_a_line() {
        assert_eq!(measures(&METRICS), "NDCG 0.910 · recall 50.0 % · reciprocal rank 1.00 · coverage 25.0 %");
        let diverse = SlateMetrics { diversity: Some(0.5), ..METRICS };
        assert!(measures(&diverse).ends_with(" · diversity 0.500"));
    }

    #[test]
    fn nothing_clicked_and_nothing_better() {
        let shown = slate(vec![slot("A", true, false)], 0.0);
        assert_eq!(story(&shown, ITEMS), "The user examined 1 of 1 item and clicked nothing.");
        assert!(verdict(&shown, 0.4).ends_with("no slate is better."));
    }
}
