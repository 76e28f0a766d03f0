//! A simulated engine: real experiments, run a few rounds at a time, reported in order.

use std::collections::VecDeque;

use super::experiments::{experiments, ratings};
use crate::data::SourceRefs;
use crate::results::{RoundView, RunLog};
use crate::session::{Attention, Effect, Event, without_names};
use crate::simulation::{PreparedEnvironment, Stepper};
use crate::spec::{Experiment, PolicySpec};

/// An engine with one worker.
#[derive(Default)]
pub struct Engine {
    /// Number of the newest run.
    pub newest: u64,
    run: Option<(u64, Experiment)>,
    stepper: Option<Stepper>,
    preparing: u32,
    goal: Option<u64>,
    is_stopping: bool,
    ratings: VecDeque<String>,
    /// What it can run without them, and goes on with while they come.
    pub brings: Option<Experiment>,
    digests: Vec<(Experiment, String)>,
}

/// What is run in place of an experiment: the same policies as far as they live in any environment, without ratings.
fn environment_of(experiment: &Experiment) -> Experiment {
    let mut plain = experiment.clone();
    if experiment.data_in_use().next().is_some() {
        plain.environment = experiments()[0].environment.clone();
        plain.sources = SourceRefs::NONE;
        let random = PolicySpec { label: None, ..experiments()[0].policies[1].clone() };
        plain.policies.iter_mut().for_each(|policy| policy.clone_from(&random));
    }
    plain
}

fn prepare(experiment: &Experiment) -> (Experiment, PreparedEnvironment) {
    let plain = environment_of(experiment);
    let environment = plain.prepare(None).expect("it needs nothing");
    (plain, environment)
}

fn stepper(experiment: &Experiment) -> (Stepper, Vec<String>) {
    let (plain, environment) = prepare(experiment);
    let items = environment.items();
    (Stepper::new(&plain, environment, 0..plain.seeds).expect("it can be run"), items)
}

impl Engine {
    /// Gives it ratings; what it was preparing it drops.
    pub fn give_ratings(&mut self, fingerprint: &str) {
        // Only the last are answered.
        self.ratings.clear();
        self.ratings.push_back(fingerprint.to_owned());
        let brought = self.run.as_ref().is_some_and(|(_, run)| self.brings.as_ref() == Some(run));
        if self.preparing > 0 && !brought {
            self.lose();
        }
    }

    fn lose(&mut self) {
        (self.run, self.stepper, self.goal, self.preparing) = (None, None, None, 0);
        self.is_stopping = false;
    }

    pub fn obey(&mut self, effect: Effect) {
        let current = self.run.as_ref().map(|(run, _)| *run);
        match effect {
            Effect::Prepare { run, experiment } => {
                assert!(run > self.newest, "every run has a number of its own");
                assert_eq!(*experiment, without_names(&experiment));
                self.lose();
                self.newest = run;
                self.run = Some((run, *experiment));
                self.preparing = 3;
            }
            Effect::RunUntil { run, round, .. } => {
                assert!(Some(run) == current && self.stepper.is_some(), "there is no run {run}");
                self.goal = Some(round);
                self.is_stopping = false;
            }
            Effect::Stop { run } => {
                assert!(Some(run) == current && self.stepper.is_some(), "there is no run {run}");
                self.is_stopping = true;
            }
            Effect::Drop { run } if Some(run) == current => self.lose(),
            _ => {}
        }
    }

    pub fn crash(&mut self) {
        self.lose();
    }

    /// The run fails: its number.
    pub fn fail(&mut self) -> Option<u64> {
        let (run, _) = self.run.take()?;
        self.lose();
        Some(run)
    }

    /// Works a little; what it reports.
    pub fn work(&mut self, rounds: u64) -> Option<Event> {
        if let Some(fingerprint) = self.ratings.pop_front() {
            return Some(Event::DataReady { kind: ratings(), fingerprint });
        }
        let (run, experiment) = self.run.clone()?;
        if self.preparing > 1 {
            self.preparing -= 1;
            return Some(Event::Preparing { run, task: "thinking".to_owned(), fraction: 0.5 });
        }
        if self.preparing == 1 {
            let (stepper, items) = stepper(&experiment);
            (self.preparing, self.stepper) = (0, Some(stepper));
            return Some(Event::Prepared { run, items, remarks: vec![format!("of run {run}")] });
        }
        let stepper = self.stepper.as_mut()?;
        let done = stepper.rounds_done();
        let goal = self.goal.map(|goal| goal.min(stepper.horizon()));
        if self.is_stopping || goal.is_some_and(|goal| done >= goal) {
            (self.goal, self.is_stopping) = (None, false);
            return Some(Event::Stopped { run, round: done });
        }
        let target = (done + rounds).min(goal?);
        if target == done {
            // Always a little further, so that it comes to an end.
            stepper.advance(1);
        } else {
            stepper.advance(target - done - 1);
        }
        let view = if target == done { None } else { stepper.advance_inspected() };
        let advance = Box::new(stepper.take());
        let attention =
            Attention { has_focus: rounds.is_multiple_of(3), reduced_motion: rounds.is_multiple_of(2) };
        Some(Event::Moved { run, advance, view: view.map(Box::new), attention })
    }

    /// What a run that is long gone may still report.
    pub fn late_reports(&self, run: u64) -> Vec<Event> {
        let (mut stepper, items) = stepper(&experiments()[0]);
        stepper.advance(4);
        let view: Option<RoundView> = stepper.advance_inspected();
        let moved = Event::Moved {
            run,
            advance: Box::new(stepper.take()),
            view: view.map(Box::new),
            attention: Attention::default(),
        };
        vec![
            Event::Preparing { run, task: "late".to_owned(), fraction: 0.9 },
            Event::Prepared { run, items, remarks: Vec::new() },
            moved,
            Event::Stopped { run, round: 5 },
            Event::Stopped { run, round: 40 },
            Event::Failed { run: Some(run), sentence: "late".to_owned() },
        ]
    }

    /// The digest that a run of this experiment gives here.
    pub fn digest_of(&mut self, experiment: &Experiment) -> String {
        if let Some((_, digest)) = self.digests.iter().find(|(known, _)| known == experiment) {
            return digest.clone();
        }
        let (mut stepper, items) = stepper(experiment);
        stepper.advance(experiment.horizon);
        let mut log = RunLog::new(experiment, items);
        log.apply(&stepper.take()).expect("it fits");
        let digest = log.digest().expect("it is through");
        self.digests.push((experiment.clone(), digest.clone()));
        digest
    }
}
