//! A worker for one task, apart from the run: it ends when it has answered, with all its memory. Several may be at work at a
//! time, and none of them needs the pool.

use std::cell::RefCell;
use std::rc::Rc;

use super::child::{Child, Word};
use super::protocol::{Command, Report};
use super::spawn::{Program, READER};

/// What a helper says, or one sentence why it says nothing.
pub type Answer = Result<Report, String>;

/// Hears what a helper says: how far it is, where it tells that, and at the end its answer.
pub type Listener = Box<dyn Fn(Answer)>;

/// Has the program that reads and writes files carry out a command.
pub fn ask_reader(command: Command, listener: Listener) {
    wasm_bindgen_futures::spawn_local(async move {
        match Program::load(READER).await {
            Ok(reader) => hire(&reader, vec![command], listener),
            Err(reason) => listener(Err(format!(
                "The program that reads and writes files can't be loaded ({reason}): reload the page and try again."
            ))),
        }
    });
}

/// Has a worker with this program carry out commands, of which one is answered.
pub fn hire(program: &Program, commands: Vec<Command>, listener: Listener) {
    let place: Rc<RefCell<Option<Child>>> = Rc::default();
    let listener = Rc::new(listener);
    let (own, hear) = (Rc::clone(&place), Rc::clone(&listener));
    let heard = move |word| {
        let answer = match word {
            Word::Report(Report::Started) => return own.borrow_mut().iter_mut().for_each(Child::start),
            Word::Report(report) => Ok(report),
            Word::Refusal(sentence) => Err(sentence),
            Word::Crash(cause) => Err(format!(
                "The worker that did this stopped ({cause}); the file may be too large for this browser's memory."
            )),
        };
        // That it has the data for a task is no answer, nor how far it is; whatever else it says is its last word.
        let goes_on = matches!(answer, Ok(Report::DataReady { .. } | Report::Reading { .. }));
        if !goes_on && let Some(child) = own.borrow_mut().take() {
            child.end();
        }
        hear(answer);
    };
    match Child::new(program, false, Rc::new(heard)) {
        Ok(mut child) => {
            commands.into_iter().for_each(|command| child.send(command));
            *place.borrow_mut() = Some(child);
        }
        Err(sentence) => listener(Err(sentence)),
    }
}
