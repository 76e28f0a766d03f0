//! What is run.

use crate::data::kinds;
use crate::data::{DataKind, SourceRef};
use crate::spec::{Experiment, link};

/// Fingerprints of ratings and tables: the engine does not look at what they name.
pub const BUNDLED: &str = "00000000000000b0";
pub const OWN: &str = "00000000000000ff";
pub const TABLE: &str = "00000000000000aa";

/// Data that the engine has at once, and bundled ones among them.
pub fn ratings() -> DataKind {
    DataKind(&kinds::ratings::DESCRIPTOR)
}

/// Data that the engine is given with a run.
pub fn table() -> DataKind {
    DataKind(&kinds::table::DESCRIPTOR)
}

/// Experiments that differ in what they need: nothing, ratings, other ratings, a table.
pub fn experiments() -> Vec<Experiment> {
    let from = |text: &str| link::decode(text).expect("it is a link").experiment;
    let plain = from("#1w=bernoulli&c=ucb1&c=random&horizon=40&seeds=2");
    let mut named = plain.clone();
    named.policies[0].label = Some("Optimist".to_owned());
    let mut other = plain.clone();
    other.policies.reverse();
    other.horizon = 30;
    let mut alone = plain.clone();
    alone.policies.truncate(1);
    alone.seeds = 1;
    let mut on_ratings = Experiment { horizon: 25, seeds: 1, ..Experiment::default() };
    on_ratings.policies.truncate(2);
    let mut on_own = on_ratings.clone();
    on_own.sources.set(ratings(), SourceRef::new(OWN, "mine"));
    let mut on_table = from("#1w=classification&c=random&horizon=20&seeds=1");
    let source = SourceRef::new(TABLE, "table.csv").with(&kinds::table::LABEL, "kind");
    on_table.sources.set(table(), source);
    vec![plain, named, other, alone, on_ratings, on_own, on_table]
}
