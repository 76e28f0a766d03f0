//! One parameter: slider, exact field, unit and help, all from its descriptor.

use leptos::prelude::*;

use super::super::logic::numbers_field::{Typed, read, read_text, slid};
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
        Kind::Number { .. } | Kind::Integer { .. } | Kind::Schedule { .. } => {
            view! { <NumberRow id parameter value set help /> }.into_any()
        }
        Kind::Layers { .. } | Kind::Settings => view! { <TextRow id parameter value set help /> }.into_any(),
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

#[component]
fn NumberRow(
    id: String,
    parameter: &'static Parameter,
    value: Signal<Value>,
    set: Callback<Value>,
    help: bool,
) -> impl IntoView {
    let wrong = RwSignal::new(None::<String>);
    let number = move || value.with(|value| slid(parameter, value));
    let can_change = matches!(parameter.kind, Kind::Schedule { .. });
    let mode = if can_change { "text" } else { "decimal" };
    let forms = can_change.then(|| parameter.expected());
    let commit = move |text: String| match read(parameter, &text) {
        Typed::Wrong(_) if can_change => match read_text(parameter, &text) {
            Ok(schedule) => {
                wrong.set(None);
                set.run(schedule);
            }
            Err(sentence) => wrong.set(Some(sentence)),
        },
        Typed::Right(number) => {
            wrong.set(None);
            set.run(Value::Number(number));
        }
        Typed::Clamped(number, sentence) => {
            wrong.set(Some(sentence));
            set.run(Value::Number(number));
        }
        Typed::Wrong(sentence) => wrong.set(Some(sentence)),
    };
    let has_no_slider = Track::new(&parameter.kind).is_none();
    let slider_id = format!("{id}-slider");
    let slider = Track::new(&parameter.kind).map(|track| {
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
                    id=id.clone()
                    data-testid=id.clone()
                    aria-describedby=format!("{id}-help")
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    prop:value=move || value.with(ToString::to_string)
                    on:change=move |event| commit(event_target_value(&event))
                />
                <span class="param-unit">{parameter.unit}</span>
            </span>
            {live(move || wrong.get().map(|sentence| view! { <p class="error-text" role="alert">{sentence}</p> }))}
            {help_line(&id, parameter, help)}
        </div>
    }
}

/// A text that only the parameter's kind can read: widths of layers, settings of a member.
#[component]
fn TextRow(
    id: String,
    parameter: &'static Parameter,
    value: Signal<Value>,
    set: Callback<Value>,
    help: bool,
) -> impl IntoView {
    let wrong = RwSignal::new(None::<String>);
    let commit = move |text: String| match read_text(parameter, &text) {
        Ok(value) => {
            wrong.set(None);
            set.run(value);
        }
        Err(sentence) => wrong.set(Some(sentence)),
    };
    view! {
        <div class="param param-wide" data-invalid=move || wrong.with(Option::is_some).then_some("")>
            <label class="param-label" for=id.clone()>{parameter.title}</label>
            <span class="param-value">
                <input
                    class="param-number"
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    id=id.clone()
                    data-testid=id.clone()
                    aria-describedby=format!("{id}-help")
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    prop:value=move || value.with(ToString::to_string)
                    on:change=move |event| commit(event_target_value(&event))
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
