//! What stands beside the curves of a comparison: agents to choose, what tests say, final metrics, settings.

use leptos::prelude::*;

use super::compared::Compared;
use super::comparison::{Member, differences, equal, final_value, label, letter, members, metrics, verdict};
use crate::chart::{Point, dash, marker};
use crate::results::FEWEST_SEEDS_OF_A_BAND;
use crate::ui::live::live;

/// A box for every agent; those that are drawn have the sign of their curve.
pub fn agents(compared: Compared) -> AnyView {
    let list = move || {
        let entry = |member: Member| {
            let name = compared.runs.with(|runs| label(runs, member));
            let place =
                move || compared.chosen.with(|chosen| chosen.iter().position(|other| *other == member));
            let sign = move || place().map(|place| swatch(compared, place));
            view! {
                <li>
                    <label class="check">
                        <input type="checkbox" prop:checked=move || place().is_some() on:change=move |_| compared.toggle(member) />
                        {name}
                        {live(sign)}
                    </label>
                </li>
            }
        };
        compared.runs.with(|runs| members(runs)).into_iter().map(entry).collect::<Vec<_>>()
    };
    view! {
        <h2>"Agents"</h2>
        <ul class="compare-agents" data-testid="compare-agents">{live(list)}</ul>
    }
    .into_any()
}

/// A short piece of a curve with its marker.
pub fn swatch(compared: Compared, place: usize) -> AnyView {
    let colour = compared.theme().series_css(place);
    let dashes = dash(place).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let outline = marker(place).outline(Point { x: 24.0, y: 5.0 }, 4.0);
    let corners: Vec<String> =
        outline.iter().map(|corner| format!("{:.1},{:.1}", corner.x, corner.y)).collect();
    view! {
        <svg class="swatch" viewBox="0 0 30 10" aria-hidden="true">
            <line x1="1" y1="5" x2="22" y2="5" stroke=colour stroke-width="2.5" stroke-dasharray=dashes />
            <polygon points=corners.join(" ") fill=colour />
        </svg>
    }
    .into_any()
}

/// The sentence of the best two, and those of all pairs.
pub fn conclusions(compared: Compared) -> AnyView {
    let said = move || {
        let verdict = compared
            .runs
            .with(|runs| compared.chosen.with(|chosen| verdict(runs, chosen, compared.metric.get())));
        let pairs = (verdict.pairs.len() > 1).then(|| {
            let head = format!("All {} pairs, p-values corrected by Holm's method", verdict.pairs.len());
            let lines: Vec<_> = verdict.pairs.into_iter().map(|line| view! { <li>{line}</li> }).collect();
            view! { <details data-testid="compare-pairs"><summary>{head}</summary><ul>{lines}</ul></details> }
        });
        view! { <p class="compare-sentence" data-testid="compare-sentence">{verdict.sentence}</p> {pairs} }
    };
    view! {
        <h2 id="conclusions-title">"What the seeds say"</h2>
        <div aria-live="polite">{live(said)}</div>
        <p class="help">"Tests of final values, by pairs where seed k is the same users and the same noise in both runs; 95 % intervals."</p>
    }
    .into_any()
}

/// Final values of every metric.
pub fn final_metrics(compared: Compared) -> AnyView {
    let table = move || {
        let (head, rows) = compared.runs.with(|runs| {
            let metrics = metrics(runs);
            let row = |member: &Member| {
                let values: Vec<_> = metrics
                    .iter()
                    .map(|metric| view! { <td>{final_value(runs, *member, metric)}</td> })
                    .collect();
                view! { <tr><th scope="row">{label(runs, *member)}</th>{values}</tr> }
            };
            let rows: Vec<_> = compared.chosen.with(|chosen| chosen.iter().map(row).collect());
            let head: Vec<_> = metrics
                .iter()
                .map(|metric| view! { <th scope="col" title=metric.sentence>{metric.heading}</th> })
                .collect();
            (head, rows)
        });
        view! {
            <table data-testid="compare-finals">
                <thead><tr><th scope="col">"Agent"</th>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
    };
    view! {
        <h2 id="finals-title">{format!("Final metrics, mean with 95 % interval from {FEWEST_SEEDS_OF_A_BAND} seeds on")}</h2>
        <div class="scroll-x" tabindex="0" role="group" aria-label="Final metrics">{live(table)}</div>
    }
    .into_any()
}

/// What differs, and what is the same.
pub fn settings(compared: Compared) -> AnyView {
    let table = move || {
        compared.runs.with(|runs| {
            let differing = differences(runs);
            let same: Vec<_> = equal(runs)
                .into_iter()
                .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
                .collect();
            let head: Vec<_> = (0..runs.len())
                .map(|index| view! { <th scope="col"><b class="letter">{letter(index).to_string()}</b></th> })
                .collect();
            let none = match runs.len() {
                1 => "The agents of one run have the same environment, rounds and seeds.",
                _ => "All settings are the same.",
            };
            let none = differing.is_empty().then(|| view! { <p>{none}</p> });
            let rows: Vec<_> = differing
                .into_iter()
                .map(|setting| {
                    let name = match setting.part == setting.title {
                        true => setting.title,
                        false => format!("{}: {}", setting.part, setting.title),
                    };
                    let unit = if setting.unit.is_empty() { String::new() } else { format!(" ({})", setting.unit) };
                    let values: Vec<_> =
                        setting.values.into_iter().map(|value| view! { <td>{value}</td> }).collect();
                    view! { <tr><th scope="row">{name} {unit}</th>{values}</tr> }
                })
                .collect();
            let table = none.is_none().then(|| {
                view! {
                    <div class="scroll-x" tabindex="0" role="group" aria-label="Settings that differ">
                        <table data-testid="compare-settings">
                            <thead><tr><th scope="col">"Only what differs"</th>{head}</tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
            });
            view! {
                {none}
                {table}
                <details data-testid="compare-equal"><summary>"What is the same"</summary><dl>{same}</dl></details>
            }
        })
    };
    view! { <h2 id="settings-title">"Settings"</h2> {live(table)} }.into_any()
}
