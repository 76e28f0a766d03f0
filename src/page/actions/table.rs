//! A person's own table: read, looked at, run on.

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::own_table::TableImport;
use super::super::state::{Action, App, LoadedTable, Notice};
use crate::environment::classification::TableSummary;
use crate::session::{Event, NoticeAction, RunState, Severity};
use crate::worker::bytes::Bytes;
use crate::worker::pool::Pool;

/// How many tables the page remembers, so that undoing finds them again.
const MOST_TABLES: usize = 4;

/// How many bytes they may have together, besides the last one.
const MOST_BYTES: usize = 64 << 20;

/// Id of the panel's list of labels.
pub const LABEL_ID: &str = "table-label";

fn offers_bundled_table(notice: &Notice) -> bool {
    notice.action == Some(Action::Session(NoticeAction::UseBundledTable))
}

impl App {
    /// Shows what the person has brought. Where the experiment waits for just this table, it runs.
    pub(super) fn table_was_read(self, bytes: Bytes, summary: TableSummary) {
        self.reading.set(None);
        let TableSummary { name, fingerprint, .. } = summary.clone();
        self.change(|internals| {
            internals.files = Vec::new();
            internals.tables.retain(|table| table.summary.fingerprint != fingerprint);
            internals.tables.push(LoadedTable { summary, bytes });
            let bytes = |tables: &[LoadedTable]| tables.iter().map(|table| table.bytes.len()).sum::<usize>();
            while internals.tables.len() > MOST_TABLES
                || internals.tables.len() > 1 && bytes(&internals.tables) > MOST_BYTES
            {
                internals.tables.remove(0);
            }
        });
        self.last_table.set(Some((name.clone(), fingerprint.clone())));
        let waits = self.peek(|internals| internals.session.state() == RunState::NeedsTable);
        let named = self.experiment.with_untracked(|experiment| experiment.table.clone()).filter(|_| waits);
        if named.as_ref().is_some_and(|source| source.fingerprint == fingerprint) {
            self.forget_notices(offers_bundled_table);
            self.tell(Severity::Info, format!("{name} is the table that the link names."));
            return self.tell_tables();
        }
        self.tell_tables();
        if named.is_some() {
            self.tell(
                Severity::Warning,
                format!(
                    "{name} (fingerprint {fingerprint}) is another table than the one that the link names."
                ),
            );
        }
        self.show_offer(&fingerprint);
    }

    /// Tells the session which tables can be run on: those that are remembered, and the one that the workers have.
    fn tell_tables(self) {
        let tables = self.peek(|internals| {
            let remembered = internals.tables.iter().map(|table| table.summary.fingerprint.clone());
            remembered.chain(internals.given_table.clone()).collect()
        });
        self.send(Event::TablesLoaded(tables));
    }

    /// Opens the panel of a table that is loaded.
    pub fn show_offer(self, fingerprint: &str) {
        let found = self.peek(|internals| {
            let known = internals.tables.iter().find(|table| table.summary.fingerprint == fingerprint);
            known.map(|table| table.summary.clone())
        });
        let Some(summary) = found else { return };
        let offer =
            self.experiment.with_untracked(|experiment| TableImport::new(summary, experiment.table.as_ref()));
        // One question at a time: its files can be dropped or chosen again.
        self.which_reading.set(None);
        self.offer.set(Some(offer));
        // Once the panel is there.
        browser::after(0, || browser::focus(LABEL_ID));
    }

    /// Closes the panel.
    pub fn close_offer(self) {
        self.offer.set(None);
        // The environment's form has a way back to the panel, unless the environment is not made from tables.
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
        self.forget_notices(offers_bundled_table);
        browser::focus("run-play");
    }

    /// Gives the workers the table of this fingerprint, unless they have it.
    pub(super) fn give_table(self, pool: &Pool, fingerprint: &str) {
        if self.peek(|internals| internals.given_table.as_deref() == Some(fingerprint)) {
            return;
        }
        let bytes = self.change(|internals| {
            let table = internals.tables.iter().find(|table| table.summary.fingerprint == fingerprint)?;
            internals.given_table = Some(fingerprint.to_owned());
            Some(table.bytes.clone())
        });
        if let Some(bytes) = bytes {
            pool.use_table(bytes);
            // The one that they had may not be remembered any longer.
            self.tell_tables();
        }
    }

    /// Back to a bundled table.
    pub fn use_bundled_table(self) {
        self.edit(|experiment| experiment.table = None);
    }
}
