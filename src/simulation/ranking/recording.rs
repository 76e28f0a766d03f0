//! Rounds of an environment of slates that are recorded.

use super::RankingSimulation;
use crate::interactions::{ActionKind, Interaction, Origin, PolicyInfo};
use crate::ranking::{RankerExplanation, RankingReason};
use crate::simulation::log_recorder::{LogRecorder, RecordedShape, finite};

impl RankingSimulation {
    /// See [`Simulation::log_recorder`](crate::simulation::interface::Simulation::log_recorder).
    pub(super) fn new_recorder(&self, horizon: u64) -> LogRecorder {
        let title = |item| self.environment.item(item).title;
        let shape = RecordedShape {
            items: (0..self.shape.items).map(title).collect(),
            context: self.shape.context,
            features: self.shape.features,
            slots: self.shape.slots,
            users: 0,
        };
        LogRecorder::new(shape, horizon)
    }

    /// One round as [`Simulation::step`](crate::simulation::interface::Simulation::step) does it, written down for one ranker: clicks
    /// as rewards, the probabilities of the first slot, and none of the slate as a whole but where there is one slot.
    pub(super) fn record(&mut self, policy: usize, recorder: &mut LogRecorder) {
        let numbers_of_round = self.begin();
        let weights = self.clicks.position_weights();
        let Some(recorded) = self.policies.get(policy) else { return };
        let first_slot = recorded.probabilities(weights, &self.round, &self.best);
        let mut before = RankerExplanation::default();
        for index in 0..self.policies.len() {
            let (explanation, _) = self.choose_inspected(index, numbers_of_round);
            if index == policy {
                before = explanation;
            }
        }
        let event = match &mut self.delivery {
            Some(_) => {
                self.deliver();
                self.delivery.as_ref().and_then(|delivery| delivery.last())
            }
            None => None,
        };
        let due = match (&self.delivery, event) {
            (None, _) => Some(self.round.number),
            (Some(_), event) => event.map(|event| event.due).filter(|due| *due <= recorder.horizon()),
        };
        let run = &self.policies[policy];
        let click = |clicked: &bool| match due {
            Some(_) => f64::from(u8::from(*clicked)),
            None => f64::NAN,
        };
        let rewards: Vec<f64> = run.outcome.clicked.iter().map(click).collect();
        let shown = run.slate[0] as usize;
        let row = Interaction {
            round: self.round.number,
            context: &self.round.context,
            arm_features: &self.round.features,
            actions: &run.slate,
            rewards: &rewards,
            observed: due.map(|_| run.outcome.observed as u32),
            probability: finite(&first_slot.values, shown)
                .filter(|value| *value > 0.0 && run.slate.len() == 1),
            arm_probabilities: &first_slot.values,
            info: info(&before, shown),
            origin: Origin { arrived: due.filter(|due| *due > self.round.number), ..Origin::default() },
            ..Interaction::default()
        };
        recorder.push(&row, first_slot.error);
    }
}

/// What a ranker thought of the item in the first slot.
fn info(explanation: &RankerExplanation, shown: usize) -> PolicyInfo {
    let kind = match explanation.reason {
        RankingReason::Random => ActionKind::Uniform,
        RankingReason::Fixed | RankingReason::Greedy | RankingReason::Greedily | RankingReason::Oracle => {
            ActionKind::Greedy
        }
        RankingReason::Optimism => ActionKind::Optimistic,
        RankingReason::Sampled => ActionKind::Sampled,
        RankingReason::Drawn => ActionKind::Weighted,
        RankingReason::Exploring => ActionKind::Unknown,
    };
    PolicyInfo {
        predicted: finite(&explanation.estimates, shown),
        optimistic: finite(&explanation.high, shown).filter(|_| kind == ActionKind::Optimistic),
        sampled: finite(&explanation.scores, shown).filter(|_| kind == ActionKind::Sampled),
        kind,
    }
}
