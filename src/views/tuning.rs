//! A search under way: its study, the workers that run it, and what is kept of it. A handle: copying it copies nothing.

mod work;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::search::{Search, Speed};
use super::state::Views;
use super::study_words::no_agent;
use super::tab_lock::TabLock;
use crate::chart::numbers::capital;
use crate::spec::Experiment;
use crate::tune::{Crew, Job, Study, StudyState, Task};
use crate::ui::browser;
use crate::worker::bytes::Bytes;
use crate::worker::kept_studies::StudiesRequest;
use crate::worker::spawn::workers;
use crate::worker::team::Team;

/// Shortest time between two pictures of a study that runs, in milliseconds.
const BETWEEN_LOOKS: u64 = 150;

/// A study is kept so often while it runs, in milliseconds.
const BETWEEN_SAVES: f64 = 1_500.0;

/// How often the page is asked for data that are loading, and how long it is waited for them, in milliseconds.
const DATA: (u64, f64) = (300, 60_000.0);

/// So many workers may stop before the study does.
const MOST_CRASHES: u32 = 4;

/// Before the id of a study in the name of its lock.
const LOCK: &str = "bandit-playground-study-";

/// How often a lock is asked for, and how long is waited in between, in milliseconds.
const LOCK_WAITS: (u32, u64) = (5, 100);

/// How a study stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// There is none: the form is shown.
    Form,
    /// It runs, and is getting ready: with what, in words.
    Starting(String),
    /// It runs.
    Running,
    /// It was stopped, and can go on.
    Stopped,
    /// It is through.
    Done,
}

impl Stage {
    /// Whether workers are at it.
    pub fn is_at_work(&self) -> bool {
        matches!(self, Stage::Starting(_) | Stage::Running)
    }
}

/// A worker of the team.
#[derive(Debug, Clone, Default)]
struct Hand {
    is_ready: bool,
    /// What it runs, and whether it has been asked for the next turn of that.
    task: Option<Task>,
    is_busy: bool,
    /// Rounds of its task that are done.
    rounds: u64,
}

/// Whether a study is of the agent at a place of the page, in the environment of the page.
fn is_of(study: &Study, page: &Experiment, agent: usize) -> bool {
    let spec = study.spec();
    spec.agent == agent
        && spec.experiment.environment == page.environment
        && spec.experiment.policies.get(agent).map(|policy| &policy.agent)
            == page.policies.get(agent).map(|policy| &policy.agent)
}

/// The lock of a study; none where another tab runs it. A tab that has stopped it may still be keeping it.
async fn lock_of(id: &str) -> Option<TabLock> {
    for _ in 0..LOCK_WAITS.0 {
        let lock = TabLock::take(&format!("{LOCK}{id}")).await;
        if lock.is_some() {
            return lock;
        }
        browser::pause(LOCK_WAITS.1).await;
    }
    None
}

/// What no signal holds.
#[derive(Default)]
struct Internals {
    id: String,
    crew: Option<Crew>,
    team: Option<Team>,
    hands: Vec<Hand>,
    factors: Option<Bytes>,
    /// Tells the present team from those before.
    number: u64,
    crashes: u32,
    /// When the first round of this stretch began, and how many were done before it.
    begun: Option<(f64, u64)>,
    /// When the study was kept last.
    kept: f64,
    /// No other tab runs the study as long as this one does.
    lock: Option<TabLock>,
    /// Whether a picture is on its way.
    looks: bool,
    /// Whether the view was shown before.
    was_shown: bool,
}

/// A search under way.
#[derive(Clone, Copy)]
pub struct Tuning {
    /// What all views share.
    pub views: Views,
    /// The form; none before the page has said what its experiment is.
    pub form: RwSignal<Option<Search>>,
    /// How the study stands.
    pub stage: RwSignal<Stage>,
    /// Grows when the study has changed.
    pub version: RwSignal<u64>,
    /// How fast the agent of the form is; none where that is not known.
    pub speed: RwSignal<Option<Speed>>,
    /// The studies that are kept, the latest first.
    pub kept: RwSignal<Vec<(String, Result<StudyState, String>)>>,
    /// What went wrong; empty where nothing did.
    pub problem: RwSignal<String>,
    /// That the address names an agent that there is not; empty where it does not.
    pub unknown: RwSignal<String>,
    internals: StoredValue<Internals, LocalStorage>,
}

impl Tuning {
    /// Of nothing yet.
    pub fn new(views: Views) -> Tuning {
        Tuning {
            views,
            form: RwSignal::new(None),
            stage: RwSignal::new(Stage::Form),
            version: RwSignal::new(0),
            speed: RwSignal::new(None),
            kept: RwSignal::new(Vec::new()),
            problem: RwSignal::new(String::new()),
            unknown: RwSignal::new(String::new()),
            internals: StoredValue::new_local(Internals::default()),
        }
    }

    /// How many workers a study has.
    pub fn workers() -> usize {
        workers(browser::query_number("workers"))
    }

    /// Something of the study and of what is run now; none where there is no study.
    pub fn with<T>(self, read: impl FnOnce(&Study, &[Option<Job>]) -> T) -> Option<T> {
        self.version.track();
        self.internals.with_value(|internals| {
            let crew = internals.crew.as_ref()?;
            let idle = vec![None; crew.at_work().len()];
            let at_work = if internals.team.is_some() { crew.at_work() } else { &idle };
            Some(read(crew.study(), at_work))
        })
    }

    /// Rounds in all, rounds that are done, and how long the rest takes, in seconds, where that can be said.
    pub fn progress(self) -> (u64, u64, Option<f64>) {
        self.version.track();
        self.internals.with_value(|internals| {
            let Some(crew) = &internals.crew else { return (1, 0, None) };
            let (all, told) = crew.study().rounds();
            let under_way: u64 = internals.hands.iter().map(|hand| hand.rounds).sum();
            let done = (told + under_way).min(all);
            let left = internals.begun.and_then(|(since, before)| {
                let seconds = (browser::now() - since) / 1e3;
                let rate = done.saturating_sub(before) as f64 / seconds;
                (seconds > 0.5 && rate > 0.0).then(|| (all - done) as f64 / rate)
            });
            (all, done, left)
        })
    }

    /// Says what went wrong.
    pub fn fail(self, sentence: &str) {
        self.problem.set(format!("{}.", capital(sentence.trim_end_matches('.'))));
    }

    /// The view is shown, for the agent at this place, or for none in particular where that is empty: the form follows the page, and a study
    /// that was not through is shown again, or one of this agent that is kept.
    pub fn shown(self, place: &str) {
        let agents = self.views.page().map_or(0, |page| page.experiment.policies.len());
        let agent = place.parse().ok().filter(|agent| *agent < agents);
        let is_unknown = agent.is_none() && !place.is_empty() && agents > 0;
        self.unknown.set(if is_unknown { no_agent(place, agents) } else { String::new() });
        let is_study = self.stage.with_untracked(|stage| *stage != Stage::Form);
        let other = self.internals.with_value(|internals| {
            let own = internals.crew.as_ref().map(|crew| crew.study().spec().agent);
            agent.is_some_and(|agent| own != Some(agent))
        });
        if other && is_study && !self.stage.with_untracked(Stage::is_at_work) {
            self.leave();
        } else if is_study {
            return;
        }
        self.look_at_page(agent);
        let is_first =
            self.internals.try_update_value(|internals| !std::mem::replace(&mut internals.was_shown, true));
        spawn_local(async move {
            self.list().await;
            let page = self.views.page().ok().map(|page| page.experiment);
            let is_wanted = |state: &StudyState| {
                Study::resume(state.clone()).is_ok_and(|study| match agent {
                    None => !study.is_done(),
                    // After a reload, the search that the address was of.
                    Some(agent) => {
                        is_first == Some(true) && page.as_ref().is_some_and(|page| is_of(&study, page, agent))
                    }
                })
            };
            let found = self.kept.with_untracked(|kept| {
                let candidates = kept.iter().take(if agent.is_some() { usize::MAX } else { 1 });
                let known = candidates.filter_map(|(id, state)| Some((id.clone(), state.clone().ok()?)));
                known.into_iter().find(|(_, state)| is_wanted(state))
            });
            if let (Some((id, state)), Stage::Form) = (found, self.stage.get_untracked()) {
                self.open(id, state);
            }
        });
    }

    /// Takes the experiment of the page into the form, unless it is there already.
    fn look_at_page(self, agent: Option<usize>) {
        let page = match self.views.page() {
            Ok(page) => page,
            Err(sentence) => return self.fail(&sentence),
        };
        let agents = page.experiment.policies.len();
        let known = self.form.with_untracked(|form| {
            form.as_ref().is_some_and(|form| {
                form.experiment == page.experiment && agent.is_none_or(|agent| agent == form.agent)
            })
        });
        if known {
            return;
        }
        // The first that has something to search.
        let first = (0..agents).find(|index| {
            let part = page.experiment.policies[*index].part();
            part.is_some_and(|part| !part.parameters.is_empty())
        });
        let agent = agent.filter(|agent| *agent < agents).or(first).unwrap_or(0);
        self.speed.set(None);
        self.form.set(Some(Search::new(page.experiment, agent)));
    }

    async fn list(self) {
        match self.ask_keeper(&StudiesRequest::List).await {
            Ok(()) => {}
            Err(sentence) => self.fail(&sentence),
        }
    }

    async fn ask_keeper(self, request: &StudiesRequest) -> Result<(), String> {
        let mut kept = self.views.client()?.studies(request).await?;
        if !matches!(request, StudiesRequest::Keep { .. }) {
            kept.studies.reverse();
            self.kept.set(kept.studies);
            if let Some(remark) = kept.remark {
                self.problem.set(remark);
            }
        }
        Ok(())
    }

    /// Removes a study for good.
    pub fn remove(self, id: String) {
        spawn_local(async move {
            let removed = match lock_of(&id).await {
                // Until it is removed no tab goes on with it.
                Some(_lock) => self.ask_keeper(&StudiesRequest::Remove { id }).await,
                None => Err("another tab runs this search; stop it there before you delete it".to_owned()),
            };
            if let Err(sentence) = removed {
                self.fail(&sentence);
            }
        });
    }

    /// Shows a study that was kept, without running it.
    pub fn open(self, id: String, state: StudyState) {
        match Study::resume(state) {
            Ok(study) => {
                self.problem.set(String::new());
                let stage = if study.is_done() { Stage::Done } else { Stage::Stopped };
                self.take(id, study);
                self.stage.set(stage);
            }
            Err(error) => self.fail(&error.to_string()),
        }
    }

    fn take(self, id: String, study: Study) {
        drop(self.end_team());
        self.internals.update_value(|internals| {
            internals.crew = Some(Crew::new(study, Self::workers()));
            internals.id = id;
        });
        self.look();
    }
}
