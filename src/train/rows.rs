//! Rows of a log as rounds that an agent sees.

use crate::agent::View;
use crate::environment::Shape;
use crate::interactions::InteractionLog;

/// Room for what an agent sees of a row.
#[derive(Default)]
pub struct Rows {
    items: Vec<u32>,
    features: Vec<f64>,
}

/// A log without contexts is to agents an environment whose context is a single 1.
const NO_CONTEXT: &[f64] = &[1.0];

/// The sizes of the environment that a log comes from, with these rewards.
pub fn shape(log: &InteractionLog, rewards: (f64, f64)) -> Shape {
    let schema = log.schema();
    let arms = (0..log.len()).map(|row| log.offered(row).count()).max().unwrap_or(0);
    Shape {
        context: schema.context.len().max(NO_CONTEXT.len()),
        arm_features: schema.arm_features.len(),
        arms,
        items: schema.arms.len(),
        rewards,
    }
}

impl Rows {
    /// What an agent sees of a row in round `round`.
    pub fn view<'a>(&'a mut self, log: &'a InteractionLog, row: usize, round: u64) -> View<'a> {
        let offered = log.offered(row);
        self.items.clear();
        self.features.clear();
        for place in 0..offered.count() {
            self.items.push(offered.arm(place));
            self.features.extend_from_slice(log.features(row, place));
        }
        let context = log.context(row);
        View {
            round,
            context: if context.is_empty() { NO_CONTEXT } else { context },
            items: &self.items,
            arm_features: &self.features,
            expectations: &[],
        }
    }
}

/// The place of a row's action among its arms on offer.
pub fn place(log: &InteractionLog, row: usize) -> usize {
    // An action that is not on offer can't be in a log.
    log.actions_of(row).first().and_then(|action| log.offered(row).place(*action)).unwrap_or(0)
}
