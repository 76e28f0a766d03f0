//! The runs of a comparison: those that the browser keeps, and those of links, which are computed here and then kept.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::compared::Compared;
use super::comparison::{Loaded, Wanted, metrics, usual, wanted};
use super::lab::{Lab, LabRun};
use super::state::Views;
use crate::chart::numbers::{capital, counted, percent};
use crate::metrics::REGRET;
use crate::results::digest::RunDigest;
use crate::runs::{KeptRun, Made, RunId};
use crate::spec::{Experiment, link};
use crate::ui::browser;
use crate::ui::live::effect;
use crate::worker::json::curves_message;
use crate::worker::kept_runs::RunsRequest;

/// A run of the comparison.
enum Place {
    /// It is there.
    There(Box<Loaded>),
    /// It has to be computed, to this digest where the link has one.
    Open(Box<Experiment>, Option<RunDigest>),
}

/// What is known while runs are loaded.
#[derive(Default)]
struct Internals {
    /// Tells the present address from those before.
    number: u64,
    places: Vec<Place>,
    /// When the run that is computed was begun.
    begun: f64,
}

/// Runs on their way into a comparison. A handle: copying it copies nothing.
#[derive(Clone, Copy)]
pub struct Loading {
    compared: Compared,
    /// What is wrong, a sentence each.
    pub problems: RwSignal<Vec<String>>,
    /// Whether runs are on their way.
    pub is_under_way: RwSignal<bool>,
    /// How many have to be computed.
    open: RwSignal<usize>,
    lab: Lab,
    internals: StoredValue<Internals, LocalStorage>,
}

impl Loading {
    /// Of nothing yet.
    pub fn new(compared: Compared) -> Loading {
        let loading = Loading {
            compared,
            problems: RwSignal::new(Vec::new()),
            is_under_way: RwSignal::new(true),
            open: RwSignal::new(0),
            lab: Lab::new(),
            internals: StoredValue::new_local(Internals::default()),
        };
        effect(move || {
            let problem = loading.lab.problem.get();
            if !problem.is_empty() {
                loading.problems.update(|problems| problems.push(problem));
                loading.show();
            }
        });
        loading
    }

    fn views(self) -> Views {
        self.compared.views
    }

    /// Loads the runs that an address asks for, in place of those before.
    pub fn load(self, rest: &str) {
        let mut number = 0;
        self.internals.update_value(|internals| {
            internals.number += 1;
            number = internals.number;
        });
        self.lab.cancel();
        self.is_under_way.set(true);
        let (runs, mut problems) = wanted(rest);
        spawn_local(async move {
            let mut places = Vec::new();
            for run in runs {
                match self.find(run).await {
                    Ok(place) => places.push(place),
                    Err(sentence) => problems.push(format!("{}.", capital(&sentence))),
                }
            }
            if self.internals.with_value(|internals| internals.number != number) {
                return;
            }
            let experiments: Vec<Experiment> = places
                .iter()
                .filter_map(|place| match place {
                    Place::Open(experiment, _) => Some(experiment.as_ref().clone()),
                    Place::There(_) => None,
                })
                .collect();
            self.problems.set(problems);
            self.open.set(experiments.len());
            self.internals
                .update_value(|internals| (internals.places, internals.begun) = (places, browser::now()));
            if experiments.is_empty() {
                return self.show();
            }
            self.lab.run(experiments, move |run| self.take(run));
        });
    }

    async fn find(self, run: Wanted) -> Result<Place, String> {
        let decoded = match run {
            Wanted::Kept(id) => return self.kept(&id).await,
            Wanted::Linked(decoded) => decoded,
        };
        let own = link::encode(&decoded.experiment, decoded.digest.as_ref());
        let listing = self.views().client()?.list().await?;
        let known = listing.entries.iter().map(|entry| &entry.header);
        match known.into_iter().find(|header| header.link == own && header.is_complete()) {
            Some(header) => self.kept(&header.id).await,
            None => Ok(Place::Open(Box::new(decoded.experiment), decoded.digest)),
        }
    }

    async fn kept(self, id: &RunId) -> Result<Place, String> {
        let run = self.views().load(id).await?;
        let experiment = run.experiment().map_err(|error| format!("{}: {error}", run.header.name))?;
        Ok(Place::There(Box::new(Loaded { run, experiment })))
    }

    /// Takes a run that was computed, and keeps it as every run of the page.
    fn take(self, run: &LabRun) {
        let LabRun { experiment, log, .. } = run;
        let (now, date) = (browser::now(), browser::date());
        let seconds = self.internals.with_value(|internals| (now - internals.begun) / 1e3);
        let made = Made {
            created: date.saturating_sub((seconds * 1e3) as u64),
            random: browser::random().unwrap_or(date),
            seconds,
            ..Made::default()
        };
        let kept = KeptRun::of(log, made.clone());
        let (digest, name) = (kept.header.digest.clone(), kept.header.name.clone());
        let mut expected = None;
        let mut left = 0;
        self.internals.update_value(|internals| {
            internals.begun = now;
            let open = internals.places.iter_mut().find(|place| matches!(place, Place::Open(..)));
            if let Some(place) = open {
                let there = Place::There(Box::new(Loaded { run: kept, experiment: experiment.clone() }));
                if let Place::Open(_, digest) = std::mem::replace(place, there) {
                    expected = digest;
                }
            }
            left = internals.places.iter().filter(|place| matches!(place, Place::Open(..))).count();
        });
        if let Some((own, link)) = digest.as_ref().zip(expected).filter(|(own, link)| *own != link) {
            let why = if own.numerics == link.numerics {
                "the link was changed, or one of the two computed wrongly"
            } else {
                "another version of the engine computed it there"
            };
            let sentence =
                format!("{name} has the digest {own} here and {link} where the link was made: {why}.");
            self.problems.update(|problems| problems.push(sentence));
        }
        let log = curves_message(log, experiment).into();
        let request = RunsRequest::KeepLog { made, rounds_done: experiment.horizon, digest, log };
        spawn_local(async move {
            let asked = match self.views().client() {
                Ok(client) => client.ask(request).await.map(drop),
                Err(sentence) => Err(sentence),
            };
            if let Err(sentence) = asked {
                self.problems.update(|problems| problems.push(format!("{name} is not kept: {sentence}.")));
            }
        });
        if left == 0 {
            self.show();
        }
    }

    /// Compares what is there.
    fn show(self) {
        let mut runs = Vec::new();
        self.internals.update_value(|internals| {
            runs.extend(std::mem::take(&mut internals.places).into_iter().filter_map(|place| match place {
                Place::There(loaded) => Some(*loaded),
                Place::Open(..) => None,
            }));
        });
        let metric = metrics(&runs).first().copied().unwrap_or(&REGRET);
        self.compared.metric.set(metric);
        self.compared.chosen.set(usual(&runs, metric));
        self.compared.runs.set(runs);
        self.is_under_way.set(false);
    }

    /// What is seen of it.
    pub fn words(self) -> String {
        let Some(part) = self.lab.progress.get() else { return "Loading the runs …".to_owned() };
        let runs = counted(self.open.get() as u64, "run of the link is", "runs of the link are");
        let preparing = self.lab.preparing.get();
        let preparing = if preparing.is_empty() { preparing } else { format!(" ({preparing})") };
        format!("{runs} computed here: {}{preparing}", percent(part))
    }

    /// Whether runs are computed.
    pub fn is_computing(self) -> bool {
        self.lab.progress.with(Option::is_some)
    }

    /// Computes no further, and compares what is there.
    pub fn stop(self) {
        self.lab.cancel();
        self.show();
    }

    /// Ends the workers.
    pub fn close(self) {
        self.lab.close();
    }
}
