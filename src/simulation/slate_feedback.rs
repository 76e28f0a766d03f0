//! Clicks under way: slates are remembered until the rankers receive their clicks.

use crate::ranking::environments::SlateRound;
use crate::ranking::{Feedback, SlateShape, SlateView};
use crate::results::FeedbackView;
use crate::simulation::feedback_queue::{self, FeedbackQueue};
use crate::simulation::slate_policy_run::SlatePolicyRun;
#[cfg(policies)]
use crate::spec::feedback::FeedbackEvent;
use crate::spec::feedback::{DelayConfig, FeedbackRng};

/// A remembered round: what a ranker saw of it that may be different in another round.
#[derive(Clone)]
struct PendingRound {
    number: u64,
    context: Vec<f64>,
    /// Empty where the features stay.
    features: Vec<f64>,
    features_revision: u64,
    slates: Vec<PendingSlate>,
}

/// What one policy showed, what it noted of that, and what came of it.
#[derive(Clone)]
struct PendingSlate {
    slate: Vec<u32>,
    info: Vec<f64>,
    clicks: Vec<bool>,
    observed: usize,
    reward: f64,
}

/// The feedback of one seed of an environment of slates.
#[derive(Clone)]
pub struct SlateFeedbackQueue {
    queue: FeedbackQueue<PendingRound>,
}

/// Numbers of a round that are remembered for all policies.
fn numbers(shape: &SlateShape) -> (usize, usize) {
    (shape.context, if shape.features_vary { shape.items * shape.features } else { 0 })
}

/// Bytes of memory of the feedback of one seed, for policies whose notes have these lengths.
pub fn memory(plan: &DelayConfig, horizon: u64, shape: &SlateShape, notes: &[usize]) -> u64 {
    let (context, features) = numbers(shape);
    let slate = |info: &usize| size_of::<PendingSlate>() + 5 * shape.slots + 8 * info;
    let slates: usize = notes.iter().map(slate).sum();
    feedback_queue::memory::<PendingRound>(plan, horizon, 8 * (context + features) + slates)
}

impl SlateFeedbackQueue {
    /// Nothing under way yet.
    pub fn new(
        plan: DelayConfig,
        streams: FeedbackRng,
        horizon: u64,
        shape: &SlateShape,
        policies: &[SlatePolicyRun],
    ) -> SlateFeedbackQueue {
        let (context, features) = numbers(shape);
        let slate = |policy: &SlatePolicyRun| PendingSlate {
            slate: vec![0; shape.slots],
            info: policy.info.clone(),
            clicks: vec![false; shape.slots],
            observed: 0,
            reward: 0.0,
        };
        let room = || PendingRound {
            number: 0,
            context: vec![0.0; context],
            features: vec![0.0; features],
            features_revision: 0,
            slates: policies.iter().map(slate).collect(),
        };
        SlateFeedbackQueue { queue: FeedbackQueue::new(plan, streams, horizon, room) }
    }

    /// What becomes of the feedback of the round just ended; none where it never comes.
    #[cfg(policies)]
    pub fn last(&self) -> Option<FeedbackEvent> {
        self.queue.last()
    }

    /// So many rounds pass without feedback.
    pub fn skip(&mut self, rounds: u64) {
        self.queue.skip(rounds);
    }

    /// Ends a round: remembers the slates of the policies, then tells everything that is due, in the order of the rounds.
    /// `weights` is what is known of the slots.
    pub fn end_round(&mut self, round: &SlateRound, weights: &[f64], policies: &mut [SlatePolicyRun]) {
        self.remember(round, policies);
        self.tell(round, weights, policies);
    }

    /// The same, with what a person sees of it.
    pub fn end_round_inspected(
        &mut self,
        round: &SlateRound,
        weights: &[f64],
        policies: &mut [SlatePolicyRun],
    ) -> FeedbackView {
        self.remember(round, policies);
        let view = self.queue.view();
        self.tell(round, weights, policies);
        view
    }

    fn remember(&mut self, round: &SlateRound, policies: &[SlatePolicyRun]) {
        self.queue.end_round(|remembered| {
            remembered.number = round.number;
            remembered.context.copy_from_slice(&round.context);
            if !remembered.features.is_empty() {
                remembered.features.copy_from_slice(&round.features);
            }
            remembered.features_revision = round.features_revision;
            for (remembered, policy) in remembered.slates.iter_mut().zip(policies.iter()) {
                remembered.slate.copy_from_slice(&policy.slate);
                remembered.info.copy_from_slice(&policy.info);
                remembered.clicks.copy_from_slice(&policy.outcome.clicked);
                (remembered.observed, remembered.reward) = (policy.outcome.observed, policy.outcome.reward);
            }
        });
    }

    fn tell(&mut self, round: &SlateRound, weights: &[f64], policies: &mut [SlatePolicyRun]) {
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
            for (policy, told) in policies.iter_mut().zip(&remembered.slates) {
                let feedback = Feedback {
                    clicks: &told.clicks,
                    observed: told.observed,
                    reward: told.reward,
                    now,
                    info: &told.info,
                };
                policy.learn(&view, &told.slate, &feedback);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use proptest::prelude::*;

    use super::super::slate_policy_run::Best;
    use super::*;
    use crate::descriptor::{Parameter, Value, Values};
    use crate::math::random::RngStream;
    use crate::probabilities::ActionProbabilities;
    use crate::ranking::clicks::CommonRandomNumbers;
    use crate::ranking::environments::plain_shape;
    use crate::ranking::{CLICK_MODELS, Ranker, RankerExplanation};
    use crate::simulation::probe::NoProbe;
    use crate::simulation::slate_policy_run::Turn;
    use crate::spec::feedback::{BATCH, DELAY, DELAY_KIND, MISSING};

    /// What a scripted ranker was told: when, of which round, context, features with their revision, slate, clicks, how many
    /// were observed, reward, note.
    type Told = (u64, u64, Vec<f64>, Vec<f64>, u64, Vec<u32>, Vec<bool>, usize, f64, Vec<f64>);

    /// Shows the items in turn, notes the number of the round and the first item, and keeps what it is told.
    #[derive(Clone)]
    struct Scripted {
        noted: [f64; 2],
        told: Arc<Mutex<Vec<Told>>>,
    }

    crate::state::state_fields! { Scripted { noted } fixed { told } }

    impl Ranker for Scripted {
        fn rank(&mut self, view: &SlateView<'_>, _stream: &mut RngStream, slate: &mut [u32]) {
            for (place, slot) in (0..).zip(slate.iter_mut()) {
                *slot = ((view.round + place) % view.items as u64) as u32;
            }
            self.noted = [view.round as f64, f64::from(slate[0])];
        }

        fn info(&self, info: &mut [f64]) {
            info.copy_from_slice(&self.noted);
        }

        fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
            self.told.lock().expect("one thread").push((
                feedback.now,
                view.round,
                view.context.to_vec(),
                view.features.to_vec(),
                view.features_revision,
                slate.to_vec(),
                feedback.clicks.to_vec(),
                feedback.observed,
                feedback.reward,
                feedback.info.to_vec(),
            ));
        }

        #[cfg(policies)]
        fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
            ActionProbabilities::certain((view.round % view.items as u64) as usize, view.items)
        }

        fn explain(&mut self, _view: &SlateView<'_>) -> RankerExplanation {
            RankerExplanation::default()
        }
    }

    fn shape(features_vary: bool) -> SlateShape {
        SlateShape { features: 2, features_vary, context: 1, ..plain_shape(5, 3) }
    }

    /// What a scripted ranker is told in so many rounds, and what it would be told at once.
    fn told(values: &Values, rounds: u64, features_vary: bool) -> (Vec<Told>, Vec<Told>) {
        let shape = shape(features_vary);
        let lists = [(); 2].map(|()| Arc::new(Mutex::new(Vec::new())));
        let run = |told: &Arc<Mutex<Vec<Told>>>| {
            SlatePolicyRun::of(Box::new(Scripted { noted: [0.0; 2], told: Arc::clone(told) }), 2, &shape)
        };
        let clicks =
            (CLICK_MODELS[0].builder().build)(&Values::default(), &shape).expect("the cascade needs nothing");
        let mut late = [run(&lists[0])];
        let mut at_once = run(&lists[1]);
        let plan = DelayConfig::of(values).expect("something is set");
        let mut delivery = SlateFeedbackQueue::new(plan, FeedbackRng::new(1, 0), rounds, &shape, &late);
        let mut round = SlateRound::new(&shape);
        let best = Best { slate: vec![0; 3], reward: 1.0, revision: None };
        let mut numbers_of_round = RngStream::new(3, 0, "clicks");
        for number in 1..=rounds {
            round.number = number;
            round.context[0] = number as f64;
            round.attractions.fill(0.4);
            if features_vary || number == 1 {
                round
                    .features
                    .iter_mut()
                    .zip(0..)
                    .for_each(|(entry, place)| *entry = (100 * number + place) as f64);
                round.features_changed();
            }
            let numbers_of_round = CommonRandomNumbers::new(numbers_of_round.bits());
            late[0].step(clicks.as_ref(), &round, &best, numbers_of_round, false, &mut Turn(0, &mut NoProbe));
            at_once.step(clicks.as_ref(), &round, &best, numbers_of_round, true, &mut Turn(0, &mut NoProbe));
            delivery.end_round(&round, &[], &mut late);
        }
        let [late, at_once] = lists.map(|list| list.lock().expect("one thread").clone());
        (late, at_once)
    }

    proptest! {
        /// Each round is told at most once, as it was, in the round that the plan says, and rounds that are due together in
        /// their order; the plan is that of arms.
        #[test]
        fn clicks_come_when_they_are_due(
            delay in 0_u32..12, geometric: bool, batch in 1_u32..9, missing in 0.0..0.9_f64, rounds in 1_u64..80, vary: bool,
        ) {
            let kind = Value::Choice(if geometric { "geometric" } else { "fixed" }.to_owned());
            let mut values = Values::default();
            let pairs: [(&Parameter, Value); 4] = [
                (&DELAY, Value::Number(f64::from(delay))),
                (&DELAY_KIND, kind),
                (&BATCH, Value::Number(f64::from(batch))),
                (&MISSING, Value::Number(missing)),
            ];
            pairs.into_iter().for_each(|(parameter, value)| values.set(parameter, value));
            prop_assume!(DelayConfig::of(&values).is_some());
            let plan = DelayConfig::of(&values).expect("assumed");
            let mut streams = FeedbackRng::new(1, 0);
            let (late, at_once) = told(&values, rounds, vary);
            prop_assert_eq!(at_once.len() as u64, rounds);
            let mut wanted: Vec<Told> = Vec::new();
            for (number, one) in (1..=rounds).zip(&at_once) {
                if let Some(event) = plan.event(number, &mut streams) && event.due <= rounds {
                    let mut one = one.clone();
                    one.0 = event.due;
                    wanted.push(one);
                }
            }
            wanted.sort_by_key(|told| told.0);
            prop_assert_eq!(late, wanted);
        }
    }

    #[test]
    fn only_what_varies_is_counted() {
        let mut values = Values::default();
        values.set(&DELAY, Value::Number(9.0));
        let plan = DelayConfig::of(&values).expect("it delays");
        let of = |vary, notes: &[usize]| memory(&plan, 1_000, &shape(vary), notes);
        assert_eq!(of(true, &[0, 3]) - of(false, &[0, 3]), 10 * 8 * 10);
        assert_eq!(of(false, &[0, 3]) - of(false, &[0, 0]), 10 * 8 * 3);
        assert_eq!(memory(&plan, 4, &shape(false), &[0]) * 10, of(false, &[0]) * 4);
    }
}
