//! What is done with a log: recorded, read, looked at, evaluated, written. One thing at a time, in workers; what is stopped leaves all as it
//! was.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::files::file_name;
use super::logging::{Again, Choice, EXAMPLE, Found, Held, Logging, Next, PAGE, Source, Work};
use crate::chart::numbers::{counted, typed};
use crate::descriptor::Kind;
use crate::spec::{Experiment, HORIZON};
use crate::ui::browser;
use crate::worker::asked::EngineRequest;
use crate::worker::assistant::NoAnswer;
use crate::worker::bytes::Bytes;
use crate::worker::logs::{
    Chosen, LogAnswer, LogMenu, LogRequest, LogSummary, RecordAnswer, RecordRequest, RowFilter,
};

/// How often the page is asked for data that are loading, and how long it is waited for them, in milliseconds.
const DATA: (u64, f64) = (300, 60_000.0);

/// That a worker answered what it was not asked.
pub fn other() -> NoAnswer {
    NoAnswer::Sentence("a worker answered something else; reload the page".to_owned())
}

impl Logging {
    /// Records an agent of the page's experiment.
    pub fn record(self) {
        self.carry_out("The engine is loading", async move {
            let (experiment, policy, seed, explore) = self.form().map_err(NoAnswer::Sentence)?;
            let since = browser::now();
            let page = loop {
                let page = self.views.page().map_err(NoAnswer::Sentence)?;
                if page.has_data_of(&experiment) || browser::now() - since > DATA.1 {
                    break page;
                }
                self.tell("The data are loading", None);
                browser::pause(DATA.0).await;
            };
            self.end_engine();
            self.internals.update_value(|internals| internals.data = page.data);
            let engine = self.engine().await?;
            self.tell("The environment is being prepared", None);
            let boxed = Box::new(experiment.clone());
            let request = RecordRequest::Record { experiment: boxed, policy: policy as u32, seed, explore };
            let (log, remarks) = match engine.ask(EngineRequest::Log(request)).await? {
                RecordAnswer::Recorded { log, remarks } => (log, remarks),
                RecordAnswer::Refused { sentence } => return Err(NoAnswer::Sentence(sentence)),
                _ => return Err(other()),
            };
            self.tell("The log is being looked at", None);
            let (summary, menu) = self.take(LogRequest::Take { log: log.clone() }).await?;
            let label = experiment.label(policy);
            let source = Source::Recorded { experiment: Box::new(experiment), seed, label, explore };
            self.show(Held { source, summary, remarks }, menu, Again::Log(log));
            self.internals.update_value(|internals| internals.engine_has_log = true);
            self.fetch_rows(0).await?;
            self.evaluated().await
        });
    }

    /// What the form says: the experiment, which policy, the seed, the share of exploration.
    fn form(self) -> Result<(Experiment, usize, u32, f64), String> {
        let number = |text: RwSignal<String>, what: &str, low: f64, high: f64, is_whole: bool| {
            let number = text.with_untracked(|text| typed(text));
            let right = number.filter(|n| (low..=high).contains(n) && !(is_whole && n.fract() != 0.0));
            right.ok_or_else(|| {
                format!(
                    "{what} must be a {}number from {low} to {high}",
                    if is_whole { "whole " } else { "" }
                )
            })
        };
        let mut experiment = self.views.page()?.experiment;
        let Kind::Integer { minimum, maximum, .. } = HORIZON.kind else {
            return Err("the page has no rounds".to_owned());
        };
        experiment.horizon = number(self.rounds, "the rounds", minimum as f64, maximum as f64, true)? as u64;
        experiment.seeds = 1;
        let seed = number(self.seed, "the seed", 0.0, 1e6, true)? as u32;
        let has_slates = self.has_slates();
        let explore =
            if has_slates { 0.0 } else { number(self.explore, "the share of exploration", 0.0, 1.0, false)? };
        Ok((experiment, self.agent.get_untracked(), seed, explore))
    }

    /// Reads a file that a person has chosen or dropped.
    ///
    /// A log is one file: of several the first is read, and that is said.
    pub fn open(self, files: &web_sys::FileList) {
        let Some(file) = files.get(0) else { return };
        let name = file.name();
        let count = files.length();
        let remark =
            (count > 1).then(|| format!("A log is one file: of the {count} that came, {name} was read."));
        self.carry_out(&format!("Reading {name}"), async move {
            let bytes = browser::content(&file).await.map_err(NoAnswer::Sentence)?;
            self.read(Source::File(name.clone()), name, bytes, remark.into_iter().collect()).await
        });
    }

    /// Reads the log that comes with the page.
    pub fn open_example(self) {
        self.carry_out(&format!("Reading the {}", EXAMPLE.0), async move {
            let bytes = browser::load(EXAMPLE.1).await.map_err(NoAnswer::Sentence)?;
            let name = EXAMPLE.1.rsplit('/').next().unwrap_or_default().to_owned();
            self.read(Source::Example, name, bytes, Vec::new()).await
        });
    }

    async fn read(
        self,
        source: Source,
        name: String,
        bytes: Bytes,
        remarks: Vec<String>,
    ) -> Result<(), NoAnswer> {
        let request = LogRequest::Read { name: name.clone(), bytes: bytes.clone() };
        let (summary, menu) = self.take(request).await?;
        self.end_engine();
        self.is_of_page.set(false);
        self.show(Held { source, summary, remarks }, menu, Again::File(name, bytes));
        self.fetch_rows(0).await?;
        self.evaluated().await
    }

    /// Has the reader take a log.
    async fn take(self, request: LogRequest) -> Result<(LogSummary, LogMenu), NoAnswer> {
        match self.reader(false).await?.ask(request).await? {
            LogAnswer::Taken { summary, menu } => Ok((*summary, menu)),
            LogAnswer::Refused { sentence } => {
                // The log before is given to another one when something is asked of it.
                self.end_reader();
                Err(NoAnswer::Sentence(sentence))
            }
            _ => Err(other()),
        }
    }

    /// A log is there.
    fn show(self, held: Held, menu: LogMenu, again: Again) {
        self.internals
            .update_value(|internals| (internals.again, internals.engine_has_log) = (Some(again), false));
        self.settings.update(|settings| {
            let first =
                |list: &[(String, String)]| list.first().map(|(id, _)| id.clone()).unwrap_or_default();
            if settings.model.is_empty() {
                (settings.model, settings.interval) = (first(&menu.models), first(&menu.intervals));
            }
        });
        if matches!(self.choice.get_untracked(), Choice::Arm(arm) if arm as usize >= held.summary.arms.len())
        {
            self.choice.set(Choice::Uniform);
        }
        self.views.said.set(format!("A log of {} is there.", counted(held.summary.rows, "row", "rows")));
        self.menu.set(menu);
        self.found.set(None);
        self.written.set(Vec::new());
        self.filter.set(RowFilter::default());
        self.held.set(Some(held));
    }

    /// Evaluates the policy that is chosen.
    pub fn evaluate(self) {
        if self.comes_next(Next::Evaluate) {
            return;
        }
        self.carry_out("The log is being asked", self.evaluated());
    }

    async fn evaluated(self) -> Result<(), NoAnswer> {
        if self.held.with_untracked(|held| held.as_ref().is_none_or(|held| held.summary.slots > 1)) {
            return Ok(());
        }
        self.opened.set(String::new());
        let (choice, settings) = (self.choice.get_untracked(), self.settings.get_untracked());
        let (mut table, mut trained) = (None, None);
        let (policy, name) = match choice {
            Choice::Uniform => (Chosen::Uniform, "the uniform policy".to_owned()),
            Choice::Arm(arm) => {
                let name = self.held.with_untracked(|held| {
                    held.as_ref()?.summary.arms.get(arm as usize).map(|arm| arm.name.clone())
                });
                (Chosen::Always(arm), format!("always {}", name.unwrap_or_default()))
            }
            Choice::Agent(agent) => {
                let experiment = self.views.page().map_err(NoAnswer::Sentence)?.experiment;
                let spec = experiment.policies.get(agent).ok_or_else(|| {
                    NoAnswer::Sentence("the page's experiment no longer has this agent".to_owned())
                })?;
                let request = RecordRequest::Train { part: spec.agent.clone() };
                match self.engine_with_log().await?.ask(EngineRequest::Log(request)).await? {
                    RecordAnswer::Trained { table: probabilities, words } => {
                        (table, trained) = (Some(probabilities), Some(words))
                    }
                    RecordAnswer::Refused { sentence } => return Err(NoAnswer::Sentence(sentence)),
                    _ => return Err(other()),
                }
                (Chosen::Trained, format!("{}, trained on the first half,", experiment.label(agent)))
            }
        };
        let request = LogRequest::Evaluate { policy, table, settings };
        let report = match self.reader(true).await?.ask(request).await? {
            LogAnswer::Evaluated(report) => *report,
            LogAnswer::Refused { sentence } => return Err(NoAnswer::Sentence(sentence)),
            _ => return Err(other()),
        };
        let no_truth = String::new();
        self.found.set(Some(Found { policy: name, report, truth: None, no_truth, trained }));
        self.find_truth(policy).await?;
        self.views.said.set("The policy is evaluated.".to_owned());
        Ok(())
    }

    /// What the policy is really worth, where the environment of the log is known.
    async fn find_truth(self, policy: Chosen) -> Result<(), NoAnswer> {
        let of = self.held.with_untracked(|held| match &held.as_ref()?.source {
            Source::Recorded { experiment, seed, .. } => Some((experiment.clone(), *seed)),
            Source::File(_) if self.is_of_page.get_untracked() => {
                let seed = self.seed.with_untracked(|seed| typed(seed)).unwrap_or(0.0) as u32;
                // As it is where the log was recorded here: as many rows as rounds.
                let horizon = held.as_ref().map_or(1, |held| held.summary.rows);
                let page = self.views.page().ok()?.experiment;
                Some((Box::new(Experiment { horizon, seeds: 1, ..page }), seed))
            }
            _ => None,
        });
        let Some((experiment, seed)) = of else { return Ok(()) };
        let engine = self.engine_with_log().await?;
        self.tell("The truth is being computed", None);
        let request = RecordRequest::Truth { experiment, seed, policy };
        let answer = engine.ask(EngineRequest::Log(request)).await?;
        self.found.update(|found| {
            let Some(found) = found else { return };
            match answer {
                RecordAnswer::True(truth) => found.truth = Some(truth),
                RecordAnswer::Refused { sentence } => {
                    found.no_truth = format!("The truth is not known: {}.", sentence.trim_end_matches('.'))
                }
                _ => found.no_truth = "The truth is not known.".to_owned(),
            }
        });
        Ok(())
    }

    /// Shows other rows.
    pub fn look_at(self, from: u64) {
        if self.comes_next(Next::Rows(from)) {
            return;
        }
        self.carry_out("Rows are being looked up", self.fetch_rows(from));
    }

    async fn fetch_rows(self, from: u64) -> Result<(), NoAnswer> {
        let filter = self.filter.get_untracked();
        let request = LogRequest::Rows { from, count: PAGE as u32, filter };
        match self.reader(true).await?.ask(request).await? {
            LogAnswer::Rows(rows) => self.rows.set(rows),
            LogAnswer::Refused { sentence } => return Err(NoAnswer::Sentence(sentence)),
            _ => return Err(other()),
        }
        Ok(())
    }

    /// Gives the log as a file of this format.
    pub fn write(self, format: String) {
        self.carry_out("The file is being written", async move {
            match self.reader(true).await?.ask(LogRequest::Write { format: format.clone() }).await? {
                LogAnswer::Written { extension, bytes, notes } => {
                    let name =
                        self.held.with_untracked(|held| held.as_ref().map(Held::name)).unwrap_or_default();
                    // Of formats that end alike, the one that has not its name from there says which it is.
                    let which =
                        if extension.contains(&format) { String::new() } else { format!("-{format}") };
                    let file = format!("{}{which}.{extension}", file_name(&name));
                    if !browser::save(&file, "application/octet-stream", &bytes.to_vec()) {
                        return Err(NoAnswer::Sentence("the browser does not let files be saved".to_owned()));
                    }
                    let said = format!("{file} is saved.");
                    self.views.said.set(said.clone());
                    self.written.set(std::iter::once(said).chain(notes).collect());
                    Ok(())
                }
                LogAnswer::Refused { sentence } => Err(NoAnswer::Sentence(sentence)),
                _ => Err(other()),
            }
        });
    }

    /// Stops what is being done; all that is there stays.
    pub fn stop(self) {
        let ended = self.internals.try_update_value(|internals| {
            internals.number += 1;
            internals.engine_has_log = false;
            internals.next = None;
            [internals.reader.take(), internals.engine.take()]
        });
        ended.into_iter().flatten().flatten().for_each(|worker| worker.end());
        self.rest();
        self.views.said.set("It was stopped.".to_owned());
    }

    /// Does one thing, unless another is being done.
    fn carry_out(self, what: &str, work: impl Future<Output = Result<(), NoAnswer>> + 'static) {
        if self.work.with_untracked(Option::is_some) {
            return;
        }
        let number = self.internals.try_update_value(|internals| {
            internals.number += 1;
            internals.number
        });
        self.problem.set(String::new());
        self.tell(what, None);
        spawn_local(async move {
            let done = work.await;
            // What was stopped has said so.
            if number != Some(self.internals.with_value(|internals| internals.number)) {
                return;
            }
            if let Err(NoAnswer::Sentence(sentence)) = done {
                self.fail(&sentence);
            }
            self.rest();
            match self.internals.try_update_value(|internals| internals.next.take()).flatten() {
                Some(Next::Evaluate) => self.evaluate(),
                Some(Next::Rows(from)) => self.look_at(from),
                None => {}
            }
        });
    }

    /// Nothing is being done any more.
    fn rest(self) {
        self.work.set(None);
        // The button that stops it is gone, maybe with the focus.
        browser::after(0, || browser::focus_if_lost("logs-title"));
    }

    /// Whether that has to wait for what is being done.
    fn comes_next(self, next: Next) -> bool {
        let waits = self.work.with_untracked(Option::is_some);
        if waits {
            self.internals.update_value(|internals| internals.next = Some(next));
        }
        waits
    }

    /// Says what is being done.
    pub fn tell(self, what: &str, share: Option<f64>) {
        self.work.set(Some(Work { what: what.to_owned(), share }));
    }
}
