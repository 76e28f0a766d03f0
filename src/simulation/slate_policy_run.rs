//! One ranker under one seed: its slates, what came of them and what is recorded of it.

use crate::math::random::RngStream;
use crate::metrics::{Metric, RoundOutcome, SlateOutcome};
#[cfg(policies)]
use crate::probabilities::ActionProbabilities;
use crate::ranking::clicks::{ClickModel, CommonRandomNumbers, Outcome};
use crate::ranking::environments::SlateRound;
use crate::ranking::meter::SlateEvaluator;
use crate::ranking::rankers;
use crate::ranking::{Feedback, Ranker, RankerExplanation, SlateShape, SlateView};
use crate::results::PositionCounts;
use crate::results::recorder::Recorder;
use crate::simulation::probe::{Phase, Probe};
use crate::spec::{Experiment, ExperimentError, PolicySpec};

/// The best slate of a round.
#[derive(Clone)]
pub struct Best {
    pub slate: Vec<u32>,
    pub reward: f64,
    /// Revision of the attractions that it is for; none before the first round.
    pub revision: Option<u64>,
}

/// How good a chosen slate is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    pub expected_reward: f64,
    pub regret: f64,
}

/// Is told of the parts of a ranker's turn.
pub(crate) trait Look {
    /// The ranker has filled its slate and has not seen what comes of it.
    fn ranked(&mut self, ranker: &mut dyn Ranker, view: &SlateView<'_>);

    /// What was done since the last part ended was this one.
    fn end(&mut self, phase: Phase);
}

/// What a ranker thinks before it sees what comes of its slate.
#[derive(Default)]
pub struct Before(pub RankerExplanation);

impl Look for Before {
    fn ranked(&mut self, ranker: &mut dyn Ranker, view: &SlateView<'_>) {
        self.0 = ranker.explain(view);
    }

    fn end(&mut self, _phase: Phase) {}
}

/// Passes the parts on as those of the policy at this index.
pub struct Turn<'a, P>(pub usize, pub &'a mut P);

impl<P: Probe> Look for Turn<'_, P> {
    #[inline(always)]
    fn ranked(&mut self, _ranker: &mut dyn Ranker, _view: &SlateView<'_>) {
        self.1.end(Phase::Choose, Some(self.0));
    }

    #[inline(always)]
    fn end(&mut self, phase: Phase) {
        self.1.end(phase, Some(self.0));
    }
}

/// One ranker under one seed.
#[derive(Clone)]
pub struct SlatePolicyRun {
    ranker: Box<dyn Ranker>,
    stream: RngStream,
    pub recorder: Recorder,
    sees_attractions: bool,
    /// What it has shown in the present round.
    pub slate: Vec<u32>,
    /// What it has noted of that.
    pub info: Vec<f64>,
    /// What came of it.
    pub outcome: Outcome,
    pub positions: PositionCounts,
}

impl SlatePolicyRun {
    /// A ranker at round zero, with room for `checkpoints`.
    ///
    /// # Errors
    /// No such ranker, or one that can't be made for the environment.
    pub fn new(
        experiment: &Experiment,
        policy: &PolicySpec,
        seed: u32,
        shape: &SlateShape,
        metrics: Vec<&'static Metric>,
        checkpoints: usize,
    ) -> Result<SlatePolicyRun, ExperimentError> {
        let builder = rankers::builder(&policy.agent.id)
            .ok_or_else(|| ExperimentError::unknown_ranker(&policy.agent.id))?;
        let purpose = format!("contender/{}/{}", policy.agent.id, policy.stream);
        let ranker = (builder.build)(&policy.agent.parameters, shape)?;
        Ok(SlatePolicyRun {
            info: vec![0.0; (builder.note_length)(&policy.agent.parameters, shape)],
            ranker,
            stream: RngStream::new(experiment.master_seed, seed, &purpose),
            recorder: Recorder::new(metrics, checkpoints, shape.items),
            sees_attractions: builder.descriptor.sees_attractions,
            slate: vec![0; shape.slots],
            outcome: Outcome::new(shape.slots),
            positions: PositionCounts::new(shape.slots),
        })
    }

    fn view<'a>(
        sees_attractions: bool,
        round: &'a SlateRound,
        best: &'a Best,
        weights: &'a [f64],
    ) -> SlateView<'a> {
        SlateView {
            round: round.number,
            items: round.attractions.len(),
            features: &round.features,
            features_revision: round.features_revision,
            topics: &round.topics,
            context: &round.context,
            position_weights: weights,
            attractions: if sees_attractions { &round.attractions } else { &[] },
            optimum: if sees_attractions { &best.slate } else { &[] },
        }
    }

    /// A copy of the ranker and of its stream.
    pub fn policy(&self) -> (Box<dyn Ranker>, RngStream) {
        (self.ranker.clone(), self.stream.clone())
    }

    /// Goes on with this ranker and this stream.
    pub fn set_policy(&mut self, ranker: Box<dyn Ranker>, stream: RngStream) {
        (self.ranker, self.stream) = (ranker, stream);
    }

    /// The observation of every item before the first round.
    pub fn start(&mut self, attracted: &[bool]) {
        self.ranker.start(attracted);
    }

    /// Chooses a slate and sees what comes of it; the ranker receives it `at_once` or not yet. `look` is told in between.
    pub fn step(
        &mut self,
        clicks: &dyn ClickModel,
        round: &SlateRound,
        best: &Best,
        numbers_of_round: CommonRandomNumbers,
        at_once: bool,
        look: &mut impl Look,
    ) -> Chosen {
        let view = SlatePolicyRun::view(self.sees_attractions, round, best, clicks.position_weights());
        self.ranker.rank(&view, &mut self.stream, &mut self.slate);
        if !self.info.is_empty() {
            self.ranker.info(&mut self.info);
        }
        look.ranked(self.ranker.as_mut(), &view);
        clicks.respond(round, &self.slate, numbers_of_round, &mut self.outcome);
        look.end(Phase::Respond);
        let Outcome { clicked, observed, reward, .. } = &self.outcome;
        if at_once {
            let (now, info) = (round.number, &self.info[..]);
            let feedback = Feedback { clicks: clicked, observed: *observed, reward: *reward, now, info };
            self.ranker.update(&view, &self.slate, &feedback);
            look.end(Phase::Update);
        }
        let expected_reward = clicks.expected_reward(round, &self.slate);
        // Rounding, and where the best slate is a greedy one, chance may put a slate above it.
        let regret = (best.reward - expected_reward).max(0.0);
        look.end(Phase::Respond);
        Chosen { expected_reward, regret }
    }

    /// Records what came of the slate in this round, which counts for `weight` rounds in sampled metrics: none where it is not
    /// in the sample.
    #[inline]
    pub fn record(
        &mut self,
        round: &SlateRound,
        chosen: Chosen,
        meter: &mut SlateEvaluator,
        weight: Option<f64>,
    ) {
        let Outcome { examined, clicked, reward, .. } = &self.outcome;
        self.recorder.count_slate(&self.slate);
        let counts = self.positions.examined.iter_mut().zip(&mut self.positions.clicked);
        let mut clicks = 0;
        for ((looks, count), (examined, clicked)) in counts.zip(examined.iter().zip(clicked)) {
            let (examined, clicked) = (u64::from(*examined), u64::from(*clicked));
            *looks += examined;
            *count += clicked;
            clicks += clicked;
        }
        let coverage = self.recorder.coverage();
        let metrics = weight.map(|_| meter.metrics(round, &self.slate, coverage));
        let slate = SlateOutcome { clicks, coverage, metrics: metrics.as_ref() };
        let (reward, regret) = (*reward, chosen.regret);
        self.recorder.record(&RoundOutcome { reward, regret, objectives: &[], slate: Some(slate), weight });
    }

    /// Tells the ranker what came of a slate that it chose in the round of the view.
    pub fn learn(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        self.ranker.update(view, slate, feedback);
    }

    /// With which probability each item will be shown in the first slot of this round, before it is; `weights` is what is known of
    /// the slots.
    #[cfg(policies)]
    pub fn probabilities(&self, weights: &[f64], round: &SlateRound, best: &Best) -> ActionProbabilities {
        self.ranker.probabilities(&SlatePolicyRun::view(self.sees_attractions, round, best, weights))
    }

    /// What the ranker thinks now of the items of this round.
    pub fn explain(&mut self, clicks: &dyn ClickModel, round: &SlateRound, best: &Best) -> RankerExplanation {
        let view = SlatePolicyRun::view(self.sees_attractions, round, best, clicks.position_weights());
        self.ranker.explain(&view)
    }
}

#[cfg(test)]
impl SlatePolicyRun {
    /// A run of a ranker that is not declared.
    pub fn of(ranker: Box<dyn Ranker>, note_length: usize, shape: &SlateShape) -> SlatePolicyRun {
        SlatePolicyRun {
            info: vec![0.0; note_length],
            ranker,
            stream: RngStream::new(0, 0, "test"),
            recorder: Recorder::new(Vec::new(), 0, shape.items),
            sees_attractions: false,
            slate: vec![0; shape.slots],
            outcome: Outcome::new(shape.slots),
            positions: PositionCounts::new(shape.slots),
        }
    }
}
