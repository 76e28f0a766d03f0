//! Where position bias shows: a ranker mistakes few looks for little attraction.

use crate::chart::numbers::percent;
use crate::results::{PositionCounts, ShownSlate, SlotView};

/// The item of a slate whose attraction the ranker underestimates most by the fault of its position, in a sentence; none
/// where there is no such item.
///
/// `counts` are of all rounds so far, `rounds` of them over all seeds. It is the position's fault where the ranker's own
/// interval leaves the truth out, on the low side, and its estimate is nearer to the truth times the share of rounds
/// in which the position was examined than to the truth itself. What was tried too rarely has a wide interval and is no
/// proof.
pub fn bite(label: &str, slate: &ShownSlate, counts: &PositionCounts, rounds: u64) -> Option<String> {
    let bitten = |(place, slot): (usize, &SlotView)| {
        let (known, truth) = (slot.after?, slot.shown.attraction);
        let examined = *counts.examined.get(place)? as f64 / rounds.max(1) as f64;
        let by_position = (known.estimate - truth * examined).abs() < (known.estimate - truth).abs();
        let is_bitten = known.estimate < truth && known.high < truth && by_position;
        is_bitten.then_some((place, known.estimate, truth, examined))
    };
    let found = slate.slots.iter().enumerate().filter_map(bitten);
    let missing = |(_, estimate, truth, _): &(usize, f64, f64, f64)| truth - estimate;
    let (place, estimate, truth, examined) = found.max_by(|a, b| missing(a).total_cmp(&missing(b)))?;
    Some(format!(
        "{label} estimates that {} attracts {} of the users who look at it, and in truth it attracts {}. At position {}, where it stands now, users looked in {} of rounds: there, only {} of all users would click it, and {label} takes missing clicks for dislike.",
        slate.slots.get(place)?.shown.card.title,
        percent(estimate),
        percent(truth),
        place + 1,
        percent(examined),
        percent(truth * examined)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::ItemCard;
    use crate::ranking::RankingReason;
    use crate::ranking::metrics::SlateMetrics;
    use crate::results::{Learned, RunLog, SlateCard};
    use crate::simulation::Stepper;
    use crate::spec::Experiment;

    fn slot(title: &str, attraction: f64, after: Option<(f64, f64, f64)>) -> SlotView {
        let card = ItemCard { title: title.to_owned(), ..ItemCard::default() };
        let after = after.map(|(low, estimate, high)| Learned { estimate, low, high });
        let shown = SlateCard { item: 0, card, attraction };
        SlotView { shown, examined: true, clicked: false, before: None, after }
    }

    fn told(slots: Vec<SlotView>) -> Option<String> {
        let metrics =
            SlateMetrics { ndcg: 1.0, recall: 1.0, reciprocal_rank: 1.0, coverage: 1.0, diversity: None };
        let reason = RankingReason::Optimism;
        let slate = ShownSlate { slots, reward: 0.0, expected_reward: 0.0, regret: 0.0, metrics, reason };
        let counts = PositionCounts { examined: vec![1_000, 230], clicked: vec![300, 90] };
        bite("CascadeUCB1", &slate, &counts, 1_000)
    }

    #[test]
    fn the_position_is_named_where_it_bites() {
        let top = slot("A", 0.5, Some((0.45, 0.48, 0.52)));
        let low = slot("B", 0.42, Some((0.08, 0.11, 0.14)));
        assert_eq!(
            told(vec![top, low]).expect("it bites"),
            "CascadeUCB1 estimates that B attracts 11.0 % of the users who look at it, and in truth it attracts 42.0 %. At position 2, \
             where it stands now, users looked in 23.0 % of rounds: there, only 9.66 % of all users would click it, and CascadeUCB1 \
             takes missing clicks for dislike."
        );
    }

    #[test]
    fn what_is_not_the_positions_fault_is_not_told() {
        let top = || slot("A", 0.5, Some((0.1, 0.2, 0.3)));
        // The top is always examined; a wide interval proves nothing; a belief may be right, too high, or none.
        let others = [Some((0.0, 0.11, 0.6)), Some((0.4, 0.42, 0.44)), Some((0.5, 0.6, 0.7)), None];
        for other in others {
            assert_eq!(told(vec![top(), slot("B", 0.42, other)]), None, "{other:?}");
        }
    }

    /// In a run, the ranker that ignores positions is biased and the one that knows them is not.
    #[test]
    fn who_knows_positions_is_not_bitten() {
        let json = r#"{"world": {"id": "drawn_slates"}, "clicks": {"id": "position_based"}, "horizon": 20000, "seeds": 1,
            "contenders": [{"ranker": "cascade_ucb1"}, {"ranker": "pbm_ucb"},
                {"ranker": "pbm_ucb", "parameters": {"ignores_positions": true}}]}"#;
        let experiment = Experiment::from_json(json).expect("it is an experiment");
        let environment = experiment.prepare(None).expect("it needs no ratings");
        let mut log = RunLog::new(&experiment, environment.items());
        let mut stepper = Stepper::new(&experiment, environment, 0..1).expect("it fits");
        stepper.advance(19_999);
        let view = stepper.advance_inspected().expect("a round is left");
        log.apply(&stepper.take()).expect("it belongs to the log");
        let slates = view.into_slates().expect("it is an environment of slates").policies;
        let sentence = |index: usize| {
            let counts = log.policies[index].positions.as_ref().expect("rankers have positions");
            bite("It", &slates[index], counts, 20_000)
        };
        assert_eq!(sentence(1), None);
        for index in [0, 2] {
            let told = sentence(index).expect("it is bitten");
            assert!(
                told.starts_with("It estimates that Item ") && told.contains(" of rounds: there, only "),
                "{told}"
            );
        }
    }
}
