//! One seed of an experiment in an environment of slates.

#[cfg(policies)]
mod recording;

use std::sync::Arc;

use crate::math::random::{IndexedRandom, RngStream};
use crate::metrics::{Metric, RunKind, sampled};
use crate::ranking::clicks::{self, ClickModel, CommonRandomNumbers};
use crate::ranking::environments::{SlateEnvironment, SlateEpisode, SlateRound};
use crate::ranking::meter::SlateEvaluator;
use crate::ranking::rankers;
use crate::ranking::{RankerExplanation, SlateShape};
use crate::results::PositionCounts;
use crate::results::recorder::Recorder;
use crate::results::{Choices, RoundView};
use crate::results::{ItemEstimates, Learned};
use crate::results::{ShownSlate, SlateCard, SlatesView, SlotView};
use crate::simulation::interface::{Simulation, SimulationSetting};
#[cfg(policies)]
use crate::simulation::log_recorder::LogRecorder;
use crate::simulation::policies::{self, Learner, LivePolicy};
use crate::simulation::probe::{NoProbe, Phase, Probe};
use crate::simulation::slate_feedback::{self, SlateFeedbackQueue};
use crate::simulation::slate_policy_run::{Before, Best, Chosen, SlatePolicyRun, Turn};
use crate::spec::feedback::{DelayConfig, FeedbackRng};
use crate::spec::{Experiment, ExperimentError, PolicySpec};

/// An environment of slates and what its users do with them in an experiment.
pub struct SlateSetting<'a> {
    experiment: &'a Experiment,
    environment: Arc<dyn SlateEnvironment>,
    clicks: Arc<dyn ClickModel>,
    shape: SlateShape,
}

impl<'a> SlateSetting<'a> {
    /// The environment with the click model of the experiment.
    ///
    /// # Errors
    /// A click model that can't be made for the environment.
    pub fn new(
        experiment: &'a Experiment,
        environment: Arc<dyn SlateEnvironment>,
    ) -> Result<SlateSetting<'a>, ExperimentError> {
        let mut shape = environment.shape();
        let (descriptor, values) = experiment.click_model()?;
        let builder = clicks::builder(descriptor.part.id)
            .ok_or_else(|| ExperimentError::unknown_clicks(descriptor.part.id))?;
        let clicks: Arc<dyn ClickModel> = Arc::from((builder.build)(&values, &shape)?);
        // With what is known of the positions.
        shape.position_weights = clicks.position_weights().to_vec();
        Ok(SlateSetting { experiment, environment, clicks, shape })
    }
}

impl SimulationSetting for SlateSetting<'_> {
    fn items(&self) -> usize {
        self.shape.items
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        RunKind::ranking(&self.shape).metrics()
    }

    fn memory(&self, policy: &PolicySpec) -> Option<u64> {
        let builder = rankers::builder(&policy.agent.id)?;
        Some((builder.memory)(&policy.agent.parameters, &self.shape))
    }

    fn feedback_memory(&self) -> u64 {
        let Some(plan) = DelayConfig::of(self.experiment.feedback()) else { return 0 };
        let note = |policy: &PolicySpec| {
            let builder = rankers::builder(&policy.agent.id)?;
            Some((builder.note_length)(&policy.agent.parameters, &self.shape))
        };
        let notes: Vec<usize> = self.experiment.policies.iter().filter_map(note).collect();
        slate_feedback::memory(&plan, self.experiment.horizon, &self.shape, &notes)
    }

    fn simulation(&self, seed: u32, checkpoints: usize) -> Result<Box<dyn Simulation>, ExperimentError> {
        Ok(Box::new(RankingSimulation::new(self, seed, checkpoints)?))
    }
}

/// All rankers under one seed: they meet the same users and the same random numbers.
#[derive(Clone)]
pub struct RankingSimulation {
    environment: Arc<dyn SlateEnvironment>,
    /// The sizes that rankers are built for.
    shape: SlateShape,
    clicks: Arc<dyn ClickModel>,
    episode: Box<dyn SlateEpisode>,
    round: SlateRound,
    /// Where each round's random numbers come from.
    numbers_of_round: RngStream,
    /// Where the observations before the first round come from.
    start: RngStream,
    best: Best,
    meter: SlateEvaluator,
    /// What the round counts for in sampled metrics; none where it is not looked at.
    weight: Option<f64>,
    policies: Vec<SlatePolicyRun>,
    /// Feedback under way; none where rankers receive it at once.
    delivery: Option<SlateFeedbackQueue>,
}

impl RankingSimulation {
    /// All policies before the first round; room for `checkpoints`.
    ///
    /// # Errors
    /// Rankers that can't be made for the environment.
    fn new(
        setting: &SlateSetting<'_>,
        seed: u32,
        checkpoints: usize,
    ) -> Result<RankingSimulation, ExperimentError> {
        let SlateSetting { experiment, shape, .. } = setting;
        let policies = experiment
            .policies
            .iter()
            .map(|policy| {
                SlatePolicyRun::new(experiment, policy, seed, shape, setting.metrics(), checkpoints)
            })
            .collect::<Result<Vec<_>, ExperimentError>>()?;
        let delivery = DelayConfig::of(experiment.feedback()).map(|plan| {
            let streams = FeedbackRng::new(experiment.master_seed, seed);
            SlateFeedbackQueue::new(plan, streams, experiment.horizon, shape, &policies)
        });
        Ok(RankingSimulation {
            policies,
            delivery,
            environment: Arc::clone(&setting.environment),
            shape: shape.clone(),
            clicks: Arc::clone(&setting.clicks),
            episode: Arc::clone(&setting.environment).episode(experiment.master_seed, seed),
            round: SlateRound::new(shape),
            numbers_of_round: RngStream::new(experiment.master_seed, seed, "clicks"),
            start: RngStream::new(experiment.master_seed, seed, "start"),
            best: Best { slate: vec![0; shape.slots], reward: 0.0, revision: None },
            meter: SlateEvaluator::new(shape),
            weight: None,
        })
    }

    /// The next round, its best slate and its random numbers.
    #[inline]
    fn begin(&mut self) -> CommonRandomNumbers {
        let first = self.round.number == 0;
        self.episode.next(&mut self.round);
        if self.best.revision != Some(self.round.attractions_revision) {
            self.clicks.prepare(&mut self.round);
            self.clicks.optimize(&self.round, &mut self.best.slate);
            self.best.reward = self.clicks.expected_reward(&self.round, &self.best.slate);
            self.best.revision = Some(self.round.attractions_revision);
        }
        self.weight = sampled(self.round.number);
        if self.weight.is_some() {
            self.meter.look(&self.round);
        }
        if first {
            let coins = IndexedRandom::new(self.start.bits());
            let attractions = self.round.attractions.iter().zip(0..);
            let attracted: Vec<bool> =
                attractions.map(|(probability, item)| coins.uniform(item) < *probability).collect();
            self.policies.iter_mut().for_each(|policy| policy.start(&attracted));
        }
        CommonRandomNumbers::new(self.numbers_of_round.bits())
    }

    /// Remembers the round where feedback is under way, and tells what is due at its end.
    fn deliver(&mut self) {
        if let Some(delivery) = &mut self.delivery {
            delivery.end_round(&self.round, self.clicks.position_weights(), &mut self.policies);
        }
    }

    /// The turn of one policy, with what it thinks before the clicks.
    fn choose_inspected(
        &mut self,
        index: usize,
        numbers_of_round: CommonRandomNumbers,
    ) -> (RankerExplanation, Chosen) {
        let policy = &mut self.policies[index];
        let mut before = Before::default();
        let (clicks, at_once) = (self.clicks.as_ref(), self.delivery.is_none());
        let chosen = policy.step(clicks, &self.round, &self.best, numbers_of_round, at_once, &mut before);
        policy.record(&self.round, chosen, &mut self.meter, self.weight);
        (before.0, chosen)
    }

    /// What one policy showed; adds what it thinks after all feedback that it has received at the end of the round.
    fn show(
        &mut self,
        index: usize,
        (before, chosen): (RankerExplanation, Chosen),
        item_estimates: &mut ItemEstimates,
    ) -> ShownSlate {
        let policy = &mut self.policies[index];
        let after = policy.explain(self.clicks.as_ref(), &self.round, &self.best);
        let policy = &self.policies[index];
        let (shown, coverage) = (policy.recorder.arm_counts(), policy.recorder.coverage());
        let metrics = self.meter.metrics(&self.round, &policy.slate, coverage);
        let slots = policy.slate.iter().enumerate().map(|(position, item)| SlotView {
            shown: self.card(*item),
            examined: policy.outcome.examined[position],
            clicked: policy.outcome.clicked[position],
            before: Learned::of(&before, *item as usize),
            after: Learned::of(&after, *item as usize),
        });
        item_estimates.add(shown, &after);
        ShownSlate {
            slots: slots.collect(),
            reward: policy.outcome.reward,
            expected_reward: chosen.expected_reward,
            regret: chosen.regret,
            metrics,
            reason: before.reason,
        }
    }

    fn card(&self, item: u32) -> SlateCard {
        let place = item as usize;
        SlateCard { item, card: self.environment.item(place), attraction: self.round.attractions[place] }
    }
}

impl RankingSimulation {
    #[inline(always)]
    fn step_with(&mut self, rounds: u64, probe: &mut impl Probe) {
        for _ in 0..rounds {
            probe.begin();
            let numbers_of_round = self.begin();
            probe.end(Phase::Environment, None);
            let at_once = self.delivery.is_none();
            for (index, policy) in self.policies.iter_mut().enumerate() {
                let clicks = self.clicks.as_ref();
                let turn = &mut Turn(index, probe);
                let chosen = policy.step(clicks, &self.round, &self.best, numbers_of_round, at_once, turn);
                policy.record(&self.round, chosen, &mut self.meter, self.weight);
                probe.end(Phase::Metrics, Some(index));
            }
            if !at_once {
                self.deliver();
                probe.end(Phase::Feedback, None);
            }
        }
    }
}

impl Simulation for RankingSimulation {
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
    fn explore(&mut self, _policy: usize, _share: f64) -> bool {
        false
    }

    fn step_inspected(&mut self, number: u64, seed: u32) -> RoundView {
        let numbers_of_round = self.begin();
        self.meter.look(&self.round);
        let chosen: Vec<_> =
            (0..self.policies.len()).map(|index| self.choose_inspected(index, numbers_of_round)).collect();
        let weights = self.clicks.position_weights();
        let feedback = self
            .delivery
            .as_mut()
            .map(|delivery| delivery.end_round_inspected(&self.round, weights, &mut self.policies));
        let mut item_estimates = ItemEstimates::about(&self.round.attractions);
        let policies = chosen.into_iter().enumerate();
        let policies =
            policies.map(|(index, chosen)| self.show(index, chosen, &mut item_estimates)).collect();
        RoundView {
            round: number,
            seed,
            user: self.environment.user(&self.round),
            context: self.round.context.clone(),
            choices: Choices::Slates(Box::new(SlatesView {
                optimum: self.best.slate.iter().map(|item| self.card(*item)).collect(),
                optimality: self.clicks.optimum(),
                optimal_reward: self.best.reward,
                policies,
                item_estimates,
            })),
            feedback: feedback.map(Box::new),
        }
    }

    fn policy(&self, policy: usize) -> Option<LivePolicy> {
        let (ranker, stream) = self.policies.get(policy)?.policy();
        Some(LivePolicy { learner: Learner::Ranker { ranker, shape: self.shape.clone() }, stream })
    }

    fn set_policy(&mut self, index: usize, policy: LivePolicy) -> Result<(), ExperimentError> {
        let Learner::Ranker { ranker, shape } = policy.learner else {
            return Err(policies::other_environment("single arms, not slates"));
        };
        if let Some(difference) = policies::difference_of_slates(&shape, &self.shape) {
            return Err(policies::other_environment(difference));
        }
        if let Some(run) = self.policies.get_mut(index) {
            run.set_policy(ranker, policy.stream);
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

    fn recorder(&self, policy: usize) -> &Recorder {
        &self.policies[policy].recorder
    }

    fn keep(&mut self) {
        self.policies.iter_mut().for_each(|policy| policy.recorder.keep());
    }

    fn take_positions(&mut self, policy: usize) -> Option<PositionCounts> {
        let positions = &mut self.policies[policy].positions;
        let none = PositionCounts::new(positions.examined.len());
        Some(std::mem::replace(positions, none))
    }
}
