//! A policy that goes on choosing but learns no more.

use crate::agent::{self, ActionInfo, Agent, Explanation, InnerView, View};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;
use crate::ranking::{Feedback, Ranker, RankerExplanation, SlateView};
use crate::simulation::policies::Learner;
use crate::state::{State, StateError, StateIo};

/// The same policy, which stays in the state that it is in: each round a copy of it chooses, and it gets no feedback.
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
    #[cfg(policies)]
    fn state(&mut self, io: &mut StateIo<'_>) -> Result<(), StateError> {
        self.kept.state(io)?;
        self.asked.state(io)
    }
}

impl Agent for Frozen<Box<dyn Agent>> {
    fn choose(&mut self, view: &View<'_>, stream: &mut RngStream) -> usize {
        self.asked = self.kept.clone();
        self.asked.choose(view, stream)
    }

    fn update_reward(&mut self, _view: &View<'_>, _chosen: usize, _reward: f64) {}

    fn info(&self) -> ActionInfo {
        self.asked.info()
    }

    fn update(&mut self, _view: &View<'_>, _chosen: usize, _feedback: &agent::Feedback<'_>) {}

    fn update_off_policy(&mut self, _view: &View<'_>, _chosen: usize, _feedback: &agent::Feedback<'_>) {}

    #[cfg(policies)]
    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        self.kept.probabilities(view)
    }

    fn explain(&mut self, view: &View<'_>) -> Explanation {
        self.asked.explain(view)
    }

    fn inner_view(&self) -> Option<InnerView> {
        self.kept.inner_view()
    }

    fn failure(&self) -> Option<String> {
        self.asked.failure()
    }

    fn would_fail(&self, view: &View<'_>) -> Option<String> {
        self.kept.would_fail(view)
    }
}

impl Ranker for Frozen<Box<dyn Ranker>> {
    fn start(&mut self, attracted: &[bool]) {
        self.kept.start(attracted);
    }

    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.asked = self.kept.clone();
        self.asked.rank(view, stream, slate);
    }

    fn info(&self, info: &mut [f64]) {
        self.asked.info(info);
    }

    fn update(&mut self, _view: &SlateView<'_>, _slate: &[u32], _feedback: &Feedback<'_>) {}

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        self.kept.probabilities(view)
    }

    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        self.asked.explain(view)
    }
}
