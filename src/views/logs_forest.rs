//! What another policy would have earned: every estimator with its interval, by verdict, beside the truth where that is known.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::log_words::{
    Scale, TRUSTS, class_of, coverage, declared, finding, off_words, rows_of, truth_words, value_words,
};
use super::logging::{Choice, Found, Logging, Source};
use crate::chart::numbers::{capital, readable, whole};
use crate::evaluation::intervals::Interval;
use crate::evaluation::truth::Truth;
use crate::evaluation::{ReportRow, Trust};
use crate::ui::live::{live, memo};
use crate::worker::logs::{LogMenu, Named};

/// Arms that can be chosen as a policy: the most chosen ones.
const ARMS: usize = 50;

/// Shares of certainty that can be asked for.
const CONFIDENCES: [f64; 4] = [0.8, 0.9, 0.95, 0.99];

/// The card.
pub fn forest_card(logging: Logging) -> AnyView {
    let content = move || logging.found.with(|found| found.as_ref().map(|found| found_view(logging, found)));
    let waits = move || {
        (logging.found.with(Option::is_none) && !logging.is_busy())
            .then(|| view! { <p class="muted" data-testid="logs-waits">"Choose a policy to see what it would have earned."</p> })
    };
    view! {
        <section class="card logs-card" aria-labelledby="logs-forest-title">
            <h2 id="logs-forest-title">"What would another policy have earned?"</h2>
            {controls(logging)}
            {live(waits)}
            {live(content)}
        </section>
    }
    .into_any()
}

fn controls(logging: Logging) -> AnyView {
    let policies = move || {
        let here = logging.choice.get();
        let mut options = vec![(Choice::Uniform, "Uniform: every arm alike".to_owned())];
        logging.page.with(|page| {
            let Some(page) = page.as_ref().filter(|_| !logging.has_slates()) else { return };
            let label =
                |agent| (Choice::Agent(agent), format!("{}, trained on the first half", page.label(agent)));
            options.extend((0..page.policies.len()).map(label));
        });
        let arms = logging.of(|held| {
            let mut order: Vec<usize> = (0..held.summary.arms.len()).collect();
            order.sort_by_key(|arm| std::cmp::Reverse(held.summary.arms[*arm].chosen));
            order.truncate(ARMS);
            order.sort_unstable();
            order.into_iter().map(|arm| (arm as u32, held.summary.arms[arm].name.clone())).collect::<Vec<_>>()
        });
        options.extend(arms.into_iter().map(|(arm, name)| (Choice::Arm(arm), format!("Always {name}"))));
        let option = |(choice, label): (Choice, String)| view! { <option value=choice.id() prop:selected=choice == here>{label}</option> };
        options.into_iter().map(option).collect::<Vec<_>>()
    };
    let choose = move |event| {
        logging.choice.set(Choice::of(&event_target_value(&event)));
        logging.evaluate();
    };
    let list = |label: &'static str, id: &'static str, of: fn(&LogMenu) -> &Vec<Named>, is_model: bool| {
        let options = move || {
            let here = logging
                .settings
                .with(|settings| if is_model { settings.model.clone() } else { settings.interval.clone() });
            let option = |(id, title): Named| {
                let is_here = id == here;
                view! { <option value=id prop:selected=is_here>{title}</option> }
            };
            logging.menu.with(|menu| of(menu).clone()).into_iter().map(option).collect::<Vec<_>>()
        };
        let choose = move |event| {
            let value = event_target_value(&event);
            logging.settings.update(|settings| {
                *if is_model { &mut settings.model } else { &mut settings.interval } = value
            });
            logging.evaluate();
        };
        view! {
            <label>{label}<select class="select" data-testid=id on:change=choose>{live(options)}</select></label>
        }
        .into_any()
    };
    let confidences = move || {
        let here = logging.settings.with(|settings| settings.confidence);
        let option = |share: f64| view! { <option value=share.to_string() prop:selected=share == here>{format!("{:.0} %", 100.0 * share)}</option> };
        CONFIDENCES.into_iter().map(option).collect::<Vec<_>>()
    };
    let choose_confidence = move |event| {
        let share = event_target_value(&event).parse().unwrap_or(0.95);
        logging.settings.update(|settings| settings.confidence = share);
        logging.evaluate();
    };
    let of_page = move || {
        logging.of(|held| matches!(held.source, Source::File(_))).then(|| {
            let set = move |event| {
                logging.is_of_page.set(event_target_checked(&event));
                logging.evaluate();
            };
            view! {
                <label class="check">
                    <input type="checkbox" data-testid="logs-of-page" prop:checked=move || logging.is_of_page.get() on:change=set />
                    "It was recorded in the page's experiment: show the truth"
                </label>
            }
        })
    };
    view! {
        <div class="logs-form logs-controls">
            <label class="is-wide">"Policy"<select class="select" data-testid="logs-policy" on:change=choose>{live(policies)}</select></label>
            {list("Reward model", "logs-model", |menu| &menu.models, true)}
            {list("Interval", "logs-interval", |menu| &menu.intervals, false)}
            <label>"Certainty"<select class="select" data-testid="logs-confidence" on:change=choose_confidence>{live(confidences)}</select></label>
        </div>
        {live(of_page)}
    }
    .into_any()
}

fn found_view(logging: Logging, found: &Found) -> AnyView {
    let Found { policy, report, truth, no_truth, trained } = found;
    let scale = Scale::of(report, truth.as_ref());
    let trained = trained.as_ref().map(|words| {
        let (learned, held) = words.rows;
        let loss = words.mse.map(|mse| {
            format!(
                " Its predictions there are off by {} (mean squared error), each arm's mean reward by {}.",
                readable(mse),
                readable(words.arm_mean)
            )
        });
        format!(
            "It learned from {} rows and is evaluated on the {} after them.{}",
            whole(learned),
            whole(held),
            loss.unwrap_or_default()
        )
    });
    let truth_said = truth
        .as_ref()
        .map(|truth| format!("{} {}", truth_words(truth), coverage(report, truth).unwrap_or_default()));
    let no_truth = (!no_truth.is_empty()).then(|| no_truth.clone());
    let first = report.rows.iter().max_by_key(|row| row.verdict.trust).map(|row| row.estimator.clone());
    // Which of them Tab comes to.
    let at = RwSignal::new(first.unwrap_or_default());
    let groups: Vec<_> =
        TRUSTS.into_iter().filter_map(|trust| group(logging, found, scale, trust, at)).collect();
    let check = check(found, scale);
    let ticks = scale.ticks();
    let has_truth = truth.is_some();
    let marks: Vec<_> = ticks
        .into_iter()
        .map(|(text, place)| view! { <span style:left=format!("{place:.2}%")>{text}</span> })
        .collect();
    view! {
        <p class="tune-sentence" data-testid="logs-finding">{finding(report, policy)}</p>
        {trained.map(|said| view! { <p class="help" data-testid="logs-trained">{said}</p> })}
        {truth_said.map(|said| view! { <p class="logs-truth-said" data-testid="logs-truth">{said}</p> })}
        {no_truth.map(|said| view! { <p class="views-notice" data-testid="logs-no-truth">{said}</p> })}
        <table class="logs-forest" class:has-truth=has_truth data-testid="logs-forest" on:keydown=move |event| walk(&event, at)>
            <thead>
                <tr>
                    <th scope="col">"Estimator"</th>
                    <th scope="col">"reward a row"</th>
                    <th scope="col" class="logs-axis"><span class="visually-hidden">"Interval"</span><span class="logs-marks" aria-hidden="true">{marks}</span></th>
                    {has_truth.then(|| view! { <th scope="col">"off the truth"</th> })}
                </tr>
            </thead>
            {groups}
            {check}
        </table>
    }
    .into_any()
}

/// The estimators of a verdict.
fn group(
    logging: Logging,
    found: &Found,
    scale: Scale,
    trust: Trust,
    at: RwSignal<String>,
) -> Option<AnyView> {
    let rows = rows_of(&found.report, trust);
    if rows.is_empty() {
        return None;
    }
    let class = class_of(trust);
    let columns = if found.truth.is_some() { "4" } else { "3" };
    let rows: Vec<_> =
        rows.into_iter().map(|row| estimator(logging, row, found.truth, scale, trust, at)).collect();
    let title = capital(trust.title());
    Some(
        view! {
            <tbody class=format!("logs-group {class}")>
                <tr><th colspan=columns scope="rowgroup"><i class="logs-mark" aria-hidden="true"></i>{title}</th></tr>
                {rows}
            </tbody>
        }
        .into_any(),
    )
}

fn estimator(
    logging: Logging,
    row: ReportRow,
    truth: Option<Truth>,
    scale: Scale,
    trust: Trust,
    at: RwSignal<String>,
) -> AnyView {
    let id = row.estimator.clone();
    let (own, same, shown) = (id.clone(), id.clone(), id.clone());
    let is_open = memo(move || logging.opened.with(|opened| *opened == own));
    let toggle = move |_| {
        at.set(same.clone());
        logging
            .opened
            .update(|opened| if *opened == same { opened.clear() } else { opened.clone_from(&same) });
    };
    let tab = move || if at.with(|at| *at == shown) { "0" } else { "-1" };
    let off = truth.as_ref().map(|truth| {
        let words = off_words(&row, truth);
        view! { <td class="logs-off" data-testid=format!("logs-off-{id}")>{words}</td> }
    });
    let columns = if truth.is_some() { "4" } else { "3" };
    let details = StoredValue::new(row.clone());
    let more = move || {
        is_open.get().then(|| {
            let row = details.get_value();
            let part = declared(&row.estimator).map(|estimator| &estimator.part);
            let definition = part.map(|part| format!("{} ", part.sentence)).unwrap_or_default();
            let citation = part.map(|part| part.citation).unwrap_or_default();
            let tuned =
                row.tuned.map(|value| format!(" Its parameter was tuned on this log: {}.", readable(value)));
            let ends = row
                .interval
                .map(|ends| format!(" Interval: {} to {}.", readable(ends.low), readable(ends.high)));
            view! {
                <tr class="logs-definition" data-testid="logs-definition">
                    <td colspan=columns>
                        <p>{definition}{ends}{tuned}</p>
                        <p>{row.verdict.why.clone()}</p>
                        <p class="citation">{citation}</p>
                    </td>
                </tr>
            }
        })
    };
    view! {
        <tr class="logs-row" data-testid=format!("logs-row-{id}")>
            <th scope="row">
                <button class="logs-estimator" data-estimator=id.clone() tabindex=tab aria-expanded=move || is_open.get().to_string() on:click=toggle>{row.title.clone()}</button>
            </th>
            <td class="logs-value" data-testid=format!("logs-value-{id}")>{value_words(&row)}</td>
            <td class="logs-plot">{track(row.value, row.interval, truth.map(|truth| truth.value), scale, trust != Trust::NotYet || row.value.is_some())}</td>
            {off}
        </tr>
        {live(more)}
    }
    .into_any()
}

/// The interval on the scale.
fn track(
    value: Option<f64>,
    interval: Option<Interval>,
    truth: Option<f64>,
    scale: Scale,
    is_drawn: bool,
) -> AnyView {
    let line = interval.filter(|_| is_drawn).map(|interval| {
        let span = scale.span(&interval);
        let class = match span.is_cut {
            [true, true] => "logs-interval is-cut-left is-cut-right",
            [true, false] => "logs-interval is-cut-left",
            [false, true] => "logs-interval is-cut-right",
            [false, false] => "logs-interval",
        };
        view! { <i class=class style:left=format!("{:.2}%", span.left) style:width=format!("{:.2}%", span.width)></i> }
    });
    let point = value
        .filter(|value| scale.has(*value))
        .map(|value| view! { <i class="logs-point" style:left=format!("{:.2}%", scale.place(value))></i> });
    let truth = truth
        .map(|truth| view! { <i class="logs-truth" style:left=format!("{:.2}%", scale.place(truth))></i> });
    view! { <span class="logs-track" aria-hidden="true">{truth}{line}{point}</span> }.into_any()
}

/// What needs no estimator: what the log itself earned, and the confidence sequence.
fn check(found: &Found, scale: Scale) -> AnyView {
    let (report, truth) = (&found.report, found.truth);
    let columns = if truth.is_some() { "4" } else { "3" };
    let value = truth.map(|truth| truth.value);
    let sequence = report.confidence_sequence.map(|ends| {
        let holds = truth.map(|truth| {
            let said = if ends.holds(truth.value) { "holds it" } else { "misses it" };
            view! { <td class="logs-off">{said}</td> }
        });
        let [least, greatest] = report.assumed_rewards.unwrap_or([0.0, 1.0]);
        let title = format!("Also where the log's policy learned, if no reward can lie outside {} to {}.", readable(least), readable(greatest));
        view! {
            <tr title=title>
                <th scope="row">"Confidence sequence"</th>
                <td class="logs-value" data-testid="logs-sequence">{format!("{} to {}", readable(ends.low), readable(ends.high))}</td>
                <td class="logs-plot">{track(None, Some(ends), value, scale, true)}</td>
                {holds}
            </tr>
        }
    });
    view! {
        <tbody class="logs-group is-check">
            <tr><th colspan=columns scope="rowgroup">"Check"</th></tr>
            {sequence}
            <tr>
                <th scope="row">"The log's own policy"</th>
                <td class="logs-value" data-testid="logs-logged">{readable(report.logged)}</td>
                <td class="logs-plot">{track(Some(report.logged), None, value, scale, true)}</td>
                {truth.map(|_| view! { <td class="logs-off"></td> })}
            </tr>
        </tbody>
    }
    .into_any()
}

/// Up and down go from estimator to estimator.
fn walk(event: &ev::KeyboardEvent, at: RwSignal<String>) {
    let place = |count: usize, here: usize| match event.key().as_str() {
        "ArrowDown" => Some((here + 1).min(count - 1)),
        "ArrowUp" => Some(here.saturating_sub(1)),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    };
    let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let Ok(Some(table)) = target.closest("table") else { return };
    let Ok(buttons) = table.query_selector_all("[data-estimator]") else { return };
    let buttons: Vec<HtmlElement> =
        (0..buttons.length()).filter_map(|index| buttons.get(index)?.dyn_into().ok()).collect();
    let Some(here) = buttons.iter().position(|button| *button == target) else { return };
    if let Some(next) = place(buttons.len(), here).and_then(|place| buttons.get(place)) {
        event.prevent_default();
        at.set(next.get_attribute("data-estimator").unwrap_or_default());
        let _ = next.focus();
    }
}
