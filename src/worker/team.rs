//! Workers of the engine beside the page's pool, which are asked one thing at a time each: trials of a study, or a profile.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::bytes::Bytes;
use super::child::{Child, Word};
use super::engine::Engine;
use super::kept_runs::Parts;
use super::protocol::{Command, Report};
use crate::data::DataKind;

/// What is heard of a team.
pub enum TeamEvent {
    /// A worker answers.
    Answer {
        /// Which.
        worker: usize,
        /// What it answers.
        parts: Parts,
    },
    /// A worker prepares something that takes a while.
    Preparing {
        /// What is being done.
        task: String,
        /// How much of it is done, 0 to 1.
        fraction: f64,
    },
    /// A worker stopped, with what the browser says of the cause; nothing is heard of it before it is replaced.
    Crashed {
        /// Which.
        worker: usize,
        /// A clause.
        cause: String,
    },
    /// The engine can't be used: one sentence. Nothing more is heard.
    NoEngine(String),
}

type Listener = Rc<dyn Fn(TeamEvent)>;

struct Inner {
    engine: Engine,
    data: Vec<(DataKind, Bytes)>,
    members: Vec<Child>,
    asked: u64,
    listener: Listener,
    own: Weak<RefCell<Inner>>,
}

/// Some workers. They end when the last handle is dropped.
#[derive(Clone)]
pub struct Team(Rc<RefCell<Inner>>);

impl Team {
    /// Waits for the whole engine, and starts so many workers with these data.
    ///
    /// # Errors
    /// One sentence, where the engine can't be loaded or the browser starts no workers.
    pub async fn start(
        workers: usize,
        data: Vec<(DataKind, Bytes)>,
        listener: Listener,
    ) -> Result<Team, String> {
        let engine = Engine::whole().await?;
        let inner = Rc::new_cyclic(|own: &Weak<RefCell<Inner>>| {
            RefCell::new(Inner { engine, data, members: Vec::new(), asked: 0, listener, own: own.clone() })
        });
        for worker in 0..workers {
            let member = inner.borrow().spawn(worker)?;
            inner.borrow_mut().members.push(member);
        }
        Ok(Team(inner))
    }

    /// Asks a worker, as [`Command::Ask`] does.
    pub fn ask(&self, worker: usize, parts: Parts) {
        let mut inner = self.0.borrow_mut();
        inner.asked += 1;
        let number = inner.asked;
        if let Some(member) = inner.members.get_mut(worker) {
            member.send(Command::Ask { number, parts });
        }
    }

    /// Puts a new worker in the place of one, with the same data.
    ///
    /// # Errors
    /// One sentence, where the browser starts none.
    pub fn replace(&self, worker: usize) -> Result<(), String> {
        let mut inner = self.0.borrow_mut();
        let new = inner.spawn(worker)?;
        if let Some(member) = inner.members.get_mut(worker) {
            std::mem::replace(member, new).end();
        }
        Ok(())
    }

    /// Ends all workers, from within what they say, too.
    pub fn end(&self) {
        let members = std::mem::take(&mut self.0.borrow_mut().members);
        members.into_iter().for_each(Child::end);
    }
}

impl Inner {
    fn spawn(&self, worker: usize) -> Result<Child, String> {
        let (own, listener) = (self.own.clone(), Rc::clone(&self.listener));
        let heard = move |word| {
            let event = match word {
                Word::Report(Report::Started) => {
                    if let Some(inner) = own.upgrade()
                        && let Some(member) = inner.borrow_mut().members.get_mut(worker)
                    {
                        member.start();
                    }
                    return;
                }
                Word::Report(Report::Answer { parts, .. }) => TeamEvent::Answer { worker, parts },
                Word::Report(Report::Preparing { task, fraction, .. }) => {
                    TeamEvent::Preparing { task, fraction }
                }
                Word::Report(Report::Failed { sentence, .. }) => TeamEvent::NoEngine(sentence),
                Word::Report(_) => return,
                Word::Refusal(sentence) => TeamEvent::NoEngine(sentence),
                Word::Crash(cause) => TeamEvent::Crashed { worker, cause },
            };
            listener(event);
        };
        let mut member = Child::new(&self.engine.program, self.engine.is_starter, Rc::new(heard))?;
        for (kind, bytes) in &self.data {
            member.send(Command::UseData { request: None, kind: *kind, bytes: bytes.clone() });
        }
        Ok(member)
    }
}
