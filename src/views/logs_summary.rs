//! What a log holds, and how far it covers a policy.

use leptos::prelude::*;

use super::log_words::{Bar, arm_rows, bars, facts, large_words, level, refused};
use super::logging::{Logging, Source};
use crate::chart::numbers::{percent, readable, whole};
use crate::ui::live::live;

/// Arms that are listed at first.
const LISTED: usize = 8;

/// What it holds.
pub fn summary_card(logging: Logging) -> AnyView {
    let name = move || logging.of(|held| held.name());
    let about = move || {
        logging.of(|held| match &held.source {
            Source::Recorded { seed, explore, .. } if *explore > 0.0 => {
                format!("Recorded here under seed {seed}, with {} of uniform exploration.", percent(*explore))
            }
            Source::Recorded { seed, .. } => format!("Recorded here under seed {seed}."),
            Source::File(name) => format!("Read from {name} as {}.", held.summary.format),
            Source::Example => "A shop's visitors; Thompson sampling chose.".to_owned(),
        })
    };
    let facts = move || {
        let fact =
            |(name, value): (&'static str, String)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
        logging.of(|held| facts(&held.summary)).into_iter().map(fact).collect::<Vec<_>>()
    };
    let said = move || {
        let refused = logging.of(|held| refused(&held.summary));
        let refused = refused.map(
            |sentence| view! { <p class="views-notice is-bad" data-testid="logs-refused">{sentence}</p> },
        );
        let sentences = logging.of(|held| {
            let own = held.remarks.iter().chain(&held.summary.traps).chain(&held.summary.notes);
            own.cloned().collect::<Vec<String>>()
        });
        let lines: Vec<_> = sentences.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect();
        let list = (!lines.is_empty())
            .then(|| view! { <ul class="views-notice" data-testid="logs-traps">{lines}</ul> });
        (refused, list)
    };
    view! {
        <section class="card logs-card" aria-labelledby="logs-name">
            <h2 id="logs-name" data-testid="logs-name">{live(name)}</h2>
            <p class="muted" data-testid="logs-about">{live(about)}</p>
            <dl class="logs-facts" data-testid="logs-facts">{live(facts)}</dl>
            {live(said)}
            {arms(logging)}
        </section>
    }
    .into_any()
}

fn arms(logging: Logging) -> AnyView {
    let all = RwSignal::new(false);
    let body = move || {
        let most = if all.get() { usize::MAX } else { LISTED };
        let rows = logging.found.with(|found| {
            let diagnostics = found.as_ref().and_then(|found| found.report.diagnostics.as_ref());
            logging.of(|held| arm_rows(&held.summary, diagnostics, most))
        });
        let widest =
            rows.iter().fold(1e-9_f64, |most, row| most.max(row.logged).max(row.policy.unwrap_or(0.0)));
        let share = move |share: f64, class: &'static str| {
            view! { <i class=class aria-hidden="true" style:width=format!("{:.1}%", 100.0 * share / widest)></i> }
        };
        rows.into_iter()
            .map(|row| {
                let policy = row.policy.map_or_else(|| "–".to_owned(), percent);
                view! {
                    <tr>
                        <th scope="row">{row.name}</th>
                        <td>{percent(row.logged)}</td>
                        <td>{policy}</td>
                        <td class="logs-bars">{share(row.logged, "is-log")}{row.policy.map(|of| share(of, "is-policy"))}</td>
                        <td>{row.reward}</td>
                    </tr>
                }
            })
            .collect::<Vec<_>>()
    };
    let more = move || {
        let count = logging.of(|held| held.summary.arms.len());
        (count > LISTED).then(|| {
            let label = move || if all.get() { "Fewer".to_owned() } else { format!("All {}", whole(count as u64)) };
            view! { <button class="btn btn-small" aria-expanded=move || all.get().to_string() on:click=move |_| all.update(|all| *all = !*all)>{live(label)}</button> }
        })
    };
    view! {
        <div class="scroll-x" tabindex="0" role="region" aria-label="Table of arms">
            <table class="logs-table" data-testid="logs-arms">
                <thead>
                    <tr>
                        <th scope="col">"Arm"</th>
                        <th scope="col">"log"</th>
                        <th scope="col">"policy"</th>
                        <th scope="col"><span class="visually-hidden">"Shares as bars"</span></th>
                        <th scope="col">"mean reward"</th>
                    </tr>
                </thead>
                <tbody>{live(body)}</tbody>
            </table>
        </div>
        <div>{live(more)}</div>
    }
    .into_any()
}

/// How far it covers the policy.
pub fn overlap_card(logging: Logging) -> AnyView {
    let content = move || {
        logging.found.with(|found| {
            let found = found.as_ref()?;
            let diagnostics = found.report.diagnostics.as_ref()?;
            let bars = bars(diagnostics);
            let (sentence, level) = (found.report.overlap.clone(), level(diagnostics));
            let weights = diagnostics.weights.as_ref().map(|weights| {
                (weights.effective_rows, weights.rows, large_words(diagnostics), weights.zeros)
            });
            Some(view! {
                <section class="card logs-card" aria-labelledby="logs-overlap-title">
                    <h2 id="logs-overlap-title">"Overlap with " {found.policy.trim_end_matches(',').to_owned()}</h2>
                    {(!bars.is_empty()).then(|| histogram(&bars))}
                    {weights.map(|(effective, rows, large, zeros)| effective_size(effective, rows, large, zeros))}
                    <p class=format!("logs-overlap {level}") data-testid="logs-overlap">{sentence}</p>
                </section>
            })
        })
    };
    live(content)
}

fn effective_size(effective: f64, rows: usize, large: Option<String>, zeros: usize) -> AnyView {
    let share = effective / rows.max(1) as f64;
    let words = format!("{} of {}", whole(effective.round() as u64), whole(rows as u64));
    let zeros = (zeros > 0)
        .then(|| format!("In {} rows the policy would not have taken the action.", whole(zeros as u64)));
    let large = large.map(|large| format!("{large}."));
    view! {
        <p class="logs-effective">
            <span>"Effective size"</span>
            <span class="tune-bar" aria-hidden="true"><i style:width=format!("{:.1}%", 100.0 * share)></i></span>
            <b data-testid="logs-effective">{words}</b>
        </p>
        {large.map(|large| view! { <p class="help">{large}</p> })}
        {zeros.map(|zeros| view! { <p class="help">{zeros}</p> })}
    }
    .into_any()
}

fn histogram(bars: &[Bar]) -> AnyView {
    let count = bars.len();
    let columns: Vec<_> = bars
        .iter()
        .map(|bar| {
            let class = if bar.is_large { "logs-bin is-large" } else { "logs-bin" };
            // What is there is seen, however small.
            let height = if bar.rows == 0 { 0.0 } else { (100.0 * bar.height).max(1.5) };
            let title = format!("from {}: {} rows", readable(bar.from), whole(bar.rows as u64));
            view! { <i class=class title=title><i style:height=format!("{height:.1}%")></i></i> }
        })
        .collect();
    // Four bins a power of ten.
    let tick = |(place, bar): (usize, &Bar)| {
        let power = libm::log10(bar.from);
        ((power - power.round()).abs() < 1e-6).then(|| {
            let at = 100.0 * place as f64 / count as f64;
            view! { <span style:left=format!("{at:.2}%")>{readable(bar.from)}</span> }
        })
    };
    let ticks: Vec<_> = bars.iter().enumerate().filter_map(tick).collect();
    let (first, last) = (bars.first().map_or(0.0, |bar| bar.from), bars.last().map_or(0.0, |bar| bar.from));
    let name = format!(
        "Histogram of the weights on a logarithmic axis, from {} to {}.",
        readable(first),
        readable(last * libm::pow(10.0, 0.25))
    );
    view! {
        <div class="logs-histogram" role="img" aria-label=name>
            <div class="logs-bins">{columns}</div>
            <div class="logs-ticks">{ticks}</div>
        </div>
        <p class="help">"weight = probability under the policy ÷ probability under the log; 1: as likely in both"</p>
    }
    .into_any()
}
