//! Runs of an experiment that was run before: the same experiment gives the same results, so that it is kept once.

use super::{KeptRun, RunHeader, RunId};
use crate::spec::link;

/// What becomes of a run where its experiment may have been run before.
#[derive(Debug, Clone, PartialEq)]
pub enum Rerun {
    /// It is kept under its own id.
    New,
    /// A run that is kept under this id has come as far with the same results.
    Known(RunId),
    /// A run that is kept has not come as far: this is it, gone on with, under the id that it has and from when it was begun.
    GoesOn(Box<KeptRun>),
}

/// What becomes of a run that was just computed, where `there` are the runs that are kept.
///
/// Runs are of the same experiment where they have the same link but for the digest, the same numerics and the same program. One
/// that is through stands for all of them also from the bin, so that what a person has deleted does not come back with every
/// visit; one in the bin that was stopped is not gone on with.
pub fn rerun<'a>(run: &KeptRun, there: impl Iterator<Item = &'a RunHeader> + Clone) -> Rerun {
    let own = &run.header;
    let Ok(experiment) = run.experiment() else { return Rerun::New };
    if there.clone().any(|header| header.id == own.id) {
        return Rerun::New;
    }
    let counts = |header: &RunHeader| (header.numerics, header.horizon, header.seeds, header.rounds_done);
    let is_same = |header: &&RunHeader| {
        let (numerics, horizon, seeds, rounds) = counts(header);
        let differs = rounds == own.rounds_done && header.digest != own.digest;
        !differs
            && (numerics, horizon, seeds) == (own.numerics, own.horizon, own.seeds)
            && header.engine == own.engine
            && header.link == link::encode(&experiment, header.digest.as_ref())
            && (!header.is_deleted() || header.is_complete())
    };
    let furthest = there.filter(is_same).max_by_key(|header| (header.rounds_done, !header.is_deleted()));
    match furthest {
        None => Rerun::New,
        Some(header) if header.rounds_done >= own.rounds_done => Rerun::Known(header.id.clone()),
        Some(header) => {
            let header = RunHeader { id: header.id.clone(), created: header.created, ..own.clone() };
            let mut run = KeptRun { header, ..run.clone() };
            run.header.content = run.content();
            Rerun::GoesOn(Box::new(run))
        }
    }
}
