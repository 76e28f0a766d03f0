//! Links, files, and whether a result was reproduced.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::value::RawValue;

use super::super::browser;
use super::super::logic::tidy_csv::tidy_csv;
use super::super::logic::verdict::Verdict;
use super::super::state::App;
use crate::session::Severity;
use crate::spec::{Experiment, link};

/// So long the code of a link is waited for before the report is printed, in milliseconds.
const CODED: u64 = 500;

/// After this long it is asked for again where the worker for it does something else, in milliseconds.
const BUSY: u64 = 1_000;

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
        let is_there = self.code.with_untracked(|code| code.as_ref().is_some_and(|(of, _)| *of == link));
        let Some(pool) = self.pool().filter(|_| !is_there) else { return };
        if pool.encode(link.clone()) {
            self.change(|internals| internals.asked = link);
        } else {
            browser::after(BUSY, move || self.ask_code());
        }
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
        let log = self.named_log();
        match log.map(|log| serde_json::to_string(&log)) {
            Some(Ok(text)) => {
                self.saved(browser::save("bandit-run.json", "application/json", text.as_bytes()))
            }
            _ => self.tell(Severity::Warning, "There is no run to save yet."),
        }
    }

    /// Saves the experiment alone, as the command line reads it.
    pub fn save_experiment(self) {
        let text = self.experiment.with_untracked(serde_json::to_string_pretty).unwrap_or_default();
        self.saved(browser::save("experiment.json", "application/json", text.as_bytes()));
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
    pub(super) fn open_file(self, name: &str, bytes: &[u8]) {
        #[derive(serde::Deserialize)]
        struct Saved<'a> {
            #[serde(borrow)]
            experiment: &'a RawValue,
        }
        let text = String::from_utf8_lossy(bytes);
        let saved = serde_json::from_str::<Saved>(&text);
        match Experiment::from_json(saved.map_or(&text, |saved| saved.experiment.get())) {
            Ok(experiment) => {
                self.forget_opened();
                self.edit(|current| *current = experiment);
            }
            Err(error) => self
                .tell(Severity::Error, format!("{name}: {error}. The experiment on the page is unchanged.")),
        }
    }
}
