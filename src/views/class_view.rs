//! The Class view: the task, the links that were pasted, and the ranking of what reproduces.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::class::Class;
use super::names::{LEARN, fragment};
use crate::chart::interval;
use crate::chart::numbers::whole;
use crate::leaderboard::{Entry, Row, Task, Verdict, summary};
use crate::spec::link;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{live, memo};

/// The whole view.
pub fn class_view(class: Class) -> AnyView {
    on_cleanup(move || class.leave());
    let problem = move || {
        let problem = class.problem.get();
        (!problem.is_empty()).then(
            || view! { <p class="views-notice is-bad" role="alert" data-testid="class-problem">{problem}</p> },
        )
    };
    view! {
        <div class="class" data-testid="class-view">
            <a class="compare-back" href=fragment(&LEARN, "")><Picture icon=Icon::Previous />"All lessons"</a>
            <div class="views-head">
                <div>
                    <h1>"Class"</h1>
                    <p class="muted">"Set one task, collect links, and see whose result holds up. Each link is run again in this browser; nothing is sent."</p>
                </div>
            </div>
            {live(problem)}
            <div class="class-grid">
                <div class="class-side">
                    {task_card(class)}
                    {links_card(class)}
                </div>
                {results_card(class)}
            </div>
        </div>
    }
    .into_any()
}

fn task_card(class: Class) -> AnyView {
    let facts = move || {
        class.task.with(|task| {
            let Some(task) = task else {
                return view! { <p class="muted">"No task yet: the first link of the class gives it."</p> }.into_any();
            };
            let experiment = &task.experiment;
            let environment = experiment.environment_part().map_or("", |part| part.title);
            let numbers = format!("{} rounds, {} seeds", whole(experiment.horizon), experiment.seeds);
            let target = task.target.map(|target| {
                let bound = if task.metric.lower_is_better { "or less" } else { "or more" };
                format!(". Target: {target} {bound}")
            });
            view! {
                <p data-testid="class-task-facts"><b>{environment}</b> {format!(", {numbers}. Ranked by {}", task.metric.title.to_lowercase())}{target}"."</p>
                <p><a class="btn btn-small" data-testid="class-student" href=link::encode(experiment, None)>"Open as a student"</a></p>
            }
            .into_any()
        })
    };
    let enter = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            class.take_task();
        }
    };
    let field = |id: &'static str, label: &'static str, hint: &'static str, value: RwSignal<String>| {
        view! {
            <label>
                {label}
                <input class="param-text" type="text" data-testid=id placeholder=hint prop:value=move || value.get() on:input=move |event| value.set(event_target_value(&event)) on:keydown=enter />
            </label>
        }
        .into_any()
    };
    view! {
        <section class="card class-card" aria-labelledby="class-task-title">
            <h2 id="class-task-title">"Task"</h2>
            <p class="muted">"Environment, rounds, seeds and settings are fixed; agents are free."</p>
            {live(facts)}
            {field("class-task", "Link of the task", "The link of an experiment", class.task_text)}
            {field("class-target", "Target, if there is one", "Such as 640", class.target)}
            <div><button class="btn" data-testid="class-set-task" on:click=move |_| class.take_task()>"Set the task"</button></div>
        </section>
    }
    .into_any()
}

fn links_card(class: Class) -> AnyView {
    let keys = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            class.run();
        }
    };
    view! {
        <section class="card class-card" aria-labelledby="class-links-title">
            <h2 id="class-links-title">"Links"</h2>
            <label for="class-links" class="muted">"Paste a chat, a mail or columns of a spreadsheet: links are found, and the words beside them are names."</label>
            <textarea
                id="class-links"
                class="param-text class-links"
                rows="8"
                spellcheck="false"
                data-testid="class-links"
                placeholder="Maren: https://…#1…"
                prop:value=move || class.text.get()
                on:input=move |event| class.text.set(event_target_value(&event))
                on:keydown=keys
            ></textarea>
            <div>
                <button class="btn btn-primary" data-testid="class-run" title="Ctrl+Enter" on:click=move |_| class.run()><Picture icon=Icon::Play />"Run the links"</button>
            </div>
        </section>
    }
    .into_any()
}

fn results_card(class: Class) -> AnyView {
    let is_running = memo(move || class.current.with(Option::is_some));
    let has_rows = memo(move || class.rows.with(|rows| !rows.is_empty()));
    let progress = move || {
        is_running.get().then(|| {
            let ((done, count), part) = (class.done(), class.lab.progress.get().unwrap_or(0.0));
            let share = 100.0 * (done as f64 + part) / count.max(1) as f64;
            view! {
                <span class="tune-progress">
                    <span class="tune-bar" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=share.floor().to_string()>
                        <i style:width=format!("{share:.1}%")></i>
                    </span>
                    <span data-testid="class-progress">{format!("{done} of {count} links")}</span>
                    <button class="btn btn-small" data-testid="class-stop" on:click=move |_| class.stop()><Picture icon=Icon::Pause />"Stop"</button>
                </span>
            }
        })
    };
    let said = move || if has_rows.get() { class.rows.with(|rows| summary(rows)) } else { String::new() };
    let table = move || {
        let Some(task) = class.task.get().filter(|_| has_rows.get()) else {
            return view! {
                <p class="muted">"Results appear here, the best first. A result that is changed after its run does not reproduce and gets no rank; one in another environment or with other rounds breaks a rule. Results that chance can't tell apart share ranks."</p>
            }
            .into_any();
        };
        let rows = class.rows.get();
        let scale = Scale::of(&rows, &task);
        let entries = class.entries.get();
        let current = class.current.get();
        let rows: Vec<_> = rows
            .iter()
            .filter_map(|row| Some(table_row(row, entries.get(row.entry)?, &task, &scale, current)))
            .collect();
        let target = task.target.map(|target| format!("target {target}"));
        view! {
            <table class="class-table" data-testid="class-table">
                <thead>
                    <tr>
                        <th scope="col">"Rank"</th>
                        <th scope="col">"Name"</th>
                        <th scope="col" class="r">{task.metric.title}", 95 %"</th>
                        <th scope="col" class="class-plot">{target}</th>
                        <th scope="col">"Checked"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let save = move || {
        has_rows.get().then(|| {
            view! { <button class="btn btn-small" data-testid="class-csv" on:click=move |_| class.save()>"CSV"</button> }
        })
    };
    view! {
        <section class="card class-card class-results" aria-labelledby="class-results-title">
            <div class="tune-head">
                <h2 id="class-results-title">"Results"</h2>
                {live(progress)}
                {live(save)}
            </div>
            <p class="class-said" data-testid="class-said">{live(said)}</p>
            {live(table)}
        </section>
    }
    .into_any()
}

/// Where numbers are on the small axes, in percent of their width.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn of(rows: &[Row], task: &Task) -> Scale {
        let bands = rows.iter().filter_map(|row| row.band).flat_map(|band| [band.low, band.high]);
        let all = || bands.clone().chain(task.target).filter(|number| number.is_finite());
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        Scale { low, high }
    }

    fn percent(&self, number: f64) -> f64 {
        let width = self.high - self.low;
        if width > 0.0 { 4.0 + 92.0 * (number - self.low) / width } else { 50.0 }
    }
}

fn table_row(row: &Row, entry: &Entry, task: &Task, scale: &Scale, current: Option<usize>) -> AnyView {
    let rank = match row.rank {
        Some((best, worst)) if best == worst => best.to_string(),
        Some((best, worst)) => format!("{best} to {worst}"),
        None => "–".to_owned(),
    };
    let agent = match row.agents {
        0 | 1 => row.agent.clone(),
        _ if row.agent.is_empty() => String::new(),
        agents => format!("{}, the best of {agents}", row.agent),
    };
    let name = match &entry.link {
        Ok(link) => {
            view! { <a href=link::encode(&link.experiment, link.digest.as_ref())>{row.name.clone()}</a> }
                .into_any()
        }
        Err(_) => view! { <b>{row.name.clone()}</b> }.into_any(),
    };
    let value = row.band.map_or_else(String::new, |band| interval(&band, task.metric));
    let plot = row.band.map(|band| {
        let (low, mid, high) = (scale.percent(band.low), scale.percent(band.mean), scale.percent(band.high));
        view! {
            <span class="class-axis" aria-hidden="true">
                <i class="class-whisker" style:left=format!("{low:.2}%") style:width=format!("{:.2}%", high - low)></i>
                <i class="class-dot" style:left=format!("{mid:.2}%")></i>
                {task.target.map(|target| view! { <i class="class-target" style:left=format!("{:.2}%", scale.percent(target))></i> })}
            </span>
        }
    });
    let is_running = current == Some(row.entry) && row.verdict == Verdict::Waiting;
    let (icon, kind) = match &row.verdict {
        Verdict::Reproduced => (Some(Icon::Check), "is-good"),
        Verdict::NoDigest | Verdict::OtherNumerics(_) | Verdict::SameAs(_) => {
            (Some(Icon::Question), "is-plain")
        }
        Verdict::BrokeRule(_) => (Some(Icon::Question), "is-warn"),
        Verdict::DoesNotReproduce(_) | Verdict::NotALink(_) | Verdict::CanNotRun(_) => {
            (Some(Icon::Remove), "is-bad")
        }
        Verdict::Waiting => (None, "is-plain"),
    };
    let words = if is_running { "running".to_owned() } else { row.verdict.words() };
    let target = row.reaches_target.filter(|_| row.rank.is_some()).map(|reaches| {
        view! { <span class="class-reach muted">{if reaches { "reaches the target" } else { "misses the target" }}</span> }
    });
    view! {
        <tr class:counts=row.rank.is_some() data-testid="class-row">
            <td class="class-rank">{rank}</td>
            <td class="class-name">{name}<span class="muted">{agent}</span></td>
            <td class="r class-value">{value}{target}</td>
            <td class="class-plot">{plot}</td>
            <td><span class=format!("class-chip {kind}")>{icon.map(|icon| view! { <Picture icon /> })}<span>{words}</span></span></td>
        </tr>
    }
    .into_any()
}
