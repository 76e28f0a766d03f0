//! `list`: what there is to choose from.

use std::collections::BTreeMap;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::Serialize;
use std::sync::LazyLock;

use super::Failure;
use super::output::{print, print_json};
use crate::agent::AGENTS;
use crate::descriptor::{Descriptor, Value};
use crate::environment::ENVIRONMENTS;
use crate::evaluation::ESTIMATORS;
use crate::ranking::{CLICK_MODELS, RANKERS, SLATE_ENVIRONMENTS};
use crate::spec::settings::{SETTING_GROUPS, SettingGroup};
use crate::stories::{STORIES, Story};

/// What a family holds.
#[derive(Serialize)]
#[serde(untagged)]
enum Members {
    Parts(Vec<Descriptor>),
    Stories(Vec<StoryTexts>),
}

/// The members of a family.
fn members(family: Family) -> Members {
    Members::Parts(match family {
        Family::Settings(group) => vec![*group.part],
        Family::Environments => {
            let slates = SLATE_ENVIRONMENTS.iter().map(|descriptor| descriptor.part);
            ENVIRONMENTS.iter().map(|descriptor| descriptor.part).chain(slates).collect()
        }
        Family::Agents => AGENTS.iter().map(|descriptor| descriptor.part).collect(),
        Family::Rankers => RANKERS.iter().map(|descriptor| descriptor.part).collect(),
        Family::Clicks => CLICK_MODELS.iter().map(|descriptor| descriptor.part).collect(),
        Family::Estimators => ESTIMATORS.iter().map(|descriptor| descriptor.part).collect(),
        Family::Stories => return Members::Stories(STORIES.into_iter().map(texts).collect()),
    })
}

/// A story as it is listed.
#[derive(Serialize)]
struct StoryTexts {
    id: &'static str,
    title: &'static str,
    question: &'static str,
    watch: &'static str,
    takeaway: &'static str,
    link: &'static str,
    claims: Vec<&'static str>,
}

fn texts(story: &Story) -> StoryTexts {
    StoryTexts {
        id: story.id,
        title: story.title,
        question: story.question,
        watch: story.watch,
        takeaway: story.takeaway,
        link: story.link,
        claims: story.claims.iter().map(|claim| claim.sentence).collect(),
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
            Family::Stories => ("stories", "Stories: experiments that answer a question, with their links"),
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
        (Some(family), true) => print_json(&members(family)),
        (Some(family), false) => print_members(family),
        (None, true) => {
            let families: BTreeMap<_, _> =
                Family::value_variants().iter().map(|family| (family.key(), members(*family))).collect();
            print_json(&families)
        }
        (None, false) => Family::value_variants().iter().try_for_each(|family| {
            print(family.words().0)?;
            print_members(*family)
        }),
    }
}

fn print_members(family: Family) -> Result<(), Failure> {
    match members(family) {
        Members::Parts(parts) => parts.iter().try_for_each(print_part),
        Members::Stories(stories) => stories.iter().try_for_each(|story| {
            print(&format!("  {:<20} {}", story.id, story.question))?;
            print(&format!("    {}", story.link))
        }),
    }
}

fn print_part(part: &Descriptor) -> Result<(), Failure> {
    print(&format!("  {:<20} {}", part.id, part.sentence))?;
    for parameter in part.parameters {
        let default = match parameter.default_value() {
            Value::Number(number) if !parameter.unit.is_empty() => format!("{number} {}", parameter.unit),
            _ => parameter.default_words(),
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
    /// Stories
    Stories,
    /// A group of settings
    Settings(&'static SettingGroup),
}

/// All families, those of settings last.
static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| {
    let parts = [
        Family::Environments,
        Family::Agents,
        Family::Rankers,
        Family::Clicks,
        Family::Estimators,
        Family::Stories,
    ];
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
