//! Runs that outlast the page: every run that is through and, as far as it came, one that is replaced or left. The reader's
//! program keeps them in the browser.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::browser;
use super::super::logic::begun_runs::BegunRun;
use super::super::state::App;
use crate::runs::Made;
use crate::session::{Severity, WORTH_KEEPING};
use crate::worker::json::curves_message;
use crate::worker::kept_runs::{RunsAnswer, RunsClient, RunsRequest};

/// A run that is through is kept so many milliseconds later, when its charts are drawn.
const SOON: u64 = 150;

impl App {
    /// A run is begun now.
    pub(super) fn begin_run(self, run: u64) {
        let (created, random) = (browser::date(), browser::random().unwrap_or(run));
        self.change(|internals| internals.begun.begin(run, created, random));
    }

    /// Keeps a run, once what is shown of it is drawn.
    pub(super) fn keep_run_soon(self, run: u64) {
        browser::after(SOON, move || self.keep_run(run));
    }

    /// The page may be closed now: keeps the run that is under way.
    pub fn keep_run_under_way(self) {
        let run = self.peek(|internals| {
            let session = &internals.session;
            session.run().filter(|run| *run == session.shown_run() && session.worked() >= WORTH_KEEPING)
        });
        if let Some(run) = run.filter(|_| document().hidden()) {
            self.keep_run(run);
        }
    }

    fn keep_run(self, run: u64) {
        if browser::embedded() {
            return;
        }
        let said = (self.title.get_untracked(), self.note.get_untracked());
        let request = self.change(|internals| {
            let (log, named, worked, digest) = internals.session.results_of(run)?;
            let rounds_done = log.common_rounds();
            let BegunRun { created, random, .. } = internals.begun.keep(run, rounds_done)?;
            let seconds = worked / 1_000.0;
            // What a person has written is of the experiment on the page.
            let is_shown = internals.session.shown_run() == run && !internals.session.is_stale();
            let (title, note) = if is_shown { said } else { <(String, String)>::default() };
            let name = Some(title).filter(|title| !title.is_empty());
            let made = Made { created, random, seconds, name, note, tags: Vec::new() };
            let (digest, log) = (digest.cloned(), curves_message(log, named).into());
            Some(RunsRequest::KeepLog { made, rounds_done, digest, log })
        });
        let Some((request, client)) = request.zip(RunsClient::here()) else { return };
        spawn_local(async move {
            match client.ask(request).await {
                Ok(RunsAnswer::Kept { room, remark, .. }) => {
                    let remark = remark.filter(|_| {
                        !self.change(|internals| std::mem::replace(&mut internals.told_of_memory, true))
                    });
                    remark.into_iter().for_each(|remark| self.tell(Severity::Info, remark));
                    // It stays until it is read: what was removed does not come back.
                    room.into_iter().for_each(|room| self.tell(Severity::Warning, room));
                }
                Ok(_) => {}
                Err(sentence) => self.tell(Severity::Warning, format!("The run is not kept: {sentence}.")),
            }
        });
    }
}
