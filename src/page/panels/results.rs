//! The numbers of the run as a table: what the charts show, for eyes and for screen readers.

use std::cmp::Ordering;

use leptos::prelude::*;

use super::super::state::App;
use super::live::{each, live, memo};
use super::measure_table::{MeasureTable, has_ndcg};
use super::swatch::Swatch;
use super::terms::explained;
use crate::chart::numbers::{counted, readable};
use crate::chart::{Paired, interval, paired, summary};
use crate::math::sorting::sorted;
use crate::metrics::{Metric, REGRET, Unit, read_first};
use crate::results::{FEWEST_SEEDS_OF_A_BAND, SummaryRow, has_interval};

/// A column that the table can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    /// The order of the experiment.
    Policy,
    /// The better first.
    Of(&'static Metric),
}

impl Column {
    fn compare(self, a: &Row, b: &Row) -> Ordering {
        match self {
            Column::Policy => a.index.cmp(&b.index),
            Column::Of(metric) => {
                let order = a.numbers.of(metric).mean.total_cmp(&b.numbers.of(metric).mean);
                if metric.lower_is_better { order } else { order.reverse() }
            }
        }
    }
}

/// A policy's line.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    index: usize,
    label: String,
    numbers: SummaryRow,
    /// Against the policy with the lowest regret, seed by seed; none for that one.
    behind_best: Option<Paired>,
}

#[component]
pub fn Results() -> impl IntoView {
    let app = App::here();
    let sorted_by = RwSignal::new(Column::Policy);
    let rows = memo(move || {
        app.calm_version.track();
        let column = sorted_by.get();
        sorted(read_rows(app), |a, b| column.compare(a, b))
    });
    let round = memo(move || {
        app.calm_version.track();
        app.with_log(|log, curves| curves.checkpoints().checked_sub(1).map_or(0, |last| log.rounds[last]))
            .unwrap_or(0)
    });
    let sentence = memo(move || {
        app.calm_version.track();
        app.with_log(summary).unwrap_or_default()
    });
    let unit = memo(move || app.shown.with(|experiment| experiment.reward_unit()));
    let seeds = move || app.shown.with(|experiment| experiment.seeds);
    let has_ndcg = has_ndcg(app);
    let heads = move || {
        read_first(has_ndcg.get()).map(|metric| {
            view! { <Head column=Column::Of(metric) sorted_by text=metric.heading title=metric.sentence note=Signal::derive(move || unit_note(metric, unit.get())) /> }
        })
    };
    view! {
        <section class="panel numbers" aria-labelledby="results-title">
            <h2 id="results-title">"Numbers"</h2>
            <p class="summary" data-testid="summary">{sentence}</p>
            <div class="scroll-x" tabindex="0" role="group" aria-label="Table of results">
                <table class="results" data-testid="results">
                    <caption>
                        {live(move || app.shows_the_run_before().then_some("From before the last change. "))}
                        {live(move || caption(round.get(), seeds()))}
                    </caption>
                    <thead>
                        <tr>
                            <Head column=Column::Policy sorted_by text="Agent" title="" note=String::new() />
                            {live(heads)}
                            <th scope="col">"Behind the best, seed by seed"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {each(
                            move || rows.get().into_iter().map(|row| (row, has_ndcg.get())).collect(),
                            |row| format!("{row:?}"),
                            |(row, has_ndcg)| view! { <Line row has_ndcg /> },
                        )}
                    </tbody>
                </table>
            </div>
            <MeasureTable />
            <p class="help">
                {explained("Expected regret compares expected rewards with the oracle's, so it contains no noise and never falls. Realised reward is what users gave, noise included. All agents meet the same users with the same noise, so they are also compared seed by seed.")}
            </p>
        </section>
    }
}

/// What the numbers are.
fn caption(round: u64, seeds: u32) -> String {
    let (rounds, of) = (counted(round, "round", "rounds"), counted(u64::from(seeds), "seed", "seeds"));
    if !has_interval(seeds as usize) {
        format!(
            "After {rounds}, mean over {of}: too few for an interval, from {FEWEST_SEEDS_OF_A_BAND} seeds on there is one."
        )
    } else {
        format!("After {rounds}, mean over {of} with a 95 % interval (Student's t).")
    }
}

/// The unit of the rewards beside a number of rewards.
fn unit_note(metric: &Metric, unit: &str) -> String {
    match (metric.unit, unit) {
        (Unit::Named(_), _) | (_, "") => String::new(),
        (Unit::Reward | Unit::RewardPerRound, unit) => format!(" ({unit})"),
    }
}

fn read_rows(app: App) -> Vec<Row> {
    let experiment = app.shown.get_untracked();
    let read = app.with_log(|log, _| {
        let numbers = log.rows();
        let regret = |index: &usize| numbers[*index].of(&REGRET).mean;
        let best = (0..numbers.len()).min_by(|a, b| regret(a).total_cmp(&regret(b)));
        let row = |(index, numbers): (usize, SummaryRow)| Row {
            index,
            label: experiment.label(index),
            numbers,
            behind_best: best.filter(|best| *best != index).map(|best| paired(log, index, best)),
        };
        numbers.into_iter().enumerate().map(row).collect()
    });
    read.unwrap_or_default()
}

#[component]
fn Head(
    column: Column,
    sorted_by: RwSignal<Column>,
    text: &'static str,
    title: &'static str,
    #[prop(into)] note: Signal<String>,
) -> impl IntoView {
    let order = move || match (sorted_by.get() == column, column) {
        (false, _) => "none",
        (true, Column::Of(metric)) if !metric.lower_is_better => "descending",
        (true, _) => "ascending",
    };
    view! {
        <th scope="col" aria-sort=order title=title>
            <button class="th-button" on:click=move |_| sorted_by.set(column)>
                {text}
                <span class="unit">{live(move || note.get())}</span>
                <span aria-hidden="true">{live(move || match order() { "none" => "", "ascending" => " ▴", _ => " ▾" })}</span>
            </button>
        </th>
    }
}

#[component]
fn Line(row: Row, has_ndcg: bool) -> impl IntoView {
    let cells = read_first(has_ndcg).map(|metric| {
        view! { <td>{interval(&row.numbers.of(metric), metric)}</td> }
    });
    let behind = match &row.behind_best {
        Some(paired) => {
            let difference = readable(paired.mean_difference);
            let ends = match paired.has_interval() {
                true => format!(" [{}, {}]", readable(paired.low), readable(paired.high)),
                false => String::new(),
            };
            format!("{difference}{ends}, {}", paired.ahead())
        }
        None => "the lowest regret".to_owned(),
    };
    view! {
        <tr data-testid=format!("result-{}", row.index)>
            <th scope="row"><Swatch index=row.index /> " " {row.label.clone()}</th>
            {cells}
            <td>{behind}</td>
        </tr>
    }
}
