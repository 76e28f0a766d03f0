//! A worker of the pool, as the books know it.

use crate::data::{KindMap, SourceRefs};
use crate::spec::{Experiment, PartChoice};

/// What a worker of the pool is doing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doing {
    /// Not started yet, or preparing.
    Nothing,
    /// Waits for what the first worker shares, to prepare the run with it.
    Waiting,
    /// Preparing for a while, and so much of it is done.
    Preparing(f64),
    /// Stands at a round.
    Standing(u64),
    /// Has done so many rounds and goes on.
    Running(u64),
}

/// What an environment is made from.
pub type Environment = (PartChoice, SourceRefs);

/// What the environment of an experiment is made from.
pub fn environment_of(experiment: &Experiment) -> Environment {
    (experiment.environment.clone(), experiment.sources.clone())
}

/// A worker of the pool.
#[derive(Debug, Clone)]
pub struct Member {
    /// First seed of the run that it runs.
    pub first_seed: u32,
    /// How many from there; zero where it takes no part.
    pub seed_count: u32,
    /// What it is doing.
    pub doing: Doing,
    /// Number of the last request of each kind whose data it has taken.
    pub data: KindMap<u64>,
    /// Number of the last run that it was to prepare and has said nothing final of; zero where there is none.
    pub preparing: u64,
    /// Whether it has been at that for a while.
    pub slow: bool,
    /// The environment that it has, or will have when it is through with what it was told.
    pub environment: Option<Environment>,
}

impl Member {
    /// One that has just been started.
    pub const NEW: Member = Member {
        first_seed: 0,
        seed_count: 0,
        doing: Doing::Nothing,
        data: KindMap::NEW,
        preparing: 0,
        slow: false,
        environment: None,
    };

    /// It has said all that it has to say of preparing this run.
    pub fn said_of(&mut self, run: u64) {
        if self.preparing == run {
            self.preparing = 0;
            self.slow = false;
        }
    }

    /// The round that it has come to.
    pub fn done(&self) -> u64 {
        match self.doing {
            Doing::Nothing | Doing::Waiting | Doing::Preparing(_) => 0,
            Doing::Standing(round) | Doing::Running(round) => round,
        }
    }
}
