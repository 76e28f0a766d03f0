//! Feedback under way: rounds are remembered until the policies receive what their choices earned.

use crate::agent::Feedback;
use crate::environment::{Round, Shape};
use crate::results::FeedbackView;
use crate::simulation::feedback_queue::{self, FeedbackQueue};
use crate::simulation::policy_run::{Choice, PolicyRun};
#[cfg(policies)]
use crate::spec::feedback::FeedbackEvent;
use crate::spec::feedback::{DelayConfig, FeedbackRng};

/// A remembered round.
#[derive(Clone)]
struct PendingRound {
    round: Round,
    /// What each policy chose.
    choices: Vec<Choice>,
}

/// The feedback of one seed of an environment of arms.
#[derive(Clone)]
pub struct ArmFeedbackQueue {
    queue: FeedbackQueue<PendingRound>,
}

/// Bytes of memory of the feedback of one seed.
pub fn memory(plan: &DelayConfig, horizon: u64, shape: &Shape, policies: usize) -> u64 {
    // Numbers of 8 bytes, items of 4; the sizes of the lists themselves are little beside them.
    let arm = 8 * shape.arm_features + 8 + 4;
    let round = 8 * shape.context + shape.arms * arm + size_of::<Choice>() * policies;
    feedback_queue::memory::<PendingRound>(plan, horizon, round)
}

impl ArmFeedbackQueue {
    /// Nothing under way yet.
    pub fn new(
        plan: DelayConfig,
        streams: FeedbackRng,
        horizon: u64,
        shape: &Shape,
        policies: usize,
    ) -> ArmFeedbackQueue {
        let room = || PendingRound { round: Round::new(shape), choices: vec![Choice::default(); policies] };
        ArmFeedbackQueue { queue: FeedbackQueue::new(plan, streams, horizon, room) }
    }

    /// The same with room for the objectives of so many arms in every round.
    pub fn with_room_for_objectives(mut self, arms: usize) -> ArmFeedbackQueue {
        self.queue.rooms().for_each(|remembered| remembered.round.make_room_for_objectives(arms));
        self
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

    /// Ends a round: remembers the policies' choices in it, then tells everything that is due. What
    /// is due together is delivered in the order of the rounds.
    pub fn end_round(&mut self, round: &Round, choices: &[Choice], policies: &mut [PolicyRun]) {
        self.remember(round, choices);
        self.tell(policies);
    }

    /// The same, with what a person sees of it.
    pub fn end_round_inspected(
        &mut self,
        round: &Round,
        choices: &[Choice],
        policies: &mut [PolicyRun],
    ) -> FeedbackView {
        self.remember(round, choices);
        let view = self.queue.view();
        self.tell(policies);
        view
    }

    fn remember(&mut self, round: &Round, choices: &[Choice]) {
        self.queue.end_round(|remembered| {
            remembered.round.copy_from(round);
            remembered.choices.copy_from_slice(choices);
        });
    }

    fn tell(&mut self, policies: &mut [PolicyRun]) {
        self.queue.tell(|remembered, now, noise| {
            for (policy, Choice { chosen, info }) in policies.iter_mut().zip(&remembered.choices) {
                let earned = remembered.round.heard(*chosen, noise);
                let objectives = earned.objectives();
                let feedback = Feedback { reward: earned.reward, objectives, info: *info, now };
                policy.learn(&remembered.round, *chosen, &feedback);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::agent::{ActionInfo, Agent, Explanation, View};
    use crate::descriptor::{Parameter, Value, Values};
    use crate::environment::Noise;
    use crate::math::random::RngStream;
    use crate::probabilities::ActionProbabilities;
    use crate::spec::feedback::{BATCH, DELAY, DELAY_KIND, EXTRA_NOISE, MISSING};
    use proptest::prelude::*;

    /// What the scripted agent was told: in which round, context, items, arm features, its choice with its note, and the
    /// reward.
    type Told = (u64, Vec<f64>, Vec<u32>, Vec<f64>, Choice, f64);

    /// Chooses the arms in turn, notes the number of the round, and keeps what it is told.
    #[derive(Clone)]
    struct Scripted {
        choices: usize,
        told: Arc<Mutex<Vec<Told>>>,
    }

    crate::state::state_fields! { Scripted { choices } fixed { told } }

    impl Agent for Scripted {
        fn choose(&mut self, view: &View<'_>, _stream: &mut RngStream) -> usize {
            self.choices += 1;
            (self.choices - 1) % view.items.len()
        }

        fn update_reward(&mut self, _view: &View<'_>, _chosen: usize, _reward: f64) {
            unreachable!("it hears");
        }

        fn info(&self) -> ActionInfo {
            ActionInfo { member: self.choices, ..ActionInfo::default() }
        }

        fn update(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback) {
            let told = (
                self.choices as u64,
                view.context.to_vec(),
                view.items.to_vec(),
                view.arm_features.to_vec(),
                Choice { chosen, info: feedback.info },
                feedback.reward,
            );
            self.told.lock().expect("one thread").push(told);
        }

        #[cfg(policies)]
        fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
            ActionProbabilities::certain(self.choices % view.items.len(), view.items.len())
        }

        fn explain(&mut self, _view: &View<'_>) -> Explanation {
            Explanation::default()
        }
    }

    const SHAPE: Shape = Shape { context: 1, arm_features: 1, arms: 3, items: 3, rewards: (0.0, 100.0) };

    /// Round `number`, from 1: as many arms as its remainder by three and one more, each with its own reward.
    fn round(number: u64) -> Round {
        let arms = (number % 3) as usize + 1;
        let mut round = Round::new(&SHAPE);
        round.context[0] = number as f64;
        round.items.truncate(arms);
        round.arm_features = (0..arms).map(|arm| (10 * number) as f64 + arm as f64).collect();
        round.expectations = (0..arms).map(|arm| (100 * number) as f64 + arm as f64).collect();
        round.noise = Noise::Added(0.5);
        round
    }

    /// What a scripted agent is told in `rounds` rounds.
    fn told(pairs: &[(&Parameter, Value)], rounds: u64) -> Vec<Told> {
        let mut values = Values::default();
        pairs.iter().for_each(|(parameter, value)| values.set(parameter, value.clone()));
        let plan = DelayConfig::of(&values).expect("something is set");
        let told = Arc::new(Mutex::new(Vec::new()));
        let agent = Scripted { choices: 0, told: Arc::clone(&told) };
        let mut policies = [PolicyRun::of(Box::new(agent), &SHAPE)];
        let mut delivery = ArmFeedbackQueue::new(plan, FeedbackRng::new(1, 0), rounds, &SHAPE, 1);
        for number in 1..=rounds {
            let round = round(number);
            let choice = policies[0].choose(&round).choice();
            delivery.end_round(&round, &[choice], &mut policies);
        }
        let told = told.lock().expect("one thread");
        told.clone()
    }

    /// What it should be told of round `number` at the end of round `when`.
    fn expected(number: u64, when: u64) -> Told {
        let round = round(number);
        let chosen = (number as usize - 1) % round.items.len();
        let choice = Choice { chosen, info: ActionInfo { member: number as usize, ..ActionInfo::default() } };
        let reward = round.reward(chosen);
        (when, round.context, round.items, round.arm_features, choice, reward)
    }

    #[test]
    fn a_fixed_delay_tells_every_round_late() {
        for delay in [1, 2, 7] {
            let found = told(&[(&DELAY, Value::Number(delay as f64))], 30);
            let wanted: Vec<Told> = (1..=30 - delay).map(|number| expected(number, number + delay)).collect();
            assert_eq!(found, wanted, "delay {delay}");
        }
    }

    #[test]
    fn batches_tell_several_rounds_at_once() {
        let found = told(&[(&BATCH, Value::Number(4.0))], 10);
        let wanted: Vec<Told> =
            (1..=8).map(|number: u64| expected(number, number.next_multiple_of(4))).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_delay_beyond_the_horizon_tells_nothing() {
        assert_eq!(told(&[(&DELAY, Value::Number(10.0))], 10), vec![]);
        assert_eq!(told(&[(&DELAY, Value::Number(9.0))], 10), vec![expected(1, 10)]);
        assert_eq!(told(&[(&BATCH, Value::Number(50.0))], 10), vec![]);
        assert_eq!(told(&[(&MISSING, Value::Number(1.0))], 10), vec![]);
    }

    #[test]
    fn extra_noise_is_in_what_is_told_only() {
        let found = told(&[(&EXTRA_NOISE, Value::Number(3.0))], 200);
        let errors: Vec<f64> =
            found.iter().map(|told| told.5 - expected(told.1[0] as u64, told.0).5).collect();
        let variance = errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64;
        assert_eq!(errors.len(), 200);
        assert!((variance / 9.0 - 1.0).abs() < 4.0 * (2.0_f64 / 200.0).sqrt(), "{variance}");
    }

    proptest! {
        /// Whatever the settings: each round is told at most once, whole, in the round that the plan says, and rounds
        /// that are due together in their order.
        #[test]
        fn feedback_comes_when_it_is_due(
            delay in 0_u32..12, geometric: bool, batch in 1_u32..9, missing in 0.0..0.9_f64, rounds in 1_u64..80,
        ) {
            let kind = Value::Choice(if geometric { "geometric" } else { "fixed" }.to_owned());
            let pairs = [
                (&DELAY, Value::Number(f64::from(delay))),
                (&DELAY_KIND, kind),
                (&BATCH, Value::Number(f64::from(batch))),
                (&MISSING, Value::Number(missing)),
            ];
            let mut values = Values::default();
            pairs.iter().for_each(|(parameter, value)| values.set(parameter, value.clone()));
            prop_assume!(DelayConfig::of(&values).is_some());
            let plan = DelayConfig::of(&values).expect("assumed");
            let mut streams = FeedbackRng::new(1, 0);
            let mut wanted: Vec<Told> = Vec::new();
            for number in 1..=rounds {
                if let Some(event) = plan.event(number, &mut streams) && event.due <= rounds {
                    wanted.push(expected(number, event.due));
                }
            }
            wanted.sort_by_key(|told| told.0);
            prop_assert_eq!(told(&pairs, rounds), wanted);
        }
    }
}
