//! One seed of an experiment in a world of slates.

use std::sync::Arc;

use super::beliefs::{Beliefs, Learned};
use super::feedback::{FateStreams, Plan};
use super::metric::{Metric, RunKind, sampled};
use super::metrics::Recorder;
use super::policies::{self, Learner, RunPolicy};
use super::round_view::{Choices, RoundView};
use super::run_log::PositionCounts;
use super::simulation::{Simulation, SimulationSetting};
use super::slate_contender::{Best, Chosen, SlateContender};
use super::slate_delivery::{self, SlateDelivery};
use super::slates_view::{ShownSlate, SlateCard, SlatesView, SlotView};
use super::{Contender, Experiment, ExperimentError};
use crate::ranking::clicks::{self, ClickModel, Luck};
use crate::ranking::meter::SlateMeter;
use crate::ranking::rankers;
use crate::ranking::worlds::{SlateCourse, SlateRound, SlateWorld};
use crate::ranking::{Ranker, RankerExplanation, SlateShape, SlateView};
use crate::stream::{Coins, Stream};

/// A world of slates and what its users do with them in an experiment.
pub struct SlateSetting<'a> {
    experiment: &'a Experiment,
    world: Arc<dyn SlateWorld>,
    clicks: Arc<dyn ClickModel>,
    shape: SlateShape,
}

impl<'a> SlateSetting<'a> {
    /// The world with the click model of the experiment.
    ///
    /// # Errors
    /// A click model that can't be made for the world.
    pub fn new(
        experiment: &'a Experiment,
        world: Arc<dyn SlateWorld>,
    ) -> Result<SlateSetting<'a>, ExperimentError> {
        let mut shape = world.shape();
        let (declaration, values) = experiment.click_model()?;
        let builder = clicks::builder(declaration.part.id)
            .ok_or_else(|| ExperimentError::unknown_clicks(declaration.part.id))?;
        let clicks: Arc<dyn ClickModel> = Arc::from((builder.build)(&values, &shape)?);
        // With what is known of the positions.
        shape.position_weights = clicks.position_weights().to_vec();
        Ok(SlateSetting { experiment, world, clicks, shape })
    }
}

impl SimulationSetting for SlateSetting<'_> {
    fn items(&self) -> usize {
        self.shape.items
    }

    fn metrics(&self) -> Vec<&'static Metric> {
        RunKind::ranking(&self.shape).metrics()
    }

    fn memory(&self, contender: &Contender) -> Option<u64> {
        let builder = rankers::builder(&contender.agent.id)?;
        Some((builder.memory)(&contender.agent.parameters, &self.shape))
    }

    fn feedback_memory(&self) -> u64 {
        let Some(plan) = Plan::of(&self.experiment.feedback) else { return 0 };
        let note = |contender: &Contender| {
            let builder = rankers::builder(&contender.agent.id)?;
            Some((builder.note_length)(&contender.agent.parameters, &self.shape))
        };
        let notes: Vec<usize> = self.experiment.contenders.iter().filter_map(note).collect();
        slate_delivery::memory(&plan, self.experiment.horizon, &self.shape, &notes)
    }

    fn simulation(&self, seed: u32, checkpoints: usize) -> Result<Box<dyn Simulation>, ExperimentError> {
        Ok(Box::new(RankingSimulation::new(self, seed, checkpoints)?))
    }
}

/// All rankers under one seed: they meet the same users and the same luck.
#[derive(Clone)]
pub struct RankingSimulation {
    world: Arc<dyn SlateWorld>,
    /// The sizes that rankers are built for.
    shape: SlateShape,
    clicks: Arc<dyn ClickModel>,
    course: Box<dyn SlateCourse>,
    round: SlateRound,
    /// Where each round's luck comes from.
    luck: Stream,
    /// Where the observations before the first round come from.
    start: Stream,
    best: Best,
    meter: SlateMeter,
    /// What the round counts for in sampled metrics; none where it is not looked at.
    weight: Option<f64>,
    contenders: Vec<SlateContender>,
    /// Feedback under way; none where rankers hear at once.
    delivery: Option<SlateDelivery>,
}

impl RankingSimulation {
    /// All contenders before the first round; room for `checkpoints`.
    ///
    /// # Errors
    /// Rankers that can't be made for the world.
    fn new(
        setting: &SlateSetting<'_>,
        seed: u32,
        checkpoints: usize,
    ) -> Result<RankingSimulation, ExperimentError> {
        let SlateSetting { experiment, shape, .. } = setting;
        let contenders = experiment
            .contenders
            .iter()
            .map(|contender| {
                SlateContender::new(experiment, contender, seed, shape, setting.metrics(), checkpoints)
            })
            .collect::<Result<Vec<_>, ExperimentError>>()?;
        let delivery = Plan::of(&experiment.feedback).map(|plan| {
            let streams = FateStreams::new(experiment.master_seed, seed);
            SlateDelivery::new(plan, streams, experiment.horizon, shape, &contenders)
        });
        Ok(RankingSimulation {
            contenders,
            delivery,
            world: Arc::clone(&setting.world),
            shape: shape.clone(),
            clicks: Arc::clone(&setting.clicks),
            course: Arc::clone(&setting.world).course(experiment.master_seed, seed),
            round: SlateRound::new(shape),
            luck: Stream::new(experiment.master_seed, seed, "clicks"),
            start: Stream::new(experiment.master_seed, seed, "start"),
            best: Best { slate: vec![0; shape.slots], reward: 0.0, revision: None },
            meter: SlateMeter::new(shape),
            weight: None,
        })
    }

    /// The next round, its best slate and its luck.
    fn begin(&mut self) -> Luck {
        let first = self.round.number == 0;
        self.course.next(&mut self.round);
        if self.best.revision != Some(self.round.attractions_revision) {
            self.clicks.optimize(&self.round, &mut self.best.slate);
            self.best.reward = self.clicks.expected_reward(&self.round, &self.best.slate);
            self.best.revision = Some(self.round.attractions_revision);
        }
        self.weight = sampled(self.round.number);
        if self.weight.is_some() {
            self.meter.look(&self.round);
        }
        if first {
            let coins = Coins::new(self.start.bits());
            let attractions = self.round.attractions.iter().zip(0..);
            let attracted: Vec<bool> =
                attractions.map(|(probability, item)| coins.uniform(item) < *probability).collect();
            self.contenders.iter_mut().for_each(|contender| contender.start(&attracted));
        }
        Luck::new(self.luck.bits())
    }

    /// Remembers the round where feedback is under way, and tells what is due at its end.
    fn deliver(&mut self) {
        if let Some(delivery) = &mut self.delivery {
            delivery.end_round(&self.round, self.clicks.position_weights(), &mut self.contenders);
        }
    }

    /// The turn of one contender, with what it thinks before the clicks.
    fn choose_inspected(&mut self, index: usize, luck: Luck) -> (RankerExplanation, Chosen) {
        let contender = &mut self.contenders[index];
        let mut before = RankerExplanation::default();
        let look = |ranker: &mut dyn Ranker, view: &SlateView<'_>| before = ranker.explain(view);
        let (clicks, at_once) = (self.clicks.as_ref(), self.delivery.is_none());
        let chosen = contender.step(clicks, &self.round, &self.best, luck, at_once, look);
        contender.record(&self.round, chosen, &mut self.meter, self.weight);
        (before, chosen)
    }

    /// What one contender showed; adds what it thinks after everything that it has heard at the end of the round.
    fn show(
        &mut self,
        index: usize,
        (before, chosen): (RankerExplanation, Chosen),
        beliefs: &mut Beliefs,
    ) -> ShownSlate {
        let contender = &mut self.contenders[index];
        let after = contender.explain(self.clicks.as_ref(), &self.round, &self.best);
        let contender = &self.contenders[index];
        let (shown, coverage) = (contender.recorder.arm_counts(), contender.recorder.coverage());
        let metrics = self.meter.metrics(&self.round, &contender.slate, coverage);
        let slots = contender.slate.iter().enumerate().map(|(position, item)| SlotView {
            shown: self.card(*item),
            examined: contender.outcome.examined[position],
            clicked: contender.outcome.clicked[position],
            before: Learned::of(&before, *item as usize),
            after: Learned::of(&after, *item as usize),
        });
        beliefs.add(shown, &after);
        ShownSlate {
            slots: slots.collect(),
            reward: contender.outcome.reward,
            expected_reward: chosen.expected_reward,
            regret: chosen.regret,
            metrics,
            reason: before.reason,
        }
    }

    fn card(&self, item: u32) -> SlateCard {
        let place = item as usize;
        SlateCard { item, card: self.world.item(place), attraction: self.round.attractions[place] }
    }
}

impl Simulation for RankingSimulation {
    fn step(&mut self, rounds: u64) {
        for _ in 0..rounds {
            let luck = self.begin();
            let at_once = self.delivery.is_none();
            for contender in &mut self.contenders {
                let clicks = self.clicks.as_ref();
                let chosen = contender.step(clicks, &self.round, &self.best, luck, at_once, |_, _| {});
                contender.record(&self.round, chosen, &mut self.meter, self.weight);
            }
            self.deliver();
        }
    }

    fn step_inspected(&mut self, number: u64, seed: u32) -> RoundView {
        let luck = self.begin();
        self.meter.look(&self.round);
        let chosen: Vec<_> =
            (0..self.contenders.len()).map(|index| self.choose_inspected(index, luck)).collect();
        let weights = self.clicks.position_weights();
        let feedback = self
            .delivery
            .as_mut()
            .map(|delivery| delivery.end_round_inspected(&self.round, weights, &mut self.contenders));
        let mut beliefs = Beliefs::about(&self.round.attractions);
        let contenders = chosen.into_iter().enumerate();
        let contenders = contenders.map(|(index, chosen)| self.show(index, chosen, &mut beliefs)).collect();
        RoundView {
            round: number,
            seed,
            user: self.world.user(&self.round),
            context: self.round.context.clone(),
            choices: Choices::Slates(Box::new(SlatesView {
                optimum: self.best.slate.iter().map(|item| self.card(*item)).collect(),
                optimality: self.clicks.optimum(),
                optimal_reward: self.best.reward,
                contenders,
                beliefs,
            })),
            feedback: feedback.map(Box::new),
        }
    }

    fn policy(&self, contender: usize) -> Option<RunPolicy> {
        let (ranker, stream) = self.contenders.get(contender)?.policy();
        Some(RunPolicy { learner: Learner::Ranker { ranker, shape: self.shape.clone() }, stream })
    }

    fn set_policy(&mut self, contender: usize, policy: RunPolicy) -> Result<(), ExperimentError> {
        let Learner::Ranker { ranker, shape } = policy.learner else {
            return Err(policies::other_environment("single arms, not slates"));
        };
        if let Some(difference) = policies::difference_of_slates(&shape, &self.shape) {
            return Err(policies::other_environment(difference));
        }
        if let Some(contender) = self.contenders.get_mut(contender) {
            contender.set_policy(ranker, policy.stream);
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

    fn take_positions(&mut self, contender: usize) -> Option<PositionCounts> {
        let positions = &mut self.contenders[contender].positions;
        let none = PositionCounts::new(positions.examined.len());
        Some(std::mem::replace(positions, none))
    }
}
