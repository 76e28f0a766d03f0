//! Runs what a study asks for, with the engine.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Contestant, Domain, Job, StudySpec, TuneError};
use crate::descriptor::Value;
use crate::simulation::{PreparedEnvironment, Sources, Stepper};
use crate::spec::experiment::MEMORY_LIMIT;

/// Rounds between two questions whether to go on.
const CHUNK: u64 = 1_000;

/// Bytes of a run beside what its policy declares: sums, streams, checkpoints.
const BESIDE: u64 = 1 << 14;

/// Refuses options that don't go with the environment, each beside the other values of the experiment.
fn check_options(spec: &StudySpec, environment: &PreparedEnvironment) -> Result<(), TuneError> {
    let baseline = spec.baseline()?;
    for (place, dimension) in spec.space.dimensions.iter().enumerate() {
        let Domain::Options { values } = &dimension.domain else { continue };
        for value in values {
            let mut setting = baseline.clone();
            setting[place] = value.clone();
            let experiment = spec.experiment_of(Some(&setting))?;
            let made = Stepper::new(&experiment, environment.clone(), 0..1);
            made.map_err(|error| TuneError::Option {
                name: dimension.name.clone(),
                value: value.to_string(),
                error: Box::new(error),
            })?;
        }
    }
    Ok(())
}

/// Runs that may go on, with their contestants and seeds.
type Waiting = Vec<((Contestant, u32), Box<Stepper>)>;

/// Runs the trials of a study, on as many threads as call it.
pub struct TrialRunner {
    spec: StudySpec,
    environment: PreparedEnvironment,
    /// Runs that may go on, by contestant and seed.
    waiting: Mutex<Waiting>,
    /// How many of them there may be, so that they stay below the limit of an experiment's memory. What does not fit is run again from
    /// its first round, to the same bits.
    most_waiting: usize,
    rounds: AtomicU64,
}

impl TrialRunner {
    /// A runner for this study, from these data.
    ///
    /// # Errors
    /// An environment that can't be made from these data, or a policy that can't be made for it.
    pub fn new(spec: &StudySpec, sources: impl Into<Sources>) -> Result<TrialRunner, TuneError> {
        TrialRunner::in_environment(spec, spec.experiment.prepare(sources)?, 1)
    }

    /// A runner in the study's environment, which is prepared; so many runners have the memory of an experiment together.
    ///
    /// # Errors
    /// A policy that can't be made for the environment.
    pub fn in_environment(
        spec: &StudySpec,
        environment: PreparedEnvironment,
        runners: u32,
    ) -> Result<TrialRunner, TuneError> {
        check_options(spec, &environment)?;
        let experiment = spec.experiment_of(None)?;
        let one = {
            let setting = environment.clone().setting(&experiment)?;
            let policies = experiment.policies.iter().filter_map(|policy| setting.memory(policy));
            policies.sum::<u64>().saturating_add(setting.feedback_memory()).saturating_add(BESIDE)
        };
        Ok(TrialRunner {
            spec: spec.clone(),
            environment,
            waiting: Mutex::default(),
            most_waiting: (MEMORY_LIMIT / one / u64::from(runners.max(1))) as usize,
            rounds: AtomicU64::new(0),
        })
    }

    /// Runs a job of a contestant with this setting to its end and gives the metric there, as it is shown; none where `go_on`, which is
    /// asked every thousand rounds, has stopped it. A run that was stopped, or may have another rung before it, is kept, and goes on from
    /// where it stands.
    ///
    /// # Errors
    /// A setting with which the policy can't be made for the environment.
    pub fn run(
        &self,
        job: &Job,
        setting: Option<&[Value]>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Option<f64>, TuneError> {
        let metric = self.spec.metric()?;
        let mut stepper = match self.take(job) {
            Some(stepper) => stepper,
            None => {
                let experiment = self.spec.experiment_of(setting)?;
                Box::new(Stepper::new(&experiment, self.environment.clone(), job.seed..job.seed + 1)?)
            }
        };
        while stepper.rounds_done() < job.rounds {
            if !go_on() {
                // It was in memory all the time.
                self.waiting().push(((job.contestant, job.seed), stepper));
                return Ok(None);
            }
            let before = stepper.rounds_done();
            stepper.advance(CHUNK.min(job.rounds - before));
            stepper.check()?;
            self.rounds.fetch_add(stepper.rounds_done() - before, Ordering::Relaxed);
        }
        let update = stepper.take();
        let row = update.metrics.iter().position(|id| id == metric.id);
        let totals = update.policies.first().and_then(|policy| policy.totals.first());
        let kept = row.zip(totals).and_then(|(row, totals)| totals.values.get(row).copied());
        self.keep(job, stepper);
        Ok(Some(kept.map_or(f64::NAN, |kept| metric.shown(kept, job.rounds))))
    }

    /// Forgets the runs of the policy as it stands and of all other trials than these ([`Study::going_on`](super::Study::going_on)).
    pub fn keep_only(&self, trials: &BTreeSet<usize>) {
        self.keep_where(&|trial| trials.contains(&trial));
    }

    /// The same, of trials of which this is true.
    pub fn keep_where(&self, goes_on: &dyn Fn(usize) -> bool) {
        let stays = |contestant| matches!(contestant, Contestant::Trial(trial) if goes_on(trial));
        self.waiting().retain(|((contestant, _), _)| stays(*contestant));
    }

    /// Rounds that were computed, those of runs that could not be kept twice.
    pub fn rounds(&self) -> u64 {
        self.rounds.load(Ordering::Relaxed)
    }

    fn take(&self, job: &Job) -> Option<Box<Stepper>> {
        let mut waiting = self.waiting();
        let place = waiting.iter().position(|(of, _)| *of == (job.contestant, job.seed));
        let found = place.map(|place| waiting.swap_remove(place).1);
        found.filter(|stepper| stepper.rounds_done() <= job.rounds)
    }

    fn keep(&self, job: &Job, stepper: Box<Stepper>) {
        let mut waiting = self.waiting();
        if !stepper.is_done() && waiting.len() < self.most_waiting {
            waiting.push(((job.contestant, job.seed), stepper));
        }
    }

    /// A thread that panicked has left whole runs or none.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
