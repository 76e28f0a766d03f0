//! Versions: watched for changes, tried as canaries, promoted and rolled back.

use super::canary::{Canary, Outcome};
use super::drift::Detector;
use super::engine::Pipeline;
use super::error::PipelineError;
use super::logger::Decision;
use super::record::Happened;
use super::shadow::Shadow;
use super::state::{Status, Trial};
use super::store::ArtefactStore;
use super::work::Artefact;
use crate::agent::{ActionInfo, Feedback, View};
use crate::policy::SavedPolicy;
use crate::simulation::policies::Learner;

/// How many of the latest rewards it is remembered of which events they are.
const WATCHED: usize = 10_000;

impl<S: ArtefactStore> Pipeline<S> {
    /// The serving version learns from a reward of its own, where it learns in process.
    pub(super) fn learn(&mut self, decided: &Decision, reward: f64) {
        if !self.settings.learns || decided.version != self.state.champion {
            return;
        }
        let now = self.champion.rounds + 1;
        let Learner::Agent { agent, shape } = &mut self.champion.run.learner else { return };
        let one = [1.0];
        let context = if decided.context.is_empty() { &one[..] } else { &decided.context };
        // What it was not made for was answered uniformly.
        if decided.arms.len() > shape.arms || context.len() != shape.context {
            return;
        }
        let chosen = decided.chosen as usize;
        let view = View {
            round: now,
            context,
            items: &decided.arms,
            arm_features: &decided.arm_features,
            expectations: &[],
        };
        let info = ActionInfo { probability: decided.probabilities[chosen], ..ActionInfo::UNKNOWN };
        agent.update_off_policy(&view, chosen, &Feedback { reward, objectives: &[], info, now });
        self.champion.rounds = now;
    }

    /// Looks for a change of the champion's rewards.
    pub(super) fn watch(&mut self, event: u64, version: u32, reward: f64) {
        if version != self.state.champion {
            return;
        }
        let (low, high) = self.shape.rewards;
        let share = if high > low { ((reward - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        self.state.watched.push_back(event);
        if self.state.watched.len() > WATCHED {
            self.state.watched.pop_front();
        }
        if let Some(since) = self.state.detector.push(share) {
            let first = self.state.watched.len().saturating_sub(since as usize);
            self.state.fresh_from = self.state.watched.range(first..).min().copied().unwrap_or(event);
            self.state.has_drifted = true;
            self.state.alarm = Some(self.state.runs);
            self.note(Happened::Drift { since });
        }
    }

    /// Takes a reward into the canary under way, and acts on what it says.
    pub(super) fn judge(&mut self, version: u32, reward: f64) -> Result<(), PipelineError> {
        let Some(trial) = &mut self.state.trial else { return Ok(()) };
        let challenger = trial.version;
        let is_of_both = version == challenger || version == self.state.champion;
        let Some(outcome) = is_of_both.then(|| trial.canary.push(version == challenger, reward)).flatten()
        else {
            return Ok(());
        };
        let [(own, mean), (others, other)] = trial.canary.means();
        let [champion, canary] = trial.canary.intervals();
        let champion_number = self.state.champion;
        let figures = format!(
            "after {others} rewards v{challenger} earns {other:.4} ({:.4} to {:.4}), and v{champion_number} {mean:.4} after {own} ({:.4} to {:.4})",
            canary.low, canary.high, champion.low, champion.high
        );
        match outcome {
            Outcome::Worse => {
                self.state.trial = None;
                self.challenger = None;
                self.set_status(challenger, Status::RolledBack);
                let sentence = format!("Worse: {figures}.");
                self.note(Happened::RolledBack { version: challenger, sentence });
                Ok(())
            }
            Outcome::Better => self.promote(challenger, format!("Better: {figures}.")),
            Outcome::Undecided => {
                self.promote(challenger, format!("Nothing shows that it is worse: {figures}."))
            }
        }
    }

    /// Takes a reward into the shadow under way, and acts on what it says.
    pub(super) fn judge_shadow(&mut self, event: u64, reward: f64) -> Result<(), PipelineError> {
        let Some(shadow) = &mut self.state.shadow else { return Ok(()) };
        let Some(is_worse) = shadow.joined(event, reward) else { return Ok(()) };
        if !is_worse && shadow.rewards() < self.settings.shadow {
            return Ok(());
        }
        let (number, summary) = (shadow.version, shadow.summary());
        let words = summary.words(number, self.state.champion);
        self.state.shadow = None;
        if let Some(version) = self.state.versions.get_mut(number as usize) {
            version.shadow = Some(summary);
        }
        let Some(policy) = self.challenger.take() else { return Ok(()) };
        if is_worse {
            self.set_status(number, Status::RolledBack);
            self.note(Happened::RolledBack {
                version: number,
                sentence: format!("Worse in shadow: {words}."),
            });
            return Ok(());
        }
        self.note(Happened::Shadowed { version: number, sentence: format!("{words}.") });
        self.try_out(number, policy, "It is deployed without a canary.".to_owned())
    }

    /// This version answers in shadow from now on.
    pub(super) fn begin_shadow(&mut self, number: u32, policy: SavedPolicy) {
        self.state.shadow = Some(Shadow::new(number, self.shape.rewards, self.settings.error));
        self.challenger = Some(policy);
        self.set_status(number, Status::Shadow);
        self.note(Happened::Shadow { version: number });
    }

    /// This version is given users: as a canary, or all of them at once, with this sentence.
    pub(super) fn try_out(
        &mut self,
        number: u32,
        policy: SavedPolicy,
        sentence: String,
    ) -> Result<(), PipelineError> {
        if self.settings.canary > 0.0 {
            self.begin_canary(number, policy);
            return Ok(());
        }
        self.promote(number, sentence)
    }

    fn set_status(&mut self, number: u32, status: Status) {
        if let Some(version) = self.state.versions.get_mut(number as usize) {
            version.status = status;
        }
    }

    /// This version answers all requests from now on.
    fn promote(&mut self, number: u32, sentence: String) -> Result<(), PipelineError> {
        let version = self.state.versions.get(number as usize).ok_or(PipelineError::State)?;
        self.champion = Artefact::read(&self.store, version.artefact)?.policy()?;
        let run = version.run;
        self.state.alarm = self.state.alarm.filter(|first| run < *first);
        self.challenger = None;
        self.state.trial = None;
        self.set_status(self.state.champion, Status::Retired);
        self.set_status(number, Status::Champion);
        self.state.champion = number;
        // Another policy earns something else: that is no change of the users.
        self.state.detector = Detector::of(&self.settings.detector);
        self.state.watched.clear();
        self.note(Happened::Promoted { version: number, sentence });
        Ok(())
    }

    /// This version answers a share of the requests from now on.
    fn begin_canary(&mut self, number: u32, policy: SavedPolicy) {
        let canary = Canary::new(self.shape.rewards, self.settings.error, self.settings.longest);
        self.state.trial = Some(Trial { version: number, canary });
        self.challenger = Some(policy);
        self.set_status(number, Status::Challenger);
        self.note(Happened::Canary { version: number });
    }
}
