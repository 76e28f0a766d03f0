//! TF-Agents' distance-based model: an item is clicked only if its score reaches a threshold.
//!
//! Each slotted item has a score, not clicking has that of the threshold, and the largest is chosen (RankingPyEnvironment,
//! distance based); as a true cascade, the first slot that reaches the threshold is. Scores are the environment's, g' W x, or
//! attractions in environments that have no scores. Nothing in it is random. The reward is 1 with a click, so the slate of the
//! largest scores is best.

use super::{Builder, ClickModel, ClickModelDescriptor, CommonRandomNumbers, Outcome};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Scale, words};
use crate::ranking::environments::SlateRound;
use crate::ranking::order::{Ties, largest};

const THRESHOLD: Parameter = Parameter {
    name: "threshold",
    title: "Threshold",
    kind: Kind::Number { minimum: -100.0, maximum: 100.0, default: 0.5, scale: Scale::Linear },
    unit: "score",
    help: words("The score that an item must reach to be clicked at all."),
};

const BEST: &str = "best";
const FIRST: &str = "first";

const CHOICE: Parameter = Parameter {
    name: "choice",
    title: "What is clicked",
    kind: Kind::Choice {
        options: &[
            Choice { id: BEST, title: "the best of the slate (TF-Agents)" },
            Choice { id: FIRST, title: "the first that is good enough: a true cascade" },
        ],
        default: BEST,
    },
    unit: "",
    help: words(
        "Whether the user compares the whole slate, or clicks the first item that reaches the threshold and leaves.",
    ),
};

/// The distance-based model.
pub static DESCRIPTOR: ClickModelDescriptor = ClickModelDescriptor {
    part: Descriptor {
        id: "distance_threshold",
        title: "Distance threshold",
        sentence: words(
            "The user clicks the item with the best score, if that reaches a threshold, and otherwise none.",
        ),
        citation: words("TF-Agents, RankingPyEnvironment with ClickModel.DISTANCE_BASED"),
        facts: &[],
        parameters: &[THRESHOLD, CHOICE],
    },
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    build: |values, _| {
        Ok(Box::new(Distance { threshold: values.number(&THRESHOLD), first: values.chose(&CHOICE, FIRST) }))
    },
};

/// The scores of a round: the environment's, or attractions where it has none.
pub fn scores(round: &SlateRound) -> &[f64] {
    if round.scores.is_empty() { &round.attractions } else { &round.scores }
}

struct Distance {
    threshold: f64,
    first: bool,
}

impl Distance {
    /// The position that is clicked.
    fn click(&self, round: &SlateRound, slate: &[u32]) -> Option<usize> {
        let scores = scores(round);
        let mut found: Option<(usize, f64)> = None;
        for (position, item) in slate.iter().enumerate() {
            let score = scores[*item as usize];
            // Of equal scores the higher position, and rather a click than none: as the first of the largest is.
            if score >= self.threshold && found.is_none_or(|(_, best)| score > best) {
                found = Some((position, score));
                if self.first {
                    break;
                }
            }
        }
        found.map(|(position, _)| position)
    }
}

impl ClickModel for Distance {
    fn respond(&self, round: &SlateRound, slate: &[u32], _luck: CommonRandomNumbers, outcome: &mut Outcome) {
        outcome.clear();
        let click = self.click(round, slate);
        let seen = click.filter(|_| self.first).map_or(slate.len(), |position| position + 1);
        outcome.examined[..seen].fill(true);
        outcome.observed = seen;
        if let Some(position) = click {
            outcome.clicked[position] = true;
            outcome.reward = 1.0;
        }
    }

    fn expected_reward(&self, round: &SlateRound, slate: &[u32]) -> f64 {
        if self.click(round, slate).is_some() { 1.0 } else { 0.0 }
    }

    fn optimize(&self, round: &SlateRound, slate: &mut [u32]) {
        largest(scores(round), Ties::ByIndex, slate);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_best, model};
    use super::*;
    use crate::descriptor::Value;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_best_slate_is_the_best(
            scores in proptest::collection::vec(-1.0_f64..=2.0, 3..7),
            slots in 1_usize..4,
            threshold in -1.0_f64..2.0,
        ) {
            let values = [("threshold", Value::Number(threshold))];
            let (model, mut round) = model(&DESCRIPTOR, &values, &vec![0.5; scores.len()], slots);
            round.scores = scores;
            assert_best(model.as_ref(), &round, slots)?;
        }
    }

    #[test]
    fn the_best_or_the_first_is_clicked() {
        let clicked = |choice: &str, slate: &[u32]| {
            let values = [("choice", Value::Choice(choice.to_owned()))];
            let (model, mut round) = model(&DESCRIPTOR, &values, &[0.0; 4], slate.len());
            round.scores = vec![0.7, 0.4, 0.9, 0.5];
            let mut outcome = Outcome::new(slate.len());
            model.respond(&round, slate, CommonRandomNumbers::default(), &mut outcome);
            (outcome.clicked.iter().position(|clicked| *clicked), outcome.observed, outcome.reward)
        };
        assert_eq!(clicked(BEST, &[1, 0, 2]), (Some(2), 3, 1.0));
        assert_eq!(clicked(FIRST, &[1, 0, 2]), (Some(1), 2, 1.0));
        assert_eq!(clicked(FIRST, &[3, 0]), (Some(0), 1, 1.0), "just enough is enough");
        assert_eq!(clicked(BEST, &[1]), (None, 1, 0.0));
    }
}
