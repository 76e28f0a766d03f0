//! What a worker of the engine does for a profile: it runs the experiment for a frame at a time, as it does for the page, and measures
//! where the time goes. No result depends on its clock.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::envelope::{Message, pack};
use super::kept_runs::{Parts, packed};
use super::protocol::Report;
use crate::data::Sources;
use crate::progress::Tell;
use crate::simulation::profile::{Profile, ProfileSettings, Reading};
use crate::simulation::profiler::Profiler;
use crate::spec::{Experiment, ExperimentError};

/// How long it runs before it answers, in nanoseconds: as long as a worker of the page runs between two reports.
const TURN: f64 = 16e6;

/// A run is repeated until so many seconds were measured.
const LEAST: f64 = 3.0;

/// What a worker is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ProfileRequest {
    /// Prepares the environment of an experiment, and forgets the profile before. Answered by [`ProfileAnswer::Ready`].
    Begin {
        /// What to run.
        experiment: Box<Experiment>,
    },
    /// Runs for a frame. Answered by [`ProfileAnswer::GoesOn`].
    GoOn {
        /// Whether what was measured so far is to be said, too.
        shows: bool,
    },
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ProfileAnswer {
    /// The environment is there.
    Ready {
        /// What the environment's items are called.
        items: Vec<String>,
    },
    /// It has run for a frame.
    GoesOn {
        /// The report that a worker of the page would send, as it would send it; none while the run is repeated.
        moved: Option<Bytes>,
        /// How much of the work is done, 0 to 1.
        share: f64,
        /// What was measured so far: where that was asked for, and at the end.
        measured: Option<Box<Measured>>,
    },
    /// It could not be done.
    Refused {
        /// One sentence without its end.
        sentence: String,
    },
}

/// What a worker has measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Where the time of the rounds went.
    pub profile: Profile,
    /// Seconds in which reports were made.
    pub reporting: f64,
    /// Rounds of which that were the reports.
    pub reported: u64,
    /// Bytes of memory that the worker's program has, and how many it had when the environment was there.
    pub memory: (u64, u64),
    /// Whether all is measured.
    pub is_done: bool,
}

impl Message for ProfileRequest {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        Vec::new()
    }
}

impl Message for ProfileAnswer {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            ProfileAnswer::GoesOn { moved, .. } => moved.iter_mut().collect(),
            ProfileAnswer::Ready { .. } | ProfileAnswer::Refused { .. } => Vec::new(),
        }
    }
}

/// The profile of a worker.
#[derive(Default)]
pub struct Profiling {
    profiler: Option<Profiler>,
    reporting: f64,
    reported: u64,
    memory: u64,
}

impl Profiling {
    /// Answers a request; `clock` gives milliseconds, `memory` the bytes of the program's memory, and `tell` learns how far preparing is.
    pub fn answer(
        &mut self,
        request: ProfileRequest,
        sources: &Sources,
        clock: &dyn Fn() -> f64,
        memory: &dyn Fn() -> u64,
        tell: &mut Tell<'_>,
    ) -> Parts {
        let answer = match request {
            ProfileRequest::Begin { experiment } => self.begin(&experiment, sources, clock, memory, tell),
            ProfileRequest::GoOn { shows } => self.go_on(shows, clock, memory),
        };
        packed(answer.unwrap_or_else(|error| ProfileAnswer::Refused { sentence: error.to_string() }))
    }

    fn begin(
        &mut self,
        experiment: &Experiment,
        sources: &Sources,
        clock: &dyn Fn() -> f64,
        memory: &dyn Fn() -> u64,
        tell: &mut Tell<'_>,
    ) -> Result<ProfileAnswer, ExperimentError> {
        // Its memory may be needed.
        *self = Profiling::default();
        let experiment = experiment.checked()?;
        let environment = experiment.prepare_and_tell(sources.clone(), false, tell)?;
        let items = environment.items();
        let settings = ProfileSettings { every: None, least_seconds: LEAST, spans: 0 };
        self.memory = memory();
        self.profiler = Some(Profiler::new(&experiment, environment, settings, &metered(clock))?);
        Ok(ProfileAnswer::Ready { items })
    }

    fn go_on(
        &mut self,
        shows: bool,
        clock: &dyn Fn() -> f64,
        memory: &dyn Fn() -> u64,
    ) -> Result<ProfileAnswer, ExperimentError> {
        let Some(profiler) = &mut self.profiler else {
            let sentence = "no profile has begun in this worker".to_owned();
            return Ok(ProfileAnswer::Refused { sentence });
        };
        let meter = metered(clock);
        let before = profiler.rounds();
        profiler.go_on(&meter, meter().nanoseconds + TURN)?;
        let begun = clock();
        let moved = profiler.take().map(|advance| {
            let report = Report::Moved { run: 0, advance, view: None, stopped: profiler.is_done() };
            // Plain data, so that it can always be written.
            Bytes::from(pack(report).unwrap_or_default().0)
        });
        if moved.is_some() {
            self.reporting += (clock() - begun) / 1e3;
            self.reported += profiler.rounds() - before;
        }
        let is_done = profiler.is_done();
        let measured = (shows || is_done).then(|| {
            Box::new(Measured {
                profile: profiler.profile(),
                reporting: self.reporting,
                reported: self.reported,
                memory: (memory(), self.memory),
                is_done,
            })
        });
        Ok(ProfileAnswer::GoesOn { moved, share: profiler.share(), measured })
    }
}

/// A meter of this clock, which gives milliseconds.
fn metered(clock: &dyn Fn() -> f64) -> impl Fn() -> Reading {
    move || Reading { nanoseconds: clock() * 1e6, ..Reading::default() }
}
