//! TF-Agents' RankingAgent: a network scores items for a user by what their slots earned.
//!
//! Where the environment says nothing of users, the network sees the number 1 in their place; where it says nothing of items, each
//! item is a feature of its own, up to 256 items.

use super::items::Items;
use super::learner::ScoreLearner;
use super::{
    FeedbackModel, LEARNING_RATE, PositionalBias, REMEMBERED, SLATES, SimilarityPenalty, SlateSampler,
    SlateTargets, TEMPERATURE, TRAIN_EVERY,
};
use crate::agent::neural::parameters;
use crate::agent::neural::{
    ACTIVATION, ARM_LAYERS, CLIP, COMMON_LAYERS, CONTEXT_LAYERS, LAYERS, OPTIMIZER, WIDTH,
};
use crate::descriptor::{
    Choice, Descriptor, Fact, Kind, Parameter, Property, Scale, Schedule, Values, words,
};
use crate::math::random::RngStream;
use crate::network::Architecture;
use crate::probabilities::ActionProbabilities;
use crate::ranking::by_asking;
use crate::ranking::order::chances;
use crate::ranking::order::{Ties, largest};
use crate::ranking::rankers::{BuildError, Builder, Family, RankerDescriptor};
use crate::ranking::{Feedback, Ranker, RankerExplanation, RankingReason, SlateShape, SlateView};

const POLICY: Parameter = Parameter {
    name: "policy",
    title: "Slates",
    kind: Kind::Choice {
        options: &[
            Choice { id: "cosine_distance", title: "drawn, similar items apart" },
            Choice { id: "no_penalty", title: "drawn by scores" },
            Choice { id: "descending_scores", title: "by descending scores" },
        ],
        default: "cosine_distance",
    },
    unit: "",
    help: words(
        "Drawn slates try larger scores more often; a penalty on items like those already placed makes them diverse; descending scores never explore.",
    ),
};

const PENALTY: Parameter = Parameter {
    name: "penalty",
    title: "Penalty on similarity",
    kind: Kind::Number { minimum: 0.0, maximum: 10.0, default: 1.0, scale: Scale::Linear },
    unit: "",
    help: words(
        "By how much an item's score over temperature falls for each slot filled above, if it points the way of an item there.",
    ),
};

const FEEDBACK: Parameter = Parameter {
    name: "feedback",
    title: "Feedback",
    kind: Kind::Choice {
        options: &[
            Choice { id: "cascading", title: "the first click and what was passed over" },
            Choice { id: "score_vector", title: "a score for every slot" },
        ],
        default: "cascading",
    },
    unit: "",
    help: words(
        "Whether slots below the first click say nothing, or every slot counts as 1 where it was clicked and as 0 where not.",
    ),
};

const NON_CLICK_SCORE: Parameter = Parameter {
    name: "non_click_score",
    title: "Score of passing over",
    kind: Kind::Number { minimum: -10.0, maximum: 0.0, default: -1.0, scale: Scale::Linear },
    unit: "score",
    help: words(
        "What the network is to say of an item that was passed over on the way to the click, which counts 1; with a score for every slot it has no effect.",
    ),
};

const FIXED: &str = "fixed";

const POSITIONAL_BIAS: Parameter = Parameter {
    name: "positional_bias",
    title: "Positional bias",
    kind: Kind::Choice {
        options: &[
            Choice { id: "unset", title: "none: all slots count alike" },
            Choice { id: "base", title: "position to the power of severity" },
            Choice { id: "exponent", title: "severity to the power of position" },
            Choice { id: FIXED, title: "by how likely a slot is looked at" },
        ],
        default: "unset",
    },
    unit: "",
    help: words(
        "How much more a slot further down counts, since it is looked at less often; the last option weighs by 1 / probability and needs a click model that tells it.",
    ),
};

const FACTS: &[Fact] = &[
    Fact::needs(Property::FeaturesOrFewItems),
    Fact::needs(Property::PositionWeights).with(&POSITIONAL_BIAS, FIXED),
];

const SEVERITY: Parameter = Parameter {
    name: "severity",
    title: "Severity",
    kind: Kind::Number { minimum: 0.0, maximum: 3.0, default: 1.0, scale: Scale::Linear },
    unit: "",
    help: words(
        "How strong a positional bias by powers is: 1 counts positions 1, 2, 3 ... by the first and all alike by the second.",
    ),
};

const POSITIVE_ONLY: Parameter = Parameter {
    name: "positive_only",
    title: "Bias on clicks only",
    kind: Kind::Switch { default: false },
    unit: "",
    help: words(
        "Weighs only slots with a target above zero by the positional bias and counts every other slot as 1, even one below the click, which is then to score 0.",
    ),
};

const NETWORK: Parameter = Parameter {
    name: "network",
    title: "Network",
    kind: Kind::Choice {
        options: &[
            Choice { id: "common_tower", title: "user and item in one tower" },
            Choice { id: "dot_product", title: "product of a user and an item tower" },
            Choice { id: "linear", title: "linear" },
        ],
        default: "common_tower",
    },
    unit: "",
    help: words("How user and item make a score; linear ranks items alike for all users."),
};

/// TF-Agents' RankingAgent.
pub static DESCRIPTOR: RankerDescriptor = RankerDescriptor {
    family: Family::Learned,
    part: Descriptor {
        id: "ranking_agent",
        title: "Ranking agent",
        sentence: words(
            "Scores items for a user with a network that learns from clicks and from what was passed over, and draws slates from the scores, similar items apart.",
        ),
        citation: words("TF-Agents, RankingAgent"),
        facts: FACTS,
        parameters: &[
            POLICY,
            PENALTY,
            TEMPERATURE,
            FEEDBACK,
            NON_CLICK_SCORE,
            POSITIONAL_BIAS,
            SEVERITY,
            POSITIVE_ONLY,
            NETWORK,
            LAYERS,
            WIDTH,
            CONTEXT_LAYERS,
            ARM_LAYERS,
            COMMON_LAYERS,
            ACTIVATION,
            OPTIMIZER,
            LEARNING_RATE,
            SLATES,
            TRAIN_EVERY,
            REMEMBERED,
            CLIP,
        ],
    },
    sees_attractions: false,
};

/// How it is made.
pub static BUILDER: Builder = Builder {
    descriptor: &DESCRIPTOR,
    memory: |values, shape| {
        ScoreLearner::memory(values, &architecture(values, shape), shape) + SlateSampler::memory(shape.items)
    },
    note_length: |_, _| 0,
    build,
};

/// How slates are made from scores.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Policy {
    CosineDistance { coefficient: f64 },
    NoPenalty,
    DescendingScores,
}

#[derive(Debug, Clone)]
struct RankingAgent {
    learner: ScoreLearner,
    policy: Policy,
    temperature: Schedule,
    slates: SlateTargets,
    sampler: SlateSampler,
    /// One an item.
    scores: Vec<f64>,
    /// One a slot.
    targets: Vec<f64>,
    /// One a slot.
    weights: Vec<f64>,
}

fn architecture(values: &Values, shape: &SlateShape) -> Architecture {
    let size = Items::size(shape);
    if values.chose(&NETWORK, "common_tower") {
        parameters::common_tower(values, size)
    } else if values.chose(&NETWORK, "dot_product") {
        parameters::dot_product(values, size, 1)
    } else {
        let none = Vec::new;
        let (global_layers, arm_layers, common_layers) = (none(), none(), none());
        Architecture::CommonTower { arm_features: size, global_layers, arm_layers, common_layers }
    }
}

/// A slot that is looked at less often than this counts no more than one that is: else a single click on a slot hardly
/// anybody sees would outweigh all others.
const LEAST_EXAMINATION: f64 = 0.01;

/// The bias that the values ask for. Fixed weights take what a click model lets be known of its slots for the probability
/// that a slot is looked at, which it is under the position-based model.
fn positional_bias(values: &Values, shape: &SlateShape) -> Result<PositionalBias, BuildError> {
    let severity = values.number(&SEVERITY);
    if values.chose(&POSITIONAL_BIAS, "base") {
        Ok(PositionalBias::Base(severity))
    } else if values.chose(&POSITIONAL_BIAS, "exponent") {
        Ok(PositionalBias::Exponent(severity))
    } else if values.chose(&POSITIONAL_BIAS, "unset") {
        Ok(PositionalBias::Unset)
    } else {
        BuildError::check(DESCRIPTOR.part.title, FACTS, values, shape)?;
        let inverse = shape.position_weights.iter().map(|weight| 1.0 / weight.max(LEAST_EXAMINATION));
        Ok(PositionalBias::Fixed(inverse.collect()))
    }
}

fn build(values: &Values, shape: &SlateShape) -> Result<Box<dyn Ranker>, BuildError> {
    let policy = if values.chose(&POLICY, "cosine_distance") {
        Policy::CosineDistance { coefficient: values.number(&PENALTY) }
    } else if values.chose(&POLICY, "no_penalty") {
        Policy::NoPenalty
    } else {
        Policy::DescendingScores
    };
    let feedback = if values.chose(&FEEDBACK, "cascading") {
        FeedbackModel::Cascading { non_click_score: values.number(&NON_CLICK_SCORE) }
    } else {
        FeedbackModel::ScoreVector
    };
    let bias = positional_bias(values, shape)?;
    Ok(Box::new(RankingAgent {
        learner: ScoreLearner::new(DESCRIPTOR.part.title, values, &architecture(values, shape), shape)?,
        policy,
        temperature: values.schedule(&TEMPERATURE),
        slates: SlateTargets::new(feedback, &bias, values.switch(&POSITIVE_ONLY), shape.slots),
        sampler: SlateSampler::new(shape.items),
        scores: vec![0.0; shape.items],
        targets: vec![0.0; shape.slots],
        weights: vec![0.0; shape.slots],
    }))
}

impl RankingAgent {
    /// The probability of a click that a score stands for, if clicks are 1 and the rest is what the parameters say.
    fn attraction(&self, score: f64) -> f64 {
        let miss = match self.slates.feedback() {
            FeedbackModel::Cascading { non_click_score } => non_click_score,
            FeedbackModel::ScoreVector => 0.0,
        };
        ((score - miss) / (1.0 - miss)).clamp(0.0, 1.0)
    }
}

crate::state::state_fields! {
    RankingAgent { learner } fixed { policy, temperature, slates, sampler, scores, targets, weights }
    valid(ranker) { ranker.learner.items_are_below(ranker.scores.len()) }
}

impl Ranker for RankingAgent {
    fn rank(&mut self, view: &SlateView<'_>, stream: &mut RngStream, slate: &mut [u32]) {
        self.learner.start(stream);
        self.learner.scores(view, &mut self.scores);
        let penalty = match self.policy {
            Policy::DescendingScores => {
                largest(&self.scores, Ties::draw(stream), slate);
                return;
            }
            Policy::NoPenalty => None,
            Policy::CosineDistance { coefficient } => {
                Some(SimilarityPenalty { coefficient, features: self.learner.features(view) })
            }
        };
        let temperature = self.temperature.value(view.round);
        self.sampler.fill(&self.scores, temperature, penalty, stream, slate);
    }

    fn update(&mut self, view: &SlateView<'_>, slate: &[u32], feedback: &Feedback<'_>) {
        let (targets, weights) = (&mut self.targets, &mut self.weights);
        match self.slates.feedback() {
            FeedbackModel::Cascading { .. } => {
                self.slates.of_choice(feedback.first_click(), 1.0, targets, weights);
            }
            FeedbackModel::ScoreVector => {
                for (target, clicked) in targets.iter_mut().zip(feedback.clicks) {
                    *target = f64::from(u8::from(*clicked));
                }
                self.slates.of_scores(targets, weights);
            }
        }
        self.learner.learn(view, slate, targets, weights);
    }

    #[cfg(policies)]
    fn probabilities(&self, view: &SlateView<'_>) -> ActionProbabilities {
        if !self.learner.has_started() {
            return by_asking(self, view, 1);
        }
        let mut asked = self.clone();
        asked.learner.scores(view, &mut asked.scores);
        match self.policy {
            Policy::DescendingScores => chances(&asked.scores, 0),
            // Nothing is above the first slot to be unlike.
            Policy::NoPenalty | Policy::CosineDistance { .. } => {
                let temperature = self.temperature.value(view.round);
                ActionProbabilities::exact(asked.sampler.first(&asked.scores, temperature).to_vec())
            }
        }
    }

    fn layers(&self) -> Vec<(usize, usize)> {
        self.learner.sizes()
    }

    fn explain(&mut self, view: &SlateView<'_>) -> RankerExplanation {
        let mut scores = vec![0.0; view.items];
        self.learner.scores(view, &mut scores);
        let reason = match self.policy {
            Policy::DescendingScores => RankingReason::Greedy,
            Policy::NoPenalty | Policy::CosineDistance { .. } => RankingReason::Drawn,
        };
        let estimates = scores.iter().map(|score| self.attraction(*score)).collect();
        RankerExplanation { estimates, scores, reason, ..RankerExplanation::default() }
    }
}
