//! A session on a stage: what a person does, what the engine reports and what time brings, and what must hold meanwhile.

use super::engine::Engine;
use super::experiments::{BUNDLED, OWN, TABLE, experiments, ratings, table};
use crate::session::pace::Speed;
use crate::session::{Effect, Event, NoticeAction, RunState, Session, Severity, Timer, without_names};
use crate::spec::Experiment;

/// What may happen next.
#[derive(Debug, Clone)]
pub enum Act {
    /// The person does this.
    Person(Event),
    /// The controls show one of the experiments.
    Controls(usize),
    /// The engine works a little.
    Work(u64),
    /// One of the timers that were asked for runs out, in any order.
    Timer(usize),
    /// A frame is drawn, if one was asked for.
    Frame,
    /// So many milliseconds pass.
    Wait(f64),
    /// A worker dies.
    Crash,
    /// The run that the engine has fails.
    Fail,
    /// A report of any older run comes late.
    Late(u64),
    /// The person brings ratings.
    BringRatings,
    /// The person goes back to the bundled ratings.
    BackToBundled,
    /// The person brings the table that one of the experiments names.
    BringTable,
}

/// A session, its engine, its timers, and what the person wants.
pub struct Stage {
    pub session: Session,
    pub engine: Engine,
    now: f64,
    timers: Vec<Timer>,
    frame_asked: bool,
    experiments: Vec<Experiment>,
    /// Notices of the last event.
    pub notices: Vec<(Severity, Option<NoticeAction>)>,
    /// Runs that were to be kept where they outlast the page, with the rounds that they had done.
    pub kept: Vec<(u64, u64)>,
    /// Whether a round is on the stage.
    pub shows_round: bool,
    /// Whether the last thing that the person said of playing was to pause.
    paused: bool,
}

impl Stage {
    pub fn new() -> Stage {
        Stage {
            session: Session::new(),
            engine: Engine::default(),
            now: 0.0,
            timers: Vec::new(),
            frame_asked: false,
            experiments: experiments(),
            notices: Vec::new(),
            kept: Vec::new(),
            shows_round: false,
            paused: false,
        }
    }

    /// A stage whose engine is there with the bundled ratings, on the experiment of this index.
    pub fn ready(index: usize) -> Stage {
        let mut stage = Stage::new();
        stage.send(Event::EngineReady);
        stage.send(Event::DataGiven { kind: ratings(), bundled: true, chosen: false });
        stage.engine.give_ratings(BUNDLED);
        stage.act(Act::Controls(index));
        stage.validate();
        stage
    }

    /// Handles an event, checks what must always hold, and carries out what follows.
    pub fn send(&mut self, event: Event) {
        let before = (self.session.shown_run(), self.session.rounds());
        let effects = self.session.handle(event, self.now);
        self.notices.clear();
        for effect in effects {
            match effect {
                Effect::Wake { timer, .. } => self.timers.push(timer),
                Effect::AskFrame => {
                    assert!(!self.frame_asked, "two frames at a time");
                    self.frame_asked = true;
                }
                Effect::Notify { severity, action, .. } => self.notices.push((severity, action)),
                Effect::UseBundled(_) => self.engine.give_ratings(BUNDLED),
                Effect::HideRound => self.shows_round = false,
                Effect::ShowRound(view) => {
                    self.shows_round = true;
                    // A round belongs to the run whose names are shown.
                    let arms = view.arms().map(|arms| arms.policies.len());
                    let policies = arms.or_else(|| view.slates().map(|slates| slates.policies.len()));
                    assert_eq!(policies, Some(self.session.shown().policies.len()));
                    assert!(view.round <= self.session.shown().horizon);
                }
                Effect::ShowExperiment(experiment) => assert_eq!(*experiment, self.session.controls),
                Effect::KeepRun { run } => {
                    let (log, named, ..) = self.session.results_of(run).expect("its results are there");
                    assert_eq!(log.experiment, without_names(named));
                    self.kept.push((run, log.common_rounds()));
                }
                effect => self.engine.obey(effect),
            }
        }
        self.check(before);
        self.forget_pause();
    }

    /// What holds after every event.
    fn check(&mut self, before: (u64, u64)) {
        let session = &self.session;
        // Never a curve under a name that is not its own.
        if let Some(log) = session.log() {
            assert_eq!(log.experiment, without_names(session.shown()));
            assert_eq!(log.policies.len(), session.shown().policies.len());
            // A run begins at round zero and never goes back.
            assert!(session.shown_run() > before.0 || session.rounds() >= before.1);
        }
        // Never two runs mixed: what is recorded is what this run gives, to the bit.
        if session.state() == RunState::Done {
            let digest = session.digest().expect("it is through");
            assert_eq!(digest.digest, self.engine.digest_of(&without_names(session.shown())));
        }
        // Where another run is to take the place of the one that is shown, no round of that is on the stage.
        if session.is_stale() && self.shows_round {
            assert!(matches!(session.state(), RunState::Running | RunState::Paused | RunState::Done));
        }
        // A state that shows a run in progress is of the run that is shown.
        if matches!(session.state(), RunState::Running | RunState::Paused | RunState::Done) {
            // The engine has no run while a kept one is shown.
            assert!(session.run().is_none_or(|run| run == session.shown_run()));
        }
        assert_eq!(
            session.is_stale(),
            session.log().is_some_and(|log| log.experiment != without_names(&session.controls))
        );
    }

    pub fn act(&mut self, act: Act) {
        match act {
            Act::Person(event) => {
                self.info(&event);
                self.send(event);
            }
            Act::Controls(index) => {
                let experiment = self.experiments[index % self.experiments.len()].clone();
                self.send(Event::Controls(Box::new(experiment)));
            }
            Act::Work(rounds) => {
                if let Some(event) = self.engine.work(rounds) {
                    self.send(event);
                }
            }
            Act::Timer(index) if !self.timers.is_empty() => {
                let timer = self.timers.remove(index % self.timers.len());
                self.send(Event::Timer(timer));
            }
            Act::Frame if std::mem::take(&mut self.frame_asked) => self.send(Event::Frame),
            Act::Timer(_) | Act::Frame => {}
            Act::Wait(milliseconds) => self.now += milliseconds,
            Act::Crash => self.crash(),
            Act::Fail => {
                if let Some(run) = self.engine.fail() {
                    self.send(Event::Failed { run: Some(run), sentence: "It can't be prepared.".to_owned() });
                }
            }
            Act::Late(back) => self.report_late(back),
            Act::BringRatings => {
                self.paused = false;
                self.send(Event::DataGiven { kind: ratings(), bundled: false, chosen: true });
                self.engine.give_ratings(OWN);
            }
            Act::BackToBundled => {
                self.paused = false;
                self.send(Event::DataGiven { kind: ratings(), bundled: true, chosen: true });
                self.engine.give_ratings(BUNDLED);
            }
            Act::BringTable => {
                if self.session.state() == RunState::NeedsData(table()) {
                    self.paused = false;
                }
                self.send(Event::DataAtHand { kind: table(), fingerprints: vec![TABLE.to_owned()] });
            }
        }
        self.check_pause();
    }

    /// A run that is through is no longer paused: another experiment plays after it.
    fn forget_pause(&mut self) {
        if self.session.state() == RunState::Done {
            self.paused = false;
        }
    }

    /// What the person says of playing.
    fn info(&mut self, event: &Event) {
        let (playing, state) = (self.session.is_playing(), self.session.state());
        match event {
            Event::Play | Event::RunAgain => self.paused = false,
            Event::Pause => self.paused |= state != RunState::Done,
            Event::Toggle => self.paused = playing,
            // A run that goes on is paused by it.
            Event::Step { .. } => self.paused |= state == RunState::Running,
            // It asks first.
            Event::Reset | Event::Seek(_) | Event::StepBack if self.session.has_long_run() => {}
            Event::Reset | Event::Seek(_) | Event::StepBack => {
                let there = matches!(state, RunState::Running | RunState::Paused | RunState::Done);
                let again =
                    matches!(event, Event::Reset) && matches!(state, RunState::Failed | RunState::Cancelled);
                self.paused |= there || again;
            }
            _ => {}
        }
    }

    /// Never a lost pause: what was paused is at most on its way to a stop.
    fn check_pause(&self) {
        if self.paused {
            assert!(!self.session.will_play(), "{:?} plays, but it was paused", self.session.state());
        }
    }

    /// One worker dies: one sentence, and the run is lost.
    fn crash(&mut self) {
        let shown = self.session.shown().clone();
        let log = self.session.log().cloned();
        self.engine.crash();
        self.send(Event::Crashed { sentence: "A worker stopped.".to_owned() });
        assert_eq!(self.notices, [(Severity::Error, Some(NoticeAction::RunAgain))]);
        assert_eq!(self.session.state(), RunState::Failed);
        assert_eq!((self.session.shown(), self.session.log()), (&shown, log.as_ref()));
    }

    /// What an older run reports changes nothing at all.
    fn report_late(&mut self, back: u64) {
        let Some(run) = self.engine.newest.checked_sub(1 + back).filter(|run| *run > 0) else { return };
        let old = format!("{:?}", self.session);
        for event in self.engine.late_reports(run) {
            self.send(event);
        }
        assert_eq!(format!("{:?}", self.session), old);
    }

    /// Lets everything happen that is still to happen: timers, frames and the engine, until nothing is left.
    pub fn validate(&mut self) {
        for turn in 0..20_000 {
            self.now += 16.0;
            let mut quiet = true;
            if let Some(event) = self.engine.work(7) {
                self.send(event);
                quiet = false;
            }
            if !self.timers.is_empty() {
                let timer = self.timers.remove(0);
                self.send(Event::Timer(timer));
                quiet = false;
            }
            if std::mem::take(&mut self.frame_asked) {
                self.send(Event::Frame);
                quiet = false;
            }
            self.check_pause();
            if quiet {
                return;
            }
            assert!(turn < 19_999, "it never comes to rest: {:?}", self.session.state());
        }
    }

    /// From wherever it stands, the run of the controls can be brought to its end.
    pub fn finish(&mut self) {
        self.validate();
        self.act(Act::Person(Event::SetSpeed(Speed::Full)));
        for _ in 0..4 {
            match self.session.state() {
                RunState::Done if !self.session.is_stale() => break,
                RunState::NeedsData(kind) if kind == ratings() => self.act(Act::BringRatings),
                RunState::NeedsData(_) => self.act(Act::BringTable),
                RunState::Paused | RunState::Done | RunState::Failed | RunState::Cancelled => {
                    self.act(Act::Person(Event::Play));
                }
                state => panic!("stuck in {state:?}"),
            }
            self.validate();
        }
        assert_eq!(self.session.state(), RunState::Done);
        assert!(!self.session.is_stale());
        assert_eq!(self.session.shown(), &self.session.controls);
    }
}
