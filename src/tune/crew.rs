//! A study on workers that share nothing: which of them runs what.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Contestant, Job, Study};
use crate::descriptor::Value;

/// What a worker is to run.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// The run.
    pub job: Job,
    /// The setting of its trial; none for the policy as the experiment has it.
    pub setting: Option<Vec<Value>>,
    /// The trials whose runs may go on; runs of all others can be forgotten.
    pub going_on: BTreeSet<usize>,
}

/// Spreads a study over a number of workers. A run that goes on is given to the worker that has it, and only where that one has
/// others waiting to another worker, which then begins it again: the scores are the same bits.
#[derive(Debug, Clone)]
pub struct Crew {
    study: Study,
    /// Which worker has the run of a trial under a seed.
    homes: BTreeMap<(usize, u32), usize>,
    /// Of each worker what waits for it.
    waiting: Vec<VecDeque<Job>>,
    /// Of each worker what it runs.
    at_work: Vec<Option<Job>>,
}

impl Crew {
    /// So many workers, at least one, none of which does anything yet.
    pub fn new(study: Study, workers: usize) -> Crew {
        let workers = workers.max(1);
        Crew {
            study,
            homes: BTreeMap::new(),
            waiting: vec![VecDeque::new(); workers],
            at_work: vec![None; workers],
        }
    }

    /// The study.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// What the workers run now, in their order.
    pub fn at_work(&self) -> &[Option<Job>] {
        &self.at_work
    }

    /// What an idle worker is to run; none where there is nothing for it before others have scored, and for a worker that runs something.
    pub fn next(&mut self, worker: usize) -> Option<Task> {
        if self.at_work.get(worker)?.is_some() {
            return None;
        }
        let job = self.waiting[worker].pop_front().or_else(|| self.asked(worker)).or_else(|| self.taken())?;
        if let Contestant::Trial(trial) = job.contestant {
            self.homes.insert((trial, job.seed), worker);
        }
        self.at_work[worker] = Some(job);
        Some(Task {
            job,
            setting: self.study.setting(job.contestant).map(<[Value]>::to_vec),
            going_on: self.study.going_on(),
        })
    }

    /// Takes the score of what a worker runs; false for a worker that runs nothing.
    pub fn scored(&mut self, worker: usize, score: f64) -> bool {
        let job = self.at_work.get_mut(worker).and_then(Option::take);
        job.is_some_and(|job| self.study.tell(&job, score))
    }

    /// A worker is gone with all its runs, and another one has its place: what it ran is to be run again.
    pub fn lost(&mut self, worker: usize) {
        self.homes.retain(|_, home| *home != worker);
        if let Some(job) = self.at_work.get_mut(worker).and_then(Option::take) {
            self.waiting[worker].push_front(job);
        }
    }

    /// The next run that is new or that this worker has; those of other workers wait for them.
    fn asked(&mut self, worker: usize) -> Option<Job> {
        loop {
            let job = self.study.ask()?;
            let home = match job.contestant {
                Contestant::Trial(trial) if job.from > 0 => self.homes.get(&(trial, job.seed)).copied(),
                _ => None,
            };
            match home.filter(|home| *home != worker) {
                Some(home) => self.waiting[home].push_back(job),
                None => return Some(job),
            }
        }
    }

    /// The last run of the worker for which most are waiting, if it has another one before that.
    fn taken(&mut self) -> Option<Job> {
        let longest = self.waiting.iter_mut().max_by_key(|waiting| waiting.len())?;
        if longest.len() > 1 { longest.pop_back() } else { None }
    }
}
