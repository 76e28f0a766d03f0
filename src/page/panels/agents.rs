//! The agents below the stage: the main setting of each as a slider, and how it stands.

use leptos::prelude::*;

use super::super::logic::numbers_field::slid;
use super::super::logic::policies::{lack_of, remove, switch_for, switch_name};
use super::super::logic::slider;
use super::super::state::App;
use super::icon::{Icon, Picture};
use super::live::{each, live, memo};
use super::swatch::Swatch;
use super::sweep::sweep_button;
use super::terms::Explained;
use crate::chart::numbers::{capital, readable, uncertain};
use crate::chart::{Paired, interval, paired, seeds_won};
use crate::descriptor::{Descriptor, Parameter, Value};
use crate::metrics::{AVERAGE_REWARD, REGRET};
use crate::results::{Band, RunLog, has_interval};
use crate::spec::Experiment;
use crate::views::names::TUNE;

/// How an agent stands in the run that is shown.
#[derive(Debug, Clone, PartialEq)]
struct Standing {
    regret: Band,
    reward: Band,
    won: usize,
    seeds: usize,
    /// Whether the run is through, so that it can be said how many seeds would tell.
    complete: bool,
    /// Against the agent with the least regret, seed by seed; none for that one.
    behind: Option<Paired>,
}

/// How all agents stand; nothing before the first checkpoint.
fn standings(log: &RunLog) -> Vec<Standing> {
    if log.common_checkpoints() == 0 {
        return Vec::new();
    }
    let rows = log.rows();
    let won = seeds_won(log);
    let regret = |index: &usize| rows[*index].of(&REGRET).mean;
    let best = (0..rows.len()).min_by(|a, b| regret(a).total_cmp(&regret(b)));
    let standing = |index: usize| Standing {
        regret: rows[index].of(&REGRET),
        reward: rows[index].of(&AVERAGE_REWARD),
        won: won[index],
        seeds: log.experiment.seeds as usize,
        complete: log.is_complete(),
        behind: best.filter(|best| *best != index).map(|best| paired(log, index, best)),
    };
    (0..rows.len()).map(standing).collect()
}

#[component]
pub fn Agents() -> impl IntoView {
    let app = App::here();
    let all = memo(move || {
        app.calm_version.track();
        app.with_log(|log, _| standings(log)).unwrap_or_default()
    });
    let rows = move || {
        app.experiment.with(|experiment| {
            let ids = experiment.policies.iter().map(|policy| policy.agent.id.clone());
            ids.enumerate().collect::<Vec<_>>()
        })
    };
    let unit = memo(move || app.shown.with(Experiment::reward_unit));
    let per_round = move || match unit.get() {
        "" => "Reward a round".to_owned(),
        unit => format!("{} a round", capital(unit)),
    };
    let seeds = memo(move || app.shown.with(|experiment| experiment.seeds as usize));
    let won = move || if seeds.get() > 1 { "Seeds won".to_owned() } else { String::new() };
    let regret =
        move || if has_interval(seeds.get()) { "Regret, 95 % interval" } else { "Regret" }.to_owned();
    let open = move |_| {
        app.unfolded.set(None);
        app.drawer.set(true);
    };
    view! {
        <section class="card agents" aria-labelledby="agents-title" class:is-stale=move || app.shows_the_run_before()>
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="agents-title"><h2 id="agents-title">"Agents"</h2></th>
                        <th scope="col">"Main setting"</th>
                        <th scope="col" class="r">
                            <Explained text=Signal::derive(regret) />
                        </th>
                        <th scope="col" class="r"><Explained text=Signal::derive(per_round) /></th>
                        <th scope="col"><Explained text=Signal::derive(won) /></th>
                        <th scope="col">"Behind the best"</th>
                        <th scope="col" class="r">
                            <button class="btn btn-small btn-ghost" data-testid="add-here" on:click=open>
                                <Picture icon=Icon::Add /> " Add agent"
                            </button>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {each(rows, |(index, id)| format!("{index} {id}"), move |(index, id)| view! { <Agent index id all /> })}
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn Agent(index: usize, id: String, all: Memo<Vec<Standing>>) -> impl IntoView {
    let app = App::here();
    let label = move || app.experiment.with(|experiment| experiment.label(index));
    // While other results are shown, numbers stand only beside the agent that they are of, with the settings that gave them.
    let place = memo(move || {
        app.experiment.with(|experiment| {
            let wanted = experiment.policies.get(index)?;
            if app.shows_the_run_before() {
                app.shown.with(|shown| shown.policies.iter().position(|policy| policy == wanted))
            } else {
                Some(index)
            }
        })
    });
    let standing = memo(move || place.get().and_then(|place| all.with(|all| all.get(place).cloned())));
    let regret = move || standing.get().map(|standing| parts(&standing.regret));
    let mean = move || regret().map_or_else(|| "–".to_owned(), |(mean, _)| mean);
    let half = move || regret().and_then(|(_, half)| half);
    let reward =
        move || standing.get().map_or_else(|| "–".to_owned(), |standing| readable(standing.reward.mean));
    let lacking = memo(move || app.experiment.with(|experiment| lack_of(experiment, index)));
    let lack = move || {
        let sentence = lacking.get();
        if sentence.is_empty() {
            return None;
        }
        let name = app.experiment.with(|experiment| switch_name(experiment, index));
        let switch = name.map(|name| {
            let act = move |_| app.edit(|experiment| switch_for(experiment, index));
            view! { <button class="btn btn-small" data-testid=format!("agent-{index}-switch") on:click=act>{format!("Switch environment to {name}")}</button> }
        });
        let remove = move |_| app.edit(|experiment| remove(experiment, index));
        Some(view! {
            <tr class="lack" data-testid=format!("agent-{index}-lack")>
                <td colspan="7">
                    {sentence} " " {switch} " "
                    <button class="btn btn-small" data-testid=format!("agent-{index}-remove") disabled=move || app.experiment.with(|e| e.policies.len() < 2) on:click=remove>"Remove"</button>
                </td>
            </tr>
        })
    };
    let hidden = move || app.hidden.get() & (1 << index) != 0;
    let settings = move |_| {
        app.unfolded.set(Some(index));
        app.drawer.set(true);
    };
    let has_settings = crate::spec::task::policy(&id).is_some_and(|part| !part.parameters.is_empty());
    let tune = has_settings.then(|| {
        let go = move |_| app.go_to_view(&TUNE, &index.to_string());
        view! {
            <button class="btn btn-small btn-icon btn-ghost" data-testid=format!("agent-{index}-tune") aria-label=move || format!("Tune {}", label()) title="Tune this agent" on:click=go>
                <Picture icon=Icon::Tune />
            </button>
        }
    });
    let eye = Signal::derive(move || if hidden() { Icon::Hidden } else { Icon::Shown });
    view! {
        <tr data-testid=format!("agent-{index}") class:is-hidden=hidden style:--c=move || app.theme.get().series_css(index)>
            <th scope="row" class="agent-name"><span><Swatch index /> <span class="agent-label">{live(label)}</span></span></th>
            <td class="agent-setting"><MainSetting index id /></td>
            <td class="r agent-regret">
                <span class="big" data-testid=format!("regret-{index}")>{live(mean)}</span>
                <span class="muted">{live(half)}</span>
            </td>
            <td class="r agent-reward" data-testid=format!("reward-{index}")>{live(reward)}</td>
            <td class="agent-won">{live(move || standing.get().filter(|standing| standing.seeds > 1).map(pips))}</td>
            <td class="agent-behind">{live(move || standing.get().map(|standing| behind(&standing)))}</td>
            <td class="agent-acts">
                <button class="btn btn-small btn-ghost" data-testid=format!("agent-{index}-settings") aria-label=move || format!("All settings of {}", label()) on:click=settings>
                    <Picture icon=Icon::Settings /> " " <span class="btn-text">"All settings"</span>
                </button>
                {tune}
                <button
                    class="btn btn-small btn-icon btn-ghost"
                    data-testid=format!("agent-{index}-eye")
                    aria-label=move || format!("Draw the curve of {}", label())
                    aria-pressed=move || (!hidden()).to_string()
                    title="Show or hide its curve"
                    on:click=move |_| app.hidden.update(|hidden| *hidden ^= 1 << index)
                >
                    <Picture icon=eye />
                </button>
            </td>
        </tr>
        {live(lack)}
    }
}

/// A mean of the regret, and half the width of its interval where it has one.
fn parts(band: &Band) -> (String, Option<String>) {
    let whole = interval(band, &REGRET);
    match whole.split_once(" ± ") {
        Some((mean, half)) => (mean.to_owned(), Some(format!(" ± {half}"))),
        None => (whole, None),
    }
}

/// How many seeds it won, as a picture where they can be counted.
fn pips(standing: Standing) -> impl IntoView {
    const MOST: usize = 10;
    let shown = standing.seeds.min(MOST);
    let filled = (standing.won * shown).div_ceil(standing.seeds.max(1));
    let pips: Vec<_> = (0..shown).map(|place| view! { <i class:won=place < filled></i> }).collect();
    view! {
        <span class="pips" aria-hidden="true">{pips}</span>
        <span>{format!("{} of {}", standing.won, standing.seeds)}</span>
    }
}

/// How far it is behind the best.
fn behind(standing: &Standing) -> String {
    match &standing.behind {
        None if standing.complete => "least regret".to_owned(),
        None => "least so far".to_owned(),
        Some(pair) if pair.seeds > 0 && pair.ties == pair.seeds => "equal".to_owned(),
        Some(pair) if pair.seeds > 1 && pair.low <= 0.0 => {
            let seeds = pair
                .seeds_to_tell()
                .filter(|_| standing.complete)
                .map(|seeds| format!(": {seeds} seeds would tell"));
            format!("undecided{}", seeds.unwrap_or_default())
        }
        Some(pair) if !pair.has_interval() => format!("{} behind", readable(pair.mean_difference)),
        Some(pair) => format!("{} behind", uncertain(pair.mean_difference, (pair.high - pair.low) / 2.0)),
    }
}

/// The headline of an agent with its slider.
fn main_parameter(part: &'static Descriptor) -> Option<(&'static Parameter, slider::Track)> {
    let parameter = part.headline()?;
    Some((parameter, slider::Track::new(&parameter.kind)?))
}

#[component]
fn MainSetting(index: usize, id: String) -> impl IntoView {
    let app = App::here();
    let Some((parameter, track)) = crate::spec::task::policy(&id).and_then(main_parameter) else {
        return view! { <span class="muted">"nothing to set"</span> }.into_any();
    };
    let value = memo(move || {
        app.experiment.with(|experiment| {
            let policy = experiment.policies.get(index);
            policy.map_or_else(|| parameter.default_value(), |policy| policy.agent.parameters.get(parameter))
        })
    });
    let number = move || value.with(|value| slid(parameter, value));
    let slide = move |event| {
        let Ok(place) = event_target_value(&event).parse() else { return };
        let moved = track.moved(untrack(number), place);
        app.edit(|experiment| {
            if let Some(policy) = experiment.policies.get_mut(index) {
                policy.agent.parameters.set(parameter, Value::Number(moved));
            }
        });
    };
    let label = move || app.experiment.with(|experiment| experiment.label(index));
    view! {
        <span class="main-row">
        <label class="main-setting" title=parameter.help>
            <span class="main-name">{parameter.title}</span>
            <input
                type="range"
                data-testid=format!("agent-{index}-main")
                aria-label=move || format!("{} of {}", parameter.title, label())
                aria-valuetext=move || format!("{} {}", value.get(), parameter.unit)
                min="0"
                max=track.steps().to_string()
                prop:value=move || track.place(number()).to_string()
                on:input=slide
            />
            <b>{live(move || value.get().to_string())}</b>
        </label>
        {sweep_button(app, index, parameter, format!("agent-{index}-sweep"))}
        </span>
    }
    .into_any()
}
