//! What runs in a worker with the whole engine: takes commands, prepares runs, and lets them go on.

use std::ops::Range;

use wasm_bindgen::JsValue;

use super::asked::Asked;
use super::bytes::Bytes;
use super::live_run::LiveRun;
use super::post::unpacked;
use super::protocol::{Command, Report};
use super::scope::{clock, memory, now, report};
use super::turns::{Serve, serve};
use crate::data::{DataKind, SourceRefs};
use crate::simulation::{PreparedEnvironment, Sources, Stepper, bench};
use crate::spec::{Decision, Experiment, ExperimentError, PartChoice};

/// How long each agent is measured where a person waits for it, in seconds.
const MEASURED: f64 = 0.3;

/// How long a run is prepared before there is word of it, in milliseconds.
const PATIENCE: f64 = 100.0;

/// Shortest time between two words of how far preparing is, in milliseconds.
const BETWEEN_SHARES: f64 = 50.0;

/// A prepared environment and what it was made from, so that a changed agent does not factorize again.
struct Prepared {
    /// The values of the environment, and what it was made from.
    key: (PartChoice, SourceRefs),
    environment: PreparedEnvironment,
}

#[derive(Default)]
struct State {
    sources: Sources,
    prepared: Option<Prepared>,
    run: Option<LiveRun>,
    asked: Asked,
}

/// Starts taking commands.
pub fn start() {
    serve(State::default());
}

impl Serve for State {
    fn obey(&mut self, message: &JsValue) {
        if let Some(command) = unpacked(message) {
            self.command(command);
        }
    }

    fn is_moving(&self) -> bool {
        self.run.as_ref().is_some_and(LiveRun::is_moving)
    }

    fn turn(&mut self) {
        if let Some(run) = self.run.as_mut().filter(|run| run.is_moving()) {
            run.go_on(&mut |_| ());
        }
    }
}

impl State {
    fn command(&mut self, command: Command) {
        match command {
            Command::UseData { request, kind, bytes } => self.use_data(request, kind, &bytes.to_vec()),
            Command::Prepare { run, experiment, first_seed, seed_count, factors, share } => {
                self.run = None;
                match self.prepare(run, &experiment, first_seed..first_seed + seed_count, factors, share) {
                    Ok(ready) => report(ready),
                    Err(error) => report(Report::Failed { run: Some(run), sentence: error.to_string() }),
                }
            }
            Command::RunUntil { run, round, stays } => {
                if let Some(current) = self.run.as_mut().filter(|current| current.number == run) {
                    current.run_until(round, stays);
                }
            }
            // What the reader's program does.
            Command::ReadFiles { .. }
            | Command::Encode { .. }
            | Command::Translate { .. }
            | Command::AskLog { .. }
            | Command::AskData { .. } => {}
            Command::Ask { number, parts } => {
                let mut tell = preparing(number);
                let parts = self.asked.answer(parts, &self.sources, &clock(), &memory, &mut tell);
                report(Report::Answer { number, parts });
            }
            Command::Measure { decision } => self.measure(decision),
        }
    }

    fn use_data(&mut self, request: Option<u64>, kind: DataKind, bytes: &[u8]) {
        match (kind.builder().decode)(bytes) {
            Ok(data) => {
                if let Some(request) = request {
                    report(Report::DataReady { request, summary: data.summary("") });
                }
                self.sources.insert(data);
                self.prepared = None;
                self.run = None;
            }
            Err(error) => report(Report::Failed { run: None, sentence: kind.unusable(&error) }),
        }
    }

    fn prepare(
        &mut self,
        run: u64,
        experiment: &Experiment,
        seeds: Range<u32>,
        factors: Option<Bytes>,
        share: bool,
    ) -> Result<Report, ExperimentError> {
        let experiment = experiment.checked()?;
        // What they say may take as long to find out as to prepare the environment, and it is the same for all workers.
        let for_remarks = seeds.start == 0;
        let key = (experiment.environment.clone(), experiment.sources.clone());
        let environment = match &self.prepared {
            Some(prepared) if prepared.key == key => prepared.environment.clone(),
            _ => {
                let sources = self.sources.clone();
                let mut tell = preparing(run);
                match factors.filter(|_| !for_remarks) {
                    Some(factors) => experiment.prepare_from(sources, &factors.to_vec(), &mut tell)?,
                    None => experiment.prepare_and_tell(sources, for_remarks, &mut tell)?,
                }
            }
        };
        self.prepared = Some(Prepared { key, environment: environment.clone() });
        if share {
            report(Report::Shared { run, factors: environment.factors().map(Bytes::from) });
        }
        let stepper = Stepper::new(&experiment, environment.clone(), seeds)?;
        self.run = Some(LiveRun::new(run, stepper, for_remarks));
        let remarks = if for_remarks { environment.remarks(&experiment) } else { Vec::new() };
        Ok(Report::Ready { run, items: environment.items(), remarks })
    }

    fn measure(&self, decision: Decision) {
        let measured = bench::measure_task(decision, &self.sources, MEASURED, &now);
        match measured {
            Ok(measurements) => report(Report::Measured { measurements }),
            Err(error) => report(Report::Failed { run: None, sentence: error.to_string() }),
        }
    }
}

/// Says now and then how far the preparation of a run, or of what has this number, is.
fn preparing(run: u64) -> impl FnMut(&str, f64) {
    let mut next = now() + PATIENCE;
    move |task, fraction| {
        let time = now();
        if time >= next {
            next = time + BETWEEN_SHARES;
            report(Report::Preparing { run, task: task.to_owned(), fraction });
        }
    }
}
