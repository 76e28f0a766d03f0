//! Further measures of a run: a chart of one at a time, and a table of all.

use leptos::prelude::*;

use super::super::logic::choices::is_slate_world;
use super::super::logic::quality::choices;
use super::super::state::App;
use super::charts::{LinePlot, Switches};
use super::results::interval;
use super::swatch::Swatch;
use crate::chart::curves::Metric;
use crate::chart::numbers::{counted, percent, readable};
use crate::experiment::measures::{self, Measure, Over};
use crate::experiment::{Band, SummaryRow};

/// The measures of the run, up to date.
fn measured(app: App) -> Memo<Vec<&'static Measure>> {
    Memo::new(move |_| {
        app.calm_version.track();
        let slates = app.shown.with(|experiment| is_slate_world(&experiment.world.id));
        app.with_log(|log, _| choices(log, slates)).unwrap_or_default()
    })
}

/// A chart whose measure is chosen in its title; nothing in runs without further measures.
#[component]
pub fn Quality(turn: u64, options: Switches) -> impl IntoView {
    let app = App::here();
    let there = measured(app);
    let wanted = RwSignal::new(&measures::NDCG);
    let any = Memo::new(move |_| !there.get().is_empty());
    // What a person wanted may not be there in another world.
    let chosen = Memo::new(move |_| {
        let (there, wanted) = (there.get(), wanted.get());
        if there.contains(&wanted) { wanted } else { there.first().copied().unwrap_or(wanted) }
    });
    let metric = Signal::derive(move || Metric::Further(chosen.get()));
    let choose = move |event| {
        if let Some(measure) = measures::find(&event_target_value(&event)) {
            wanted.set(measure);
        }
    };
    let option = move |measure: &'static Measure| {
        view! { <option value=measure.id prop:selected=move || chosen.get() == measure>{measure.title}</option> }
    };
    let heading = move || {
        view! {
            <select class="select select-inline" aria-label="Measure" data-testid="measure-choice" on:change=choose>
                {move || there.get().into_iter().map(option).collect::<Vec<_>>()}
            </select>
        }
        .into_any()
    };
    move || {
        let heading = heading();
        any.get().then(|| view! { <LinePlot metric test_id="further" turn options heading /> })
    }
}

/// All measures of all contenders at the last checkpoint; nothing in runs without further measures.
#[component]
pub fn MeasureTable() -> impl IntoView {
    let app = App::here();
    let there = measured(app);
    let found = Memo::new(move |_| {
        app.calm_version.track();
        let read = app.with_log(|log, _| {
            let last = log.common_checkpoints().checked_sub(1)?;
            Some((log.rounds[last], log.rows()))
        });
        read.flatten()
    });
    move || {
        let (round, rows) = found.get()?;
        let there = there.get();
        (!there.is_empty()).then(|| table(app, round, &there, rows))
    }
}

fn table(app: App, round: u64, there: &[&'static Measure], rows: Vec<SummaryRow>) -> impl IntoView + use<> {
    let head = |measure: &&'static Measure| {
        view! { <th scope="col" title=measure.sentence>{measure.title} <span class="unit">{format!(" ({})", measure.unit)}</span></th> }
    };
    let heads: Vec<_> = there.iter().map(head).collect();
    let row = |(index, row): (usize, SummaryRow)| {
        let cell = |measure: &&'static Measure| {
            let text = if measure.is_share { percent } else { readable };
            let words = row
                .measures
                .get(measure.id)
                .map_or_else(|| "–".to_owned(), |band: &Band| interval(band, text));
            view! { <td data-testid=format!("{}-of-{index}", measure.id)>{words}</td> }
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
    let sampled = there.iter().filter(|measure| measure.over == Over::Sampled);
    let sampled: Vec<&str> = sampled.map(|measure| measure.title).collect();
    let note = (!sampled.is_empty()).then(|| {
        let verb = if sampled.len() == 1 { "is" } else { "are" };
        let sentence =
            "taken of a sample of rounds, every one up to the 64th and one of each eight after it.";
        view! { <p class="help">{format!("{} {verb} {sentence}", sampled.join(", "))}</p> }
    });
    view! {
        <div class="scroll-x" tabindex="0" role="group" aria-label="Table of measures">
            <table class="results measures" data-testid="measures">
                <caption>{format!("Further measures after {}.", counted(round, "round", "rounds"))}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Contender"</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        {note}
    }
}
