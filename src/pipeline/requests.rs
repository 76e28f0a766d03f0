//! Users who ask, and what is answered.

use super::engine::Pipeline;
use super::logger::Answer;
use super::record::Happened;
use super::serving::{Stopwatch, draw, probabilities, worth};
use super::settings::Settings;
use super::store::ArtefactStore;
use super::work::decision;
use crate::math::random::IndexedRandom;

/// Points of the curve of regret.
const CURVE: u64 = 200;

impl<S: ArtefactStore> Pipeline<S> {
    /// The next users ask.
    pub(super) fn serve_users(&mut self, mut stopwatch: Option<Stopwatch<'_>>) {
        let left = self.spec.experiment.horizon - self.state.rounds;
        for _ in 0..self.settings.users.min(left) {
            self.serve(&mut stopwatch);
        }
        self.state.next_users = self.state.clock + self.settings.every;
    }

    fn serve(&mut self, stopwatch: &mut Option<Stopwatch<'_>>) {
        self.state.rounds += 1;
        let (event, time) = (self.state.rounds, self.state.clock);
        let round = self.rounds.step();
        let is_trial = self.coins.split.uniform(event) < self.settings.canary;
        let (version, policy) = match (&self.state.trial, &self.challenger) {
            (Some(trial), Some(policy)) if is_trial => (trial.version, policy),
            _ => (self.state.champion, &self.champion),
        };
        let Settings { explore, alarm, .. } = self.settings;
        let explore = if self.state.alarm.is_some() { explore.max(alarm) } else { explore };
        let uniform = self.coins.choice.uniform(event);
        let answer = || {
            let own = probabilities(policy, round, explore);
            let chosen = draw(&own, uniform);
            (own, chosen)
        };
        let (own, chosen) = match stopwatch {
            Some(stopwatch) => stopwatch.measure(answer),
            None => answer(),
        };
        let (worth, regret) = worth(&own, round);
        if let (Some(shadow), Some(policy)) = (&mut self.state.shadow, &self.challenger) {
            let other = probabilities(policy, round, explore);
            shadow.answered(event, &own, &other, (chosen, uniform));
        }
        let reward = round.reward(chosen);
        let decided = decision(&self.rounds, &self.environment, own, (time, version, chosen));
        self.state.logger.decided(event, decided);
        let due = |coins: &IndexedRandom| {
            let wait = -self.settings.delay * libm::log(1.0 - coins.uniform(event));
            time + wait as u64
        };
        if self.coins.never.uniform(event) >= self.settings.never {
            let first = due(&self.coins.delay);
            self.state.logger.send(first, Answer { event, reward });
            if self.coins.twice.uniform(event) < self.settings.twice {
                self.state.logger.send(first.max(due(&self.coins.second)), Answer { event, reward });
            }
        }
        if let Some(version) = self.state.versions.get_mut(version as usize) {
            version.requests += 1;
            version.true_value += worth;
            version.regret += regret;
        }
        self.state.regret += regret;
        if event.is_multiple_of((self.spec.experiment.horizon / CURVE).max(1)) {
            self.state.curve.push((event, self.state.regret));
        }
        self.note(Happened::Served { event, version });
    }
}
