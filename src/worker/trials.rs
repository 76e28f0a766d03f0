//! What a worker of the engine does for a study: it runs trials, a while at a time, so that it can be stopped between two
//! messages and says how far it is.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::envelope::Message;
use super::kept_runs::{Parts, packed};
use crate::data::Sources;
use crate::descriptor::Value;
use crate::progress::Tell;
use crate::tune::{Job, StudySpec, TrialRunner, TuneError};

/// How long it runs before it answers, in milliseconds: long beside what a message costs, short for a person.
const TURN: f64 = 120.0;

/// What a worker is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TrialRequest {
    /// Prepares the environment of a study, and forgets the one before. Answered by [`TrialAnswer::Ready`].
    Begin {
        /// The study.
        spec: Box<StudySpec>,
        /// How many workers have the memory of an experiment together.
        workers: u32,
        /// What another worker has made of the same environment.
        factors: Option<Bytes>,
    },
    /// Runs a job for a while. Answered by [`TrialAnswer::Scored`] or, where it is not through, by [`TrialAnswer::GoesOn`]: asked again,
    /// it goes on.
    Run {
        /// What is run.
        job: Job,
        /// The setting of its trial; none for the policy as the experiment has it.
        setting: Option<Vec<Value>>,
        /// The trials whose runs may go on.
        going_on: Vec<usize>,
    },
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TrialAnswer {
    /// The environment is there.
    Ready {
        /// What took long to make, for the other workers; none where nothing did.
        factors: Option<Bytes>,
    },
    /// The job is not through.
    GoesOn {
        /// Rounds that were computed in this turn.
        rounds: u64,
    },
    /// The job is through.
    Scored {
        /// The metric after its last round, as it is shown.
        score: f64,
        /// Rounds that were computed in this turn.
        rounds: u64,
    },
    /// It could not be done.
    Refused {
        /// One sentence without its end.
        sentence: String,
    },
}

impl Message for TrialRequest {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            TrialRequest::Begin { factors, .. } => factors.iter_mut().collect(),
            TrialRequest::Run { .. } => Vec::new(),
        }
    }
}

impl Message for TrialAnswer {
    fn buffers(&mut self) -> Vec<&mut Bytes> {
        match self {
            TrialAnswer::Ready { factors } => factors.iter_mut().collect(),
            TrialAnswer::GoesOn { .. } | TrialAnswer::Scored { .. } | TrialAnswer::Refused { .. } => {
                Vec::new()
            }
        }
    }
}

/// The trials of a worker.
#[derive(Default)]
pub struct Trials {
    runner: Option<TrialRunner>,
    /// What was run last, and maybe is not through.
    last: Option<Job>,
}

impl Trials {
    /// Answers a request; `clock` gives milliseconds, and `tell` learns how far preparing is.
    pub fn answer(
        &mut self,
        request: TrialRequest,
        sources: &Sources,
        clock: &dyn Fn() -> f64,
        tell: &mut Tell<'_>,
    ) -> Parts {
        let answer = match request {
            TrialRequest::Begin { spec, workers, factors } => {
                self.begin(&spec, workers, factors, sources, tell)
            }
            TrialRequest::Run { job, setting, going_on } => {
                self.run(job, setting.as_deref(), &going_on, clock)
            }
        };
        packed(answer.unwrap_or_else(refused))
    }

    fn begin(
        &mut self,
        spec: &StudySpec,
        workers: u32,
        factors: Option<Bytes>,
        sources: &Sources,
        tell: &mut Tell<'_>,
    ) -> Result<TrialAnswer, TuneError> {
        // Its memory may be needed.
        *self = Trials::default();
        let environment = match &factors {
            Some(factors) => spec.experiment.prepare_from(sources.clone(), &factors.to_vec(), tell)?,
            None => spec.experiment.prepare_and_tell(sources.clone(), false, tell)?,
        };
        let factors = if factors.is_none() { environment.factors().map(Bytes::from) } else { None };
        self.runner = Some(TrialRunner::in_environment(spec, environment, workers)?);
        Ok(TrialAnswer::Ready { factors })
    }

    fn run(
        &mut self,
        job: Job,
        setting: Option<&[Value]>,
        going_on: &[usize],
        clock: &dyn Fn() -> f64,
    ) -> Result<TrialAnswer, TuneError> {
        let Some(runner) = &self.runner else { return Ok(refused("no study has begun in this worker")) };
        if self.last.replace(job) != Some(job) {
            runner.keep_where(&|trial| going_on.contains(&trial));
        }
        let (before, end) = (runner.rounds(), clock() + TURN);
        let score = runner.run(&job, setting, &|| clock() < end)?;
        let rounds = runner.rounds() - before;
        Ok(match score {
            Some(score) => TrialAnswer::Scored { score, rounds },
            None => TrialAnswer::GoesOn { rounds },
        })
    }
}

fn refused(sentence: impl ToString) -> TrialAnswer {
    TrialAnswer::Refused { sentence: sentence.to_string() }
}
