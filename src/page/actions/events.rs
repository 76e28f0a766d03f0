//! What the workers say, and what the page makes of it.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use crate::session::{Attention, Event, Severity};
use crate::spec::Experiment;
use crate::worker::pool::PoolEvent;
use crate::worker::protocol::Report;

/// What the person is doing with the round that is shown.
fn attention() -> Attention {
    Attention {
        has_focus: browser::has_focus_within(".cols, .slates"),
        reduced_motion: browser::wants_less_motion(),
    }
}

impl App {
    /// Takes an event of the pool.
    pub fn receive(self, event: PoolEvent) {
        match event {
            PoolEvent::DataReady { summary } => self.data_are_ready(summary),
            PoolEvent::Preparing { run, task, fraction } => {
                self.send(Event::Preparing { run, task, fraction });
            }
            PoolEvent::Prepared { run, items, remarks } => self.send(Event::Prepared { run, items, remarks }),
            PoolEvent::Moved { run, advance, view } => {
                let (advance, view) = (Box::new(advance), view.map(Box::new));
                let attention = if view.is_some() { attention() } else { Attention::default() };
                self.send(Event::Moved { run, advance, view, attention });
            }
            PoolEvent::Stopped { run, round } => self.send(Event::Stopped { run, round }),
            PoolEvent::Failed { run, sentence } => self.send(Event::Failed { run, sentence }),
            PoolEvent::NoEngine { sentence } => self.lose_engine(sentence),
            PoolEvent::Crashed { sentence } => self.send(Event::Crashed { sentence }),
        }
    }

    /// Measures how fast the engine is here, with all that can be chosen for the experiment's task.
    pub fn measure(self) {
        if let Some((pool, task)) = self.pool_or_tell().zip(self.experiment.with_untracked(Experiment::task))
        {
            self.measured.set(Some(Vec::new()));
            let heard = move |answer| match answer {
                Ok(Report::Measured { measurements }) => self.measured.set(Some(measurements)),
                Ok(Report::Failed { sentence, .. }) | Err(sentence) => {
                    self.measured.set(None);
                    self.tell(Severity::Error, sentence);
                }
                Ok(_) => {}
            };
            pool.measure(task.decision(), Box::new(heard));
        }
    }
}
