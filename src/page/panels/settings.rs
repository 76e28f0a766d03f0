//! Presets, the world, and how long and how often it is run: forms made from declarations.

use leptos::prelude::*;

use super::super::logic::choices::choose_world;
use super::super::logic::presets::presets;
use super::super::state::App;
use super::own_table::TableInUse;
use super::parameter::ParameterRow;
use crate::declaration::{self, Parameter, Part, Values};
use crate::experiment::definition::SETTINGS;
use crate::experiment::feedback::{self, AMONG_SLATES, GROUPS};
use crate::experiment::objectives;
use crate::experiment::task::{self, PartGroup, TASKS};
use crate::experiment::{Decision, Experiment, MASTER_SEED_DIGITS, PartChoice, link};
use crate::ranking::{CLICK_MODELS, clicks};
use crate::world::classification::{self, is_bundled_table};

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
                app.forget_opened();
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
    let decision = Memo::new(move |_| task::of_environment(&id.get()).map(|task| task.decision()));
    let group = |group: PartGroup| {
        let option = |part: &&'static Part| {
            let own = part.id;
            view! {
                <option value=own prop:selected=move || id.get() == own>
                    {part.title}
                </option>
            }
        };
        let options: Vec<_> = group.parts.iter().map(option).collect();
        view! { <optgroup label=group.title>{options}</optgroup> }
    };
    let groups: Vec<_> = TASKS.into_iter().map(|task| group(task.environments())).collect();
    let choose = move |event| app.edit(|experiment| choose_world(experiment, &event_target_value(&event)));
    let own_table = Memo::new(move |_| app.experiment.with(|experiment| experiment.table.is_some()));
    let form = move || {
        task::environment(&id.get()).map(|part| {
            let shown =
                part.parameters.iter().filter(|parameter| !(own_table.get() && is_bundled_table(parameter)));
            let rows: Vec<_> = shown.map(|parameter| world_row(app, parameter)).collect();
            view! {
                <p class="help">{part.sentence}</p>
                {rows}
                {(id.get() == classification::DECLARATION.part.id).then(|| view! { <TableInUse /> })}
                <p class="citation">{part.citation}</p>
            }
        })
    };
    let remarks = move || {
        let lines: Vec<_> = app.remarks.get().into_iter().map(|remark| view! { <li>{remark}</li> }).collect();
        (!lines.is_empty()).then(|| {
            view! {
                <ul class="remarks" data-testid="remarks">
                    {lines}
                </ul>
            }
        })
    };
    view! {
        <section class="panel" aria-labelledby="world-title">
            <h2 id="world-title">"World"</h2>
            <select class="select" aria-label="World" data-testid="world" on:change=choose>
                {groups}
            </select>
            {form}
            {remarks}
            {move || if decision.get() == Some(Decision::Slate) { around_slates().into_any() } else { around_arms().into_any() }}
        </section>
    }
}

/// What a user does with a slate.
#[component]
fn Clicks() -> impl IntoView {
    let app = App::here();
    let model = move |experiment: &Experiment| {
        experiment.clicks.clone().unwrap_or_else(|| PartChoice::new(&CLICK_MODELS[0].part))
    };
    let id = Memo::new(move |_| app.experiment.with(model).id);
    let option = |declaration: &&'static clicks::Declaration| {
        let own = declaration.part.id;
        view! {
            <option value=own prop:selected=move || id.get() == own>
                {declaration.part.title}
            </option>
        }
    };
    let options: Vec<_> = CLICK_MODELS.iter().map(option).collect();
    let choose = move |event| {
        if let Some(chosen) = clicks::find(&event_target_value(&event)) {
            app.edit(|experiment| experiment.clicks = Some(PartChoice::new(&chosen.part)));
        }
    };
    let row = move |parameter: &'static Parameter| {
        let value = Signal::derive(move || app.experiment.with(model).parameters.get(parameter));
        let set = Callback::new(move |value| {
            app.edit(|experiment| {
                let mut choice = model(experiment);
                choice.parameters.set(parameter, value);
                experiment.clicks = Some(choice);
            });
        });
        view! { <ParameterRow id=format!("clicks-{}", parameter.name) parameter value set /> }
    };
    let form = move || {
        clicks::find(&id.get()).map(|declaration| {
            let rows: Vec<_> = declaration.part.parameters.iter().map(row).collect();
            view! {
                <p class="help">{declaration.part.sentence}</p>
                {rows}
                <p class="citation">{declaration.part.citation}</p>
            }
        })
    };
    view! {
        <h3 id="clicks-title">"Clicks"</h3>
        <select class="select" aria-labelledby="clicks-title" data-testid="clicks" on:change=choose>
            {options}
        </select>
        {form}
    }
}

/// What stands between a world of slates and its rankers: what users do with slates, then when rankers hear of it.
fn around_slates() -> impl IntoView {
    view! {
        <Clicks />
        {of_feedback(AMONG_SLATES)}
    }
}

/// A group of the settings of feedback.
fn of_feedback(group: declaration::Group) -> AnyView {
    folded(
        group,
        feedback::FEEDBACK.id,
        |experiment| &experiment.feedback,
        |experiment| &mut experiment.feedback,
    )
    .into_any()
}

/// What stands between a world of arms and its agents: what counts, then when and how agents hear of it and what changes.
fn around_arms() -> Vec<AnyView> {
    let of_objectives = folded(
        objectives::GROUP,
        objectives::OBJECTIVES.id,
        |experiment| &experiment.objectives,
        |experiment| &mut experiment.objectives,
    );
    std::iter::once(of_objectives.into_any()).chain(GROUPS.into_iter().map(of_feedback)).collect()
}

/// Settings that are seldom changed, folded unless one is: they are of the part `part`, whose values are where `of` and
/// `of_mut` say.
fn folded(
    group: declaration::Group,
    part: &'static str,
    of: fn(&Experiment) -> &Values,
    of_mut: fn(&mut Experiment) -> &mut Values,
) -> impl IntoView {
    let app = App::here();
    let row = |parameter: &'static Parameter| {
        let value = Signal::derive(move || app.experiment.with(|experiment| of(experiment).get(parameter)));
        let set = Callback::new(move |value| app.edit(|experiment| of_mut(experiment).set(parameter, value)));
        view! { <ParameterRow id=format!("{part}-{}", parameter.name) parameter value set /> }
    };
    let rows: Vec<_> = group.parameters.iter().map(row).collect();
    let changed = move |experiment: &Experiment| group.changed(of(experiment));
    let note = move || match app.experiment.with(changed) {
        0 => group.unset.to_owned(),
        count => format!("{count} changed"),
    };
    let open = app.experiment.with_untracked(changed) > 0;
    view! {
        <details class="feedback" open=open>
            <summary data-testid=group.id>
                {group.title} " " <span class="summary-note">{note}</span>
            </summary>
            <p class="help">{group.sentence}</p>
            {rows}
        </details>
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
