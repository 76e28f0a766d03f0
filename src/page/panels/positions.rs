//! What users did at each position of the slates: where they looked, where they clicked.

use leptos::prelude::*;

use super::super::logic::position_bias::bite;
use super::super::state::App;
use super::live::{live, memo};
use super::swatch::Swatch;
use crate::chart::numbers::percent;
use crate::results::PositionCounts;
use crate::spec::Experiment;

/// A table of positions, where decisions have some.
#[component]
pub fn Positions() -> impl IntoView {
    let app = App::here();
    let task = memo(move || app.shown.with(Experiment::task));
    live(move || task.get().filter(|task| task.has_positions()).map(|_| view! { <Table /> }))
}

/// Counts of each policy, and the rounds that they are of.
fn counts(app: App) -> (Vec<PositionCounts>, u64) {
    let read = app.with_log(|log, _| {
        let counts = log.positions().unwrap_or_default();
        (counts.into_iter().cloned().collect(), log.rounds_done.iter().sum())
    });
    read.unwrap_or_default()
}

#[component]
fn Table() -> impl IntoView {
    let app = App::here();
    let found = memo(move || {
        app.calm_version.track();
        counts(app)
    });
    // Where position bias shows, in the slates of the round looked into.
    let bitten = move || {
        let (counts, rounds) = found.get();
        let told = app.view.with(|view| {
            let slates = view.as_ref().and_then(|view| view.slates());
            let slates = slates.map_or(&[][..], |slates| &slates.policies);
            let told = slates.iter().zip(&counts).enumerate().filter_map(|(index, (slate, counts))| {
                bite(&app.shown.with(|experiment| experiment.label(index)), slate, counts, rounds)
            });
            told.collect::<Vec<String>>()
        });
        let sentences: Vec<_> = told.into_iter().map(|sentence| view! { <li>{sentence}</li> }).collect();
        (!sentences.is_empty())
            .then(|| view! { <ul class="position-bias" data-testid="position-bias">{sentences}</ul> })
    };
    let slots =
        memo(move || found.with(|(counts, _)| counts.iter().map(|c| c.examined.len()).max().unwrap_or(0)));
    let heads =
        move || (1..=slots.get()).map(|place| view! { <th scope="col">{place}</th> }).collect::<Vec<_>>();
    let rows = move || {
        let (counts, rounds) = found.get();
        let row = |(index, counts): (usize, PositionCounts)| {
            let cells: Vec<_> = counts
                .examined
                .iter()
                .zip(&counts.clicked)
                .map(|(examined, clicked)| {
                    let share = |count: u64| count as f64 / rounds.max(1) as f64;
                    let (examined, clicked) = (share(*examined), share(*clicked));
                    view! {
                        <td>
                            <span class="position-bar" aria-hidden="true">
                                <span class="position-examined" style:width=format!("{:.1}%", 100.0 * examined)></span>
                                <span class="position-clicked" style:width=format!("{:.1}%", 100.0 * clicked)></span>
                            </span>
                            {format!("{} / {}", percent(examined), percent(clicked))}
                        </td>
                    }
                })
                .collect();
            let label = move || app.shown.with(|experiment| experiment.label(index));
            view! {
                <tr data-testid=format!("positions-{index}")>
                    <th scope="row"><Swatch index /> " " {live(label)}</th>
                    {cells}
                </tr>
            }
        };
        counts.into_iter().enumerate().map(row).collect::<Vec<_>>()
    };
    view! {
        <section class="panel" aria-labelledby="positions-title">
            <h2 id="positions-title">"By position"</h2>
            <div class="scroll-x" tabindex="0" role="group" aria-label="Table of positions">
                <table class="results" data-testid="positions">
                    <caption>"How often users examined a position, and how often they clicked there, from the top."</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Ranker"</th>
                            {live(heads)}
                        </tr>
                    </thead>
                    <tbody>{live(rows)}</tbody>
                </table>
            </div>
            {live(bitten)}
            <p class="help">
                "What stands lower is examined less, and so clicked less, however good it is: a ranker that takes few clicks for little attraction learns the position, not what stands there."
            </p>
        </section>
    }
}
