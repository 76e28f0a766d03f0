//! Where the time of a run goes: the view.

use leptos::prelude::*;

use super::plot::{Reading, read_plot};
use super::profile_rows::{AgentRow, PhaseRow, agent_rows, method, phase_rows, share_text};
use super::profiling::{Found, Profiling, Stage};
use super::saving::save_menu;
use crate::chart::numbers::{readable, whole};
use crate::chart::{StepChart, bottleneck, memory_words, share_words};
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{live, memo};

/// The whole view.
pub fn profile_view(profiling: Profiling) -> AnyView {
    let problem = move || {
        let problem = profiling.problem.get();
        (!problem.is_empty()).then(
            || view! { <p class="views-notice is-bad" role="alert" data-testid="profile-problem">{problem}</p> },
        )
    };
    let old = move || {
        profiling.is_old.get().then(|| view! { <p class="views-notice" data-testid="profile-old">"The experiment of the page has changed since: measure again to see where its time goes."</p> })
    };
    let has_found = memo(move || profiling.found.with(Option::is_some));
    let content = move || if has_found.get() { found(profiling) } else { empty(profiling) };
    view! {
        <div class="profile" data-testid="profile-view">
            {head(profiling)}
            {live(problem)}
            {live(old)}
            {live(content)}
        </div>
    }
    .into_any()
}

fn head(profiling: Profiling) -> AnyView {
    let is_at_work = memo(move || profiling.stage.with(|stage| *stage != Stage::Rests));
    let progress = move || {
        let words = match profiling.stage.get() {
            Stage::Rests => return None,
            Stage::Starting(what) => format!("{what} …"),
            Stage::Running => format!("{} measured", share_words(profiling.share.get())),
        };
        let share = 100.0 * profiling.share.get();
        let value = share.floor().to_string();
        Some(view! {
            <span class="tune-bar" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=value>
                <i style:width=format!("{share:.1}%")></i>
            </span>
            <span data-testid="profile-progress">{words}</span>
        })
    };
    let button = move || {
        if is_at_work.get() {
            return view! {
                <button class="btn" data-testid="profile-stop" on:click=move |_| profiling.stop()><Picture icon=Icon::Pause />"Stop"</button>
            }
            .into_any();
        }
        let label = if profiling.found.with(Option::is_some) { "Measure again" } else { "Measure" };
        view! {
            <button class="btn btn-primary" data-testid="profile-begin" on:click=move |_| profiling.begin()><Picture icon=Icon::Play />{label}</button>
        }
        .into_any()
    };
    view! {
        <div class="views-head">
            <div>
                <h1>"Profile"</h1>
                <p class="muted">"Why is a run slow? The experiment of the page runs in a worker of its own, and a clock looks at some of its rounds."</p>
            </div>
            <div class="views-actions">
                <span class="tune-progress">{live(progress)}</span>
                {live(button)}
            </div>
        </div>
    }
    .into_any()
}

fn empty(profiling: Profiling) -> AnyView {
    let text = move || match profiling.stage.get() {
        Stage::Rests => {
            "Nothing is measured yet. It takes a few seconds, or as long as the run itself where that is longer; the run gives the same results as without a clock, and what is on the page stays as it is."
        }
        Stage::Starting(_) | Stage::Running => "The first numbers come in a moment.",
    };
    view! { <section class="card tune-card" aria-label="Nothing yet"><p data-testid="profile-empty">{live(text)}</p></section> }
        .into_any()
}

/// Something of what was found.
fn of<T: Default>(profiling: Profiling, read: impl Fn(&Found) -> T) -> T {
    profiling.found.with(|found| found.as_ref().map(read).unwrap_or_default())
}

fn found(profiling: Profiling) -> AnyView {
    let sentence = move || {
        of(profiling, |found| bottleneck(&found.measured.profile, &found.experiment, Some(&found.page)))
            .unwrap_or_else(|| "Too little was measured to say what takes most of the time.".to_owned())
    };
    view! {
        <p class="tune-sentence profile-sentence" data-testid="profile-sentence">{live(sentence)}</p>
        <div class="profile-grid">
            <section class="card tune-card" aria-labelledby="profile-round-title">
                <h2 id="profile-round-title">"Where a round's time goes"</h2>
                {phases(profiling)}
                <p class="help" data-testid="profile-method">{live(move || of(profiling, |found| method(&found.measured.profile)))}</p>
            </section>
            <section class="card tune-card" aria-labelledby="profile-steps-title">
                <h2 id="profile-steps-title">"Time a round, over the run"</h2>
                {steps(profiling)}
            </section>
            <section class="card tune-card" aria-labelledby="profile-agents-title">
                <h2 id="profile-agents-title">"Agents"</h2>
                {agents(profiling)}
                <p class="help">"Rounds a second: what the agent would do alone. Memory: what it declares for one seed."</p>
            </section>
            <section class="card tune-card" aria-labelledby="profile-page-title">
                <h2 id="profile-page-title">"Engine and page"</h2>
                {facts(profiling)}
            </section>
        </div>
    }
    .into_any()
}

fn bar(share: Option<f64>) -> AnyView {
    let width = format!("{:.1}%", 100.0 * share.unwrap_or(0.0));
    view! { <span class="tune-bar" aria-hidden="true"><i style:width=width></i></span> }.into_any()
}

fn phases(profiling: Profiling) -> AnyView {
    let body = move || {
        let row = |row: PhaseRow| {
            let share = share_text(row.share);
            view! {
                <tr>
                    <th scope="row">{row.title}<span>{row.what}</span></th>
                    <td>{row.time}</td>
                    <td class="profile-share">{bar(row.share)}<span>{share}</span></td>
                </tr>
            }
        };
        of(profiling, |found| phase_rows(&found.measured.profile, &found.page, &found.experiment))
            .into_iter()
            .map(row)
            .collect::<Vec<_>>()
    };
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label="Table of the parts of a round">
            <table class="profile-table" data-testid="profile-phases">
                <thead><tr><th scope="col">"Part"</th><th scope="col">"µs a round"</th><th scope="col">"share"</th></tr></thead>
                <tbody>{live(body)}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn agents(profiling: Profiling) -> AnyView {
    let body = move || {
        let row = |row: AgentRow| {
            let [choose, learn, all] = row.times;
            view! {
                <tr>
                    <th scope="row">{row.name}</th>
                    <td>{choose}</td>
                    <td>{learn}</td>
                    <td>{all}</td>
                    <td class="profile-share">{bar(Some(row.share))}<span>{share_words(row.share)}</span></td>
                    <td>{row.rate}</td>
                    <td>{row.memory}</td>
                </tr>
            }
        };
        of(profiling, |found| agent_rows(&found.measured.profile)).into_iter().map(row).collect::<Vec<_>>()
    };
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label="Table of agents">
            <table class="profile-table" data-testid="profile-agents">
                <thead>
                    <tr>
                        <th scope="col">"Agent"</th><th scope="col">"choose, µs"</th><th scope="col">"learn, µs"</th><th scope="col">"all, µs"</th>
                        <th scope="col">"share"</th><th scope="col">"rounds/s"</th><th scope="col">"memory"</th>
                    </tr>
                </thead>
                <tbody>{live(body)}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn steps(profiling: Profiling) -> AnyView {
    let chart = memo(move || {
        profiling.found.with(|found| {
            let found = found.as_ref()?;
            Some(StepChart::new(&found.measured.profile, &found.experiment, profiling.views.theme.get()))
        })
    });
    let with =
        move |read: fn(&StepChart) -> Option<String>| chart.with(|chart| chart.as_ref().and_then(read));
    let sentence = move || with(StepChart::sentence);
    let name = Signal::derive(move || {
        format!(
            "{}. {}",
            with(|chart| Some(chart.title())).unwrap_or_default(),
            sentence().unwrap_or_default()
        )
    });
    let at = RwSignal::new(None::<f64>);
    let words =
        move |place: f64| chart.with(|chart| chart.as_ref()?.words_at(place as u64)).unwrap_or_default();
    let stops = move || chart.with(|chart| chart.as_ref().map(StepChart::stops).unwrap_or_default());
    let reading = Reading { at, stops: Box::new(stops), words: Box::new(words) };
    let readout = move || at.get().map_or_else(|| sentence().unwrap_or_default(), words);
    let layout = move |size| chart.with(|chart| chart.as_ref().map(|chart| chart.layout(size)));
    view! {
        {read_plot(profiling.views, "tune-plot is-read", "profile-steps", name, layout, reading)}
        {save_menu(profiling.views, "profile-steps", layout)}
        <p class="help" data-testid="profile-steps-said">{live(readout)}</p>
    }
    .into_any()
}

fn facts(profiling: Profiling) -> AnyView {
    let facts = move || {
        of(profiling, |found| {
            let (measured, page) = (&found.measured, &found.page);
            let rate = |rounds: f64| format!("{} rounds/s", whole(rounds.round() as u64));
            let workers = match page.workers {
                1 => "One worker".to_owned(),
                workers => format!("{workers} workers"),
            };
            let mut facts = vec![
                ("One seed, one worker".to_owned(), rate(measured.profile.rounds_per_second())),
                (
                    format!("{workers}, all {} seeds", whole(found.experiment.seeds.into())),
                    rate(page.engine_rounds(&measured.profile, &found.experiment)),
                ),
                (
                    "Memory of a worker".to_owned(),
                    format!(
                        "{}, {} before the first round",
                        memory_words(Some(measured.memory.0)),
                        memory_words(Some(measured.memory.1))
                    ),
                ),
            ];
            match &page.play {
                Some(play) => facts.extend([
                    ("The page, while it played".to_owned(), rate(play.rounds_per_second)),
                    (
                        "A frame of the page".to_owned(),
                        format!(
                            "{} ms, one in twenty longer than {} ms",
                            readable(play.frame),
                            readable(play.slow_frame)
                        ),
                    ),
                    (
                        "Busy in a frame".to_owned(),
                        format!("{} ms, mean of {} frames", readable(play.busy), whole(play.frames as u64)),
                    ),
                ]),
                None => facts.push((
                    "A frame of the page".to_owned(),
                    "not known: let the run play on the page, and come back".to_owned(),
                )),
            }
            let digest = match (&found.digest, measured.is_done) {
                (Some(digest), _) => digest.clone(),
                (None, true) => "–".to_owned(),
                (None, false) => "once all seeds were run".to_owned(),
            };
            facts.push(("Digest of the run".to_owned(), digest));
            facts
        })
        .into_iter()
        .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
        .collect::<Vec<_>>()
    };
    view! { <dl class="profile-facts" data-testid="profile-facts">{live(facts)}</dl> }.into_any()
}
