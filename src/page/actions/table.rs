//! A person's own table: read, looked at, run on.

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::own_table::Offer;
use super::super::state::{App, LoadedTable, Remedy, RunState, Then, Urgency};
use crate::experiment::TableSource;
use crate::worker::pool::Pool;
use crate::world::classification::TableSummary;

/// How many tables the page remembers, so that undoing finds them again.
const MOST_TABLES: usize = 4;

/// How many bytes they may have together, besides the last one.
const MOST_BYTES: usize = 64 << 20;

/// Id of the panel's list of labels.
pub const LABEL_ID: &str = "table-label";

impl App {
    /// Shows what the person has brought. Where the experiment waits for just this table, it runs.
    pub(super) fn table_was_read(self, bytes: Vec<u8>, summary: &str) {
        self.reading.set(None);
        let Ok(summary) = serde_json::from_str::<TableSummary>(summary) else { return };
        let TableSummary { name, fingerprint, .. } = summary.clone();
        self.change(|behind| {
            behind.files = Vec::new();
            behind.tables.retain(|table| table.summary.fingerprint != fingerprint);
            behind.tables.push(LoadedTable { summary, bytes });
            let bytes = |tables: &[LoadedTable]| tables.iter().map(|table| table.bytes.len()).sum::<usize>();
            while behind.tables.len() > MOST_TABLES
                || behind.tables.len() > 1 && bytes(&behind.tables) > MOST_BYTES
            {
                behind.tables.remove(0);
            }
        });
        self.last_table.set(Some((name.clone(), fingerprint.clone())));
        let waits = self.state.get_untracked() == RunState::NeedsTable;
        let named = self.experiment.with_untracked(|experiment| experiment.table.clone()).filter(|_| waits);
        if named.as_ref().is_some_and(|source| source.fingerprint == fingerprint) {
            self.notices
                .update(|notices| notices.retain(|notice| notice.remedy != Some(Remedy::UseBundledTable)));
            self.tell(Urgency::Info, format!("{name} is the table that the link names."));
            return self.prepare(Then::Play);
        }
        if named.is_some() {
            self.tell(
                Urgency::Warning,
                format!(
                    "{name} (fingerprint {fingerprint}) is another table than the one that the link names."
                ),
            );
        }
        self.show_offer(&fingerprint);
    }

    /// Opens the panel of a table that is loaded.
    pub fn show_offer(self, fingerprint: &str) {
        let found = self.peek(|behind| {
            let known = behind.tables.iter().find(|table| table.summary.fingerprint == fingerprint);
            known.map(|table| table.summary.clone())
        });
        let Some(summary) = found else { return };
        let offer =
            self.experiment.with_untracked(|experiment| Offer::new(summary, experiment.table.as_ref()));
        // One question at a time: its files can be dropped or chosen again.
        self.which_reading.set(None);
        self.offer.set(Some(offer));
        // Once the panel is there.
        browser::after(0, || browser::focus(LABEL_ID));
    }

    /// Closes the panel.
    pub fn close_offer(self) {
        self.offer.set(None);
        // The world's form has a way back to the panel, unless the world is not made from tables.
        browser::focus("choose-files");
        browser::focus("table-change");
    }

    /// Runs on the table in the panel.
    pub fn run_on_offer(self) {
        let Some(offer) = self.offer.get_untracked().filter(|offer| offer.problem().is_none()) else {
            return;
        };
        self.offer.set(None);
        self.edit(|experiment| offer.apply(experiment));
        self.notices
            .update(|notices| notices.retain(|notice| notice.remedy != Some(Remedy::UseBundledTable)));
        browser::focus("run-play");
    }

    /// Gives the workers the table of this fingerprint, unless they have it; false where it is not loaded.
    pub(super) fn give_table(self, pool: &Pool, fingerprint: &str) -> bool {
        if self.peek(|behind| behind.given_table.as_deref() == Some(fingerprint)) {
            return true;
        }
        let bytes = self.change(|behind| {
            let table = behind.tables.iter().find(|table| table.summary.fingerprint == fingerprint)?;
            behind.given_table = Some(fingerprint.to_owned());
            Some(table.bytes.clone())
        });
        let Some(bytes) = bytes else { return false };
        pool.use_table(bytes);
        true
    }

    /// The link names a table that is not loaded.
    pub(super) fn miss_table(self, source: &TableSource) {
        self.wait(RunState::NeedsTable);
        let name = if source.name.is_empty() { "another table" } else { &source.name };
        let text = format!(
            "This experiment was made with {name} (fingerprint {}). Drop that file on the page to run it.",
            source.fingerprint
        );
        self.notify(Urgency::Warning, text, Vec::new(), Some(Remedy::UseBundledTable));
    }

    /// Back to a bundled table.
    pub fn use_bundled_table(self) {
        self.edit(|experiment| experiment.table = None);
    }
}
