//! The worker that keeps the runs of a window. It is started with the first request, and stays: where the browser lets nothing
//! be stored, the runs are in its memory.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;

use super::Parts;
use crate::worker::bytes::Bytes;
use crate::worker::child::{Child, Word};
use crate::worker::protocol::{Command, Report};
use crate::worker::spawn::{Program, READER};

/// The worker, and who waits for its answers.
#[derive(Default)]
struct Keeper {
    child: Option<Child>,
    /// Whether its program is being loaded.
    loading: bool,
    /// Commands for when there is a worker.
    waiting: Vec<Command>,
    /// Number of the next request.
    next: u64,
    /// Of each request its number, and what settles its promise.
    asked: Vec<(u64, Function, Function)>,
}

/// The parts of a message as programs of one window hand them to each other.
pub fn array_of(mut parts: Parts) -> Array {
    parts.buffers().into_iter().map(|part| part.array().clone()).collect()
}

/// The parts in such an array.
pub fn parts_of(array: &Array) -> Parts {
    let mut parts = array.iter().filter_map(|part| part.dyn_into::<Uint8Array>().ok()).map(Bytes::from);
    Parts { message: parts.next().unwrap_or_default(), buffer: parts.next() }
}

type Shared = Rc<RefCell<Keeper>>;

/// A function that takes the parts of a request and promises those of the answer.
pub fn function() -> Function {
    let keeper = Shared::default();
    let asked = Closure::<dyn FnMut(Array) -> Promise>::new(move |parts: Array| {
        let parts = parts_of(&parts);
        Promise::new(&mut |resolve, reject| ask(&keeper, parts.clone(), (resolve, reject)))
    });
    asked.into_js_value().unchecked_into()
}

fn ask(keeper: &Shared, parts: Parts, (resolve, reject): (Function, Function)) {
    let mut own = keeper.borrow_mut();
    own.next += 1;
    let number = own.next;
    own.asked.push((number, resolve, reject));
    let command = Command::Ask { number, parts };
    if let Some(child) = &mut own.child {
        return child.send(command);
    }
    own.waiting.push(command);
    if !std::mem::replace(&mut own.loading, true) {
        wasm_bindgen_futures::spawn_local(start(Rc::clone(keeper)));
    }
}

async fn start(keeper: Shared) {
    let program = Program::load(READER).await;
    let hears = Rc::clone(&keeper);
    let child = program
        .map_err(|reason| format!("the program that keeps runs can't be loaded ({reason}); reload the page"))
        .and_then(|program| Child::new(&program, false, Rc::new(move |word| hear(&hears, word))));
    let mut own = keeper.borrow_mut();
    own.loading = false;
    match child {
        Ok(mut child) => {
            std::mem::take(&mut own.waiting).into_iter().for_each(|command| child.send(command));
            own.child = Some(child);
        }
        Err(sentence) => {
            own.waiting.clear();
            drop(own);
            refuse_all(&keeper, &sentence);
        }
    }
}

fn hear(keeper: &Shared, word: Word) {
    match word {
        Word::Report(Report::Started) => {
            if let Some(child) = &mut keeper.borrow_mut().child {
                child.start();
            }
        }
        Word::Report(Report::Answer { number, parts }) => {
            let mut own = keeper.borrow_mut();
            let place = own.asked.iter().position(|(of, ..)| *of == number);
            let asked = place.map(|place| own.asked.swap_remove(place));
            drop(own);
            if let Some((_, resolve, _)) = asked {
                let _ = resolve.call1(&JsValue::NULL, &array_of(parts));
            }
        }
        Word::Report(_) => {}
        Word::Refusal(sentence) => end(keeper, &sentence),
        Word::Crash(cause) => {
            end(
                keeper,
                &format!(
                    "the worker that keeps runs stopped ({cause}); the runs that are kept are not changed"
                ),
            );
        }
    }
}

/// The worker is gone; the next request starts another one.
fn end(keeper: &Shared, sentence: &str) {
    if let Some(child) = keeper.borrow_mut().child.take() {
        child.end();
    }
    refuse_all(keeper, sentence);
}

fn refuse_all(keeper: &Shared, sentence: &str) {
    let asked = std::mem::take(&mut keeper.borrow_mut().asked);
    for (_, _, reject) in asked {
        let _ = reject.call1(&JsValue::NULL, &sentence.into());
    }
}
