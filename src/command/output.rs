//! Commands that say something about what there is.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use clap::ValueEnum;
use serde::Serialize;

use super::arguments::Family;
use super::{Failure, ratings, run};
use crate::agent::AGENTS;
use crate::descriptor::{Descriptor, Value};
use crate::environment::ENVIRONMENTS;
use crate::ranking::{CLICK_MODELS, RANKERS, SLATE_ENVIRONMENTS};
use crate::simulation::bench as engine_bench;
use crate::spec::link as codec;

/// Prints a line; a reader that has gone away is no failure of ours.
pub fn print(text: &str) -> Result<(), Failure> {
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::own(error)),
        _ => Ok(()),
    }
}

/// Prints a value as indented JSON.
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    print(&serde_json::to_string_pretty(value).map_err(Failure::own)?)
}

/// Says something on standard error; that no one listens is no failure either.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

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

/// What a family is called on the command line.
fn name(family: Family) -> String {
    family.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
}

/// `list`: one family, or all.
pub fn list(family: Option<Family>, json: bool) -> Result<(), Failure> {
    match (family, json) {
        (Some(family), true) => print_json(&parts(family)),
        (Some(family), false) => parts(family).iter().try_for_each(print_part),
        (None, true) => {
            let families: BTreeMap<_, _> =
                Family::value_variants().iter().map(|family| (name(*family), parts(*family))).collect();
            print_json(&families)
        }
        (None, false) => Family::value_variants().iter().try_for_each(|family| {
            print(&name(*family))?;
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

/// `link`
pub fn link(path: &Path) -> Result<(), Failure> {
    print(&codec::encode(&run::read_experiment(path)?, None))
}

/// `open`
pub fn open(link: &str) -> Result<(), Failure> {
    let opened = codec::decode(link).map_err(Failure::input)?;
    for notice in &opened.notices {
        note(&format!("bandit-playground: {}", notice.0));
    }
    print_json(&opened.experiment)
}

/// `bench`
pub fn bench(json: bool, seconds: f64) -> Result<(), Failure> {
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64() * 1_000.0;
    let mut measurements =
        engine_bench::measure(Some(&ratings::bundled()?), seconds, &clock).map_err(Failure::own)?;
    measurements.extend(engine_bench::measure_rankers(seconds, &clock).map_err(Failure::own)?);
    if json {
        return print_json(&measurements);
    }
    for found in &measurements {
        let speed = found.rounds_per_second;
        print(&format!(
            "{:<16} {:<16} {} arms, {} features: {speed:>12.0} rounds/s",
            found.environment, found.agent, found.arms, found.features
        ))?;
    }
    Ok(())
}
