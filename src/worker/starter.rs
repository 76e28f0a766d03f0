//! What runs in a worker with the starter's program: the default experiment, in an environment that the program brings along. It
//! takes [`StarterCommand`]s, of the page or of `index.html`, and reports as the whole engine does.

use std::ops::Range;

use js_sys::Float64Array;
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

use super::live_run::LiveRun;
use super::protocol::Report;
use super::scope::report;
use super::starter_command::{FIRST_RUN, StarterCommand, share};
use super::turns::{Serve, serve};
use crate::data::DataSummary;
use crate::environment::movielens::first;
use crate::metrics::REGRET;
use crate::results::RunUpdate;
use crate::simulation::{PreparedEnvironment, Stepper};
use crate::spec::Experiment;

#[derive(Default)]
struct State {
    prepared: Option<(PreparedEnvironment, DataSummary)>,
    run: Option<LiveRun>,
    /// Whether `index.html` draws the curves.
    draws: bool,
}

/// Starts taking commands.
pub fn start() {
    serve(State::default());
}

impl Serve for State {
    fn obey(&mut self, message: &JsValue) {
        let numbers = message.dyn_ref::<Float64Array>().map(Float64Array::to_vec);
        if let Some(command) = numbers.and_then(|numbers| StarterCommand::read(&numbers)) {
            self.command(command);
        }
    }

    fn is_moving(&self) -> bool {
        self.run.as_ref().is_some_and(LiveRun::is_moving)
    }

    fn turn(&mut self) {
        let draws = self.draws;
        if let Some(run) = self.run.as_mut().filter(|run| run.is_moving()) {
            run.go_on(&mut |update| {
                if draws {
                    show(update);
                }
            });
        }
    }
}

impl State {
    fn command(&mut self, command: StarterCommand) {
        self.draws = matches!(command, StarterCommand::Draw { .. });
        match command {
            StarterCommand::UseData { request } => match self.prepared() {
                Ok((_, summary)) => report(Report::DataReady { request, summary }),
                Err(sentence) => report(Report::Failed { run: None, sentence }),
            },
            StarterCommand::Prepare { run, first_seed, seed_count, share } => {
                self.prepare(run, first_seed..first_seed + seed_count, share);
            }
            StarterCommand::Begin { index, workers } => {
                self.prepare(FIRST_RUN, share(Experiment::default().seeds, index, workers), false);
            }
            StarterCommand::RunUntil { run, round, stays } => {
                if let Some(current) = self.run.as_mut().filter(|current| current.number == run) {
                    current.run_until(round, stays);
                }
            }
            StarterCommand::Draw { round } => {
                self.run.iter_mut().for_each(|current| current.run_until(round, false));
            }
        }
    }

    /// The environment, made when it is first needed, and what all ratings hold.
    fn prepared(&mut self) -> Result<(PreparedEnvironment, DataSummary), String> {
        if let Some(prepared) = &self.prepared {
            return Ok(prepared.clone());
        }
        let (environment, summary) =
            first::unpack(first::PACKED).ok_or("the ratings that the program brings along can't be read")?;
        environment.prepare(true, &mut |_, _| ());
        Ok(self.prepared.insert((environment.into(), summary)).clone())
    }

    fn prepare(&mut self, run: u64, seeds: Range<u32>, share: bool) {
        self.run = None;
        match self.begin(run, seeds) {
            Ok(ready) => {
                if share {
                    // The others make theirs as fast.
                    report(Report::Shared { run, factors: None });
                }
                report(ready);
            }
            Err(sentence) => report(Report::Failed { run: Some(run), sentence }),
        }
    }

    fn begin(&mut self, run: u64, seeds: Range<u32>) -> Result<Report, String> {
        let experiment = Experiment::default();
        let (environment, _) = self.prepared()?;
        let is_first = seeds.start == 0;
        let stepper =
            Stepper::new(&experiment, environment.clone(), seeds).map_err(|error| error.to_string())?;
        let remarks = if is_first { environment.remarks(&experiment) } else { Vec::new() };
        let ready = Report::Ready { run, items: environment.items(), remarks };
        self.run = Some(LiveRun::new(run, stepper, is_first));
        Ok(ready)
    }
}

/// Says how the curves stand: the round, and each policy's regret, summed over the worker's seeds.
fn show(update: &RunUpdate) {
    let Some(regret) = update.metrics.iter().position(|id| id == REGRET.id) else { return };
    let mut numbers = vec![update.rounds_done as f64];
    numbers.extend(
        update
            .policies
            .iter()
            .map(|policy| policy.totals.iter().filter_map(|totals| totals.values.get(regret)).sum::<f64>()),
    );
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        let _ = scope.post_message(&Float64Array::from(numbers.as_slice()));
    }
}
