//! The Logs view: a log is recorded, opened or tried out, looked at, and asked what other policies would have earned.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::logging::{EXAMPLE, Logging, Source};
use super::logs_forest::forest_card;
use super::logs_rows::{rows_card, write_card};
use super::logs_summary::{overlap_card, summary_card};
use crate::chart::numbers::percent;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{live, memo};

/// The whole view.
pub fn logs_view(logging: Logging) -> AnyView {
    let over = RwSignal::new(false);
    let drop_file = move |event: ev::DragEvent| {
        event.prevent_default();
        // The page would take it for data.
        event.stop_propagation();
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|transfer| transfer.files()) {
            logging.open(&files);
        }
    };
    let drag = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    let problem = move || {
        let problem = logging.problem.get();
        (!problem.is_empty()).then(
            || view! { <p class="views-notice is-bad" role="alert" data-testid="logs-problem">{problem}</p> },
        )
    };
    let has_log = memo(move || logging.held.with(Option::is_some));
    let content = move || has_log.get().then(|| log(logging));
    view! {
        <div
            class="logs"
            class:is-over=move || over.get()
            data-testid="logs-view"
            on:drop=drop_file
            on:dragover=drag
            on:dragleave=move |_| over.set(false)
        >
            {head(logging)}
            {live(problem)}
            {live(content)}
            {get(logging, has_log)}
        </div>
    }
    .into_any()
}

fn head(logging: Logging) -> AnyView {
    let is_busy = memo(move || logging.is_busy());
    let progress = move || {
        let work = logging.work.get()?;
        let share = work.share.map(|share| 100.0 * share);
        let value = share.map(|share| share.floor().to_string());
        let words = match work.share.filter(|share| *share > 0.0) {
            Some(share) => format!("{}, {} …", work.what, percent(share)),
            None => format!("{} …", work.what),
        };
        Some(view! {
            <span class="tune-bar" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=value>
                <i style:width=format!("{:.1}%", share.unwrap_or(0.0))></i>
            </span>
            <span data-testid="logs-progress">{words}</span>
        })
    };
    let stop = move || {
        is_busy.get().then(|| {
            view! {
                <button class="btn" data-testid="logs-stop" on:click=move |_| logging.stop()><Picture icon=Icon::Pause />"Stop"</button>
            }
        })
    };
    view! {
        <div class="views-head">
            <div>
                <h1 id="logs-title" tabindex="-1">"Logs"</h1>
                <p class="muted">"Learn from what another policy showed, and what came of it, before a new one is put to use."</p>
            </div>
            <div class="views-actions logs-working">
                <span class="tune-progress">{live(progress)}</span>
                {live(stop)}
            </div>
        </div>
    }
    .into_any()
}

/// All that is seen of a log.
fn log(logging: Logging) -> AnyView {
    let slates = move || logging.of(|held| held.summary.slots > 1);
    let is_slates = memo(slates);
    let evaluation = move || {
        if is_slates.get() {
            view! {
                <section class="card logs-card" aria-labelledby="logs-slates-title">
                    <h2 id="logs-slates-title">"What would another policy have earned?"</h2>
                    <p data-testid="logs-slates">"This log holds slates. Policies are evaluated here on logs of single choices only; a log of slates can be looked at, exported and converted."</p>
                </section>
            }
            .into_any()
        } else {
            forest_card(logging)
        }
    };
    view! {
        <div class="logs-grid">
            <div class="logs-side">
                {summary_card(logging)}
                {overlap_card(logging)}
            </div>
            <div class="logs-main">
                {live(evaluation)}
                {write_card(logging)}
                {rows_card(logging)}
            </div>
        </div>
    }
    .into_any()
}

/// The ways to a log.
fn get(logging: Logging, has_log: Memo<bool>) -> AnyView {
    let title = move || if has_log.get() { "Get another log" } else { "Get a log" };
    view! {
        <section aria-labelledby="logs-get-title">
            <h2 id="logs-get-title" class="logs-get-title">{live(title)}</h2>
            <div class="logs-get">
                {record_card(logging)}
                {open_card(logging)}
                {example_card(logging)}
            </div>
        </section>
    }
    .into_any()
}

fn record_card(logging: Logging) -> AnyView {
    let agents = move || {
        let here = logging.agent.get();
        logging.page.with(|page| {
            let Some(page) = page else { return Vec::new() };
            let option = |agent: usize| {
                let label = page.label(agent);
                view! { <option value=agent.to_string() prop:selected=agent == here>{label}</option> }
            };
            (0..page.policies.len()).map(option).collect()
        })
    };
    let number = |id: &'static str, label: &'static str, step: &'static str, value: RwSignal<String>| {
        view! {
            <label>
                {label}
                <input class="param-number" type="text" inputmode=if step == "1" { "numeric" } else { "decimal" } data-testid=id prop:value=move || value.get() on:input=move |event| value.set(event_target_value(&event)) />
            </label>
        }
        .into_any()
    };
    let explore = move || {
        (!logging.has_slates()).then(|| {
            view! {
                {number("logs-explore", "Uniform exploration", "any", logging.explore)}
            }
        })
    };
    let why = move || {
        if logging.has_slates() {
            "Rankers are recorded with the probabilities of the first slot. Policies are evaluated on logs of single choices only so far."
        } else {
            "The share of choices that are drawn uniformly in place of the agent's own. An agent that leaves nothing to chance, such as LinUCB or UCB1, writes a log that says nothing of other actions: a tenth mends that, and the probabilities stay known exactly."
        }
    };
    let is_busy = memo(move || logging.is_busy());
    view! {
        <section class="card logs-card" aria-labelledby="logs-record-title">
            <h3 id="logs-record-title">"Record the experiment"</h3>
            <p class="muted">"What an agent of the page's experiment does: choices, their probabilities, rewards. The truth is then known, too."</p>
            <div class="logs-form">
                <label>
                    "Agent"
                    <select class="select" data-testid="logs-agent" on:change=move |event| logging.agent.set(event_target_value(&event).parse().unwrap_or(0))>{live(agents)}</select>
                </label>
                {number("logs-rounds", "Rounds", "1", logging.rounds)}
                {number("logs-seed", "Seed", "1", logging.seed)}
                {live(explore)}
            </div>
            <p class="help">{live(why)}</p>
            <div>
                <button class="btn btn-primary" data-testid="logs-record" aria-disabled=move || is_busy.get().to_string() on:click=move |_| logging.record()>
                    <Picture icon=Icon::Play />
                    "Record as a log"
                </button>
            </div>
        </section>
    }
    .into_any()
}

fn open_card(logging: Logging) -> AnyView {
    let input: NodeRef<html::Input> = NodeRef::new();
    let chosen = move |_| {
        if let Some(input) = input.get() {
            if let Some(files) = input.files() {
                logging.open(&files);
            }
            input.set_value("");
        }
    };
    let pick = move |_| {
        if let Some(input) = input.get() {
            input.click();
        }
    };
    let is_busy = memo(move || logging.is_busy());
    view! {
        <section class="card logs-card" aria-labelledby="logs-open-title">
            <h3 id="logs-open-title">"Open a log"</h3>
            <div class="logs-drop">
                <p>"Drop a log here or"</p>
                <button class="btn" data-testid="logs-open" aria-disabled=move || is_busy.get().to_string() on:click=pick><Picture icon=Icon::Up />"Choose a file"</button>
                <input type="file" hidden data-testid="logs-file" aria-label="A log" node_ref=input on:change=chosen />
            </div>
            <p class="help">"CSV, JSON lines, Vowpal Wabbit text and dsjson, Open Bandit CSV, OBP's npz and TF-Agents' trajectories, plain or gzipped: the content says which. The file stays in this browser. Parquet is read and written by the command line (convert)."</p>
        </section>
    }
    .into_any()
}

fn example_card(logging: Logging) -> AnyView {
    let is_busy = memo(move || logging.is_busy());
    let here = move || logging.of(|held| held.source == Source::Example);
    let label = move || if here() { "Read it again" } else { "Try it" };
    view! {
        <section class="card logs-card" aria-labelledby="logs-example-title">
            <h3 id="logs-example-title">{EXAMPLE.0}</h3>
            <p class="muted">"10,000 impressions of 80 items in an online fashion shop, chosen by Thompson sampling, with their probabilities and clicks. 166 kB are loaded."</p>
            <p class="help">
                "Y. Saito, S. Aihara, M. Matsutani, Y. Narita: "
                <a href="https://arxiv.org/abs/2008.07146">"Open Bandit Dataset and Pipeline"</a> ", the sample of obp 0.5.7, Apache License 2.0."
            </p>
            <div>
                <button class="btn" data-testid="logs-example" aria-disabled=move || is_busy.get().to_string() on:click=move |_| logging.open_example()><Picture icon=Icon::Book />{live(label)}</button>
            </div>
        </section>
    }
    .into_any()
}
