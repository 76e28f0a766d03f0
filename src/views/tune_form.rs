//! The form of a search.

use leptos::prelude::*;

use super::names::{RUNS, fragment};
use super::search::{Row, RowValues, Search, cost};
use super::tuning::Tuning;
use crate::descriptor::{Kind, Parameter, Value, Values};
use crate::metrics::find;
use crate::spec::HORIZON;
use crate::tune::{HELD_OUT_SEEDS, SAMPLERS, STUDY_SEED, TRIALS, TUNING_SEEDS, find_sampler};
use crate::ui::browser;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{effect, live, memo};

/// How long after the last change it is measured how fast the agent is, in milliseconds.
const PATIENCE: u64 = 500;

/// The form, once the page has said what is on it.
pub fn form(tuning: Tuning) -> AnyView {
    let is_there = memo(move || tuning.form.with(Option::is_some));
    let measured = memo(move || {
        tuning.form.with(|form| form.as_ref().map(|form| (form.experiment.clone(), form.agent)))
    });
    effect(move || {
        let of = measured.get();
        browser::after(PATIENCE, move || {
            if measured.try_get_untracked().as_ref() != Some(&of)
                || tuning.speed.with_untracked(Option::is_some)
            {
                return;
            }
            let study = tuning.form.with_untracked(|form| form.as_ref()?.study().ok());
            if let Some(study) = study {
                tuning.measure(study.spec().clone());
            }
        });
    });
    live(move || if is_there.get() { whole_form(tuning) } else { ().into_any() })
}

/// Something of the form.
fn of<T: Default>(tuning: Tuning, read: impl Fn(&Search) -> T) -> T {
    tuning.form.with(|form| form.as_ref().map(read).unwrap_or_default())
}

/// Changes the form.
fn change(tuning: Tuning, change: impl FnOnce(&mut Search)) {
    tuning.problem.set(String::new());
    tuning.form.update(|form| {
        if let Some(form) = form {
            change(form);
        }
    });
}

fn whole_form(tuning: Tuning) -> AnyView {
    // The rows are made again for another agent, not while one types.
    let agent_of = memo(move || of(tuning, |form| (form.agent, form.experiment.clone())));
    let rows = move || {
        // Read, since a memo that is only tracked is never made.
        agent_of.with(|_| ());
        parameters(tuning)
    };
    view! {
        <div class="tune-form">
            <section class="card tune-card" aria-labelledby="tune-what">
                <h2 id="tune-what">"What is searched"</h2>
                {agent(tuning)}
                {live(rows)}
                <p class="help">
                    "What would change the task itself (arms, rounds, feedback, the environment) can't be tuned, since an easier task would win. Run both and "
                    <a href=fragment(&RUNS, "")>"compare the runs"</a> " instead."
                </p>
            </section>
            <div class="tune-side">
                <section class="card tune-card" aria-labelledby="tune-how">
                    <h2 id="tune-how">"How"</h2>
                    {how(tuning)}
                </section>
                <section class="card tune-card" aria-labelledby="tune-takes">
                    <h2 id="tune-takes">"What it takes"</h2>
                    {start(tuning)}
                </section>
            </div>
        </div>
    }
    .into_any()
}

fn agent(tuning: Tuning) -> AnyView {
    let options = move || {
        let names = of(tuning, |form| {
            (0..form.experiment.policies.len()).map(|index| form.experiment.label(index)).collect::<Vec<_>>()
        });
        let chosen = of(tuning, |form| form.agent);
        let option = |(index, name): (usize, String)| view! { <option value=index.to_string() prop:selected=index == chosen>{name}</option> };
        names.into_iter().enumerate().map(option).collect::<Vec<_>>()
    };
    let choose = move |event| {
        if let Ok(index) = event_target_value(&event).parse() {
            tuning.speed.set(None);
            change(tuning, |form| {
                *form = Search {
                    sampler: form.sampler,
                    values: form.values.clone(),
                    study: form.study.clone(),
                    ..Search::new(form.experiment.clone(), index)
                };
            });
        }
    };
    let environment = move || {
        of(tuning, |form| {
            let title = form.experiment.environment_part().map_or("", |part| part.title);
            format!(" on {title}, the experiment of the page")
        })
    };
    view! {
        <p class="tune-line">
            <label>"Agent " <select class="select select-inline" data-testid="tune-agent" on:change=choose>{live(options)}</select></label>
            <span class="muted">{live(environment)}</span>
        </p>
    }
    .into_any()
}

fn parameters(tuning: Tuning) -> AnyView {
    let rows =
        tuning.form.with_untracked(|form| form.as_ref().map(|form| form.rows.clone()).unwrap_or_default());
    if rows.is_empty() {
        return view! { <p data-testid="tune-nothing">"This agent has nothing to set, so there is nothing to search: choose another one."</p> }.into_any();
    }
    let row = |(place, row): (usize, Row)| {
        let Row { parameter, values, .. } = row;
        let is_chosen = move || of(tuning, |form| form.rows.get(place).is_some_and(|row| row.is_chosen));
        let choose = move |event| {
            let on = event_target_checked(&event);
            change(tuning, |form| {
                form.rows.iter_mut().skip(place).take(1).for_each(|row| row.is_chosen = on)
            });
        };
        let fields = match values {
            RowValues::Range { low, high } => {
                let field = |text: String, is_low: bool| {
                    let name = format!("{} {}", if is_low { "Smallest" } else { "Largest" }, parameter.title);
                    let typed = move |event| {
                        let text = event_target_value(&event);
                        change(tuning, |form| {
                            if let Some(RowValues::Range { low, high }) =
                                form.rows.get_mut(place).map(|row| &mut row.values)
                            {
                                *(if is_low { low } else { high }) = text;
                            }
                        });
                    };
                    let id = format!("tune-{}-{}", parameter.name, if is_low { "low" } else { "high" });
                    view! { <input class="param-number" inputmode="decimal" data-testid=id aria-label=name value=text disabled=move || !is_chosen() on:input=typed /> }
                };
                view! { <span class="tune-range">{field(low, true)} " to " {field(high, false)} " " <span class="unit">{parameter.unit}</span></span> }.into_any()
            }
            RowValues::Options(options) => {
                let option = |(index, (_, title, is_tried)): (usize, (String, String, bool))| {
                    let tick = move |event| {
                        let on = event_target_checked(&event);
                        change(tuning, |form| {
                            if let Some(RowValues::Options(options)) =
                                form.rows.get_mut(place).map(|row| &mut row.values)
                            {
                                options.iter_mut().skip(index).take(1).for_each(|option| option.2 = on);
                            }
                        });
                    };
                    view! { <label class="check"><input type="checkbox" prop:checked=is_tried disabled=move || !is_chosen() on:change=tick />{title}</label> }
                };
                view! { <span class="tune-options">{options.into_iter().enumerate().map(option).collect::<Vec<_>>()}</span> }.into_any()
            }
        };
        view! {
            <li>
                <label class="check" title=parameter.help>
                    <input type="checkbox" data-testid=format!("tune-{}", parameter.name) prop:checked=is_chosen on:change=choose />
                    {parameter.title}
                </label>
                {fields}
            </li>
        }
    };
    let rows: Vec<_> = rows.into_iter().enumerate().map(row).collect();
    view! { <ul class="tune-parameters" data-testid="tune-parameters">{rows}</ul> }.into_any()
}

/// The values to which a parameter of the form belongs.
type Place = fn(&mut Search) -> &mut Values;

/// A number of the study or of its sampler.
fn number(tuning: Tuning, parameter: &'static Parameter, place: Place) -> AnyView {
    let value = move || {
        tuning.form.with(|form| {
            let mut form = form.clone()?;
            Some(place(&mut form).number(parameter).to_string())
        })
    };
    let (least, most, step) = match parameter.kind {
        Kind::Integer { minimum, maximum, .. } => (minimum as f64, maximum as f64, "1"),
        Kind::Number { minimum, maximum, .. } | Kind::Schedule { minimum, maximum, .. } => {
            (minimum, maximum, "any")
        }
        _ => (0.0, 0.0, "1"),
    };
    let typed = move |event| {
        if let Ok(number) = event_target_value(&event).trim().parse::<f64>() {
            let number = if step == "1" { number.round() } else { number };
            change(tuning, |form| place(form).set(parameter, Value::Number(number.clamp(least, most))));
        }
    };
    view! {
        <label class="tune-number" title=parameter.help>
            <span>{parameter.title}</span>
            <input class="param-number" type="number" min=least.to_string() max=most.to_string() step=step data-testid=format!("tune-{}", parameter.name) prop:value=value on:change=typed />
        </label>
    }
    .into_any()
}

fn how(tuning: Tuning) -> AnyView {
    let samplers = move || {
        let chosen = of(tuning, |form| form.sampler.id);
        let option = |sampler: &'static crate::descriptor::Descriptor| view! { <option value=sampler.id prop:selected=sampler.id == chosen>{sampler.title}</option> };
        SAMPLERS.map(option).into_iter().collect::<Vec<_>>()
    };
    let choose = move |event| {
        if let Ok(sampler) = find_sampler(&event_target_value(&event)) {
            change(tuning, |form| (form.sampler, form.values) = (sampler, Values::default()));
        }
    };
    let sentence = move || of(tuning, |form| form.sampler.sentence);
    let sampler = memo(move || of(tuning, |form| form.sampler.id));
    let own = move || {
        let parameters = find_sampler(sampler.get()).map_or(&[][..], |sampler| sampler.parameters);
        let takes_trials = tuning.form.with_untracked(|form| form.as_ref().is_some_and(Search::takes_trials));
        let trials = takes_trials.then(|| number(tuning, &TRIALS, |form| &mut form.study));
        let own = parameters.iter().map(|parameter| number(tuning, parameter, |form| &mut form.values));
        trials.into_iter().chain(own).collect::<Vec<_>>()
    };
    let metrics = move || {
        let chosen = of(tuning, |form| form.metric.id);
        let option = |metric: &'static crate::metrics::Metric| view! { <option value=metric.id prop:selected=metric.id == chosen>{metric.title}</option> };
        of(tuning, |form| form.experiment.metrics()).into_iter().map(option).collect::<Vec<_>>()
    };
    let rank = move |event| {
        if let Some(metric) = find(&event_target_value(&event)) {
            change(tuning, |form| form.metric = metric);
        }
    };
    let rounds = move || of(tuning, |form| form.experiment.horizon.to_string());
    let (least, most) = match HORIZON.kind {
        Kind::Integer { minimum, maximum, .. } => (minimum as u64, maximum as u64),
        _ => (1, u64::MAX),
    };
    let set_rounds = move |event| {
        if let Ok(rounds) = event_target_value(&event).trim().parse::<u64>() {
            change(tuning, |form| form.experiment.horizon = rounds.clamp(least, most));
        }
    };
    let fixed = [&TUNING_SEEDS, &HELD_OUT_SEEDS, &STUDY_SEED];
    let fixed: Vec<AnyView> =
        fixed.into_iter().map(|parameter| number(tuning, parameter, |form| &mut form.study)).collect();
    view! {
        <p class="tune-line">
            <label>"Method " <select class="select select-inline" data-testid="tune-sampler" on:change=choose>{live(samplers)}</select></label>
            <label>"Ranked by " <select class="select select-inline" data-testid="tune-metric" on:change=rank>{live(metrics)}</select></label>
        </p>
        <p class="help">{live(sentence)}</p>
        <div class="tune-numbers">
            {live(own)}
            <label class="tune-number" title="Rounds of a trial that is not stopped, the same for all.">
                <span>"Rounds"</span>
                <input class="param-number" type="number" min=least.to_string() max=most.to_string() step="1" data-testid="tune-rounds" prop:value=rounds on:change=set_rounds />
            </label>
            {fixed}
        </div>
    }
    .into_any()
}

fn start(tuning: Tuning) -> AnyView {
    let said = move || {
        let study = tuning.form.with(|form| form.as_ref().map(Search::study));
        match study {
            Some(Ok(study)) => {
                let text = cost(&study, tuning.speed.get(), Tuning::workers());
                view! { <p data-testid="tune-cost">{text}</p> }.into_any()
            }
            Some(Err(sentence)) => {
                let text = format!("{}.", crate::chart::numbers::capital(&sentence));
                view! { <p class="tune-wrong" role="status" data-testid="tune-wrong">{text}</p> }.into_any()
            }
            None => ().into_any(),
        }
    };
    let is_wrong =
        memo(move || tuning.form.with(|form| form.as_ref().is_none_or(|form| form.study().is_err())));
    let original = move |_| change(tuning, Search::as_the_original);
    view! {
        {live(said)}
        <div class="views-actions">
            <button class="btn btn-primary" data-testid="tune-begin" disabled=move || is_wrong.get() on:click=move |_| tuning.begin()>
                <Picture icon=Icon::Play />"Search"
            </button>
            <button class="btn" data-testid="tune-original" on:click=original>"As the original searched"</button>
        </div>
        <p class="help">
            "The notebooks that this page follows tried six random settings, each on a single seed, and took the best. Search that way and read how much of its lead was luck. They searched the size of a batch and the number of arms, too, which change the task and so can't be told apart from an easier one."
        </p>
    }
    .into_any()
}
