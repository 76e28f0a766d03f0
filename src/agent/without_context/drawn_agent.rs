//! What all agents share that draw an arm with probabilities of their own making.

use crate::agent::{Agent, Explanation, Heard, Note, Reason, View, draw_one};
use crate::probabilities::ActionProbabilities;
use crate::sampling::draw;
use crate::state::State;
use crate::stream::Stream;
use crate::world::Shape;

/// How an agent makes probabilities, and how it learns.
pub trait Rule: State + Send + Clone + 'static {
    /// A round begins.
    fn begin(&mut self, _view: &View<'_>) {}

    /// Writes the probability of each offered arm where the agent tries some arms, all with the same one, before it goes by
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
    /// earlier state than the present one; 1 unless [`Rule::learns_from_probability`].
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
    rule: R,
    probabilities: Vec<f64>,
    /// Probability of the last choice.
    probability: f64,
    reason: Reason,
}

impl<R: Rule> DrawnAgent<R> {
    /// An agent with this rule.
    pub fn new(shape: &Shape, rule: R) -> DrawnAgent<R> {
        DrawnAgent { rule, probabilities: vec![0.0; shape.arms], probability: 1.0, reason: Reason::default() }
    }
}

impl<R: Rule> DrawnAgent<R> {
    /// With which probability each arm is drawn.
    fn distribution(&mut self, view: &View<'_>) -> Vec<f64> {
        let mut probabilities = vec![0.0; view.items.len()];
        if !self.rule.scheduled(view, &mut probabilities) {
            self.rule.probabilities(view, &mut probabilities);
        }
        probabilities
    }
}

crate::state::state_fields! {
    impl<R: Rule> DrawnAgent<R> { rule, probability, reason } fixed { probabilities }
}

impl<R: Rule> Agent for DrawnAgent<R> {
    fn choose(&mut self, view: &View<'_>, stream: &mut Stream) -> usize {
        self.rule.begin(view);
        let probabilities = &mut self.probabilities[..view.items.len()];
        let scheduled = self.rule.scheduled(view, probabilities);
        let chosen = if scheduled {
            let most = probabilities.iter().copied().fold(0.0, f64::max);
            draw_one(probabilities.len(), |slot| probabilities[slot] == most, stream).unwrap_or(0)
        } else {
            self.rule.probabilities(view, probabilities);
            draw(probabilities, stream)
        };
        self.probability = probabilities[chosen];
        self.reason =
            if scheduled { Reason::Scheduled } else { Reason::Drawn { probability: self.probability } };
        self.rule.chose(view, chosen);
        chosen
    }

    /// Learns as if it had just drawn that arm: whoever teaches an agent need not have let it choose.
    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        let mut note = Note::default();
        if self.rule.learns_from_probability() {
            let probabilities = &mut self.probabilities[..view.items.len()];
            self.rule.probabilities(view, probabilities);
            note.probability = probabilities[chosen];
        }
        self.hear(view, chosen, &Heard { reward, objectives: &[], note, now: view.round });
    }

    fn note(&self) -> Note {
        Note { probability: self.probability, ..Note::default() }
    }

    fn hear(&mut self, view: &View<'_>, chosen: usize, heard: &Heard) {
        self.rule.learn(view, chosen, heard.reward, heard.note.probability);
    }

    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        let mut asked = self.clone();
        asked.rule.begin(view);
        ActionProbabilities::exact(asked.distribution(view))
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let probabilities = self.distribution(view);
        let (estimates, widths) = self.rule.thoughts(view);
        Explanation {
            estimates,
            widths,
            scores: self.rule.scores(view),
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
                (&boltzmann::DECLARATION, &[][..]),
                (&gradient_bandit::DECLARATION, &[]),
                (&exp3::DECLARATION, &[]),
                (&exp3::DECLARATION, &tf_agents),
                (&exp3::DECLARATION, &auer),
                (&exp3_ix::DECLARATION, &[]),
                (&exp3_s::DECLARATION, &[]),
                (&popularity::DECLARATION, &[]),
                (&linear_family::softmax::DECLARATION, &[]),
                (&linear_family::square_cb::DECLARATION, &[]),
                (&linear_family::bagging::DECLARATION, &[]),
                (&linear_family::cover::DECLARATION, &[]),
            ];
            for (declaration, values) in agents {
                let mut bench = Bench::new(declaration, values, 4);
                for (arm, reward, mask) in &rounds {
                    let offered: Vec<u32> = (0..4).filter(|item| mask & (1 << item) != 0).collect();
                    bench.offer(&offered);
                    bench.learn(arm % offered.len(), *reward);
                    let thought = bench.explain();
                    let sum: f64 = thought.probabilities.iter().sum();
                    prop_assert!((sum - 1.0).abs() < 1e-12, "{}: {thought:?}", declaration.part.id);
                    prop_assert!(thought.probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
                }
            }
        }
    }

    /// What an agent notes of a choice is the probability that it shows.
    #[test]
    fn the_note_is_of_the_choice() {
        for declaration in [&exp3::DECLARATION, &exp3_s::DECLARATION, &linear_family::cover::DECLARATION] {
            let mut bench = Bench::new(declaration, &[], 4);
            for round in 0..50 {
                let chosen = bench.choose();
                let note = bench.note();
                assert_eq!(note.probability, bench.explain().probabilities[chosen]);
                bench.hear(chosen, f64::from(round % 3) / 2.0, note);
            }
        }
    }
}
