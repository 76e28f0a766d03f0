//! What the views know. A handle: copying it copies nothing.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::page_now::{PageNow, change_page, give_files, page_now, play_time};
use super::preview::{Preview, preview};
use super::words::{Order, filter_of, found};
use crate::chart::numbers::capital;
use crate::chart::{PlayTime, Theme};
use crate::runs::{KeptRun, RunId, from_bytes};
use crate::spec::Experiment;
use crate::ui::browser;
use crate::ui::live::{effect, memo};
use crate::worker::bytes::Bytes;
use crate::worker::kept_runs::{KeptEntry, KeptListing, RunsClient, Subscription};

/// So many rows are shown at first, and as many more each time.
pub const PAGE: usize = 50;

/// What was done last and can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Tells toasts apart.
    pub number: u64,
    /// What was done.
    pub text: String,
    /// The runs that come back; none where nothing can be undone.
    pub back: Vec<RunId>,
}

/// What no signal holds.
#[derive(Default)]
pub struct Internals {
    client: Option<RunsClient>,
    page: Option<js_sys::Function>,
    _changes: Option<Subscription>,
    previewing: bool,
    toasts: u64,
}

/// What all views share.
#[derive(Clone, Copy)]
pub struct Views {
    /// The fragment of the address, which names the view and what is to be seen in it.
    pub fragment: RwSignal<String>,
    /// Grows each time that a view is shown.
    pub shows: RwSignal<u64>,
    /// Colours in use.
    pub theme: RwSignal<Theme>,
    /// What a screen reader announces.
    pub said: RwSignal<String>,
    /// All runs; none until they are known.
    pub listing: RwSignal<Option<KeptListing>>,
    /// What went wrong last; empty where nothing did.
    pub problem: RwSignal<String>,
    /// What an import has to say, a sentence each.
    pub report: RwSignal<Vec<String>>,
    /// What is searched for.
    pub search: RwSignal<String>,
    /// How the list is ordered.
    pub order: RwSignal<Order>,
    /// Whether the list is of the runs in the bin.
    pub bin: RwSignal<bool>,
    /// How many rows are shown.
    pub rows: RwSignal<usize>,
    /// The runs that were chosen.
    pub chosen: RwSignal<BTreeSet<RunId>>,
    /// The run that was chosen last, from which Shift chooses up to another one.
    pub anchor: RwSignal<Option<RunId>>,
    /// The run of which everything is shown.
    pub unfolded: RwSignal<Option<RunId>>,
    /// The run whose name is being changed.
    pub renamed: RwSignal<Option<RunId>>,
    /// What is known of results, by the content of runs.
    pub previews: RwSignal<BTreeMap<String, Option<Preview>>>,
    /// Whether saved pictures have the colours of paper.
    pub paper: RwSignal<bool>,
    /// What was done last.
    pub toast: RwSignal<Option<Toast>>,
    /// What no signal holds.
    pub internals: StoredValue<Internals, LocalStorage>,
}

impl Views {
    /// Before anything is loaded.
    pub fn new(fragment: String) -> Views {
        Views {
            fragment: RwSignal::new(fragment),
            shows: RwSignal::new(0),
            theme: RwSignal::new(browser::theme()),
            said: RwSignal::new(String::new()),
            listing: RwSignal::new(None),
            problem: RwSignal::new(String::new()),
            report: RwSignal::new(Vec::new()),
            search: RwSignal::new(String::new()),
            order: RwSignal::new(Order::Latest),
            bin: RwSignal::new(false),
            rows: RwSignal::new(PAGE),
            chosen: RwSignal::new(BTreeSet::new()),
            anchor: RwSignal::new(None),
            unfolded: RwSignal::new(None),
            renamed: RwSignal::new(None),
            previews: RwSignal::new(BTreeMap::new()),
            paper: RwSignal::new(false),
            toast: RwSignal::new(None),
            internals: StoredValue::new_local(Internals::default()),
        }
    }

    /// Asks for the runs, and follows their changes; `page` is how the page says what is on it.
    pub fn begin(self, page: js_sys::Function) {
        self.internals.update_value(|internals| internals.page = Some(page));
        let client = RunsClient::here();
        let changes = client.as_ref().and_then(|client| client.on_change(move || self.refresh()));
        self.internals.update_value(|internals| (internals.client, internals._changes) = (client, changes));
        self.refresh();
        let shown = self.shown(self.found());
        effect(move || {
            shown.track();
            self.look_at_results(shown);
        });
    }

    /// The page shows a view again, this one or another, maybe in other colours.
    pub fn shown_again(self, fragment: &str) {
        if self.fragment.with_untracked(|before| before != fragment) {
            self.fragment.set(fragment.to_owned());
        }
        self.theme.set(browser::theme());
        self.shows.update(|shows| *shows += 1);
        self.refresh();
    }

    /// The way to the runs.
    ///
    /// # Errors
    /// One sentence without its end.
    pub fn client(self) -> Result<RunsClient, String> {
        self.internals
            .with_value(|internals| internals.client.clone())
            .ok_or_else(|| "there is no window".to_owned())
    }

    /// The page as it is now.
    ///
    /// # Errors
    /// One sentence without its end.
    pub fn page(self) -> Result<PageNow, String> {
        let page = self.internals.with_value(|internals| internals.page.clone());
        page_now(&page.ok_or("there is no page")?)
    }

    /// How the page did while a run was played; none where it has played none.
    pub fn play_time(self) -> Option<PlayTime> {
        let page = self.internals.with_value(|internals| internals.page.clone());
        play_time(&page?)
    }

    /// Changes the experiment of the page, which can be undone there, and shows it; the page then says this sentence, if it is not empty.
    pub fn change_page(self, experiment: &Experiment, sentence: &str) {
        let page = self.internals.with_value(|internals| internals.page.clone());
        page.iter().for_each(|page| change_page(page, experiment, sentence));
    }

    /// Shows the page, which takes these files as if a person had dropped them there; with none it is only shown.
    pub fn give_files(self, files: &[(String, Bytes)]) {
        let page = self.internals.with_value(|internals| internals.page.clone());
        page.iter().for_each(|page| give_files(page, files));
    }

    /// Lists the runs again.
    pub fn refresh(self) {
        spawn_local(async move {
            let listed = match self.client() {
                Ok(client) => client.list().await,
                Err(sentence) => Err(sentence),
            };
            match listed {
                Ok(listing) => {
                    let there = |id: &RunId| listing.entries.iter().any(|entry| entry.header.id == *id);
                    if self.chosen.with_untracked(|chosen| !chosen.iter().all(there)) {
                        self.chosen.update(|chosen| chosen.retain(there));
                    }
                    self.listing.set(Some(listing));
                }
                Err(sentence) => {
                    // What is known of the runs stays.
                    if self.listing.with_untracked(Option::is_none) {
                        self.listing.set(Some(KeptListing::default()));
                    }
                    self.fail(&sentence);
                }
            }
        });
    }

    /// Says that something could not be done.
    pub fn fail(self, sentence: &str) {
        self.problem.set(format!("{}.", capital(sentence)));
    }

    /// Says what was done, with the way back where there is one.
    pub fn tell(self, text: String, back: Vec<RunId>) {
        /// How long it can be seen, in milliseconds.
        const SEEN: u64 = 10_000;
        let mut number = 0;
        self.internals.update_value(|internals| {
            internals.toasts += 1;
            number = internals.toasts;
        });
        self.problem.set(String::new());
        self.said.set(text.clone());
        self.toast.set(Some(Toast { number, text, back }));
        browser::after(SEEN, move || {
            if self.toast.with_untracked(|toast| toast.as_ref().is_some_and(|toast| toast.number == number)) {
                self.toast.set(None);
            }
        });
    }

    /// The runs that the search finds, in order.
    pub fn found(self) -> Memo<Vec<KeptEntry>> {
        memo(move || {
            let filter = self.search.with(|search| filter_of(search, self.bin.get()));
            let order = self.order.get();
            self.listing.with(|listing| {
                listing.as_ref().map_or_else(Vec::new, |all| found(&all.entries, &filter, order))
            })
        })
    }

    /// Those of the runs that the search [finds](Views::found) that are shown.
    pub fn shown(self, found: Memo<Vec<KeptEntry>>) -> Memo<Vec<KeptEntry>> {
        memo(move || found.with(|found| found.iter().take(self.rows.get()).cloned().collect()))
    }

    /// A run with its results.
    ///
    /// # Errors
    /// One sentence without its end.
    pub async fn load(self, id: &RunId) -> Result<KeptRun, String> {
        let bytes = self.client()?.load(id).await?;
        from_bytes(&bytes).map_err(|error| error.to_string())
    }

    /// Loads the results of the runs that are shown, one after the other.
    fn look_at_results(self, shown: Memo<Vec<KeptEntry>>) {
        let mut is_busy = false;
        self.internals.update_value(|internals| is_busy = std::mem::replace(&mut internals.previewing, true));
        if is_busy {
            return;
        }
        spawn_local(async move {
            loop {
                let next = shown.with_untracked(|shown| {
                    let unknown = |entry: &&KeptEntry| {
                        self.previews.with_untracked(|known| !known.contains_key(&entry.header.content))
                    };
                    shown.iter().find(unknown).map(|entry| entry.header.clone())
                });
                let Some(header) = next else { break };
                let run = self.load(&header.id).await.ok();
                let known = run.and_then(|run| preview(&run, &run.experiment().ok()?));
                self.previews.update(|previews| drop(previews.insert(header.content, known)));
            }
            self.internals.update_value(|internals| internals.previewing = false);
        });
    }
}
