//! Data: the bundled ones, and a person's own, of whatever kind.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::browser;
use super::super::state::{Action, App, DataInUse, LoadedData, Notice, Reading};
use super::kinds;
use crate::data::{Ambiguity, DataKind, DataSummary, HandOver, SourceRef};
use crate::session::{Event, NoticeAction, RunState, Severity};
use crate::spec::Experiment;
use crate::worker::bytes::Bytes;
use crate::worker::helper::{Answer, ask_reader};
use crate::worker::pool::Pool;
use crate::worker::protocol::{Command, Refusal, Report};

/// How many data that are handed over with runs the page remembers, so that undoing finds them again.
const MOST_REMEMBERED: usize = 4;

/// How many bytes they may have together, besides the last ones.
const MOST_BYTES: usize = 64 << 20;

/// Id of the button that reads files as this kind, in the panel that asks what they are.
pub fn reading_id(kind: DataKind) -> String {
    format!("read-as-{}", kind.id())
}

fn offers_bundled(notice: &Notice, kind: DataKind) -> bool {
    notice.action == Some(Action::Session(NoticeAction::UseBundled(kind)))
}

impl App {
    /// Starts the workers and fetches the bundled data, at the same time.
    pub fn start_engine(self) {
        spawn_local(async move {
            match Pool::start(browser::query_number("workers"), move |event| self.receive(event)).await {
                Ok(pool) => {
                    let brings = pool.brings();
                    self.change(|internals| internals.pool = Some(pool));
                    self.send(Event::EngineReady);
                    if let Some(experiment) = brings {
                        self.send(Event::EngineBrings(Box::new(experiment)));
                    }
                    DataKind::all().for_each(|kind| self.give_first(kind));
                }
                Err(sentence) => self.lose_engine(sentence),
            }
        });
        for kind in DataKind::all() {
            let Some(file) = kind.bundled else { continue };
            spawn_local(async move {
                match browser::load(file).await {
                    Ok(bytes) => {
                        self.change(|internals| internals.bundled.insert(kind, bytes));
                        self.give_first(kind);
                    }
                    Err(sentence) => self.send(Event::DataUnavailable { kind, sentence }),
                }
            });
        }
    }

    /// There will be no engine: what was set stays, and can be shared, but nothing can run.
    pub(super) fn lose_engine(self, sentence: String) {
        let pool = self.change(|internals| internals.pool.take());
        // Dropped after the pool's call that may be running.
        spawn_local(async move { drop(pool) });
        self.send(Event::EngineUnavailable { sentence });
    }

    fn has_bundled(self, kind: DataKind) -> bool {
        self.peek(|internals| internals.pool.is_some() && internals.bundled.get(kind).is_some())
    }

    /// Once both are there, gives the workers the bundled data of a kind.
    fn give_first(self, kind: DataKind) {
        if self.has_bundled(kind) {
            self.send(Event::DataGiven { kind, bundled: true, chosen: false });
            self.give_bundled(kind);
        }
    }

    /// Gives the workers the bundled data of a kind.
    pub(super) fn give_bundled(self, kind: DataKind) {
        let given = self.peek(|internals| internals.pool.clone().zip(internals.bundled.get(kind).cloned()));
        if let Some((pool, bytes)) = given {
            self.change(|internals| internals.offered.remove(kind));
            pool.use_data(kind, bytes, true);
        }
    }

    pub(super) fn data_are_ready(self, mut summary: DataSummary) {
        let (kind, fingerprint) = (summary.kind, summary.fingerprint.clone());
        let offered = self.change(|internals| internals.offered.remove(kind));
        let bundled = offered.is_none()
            || self.peek(|internals| internals.session.bundled(kind) == Some(fingerprint.as_str()));
        if let Some(name) = &offered {
            summary.name.clone_from(name);
        }
        let source = (!bundled).then(|| SourceRef::new(&fingerprint, &summary.name));
        let sentence = kinds::ready_sentence(&summary, self.experiment.with_untracked(|now| now.uses(kind)));
        self.data.update(|data| data.insert(kind, DataInUse { summary, bundled }));
        if offered.is_some() {
            self.edit(|experiment| experiment.sources.set(kind, source));
            self.tell(Severity::Info, sentence);
        }
        self.send(Event::DataReady { kind, fingerprint });
    }

    /// Back to the bundled data of a kind.
    pub fn use_bundled(self, kind: DataKind) {
        if kind.bundled.is_none() {
            return self.edit(|experiment| experiment.sources.set(kind, None));
        }
        if self.has_bundled(kind) {
            self.edit(|experiment| experiment.sources.set(kind, None));
            self.send(Event::DataGiven { kind, bundled: true, chosen: true });
            self.give_bundled(kind);
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
                return self.open_file(name.clone(), bytes.clone());
            }
            self.change(|internals| internals.files.clone_from(&read));
            self.read(read, None, None);
        });
    }

    fn read(self, files: Vec<(String, Bytes)>, read_as: Option<DataKind>, keep: Option<usize>) {
        // Only the engine can use what is read.
        if self.pool_or_tell().is_none() {
            return self.reading.set(None);
        }
        let command = Command::ReadFiles { files, read_as, keep };
        ask_reader(command, Box::new(move |answer| self.hear_of_files(answer)));
    }

    /// Takes what the reader says of files.
    fn hear_of_files(self, answer: Answer) {
        match answer {
            Ok(Report::Reading { stage, fraction }) => self.reading.set(Some(Reading { stage, fraction })),
            Ok(Report::DataRead { bytes, summary }) => self.data_were_read(bytes, summary),
            Ok(Report::WhichReading { ambiguity }) => self.ask_which_reading(ambiguity),
            Ok(Report::FilesRefused { refusal: Refusal { sentence, details, keep, instead } }) => {
                let action = keep.map(|(kind, count)| Action::ReadAgain { kind, keep: Some(count) });
                let instead = || Some(Action::ReadAgain { kind: *instead.first()?, keep: None });
                self.files_are_refused(&format!("{sentence}."), details, action.or_else(instead));
            }
            Ok(_) => {}
            Err(sentence) => self.files_are_refused(&sentence, Vec::new(), None),
        }
    }

    fn files_are_refused(self, sentence: &str, details: Vec<String>, action: Option<Action>) {
        self.reading.set(None);
        let text = format!("{sentence} What was there before is still in use.");
        self.notify(Severity::Error, text, details, action);
    }

    /// Reads the same files again, in another way.
    pub fn read_again(self, read_as: DataKind, keep: Option<usize>) {
        let files = self.peek(|internals| internals.files.clone());
        if files.is_empty() || self.reading.with_untracked(Option::is_some) {
            return;
        }
        self.reading.set(Some(Reading { stage: "Opening".to_owned(), fraction: 0.0 }));
        self.read(files, Some(read_as), keep);
    }

    /// Asks what the files that were brought are. Until that is answered, nothing changes.
    fn ask_which_reading(self, ambiguity: Ambiguity) {
        self.reading.set(None);
        // One question at a time: what was read is remembered, and the environment's form opens its panel again.
        self.offer.set(None);
        let first = ambiguity.kinds.first().copied().map(reading_id);
        self.which_reading.set(Some(ambiguity));
        // Once the panel is there.
        browser::after(0, move || first.iter().for_each(|id| browser::focus(id)));
    }

    /// Takes the answer; none leaves everything as it was.
    pub fn answer_which_reading(self, read_as: Option<DataKind>) {
        self.which_reading.set(None);
        if let Some(kind) = read_as {
            self.read_again(kind, None);
            return browser::focus("run-play");
        }
        self.change(|internals| internals.files = Vec::new());
        browser::focus("choose-files");
    }

    /// Takes what was read: the workers are given it, or the page keeps it and asks how it is to be used.
    fn data_were_read(self, bytes: Bytes, summary: DataSummary) {
        self.reading.set(None);
        match summary.kind.hand_over {
            HandOver::AtOnce => self.hand_over(bytes, summary),
            HandOver::WithRun => self.remember(bytes, summary),
        }
    }

    fn hand_over(self, bytes: Bytes, summary: DataSummary) {
        let Some(pool) = self.pool() else { return };
        let kind = summary.kind;
        self.change(|internals| {
            internals.offered.insert(kind, summary.name);
            internals.files = Vec::new();
        });
        self.send(Event::DataGiven { kind, bundled: false, chosen: true });
        pool.use_data(kind, bytes, false);
        // The button of the question or of a notice that asked for this is gone.
        browser::after(0, || browser::focus_if_lost("run-play"));
    }

    /// Shows what the person has brought. Where the experiment waits for just these data, it runs.
    fn remember(self, bytes: Bytes, summary: DataSummary) {
        let DataSummary { kind, name, fingerprint, .. } = summary.clone();
        self.change(|internals| {
            internals.files = Vec::new();
            internals.loaded.retain(|loaded| loaded.summary.fingerprint != fingerprint);
            internals.loaded.push(LoadedData { summary: summary.clone(), bytes });
            let bytes = |loaded: &[LoadedData]| loaded.iter().map(|one| one.bytes.len()).sum::<usize>();
            while internals.loaded.len() > MOST_REMEMBERED
                || internals.loaded.len() > 1 && bytes(&internals.loaded) > MOST_BYTES
            {
                internals.loaded.remove(0);
            }
        });
        self.last_read.update(|last| last.insert(kind, (name.clone(), fingerprint.clone())));
        let waits = self.peek(|internals| internals.session.state() == RunState::NeedsData(kind));
        let named = self.experiment.with_untracked(|experiment| experiment.sources.get(kind).cloned());
        let named = named.filter(|_| waits);
        if named.as_ref().is_some_and(|source| source.fingerprint == fingerprint) {
            self.forget_offers_of_bundled(kind);
            self.tell(Severity::Info, format!("{name} is {} that the link names.", kind.words.the));
            return self.tell_what_is_at_hand(kind);
        }
        self.tell_what_is_at_hand(kind);
        if named.is_some() {
            self.tell(
                Severity::Warning,
                format!(
                    "{name} (fingerprint {fingerprint}) is {} than the one that the link names.",
                    kind.words.other
                ),
            );
        }
        kinds::ask(self, &summary);
    }

    /// Takes away the notices that offer the bundled data of a kind.
    pub(super) fn forget_offers_of_bundled(self, kind: DataKind) {
        self.forget_notices(|notice| offers_bundled(notice, kind));
    }

    /// Tells the session which data can be run on: those that are remembered, and those that the workers have.
    fn tell_what_is_at_hand(self, kind: DataKind) {
        let fingerprints = self.peek(|internals| {
            let of_kind = internals.loaded.iter().filter(|loaded| loaded.summary.kind == kind);
            let remembered = of_kind.map(|loaded| loaded.summary.fingerprint.clone());
            remembered.chain(internals.given.get(kind).cloned()).collect()
        });
        self.send(Event::DataAtHand { kind, fingerprints });
    }

    /// Gives the workers the data that a run of this experiment needs and that they don't have.
    pub(super) fn give_with_run(self, pool: &Pool, experiment: &Experiment) {
        let with_run = experiment.data_in_use().filter(|(kind, _)| kind.hand_over == HandOver::WithRun);
        for (kind, source) in with_run {
            let Some(SourceRef { fingerprint, .. }) = source else { continue };
            if self.peek(|internals| internals.given.get(kind) == Some(fingerprint)) {
                continue;
            }
            let bytes = self.change(|internals| {
                let mut loaded = internals.loaded.iter();
                let data = loaded.find(|loaded| loaded.summary.fingerprint == *fingerprint)?;
                internals.given.insert(kind, fingerprint.clone());
                Some(data.bytes.clone())
            });
            if let Some(bytes) = bytes {
                pool.use_data(kind, bytes, false);
                // Those that they had may not be remembered any longer.
                self.tell_what_is_at_hand(kind);
            }
        }
    }
}
