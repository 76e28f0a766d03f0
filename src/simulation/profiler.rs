//! Finds out where the time of a run goes while the run goes on.
//!
//! One round of each `every` is looked at, at a random place among them (so that what an agent does every so many rounds is seen as often
//! as it happens), and counts for all of them; the others run as they always do. The meter's own cost is measured and taken off. The run
//! is the same, bit for bit.
//!
//! A clock may be coarse: browsers round theirs to a tenth of a millisecond, while a phase takes microseconds. Rounds begin at any moment
//! between two ticks, so that the difference of two readings is right on average, and the standard error, which is taken from the readings
//! themselves, says how far the average may be off.

use super::probe::{Phase, Probe};
use super::profile::{PhaseTime, Profile, ProfileSettings, Reading, Span, StepTime};
use super::sparse::sparse;
use crate::math::random::RngStream;
use crate::results::{RunLog, RunUpdate};
use crate::simulation::{PreparedEnvironment, Stepper};
use crate::spec::{Experiment, ExperimentError};

/// How long the meter is timed before the run, in nanoseconds: long beside a coarse clock's tick.
const METERED: f64 = 6e6;
/// The meter is timed so many times, with so many phases each time at least.
const TIMES: usize = 3;
const LOOKS: usize = 2_000;

/// Parts of a run whose rounds are timed.
const PARTS: u64 = 60;

/// A round that was looked at is left out where it took longer than so many nanoseconds and so many rounds together: something else had
/// the processor meanwhile. What an agent does once in a hundred rounds is none of that.
const INTERRUPTED: (f64, f64) = (4e6, 100.0);

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

/// What was seen so far.
struct Seen {
    cost: Cost,
    begun: f64,
    last: Reading,
    /// Phase x (all policies, then each).
    sums: Vec<Vec<Sums>>,
    whole: Sums,
    /// Phases that were looked at.
    looks: u64,
    seed: u32,
    round: u64,
    spans: Vec<Span>,
}

impl Seen {
    /// Nothing yet of so many policies, with room for so many spans.
    fn new(cost: Cost, begun: f64, policies: usize, spans: usize) -> Seen {
        Seen {
            cost,
            begun,
            last: Reading::default(),
            sums: vec![vec![Sums::default(); policies + 1]; Phase::ALL.len()],
            whole: Sums::default(),
            looks: 0,
            seed: 0,
            round: 0,
            spans: Vec::with_capacity(spans),
        }
    }

    /// After a round that was looked at; whether it counts, which it does up to so many nanoseconds.
    fn close(&mut self, most: f64) -> bool {
        let round: f64 = self.sums.iter().flatten().map(|sums| sums.now).sum();
        if round > most {
            self.sums.iter_mut().flatten().for_each(|sums| sums.now = 0.0);
            return false;
        }
        for sums in self.sums.iter_mut().flatten() {
            sums.sum += sums.now;
            sums.squares += sums.now * sums.now;
            sums.now = 0.0;
        }
        self.whole.sum += round;
        self.whole.squares += round * round;
        true
    }
}

/// Looks on with a meter.
struct Timer<'a> {
    meter: &'a dyn Fn() -> Reading,
    seen: &'a mut Seen,
}

impl Probe for Timer<'_> {
    fn begin(&mut self) {
        self.seen.last = (self.meter)();
    }

    fn end(&mut self, phase: Phase, policy: Option<usize>) {
        let now = (self.meter)();
        let seen = &mut *self.seen;
        let duration = now.nanoseconds - seen.last.nanoseconds;
        let sums = &mut seen.sums[phase as usize][policy.map_or(0, |policy| policy + 1)];
        // Less than nothing, too: what a coarse clock counts too little in one round, it counts too much in another.
        sums.now += duration - seen.cost.phase;
        sums.allocations += now.allocations - seen.last.allocations;
        sums.bytes += now.bytes - seen.last.bytes;
        if seen.spans.len() < seen.spans.capacity() {
            let start = seen.last.nanoseconds - seen.begun;
            seen.spans.push(Span { phase, policy, seed: seen.seed, round: seen.round, start, duration });
        }
        seen.looks += 1;
        // What was done since is ours.
        seen.last = (self.meter)();
    }
}

/// Rounds of a part of the run, and the nanoseconds that they took.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    rounds: u64,
    nanoseconds: f64,
}

/// A run that is profiled: its seeds one after the other, and again until enough was measured.
pub struct Profiler {
    experiment: Experiment,
    environment: PreparedEnvironment,
    every: u64,
    least: f64,
    memory: Vec<Option<u64>>,
    seen: Seen,
    stepper: Stepper,
    places: RngStream,
    repeated: u32,
    rounds: u64,
    sampled: u64,
    nanoseconds: f64,
    parts: Vec<Part>,
}

impl Profiler {
    /// A run before its first round. Where the settings don't say how often a round is looked at, some rounds are run before to find out.
    ///
    /// # Errors
    /// As [`run_in`](crate::simulation::run_in).
    pub fn new(
        experiment: &Experiment,
        environment: PreparedEnvironment,
        settings: ProfileSettings,
        meter: &dyn Fn() -> Reading,
    ) -> Result<Profiler, ExperimentError> {
        let setting = environment.clone().setting(experiment)?;
        let memory = experiment.policies.iter().map(|policy| setting.memory(policy)).collect();
        let cost = cost(meter);
        let every = match settings.every {
            Some(every) => every.max(1),
            None => sparse(experiment, environment.clone(), cost.look, meter)?,
        };
        Ok(Profiler {
            every,
            least: settings.least_seconds * 1e9,
            memory,
            seen: Seen::new(cost, meter().nanoseconds, experiment.policies.len(), settings.spans),
            stepper: Stepper::new(experiment, environment.clone(), 0..1)?,
            places: places(experiment, 0, 0),
            experiment: experiment.clone(),
            environment,
            repeated: 0,
            rounds: 0,
            sampled: 0,
            nanoseconds: 0.0,
            parts: vec![Part::default(); PARTS as usize],
        })
    }

    /// Whether all seeds have been run, and enough was measured.
    pub fn is_done(&self) -> bool {
        let is_last = self.seen.seed + 1 >= self.experiment.seeds;
        self.stepper.is_done() && (is_last || self.repeated > 0) && self.nanoseconds >= self.least
    }

    /// Rounds that were run, of all seeds together, with those of repeated runs.
    pub fn rounds(&self) -> u64 {
        self.rounds
    }

    /// How much of the work is done, 0 to 1.
    pub fn share(&self) -> f64 {
        let all = (self.experiment.horizon * u64::from(self.experiment.seeds)).max(1);
        let rounds = self.rounds as f64 / all as f64;
        let time = if self.least > 0.0 { self.nanoseconds / self.least } else { 1.0 };
        rounds.min(time).min(1.0)
    }

    /// Runs on until a seed is through or the meter shows so many nanoseconds, whichever comes first; nothing when it is done.
    ///
    /// # Errors
    /// As [`run_in`](crate::simulation::run_in).
    pub fn go_on(&mut self, meter: &dyn Fn() -> Reading, until: f64) -> Result<(), ExperimentError> {
        if self.is_done() {
            return Ok(());
        }
        if self.stepper.is_done() {
            self.begin_next()?;
        }
        let mut before = meter().nanoseconds;
        while !self.stepper.is_done() {
            let from = self.stepper.rounds_done();
            let block = self.every.min(self.stepper.horizon() - from);
            // A block at the end is shorter, and its round counts as any other.
            let place = self.places.below(block as usize) as u64;
            self.stepper.advance(place);
            self.seen.round = from + place + 1;
            self.stepper.advance_profiled(&mut Timer { meter, seen: &mut self.seen });
            let round = if self.rounds > 0 { self.nanoseconds / self.rounds as f64 } else { f64::INFINITY };
            self.sampled += u64::from(self.seen.close(INTERRUPTED.0.max(INTERRUPTED.1 * round)));
            self.stepper.advance(block - place - 1);
            self.stepper.check()?;
            let now = meter().nanoseconds;
            self.rounds += block;
            self.nanoseconds += now - before;
            let part = (from + block / 2) * PARTS / self.stepper.horizon().max(1);
            if let Some(part) = self.parts.get_mut(part as usize) {
                part.rounds += block;
                part.nanoseconds += now - before;
            }
            before = now;
            if now >= until {
                break;
            }
        }
        Ok(())
    }

    /// The next seed, or the first once more.
    fn begin_next(&mut self) -> Result<(), ExperimentError> {
        self.seen.seed += 1;
        if self.seen.seed >= self.experiment.seeds {
            self.seen.seed = 0;
            self.repeated += 1;
        }
        let seed = self.seen.seed;
        self.stepper = Stepper::new(&self.experiment, self.environment.clone(), seed..seed + 1)?;
        self.places = places(&self.experiment, seed, self.repeated);
        Ok(())
    }

    /// What the run has new since the last call, to be asked for each time that it has gone on; none where the run is a repeated one.
    pub fn take(&mut self) -> Option<RunUpdate> {
        (self.repeated == 0).then(|| self.stepper.take())
    }

    /// Where the time went so far.
    pub fn profile(&self) -> Profile {
        let (seen, count) = (&self.seen, self.sampled.max(1) as f64);
        let error = |sums: &Sums| {
            let variance = (sums.squares - sums.sum * sums.sum / count).max(0.0) / (count - 1.0).max(1.0);
            (variance / count).sqrt()
        };
        let mut phases = Vec::new();
        for policy in 0..=self.experiment.policies.len() {
            for phase in Phase::ALL {
                let sums = &seen.sums[phase as usize][policy];
                if sums.sum != 0.0 || sums.allocations > 0 {
                    phases.push(PhaseTime {
                        phase,
                        policy: policy.checked_sub(1),
                        microseconds: (sums.sum / count / 1_000.0).max(0.0),
                        standard_error: error(sums) / 1_000.0,
                        share: 0.0,
                        allocations: sums.allocations as f64 / count,
                        bytes: sums.bytes as f64 / count,
                    });
                }
            }
        }
        let whole: f64 = phases.iter().map(|phase| phase.microseconds).sum();
        if whole > 0.0 {
            phases.iter_mut().for_each(|phase| phase.share = phase.microseconds / whole);
        }
        let part = |(place, part): (usize, &Part)| {
            let round = (2 * place as u64 + 1) * self.experiment.horizon / (2 * PARTS);
            let microseconds = part.nanoseconds / part.rounds as f64 / 1_000.0;
            (part.rounds > 0).then_some(StepTime { round, microseconds })
        };
        let seconds = |nanoseconds: f64| nanoseconds * self.rounds as f64 / 1e9;
        let looking = seen.looks as f64 * seen.cost.look / self.nanoseconds;
        Profile {
            policies: (0..self.experiment.policies.len())
                .map(|policy| self.experiment.label(policy))
                .collect(),
            memory: self.memory.clone(),
            rounds: self.rounds,
            repeated: self.repeated,
            every: self.every,
            sampled: self.sampled,
            meter: seen.cost.phase,
            looking: if looking.is_finite() { looking } else { 0.0 },
            phases,
            steps: self.parts.iter().enumerate().filter_map(part).collect(),
            seconds: self.nanoseconds / 1e9,
            phases_seconds: seconds(whole * 1_000.0),
            phases_error: seconds(error(&seen.whole)),
            spans: seen.spans.clone(),
        }
    }
}

/// The random places of the rounds that are looked at.
fn places(experiment: &Experiment, seed: u32, repeated: u32) -> RngStream {
    let purpose = if repeated == 0 { "profile".to_owned() } else { format!("profile/{repeated}") };
    RngStream::new(experiment.master_seed, seed, &purpose)
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
    let mut log = RunLog::new(experiment, environment.items());
    let mut profiler = Profiler::new(experiment, environment, settings, meter)?;
    while !profiler.is_done() {
        profiler.go_on(meter, f64::INFINITY)?;
        // The update is of this very experiment, so that it fits.
        profiler.take().iter().for_each(|update| drop(log.apply(update)));
    }
    Ok((log, profiler.profile()))
}

/// What looking takes, in nanoseconds.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    /// What is measured of a phase in which nothing is done.
    phase: f64,
    /// All that is done for a phase.
    look: f64,
}

/// The median of some stretches in which nothing but looking is done.
fn cost(meter: &dyn Fn() -> Reading) -> Cost {
    let mut costs: Vec<Cost> = (0..TIMES)
        .map(|_| {
            let begun = meter().nanoseconds;
            let mut seen = Seen::new(Cost::default(), begun, 0, 0);
            let mut passed = 0.0;
            while passed < METERED {
                let probe: &mut dyn Probe = &mut Timer { meter, seen: &mut seen };
                probe.begin();
                (0..LOOKS).for_each(|_| probe.end(Phase::Environment, None));
                passed = seen.last.nanoseconds - begun;
            }
            let looks = seen.looks as f64;
            Cost { phase: seen.sums[Phase::Environment as usize][0].now / looks, look: passed / looks }
        })
        .collect();
    costs.sort_unstable_by(|one, other| one.look.total_cmp(&other.look));
    costs[TIMES / 2]
}
