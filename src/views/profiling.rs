//! A profile under way: the worker that is measured, and what was found. A handle: copying it copies nothing.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::Views;
use super::tuning::Tuning;
use crate::chart::PageTime;
use crate::chart::curves::Curves;
use crate::chart::numbers::{capital, percent};
use crate::results::RunLog;
use crate::spec::Experiment;
use crate::ui::browser;
use crate::worker::asked::EngineRequest;
use crate::worker::bytes::Bytes;
use crate::worker::envelope::unpack;
use crate::worker::kept_runs::{Parts, packed, unpacked};
use crate::worker::profiling::{Measured, ProfileAnswer, ProfileRequest};
use crate::worker::protocol::Report;
use crate::worker::team::{Team, TeamEvent};

/// Shortest time between two pictures of a profile that is measured, in milliseconds.
const BETWEEN_LOOKS: f64 = 400.0;

/// How often the page is asked for data that are loading, and how long it is waited for them, in milliseconds.
const DATA: (u64, f64) = (300, 60_000.0);

/// How a profile stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// Nothing is measured.
    Rests,
    /// It gets ready: with what, in words.
    Starting(String),
    /// It runs.
    Running,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What was run.
    pub experiment: Experiment,
    /// What the worker measured.
    pub measured: Measured,
    /// What is known of the page.
    pub page: PageTime,
    /// The digest, once all seeds were run.
    pub digest: Option<String>,
}

/// What no signal holds.
#[derive(Default)]
struct Internals {
    /// Tells the present worker from those before.
    number: u64,
    team: Option<Team>,
    experiment: Option<Experiment>,
    log: Option<RunLog>,
    curves: Option<Curves>,
    /// Milliseconds in which reports were read.
    reading: f64,
    /// When there was a picture last.
    looked: f64,
}

/// A profile under way.
#[derive(Clone, Copy)]
pub struct Profiling {
    /// What all views share.
    pub views: Views,
    /// How it stands.
    pub stage: RwSignal<Stage>,
    /// How much of the work is done, 0 to 1.
    pub share: RwSignal<f64>,
    /// What was found, so far or at the end.
    pub found: RwSignal<Option<Found>>,
    /// What went wrong; empty where nothing did.
    pub problem: RwSignal<String>,
    /// Whether the page has another experiment than what was measured.
    pub is_old: RwSignal<bool>,
    internals: StoredValue<Internals, LocalStorage>,
}

impl Profiling {
    /// Of nothing yet.
    pub fn new(views: Views) -> Profiling {
        Profiling {
            views,
            stage: RwSignal::new(Stage::Rests),
            share: RwSignal::new(0.0),
            found: RwSignal::new(None),
            problem: RwSignal::new(String::new()),
            is_old: RwSignal::new(false),
            internals: StoredValue::new_local(Internals::default()),
        }
    }

    /// The view is shown, maybe after the page has changed or played.
    pub fn shown(self) {
        let (page, play) = (self.views.page().ok(), self.views.play_time());
        self.found.update(|found| {
            if let Some(found) = found {
                found.page.play = play;
            }
        });
        let is_old = self.found.with_untracked(|found| {
            found.as_ref().zip(page.as_ref()).is_some_and(|(found, page)| found.experiment != page.experiment)
        });
        self.is_old.set(is_old);
    }

    /// Measures the experiment of the page.
    pub fn begin(self) {
        let number = self.end_team();
        self.problem.set(String::new());
        self.is_old.set(false);
        self.found.set(None);
        self.share.set(0.0);
        self.stage.set(Stage::Starting("The engine is loading".to_owned()));
        spawn_local(async move {
            if let Err(sentence) = self.start(number).await {
                self.give_up(number, &sentence);
            }
        });
    }

    /// Measures no more; what was found so far stays.
    pub fn stop(self) {
        self.end_team();
        self.stage.set(Stage::Rests);
        self.views.said.set("Measuring has stopped.".to_owned());
    }

    async fn start(self, number: u64) -> Result<(), String> {
        let since = browser::now();
        let page = loop {
            let page = self.views.page()?;
            if page.has_data_of(&page.experiment) || browser::now() - since > DATA.1 {
                break page;
            }
            self.stage.set(Stage::Starting("The data are loading".to_owned()));
            browser::pause(DATA.0).await;
            if !self.is_present(number) {
                return Ok(());
            }
        };
        let listener = Rc::new(move |event| self.hear(number, event));
        let team = Team::start(1, page.data, listener).await?;
        if !self.is_present(number) {
            team.end();
            return Ok(());
        }
        self.stage.set(Stage::Starting("The environment is being prepared".to_owned()));
        let experiment = Box::new(page.experiment.clone());
        team.ask(0, packed(EngineRequest::Profile(ProfileRequest::Begin { experiment })));
        self.internals.update_value(|internals| {
            internals.team = Some(team);
            internals.experiment = Some(page.experiment);
        });
        Ok(())
    }

    fn is_present(self, number: u64) -> bool {
        self.internals.with_value(|internals| internals.number == number)
    }

    /// Takes what the worker says.
    fn hear(self, number: u64, event: TeamEvent) {
        if !self.is_present(number) {
            return;
        }
        match event {
            TeamEvent::Answer { parts, .. } => self.hear_answer(number, parts),
            TeamEvent::Preparing { task, fraction } => {
                let text = format!("The environment is being prepared: {task}, {}", percent(fraction));
                self.stage.set(Stage::Starting(text));
            }
            TeamEvent::Crashed { cause, .. } => {
                self.give_up(
                    number,
                    &format!("the worker that was measured stopped ({cause}); measure again"),
                );
            }
            TeamEvent::NoEngine(sentence) => self.give_up(number, &sentence),
        }
    }

    fn hear_answer(self, number: u64, parts: Parts) {
        match unpacked(parts) {
            Some(ProfileAnswer::Ready { items }) => {
                self.internals.update_value(|internals| {
                    let experiment = internals.experiment.as_ref();
                    internals.log = experiment.map(|experiment| RunLog::new(experiment, items));
                    internals.curves = experiment.map(|experiment| Curves::new(experiment.policies.len()));
                    internals.looked = browser::now();
                });
                self.stage.set(Stage::Running);
                self.go_on(false);
            }
            Some(ProfileAnswer::GoesOn { moved, share, measured }) => {
                if moved.is_some_and(|moved| !self.read(&moved)) {
                    return self.give_up(number, "a worker sent a report that does not fit; reload the page");
                }
                self.share.set(share);
                let is_done = measured.as_ref().is_some_and(|measured| measured.is_done);
                if let Some(measured) = measured {
                    self.show(*measured);
                }
                if is_done {
                    self.end_team();
                    self.stage.set(Stage::Rests);
                    self.views.said.set("The profile is there.".to_owned());
                    return;
                }
                let shows = self
                    .internals
                    .try_update_value(|internals| {
                        let now = browser::now();
                        let is_due = now - internals.looked > BETWEEN_LOOKS;
                        if is_due {
                            internals.looked = now;
                        }
                        is_due
                    })
                    .unwrap_or_default();
                self.go_on(shows);
            }
            Some(ProfileAnswer::Refused { sentence }) => self.give_up(number, &sentence),
            None => self.give_up(number, "a worker answered something else; reload the page"),
        }
    }

    fn go_on(self, shows: bool) {
        self.internals.with_value(|internals| {
            if let Some(team) = &internals.team {
                team.ask(0, packed(EngineRequest::Profile(ProfileRequest::GoOn { shows })));
            }
        });
    }

    /// Reads a report as the page does, and notes how long that takes; false where it does not fit.
    fn read(self, moved: &Bytes) -> bool {
        let read = |internals: &mut Internals| {
            let begun = browser::now();
            let Some(Report::Moved { advance, .. }) = unpack(&moved.to_vec(), Vec::new()) else {
                return false;
            };
            let (Some(log), Some(curves)) = (&mut internals.log, &mut internals.curves) else { return false };
            let fits = log.apply(&advance).is_ok();
            curves.catch_up(log);
            internals.reading += browser::now() - begun;
            fits
        };
        self.internals.try_update_value(read).unwrap_or_default()
    }

    fn show(self, measured: Measured) {
        let play = self.views.play_time();
        let found = self.internals.with_value(|internals| {
            let experiment = internals.experiment.clone()?;
            let workers = Tuning::workers().min(experiment.seeds as usize);
            let seconds = measured.reporting + internals.reading / 1e3;
            let messages = 1e6 * seconds / measured.reported.max(1) as f64;
            let digest = internals.log.as_ref().and_then(RunLog::run_digest).map(|digest| digest.to_string());
            Some(Found { experiment, measured, page: PageTime { workers, messages, play }, digest })
        });
        self.found.set(found);
    }

    /// It can't go on.
    fn give_up(self, number: u64, sentence: &str) {
        if self.is_present(number) {
            self.end_team();
            self.stage.set(Stage::Rests);
            self.problem.set(format!("{}.", capital(sentence.trim_end_matches('.'))));
        }
    }

    /// Ends the worker, and gives the number of the next.
    fn end_team(self) -> u64 {
        let mut ended = None;
        self.internals.update_value(|internals| {
            let number = internals.number + 1;
            let before = std::mem::replace(internals, Internals { number, ..Internals::default() });
            ended = before.team;
        });
        if let Some(team) = ended {
            team.end();
        }
        self.internals.with_value(|internals| internals.number)
    }
}
