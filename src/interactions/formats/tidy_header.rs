//! The columns of a tidy CSV file, and the codes of names in files without a schema.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::super::interaction::ActionKind;
use super::super::open_bandit::time::time;
use super::record::RowRecord;
use super::survey::MOST_ARMS;

/// What stands before the name of a context feature.
pub const CONTEXT: &str = "context.";

/// What a column holds; the numbers are slots, from 0, or the place of a context feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    Round,
    Event,
    Time,
    Group,
    Position,
    Policy,
    Arrived,
    Context(usize),
    Arms,
    ArmFeatures,
    Action(usize),
    Reward(usize),
    Observed,
    Probability,
    Prefix(usize),
    Slot(usize),
    ArmProbabilities,
    Predicted,
    Optimistic,
    Sampled,
    Kind,
    Schema,
    Ignored,
}

/// Names that other tools give to these columns, besides our own.
const NAMES: &[(&str, Column)] = &[
    ("round", Column::Round),
    ("event", Column::Event),
    ("event_id", Column::Event),
    ("eventid", Column::Event),
    ("time", Column::Time),
    ("timestamp", Column::Time),
    ("group", Column::Group),
    ("user", Column::Group),
    ("user_id", Column::Group),
    ("position", Column::Position),
    ("policy", Column::Policy),
    ("arrived", Column::Arrived),
    ("arms", Column::Arms),
    ("arm_features", Column::ArmFeatures),
    ("action", Column::Action(0)),
    ("arm", Column::Action(0)),
    ("reward", Column::Reward(0)),
    ("click", Column::Reward(0)),
    ("observed", Column::Observed),
    ("probability", Column::Probability),
    ("propensity", Column::Probability),
    ("propensity_score", Column::Probability),
    ("pscore", Column::Probability),
    ("prob", Column::Probability),
    ("arm_probabilities", Column::ArmProbabilities),
    ("predicted", Column::Predicted),
    ("optimistic", Column::Optimistic),
    ("sampled", Column::Sampled),
    ("kind", Column::Kind),
    ("schema", Column::Schema),
];

/// What stands before the number of a slot, and what such a column holds.
type OfSlot = (&'static str, fn(usize) -> Column);

/// Columns of which there is one a slot: `action_1`, `action_2`.
const SLOTS: &[OfSlot] = &[
    ("action_", Column::Action),
    ("reward_", Column::Reward),
    ("prefix_probability_", Column::Prefix),
    ("slot_probability_", Column::Slot),
];

/// The columns of a header.
pub struct Header {
    pub columns: Vec<Column>,
    /// Names of the context features.
    pub context: Vec<String>,
    /// Number of slots.
    pub slots: usize,
    /// Names of columns that are not read.
    pub ignored: Vec<String>,
}

impl Header {
    /// Finds out what the columns hold. One that is not known is a context feature where the first row has a number there.
    pub fn of(header: &StringRecord, first: Option<&StringRecord>) -> Header {
        let (mut context, mut ignored, mut slots) = (Vec::new(), Vec::new(), 1);
        let mut taken: Vec<Column> = Vec::new();
        for (place, name) in header.iter().enumerate() {
            let name = name.trim();
            let lower = name.to_lowercase();
            let of_slot = |(prefix, column): &OfSlot| {
                let slot: usize = lower.strip_prefix(prefix)?.parse().ok()?;
                (1..=header.len()).contains(&slot).then(|| column(slot - 1))
            };
            let known = NAMES.iter().find(|(known, _)| *known == lower).map(|(_, column)| *column);
            let known = known.or_else(|| SLOTS.iter().find_map(of_slot));
            let is_number = || {
                let text = first.and_then(|first| first.get(place)).unwrap_or_default();
                text.trim().parse::<f64>().is_ok_and(f64::is_finite)
            };
            let column = match (known, name.strip_prefix(CONTEXT)) {
                (Some(column), _) if !taken.contains(&column) => column,
                (_, Some(feature)) => {
                    context.push(feature.to_owned());
                    Column::Context(context.len() - 1)
                }
                (None, None) if !name.is_empty() && is_number() => {
                    context.push(name.to_owned());
                    Column::Context(context.len() - 1)
                }
                _ => {
                    // pandas writes its index into a column without a name.
                    ignored.extend(Some(name.to_owned()).filter(|name| !name.is_empty()));
                    Column::Ignored
                }
            };
            if let Column::Action(slot) = column {
                slots = slots.max(slot + 1);
            }
            taken.push(column);
        }
        Header { columns: taken, context, slots, ignored }
    }

    /// Whether there is such a column.
    pub fn has(&self, column: Column) -> bool {
        self.columns.contains(&column)
    }
}

/// The codes of names, in the order in which they appear.
#[derive(Default)]
pub struct Codes {
    codes: BTreeMap<String, u32>,
    pub names: Vec<String>,
}

impl Codes {
    /// The code of a name, a new one where it is new.
    ///
    /// # Errors
    /// More names than there may be.
    pub fn code(&mut self, name: &str) -> Result<u32, String> {
        if let Some(code) = self.codes.get(name) {
            return Ok(*code);
        }
        let code = self.names.len() as u32;
        if code >= MOST_ARMS {
            return Err(format!("\"{name}\" is one name more than {MOST_ARMS}"));
        }
        self.codes.insert(name.to_owned(), code);
        self.names.push(name.to_owned());
        Ok(code)
    }
}

/// Reads rows, where codes are numbers or names.
#[derive(Default)]
pub struct Cells {
    /// Names of arms; none where arms are numbers.
    pub arms: Option<Codes>,
    /// Names of groups; none where the schema has them.
    pub groups: Option<Codes>,
    /// Names of policies; none where the schema has them.
    pub policies: Option<Codes>,
}

impl Cells {
    /// Whether a row's action is a name, in a file whose arms are numbers.
    pub fn has_name(&self, header: &Header, record: &StringRecord) -> bool {
        let is_action = |(column, _): &(&Column, &str)| matches!(column, Column::Action(_));
        let mut actions = header.columns.iter().zip(record).filter(is_action);
        self.arms.is_none() && actions.any(|(_, cell)| small(cell.trim(), "action").is_err())
    }

    /// Overwrites `row` with what a record holds.
    pub fn read(
        &mut self,
        header: &Header,
        record: &StringRecord,
        row: &mut RowRecord,
    ) -> Result<(), String> {
        row.context.clear();
        row.context.resize(header.context.len(), 0.0);
        row.actions.clear();
        row.actions.resize(header.slots, 0);
        row.rewards.clear();
        row.rewards.resize(header.slots, None);
        for of_slots in [&mut row.prefix_probabilities, &mut row.slot_probabilities] {
            of_slots.clear();
        }
        for (column, whole_cell) in header.columns.iter().zip(record) {
            let cell = whole_cell.trim();
            match column {
                Column::Context(place) => {
                    row.context[*place] =
                        number(cell, || format!("context feature {}", header.context[*place]))?;
                }
                Column::Action(slot) => row.actions[*slot] = code(&mut self.arms, cell, "action")?,
                Column::Reward(slot) => row.rewards[*slot] = optional(cell, "reward")?,
                Column::Probability => row.probability = optional(cell, "probability")?,
                Column::ArmProbabilities => list(cell, "arm_probabilities", &mut row.arm_probabilities)?,
                Column::Arms => {
                    row.arms.clear();
                    for arm in cell.split_ascii_whitespace() {
                        row.arms.push(code(&mut self.arms, arm, "an arm of arms")?);
                    }
                }
                Column::ArmFeatures => list(cell, "arm_features", &mut row.arm_features)?,
                Column::Prefix(_) if cell.is_empty() => {}
                Column::Prefix(_) => {
                    row.prefix_probabilities.push(number(cell, || "prefix_probability".to_owned())?)
                }
                Column::Slot(_) if cell.is_empty() => {}
                Column::Slot(_) => {
                    row.slot_probabilities.push(number(cell, || "slot_probability".to_owned())?)
                }
                Column::Predicted => row.predicted = optional(cell, "predicted")?,
                Column::Optimistic => row.optimistic = optional(cell, "optimistic")?,
                Column::Sampled => row.sampled = optional(cell, "sampled")?,
                Column::Round => row.round = whole(cell, "round")?.unwrap_or(0),
                Column::Arrived => row.arrived = whole(cell, "arrived")?,
                Column::Position => row.position = small(cell, "position")?,
                Column::Observed => row.observed = small(cell, "observed")?,
                Column::Group => row.group = optional_code(&mut self.groups, cell, "group")?,
                Column::Policy => row.policy = optional_code(&mut self.policies, cell, "policy")?,
                Column::Event => whole_cell.clone_into(&mut row.event),
                Column::Time if cell.is_empty() => row.time = None,
                Column::Time => {
                    let read = cell.parse().ok().or_else(|| time(cell));
                    let wrong = || {
                        format!("time is \"{cell}\", but must be milliseconds since 1970 or a date and time")
                    };
                    row.time = Some(read.ok_or_else(wrong)?);
                }
                Column::Kind if cell.is_empty() => row.kind = ActionKind::Unknown,
                Column::Kind => {
                    let kinds = || ActionKind::ALL.map(ActionKind::name).join(", ");
                    let wrong = || format!("kind is \"{cell}\", but must be one of {}", kinds());
                    row.kind = ActionKind::of_name(cell).ok_or_else(wrong)?;
                }
                Column::Schema | Column::Ignored => {}
            }
        }
        Ok(())
    }
}

fn number(cell: &str, what: impl Fn() -> String) -> Result<f64, String> {
    let read = cell.parse().ok().filter(|number: &f64| number.is_finite());
    read.ok_or_else(|| format!("{} is \"{cell}\", but must be a number", what()))
}

fn optional(cell: &str, what: &str) -> Result<Option<f64>, String> {
    match cell {
        "" | "nan" | "NaN" => Ok(None),
        _ => number(cell, || what.to_owned()).map(Some),
    }
}

fn list(cell: &str, what: &str, numbers: &mut Vec<f64>) -> Result<(), String> {
    numbers.clear();
    for text in cell.split_ascii_whitespace() {
        numbers.push(number(text, || format!("a number of {what}"))?);
    }
    Ok(())
}

/// A whole number, also as pandas writes one in a column with gaps: 3.0.
fn whole(cell: &str, what: &str) -> Result<Option<u64>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    let read = cell.strip_suffix(".0").unwrap_or(cell).parse().ok();
    let wrong = || format!("{what} is \"{cell}\", but must be a whole number from 0");
    read.map(Some).ok_or_else(wrong)
}

fn small(cell: &str, what: &str) -> Result<Option<u32>, String> {
    let read = whole(cell, what)?;
    let small = read.map(u32::try_from).transpose();
    small.map_err(|_| format!("{what} is \"{cell}\", but must be a whole number below {}", u32::MAX))
}

fn code(names: &mut Option<Codes>, cell: &str, what: &str) -> Result<u32, String> {
    match names {
        _ if cell.is_empty() => Err(format!("{what} is missing")),
        Some(codes) => codes.code(cell),
        None => small(cell, what)?.ok_or_else(|| format!("{what} is missing")),
    }
}

fn optional_code(names: &mut Option<Codes>, cell: &str, what: &str) -> Result<Option<u32>, String> {
    if cell.is_empty() { Ok(None) } else { code(names, cell, what).map(Some) }
}
