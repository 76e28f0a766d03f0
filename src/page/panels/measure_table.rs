//! The further metrics at the end, in a table.

use leptos::prelude::*;

use super::super::logic::quality::choices;
use super::super::state::App;
use super::live::{live, memo};
use super::swatch::Swatch;
use crate::chart::interval;
use crate::chart::numbers::counted;
use crate::metrics::{Accumulation, Metric, NDCG};
use crate::results::{Band, SummaryRow};

/// Those of the run, up to date.
pub fn measured(app: App) -> Memo<Vec<&'static Metric>> {
    memo(move || {
        app.calm_version.track();
        app.with_log(|log, _| choices(log)).unwrap_or_default()
    })
}

/// Whether the run has NDCG, which then is among the metrics that stand first.
pub fn has_ndcg(app: App) -> Memo<bool> {
    let measured = measured(app);
    memo(move || measured.with(|measured| measured.contains(&&NDCG)))
}

/// All of them that do not stand first, of all policies, at the last checkpoint; nothing in runs that have none.
#[component]
pub fn MeasureTable() -> impl IntoView {
    let app = App::here();
    let there = measured(app);
    let found = memo(move || {
        app.calm_version.track();
        let read = app.with_log(|log, _| {
            let last = log.common_checkpoints().checked_sub(1)?;
            Some((log.rounds[last], log.rows()))
        });
        read.flatten()
    });
    live(move || {
        let (round, rows) = found.get()?;
        let there = there.get();
        there.iter().any(|metric| **metric != NDCG).then(|| table(app, round, &there, rows))
    })
}

fn table(app: App, round: u64, measured: &[&'static Metric], rows: Vec<SummaryRow>) -> impl IntoView + use<> {
    let there: Vec<&'static Metric> = measured.iter().copied().filter(|metric| **metric != NDCG).collect();
    let head = |metric: &&'static Metric| {
        let unit = app.shown.with_untracked(|experiment| metric.unit_in(experiment.reward_unit()));
        view! { <th scope="col" title=metric.sentence>{metric.heading} <span class="unit">{format!(" ({unit})")}</span></th> }
    };
    let heads: Vec<_> = there.iter().map(head).collect();
    let row = |(index, row): (usize, SummaryRow)| {
        let cell = |metric: &&'static Metric| {
            let words = row
                .metrics
                .get(metric.id)
                .map_or_else(|| "–".to_owned(), |band: &Band| interval(band, metric));
            view! { <td data-testid=format!("{}-of-{index}", metric.id)>{words}</td> }
        };
        let cells: Vec<_> = there.iter().map(cell).collect();
        let label = app.shown.with_untracked(|experiment| experiment.label(index));
        view! {
            <tr>
                <th scope="row"><Swatch index /> " " {label}</th>
                {cells}
            </tr>
        }
    };
    let lines: Vec<_> = rows.into_iter().enumerate().map(row).collect();
    let sampled = measured.iter().filter(|metric| metric.accumulation == Accumulation::SampledMean);
    let sampled: Vec<&str> = sampled.map(|metric| metric.title).collect();
    let note = (!sampled.is_empty()).then(|| {
        let verb = if sampled.len() == 1 { "is" } else { "are" };
        let sentence =
            "taken of a sample of rounds, every one up to the 64th and one of each eight after it.";
        view! { <p class="help">{format!("{} {verb} {sentence}", sampled.join(", "))}</p> }
    });
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label="Table of metrics">
            <table class="results measures" data-testid="measures">
                <caption>{format!("Further metrics after {}.", counted(round, "round", "rounds"))}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Agent"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        {note}
    }
}
