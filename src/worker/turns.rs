//! How a worker takes its commands: each as it comes, and between them the run under way, in short turns.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use super::scope::greet;

/// What a worker does.
pub(crate) trait Serve {
    /// Does what a message of the page asks for; one that is no command is passed over.
    fn obey(&mut self, message: &JsValue);

    /// Whether there is something to do without a command.
    fn is_moving(&self) -> bool;

    /// Does some of it: no more than keeps a command waiting unnoticed.
    fn turn(&mut self);
}

struct Worker<S> {
    serves: S,
    /// Whether a turn is on its way.
    scheduled: bool,
}

impl<S: Serve> Worker<S> {
    /// Sends for the next turn, when there is something to do and none is on its way.
    fn schedule(&mut self, port: &MessagePort) {
        if !self.scheduled && self.serves.is_moving() {
            self.scheduled = port.post_message(&JsValue::NULL).is_ok();
        }
    }
}

/// Starts taking commands, and greets the page.
pub fn serve(serves: impl Serve + 'static) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let Ok(channel) = MessageChannel::new() else { return };
    let worker = Rc::new(RefCell::new(Worker { serves, scheduled: false }));

    // A turn ends by posting to itself: a timer would be held up for 4 ms each time.
    let turning = Rc::clone(&worker);
    let again = channel.port2();
    let turn = Closure::<dyn FnMut(MessageEvent)>::new(move |_| {
        let mut worker = turning.borrow_mut();
        worker.scheduled = false;
        worker.serves.turn();
        worker.schedule(&again);
    });
    channel.port1().set_onmessage(Some(turn.as_ref().unchecked_ref()));
    turn.forget();

    let wake = channel.port2();
    let command = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let mut worker = worker.borrow_mut();
        worker.serves.obey(&event.data());
        worker.schedule(&wake);
    });
    scope.set_onmessage(Some(command.as_ref().unchecked_ref()));
    command.forget();
    greet();
}
