//! Which engine the workers run: the small one that comes first, or the whole one.

use std::rc::{Rc, Weak};

use js_sys::{Function, Promise};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::super::events::PoolEvent;
use super::super::greeting::refused;
use super::super::spawn::{ENGINE, Program, STARTER};
use super::Inner;
use crate::spec::Experiment;

/// After this long there is word of what a run waits for, in milliseconds.
const PATIENCE: i32 = 300;

/// The program that the workers run.
pub(super) struct Engine {
    pub(super) program: Program,
    /// Whether it has the parts of the default experiment and no others.
    is_starter: bool,
    /// The run that waits for the whole engine, with its number.
    pub(super) waits: Option<(u64, Experiment)>,
}

/// Waits until the whole engine is loaded.
pub(super) async fn whole_engine() -> Result<Program, String> {
    Program::load(ENGINE).await.map_err(|reason| refused(&reason))
}

impl Engine {
    /// Waits for the one that `index.html` has asked for first; where that can't be had, for the whole one.
    pub(super) async fn load() -> Result<Engine, String> {
        match Program::load(STARTER).await {
            Ok(program) => Ok(Engine { program, is_starter: true, waits: None }),
            Err(_) => Ok(Engine { program: whole_engine().await?, is_starter: false, waits: None }),
        }
    }

    /// Whether it has what the experiment needs.
    pub(super) fn is_enough_for(&self, experiment: &Experiment) -> bool {
        !self.is_starter || experiment.has_default_parts()
    }
}

impl Inner {
    /// Prepares the run once the whole engine is there, unless another one is asked for first.
    pub(super) fn wait_for_engine(&mut self, run: u64, experiment: &Experiment) {
        let outcome = self.books.drop_run();
        self.answer(outcome);
        let is_loading = self.engine.waits.replace((run, experiment.clone())).is_some();
        let own = self.own.clone();
        spawn_local(async move {
            later(PATIENCE).await;
            tell_of_loading(&own, run);
        });
        if is_loading {
            return;
        }
        let own = self.own.clone();
        spawn_local(async move {
            let engine = whole_engine().await;
            let Some(inner) = own.upgrade() else { return };
            let event = inner.borrow_mut().take_engine(engine);
            let listener = Rc::clone(&inner.borrow().listener);
            event.into_iter().for_each(|event| listener(event));
        });
    }

    /// Starts all workers again with the whole engine, and prepares the run that waits for it.
    fn take_engine(&mut self, engine: Result<Program, String>) -> Option<PoolEvent> {
        let (run, experiment) = self.engine.waits.take()?;
        match engine {
            Ok(program) => {
                self.engine = Engine { program, is_starter: false, waits: None };
                let outcome = self.books.renew();
                self.answer(outcome);
                let outcome = self.books.prepare(run, &experiment);
                self.answer(outcome);
                None
            }
            Err(sentence) => Some(PoolEvent::Failed { run: Some(run), sentence }),
        }
    }
}

/// Says that a run waits for the engine, if it still does.
fn tell_of_loading(inner: &Weak<std::cell::RefCell<Inner>>, run: u64) {
    let Some(inner) = inner.upgrade() else { return };
    let waits = inner.borrow().engine.waits.as_ref().is_some_and(|(waiting, _)| *waiting == run);
    if waits {
        let listener = Rc::clone(&inner.borrow().listener);
        listener(PoolEvent::Preparing { run, task: "The whole engine is loading".to_owned(), fraction: 0.0 });
    }
}

/// Ends after so many milliseconds.
async fn later(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve: Function, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    let _ = JsFuture::from(promise).await;
}
