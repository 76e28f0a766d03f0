//! The rows of a log as a table, and the log as a file.

use leptos::prelude::*;

use super::log_words::cells;
use super::logging::{Logging, PAGE};
use crate::chart::numbers::whole;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::live;
use crate::worker::logs::{LogRow, Named, RewardFilter};

/// The ways to filter by reward, and how they are named.
const REWARDS: [(RewardFilter, &str, &str); 4] = [
    (RewardFilter::Any, "any", "any reward"),
    (RewardFilter::Positive, "positive", "reward above 0"),
    (RewardFilter::Zero, "zero", "reward of 0 or less"),
    (RewardFilter::Missing, "missing", "no reward"),
];

/// The rows.
pub fn rows_card(logging: Logging) -> AnyView {
    let body = move || {
        let (context, arms) = logging.of(|held| (held.summary.context.len(), held.summary.arms.len()));
        let row = |row: &LogRow| {
            let [round, context, choice, probability, reward, why] = cells(row, context, arms);
            let user = row.group.clone();
            view! {
                <tr>
                    <th scope="row">{round}</th>
                    <td>{user.map(|user| view! { <span class="muted">{user}" "</span> })}{context}</td>
                    <td>{choice}</td>
                    <td class="r">{probability}</td>
                    <td class="r">{reward}</td>
                    <td>{why}</td>
                </tr>
            }
        };
        logging.rows.with(|rows| rows.rows.iter().map(row).collect::<Vec<_>>())
    };
    let place = move || {
        logging.rows.with(|rows| match rows.all {
            0 => "No row is like that.".to_owned(),
            all => format!(
                "{} to {} of {} rows",
                whole(rows.from + 1),
                whole(rows.from + rows.rows.len() as u64),
                whole(all)
            ),
        })
    };
    let arms = move || {
        let here = logging.filter.get().arm;
        let all = view! { <option value="" prop:selected=here.is_none()>"any arm"</option> }.into_any();
        let option = |(arm, name): (usize, String)| {
            view! { <option value=arm.to_string() prop:selected=here == Some(arm as u32)>{name}</option> }
                .into_any()
        };
        let names =
            logging.of(|held| held.summary.arms.iter().map(|arm| arm.name.clone()).collect::<Vec<_>>());
        std::iter::once(all).chain(names.into_iter().enumerate().map(option)).collect::<Vec<_>>()
    };
    let choose_arm = move |event| {
        logging.filter.update(|filter| filter.arm = event_target_value(&event).parse().ok());
        logging.look_at(0);
    };
    let rewards = move || {
        let here = logging.filter.get().reward;
        let option = |(filter, id, title): (RewardFilter, &'static str, &'static str)| view! { <option value=id prop:selected=filter == here>{title}</option> };
        REWARDS.into_iter().map(option).collect::<Vec<_>>()
    };
    let choose_reward = move |event| {
        let value = event_target_value(&event);
        let chosen = REWARDS.into_iter().find(|(_, id, _)| *id == value);
        logging.filter.update(|filter| filter.reward = chosen.map(|(filter, ..)| filter).unwrap_or_default());
        logging.look_at(0);
    };
    let from = move || logging.rows.with(|rows| (rows.from, rows.all));
    let no_more = move |forward: bool| {
        let (from, all) = from();
        if forward { from + PAGE >= all } else { from == 0 }
    };
    let turn_page = move |forward: bool| {
        let (from, _) = logging.rows.with_untracked(|rows| (rows.from, rows.all));
        logging.look_at(if forward { from + PAGE } else { from.saturating_sub(PAGE) });
    };
    view! {
        <section class="card logs-card" aria-labelledby="logs-rows-title">
            <h2 id="logs-rows-title">"Rows"</h2>
            <div class="logs-form">
                <select class="select" aria-label="Arm" data-testid="logs-filter-arm" on:change=choose_arm>{live(arms)}</select>
                <select class="select" aria-label="Reward" data-testid="logs-filter-reward" on:change=choose_reward>{live(rewards)}</select>
                <span class="logs-pages">
                    <button class="btn btn-icon" aria-label="Rows before" data-testid="logs-before" disabled=move || no_more(false) on:click=move |_| turn_page(false)><Picture icon=Icon::Previous /></button>
                    <span role="status" data-testid="logs-place">{live(place)}</span>
                    <button class="btn btn-icon" aria-label="Rows after" data-testid="logs-after" disabled=move || no_more(true) on:click=move |_| turn_page(true)><Picture icon=Icon::Next /></button>
                </span>
            </div>
            <div class="scroll-x" tabindex="0" role="region" aria-label="Table of rows">
                <table class="logs-table logs-rows" data-testid="logs-rows">
                    <thead>
                        <tr>
                            <th scope="col">"Round"</th><th scope="col">"Context"</th><th scope="col">"Choice"</th>
                            <th scope="col" class="r">"Probability"</th><th scope="col" class="r">"Reward"</th><th scope="col">"Why"</th>
                        </tr>
                    </thead>
                    <tbody>{live(body)}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// The log as a file.
pub fn write_card(logging: Logging) -> AnyView {
    let buttons = move || {
        let button = |(id, title): Named| {
            let format = id.clone();
            view! {
                <button class="btn" data-testid=format!("logs-write-{id}") aria-disabled=move || logging.is_busy().to_string() on:click=move |_| logging.write(format.clone())>{title}</button>
            }
        };
        logging.menu.with(|menu| menu.formats.clone()).into_iter().map(button).collect::<Vec<_>>()
    };
    let said = move || {
        let lines: Vec<_> = logging.written.get().into_iter().map(|line| view! { <li>{line}</li> }).collect();
        (!lines.is_empty()).then(|| view! { <ul class="help" data-testid="logs-written">{lines}</ul> })
    };
    view! {
        <section class="card logs-card" aria-labelledby="logs-write-title">
            <h2 id="logs-write-title">"Export"</h2>
            <p class="muted">"The same rows in the form that you choose. JSON lines hold everything."</p>
            <div class="logs-formats">{live(buttons)}</div>
            {live(said)}
        </section>
    }
    .into_any()
}
