//! The policy that is a person: it plays what it is given.

use crate::agent::{Agent, Explanation, View};
use crate::math::random::RngStream;
use crate::probabilities::ActionProbabilities;

/// Plays the picks that it was made with, one a round, and the first film in rounds that have none yet. It learns nothing, and draws
/// nothing from its stream.
#[derive(Clone)]
pub struct Given {
    /// The place of the film of each round, from 0.
    pub picks: Vec<u8>,
}

crate::state::state_fields! {
    Given {} fixed { picks }
}

impl Given {
    fn pick(&self, view: &View<'_>) -> usize {
        let index = usize::try_from(view.round.saturating_sub(1)).unwrap_or(usize::MAX);
        let pick = self.picks.get(index).map_or(0, |pick| usize::from(*pick));
        pick.min(view.items.len().saturating_sub(1))
    }
}

impl Agent for Given {
    fn choose(&mut self, view: &View<'_>, _stream: &mut RngStream) -> usize {
        self.pick(view)
    }

    fn update_reward(&mut self, _view: &View<'_>, _chosen: usize, _reward: f64) {}

    fn probabilities(&self, view: &View<'_>) -> ActionProbabilities {
        ActionProbabilities::certain(self.pick(view), view.items.len())
    }

    fn explain(&mut self, _view: &View<'_>) -> Explanation {
        Explanation::default()
    }
}
