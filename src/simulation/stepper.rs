//! The stepper: runs some seeds of an experiment, as many rounds at a time as asked for.

use std::ops::Range;

use crate::metrics::Metric;
use crate::results::RoundView;
use crate::results::{Checkpoints, recorder::Recorder};
use crate::results::{PolicyUpdate, RunUpdate};
use crate::simulation::PreparedEnvironment;
use crate::simulation::interface::{Simulation, SimulationSetting};
#[cfg(policies)]
use crate::simulation::log_recorder::LogRecorder;
use crate::simulation::policies::LivePolicy;
#[cfg(not(feature = "starter"))]
use crate::simulation::probe::Probe;
use crate::spec::{Experiment, ExperimentError, PolicySpec};

/// Runs the seeds of a range, all at the same round.
#[derive(Clone)]
pub struct Stepper {
    horizon: u64,
    checkpoints: Checkpoints,
    first_seed: u32,
    runs: Vec<Box<dyn Simulation>>,
    /// What is measured.
    metrics: Vec<&'static Metric>,
    /// What the policies are called.
    names: Vec<String>,
    rounds_done: u64,
    next_checkpoint: usize,
    next_share: usize,
    /// Policy x share checkpoint not yet taken x item, summed over the seeds.
    share_counts: Vec<Vec<Vec<u64>>>,
    items: usize,
    taken_checkpoints: usize,
    taken_shares: usize,
}

impl Stepper {
    /// A stepper at round zero for the seeds of this range.
    ///
    /// # Errors
    /// Policies or a click model that can't be made for the environment, or more of them than fit into memory.
    pub fn new(
        experiment: &Experiment,
        environment: impl Into<PreparedEnvironment>,
        seeds: Range<u32>,
    ) -> Result<Stepper, ExperimentError> {
        let checkpoints = Checkpoints::new(experiment.horizon);
        let (first_seed, kept) = (seeds.start, checkpoints.rounds().len());
        let setting = environment.into().setting(experiment)?;
        check_memory(experiment, setting.as_ref())?;
        let runs = seeds.map(|seed| setting.simulation(seed, kept));
        Ok(Stepper {
            horizon: experiment.horizon,
            share_counts: vec![Vec::new(); experiment.policies.len()],
            items: setting.items(),
            metrics: setting.metrics(),
            names: experiment.policies.iter().map(title).collect(),
            checkpoints,
            first_seed,
            runs: runs.collect::<Result<_, ExperimentError>>()?,
            rounds_done: 0,
            next_checkpoint: 0,
            next_share: 0,
            taken_checkpoints: 0,
            taken_shares: 0,
        })
    }

    /// A stepper that stands where this one stands and goes on as it would, bit for bit, whatever becomes of this one:
    /// the state of every agent, every random stream, all sums, and what was taken. The environment is shared.
    ///
    /// It costs as much memory as this one has, and the time to copy it: what the agents declare
    /// ([`agent::Builder::memory`](crate::agent::Builder::memory)) for each seed, up to the limit on an
    /// experiment's size, and some kilobytes of sums for each policy and seed.
    pub fn snapshot(&self) -> Stepper {
        self.clone()
    }

    /// Rounds done.
    pub fn rounds_done(&self) -> u64 {
        self.rounds_done
    }

    /// Number of rounds of the experiment.
    pub fn horizon(&self) -> u64 {
        self.horizon
    }

    /// Whether the horizon is reached.
    pub fn is_done(&self) -> bool {
        self.rounds_done >= self.horizon
    }

    /// Fails where a policy can't go on, as one whose code did what it must not: what was done since then means nothing.
    ///
    /// # Errors
    /// What the policy says.
    pub fn check(&self) -> Result<(), ExperimentError> {
        match self.runs.iter().find_map(|run| run.failure()) {
            Some((index, sentence)) => {
                let policy = self.names.get(index).cloned().unwrap_or_default();
                Err(ExperimentError::Stopped { policy, sentence })
            }
            None => Ok(()),
        }
    }

    /// Does up to `rounds` rounds, for every seed, and not past the horizon.
    pub fn advance(&mut self, rounds: u64) {
        let until = self.rounds_done.saturating_add(rounds).min(self.horizon);
        while self.rounds_done < until {
            let stop =
                self.checkpoints.rounds().get(self.next_checkpoint).map_or(until, |next| until.min(*next));
            for run in &mut self.runs {
                run.step(stop - self.rounds_done);
            }
            self.rounds_done = stop;
            self.keep_checkpoint();
        }
    }

    /// Does one round, for every seed, while this looks on; nothing at the horizon.
    #[cfg(not(feature = "starter"))]
    pub fn advance_profiled(&mut self, probe: &mut dyn Probe) {
        if self.is_done() {
            return;
        }
        self.runs.iter_mut().for_each(|run| run.step_profiled(1, probe));
        self.rounds_done += 1;
        self.keep_checkpoint();
    }

    /// What collects the interactions of the first of the seeds; none where there is none.
    #[cfg(policies)]
    pub fn log_recorder(&self) -> Option<LogRecorder> {
        self.runs.first().map(|run| run.log_recorder(self.horizon))
    }

    /// Does one round, for every seed, and adds what the policy at this index does under the first to a log; nothing at the
    /// horizon.
    #[cfg(policies)]
    pub fn advance_recorded(&mut self, policy: usize, recorder: &mut LogRecorder) {
        if self.is_done() {
            return;
        }
        if let Some((first, others)) = self.runs.split_first_mut() {
            first.step_recorded(policy, recorder);
            others.iter_mut().for_each(|run| run.step(1));
        }
        self.rounds_done += 1;
        self.keep_checkpoint();
    }

    /// Lets the policy at this index take any arm with this probability in place of its own choice, under every seed. False where it
    /// can't: slates are not mixed.
    #[cfg(policies)]
    pub fn explore(&mut self, policy: usize, share: f64) -> bool {
        self.runs.iter_mut().all(|run| run.explore(policy, share))
    }

    /// Does one round and shows the first seed's; none at the horizon.
    pub fn advance_inspected(&mut self) -> Option<RoundView> {
        if self.is_done() {
            return None;
        }
        let (first, others) = self.runs.split_first_mut()?;
        self.rounds_done += 1;
        let view = first.step_inspected(self.rounds_done, self.first_seed);
        others.iter_mut().for_each(|run| run.step(1));
        self.keep_checkpoint();
        Some(view)
    }

    fn keep_checkpoint(&mut self) {
        if self.checkpoints.rounds().get(self.next_checkpoint) != Some(&self.rounds_done) {
            return;
        }
        self.runs.iter_mut().for_each(|run| run.keep());
        if self.checkpoints.keeps_shares(self.next_checkpoint) {
            for (policy, rows) in self.share_counts.iter_mut().enumerate() {
                let mut row = vec![0; self.items];
                for run in &self.runs {
                    let counts = run.recorder(policy).arm_counts();
                    row.iter_mut().zip(counts).for_each(|(sum, count)| *sum += u64::from(*count));
                }
                rows.push(row);
            }
            self.next_share += 1;
        }
        self.next_checkpoint += 1;
    }

    /// A copy of the policy at this index under the `index`th of the seeds that are stepped; none where there is no such
    /// policy or seed.
    pub fn policy(&self, index: usize, policy: usize) -> Option<LivePolicy> {
        self.runs.get(index)?.policy(policy)
    }

    /// Puts a policy in the place of the `index`th under the `seed`th of the seeds that are stepped: it goes on from the
    /// next round.
    ///
    /// # Errors
    /// A policy for arms in an environment of slates, or the other way round, or one built for other sizes.
    pub fn set_policy(
        &mut self,
        seed: usize,
        index: usize,
        policy: LivePolicy,
    ) -> Result<(), ExperimentError> {
        self.runs.get_mut(seed).map_or(Ok(()), |run| run.set_policy(index, policy))
    }

    /// Lets the environment play so many rounds without anyone choosing, before the first round: a policy that was saved
    /// after so many goes on as it would have without the break, except that it never receives feedback that was under
    /// way. Rounds are counted on from there; those of the horizon are still to come.
    pub fn skip(&mut self, rounds: u64) {
        self.runs.iter_mut().for_each(|run| run.skip(rounds));
    }

    /// What is new since the last call.
    pub fn take(&mut self) -> RunUpdate {
        let from = self.taken_checkpoints;
        let mut positions: Vec<_> = (0..self.share_counts.len())
            .map(|policy| {
                let taken = self.runs.iter_mut().filter_map(|run| run.take_positions(policy));
                taken.reduce(|mut sum, more| {
                    sum.add(&more);
                    sum
                })
            })
            .collect();
        let mut arm_counts: Vec<_> = self.share_counts.iter_mut().map(std::mem::take).collect();
        let mut of_policy = |index: usize| {
            let runs = self.runs.iter().map(|run| run.recorder(index));
            PolicyUpdate {
                seeds: runs.clone().map(|recorder| recorder.series_from(from)).collect(),
                totals: runs.map(Recorder::now).collect(),
                arm_counts: std::mem::take(&mut arm_counts[index]),
                first_share: self.taken_shares,
                positions: positions[index].take(),
            }
        };
        let update = RunUpdate {
            metrics: self.metrics.iter().map(|metric| metric.id.to_owned()).collect(),
            first_seed: self.first_seed,
            rounds_done: self.rounds_done,
            policies: (0..self.share_counts.len()).map(&mut of_policy).collect(),
        };
        self.taken_checkpoints = self.next_checkpoint;
        self.taken_shares = self.next_share;
        update
    }
}

/// What a policy is called in the sentence that it can't go on.
fn title(policy: &PolicySpec) -> String {
    let declared = || policy.descriptor().map_or("the policy", |known| known.part.title).to_owned();
    policy.label.clone().unwrap_or_else(declared)
}

fn check_memory(experiment: &Experiment, setting: &dyn SimulationSetting) -> Result<(), ExperimentError> {
    let agents = experiment.policies.iter().filter_map(|policy| setting.memory(policy));
    let a_seed = agents.sum::<u64>().saturating_add(setting.feedback_memory());
    let needed = a_seed.saturating_mul(u64::from(experiment.seeds));
    if needed > crate::spec::experiment::MEMORY_LIMIT {
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        return Err(ExperimentError::TooLarge {
            needed: megabytes(needed),
            limit: megabytes(crate::spec::experiment::MEMORY_LIMIT),
        });
    }
    Ok(())
}
