//! What runs in a worker with the whole engine: takes commands, prepares runs, and lets them go on.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use super::asked::Asked;
use super::bytes::Bytes;
use super::live_run::LiveRun;
use super::post::unpacked;
use super::protocol::{Command, Report};
use super::scope::{clock, greet, memory, now, report};
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
    /// Whether a turn is on its way.
    scheduled: bool,
}

/// Starts taking commands.
pub fn start() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let Ok(channel) = MessageChannel::new() else { return };
    let state = Rc::new(RefCell::new(State::default()));

    // A turn ends by posting to itself: a timer would be held up for 4 ms each time.
    let turn_state = Rc::clone(&state);
    let again = channel.port2();
    let turn = Closure::<dyn FnMut(MessageEvent)>::new(move |_| {
        let mut state = turn_state.borrow_mut();
        state.scheduled = false;
        state.turn();
        state.schedule(&again);
    });
    channel.port1().set_onmessage(Some(turn.as_ref().unchecked_ref()));
    turn.forget();

    let wake = channel.port2();
    let command = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(command) = unpacked(&event.data()) else { return };
        let mut state = state.borrow_mut();
        state.obey(command);
        state.schedule(&wake);
    });
    scope.set_onmessage(Some(command.as_ref().unchecked_ref()));
    command.forget();
    greet();
}

impl State {
    /// Sends for the next turn, when there is something to do and none is on its way.
    fn schedule(&mut self, port: &MessagePort) {
        if !self.scheduled && self.run.as_ref().is_some_and(LiveRun::is_moving) {
            self.scheduled = port.post_message(&JsValue::NULL).is_ok();
        }
    }

    fn obey(&mut self, command: Command) {
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
            | Command::AskLog { .. } => {}
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

    fn turn(&mut self) {
        if let Some(run) = self.run.as_mut().filter(|run| run.is_moving()) {
            run.go_on(&mut |_| ());
        }
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
