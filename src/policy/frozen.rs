//! A policy that goes on choosing but learns no more.

use crate::agent::{Agent, Explanation, Heard, InnerView, Note, View};
use crate::experiment::policies::Learner;
use crate::probabilities::ActionProbabilities;
use crate::ranking::{Feedback, Ranker, RankerExplanation, SlateView};
use crate::state::{State, StateError, StateIo};
use crate::stream::Stream;

/// The same policy, which stays in the state that it is in: each round a copy of it chooses, and nothing is heard.
pub fn frozen(learner: Learner) -> Learner {
    match learner {
        Learner::Agent { agent, shape } => {
            Learner::Agent { agent: Box::new(Frozen { kept: agent.clone(), asked: agent }), shape }
        }
        Learner::Ranker { ranker, shape } => {
            Learner::Ranker { ranker: Box::new(Frozen { kept: ranker.clone(), asked: ranker }), shape }
        }
    }
}

#[derive(Clone)]
struct Frozen<P> {
    /// The policy as it was frozen.
    kept: P,
    /// The copy that was asked last, which knows why it chose.
    asked: P,
}

impl<P: State> State for Frozen<P> {
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        self.kept.state(io)?;
        self.asked.state(io)
    }
}

impl Agent for Frozen<Box<dyn Agent>> {
    fn choose(&mut self, view: &View<'_>, stream: &mut Stream) -> usize {
        self.asked = self.kept.clone();
        self.asked.choose(view, stream)
    }

    fn update(&mut self, _view: &View<'_>, _chosen: usize, _reward: f64) {}

    fn note(&self) -> Note {
        self.asked.note()
    }

    fn hear(&mut self, _view: &View<'_>, _chosen: usize, _heard: &Heard<'_>) {}

    fn overhear(&mut self, _view: &View<'_>, _chosen: usize, _heard: &Heard<'_>) {}

    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        self.kept.probabilities(view)
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.asked.explain(view)
    }

    fn inner_view(&self) -> Option<InnerView> {
        self.kept.inner_view()
    }
}

impl Ranker for Frozen<Box<dyn Ranker>> {
    fn start(&mut self, attracted: &[bool]) {
        self.kept.start(attracted);
    }

    fn rank(&mut self, view: &SlateView<'_>, stream: &mut Stream, slate: &mut [u32]) {
        self.asked = self.kept.clone();
        self.asked.rank(view, stream, slate);
    }

    fn note(&self, note: &mut [f64]) {
        self.asked.note(note);
    }

    fn update(&mut self, _view: &SlateView<'_>, _slate: &[u32], _feedback: &Feedback<'_>) {}

    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        self.kept.probabilities(view)
    }

    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        self.asked.explain(view)
    }
}
