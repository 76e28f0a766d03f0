//! The stepper: runs some seeds of an experiment, as many rounds at a time as asked for.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::arms::ArmRun;
use super::delivery;
use super::feedback::Plan;
use super::metrics::{Checkpoints, Recorder};
use super::objectives;
use super::prepared::PreparedWorld;
use super::queue::FeedbackView;
use super::run_log::{Advance, ContenderAdvance, PositionCounts};
use super::slates::{SlateRun, SlateSetting, SlatesView};
use super::{Contender, Experiment, ExperimentError};
use crate::agent::{Explanation, InnerView};
use crate::world::{ItemCard, UserCard};

/// All contenders under one seed.
#[derive(Clone)]
enum SeedRun {
    Arms(Box<ArmRun>),
    Slates(Box<SlateRun>),
}

/// Runs the seeds of a range, all at the same round.
#[derive(Clone)]
pub struct Stepper {
    horizon: u64,
    checkpoints: Checkpoints,
    first_seed: u32,
    runs: Vec<SeedRun>,
    rounds_done: u64,
    next_checkpoint: usize,
    next_share: usize,
    /// Contender x share checkpoint not yet taken x item, summed over the seeds.
    share_counts: Vec<Vec<Vec<u64>>>,
    items: usize,
    taken_checkpoints: usize,
    taken_shares: usize,
}

/// One round as a person looks into it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoundView {
    /// Number of the round, from 1.
    pub round: u64,
    /// Seed that is looked into.
    pub seed: u32,
    /// Who came by, in a world with users.
    pub user: Option<UserCard>,
    /// The context.
    pub context: Vec<f64>,
    /// The offered arms; none in a world of slates.
    pub arms: Vec<ArmView>,
    /// Index of the arm with the largest expected reward: what the oracle would have done.
    pub best: usize,
    /// One view a contender; none in a world of slates.
    pub contenders: Vec<ContenderView>,
    /// The slates; none in a world of arms.
    pub slates: Option<Box<SlatesView>>,
    /// When outcomes are heard; none where each is heard at the end of its own round, exactly.
    #[serde(default)]
    pub feedback: Option<Box<FeedbackView>>,
}

/// One offered arm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmView {
    /// Index of the item among the world's items.
    pub item: u32,
    /// What it is.
    pub card: ItemCard,
    /// Its expected reward, which agents don't see.
    pub expectation: f64,
    /// Its expected objectives, in the order of [`TITLES`](crate::world::objectives::TITLES), which agents don't see
    /// either; empty where the reward is all there is.
    pub objectives: Vec<f64>,
}

/// What one contender did in a round.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContenderView {
    /// What it thought before it chose, and why it chose.
    pub before: Explanation,
    /// Index of the chosen arm.
    pub chosen: usize,
    /// What the arm earned.
    pub reward: f64,
    /// Regret on expectations.
    pub regret: f64,
    /// What it thinks of the same arms after it has learned what feedback has come, which where that is delayed is
    /// not of this round.
    pub after: Explanation,
    /// Its network after it has learned, where it has one.
    pub inner: Option<InnerView>,
}

impl SeedRun {
    fn step(&mut self, rounds: u64) {
        match self {
            SeedRun::Arms(run) => run.step(rounds),
            SeedRun::Slates(run) => run.step(rounds),
        }
    }

    fn step_inspected(&mut self, number: u64, seed: u32) -> RoundView {
        match self {
            SeedRun::Arms(run) => run.step_inspected(number, seed),
            SeedRun::Slates(run) => run.step_inspected(number, seed),
        }
    }

    fn recorder(&self, contender: usize) -> &Recorder {
        match self {
            SeedRun::Arms(run) => run.recorder(contender),
            SeedRun::Slates(run) => run.recorder(contender),
        }
    }

    fn keep(&mut self) {
        match self {
            SeedRun::Arms(run) => run.keep(),
            SeedRun::Slates(run) => run.keep(),
        }
    }

    /// What users did at each position since the last call; none without slates.
    fn take_positions(&mut self, contender: usize) -> Option<PositionCounts> {
        match self {
            SeedRun::Arms(_) => None,
            SeedRun::Slates(run) => Some(run.take_positions(contender)),
        }
    }
}

impl Stepper {
    /// A stepper at round zero for the seeds of this range.
    ///
    /// # Errors
    /// Contenders or a click model that can't be made for the world, or more of them than fit into memory.
    pub fn new(
        experiment: &Experiment,
        world: impl Into<PreparedWorld>,
        seeds: Range<u32>,
    ) -> Result<Stepper, ExperimentError> {
        let checkpoints = Checkpoints::new(experiment.horizon);
        let (first_seed, kept) = (seeds.start, checkpoints.rounds().len());
        let (runs, items) = match world.into() {
            PreparedWorld::Arms(world) => {
                let shape = world.shape();
                let feedback = Plan::of(&experiment.feedback).map_or(0, |plan| {
                    let remembered = objectives::remembered_shape(shape, &experiment.objectives);
                    delivery::memory(&plan, experiment.horizon, &remembered, experiment.contenders.len())
                });
                check_memory(experiment, feedback, |contender| {
                    let declaration = contender.declaration()?;
                    Some((declaration.memory)(&contender.agent.parameters, &shape))
                })?;
                let run = |seed| Ok(SeedRun::Arms(Box::new(ArmRun::new(experiment, &world, seed, kept)?)));
                (seeds.map(run).collect::<Result<Vec<_>, ExperimentError>>()?, shape.items)
            }
            PreparedWorld::Slates(world) => {
                let setting = SlateSetting::new(experiment, world)?;
                let feedback = setting.feedback_memory(experiment);
                check_memory(experiment, feedback, |contender| setting.memory(contender))?;
                let run =
                    |seed| Ok(SeedRun::Slates(Box::new(SlateRun::new(experiment, &setting, seed, kept)?)));
                (seeds.map(run).collect::<Result<Vec<_>, ExperimentError>>()?, setting.shape().items)
            }
        };
        Ok(Stepper {
            horizon: experiment.horizon,
            share_counts: vec![Vec::new(); experiment.contenders.len()],
            items,
            checkpoints,
            first_seed,
            runs,
            rounds_done: 0,
            next_checkpoint: 0,
            next_share: 0,
            taken_checkpoints: 0,
            taken_shares: 0,
        })
    }

    /// A stepper that stands where this one stands and goes on as it would, bit for bit, whatever becomes of this one:
    /// the state of every agent, every random stream, all sums, and what was taken. The world is shared.
    ///
    /// It costs as much memory as this one has, and the time to copy it: what the agents declare
    /// ([`agent::Declaration::memory`](crate::agent::Declaration::memory)) for each seed, up to the limit on an
    /// experiment's size, and some kilobytes of sums for each contender and seed.
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
        self.runs.iter_mut().for_each(SeedRun::keep);
        if self.checkpoints.keeps_shares(self.next_checkpoint) {
            for (contender, rows) in self.share_counts.iter_mut().enumerate() {
                let mut row = vec![0; self.items];
                for run in &self.runs {
                    let counts = run.recorder(contender).arm_counts();
                    row.iter_mut().zip(counts).for_each(|(sum, count)| *sum += u64::from(*count));
                }
                rows.push(row);
            }
            self.next_share += 1;
        }
        self.next_checkpoint += 1;
    }

    /// What is new since the last call.
    pub fn take(&mut self) -> Advance {
        let from = self.taken_checkpoints;
        let mut positions: Vec<_> = (0..self.share_counts.len())
            .map(|contender| {
                let taken = self.runs.iter_mut().filter_map(|run| run.take_positions(contender));
                taken.reduce(|mut sum, more| {
                    sum.add(&more);
                    sum
                })
            })
            .collect();
        let mut arm_counts: Vec<_> = self.share_counts.iter_mut().map(std::mem::take).collect();
        let mut of_contender = |index: usize| {
            let runs = self.runs.iter().map(|run| run.recorder(index));
            ContenderAdvance {
                seeds: runs.clone().map(|recorder| recorder.series_from(from)).collect(),
                totals: runs.map(Recorder::now).collect(),
                arm_counts: std::mem::take(&mut arm_counts[index]),
                first_share: self.taken_shares,
                positions: positions[index].take(),
            }
        };
        let of_first = self.runs.first().filter(|_| !self.share_counts.is_empty()).map(|run| run.recorder(0));
        let metrics = of_first.into_iter().flat_map(Recorder::metrics);
        let advance = Advance {
            metrics: metrics.map(|metric| metric.id.to_owned()).collect(),
            first_seed: self.first_seed,
            rounds_done: self.rounds_done,
            contenders: (0..self.share_counts.len()).map(&mut of_contender).collect(),
        };
        self.taken_checkpoints = self.next_checkpoint;
        self.taken_shares = self.next_share;
        advance
    }
}

/// `memory` says how many bytes a contender needs under one seed; `feedback` those of what is under way to all of them.
fn check_memory(
    experiment: &Experiment,
    feedback: u64,
    memory: impl Fn(&Contender) -> Option<u64>,
) -> Result<(), ExperimentError> {
    let agents = experiment.contenders.iter().filter_map(memory);
    let needed = agents.sum::<u64>().saturating_add(feedback).saturating_mul(u64::from(experiment.seeds));
    if needed > super::definition::MEMORY_LIMIT {
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        return Err(ExperimentError::TooLarge {
            needed: megabytes(needed),
            limit: megabytes(super::definition::MEMORY_LIMIT),
        });
    }
    Ok(())
}
