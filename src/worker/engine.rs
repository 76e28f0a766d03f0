//! Which engine the workers run: the small one that comes first, or the whole one.

use js_sys::{Function, Promise};
use wasm_bindgen_futures::JsFuture;

use super::greeting::refused;
use super::spawn::{ENGINE, Program, STARTER};
use crate::spec::Experiment;

/// The program that the workers run.
pub struct Engine {
    pub program: Program,
    /// Whether it runs the default experiment and no other.
    pub is_starter: bool,
    /// The run that waits for the whole engine, with its number.
    pub waits: Option<(u64, Experiment)>,
    /// Whether the whole engine is on its way to take its place.
    pub is_loading: bool,
    /// Whether it takes its place also where no run waits for it: for data that this one can't take.
    pub is_left: bool,
}

impl Engine {
    /// Waits for the one that `index.html` has asked for first; where that can't be had, for the whole one.
    ///
    /// # Errors
    /// One sentence, where neither can be had.
    pub async fn first() -> Result<Engine, String> {
        match Program::load(STARTER).await {
            Ok(program) => {
                Ok(Engine { program, is_starter: true, waits: None, is_loading: false, is_left: false })
            }
            Err(_) => Engine::whole().await,
        }
    }

    /// Waits for the whole one.
    ///
    /// # Errors
    /// One sentence, where it can't be had.
    pub async fn whole() -> Result<Engine, String> {
        let program = Program::load(ENGINE).await.map_err(|reason| refused(&reason))?;
        Ok(Engine { program, is_starter: false, waits: None, is_loading: false, is_left: false })
    }

    /// Whether it can run the experiment.
    pub fn is_enough_for(&self, experiment: &Experiment) -> bool {
        !self.is_starter || experiment.is_default()
    }
}

/// Ends after so many milliseconds.
pub async fn later(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve: Function, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        }
    });
    let _ = JsFuture::from(promise).await;
}
