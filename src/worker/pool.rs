//! The page's pool of workers: spreads the seeds of a run over them, keeps them level, and survives their crashes.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

use super::protocol::{Command, Report};
use super::spawn::{Script, bytes_of, cause, transferable};
use super::windowed::next_target;
use crate::experiment::{Advance, Experiment, RoundView};

/// Most workers, however many processors there are.
const MOST_WORKERS: usize = 8;

/// What the pool tells the page.
#[derive(Debug, Clone, PartialEq)]
pub enum PoolEvent {
    /// The ratings are taken by all workers.
    RatingsReady {
        /// Their fingerprint.
        fingerprint: String,
        /// What they hold, as JSON.
        summary: String,
    },
    /// The run is prepared and stands at round zero.
    Prepared {
        /// What the world's items are called.
        items: Vec<String>,
        /// What must be said of how the world was made.
        remarks: Vec<String>,
    },
    /// Some seeds have moved on.
    Moved {
        /// What is new.
        advance: Advance,
        /// A round that was looked into: the one that the run came to, or one on the way.
        view: Option<RoundView>,
    },
    /// All workers stand at this round.
    Stopped {
        /// The round.
        round: u64,
    },
    /// A command could not be carried out.
    Failed {
        /// One sentence.
        sentence: String,
    },
    /// A worker died and was replaced; the run is lost.
    Crashed {
        /// One sentence.
        sentence: String,
    },
    /// Reading files goes on.
    Reading {
        /// What is being done.
        stage: String,
        /// How much of it is done, 0 to 1.
        fraction: f64,
    },
    /// Files have been read. They are not yet used.
    FilesRead {
        /// The ratings as a bundle.
        bundle: Vec<u8>,
        /// Their fingerprint.
        fingerprint: String,
        /// What they hold, as JSON.
        summary: String,
    },
    /// The files were a table. It is not yet used.
    TableRead {
        /// The table, as the workers take it.
        table: Vec<u8>,
        /// What it holds, as JSON.
        summary: String,
    },
    /// Files could not be read.
    FilesRefused {
        /// One sentence.
        sentence: String,
        /// Where, line by line.
        details: Vec<String>,
        /// With so many of the most active users it would fit.
        most_active_users: Option<usize>,
    },
    /// How fast the engine is here.
    Measured {
        /// Measurements as JSON.
        measurements: String,
    },
}

/// What a worker of the pool is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    /// Not started yet, or preparing.
    Nothing,
    /// Stands at a round.
    Standing(u64),
    /// Has done so many rounds and goes on.
    Running(u64),
}

struct Member {
    worker: Worker,
    started: bool,
    /// Commands for when it has started.
    waiting: Vec<Command>,
    first_seed: u32,
    seed_count: u32,
    doing: Doing,
    _handlers: [Closure<dyn FnMut(JsValue)>; 2],
}

/// Where the run is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goal {
    /// Nothing was asked for yet.
    None,
    /// To this round.
    Round(u64),
    /// Stop where you are; then all go to the same round.
    Pause,
}

type Listener = Rc<dyn Fn(PoolEvent)>;

struct Inner {
    script: Script,
    listener: Listener,
    own: Weak<RefCell<Inner>>,
    members: Vec<Member>,
    /// A worker for reading files or measuring, apart from the run; dropped afterwards with all its memory.
    helper: Option<Member>,
    ratings: Option<Vec<u8>>,
    table: Option<Vec<u8>>,
    run: u64,
    horizon: u64,
    goal: Goal,
    /// Whether the run stays at its goal, so that a person wants to look into that round.
    stays: bool,
    told: u64,
    prepared: bool,
    request: u64,
    fingerprint_told: bool,
}

/// The page's workers.
#[derive(Clone)]
pub struct Pool(Rc<RefCell<Inner>>);

impl Pool {
    /// Starts `wanted` workers or, when nothing is wanted, one for every processor but one; at least one, at most
    /// eight.
    ///
    /// # Errors
    /// One sentence, where the browser starts no workers.
    pub async fn start(
        wanted: Option<usize>,
        listener: impl Fn(PoolEvent) + 'static,
    ) -> Result<Pool, String> {
        let script = Script::fetch().await?;
        let processors = web_sys::window().map_or(2.0, |window| window.navigator().hardware_concurrency());
        let count = wanted.unwrap_or((processors as usize).saturating_sub(1)).clamp(1, MOST_WORKERS);
        let inner = Rc::new_cyclic(|own: &Weak<RefCell<Inner>>| {
            RefCell::new(Inner {
                script,
                listener: Rc::new(listener),
                own: own.clone(),
                members: Vec::new(),
                helper: None,
                ratings: None,
                table: None,
                run: 0,
                horizon: 0,
                goal: Goal::None,
                stays: true,
                told: 0,
                prepared: false,
                request: 0,
                fingerprint_told: false,
            })
        });
        for index in 0..count {
            let member = inner.borrow().spawn(Some(index))?;
            inner.borrow_mut().members.push(member);
        }
        Ok(Pool(inner))
    }

    /// How many workers there are.
    pub fn workers(&self) -> usize {
        self.0.borrow().members.len()
    }

    /// Gives all workers these ratings (a bundle). Answered by [`PoolEvent::RatingsReady`].
    pub fn use_ratings(&self, bundle: Vec<u8>) {
        let mut inner = self.0.borrow_mut();
        inner.fingerprint_told = false;
        inner.send_all(|_| Command::UseRatings { bundle: bundle.clone() });
        inner.ratings = Some(bundle);
    }

    /// Gives all workers this table, for all runs that are prepared from now on.
    pub fn use_table(&self, table: Vec<u8>) {
        let mut inner = self.0.borrow_mut();
        inner.send_all(|_| Command::UseTable { table: table.clone() });
        inner.table = Some(table);
    }

    /// Prepares a new run at round zero, and drops the one before. Answered by [`PoolEvent::Prepared`] or
    /// [`PoolEvent::Failed`].
    pub fn prepare(&self, experiment: &Experiment) {
        let mut inner = self.0.borrow_mut();
        inner.run += 1;
        inner.horizon = experiment.horizon;
        inner.goal = Goal::None;
        inner.stays = true;
        inner.told = 0;
        inner.prepared = false;
        let json = serde_json::to_string(experiment).unwrap_or_default();
        let (run, count) = (inner.run, inner.members.len() as u32);
        let mut next = 0;
        for (index, member) in inner.members.iter_mut().enumerate() {
            let index = index as u32;
            member.first_seed = next;
            member.seed_count = experiment.seeds / count + u32::from(index < experiment.seeds % count);
            next += member.seed_count;
            member.doing = Doing::Nothing;
            if member.seed_count > 0 {
                let (first_seed, seed_count) = (member.first_seed, member.seed_count);
                member.send(Command::Prepare { run, experiment: json.clone(), first_seed, seed_count });
            }
        }
    }

    /// Lets all workers run to this round. Answered by [`PoolEvent::Moved`] and, at the round, by
    /// [`PoolEvent::Stopped`]. Where the run `stays` there, as it does at the horizon, that round is looked into; where
    /// it soon goes on, only some rounds on the way are.
    pub fn run_until(&self, round: u64, stays: bool) {
        let mut inner = self.0.borrow_mut();
        inner.go_to(round, stays);
    }

    /// Stops as soon as possible, with all workers at the same round. Answered by [`PoolEvent::Stopped`].
    pub fn pause(&self) {
        let mut inner = self.0.borrow_mut();
        if matches!(inner.goal, Goal::Round(_)) {
            inner.goal = Goal::Pause;
            inner.told = 0;
            let run = inner.run;
            inner.send_all(|_| Command::RunUntil { run, round: 0, stays: false });
        } else if let Some(round) = inner.common_stand() {
            if !inner.stays {
                // Nobody has looked into the round where they stand: one further, and that one is looked into.
                inner.go_to(round.saturating_add(1), true);
                return;
            }
            // They stand already, between two short runs of a slow one. Said later, as every other answer: the caller
            // still holds the pool.
            let listener = Rc::clone(&inner.listener);
            wasm_bindgen_futures::spawn_local(async move { listener(PoolEvent::Stopped { round }) });
        }
    }

    /// Reads MovieLens files or a table in a worker of their own.
    pub fn read_files(&self, files: Vec<(String, Vec<u8>)>, most_active_users: Option<usize>) {
        let mut inner = self.0.borrow_mut();
        inner.request += 1;
        let request = inner.request;
        inner.help(vec![Command::ReadFiles { request, files, most_active_users }]);
    }

    /// Measures the engine in a worker of its own: rankers or agents. Answered by [`PoolEvent::Measured`].
    pub fn measure(&self, rankers: bool) {
        let mut inner = self.0.borrow_mut();
        let mut commands = vec![Command::Measure { rankers }];
        if let Some(bundle) = inner.ratings.clone() {
            commands.insert(0, Command::UseRatings { bundle });
        }
        inner.help(commands);
    }
}

impl Member {
    fn send(&mut self, command: Command) {
        if !self.started {
            self.waiting.push(command);
            return;
        }
        if let Ok(bytes) = postcard::to_allocvec(&command) {
            let (message, transfer) = transferable(&bytes);
            let _ = self.worker.post_message_with_transfer(&message, &transfer);
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

impl Inner {
    /// A new worker: member `index` of the pool, or the helper.
    fn spawn(&self, index: Option<usize>) -> Result<Member, String> {
        let worker = self.script.spawn();
        let worker = worker.ok_or("This browser starts no workers, and the engine runs in workers.")?;
        let own = self.own.clone();
        let message = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data).unwrap_or(JsValue::NULL);
            let report = bytes_of(&data).and_then(|bytes| postcard::from_bytes(&bytes).ok());
            if let Some((inner, report)) = own.upgrade().zip(report) {
                Inner::hear(&inner, index, report);
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
        Ok(Member {
            worker,
            started: false,
            waiting: Vec::new(),
            first_seed: 0,
            seed_count: 0,
            doing: Doing::Nothing,
            _handlers: [message, error],
        })
    }

    fn help(&mut self, commands: Vec<Command>) {
        match self.spawn(None) {
            Ok(mut helper) => {
                commands.into_iter().for_each(|command| helper.send(command));
                self.helper = Some(helper);
            }
            Err(sentence) => {
                // Later, as every other answer: the caller still holds the pool.
                let listener = Rc::clone(&self.listener);
                wasm_bindgen_futures::spawn_local(async move { listener(PoolEvent::Failed { sentence }) });
            }
        }
    }

    fn send_all(&mut self, command: impl Fn(&Member) -> Command) {
        for member in &mut self.members {
            let command = command(member);
            member.send(command);
        }
    }

    fn busy(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.seed_count > 0)
    }

    /// The round that all workers stand at; none while one of them moves.
    fn common_stand(&self) -> Option<u64> {
        let mut rounds = self.busy().map(|member| match member.doing {
            Doing::Standing(round) => Some(round),
            Doing::Nothing | Doing::Running(_) => None,
        });
        let first = rounds.next()??;
        rounds.all(|round| round == Some(first)).then_some(first)
    }

    fn go_to(&mut self, round: u64, stays: bool) {
        let round = round.min(self.horizon);
        self.goal = Goal::Round(round);
        self.stays = stays || round == self.horizon;
        self.tell();
    }

    /// Tells the workers how far they may run.
    fn tell(&mut self) {
        let Goal::Round(goal) = self.goal else { return };
        if !self.prepared {
            return;
        }
        let done = |member: &Member| match member.doing {
            Doing::Nothing => 0,
            Doing::Standing(round) | Doing::Running(round) => round,
        };
        let slowest = self.busy().map(done).min().unwrap_or(0);
        if let Some(round) = next_target(slowest, goal, self.horizon, self.told) {
            self.told = round;
            let run = self.run;
            let stays = self.stays && round == goal;
            for member in self.members.iter_mut().filter(|member| member.seed_count > 0) {
                member.doing = Doing::Running(done(member));
                member.send(Command::RunUntil { run, round, stays });
            }
        }
    }

    fn hear(this: &Rc<RefCell<Inner>>, index: Option<usize>, report: Report) {
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
        let event = match report {
            Report::Started => {
                if let Some(helper) = &mut self.helper {
                    helper.started = true;
                    let waiting = std::mem::take(&mut helper.waiting);
                    waiting.into_iter().for_each(|command| helper.send(command));
                }
                return Vec::new();
            }
            Report::Reading { request, stage, fraction } if request == self.request => {
                return vec![PoolEvent::Reading { stage, fraction }];
            }
            Report::FilesRead { request, bundle, fingerprint, summary } if request == self.request => {
                PoolEvent::FilesRead { bundle, fingerprint, summary }
            }
            Report::TableRead { request, table, summary } if request == self.request => {
                PoolEvent::TableRead { table, summary }
            }
            Report::FilesRefused { request, sentence, details, most_active_users }
                if request == self.request =>
            {
                PoolEvent::FilesRefused { sentence, details, most_active_users }
            }
            Report::Measured { measurements } => PoolEvent::Measured { measurements },
            Report::Failed { sentence, .. } => PoolEvent::Failed { sentence },
            _ => return Vec::new(),
        };
        self.retire_helper();
        vec![event]
    }

    /// Ends the helper, after the handler that is running now has returned: a closure must not drop itself.
    fn retire_helper(&mut self) {
        if let Some(helper) = self.helper.take() {
            wasm_bindgen_futures::spawn_local(async move { drop(helper) });
        }
    }

    fn heard_from_member(&mut self, index: usize, report: Report) -> Vec<PoolEvent> {
        let run = self.run;
        let Some(member) = self.members.get_mut(index) else { return Vec::new() };
        match report {
            Report::Started => {
                member.started = true;
                let waiting = std::mem::take(&mut member.waiting);
                waiting.into_iter().for_each(|command| member.send(command));
                Vec::new()
            }
            Report::RatingsReady { fingerprint, summary } => {
                if std::mem::replace(&mut self.fingerprint_told, true) {
                    return Vec::new();
                }
                vec![PoolEvent::RatingsReady { fingerprint, summary }]
            }
            Report::Ready { run: of, items, remarks } if of == run => {
                member.doing = Doing::Standing(0);
                if self.busy().any(|member| member.doing == Doing::Nothing) {
                    return Vec::new();
                }
                self.prepared = true;
                self.tell();
                vec![PoolEvent::Prepared { items, remarks }]
            }
            Report::Moved { run: of, advance, view, stopped } if of == run => {
                let round = advance.rounds_done;
                member.doing = if stopped { Doing::Standing(round) } else { Doing::Running(round) };
                let mut events = vec![PoolEvent::Moved { advance, view }];
                events.extend(self.after_a_move());
                events
            }
            Report::Failed { run: of, sentence } if of.is_none() || of == Some(run) => {
                // Every worker meets the same obstacle; one sentence is enough.
                if of.is_some() {
                    self.run += 1;
                }
                vec![PoolEvent::Failed { sentence }]
            }
            _ => Vec::new(),
        }
    }

    fn after_a_move(&mut self) -> Option<PoolEvent> {
        match self.goal {
            Goal::None => None,
            Goal::Round(goal) => {
                let all_there = self.busy().all(|member| member.doing == Doing::Standing(goal));
                if all_there {
                    self.goal = Goal::None;
                    return Some(PoolEvent::Stopped { round: goal });
                }
                self.tell();
                None
            }
            Goal::Pause => {
                let standing = |member: &Member| match member.doing {
                    Doing::Standing(round) => Some(round),
                    _ => None,
                };
                let rounds: Option<Vec<u64>> = self.busy().map(standing).collect();
                // One round further than the furthest, so that this round can be looked into.
                let level = rounds?.into_iter().max()?.saturating_add(1).min(self.horizon);
                if self.busy().all(|member| member.doing == Doing::Standing(level)) {
                    self.goal = Goal::None;
                    return Some(PoolEvent::Stopped { round: level });
                }
                self.go_to(level, true);
                None
            }
        }
    }

    fn crashed(this: &Rc<RefCell<Inner>>, index: Option<usize>, cause: &str) {
        let (event, listener) = {
            let mut inner = this.borrow_mut();
            (inner.replace(index, cause), Rc::clone(&inner.listener))
        };
        listener(event);
    }

    fn replace(&mut self, index: Option<usize>, cause: &str) -> PoolEvent {
        let Some(index) = index else {
            self.retire_helper();
            return PoolEvent::FilesRefused {
                sentence: format!(
                    "The worker that did this stopped ({cause}); the file may be too large for this browser's memory."
                ),
                details: Vec::new(),
                most_active_users: None,
            };
        };
        // What the others still send belongs to a lost run.
        self.run += 1;
        self.goal = Goal::None;
        self.prepared = false;
        let mut sentence = format!(
            "A worker stopped ({cause}) and was replaced; the run it was part of is lost, the experiment is not."
        );
        match self.spawn(Some(index)) {
            Ok(mut fresh) => {
                if let Some(bundle) = self.ratings.clone() {
                    fresh.send(Command::UseRatings { bundle });
                }
                if let Some(table) = self.table.clone() {
                    fresh.send(Command::UseTable { table });
                }
                let dead = std::mem::replace(&mut self.members[index], fresh);
                wasm_bindgen_futures::spawn_local(async move { drop(dead) });
            }
            Err(reason) => sentence = reason,
        }
        PoolEvent::Crashed { sentence }
    }
}
