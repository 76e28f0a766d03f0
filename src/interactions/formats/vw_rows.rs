//! Decisions as Vowpal Wabbit's formats know them, features by name, as rows of a log.

use std::collections::BTreeMap;

use super::super::reading::ReadLog;
use super::super::schema::{FeaturesOf, LogSchema};
use super::format::LogFileError;
use super::record::{LogBuilder, RowRecord, SchemaRecord};
use super::survey::MOST_ARMS;

/// Features by name.
pub type Features = Vec<(String, f64)>;

/// An action on offer.
#[derive(Debug, Clone, Default)]
pub struct VwArm {
    /// Number of the arm in the log, where the file says it.
    pub arm: Option<u32>,
    /// Its name, where the file says it.
    pub name: Option<String>,
    pub features: Features,
}

/// A decision.
#[derive(Debug, Clone, Default)]
pub struct VwRow {
    pub context: Features,
    pub arms: Vec<VwArm>,
    /// Place of the chosen one among them.
    pub chosen: usize,
    /// What the formats have no features for; of contexts, arms and their features nothing.
    pub rest: RowRecord,
}

/// Names in the order in which they appear, with their places.
#[derive(Default)]
struct Names {
    places: BTreeMap<String, usize>,
    names: Vec<String>,
}

impl Names {
    fn of(names: &[String]) -> Names {
        let mut all = Names::default();
        names.iter().for_each(|name| _ = all.place(name));
        all
    }

    fn place(&mut self, name: &str) -> usize {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        self.places.insert(name.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.names.len() - 1
    }

    /// Writes features in their places; false where there is one without.
    fn spread(&self, features: &Features, values: &mut [f64]) -> bool {
        features.iter().all(|(name, value)| {
            let place = self.places.get(name).and_then(|place| values.get_mut(*place));
            place.map(|place| *place = *value).is_some()
        })
    }
}

/// What is known of all rows before the first is added.
#[derive(Default)]
struct Survey {
    context: Names,
    features: Names,
    /// Name of each arm by its number.
    arms: BTreeMap<u32, String>,
    /// Numbers of arms that come with a name only.
    numbers: BTreeMap<String, u32>,
    /// Features of each arm as they were seen first; none once one was seen with others.
    steady: Option<BTreeMap<u32, Features>>,
}

impl Survey {
    fn arm(&mut self, place: usize, arm: &VwArm) -> u32 {
        match (arm.arm, &arm.name) {
            (Some(number), _) => number,
            (None, Some(name)) => {
                let next = self.numbers.len() as u32;
                *self.numbers.entry(name.clone()).or_insert(next)
            }
            (None, None) => place as u32,
        }
    }

    fn look(&mut self, row: &VwRow) {
        row.context.iter().for_each(|(name, _)| _ = self.context.place(name));
        for (place, arm) in row.arms.iter().enumerate() {
            let number = self.arm(place, arm);
            if number >= MOST_ARMS {
                continue;
            }
            let name = || arm.name.clone().unwrap_or_else(|| format!("arm {number}"));
            self.arms.entry(number).or_insert_with(name);
            arm.features.iter().for_each(|(name, _)| _ = self.features.place(name));
            let seen = self.steady.as_mut().map(|steady| {
                let own = |features: &Features| {
                    features.iter().filter(|(_, value)| value.to_bits() != 0).cloned().collect()
                };
                let now: Features = own(&arm.features);
                *steady.entry(number).or_insert_with(|| now.clone()) == now
            });
            if seen == Some(false) {
                self.steady = None;
            }
        }
    }

    fn schema(&self) -> SchemaRecord {
        let count = self.arms.keys().next_back().map_or(0, |last| *last as usize + 1);
        let name = |arm: u32| self.arms.get(&arm).cloned().unwrap_or_else(|| format!("arm {arm}"));
        let width = self.features.names.len();
        let mut features = Vec::new();
        if let Some(steady) = self.steady.as_ref().filter(|_| width > 0) {
            features.resize(count * width, 0.0);
            for (arm, own) in steady {
                self.features.spread(own, &mut features[*arm as usize * width..][..width]);
            }
        }
        let names = LogSchema {
            arm_features: self.features.names.clone(),
            features_of: if self.steady.is_some() { FeaturesOf::Arm } else { FeaturesOf::Row },
            ..LogSchema::of_arms((0..count as u32).map(name), self.context.names.clone())
        };
        SchemaRecord { names, features }
    }
}

/// Takes the rows of a file, each with its line, or what is wrong there.
pub type Take<'t> = dyn FnMut(u64, Result<VwRow, String>) + 't;

/// A log of the rows that `each` gives, which is called twice: the first row may bring the schema, or else all rows together say it.
pub fn assembled(
    file: &str,
    schema: Option<SchemaRecord>,
    each: impl Fn(&mut Take<'_>),
) -> Result<ReadLog, LogFileError> {
    let mut survey = Survey { steady: Some(BTreeMap::new()), ..Survey::default() };
    let schema = schema.unwrap_or_else(|| {
        each(&mut |_, row| {
            if let Ok(row) = row {
                survey.look(&row);
            }
        });
        survey.schema()
    });
    let (context, features) = (Names::of(&schema.names.context), Names::of(&schema.names.arm_features));
    let has_own = schema.names.features_of == FeaturesOf::Row;
    let arms = schema.names.arms.len();
    let mut log = LogBuilder::new(file, schema)?;
    each(&mut |line, row| {
        let filled = row.and_then(|row| filled(&context, &features, has_own, arms, &mut survey, row));
        match filled {
            Ok(mut row) => {
                if row.round == 0 {
                    row.round = log.log().len() as u64 + 1;
                }
                log.add(line, &row);
            }
            Err(reason) => log.read.refuse(line, reason),
        }
    });
    Ok(log.finish())
}

fn filled(
    context: &Names,
    features: &Names,
    has_own: bool,
    arms: usize,
    survey: &mut Survey,
    row: VwRow,
) -> Result<RowRecord, String> {
    let mut filled = row.rest;
    filled.context = vec![0.0; context.names.len()];
    if !context.spread(&row.context, &mut filled.context) {
        return Err("a feature of the context is not in the schema of the first row".to_owned());
    }
    filled.arms = row.arms.iter().enumerate().map(|(place, arm)| survey.arm(place, arm)).collect();
    if has_own {
        let width = features.names.len();
        filled.arm_features = vec![0.0; row.arms.len() * width];
        for (place, arm) in row.arms.iter().enumerate() {
            if !features.spread(&arm.features, &mut filled.arm_features[place * width..][..width]) {
                return Err("a feature of an action is not in the schema of the first row".to_owned());
            }
        }
    }
    let count = filled.arms.len();
    let wrong = || format!("the chosen action is number {}, but {count} are on offer", row.chosen);
    filled.actions = vec![*filled.arms.get(row.chosen).ok_or_else(wrong)?];
    if count == arms && filled.arms.iter().copied().eq(0..arms as u32) {
        filled.arms.clear();
    }
    Ok(filled)
}
