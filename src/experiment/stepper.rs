//! The stepper: runs some seeds of an experiment, as many rounds at a time as asked for.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::metrics::{Checkpoints, Recorder};
use super::run_log::{Advance, ContenderAdvance, SeedSeries};
use super::{Experiment, ExperimentError};
use crate::agent::{Agent, Explanation, InnerView, View};
use crate::stream::Stream;
use crate::world::{Course, ItemCard, Round, Shape, UserCard, World};

/// One contender under one seed.
#[derive(Clone)]
struct ContenderRun {
    agent: Box<dyn Agent>,
    stream: Stream,
    recorder: Recorder,
    sees_expectations: bool,
}

/// All contenders under one seed: they meet the same users, arms and noise.
#[derive(Clone)]
struct SeedRun {
    course: Box<dyn Course>,
    round: Round,
    contenders: Vec<ContenderRun>,
}

/// Runs the seeds of a range, all at the same round.
#[derive(Clone)]
pub struct Stepper {
    world: Arc<dyn World>,
    horizon: u64,
    checkpoints: Checkpoints,
    first_seed: u32,
    runs: Vec<SeedRun>,
    rounds_done: u64,
    next_checkpoint: usize,
    next_share: usize,
    /// Contender x share checkpoint x item, summed over the seeds.
    share_counts: Vec<Vec<Vec<u64>>>,
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
    /// The offered arms.
    pub arms: Vec<ArmView>,
    /// Index of the arm with the largest expected reward: what the oracle would have done.
    pub best: usize,
    /// One view a contender.
    pub contenders: Vec<ContenderView>,
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
    /// What it thinks of the same arms after it has learned.
    pub after: Explanation,
    /// Its network after it has learned, where it has one.
    pub inner: Option<InnerView>,
}

impl ContenderRun {
    fn view<'a>(&self, round: &'a Round) -> View<'a> {
        View {
            context: &round.context,
            items: &round.items,
            arm_features: &round.arm_features,
            expectations: if self.sees_expectations { &round.expectations } else { &[] },
        }
    }

    /// Sampled reward and regret of the arm at `chosen`.
    fn outcome(round: &Round, chosen: usize) -> (f64, f64) {
        let best = round.expectations.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (round.reward(chosen), best - round.expectations[chosen])
    }

    fn step(&mut self, round: &Round) {
        let view = self.view(round);
        let chosen = self.agent.choose(&view, &mut self.stream);
        let (reward, regret) = Self::outcome(round, chosen);
        self.agent.update(&view, chosen, reward);
        self.recorder.record(reward, regret, round.items[chosen] as usize);
    }

    /// The same as [`ContenderRun::step`], with a look inside that changes nothing.
    fn step_inspected(&mut self, round: &Round) -> ContenderView {
        let view = self.view(round);
        let chosen = self.agent.choose(&view, &mut self.stream);
        let before = self.agent.explain(&view);
        let (reward, regret) = Self::outcome(round, chosen);
        self.agent.update(&view, chosen, reward);
        self.recorder.record(reward, regret, round.items[chosen] as usize);
        let inner = self.agent.inner_view();
        ContenderView { before, chosen, reward, regret, after: self.agent.explain(&view), inner }
    }
}

impl SeedRun {
    fn new(
        experiment: &Experiment,
        world: &Arc<dyn World>,
        seed: u32,
        checkpoints: usize,
    ) -> Result<SeedRun, ExperimentError> {
        let shape = world.shape();
        let contenders = experiment.contenders.iter().map(|contender| {
            let declaration = contender.declaration().ok_or_else(|| ExperimentError::UnknownAgent {
                id: contender.agent.id.clone(),
                known: String::new(),
            })?;
            let purpose = format!("contender/{}/{}", contender.agent.id, contender.stream);
            Ok(ContenderRun {
                agent: (declaration.build)(&contender.agent.parameters, &shape)?,
                stream: Stream::new(experiment.master_seed, seed, &purpose),
                recorder: Recorder::new(checkpoints, shape.items),
                sees_expectations: declaration.sees_expectations,
            })
        });
        Ok(SeedRun {
            contenders: contenders.collect::<Result<_, ExperimentError>>()?,
            course: Arc::clone(world).course(experiment.master_seed, seed),
            round: Round::new(&shape),
        })
    }

    fn step(&mut self, rounds: u64) {
        for _ in 0..rounds {
            self.course.next(&mut self.round);
            for contender in &mut self.contenders {
                contender.step(&self.round);
            }
        }
    }
}

impl Stepper {
    /// A stepper at round zero for the seeds of this range.
    ///
    /// # Errors
    /// Agents that can't be made for the world, or more of them than fit into memory.
    pub fn new(
        experiment: &Experiment,
        world: Arc<dyn World>,
        seeds: Range<u32>,
    ) -> Result<Stepper, ExperimentError> {
        let shape = world.shape();
        check_memory(experiment, &shape)?;
        let checkpoints = Checkpoints::new(experiment.horizon);
        let first_seed = seeds.start;
        let runs = seeds.map(|seed| SeedRun::new(experiment, &world, seed, checkpoints.rounds().len()));
        let runs = runs.collect::<Result<Vec<SeedRun>, ExperimentError>>()?;
        let shares = checkpoints.share_rounds().len();
        Ok(Stepper {
            horizon: experiment.horizon,
            share_counts: vec![vec![vec![0; shape.items]; shares]; experiment.contenders.len()],
            world,
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
        first.course.next(&mut first.round);
        let contenders = first.contenders.iter_mut().map(|c| c.step_inspected(&first.round)).collect();
        others.iter_mut().for_each(|run| run.step(1));
        self.rounds_done += 1;
        let view = self.describe(contenders);
        self.keep_checkpoint();
        view
    }

    fn describe(&self, contenders: Vec<ContenderView>) -> Option<RoundView> {
        let round = &self.runs.first()?.round;
        let arms = round.items.iter().zip(&round.expectations).map(|(item, expectation)| ArmView {
            item: *item,
            card: self.world.item(*item as usize),
            expectation: *expectation,
        });
        Some(RoundView {
            round: self.rounds_done,
            seed: self.first_seed,
            user: self.world.user(round),
            context: round.context.clone(),
            arms: arms.collect(),
            best: crate::agent::first_largest(&round.expectations),
            contenders,
        })
    }

    fn keep_checkpoint(&mut self) {
        if self.checkpoints.rounds().get(self.next_checkpoint) != Some(&self.rounds_done) {
            return;
        }
        for run in &mut self.runs {
            run.contenders.iter_mut().for_each(|contender| contender.recorder.keep());
        }
        if self.checkpoints.keeps_shares(self.next_checkpoint) {
            for run in &self.runs {
                for (contender, counts) in run.contenders.iter().zip(&mut self.share_counts) {
                    let row = counts[self.next_share].iter_mut();
                    row.zip(contender.recorder.arm_counts())
                        .for_each(|(sum, count)| *sum += u64::from(*count));
                }
            }
            self.next_share += 1;
        }
        self.next_checkpoint += 1;
    }

    /// What is new since the last call.
    pub fn take(&mut self) -> Advance {
        let from = self.taken_checkpoints;
        let of_contender = |index: usize| {
            let runs = self.runs.iter().map(|run| &run.contenders[index].recorder);
            let new = |recorder: &Recorder| SeedSeries {
                reward: recorder.series().reward[from..].to_vec(),
                regret: recorder.series().regret[from..].to_vec(),
                suboptimal: recorder.series().suboptimal[from..].to_vec(),
            };
            ContenderAdvance {
                seeds: runs.clone().map(new).collect(),
                tails: runs.map(Recorder::now).collect(),
                arm_counts: self.share_counts[index][self.taken_shares..self.next_share].to_vec(),
                first_share: self.taken_shares,
            }
        };
        let advance = Advance {
            first_seed: self.first_seed,
            rounds_done: self.rounds_done,
            contenders: (0..self.share_counts.len()).map(of_contender).collect(),
        };
        self.taken_checkpoints = self.next_checkpoint;
        self.taken_shares = self.next_share;
        advance
    }
}

fn check_memory(experiment: &Experiment, shape: &Shape) -> Result<(), ExperimentError> {
    let agents = experiment.contenders.iter().filter_map(|contender| {
        let declaration = contender.declaration()?;
        Some((declaration.memory)(&contender.agent.parameters, shape))
    });
    let needed = agents.sum::<u64>().saturating_mul(u64::from(experiment.seeds));
    if needed > super::definition::MEMORY_LIMIT {
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        return Err(ExperimentError::TooLarge {
            needed: megabytes(needed),
            limit: megabytes(super::definition::MEMORY_LIMIT),
        });
    }
    Ok(())
}
