//! `list`: what there is to choose from.

use std::collections::BTreeMap;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use std::sync::LazyLock;

use super::Failure;
use super::output::{print, print_json};
use crate::agent::AGENTS;
use crate::descriptor::{Descriptor, Value};
use crate::environment::ENVIRONMENTS;
use crate::ranking::{CLICK_MODELS, RANKERS, SLATE_ENVIRONMENTS};
use crate::spec::settings::{SETTING_GROUPS, SettingGroup};

/// The parts of a family.
fn parts(family: Family) -> Vec<Descriptor> {
    match family {
        Family::Settings(group) => vec![*group.part],
        Family::Environments => {
            let slates = SLATE_ENVIRONMENTS.iter().map(|descriptor| descriptor.part);
            ENVIRONMENTS.iter().map(|descriptor| descriptor.part).chain(slates).collect()
        }
        Family::Agents => AGENTS.iter().map(|descriptor| descriptor.part).collect(),
        Family::Rankers => RANKERS.iter().map(|descriptor| descriptor.part).collect(),
        Family::Clicks => CLICK_MODELS.iter().map(|descriptor| descriptor.part).collect(),
        // A family without members so far.
        Family::Estimators => Vec::new(),
    }
}

/// Key of the environments in the JSON of all families, and an alias of their name on the command line: both are older
/// than the name, and what was written for them goes on working.
const WORLDS: &str = "worlds";

impl Family {
    /// What it is called on the command line, and in a few words what it holds.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Family::Environments => ("environments", "Environments"),
            Family::Agents => ("agents", "Bandit agents"),
            Family::Rankers => ("rankers", "Rankers of whole lists"),
            Family::Clicks => ("clicks", "Click models"),
            Family::Estimators => ("estimators", "Off-policy estimators"),
            Family::Settings(group) => (group.part.id, group.about),
        }
    }

    /// Its key in the JSON of all families.
    fn key(self) -> &'static str {
        match self {
            Family::Environments => WORLDS,
            other => other.words().0,
        }
    }
}

/// `list`: one family, or all.
pub fn list(family: Option<Family>, json: bool) -> Result<(), Failure> {
    match (family, json) {
        (Some(family), true) => print_json(&parts(family)),
        (Some(family), false) => parts(family).iter().try_for_each(print_part),
        (None, true) => {
            let families: BTreeMap<_, _> =
                Family::value_variants().iter().map(|family| (family.key(), parts(*family))).collect();
            print_json(&families)
        }
        (None, false) => Family::value_variants().iter().try_for_each(|family| {
            print(family.words().0)?;
            parts(*family).iter().try_for_each(print_part)
        }),
    }
}

fn print_part(part: &Descriptor) -> Result<(), Failure> {
    print(&format!("  {:<20} {}", part.id, part.sentence))?;
    for parameter in part.parameters {
        let default = match parameter.default_value() {
            Value::Number(number) if !parameter.unit.is_empty() => format!("{number} {}", parameter.unit),
            other => other.to_string(),
        };
        print(&format!("    {:<18} {}; {} when not given", parameter.name, parameter.expected(), default))?;
    }
    Ok(())
}

/// What `list` lists.
#[derive(Debug, Clone, Copy)]
pub enum Family {
    /// Environments
    Environments,
    /// Bandit agents
    Agents,
    /// Rankers of whole lists
    Rankers,
    /// Click models
    Clicks,
    /// Off-policy estimators
    Estimators,
    /// A group of settings
    Settings(&'static SettingGroup),
}

/// All families, those of settings last.
static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| {
    let parts = [Family::Environments, Family::Agents, Family::Rankers, Family::Clicks, Family::Estimators];
    // What stands under its own names in a link needs no list: horizon, seeds and master seed.
    let settings = SETTING_GROUPS.into_iter().rev().filter(|group| group.key().is_some());
    parts.into_iter().chain(settings.map(Family::Settings)).collect()
});

impl ValueEnum for Family {
    fn value_variants<'a>() -> &'a [Family] {
        &FAMILIES
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = self.words();
        let value = PossibleValue::new(name).help(help);
        Some(match self {
            Family::Environments => value.alias(WORLDS),
            _ => value,
        })
    }
}
