//! How fast an agent is here: a short run of it as it stands, before anything is searched.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::search::Speed;
use super::tuning::{Stage, Tuning};
use crate::tune::{Contestant, Job, StudySpec};
use crate::ui::browser;
use crate::worker::asked::EngineRequest;
use crate::worker::kept_runs::{packed, unpacked};
use crate::worker::team::{Team, TeamEvent};
use crate::worker::trials::{TrialAnswer, TrialRequest};

/// How long it is measured, in milliseconds.
const MEASURED: f64 = 400.0;

/// What is known while it is measured.
#[derive(Default)]
struct Measuring {
    team: RefCell<Option<Team>>,
    begun: Cell<f64>,
    preparing: Cell<f64>,
    rounds: Cell<u64>,
}

impl Tuning {
    /// Measures how fast the agent of a study is, unless the form has changed by then. Nothing is said where it can't be measured: the
    /// study will say it.
    pub fn measure(self, spec: StudySpec) {
        spawn_local(async move {
            let Ok(page) = self.views.page() else { return };
            if !page.has_data_of(&spec.experiment) {
                return;
            }
            let measuring = Rc::new(Measuring::default());
            measuring.begun.set(browser::now());
            let job =
                Job { contestant: Contestant::Baseline, seed: 0, from: 0, rounds: spec.experiment.horizon };
            let hears = Rc::clone(&measuring);
            let of = (spec.experiment.clone(), spec.agent);
            let listener = move |event| {
                let answer = match event {
                    TeamEvent::Answer { parts, .. } => unpacked(parts),
                    TeamEvent::Preparing { .. } => return,
                    TeamEvent::Crashed { .. } | TeamEvent::NoEngine(_) => None,
                };
                let team = hears.team.borrow().clone();
                let Some(team) = team else { return };
                let run = || {
                    team.ask(
                        0,
                        packed(EngineRequest::Trial(TrialRequest::Run {
                            job,
                            setting: None,
                            going_on: Vec::new(),
                        })),
                    );
                };
                let passed = browser::now() - hears.begun.get();
                let rounds = match answer {
                    Some(TrialAnswer::Ready { .. }) => {
                        hears.preparing.set(passed / 1e3);
                        hears.begun.set(browser::now());
                        return run();
                    }
                    Some(TrialAnswer::GoesOn { rounds }) if passed < MEASURED => {
                        hears.rounds.set(hears.rounds.get() + rounds);
                        return run();
                    }
                    Some(TrialAnswer::GoesOn { rounds } | TrialAnswer::Scored { rounds, .. }) => rounds,
                    Some(TrialAnswer::Refused { .. }) | None => 0,
                };
                let rounds = (hears.rounds.get() + rounds) as f64 * 1e3 / passed.max(0.1);
                team.end();
                hears.team.take();
                let is_of_form = self.form.with_untracked(|form| {
                    form.as_ref().is_some_and(|form| (&form.experiment, form.agent) == (&of.0, of.1))
                });
                if is_of_form && rounds > 0.0 {
                    self.speed.set(Some(Speed { rounds, preparing: hears.preparing.get() }));
                }
            };
            let Ok(team) = Team::start(1, page.data, Rc::new(listener)).await else { return };
            // A study that began meanwhile has the workers.
            if self.stage.with_untracked(|stage| *stage != Stage::Form) {
                return team.end();
            }
            *measuring.team.borrow_mut() = Some(team.clone());
            team.ask(
                0,
                packed(EngineRequest::Trial(TrialRequest::Begin {
                    spec: Box::new(spec),
                    workers: 1,
                    factors: None,
                })),
            );
        });
    }
}
