//! The link, the digest, and the files of a run.

use leptos::prelude::*;

use super::super::logic::verdict::{Verdict, before_the_run};
use super::super::state::App;
use super::live::{live, memo};
use crate::results::digest::NUMERICS;

#[component]
pub fn Share() -> impl IntoView {
    let app = App::here();
    let link = memo(move || app.link());
    let nothing = move || {
        app.log_version.track();
        app.with_log(|log, _| log.common_checkpoints() == 0).unwrap_or(true)
    };
    let select = |event: leptos::ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    view! {
        <section class="panel share" id="share" aria-labelledby="share-title">
            <h2 id="share-title">"Share"</h2>
            <div class="share-row">
                <input
                    class="share-link"
                    id="share-link"
                    data-testid="link"
                    aria-label="Link to this experiment"
                    type="text"
                    readonly=true
                    prop:value=move || link.get()
                    on:focus=select
                />
                <button class="btn btn-primary" data-testid="copy" on:click=move |_| app.copy_link()>"Copy link"</button>
            </div>
            <p class="help">
                "The link holds the whole experiment, and after a finished run its digest: anyone who opens it sees whether their run gives the very same bits."
            </p>
            <Digest />
            <div class="share-files">
                <button class="btn btn-small" data-testid="save-csv" disabled=nothing on:click=move |_| app.save_csv()>"Numbers (CSV)"</button>
                <button class="btn btn-small" disabled=nothing on:click=move |_| app.save_json()>"Run (JSON)"</button>
                <button class="btn btn-small" on:click=move |_| app.save_experiment()>"Experiment (JSON)"</button>
                <button class="btn btn-small" disabled=nothing on:click=move |_| app.save_picture()>"Chart (SVG)"</button>
            </div>
            {live(move || nothing().then(|| view! { <p class="help">"Numbers, run and chart can be saved once a run has begun."</p> }))}
        </section>
    }
}

#[component]
fn Digest() -> impl IntoView {
    let app = App::here();
    let shown = move || match (app.digest.get(), app.stale.get()) {
        (Some(digest), false) => view! {
            <span class="digest-label">"Digest of this run"</span>
            " "
            <code class="digest" data-testid="digest">{digest.digest}</code>
        }
        .into_any(),
        _ => match app.expected.get() {
            Some(expected) => view! {
                <span class="digest-label">"The link says"</span>
                " "
                <code class="digest digest-waiting">{expected.digest.clone()}</code>
                " "
                <span>{before_the_run(&expected, NUMERICS)}</span>
            }
            .into_any(),
            None => view! { <span class="digest-label">"The digest appears when the run is through."</span> }
                .into_any(),
        },
    };
    let verdict = move || {
        let (verdict, expected) = (app.verdict()?, app.expected.get()?);
        let class = match verdict {
            Verdict::Reproduced => "verdict verdict-good",
            Verdict::Differs => "verdict verdict-bad",
            Verdict::Earlier | Verdict::Later => "verdict",
        };
        let sentence = verdict.sentence(&expected, env!("CARGO_PKG_VERSION"));
        Some(view! { <p class=class data-testid="verdict" role="status">{sentence}</p> })
    };
    view! {
        <p class="digest-line">{live(shown)}</p>
        {live(verdict)}
    }
}
