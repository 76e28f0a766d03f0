//! A worker, as the page holds it: what waits until it has started, and what it says.

use std::rc::Rc;

use js_sys::Float64Array;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

use super::greeting::Greeting;
use super::post::{packed, unpacked};
use super::protocol::{Command, Report};
use super::spawn::{Program, cause};
use super::starter_command::StarterCommand;

/// What is heard of a worker.
pub enum Word {
    /// A report.
    Report(Report),
    /// Its program can't be used: one sentence.
    Refusal(String),
    /// It died, with what the browser says of the cause.
    Crash(String),
}

impl Word {
    /// What a worker's message says; none where it says nothing to the page.
    pub fn read(message: &JsValue) -> Option<Word> {
        if let Some(refusal) = message.as_string().and_then(|text| Greeting::read(&text)?.refusal()) {
            return Some(Word::Refusal(refusal));
        }
        unpacked(message).map(Word::Report)
    }
}

/// A worker. It ends when this is dropped, which its own `heard` must not do: a closure must not drop itself.
pub struct Child {
    worker: Worker,
    /// Whether it understands [`StarterCommand`]s and no others.
    is_starter: bool,
    started: bool,
    /// Commands for when it has started.
    waiting: Vec<Command>,
    _handlers: [Closure<dyn FnMut(JsValue)>; 2],
}

impl Child {
    /// Starts a worker with this program, which is the starter's or another, and passes on what it says.
    ///
    /// # Errors
    /// One sentence, where the browser starts no workers.
    pub fn new(program: &Program, is_starter: bool, heard: Rc<dyn Fn(Word)>) -> Result<Child, String> {
        let worker = program.spawn();
        let worker = worker.ok_or("This browser starts no workers, and the engine runs in workers.")?;
        Ok(Child::adopt(worker, is_starter, heard))
    }

    /// A worker that was started elsewhere.
    pub fn adopt(worker: Worker, is_starter: bool, heard: Rc<dyn Fn(Word)>) -> Child {
        let hear = Rc::clone(&heard);
        let message = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).unwrap_or(JsValue::NULL);
            Word::read(&data).into_iter().for_each(|word| hear(word));
        });
        let error =
            Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| heard(Word::Crash(cause(&event))));
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Child { worker, is_starter, started: false, waiting: Vec::new(), _handlers: [message, error] }
    }

    /// Whether it has ever started.
    pub fn started(&self) -> bool {
        self.started
    }

    /// It takes commands now: those that waited first.
    pub fn start(&mut self) {
        self.started = true;
        let waiting = std::mem::take(&mut self.waiting);
        waiting.into_iter().for_each(|command| self.send(command));
    }

    /// Gives it a command, once it has started.
    pub fn send(&mut self, command: Command) {
        if !self.started {
            self.waiting.push(command);
            return;
        }
        if self.is_starter {
            if let Some(command) = StarterCommand::of(&command) {
                let numbers = Float64Array::from(command.numbers().as_slice());
                let _ = self.worker.post_message(&numbers);
            }
            return;
        }
        // The page keeps the buffers: for other workers, and for one that takes the place of a crashed one.
        if let Some((message, transfer)) = packed(command, false) {
            let _ = self.worker.post_message_with_transfer(&message, &transfer);
        }
    }

    /// Ends the worker: nothing more arrives from it.
    pub fn silence(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }

    /// Ends the worker at once, and drops it after the handler that may be running.
    pub fn end(self) {
        self.silence();
        wasm_bindgen_futures::spawn_local(async move { drop(self) });
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.silence();
    }
}
