//! The stepper: runs some seeds of an experiment, as many rounds at a time as asked for.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::contender_run::{ContenderRun, Outcome};
use super::delivery::{self, Delivery};
use super::feedback::{FateStreams, Plan};
use super::metrics::{Checkpoints, Recorder};
use super::population;
use super::run_log::{Advance, ContenderAdvance, SeedSeries};
use super::{Experiment, ExperimentError};
use crate::agent::Explanation;
use crate::world::{Course, ItemCard, Round, Shape, UserCard, World};

/// All contenders under one seed: they meet the same users, arms and noise.
struct SeedRun {
    course: Box<dyn Course>,
    round: Round,
    contenders: Vec<ContenderRun>,
    /// Feedback under way; none where agents hear at once.
    delivery: Option<Delivery>,
    /// What each contender chose in the present round, where feedback is under way.
    chosen: Vec<usize>,
}

/// Runs the seeds of a range, all at the same round.
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
    /// What it thinks of the same arms after it has learned what feedback has come, which where that is delayed is
    /// not of this round.
    pub after: Explanation,
}

impl SeedRun {
    fn new(
        experiment: &Experiment,
        world: &Arc<dyn World>,
        seed: u32,
        checkpoints: usize,
    ) -> Result<SeedRun, ExperimentError> {
        let shape = world.shape();
        let count = experiment.contenders.len();
        let contenders = experiment
            .contenders
            .iter()
            .map(|contender| ContenderRun::new(experiment, contender, seed, &shape, checkpoints));
        let delivery = Plan::of(&experiment.feedback).map(|plan| {
            let streams = FateStreams::new(experiment.master_seed, seed);
            Delivery::new(plan, streams, experiment.horizon, &shape, count)
        });
        let course = Arc::clone(world).course(experiment.master_seed, seed);
        Ok(SeedRun {
            contenders: contenders.collect::<Result<_, ExperimentError>>()?,
            course: population::wrap(
                course,
                world.users(),
                &experiment.feedback,
                experiment.master_seed,
                seed,
            ),
            round: Round::new(&shape),
            chosen: vec![0; if delivery.is_some() { count } else { 0 }],
            delivery,
        })
    }

    fn step(&mut self, rounds: u64) {
        for _ in 0..rounds {
            self.course.next(&mut self.round);
            let Some(delivery) = &mut self.delivery else {
                for contender in &mut self.contenders {
                    let outcome = contender.choose(&self.round);
                    contender.learn(&self.round, outcome.chosen, outcome.reward);
                }
                continue;
            };
            for (contender, chosen) in self.contenders.iter_mut().zip(&mut self.chosen) {
                *chosen = contender.choose(&self.round).chosen;
            }
            delivery.end_round(&self.round, &self.chosen, &mut self.contenders);
        }
    }

    /// One round of [`SeedRun::step`], with a look inside that changes nothing.
    fn step_inspected(&mut self) -> Vec<ContenderView> {
        self.course.next(&mut self.round);
        let round = &self.round;
        let look = |contender: &mut ContenderRun| {
            let outcome = contender.choose(round);
            (contender.explain(round), outcome)
        };
        let befores: Vec<(Explanation, Outcome)> = self.contenders.iter_mut().map(look).collect();
        match &mut self.delivery {
            Some(delivery) => {
                self.chosen.iter_mut().zip(&befores).for_each(|(chosen, before)| *chosen = before.1.chosen);
                delivery.end_round(round, &self.chosen, &mut self.contenders);
            }
            None => {
                for (contender, (_, outcome)) in self.contenders.iter_mut().zip(&befores) {
                    contender.learn(round, outcome.chosen, outcome.reward);
                }
            }
        }
        let view = |(contender, (before, outcome)): (&mut ContenderRun, (Explanation, Outcome))| {
            let Outcome { chosen, reward, regret } = outcome;
            ContenderView { before, chosen, reward, regret, after: contender.explain(round) }
        };
        self.contenders.iter_mut().zip(befores).map(view).collect()
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
        let contenders = first.step_inspected();
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
    let feedback = Plan::of(&experiment.feedback)
        .map_or(0, |plan| delivery::memory(&plan, experiment.horizon, shape, experiment.contenders.len()));
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
