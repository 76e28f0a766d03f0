//! What the engine's program does with logs: it has the environment that one came from, and the agents.

use super::desk::{halves, held_out};
use super::messages::{Chosen, RecordAnswer, RecordRequest, TrainedWords};
use super::{log_bytes, log_of};
use crate::data::Sources;
use crate::evaluation::saved::ask;
use crate::evaluation::tables::{Always, RaggedTable, Uniform};
use crate::evaluation::truth::{Truth, truth};
use crate::interactions::InteractionLog;
use crate::progress::Tell;
use crate::simulation::PreparedEnvironment;
use crate::simulation::record::{RecordOptions, record, remarks};
use crate::spec::{Experiment, PartChoice};
use crate::train::train;

/// What a person does to leave something to chance.
const EXPLORE: &str =
    "record again with a share of uniform exploration, whose probabilities are known exactly";

/// A log, and the environment that it came from.
#[derive(Default)]
pub struct Recording {
    log: Option<InteractionLog>,
    /// What was given, the same checked, and what was made of it.
    prepared: Option<(Experiment, Experiment, PreparedEnvironment)>,
    /// The probabilities of the policy that was trained last, in the rows held out.
    trained: Option<RaggedTable>,
}

impl Recording {
    /// Answers a request; `tell` learns how far it is.
    pub fn answer(&mut self, request: RecordRequest, sources: &Sources, tell: &mut Tell<'_>) -> RecordAnswer {
        let answer = match request {
            RecordRequest::Record { experiment, policy, seed, explore } => {
                self.record(&experiment, policy as usize, seed, explore, sources, tell)
            }
            RecordRequest::Take { log } => {
                self.trained = None;
                self.log = log_of(&log.to_vec());
                self.log
                    .as_ref()
                    .map(|_| RecordAnswer::Taken)
                    .ok_or_else(|| "what was given is no log".to_owned())
            }
            RecordRequest::Train { part } => self.train(&part, tell),
            RecordRequest::Truth { experiment, seed, policy } => {
                self.truth(&experiment, seed, policy, sources, tell).map(RecordAnswer::True)
            }
        };
        answer.unwrap_or_else(|sentence| RecordAnswer::Refused { sentence })
    }

    fn log(&self) -> Result<&InteractionLog, String> {
        self.log.as_ref().ok_or_else(|| "there is no log yet".to_owned())
    }

    /// The environment of an experiment.
    fn environment(
        &mut self,
        experiment: &Experiment,
        sources: &Sources,
        tell: &mut Tell<'_>,
    ) -> Result<(Experiment, PreparedEnvironment), String> {
        if let Some((given, checked, environment)) = &self.prepared
            && given == experiment
        {
            return Ok((checked.clone(), environment.clone()));
        }
        let checked = experiment.checked().map_err(|error| error.to_string())?;
        let environment =
            checked.prepare_and_tell(sources.clone(), false, tell).map_err(|error| error.to_string())?;
        self.prepared = Some((experiment.clone(), checked.clone(), environment.clone()));
        Ok((checked, environment))
    }

    fn record(
        &mut self,
        experiment: &Experiment,
        policy: usize,
        seed: u32,
        explore: f64,
        sources: &Sources,
        tell: &mut Tell<'_>,
    ) -> Result<RecordAnswer, String> {
        (self.log, self.trained) = (None, None);
        let (experiment, environment) = self.environment(experiment, sources, tell)?;
        let options = RecordOptions { policy, seed, explore, frozen: None };
        let rounds = experiment.horizon.max(1) as f64;
        let mut told = |done: u64| tell("rounds are being recorded", done as f64 / rounds);
        let log = record(&experiment, environment, options, &mut told).map_err(|error| error.to_string())?;
        let remarks = remarks(&log, &experiment.label(policy), EXPLORE);
        let bytes = log_bytes(&log).into();
        self.log = Some(log);
        Ok(RecordAnswer::Recorded { log: bytes, remarks })
    }

    fn train(&mut self, part: &PartChoice, tell: &mut Tell<'_>) -> Result<RecordAnswer, String> {
        tell("the agent is being trained on the first half", 0.0);
        let log = self.log()?;
        let trained = train(log, part, &halves(), &mut |_| ()).map_err(|error| error.to_string())?;
        let held = held_out(log)?;
        let asked = ask(&trained.policy, &held).map_err(|error| error.to_string())?;
        let words = TrainedWords {
            rows: (trained.rows.0 as u64, held.len() as u64),
            mse: trained.measured.as_ref().map(|measured| measured.mse),
            arm_mean: trained.references.arm_mean,
        };
        let table = asked.probabilities.to_bytes().into();
        self.trained = Some(asked.probabilities);
        Ok(RecordAnswer::Trained { table, words })
    }

    fn truth(
        &mut self,
        experiment: &Experiment,
        seed: u32,
        policy: Chosen,
        sources: &Sources,
        tell: &mut Tell<'_>,
    ) -> Result<Truth, String> {
        let (experiment, environment) = self.environment(experiment, sources, tell)?;
        let log = self.log()?;
        let found = match policy {
            Chosen::Uniform => truth(log, &Uniform(log), &experiment, &environment, seed),
            Chosen::Always(arm) => truth(log, &Always(log, arm), &experiment, &environment, seed),
            Chosen::Trained => {
                let held = held_out(log)?;
                let table = self.trained.as_ref().filter(|table| table.rows() == held.len());
                truth(
                    &held,
                    table.ok_or("no agent was trained on this log")?,
                    &experiment,
                    &environment,
                    seed,
                )
            }
        };
        found.map_err(|error| error.to_string())
    }
}
