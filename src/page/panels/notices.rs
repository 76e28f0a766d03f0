//! Notices: what the page has to say, until the person takes it away.

use leptos::prelude::*;

use super::super::state::{Action, App, Notice};
use super::icon::{Icon, Picture};
use crate::data::ReadAs;
use crate::session::{Event, NoticeAction, Severity};

#[component]
pub fn Notices() -> impl IntoView {
    let app = App::here();
    let newest_first = move || app.notices.get().into_iter().rev();
    view! {
        <div class="notices" data-testid="notices" aria-live="polite">
            <For each=newest_first key=|notice| notice.id children=move |notice| view! { <OneNotice notice /> } />
        </div>
    }
}

#[component]
fn OneNotice(notice: Notice) -> impl IntoView {
    let app = App::here();
    let (class, role) = match notice.severity {
        Severity::Info => ("notice notice-info", "status"),
        Severity::Warning => ("notice notice-warn", "status"),
        Severity::Error => ("notice notice-error", "alert"),
    };
    let id = notice.id;
    let action = notice.action.map(|action| {
        let text = match &action {
            Action::Session(NoticeAction::RunAgain) => "Run again".to_owned(),
            Action::Session(NoticeAction::UseBundledRatings) => "Use the bundled ratings".to_owned(),
            Action::Session(NoticeAction::UseBundledTable) => "Use the bundled table".to_owned(),
            Action::MostActiveUsers(users) => format!("Take the {users} most active users"),
            Action::ReadAsTable => "Read it as a table".to_owned(),
        };
        let act = move |_| {
            app.dismiss(id);
            match action {
                Action::Session(NoticeAction::RunAgain) => app.send(Event::RunAgain),
                Action::Session(NoticeAction::UseBundledRatings) => app.use_bundled(),
                Action::Session(NoticeAction::UseBundledTable) => app.use_bundled_table(),
                Action::MostActiveUsers(users) => app.read_again(Some(ReadAs::Ratings), Some(users)),
                Action::ReadAsTable => app.read_again(Some(ReadAs::Table), None),
            }
        };
        view! { <button class="btn btn-small" on:click=act>{text}</button> }
    });
    let details = (!notice.details.is_empty()).then(|| {
        let lines: Vec<_> = notice.details.iter().map(|line| view! { <li>{line.clone()}</li> }).collect();
        view! { <details class="notice-details"><summary>"Where"</summary><ul>{lines}</ul></details> }
    });
    view! {
        <div class=class role=role>
            <div class="notice-text"><p>{notice.text}</p>{details}</div>
            {action}
            <button class="btn btn-icon" aria-label="Dismiss" on:click=move |_| app.dismiss(id)><Picture icon=Icon::Remove /></button>
        </div>
    }
}
