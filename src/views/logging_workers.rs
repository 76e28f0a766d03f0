//! The workers of the Logs view: one holds the log, another has the environment that it came from.

use std::rc::Rc;

use leptos::prelude::*;

use super::logging::{Again, Internals, Logging, Work};
use super::logging_work::other;
use crate::chart::numbers::capital;
use crate::worker::asked::EngineRequest;
use crate::worker::assistant::{Assistant, NoAnswer, Told, Works};
use crate::worker::logs::{LogAnswer, LogRequest, RecordAnswer, RecordRequest};

impl Logging {
    /// Hears how far a worker is.
    fn told(self) -> Told {
        Rc::new(move |what, share| {
            self.work.update(|work| {
                // What is heard late says nothing.
                if let Some(work) = work {
                    *work = Work { what: capital(what), share: Some(share) };
                }
            });
        })
    }

    /// The worker that holds the log; `with_log` where it must hold one.
    pub async fn reader(self, with_log: bool) -> Result<Assistant, NoAnswer> {
        let there =
            self.internals.with_value(|internals| internals.reader.clone()).filter(Assistant::is_there);
        if let Some(reader) = there {
            return Ok(reader);
        }
        let number = self.internals.with_value(|internals| internals.number);
        let reader = Assistant::start(Works::Reader, Vec::new(), self.told()).await?;
        self.keep(number, &reader, |internals, reader| internals.reader = Some(reader))?;
        let again = self.internals.with_value(|internals| internals.again.clone()).filter(|_| with_log);
        let request = match again {
            Some(Again::File(name, bytes)) => LogRequest::Read { name, bytes },
            Some(Again::Log(log)) => LogRequest::Take { log },
            None => return Ok(reader),
        };
        reader.ask::<LogAnswer>(request).await?;
        Ok(reader)
    }

    /// The worker that has the environment.
    pub async fn engine(self) -> Result<Assistant, NoAnswer> {
        let (there, data, number) = self
            .internals
            .with_value(|internals| (internals.engine.clone(), internals.data.clone(), internals.number));
        if let Some(engine) = there.filter(Assistant::is_there) {
            return Ok(engine);
        }
        let engine = Assistant::start(Works::Engine, data, self.told()).await?;
        self.keep(number, &engine, |internals, engine| {
            (internals.engine, internals.engine_has_log) = (Some(engine), false)
        })?;
        Ok(engine)
    }

    /// The same, with the log.
    pub async fn engine_with_log(self) -> Result<Assistant, NoAnswer> {
        if self.held.with_untracked(|held| held.as_ref().is_none_or(|held| !held.is_recorded())) {
            let page = self.views.page().map_err(NoAnswer::Sentence)?;
            self.internals.update_value(|internals| internals.data = page.data);
        }
        let engine = self.engine().await?;
        if self.internals.with_value(|internals| internals.engine_has_log) {
            return Ok(engine);
        }
        let log = match self.reader(true).await?.ask(LogRequest::Give).await? {
            LogAnswer::Given { log } => log,
            LogAnswer::Refused { sentence } => return Err(NoAnswer::Sentence(sentence)),
            _ => return Err(other()),
        };
        match engine.ask(EngineRequest::Log(RecordRequest::Take { log })).await? {
            RecordAnswer::Taken => self.internals.update_value(|internals| internals.engine_has_log = true),
            RecordAnswer::Refused { sentence } => return Err(NoAnswer::Sentence(sentence)),
            _ => return Err(other()),
        }
        Ok(engine)
    }

    /// Keeps a worker, unless what it was started for was stopped meanwhile.
    fn keep(
        self,
        number: u64,
        worker: &Assistant,
        keep: impl FnOnce(&mut Internals, Assistant),
    ) -> Result<(), NoAnswer> {
        if self.internals.with_value(|internals| internals.number) != number {
            worker.end();
            return Err(NoAnswer::Ended);
        }
        self.internals.update_value(|internals| keep(internals, worker.clone()));
        Ok(())
    }

    /// Ends the worker of the environment, which belongs to another log.
    pub fn end_engine(self) {
        let ended = self.internals.try_update_value(|internals| {
            internals.engine_has_log = false;
            internals.engine.take()
        });
        ended.flatten().iter().for_each(Assistant::end);
    }

    /// Ends the worker that holds the log.
    pub fn end_reader(self) {
        let ended = self.internals.try_update_value(|internals| internals.reader.take());
        ended.flatten().iter().for_each(Assistant::end);
    }
}
