//! Links of a class: pasted, run again one after the other, ranked. A handle: copying it copies nothing.

use leptos::prelude::*;

use super::doing::save;
use super::lab::{Lab, LabRun};
use super::names::{CLASS, fragment};
use super::state::Views;
use crate::chart::numbers::{capital, typed};
use crate::leaderboard::{Entry, Outcome, Row, Task, Verdict, entries, lines, standings, summary, to_csv};
use crate::spec::link;
use crate::ui::browser;
use crate::ui::live::{effect, memo};

/// What came of a link: none before it was run.
type Came = Option<Result<Outcome, String>>;

/// What the view knows.
#[derive(Clone, Copy)]
pub struct Class {
    /// What all views share.
    pub views: Views,
    /// Where links are run.
    pub lab: Lab,
    /// What was pasted.
    pub text: RwSignal<String>,
    /// The task as it was typed or pasted.
    pub task_text: RwSignal<String>,
    /// The target as it was typed.
    pub target: RwSignal<String>,
    /// The task; before one is known, the first link gives it.
    pub task: RwSignal<Option<Task>>,
    /// What is wrong with the task or with what was pasted; empty where nothing is.
    pub problem: RwSignal<String>,
    /// The links that were found.
    pub entries: RwSignal<Vec<Entry>>,
    /// What came of each.
    came: RwSignal<Vec<Came>>,
    /// The link that is run now.
    pub current: RwSignal<Option<usize>>,
    /// The ranking.
    pub rows: Memo<Vec<Row>>,
}

impl Class {
    /// Without links.
    pub fn new(views: Views) -> Class {
        let (entries, came, task) =
            (RwSignal::new(Vec::new()), RwSignal::new(Vec::new()), RwSignal::new(None::<Task>));
        let rows = memo(move || match task.get() {
            Some(task) => entries
                .with(|entries: &Vec<Entry>| came.with(|came: &Vec<Came>| standings(entries, &task, came))),
            None => Vec::new(),
        });
        let class = Class {
            views,
            lab: Lab::new(),
            text: RwSignal::new(String::new()),
            task_text: RwSignal::new(String::new()),
            target: RwSignal::new(String::new()),
            task,
            problem: RwSignal::new(String::new()),
            entries,
            came,
            current: RwSignal::new(None),
            rows,
        };
        // A run that fails is that link's fault, and the next one's turn.
        effect(move || {
            let problem = class.lab.problem.get();
            if !problem.is_empty() {
                untrack(|| class.note(Err(problem)));
            }
        });
        class
    }

    /// The view is shown with this task in its address; empty where it names none.
    pub fn shown(self, address: &str) {
        let known = self.task.with_untracked(|task| task.as_ref().map(Task::address));
        if !address.is_empty() && known.as_deref() != Some(address) {
            self.set_task(Task::of_address(address));
        }
    }

    /// Takes the task that was typed, with its target, and shows it in the address.
    pub fn take_task(self) {
        let typed_target = self.target.get_untracked();
        let target = match typed_target.trim() {
            "" => Ok(None),
            text => typed(text)
                .filter(|target| target.is_finite())
                .map(Some)
                .ok_or("the target is not a number; leave it empty for none"),
        };
        let text = self.task_text.get_untracked();
        let known = self.task.get_untracked();
        let task = match (text.trim(), known) {
            ("", Some(task)) => Ok(task),
            ("", None) => Err("paste the link of the task first, or the links of students, of which the first gives the task".to_owned()),
            (text, _) => Task::of_address(text),
        };
        self.set_task(task.and_then(|task| Ok(Task { target: target?, ..task })));
        if let Some(task) = self.task.get_untracked() {
            let _ = window().location().set_hash(&fragment(&CLASS, &task.address()));
        }
    }

    fn set_task(self, task: Result<Task, String>) {
        match task {
            Ok(task) => {
                let metric = self.task.with_untracked(|known| known.as_ref().map(|known| known.metric));
                // What came of links is known by the metric of the task.
                if metric.is_some_and(|metric| metric != task.metric) {
                    self.came.update(|came| came.iter_mut().for_each(|came| *came = None));
                }
                self.problem.set(String::new());
                self.task_text.set(link::encode(&task.experiment, None));
                self.target.set(task.target.map(|target| target.to_string()).unwrap_or_default());
                self.task.set(Some(task));
                if self.current.with_untracked(Option::is_some) {
                    self.stop();
                    self.next();
                }
            }
            Err(sentence) => self.problem.set(format!("{}.", capital(&sentence))),
        }
    }

    /// Runs what was pasted, as far as it was not run yet.
    pub fn run(self) {
        self.stop();
        let found = entries(&self.text.get_untracked());
        let Some(first) = found.iter().find_map(|entry| entry.link.as_ref().ok()) else {
            let sentence = "There is no link of the playground in this text: a link has #1 in it.";
            return self.problem.set(sentence.to_owned());
        };
        if self.task.with_untracked(Option::is_none) {
            self.set_task(Ok(Task::of(&first.experiment)));
        }
        self.problem.set(String::new());
        // What was run before is known.
        let known = self.entries.get_untracked();
        let came = self.came.get_untracked();
        let before = |entry: &Entry| {
            let same = |other: &Entry| other.played().is_some() && other.played() == entry.played();
            came.get(known.iter().position(same)?).cloned().flatten()
        };
        self.came.set(found.iter().map(before).collect());
        self.entries.set(found);
        self.next();
    }

    /// Ends what is running; what is known stays.
    pub fn stop(self) {
        if self.current.with_untracked(Option::is_some) {
            self.current.set(None);
            self.lab.cancel();
        }
    }

    /// Ends the workers, too.
    pub fn leave(self) {
        self.stop();
        self.lab.close();
    }

    /// Runs the first link that waits.
    fn next(self) {
        let waits = |row: &&Row| row.verdict == Verdict::Waiting;
        let next = self.rows.with_untracked(|rows| rows.iter().filter(waits).map(|row| row.entry).min());
        self.current.set(next);
        let Some(index) = next else {
            return self.views.said.set(self.rows.with_untracked(|rows| summary(rows)));
        };
        let experiment = self.entries.with_untracked(|entries| entries.get(index).and_then(Entry::played));
        let Some(experiment) = experiment else { return };
        let file = experiment.sources.iter().next().map(|(_, source)| source.name.clone());
        if let Some(name) = file {
            return self.note(Err(format!("It runs on \"{name}\", which a link does not carry.")));
        }
        let Some(task) = self.task.get_untracked() else { return };
        self.lab.run(vec![experiment], move |run: &LabRun| {
            let missing = || format!("Its results have no {}.", task.metric.title.to_lowercase());
            self.note(Outcome::of(&run.log, task.metric).ok_or_else(missing));
        });
    }

    /// Notes what came of the link that was run, and goes on.
    fn note(self, outcome: Result<Outcome, String>) {
        let Some(current) = self.current.get_untracked() else { return };
        self.came.update(|came| {
            if let Some(came) = came.get_mut(current) {
                *came = Some(outcome);
            }
        });
        // Not within the call of the workers that has brought it.
        browser::after(0, move || {
            if self.current.get_untracked() == Some(current) {
                self.next();
            }
        });
    }

    /// How many links were run, and how many are to be.
    pub fn done(self) -> (usize, usize) {
        self.rows.with(|rows| {
            let waiting = rows.iter().filter(|row| row.verdict == Verdict::Waiting).count();
            (rows.len() - waiting, rows.len())
        })
    }

    /// Saves the ranking as a table.
    pub fn save(self) {
        let csv =
            self.rows.with_untracked(|rows| self.entries.with_untracked(|found| to_csv(&lines(rows, found))));
        match save("bandit-class.csv", "text/csv", csv.as_bytes()) {
            Ok(()) => self.views.tell("Saved as bandit-class.csv.".to_owned(), Vec::new()),
            Err(sentence) => self.problem.set(format!("{}.", capital(&sentence))),
        }
    }
}
