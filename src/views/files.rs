//! Files that a person takes along.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::runs::{KeptRun, event_files};

/// The event files of runs for TensorBoard, as a zip.
///
/// # Errors
/// One sentence without its end: a run of parts that this program does not have, or a zip that can't be written.
pub fn tensorboard_zip(runs: &[KeptRun]) -> Result<Vec<u8>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("the zip can't be written: {error}");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for run in runs {
        let files = event_files(run).map_err(|error| format!("{}: {error}", run.header.name))?;
        for file in files {
            zip.start_file(file.path, SimpleFileOptions::default()).map_err(|error| failed(&error))?;
            zip.write_all(&file.bytes).map_err(|error| failed(&error))?;
        }
    }
    zip.finish().map(Cursor::into_inner).map_err(|error| failed(&error))
}

/// A name of a file: letters and digits of a text, in lower case, with hyphens between them.
pub fn file_name(text: &str) -> String {
    let letters = text.to_lowercase();
    let words = letters.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").chars().take(60).collect();
    if name.is_empty() { "run".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runs::Made;
    use crate::simulation::{Sources, run};
    use crate::spec::Experiment;

    #[test]
    fn names_are_plain() {
        assert_eq!(file_name("LinUCB, Random in MovieLens (α = 2)"), "linucb-random-in-movielens-2");
        assert_eq!(file_name("¿?"), "run");
    }

    #[test]
    fn every_agent_has_its_event_file() {
        let text = r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "random"}, {"agent": "ucb1"}], "horizon": 30, "seeds": 2}"#;
        let experiment = Experiment::from_json(text).expect("an experiment");
        let kept = KeptRun::of(&run(&experiment, Sources::default()).expect("a run"), Made::default());
        let bytes = tensorboard_zip(&[kept]).expect("a zip");
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("it can be read");
        let names: Vec<String> =
            (0..zip.len()).map(|index| zip.by_index(index).expect("a file").name().to_owned()).collect();
        assert_eq!(names.iter().filter(|name| name.contains("tfevents")).count(), 2, "{names:?}");
    }
}
