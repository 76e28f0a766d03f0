//! The numbers of the run as a table: what the charts show, for eyes and for screen readers.

use std::cmp::Ordering;

use leptos::prelude::*;

use super::super::state::App;
use super::quality::MeasureTable;
use super::swatch::Swatch;
use crate::chart::numbers::{counted, percent, readable};
use crate::chart::{Paired, paired, summary};
use crate::experiment::{Band, SummaryRow};

/// A column that the table can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    /// The order of the experiment.
    Contender,
    Regret,
    Reward,
    Suboptimal,
}

impl Column {
    fn compare(self, a: &Row, b: &Row) -> Ordering {
        match self {
            Column::Contender => a.index.cmp(&b.index),
            Column::Regret => a.numbers.regret.mean.total_cmp(&b.numbers.regret.mean),
            Column::Reward => b.numbers.average_reward.mean.total_cmp(&a.numbers.average_reward.mean),
            Column::Suboptimal => a.numbers.suboptimal_rate.mean.total_cmp(&b.numbers.suboptimal_rate.mean),
        }
    }
}

/// A contender's line.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    index: usize,
    label: String,
    numbers: SummaryRow,
    /// Against the contender with the lowest regret, seed by seed; none for that one.
    behind_best: Option<Paired>,
}

#[component]
pub fn Results() -> impl IntoView {
    let app = App::here();
    let sorted_by = RwSignal::new(Column::Contender);
    let rows = Memo::new(move |_| {
        app.calm_version.track();
        let mut rows = read_rows(app);
        rows.sort_by(|a, b| sorted_by.get().compare(a, b));
        rows
    });
    let round = Memo::new(move |_| {
        app.calm_version.track();
        app.with_log(|log, curves| curves.checkpoints().checked_sub(1).map_or(0, |last| log.rounds[last]))
            .unwrap_or(0)
    });
    let sentence = Memo::new(move |_| {
        app.calm_version.track();
        app.with_log(summary).unwrap_or_default()
    });
    let unit = Memo::new(move |_| app.shown.with(|experiment| experiment.reward_unit()));
    let seeds = move || app.shown.with(|experiment| experiment.seeds);
    view! {
        <section class="panel" aria-labelledby="results-title">
            <h2 id="results-title">"Numbers"</h2>
            <p class="summary" data-testid="summary">{sentence}</p>
            <div class="scroll-x" tabindex="0" role="group" aria-label="Table of results">
                <table class="results" data-testid="results">
                    <caption>
                        {move || format!("After {}, mean over {} with a 95 % interval (Student's t).", counted(round.get(), "round", "rounds"), counted(u64::from(seeds()), "seed", "seeds"))}
                    </caption>
                    <thead>
                        <tr>
                            <Head column=Column::Contender sorted_by text="Contender" note=String::new() />
                            <Head column=Column::Regret sorted_by text="Expected regret" note=unit_note(&unit) />
                            <Head column=Column::Reward sorted_by text="Realised reward a round" note=unit_note(&unit) />
                            <Head column=Column::Suboptimal sorted_by text="Suboptimal choices" note=String::new() />
                            <th scope="col">"Behind the best, seed by seed"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=move || rows.get() key=|row| format!("{row:?}") children=move |row| view! { <Line row /> } />
                    </tbody>
                </table>
            </div>
            <MeasureTable />
            <p class="help">
                "Expected regret compares with the oracle on expectations: noise never enters, and it never falls. Realised reward is what users gave, luck included. All contenders meet the same users with the same luck, so they are also compared seed by seed."
            </p>
        </section>
    }
}

fn unit_note(unit: &Memo<&'static str>) -> String {
    let unit = unit.get_untracked();
    if unit.is_empty() { String::new() } else { format!(" ({unit})") }
}

fn read_rows(app: App) -> Vec<Row> {
    let experiment = app.shown.get_untracked();
    let read = app.with_log(|log, _| {
        let numbers = log.rows();
        let best =
            (0..numbers.len()).min_by(|a, b| numbers[*a].regret.mean.total_cmp(&numbers[*b].regret.mean));
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
fn Head(column: Column, sorted_by: RwSignal<Column>, text: &'static str, note: String) -> impl IntoView {
    let order = move || match (sorted_by.get() == column, column) {
        (false, _) => "none",
        (true, Column::Reward) => "descending",
        (true, _) => "ascending",
    };
    view! {
        <th scope="col" aria-sort=order>
            <button class="th-button" on:click=move |_| sorted_by.set(column)>
                {text}
                <span class="unit">{note}</span>
                <span aria-hidden="true">{move || match order() { "none" => "", "ascending" => " ▴", _ => " ▾" }}</span>
            </button>
        </th>
    }
}

#[component]
fn Line(row: Row) -> impl IntoView {
    let numbers = &row.numbers;
    let behind = match &row.behind_best {
        Some(paired) => format!(
            "{} [{}, {}], {}",
            readable(paired.mean_difference),
            readable(paired.low),
            readable(paired.high),
            paired.ahead()
        ),
        None => "the lowest regret".to_owned(),
    };
    view! {
        <tr data-testid=format!("result-{}", row.index)>
            <th scope="row"><Swatch index=row.index /> " " {row.label.clone()}</th>
            <td>{interval(&numbers.regret, readable)}</td>
            <td>{interval(&numbers.average_reward, readable)}</td>
            <td>{interval(&numbers.suboptimal_rate, percent)}</td>
            <td>{behind}</td>
        </tr>
    }
}

/// A mean with half the width of its interval.
pub fn interval(band: &Band, text: fn(f64) -> String) -> String {
    if band.seeds < 2 {
        text(band.mean)
    } else {
        format!("{} ± {}", text(band.mean), text(band.high - band.mean))
    }
}
