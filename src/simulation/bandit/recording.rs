//! Rounds of an environment of arms that are recorded.

use super::BanditSimulation;
use crate::agent::{Explanation, Reason};
use crate::interactions::{ActionKind, Interaction, Origin, PolicyInfo};
use crate::simulation::log_recorder::{LogRecorder, RecordedShape, finite, probability_of};

impl BanditSimulation {
    /// See [`Simulation::log_recorder`](crate::simulation::interface::Simulation::log_recorder).
    pub(super) fn new_recorder(&self, horizon: u64) -> LogRecorder {
        let title = |item| self.environment.item(item).title;
        let shape = RecordedShape {
            items: (0..self.shape.items).map(title).collect(),
            context: self.shape.context,
            features: self.shape.arm_features,
            slots: 1,
            users: self.environment.users(),
        };
        LogRecorder::new(shape, horizon)
    }

    /// One round as [`Simulation::step`](crate::simulation::interface::Simulation::step) does it, written down for one policy.
    pub(super) fn record(&mut self, policy: usize, recorder: &mut LogRecorder) {
        self.begin();
        let round = &self.round;
        let Some(recorded) = self.policies.get(policy) else { return };
        let probabilities = recorded.probabilities(round);
        let mut explanation = Explanation::default();
        let mut chosen = 0;
        let mut reward = f64::NAN;
        let mut arrived = None;
        match &mut self.delivery {
            None => {
                for (index, run) in self.policies.iter_mut().enumerate() {
                    let outcome = run.choose(round);
                    if index == policy {
                        explanation = run.explain(round);
                        (chosen, reward) = (outcome.chosen, outcome.earned.reward);
                    }
                    run.learn(round, outcome.chosen, &outcome.heard(round.number));
                }
            }
            Some(delivery) => {
                for (index, (run, choice)) in self.policies.iter_mut().zip(&mut self.choices).enumerate() {
                    *choice = run.choose(round).choice();
                    if index == policy {
                        explanation = run.explain(round);
                        chosen = choice.chosen;
                    }
                }
                delivery.end_round(round, &self.choices, &mut self.policies);
                // What comes after the last round never comes.
                if let Some(event) = delivery.last().filter(|event| event.due <= recorder.horizon()) {
                    reward = round.heard(chosen, event.noise).reward;
                    arrived = Some(event.due).filter(|due| *due > round.number);
                }
            }
        }
        let is_all = round.items.len() == self.shape.items && round.items.is_sorted();
        let row = Interaction {
            round: round.number,
            context: &round.context,
            arms: if is_all { &[] } else { &round.items },
            arm_features: &round.arm_features,
            actions: &round.items[chosen..=chosen],
            rewards: &[reward],
            probability: probability_of(&probabilities, chosen),
            arm_probabilities: &probabilities.values,
            info: info(&explanation, chosen),
            origin: Origin {
                group: (self.environment.users() > 0).then_some(round.user as u32),
                arrived,
                ..Origin::default()
            },
            ..Interaction::default()
        };
        recorder.push(&row, probabilities.error);
    }
}

/// What an agent thought of the arm that was chosen.
fn info(explanation: &Explanation, chosen: usize) -> PolicyInfo {
    let kind = match explanation.reason {
        Reason::Random | Reason::Explored { .. } | Reason::WarmStart => ActionKind::Uniform,
        Reason::Greedy { .. } | Reason::Oracle => ActionKind::Greedy,
        Reason::Optimism { .. } | Reason::Index => ActionKind::Optimistic,
        Reason::Sampled { .. } => ActionKind::Sampled,
        Reason::Drawn { .. } => ActionKind::Weighted,
        Reason::Scheduled | Reason::Scripted => ActionKind::Unknown,
    };
    let score = finite(&explanation.scores, chosen);
    PolicyInfo {
        predicted: finite(&explanation.estimates, chosen),
        optimistic: score.filter(|_| kind == ActionKind::Optimistic),
        sampled: score.filter(|_| kind == ActionKind::Sampled),
        kind,
    }
}
