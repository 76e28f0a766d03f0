//! Links, files, and whether a result was reproduced.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::value::RawValue;

use super::super::browser;
use super::super::logic::tidy_csv::tidy_csv;
use super::super::logic::verdict::Verdict;
use super::super::state::App;
use crate::chart::{LineChart, Options, Size, saved_svg};
use crate::metrics::REGRET;
use crate::session::Severity;
use crate::spec::{Experiment, link};

/// Size of a saved picture.
const PICTURE: Size = Size { width: 900.0, height: 420.0, ratio: 1.0 };

impl App {
    /// The link of the experiment, with the digest when the run shown is finished and is of this experiment.
    pub fn link(self) -> String {
        let digest = self.digest.get().filter(|_| !self.stale.get());
        self.experiment.with(|experiment| browser::address_with(&link::encode(experiment, digest.as_ref())))
    }

    /// Copies the link.
    pub fn copy_link(self) {
        let link = untrack(|| self.link());
        spawn_local(async move {
            if browser::copy(&link).await {
                self.tell(Severity::Info, "The link is copied.");
            } else {
                browser::focus("share-link");
                self.tell(
                    Severity::Warning,
                    "This browser does not let the page copy; the link is in the field, select and copy it.",
                );
            }
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

    /// Saves the regret chart as a picture that stays sharp.
    pub fn save_picture(self) {
        let options = Options { theme: self.theme.get_untracked(), ..Options::default() };
        let chart = self.with_log(|log, curves| LineChart::new(log, curves, &REGRET, options));
        match chart {
            Some(chart) => {
                let text = saved_svg(&chart.layout(PICTURE));
                self.saved(browser::save("bandit-regret.svg", "image/svg+xml", text.as_bytes()));
            }
            None => self.tell(Severity::Warning, "There is no run to draw yet."),
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
