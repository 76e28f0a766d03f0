//! One seed of an experiment in a world of slates.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::beliefs::Beliefs;
use super::feedback::{FateStreams, Plan};
use super::metric::sampled;
use super::metrics::Recorder;
use super::run_log::PositionCounts;
use super::slate_contender::{Best, Chosen, SlateContender};
use super::slate_delivery::{self, SlateDelivery};
use super::stepper::RoundView;
use super::{Contender, Experiment, ExperimentError};
use crate::ranking::clicks::{ClickModel, Luck, Optimum};
use crate::ranking::meter::SlateMeter;
use crate::ranking::metrics::SlateMetrics;
use crate::ranking::rankers;
use crate::ranking::worlds::{SlateCourse, SlateRound, SlateWorld};
use crate::ranking::{Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};
use crate::stream::{Coins, Stream};
use crate::world::ItemCard;

/// A world of slates and what its users do with them.
pub struct SlateSetting {
    world: Arc<dyn SlateWorld>,
    clicks: Arc<dyn ClickModel>,
    shape: SlateShape,
}

impl SlateSetting {
    /// The world with the click model of the experiment.
    ///
    /// # Errors
    /// A click model that can't be made for the world.
    pub fn new(experiment: &Experiment, world: Arc<dyn SlateWorld>) -> Result<SlateSetting, ExperimentError> {
        let mut shape = world.shape();
        let (declaration, values) = experiment.click_model()?;
        let clicks: Arc<dyn ClickModel> = Arc::from((declaration.build)(&values, &shape)?);
        shape.position_weights = clicks.position_weights().to_vec();
        Ok(SlateSetting { world, clicks, shape })
    }

    /// The sizes, with what is known of the positions.
    pub fn shape(&self) -> &SlateShape {
        &self.shape
    }

    /// Bytes that a contender needs; none where it is no ranker.
    pub fn memory(&self, contender: &Contender) -> Option<u64> {
        let declaration = rankers::find(&contender.agent.id)?;
        Some((declaration.memory)(&contender.agent.parameters, &self.shape))
    }

    /// Bytes of the feedback under way to all contenders under one seed.
    pub fn feedback_memory(&self, experiment: &Experiment) -> u64 {
        let Some(plan) = Plan::of(&experiment.feedback) else { return 0 };
        let note = |contender: &Contender| {
            let declaration = rankers::find(&contender.agent.id)?;
            Some((declaration.note_length)(&contender.agent.parameters, &self.shape))
        };
        let notes: Vec<usize> = experiment.contenders.iter().filter_map(note).collect();
        slate_delivery::memory(&plan, experiment.horizon, &self.shape, &notes)
    }
}

/// The slates of a round as a person looks into it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlatesView {
    /// The best slate: what the oracle would have shown.
    pub optimum: Vec<SlateCard>,
    /// How good that slate is.
    pub optimality: Optimum,
    /// The reward that it is expected to earn.
    pub optimal_reward: f64,
    /// One slate a contender.
    pub contenders: Vec<ShownSlate>,
    /// What the rankers think of all items at the end of the round.
    pub beliefs: Beliefs,
}

/// An item in a slate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlateCard {
    /// Index of the item among the world's items.
    pub item: u32,
    /// What it is.
    pub card: ItemCard,
    /// Probability of the item to attract this user when looked at by itself, which rankers don't see.
    pub attraction: f64,
}

/// What one contender showed in a round, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShownSlate {
    /// The slots, from the top.
    pub slots: Vec<SlotView>,
    /// What the slate earned.
    pub reward: f64,
    /// What it was expected to earn.
    pub expected_reward: f64,
    /// Regret on expectations.
    pub regret: f64,
    /// How good the slate was besides.
    pub metrics: SlateMetrics,
    /// How the slate was chosen.
    pub reason: RankingReason,
}

/// One slot of a slate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlotView {
    /// The item shown.
    pub shown: SlateCard,
    /// Whether the user looked at it.
    pub examined: bool,
    /// Whether the user clicked it.
    pub clicked: bool,
    /// What the ranker thought of the item before the clicks; none for rankers that estimate nothing.
    pub before: Option<Learned>,
    /// What it thinks of it at the end of the round, after all clicks that it has heard of by then: where feedback is
    /// delayed, those are of earlier rounds.
    pub after: Option<Learned>,
}

/// What a ranker thinks of one item.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Estimated attraction.
    pub estimate: f64,
    /// Lower end of what the attraction may be; the estimate where the ranker has no such end.
    pub low: f64,
    /// Upper end of it; the estimate where the ranker has no such end.
    pub high: f64,
}

/// All rankers under one seed: they meet the same users and the same luck.
#[derive(Clone)]
pub struct SlateRun {
    world: Arc<dyn SlateWorld>,
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

impl SlateRun {
    /// All contenders before the first round; room for `checkpoints`.
    ///
    /// # Errors
    /// Rankers that can't be made for the world.
    pub fn new(
        experiment: &Experiment,
        setting: &SlateSetting,
        seed: u32,
        checkpoints: usize,
    ) -> Result<SlateRun, ExperimentError> {
        let shape = &setting.shape;
        let contenders = experiment
            .contenders
            .iter()
            .map(|contender| SlateContender::new(experiment, contender, seed, shape, checkpoints))
            .collect::<Result<Vec<_>, ExperimentError>>()?;
        let delivery = Plan::of(&experiment.feedback).map(|plan| {
            let streams = FateStreams::new(experiment.master_seed, seed);
            SlateDelivery::new(plan, streams, experiment.horizon, shape, &contenders)
        });
        Ok(SlateRun {
            contenders,
            delivery,
            world: Arc::clone(&setting.world),
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

    /// Does so many rounds.
    pub fn step(&mut self, rounds: u64) {
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

    /// Remembers the round where feedback is under way, and tells what is due at its end.
    fn deliver(&mut self) {
        if let Some(delivery) = &mut self.delivery {
            delivery.end_round(&self.round, self.clicks.position_weights(), &mut self.contenders);
        }
    }

    /// Does one round, the `number`th of seed `seed`, and shows it: a round of [`SlateRun::step`], with a look inside that
    /// changes nothing.
    pub fn step_inspected(&mut self, number: u64, seed: u32) -> RoundView {
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
            arms: Vec::new(),
            best: 0,
            contenders: Vec::new(),
            slates: Some(Box::new(SlatesView {
                optimum: self.best.slate.iter().map(|item| self.card(*item)).collect(),
                optimality: self.clicks.optimum(),
                optimal_reward: self.best.reward,
                contenders,
                beliefs,
            })),
            feedback: feedback.map(Box::new),
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

    /// The sums of a contender.
    pub fn recorder(&self, contender: usize) -> &Recorder {
        &self.contenders[contender].recorder
    }

    /// Keeps all sums at a checkpoint.
    pub fn keep(&mut self) {
        self.contenders.iter_mut().for_each(|contender| contender.recorder.keep());
    }

    /// What users did at each position of a contender's slates since the last call.
    pub fn take_positions(&mut self, contender: usize) -> PositionCounts {
        let positions = &mut self.contenders[contender].positions;
        let none = PositionCounts::new(positions.examined.len());
        std::mem::replace(positions, none)
    }
}

impl Learned {
    fn of(thought: &RankerExplanation, item: usize) -> Option<Learned> {
        let estimate = *thought.estimates.get(item)?;
        let end = |ends: &[f64]| ends.get(item).copied().unwrap_or(estimate);
        Some(Learned { estimate, low: end(&thought.low), high: end(&thought.high) })
    }
}
