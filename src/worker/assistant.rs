//! A worker of a view, which is asked one thing after the other, and whose answers are waited for.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::bytes::Bytes;
use super::child::{Child, Word};
use super::envelope::Message;
use super::greeting::refused;
use super::kept_runs::{Parts, packed, unpacked};
use super::protocol::{Command, Report};
use super::spawn::{ENGINE, Program, READER};
use crate::data::DataKind;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoAnswer {
    /// The worker was ended before.
    Ended,
    /// One sentence without its end.
    Sentence(String),
}

/// Hears how far the worker is: with what, and how much of it is done, 0 to 1.
pub type Told = Rc<dyn Fn(&str, f64)>;

/// Which program the worker runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Works {
    /// The engine: asked by [`Command::Ask`].
    Engine,
    /// The reader, about a log: asked by [`Command::AskLog`].
    Reader,
    /// The reader, about ratings: asked by [`Command::AskData`].
    Data,
}

struct Inner {
    works: Works,
    child: Option<Child>,
    asked: u64,
    /// Who waits for the answer of this number, and the answer.
    waiting: Option<(u64, Function)>,
    answer: Option<Result<Parts, NoAnswer>>,
}

/// A worker. It ends when the last handle is dropped.
#[derive(Clone)]
pub struct Assistant(Rc<RefCell<Inner>>);

impl Assistant {
    /// Waits for the program, and starts a worker with these data.
    ///
    /// # Errors
    /// One sentence without its end, where the program can't be loaded or the browser starts no workers.
    pub async fn start(
        works: Works,
        data: Vec<(DataKind, Bytes)>,
        told: Told,
    ) -> Result<Assistant, NoAnswer> {
        let program = match works {
            Works::Engine => Program::load(ENGINE).await.map_err(|reason| refused(&reason)),
            Works::Reader | Works::Data => Program::load(READER).await.map_err(|reason| {
                format!("the program that reads and writes files can't be loaded ({reason}); reload the page")
            }),
        };
        let inner =
            Rc::new(RefCell::new(Inner { works, child: None, asked: 0, waiting: None, answer: None }));
        let own = Rc::downgrade(&inner);
        let heard = move |word| hear(&own, word, &told);
        let program = program.map_err(NoAnswer::Sentence)?;
        let mut child = Child::new(&program, false, Rc::new(heard)).map_err(NoAnswer::Sentence)?;
        for (kind, bytes) in data {
            child.send(Command::UseData { request: None, kind, bytes });
        }
        inner.borrow_mut().child = Some(child);
        Ok(Assistant(inner))
    }

    /// Asks, and waits for the answer; nothing else may be asked meanwhile.
    ///
    /// # Errors
    /// See [`NoAnswer`].
    pub async fn ask<A: Message>(&self, request: impl Message) -> Result<A, NoAnswer> {
        let parts = packed(request);
        let inner = Rc::clone(&self.0);
        let promise = Promise::new(&mut |resolve, _| {
            let mut inner = inner.borrow_mut();
            inner.asked += 1;
            let number = inner.asked;
            inner.waiting = Some((number, resolve));
            let parts = parts.clone();
            let command = match inner.works {
                Works::Engine => Command::Ask { number, parts },
                Works::Reader => Command::AskLog { number, parts },
                Works::Data => Command::AskData { number, parts },
            };
            match &mut inner.child {
                Some(child) => child.send(command),
                None => inner.settle(Err(NoAnswer::Ended)),
            }
        });
        let _ = JsFuture::from(promise).await;
        let answer = self.0.borrow_mut().answer.take().unwrap_or(Err(NoAnswer::Ended))?;
        let other = || NoAnswer::Sentence("a worker answered something else; reload the page".to_owned());
        unpacked(answer).ok_or_else(other)
    }

    /// Whether it can be asked.
    pub fn is_there(&self) -> bool {
        self.0.borrow().child.is_some()
    }

    /// Ends the worker: what is waited for has no answer.
    pub fn end(&self) {
        let mut inner = self.0.borrow_mut();
        if let Some(child) = inner.child.take() {
            child.end();
        }
        inner.settle(Err(NoAnswer::Ended));
    }
}

impl Inner {
    fn settle(&mut self, answer: Result<Parts, NoAnswer>) {
        if let Some((_, resolve)) = self.waiting.take() {
            self.answer = Some(answer);
            let _ = resolve.call0(&JsValue::NULL);
        }
    }

    /// It can't be used any more.
    fn lose(&mut self, sentence: String) {
        if let Some(child) = self.child.take() {
            child.end();
        }
        self.settle(Err(NoAnswer::Sentence(sentence)));
    }
}

fn hear(own: &Weak<RefCell<Inner>>, word: Word, told: &Told) {
    let Some(inner) = own.upgrade() else { return };
    match word {
        Word::Report(Report::Started) => {
            if let Some(child) = &mut inner.borrow_mut().child {
                child.start();
            }
        }
        Word::Report(Report::Answer { number, parts }) => {
            let mut inner = inner.borrow_mut();
            if inner.waiting.as_ref().is_some_and(|(asked, _)| *asked == number) {
                inner.settle(Ok(parts));
            }
        }
        Word::Report(
            Report::Preparing { task, fraction, .. } | Report::Reading { stage: task, fraction },
        ) => {
            told(&task, fraction);
        }
        Word::Report(Report::Failed { sentence, .. }) | Word::Refusal(sentence) => {
            inner.borrow_mut().lose(sentence);
        }
        Word::Report(_) => {}
        Word::Crash(cause) => inner.borrow_mut().lose(format!(
            "the worker stopped ({cause}); what it was asked may be too large for this browser's memory"
        )),
    }
}
