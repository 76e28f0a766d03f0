//! The studies that a browser keeps beside its runs: what is asked, and the form in which they are kept.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use crate::tune::StudyState;

/// What is asked about studies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum StudiesRequest {
    /// Keeps a study as far as it has come, in the place of what was kept under its id, unless that has come further: see
    /// [`successor`].
    Keep {
        /// Its id: later ones come later in the order of texts.
        id: String,
        /// The study.
        study: Box<StudyState>,
    },
    /// Changes nothing.
    List,
    /// Removes a study for good.
    Remove {
        /// Its id.
        id: String,
    },
}

/// What is answered: all studies that are kept then, those of [`StudiesRequest::Keep`] without being listed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct KeptStudies {
    /// Ids and studies, the earliest first; one sentence without its end for one that can't be read.
    pub studies: Vec<(String, Result<StudyState, String>)>,
    /// Where the browser lets nothing be stored: one sentence that says so. They are kept until the page closes.
    pub remark: Option<String>,
}

/// A request or an answer as bytes.
pub fn bytes_of(message: &impl Serialize) -> Bytes {
    postcard::to_allocvec(message).unwrap_or_default().into()
}

/// The request or the answer of these bytes; none where they are those of something else.
pub fn message_of<M: serde::de::DeserializeOwned>(bytes: &Bytes) -> Option<M> {
    postcard::from_bytes(&bytes.to_vec()).ok()
}

/// A study as it is kept: as JSON, which is the file that the command line's `tune --keep` writes and `tune --resume` reads.
pub fn file_of(study: &StudyState) -> Vec<u8> {
    serde_json::to_vec(study).unwrap_or_default()
}

/// The study of such a file.
///
/// # Errors
/// One sentence without its end, where it is of none.
pub fn study_of(file: &[u8]) -> Result<StudyState, String> {
    serde_json::from_slice(file).map_err(|error| error.to_string())
}

/// The file of a study that is to take the place of this file, where there is one.
///
/// # Errors
/// One sentence without its end where what is there must stay: a study that has come further, as another tab may have brought it,
/// and one that this program can't read.
pub fn successor(there: Option<&[u8]>, study: &StudyState) -> Result<Vec<u8>, String> {
    if let Some(there) = there {
        let there = study_of(there).map_err(|reason| {
            format!("what is kept of this search can't be read ({reason}) and is left as it is")
        })?;
        if there.scores() > study.scores() {
            return Err(
                "this search has come further in another tab, and what that has kept stays".to_owned()
            );
        }
    }
    Ok(file_of(study))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Experiment, PartChoice};
    use crate::tune::{Dimension, SAMPLERS, Space, Study, StudySpec};

    /// A study of each sampler, with ranges and with options.
    fn studies() -> Vec<StudyState> {
        let one = |sampler: &&'static crate::descriptor::Descriptor| {
            let mut spec = StudySpec {
                experiment: Experiment::default(),
                agent: 0,
                space: Space::default(),
                sampler: PartChoice::new(sampler),
                trials: None,
                metric: "regret".to_owned(),
                seeds: 2,
                held_out: 3,
                study_seed: 5,
            };
            let part = spec.part().expect("an agent");
            let parse = |text: &&str| Dimension::parse(part, text).expect("a dimension");
            spec.space.dimensions = ["alpha=0.01..10", "tikhonov=1,10"].iter().map(parse).collect();
            let mut study = Study::new(spec).expect("a study");
            for place in 0..5 {
                let job = study.ask().expect("a run");
                study.tell(&job, 0.1 * f64::from(place));
            }
            study.state().clone()
        };
        SAMPLERS.iter().map(one).collect()
    }

    #[test]
    fn an_older_study_does_not_take_the_place_of_a_newer_one() {
        for newer in studies() {
            let mut older = newer.clone();
            let score = older
                .baseline
                .iter_mut()
                .chain(older.trials.iter_mut().flat_map(|trial| trial.scores.iter_mut().flatten()));
            *score.into_iter().find(|score| score.is_some()).expect("it has scores") = None;
            assert_eq!((newer.scores(), older.scores()), (5, 4));
            let (new, old) = (file_of(&newer), file_of(&older));
            let kept = |there: Option<&[u8]>, study| successor(there, study);
            assert_eq!(kept(None, &older), Ok(old.clone()));
            assert_eq!(kept(Some(&old), &newer), Ok(new.clone()));
            assert_eq!(kept(Some(&new), &newer), Ok(new.clone()));
            let refused = kept(Some(&new), &older).expect_err("it is older");
            assert!(refused.contains("further in another tab") && !refused.ends_with('.'), "{refused}");
            assert!(kept(Some(b"{}"), &older).is_err_and(|sentence| sentence.contains("left as it is")));
        }
    }

    #[test]
    fn studies_survive_messages_and_files() {
        for study in studies() {
            assert_eq!(study_of(&file_of(&study)), Ok(study.clone()));
            let request = StudiesRequest::Keep { id: "s1".to_owned(), study: Box::new(study.clone()) };
            assert_eq!(message_of(&bytes_of(&request)), Some(request));
            let kept = KeptStudies {
                studies: vec![("s1".to_owned(), Ok(study)), ("s2".to_owned(), Err("no".to_owned()))],
                remark: None,
            };
            assert_eq!(message_of(&bytes_of(&kept)), Some(kept));
        }
        assert!(study_of(b"{}").is_err_and(|sentence| sentence.contains("version")));
        assert_eq!(message_of::<KeptStudies>(&vec![255; 9].into()), None);
    }
}
