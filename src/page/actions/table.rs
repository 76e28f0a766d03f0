//! A person's own table: the panel in which its columns are chosen.

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::own_table::TableImport;
use super::super::state::App;
use super::page_kind::PageKind;
use crate::data::kinds::table::DESCRIPTOR;
use crate::data::table::TableSummary;
use crate::data::{DataKind, DataSummary};

/// Id of the panel's list of labels.
pub const LABEL_ID: &str = "table-label";

pub(super) static PAGE: PageKind = PageKind {
    kind: &DESCRIPTOR,
    held: |_| None,
    ask: Some(|app, summary| app.show_offer(&summary.fingerprint)),
};

impl App {
    /// Opens the panel of a table that is loaded.
    pub fn show_offer(self, fingerprint: &str) {
        let found: Option<TableSummary> = self.peek(|internals| {
            let mut loaded = internals.loaded.iter().map(|loaded| &loaded.summary);
            loaded.find(|summary| summary.fingerprint == fingerprint).and_then(DataSummary::own)
        });
        let Some(summary) = found else { return };
        let offer = self
            .experiment
            .with_untracked(|experiment| TableImport::new(summary, experiment.sources.get(&DESCRIPTOR)));
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
        self.forget_offers_of_bundled(DataKind(&DESCRIPTOR));
        browser::focus("run-play");
    }
}
