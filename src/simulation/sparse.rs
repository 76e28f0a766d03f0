//! How seldom rounds are looked at, so that looking takes little of the time.

use super::probe::{Phase, Probe};
use super::profile::Reading;
use crate::simulation::{PreparedEnvironment, Stepper};
use crate::spec::{Experiment, ExperimentError};

/// Share of the time that looking may take where nothing else is asked for.
const SHARE: f64 = 0.0075;

/// Rounds of which one is looked at, at most.
const RAREST: u64 = 1 << 16;

/// How long rounds are timed before the run, in nanoseconds: long beside a coarse clock's tick.
const WARM_UP: f64 = 20e6;

/// Counts the phases of a round.
struct Count(u64);

impl Probe for Count {
    fn begin(&mut self) {}

    fn end(&mut self, _phase: Phase, _policy: Option<usize>) {
        self.0 += 1;
    }
}

/// How many rounds pass from one that is looked at to the next, so that looking takes about [`SHARE`] of the time.
pub(super) fn sparse(
    experiment: &Experiment,
    environment: PreparedEnvironment,
    look: f64,
    meter: &dyn Fn() -> Reading,
) -> Result<u64, ExperimentError> {
    let mut stepper = Stepper::new(experiment, environment, 0..1)?;
    let mut phases = Count(0);
    stepper.advance_profiled(&mut phases);
    let (begun, mut rounds, mut passed) = (meter().nanoseconds, 1, 0.0);
    while !stepper.is_done() && passed < WARM_UP {
        stepper.advance(rounds);
        rounds *= 2;
        passed = meter().nanoseconds - begun;
    }
    let round = passed / (stepper.rounds_done() - 1).max(1) as f64;
    let look = phases.0 as f64 * look;
    // A run that is over within a tick of the clock: whatever is said is said of very few rounds.
    let every = if round > 0.0 { (look / (SHARE * round)).ceil() } else { 16.0 };
    Ok((every as u64).clamp(1, RAREST))
}
