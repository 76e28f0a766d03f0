//! The ratings: the bundled ones, and a person's own.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::browser;
use super::super::state::{App, Reading, Remedy, RunState, Then, Urgency};
use crate::chart::numbers::counted;
use crate::data::{ReadAs, Summary};
use crate::experiment::{Experiment, RatingsSource};
use crate::worker::pool::Pool;

/// The bundled ratings, beside the page.
const BUNDLE: &str = "data/movielens-small.bundle";

/// Id of the first button of the panel that asks what files are.
pub const AS_RATINGS_ID: &str = "read-as-ratings";

impl App {
    /// Starts the workers and fetches the bundled ratings, at the same time.
    pub fn start_engine(self) {
        spawn_local(async move {
            match Pool::start(browser::query_number("workers"), move |event| self.hear(event)).await {
                Ok(pool) => {
                    self.change(|behind| behind.pool = Some(pool));
                    self.both_are_there();
                }
                Err(sentence) => self.fail(sentence, false),
            }
        });
        spawn_local(async move {
            match browser::load(BUNDLE).await {
                Ok(bytes) => {
                    self.change(|behind| behind.bundled = Some(bytes));
                    self.both_are_there();
                }
                Err(sentence) => self.fail(sentence, false),
            }
        });
    }

    fn both_are_there(self) {
        if let Some((pool, bundle)) = self.peek(|behind| behind.pool.clone().zip(behind.bundled.clone())) {
            pool.use_ratings(bundle);
        }
    }

    pub(super) fn ratings_are_ready(self, summary: &str) {
        let Ok(mut summary) = serde_json::from_str::<Summary>(summary) else { return };
        let first = self.change(|behind| {
            behind.bundled_fingerprint.get_or_insert_with(|| summary.fingerprint.clone());
            !std::mem::replace(&mut behind.ratings_ready, true)
        });
        let bundled = self.peek(|behind| behind.bundled_fingerprint.as_ref() == Some(&summary.fingerprint));
        let offered = self.change(|behind| behind.offered.take());
        if let Some(name) = &offered {
            summary.name.clone_from(name);
        }
        let source = (!bundled)
            .then(|| RatingsSource { fingerprint: summary.fingerprint.clone(), name: summary.name.clone() });
        let (ratings, users) = (
            counted(summary.ratings as u64, "rating", "ratings"),
            counted(summary.users as u64, "user", "users"),
        );
        let sentence = if self.experiment.with_untracked(Experiment::needs_ratings) {
            format!("Now on {ratings} by {users}.")
        } else {
            format!("{ratings} by {users} are ready; this environment does not use ratings.")
        };
        self.bundled.set(bundled);
        self.ratings.set(Some(summary));
        if !first && offered.is_some() {
            self.edit(|experiment| experiment.ratings = source);
            self.tell(Urgency::Info, sentence);
        }
        // The run on the old ratings is gone, whether or not the experiment names others now.
        self.change(|behind| {
            behind.running = None;
            behind.restart += 1;
        });
        self.prepare(self.then.get_untracked());
    }

    /// The link names ratings that are not loaded.
    pub(super) fn miss_ratings(self, experiment: &Experiment) {
        self.wait(RunState::NeedsRatings);
        let Some(source) = &experiment.ratings else { return };
        let name = if source.name.is_empty() { "other ratings" } else { &source.name };
        let text = format!(
            "This experiment was made with {name} (fingerprint {}). Drop that file on the page to run it.",
            source.fingerprint
        );
        self.notify(Urgency::Warning, text, Vec::new(), Some(Remedy::UseBundled));
    }

    /// The run before is not the one that is wanted, and the one that is wanted can't be made yet.
    pub(super) fn wait(self, state: RunState) {
        self.end_preparation();
        if self.change(|behind| behind.running.take()).is_some()
            && let Some(pool) = self.pool()
        {
            pool.pause();
        }
        self.state.set(state);
    }

    /// Back to the bundled ratings.
    pub fn use_bundled(self) {
        let Some((pool, bundle)) = self.peek(|behind| behind.pool.clone().zip(behind.bundled.clone())) else {
            return;
        };
        self.edit(|experiment| experiment.ratings = None);
        self.then.set(Then::Play);
        self.state.set(RunState::Preparing);
        pool.use_ratings(bundle);
    }

    /// Takes files that a person has dropped or chosen.
    pub fn take_files(self, files: Vec<web_sys::File>) {
        if files.is_empty() || self.reading.with_untracked(Option::is_some) {
            return;
        }
        self.which_reading.set(None);
        self.reading.set(Some(Reading { stage: "Opening".to_owned(), fraction: 0.0 }));
        spawn_local(async move {
            let mut read = Vec::new();
            for file in &files {
                match browser::content(file).await {
                    Ok(bytes) => read.push((file.name(), bytes)),
                    Err(sentence) => {
                        self.reading.set(None);
                        return self.tell(Urgency::Error, sentence);
                    }
                }
            }
            if let [(name, bytes)] = read.as_slice()
                && name.to_lowercase().ends_with(".json")
            {
                self.reading.set(None);
                return self.open_file(name, bytes);
            }
            self.change(|behind| behind.files.clone_from(&read));
            self.read(read, None, None);
        });
    }

    fn read(self, files: Vec<(String, Vec<u8>)>, read_as: Option<ReadAs>, most_active_users: Option<usize>) {
        match self.pool() {
            Some(pool) => pool.read_files(files, read_as, most_active_users),
            None => {
                self.reading.set(None);
                self.tell(Urgency::Error, "The engine is not there yet; try again in a moment.");
            }
        }
    }

    /// Reads the same files again, in another way.
    pub fn read_again(self, read_as: Option<ReadAs>, most_active_users: Option<usize>) {
        let files = self.peek(|behind| behind.files.clone());
        if files.is_empty() || self.reading.with_untracked(Option::is_some) {
            return;
        }
        self.reading.set(Some(Reading { stage: "Opening".to_owned(), fraction: 0.0 }));
        self.read(files, read_as, most_active_users);
    }

    /// Asks what the files that were brought are. Until that is answered, nothing changes.
    pub(super) fn ask_which_reading(self, file: String) {
        self.reading.set(None);
        // One question at a time: the table is remembered, and the world's form opens its panel again.
        self.offer.set(None);
        self.which_reading.set(Some(file));
        // Once the panel is there.
        browser::after(0, || browser::focus(AS_RATINGS_ID));
    }

    /// Takes the answer; none leaves everything as it was.
    pub fn answer_which_reading(self, read_as: Option<ReadAs>) {
        self.which_reading.set(None);
        if read_as.is_some() {
            self.read_again(read_as, None);
            return browser::focus("run-play");
        }
        self.change(|behind| behind.files = Vec::new());
        browser::focus("choose-files");
    }

    pub(super) fn files_were_read(self, bundle: Vec<u8>, summary: &str) {
        self.reading.set(None);
        let (Some(pool), Ok(summary)) = (self.pool(), serde_json::from_str::<Summary>(summary)) else {
            return;
        };
        self.change(|behind| {
            behind.offered = Some(summary.name);
            behind.files = Vec::new();
        });
        self.then.set(Then::Play);
        self.state.set(RunState::Preparing);
        pool.use_ratings(bundle);
        // The button of the question or of a notice that asked for this is gone.
        browser::after(0, || browser::focus_if_lost("run-play"));
    }
}
