//! What the page does in its own way for a kind of data. A kind that is not here has one sentence and no panel.

use super::super::state::App;
use super::page_kind::PageKind;
use super::{ratings, table};
use crate::data::{DataKind, DataSummary, SourceRef};

/// The kinds that are shown in their own way.
static KINDS: [&PageKind; 2] = [&ratings::PAGE, &table::PAGE];

fn page_kind(kind: DataKind) -> Option<&'static PageKind> {
    KINDS.into_iter().find(|own| DataKind(own.kind) == kind)
}

/// That the engine has data, and whether the experiment is made from them.
pub(super) fn ready_sentence(summary: &DataSummary, are_used: bool) -> String {
    let held = page_kind(summary.kind).and_then(|own| (own.held)(summary));
    let held = held.unwrap_or_else(|| summary.name.clone());
    match are_used {
        true => format!("Now on {held}."),
        false => format!("{held} are ready; this environment does not use {}.", summary.kind.words.a),
    }
}

/// Asks how data are to be used that were read; where there is nothing to ask, the experiment runs on them.
pub(super) fn ask(app: App, summary: &DataSummary) {
    match page_kind(summary.kind).and_then(|own| own.ask) {
        Some(ask) => ask(app, summary),
        None => {
            let source = SourceRef::new(&summary.fingerprint, &summary.name);
            app.edit(|experiment| experiment.sources.set(summary.kind, source));
        }
    }
}
