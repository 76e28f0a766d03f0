//! Where the time of a run goes, by phase and policy.
//!
//! One round of each `every` is looked at, at a random place among them (so that what an agent does every so many rounds is seen as often
//! as it happens), and counts for all of them; the others run as they always do. The meter's own cost is measured and taken off. The run
//! is the same, bit for bit.

use serde::Serialize;

use super::probe::{Phase, Probe};
use crate::math::random::RngStream;
use crate::results::RunLog;
use crate::simulation::{PreparedEnvironment, Stepper};
use crate::spec::{Experiment, ExperimentError};

/// Readings from which the meter's own cost is taken.
const READINGS: usize = 2_001;

/// Most spans that are kept for a trace.
const MOST_SPANS: usize = 50_000;

/// What a meter shows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reading {
    /// Nanoseconds since some moment.
    pub nanoseconds: f64,
    /// Allocations so far, of the whole program.
    pub allocations: u64,
    /// Bytes of them.
    pub bytes: u64,
}

/// How a run is profiled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProfileSettings {
    /// One round of so many is looked at, at least 1.
    pub every: u64,
}

impl Default for ProfileSettings {
    fn default() -> ProfileSettings {
        ProfileSettings { every: 16 }
    }
}

/// A phase of a policy, or of all of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PhaseTime {
    /// What was done.
    pub phase: Phase,
    /// Index of the policy; none for what is done once for all of them.
    pub policy: Option<usize>,
    /// Microseconds a round.
    pub microseconds: f64,
    /// Standard error of that, since not every round was looked at.
    pub standard_error: f64,
    /// Share of all phases.
    pub share: f64,
    /// Allocations a round.
    pub allocations: f64,
    /// Bytes of them a round.
    pub bytes: f64,
}

/// A phase of one round, for a trace.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Span {
    /// What was done.
    pub phase: Phase,
    /// Index of the policy; none for what is done once for all of them.
    pub policy: Option<usize>,
    /// Index of the seed.
    pub seed: u32,
    /// Number of the round, from 1.
    pub round: u64,
    /// Nanoseconds from the beginning of the run.
    pub start: f64,
    /// Nanoseconds that it took, with the meter's own.
    pub duration: f64,
}

/// Where the time of a run went.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// What the policies are called.
    pub policies: Vec<String>,
    /// Rounds of all seeds together.
    pub rounds: u64,
    /// How many of them were looked at.
    pub sampled: u64,
    /// Nanoseconds that the meter itself takes for each phase; they are taken off.
    pub meter: f64,
    /// The phases, in the order of a round, first of all policies together and then of each.
    pub phases: Vec<PhaseTime>,
    /// Seconds of the run, from its first to its last round.
    pub seconds: f64,
    /// Seconds of all phases together, as estimated from the rounds that were looked at.
    pub phases_seconds: f64,
    /// Standard error of that.
    pub phases_error: f64,
    /// Phases of single rounds, the earliest first, at most 50,000.
    #[serde(skip)]
    pub spans: Vec<Span>,
}

/// Sums of one phase of one policy.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// In the present round; a phase may come several times.
    now: f64,
    sum: f64,
    squares: f64,
    allocations: u64,
    bytes: u64,
}

struct Timer<'a> {
    meter: &'a dyn Fn() -> Reading,
    cost: f64,
    begun: f64,
    last: Reading,
    /// Phase x (all policies, then each).
    sums: Vec<Vec<Sums>>,
    whole: Sums,
    seed: u32,
    round: u64,
    spans: Vec<Span>,
}

impl<'a> Timer<'a> {
    /// Nothing yet of so many policies and the place of all of them together, with room for so many spans.
    fn new(meter: &'a dyn Fn() -> Reading, policies: usize, spans: usize) -> Timer<'a> {
        Timer {
            meter,
            cost: 0.0,
            begun: meter().nanoseconds,
            last: Reading::default(),
            sums: vec![vec![Sums::default(); policies]; Phase::ALL.len()],
            whole: Sums::default(),
            seed: 0,
            round: 0,
            spans: Vec::with_capacity(spans),
        }
    }

    /// After a round that was looked at.
    fn close(&mut self) {
        let mut round = 0.0;
        for sums in self.sums.iter_mut().flatten() {
            round += sums.now;
            sums.sum += sums.now;
            sums.squares += sums.now * sums.now;
            sums.now = 0.0;
        }
        self.whole.sum += round;
        self.whole.squares += round * round;
    }
}

impl Probe for Timer<'_> {
    fn begin(&mut self) {
        self.last = (self.meter)();
    }

    fn end(&mut self, phase: Phase, policy: Option<usize>) {
        let now = (self.meter)();
        let duration = now.nanoseconds - self.last.nanoseconds;
        let sums = &mut self.sums[phase as usize][policy.map_or(0, |policy| policy + 1)];
        sums.now += (duration - self.cost).max(0.0);
        sums.allocations += now.allocations - self.last.allocations;
        sums.bytes += now.bytes - self.last.bytes;
        if self.spans.len() < self.spans.capacity() {
            let start = self.last.nanoseconds - self.begun;
            self.spans.push(Span { phase, policy, seed: self.seed, round: self.round, start, duration });
        }
        // What was done since is ours.
        self.last = (self.meter)();
    }
}

/// Runs an experiment in an environment that is prepared, all seeds one after the other on this thread, and gives its log and where the
/// time went.
///
/// # Errors
/// As [`run_in`](crate::simulation::run_in).
pub fn profile(
    experiment: &Experiment,
    environment: PreparedEnvironment,
    settings: ProfileSettings,
    meter: &dyn Fn() -> Reading,
) -> Result<(RunLog, Profile), ExperimentError> {
    let every = settings.every.max(1);
    let policies = experiment.policies.len();
    let mut log = RunLog::new(experiment, environment.items());
    let cost = cost(meter);
    let mut timer = Timer { cost, ..Timer::new(meter, policies + 1, MOST_SPANS) };
    let (mut nanoseconds, mut sampled) = (0.0, 0);
    for seed in 0..experiment.seeds {
        let mut stepper = Stepper::new(experiment, environment.clone(), seed..seed + 1)?;
        let mut places = RngStream::new(experiment.master_seed, seed, "profile");
        timer.seed = seed;
        let begun = meter().nanoseconds;
        while !stepper.is_done() {
            let block = every.min(stepper.horizon() - stepper.rounds_done());
            // A block at the end is shorter, and its round counts as any other.
            let before = places.below(block as usize) as u64;
            stepper.advance(before);
            timer.round = stepper.rounds_done() + 1;
            stepper.advance_profiled(&mut timer);
            timer.close();
            sampled += 1;
            stepper.advance(block - before - 1);
        }
        nanoseconds += meter().nanoseconds - begun;
        // The update is of this very experiment, so that it fits.
        log.apply(&stepper.take()).ok();
    }
    let rounds = experiment.horizon * u64::from(experiment.seeds);
    Ok((log, timer.profile(experiment, rounds, sampled, nanoseconds)))
}

impl Timer<'_> {
    fn profile(self, experiment: &Experiment, rounds: u64, sampled: u64, nanoseconds: f64) -> Profile {
        let count = sampled as f64;
        let error = |sums: &Sums| {
            let variance = (sums.squares - sums.sum * sums.sum / count).max(0.0) / (count - 1.0).max(1.0);
            (variance / count).sqrt()
        };
        let mut phases = Vec::new();
        for policy in 0..=experiment.policies.len() {
            for phase in Phase::ALL {
                let sums = &self.sums[phase as usize][policy];
                if sums.sum > 0.0 || sums.allocations > 0 {
                    phases.push(PhaseTime {
                        phase,
                        policy: policy.checked_sub(1),
                        microseconds: sums.sum / count / 1_000.0,
                        standard_error: error(sums) / 1_000.0,
                        share: sums.sum / self.whole.sum,
                        allocations: sums.allocations as f64 / count,
                        bytes: sums.bytes as f64 / count,
                    });
                }
            }
        }
        let seconds = |nanoseconds: f64| nanoseconds * rounds as f64 / 1e9;
        Profile {
            policies: (0..experiment.policies.len()).map(|policy| experiment.label(policy)).collect(),
            rounds,
            sampled,
            meter: self.cost,
            phases,
            seconds: nanoseconds / 1e9,
            phases_seconds: seconds(self.whole.sum / count),
            phases_error: seconds(error(&self.whole)),
            spans: self.spans,
        }
    }
}

/// What is measured of a phase in which nothing is done, in nanoseconds: the median of many.
fn cost(meter: &dyn Fn() -> Reading) -> f64 {
    let mut timer = Timer::new(meter, 1, READINGS);
    let probe: &mut dyn Probe = &mut timer;
    probe.begin();
    (0..READINGS).for_each(|_| probe.end(Phase::Environment, None));
    let mut costs: Vec<f64> = timer.spans.iter().map(|span| span.duration).collect();
    costs.sort_unstable_by(f64::total_cmp);
    costs[READINGS / 2]
}

impl Profile {
    /// Microseconds a round of a policy: all of its phases.
    pub fn microseconds(&self, policy: usize) -> f64 {
        let own = self.phases.iter().filter(|phase| phase.policy == Some(policy));
        own.map(|phase| phase.microseconds).sum()
    }

    /// The phase that takes most.
    pub fn largest(&self) -> Option<&PhaseTime> {
        self.phases.iter().max_by(|one, other| one.microseconds.total_cmp(&other.microseconds))
    }
}
