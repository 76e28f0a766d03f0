//! The session with the pool's bookkeeping and several workers, which run real experiments at different speeds.

use std::collections::VecDeque;

use bandit_playground::session::pace::{PLACES, Speed};
use bandit_playground::session::{Attention, Effect, Event, RunState, Session, Timer, without_names};
use bandit_playground::simulation::{Sources, Stepper, run};
use bandit_playground::spec::{Experiment, link};
use bandit_playground::worker::bookkeeping::{Bookkeeping, Outcome};
use bandit_playground::worker::events::PoolEvent;
use bandit_playground::worker::protocol::{Command, Report};
use proptest::prelude::*;

/// A worker, as `worker::entry` answers commands.
#[derive(Default)]
struct Worker {
    commands: VecDeque<Command>,
    run: u64,
    stepper: Option<Stepper>,
    first_seed: u32,
    target: Option<(u64, bool)>,
    /// A preparation of which it has said that it takes long, or what it shares of it.
    preparing: Option<Command>,
    /// Number of the last run of which it has shared something.
    shared: u64,
}

impl Worker {
    /// Takes one command, or runs so many rounds further.
    fn turn(&mut self, rounds: u64) -> Option<Report> {
        if let Some(command) = self.preparing.take() {
            return self.prepare(command);
        }
        match self.commands.pop_front() {
            Some(command @ Command::Prepare { .. }) if rounds.is_multiple_of(3) => {
                let Command::Prepare { run, .. } = &command else { return None };
                let report = Report::Preparing { run: *run, task: "thinking".to_owned(), fraction: 0.5 };
                self.preparing = Some(command);
                Some(report)
            }
            Some(command @ Command::Prepare { .. }) => self.prepare(command),
            Some(Command::RunUntil { run, round, stays }) if run == self.run => {
                self.target = Some((round, stays));
                self.go(0)
            }
            Some(_) => None,
            None => self.go(rounds),
        }
    }

    fn prepare(&mut self, command: Command) -> Option<Report> {
        let Command::Prepare { run, experiment, first_seed, seed_count, share, .. } = &command else {
            return None;
        };
        let (run, first_seed, seed_count) = (*run, *first_seed, *seed_count);
        if *share && self.shared != run {
            self.shared = run;
            self.preparing = Some(command);
            return Some(Report::Shared { run, factors: None });
        }
        let experiment = experiment.checked().expect("it is an experiment");
        let environment = experiment.prepare(None).expect("it needs nothing");
        let items = environment.items();
        let stepper = Stepper::new(&experiment, environment, first_seed..first_seed + seed_count);
        self.stepper = Some(stepper.expect("it can be run"));
        (self.run, self.first_seed, self.target) = (run, first_seed, None);
        Some(Report::Ready { run, items, remarks: Vec::new() })
    }

    fn go(&mut self, rounds: u64) -> Option<Report> {
        let ((target, stays), stepper) = (self.target?, self.stepper.as_mut()?);
        let target = target.min(stepper.horizon());
        let mut view = None;
        let left = target.saturating_sub(stepper.rounds_done()).min(rounds);
        if left > 0 {
            stepper.advance(left - 1);
            let is_seen = self.first_seed == 0 && stays && stepper.rounds_done() + 1 == target;
            if is_seen {
                view = stepper.advance_inspected();
            } else {
                stepper.advance(1);
            }
        }
        let stopped = stepper.rounds_done() >= target;
        if stopped {
            self.target = None;
        }
        Some(Report::Moved { run: self.run, advance: stepper.take(), view, stopped })
    }
}

/// What may happen next.
#[derive(Debug, Clone)]
enum Act {
    Person(Event),
    Controls(usize),
    Work(usize, u64),
    Timer(usize),
    Frame,
    Wait(f64),
    Crash(usize),
}

/// What the page does between the session and its pool.
struct Page {
    session: Session,
    books: Bookkeeping,
    workers: Vec<Worker>,
    now: f64,
    timers: Vec<Timer>,
    frame_asked: bool,
    /// Events that the pool tells later.
    later: VecDeque<PoolEvent>,
    controls: Experiment,
    digests: Vec<Option<String>>,
}

fn experiments() -> Vec<Experiment> {
    let links = [
        "#1w=bernoulli&c=ucb1&c=random&horizon=90&seeds=3",
        "#1w=bernoulli&c=ucb1;label=Optimist&c=random&horizon=90&seeds=3",
        "#1w=bernoulli&c=random&c=ucb1&horizon=70&seeds=5",
        "#1w=bernoulli&c=epsilon_greedy&horizon=40&seeds=1",
    ];
    links.iter().map(|text| link::decode(text).expect("it is a link").experiment).collect()
}

impl Page {
    fn new(workers: usize, first: usize) -> Page {
        let experiments = experiments();
        let digest =
            |experiment: &Experiment| run(experiment, Sources::default()).expect("it can be run").digest();
        let digests = experiments.iter().map(digest).collect();
        let mut page = Page {
            session: Session::new(),
            books: Bookkeeping::new(workers),
            workers: (0..workers).map(|_| Worker::default()).collect(),
            now: 0.0,
            timers: Vec::new(),
            frame_asked: false,
            later: VecDeque::new(),
            controls: Experiment::default(),
            digests,
        };
        page.send(Event::EngineReady);
        page.act(Act::Controls(first));
        page
    }

    fn send(&mut self, event: Event) {
        for effect in self.session.handle(event, self.now) {
            match effect {
                Effect::Prepare { run, experiment } => {
                    let outcome = self.books.prepare(run, &experiment);
                    self.answer(outcome);
                }
                Effect::RunUntil { round, stays, .. } => {
                    let outcome = self.books.run_until(round, stays);
                    self.answer(outcome);
                }
                Effect::Stop { .. } => {
                    let outcome = self.books.pause();
                    self.answer(outcome);
                }
                Effect::Drop { .. } => {
                    let outcome = self.books.drop_run();
                    self.answer(outcome);
                }
                Effect::Wake { timer, .. } => self.timers.push(timer),
                Effect::AskFrame => self.frame_asked = true,
                _ => {}
            }
        }
        self.check();
    }

    fn answer(&mut self, outcome: Outcome) {
        for index in outcome.replaced {
            self.workers[index] = Worker::default();
        }
        for (index, command) in outcome.commands {
            self.workers[index].commands.push_back(command);
        }
        self.later.extend(outcome.events);
    }

    /// The pool tells what it has to tell.
    fn update(&mut self) {
        while let Some(event) = self.later.pop_front() {
            let event = match event {
                PoolEvent::Preparing { run, task, fraction } => Event::Preparing { run, task, fraction },
                PoolEvent::Prepared { run, items, remarks } => Event::Prepared { run, items, remarks },
                PoolEvent::Moved { run, advance, view } => Event::Moved {
                    run,
                    advance: Box::new(advance),
                    view: view.map(Box::new),
                    attention: Attention::default(),
                },
                PoolEvent::Stopped { run, round } => Event::Stopped { run, round },
                PoolEvent::Failed { run, sentence } => Event::Failed { run, sentence },
                event => panic!("nothing was asked for that gives {event:?}"),
            };
            self.send(event);
        }
    }

    /// What holds after every event: results are those of the experiment whose names they have.
    fn check(&self) {
        let session = &self.session;
        let Some(log) = session.log() else { return };
        assert_eq!(log.experiment, without_names(session.shown()));
        if session.state() == RunState::Done {
            let known = experiments().iter().position(|experiment| experiment == session.shown());
            let of = |plain: &Experiment| {
                experiments().iter().position(|experiment| without_names(experiment) == *plain)
            };
            let index = known.or_else(|| of(&log.experiment)).expect("it is one of them");
            assert_eq!(session.digest().map(|digest| &digest.digest), self.digests[index].as_ref());
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Person(event) => self.send(event),
            Act::Controls(index) => {
                self.controls = experiments()[index].clone();
                self.send(Event::Controls(Box::new(self.controls.clone())));
            }
            Act::Work(index, rounds) => {
                let index = index % self.workers.len();
                if let Some(report) = self.workers[index].turn(rounds) {
                    let outcome = self.books.heard(index, report);
                    self.answer(outcome);
                }
            }
            Act::Timer(index) if !self.timers.is_empty() => {
                let timer = self.timers.remove(index % self.timers.len());
                self.send(Event::Timer(timer));
            }
            Act::Frame if std::mem::take(&mut self.frame_asked) => self.send(Event::Frame),
            Act::Timer(_) | Act::Frame => {}
            Act::Wait(milliseconds) => self.now += milliseconds,
            Act::Crash(index) => {
                let index = index % self.workers.len();
                self.books.lost(index);
                self.workers[index] = Worker::default();
                self.send(Event::Crashed { sentence: "A worker stopped.".to_owned() });
            }
        }
        // Microtasks run before anything else does.
        self.update();
    }

    fn is_quiet(&self) -> bool {
        let rests = |worker: &Worker| {
            worker.commands.is_empty() && worker.target.is_none() && worker.preparing.is_none()
        };
        self.timers.is_empty() && !self.frame_asked && self.workers.iter().all(rests)
    }

    fn validate(&mut self) {
        for turn in 0_usize.. {
            if self.is_quiet() {
                return;
            }
            assert!(turn < 40_000, "it never comes to rest: {:?}", self.session.state());
            self.act(Act::Wait(16.0));
            self.act(Act::Timer(0));
            self.act(Act::Frame);
            for index in 0..self.workers.len() {
                self.act(Act::Work(index, 5 + index as u64));
            }
        }
    }
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let person = prop_oneof![
        3 => Just(Event::Play),
        3 => Just(Event::Pause),
        3 => Just(Event::Toggle),
        2 => any::<bool>().prop_map(|by_phase| Event::Step { by_phase }),
        1 => Just(Event::StepPhase),
        1 => (0_u64..100).prop_map(Event::Seek),
        1 => Just(Event::Reset),
        2 => prop_oneof![Just(PLACES), Just(30), 0..=PLACES].prop_map(|place| Event::SetSpeed(Speed::at(place))),
        1 => Just(Event::CancelPreparation),
        1 => Just(Event::RunAgain),
    ];
    let act = prop_oneof![
        5 => person.prop_map(Act::Person),
        1 => (0_usize..4).prop_map(Act::Controls),
        14 => (0_usize..4, 0_u64..40).prop_map(|(index, rounds)| Act::Work(index, rounds)),
        3 => (0_usize..6).prop_map(Act::Timer),
        4 => Just(Act::Frame),
        2 => prop_oneof![Just(16.0), Just(700.0)].prop_map(Act::Wait),
        1 => (0_usize..4).prop_map(Act::Crash),
    ];
    proptest::collection::vec(act, 0..120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Whatever happens between a person, the session, the pool's books and workers that are not equally fast: results
    /// are those of one run, to the bit, and the experiment of the controls can be run to its end.
    #[test]
    fn workers_that_run_one_experiment_never_mix_it_with_another(
        workers in 1_usize..5,
        first in 0_usize..4,
        acts in acts(),
    ) {
        let mut page = Page::new(workers, first);
        for act in acts {
            page.act(act);
        }
        page.validate();
        page.act(Act::Person(Event::SetSpeed(Speed::Full)));
        let state = page.session.state();
        prop_assert!(
            matches!(state, RunState::Paused | RunState::Done | RunState::Failed | RunState::Cancelled),
            "stuck in {:?}", state
        );
        if state != RunState::Done || page.session.is_stale() {
            page.act(Act::Person(Event::Play));
        }
        page.validate();
        prop_assert_eq!(page.session.state(), RunState::Done);
        prop_assert_eq!(page.session.shown(), &page.controls);
    }
}
