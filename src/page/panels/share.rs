//! The link with what a person says of it, the digest, and the files of a run.

use leptos::ev;
use leptos::prelude::*;

use super::super::browser;
use super::super::logic::verdict::{Verdict, before_the_run};
use super::super::state::App;
use super::dialog::dialog;
use super::live::{effect, live, memo};
use super::save::nothing;
use crate::results::digest::NUMERICS;
use crate::spec::link::{LONGEST_NOTE, LONGEST_TITLE};
use crate::worker::code::LONGEST;

/// After this long without another change of the link its code is made, in milliseconds.
const CODED: u64 = 300;

/// The dialog with the link.
#[component]
pub fn Sharing() -> impl IntoView {
    let app = App::here();
    let said = RwSignal::new("");
    let link = memo(move || app.link());
    let frame = memo(move || app.frame());
    effect(move || {
        said.set("");
        if !app.sharing.get() {
            return;
        }
        let link = link.get();
        browser::after(CODED, move || {
            if untrack(|| app.sharing.get() && app.link() == link) {
                app.ask_code();
            }
        });
    });
    let field = move |id: &'static str, name: &'static str, text: Memo<String>| {
        let select = |event: ev::FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
        view! {
            <div class="share-row">
                <input class="share-link" id=id data-testid=id aria-label=name type="text" readonly=true prop:value=move || text.get() on:focus=select />
                <button class="btn btn-primary" data-testid=format!("copy-{id}") aria-label=format!("Copy: {name}") on:click=move |_| app.copy(text.get_untracked(), id, said)>"Copy"</button>
            </div>
        }
    };
    // They are of one type for the program: an input of one line, and of several.
    let value = |event: &ev::Event| {
        let target = event.target();
        let value = target.and_then(|target| js_sys::Reflect::get(&target, &"value".into()).ok());
        value.and_then(|value| value.as_string()).unwrap_or_default()
    };
    let code = move || {
        let link = link.get();
        let code = app.code.get().filter(|(of, _)| *of == link);
        match code {
            Some((_, None)) if link.len() > LONGEST => view! {
                <p class="help" data-testid="code">{format!("The link is too long for a code that a camera can read: {} characters, and at most {LONGEST} fit.", link.len())}</p>
            }
            .into_any(),
            _ => view! { <Code /> }.into_any(),
        }
    };
    let body = view! {
        <div class="catalogue-body sharing">
            {field("link", "Link to this experiment", link)}
            <p class="help">
                "The link holds the whole experiment and how the page shows it, and after a finished run its digest: anyone who opens it sees whether their run gives the very same bits."
            </p>
            <label>"Title" <input class="param-text" data-testid="title" type="text" maxlength=LONGEST_TITLE.to_string() prop:value=move || app.title.get() on:input=move |event| app.title.set(value(&event)) /></label>
            <label>"Note, shown at the top" <textarea class="param-text" data-testid="note" rows="3" maxlength=LONGEST_NOTE.to_string() placeholder="Try alpha = 0 first." prop:value=move || app.note.get() on:input=move |event| app.note.set(value(&event))></textarea></label>
            <div class="share-code">{live(code)}</div>
            <h3>"In another page"</h3>
            {field("frame", "HTML of a frame", frame)}
            <p role="status" data-testid="said">{live(move || said.get())}</p>
        </div>
    };
    dialog(app.sharing, ("share", "sharing-title"), "Share", body.into_any())
}

/// The code of the link, once it is there.
#[component]
pub fn Code() -> impl IntoView {
    let app = App::here();
    live(move || {
        let (link, code) = app.code.get()?;
        let code = code.filter(|_| link == app.link())?;
        let side = code.side;
        Some(view! {
            <svg class="code" data-testid="code" role="img" aria-label="QR code of the link" viewBox=format!("0 0 {side} {side}")>
                <rect width=side height=side fill="#fff" />
                <path d=code.path fill="#000" shape-rendering="crispEdges" />
            </svg>
        })
    })
}

/// Opens the dialog, with the link chosen.
pub fn open(app: App) {
    app.sharing.set(true);
    // Once it is open.
    browser::after(0, || browser::focus("link"));
}

#[component]
pub fn Share() -> impl IntoView {
    let app = App::here();
    let nothing = nothing(app);
    let button = move |test_id: &'static str, name: &'static str, disabled: bool, act: fn(App)| {
        view! {
            <button class="btn btn-small" data-testid=test_id disabled=move || disabled && nothing() on:click=move |_| act(app)>{name}</button>
        }
    };
    view! {
        <section class="panel share" id="share" aria-labelledby="share-title">
            <h2 id="share-title">"Digest and files"</h2>
            <Digest />
            <div class="share-files">
                {button("save-csv", "Numbers (CSV)", true, App::save_csv)}
                {button("save-json", "Run (JSON)", true, App::save_json)}
                {button("save-experiment", "Experiment (JSON)", false, App::save_experiment)}
                {button("print", "Print a report", true, App::print)}
                {button("share-here", "Share the link", false, open)}
            </div>
            {live(move || nothing().then(|| view! { <p class="help">"Numbers, run and report can be saved once a run has begun; each chart has a button to save it."</p> }))}
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
            None => {
                view! { <span class="digest-label">"The digest appears when the run has finished."</span> }
                    .into_any()
            }
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
