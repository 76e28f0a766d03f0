//! The cards beside the steps: the step that is looked at, requests, versions, and the pipeline's file.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::state::Looping;
use super::words::{setting, status_word};
use crate::chart::numbers::{capital, percent, readable, whole};
use crate::pipeline::export::{IMAGE, containerfile, github, kubeflow};
use crate::pipeline::{Happened, PipelineSpec, RUN, Record, Step, VersionSummary, clock_words};
use crate::ui::browser;
use crate::ui::live::{live, memo};

/// Whether a record is about this step.
fn is_of(record: &Record, step: Step) -> bool {
    match &record.happened {
        Happened::Done { step: own, .. } | Happened::Failed { step: own, .. } => *own == step,
        Happened::Shadow { .. }
        | Happened::Shadowed { .. }
        | Happened::Canary { .. }
        | Happened::Promoted { .. }
        | Happened::RolledBack { .. } => step == Step::Deployer,
        Happened::Began { .. } | Happened::Ended { .. } | Happened::Drift { .. } => step == Step::Trigger,
        Happened::Served { .. }
        | Happened::Joined { .. }
        | Happened::Expired { .. }
        | Happened::Ignored { .. } => false,
    }
}

/// The step that is looked at: what it is, its settings, and what it did.
pub fn step_card(looping: Looping) -> AnyView {
    let title = move || looping.chosen.get().descriptor().title;
    let settings = move || {
        let step = looping.chosen.get();
        let values =
            looping.spec.with(|spec| spec.as_ref().map(|spec| spec.values(step)).unwrap_or_default());
        let settings = step.descriptor().parameters.iter().map(|parameter| {
            let value = values.get(parameter);
            view! { <div><dt title=parameter.help>{parameter.title}</dt><dd>{setting(parameter, &value)}</dd></div> }
        });
        settings.collect::<Vec<_>>()
    };
    let did = move || {
        let step = looping.chosen.get();
        let lines = looping.records.with(|records| {
            let own = records.iter().rev().filter(|record| is_of(record, step)).take(8);
            own.filter_map(|record| Some((record.time, record.happened.words()?))).collect::<Vec<_>>()
        });
        let lines: Vec<_> = lines
            .into_iter()
            .map(|(time, words)| {
                view! { <li><span class="muted">{capital(&clock_words(time))}</span> <span>{capital(&words)}</span></li> }
            })
            .collect();
        (!lines.is_empty()).then(|| view! { <ol class="loop-journal">{lines}</ol> })
    };
    let can_rerun =
        memo(move || looping.standing.with(|standing| standing.as_ref().is_some_and(|own| own.can_rerun)));
    let is_of_run = memo(move || RUN.contains(&looping.chosen.get()));
    let rerun = move || {
        is_of_run.get().then(|| {
            view! {
                <div class="views-actions">
                    <button class="btn btn-small" title="With what the steps before it made last; those after it follow where what they are made from has changed" data-testid="loop-rerun" disabled=move || !can_rerun.get() on:click=move |_| looping.rerun()>"Rerun"</button>
                    <span class="muted">{live(move || if can_rerun.get() { "" } else { "Once no run, shadow or canary is under way" })}</span>
                </div>
            }
        })
    };
    view! {
        <section class="card loop-card" aria-labelledby="loop-step-title">
            <h2 id="loop-step-title" data-testid="loop-step">{live(title)}</h2>
            <p class="muted">{live(move || looping.chosen.get().descriptor().sentence)}</p>
            <dl class="loop-settings">{live(settings)}</dl>
            {live(rerun)}
            {live(did)}
        </section>
    }
    .into_any()
}

/// A request typed by hand.
pub fn ask_card(looping: Looping) -> AnyView {
    let keys = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            looping.ask();
        }
    };
    let reply = move || {
        looping.reply.get().map(|reply| {
            let by = reply.version.map(|version| format!(", answered by v{version}"));
            view! {
                <p><b data-testid="loop-status">{reply.status}</b>{by}</p>
                <code class="loop-code" data-testid="loop-reply">{reply.body}</code>
            }
        })
    };
    view! {
        <section class="card loop-card" aria-labelledby="loop-ask-title">
            <h2 id="loop-ask-title">"Ask the policy"</h2>
            <label class="muted" for="loop-request">"A request as a site would send it, in the shapes of Vertex AI and TensorFlow Serving"</label>
            <textarea id="loop-request" class="param-text loop-text" rows="3" spellcheck="false" data-testid="loop-request" prop:value=move || looping.request.get() on:input=move |event| looping.request.set(event_target_value(&event)) on:keydown=keys></textarea>
            <div><button class="btn" title="Ctrl+Enter" data-testid="loop-send" on:click=move |_| looping.ask()>"Send"</button></div>
            <div role="status">{live(reply)}</div>
        </section>
    }
    .into_any()
}

fn version_row(version: &VersionSummary) -> AnyView {
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), readable);
    let differs = version.differing.map_or_else(|| "–".to_owned(), percent);
    view! {
        <tr>
            <th scope="row">{format!("v{}", version.version)}</th>
            <td>{status_word(version.status)}</td>
            <td class="r">{whole(version.requests)}</td>
            <td class="r">{number(version.predicted)}</td>
            <td class="r">{number(version.estimated)}</td>
            <td class="r">{number(version.observed)}</td>
            <td class="r">{number(version.truth)}</td>
            <td class="r">{differs}</td>
            <td><code>{version.artefact.to_string()[..8].to_owned()}</code></td>
        </tr>
    }
    .into_any()
}

/// All versions: what was predicted and estimated of each, what was observed, and the truth.
pub fn versions_card(looping: Looping) -> AnyView {
    let rows = move || {
        looping.standing.with(|standing| {
            standing
                .as_ref()
                .map(|own| own.summary.versions.iter().rev().map(version_row).collect::<Vec<_>>())
        })
    };
    view! {
        <section class="card loop-card" aria-labelledby="loop-versions-title">
            <h2 id="loop-versions-title">"Versions of the policy"</h2>
            <p class="muted">"Rewards a request: as the reward model predicts them, as the gate estimates them from the log, as they were observed, and the truth, which only a simulation knows. Changed is the share of held-out rows in which it prefers another arm than the version that served then."</p>
            <div class="loop-scroll" tabindex="0" role="region" aria-label="Table of versions">
                <table data-testid="loop-versions">
                    <thead>
                        <tr>
                            <th scope="col">"Version"</th>
                            <th scope="col">"Now"</th>
                            <th scope="col" class="r">"Requests"</th>
                            <th scope="col" class="r">"Predicted"</th>
                            <th scope="col" class="r">"Estimated"</th>
                            <th scope="col" class="r">"Observed"</th>
                            <th scope="col" class="r">"Truth"</th>
                            <th scope="col" class="r">"Changed"</th>
                            <th scope="col">"Hash"</th>
                        </tr>
                    </thead>
                    <tbody>{live(rows)}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// The pipeline's file, to change and to take elsewhere.
pub fn file_card(looping: Looping) -> AnyView {
    let save = move |name: &'static str, kind: &'static str, text: fn(&PipelineSpec) -> String| {
        if let Some(spec) = looping.spec.get_untracked()
            && !browser::save(name, kind, text(&spec).as_bytes())
        {
            looping.problem.set(format!("The browser does not save {name}."));
        }
    };
    view! {
        <section class="card loop-card" aria-labelledby="loop-file-title">
            <h2 id="loop-file-title">"The pipeline's file"</h2>
            <label class="muted" for="loop-file">"An experiment, whose first agent is trained, settings of the steps by their names, and failures to inject"</label>
            <textarea id="loop-file" class="param-text loop-text" rows="10" spellcheck="false" data-testid="loop-file" prop:value=move || looping.text.get() on:input=move |event| looping.text.set(event_target_value(&event))></textarea>
            <div class="views-actions">
                <button class="btn" data-testid="loop-run-file" on:click=move |_| looping.take_text()>"Run this file"</button>
                <button class="btn" data-testid="loop-take" on:click=move |_| looping.take_page()>"Take the page's experiment"</button>
            </div>
            <p class="muted">"Save it, and run the same loop elsewhere with " <code>"bandit-playground pipeline pipeline.json"</code> ", with the same digest:"</p>
            <div class="views-actions">
                <button class="btn btn-small" data-testid="loop-save" on:click=move |_| save("pipeline.json", "application/json", PipelineSpec::to_json)>"pipeline.json"</button>
                <button class="btn btn-small" data-testid="loop-kubeflow" on:click=move |_| save("pipeline.yaml", "text/yaml", |spec| kubeflow(spec, IMAGE))>"Kubeflow"</button>
                <button class="btn btn-small" data-testid="loop-github" on:click=move |_| save("pipeline-workflow.yml", "text/yaml", |_| github(IMAGE, "pipeline.json"))>"GitHub Actions"</button>
                <button class="btn btn-small" data-testid="loop-container" on:click=move |_| save("Containerfile", "text/plain", |_| containerfile())>"Containerfile"</button>
            </div>
        </section>
    }
    .into_any()
}
