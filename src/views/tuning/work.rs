//! The work of a search: it begins, runs on workers, stops, goes on, and is kept.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{BETWEEN_LOOKS, BETWEEN_SAVES, DATA, Hand, Internals, MOST_CRASHES, Stage, Tuning, lock_of};
use crate::chart::numbers::percent;
use crate::tune::{Crew, Study, Task};
use crate::ui::browser;
use crate::views::search::Search;
use crate::views::study_words::study_id;
use crate::views::tab_lock::TabLock;
use crate::worker::asked::EngineRequest;
use crate::worker::kept_runs::{Parts, packed, unpacked};
use crate::worker::kept_studies::StudiesRequest;
use crate::worker::team::{Team, TeamEvent};
use crate::worker::trials::{TrialAnswer, TrialRequest};

impl Tuning {
    /// Begins the study of the form.
    pub fn begin(self) {
        let study = self.form.with_untracked(|form| form.as_ref().map(Search::study));
        match study {
            Some(Ok(study)) => {
                self.problem.set(String::new());
                let random = browser::random().unwrap_or_default();
                self.take(study_id(browser::date(), random), study);
                self.resume();
            }
            Some(Err(sentence)) => self.fail(&sentence),
            None => {}
        }
    }

    /// Stops the study, which can go on, now or after the page was closed.
    pub fn stop(self) {
        let lock = self.end_team();
        self.stage.set(Stage::Stopped);
        self.keep(lock);
        self.look();
    }

    /// Goes back to the form; the study is kept.
    pub fn leave(self) {
        if self.stage.with_untracked(Stage::is_at_work) {
            self.stop();
        }
        self.internals.update_value(|internals| internals.crew = None);
        self.problem.set(String::new());
        self.stage.set(Stage::Form);
        self.look_at_page(None);
        spawn_local(self.list());
    }

    /// The study goes on.
    pub fn resume(self) {
        let Some(study) =
            self.internals.with_value(|internals| Some(internals.crew.as_ref()?.study().state().clone()))
        else {
            return;
        };
        // What was under way when it stopped is asked for again.
        let study = match Study::resume(study) {
            Ok(study) => study,
            Err(error) => return self.fail(&error.to_string()),
        };
        self.problem.set(String::new());
        let id = self.internals.with_value(|internals| internals.id.clone());
        self.take(id, study);
        let number = self.internals.with_value(|internals| internals.number);
        self.stage.set(Stage::Starting("The engine is loading".to_owned()));
        spawn_local(async move {
            let begun = match self.take_over(number).await {
                Ok(true) => {
                    self.keep(None);
                    self.start(number).await
                }
                Ok(false) => Ok(()),
                Err(sentence) => Err(sentence),
            };
            if let Err(sentence) = begun {
                self.give_up(number, &sentence);
            }
        });
    }

    /// Makes this the only tab that runs the study, from where another one may have brought it. False where there is nothing to be run
    /// here: another tab runs it, or it is through.
    async fn take_over(self, number: u64) -> Result<bool, String> {
        let id = self.internals.with_value(|internals| internals.id.clone());
        let lock = lock_of(&id).await;
        if !self.is_present(number) {
            return Ok(false);
        }
        if lock.is_none() {
            // What that one keeps is the study: this one, which may be older, is not.
            self.stage.set(Stage::Stopped);
            self.fail("another tab runs this search: look there, or stop it there and resume it here");
            return Ok(false);
        }
        self.internals.update_value(|internals| internals.lock = lock);
        self.ask_keeper(&StudiesRequest::List).await?;
        if !self.is_present(number) {
            return Ok(false);
        }
        let own = self
            .internals
            .with_value(|internals| internals.crew.as_ref().map_or(0, |crew| crew.study().state().scores()));
        let later = self.kept.with_untracked(|kept| {
            let (_, state) = kept.iter().find(|(other, _)| *other == id)?;
            state.as_ref().ok().filter(|state| state.scores() > own).cloned()
        });
        if let Some(state) = later {
            let study = Study::resume(state).map_err(|error| error.to_string())?;
            let is_done = study.is_done();
            self.internals.update_value(|internals| internals.crew = Some(Crew::new(study, Self::workers())));
            self.look();
            if is_done {
                drop(self.end_team());
                self.stage.set(Stage::Done);
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn start(self, number: u64) -> Result<(), String> {
        let since = browser::now();
        let experiment = self.internals.with_value(|internals| {
            internals.crew.as_ref().map(|crew| crew.study().spec().experiment.clone())
        });
        let experiment = experiment.ok_or("there is no study")?;
        let page = loop {
            let page = self.views.page()?;
            if page.has_data_of(&experiment) || browser::now() - since > DATA.1 {
                break page;
            }
            self.stage.set(Stage::Starting("The data are loading".to_owned()));
            browser::pause(DATA.0).await;
            if !self.is_present(number) {
                return Ok(());
            }
        };
        let count = Self::workers();
        let listener = Rc::new(move |event| self.hear(number, event));
        let team = Team::start(count, page.data, listener).await?;
        if !self.is_present(number) {
            team.end();
            return Ok(());
        }
        self.internals.update_value(|internals| {
            internals.hands = vec![Hand::default(); count];
            internals.team = Some(team);
        });
        self.stage.set(Stage::Starting("The environment is being prepared".to_owned()));
        self.prepare(0);
        Ok(())
    }

    fn is_present(self, number: u64) -> bool {
        self.internals.with_value(|internals| internals.number == number)
    }

    /// Has a worker prepare the environment.
    fn prepare(self, worker: usize) {
        self.internals.with_value(|internals| {
            let Some((crew, team)) = internals.crew.as_ref().zip(internals.team.as_ref()) else { return };
            let spec = Box::new(crew.study().spec().clone());
            let (workers, factors) = (internals.hands.len() as u32, internals.factors.clone());
            team.ask(worker, packed(EngineRequest::Trial(TrialRequest::Begin { spec, workers, factors })));
        });
    }

    /// Takes what the team says.
    fn hear(self, number: u64, event: TeamEvent) {
        if !self.is_present(number) {
            return;
        }
        match event {
            TeamEvent::Answer { worker, parts } => self.hear_answer(number, worker, parts),
            TeamEvent::Preparing { task, fraction } => {
                if let Stage::Starting(_) = self.stage.get_untracked() {
                    let text = format!("The environment is being prepared: {task}, {}", percent(fraction));
                    self.stage.set(Stage::Starting(text));
                }
            }
            TeamEvent::Crashed { worker, cause } => {
                let mut again = Err(format!("workers stopped again and again ({cause})"));
                self.internals.update_value(|internals| {
                    internals.crashes += 1;
                    if let (Some(team), true) = (&internals.team, internals.crashes <= MOST_CRASHES) {
                        again = team.replace(worker);
                    }
                    if let Some(crew) = &mut internals.crew {
                        crew.lost(worker);
                    }
                    if let Some(hand) = internals.hands.get_mut(worker) {
                        *hand = Hand::default();
                    }
                });
                match again {
                    Ok(()) => self.prepare(worker),
                    Err(sentence) => self.give_up(number, &sentence),
                }
            }
            TeamEvent::NoEngine(sentence) => self.give_up(number, &sentence),
        }
    }

    fn hear_answer(self, number: u64, worker: usize, parts: Parts) {
        let mut begins = Vec::new();
        match unpacked(parts) {
            Some(TrialAnswer::Ready { factors }) => self.internals.update_value(|internals| {
                let is_first = internals.hands.iter().all(|hand| !hand.is_ready);
                internals.hands[worker].is_ready = true;
                if is_first {
                    internals.factors = factors;
                    begins = (0..internals.hands.len()).filter(|other| *other != worker).collect();
                    let before = internals.crew.as_ref().map_or(0, |crew| crew.study().rounds().1);
                    internals.begun = Some((browser::now(), before));
                }
            }),
            Some(TrialAnswer::GoesOn { rounds }) => self.internals.update_value(|internals| {
                let hand = &mut internals.hands[worker];
                hand.rounds += rounds;
                hand.is_busy = false;
            }),
            Some(TrialAnswer::Scored { score, .. }) => self.internals.update_value(|internals| {
                internals.hands[worker] = Hand { is_ready: true, ..Hand::default() };
                if let Some(crew) = &mut internals.crew {
                    crew.scored(worker, score);
                }
            }),
            Some(TrialAnswer::Refused { sentence }) => return self.give_up(number, &sentence),
            None => return self.give_up(number, "a worker answered something else; reload the page"),
        }
        if self.stage.with_untracked(|stage| *stage != Stage::Running) {
            self.stage.set(Stage::Running);
        }
        begins.into_iter().for_each(|other| self.prepare(other));
        self.hand_out();
        self.after_an_answer();
    }

    /// Gives every worker that is ready its next turn.
    fn hand_out(self) {
        self.internals.update_value(|internals| {
            let Internals { crew: Some(crew), team: Some(team), hands, .. } = internals else { return };
            for (worker, hand) in
                hands.iter_mut().enumerate().filter(|(_, hand)| hand.is_ready && !hand.is_busy)
            {
                if hand.task.is_none() {
                    hand.task = crew.next(worker);
                }
                let Some(task) = &hand.task else { continue };
                let Task { job, setting, going_on } = task.clone();
                let going_on = going_on.into_iter().collect();
                team.ask(worker, packed(EngineRequest::Trial(TrialRequest::Run { job, setting, going_on })));
                hand.is_busy = true;
            }
        });
    }

    fn after_an_answer(self) {
        let (mut is_done, mut is_due) = (false, false);
        self.internals.with_value(|internals| {
            is_done = internals.crew.as_ref().is_some_and(|crew| crew.study().is_done());
            is_due = browser::now() - internals.kept > BETWEEN_SAVES;
        });
        let mut lock = None;
        if is_done {
            lock = self.end_team();
            self.stage.set(Stage::Done);
            self.views.said.set("The search has finished.".to_owned());
        }
        if is_done || is_due {
            self.keep(lock);
        }
        self.look();
    }

    /// The study can't go on for now.
    fn give_up(self, number: u64, sentence: &str) {
        if self.is_present(number) {
            self.stop();
            self.fail(sentence);
        }
    }

    /// Ends the workers; gives the lock, until which is dropped no other tab goes on.
    pub(super) fn end_team(self) -> Option<TabLock> {
        let (mut team, mut lock) = (None, None);
        self.internals.update_value(|internals| {
            internals.number += 1;
            (team, lock) = (internals.team.take(), internals.lock.take());
            internals.hands.clear();
            (internals.factors, internals.begun, internals.crashes) = (None, None, 0);
        });
        if let Some(team) = team {
            team.end();
        }
        lock
    }

    /// Keeps the study as far as it has come, and then drops the lock, where this is the end: another tab goes on with what is kept.
    fn keep(self, lock: Option<TabLock>) {
        let mut request = None;
        self.internals.update_value(|internals| {
            internals.kept = browser::now();
            if let Some(crew) = &internals.crew {
                let study = Box::new(crew.study().state().clone());
                request = Some(StudiesRequest::Keep { id: internals.id.clone(), study });
            }
        });
        let Some(request) = request else { return };
        spawn_local(async move {
            if let Err(sentence) = self.ask_keeper(&request).await {
                self.fail(&format!("the study is not kept: {sentence}"));
            }
            drop(lock);
        });
    }

    /// Shows the study as it is, soon.
    pub(super) fn look(self) {
        let mut is_coming = false;
        self.internals.update_value(|internals| is_coming = std::mem::replace(&mut internals.looks, true));
        if is_coming {
            return;
        }
        let wait = if self.stage.with_untracked(Stage::is_at_work) { BETWEEN_LOOKS } else { 0 };
        browser::after(wait, move || {
            self.internals.update_value(|internals| internals.looks = false);
            self.version.update(|version| *version += 1);
        });
    }
}
