//! What the workers say, and what the page makes of it.

use leptos::prelude::*;

use super::super::logic::pacing::{Pacer, Speed};
use super::super::logic::phases::Phase;
use super::super::state::{App, Reading, Remedy, RunState, Then, Urgency};
use super::editing::without_names;
use crate::chart::curves::Curves;
use crate::experiment::RunLog;
use crate::worker::pool::PoolEvent;

impl App {
    /// Takes an event of the pool.
    pub fn hear(self, event: PoolEvent) {
        match event {
            PoolEvent::RatingsReady { summary, .. } => self.ratings_are_ready(&summary),
            PoolEvent::Preparing { task, fraction } => self.is_preparing(task, fraction),
            PoolEvent::Prepared { items, remarks } => self.is_prepared(items, remarks),
            PoolEvent::Moved { advance, view } => {
                self.change(|behind| {
                    if let Some(log) = &mut behind.log {
                        // An advance of a run that was dropped does not fit, and is not wanted.
                        behind.log_changed |= log.apply(&advance).is_ok();
                    }
                });
                if let Some(view) = view {
                    self.look_into(view);
                }
                self.ask_frame();
            }
            PoolEvent::Stopped { round } => self.has_stopped(round),
            PoolEvent::Failed { sentence } => self.fail(sentence, false),
            PoolEvent::Crashed { sentence } => {
                let round = self.rounds.get_untracked();
                self.fail(
                    format!("{sentence} The run was at round {round}; nothing that you set is lost."),
                    true,
                );
            }
            PoolEvent::Reading { stage, fraction } => self.reading.set(Some(Reading { stage, fraction })),
            PoolEvent::FilesRead { bundle, summary, .. } => self.files_were_read(bundle, &summary),
            PoolEvent::TableRead { table, summary } => self.table_was_read(table, &summary),
            PoolEvent::WhichReading { file } => self.ask_which_reading(file),
            PoolEvent::FilesRefused { sentence, details, most_active_users, may_be_table } => {
                self.reading.set(None);
                let remedy = most_active_users.map(Remedy::MostActiveUsers);
                let remedy = remedy.or_else(|| may_be_table.then_some(Remedy::ReadAsTable));
                let text = format!("{sentence}. What was there before is still in use.");
                self.notify(Urgency::Error, text, details, remedy);
            }
            PoolEvent::Measured { measurements } => {
                self.measured.set(serde_json::from_str(&measurements).ok());
            }
        }
    }

    fn is_prepared(self, items: Vec<String>, remarks: Vec<String>) {
        let Some(experiment) = self.peek(|behind| behind.running.clone()) else { return };
        let then = self.then.get_untracked();
        self.then.set(Then::Stand);
        self.change(|behind| {
            behind.log = Some(RunLog::new(&experiment, items));
            behind.curves = Curves::new(experiment.contenders.len());
            behind.log_changed = false;
        });
        self.end_preparation();
        self.remarks.set(remarks);
        self.rounds.set(0);
        self.digest.set(None);
        // Controls may have changed while it was prepared; its results are its own all the same.
        let wanted = self.experiment.get_untracked();
        let current = without_names(&wanted) == experiment;
        self.shown.set(if current { wanted } else { experiment });
        self.stale.set(!current);
        self.phase.set(Phase::Update);
        self.pace.set(String::new());
        self.crosshair.set(None);
        self.log_version.update(|version| *version += 1);
        self.calm_version.update(|version| *version += 1);
        self.state.set(RunState::Paused);
        match then {
            Then::Stand => {}
            Then::Play => self.go_on(),
            Then::GoTo(round) => {
                if let Some(pool) = self.pool() {
                    pool.run_until(round, true);
                }
            }
        }
    }

    fn has_stopped(self, round: u64) {
        // A run that was given up may still come to a stop.
        let Some(horizon) = self.peek(|behind| behind.running.as_ref().map(|running| running.horizon)) else {
            return;
        };
        let playing = self.change(|behind| {
            behind.levelling = false;
            behind.pacer = Pacer::at(round);
            behind.playing
        });
        if round >= horizon {
            self.stand(true);
        } else if !playing {
            self.stand(false);
        } else if self.speed_now() == Speed::Full
            && let Some(pool) = self.pool()
        {
            // The speed was changed while the workers came to a common round.
            pool.run_until(horizon, true);
        }
    }
}
