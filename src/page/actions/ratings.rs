//! The ratings: the bundled ones, and a person's own.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::browser;
use super::super::state::{App, Reading};
use crate::chart::numbers::counted;
use crate::data::{ReadAs, Summary};
use crate::session::{Event, Severity};
use crate::spec::{Experiment, RatingsSource};
use crate::worker::bytes::Bytes;
use crate::worker::pool::Pool;

/// The bundled ratings, beside the page.
const BUNDLE: &str = "data/movielens-small.bundle";

/// Id of the first button of the panel that asks what files are.
pub const AS_RATINGS_ID: &str = "read-as-ratings";

impl App {
    /// Starts the workers and fetches the bundled ratings, at the same time.
    pub fn start_engine(self) {
        spawn_local(async move {
            match Pool::start(browser::query_number("workers"), move |event| self.receive(event)).await {
                Ok(pool) => {
                    self.change(|internals| internals.pool = Some(pool));
                    self.send(Event::EngineReady);
                    self.both_are_there();
                }
                Err(sentence) => self.lose_engine(sentence),
            }
        });
        spawn_local(async move {
            match browser::load(BUNDLE).await {
                Ok(bytes) => {
                    self.change(|internals| internals.bundled = Some(bytes));
                    self.both_are_there();
                }
                Err(sentence) => self.send(Event::RatingsUnavailable { sentence }),
            }
        });
    }

    /// There will be no engine: what was set stays, and can be shared, but nothing can run.
    pub(super) fn lose_engine(self, sentence: String) {
        let pool = self.change(|internals| internals.pool.take());
        // Dropped after the pool's call that may be running.
        spawn_local(async move { drop(pool) });
        self.send(Event::EngineUnavailable { sentence });
    }

    fn both_are_there(self) {
        if self.peek(|internals| internals.pool.is_some() && internals.bundled.is_some()) {
            self.send(Event::RatingsGiven { bundled: true, chosen: false });
            self.give_bundled();
        }
    }

    /// Gives the workers the bundled ratings.
    pub(super) fn give_bundled(self) {
        if let Some((pool, bundle)) =
            self.peek(|internals| internals.pool.clone().zip(internals.bundled.clone()))
        {
            self.change(|internals| internals.offered = None);
            pool.use_ratings(bundle);
        }
    }

    pub(super) fn ratings_are_ready(self, mut summary: Summary) {
        let fingerprint = summary.fingerprint.clone();
        let offered = self.change(|internals| internals.offered.take());
        let bundled = offered.is_none()
            || self.peek(|internals| internals.session.bundled_ratings() == Some(fingerprint.as_str()));
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
        if offered.is_some() {
            self.edit(|experiment| experiment.ratings = source);
            self.tell(Severity::Info, sentence);
        }
        self.send(Event::RatingsReady { fingerprint });
    }

    /// Back to the bundled ratings.
    pub fn use_bundled(self) {
        if self.peek(|internals| internals.pool.is_some() && internals.bundled.is_some()) {
            self.edit(|experiment| experiment.ratings = None);
            self.send(Event::RatingsGiven { bundled: true, chosen: true });
            self.give_bundled();
        }
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
                        return self.tell(Severity::Error, sentence);
                    }
                }
            }
            if let [(name, bytes)] = read.as_slice()
                && name.to_lowercase().ends_with(".json")
            {
                self.reading.set(None);
                return self.open_file(name, &bytes.to_vec());
            }
            self.change(|internals| internals.files.clone_from(&read));
            self.read(read, None, None);
        });
    }

    fn read(self, files: Vec<(String, Bytes)>, read_as: Option<ReadAs>, most_active_users: Option<usize>) {
        match self.pool_or_tell() {
            Some(pool) => pool.read_files(files, read_as, most_active_users),
            None => self.reading.set(None),
        }
    }

    /// Reads the same files again, in another way.
    pub fn read_again(self, read_as: Option<ReadAs>, most_active_users: Option<usize>) {
        let files = self.peek(|internals| internals.files.clone());
        if files.is_empty() || self.reading.with_untracked(Option::is_some) {
            return;
        }
        self.reading.set(Some(Reading { stage: "Opening".to_owned(), fraction: 0.0 }));
        self.read(files, read_as, most_active_users);
    }

    /// Asks what the files that were brought are. Until that is answered, nothing changes.
    pub(super) fn ask_which_reading(self, file: String) {
        self.reading.set(None);
        // One question at a time: the table is remembered, and the environment's form opens its panel again.
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
        self.change(|internals| internals.files = Vec::new());
        browser::focus("choose-files");
    }

    pub(super) fn files_were_read(self, bundle: Bytes, summary: Summary) {
        self.reading.set(None);
        let Some(pool) = self.pool() else { return };
        self.change(|internals| {
            internals.offered = Some(summary.name);
            internals.files = Vec::new();
        });
        self.send(Event::RatingsGiven { bundled: false, chosen: true });
        pool.use_ratings(bundle);
        // The button of the question or of a notice that asked for this is gone.
        browser::after(0, || browser::focus_if_lost("run-play"));
    }
}
