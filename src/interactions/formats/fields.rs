//! What a log may hold besides contexts, actions, rewards and probabilities, and which formats have a place for it.

use super::super::interaction::{ActionKind, Interaction, Origin, PolicyInfo};
use super::super::log::InteractionLog;
use super::super::schema::{FeaturesOf, LogSchema};

/// Something that not every format can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Rounds other than 1, 2, 3.
    Round,
    /// Names of arms, context features and features of arms.
    Names,
    /// Names of groups and policies, the unit of the reward, whether the policy learned and how exact probabilities are.
    About,
    /// Arms that are not on offer in every row.
    Offers,
    /// Features of arms that are the same in every row.
    ArmFeatures,
    /// Features of arms that change from row to row.
    RowFeatures,
    /// Slates of several slots.
    Slates,
    /// Rewards that are not known.
    MissingRewards,
    /// Actions whose probability is not known.
    MissingProbabilities,
    /// Probabilities of all arms on offer.
    ArmProbabilities,
    /// What the policy thought: predicted, optimistic and sampled value.
    Info,
    /// Why the policy took its action.
    Kind,
    /// Ids of events.
    Event,
    /// Times.
    Time,
    /// Places on a page.
    Position,
    /// Users or other groups, policies, and rounds in which late rewards arrived.
    Origin,
}

impl Field {
    /// All of them.
    pub const ALL: &[Field] = &[
        Field::Round,
        Field::Names,
        Field::About,
        Field::Offers,
        Field::ArmFeatures,
        Field::RowFeatures,
        Field::Slates,
        Field::MissingRewards,
        Field::MissingProbabilities,
        Field::ArmProbabilities,
        Field::Info,
        Field::Kind,
        Field::Event,
        Field::Time,
        Field::Position,
        Field::Origin,
    ];

    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Field::Round => "numbers of rounds",
            Field::Names => "names of arms and features",
            Field::About => {
                "the unit of the reward, names of users and policies, and whether the policy learned"
            }
            Field::Offers => "which arms were on offer",
            Field::ArmFeatures => "features of arms",
            Field::RowFeatures => "features of arms that change from row to row",
            Field::Slates => "slates",
            Field::MissingRewards => "rewards that are not known",
            Field::MissingProbabilities => "actions of unknown probability",
            Field::ArmProbabilities => "the probabilities of the arms that were not chosen",
            Field::Info => "what the policy predicted",
            Field::Kind => "why the policy chose",
            Field::Event => "ids of events",
            Field::Time => "times",
            Field::Position => "positions on a page",
            Field::Origin => "users, policies and the rounds in which rewards arrived",
        }
    }

    fn is_in(self, row: &Interaction<'_>, index: usize) -> bool {
        let (info, origin) = (&row.info, &row.origin);
        match self {
            Field::Round => row.round != index as u64 + 1,
            Field::Offers => !row.arms.is_empty(),
            Field::Slates => {
                let has_slots = row.prefix_probabilities.len() + row.slot_probabilities.len() > 0;
                row.actions.len() > 1 || row.observed.is_some() || has_slots
            }
            Field::MissingRewards => row.rewards.iter().any(|reward| reward.is_nan()),
            Field::MissingProbabilities => row.probability.is_none(),
            Field::ArmProbabilities => !row.arm_probabilities.is_empty(),
            Field::Info => info.predicted.or(info.optimistic).or(info.sampled).is_some(),
            Field::Kind => info.kind != ActionKind::Unknown,
            Field::Event => !origin.event.is_empty(),
            Field::Time => origin.time.is_some(),
            Field::Position => origin.position.is_some(),
            Field::Origin => origin.group.is_some() || origin.policy.is_some() || origin.arrived.is_some(),
            Field::Names | Field::About | Field::ArmFeatures | Field::RowFeatures => false,
        }
    }

    fn is_in_schema(self, schema: &LogSchema) -> bool {
        let has_features = !schema.arm_features.is_empty();
        match self {
            Field::ArmFeatures => has_features && schema.features_of == FeaturesOf::Arm,
            Field::RowFeatures => has_features && schema.features_of == FeaturesOf::Row,
            Field::About => {
                let named = schema.groups.len() + schema.policies.len() + schema.reward_unit.len();
                named > 0 || schema.learned.is_some() || schema.probability_error.is_some()
            }
            // Every log has names, and those that only count say nothing.
            Field::Names => {
                let counts = |name: &String| name.ends_with(|letter: char| letter.is_ascii_digit());
                !schema.arms.iter().chain(&schema.context).chain(&schema.arm_features).all(counts)
            }
            _ => false,
        }
    }
}

/// What a log has of all this.
pub fn used(log: &InteractionLog) -> Vec<Field> {
    let mut left: Vec<Field> = Field::ALL.to_vec();
    let mut found = Vec::new();
    let mut take = |left: &mut Vec<Field>, is: &dyn Fn(Field) -> bool| {
        left.retain(|field| {
            let is = is(*field);
            if is {
                found.push(*field);
            }
            !is
        });
    };
    take(&mut left, &|field| field.is_in_schema(log.schema()));
    for (index, row) in log.rows().enumerate() {
        take(&mut left, &|field| field.is_in(&row, index));
    }
    found
}

/// A log as a format that keeps these fields gives it back: without the others, and without the rows that it has no place for. None
/// where the format can't hold such a log at all.
///
/// # Errors
/// None in a log that was valid: what is left out makes no row wrong.
pub fn kept(
    log: &InteractionLog,
    keeps: &[Field],
) -> Result<InteractionLog, super::super::error::InteractionError> {
    let has = |field| keeps.contains(&field);
    let own = log.schema();
    let mut schema = own.clone();
    if !has(Field::Names) {
        schema.arms = LogSchema::numbered("arm ", own.arms.len()).collect();
        schema.context = LogSchema::numbered("x", own.context.len()).collect();
        schema.arm_features = LogSchema::numbered("f", own.arm_features.len()).collect();
    }
    if !has(Field::About) {
        (schema.groups, schema.policies, schema.reward_unit) = Default::default();
        (schema.learned, schema.probability_error) = (None, None);
    }
    let of_arms = own.features_of == FeaturesOf::Arm && has(Field::ArmFeatures);
    let of_rows = own.features_of == FeaturesOf::Row && has(Field::RowFeatures);
    if !of_arms && !of_rows {
        schema.arm_features.clear();
        schema.features_of = FeaturesOf::Arm;
    }
    let features = if of_arms { log.all_features() } else { &[] };
    let mut rest = InteractionLog::with_features(schema, features.to_vec())?;
    let mut of_all = Vec::new();
    for row in log.rows() {
        let is_known = has(Field::MissingRewards) || !row.reward().is_nan();
        if !is_known || !has(Field::MissingProbabilities) && row.probability.is_none() {
            continue;
        }
        let index = rest.len() as u64;
        let (info, origin) = (row.info, row.origin);
        let origins = if has(Field::Origin) { origin } else { Origin::default() };
        rest.push(&Interaction {
            round: if has(Field::Round) { row.round } else { index + 1 },
            arms: if has(Field::Offers) { row.arms } else { &[] },
            arm_features: if of_rows { row.arm_features } else { &[] },
            observed: row.observed.filter(|_| has(Field::Slates)),
            prefix_probabilities: if has(Field::Slates) { row.prefix_probabilities } else { &[] },
            slot_probabilities: if has(Field::Slates) { row.slot_probabilities } else { &[] },
            arm_probabilities: match (has(Field::ArmProbabilities), has(Field::Offers)) {
                (false, _) => &[],
                (true, true) => row.arm_probabilities,
                (true, false) => {
                    spread_over(&row, own.arms.len(), &mut of_all);
                    &of_all
                }
            },
            info: PolicyInfo {
                kind: if has(Field::Kind) { info.kind } else { ActionKind::Unknown },
                ..if has(Field::Info) { info } else { PolicyInfo::default() }
            },
            origin: Origin {
                event: if has(Field::Event) { origin.event } else { "" },
                time: origin.time.filter(|_| has(Field::Time)),
                position: origin.position.filter(|_| has(Field::Position)),
                ..origins
            },
            ..row
        })?;
    }
    Ok(rest)
}

/// The probabilities of all arms, 0 for those that are not on offer; empty where the row has none.
fn spread_over(row: &Interaction<'_>, arms: usize, all: &mut Vec<f64>) {
    all.clear();
    if row.arms.is_empty() || row.arm_probabilities.is_empty() {
        all.extend_from_slice(row.arm_probabilities);
        return;
    }
    all.resize(arms, 0.0);
    for (arm, probability) in row.arms.iter().zip(row.arm_probabilities) {
        if let Some(place) = all.get_mut(*arm as usize) {
            *place = *probability;
        }
    }
}
