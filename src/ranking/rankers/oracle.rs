//! The oracle: it is told the best slate. Its regret is zero, and its reward is what could be had.

use super::{Declaration, Family};
use crate::declaration::Part;
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateView};
use crate::stream::Stream;

/// The oracle.
pub static DECLARATION: Declaration = Declaration {
    family: Family::Baseline,
    part: Part {
        id: "oracle_slate",
        title: "Best slate",
        sentence: "Is told how attractive every item is and shows the best slate: no regret, and the reward that could be had.",
        citation: "TF-Agents, environment_utilities: the optimal action of an environment",
        parameters: &[],
    },
    sees_attractions: true,
    note_length: |_, _| 0,
    memory: |_, _| 0,
    build: |_, _| Ok(Box::new(Oracle)),
};

#[derive(Clone)]
struct Oracle;

impl Ranker for Oracle {
    fn rank(&mut self, view: &SlateView<'_>, _stream: &mut Stream, slate: &mut [u32]) {
        slate.copy_from_slice(view.optimum);
    }

    fn update(&mut self, _view: &SlateView<'_>, _slate: &[u32], _feedback: &Feedback<'_>) {}

    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        RankerExplanation {
            estimates: view.attractions.to_vec(),
            scores: view.attractions.to_vec(),
            reason: RankingReason::Oracle,
            ..RankerExplanation::default()
        }
    }
}
