//! The page's pool of workers: starts them, passes on what they and the page say, and survives their crashes. What
//! follows from a message, [`bookkeeping`](super::bookkeeping) decides.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::bookkeeping::{Bookkeeping, Outcome};
use super::bytes::Bytes;
use super::child::{Child, Word};
use super::engine::{Engine, later};
use super::greeting::refused;
use super::helper::{self, hire};
use super::protocol::{Command, Report};
use super::spawn::{BegunWorker, take_begun, workers};
use crate::data::{DataKind, KindMap};
use crate::spec::{Decision, Experiment};

pub use super::events::PoolEvent;

/// After this long there is word of what a run waits for, in milliseconds.
const PATIENCE: i32 = 600;

type Listener = Rc<dyn Fn(PoolEvent)>;

struct Inner {
    engine: Engine,
    listener: Listener,
    own: Weak<RefCell<Inner>>,
    members: Vec<Child>,
    /// What the workers were given last, of each kind.
    data: KindMap<Bytes>,
    books: Bookkeeping,
    /// What the workers have said of the run that `index.html` has begun, until the page asks for that run or another.
    early: Option<Vec<(usize, Report)>>,
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
        let engine = Engine::first().await?;
        let begun = if engine.is_starter { take_begun() } else { Vec::new() };
        let count = if begun.is_empty() { workers(wanted) } else { begun.len() };
        let inner = Rc::new_cyclic(|own: &Weak<RefCell<Inner>>| {
            RefCell::new(Inner {
                engine,
                listener: Rc::new(listener),
                own: own.clone(),
                members: Vec::new(),
                data: KindMap::NEW,
                books: Bookkeeping::new(count),
                early: None,
            })
        });
        if begun.is_empty() {
            for index in 0..count {
                let member = inner.borrow().spawn(index)?;
                inner.borrow_mut().members.push(member);
            }
        } else {
            Inner::go_on_with(&inner, begun);
        }
        Ok(Pool(inner))
    }

    /// The experiment that the workers can run before they are given any data; none where there is no such.
    pub fn brings(&self) -> Option<Experiment> {
        self.0.borrow().engine.is_starter.then(Experiment::default)
    }

    /// What the workers were given last, of each kind.
    pub fn data(&self) -> Vec<(DataKind, Bytes)> {
        self.0.borrow().data.iter().map(|(kind, bytes)| (kind, bytes.clone())).collect()
    }

    /// How many workers there are.
    pub fn workers(&self) -> usize {
        self.0.borrow().members.len()
    }

    /// Gives all workers these data, for all runs that are prepared from now on. Where the kind is handed over
    /// [at once](crate::data::HandOver::AtOnce), that is answered by [`PoolEvent::DataReady`] when the last of them has them.
    /// `bundled` is whether they are those that come with the page.
    pub fn use_data(&self, kind: DataKind, bytes: Bytes, bundled: bool) {
        let mut inner = self.0.borrow_mut();
        inner.engine.is_left = false;
        if inner.engine.is_starter && bundled {
            // What it runs is made from just these.
            let request = inner.books.give_data(kind);
            inner.send_all(|| Command::UseData { request, kind, bytes: bytes.clone() });
            inner.data.insert(kind, bytes);
            return;
        }
        inner.engine.waits = None;
        // A run that is being prepared is one on the old data.
        let outcome = inner.books.cancel();
        inner.answer(outcome);
        let request = inner.books.give_data(kind);
        inner.data.insert(kind, bytes.clone());
        if inner.engine.is_starter {
            inner.engine.is_left = true;
            return inner.load_engine();
        }
        inner.send_all(|| Command::UseData { request, kind, bytes: bytes.clone() });
    }

    /// Prepares a new run at round zero, and drops the one before; `run` is its number, which all events of it carry.
    /// Answered by [`PoolEvent::Prepared`] or [`PoolEvent::Failed`].
    pub fn prepare(&self, run: u64, experiment: &Experiment) {
        let mut inner = self.0.borrow_mut();
        let early = inner.early.take();
        if !inner.engine.is_enough_for(experiment) {
            return inner.wait_for_engine(run, experiment);
        }
        (inner.engine.waits, inner.engine.is_left) = (None, false);
        if let Some(early) = early {
            let outcome = inner.books.claim(run, early);
            return inner.answer(outcome);
        }
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

    /// Measures the engine in a worker of its own: all that decide this. Answered by [`Report::Measured`].
    pub fn measure(&self, decision: Decision, listener: helper::Listener) {
        let inner = Rc::clone(&self.0);
        wasm_bindgen_futures::spawn_local(async move {
            match Engine::whole().await {
                Ok(engine) => {
                    let mut commands = inner.borrow().data_commands();
                    commands.push(Command::Measure { decision });
                    hire(&engine.program, commands, listener);
                }
                Err(sentence) => listener(Err(sentence)),
            }
        });
    }
}

impl Inner {
    /// A new worker: member `index` of the pool.
    fn spawn(&self, index: usize) -> Result<Child, String> {
        let own = self.own.clone();
        Child::new(&self.engine.program, self.engine.is_starter, Inner::ear(own, index))
    }

    /// What hears the member `index` of the pool.
    fn ear(own: Weak<RefCell<Inner>>, index: usize) -> Rc<dyn Fn(Word)> {
        Rc::new(move |word| {
            if let Some(inner) = own.upgrade() {
                Inner::hear(&inner, index, word);
            }
        })
    }

    fn hear(this: &Rc<RefCell<Inner>>, index: usize, word: Word) {
        match word {
            Word::Report(report) => Inner::receive(this, index, report),
            Word::Refusal(sentence) => Inner::refuse(this, sentence),
            Word::Crash(cause) => Inner::crashed(this, index, &cause),
        }
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

    fn receive(this: &Rc<RefCell<Inner>>, index: usize, report: Report) {
        let (events, listener) = {
            let mut inner = this.borrow_mut();
            (inner.heard_from_member(index, report), Rc::clone(&inner.listener))
        };
        // With the pool free again: the page answers an event with commands.
        events.into_iter().for_each(|event| listener(event));
    }

    fn heard_from_member(&mut self, index: usize, report: Report) -> Vec<PoolEvent> {
        if let (Report::Started, Some(member)) = (&report, self.members.get_mut(index)) {
            member.start();
        }
        let is_of_a_run = matches!(
            report,
            Report::Ready { .. } | Report::Moved { .. } | Report::Failed { run: Some(_), .. }
        );
        if let Some(early) = self.early.as_mut().filter(|_| is_of_a_run) {
            early.push((index, report));
            return Vec::new();
        }
        let outcome = self.books.heard(index, report);
        self.carry_out(outcome)
    }

    fn crashed(this: &Rc<RefCell<Inner>>, index: usize, cause: &str) {
        let (event, listener) = {
            let mut inner = this.borrow_mut();
            // One that has never started would not start the next time either.
            if inner.members.get(index).is_some_and(|member| !member.started()) {
                drop(inner);
                return Inner::refuse(this, refused(cause));
            }
            (inner.replace(index, cause), Rc::clone(&inner.listener))
        };
        listener(event);
    }

    /// The engine's program can't be used: all workers end, and the page learns of it once.
    fn refuse(this: &Rc<RefCell<Inner>>, sentence: String) {
        let (members, listener) = {
            let mut inner = this.borrow_mut();
            (std::mem::take(&mut inner.members), Rc::clone(&inner.listener))
        };
        if members.is_empty() {
            return;
        }
        members.into_iter().for_each(Child::end);
        listener(PoolEvent::NoEngine { sentence });
    }

    fn replace(&mut self, index: usize, cause: &str) -> PoolEvent {
        self.books.lost(index);
        self.early = None;
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
        let mut fresh = self.spawn(index)?;
        self.data_commands().into_iter().for_each(|command| fresh.send(command));
        std::mem::replace(&mut self.members[index], fresh).end();
        Ok(())
    }
}

impl Inner {
    /// Prepares the run once the whole engine is there, unless another one is asked for first.
    fn wait_for_engine(&mut self, run: u64, experiment: &Experiment) {
        let outcome = self.books.drop_run();
        self.answer(outcome);
        self.engine.waits = Some((run, experiment.clone()));
        let own = self.own.clone();
        wasm_bindgen_futures::spawn_local(async move {
            later(PATIENCE).await;
            tell_of_loading(&own, run);
        });
        self.load_engine();
    }

    /// Has all workers run the whole engine, once it is there.
    fn load_engine(&mut self) {
        if std::mem::replace(&mut self.engine.is_loading, true) {
            return;
        }
        let own = self.own.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let engine = Engine::whole().await;
            let Some(inner) = own.upgrade() else { return };
            let event = inner.borrow_mut().take_engine(engine);
            let listener = Rc::clone(&inner.borrow().listener);
            event.into_iter().for_each(|event| listener(event));
        });
    }

    /// Starts all workers again with the whole engine, and prepares the run that waits for it.
    fn take_engine(&mut self, engine: Result<Engine, String>) -> Option<PoolEvent> {
        self.engine.is_loading = false;
        let waiting = self.engine.waits.take();
        if waiting.is_none() && !self.engine.is_left {
            return None;
        }
        match engine {
            Ok(engine) => {
                self.engine = engine;
                self.early = None;
                let outcome = self.books.renew();
                self.answer(outcome);
                if let Some((run, experiment)) = waiting {
                    let outcome = self.books.prepare(run, &experiment);
                    self.answer(outcome);
                }
                None
            }
            Err(sentence) => Some(PoolEvent::Failed { run: waiting.map(|(run, _)| run), sentence }),
        }
    }

    /// Takes the workers in which `index.html` has begun a run, and hears what they have said so far.
    fn go_on_with(this: &Rc<RefCell<Inner>>, begun: Vec<BegunWorker>) {
        {
            let mut inner = this.borrow_mut();
            inner.early = Some(Vec::new());
            for (index, begun) in begun.iter().enumerate() {
                let ear = Inner::ear(inner.own.clone(), index);
                inner.members.push(Child::adopt(begun.worker.clone(), true, ear));
            }
            // `index.html` answers a worker's first word. One that has said nothing so far answers to the page.
            let told: Vec<bool> = begun.iter().map(|begun| begun.said.length() > 0).collect();
            let outcome = inner.books.begin_unasked(&Experiment::default(), &told);
            inner.answer(outcome);
        }
        for (index, begun) in begun.iter().enumerate() {
            begun
                .said
                .iter()
                .filter_map(|said| Word::read(&said))
                .for_each(|word| Inner::hear(this, index, word));
        }
    }
}

/// Says that a run waits for the engine, if it still does.
fn tell_of_loading(inner: &Weak<RefCell<Inner>>, run: u64) {
    let Some(inner) = inner.upgrade() else { return };
    let waits = inner.borrow().engine.waits.as_ref().is_some_and(|(waiting, _)| *waiting == run);
    if waits {
        let listener = Rc::clone(&inner.borrow().listener);
        listener(PoolEvent::Preparing { run, task: "the whole engine is loading".to_owned(), fraction: 0.0 });
    }
}
