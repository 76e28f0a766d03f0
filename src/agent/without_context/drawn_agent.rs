//! What all agents share that draw an arm with probabilities of their own making.

use crate::agent::{ActionInfo, Agent, Explanation, Feedback, Reason, View, draw_one};
use crate::environment::Shape;
use crate::math::random::RngStream;
use crate::math::sampling::draw;
use crate::probabilities::ActionProbabilities;
use crate::state::State;

/// How an agent makes probabilities, and how it learns.
pub(crate) trait StochasticPolicy: State + Send + Clone + 'static {
    /// A round begins.
    fn begin(&mut self, _view: &View<'_>) {}

    /// Writes the probability of each offered arm where the agent tries some arms, all with the same one, before it chooses by
    /// what it knows, and whether it does.
    fn scheduled(&self, _view: &View<'_>, _probabilities: &mut [f64]) -> bool {
        false
    }

    /// The arm at index `slot` was drawn.
    fn chose(&mut self, _view: &View<'_>, _slot: usize) {}

    /// Writes the probability of each offered arm.
    fn probabilities(&mut self, view: &View<'_>, probabilities: &mut [f64]);

    /// Whether what is learned from a reward depends on the probability of the choice.
    fn learns_from_probability(&self) -> bool {
        true
    }

    /// Learns that the arm at index `chosen` earned `reward`. It was drawn with `probability`, which may have been in an
    /// earlier state than the present one; 1 unless [`StochasticPolicy::learns_from_probability`].
    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, probability: f64);

    /// Estimated reward of each arm; none for rules that estimate nothing.
    fn estimates(&mut self, _view: &View<'_>) -> Vec<f64> {
        Vec::new()
    }

    /// Estimated reward of each arm and the width of the uncertainty around it; none where a rule knows none.
    fn thoughts(&mut self, view: &View<'_>) -> (Vec<f64>, Vec<f64>) {
        (self.estimates(view), Vec::new())
    }

    /// The numbers that the probabilities come from, where they are not the estimates.
    fn scores(&self, _view: &View<'_>) -> Vec<f64> {
        Vec::new()
    }
}

/// An agent that draws arms by a rule.
#[derive(Clone)]
pub struct DrawnAgent<R> {
    policy: R,
    probabilities: Vec<f64>,
    /// Probability of the last choice.
    probability: f64,
    reason: Reason,
}

impl<R: StochasticPolicy> DrawnAgent<R> {
    /// An agent with this rule.
    pub fn new(shape: &Shape, policy: R) -> DrawnAgent<R> {
        DrawnAgent {
            policy,
            probabilities: vec![0.0; shape.arms],
            probability: 1.0,
            reason: Reason::default(),
        }
    }
}

impl<R: StochasticPolicy> DrawnAgent<R> {
    /// With which probability each arm is drawn.
    fn distribution(&mut self, view: &View<'_>) -> Vec<f64> {
        let mut probabilities = vec![0.0; view.items.len()];
        if !self.policy.scheduled(view, &mut probabilities) {
            self.policy.probabilities(view, &mut probabilities);
        }
        probabilities
    }
}

crate::state::state_fields! {
    impl<R: StochasticPolicy> DrawnAgent<R> { policy, probability, reason } fixed { probabilities }
}

impl<R: StochasticPolicy> Agent for DrawnAgent<R> {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.policy.begin(view);
        let probabilities = &mut self.probabilities[..view.items.len()];
        let scheduled = self.policy.scheduled(view, probabilities);
        let chosen = if scheduled {
            let most = probabilities.iter().copied().fold(0.0, f64::max);
            draw_one(probabilities.len(), |slot| probabilities[slot] == most, stream).unwrap_or(0)
        } else {
            self.policy.probabilities(view, probabilities);
            draw(probabilities, stream)
        };
        self.probability = probabilities[chosen];
        self.reason =
            if scheduled { Reason::Scheduled } else { Reason::Drawn { probability: self.probability } };
        self.policy.chose(view, chosen);
        chosen
    }

    /// Learns as if it had just drawn that arm: a caller that teaches an agent need not have let it choose.
    fn update_reward(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        let mut info = ActionInfo::default();
        if self.policy.learns_from_probability() {
            let probabilities = &mut self.probabilities[..view.items.len()];
            self.policy.probabilities(view, probabilities);
            info.probability = probabilities[chosen];
        }
        self.update(view, chosen, &Feedback { reward, objectives: &[], info, now: view.round });
    }

    fn info(&self) -> ActionInfo {
        ActionInfo { probability: self.probability, ..ActionInfo::default() }
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback) {
        self.policy.learn(view, chosen, feedback.reward, feedback.info.probability);
    }

    fn update_off_policy(&mut self, view: &View<'_>, chosen: usize, feedback: &Feedback<'_>) {
        match feedback.info.is_known() {
            true => self.update(view, chosen, feedback),
            false => self.update_reward(view, chosen, feedback.reward),
        }
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.policy.begin(view);
        ActionProbabilities::exact(asked.distribution(view))
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let probabilities = self.distribution(view);
        let (estimates, widths) = self.policy.thoughts(view);
        Explanation {
            estimates,
            widths,
            scores: self.policy.scores(view),
            probabilities,
            reason: self.reason,
            ..Explanation::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, option};
    use super::super::{boltzmann, exp3, exp3_ix, exp3_s, gradient_bandit, popularity};
    use crate::agent::linear_family;
    use proptest::prelude::*;

    proptest! {
        /// Whatever was earned and whatever is offered, probabilities are in [0, 1] and add up to one.
        #[test]
        fn probabilities_are_probabilities(
            rounds in proptest::collection::vec((0_usize..4, -1.0_f64..2.0, 1_usize..16), 1..200),
        ) {
            let option = |id| [("definition", option(id))];
            let (tf_agents, auer) = (option("tf_agents"), option("auer_2002"));
            let agents = [
                (&boltzmann::DESCRIPTOR, &[][..]),
                (&gradient_bandit::DESCRIPTOR, &[]),
                (&exp3::DESCRIPTOR, &[]),
                (&exp3::DESCRIPTOR, &tf_agents),
                (&exp3::DESCRIPTOR, &auer),
                (&exp3_ix::DESCRIPTOR, &[]),
                (&exp3_s::DESCRIPTOR, &[]),
                (&popularity::DESCRIPTOR, &[]),
                (&linear_family::softmax::DESCRIPTOR, &[]),
                (&linear_family::square_cb::DESCRIPTOR, &[]),
                (&linear_family::bagging::DESCRIPTOR, &[]),
                (&linear_family::cover::DESCRIPTOR, &[]),
            ];
            for (descriptor, values) in agents {
                let mut bench = Bench::new(descriptor, values, 4);
                for (arm, reward, mask) in &rounds {
                    let offered: Vec<u32> = (0..4).filter(|item| mask & (1 << item) != 0).collect();
                    bench.offer(&offered);
                    bench.learn(arm % offered.len(), *reward);
                    let thought = bench.explain();
                    let sum: f64 = thought.probabilities.iter().sum();
                    prop_assert!((sum - 1.0).abs() < 1e-12, "{}: {thought:?}", descriptor.part.id);
                    prop_assert!(thought.probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
                }
            }
        }
    }

    /// What an agent notes of a choice is the probability that it shows.
    #[test]
    fn the_note_is_of_the_choice() {
        for descriptor in [&exp3::DESCRIPTOR, &exp3_s::DESCRIPTOR, &linear_family::cover::DESCRIPTOR] {
            let mut bench = Bench::new(descriptor, &[], 4);
            for round in 0..50 {
                let chosen = bench.choose();
                let info = bench.info();
                assert_eq!(info.probability, bench.explain().probabilities[chosen]);
                bench.update(chosen, f64::from(round % 3) / 2.0, info);
            }
        }
    }
}
