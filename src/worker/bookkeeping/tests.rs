//! The books, given reports as workers would send them: no browser is needed.

use proptest::prelude::*;

use super::*;
use crate::data::kinds::{ratings, table};
use crate::data::{DataSummary, Summary};
use crate::results::RunUpdate;
use crate::worker::starter_command::FIRST_RUN;

/// Data that the workers take at once.
fn kind() -> DataKind {
    DataKind(&ratings::DESCRIPTOR)
}

fn summary(request: u64) -> DataSummary {
    DataSummary::new(&Summary {
        name: format!("of {request}"),
        fingerprint: format!("{request:016x}"),
        users: 1,
        movies: 2,
        ratings: 2,
        mean_stars: 3.5,
        density: 1.0,
        years: None,
        genres: Vec::new(),
        demographics: false,
    })
}

fn ready(request: u64) -> Report {
    Report::DataReady { request, summary: summary(request) }
}

fn told(request: u64) -> Vec<PoolEvent> {
    vec![PoolEvent::DataReady { summary: summary(request) }]
}

#[test]
fn data_are_ready_when_the_last_worker_has_them() {
    let mut books = Bookkeeping::new(3);
    let first = books.give_data(kind()).expect("it is answered");
    assert_eq!(books.heard(1, ready(first)).events, []);
    assert_eq!(books.heard(0, ready(first)).events, []);
    assert_eq!(books.heard(2, ready(first)).events, told(first));
    // A worker that was replaced takes them again, which the page need not know.
    books.lost(1);
    assert_eq!(books.heard(1, ready(first)).events, []);
    // Answers to an earlier request don't count for a later one.
    let second = books.give_data(kind()).expect("it is answered");
    let third = books.give_data(kind()).expect("it is answered");
    for index in 0..3 {
        assert_eq!(books.heard(index, ready(second)).events, []);
    }
    assert_eq!(books.heard(0, ready(third)).events, []);
    // One dies before it has them: its successor must have them, too.
    assert_eq!(books.heard(1, ready(third)).events, []);
    books.lost(0);
    assert_eq!(books.heard(2, ready(third)).events, []);
    assert_eq!(books.heard(0, ready(third)).events, told(third));
    // What comes with the run is not answered, and the others need not be given again.
    assert_eq!(books.give_data(DataKind(&table::DESCRIPTOR)), None);
    assert_eq!(books.data_request(kind()), Some(third));
}

#[test]
fn late_reports_of_another_run_are_ignored_and_a_failure_is_told_once() {
    let mut books = Bookkeeping::new(2);
    let experiment = Experiment { seeds: 2, ..Experiment::default() };
    books.prepare(7, &experiment);
    books.prepare(8, &experiment);
    let ready = |run| Report::Ready { run, items: Vec::new(), remarks: Vec::new() };
    assert_eq!(books.heard(0, ready(1)), Outcome::default());
    let failed = |run| Report::Failed { run: Some(run), sentence: "no".to_owned() };
    assert_eq!(books.heard(0, failed(1)), Outcome::default());
    assert_eq!(
        books.heard(0, failed(2)).events,
        [PoolEvent::Failed { run: Some(8), sentence: "no".to_owned() }]
    );
    assert_eq!(books.heard(1, failed(2)), Outcome::default());
    assert_eq!(books.heard(1, ready(2)), Outcome::default());
}

/// A worker as the books see it.
#[derive(Default)]
struct Simulated {
    run: u64,
    round: u64,
    target: u64,
    moving: bool,
}

impl Simulated {
    fn obey(&mut self, command: &Command) -> Vec<Report> {
        match command {
            Command::Prepare { run, share, .. } => {
                *self = Simulated { run: *run, ..Simulated::default() };
                let shared = share.then_some(Report::Shared { run: *run, factors: None });
                let ready = Report::Ready { run: *run, items: Vec::new(), remarks: Vec::new() };
                shared.into_iter().chain([ready]).collect()
            }
            Command::RunUntil { run, round, .. } if *run == self.run => {
                self.target = *round;
                self.moving = true;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn turn(&mut self, rounds: u64) -> Option<Report> {
        if !self.moving {
            return None;
        }
        self.round = self.round.max((self.round + rounds).min(self.target));
        self.moving = self.round < self.target;
        let advance = RunUpdate { rounds_done: self.round, ..RunUpdate::default() };
        Some(Report::Moved { run: self.run, advance, view: None, stopped: !self.moving })
    }
}

proptest! {
    /// Whatever the speeds and whenever it is paused, all workers come to stand at one round, which the page is
    /// told once; and they can go on from there to the end.
    #[test]
    fn a_run_stops_with_all_workers_at_the_same_round(
        workers in 1_usize..6,
        seeds in 1_u32..9,
        horizon in 1_u64..30_000,
        pause_at in 0_usize..60,
        steps in proptest::collection::vec(1_u64..900, 1..40),
    ) {
        let experiment = Experiment { seeds, horizon, ..Experiment::default() };
        let mut books = Bookkeeping::new(workers);
        let mut pool: Vec<Simulated> = (0..workers).map(|_| Simulated::default()).collect();
        let mut commands = books.prepare(7, &experiment).commands;
        commands.extend(books.run_until(horizon, true).commands);
        let (mut prepared, mut stops) = (0, Vec::new());
        for turn in 0_usize.. {
            prop_assert!(turn < 100_000, "no end");
            let mut reports = Vec::new();
            for (index, command) in commands.drain(..) {
                reports.extend(pool[index].obey(&command).into_iter().map(|report| (index, report)));
            }
            let index = turn % workers;
            reports.extend(pool[index].turn(steps[turn % steps.len()]).map(|report| (index, report)));
            for (index, report) in reports {
                let outcome = books.heard(index, report);
                commands.extend(outcome.commands);
                for event in outcome.events {
                    match event {
                        PoolEvent::Prepared { .. } => prepared += 1,
                        PoolEvent::Stopped { run: 7, round } => stops.push(round),
                        _ => {}
                    }
                }
            }
            if let Some(stopped) = stops.last().copied() {
                let busy = pool.iter().take(seeds as usize);
                prop_assert!(busy.clone().all(|worker| worker.round == stopped && !worker.moving));
                if stopped == horizon {
                    break;
                }
                prop_assert_eq!(stops.len(), 1);
                stops.clear();
                commands.extend(books.run_until(horizon, true).commands);
            }
            if turn == pause_at {
                let outcome = books.pause();
                commands.extend(outcome.commands);
            }
        }
        prop_assert_eq!(prepared, 1);
    }
}

/// What a worker says that runs the seeds from `first` and stands at a round.
fn moved(run: u64, first_seed: u32, rounds_done: u64) -> Report {
    let advance = RunUpdate { first_seed, rounds_done, ..RunUpdate::default() };
    Report::Moved { run, advance, view: None, stopped: true }
}

/// The run that was begun before the page was there is told of from its beginning, whatever the order in which its workers are
/// heard, and goes on from where it stands.
#[test]
fn a_run_that_was_begun_unasked_is_claimed() {
    let experiment = Experiment::default();
    let mut books = Bookkeeping::new(2);
    assert_eq!(books.begin_unasked(&experiment, &[true, true]), Outcome::default());
    let ready = || Report::Ready { run: 1, items: Vec::new(), remarks: Vec::new() };
    let early =
        vec![(0, ready()), (0, moved(1, 0, 3)), (0, moved(1, 0, 7)), (1, ready()), (1, moved(1, 5, 7))];
    let outcome = books.claim(9, early);
    assert_eq!((outcome.replaced.len(), outcome.commands.len()), (0, 0));
    let told: Vec<(u64, u64)> = outcome
        .events
        .iter()
        .map(|event| match event {
            PoolEvent::Prepared { run, .. } => (*run, 0),
            PoolEvent::Moved { run, advance, .. } => (*run, advance.rounds_done),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(told, [(9, 0), (9, 3), (9, 7), (9, 7)]);
    // Both are told the same round, and stand there at last.
    let commands = books.run_until(20, true).commands;
    let until = |index| (index, Command::RunUntil { run: 1, round: 20, stays: true });
    assert_eq!(commands, [until(0), until(1)]);
    books.heard(0, moved(1, 0, 20));
    assert_eq!(
        books.heard(1, moved(1, 5, 20)).events.last(),
        Some(&PoolEvent::Stopped { run: 9, round: 20 })
    );
    // Another run of it is prepared as any other, by the workers that have its environment.
    let commands = books.prepare(10, &experiment).commands;
    assert!(matches!(
        commands.as_slice(),
        [(0, Command::Prepare { run: 2, .. }), (1, Command::Prepare { run: 2, .. })]
    ));
}

/// Where another run is asked for, what is still heard of the one that was begun is of no run.
#[test]
fn a_run_that_was_begun_unasked_is_dropped() {
    let mut books = Bookkeeping::new(1);
    books.begin_unasked(&Experiment::default(), &[true]);
    assert_eq!(books.cancel().replaced, [0]);
    let ready = Report::Ready { run: 1, items: Vec::new(), remarks: Vec::new() };
    assert_eq!(books.heard(0, ready), Outcome::default());
    assert_eq!(books.heard(0, moved(1, 0, 3)), Outcome::default());
}

/// A worker that the page takes before `index.html` could tell it of the run is told by the page, with the same seeds and number.
#[test]
fn a_worker_that_has_not_begun_is_told_to() {
    let experiment = Experiment::default();
    let mut books = Bookkeeping::new(2);
    let commands = books.begin_unasked(&experiment, &[true, false]).commands;
    let [(1, Command::Prepare { run, first_seed, seed_count, share: false, .. })] = commands.as_slice()
    else {
        panic!("{commands:?}");
    };
    let seeds = share(experiment.seeds, 1, 2);
    assert_eq!((*run, *first_seed..first_seed + seed_count), (FIRST_RUN, seeds));
}
