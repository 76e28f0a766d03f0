//! Clicks under way: slates are remembered until the rankers hear what came of them.

use super::feedback::{FateStreams, Plan};
use super::queue::{self, FeedbackQueue};
use super::slate_contender::SlateContender;
use crate::ranking::worlds::SlateRound;
use crate::ranking::{Feedback, SlateShape, SlateView};

/// A remembered round: what a ranker saw of it that may be different in another round.
#[derive(Clone)]
struct Remembered {
    number: u64,
    context: Vec<f64>,
    /// Empty where the features stay.
    features: Vec<f64>,
    features_revision: u64,
    slates: Vec<RememberedSlate>,
}

/// What one contender showed, what it noted of that, and what came of it.
#[derive(Clone)]
struct RememberedSlate {
    slate: Vec<u32>,
    note: Vec<f64>,
    clicks: Vec<bool>,
    observed: usize,
    reward: f64,
}

/// The feedback of one seed of a world of slates.
#[derive(Clone)]
pub struct SlateDelivery {
    queue: FeedbackQueue<Remembered>,
}

/// Numbers of a round that are remembered for all contenders.
fn numbers(shape: &SlateShape) -> (usize, usize) {
    (shape.context, if shape.features_vary { shape.items * shape.features } else { 0 })
}

/// Bytes of memory of the feedback of one seed, for contenders whose notes have these lengths.
pub fn memory(plan: &Plan, horizon: u64, shape: &SlateShape, notes: &[usize]) -> u64 {
    let (context, features) = numbers(shape);
    let slate = |note: &usize| size_of::<RememberedSlate>() + 5 * shape.slots + 8 * note;
    let slates: usize = notes.iter().map(slate).sum();
    queue::memory::<Remembered>(plan, horizon, 8 * (context + features) + slates)
}

impl SlateDelivery {
    /// Nothing under way yet.
    pub fn new(
        plan: Plan,
        streams: FateStreams,
        horizon: u64,
        shape: &SlateShape,
        contenders: &[SlateContender],
    ) -> SlateDelivery {
        let (context, features) = numbers(shape);
        let slate = |contender: &SlateContender| RememberedSlate {
            slate: vec![0; shape.slots],
            note: contender.note.clone(),
            clicks: vec![false; shape.slots],
            observed: 0,
            reward: 0.0,
        };
        let room = || Remembered {
            number: 0,
            context: vec![0.0; context],
            features: vec![0.0; features],
            features_revision: 0,
            slates: contenders.iter().map(slate).collect(),
        };
        SlateDelivery { queue: FeedbackQueue::new(plan, streams, horizon, room) }
    }

    /// Ends a round: remembers the slates of the contenders, then tells everything that is due, in the order of the rounds.
    /// `weights` is what is known of the slots.
    pub fn end_round(&mut self, round: &SlateRound, weights: &[f64], contenders: &mut [SlateContender]) {
        self.queue.end_round(|remembered| {
            remembered.number = round.number;
            remembered.context.copy_from_slice(&round.context);
            if !remembered.features.is_empty() {
                remembered.features.copy_from_slice(&round.features);
            }
            remembered.features_revision = round.features_revision;
            for (remembered, contender) in remembered.slates.iter_mut().zip(contenders.iter()) {
                remembered.slate.copy_from_slice(&contender.slate);
                remembered.note.copy_from_slice(&contender.note);
                remembered.clicks.copy_from_slice(&contender.outcome.clicked);
                (remembered.observed, remembered.reward) =
                    (contender.outcome.observed, contender.outcome.reward);
            }
        });
        self.queue.tell(|remembered, now, _noise| {
            let features = &remembered.features;
            let view = SlateView {
                round: remembered.number,
                items: round.attractions.len(),
                features: if features.is_empty() { &round.features } else { features },
                features_revision: remembered.features_revision,
                topics: &round.topics,
                context: &remembered.context,
                position_weights: weights,
                attractions: &[],
                optimum: &[],
            };
            for (contender, told) in contenders.iter_mut().zip(&remembered.slates) {
                let feedback = Feedback {
                    clicks: &told.clicks,
                    observed: told.observed,
                    reward: told.reward,
                    now,
                    note: &told.note,
                };
                contender.learn(&view, &told.slate, &feedback);
            }
        });
    }
}
