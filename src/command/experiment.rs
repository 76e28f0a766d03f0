//! Reading an experiment, and what of it an option names.

use std::io::Read;
use std::path::Path;

use super::{Failure, output};
use crate::metrics::{self, METRICS, Metric};
use crate::spec::{Experiment, link};

/// Reads an experiment from a link, from a file or, for `-`, from standard input. What begins like a link and is no file is one.
pub fn read_file_or_link(text: &str) -> Result<Experiment, Failure> {
    let is_address = text.starts_with('#') || text.starts_with("http://") || text.starts_with("https://");
    if !is_address || Path::new(text).exists() {
        return read_experiment(Path::new(text));
    }
    let opened = link::decode(text).map_err(Failure::input)?;
    for notice in &opened.notices {
        output::note(&format!("bandit-playground: {}", notice.0));
    }
    Ok(opened.experiment)
}

/// Reads an experiment from a file or, for `-`, from standard input.
pub fn read_experiment(path: &Path) -> Result<Experiment, Failure> {
    let text = read_text(path)?;
    Experiment::from_json(&text).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))
}

/// Reads a text from a file or, for `-`, from standard input.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| Failure::Input(format!("{}: {error}", path.display())))
}

/// The metric of this id.
pub fn metric_of(id: &str) -> Result<&'static Metric, Failure> {
    metrics::find(id).ok_or_else(|| {
        let known: Vec<&str> = METRICS.iter().map(|metric| metric.id).collect();
        Failure::Input(format!("there is no metric \"{id}\"; there are {}", known.join(", ")))
    })
}
