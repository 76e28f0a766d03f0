//! What came out of a story: its claims, held against the run on the page.

use leptos::prelude::*;

use super::super::state::App;
use super::icon::{Icon, Picture};
use super::live::{live, memo};
use crate::session::RunState;
use crate::stories::{self, Finding, Verdict};

/// Nothing until the run of a story is through.
#[component]
pub fn Outcome() -> impl IntoView {
    let app = App::here();
    let found = memo(move || {
        app.calm_version.track();
        if app.state.get() != RunState::Done || app.stale.get() {
            return None;
        }
        let story = app.shown.with(stories::of)?;
        let findings = story.findings(&app.named_log()?)?;
        Some((story.takeaway, findings))
    });
    let line = |finding: Finding| {
        let (icon, class) = match finding.verdict {
            Verdict::Holds => (Icon::Check, "found found-holds"),
            Verdict::Fails => (Icon::Remove, "found found-fails"),
            Verdict::Undecided => (Icon::Question, "found"),
        };
        view! {
            <li class=class>
                <Picture icon=icon />
                <span><b>{finding.claim.sentence}</b> " " {finding.sentence()}</span>
            </li>
        }
    };
    live(move || {
        found.get().map(|(takeaway, findings)| {
            let lines: Vec<_> = findings.into_iter().map(line).collect();
            view! {
                <section class="panel outcome" aria-labelledby="outcome-title" data-testid="outcome">
                    <h2 id="outcome-title">"What came out"</h2>
                    <p>{takeaway}</p>
                    <ul>{lines}</ul>
                </section>
            }
        })
    })
}
