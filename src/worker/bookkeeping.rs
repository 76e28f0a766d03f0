//! The pool's books: which worker runs which seeds, what it has and where it stands. Nothing here knows a browser: what
//! the workers report comes in, and commands for them and events for the page go out.

use super::bytes::Bytes;
use super::events::PoolEvent;
use super::protocol::{Command, Report};
use super::starter_command::share;
use super::windowed::next_target;
use crate::data::{DataKind, HandOver, KindMap};
use crate::spec::Experiment;
use member::{Doing, Member};

/// Where the run is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// Nothing was asked for yet.
    None,
    /// To this round.
    Round(u64),
    /// Stop where you are; then all go to the same round.
    Pause,
}

/// What the workers share of a run that is being prepared.
#[derive(Debug, Clone, PartialEq)]
enum Sharing {
    /// Nothing: each has the environment, or no other worker takes part.
    Nothing,
    /// The first worker has not made it yet.
    Awaited,
    /// This: none where nothing takes long.
    Known(Option<Bytes>),
}

/// The worker of the first seed: what it makes of the data, all others take.
const FIRST: usize = 0;

/// What follows from something that happened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// Workers that are to be ended and replaced by new ones with the same data, before anything else.
    pub replaced: Vec<usize>,
    /// Commands, each with the index of the worker that it is for, in the order in which they are to be sent.
    pub commands: Vec<(usize, Command)>,
    /// What the page is to learn.
    pub events: Vec<PoolEvent>,
}

impl Outcome {
    fn event(event: PoolEvent) -> Outcome {
        Outcome { events: vec![event], ..Outcome::default() }
    }
}

/// The books of a pool with a fixed number of workers.
#[derive(Debug)]
pub struct Bookkeeping {
    members: Vec<Member>,
    /// Number of the run among all that were prepared, dropped or lost: what reports carry.
    run: u64,
    /// Number under which the page knows it: what events carry.
    asked: u64,
    horizon: u64,
    goal: Goal,
    /// Whether the run stays at its goal, so that a person wants to look into that round.
    stays: bool,
    told: u64,
    prepared: bool,
    /// The run, while it is being prepared.
    experiment: Option<Experiment>,
    sharing: Sharing,
    /// What the worker of the first seed says of how the environment was made.
    remarks: Vec<String>,
    /// Number of the last request to use data.
    requests: u64,
    /// The last request of each kind.
    data: KindMap<Given>,
}

/// Data that the workers were given, and whose arrival is answered.
#[derive(Debug)]
struct Given {
    /// Number of the request.
    request: u64,
    /// Whether the page knows that all workers have them.
    told: bool,
}

impl Bookkeeping {
    /// Of so many workers.
    pub fn new(workers: usize) -> Bookkeeping {
        Bookkeeping {
            members: vec![Member::NEW; workers],
            run: 0,
            asked: 0,
            horizon: 0,
            goal: Goal::None,
            stays: true,
            told: 0,
            prepared: false,
            experiment: None,
            sharing: Sharing::Nothing,
            remarks: Vec::new(),
            requests: 0,
            data: KindMap::NEW,
        }
    }

    /// All workers are given other data of a kind: the number that the command carries, where an answer is wanted.
    pub fn give_data(&mut self, kind: DataKind) -> Option<u64> {
        self.members.iter_mut().for_each(|member| member.environment = None);
        if kind.hand_over == HandOver::WithRun {
            // The run that follows says whether they fit.
            return None;
        }
        self.requests += 1;
        self.data.insert(kind, Given { request: self.requests, told: false });
        Some(self.requests)
    }

    /// Number of the last request to use data of a kind; none where there was none.
    pub fn data_request(&self, kind: DataKind) -> Option<u64> {
        self.data.get(kind).map(|given| given.request)
    }

    /// Spreads a new run over the workers; `asked` is its number, which all events of it carry. Answered by
    /// [`PoolEvent::Prepared`] or [`PoolEvent::Failed`].
    pub fn prepare(&mut self, asked: u64, experiment: &Experiment) -> Outcome {
        let mut outcome = Outcome::default();
        self.take_run(asked, experiment);
        for index in 0..self.members.len() {
            // One that has been preparing an earlier run for a while would be at it for a while yet.
            if self.members[index].slow {
                self.replace(index, &mut outcome);
            }
        }
        self.begin(&mut outcome);
        outcome
    }

    /// Notes a new run, and which of its seeds each worker runs.
    fn take_run(&mut self, asked: u64, experiment: &Experiment) {
        self.run += 1;
        self.asked = asked;
        self.horizon = experiment.horizon;
        self.goal = Goal::None;
        self.stays = true;
        self.told = 0;
        self.prepared = false;
        self.experiment = Some(experiment.clone());
        let count = self.members.len() as u32;
        for (index, member) in (0..count).zip(&mut self.members) {
            let seeds = share(experiment.seeds, index, count);
            (member.first_seed, member.seed_count) = (seeds.start, seeds.end - seeds.start);
            member.doing = Doing::Nothing;
        }
    }

    /// The workers have begun the first run before anyone asked for it: what they report of it is kept until it is
    /// [claimed](Bookkeeping::claim). Those that have not been `told` of it yet, by their index, are told now.
    pub fn begin_unasked(&mut self, experiment: &Experiment, told: &[bool]) -> Outcome {
        self.take_run(0, experiment);
        let mut outcome = Outcome::default();
        for index in 0..self.members.len() {
            // No worker waits for another: what they bring along takes each of them as long.
            let command = self.preparation(index);
            outcome.commands.extend(command.filter(|_| told.get(index) != Some(&true)));
        }
        outcome
    }

    /// The page asks for the run that [was begun](Bookkeeping::begin_unasked), under this number. What the workers have reported of
    /// it so far, each with the index of its worker, is heard now: of all that they are ready, and then how they have moved.
    pub fn claim(&mut self, asked: u64, mut early: Vec<(usize, Report)>) -> Outcome {
        self.asked = asked;
        // Rounds on the way were looked into; the one where it stands was not.
        self.stays = false;
        early.sort_by_key(|(_, report)| matches!(report, Report::Moved { .. }));
        let mut outcome = Outcome::default();
        for (index, report) in early {
            let Outcome { replaced, commands, events } = self.heard(index, report);
            outcome.replaced.extend(replaced);
            outcome.commands.extend(commands);
            outcome.events.extend(events);
        }
        outcome
    }

    /// Lets all workers run to this round (not past the horizon).
    pub fn run_until(&mut self, round: u64, stays: bool) -> Outcome {
        let round = round.min(self.horizon);
        self.goal = Goal::Round(round);
        self.stays = stays || round == self.horizon;
        Outcome { commands: self.targets(), ..Outcome::default() }
    }

    /// Stops all workers as soon as possible, and then brings them to a common round.
    pub fn pause(&mut self) -> Outcome {
        if matches!(self.goal, Goal::Round(_)) {
            self.goal = Goal::Pause;
            self.told = 0;
            let run = self.run;
            let stop = |index| (index, Command::RunUntil { run, round: 0, stays: false });
            return Outcome { commands: (0..self.members.len()).map(stop).collect(), ..Outcome::default() };
        }
        let Some(round) = self.common_stand() else { return Outcome::default() };
        if !self.stays {
            // The round where they stand was not looked into: one further, and that one is looked into.
            return self.run_until(round.saturating_add(1), true);
        }
        // They stand already, between two short runs of a slow one.
        Outcome::event(PoolEvent::Stopped { run: self.asked, round })
    }

    /// Drops the run: workers that prepare it are free at once, and those that run it stop.
    pub fn drop_run(&mut self) -> Outcome {
        if self.experiment.is_some() { self.cancel() } else { self.pause() }
    }

    /// Takes a report of the worker `index` of the pool.
    pub fn heard(&mut self, index: usize, report: Report) -> Outcome {
        let run = self.run;
        let Some(member) = self.members.get_mut(index) else { return Outcome::default() };
        match report {
            Report::DataReady { request, summary } => {
                member.data.insert(summary.kind, request);
                let Some(given) = self.data.get_mut(summary.kind) else { return Outcome::default() };
                // An answer to an earlier request says nothing of the data that are wanted now.
                let has = |member: &Member| member.data.get(summary.kind) == Some(&given.request);
                if !self.members.iter().all(has) || std::mem::replace(&mut given.told, true) {
                    return Outcome::default();
                }
                Outcome::event(PoolEvent::DataReady { summary })
            }
            Report::Preparing { run: of, task, fraction } if member.preparing > 0 => {
                self.heard_of_preparing(index, of, task, fraction)
            }
            Report::Shared { run: of, factors } if of == run => self.heard_what_is_shared(factors),
            Report::Ready { run: of, items, remarks } => {
                member.said_of(of);
                if of != run {
                    return Outcome::default();
                }
                member.doing = Doing::Standing(0);
                if member.first_seed == 0 {
                    self.remarks = remarks;
                }
                let prepares = |doing| matches!(doing, Doing::Nothing | Doing::Waiting | Doing::Preparing(_));
                if self.busy().any(|(_, member)| prepares(member.doing)) {
                    return Outcome::default();
                }
                self.prepared = true;
                self.forget_preparation();
                let remarks = std::mem::take(&mut self.remarks);
                let events = vec![PoolEvent::Prepared { run: self.asked, items, remarks }];
                Outcome { commands: self.targets(), events, ..Outcome::default() }
            }
            Report::Moved { run: of, advance, view, stopped } if of == run => {
                let round = advance.rounds_done;
                member.doing = if stopped { Doing::Standing(round) } else { Doing::Running(round) };
                let mut after = self.after_a_move();
                after.events.insert(0, PoolEvent::Moved { run: self.asked, advance, view });
                after
            }
            Report::Failed { run: of, sentence } => {
                member.said_of(of.unwrap_or(0));
                member.environment = None;
                if of.is_some_and(|of| of != run) {
                    return Outcome::default();
                }
                // Every worker meets the same obstacle; one sentence is enough.
                if of.is_some() {
                    self.run += 1;
                    self.forget_preparation();
                }
                Outcome::event(PoolEvent::Failed { run: of.map(|_| self.asked), sentence })
            }
            _ => Outcome::default(),
        }
    }

    /// The worker `index` died, and a new one takes its place. What the others still send belongs to a lost run.
    pub fn lost(&mut self, index: usize) {
        self.forget_run();
        if index < self.members.len() {
            // The caller replaces it.
            self.replace(index, &mut Outcome::default());
        }
    }

    fn busy(&self) -> impl Iterator<Item = (usize, &Member)> {
        self.members.iter().enumerate().filter(|(_, member)| member.seed_count > 0)
    }

    /// The round that all workers stand at; none while one of them moves.
    fn common_stand(&self) -> Option<u64> {
        let mut rounds = self.busy().map(|(_, member)| match member.doing {
            Doing::Standing(round) => Some(round),
            Doing::Nothing | Doing::Waiting | Doing::Preparing(_) | Doing::Running(_) => None,
        });
        let first = rounds.next()??;
        rounds.all(|round| round == Some(first)).then_some(first)
    }

    /// Tells the workers how far they may run.
    fn targets(&mut self) -> Vec<(usize, Command)> {
        let Goal::Round(goal) = self.goal else { return Vec::new() };
        if !self.prepared {
            return Vec::new();
        }
        let slowest = self.busy().map(|(_, member)| member.done()).min().unwrap_or(0);
        let Some(round) = next_target(slowest, goal, self.horizon, self.told) else { return Vec::new() };
        self.told = round;
        let (run, stays) = (self.run, self.stays && round == goal);
        let mut commands = Vec::new();
        for (index, member) in self.members.iter_mut().enumerate().filter(|(_, member)| member.seed_count > 0)
        {
            member.doing = Doing::Running(member.done());
            commands.push((index, Command::RunUntil { run, round, stays }));
        }
        commands
    }

    fn all_stand_at(&self, round: u64) -> bool {
        self.busy().all(|(_, member)| member.doing == Doing::Standing(round))
    }

    fn after_a_move(&mut self) -> Outcome {
        match self.goal {
            Goal::None => Outcome::default(),
            Goal::Round(goal) if self.all_stand_at(goal) => {
                self.goal = Goal::None;
                Outcome::event(PoolEvent::Stopped { run: self.asked, round: goal })
            }
            Goal::Round(_) => Outcome { commands: self.targets(), ..Outcome::default() },
            Goal::Pause => {
                let standing = |(_, member): (usize, &Member)| match member.doing {
                    Doing::Standing(round) => Some(round),
                    _ => None,
                };
                let rounds: Option<Vec<u64>> = self.busy().map(standing).collect();
                let Some(furthest) = rounds.and_then(|rounds| rounds.into_iter().max()) else {
                    return Outcome::default();
                };
                // One round further than the furthest, so that this round can be looked into.
                let level = furthest.saturating_add(1).min(self.horizon);
                if self.all_stand_at(level) {
                    self.goal = Goal::None;
                    return Outcome::event(PoolEvent::Stopped { run: self.asked, round: level });
                }
                self.run_until(level, true)
            }
        }
    }
}

mod member;
mod preparing;
#[cfg(test)]
mod preparing_tests;
#[cfg(test)]
mod tests;
