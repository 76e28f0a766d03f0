//! Runs: their steps one after the other, cached, failed, tried again.

use std::collections::BTreeMap;

use super::engine::Pipeline;
use super::error::PipelineError;
use super::record::{Happened, Reason};
use super::spec::{Rerun, step_of_a_run};
use super::state::{ActiveRun, Segment, Version};
use super::step::{RUN, Step};
use super::steps;
use super::store::{ArtefactStore, Hash};
use super::work::{self, Artefact};
use crate::descriptor::Values;
use crate::interactions::InteractionLog;
use crate::policy::save_policy;
use crate::results::digest::NUMERICS;
use crate::spec::PartChoice;

/// What an attempt came to: the artefact and whether it was there before, or why there is none.
type Attempt = Result<(Hash, bool, String), String>;

impl<S: ArtefactStore> Pipeline<S> {
    /// Begins a run: what was logged so far becomes a piece of the log.
    pub(super) fn begin(&mut self, reason: Reason) -> Result<(), PipelineError> {
        self.cut()?;
        let step = if self.state.runs == 0 { Step::Generator } else { Step::Ingester };
        self.begin_at(step, reason, BTreeMap::new());
        Ok(())
    }

    /// Begins a run at a step, with what the steps before it have made.
    fn begin_at(&mut self, step: Step, reason: Reason, outputs: BTreeMap<Step, Hash>) {
        let (run, due) = (self.state.runs, self.state.clock);
        self.state.runs += 1;
        self.state.events = 0;
        self.state.last_run = due;
        self.state.has_drifted = false;
        let is_forced = reason == Reason::Hand;
        self.state.active = Some(ActiveRun { run, reason, step, failed: 0, due, outputs, is_forced });
        self.note(Happened::Began { run, reason });
    }

    /// Reruns a step by hand, as soon as the pipeline goes on: it makes its artefact once more, whatever was made of the same before, from what the
    /// steps before it made last. The steps after it follow, and those whose inputs are the same as before are not run. The
    /// rerun is added to the file ([`PipelineSpec::reruns`](super::PipelineSpec::reruns)), which therefore still gives the same digest.
    ///
    /// # Errors
    /// A step that is not of a run, one while a run, a shadow or a canary is under way, and one beyond the runs that the file allows.
    pub fn rerun(&mut self, step: &str) -> Result<(), PipelineError> {
        step_of_a_run(step)?;
        if self.is_busy() || self.has_rerun() {
            return Err(PipelineError::Busy);
        }
        if self.state.runs > self.settings.most_runs {
            return Err(PipelineError::NoRuns(self.settings.most_runs));
        }
        self.spec.reruns.push(Rerun { step: step.to_owned(), after: self.state.records });
        Ok(())
    }

    /// Whether a run, a shadow or a canary is under way.
    pub fn is_busy(&self) -> bool {
        self.state.active.is_some() || self.state.trial.is_some() || self.state.shadow.is_some()
    }

    /// Whether a step can be rerun now.
    pub fn can_rerun(&self) -> bool {
        !self.is_busy() && !self.has_rerun() && self.state.runs <= self.settings.most_runs
    }

    /// Whether the next thing is a rerun of the file.
    pub(super) fn has_rerun(&self) -> bool {
        let next = self.spec.reruns.get(self.state.reran.len());
        next.is_some_and(|rerun| rerun.after <= self.state.records) && !self.is_busy()
    }

    /// Begins the rerun that is next.
    pub(super) fn begin_rerun(&mut self) -> Result<(), PipelineError> {
        let Some(rerun) = self.spec.reruns.get(self.state.reran.len()).cloned() else { return Ok(()) };
        let step = step_of_a_run(&rerun.step)?;
        self.state.reran.push(rerun);
        if self.state.runs > self.settings.most_runs {
            // A file that asks for more than it allows: that is over with it.
            return Ok(());
        }
        self.cut()?;
        self.state.is_over = false;
        let before = RUN.iter().take_while(|own| **own != step);
        let outputs = before.filter_map(|own| Some((*own, *self.state.latest.get(own)?))).collect();
        self.begin_at(step, Reason::Hand, outputs);
        Ok(())
    }

    /// Makes a piece of the log of the rows that are in none.
    pub(super) fn cut(&mut self) -> Result<(), PipelineError> {
        let rows = self.state.open.len() as u64;
        if rows == 0 {
            return Ok(());
        }
        let artefact = Artefact::of_log(&self.state.open, format!("{rows} rows."));
        let artefact = self.store.put(&artefact.to_bytes())?;
        self.state.segments.push(Segment { artefact, rows });
        self.state.open = InteractionLog::new(self.state.open.schema().clone());
        Ok(())
    }

    /// One attempt of the step that is next.
    pub(super) fn attempt(&mut self) -> Result<(), PipelineError> {
        let Some(mut active) = self.state.active.take() else { return Ok(()) };
        let (run, step, attempt) = (active.run, active.step, active.failed + 1);
        let made = if active.failed < self.spec.injected(step, run) {
            Err("the file says that it fails".to_owned())
        } else {
            self.make(&active)?
        };
        match made {
            Ok((output, cached, sentence)) => {
                active.outputs.insert(step, output);
                active.is_forced = false;
                self.state.latest.insert(step, output);
                self.note(Happened::Done { run, step, attempt, output, cached, sentence });
                self.finish(active)
            }
            Err(sentence) => {
                let again = active.failed < self.settings.retries;
                self.note(Happened::Failed { run, step, attempt, again, sentence });
                if again {
                    active.failed += 1;
                    active.due = self.state.clock + self.settings.wait;
                    self.state.active = Some(active);
                } else {
                    self.state.failed_runs += 1;
                    if step == Step::Generator && self.state.rounds < self.settings.generated {
                        // Users come all the same, and their rows are the first ones.
                        self.pass_rounds(self.settings.generated);
                    }
                    self.note(Happened::Ended { run, completed: false });
                }
                Ok(())
            }
        }
    }

    /// What is to be done when a step is done.
    fn finish(&mut self, mut active: ActiveRun) -> Result<(), PipelineError> {
        let (run, step) = (active.run, active.step);
        match step {
            Step::Generator => {
                // One that is rerun adds no row a second time.
                if let Some(artefact) = active.outputs.get(&step)
                    && !self.state.segments.iter().any(|segment| segment.artefact == *artefact)
                {
                    let rows = self.settings.generated;
                    self.state.segments.insert(0, Segment { artefact: *artefact, rows });
                }
                if self.state.rounds < self.settings.generated {
                    self.pass_rounds(self.settings.generated);
                }
            }
            Step::Deployer => {
                self.deploy(&active)?;
                self.note(Happened::Ended { run, completed: true });
                return Ok(());
            }
            _ => {}
        }
        let place = RUN.iter().position(|own| *own == step).unwrap_or(0);
        active.step = RUN[(place + 1).min(RUN.len() - 1)];
        active.failed = 0;
        active.due = self.state.clock + if step == Step::Trainer { self.settings.training } else { 0 };
        self.state.active = Some(active);
        Ok(())
    }

    /// The artefact of a step: made before from the same, or made now.
    fn make(&mut self, active: &ActiveRun) -> Result<Attempt, PipelineError> {
        let key = self.key(active);
        let cached = self.state.made.get(&key).copied().filter(|_| !active.is_forced);
        // What another pipeline has made of the same is not made again; that is not told, since it depends on what was run before.
        if let Some(output) = cached.or_else(|| self.store.made(key).filter(|_| !active.is_forced))
            && let Ok(artefact) = Artefact::read(&self.store, output)
        {
            self.state.made.insert(key, output);
            return Ok(Ok((output, cached.is_some(), artefact.sentence)));
        }
        let artefact = match self.work(active) {
            Ok(artefact) => artefact,
            Err(sentence) => return Ok(Err(sentence)),
        };
        let output = self.store.put(&artefact.to_bytes())?;
        self.store.remember(key, output)?;
        self.state.made.insert(key, output);
        Ok(Ok((output, false, artefact.sentence)))
    }

    /// The hash of all that the step makes its artefact from.
    fn key(&self, active: &ActiveRun) -> Hash {
        let output = |step: Step| active.outputs.get(&step).copied();
        let experiment = || self.spec.experiment.clone();
        let seed = self.spec.experiment.master_seed;
        let own = |step: Step| self.spec.values(step);
        let part = self.spec.experiment.policies.first().map(|policy| policy.agent.clone());
        type Key = (Values, Option<PartChoice>, Vec<Hash>, u64, u64);
        let key: Key = match active.step {
            Step::Ingester => {
                let pieces = self.state.segments.iter().map(|segment| segment.artefact).collect();
                (own(Step::Ingester), None, pieces, self.fresh_from(), 0)
            }
            Step::Trainer => {
                (own(Step::Trainer), part, output(Step::Ingester).into_iter().collect(), seed, 0)
            }
            Step::Evaluator => {
                let own_artefact = self.state.versions.get(self.state.champion as usize);
                let serving = match self.settings.learns {
                    true => Some(Hash::of(&save_policy(&self.champion))),
                    false => own_artefact.map(|version| version.artefact),
                };
                let inputs = [output(Step::Ingester), output(Step::Trainer), serving];
                let share = self.spec.number(Step::Trainer, &steps::HELD_OUT).to_bits();
                (own(Step::Evaluator), None, inputs.into_iter().flatten().collect(), seed, share)
            }
            Step::Deployer => {
                (own(Step::Deployer), None, output(Step::Evaluator).into_iter().collect(), active.run, 0)
            }
            _ => {
                let text = serde_json::to_vec(&experiment()).unwrap_or_default();
                let versions = self.spec.count(Step::Trigger, &steps::RUNS);
                (own(active.step), None, vec![Hash::of(&text)], seed, versions)
            }
        };
        let content = serde_json::to_vec(&(NUMERICS, active.step, key)).unwrap_or_default();
        Hash::of(&content)
    }

    /// The first event that is ingested.
    fn fresh_from(&self) -> u64 {
        if self.spec.values(Step::Ingester).switch(&steps::FORGET) { self.state.fresh_from } else { 0 }
    }

    fn work(&self, active: &ActiveRun) -> Result<Artefact, String> {
        let read = |step: Step| -> Result<Artefact, String> {
            let hash = active.outputs.get(&step).ok_or("the step before has made nothing")?;
            Artefact::read(&self.store, *hash).map_err(|error| error.to_string())
        };
        match active.step {
            Step::Ingester => work::ingest(&self.spec, &self.store, &self.state.segments, self.fresh_from()),
            Step::Trainer => work::train_on(&self.spec, &read(Step::Ingester)?.log()?),
            Step::Evaluator => {
                let candidate = read(Step::Trainer)?.policy().map_err(|error| error.to_string())?;
                work::evaluate_on(&self.spec, &read(Step::Ingester)?.log()?, &candidate, &self.champion)
            }
            Step::Deployer => {
                let gate = read(Step::Evaluator)?.gate()?;
                let sentence = match gate.passes {
                    true => format!("Version {} is deployed.", self.state.versions.len()),
                    false => "Nothing is deployed.".to_owned(),
                };
                Ok(Artefact { sentence, content: Vec::new() })
            }
            _ => work::generate(&self.spec, &self.environment, self.coins.generator),
        }
    }

    /// A new version where the gate let it pass, all at once or as a canary.
    fn deploy(&mut self, active: &ActiveRun) -> Result<(), PipelineError> {
        let outputs = (active.outputs.get(&Step::Trainer), active.outputs.get(&Step::Evaluator));
        let (Some(trained), Some(evaluated)) = outputs else { return Ok(()) };
        let gate = Artefact::read(&self.store, *evaluated)?.gate().map_err(PipelineError::Artefact)?;
        if !gate.passes {
            return Ok(());
        }
        let policy = Artefact::read(&self.store, *trained)?.policy()?;
        let number = self.state.versions.len() as u32;
        let version = Version::new(number, active.run, *trained, self.state.clock);
        self.state.versions.push(Version { gate: Some(gate), ..version });
        if self.settings.shadow > 0 {
            self.begin_shadow(number, policy);
            return Ok(());
        }
        self.try_out(number, policy, "It is deployed without a canary.".to_owned())
    }
}
