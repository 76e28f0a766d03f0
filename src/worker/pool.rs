//! The page's pool of workers: starts them, passes on what they and the page say, and survives their crashes. What
//! follows from a message, [`bookkeeping`](super::bookkeeping) decides.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

use super::bookkeeping::{Bookkeeping, Outcome};
use super::bytes::Bytes;
use super::greeting::{Greeting, refused};
use super::post::{packed, unpacked};
use super::protocol::{Command, Refusal, Report};
use super::spawn::{Program, READER, cause};
use crate::data::{DataKind, KindMap};
use crate::spec::{Decision, Experiment};
use starter::Engine;

mod starter;

pub use super::events::PoolEvent;

/// Most workers, however many processors there are.
const MOST_WORKERS: usize = 8;

struct Member {
    worker: Worker,
    started: bool,
    /// Commands for when it has started.
    waiting: Vec<Command>,
    _handlers: [Closure<dyn FnMut(JsValue)>; 2],
}

type Listener = Rc<dyn Fn(PoolEvent)>;

struct Inner {
    engine: Engine,
    listener: Listener,
    own: Weak<RefCell<Inner>>,
    members: Vec<Member>,
    /// A worker for reading files or measuring, apart from the run; dropped afterwards with all its memory.
    helper: Option<Member>,
    /// What the workers were given last, of each kind.
    data: KindMap<Bytes>,
    books: Bookkeeping,
}

/// The page's workers.
#[derive(Clone)]
pub struct Pool(Rc<RefCell<Inner>>);

impl Pool {
    /// Waits for the engine and starts `wanted` workers or, when nothing is wanted, one for every processor but one; at least one, at most
    /// eight.
    ///
    /// # Errors
    /// One sentence, where the engine can't be loaded or the browser starts no workers.
    pub async fn start(
        wanted: Option<usize>,
        listener: impl Fn(PoolEvent) + 'static,
    ) -> Result<Pool, String> {
        let engine = Engine::load().await?;
        let processors = web_sys::window().map_or(2.0, |window| window.navigator().hardware_concurrency());
        let count = wanted.unwrap_or((processors as usize).saturating_sub(1)).clamp(1, MOST_WORKERS);
        let inner = Rc::new_cyclic(|own: &Weak<RefCell<Inner>>| {
            RefCell::new(Inner {
                engine,
                listener: Rc::new(listener),
                own: own.clone(),
                members: Vec::new(),
                helper: None,
                data: KindMap::NEW,
                books: Bookkeeping::new(count),
            })
        });
        for index in 0..count {
            let member = inner.borrow().spawn(&inner.borrow().engine.program, Some(index))?;
            inner.borrow_mut().members.push(member);
        }
        Ok(Pool(inner))
    }

    /// How many workers there are.
    pub fn workers(&self) -> usize {
        self.0.borrow().members.len()
    }

    /// Gives all workers these data, for all runs that are prepared from now on. Where the kind is handed over
    /// [at once](crate::data::HandOver::AtOnce), that is answered by [`PoolEvent::DataReady`] when the last of them has them.
    pub fn use_data(&self, kind: DataKind, bytes: Bytes) {
        let mut inner = self.0.borrow_mut();
        inner.engine.waits = None;
        // A run that is being prepared is one on the old data.
        let outcome = inner.books.cancel();
        inner.answer(outcome);
        let request = inner.books.give_data(kind);
        inner.send_all(|| Command::UseData { request, kind, bytes: bytes.clone() });
        inner.data.insert(kind, bytes);
    }

    /// Prepares a new run at round zero, and drops the one before; `run` is its number, which all events of it carry.
    /// Answered by [`PoolEvent::Prepared`] or [`PoolEvent::Failed`].
    pub fn prepare(&self, run: u64, experiment: &Experiment) {
        let mut inner = self.0.borrow_mut();
        if !inner.engine.is_enough_for(experiment) {
            return inner.wait_for_engine(run, experiment);
        }
        inner.engine.waits = None;
        let outcome = inner.books.prepare(run, experiment);
        inner.answer(outcome);
    }

    /// Drops the run, prepared or not. Workers that prepare it are free for another at once.
    pub fn drop_run(&self) {
        let mut inner = self.0.borrow_mut();
        inner.engine.waits = None;
        let outcome = inner.books.drop_run();
        inner.answer(outcome);
    }

    /// Lets all workers run to this round. Answered by [`PoolEvent::Moved`] and, at the round, by
    /// [`PoolEvent::Stopped`]. Where the run `stays` there, as it does at the horizon, that round is looked into; where
    /// it soon goes on, only some rounds on the way are.
    pub fn run_until(&self, round: u64, stays: bool) {
        let mut inner = self.0.borrow_mut();
        let outcome = inner.books.run_until(round, stays);
        inner.answer(outcome);
    }

    /// Stops as soon as possible, with all workers at the same round. Answered by [`PoolEvent::Stopped`].
    pub fn pause(&self) {
        let mut inner = self.0.borrow_mut();
        let outcome = inner.books.pause();
        inner.answer(outcome);
    }

    /// Reads files in a worker of their own.
    ///
    /// Answered by one of [`PoolEvent::DataRead`], [`PoolEvent::FilesRefused`] and, where it is not said what to read them
    /// as and several kinds would do, [`PoolEvent::WhichReading`].
    pub fn read_files(&self, files: Vec<(String, Bytes)>, read_as: Option<DataKind>, keep: Option<usize>) {
        let request = self.0.borrow_mut().books.read_files();
        let command = Command::ReadFiles { request, files, read_as, keep };
        let inner = Rc::clone(&self.0);
        wasm_bindgen_futures::spawn_local(async move {
            let reader = Program::load(READER).await;
            let listener = Rc::clone(&inner.borrow().listener);
            match reader {
                Ok(reader) => inner.borrow_mut().help(&reader, vec![command]),
                Err(reason) => listener(unread(format!(
                    "The program that reads files can't be loaded ({reason}): reload the page and try again"
                ))),
            }
        });
    }

    /// Makes the QR code of a text in a worker of its own; says whether one is free for it. Answered by [`PoolEvent::Coded`].
    pub fn encode(&self, text: String) -> bool {
        let inner = Rc::clone(&self.0);
        let is_free = inner.borrow().helper.is_none();
        if is_free {
            wasm_bindgen_futures::spawn_local(async move {
                if let Ok(reader) = Program::load(READER).await {
                    inner.borrow_mut().help(&reader, vec![Command::Encode { text }]);
                }
            });
        }
        is_free
    }

    /// Measures the engine in a worker of its own: all that decide this. Answered by [`PoolEvent::Measured`].
    pub fn measure(&self, decision: Decision) {
        let inner = Rc::clone(&self.0);
        wasm_bindgen_futures::spawn_local(async move {
            match starter::whole_engine().await {
                Ok(engine) => {
                    let mut commands = inner.borrow().data_commands();
                    commands.push(Command::Measure { decision });
                    inner.borrow_mut().help(&engine, commands);
                }
                Err(sentence) => {
                    let listener = Rc::clone(&inner.borrow().listener);
                    listener(PoolEvent::Failed { run: None, sentence });
                }
            }
        });
    }
}

/// That files were not read, since nothing could read them.
fn unread(sentence: String) -> PoolEvent {
    PoolEvent::FilesRefused(Refusal { sentence, ..Refusal::default() })
}

impl Member {
    /// It takes commands now: those that waited first.
    fn start(&mut self) {
        self.started = true;
        let waiting = std::mem::take(&mut self.waiting);
        waiting.into_iter().for_each(|command| self.send(command));
    }

    fn send(&mut self, command: Command) {
        if !self.started {
            self.waiting.push(command);
            return;
        }
        // The pool and the page keep the buffers: for the other workers, and for one that takes the place of a crashed one.
        if let Some((message, transfer)) = packed(command, false) {
            let _ = self.worker.post_message_with_transfer(&message, &transfer);
        }
    }
}

impl Member {
    /// Ends the worker: nothing more arrives from it.
    fn silence(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.silence();
    }
}

impl Inner {
    /// A new worker: member `index` of the pool, or the helper.
    fn spawn(&self, program: &Program, index: Option<usize>) -> Result<Member, String> {
        let worker = program.spawn();
        let worker = worker.ok_or("This browser starts no workers, and the engine runs in workers.")?;
        let own = self.own.clone();
        let message = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).unwrap_or(JsValue::NULL);
            let Some(inner) = own.upgrade() else { return };
            if let Some(refusal) = data.as_string().and_then(|text| Greeting::read(&text)?.refusal()) {
                return Inner::refuse(&inner, index, refusal);
            }
            if let Some(report) = unpacked(&data) {
                Inner::receive(&inner, index, report);
            }
        });
        let own = self.own.clone();
        let error = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let Some(inner) = own.upgrade() {
                Inner::crashed(&inner, index, &cause(&event));
            }
        });
        worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(error.as_ref().unchecked_ref()));
        Ok(Member { worker, started: false, waiting: Vec::new(), _handlers: [message, error] })
    }

    /// What gives a new worker the data that the others have.
    fn data_commands(&self) -> Vec<Command> {
        let command = |(kind, bytes): (DataKind, &Bytes)| Command::UseData {
            request: self.books.data_request(kind),
            kind,
            bytes: bytes.clone(),
        };
        self.data.iter().map(command).collect()
    }

    fn help(&mut self, program: &Program, commands: Vec<Command>) {
        match self.spawn(program, None) {
            Ok(mut helper) => {
                commands.into_iter().for_each(|command| helper.send(command));
                self.helper = Some(helper);
            }
            Err(sentence) => self.say_later(PoolEvent::Failed { run: None, sentence }),
        }
    }

    /// Tells the page after this call: the caller still holds the pool.
    fn say_later(&self, event: PoolEvent) {
        let listener = Rc::clone(&self.listener);
        wasm_bindgen_futures::spawn_local(async move { listener(event) });
    }

    /// Sends what follows from something that the page asked for, and tells it the rest later.
    fn answer(&mut self, outcome: Outcome) {
        self.carry_out(outcome).into_iter().for_each(|event| self.say_later(event));
    }

    /// Replaces workers and sends the commands; what is left are the events.
    fn carry_out(&mut self, mut outcome: Outcome) -> Vec<PoolEvent> {
        for index in outcome.replaced {
            if let Err(sentence) = self.put_new(index) {
                outcome.events.push(PoolEvent::Crashed { sentence });
            }
        }
        for (index, command) in outcome.commands {
            if let Some(member) = self.members.get_mut(index) {
                member.send(command);
            }
        }
        outcome.events
    }

    fn send_all(&mut self, command: impl Fn() -> Command) {
        self.members.iter_mut().for_each(|member| member.send(command()));
    }

    fn receive(this: &Rc<RefCell<Inner>>, index: Option<usize>, report: Report) {
        let (events, listener) = {
            let mut inner = this.borrow_mut();
            let events = match index {
                Some(index) => inner.heard_from_member(index, report),
                None => inner.heard_from_helper(report),
            };
            (events, Rc::clone(&inner.listener))
        };
        // With the pool free again: the page answers an event with commands.
        events.into_iter().for_each(|event| listener(event));
    }

    fn heard_from_helper(&mut self, report: Report) -> Vec<PoolEvent> {
        if let (Report::Started, Some(helper)) = (&report, &mut self.helper) {
            helper.start();
        }
        let event = self.books.heard_from_helper(report);
        // Whatever else it says is its last word.
        if event.as_ref().is_some_and(|event| !matches!(event, PoolEvent::Reading { .. })) {
            self.retire_helper();
        }
        event.into_iter().collect()
    }

    /// Ends the helper, after the handler that is running now has returned: a closure must not drop itself.
    fn retire_helper(&mut self) {
        if let Some(helper) = self.helper.take() {
            wasm_bindgen_futures::spawn_local(async move { drop(helper) });
        }
    }

    fn heard_from_member(&mut self, index: usize, report: Report) -> Vec<PoolEvent> {
        if let (Report::Started, Some(member)) = (&report, self.members.get_mut(index)) {
            member.start();
        }
        let outcome = self.books.heard(index, report);
        self.carry_out(outcome)
    }

    fn crashed(this: &Rc<RefCell<Inner>>, index: Option<usize>, cause: &str) {
        let (event, listener) = {
            let mut inner = this.borrow_mut();
            // One that has never started would not start the next time either.
            if index.and_then(|index| inner.members.get(index)).is_some_and(|member| !member.started) {
                drop(inner);
                return Inner::refuse(this, index, refused(cause));
            }
            (inner.replace(index, cause), Rc::clone(&inner.listener))
        };
        listener(event);
    }

    /// The program of a worker can't be used. Where it is the engine, all workers end, and the page learns of it once.
    fn refuse(this: &Rc<RefCell<Inner>>, index: Option<usize>, sentence: String) {
        let (members, listener) = {
            let mut inner = this.borrow_mut();
            if index.is_none() {
                inner.retire_helper();
                let listener = Rc::clone(&inner.listener);
                drop(inner);
                return listener(unread(sentence.trim_end_matches('.').to_owned()));
            }
            (std::mem::take(&mut inner.members), Rc::clone(&inner.listener))
        };
        if members.is_empty() {
            return;
        }
        for member in &members {
            member.silence();
        }
        // Dropped after the handler that is running: a closure must not drop itself.
        wasm_bindgen_futures::spawn_local(async move { drop(members) });
        listener(PoolEvent::NoEngine { sentence });
    }

    fn replace(&mut self, index: Option<usize>, cause: &str) -> PoolEvent {
        let Some(index) = index else {
            self.retire_helper();
            return unread(format!(
                "The worker that did this stopped ({cause}); the file may be too large for this browser's memory."
            ));
        };
        self.books.lost(index);
        let mut sentence = format!(
            "A worker stopped ({cause}) and was replaced; the run it was part of is lost, the experiment is not."
        );
        if let Err(reason) = self.put_new(index) {
            sentence = reason;
        }
        PoolEvent::Crashed { sentence }
    }

    /// Ends a worker and puts a new one in its place, with the same data.
    fn put_new(&mut self, index: usize) -> Result<(), String> {
        let mut fresh = self.spawn(&self.engine.program, Some(index))?;
        self.data_commands().into_iter().for_each(|command| fresh.send(command));
        let old = std::mem::replace(&mut self.members[index], fresh);
        // Ended now, but dropped after the handler that may be running: a closure must not drop itself.
        old.silence();
        wasm_bindgen_futures::spawn_local(async move { drop(old) });
        Ok(())
    }
}
