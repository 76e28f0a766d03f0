//! What the workers say, and what the page makes of it.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::{Action, App, Reading};
use crate::session::{Attention, Event, Severity};
use crate::spec::Experiment;
use crate::worker::pool::PoolEvent;
use crate::worker::protocol::Refusal;

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
            PoolEvent::Reading { stage, fraction } => self.reading.set(Some(Reading { stage, fraction })),
            PoolEvent::DataRead { bytes, summary } => self.data_were_read(bytes, summary),
            PoolEvent::WhichReading(ambiguity) => self.ask_which_reading(ambiguity),
            PoolEvent::FilesRefused(Refusal { sentence, details, keep, instead }) => {
                self.reading.set(None);
                let action = keep.map(|(kind, count)| Action::ReadAgain { kind, keep: Some(count) });
                let instead = || Some(Action::ReadAgain { kind: *instead.first()?, keep: None });
                let action = action.or_else(instead);
                let text = format!("{sentence}. What was there before is still in use.");
                self.notify(Severity::Error, text, details, action);
            }
            PoolEvent::Coded { code } => {
                let link = self.change(|internals| std::mem::take(&mut internals.asked));
                self.code.set(Some((link, code)));
            }
            PoolEvent::Measured { measurements } => self.measured.set(Some(measurements)),
        }
    }

    /// Measures how fast the engine is here, with all that can be chosen for the experiment's task.
    pub fn measure(self) {
        if let Some((pool, task)) = self.pool_or_tell().zip(self.experiment.with_untracked(Experiment::task))
        {
            self.measured.set(Some(Vec::new()));
            pool.measure(task.decision());
        }
    }
}
