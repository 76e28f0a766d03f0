//! The session on the command line: its events come from threads that run the seeds, and its effects are carried out at
//! once. It is never paused; it is prepared, runs and fails as on the page.

use std::collections::VecDeque;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Instant;

use super::{Failure, interrupt, output};
use crate::data::{DataKind, HandOver};
use crate::results::{RunLog, RunUpdate};
use crate::session::{Attention, Effect, Event, RunState, Session, Severity};
use crate::simulation::{PreparedEnvironment, Sources, Stepper};
use crate::spec::Experiment;

/// Rounds of a seed between two reports of it.
const CHUNK: u64 = 10_000;

/// In so many shares of the horizon all seeds take turns where none may be far ahead.
const SHARES: u64 = 100;

/// What is done with a seed after its last round.
pub type DoneWith<'a> = dyn Fn(&Stepper, u32) -> Result<(), Failure> + Sync + 'a;

/// Runs every seed, `jobs` at the same time (0: one a processor). The log is the same bits whatever the order in which
/// they come to their ends. `progress` receives the rounds done, all seeds together. What is to be done with a seed after its
/// last round, `done_with` does on its thread. With `evenly` no seed is far ahead of the others, and a run that is interrupted gives its
/// log as far as it came.
pub fn run_all(
    experiment: &Experiment,
    sources: &Sources,
    jobs: usize,
    evenly: bool,
    progress: &mut dyn FnMut(u64),
    done_with: &DoneWith<'_>,
) -> Result<RunLog, Failure> {
    let mut driver = Driver {
        session: Session::new(),
        begun: Instant::now(),
        sources,
        jobs,
        evenly,
        prepared: None,
        refused: None,
        progress,
        done_with,
    };
    // All data are there already. An experiment that names none runs on the bundled ones.
    let fingerprint = |kind: DataKind| sources.fingerprint(kind).unwrap_or_default().to_owned();
    let (at_once, with_run): (Vec<DataKind>, Vec<DataKind>) =
        sources.kinds().partition(|kind| kind.hand_over == HandOver::AtOnce);
    driver.send(Event::EngineReady)?;
    for kind in with_run {
        driver.send(Event::DataAtHand { kind, fingerprints: vec![fingerprint(kind)] })?;
    }
    driver.send(Event::Controls(Box::new(experiment.clone())))?;
    for kind in at_once {
        let bundled = experiment.sources.get(kind).is_none();
        driver.send(Event::DataGiven { kind, bundled, chosen: false })?;
        driver.send(Event::DataReady { kind, fingerprint: fingerprint(kind) })?;
    }
    driver.finish()
}

/// What carries out the effects of a session.
struct Driver<'a> {
    session: Session,
    begun: Instant,
    sources: &'a Sources,
    jobs: usize,
    evenly: bool,
    /// The run that is prepared.
    prepared: Option<(Experiment, PreparedEnvironment)>,
    /// What the session said last of why it can't go on.
    refused: Option<String>,
    progress: &'a mut dyn FnMut(u64),
    done_with: &'a DoneWith<'a>,
}

impl Driver<'_> {
    fn send(&mut self, event: Event) -> Result<(), Failure> {
        let now = self.now();
        for effect in self.session.handle(event, now) {
            match effect {
                Effect::Prepare { run, experiment } => self.prepare(run, *experiment)?,
                Effect::RunUntil { run, round, .. } => self.run_until(run, round)?,
                Effect::Notify { severity: Severity::Warning | Severity::Error, text, .. } => {
                    self.refused = Some(text);
                }
                // Nothing is drawn here, and the controls are set once: no frames and no timers are needed.
                _ => {}
            }
        }
        Ok(())
    }

    /// Milliseconds, for word of a long preparation only: no result depends on them.
    fn now(&self) -> f64 {
        self.begun.elapsed().as_secs_f64() * 1_000.0
    }

    fn prepare(&mut self, run: u64, experiment: Experiment) -> Result<(), Failure> {
        let (session, begun) = (&mut self.session, self.begun);
        let mut told = false;
        let environment = experiment.prepare_and_tell(self.sources.clone(), false, &mut |task, fraction| {
            let event = Event::Preparing { run, task: task.to_owned(), fraction };
            session.handle(event, begun.elapsed().as_secs_f64() * 1_000.0);
            if let Some(preparation) = session.preparation() {
                told = true;
                let (task, percent) = (&preparation.task, preparation.fraction * 100.0);
                // A receiver that is gone is no reason to stop.
                let _ = write!(std::io::stderr(), "\rPreparing the environment: {task}, {percent:>3.0} %");
            }
        });
        if told {
            output::note("");
        }
        match environment {
            Ok(environment) => {
                let items = environment.items();
                self.prepared = Some((experiment, environment));
                self.send(Event::Prepared { run, items, remarks: Vec::new() })
            }
            Err(error) => self.send(Event::Failed { run: Some(run), sentence: error.to_string() }),
        }
    }

    /// Runs all seeds from the start to this round.
    fn run_until(&mut self, run: u64, round: u64) -> Result<(), Failure> {
        let Some((experiment, environment)) = self.prepared.take() else { return Ok(()) };
        // More threads than seeds would have nothing to do.
        let threads = self.jobs.min(experiment.seeds as usize);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(Failure::own)?;
        let is_over = AtomicBool::new(false);
        let (sender, reports) = mpsc::channel();
        let chunk = if self.evenly { (experiment.horizon / SHARES).clamp(1, CHUNK) } else { u64::MAX };
        let waiting: Mutex<VecDeque<(u32, Option<Stepper>)>> =
            Mutex::new((0..experiment.seeds).map(|seed| (seed, None)).collect());
        let ended = pool.in_place_scope(|scope| {
            for _ in 0..pool.current_num_threads() {
                let turns = Turns {
                    experiment: &experiment,
                    environment: &environment,
                    round,
                    chunk,
                    waiting: &waiting,
                    is_over: &is_over,
                    sender: sender.clone(),
                    done_with: self.done_with,
                };
                scope.spawn(move |_| turns.take());
            }
            drop(sender);
            let ended = self.take_reports(run, &reports);
            is_over.store(true, Ordering::Relaxed);
            ended
        });
        match ended? {
            Some(Failure::Input(sentence)) => self.send(Event::Failed { run: Some(run), sentence }),
            Some(failure) => Err(failure),
            None if interrupt::asked() => Ok(()),
            None => self.send(Event::Stopped { run, round }),
        }
    }

    /// Takes what the seeds report until all are through, or until one fails.
    fn take_reports(
        &mut self,
        run: u64,
        reports: &mpsc::Receiver<Result<RunUpdate, Failure>>,
    ) -> Result<Option<Failure>, Failure> {
        for report in reports {
            match report {
                Ok(advance) => {
                    let attention = Attention::default();
                    self.send(Event::Moved { run, advance: Box::new(advance), view: None, attention })?;
                    let done = self.session.log().map_or(0, |log| log.rounds_done.iter().sum());
                    (self.progress)(done);
                }
                Err(error) => return Ok(Some(error)),
            }
        }
        Ok(None)
    }

    /// The log with its names; or why there is none.
    fn finish(self) -> Result<RunLog, Failure> {
        let ended = self.session.state() == RunState::Done || interrupt::asked();
        let log = self.session.named_log().filter(|_| ended);
        let refused = self.refused;
        log.ok_or_else(|| {
            refused.map_or_else(|| Failure::own("the run did not reach its horizon"), Failure::Input)
        })
    }
}

/// What one thread does: turns of seeds on their way to a round.
struct Turns<'a> {
    experiment: &'a Experiment,
    environment: &'a PreparedEnvironment,
    round: u64,
    /// After so many rounds it is the turn of another seed.
    chunk: u64,
    /// Seeds whose turn it is not, in their order; before its first round a seed has no stepper.
    waiting: &'a Mutex<VecDeque<(u32, Option<Stepper>)>>,
    is_over: &'a AtomicBool,
    sender: mpsc::Sender<Result<RunUpdate, Failure>>,
    done_with: &'a DoneWith<'a>,
}

impl Turns<'_> {
    /// Takes turns until no seed waits: the others are with other threads, which go on with them.
    fn take(&self) {
        loop {
            let next = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some((seed, stepper)) = next.filter(|_| !self.is_over.load(Ordering::Relaxed)) else {
                return;
            };
            match self.turn(seed, stepper) {
                Ok(Some(stepper)) => {
                    let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
                    waiting.push_back((seed, Some(stepper)));
                }
                Ok(None) => {}
                Err(error) => drop(self.report(Err(error))),
            }
        }
    }

    /// A turn, reported piece by piece; gives the stepper back where there are further rounds, and stops early where a report is not wanted
    /// any longer.
    fn turn(&self, seed: u32, stepper: Option<Stepper>) -> Result<Option<Stepper>, Failure> {
        let mut stepper = match stepper {
            Some(stepper) => stepper,
            None => Stepper::new(self.experiment, self.environment.clone(), seed..seed + 1)
                .map_err(Failure::input)?,
        };
        let until = self.round.min(stepper.rounds_done().saturating_add(self.chunk));
        while stepper.rounds_done() < until {
            if interrupt::asked() {
                return Ok(None);
            }
            stepper.advance(CHUNK.min(until - stepper.rounds_done()));
            stepper.check().map_err(Failure::input)?;
            if !self.report(Ok(stepper.take())) {
                return Ok(None);
            }
        }
        if until < self.round {
            return Ok(Some(stepper));
        }
        (self.done_with)(&stepper, seed).map(|()| None)
    }

    /// Whether more is wanted.
    fn report(&self, report: Result<RunUpdate, Failure>) -> bool {
        self.sender.send(report).is_ok() && !self.is_over.load(Ordering::Relaxed)
    }
}
