//! A run that is being prepared: how far it is, and how it is dropped.

use super::member::{Doing, Member, environment_of};
use super::{Bookkeeping, Bytes, Command, FIRST, Goal, Outcome, PoolEvent, Sharing};

impl Bookkeeping {
    /// Drops the run that is being prepared; nothing where none is. Workers that are at it are replaced: they receive nothing
    /// before they are through.
    pub fn cancel(&mut self) -> Outcome {
        let mut outcome = Outcome::default();
        if self.experiment.is_some() {
            self.forget_preparation();
            self.run += 1;
            self.goal = Goal::None;
            for index in 0..self.members.len() {
                if self.members[index].preparing > 0 {
                    self.replace(index, &mut outcome);
                }
            }
        }
        outcome
    }

    /// Nothing is being prepared any more.
    pub(super) fn forget_preparation(&mut self) {
        self.experiment = None;
        self.sharing = Sharing::Nothing;
    }

    /// Begins to prepare the run. What takes long is done by the first worker, for which others wait, unless they have the
    /// environment from an earlier run.
    pub(super) fn begin(&mut self, outcome: &mut Outcome) {
        let wanted = self.experiment.as_ref().map(environment_of);
        let lacks = |member: &Member| member.seed_count > 0 && member.environment != wanted;
        for member in self.members.iter_mut().skip(FIRST + 1).filter(|member| lacks(member)) {
            member.doing = Doing::Waiting;
        }
        let waits = self.members.iter().any(|member| member.doing == Doing::Waiting);
        self.sharing = if waits { Sharing::Awaited } else { Sharing::Nothing };
        for index in 0..self.members.len() {
            if self.members[index].doing != Doing::Waiting {
                outcome.commands.extend(self.preparation(index));
            }
        }
    }

    /// Takes what the first worker has made of the environment, and lets the others begin.
    pub(super) fn heard_what_is_shared(&mut self, factors: Option<Bytes>) -> Outcome {
        let mut outcome = Outcome::default();
        if self.sharing != Sharing::Awaited {
            return outcome;
        }
        self.sharing = Sharing::Known(factors);
        for index in 0..self.members.len() {
            if self.members[index].doing == Doing::Waiting {
                self.members[index].doing = Doing::Nothing;
                outcome.commands.extend(self.preparation(index));
            }
        }
        outcome
    }

    /// The command to prepare this worker's seeds of the run, where it has any.
    pub(super) fn preparation(&mut self, index: usize) -> Option<(usize, Command)> {
        let experiment = Box::new(self.experiment.clone()?);
        let environment = environment_of(&experiment);
        let (run, member) = (self.run, &mut self.members[index]);
        let (first_seed, seed_count) = (member.first_seed, member.seed_count);
        if seed_count == 0 {
            return None;
        }
        member.preparing = run;
        let has_it = member.environment.replace(environment.clone()) == Some(environment);
        let factors = match &self.sharing {
            // The first finds out what must be said of the environment, for which it makes everything itself.
            Sharing::Known(factors) if index != FIRST && !has_it => factors.clone(),
            _ => None,
        };
        let share = index == FIRST && self.sharing == Sharing::Awaited;
        Some((index, Command::Prepare { run, experiment, first_seed, seed_count, factors, share }))
    }

    /// All workers are replaced by new ones, and the run is dropped.
    pub fn renew(&mut self) -> Outcome {
        self.forget_run();
        let mut outcome = Outcome::default();
        for index in 0..self.members.len() {
            self.replace(index, &mut outcome);
        }
        outcome
    }

    /// The run is dropped: what workers still say of it is of no run.
    pub(super) fn forget_run(&mut self) {
        self.run += 1;
        self.goal = Goal::None;
        self.prepared = false;
        self.forget_preparation();
    }

    pub(super) fn replace(&mut self, index: usize, outcome: &mut Outcome) {
        let Member { first_seed, seed_count, .. } = self.members[index];
        self.members[index] = Member { first_seed, seed_count, ..Member::NEW };
        outcome.replaced.push(index);
    }

    /// Takes word of how far a worker is with preparing a run.
    pub(super) fn heard_of_preparing(
        &mut self,
        index: usize,
        of: u64,
        task: String,
        fraction: f64,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        if of != self.run && self.members[index].slow {
            // It has begun with the run that is wanted: a late report.
            return outcome;
        }
        if of != self.run {
            // A run that was dropped: what the worker is wanted for now must not wait until it is through.
            self.replace(index, &mut outcome);
            if index != FIRST && self.sharing == Sharing::Awaited {
                self.members[index].doing = Doing::Waiting;
            } else {
                outcome.commands.extend(self.preparation(index));
            }
            return outcome;
        }
        let member = &mut self.members[index];
        member.slow = true;
        member.doing = Doing::Preparing(fraction);
        // What takes long the first does for all.
        if index != FIRST {
            return outcome;
        }
        Outcome::event(PoolEvent::Preparing { run: self.asked, task, fraction })
    }
}
