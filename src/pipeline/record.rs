//! What happens in a pipeline, one record at a time: its journal.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh64::xxh64;

use super::step::Step;
use super::store::Hash;

/// Why a run began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is the first.
    First,
    /// There were enough events.
    Events,
    /// It was time.
    Time,
    /// Rewards had changed.
    Drift,
    /// A person has rerun a step.
    Hand,
}

impl Reason {
    /// A word for it.
    pub fn words(self) -> &'static str {
        match self {
            Reason::First => "first",
            Reason::Events => "events",
            Reason::Time => "time",
            Reason::Drift => "drift",
            Reason::Hand => "by hand",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happened {
    /// A user asked, and this version answered.
    Served {
        /// The event.
        event: u64,
        /// The version.
        version: u32,
    },
    /// A reward was joined.
    Joined {
        /// The event.
        event: u64,
        /// The reward.
        reward: f64,
    },
    /// No reward came within the window: the row is logged without.
    Expired {
        /// The event.
        event: u64,
    },
    /// A reward came after its window, or a second time.
    Ignored {
        /// The event.
        event: u64,
        /// Whether it had come before.
        twice: bool,
    },
    /// The rewards changed.
    Drift {
        /// How many of the rewards came after the change.
        since: u64,
    },
    /// A run began.
    Began {
        /// Its number.
        run: u64,
        /// Why.
        reason: Reason,
    },
    /// A step was done.
    Done {
        /// The run.
        run: u64,
        /// The step.
        step: Step,
        /// Which attempt, from 1.
        attempt: u32,
        /// What it made.
        output: Hash,
        /// Whether this was taken from before, since nothing had changed.
        cached: bool,
        /// What is to be said of it.
        sentence: String,
    },
    /// A step failed.
    Failed {
        /// The run.
        run: u64,
        /// The step.
        step: Step,
        /// Which attempt, from 1.
        attempt: u32,
        /// Whether it will be tried again.
        again: bool,
        /// Why.
        sentence: String,
    },
    /// A run ended.
    Ended {
        /// The run.
        run: u64,
        /// Whether all of its steps were done.
        completed: bool,
    },
    /// A version answers in shadow: no user sees its answers.
    Shadow {
        /// The version.
        version: u32,
    },
    /// A version has answered long enough in shadow.
    Shadowed {
        /// The version.
        version: u32,
        /// What it came to.
        sentence: String,
    },
    /// A version answers a share of the requests.
    Canary {
        /// The version.
        version: u32,
    },
    /// A version answers all requests.
    Promoted {
        /// The version.
        version: u32,
        /// Why.
        sentence: String,
    },
    /// A version answers none any more.
    RolledBack {
        /// The version.
        version: u32,
        /// Why.
        sentence: String,
    },
}

impl Happened {
    /// Whether it is about runs and versions; the rest is about a single event each.
    pub fn is_of_a_run(&self) -> bool {
        !matches!(
            self,
            Happened::Served { .. }
                | Happened::Joined { .. }
                | Happened::Expired { .. }
                | Happened::Ignored { .. }
        )
    }

    /// What is to be said of it, without a capital or an end; none of single events.
    pub fn words(&self) -> Option<String> {
        let title = |step: &Step| step.descriptor().title;
        Some(match self {
            Happened::Served { .. }
            | Happened::Joined { .. }
            | Happened::Expired { .. }
            | Happened::Ignored { .. } => return None,
            Happened::Drift { since } => format!("the rewards have changed, {since} of them ago"),
            Happened::Began { run, reason } => format!("run {run} begins ({})", reason.words()),
            Happened::Done { run, step, cached, sentence, .. } => {
                let cached = if *cached { " (as before)" } else { "" };
                format!("run {run}, {}{cached}: {sentence}", title(step))
            }
            Happened::Failed { run, step, attempt, again, sentence } => {
                let then = if *again { "it will be tried again" } else { "the run fails" };
                format!("run {run}, {} failed at attempt {attempt}, and {then}: {sentence}", title(step))
            }
            Happened::Ended { run, completed: true } => format!("run {run} is through"),
            Happened::Ended { run, completed: false } => format!("run {run} has failed"),
            Happened::Shadow { version } => format!("v{version} answers in shadow, seen by no user"),
            Happened::Shadowed { version, sentence } => {
                format!("v{version} has answered long enough in shadow: {sentence}")
            }
            Happened::Canary { version } => format!("v{version} answers a share of the requests"),
            Happened::Promoted { version, sentence } => {
                format!("v{version} answers all requests. {sentence}")
            }
            Happened::RolledBack { version, sentence } => format!("v{version} is rolled back. {sentence}"),
        })
    }
}

/// A time on the clock, as days, hours, minutes and seconds: "day 0 00:10:00".
pub fn clock_words(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    format!("day {days} {:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60)
}

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Milliseconds on the clock.
    pub time: u64,
    /// What.
    #[serde(flatten)]
    pub happened: Happened,
}

impl Record {
    /// As a line of the journal, without its end.
    pub fn line(&self) -> String {
        // Plain data: it can always be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The record of such a line.
    ///
    /// # Errors
    /// A line of something else.
    pub fn of_line(line: &str) -> Result<Record, serde_json::Error> {
        serde_json::from_str(line)
    }

    /// The digest of all records so far, and this one.
    pub fn chained(&self, digest: u64) -> u64 {
        xxh64(self.line().as_bytes(), digest)
    }
}
