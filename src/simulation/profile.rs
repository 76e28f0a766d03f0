//! Where the time of a run goes, by phase and policy: what a [`Profiler`](super::profiler::Profiler) finds.

use serde::{Deserialize, Serialize};

use super::probe::Phase;

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
    /// One round of so many is looked at, at least 1; none for so many that looking takes about a hundredth of the time.
    pub every: Option<u64>,
    /// The run is repeated until so many seconds were measured: a short run alone would say little.
    pub least_seconds: f64,
    /// Phases of single rounds that are kept for a trace, at most.
    pub spans: usize,
}

impl Default for ProfileSettings {
    fn default() -> ProfileSettings {
        ProfileSettings { every: None, least_seconds: 0.0, spans: 50_000 }
    }
}

/// A phase of a policy, or of all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhaseTime {
    /// What was done.
    pub phase: Phase,
    /// Index of the policy; none for what is done once for all of them.
    pub policy: Option<usize>,
    /// Microseconds a round, at least zero.
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

/// How long rounds of a part of the run took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StepTime {
    /// The round in the middle of the part.
    pub round: u64,
    /// Microseconds a round, all policies of one seed together.
    pub microseconds: f64,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// What the policies are called.
    pub policies: Vec<String>,
    /// Bytes that each policy declares for one seed.
    pub memory: Vec<Option<u64>>,
    /// Rounds that were run, of all seeds together.
    pub rounds: u64,
    /// How often the whole run was repeated after the first time.
    pub repeated: u32,
    /// One round of so many was looked at.
    pub every: u64,
    /// How many rounds were looked at.
    pub sampled: u64,
    /// Nanoseconds that the meter itself takes for each phase; they are taken off.
    pub meter: f64,
    /// Share of the time of the run that was spent on reading the meter.
    pub looking: f64,
    /// The phases, in the order of a round, first of all policies together and then of each.
    pub phases: Vec<PhaseTime>,
    /// The parts of the run that were timed, in the order of rounds.
    pub steps: Vec<StepTime>,
    /// Seconds of the run, from its first to its last round.
    pub seconds: f64,
    /// Seconds of all phases together, as estimated from the rounds that were looked at.
    pub phases_seconds: f64,
    /// Standard error of that.
    pub phases_error: f64,
    /// Phases of single rounds, the earliest first.
    #[serde(skip)]
    pub spans: Vec<Span>,
}

impl Profile {
    /// Microseconds a round of a policy: all of its phases.
    pub fn microseconds(&self, policy: usize) -> f64 {
        let own = self.phases.iter().filter(|phase| phase.policy == Some(policy));
        own.map(|phase| phase.microseconds).sum()
    }

    /// Microseconds a round of all policies together, as they were looked at.
    pub fn round(&self) -> f64 {
        self.phases.iter().map(|phase| phase.microseconds).sum()
    }

    /// Rounds a second of one seed with all policies, as the whole run was timed; zero before any was.
    pub fn rounds_per_second(&self) -> f64 {
        if self.seconds > 0.0 { self.rounds as f64 / self.seconds } else { 0.0 }
    }
}
