//! Runs experiments one after the other on workers of its own: the run on the page goes on beneath, and stays as it is.

use std::collections::VecDeque;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::chart::curves::Curves;
use crate::data::DataKind;
use crate::results::RunLog;
use crate::spec::Experiment;
use crate::ui::browser;
use crate::worker::bytes::Bytes;
use crate::worker::pool::{Pool, PoolEvent};

/// A run, finished or on its way.
#[derive(Debug, Clone)]
pub struct LabRun {
    /// What is run.
    pub experiment: Experiment,
    /// What came of it so far.
    pub log: RunLog,
    /// Its curves, as far as the log goes.
    pub curves: Curves,
}

/// What hears of each run that is through.
type Heard = Rc<dyn Fn(&LabRun)>;

/// Experiments that were asked for together.
struct Job {
    experiments: VecDeque<Experiment>,
    /// How many there were, and how many are done.
    count: usize,
    done: usize,
    finished: Heard,
}

#[derive(Default)]
struct Internals {
    pool: Option<Pool>,
    /// Whether the workers are on their way.
    is_starting: bool,
    job: Option<Job>,
    /// Number of the run.
    run: u64,
    experiment: Experiment,
}

/// Workers and what they run. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct Lab {
    /// How much of what was asked for is done, 0 to 1; none where nothing is running.
    pub progress: RwSignal<Option<f64>>,
    /// What takes time before the first round, or empty.
    pub preparing: RwSignal<String>,
    /// What went wrong last, a sentence; empty where nothing did.
    pub problem: RwSignal<String>,
    /// The run that is on its way, or the last one.
    pub shown: RwSignal<Option<LabRun>>,
    internals: StoredValue<Internals, LocalStorage>,
}

impl Lab {
    /// Without workers, which start with the first run.
    pub fn new() -> Lab {
        Lab {
            progress: RwSignal::new(None),
            preparing: RwSignal::new(String::new()),
            problem: RwSignal::new(String::new()),
            shown: RwSignal::new(None),
            internals: StoredValue::new_local(Internals::default()),
        }
    }

    /// Runs these one after the other, in place of what is running. `finished` hears of each that is done.
    pub fn run(self, experiments: Vec<Experiment>, finished: impl Fn(&LabRun) + 'static) {
        let count = experiments.len();
        let job = Job { experiments: experiments.into(), count, done: 0, finished: Rc::new(finished) };
        self.problem.set(String::new());
        self.shown.set(None);
        self.progress.set(Some(0.0));
        let mut is_there = false;
        let mut is_starting = false;
        self.internals.update_value(|internals| {
            internals.job = Some(job);
            is_there = internals.pool.is_some();
            is_starting = std::mem::replace(&mut internals.is_starting, !is_there);
        });
        if is_there {
            self.begin_next();
        } else if !is_starting {
            self.preparing.set("the engine is loading".to_owned());
            spawn_local(self.start());
        }
    }

    /// Ends what is running, and forgets it.
    pub fn cancel(self) {
        self.internals.update_value(|internals| {
            internals.job = None;
            if let Some(pool) = &internals.pool {
                pool.drop_run();
            }
        });
        self.rest();
    }

    /// Ends the workers.
    pub fn close(self) {
        let mut pool = None;
        self.internals.update_value(|internals| (internals.job, pool) = (None, internals.pool.take()));
        // Dropped after the pool's call that may be running.
        spawn_local(async move { drop(pool) });
        self.rest();
    }

    fn rest(self) {
        self.progress.set(None);
        self.preparing.set(String::new());
    }

    async fn start(self) {
        let pool = match Pool::start(browser::query_number("workers"), move |event| self.receive(event)).await
        {
            Ok(pool) => pool,
            Err(sentence) => return self.fail(sentence),
        };
        match bundled_data().await {
            Ok(data) => data.into_iter().for_each(|(kind, bytes)| pool.use_data(kind, bytes, true)),
            Err(sentence) => return self.fail(format!("{sentence}.")),
        }
        self.internals.update_value(|internals| {
            internals.is_starting = false;
            internals.pool = Some(pool);
        });
        self.begin_next();
    }

    fn begin_next(self) {
        self.internals.update_value(|internals| {
            let next = internals.job.as_mut().and_then(|job| job.experiments.pop_front());
            let (Some(experiment), Some(pool)) = (next, &internals.pool) else { return };
            internals.run += 1;
            pool.prepare(internals.run, &experiment);
            internals.experiment = experiment;
        });
    }

    fn fail(self, sentence: String) {
        self.internals.update_value(|internals| (internals.job, internals.is_starting) = (None, false));
        self.problem.set(sentence);
        self.rest();
    }

    /// Whether an event is of the run that is wanted.
    fn is_of(self, run: u64) -> bool {
        self.internals.with_value(|internals| internals.run == run && internals.job.is_some())
    }

    fn receive(self, event: PoolEvent) {
        match event {
            PoolEvent::Preparing { run, task, .. } if self.is_of(run) => self.preparing.set(task),
            PoolEvent::Prepared { run, items, .. } if self.is_of(run) => {
                self.preparing.set(String::new());
                let experiment = self.internals.with_value(|internals| internals.experiment.clone());
                let log = RunLog::new(&experiment, items);
                let curves = Curves::new(log.policies.len());
                let horizon = experiment.horizon;
                self.shown.set(Some(LabRun { experiment, log, curves }));
                self.internals.with_value(|internals| {
                    if let Some(pool) = &internals.pool {
                        pool.run_until(horizon, true);
                    }
                });
            }
            PoolEvent::Moved { run, advance, .. } if self.is_of(run) => {
                let mut problem = None;
                self.shown.update(|shown| {
                    let Some(shown) = shown else { return };
                    match shown.log.apply(&advance) {
                        Ok(()) => shown.curves.catch_up(&shown.log),
                        Err(error) => problem = Some(format!("{error}.")),
                    }
                });
                match problem {
                    Some(sentence) => self.fail(sentence),
                    None => self.moved(),
                }
            }
            PoolEvent::Stopped { run, .. } if self.is_of(run) => self.finish(),
            PoolEvent::Failed { run, sentence } if run.is_none_or(|run| self.is_of(run)) => {
                self.fail(sentence)
            }
            PoolEvent::Crashed { sentence } => self.fail(sentence),
            PoolEvent::NoEngine { sentence } => {
                let mut pool = None;
                self.internals.update_value(|internals| pool = internals.pool.take());
                spawn_local(async move { drop(pool) });
                self.fail(sentence);
            }
            PoolEvent::DataReady { .. }
            | PoolEvent::Preparing { .. }
            | PoolEvent::Prepared { .. }
            | PoolEvent::Moved { .. }
            | PoolEvent::Stopped { .. }
            | PoolEvent::Failed { .. } => {}
        }
    }

    fn moved(self) {
        let part = self.shown.with_untracked(|shown| {
            let shown = shown.as_ref()?;
            Some(shown.log.common_rounds() as f64 / shown.experiment.horizon as f64)
        });
        let all =
            self.internals.with_value(|internals| internals.job.as_ref().map(|job| (job.done, job.count)));
        if let Some((part, (done, count))) = part.zip(all) {
            self.progress.set(Some((done as f64 + part) / count as f64));
        }
    }

    /// The run has come to its horizon, or stands still where it was paused, which nothing here asks for.
    fn finish(self) {
        if !self.shown.with_untracked(|shown| shown.as_ref().is_some_and(|shown| shown.log.is_complete())) {
            return;
        }
        let mut heard = None;
        self.internals.update_value(|internals| {
            let Some(job) = &mut internals.job else { return };
            heard = Some(Rc::clone(&job.finished));
            job.done += 1;
            if job.experiments.is_empty() {
                internals.job = None;
            }
        });
        let Some(finished) = heard else { return };
        let is_last = self.internals.with_value(|internals| internals.job.is_none());
        if is_last {
            self.rest();
        }
        // A copy: what hears of it may begin the next one.
        let run = self.shown.get_untracked();
        run.iter().for_each(|run| finished(run));
        if !is_last {
            self.begin_next();
        }
    }
}

/// The data that come with the page, one file a kind.
///
/// # Errors
/// A file that can't be loaded: a sentence without its end.
pub async fn bundled_data() -> Result<Vec<(DataKind, Bytes)>, String> {
    let mut data = Vec::new();
    for kind in DataKind::all() {
        if let Some(file) = kind.bundled {
            data.push((kind, browser::load(file).await?));
        }
    }
    Ok(data)
}
