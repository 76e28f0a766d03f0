//! Every trial of a study as a line, and which of them are shown: those within ranges that a person sets.

use leptos::prelude::*;

use super::plot::plot;
use super::saving::save_menu;
use super::tuning::Tuning;
use crate::chart::numbers::typed;
use crate::chart::{SettingsChart, ValueRange};
use crate::tune::Domain;
use crate::ui::live::{live, memo};

/// What is typed of a range: its ends.
type Ends = (String, String);

/// The picture with the fields of its ranges.
pub fn lines(tuning: Tuning) -> AnyView {
    // The names of the axes that have ranges, the metric last; none for one of options that are no numbers.
    let axes = memo(move || {
        let of = |study: &crate::tune::Study, _: &[Option<crate::tune::Job>]| {
            let dimensions = study.spec().space.dimensions.iter();
            let named = dimensions.map(|dimension| {
                let is_range = matches!(dimension.domain, Domain::Range { .. });
                is_range.then(|| dimension.name.clone())
            });
            named.chain([Some(study.metric().title.to_lowercase())]).collect::<Vec<_>>()
        };
        tuning.with(of).unwrap_or_default()
    });
    let typed_ends = RwSignal::new(Vec::<Ends>::new());
    let ranges = memo(move || {
        let ends = typed_ends.get();
        ends.iter().map(|(low, high)| ValueRange { low: typed(low), high: typed(high) }).collect::<Vec<_>>()
    });
    let name = RwSignal::new(String::new());
    let layout = move |size| {
        let theme = tuning.views.theme.get();
        let chart =
            ranges.with(|ranges| tuning.with(|study, _| SettingsChart::within(study, theme, ranges)))?;
        let words = chart.title();
        if name.with_untracked(|before| *before != words) {
            name.set(words);
        }
        Some(chart.layout(size))
    };
    let picture = plot("tune-plot", "tune-every", name.into(), layout);
    let rows = move || {
        let row = |(place, name): (usize, Option<String>)| {
            let name = name?;
            let field = |is_low: bool| {
                let label = format!("{} {name} that is shown", if is_low { "Smallest" } else { "Largest" });
                let set = move |event| {
                    let text = event_target_value(&event);
                    typed_ends.update(|ends| {
                        if ends.len() <= place {
                            ends.resize(place + 1, Ends::default());
                        }
                        *(if is_low { &mut ends[place].0 } else { &mut ends[place].1 }) = text;
                    });
                };
                let id = format!("tune-show-{place}-{}", if is_low { "low" } else { "high" });
                view! { <input class="param-number" inputmode="decimal" data-testid=id aria-label=label on:input=set /> }
            };
            Some(
                view! { <li><span>{name.clone()}</span><span class="tune-range">{field(true)} " to " {field(false)}</span></li> },
            )
        };
        axes.get().into_iter().enumerate().filter_map(row).collect::<Vec<_>>()
    };
    view! {
        {picture}
        {save_menu(tuning.views, "tune-every", layout)}
        <details class="tune-filter" data-testid="tune-filter">
            <summary>"Show only trials within ranges"</summary>
            <ul class="tune-parameters">{live(rows)}</ul>
            <p class="help" role="status" data-testid="tune-shown">{live(move || name.get())}</p>
        </details>
    }
    .into_any()
}
