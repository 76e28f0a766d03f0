//! Presets, the world, and how long and how often it is run: forms made from declarations.

use leptos::prelude::*;

use super::super::logic::presets::presets;
use super::super::state::App;
use super::parameter::ParameterRow;
use crate::declaration::Parameter;
use crate::experiment::definition::SETTINGS;
use crate::experiment::{MASTER_SEED_DIGITS, link};
use crate::world::{self, WORLDS};

#[component]
pub fn Presets() -> impl IntoView {
    let app = App::here();
    let all = StoredValue::new(presets());
    let shown = Memo::new(move |_| {
        let current = app.experiment.with(|experiment| link::encode(experiment, None));
        all.with_value(|all| all.iter().position(|preset| link::encode(&preset.experiment, None) == current))
    });
    let buttons: Vec<_> = presets()
        .into_iter()
        .enumerate()
        .map(|(index, preset)| {
            let open = move |_| {
                let wanted = all.with_value(|all| all[index].experiment.clone());
                // The ratings on the page stay, whatever the preset.
                app.edit(|experiment| {
                    let ratings = experiment.ratings.take();
                    *experiment = wanted;
                    experiment.ratings = ratings;
                });
            };
            view! {
                <li>
                    <button
                        class="preset"
                        data-testid=format!("preset-{index}")
                        title=preset.sentence
                        aria-pressed=move || (shown.get() == Some(index)).to_string()
                        on:click=open
                    >
                        {preset.title}
                    </button>
                </li>
            }
        })
        .collect();
    view! {
        <section class="panel" aria-labelledby="presets-title">
            <h2 id="presets-title">"Start from"</h2>
            <ul class="presets">{buttons}</ul>
            <p class="help">
                {move || match shown.get() {
                    Some(index) => all.with_value(|all| all[index].sentence),
                    None => "An experiment of your own.",
                }}
            </p>
        </section>
    }
}

#[component]
pub fn World() -> impl IntoView {
    let app = App::here();
    let id = Memo::new(move |_| app.experiment.with(|experiment| experiment.world.id.clone()));
    let options: Vec<_> = WORLDS
        .iter()
        .map(|declaration| {
            let own = declaration.part.id;
            view! { <option value=own prop:selected=move || id.get() == own>{declaration.part.title}</option> }
        })
        .collect();
    let choose = move |event| {
        let chosen = event_target_value(&event);
        app.edit(|experiment| {
            if chosen != experiment.world.id {
                experiment.world.id = chosen;
                experiment.world.parameters.0.clear();
            }
        });
    };
    let form = move || {
        world::find(&id.get()).map(|declaration| {
            let rows: Vec<_> =
                declaration.part.parameters.iter().map(|parameter| world_row(app, parameter)).collect();
            view! {
                <p class="help">{declaration.part.sentence}</p>
                {rows}
                <p class="citation">{declaration.part.citation}</p>
            }
        })
    };
    let remarks = move || {
        let lines: Vec<_> = app.remarks.get().into_iter().map(|remark| view! { <li>{remark}</li> }).collect();
        (!lines.is_empty()).then(|| view! { <ul class="remarks" data-testid="remarks">{lines}</ul> })
    };
    view! {
        <section class="panel" aria-labelledby="world-title">
            <h2 id="world-title">"World"</h2>
            <select class="select" aria-label="World" data-testid="world" on:change=choose>
                {options}
            </select>
            {form}
            {remarks}
        </section>
    }
}

fn world_row(app: App, parameter: &'static Parameter) -> impl IntoView {
    let value =
        Signal::derive(move || app.experiment.with(|experiment| experiment.world.parameters.get(parameter)));
    let set =
        Callback::new(move |value| app.edit(|experiment| experiment.world.parameters.set(parameter, value)));
    view! { <ParameterRow id=format!("world-{}", parameter.name) parameter value set /> }
}

/// Horizon, seeds and master seed.
#[component]
pub fn Run() -> impl IntoView {
    let app = App::here();
    let rows: Vec<_> = SETTINGS
        .parameters
        .iter()
        .map(|parameter| {
            let value = Signal::derive(move || {
                app.experiment.with(|experiment| experiment.settings().get(parameter))
            });
            let set = Callback::new(move |value| {
                app.edit(|experiment| {
                    let mut settings = experiment.settings();
                    settings.set(parameter, value);
                    experiment.set_settings(&settings);
                });
            });
            view! { <ParameterRow id=parameter.name.replace('_', "-") parameter value set /> }
        })
        .collect();
    view! {
        <section class="panel" aria-labelledby="run-title">
            <h2 id="run-title">"Run"</h2>
            {rows}
            <p class="help">
                {format!("\"New seed\" draws another master seed; any number of up to {MASTER_SEED_DIGITS} digits will do.")}
            </p>
        </section>
    }
}
