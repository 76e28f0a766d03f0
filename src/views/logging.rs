//! A log that a person looks at: where it came from, what it holds, and what it says of policies. A handle: copying it copies nothing.

use leptos::prelude::*;

use super::state::Views;
use crate::chart::numbers::capital;
use crate::data::DataKind;
use crate::evaluation::Report;
use crate::evaluation::truth::Truth;
use crate::spec::{Decision, Experiment};
use crate::worker::assistant::Assistant;
use crate::worker::bytes::Bytes;
use crate::worker::logs::{EvaluateSettings, LogMenu, LogRows, LogSummary, RowFilter, TrainedWords};

/// So many rows are shown at a time.
pub const PAGE: u64 = 25;

/// The share of choices that are drawn uniformly, as the form begins.
const EXPLORE: &str = "0.1";

/// Most rounds that the form begins with.
const ROUNDS: u64 = 20_000;

/// The log that comes with the page, and its file.
pub const EXAMPLE: (&str, &str) = ("Open Bandit sample", "logs/bts_all.csv.gz");

/// Where a log came from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// It was recorded here.
    Recorded {
        /// What was run.
        experiment: Box<Experiment>,
        /// Under which seed.
        seed: u32,
        /// What the agent is called.
        label: String,
        /// The share of its choices that were drawn uniformly.
        explore: f64,
    },
    /// It was read from a file of this name.
    File(String),
    /// It is the one that comes with the page.
    Example,
}

/// A log that is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Where it came from.
    pub source: Source,
    /// What it holds.
    pub summary: LogSummary,
    /// What else must be known of it, as sentences.
    pub remarks: Vec<String>,
}

/// A policy as a person chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// Every arm with the same probability.
    #[default]
    Uniform,
    /// Always this arm.
    Arm(u32),
    /// This agent of the page's experiment, trained on the first half.
    Agent(usize),
}

impl Choice {
    /// Its name in the list.
    pub fn id(self) -> String {
        match self {
            Choice::Uniform => "uniform".to_owned(),
            Choice::Arm(arm) => format!("arm:{arm}"),
            Choice::Agent(agent) => format!("agent:{agent}"),
        }
    }

    /// The policy of that name.
    pub fn of(id: &str) -> Choice {
        let number = |start: &str| id.strip_prefix(start).and_then(|number| number.parse().ok());
        let agent = number("agent:").map(|agent: u32| Choice::Agent(agent as usize));
        agent.or_else(|| number("arm:").map(Choice::Arm)).unwrap_or_default()
    }
}

/// What was found of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// What it is called.
    pub policy: String,
    /// What the log says of it.
    pub report: Report,
    /// What it is really worth; none where that is not known.
    pub truth: Option<Truth>,
    /// Why that is not known; empty where it is, and where it was not asked for.
    pub no_truth: String,
    /// How the training went, of one that was trained.
    pub trained: Option<TrainedWords>,
}

/// What is being done.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// In words.
    pub what: String,
    /// How much of it is done, 0 to 1; none where that is not known.
    pub share: Option<f64>,
}

/// What is to be done after what is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The policy that is chosen is evaluated.
    Evaluate,
    /// Rows are shown, from this one on.
    Rows(u64),
}

/// From what a reader's worker gets the log again after it was ended.
#[derive(Clone)]
pub enum Again {
    /// A file and its name.
    File(String, Bytes),
    /// The log itself.
    Log(Bytes),
}

/// What no signal holds.
#[derive(Default)]
pub struct Internals {
    /// Tells what is done now from what was stopped.
    pub number: u64,
    /// What a person has asked for meanwhile.
    pub next: Option<Next>,
    /// Holds the log.
    pub reader: Option<Assistant>,
    /// Has the environment.
    pub engine: Option<Assistant>,
    /// Whether the engine's worker has the log.
    pub engine_has_log: bool,
    /// The log, for another reader.
    pub again: Option<Again>,
    /// The data that the recorded experiment needs.
    pub data: Vec<(DataKind, Bytes)>,
}

/// A log that a person looks at.
#[derive(Clone, Copy)]
pub struct Logging {
    /// What all views share.
    pub views: Views,
    /// What is being done; none where nothing is.
    pub work: RwSignal<Option<Work>>,
    /// What went wrong; empty where nothing did.
    pub problem: RwSignal<String>,
    /// The log.
    pub held: RwSignal<Option<Held>>,
    /// What can be done with it.
    pub menu: RwSignal<LogMenu>,
    /// Some of its rows.
    pub rows: RwSignal<LogRows>,
    /// Which.
    pub filter: RwSignal<RowFilter>,
    /// The experiment of the page; none before the view is shown.
    pub page: RwSignal<Option<Experiment>>,
    /// Which of its agents is recorded.
    pub agent: RwSignal<usize>,
    /// Rounds to record, as typed.
    pub rounds: RwSignal<String>,
    /// The seed, as typed.
    pub seed: RwSignal<String>,
    /// The share of uniform exploration, as typed.
    pub explore: RwSignal<String>,
    /// The policy that is evaluated.
    pub choice: RwSignal<Choice>,
    /// How.
    pub settings: RwSignal<EvaluateSettings>,
    /// Whether a file was recorded in the page's experiment.
    pub is_of_page: RwSignal<bool>,
    /// What was found.
    pub found: RwSignal<Option<Found>>,
    /// The estimator whose definition is shown; empty where none is.
    pub opened: RwSignal<String>,
    /// What was written last, and what of the log it does not hold.
    pub written: RwSignal<Vec<String>>,
    /// What no signal holds.
    pub internals: StoredValue<Internals, LocalStorage>,
}

impl Logging {
    /// Of nothing yet.
    pub fn new(views: Views) -> Logging {
        let settings = EvaluateSettings { model: String::new(), interval: String::new(), confidence: 0.95 };
        Logging {
            views,
            work: RwSignal::new(None),
            problem: RwSignal::new(String::new()),
            held: RwSignal::new(None),
            menu: RwSignal::new(LogMenu::default()),
            rows: RwSignal::new(LogRows::default()),
            filter: RwSignal::new(RowFilter::default()),
            page: RwSignal::new(None),
            agent: RwSignal::new(0),
            rounds: RwSignal::new(String::new()),
            seed: RwSignal::new("0".to_owned()),
            explore: RwSignal::new(EXPLORE.to_owned()),
            choice: RwSignal::new(Choice::default()),
            settings: RwSignal::new(settings),
            is_of_page: RwSignal::new(false),
            found: RwSignal::new(None),
            opened: RwSignal::new(String::new()),
            written: RwSignal::new(Vec::new()),
            internals: StoredValue::new_local(Internals::default()),
        }
    }

    /// The view is shown, maybe after the page has changed: what is typed stays where it still has a meaning.
    pub fn shown(self) {
        let Ok(page) = self.views.page() else { return };
        if self.page.with_untracked(|before| before.as_ref() == Some(&page.experiment)) {
            return;
        }
        // Of other data, maybe.
        if self.held.with_untracked(|held| held.as_ref().is_some_and(|held| !held.is_recorded())) {
            self.end_engine();
        }
        let agents = page.experiment.policies.len();
        if self.agent.get_untracked() >= agents {
            self.agent.set(0);
        }
        if matches!(self.choice.get_untracked(), Choice::Agent(agent) if agent >= agents) {
            self.choice.set(Choice::Uniform);
        }
        if self.rounds.with_untracked(String::is_empty) {
            self.rounds.set(page.experiment.horizon.min(ROUNDS).to_string());
        }
        self.page.set(Some(page.experiment));
    }

    /// Whether the experiment of the page shows slates.
    pub fn has_slates(self) -> bool {
        self.page.with(|page| {
            page.as_ref().and_then(Experiment::task).is_some_and(|task| task.decision() != Decision::Arm)
        })
    }

    /// Something of the log.
    pub fn of<T: Default>(self, read: impl Fn(&Held) -> T) -> T {
        self.held.with(|held| held.as_ref().map(read).unwrap_or_default())
    }

    /// Whether something is being done.
    pub fn is_busy(self) -> bool {
        self.work.with(Option::is_some)
    }

    /// Says that something could not be done.
    pub fn fail(self, sentence: &str) {
        // The name of a file keeps its letters.
        let begins_with_file = sentence.split([':', ' ']).next().is_some_and(|word| word.contains('.'));
        let sentence = sentence.trim_end_matches('.');
        let sentence = if begins_with_file { sentence.to_owned() } else { capital(sentence) };
        self.problem.set(format!("{sentence}."));
    }
}

impl Held {
    /// Whether it was recorded here.
    pub fn is_recorded(&self) -> bool {
        matches!(self.source, Source::Recorded { .. })
    }

    /// What it is called.
    pub fn name(&self) -> String {
        match &self.source {
            Source::Recorded { label, experiment, .. } => {
                let environment = experiment
                    .environment_part()
                    .map_or(experiment.environment.id.as_str(), |part| part.title);
                format!("{label} in {environment}")
            }
            // Without the end of its name, which says the format.
            Source::File(name) => name.split('.').next().unwrap_or(name).to_owned(),
            Source::Example => EXAMPLE.0.to_owned(),
        }
    }
}
