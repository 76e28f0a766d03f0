//! What runs in a worker: takes commands, steps its seeds in short turns, reports at most once a frame.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

#[cfg(not(feature = "starter"))]
use super::asked::Asked;
use super::bytes::Bytes;
use super::post::unpacked;
use super::protocol::{Command, Report};
use super::scope::{FRAME, greet, now, report};
#[cfg(not(feature = "starter"))]
use super::scope::{clock, memory};
use crate::data::{DataKind, SourceRefs};
use crate::results::RoundView;
use crate::simulation::{PreparedEnvironment, Sources, Stepper, bench};
use crate::spec::{Decision, Experiment, ExperimentError, PartChoice};

/// Longest turn before commands are looked at again, in milliseconds.
const TURN: f64 = 12.0;

/// How long each agent is measured where a person waits for it, in seconds.
const MEASURED: f64 = 0.3;

/// Shortest time between two rounds on the way that are looked into, in milliseconds: time enough for a person to see
/// what was chosen and what came of it.
const BETWEEN_LOOKS: f64 = 500.0;

/// How long a run is prepared before there is word of it, in milliseconds.
const PATIENCE: f64 = 100.0;

/// Shortest time between two words of how far preparing is, in milliseconds.
const BETWEEN_SHARES: f64 = 50.0;

/// So many times as long as a look took passes until the next: looks take no more than a twentieth of the time.
const REST: f64 = 19.0;

/// A run under way.
struct Run {
    number: u64,
    stepper: Stepper,
    target: u64,
    /// Whether the target itself is looked into.
    stays: bool,
    reported: f64,
    /// When a round on the way is looked into next.
    next_look: f64,
    /// Rounds a turn tries before it looks at the clock.
    chunk: u64,
    view: Option<RoundView>,
    inspects: bool,
    moving: bool,
}

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
    run: Option<Run>,
    #[cfg(not(feature = "starter"))]
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
        if !self.scheduled && self.run.as_ref().is_some_and(|run| run.moving) {
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
                    current.target = round.min(current.stepper.horizon());
                    current.stays = stays;
                    current.moving = true;
                }
            }
            // What the reader's program does.
            Command::ReadFiles { .. } | Command::Encode { .. } | Command::Translate { .. } => {}
            #[cfg(feature = "starter")]
            Command::Ask { .. } => {}
            #[cfg(not(feature = "starter"))]
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
        self.run = Some(Run {
            number: run,
            stepper,
            target: 0,
            stays: false,
            reported: 0.0,
            next_look: 0.0,
            chunk: 1,
            view: None,
            inspects: for_remarks,
            moving: false,
        });
        let remarks = if for_remarks { environment.remarks(&experiment) } else { Vec::new() };
        Ok(Report::Ready { run, items: environment.items(), remarks })
    }

    fn turn(&mut self) {
        let Some(run) = self.run.as_mut().filter(|run| run.moving) else { return };
        run.turn(now() + TURN);
        if run.stepper.rounds_done() >= run.target {
            run.moving = false;
            run.report(true);
        } else if now() - run.reported >= FRAME {
            run.report(false);
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

impl Run {
    fn turn(&mut self, end: f64) {
        loop {
            let left = self.target.saturating_sub(self.stepper.rounds_done());
            if left == 0 {
                return;
            }
            let start = now();
            if self.inspects && (left == 1 && self.stays || start >= self.next_look) {
                self.view = self.stepper.advance_inspected();
                let finish = now();
                self.next_look = finish + BETWEEN_LOOKS.max(REST * (finish - start));
                return;
            }
            self.stepper.advance(self.chunk.min(if self.inspects && self.stays { left - 1 } else { left }));
            let finish = now();
            if finish - start < TURN / 8.0 {
                self.chunk = (self.chunk * 2).min(1 << 20);
            } else if finish - start > TURN / 2.0 {
                self.chunk = (self.chunk / 2).max(1);
            }
            if finish >= end {
                return;
            }
        }
    }

    fn report(&mut self, stopped: bool) {
        self.reported = now();
        let (advance, view) = (self.stepper.take(), self.view.take());
        report(Report::Moved { run: self.number, advance, view, stopped });
    }
}
