//! A pipeline under way in a worker. A handle: copying it copies nothing.
//!
//! Everything follows from the pipeline's file. What is kept in the browser is that file and how far it was, so that a tab that was closed
//! or a worker that was lost costs time alone: it is computed again up to there, with the same digest.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::lab::bundled_data;
use super::super::state::Views;
use super::kept::{kept, kept_of, spec_of};
use super::words::{is_turning_point, request};
use crate::chart::numbers::capital;
use crate::pipeline::{PipelineSpec, Record, Step};
use crate::ui::browser;
use crate::worker::asked::EngineRequest;
use crate::worker::assistant::{Assistant, NoAnswer, Told, Works};
use crate::worker::looping::{LoopAnswer, LoopRequest, LoopStanding};

/// The name under which the browser remembers the pipeline.
const KEPT: &str = "loop";

/// Between two turns, in milliseconds: what is shown is drawn meanwhile.
const PAUSE: u64 = 60;

/// How fast the clock goes: titles, and milliseconds of it in a millisecond; none where it goes as fast as it can.
pub const SPEEDS: [(&str, Option<u64>); 4] = [
    ("Real time", Some(1)),
    ("1 minute a second", Some(60)),
    ("1 hour a second", Some(3_600)),
    ("As fast as it can", None),
];

/// The index of the speed at the beginning.
const USUAL: usize = 2;

/// An answer to a request that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status of HTTP.
    pub status: u16,
    /// JSON.
    pub body: String,
    /// The version that answered.
    pub version: Option<u32>,
}

/// What no signal holds.
#[derive(Default)]
struct Internals {
    worker: Option<Assistant>,
    /// The request that is to be asked next.
    request: Option<String>,
    /// The step that is to be rerun next.
    rerun: Option<Step>,
    is_driven: bool,
    /// Where the clock stands between two turns of limited speed, and when it was moved there.
    clock: f64,
    moved: Option<f64>,
    /// How far it is to be computed again, in rounds, whatever the speed.
    again: u64,
    /// When it was kept last.
    kept: f64,
    /// What the address named last.
    address: Option<String>,
    /// Tells what is asked now from what was asked before.
    number: u64,
}

/// A pipeline under way.
#[derive(Clone, Copy)]
pub struct Looping {
    /// What all views share.
    pub views: Views,
    /// The pipeline.
    pub spec: RwSignal<Option<PipelineSpec>>,
    /// How it stands; none before it has begun.
    pub standing: RwSignal<Option<LoopStanding>>,
    /// What happened, single events left out.
    pub records: RwSignal<Vec<Record>>,
    /// After which round each of them happened.
    pub after: RwSignal<Vec<u64>>,
    /// Whether the clock goes.
    pub is_playing: RwSignal<bool>,
    /// Index among the [`SPEEDS`].
    pub speed: RwSignal<usize>,
    /// The step that is looked at.
    pub chosen: RwSignal<Step>,
    /// The file as it is typed.
    pub text: RwSignal<String>,
    /// The request as it is typed.
    pub request: RwSignal<String>,
    /// The answer to the last one.
    pub reply: RwSignal<Option<Reply>>,
    /// What takes long, in words; empty where nothing does.
    pub preparing: RwSignal<String>,
    /// What went wrong; empty where nothing did.
    pub problem: RwSignal<String>,
    internals: StoredValue<Internals, LocalStorage>,
}

impl Looping {
    /// Before any pipeline.
    pub fn new(views: Views) -> Looping {
        Looping {
            views,
            spec: RwSignal::new(None),
            standing: RwSignal::new(None),
            records: RwSignal::new(Vec::new()),
            after: RwSignal::new(Vec::new()),
            is_playing: RwSignal::new(false),
            speed: RwSignal::new(USUAL),
            chosen: RwSignal::new(Step::Trainer),
            text: RwSignal::new(String::new()),
            request: RwSignal::new(String::new()),
            reply: RwSignal::new(None),
            preparing: RwSignal::new(String::new()),
            problem: RwSignal::new(String::new()),
            internals: StoredValue::new_local(Internals::default()),
        }
    }

    /// The view is shown with this pipeline in its address; an empty text is the one that was kept, or the example.
    pub fn shown(self, text: &str) {
        let before = self.internals.try_update_value(|internals| internals.address.replace(text.to_owned()));
        if before.flatten().as_deref() == Some(text) && self.standing.with_untracked(Option::is_some) {
            return;
        }
        if text.is_empty() {
            let kept = browser::remembered(KEPT).and_then(|kept| kept_of(&kept));
            let (spec, rounds) = kept.unwrap_or_else(|| (PipelineSpec::example(), 0));
            return self.begin(spec, rounds);
        }
        match spec_of(text) {
            Ok(spec) => self.begin(spec, 0),
            Err(sentence) => {
                self.problem.set(format!("This address is of no pipeline: {sentence}."));
                if self.spec.with_untracked(Option::is_none) {
                    self.begin(PipelineSpec::example(), 0);
                }
            }
        }
    }

    /// The view is left: the clock stands, and the worker ends.
    pub fn leave(self) {
        self.keep();
        self.end();
        self.internals.update_value(|internals| internals.address = None);
    }

    fn end(self) {
        self.is_playing.set(false);
        let ended = self.internals.try_update_value(|internals| {
            let (number, address) = (internals.number + 1, internals.address.take());
            std::mem::replace(internals, Internals { number, address, ..Internals::default() }).worker
        });
        ended.flatten().iter().for_each(Assistant::end);
        self.preparing.set(String::new());
    }

    /// Begins a pipeline in place of the one before, and computes it up to this round.
    pub fn begin(self, spec: PipelineSpec, rounds: u64) {
        self.end();
        self.standing.set(None);
        self.records.set(Vec::new());
        self.after.set(Vec::new());
        self.reply.set(None);
        self.text.set(spec.to_json());
        self.spec.set(Some(spec));
        self.internals.update_value(|internals| internals.again = rounds);
        self.drive();
    }

    /// The same pipeline from its beginning.
    pub fn again(self) {
        if let Some(spec) = self.spec.get_untracked() {
            self.begin(spec, 0);
            self.keep();
        }
    }

    /// Lets the clock go, or stand.
    pub fn toggle(self) {
        let goes = !self.is_playing.get_untracked();
        self.is_playing.set(goes);
        self.internals.update_value(|internals| internals.moved = None);
        if goes {
            self.drive();
        } else {
            self.keep();
        }
    }

    /// Asks the policies that serve what is typed.
    pub fn ask(self) {
        let body = self.request.get_untracked();
        self.internals.update_value(|internals| internals.request = Some(body));
        self.drive();
    }

    /// Reruns the step that is looked at.
    pub fn rerun(self) {
        let step = self.chosen.get_untracked();
        self.internals.update_value(|internals| internals.rerun = Some(step));
        self.drive();
    }

    /// Remembers the pipeline in the browser, and how far it is.
    pub fn keep(self) {
        let Some(spec) = self.spec.get_untracked() else { return };
        let again = self.internals.with_value(|internals| internals.again);
        let rounds = self.standing.with_untracked(|standing| standing.as_ref().map_or(0, |own| own.rounds));
        browser::remember(KEPT, Some(&kept(&spec, rounds.max(again))));
        self.internals.update_value(|internals| internals.kept = browser::now());
    }

    /// Lets the worker do what there is to do, one thing after the other.
    fn drive(self) {
        let mut number = 0;
        let is_driven = self.internals.try_update_value(|internals| {
            number = internals.number;
            std::mem::replace(&mut internals.is_driven, true)
        });
        if is_driven == Some(false) {
            spawn_local(self.turn(number));
        }
    }

    /// Whether this is still what is wanted.
    fn is_of(self, number: u64) -> bool {
        self.internals.with_value(|internals| internals.number) == number
    }

    async fn turn(self, number: u64) {
        let done = self.work(number).await;
        if !self.is_of(number) {
            return;
        }
        match done {
            Ok(true) => browser::after(PAUSE, move || {
                if self.is_of(number) {
                    spawn_local(self.turn(number));
                }
            }),
            Ok(false) => self.internals.update_value(|internals| internals.is_driven = false),
            Err(error) => {
                if let NoAnswer::Sentence(sentence) = error {
                    self.problem.set(format!("{}.", capital(&sentence)));
                }
                self.internals.update_value(|internals| internals.is_driven = false);
                self.is_playing.set(false);
                self.preparing.set(String::new());
            }
        }
    }

    /// Does the next thing; whether there may be more.
    async fn work(self, number: u64) -> Result<bool, NoAnswer> {
        let Some(spec) = self.spec.get_untracked() else { return Ok(false) };
        let worker = self.worker(number, &spec).await?;
        if self.standing.with_untracked(Option::is_none) {
            let begin = LoopRequest::Begin { spec: spec.to_json() };
            self.hear(number, worker.ask(EngineRequest::Loop(begin)).await?)?;
            return Ok(true);
        }
        let typed = self.internals.try_update_value(|internals| internals.request.take()).flatten();
        if let Some(body) = typed {
            self.hear(number, worker.ask(EngineRequest::Loop(LoopRequest::Predict { body })).await?)?;
            return Ok(true);
        }
        let rerun = self.internals.try_update_value(|internals| internals.rerun.take()).flatten();
        if let Some(step) = rerun {
            // A refusal is no end of the pipeline.
            let answer = worker.ask(EngineRequest::Loop(LoopRequest::Rerun { step })).await?;
            if let LoopAnswer::Refused { sentence } = answer {
                self.problem.set(format!("{}.", capital(&sentence)));
                return Ok(true);
            }
            self.hear(number, answer)?;
            self.keep();
            self.problem.set(String::new());
            self.is_playing.set(true);
            self.internals.update_value(|internals| internals.moved = None);
            return Ok(true);
        }
        let Some(advance) = self.next_turn() else { return Ok(false) };
        self.hear(number, worker.ask(EngineRequest::Loop(advance)).await?)?;
        if browser::now() - self.internals.with_value(|internals| internals.kept) > 1_000.0 {
            self.keep();
        }
        Ok(true)
    }

    /// How far it goes next; none where it stands.
    fn next_turn(self) -> Option<LoopRequest> {
        let (clock, rounds, is_over) = self.standing.with_untracked(|standing| {
            standing.as_ref().map(|own| (own.clock, own.rounds, own.summary.is_over))
        })?;
        if is_over {
            self.is_playing.set(false);
            self.preparing.set(String::new());
            self.keep();
            return None;
        }
        let again = self.internals.with_value(|internals| internals.again);
        if rounds < again {
            self.preparing.set("What there was before is computed again".to_owned());
            return Some(LoopRequest::Advance { until: u64::MAX, rounds: again });
        }
        self.preparing.set(String::new());
        if !self.is_playing.get_untracked() {
            return None;
        }
        let Some((_, Some(rate))) = SPEEDS.get(self.speed.get_untracked()) else {
            return Some(LoopRequest::Advance { until: u64::MAX, rounds: u64::MAX });
        };
        let now = browser::now();
        let until = self.internals.try_update_value(|internals| {
            // A tab that was out of sight for hours has not missed hours.
            let elapsed = internals.moved.map_or(0.0, |moved| (now - moved).min(1_000.0));
            if internals.moved.is_none() {
                internals.clock = clock as f64;
            }
            internals.moved = Some(now);
            internals.clock = internals.clock.max(clock as f64) + elapsed * *rate as f64;
            internals.clock as u64
        })?;
        Some(LoopRequest::Advance { until, rounds: u64::MAX })
    }

    fn hear(self, number: u64, answer: LoopAnswer) -> Result<(), NoAnswer> {
        if !self.is_of(number) {
            return Err(NoAnswer::Ended);
        }
        match answer {
            LoopAnswer::Stands(standing) => {
                let new: Vec<Record> =
                    standing.records.iter().filter_map(|line| Record::of_line(line).ok()).collect();
                if self.request.with_untracked(String::is_empty) {
                    self.request.set(request(standing.features));
                }
                let turn = new.iter().rev().find(|record| is_turning_point(&record.happened));
                if let Some(words) = turn.and_then(|record| record.happened.words()) {
                    self.views.said.set(capital(&words));
                }
                if !new.is_empty() {
                    self.after.update(|after| after.extend(&standing.after));
                    self.records.update(|records| records.extend(new));
                }
                self.take_reruns(&standing);
                self.standing.set(Some(*standing));
                Ok(())
            }
            LoopAnswer::Replied { status, body, version } => {
                self.reply.set(Some(Reply { status, body, version }));
                Ok(())
            }
            LoopAnswer::Refused { sentence } => Err(NoAnswer::Sentence(sentence)),
        }
    }

    /// The worker, with the data of the page; a new one begins the pipeline again.
    async fn worker(self, number: u64, spec: &PipelineSpec) -> Result<Assistant, NoAnswer> {
        let there =
            self.internals.with_value(|internals| internals.worker.clone()).filter(Assistant::is_there);
        if let Some(worker) = there {
            return Ok(worker);
        }
        // What was lost with a worker is computed again.
        let rounds = self.standing.with_untracked(|standing| standing.as_ref().map_or(0, |own| own.rounds));
        self.standing.set(None);
        self.records.set(Vec::new());
        self.after.set(Vec::new());
        self.internals.update_value(|internals| internals.again = internals.again.max(rounds));
        self.preparing.set("The engine is loading".to_owned());
        let page = self.views.page().ok().filter(|page| page.has_data_of(&spec.experiment));
        let data = match page {
            Some(page) => page.data,
            None => bundled_data().await.map_err(NoAnswer::Sentence)?,
        };
        let told: Told = Rc::new(move |what, _| self.preparing.set(capital(what)));
        let worker = Assistant::start(Works::Engine, data, told).await?;
        if !self.is_of(number) {
            worker.end();
            return Err(NoAnswer::Ended);
        }
        self.internals.update_value(|internals| internals.worker = Some(worker.clone()));
        Ok(worker)
    }
}
