//! What a scoring network should say of each slot, and how much each slot counts (TF-Agents, RankingAgent).

/// What comes back of a slate, as the network is to learn it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FeedbackModel {
    /// At most one slot is chosen: it gets its value, those above it this score, and those below say nothing.
    Cascading {
        /// Score of a slot that was passed over.
        non_click_score: f64,
    },
    /// Every slot gets a score.
    ScoreVector,
}

/// How much more or less a slot counts by its position, k from 0.
#[derive(Debug, Clone, PartialEq)]
pub enum PositionalBias {
    /// All count 1.
    Unset,
    /// (k + 1)^severity.
    Base(f64),
    /// severity^k.
    Exponent(f64),
    /// These weights, one a slot; slots beyond them count 1.
    Fixed(Vec<f64>),
}

impl PositionalBias {
    fn weight(&self, position: usize) -> f64 {
        match self {
            PositionalBias::Unset => 1.0,
            PositionalBias::Base(severity) => libm::pow(position as f64 + 1.0, *severity),
            PositionalBias::Exponent(severity) => libm::pow(*severity, position as f64),
            PositionalBias::Fixed(weights) => weights.get(position).copied().unwrap_or(1.0),
        }
    }
}

/// Targets and weights of the slots of a slate.
#[derive(Debug, Clone, PartialEq)]
pub struct SlateTargets {
    feedback: FeedbackModel,
    /// One a slot.
    bias: Vec<f64>,
    positive_only: bool,
}

impl SlateTargets {
    /// For slates of so many slots. With `positive_only`, the bias is kept where the target is above zero and every
    /// other slot counts 1, even one below the chosen one; the latter, as in TF-Agents 0.19, without a bias, too.
    pub fn new(
        feedback: FeedbackModel,
        bias: &PositionalBias,
        positive_only: bool,
        slots: usize,
    ) -> SlateTargets {
        SlateTargets {
            feedback,
            bias: (0..slots).map(|position| bias.weight(position)).collect(),
            positive_only,
        }
    }

    /// How feedback is understood.
    pub fn feedback(&self) -> FeedbackModel {
        self.feedback
    }

    /// Writes targets and weights where the slot `chosen` was chosen, if any, and is worth `value`. Under
    /// [`FeedbackModel::ScoreVector`] that is a vector with one score that is not zero.
    pub fn of_choice(&self, chosen: Option<usize>, value: f64, targets: &mut [f64], weights: &mut [f64]) {
        let first_unseen = match self.feedback {
            FeedbackModel::Cascading { .. } => chosen.map_or(targets.len(), |chosen| chosen + 1),
            FeedbackModel::ScoreVector => targets.len(),
        };
        let passed_over = match self.feedback {
            FeedbackModel::Cascading { non_click_score } => non_click_score,
            FeedbackModel::ScoreVector => 0.0,
        };
        for (position, target) in targets.iter_mut().enumerate() {
            *target = match chosen {
                Some(chosen) if position == chosen => value,
                _ if position < first_unseen => passed_over,
                _ => 0.0,
            };
        }
        self.weigh(targets, first_unseen, weights);
    }

    /// Writes the weights where the targets are given, one score a slot.
    pub fn of_scores(&self, scores: &[f64], weights: &mut [f64]) {
        self.weigh(scores, scores.len(), weights);
    }

    fn weigh(&self, targets: &[f64], first_unseen: usize, weights: &mut [f64]) {
        for (position, ((weight, target), bias)) in
            weights.iter_mut().zip(targets).zip(&self.bias).enumerate()
        {
            let seen = if position < first_unseen { *bias } else { 0.0 };
            *weight = if self.positive_only && *target <= 0.0 { 1.0 } else { seen };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_choice(targets: &SlateTargets, chosen: Option<usize>) -> ([f64; 4], [f64; 4]) {
        let (mut scores, mut weights) = ([9.0; 4], [9.0; 4]);
        targets.of_choice(chosen, 2.0, &mut scores, &mut weights);
        (scores, weights)
    }

    #[test]
    fn a_cascade_by_hand() {
        let feedback = FeedbackModel::Cascading { non_click_score: -0.5 };
        let plain = SlateTargets::new(feedback, &PositionalBias::Unset, false, 4);
        assert_eq!(of_choice(&plain, Some(1)), ([-0.5, 2.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0]));
        assert_eq!(of_choice(&plain, None), ([-0.5; 4], [1.0; 4]));
        let all = SlateTargets::new(feedback, &PositionalBias::Unset, true, 4);
        assert_eq!(of_choice(&all, Some(1)), ([-0.5, 2.0, 0.0, 0.0], [1.0; 4]));
        let base = SlateTargets::new(feedback, &PositionalBias::Base(2.0), false, 4);
        assert_eq!(of_choice(&base, Some(2)), ([-0.5, -0.5, 2.0, 0.0], [1.0, 4.0, 9.0, 0.0]));
        let exponent = SlateTargets::new(feedback, &PositionalBias::Exponent(3.0), true, 4);
        assert_eq!(of_choice(&exponent, Some(2)), ([-0.5, -0.5, 2.0, 0.0], [1.0, 1.0, 9.0, 1.0]));
    }

    #[test]
    fn a_vector_of_scores_by_hand() {
        let bias = PositionalBias::Fixed(vec![2.0, 3.0, 4.0, 5.0]);
        let mut weights = [9.0; 4];
        let scores = [1.0, 0.0, -1.0, 0.5];
        SlateTargets::new(FeedbackModel::ScoreVector, &bias, false, 4).of_scores(&scores, &mut weights);
        assert_eq!(weights, [2.0, 3.0, 4.0, 5.0]);
        let positive = SlateTargets::new(FeedbackModel::ScoreVector, &bias, true, 4);
        positive.of_scores(&scores, &mut weights);
        assert_eq!(weights, [2.0, 1.0, 1.0, 5.0]);
        assert_eq!(of_choice(&positive, Some(3)), ([0.0, 0.0, 0.0, 2.0], [1.0, 1.0, 1.0, 5.0]));
    }
}
