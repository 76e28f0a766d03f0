//! Commands that say something about what there is.

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::arguments::Family;
use super::{Failure, ratings, run};
use crate::agent::AGENTS;
use crate::declaration::{Part, Value};
use crate::experiment::{bench as engine_bench, link as codec};
use crate::world::WORLDS;

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

/// `list`
pub fn list(family: Option<Family>, json: bool) -> Result<(), Failure> {
    let agents: Vec<Part> = AGENTS.iter().map(|declaration| declaration.part).collect();
    let worlds: Vec<Part> = WORLDS.iter().map(|declaration| declaration.part).collect();
    let wanted = |other| family.is_none_or(|family| family == other);
    let mut families: Vec<(&str, Vec<Part>)> = Vec::new();
    if wanted(Family::Worlds) {
        families.push(("worlds", worlds));
    }
    if wanted(Family::Agents) {
        families.push(("agents", agents));
    }
    if json {
        return match families.as_slice() {
            [(_, only)] => print_json(only),
            several => print_json(&several.iter().cloned().collect::<std::collections::BTreeMap<_, _>>()),
        };
    }
    for (name, parts) in families {
        print(name)?;
        parts.iter().try_for_each(print_part)?;
    }
    Ok(())
}

fn print_part(part: &Part) -> Result<(), Failure> {
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
        eprintln!("bandit-playground: {}", notice.0);
    }
    print_json(&opened.experiment)
}

/// `bench`
pub fn bench(json: bool) -> Result<(), Failure> {
    let start = Instant::now();
    let clock = || start.elapsed().as_secs_f64() * 1_000.0;
    let measurements = engine_bench::measure(Some(&ratings::bundled()?), &clock).map_err(Failure::own)?;
    if json {
        return print_json(&measurements);
    }
    for found in &measurements {
        let speed = found.rounds_per_second;
        print(&format!(
            "{:<16} {:<16} {} arms, {} features: {speed:>12.0} rounds/s",
            found.world, found.agent, found.arms, found.features
        ))?;
    }
    Ok(())
}
