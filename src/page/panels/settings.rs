//! The environment, and how long and how often it is run: forms made from descriptors.

use leptos::prelude::*;

use super::super::logic::choices::choose_environment;
use super::super::state::App;
use super::live::{live, memo};
use super::own_table;
use super::parameter::ParameterRow;
use crate::descriptor::{Descriptor, Group, Parameter};
use crate::environment::classification::is_bundled_table;
use crate::ranking::{CLICK_MODELS, clicks};
use crate::spec::settings::{Panel, SettingGroup};
use crate::spec::task::{self, PartGroup, TASKS};
use crate::spec::{Experiment, MASTER_SEED_DIGITS, PartChoice};

#[component]
pub fn Environment() -> impl IntoView {
    let app = App::here();
    let id = memo(move || app.experiment.with(|experiment| experiment.environment.id.clone()));
    let task = memo(move || task::of_environment(&id.get()));
    let group = |group: PartGroup| {
        let option = |part: &&'static Descriptor| {
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
    let choose =
        move |event| app.edit(|experiment| choose_environment(experiment, &event_target_value(&event)));
    let on_own_table = memo(move || app.experiment.with(own_table::is_in_use));
    let form = move || {
        task::environment(&id.get()).map(|part| {
            let shown = part
                .parameters
                .iter()
                .filter(|parameter| !(on_own_table.get() && is_bundled_table(parameter)));
            let rows: Vec<_> = shown.map(|parameter| environment_row(app, parameter)).collect();
            view! {
                <p class="help">{part.sentence}</p>
                {rows}
                {app.experiment.with_untracked(own_table::in_use)}
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
            <h2 id="world-title">"Environment"</h2>
            <select class="select" aria-label="Environment" data-testid="world" on:change=choose>
                {groups}
            </select>
            {live(form)}
            {live(remarks)}
            {live(move || {
                // Read, not only tracked: a memo that was never read does not say when it changes.
                task.get();
                app.experiment.with_untracked(around)
            })}
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
    let id = memo(move || app.experiment.with(model).id);
    let option = |descriptor: &&'static clicks::ClickModelDescriptor| {
        let own = descriptor.part.id;
        view! {
            <option value=own prop:selected=move || id.get() == own>
                {descriptor.part.title}
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
        clicks::find(&id.get()).map(|descriptor| {
            let rows: Vec<_> = descriptor.part.parameters.iter().map(row).collect();
            view! {
                <p class="help">{descriptor.part.sentence}</p>
                {rows}
                <p class="citation">{descriptor.part.citation}</p>
            }
        })
    };
    view! {
        <h3 id="clicks-title">"Clicks"</h3>
        <select class="select" aria-labelledby="clicks-title" data-testid="clicks" on:change=choose>
            {options}
        </select>
        {live(form)}
    }
}

/// What stands between an environment and what takes part in it: what users do with what is shown, then the settings.
fn around(experiment: &Experiment) -> AnyView {
    let clicks = (!experiment.click_models().is_empty()).then(|| view! { <Clicks /> });
    let forms = experiment.setting_forms(Panel::Environment);
    let forms: Vec<_> = forms.into_iter().map(|(group, form)| folded(group, form)).collect();
    view! { {clicks} {forms} }.into_any()
}

/// Settings that are rarely changed, folded unless one is.
fn folded(group: &'static SettingGroup, form: &'static Group) -> impl IntoView {
    let app = App::here();
    let row = |parameter: &'static Parameter| {
        setting_row(app, format!("{}-{}", group.part.id, parameter.name), group, parameter)
    };
    let rows: Vec<_> = form.parameters.iter().map(row).collect();
    let changed = move |experiment: &Experiment| form.changed(&group.values(experiment));
    let note = move || match app.experiment.with(changed) {
        0 => form.unset.to_owned(),
        count => format!("{count} changed"),
    };
    let open = app.experiment.with_untracked(changed) > 0;
    view! {
        <details class="feedback" open=open>
            <summary data-testid=form.id>
                {form.title} " " <span class="summary-note">{live(note)}</span>
            </summary>
            <p class="help">{form.sentence}</p>
            {rows}
        </details>
    }
}

fn setting_row(
    app: App,
    id: String,
    group: &'static SettingGroup,
    parameter: &'static Parameter,
) -> impl IntoView + use<> {
    let value =
        Signal::derive(move || app.experiment.with(|experiment| group.values(experiment).get(parameter)));
    let set = Callback::new(move |value| {
        app.edit(|experiment| {
            let mut values = group.values(experiment);
            values.set(parameter, value);
            group.set(experiment, values);
        });
    });
    view! { <ParameterRow id parameter value set /> }
}

fn environment_row(app: App, parameter: &'static Parameter) -> impl IntoView {
    let value = Signal::derive(move || {
        app.experiment.with(|experiment| experiment.environment.parameters.get(parameter))
    });
    let set = Callback::new(move |value| {
        app.edit(|experiment| experiment.environment.parameters.set(parameter, value))
    });
    view! { <ParameterRow id=format!("world-{}", parameter.name) parameter value set /> }
}

/// Horizon, seeds and master seed.
#[component]
pub fn Run() -> impl IntoView {
    let app = App::here();
    let forms = app.experiment.with_untracked(|experiment| experiment.setting_forms(Panel::Run));
    let parameters =
        forms.into_iter().flat_map(|(group, form)| form.parameters.iter().map(move |of| (group, of)));
    let rows: Vec<_> = parameters
        .map(|(group, parameter)| setting_row(app, parameter.name.replace('_', "-"), group, parameter))
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
