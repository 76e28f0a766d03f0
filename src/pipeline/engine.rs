//! The loop: users ask, versions answer, rewards are joined, and runs begin.

use super::drift::Detector;
use super::error::PipelineError;
use super::logger::{Answer, Joined, Logger};
use super::record::{Happened, Reason, Record};
use super::serving::{Stopwatch, uniform};
use super::settings::Settings;
use super::spec::PipelineSpec;
use super::state::{State, Status, Version};
use super::store::ArtefactStore;
use super::work::{Artefact, empty_log, most_versions};
use crate::environment::Shape;
use crate::math::random::{IndexedRandom, RngStream};
use crate::policy::{SavedPolicy, load_policy, save_policy};
use crate::simulation::PreparedEnvironment;
use crate::simulation::arm_rounds::ArmRounds;
use crate::spec::objectives;

/// Uniform numbers of each event, by what they are for.
pub(super) struct Coins {
    pub(super) generator: IndexedRandom,
    pub(super) choice: IndexedRandom,
    pub(super) split: IndexedRandom,
    pub(super) never: IndexedRandom,
    pub(super) delay: IndexedRandom,
    pub(super) twice: IndexedRandom,
    pub(super) second: IndexedRandom,
}

impl Coins {
    fn new(seed: u64) -> Coins {
        let coins = |purpose| IndexedRandom::new(RngStream::new(seed, 0, purpose).bits());
        Coins {
            generator: coins("pipeline: generator"),
            choice: coins("pipeline: choices"),
            split: coins("pipeline: split of requests"),
            never: coins("pipeline: rewards that never come"),
            delay: coins("pipeline: delays"),
            twice: coins("pipeline: rewards that come twice"),
            second: coins("pipeline: delays of second rewards"),
        }
    }
}

/// A pipeline that runs on a simulated clock, a step at a time. See the [module](super) for an example.
///
/// Everything that it does follows from its file: the same file gives the same records and the same digest, wherever it is stopped and
/// resumed, and whatever its store has kept from before.
pub struct Pipeline<S> {
    pub(super) spec: PipelineSpec,
    pub(super) settings: Settings,
    pub(super) environment: PreparedEnvironment,
    pub(super) shape: Shape,
    pub(super) rounds: ArmRounds,
    pub(super) coins: Coins,
    pub(super) state: State,
    pub(super) store: S,
    pub(super) champion: SavedPolicy,
    pub(super) challenger: Option<SavedPolicy>,
    records: Vec<Record>,
}

impl<S: ArtefactStore> Pipeline<S> {
    /// A pipeline at its beginning, in its environment.
    ///
    /// # Errors
    /// An environment of slates, or a store that can't keep anything.
    pub fn new(
        spec: &PipelineSpec,
        environment: PreparedEnvironment,
        mut store: S,
    ) -> Result<Self, PipelineError> {
        let spec = spec.checked()?;
        let settings = Settings::of(&spec);
        let open = empty_log(&environment, most_versions(&spec)).ok_or(PipelineError::Slates)?;
        let shape = shape(&spec, &environment)?;
        let first = uniform(shape)?;
        let artefact = Artefact::of_policy(&first, "Any arm with equal probability.".to_owned());
        let version = Version::new(0, 0, store.put(&artefact.to_bytes())?, 0);
        let version = Version { status: Status::Champion, ..version };
        let state = State {
            spec: spec.hash(),
            clock: 0,
            rounds: 0,
            next_users: 0,
            logger: Logger::default(),
            open,
            segments: Vec::new(),
            versions: vec![version],
            champion: 0,
            live: None,
            shadow: None,
            trial: None,
            active: None,
            runs: 0,
            failed_runs: 0,
            events: 0,
            last_run: 0,
            detector: Detector::of(&settings.detector),
            has_drifted: false,
            alarm: None,
            fresh_from: 0,
            watched: Default::default(),
            latest: Default::default(),
            reran: Vec::new(),
            made: Default::default(),
            curve: Vec::new(),
            regret: 0.0,
            records: 0,
            digest: 0,
            is_over: false,
        };
        let mut pipeline = Self::of(spec, environment, store, state)?;
        pipeline.begin(Reason::First)?;
        Ok(pipeline)
    }

    /// A pipeline where it stood when [`Pipeline::state`] was written, with the store that it had.
    ///
    /// # Errors
    /// A state of another pipeline, and artefacts that are missing.
    pub fn resume(
        spec: &PipelineSpec,
        environment: PreparedEnvironment,
        store: S,
        state: &[u8],
    ) -> Result<Self, PipelineError> {
        let spec = spec.checked()?;
        let state = State::of_bytes(state, &spec)?;
        Self::of(spec, environment, store, state)
    }

    fn of(
        spec: PipelineSpec,
        environment: PreparedEnvironment,
        store: S,
        state: State,
    ) -> Result<Self, PipelineError> {
        let mut rounds = ArmRounds::new(&spec.experiment, &environment, 0).ok_or(PipelineError::Slates)?;
        for _ in 0..state.rounds {
            rounds.step();
        }
        let policy = |number: u32| -> Result<SavedPolicy, PipelineError> {
            let version = state.versions.get(number as usize).ok_or(PipelineError::State)?;
            Artefact::read(&store, version.artefact)?.policy()
        };
        let champion = match &state.live {
            Some(live) => load_policy(live)?,
            None => policy(state.champion)?,
        };
        let shadow = state.shadow.as_ref().map(|shadow| shadow.version);
        let challenger = state.trial.as_ref().map(|trial| trial.version).or(shadow);
        let challenger = challenger.map(policy).transpose()?;
        Ok(Pipeline {
            settings: Settings::of(&spec),
            shape: shape(&spec, &environment)?,
            coins: Coins::new(spec.experiment.master_seed),
            spec,
            environment,
            rounds,
            state,
            store,
            champion,
            challenger,
            records: Vec::new(),
        })
    }

    /// Does the next thing on the clock: an attempt of a step, a reward, or users who ask. False where all is over.
    ///
    /// # Errors
    /// What is no failure of a step: artefacts that can't be kept or are gone. Nothing of it is then in the state that was kept before.
    pub fn advance(&mut self) -> Result<bool, PipelineError> {
        self.advance_measured(None)
    }

    /// The same, and measures how long answers to users take, which changes nothing of them.
    ///
    /// # Errors
    /// As [`Pipeline::advance`].
    pub fn advance_measured(&mut self, stopwatch: Option<Stopwatch<'_>>) -> Result<bool, PipelineError> {
        if self.has_rerun() {
            self.begin_rerun()?;
            return Ok(true);
        }
        if self.state.is_over {
            return Ok(false);
        }
        let [run, logger, _] = self.due();
        let Some(next) = self.due().into_iter().flatten().min() else {
            self.state.is_over = true;
            self.cut()?;
            return Ok(false);
        };
        self.state.clock = self.state.clock.max(next);
        if run == Some(next) {
            self.attempt()?;
        } else if logger == Some(next) {
            self.log()?;
        } else {
            self.serve_users(stopwatch);
        }
        self.trigger()?;
        Ok(true)
    }

    /// When a run goes on, when the logger has something to do, and when users ask.
    fn due(&self) -> [Option<u64>; 3] {
        let run = self.state.active.as_ref().map(|active| active.due);
        let logger = self.state.logger.next(self.settings.window);
        let has_users = self.state.rounds < self.spec.experiment.horizon;
        // Before anyone asks, the first run has come to its end or failed, so that the generator has had its rounds.
        let is_ready = self.state.rounds >= self.settings.generated;
        [run, logger, (has_users && is_ready).then_some(self.state.next_users)]
    }

    /// When the next thing happens, in milliseconds on the clock; none where nothing is left.
    pub fn next_time(&self) -> Option<u64> {
        if self.has_rerun() {
            return Some(self.state.clock);
        }
        let next = self.due().into_iter().flatten().min().filter(|_| !self.state.is_over);
        next.map(|next| next.max(self.state.clock))
    }

    /// Whether all has happened.
    pub fn is_over(&self) -> bool {
        self.state.is_over
    }

    /// What happened since this was called last.
    pub fn take_records(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records)
    }

    /// What [`Pipeline::resume`] goes on from. Take the records before: they are not in it.
    pub fn state(&self) -> Vec<u8> {
        if !self.settings.learns {
            return self.state.to_bytes();
        }
        State { live: Some(save_policy(&self.champion)), ..self.state.clone() }.to_bytes()
    }

    /// Where it stands.
    pub fn standing(&self) -> &State {
        &self.state
    }

    /// The file.
    pub fn spec(&self) -> &PipelineSpec {
        &self.spec
    }

    /// How many numbers describe a context, and how many an arm.
    pub fn features(&self) -> (usize, usize) {
        (self.shape.context, self.shape.arm_features)
    }

    /// The artefacts.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The policy of the version that serves, and that of the challenger, in shadow or as a canary.
    pub fn policies(&self) -> (&SavedPolicy, Option<&SavedPolicy>) {
        (&self.champion, self.challenger.as_ref())
    }

    pub(super) fn note(&mut self, happened: Happened) {
        let record = Record { time: self.state.clock, happened };
        self.state.digest = record.chained(self.state.digest);
        self.state.records += 1;
        self.records.push(record);
    }

    /// The generator's rounds are passed: its rows are in the log.
    pub(super) fn pass_rounds(&mut self, count: u64) {
        for _ in 0..count {
            self.rounds.step();
        }
        self.state.rounds += count;
    }

    /// One reward that has arrived, or one decision whose window is over.
    fn log(&mut self) -> Result<(), PipelineError> {
        // What arrives when the window is just over is late.
        if let Some((event, decided)) = self.state.logger.expired(self.state.clock, self.settings.window) {
            decided.push(event, f64::NAN, &mut self.state.open)?;
            self.state.shadow.iter_mut().for_each(|shadow| shadow.expired(event));
            self.state.events += 1;
            self.note(Happened::Expired { event });
            return Ok(());
        }
        match self.state.logger.arrived(self.state.clock) {
            Some(Joined::Now(decided, Answer { event, reward })) => {
                decided.push(event, reward, &mut self.state.open)?;
                self.state.events += 1;
                if let Some(version) = self.state.versions.get_mut(decided.version as usize) {
                    version.rewards.0 += 1;
                    version.rewards.1 += reward;
                }
                self.note(Happened::Joined { event, reward });
                self.learn(&decided, reward);
                self.watch(event, decided.version, reward);
                self.judge(decided.version, reward)?;
                self.judge_shadow(event, reward)?;
            }
            Some(Joined::Twice(event)) => self.note(Happened::Ignored { event, twice: true }),
            Some(Joined::Late(event)) => self.note(Happened::Ignored { event, twice: false }),
            None => {}
        }
        Ok(())
    }

    fn trigger(&mut self) -> Result<(), PipelineError> {
        let Settings { events, seconds, most_runs, .. } = self.settings;
        let state = &self.state;
        if self.is_busy() || state.runs > most_runs || state.rounds >= self.spec.experiment.horizon {
            return Ok(());
        }
        let reason = if state.has_drifted {
            Reason::Drift
        } else if events > 0 && state.events >= events {
            Reason::Events
        } else if seconds > 0 && state.clock - state.last_run >= seconds {
            Reason::Time
        } else {
            return Ok(());
        };
        self.begin(reason)
    }
}

/// The sizes of the environment as agents know it.
fn shape(spec: &PipelineSpec, environment: &PreparedEnvironment) -> Result<Shape, PipelineError> {
    let PreparedEnvironment::Arms(arms) = environment else { return Err(PipelineError::Slates) };
    Ok(objectives::shape(arms.shape(), spec.experiment.objectives()))
}
