//! One seed of an experiment in a world of arms.

use std::sync::Arc;

use super::metrics::Recorder;
use super::stepper::{ArmView, ContenderView, RoundView};
use super::{Experiment, ExperimentError};
use crate::agent::{Agent, View};
use crate::stream::Stream;
use crate::world::{Course, Round, World};

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
pub struct ArmRun {
    world: Arc<dyn World>,
    course: Box<dyn Course>,
    round: Round,
    contenders: Vec<ContenderRun>,
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

impl ArmRun {
    /// All contenders before the first round; room for `checkpoints`.
    ///
    /// # Errors
    /// Agents that can't be made for the world.
    pub fn new(
        experiment: &Experiment,
        world: &Arc<dyn World>,
        seed: u32,
        checkpoints: usize,
    ) -> Result<ArmRun, ExperimentError> {
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
        Ok(ArmRun {
            world: Arc::clone(world),
            contenders: contenders.collect::<Result<_, ExperimentError>>()?,
            course: Arc::clone(world).course(experiment.master_seed, seed),
            round: Round::new(&shape),
        })
    }

    /// Does so many rounds.
    pub fn step(&mut self, rounds: u64) {
        for _ in 0..rounds {
            self.course.next(&mut self.round);
            for contender in &mut self.contenders {
                contender.step(&self.round);
            }
        }
    }

    /// Does one round, the `number`th of seed `seed`, and shows it.
    pub fn step_inspected(&mut self, number: u64, seed: u32) -> RoundView {
        self.course.next(&mut self.round);
        let round = &self.round;
        let contenders = self.contenders.iter_mut().map(|c| c.step_inspected(round)).collect();
        let arms = round.items.iter().zip(&round.expectations).map(|(item, expectation)| ArmView {
            item: *item,
            card: self.world.item(*item as usize),
            expectation: *expectation,
        });
        RoundView {
            round: number,
            seed,
            user: self.world.user(round),
            context: round.context.clone(),
            arms: arms.collect(),
            best: crate::agent::first_largest(&round.expectations),
            contenders,
            slates: None,
        }
    }

    /// The sums of a contender.
    pub fn recorder(&self, contender: usize) -> &Recorder {
        &self.contenders[contender].recorder
    }

    /// Keeps all sums at a checkpoint.
    pub fn keep(&mut self) {
        self.contenders.iter_mut().for_each(|contender| contender.recorder.keep());
    }
}
