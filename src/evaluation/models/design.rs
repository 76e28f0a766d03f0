//! The features that reward models are linear in.

use crate::interactions::{FeaturesOf, InteractionLog};

/// Most products of a context feature and an arm feature.
const MOST_PRODUCTS: usize = 256;

/// Which features, of how many models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Design {
    /// One model an arm, of 1 alone.
    Arm,
    /// One model an arm, of 1 and the context.
    Context,
    /// One model for all arms: of 1, the context, the arm's features and, where there are not too many, their products.
    Features { products: bool },
}

impl Design {
    /// The design for a log.
    pub fn of(log: &InteractionLog, uses_features: bool) -> Design {
        let schema = log.schema();
        if !uses_features {
            return Design::Arm;
        }
        // Features that are the same in every row can be told from the arm itself.
        let can_be_own =
            schema.features_of == FeaturesOf::Arm && schema.arms.len() <= schema.arm_features.len();
        if schema.arm_features.is_empty() || can_be_own {
            return Design::Context;
        }
        Design::Features { products: schema.context.len() * schema.arm_features.len() <= MOST_PRODUCTS }
    }

    /// Number of models.
    pub fn models(&self, log: &InteractionLog) -> usize {
        match self {
            Design::Arm | Design::Context => log.schema().arms.len(),
            Design::Features { .. } => 1,
        }
    }

    /// Which of them an arm has.
    pub fn model(&self, arm: u32) -> usize {
        match self {
            Design::Arm | Design::Context => arm as usize,
            Design::Features { .. } => 0,
        }
    }

    /// Number of features.
    pub fn width(&self, log: &InteractionLog) -> usize {
        let (context, arm) = (log.schema().context.len(), log.schema().arm_features.len());
        match self {
            Design::Arm => 1,
            Design::Context => 1 + context,
            Design::Features { products } => 1 + context + arm + if *products { context * arm } else { 0 },
        }
    }

    /// Appends the features of the arm at this place in a row.
    pub fn write(&self, log: &InteractionLog, row: usize, place: usize, features: &mut Vec<f64>) {
        features.push(1.0);
        if *self == Design::Arm {
            return;
        }
        let context = log.context(row);
        features.extend_from_slice(context);
        if let Design::Features { products } = self {
            let of_arm = log.features(row, place);
            features.extend_from_slice(of_arm);
            if *products {
                features.extend(context.iter().flat_map(|one| of_arm.iter().map(move |other| one * other)));
            }
        }
    }
}
