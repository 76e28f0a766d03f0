//! The policies as cards: which agent, with which parameters, in which order.

use leptos::prelude::*;

use super::super::browser;
use super::super::logic::policies::{
    add, duplicate, has_room, lacks, move_to, remove, replace, switch_and_add,
};
use super::super::logic::slider;
use super::super::state::App;
use super::icon::{Icon, Picture};
use super::live::{each, effect, live, memo};
use super::parameter::ParameterRow;
use super::swatch::Swatch;
use super::sweep::sweep_button;
use crate::descriptor::{Descriptor, Kind, Parameter, Value};
use crate::spec::Experiment;
use crate::spec::link::LONGEST_TEXT;
use crate::spec::task::{self, PartGroup};
use crate::spec::{PolicySpec, experiment::MOST_POLICIES};

#[component]
pub fn Policies() -> impl IntoView {
    let app = App::here();
    // One card is open at a time, so that the list stays short.
    let opened = app.unfolded;
    let list = move || {
        app.experiment.with(|experiment| {
            let ids = experiment.policies.iter().map(|policy| policy.agent.id.clone());
            ids.enumerate().collect::<Vec<_>>()
        })
    };
    let task = memo(move || app.experiment.with(Experiment::task));
    let chosen = RwSignal::new(String::new());
    effect(move || {
        let groups = task.get().map(|task| task.policies()).unwrap_or_default();
        let first = groups.first().and_then(|group| group.parts.first());
        chosen.set(first.map(|part| part.id).unwrap_or_default().to_owned());
    });
    let room = memo(move || app.experiment.with(has_room));
    let obstacle = memo(move || app.experiment.with(|experiment| lacks(experiment, &chosen.get())));
    let add_chosen = move |_| {
        app.edit(|experiment| add(experiment, &chosen.get_untracked()));
        opened.set(app.experiment.with_untracked(|experiment| experiment.policies.len().checked_sub(1)));
    };
    view! {
        <section class="panel" aria-labelledby="contenders-title">
            <h2 id="contenders-title">"Agents and their settings"</h2>
            <ol class="contenders">
                {each(list, |(index, id)| format!("{index} {id}"), move |(index, id)| view! { <Card index id opened /> })}
            </ol>
            <div class="add-row">
                <AgentSelect
                    test_id="add-agent".to_owned()
                    name="Agent to add".to_owned()
                    value=Signal::derive(move || chosen.get())
                    set=Callback::new(move |id| chosen.set(id))
                />
                <button class="btn" id="add" data-testid="add" disabled=move || !room.get() || !obstacle.with(String::is_empty) on:click=add_chosen>"Add"</button>
                <button class="btn" data-testid="open-catalogue" on:click=move |_| app.catalogue.set(true)>"Catalogue"</button>
            </div>
            {live(move || Some(obstacle.get()).filter(|sentence| !sentence.is_empty() && room.get()).map(|sentence| {
                let add = move |_| {
                    app.edit(|experiment| switch_and_add(experiment, &chosen.get_untracked()));
                    // This button is gone, and the one that adds can be pressed again.
                    browser::after(0, || browser::focus("add"));
                };
                view! {
                    <p class="lack" role="status" data-testid="add-lack">
                        {sentence} " "
                        <button class="btn btn-small" data-testid="switch-and-add" on:click=add>"Switch environment and add"</button>
                    </p>
                }
            }))}
            {live(move || (!room.get()).then(|| view! { <p class="help">{format!("These are {MOST_POLICIES} agents, and the curves of more could not be told apart: remove one to add another.")}</p> }))}
        </section>
    }
}

/// A choice among all who can take part in the present environment, in groups.
#[component]
fn AgentSelect(test_id: String, name: String, value: Signal<String>, set: Callback<String>) -> impl IntoView {
    let app = App::here();
    let task = memo(move || app.experiment.with(Experiment::task));
    let groups = move || {
        let group = |group: PartGroup| {
            let option = |part: &&'static Descriptor| {
                let id = part.id;
                view! {
                    <option value=id prop:selected=move || value.get() == id>
                        {part.title}
                    </option>
                }
            };
            let options: Vec<_> = group.parts.iter().map(option).collect();
            view! { <optgroup label=group.title>{options}</optgroup> }
        };
        task.get().into_iter().flat_map(|task| task.policies()).map(group).collect::<Vec<_>>()
    };
    view! {
        <select
            class="select"
            aria-label=name
            data-testid=test_id
            on:change=move |event| set.run(event_target_value(&event))
        >
            {live(groups)}
        </select>
    }
}

#[component]
fn Card(index: usize, id: String, opened: RwSignal<Option<usize>>) -> impl IntoView {
    let app = App::here();
    let label = move || app.experiment.with(|experiment| experiment.label(index));
    let is_open = memo(move || opened.get() == Some(index));
    let changed = move || {
        app.experiment.with(|experiment| experiment.policies.get(index).map(changes).unwrap_or_default())
    };
    let toggle =
        move |_| opened.update(|opened| *opened = if *opened == Some(index) { None } else { Some(index) });
    let details = move || is_open.get().then(|| view! { <Details index id=id.clone() /> });
    view! {
        <li class="card" data-testid=format!("contender-{index}")>
            <div class="card-head">
                <button
                    class="card-title"
                    aria-expanded=move || is_open.get().to_string()
                    data-testid=format!("contender-{index}-open")
                    on:click=toggle
                >
                    <Swatch index />
                    <span class="card-name">{live(label)}</span>
                    <span class="card-changes">{live(changed)}</span>
                    <span class="card-arrow" aria-hidden="true">{live(move || if is_open.get() { "▾" } else { "▸" })}</span>
                </button>
                <CardButtons index opened />
            </div>
            {live(details)}
        </li>
    }
}

/// What differs from the defaults, short.
fn changes(policy: &PolicySpec) -> String {
    let Some(part) = policy.part() else { return String::new() };
    let words = policy.agent.parameters.0.iter().map(|(name, value)| {
        let parameter = part.parameter(name);
        let title = parameter.map_or(name.as_str(), |parameter| parameter.title);
        // Of code only that it is there is short.
        let is_code = parameter.is_some_and(|parameter| matches!(parameter.kind, Kind::Code { .. }));
        match value {
            Value::Switch(true) => title.to_lowercase(),
            _ if is_code => title.to_lowercase(),
            _ => format!("{} {value}", title.to_lowercase()),
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

#[component]
fn CardButtons(index: usize, opened: RwSignal<Option<usize>>) -> impl IntoView {
    let app = App::here();
    let count = move || app.experiment.with(|experiment| experiment.policies.len());
    let (last, at_end) = (memo(move || count() < 2), memo(move || index + 1 >= count()));
    let room = memo(move || app.experiment.with(has_room));
    let name = move || app.experiment.with(|experiment| experiment.label(index));
    let move_by = move |to: usize| {
        app.edit(|experiment| move_to(experiment, index, to));
        opened.update(|opened| {
            if *opened == Some(index) {
                *opened = Some(to);
            }
        });
    };
    view! {
        <div class="card-buttons">
            <button
                class="btn btn-icon"
                aria-label=move || format!("Move {} up", name())
                title="Move up"
                disabled=index == 0
                on:click=move |_| move_by(index.saturating_sub(1))
            >
                <Picture icon=Icon::Up />
            </button>
            <button
                class="btn btn-icon"
                aria-label=move || format!("Move {} down", name())
                title="Move down"
                disabled=move || at_end.get()
                on:click=move |_| move_by(index + 1)
            >
                <Picture icon=Icon::Down />
            </button>
            <button
                class="btn btn-icon"
                aria-label=move || format!("Duplicate {}", name())
                title="Duplicate, with the same random numbers"
                data-testid=format!("contender-{index}-duplicate")
                disabled=move || !room.get()
                on:click=move |_| app.edit(|experiment| duplicate(experiment, index))
            >
                <Picture icon=Icon::Duplicate />
            </button>
            <button
                class="btn btn-icon"
                aria-label=move || format!("Remove {}", name())
                title="Remove"
                data-testid=format!("contender-{index}-remove")
                disabled=move || last.get()
                on:click=move |_| app.edit(|experiment| remove(experiment, index))
            >
                <Picture icon=Icon::Remove />
            </button>
        </div>
    }
}

#[component]
fn Details(index: usize, id: String) -> impl IntoView {
    let app = App::here();
    let Some(part) = task::policy(&id) else { return ().into_any() };
    let rows: Vec<_> = part.parameters.iter().map(|parameter| parameter_row(app, index, parameter)).collect();
    view! {
        <div class="card-body">
            <AgentSelect
                test_id=format!("contender-{index}-agent")
                name="Agent".to_owned()
                value=Signal::derive(move || id.clone())
                set=Callback::new(move |id: String| app.edit(|experiment| replace(experiment, index, &id)))
            />
            <p class="help">{part.sentence}</p>
            {rows}
            <NameAndLuck index />
            <p class="citation">{part.citation}</p>
        </div>
    }
    .into_any()
}

fn parameter_row(app: App, index: usize, parameter: &'static Parameter) -> impl IntoView {
    let value = Signal::derive(move || {
        app.experiment.with(|experiment| match experiment.policies.get(index) {
            Some(policy) => policy.agent.parameters.get(parameter),
            None => parameter.default_value(),
        })
    });
    let set = Callback::new(move |value| {
        app.edit(|experiment| {
            if let Some(policy) = experiment.policies.get_mut(index) {
                policy.agent.parameters.set(parameter, value);
            }
        });
    });
    let id = format!("contender-{index}-{}", parameter.name);
    let sweep = slider::Track::new(&parameter.kind)
        .map(|_| sweep_button(app, index, parameter, format!("{id}-sweep")));
    view! { <ParameterRow id parameter value set /> {sweep} }
}

/// A custom name, and which coin flips it uses.
#[component]
fn NameAndLuck(index: usize) -> impl IntoView {
    let app = App::here();
    let with = move |read: fn(&PolicySpec) -> String| {
        move || app.experiment.with(|experiment| experiment.policies.get(index).map(read).unwrap_or_default())
    };
    let name = with(|policy| policy.label.clone().unwrap_or_default());
    let stream = with(|policy| policy.stream.to_string());
    let change = move |change: &dyn Fn(&mut PolicySpec)| {
        app.edit(|experiment| experiment.policies.get_mut(index).into_iter().for_each(change));
    };
    let rename = move |event| {
        let typed: String = event_target_value(&event).trim().chars().take(LONGEST_TEXT).collect();
        change(&|policy| policy.label = (!typed.is_empty()).then(|| typed.clone()));
    };
    let set_stream = move |event: leptos::ev::Event| match event_target_value(&event).trim().parse::<u32>() {
        Ok(stream) => change(&|policy| policy.stream = stream),
        Err(_) => app.redraw.update(|count| *count += 1),
    };
    let ids = (format!("contender-{index}-name"), format!("contender-{index}-stream"));
    view! {
        <div class="param param-wide">
            <label class="param-label" for=ids.0.clone()>"Name"</label>
            <input
                class="param-text"
                type="text"
                id=ids.0.clone()
                data-testid=ids.0.clone()
                autocomplete="off"
                placeholder="as the agent"
                prop:value=name
                on:change=rename
            />
        </div>
        <div class="param param-wide">
            <label class="param-label" for=ids.1.clone()>"Random stream"</label>
            <input
                class="param-number"
                type="text"
                inputmode="numeric"
                id=ids.1.clone()
                data-testid=ids.1.clone()
                aria-describedby=format!("{}-help", ids.1)
                autocomplete="off"
                prop:value=move || {
                    // Also after something that is not a number was typed.
                    app.redraw.track();
                    stream()
                }
                on:change=set_stream
            />
            <p class="help" id=format!("{}-help", ids.1)>
                "Copies of an agent with the same number here draw the same random numbers; another number gives them others."
            </p>
        </div>
    }
}
