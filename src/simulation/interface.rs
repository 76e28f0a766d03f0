//! What a driver knows of the runs that it drives, whatever is decided in them.

use crate::metrics::Metric;
use crate::results::PositionCounts;
use crate::results::RoundView;
use crate::results::recorder::Recorder;
#[cfg(policies)]
use crate::simulation::log_recorder::LogRecorder;
use crate::simulation::policies::LivePolicy;
#[cfg(not(feature = "starter"))]
use crate::simulation::probe::Probe;
use crate::spec::{ExperimentError, PolicySpec};

/// All policies of an experiment under one seed: they meet the same users and the same random numbers.
pub(crate) trait Simulation: CloneSimulation + Send {
    /// Does so many rounds.
    fn step(&mut self, rounds: u64);

    /// Does so many rounds while this looks on: the same rounds as [`Simulation::step`] does.
    #[cfg(not(feature = "starter"))]
    fn step_profiled(&mut self, rounds: u64, probe: &mut dyn Probe);

    /// Does one round, the `number`th of seed `seed`, and shows it: a round of [`Simulation::step`], with a look inside that
    /// changes nothing.
    fn step_inspected(&mut self, number: u64, seed: u32) -> RoundView;

    /// What collects the interactions of a run of so many rounds, before the first.
    #[cfg(policies)]
    fn log_recorder(&self, horizon: u64) -> LogRecorder;

    /// Does one round and adds what the policy at this index did to a log: a round of [`Simulation::step`], with a look inside
    /// that changes nothing.
    #[cfg(policies)]
    fn step_recorded(&mut self, policy: usize, recorder: &mut LogRecorder);

    /// Lets the policy at this index, from now on, take any arm on offer with this probability instead of its own choice; it learns from
    /// what comes of that as from an arm drawn at random. False where no policy can.
    #[cfg(policies)]
    fn explore(&mut self, policy: usize, share: f64) -> bool;

    /// What is recorded of a policy.
    fn recorder(&self, policy: usize) -> &Recorder;

    /// Keeps all metrics at a checkpoint.
    fn keep(&mut self);

    /// A copy of the policy at this index; none where there is no such policy.
    fn policy(&self, policy: usize) -> Option<LivePolicy>;

    /// Puts a policy in the place of the `index`th.
    ///
    /// # Errors
    /// A policy that was not built for this environment.
    fn set_policy(&mut self, index: usize, policy: LivePolicy) -> Result<(), ExperimentError>;

    /// Why the run can't go on: the index of a policy that has failed, and what it says. None while all go on.
    fn failure(&self) -> Option<(usize, String)> {
        None
    }

    /// Plays so many rounds in which no policy chooses.
    fn skip(&mut self, rounds: u64);

    /// What users did at each position since the last call; none where nothing has positions.
    fn take_positions(&mut self, _policy: usize) -> Option<PositionCounts> {
        None
    }
}

/// Copies a simulation that is known by its trait only. Every simulation that is `Clone` has it.
pub(crate) trait CloneSimulation {
    /// A copy that goes on as the original would, bit for bit.
    fn clone_simulation(&self) -> Box<dyn Simulation>;
}

impl<S: Simulation + Clone + 'static> CloneSimulation for S {
    fn clone_simulation(&self) -> Box<dyn Simulation> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Simulation> {
    fn clone(&self) -> Box<dyn Simulation> {
        (**self).clone_simulation()
    }
}

/// What the simulations of all seeds have in common: the environment with what stands around it.
pub(crate) trait SimulationSetting {
    /// Number of items that are chosen from.
    fn items(&self) -> usize;

    /// What is measured.
    fn metrics(&self) -> Vec<&'static Metric>;

    /// Bytes that a policy needs under one seed; none where it does not fit the environment.
    fn memory(&self, policy: &PolicySpec) -> Option<u64>;

    /// Bytes of the feedback under way to all policies under one seed.
    fn feedback_memory(&self) -> u64;

    /// A simulation before its first round; room for `checkpoints`.
    ///
    /// # Errors
    /// Policies that can't be made for the environment.
    fn simulation(&self, seed: u32, checkpoints: usize) -> Result<Box<dyn Simulation>, ExperimentError>;
}
