//! The catalogue: every agent and environment with a sentence, its source and its parameters, made from the descriptors.

use leptos::html;
use leptos::prelude::*;

use super::super::logic::choices::choose_environment;
use super::super::logic::policies::{add, has_room, lacks, switch_and_add};
use super::super::logic::search::matches;
use super::super::state::App;
use super::icon::{Icon, Picture};
use super::live::{each, effect, live, memo};
use crate::descriptor::Descriptor;
use crate::spec::task::{PartGroup, TASKS, Task};
use crate::spec::{Experiment, PartChoice};

/// What an entry is, and what its button does.
#[derive(Clone, Copy)]
enum Kind {
    /// A policy of a task.
    Policy(&'static dyn Task),
    Environment,
    /// A click model of a task.
    Clicks(&'static dyn Task),
}

/// Parts that belong together.
#[derive(Clone)]
struct Group {
    title: &'static str,
    kind: Kind,
    parts: Vec<&'static Descriptor>,
}

fn groups() -> Vec<Group> {
    let of = |kind: Kind| move |group: PartGroup| Group { title: group.title, kind, parts: group.parts };
    let policies = TASKS.into_iter().flat_map(|task| task.policies().into_iter().map(of(Kind::Policy(task))));
    let environments = TASKS.into_iter().map(|task| task.environments()).map(of(Kind::Environment));
    let clicks = TASKS.into_iter().filter(|task| !task.click_models().is_empty()).map(|task| {
        let parts = task.click_models().iter().map(|model| &model.part).collect();
        Group { title: "Click models", kind: Kind::Clicks(task), parts }
    });
    policies.chain(environments).chain(clicks).collect()
}

impl Kind {
    fn verb(self) -> &'static str {
        match self {
            Kind::Policy(_) => "Add",
            Kind::Environment | Kind::Clicks(_) => "Use",
        }
    }

    /// Why a part of this kind can't be taken into the experiment; none where it can.
    fn obstacle(self, experiment: &Experiment) -> Option<&'static str> {
        match self {
            Kind::Policy(task) | Kind::Clicks(task) if experiment.task() != Some(task) => {
                Some(task.obstacle())
            }
            Kind::Policy(_) => (!has_room(experiment)).then_some("There is no room for another agent."),
            Kind::Environment | Kind::Clicks(_) => None,
        }
    }

    fn take(self, experiment: &mut Experiment, part: &'static Descriptor) {
        match self {
            Kind::Policy(_) => add(experiment, part.id),
            Kind::Environment => choose_environment(experiment, part.id),
            Kind::Clicks(_) => experiment.clicks = Some(PartChoice::new(part)),
        }
    }
}

#[component]
pub fn Catalogue() -> impl IntoView {
    let app = App::here();
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    let query = RwSignal::new(String::new());
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        if app.catalogue.get() && !dialog.open() {
            // Where there is no modal dialog it opens within the page.
            if dialog.show_modal().is_err() {
                dialog.show();
            }
        } else if !app.catalogue.get_untracked() && dialog.open() {
            dialog.close();
        }
    });
    let close = move || app.catalogue.set(false);
    // Made when it is first opened: hundreds of elements that most visits don't need.
    let body = move || {
        app.catalogue.get().then(|| {
            let lists: Vec<_> =
                groups().into_iter().map(|group| view! { <GroupList group query /> }).collect();
            view! {
                <div class="catalogue-head">
                    <h2 id="catalogue-title">"Catalogue"</h2>
                    <input
                        class="catalogue-search"
                        type="search"
                        placeholder="Search: thompson, Auer, drift …"
                        aria-label="Search the catalogue"
                        data-testid="catalogue-search"
                        autofocus=true
                        prop:value=move || query.get()
                        on:input=move |event| query.set(event_target_value(&event))
                    />
                    <button class="btn btn-icon" aria-label="Close the catalogue" on:click=move |_| close()>
                        <Picture icon=Icon::Remove />
                    </button>
                </div>
                <div class="catalogue-body">
                    {lists}
                    <p class="help catalogue-none">"Nothing here has all of these words."</p>
                </div>
            }
        })
    };
    view! {
        <dialog
            class="catalogue"
            node_ref=dialog
            aria-labelledby="catalogue-title"
            data-testid="catalogue"
            on:close=move |_| close()
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    close();
                }
            }
        >
            {live(body)}
        </dialog>
    }
}

#[component]
fn GroupList(group: Group, query: RwSignal<String>) -> impl IntoView {
    let parts = StoredValue::new(group.parts);
    let kind = group.kind;
    let shown = memo(move || {
        let query = query.get();
        parts.with_value(|parts| {
            let found = parts.iter().filter(|part| matches(part, &query));
            found.map(|part| part.id).collect::<Vec<_>>()
        })
    });
    let entries = move || {
        let found = parts.get_value().into_iter().filter(|part| shown.with(|shown| shown.contains(&part.id)));
        found.collect::<Vec<_>>()
    };
    view! {
        <section class="catalogue-group" hidden=move || shown.with(Vec::is_empty)>
            <h3>{group.title}</h3>
            <ul>
                {each(entries, |part| part.id.to_owned(), move |part| view! { <Entry part kind /> })}
            </ul>
        </section>
    }
}

#[component]
fn Entry(part: &'static Descriptor, kind: Kind) -> impl IntoView {
    let app = App::here();
    let obstacle = memo(move || app.experiment.with(|experiment| kind.obstacle(experiment)));
    let lacking = memo(move || {
        let of_task = matches!(kind, Kind::Policy(_)) && obstacle.get().is_none();
        app.experiment.with(|experiment| if of_task { lacks(experiment, part.id) } else { String::new() })
    });
    let take =
        move |_| {
            let switches = !lacking.with_untracked(String::is_empty);
            app.edit(|experiment| {
                if switches { switch_and_add(experiment, part.id) } else { kind.take(experiment, part) }
            });
            app.catalogue.set(false);
        };
    let parameters: Vec<_> = part
        .parameters
        .iter()
        .map(|parameter| {
            view! {
                <li>
                    <strong>{parameter.title}</strong>
                    {format!(" ({}; {} when not given): {}", parameter.expected(), parameter.default_words(), parameter.help)}
                </li>
            }
        })
        .collect();
    let details = (!parameters.is_empty()).then(|| {
        let count = match parameters.len() {
            1 => "1 parameter".to_owned(),
            count => format!("{count} parameters"),
        };
        view! { <details><summary>{count}</summary><ul class="catalogue-parameters">{parameters}</ul></details> }
    });
    view! {
        <li class="catalogue-entry">
            <div>
                <p><strong>{part.title}</strong> " " <code class="muted">{part.id}</code></p>
                <p>{part.sentence}</p>
                <p class="citation">{part.citation}</p>
                <p class="lack">{live(move || lacking.get())}</p>
                {details}
            </div>
            <button
                class="btn btn-small"
                data-testid=format!("catalogue-{}", part.id)
                aria-label=format!("{} {}", kind.verb(), part.title)
                title=move || obstacle.get().unwrap_or_default()
                disabled=move || obstacle.get().is_some()
                on:click=take
            >
                {live(move || if lacking.with(String::is_empty) { kind.verb() } else { "Switch environment and add" })}
            </button>
        </li>
    }
}
