//! A run that is being prepared: how far it is, and how it is dropped.

use super::{Bookkeeping, Command, Doing, Goal, Member, Outcome, PoolEvent};

impl Bookkeeping {
    /// Drops the run that is being prepared; nothing where none is. Workers that are at it are replaced: they receive nothing
    /// before they are through.
    pub fn cancel(&mut self) -> Outcome {
        let mut outcome = Outcome::default();
        if self.experiment.take().is_some() {
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

    /// The command to prepare this worker's seeds of the run, where it has any.
    pub(super) fn preparation(&mut self, index: usize) -> Option<(usize, Command)> {
        let experiment = Box::new(self.experiment.clone()?);
        let (run, member) = (self.run, &mut self.members[index]);
        let (first_seed, seed_count) = (member.first_seed, member.seed_count);
        if seed_count == 0 {
            return None;
        }
        member.preparing = run;
        Some((index, Command::Prepare { run, experiment, first_seed, seed_count }))
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
            outcome.commands.extend(self.preparation(index));
            return outcome;
        }
        let member = &mut self.members[index];
        member.slow = true;
        member.doing = Doing::Preparing(fraction);
        let share = |(_, member): (usize, &Member)| match member.doing {
            Doing::Nothing => 0.0,
            Doing::Preparing(fraction) => fraction,
            Doing::Standing(_) | Doing::Running(_) => 1.0,
        };
        let fraction = self.busy().map(share).fold(1.0, f64::min);
        Outcome::event(PoolEvent::Preparing { run: self.asked, task, fraction })
    }
}
