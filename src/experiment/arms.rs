//! One seed of an experiment in a world of arms.

use std::sync::Arc;

use super::changes;
use super::contender_run::{Choice, ContenderRun, Outcome};
use super::delivery::{self, Delivery};
use super::feedback::{FateStreams, Plan};
use super::metric::{Metric, RunKind};
use super::metrics::Recorder;
use super::objectives;
use super::policies::{self, Learner, RunPolicy};
use super::queue::FeedbackView;
use super::round_view::{ArmView, ArmsView, Choices, ContenderView, RoundView};
use super::simulation::{Simulation, SimulationSetting};
use super::{Contender, Experiment, ExperimentError};
use crate::agent::{self, Explanation};
use crate::world::{Course, Round, Shape, World};

/// A world of arms and what stands around it in an experiment.
pub struct BanditSetting<'a> {
    experiment: &'a Experiment,
    world: Arc<dyn World>,
}

impl<'a> BanditSetting<'a> {
    /// The world in this experiment.
    pub fn new(experiment: &'a Experiment, world: Arc<dyn World>) -> BanditSetting<'a> {
        BanditSetting { experiment, world }
    }
}

impl SimulationSetting for BanditSetting<'_> {
    fn items(&self) -> usize {
        self.world.shape().items
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        RunKind::Bandit { several_objectives: self.experiment.has_several_objectives() }.metrics()
    }

    fn memory(&self, contender: &Contender) -> Option<u64> {
        let builder = agent::builder(&contender.agent.id)?;
        Some((builder.memory)(&contender.agent.parameters, &self.world.shape()))
    }

    fn feedback_memory(&self) -> u64 {
        let Experiment { feedback, objectives, horizon, contenders, .. } = self.experiment;
        Plan::of(feedback).map_or(0, |plan| {
            let remembered = objectives::remembered_shape(self.world.shape(), objectives);
            delivery::memory(&plan, *horizon, &remembered, contenders.len())
        })
    }

    fn simulation(&self, seed: u32, checkpoints: usize) -> Result<Box<dyn Simulation>, ExperimentError> {
        Ok(Box::new(BanditSimulation::new(self, seed, checkpoints)?))
    }
}

/// All contenders under one seed: they meet the same users, arms and noise.
#[derive(Clone)]
pub struct BanditSimulation {
    world: Arc<dyn World>,
    /// The sizes that agents are built for.
    shape: Shape,
    course: Box<dyn Course>,
    round: Round,
    contenders: Vec<ContenderRun>,
    /// Feedback under way; none where agents hear at once.
    delivery: Option<Delivery>,
    /// What each contender chose in the present round, and noted of it, where feedback is under way.
    choices: Vec<Choice>,
}

impl BanditSimulation {
    /// All contenders before the first round; room for `checkpoints`.
    ///
    /// # Errors
    /// Agents that can't be made for the world.
    fn new(
        setting: &BanditSetting<'_>,
        seed: u32,
        checkpoints: usize,
    ) -> Result<BanditSimulation, ExperimentError> {
        let BanditSetting { experiment, world } = setting;
        let values = &experiment.objectives;
        let shape = objectives::shape(world.shape(), values);
        let count = experiment.contenders.len();
        let contenders = experiment.contenders.iter().map(|contender| {
            ContenderRun::new(experiment, contender, seed, &shape, setting.metrics(), checkpoints)
        });
        let delivery = Plan::of(&experiment.feedback).map(|plan| {
            let streams = FateStreams::new(experiment.master_seed, seed);
            Delivery::new(plan, streams, experiment.horizon, &shape, count)
                .with_room_for_objectives(objectives::arms(&shape, values))
        });
        let master_seed = experiment.master_seed;
        let course = changes::course(world, &experiment.feedback, master_seed, seed);
        let mut round = Round::new(&shape);
        round.make_room_for_objectives(objectives::arms(&shape, values));
        Ok(BanditSimulation {
            world: Arc::clone(world),
            shape,
            contenders: contenders.collect::<Result<_, ExperimentError>>()?,
            course: objectives::wrap(course, world, values, master_seed, seed),
            round,
            choices: vec![Choice::default(); if delivery.is_some() { count } else { 0 }],
            delivery,
        })
    }

    /// The next round.
    fn begin(&mut self) {
        let number = self.round.number + 1;
        self.course.next(&mut self.round);
        self.round.number = number;
    }

    fn choose_and_learn_inspected(&mut self) -> (Vec<ContenderView>, Option<FeedbackView>) {
        let round = &self.round;
        let look = |contender: &mut ContenderRun| {
            let outcome = contender.choose(round);
            (contender.explain(round), outcome)
        };
        let befores: Vec<(Explanation, Outcome)> = self.contenders.iter_mut().map(look).collect();
        let feedback = match &mut self.delivery {
            Some(delivery) => {
                self.choices
                    .iter_mut()
                    .zip(&befores)
                    .for_each(|(choice, before)| *choice = before.1.choice());
                Some(delivery.end_round_inspected(round, &self.choices, &mut self.contenders))
            }
            None => {
                for (contender, (_, outcome)) in self.contenders.iter_mut().zip(&befores) {
                    contender.learn(round, outcome.chosen, &outcome.heard(round.number));
                }
                None
            }
        };
        let view = |(contender, (before, outcome)): (&mut ContenderRun, (Explanation, Outcome))| {
            let Outcome { chosen, earned, regret, .. } = outcome;
            let inner = contender.inner_view();
            ContenderView {
                before,
                chosen,
                reward: earned.reward,
                regret,
                after: contender.explain(round),
                inner,
            }
        };
        (self.contenders.iter_mut().zip(befores).map(view).collect(), feedback)
    }
}

impl Simulation for BanditSimulation {
    fn step(&mut self, rounds: u64) {
        for _ in 0..rounds {
            self.begin();
            let Some(delivery) = &mut self.delivery else {
                for contender in &mut self.contenders {
                    let outcome = contender.choose(&self.round);
                    contender.learn(&self.round, outcome.chosen, &outcome.heard(self.round.number));
                }
                continue;
            };
            for (contender, choice) in self.contenders.iter_mut().zip(&mut self.choices) {
                *choice = contender.choose(&self.round).choice();
            }
            delivery.end_round(&self.round, &self.choices, &mut self.contenders);
        }
    }

    fn step_inspected(&mut self, number: u64, seed: u32) -> RoundView {
        self.begin();
        let (contenders, feedback) = self.choose_and_learn_inspected();
        let round = &self.round;
        let arms = round.items.iter().enumerate().map(|(arm, item)| ArmView {
            item: *item,
            card: self.world.item(*item as usize),
            expectation: round.expectations[arm],
            objectives: round.objectives_of(arm).to_vec(),
        });
        RoundView {
            round: number,
            seed,
            user: self.world.user(round),
            context: round.context.clone(),
            choices: Choices::Arms(ArmsView {
                arms: arms.collect(),
                best: crate::agent::first_largest(&round.expectations),
                contenders,
            }),
            feedback: feedback.map(Box::new),
        }
    }

    fn policy(&self, contender: usize) -> Option<RunPolicy> {
        let (agent, stream) = self.contenders.get(contender)?.policy();
        Some(RunPolicy { learner: Learner::Agent { agent, shape: self.shape }, stream })
    }

    fn set_policy(&mut self, contender: usize, policy: RunPolicy) -> Result<(), ExperimentError> {
        let Learner::Agent { agent, shape } = policy.learner else {
            return Err(policies::other_environment("slates, not single arms"));
        };
        if let Some(difference) = policies::difference_of_arms(&shape, &self.shape) {
            return Err(policies::other_environment(difference));
        }
        if let Some(contender) = self.contenders.get_mut(contender) {
            contender.set_policy(agent, policy.stream);
        }
        Ok(())
    }

    fn skip(&mut self, rounds: u64) {
        for _ in 0..rounds {
            self.begin();
        }
        if let Some(delivery) = &mut self.delivery {
            delivery.skip(rounds);
        }
    }

    fn recorder(&self, contender: usize) -> &Recorder {
        &self.contenders[contender].recorder
    }

    fn keep(&mut self) {
        self.contenders.iter_mut().for_each(|contender| contender.recorder.keep());
    }
}
