//! What all agents share that draw an arm with probabilities of their own making.

use crate::agent::{Agent, Explanation, Reason, View};
use crate::sampling::draw;
use crate::stream::Stream;
use crate::world::Shape;

/// How an agent makes probabilities, and how it learns.
pub trait Rule: Send {
    /// The arm whose turn it is, where the agent tries some before it draws.
    fn scheduled(&self, _view: &View<'_>) -> Option<usize> {
        None
    }

    /// Writes the probability of each offered arm.
    fn probabilities(&self, view: &View<'_>, probabilities: &mut [f64]);

    /// Learns that the arm at index `chosen`, offered with these probabilities, earned `reward`.
    fn learn(&mut self, view: &View<'_>, chosen: usize, reward: f64, probabilities: &[f64]);

    /// Estimated reward of each arm; none for rules that estimate nothing.
    fn estimates(&self, _view: &View<'_>) -> Vec<f64> {
        Vec::new()
    }

    /// The numbers that the probabilities come from, where they are not the estimates.
    fn scores(&self, _view: &View<'_>) -> Vec<f64> {
        Vec::new()
    }
}

/// An agent that draws arms by a rule.
pub struct DrawnAgent<R> {
    rule: R,
    probabilities: Vec<f64>,
    reason: Reason,
}

impl<R: Rule> DrawnAgent<R> {
    /// An agent with this rule.
    pub fn new(shape: &Shape, rule: R) -> DrawnAgent<R> {
        DrawnAgent { rule, probabilities: vec![0.0; shape.arms], reason: Reason::default() }
    }
}

impl<R: Rule> Agent for DrawnAgent<R> {
    fn choose(&mut self, view: &View<'_>, stream: &mut Stream) -> usize {
        if let Some(slot) = self.rule.scheduled(view) {
            self.reason = Reason::Scheduled;
            return slot;
        }
        let probabilities = &mut self.probabilities[..view.items.len()];
        self.rule.probabilities(view, probabilities);
        let chosen = draw(probabilities, stream);
        self.reason = Reason::Drawn { probability: probabilities[chosen] };
        chosen
    }

    fn update(&mut self, view: &View<'_>, chosen: usize, reward: f64) {
        let probabilities = &mut self.probabilities[..view.items.len()];
        // Made anew, since whoever teaches an agent need not have let it choose.
        self.rule.probabilities(view, probabilities);
        self.rule.learn(view, chosen, reward, probabilities);
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        let mut probabilities = vec![0.0; view.items.len()];
        match self.rule.scheduled(view) {
            Some(slot) => probabilities[slot] = 1.0,
            None => self.rule.probabilities(view, &mut probabilities),
        }
        Explanation {
            estimates: self.rule.estimates(view),
            scores: self.rule.scores(view),
            probabilities,
            reason: self.reason,
            ..Explanation::default()
        }
    }
}
