//! What becomes of runs that come from elsewhere.

use serde::{Deserialize, Serialize};

use super::{KeptRun, RunHeader, RunId};

/// What becomes of a run that comes from elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrival {
    /// It is kept, under its own id or beside another run of that id.
    Kept {
        /// The run as it is to be kept.
        run: Box<KeptRun>,
        /// The id that it came with, where another run has that.
        instead_of: Option<RunId>,
    },
    /// It is there already, under this id.
    Known {
        /// Where it is.
        id: RunId,
        /// Whether it is in the bin, from which it is to be taken.
        restore: bool,
        /// Whether it came under another name or note, or with other tags; what it has here stays.
        differs: bool,
    },
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportReport {
    /// Runs that were added.
    pub added: Vec<RunId>,
    /// Runs that were there already.
    pub known: Vec<RunId>,
    /// What could not be read or kept.
    pub damaged: Vec<Damaged>,
    /// A sentence for whatever is not as it came.
    pub notices: Vec<String>,
}

/// An entry of an archive that could not be read or kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damaged {
    /// The name of the entry.
    pub entry: String,
    /// Why, in one sentence.
    pub reason: String,
}

/// What becomes of a run where `there` says which runs there are. Nothing that is there is changed, and the same run is never
/// kept twice.
pub fn arrival<'a>(run: KeptRun, there: impl Fn(&RunId) -> Option<&'a RunHeader>) -> Arrival {
    let known = |header: &RunHeader| Arrival::Known {
        id: header.id.clone(),
        restore: header.is_deleted(),
        differs: (&header.name, &header.note, &header.tags)
            != (&run.header.name, &run.header.note, &run.header.tags),
    };
    let came_as = &run.header.id;
    let beside = came_as.beside(run.header.created, &run.header.content);
    let same = [came_as, &beside].into_iter().filter_map(&there);
    if let Some(header) = same.into_iter().find(|header| header.content == run.header.content) {
        return known(header);
    }
    let instead_of = there(came_as).map(|header| header.id.clone());
    let id = if instead_of.is_some() { beside } else { came_as.clone() };
    let header = RunHeader { id, deleted: None, ..run.header };
    Arrival::Kept { run: Box::new(KeptRun { header, ..run }), instead_of }
}
