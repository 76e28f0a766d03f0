//! The column store.

use serde::{Deserialize, Serialize};

use super::column::Optional;
use super::error::InteractionError;
use super::interaction::{ActionKind, Interaction, Origin, PolicyInfo};
use super::offered::Offered;
use super::schema::{FeaturesOf, LogSchema};

/// Interactions as columns, one row a decision. See the [module](super) for an example.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InteractionLog {
    schema: LogSchema,
    /// Features of every arm, row-major; empty where there are none or every row has its own.
    features: Vec<f64>,
    rounds: Vec<u64>,
    contexts: Vec<f64>,
    actions: Vec<u32>,
    rewards: Vec<f64>,
    probabilities: Optional<f64>,
    prefix_probabilities: Optional<f64>,
    slot_probabilities: Optional<f64>,
    observed: Optional<u32>,
    /// Where the arms on offer of each row begin in `offered`, and after the last row where they end; empty while all rows offer
    /// all arms.
    offers: Vec<usize>,
    offered: Vec<u32>,
    /// Features of the arms on offer, row after row, where every row has its own.
    row_features: Vec<f64>,
    row_feature_starts: Vec<usize>,
    /// Probabilities of the arms on offer, row after row.
    arm_probabilities: Vec<f64>,
    /// Where those of a row begin; empty while no row has any.
    arm_probability_starts: Vec<usize>,
    predicted: Optional<f64>,
    optimistic: Optional<f64>,
    sampled: Optional<f64>,
    kinds: Vec<ActionKind>,
    times: Optional<i64>,
    groups: Optional<u32>,
    positions: Optional<u32>,
    policies: Optional<u32>,
    arrived: Optional<u64>,
    /// Ids of events, one after another, and where each ends; empty while no row has one.
    events: String,
    event_ends: Vec<usize>,
}

impl InteractionLog {
    /// A log without rows, whose arms have no features or bring them with every row.
    pub fn new(schema: LogSchema) -> InteractionLog {
        let slots = schema.slots;
        InteractionLog {
            schema,
            features: Vec::new(),
            rounds: Vec::new(),
            contexts: Vec::new(),
            actions: Vec::new(),
            rewards: Vec::new(),
            probabilities: Optional::new(1),
            prefix_probabilities: Optional::new(slots),
            slot_probabilities: Optional::new(slots),
            observed: Optional::new(1),
            offers: Vec::new(),
            offered: Vec::new(),
            row_features: Vec::new(),
            row_feature_starts: Vec::new(),
            arm_probabilities: Vec::new(),
            arm_probability_starts: Vec::new(),
            predicted: Optional::new(1),
            optimistic: Optional::new(1),
            sampled: Optional::new(1),
            kinds: Vec::new(),
            times: Optional::new(1),
            groups: Optional::new(1),
            positions: Optional::new(1),
            policies: Optional::new(1),
            arrived: Optional::new(1),
            events: String::new(),
            event_ends: Vec::new(),
        }
    }

    /// A log without rows, whose arms have these features in every row: row-major, an arm a row.
    ///
    /// # Errors
    /// Another number of features than the schema has arms and names, and numbers that are not finite.
    pub fn with_features(schema: LogSchema, features: Vec<f64>) -> Result<InteractionLog, InteractionError> {
        let expected = match schema.features_of {
            FeaturesOf::Arm => schema.arms.len() * schema.arm_features.len(),
            FeaturesOf::Row => 0,
        };
        super::check::count("features of arms", features.len(), expected)?;
        super::check::finite("feature", &features)?;
        Ok(InteractionLog { features, ..InteractionLog::new(schema) })
    }

    /// Makes room for so many further rows, as where a simulation must not allocate while it runs.
    pub fn reserve(&mut self, rows: usize) {
        self.rounds.reserve(rows);
        self.contexts.reserve(rows * self.schema.context.len());
        self.actions.reserve(rows * self.schema.slots);
        self.rewards.reserve(rows * self.schema.slots);
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where the row does not fit the schema, or holds what no decision can: the log is then as before.
    pub fn push(&mut self, row: &Interaction<'_>) -> Result<(), InteractionError> {
        super::check::interaction(&self.schema, row)?;
        let index = self.rounds.len();
        self.rounds.push(row.round);
        self.contexts.extend_from_slice(row.context);
        self.actions.extend_from_slice(row.actions);
        self.rewards.extend_from_slice(row.rewards);
        self.probabilities.push_one(index, row.probability);
        self.prefix_probabilities.push(index, row.prefix_probabilities);
        self.slot_probabilities.push(index, row.slot_probabilities);
        self.observed.push_one(index, row.observed);
        if !row.arms.is_empty() || !self.offers.is_empty() {
            self.begin_offers(index);
            match row.arms {
                [] => self.offered.extend(0..self.schema.arms.len() as u32),
                arms => self.offered.extend_from_slice(arms),
            }
            self.offers.push(self.offered.len());
        }
        extend_ragged(&mut self.row_features, &mut self.row_feature_starts, index, row.arm_features);
        extend_ragged(
            &mut self.arm_probabilities,
            &mut self.arm_probability_starts,
            index,
            row.arm_probabilities,
        );
        self.predicted.push_one(index, row.info.predicted);
        self.optimistic.push_one(index, row.info.optimistic);
        self.sampled.push_one(index, row.info.sampled);
        if row.info.kind != ActionKind::Unknown || !self.kinds.is_empty() {
            self.kinds.resize(index, ActionKind::Unknown);
            self.kinds.push(row.info.kind);
        }
        let origin = &row.origin;
        self.times.push_one(index, origin.time);
        self.groups.push_one(index, origin.group);
        self.positions.push_one(index, origin.position);
        self.policies.push_one(index, origin.policy);
        self.arrived.push_one(index, origin.arrived);
        if !origin.event.is_empty() || !self.event_ends.is_empty() {
            self.event_ends.resize(index, 0);
            self.events.push_str(origin.event);
            self.event_ends.push(self.events.len());
        }
        Ok(())
    }

    /// All arms were on offer in the rows so far: that has now to be written out.
    fn begin_offers(&mut self, rows: usize) {
        if self.offers.is_empty() {
            let arms = self.schema.arms.len();
            self.offers = (0..=rows).map(|row| row * arms).collect();
            self.offered = (0..rows * arms).map(|place| (place % arms) as u32).collect();
        }
    }

    /// What holds for every row.
    pub fn schema(&self) -> &LogSchema {
        &self.schema
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rounds.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rounds.is_empty()
    }

    /// A row.
    ///
    /// # Panics
    /// Where there is no such row.
    pub fn row(&self, row: usize) -> Interaction<'_> {
        Interaction {
            round: self.rounds[row],
            context: self.context(row),
            arms: match self.offered(row) {
                Offered::All(_) => &[],
                Offered::Some(arms) => arms,
            },
            arm_features: ragged(&self.row_features, &self.row_feature_starts, row),
            actions: self.actions_of(row),
            rewards: self.rewards_of(row),
            observed: self.observed.get(row),
            probability: self.probabilities.get(row),
            prefix_probabilities: self.prefix_probabilities.row(row),
            slot_probabilities: self.slot_probabilities.row(row),
            arm_probabilities: self.arm_probabilities(row),
            info: PolicyInfo {
                predicted: self.predicted.get(row),
                optimistic: self.optimistic.get(row),
                sampled: self.sampled.get(row),
                kind: self.kinds.get(row).copied().unwrap_or_default(),
            },
            origin: Origin {
                event: self.event(row),
                time: self.times.get(row),
                group: self.groups.get(row),
                position: self.positions.get(row),
                policy: self.policies.get(row),
                arrived: self.arrived.get(row),
            },
        }
    }

    /// Every row, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Interaction<'_>> {
        (0..self.len()).map(|row| self.row(row))
    }

    /// The rows of which `keep` says so, in a log of their own.
    pub fn filtered(&self, mut keep: impl FnMut(usize, &Interaction<'_>) -> bool) -> InteractionLog {
        let mut kept = InteractionLog::new(self.schema.clone());
        kept.features.clone_from(&self.features);
        for (index, row) in self.rows().enumerate() {
            if keep(index, &row) {
                // A row of a log with the same schema fits.
                let fits = kept.push(&row);
                debug_assert!(fits.is_ok());
            }
        }
        kept
    }

    /// The context of a row.
    pub fn context(&self, row: usize) -> &[f64] {
        let width = self.schema.context.len();
        &self.contexts[row * width..(row + 1) * width]
    }

    /// The arms on offer in a row.
    pub fn offered(&self, row: usize) -> Offered<'_> {
        match self.offers.get(row..row + 2) {
            Some([from, to]) => Offered::Some(&self.offered[*from..*to]),
            _ => Offered::All(self.schema.arms.len()),
        }
    }

    /// The features of the arm at this place among those on offer in a row; empty where arms have none.
    pub fn features(&self, row: usize, place: usize) -> &[f64] {
        let width = self.schema.arm_features.len();
        match self.schema.features_of {
            FeaturesOf::Arm => self.features_of_arm(self.offered(row).arm(place)),
            FeaturesOf::Row => {
                &ragged(&self.row_features, &self.row_feature_starts, row)[place * width..][..width]
            }
        }
    }

    /// The features of all arms, row-major, where they are the same in every row; empty elsewhere.
    pub fn all_features(&self) -> &[f64] {
        &self.features
    }

    /// The features of an arm where they are the same in every row; empty where arms have none, or every row has its own.
    pub fn features_of_arm(&self, arm: u32) -> &[f64] {
        let width = self.schema.arm_features.len();
        self.features.get(arm as usize * width..(arm as usize + 1) * width).unwrap_or(&[])
    }

    /// What was chosen in a row, an arm a slot.
    pub fn actions_of(&self, row: usize) -> &[u32] {
        &self.actions[row * self.schema.slots..(row + 1) * self.schema.slots]
    }

    /// What each slot of a row earned.
    pub fn rewards_of(&self, row: usize) -> &[f64] {
        &self.rewards[row * self.schema.slots..(row + 1) * self.schema.slots]
    }

    /// The probability of a row's action; none where it is not known.
    pub fn row_probability(&self, row: usize) -> Option<f64> {
        self.probabilities.get(row)
    }

    /// The group (user, segment, store) of a row; none where it has none.
    pub fn group(&self, row: usize) -> Option<u32> {
        self.groups.get(row)
    }

    /// The probabilities of the arms on offer in a row; empty where they are not known.
    pub fn arm_probabilities(&self, row: usize) -> &[f64] {
        ragged(&self.arm_probabilities, &self.arm_probability_starts, row)
    }

    /// Rounds, one a row.
    pub fn rounds(&self) -> &[u64] {
        &self.rounds
    }

    /// Actions, row after row, a slot each.
    pub fn actions(&self) -> &[u32] {
        &self.actions
    }

    /// Rewards, row after row, a slot each; NaN where one is not known.
    pub fn rewards(&self) -> &[f64] {
        &self.rewards
    }

    /// Probabilities of the actions, one a row and NaN where one is not known; empty where none is.
    pub fn probabilities(&self) -> &[f64] {
        self.probabilities.values()
    }

    /// Id of the event of a row; empty where it has none.
    pub fn event(&self, row: usize) -> &str {
        let from = row.checked_sub(1).and_then(|before| self.event_ends.get(before)).copied().unwrap_or(0);
        self.event_ends.get(row).map_or("", |to| &self.events[from..*to])
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        let numbers = self.features.capacity()
            + self.contexts.capacity()
            + self.rewards.capacity()
            + self.row_features.capacity()
            + self.arm_probabilities.capacity()
            + self.rounds.capacity();
        let places = self.offers.capacity()
            + self.row_feature_starts.capacity()
            + self.arm_probability_starts.capacity()
            + self.event_ends.capacity();
        let optional = self.probabilities.bytes()
            + self.prefix_probabilities.bytes()
            + self.slot_probabilities.bytes()
            + self.observed.bytes()
            + self.predicted.bytes()
            + self.optimistic.bytes()
            + self.sampled.bytes()
            + self.times.bytes()
            + self.groups.bytes()
            + self.positions.bytes()
            + self.policies.bytes()
            + self.arrived.bytes();
        8 * numbers
            + size_of::<usize>() * places
            + 4 * (self.actions.capacity() + self.offered.capacity())
            + self.kinds.capacity() * size_of::<ActionKind>()
            + self.events.capacity()
            + optional
    }
}

/// Adds the values of row number `row` to a column whose rows differ in length.
fn extend_ragged(values: &mut Vec<f64>, starts: &mut Vec<usize>, row: usize, of_row: &[f64]) {
    if of_row.is_empty() && starts.is_empty() {
        return;
    }
    starts.resize(row + 1, 0);
    values.extend_from_slice(of_row);
    starts.push(values.len());
}

/// The values of a row of such a column.
fn ragged<'a>(values: &'a [f64], starts: &[usize], row: usize) -> &'a [f64] {
    match starts.get(row..row + 2) {
        Some([from, to]) => &values[*from..*to],
        _ => &[],
    }
}
