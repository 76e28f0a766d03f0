//! One seed of an experiment in an environment of arms.

#[cfg(policies)]
mod recording;

use std::sync::Arc;

use crate::agent::{self, Explanation};
use crate::environment::{Environment, Episode, Round, Shape};
use crate::metrics::{Metric, RunKind};
use crate::results::FeedbackView;
use crate::results::recorder::Recorder;
use crate::results::{ArmView, ArmsView, Choices, PolicyView, RoundView};
use crate::simulation::arm_feedback::{self, ArmFeedbackQueue};
use crate::simulation::interface::{Simulation, SimulationSetting};
#[cfg(policies)]
use crate::simulation::log_recorder::LogRecorder;
use crate::simulation::non_stationarity;
use crate::simulation::policies::{self, Learner, LivePolicy};
use crate::simulation::policy_run::{Choice, Outcome, PolicyRun};
use crate::simulation::probe::{NoProbe, Phase, Probe};
use crate::spec::feedback::{DelayConfig, FeedbackRng};
use crate::spec::objectives;
use crate::spec::{Experiment, ExperimentError, PolicySpec};

/// An environment of arms and what stands around it in an experiment.
pub struct BanditSetting<'a> {
    experiment: &'a Experiment,
    environment: Arc<dyn Environment>,
}

impl<'a> BanditSetting<'a> {
    /// The environment in this experiment.
    pub fn new(experiment: &'a Experiment, environment: Arc<dyn Environment>) -> BanditSetting<'a> {
        BanditSetting { experiment, environment }
    }
}

impl SimulationSetting for BanditSetting<'_> {
    fn items(&self) -> usize {
        self.environment.shape().items
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        RunKind::Bandit { several_objectives: self.experiment.has_several_objectives() }.metrics()
    }

    fn memory(&self, policy: &PolicySpec) -> Option<u64> {
        let builder = agent::builder(&policy.agent.id)?;
        Some((builder.memory)(&policy.agent.parameters, &self.environment.shape()))
    }

    fn feedback_memory(&self) -> u64 {
        let (experiment, objectives) = (self.experiment, self.experiment.objectives());
        DelayConfig::of(experiment.feedback()).map_or(0, |plan| {
            let remembered = objectives::remembered_shape(self.environment.shape(), objectives);
            arm_feedback::memory(&plan, experiment.horizon, &remembered, experiment.policies.len())
        })
    }

    fn simulation(&self, seed: u32, checkpoints: usize) -> Result<Box<dyn Simulation>, ExperimentError> {
        Ok(Box::new(BanditSimulation::new(self, seed, checkpoints)?))
    }
}

/// All policies under one seed: they meet the same users, arms and noise.
#[derive(Clone)]
pub struct BanditSimulation {
    environment: Arc<dyn Environment>,
    /// The sizes that agents are built for.
    shape: Shape,
    episode: Box<dyn Episode>,
    round: Round,
    policies: Vec<PolicyRun>,
    /// Feedback under way; none where agents receive it at once.
    delivery: Option<ArmFeedbackQueue>,
    /// What each policy chose in the present round, and noted of it, where feedback is under way.
    choices: Vec<Choice>,
}

impl BanditSimulation {
    /// All policies before the first round; room for `checkpoints`.
    ///
    /// # Errors
    /// Agents that can't be made for the environment.
    fn new(
        setting: &BanditSetting<'_>,
        seed: u32,
        checkpoints: usize,
    ) -> Result<BanditSimulation, ExperimentError> {
        let BanditSetting { experiment, environment } = setting;
        let values = experiment.objectives();
        let shape = objectives::shape(environment.shape(), values);
        let count = experiment.policies.len();
        let policies = experiment
            .policies
            .iter()
            .map(|policy| PolicyRun::new(experiment, policy, seed, &shape, setting.metrics(), checkpoints));
        let delivery = DelayConfig::of(experiment.feedback()).map(|plan| {
            let streams = FeedbackRng::new(experiment.master_seed, seed);
            ArmFeedbackQueue::new(plan, streams, experiment.horizon, &shape, count)
                .with_room_for_objectives(objectives::arms(&shape, values))
        });
        let master_seed = experiment.master_seed;
        let episode = non_stationarity::episode(environment, experiment.feedback(), master_seed, seed);
        let mut round = Round::new(&shape);
        round.make_room_for_objectives(objectives::arms(&shape, values));
        Ok(BanditSimulation {
            environment: Arc::clone(environment),
            shape,
            policies: policies.collect::<Result<_, ExperimentError>>()?,
            episode: objectives::wrap(episode, environment, values, master_seed, seed),
            round,
            choices: vec![Choice::default(); if delivery.is_some() { count } else { 0 }],
            delivery,
        })
    }

    /// The next round.
    #[inline]
    fn begin(&mut self) {
        let number = self.round.number + 1;
        self.episode.next(&mut self.round);
        self.round.number = number;
    }

    fn choose_and_learn_inspected(&mut self) -> (Vec<PolicyView>, Option<FeedbackView>) {
        let round = &self.round;
        let look = |policy: &mut PolicyRun| {
            let outcome = policy.choose(round);
            (policy.explain(round), outcome)
        };
        let befores: Vec<(Explanation, Outcome)> = self.policies.iter_mut().map(look).collect();
        let feedback = match &mut self.delivery {
            Some(delivery) => {
                self.choices
                    .iter_mut()
                    .zip(&befores)
                    .for_each(|(choice, before)| *choice = before.1.choice());
                Some(delivery.end_round_inspected(round, &self.choices, &mut self.policies))
            }
            None => {
                for (policy, (_, outcome)) in self.policies.iter_mut().zip(&befores) {
                    policy.learn(round, outcome.chosen, &outcome.heard(round.number));
                }
                None
            }
        };
        let view = |(policy, (before, outcome)): (&mut PolicyRun, (Explanation, Outcome))| {
            let Outcome { chosen, earned, regret, .. } = outcome;
            let inner = policy.inner_view();
            PolicyView { before, chosen, reward: earned.reward, regret, after: policy.explain(round), inner }
        };
        (self.policies.iter_mut().zip(befores).map(view).collect(), feedback)
    }
}

impl BanditSimulation {
    #[inline(always)]
    fn step_with(&mut self, rounds: u64, probe: &mut impl Probe) {
        for _ in 0..rounds {
            probe.begin();
            self.begin();
            probe.end(Phase::Environment, None);
            let Some(delivery) = &mut self.delivery else {
                for (index, policy) in self.policies.iter_mut().enumerate() {
                    let outcome = policy.choose_with(&self.round, index, probe);
                    policy.learn(&self.round, outcome.chosen, &outcome.heard(self.round.number));
                    probe.end(Phase::Update, Some(index));
                }
                continue;
            };
            for (index, (policy, choice)) in self.policies.iter_mut().zip(&mut self.choices).enumerate() {
                *choice = policy.choose_with(&self.round, index, probe).choice();
            }
            delivery.end_round(&self.round, &self.choices, &mut self.policies);
            probe.end(Phase::Feedback, None);
        }
    }
}

impl Simulation for BanditSimulation {
    fn step(&mut self, rounds: u64) {
        self.step_with(rounds, &mut NoProbe);
    }

    #[cfg(not(feature = "starter"))]
    fn step_profiled(&mut self, rounds: u64, mut probe: &mut dyn Probe) {
        self.step_with(rounds, &mut probe);
    }

    #[cfg(policies)]
    fn log_recorder(&self, horizon: u64) -> LogRecorder {
        self.new_recorder(horizon)
    }

    #[cfg(policies)]
    fn step_recorded(&mut self, policy: usize, recorder: &mut LogRecorder) {
        self.record(policy, recorder);
    }

    #[cfg(policies)]
    fn explore(&mut self, policy: usize, share: f64) -> bool {
        self.policies.get_mut(policy).map(|run| run.explore(share)).is_some()
    }

    fn step_inspected(&mut self, number: u64, seed: u32) -> RoundView {
        self.begin();
        let (policies, feedback) = self.choose_and_learn_inspected();
        let round = &self.round;
        let arms = round.items.iter().enumerate().map(|(arm, item)| ArmView {
            item: *item,
            card: self.environment.item(*item as usize),
            expectation: round.expectations[arm],
            objectives: round.objectives_of(arm).to_vec(),
        });
        RoundView {
            round: number,
            seed,
            user: self.environment.user(round),
            context: round.context.clone(),
            choices: Choices::Arms(ArmsView {
                arms: arms.collect(),
                best: crate::agent::first_largest(&round.expectations),
                policies,
            }),
            feedback: feedback.map(Box::new),
        }
    }

    fn policy(&self, policy: usize) -> Option<LivePolicy> {
        let (agent, stream) = self.policies.get(policy)?.policy();
        Some(LivePolicy { learner: Learner::Agent { agent, shape: self.shape }, stream })
    }

    fn set_policy(&mut self, index: usize, policy: LivePolicy) -> Result<(), ExperimentError> {
        let Learner::Agent { agent, shape } = policy.learner else {
            return Err(policies::other_environment("slates, not single arms"));
        };
        if let Some(difference) = policies::difference_of_arms(&shape, &self.shape) {
            return Err(policies::other_environment(difference));
        }
        if let Some(run) = self.policies.get_mut(index) {
            run.set_policy(agent, policy.stream);
        }
        Ok(())
    }

    fn failure(&self) -> Option<(usize, String)> {
        let mut policies = self.policies.iter().enumerate();
        policies.find_map(|(index, policy)| Some((index, policy.failure()?)))
    }

    fn skip(&mut self, rounds: u64) {
        for _ in 0..rounds {
            self.begin();
        }
        if let Some(delivery) = &mut self.delivery {
            delivery.skip(rounds);
        }
    }

    fn recorder(&self, policy: usize) -> &Recorder {
        &self.policies[policy].recorder
    }

    fn keep(&mut self) {
        self.policies.iter_mut().for_each(|policy| policy.recorder.keep());
    }
}
