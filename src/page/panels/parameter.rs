//! One parameter: slider, exact field, unit and help, all from its descriptor.

use leptos::prelude::*;

use super::super::logic::numbers_field::{entered, slid};
use super::super::logic::slider::Track;
use super::live::live;
use crate::descriptor::{Choice, Kind, Parameter, Value};

/// A row of a form. `id` is the element's id and test id.
#[component]
pub fn ParameterRow(
    id: String,
    parameter: &'static Parameter,
    #[prop(into)] value: Signal<Value>,
    #[prop(into)] set: Callback<Value>,
    /// Whether the sentence of help stands below.
    #[prop(default = true)]
    help: bool,
) -> impl IntoView {
    match parameter.kind {
        Kind::Number { .. }
        | Kind::Integer { .. }
        | Kind::Schedule { .. }
        | Kind::Layers { .. }
        | Kind::Settings => view! { <FieldRow id parameter value set help /> }.into_any(),
        Kind::Code { .. } => {
            view! { <a class="param" id=id.clone() data-testid=id href="#editor">"Edit the code"</a> }
                .into_any()
        }
        Kind::Switch { .. } => view! { <SwitchRow id parameter value set help /> }.into_any(),
        Kind::Choice { options, .. } => {
            view! { <ChoiceRow id parameter options value set help /> }.into_any()
        }
    }
}

fn help_line(id: &str, parameter: &'static Parameter, shown: bool) -> impl IntoView + use<> {
    let id = format!("{id}-help");
    let class = if shown { "help" } else { "visually-hidden" };
    view! { <p class=class id=id>{parameter.help}</p> }
}

/// What is typed: a number with its slider, a schedule, widths of layers, the settings of a member.
#[component]
fn FieldRow(
    id: String,
    parameter: &'static Parameter,
    value: Signal<Value>,
    set: Callback<Value>,
    help: bool,
) -> impl IntoView {
    let wrong = RwSignal::new(None::<String>);
    let number = move || value.with(|value| slid(parameter, value));
    let is_text = !matches!(parameter.kind, Kind::Number { .. } | Kind::Integer { .. });
    let mode = if is_text { "text" } else { "decimal" };
    let forms = is_text.then(|| parameter.expected());
    let commit = move |event| {
        let (read, sentence) = entered(parameter, &event_target_value(&event));
        wrong.set(sentence);
        if let Some(value) = read {
            set.run(value);
        }
    };
    let slider_id = format!("{id}-slider");
    let track = Track::new(&parameter.kind);
    let has_no_slider = track.is_none();
    let slider = track.map(|track| {
        let slid = move |event| {
            if let Ok(place) = event_target_value(&event).parse() {
                wrong.set(None);
                set.run(Value::Number(track.moved(untrack(number), place)));
            }
        };
        view! {
            <input
                class="param-slider"
                type="range"
                id=slider_id.clone()
                data-testid=slider_id
                aria-label=format!("{} (slider)", parameter.title)
                aria-valuetext=move || format!("{} {}", value.get(), parameter.unit)
                min="0"
                max=track.steps().to_string()
                prop:value=move || track.place(number()).to_string()
                on:input=slid
            />
        }
    });
    view! {
        <div class="param" class:param-wide=has_no_slider data-invalid=move || wrong.with(Option::is_some).then_some("")>
            <label class="param-label" for=id.clone()>{parameter.title}</label>
            {slider}
            <span class="param-value">
                <input
                    class="param-number"
                    class:param-long=move || value.with(|value| matches!(value, Value::Choice(_)))
                    title=forms
                    type="text"
                    inputmode=mode
                    autocomplete="off"
                    spellcheck="false"
                    id=id.clone()
                    data-testid=id.clone()
                    aria-describedby=format!("{id}-help")
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    prop:value=move || value.with(ToString::to_string)
                    on:change=commit
                />
                <span class="param-unit">{parameter.unit}</span>
            </span>
            {live(move || wrong.get().map(|sentence| view! { <p class="error-text" role="alert">{sentence}</p> }))}
            {help_line(&id, parameter, help)}
        </div>
    }
}

#[component]
fn SwitchRow(
    id: String,
    parameter: &'static Parameter,
    value: Signal<Value>,
    set: Callback<Value>,
    help: bool,
) -> impl IntoView {
    view! {
        <div class="param param-switch">
            <label class="check">
                <input
                    type="checkbox"
                    id=id.clone()
                    data-testid=id.clone()
                    aria-describedby=format!("{id}-help")
                    prop:checked=move || value.get() == Value::Switch(true)
                    on:change=move |event| set.run(Value::Switch(event_target_checked(&event)))
                />
                " "
                {parameter.title}
            </label>
            {help_line(&id, parameter, help)}
        </div>
    }
}

#[component]
fn ChoiceRow(
    id: String,
    parameter: &'static Parameter,
    options: &'static [Choice],
    value: Signal<Value>,
    set: Callback<Value>,
    help: bool,
) -> impl IntoView {
    let chosen =
        move |option: &'static str| value.with(|value| matches!(value, Value::Choice(id) if id == option));
    let entries: Vec<_> = options
        .iter()
        .map(|option| {
            view! { <option value=option.id prop:selected=move || chosen(option.id)>{option.title}</option> }
        })
        .collect();
    view! {
        <div class="param param-choice">
            <label class="param-label" for=id.clone()>{parameter.title}</label>
            <select
                class="select"
                id=id.clone()
                data-testid=id.clone()
                aria-describedby=format!("{id}-help")
                on:change=move |event| set.run(Value::Choice(event_target_value(&event)))
            >
                {entries}
            </select>
            {help_line(&id, parameter, help)}
        </div>
    }
}
