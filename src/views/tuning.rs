//! A search under way: its study, the workers that run it, and what is kept of it. A handle: copying it copies nothing.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::search::{Search, Speed};
use super::state::Views;
use super::study_words::study_id;
use crate::chart::numbers::{capital, percent};
use crate::tune::{Crew, Job, Study, StudyState, Task};
use crate::ui::browser;
use crate::worker::bytes::Bytes;
use crate::worker::kept_runs::{Parts, packed, unpacked};
use crate::worker::kept_studies::StudiesRequest;
use crate::worker::spawn::workers;
use crate::worker::team::{Team, TeamEvent};
use crate::worker::trials::{TrialAnswer, TrialRequest};

/// Shortest time between two pictures of a study that runs, in milliseconds.
const BETWEEN_LOOKS: u64 = 150;

/// A study is kept so often while it runs, in milliseconds.
const BETWEEN_SAVES: f64 = 1_500.0;

/// How often the page is asked for data that are loading, and how long it is waited for them, in milliseconds.
const DATA: (u64, f64) = (300, 60_000.0);

/// So many workers may stop before the study does.
const MOST_CRASHES: u32 = 4;

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

/// What is behind the signals.
#[derive(Default)]
struct Behind {
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
    /// Whether a picture is on its way.
    looks: bool,
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
    behind: StoredValue<Behind, LocalStorage>,
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
            behind: StoredValue::new_local(Behind::default()),
        }
    }

    /// How many workers a study has.
    pub fn workers() -> usize {
        workers(browser::query_number("workers"))
    }

    /// Something of the study and of what is run now; none where there is no study.
    pub fn with<T>(self, read: impl FnOnce(&Study, &[Option<Job>]) -> T) -> Option<T> {
        self.version.track();
        self.behind.with_value(|behind| {
            let crew = behind.crew.as_ref()?;
            let idle = vec![None; crew.at_work().len()];
            let at_work = if behind.team.is_some() { crew.at_work() } else { &idle };
            Some(read(crew.study(), at_work))
        })
    }

    /// Rounds in all, rounds that are done, and how long the rest takes, in seconds, where that can be said.
    pub fn progress(self) -> (u64, u64, Option<f64>) {
        self.version.track();
        self.behind.with_value(|behind| {
            let Some(crew) = &behind.crew else { return (1, 0, None) };
            let (all, told) = crew.study().rounds();
            let under_way: u64 = behind.hands.iter().map(|hand| hand.rounds).sum();
            let done = (told + under_way).min(all);
            let left = behind.begun.and_then(|(since, before)| {
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

    /// The view is shown: the form follows the page, and a study that was not through is shown again.
    pub fn shown(self, agent: Option<usize>) {
        let is_study = self.stage.with_untracked(|stage| *stage != Stage::Form);
        let other = self.behind.with_value(|behind| {
            let own = behind.crew.as_ref().map(|crew| crew.study().spec().agent);
            agent.is_some_and(|agent| own != Some(agent))
        });
        if other && is_study && !self.stage.with_untracked(Stage::is_at_work) {
            self.leave();
        } else if is_study {
            return;
        }
        self.look_at_page(agent);
        spawn_local(async move {
            self.list().await;
            let latest = self.kept.with_untracked(|kept| kept.first().cloned());
            if let (Some((id, Ok(state))), None, Stage::Form) = (latest, agent, self.stage.get_untracked())
                && Study::resume(state.clone()).is_ok_and(|study| !study.is_done())
            {
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
            if let Err(sentence) = self.ask_keeper(&StudiesRequest::Remove { id }).await {
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
        self.end_team();
        self.behind.update_value(|behind| {
            behind.crew = Some(Crew::new(study, Self::workers()));
            behind.id = id;
        });
        self.look();
    }

    /// Begins the study of the form.
    pub fn begin(self) {
        let study = self.form.with_untracked(|form| form.as_ref().map(Search::study));
        match study {
            Some(Ok(study)) => {
                self.problem.set(String::new());
                self.take(study_id(browser::date()), study);
                self.resume();
            }
            Some(Err(sentence)) => self.fail(&sentence),
            None => {}
        }
    }

    /// Stops the study, which can go on, now or after the page was closed.
    pub fn stop(self) {
        self.end_team();
        self.stage.set(Stage::Stopped);
        self.keep();
        self.look();
    }

    /// Goes back to the form; the study is kept.
    pub fn leave(self) {
        if self.stage.with_untracked(Stage::is_at_work) {
            self.stop();
        }
        self.behind.update_value(|behind| behind.crew = None);
        self.problem.set(String::new());
        self.stage.set(Stage::Form);
        self.look_at_page(None);
        spawn_local(self.list());
    }

    /// The study goes on.
    pub fn resume(self) {
        let Some(study) =
            self.behind.with_value(|behind| Some(behind.crew.as_ref()?.study().state().clone()))
        else {
            return;
        };
        // What was under way when it stopped is asked for again.
        let study = match Study::resume(study) {
            Ok(study) => study,
            Err(error) => return self.fail(&error.to_string()),
        };
        self.problem.set(String::new());
        let id = self.behind.with_value(|behind| behind.id.clone());
        self.take(id, study);
        let number = self.behind.with_value(|behind| behind.number);
        self.stage.set(Stage::Starting("The engine is loading".to_owned()));
        self.keep();
        spawn_local(async move {
            if let Err(sentence) = self.start(number).await {
                self.give_up(number, &sentence);
            }
        });
    }

    async fn start(self, number: u64) -> Result<(), String> {
        let since = browser::now();
        let experiment = self
            .behind
            .with_value(|behind| behind.crew.as_ref().map(|crew| crew.study().spec().experiment.clone()));
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
        self.behind.update_value(|behind| {
            behind.hands = vec![Hand::default(); count];
            behind.team = Some(team);
        });
        self.stage.set(Stage::Starting("The environment is being prepared".to_owned()));
        self.prepare(0);
        Ok(())
    }

    fn is_present(self, number: u64) -> bool {
        self.behind.with_value(|behind| behind.number == number)
    }

    /// Has a worker prepare the environment.
    fn prepare(self, worker: usize) {
        self.behind.with_value(|behind| {
            let Some((crew, team)) = behind.crew.as_ref().zip(behind.team.as_ref()) else { return };
            let spec = Box::new(crew.study().spec().clone());
            let (workers, factors) = (behind.hands.len() as u32, behind.factors.clone());
            team.ask(worker, packed(TrialRequest::Begin { spec, workers, factors }));
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
                self.behind.update_value(|behind| {
                    behind.crashes += 1;
                    if let (Some(team), true) = (&behind.team, behind.crashes <= MOST_CRASHES) {
                        again = team.replace(worker);
                    }
                    if let Some(crew) = &mut behind.crew {
                        crew.lost(worker);
                    }
                    if let Some(hand) = behind.hands.get_mut(worker) {
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
            Some(TrialAnswer::Ready { factors }) => self.behind.update_value(|behind| {
                let is_first = behind.hands.iter().all(|hand| !hand.is_ready);
                behind.hands[worker].is_ready = true;
                if is_first {
                    behind.factors = factors;
                    begins = (0..behind.hands.len()).filter(|other| *other != worker).collect();
                    let before = behind.crew.as_ref().map_or(0, |crew| crew.study().rounds().1);
                    behind.begun = Some((browser::now(), before));
                }
            }),
            Some(TrialAnswer::GoesOn { rounds }) => self.behind.update_value(|behind| {
                let hand = &mut behind.hands[worker];
                hand.rounds += rounds;
                hand.is_busy = false;
            }),
            Some(TrialAnswer::Scored { score, .. }) => self.behind.update_value(|behind| {
                behind.hands[worker] = Hand { is_ready: true, ..Hand::default() };
                if let Some(crew) = &mut behind.crew {
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
        self.behind.update_value(|behind| {
            let Behind { crew: Some(crew), team: Some(team), hands, .. } = behind else { return };
            for (worker, hand) in
                hands.iter_mut().enumerate().filter(|(_, hand)| hand.is_ready && !hand.is_busy)
            {
                if hand.task.is_none() {
                    hand.task = crew.next(worker);
                }
                let Some(task) = &hand.task else { continue };
                let Task { job, setting, going_on } = task.clone();
                let going_on = going_on.into_iter().collect();
                team.ask(worker, packed(TrialRequest::Run { job, setting, going_on }));
                hand.is_busy = true;
            }
        });
    }

    fn after_an_answer(self) {
        let (mut is_done, mut is_due) = (false, false);
        self.behind.with_value(|behind| {
            is_done = behind.crew.as_ref().is_some_and(|crew| crew.study().is_done());
            is_due = browser::now() - behind.kept > BETWEEN_SAVES;
        });
        if is_done {
            self.end_team();
            self.stage.set(Stage::Done);
            self.views.said.set("The search is through.".to_owned());
        }
        if is_done || is_due {
            self.keep();
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

    fn end_team(self) {
        let mut team = None;
        self.behind.update_value(|behind| {
            behind.number += 1;
            team = behind.team.take();
            behind.hands.clear();
            (behind.factors, behind.begun, behind.crashes) = (None, None, 0);
        });
        if let Some(team) = team {
            team.end();
        }
    }

    /// Keeps the study as far as it has come.
    fn keep(self) {
        let mut request = None;
        self.behind.update_value(|behind| {
            behind.kept = browser::now();
            if let Some(crew) = &behind.crew {
                let study = Box::new(crew.study().state().clone());
                request = Some(StudiesRequest::Keep { id: behind.id.clone(), study });
            }
        });
        let Some(request) = request else { return };
        spawn_local(async move {
            if let Err(sentence) = self.ask_keeper(&request).await {
                self.fail(&format!("the study is not kept: {sentence}"));
            }
        });
    }

    /// Shows the study as it is, soon.
    fn look(self) {
        let mut is_coming = false;
        self.behind.update_value(|behind| is_coming = std::mem::replace(&mut behind.looks, true));
        if is_coming {
            return;
        }
        let wait = if self.stage.with_untracked(Stage::is_at_work) { BETWEEN_LOOKS } else { 0 };
        browser::after(wait, move || {
            self.behind.update_value(|behind| behind.looks = false);
            self.version.update(|version| *version += 1);
        });
    }
}
