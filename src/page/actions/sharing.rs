//! Links, files, and whether a result was reproduced.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::browser;
use super::super::logic::tidy_csv::tidy_csv;
use super::super::logic::verdict::Verdict;
use super::super::state::App;
use crate::session::Severity;
use crate::spec::link;
use crate::worker::bytes::Bytes;
use crate::worker::helper::ask_reader;
use crate::worker::json::{Translation, experiment_message, experiment_of, run_message};
use crate::worker::protocol::{Command, Report};

/// So long the code of a link is waited for before the report is printed, in milliseconds.
const CODED: u64 = 500;

impl App {
    /// The part of the address after its `#`: the experiment, the view, and the digest when the run shown is finished and is of
    /// this experiment.
    fn linked(self) -> String {
        let digest = self.digest.get().filter(|_| !self.stale.get());
        self.experiment.with(|experiment| link::encode_with(experiment, digest.as_ref(), &self.view()))
    }

    /// The link.
    pub fn link(self) -> String {
        browser::address_with(&self.linked(), false)
    }

    /// HTML that shows the experiment in another page.
    pub fn frame(self) -> String {
        let address = browser::address_with(&self.linked(), true).replace('&', "&amp;");
        let title = self.title.get();
        let title = if title.is_empty() { "Bandit Playground" } else { title.as_str() };
        let title = title.replace('&', "&amp;").replace('"', "&quot;");
        format!(
            r#"<iframe src="{address}" title="{title}" width="960" height="600" loading="lazy"></iframe>"#
        )
    }

    /// Copies a text that stands in the field of this id, and says so in `said`.
    pub fn copy(self, text: String, field: &'static str, said: RwSignal<&'static str>) {
        said.set("");
        spawn_local(async move {
            said.set(if browser::copy(&text).await {
                "It is copied."
            } else {
                browser::focus(field);
                "This browser does not let the page copy: it is selected in its field, copy it from there."
            });
        });
    }

    /// Asks for the code of the link, where there is none of it yet.
    pub fn ask_code(self) {
        let link = untrack(|| self.link());
        if self.code.with_untracked(|code| code.as_ref().is_some_and(|(of, _)| *of == link)) {
            return;
        }
        let command = Command::Encode { text: link.clone() };
        let heard = move |answer| {
            // Meanwhile it may be another link, with a code that is there already.
            if let Ok(Report::Coded { code }) = answer
                && untrack(|| self.link()) == link
            {
                self.code.set(Some((link.clone(), code)));
            }
        };
        ask_reader(command, Box::new(heard));
    }

    /// Prints the report, with the code of the link.
    pub fn print(self) {
        self.ask_code();
        browser::after(CODED, || {
            let _ = window().print();
        });
    }

    /// What became of the digest that came with the link; none where there was none or the run is not through.
    pub fn verdict(self) -> Option<Verdict> {
        let (found, expected) = (self.digest.get()?, self.expected.get()?);
        if self.stale.get() {
            return None;
        }
        Some(Verdict::of(&found, &expected))
    }

    /// Saves the experiment and its log as JSON.
    pub fn save_json(self) {
        let message = self.peek(|internals| {
            let session = &internals.session;
            session.log().map(|log| run_message(log, session.shown()))
        });
        match message {
            Some(message) => self.save_translated("bandit-run.json", Translation::Run, message),
            None => self.tell(Severity::Warning, "There is no run to save yet."),
        }
    }

    /// Saves the experiment alone, as the command line reads it.
    pub fn save_experiment(self) {
        let message = self.experiment.with_untracked(experiment_message);
        self.save_translated("experiment.json", Translation::Experiment, message);
    }

    /// Saves the JSON of a message.
    fn save_translated(self, file: &'static str, translation: Translation, message: Vec<u8>) {
        self.translate(translation, message.into(), move |result| match result {
            Ok(bytes) => self.saved(browser::save(file, "application/json", &bytes.to_vec())),
            Err(sentence) => self.tell(Severity::Error, format!("{file} is not saved: {sentence}")),
        });
    }

    /// Has the reader's program translate between JSON and messages; what comes of it is bytes or one sentence.
    fn translate(
        self,
        translation: Translation,
        bytes: Bytes,
        done: impl Fn(Result<Bytes, String>) + 'static,
    ) {
        let heard = move |answer| match answer {
            Ok(Report::Translated { result }) => done(result.map_err(|sentence| sentence + ".")),
            Ok(_) => {}
            Err(sentence) => done(Err(sentence)),
        };
        ask_reader(Command::Translate { translation, bytes }, Box::new(heard));
    }

    /// Saves the plotted numbers.
    pub fn save_csv(self) {
        match self.with_log(tidy_csv) {
            Some(text) => self.saved(browser::save("bandit-run.csv", "text/csv", text.as_bytes())),
            None => self.tell(Severity::Warning, "There is no run to save yet."),
        }
    }

    pub(in super::super) fn saved(self, saved: bool) {
        if !saved {
            self.tell(
                Severity::Error,
                "The browser did not save the file; check its settings for downloads.",
            );
        }
    }

    /// Opens an experiment, or the experiment of a saved run, from a file.
    pub(super) fn open_file(self, name: String, bytes: Bytes) {
        self.translate(Translation::Open, bytes, move |result| {
            self.reading.set(None);
            let damaged = || "the program that reads files gave no experiment.".to_owned();
            match result.and_then(|bytes| experiment_of(&bytes.to_vec()).ok_or_else(damaged)) {
                Ok(experiment) => {
                    self.forget_opened();
                    self.edit(|current| *current = experiment);
                }
                Err(sentence) => self.tell(
                    Severity::Error,
                    format!("{name}: {sentence} The experiment on the page is unchanged."),
                ),
            }
        });
    }
}
