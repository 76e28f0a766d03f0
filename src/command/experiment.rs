//! Reading an experiment.

use std::io::Read;
use std::path::Path;

use super::Failure;
use crate::spec::Experiment;

/// Reads an experiment from a file or, for `-`, from standard input.
pub fn read_experiment(path: &Path) -> Result<Experiment, Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", path.display()));
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    Experiment::from_json(&text.map_err(|error| named(&error))?).map_err(|error| named(&error))
}
