//! Notices: what the page has to say, until the person takes it away.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::{Action, App, Notice};
use super::icon::{Icon, Picture};
use super::live::each;
use crate::data::Keep;
use crate::session::{Event, NoticeAction, Severity};

#[component]
pub fn Notices() -> impl IntoView {
    let app = App::here();
    let newest_first = move || app.notices.get().into_iter().rev().collect();
    view! {
        <div class="notices" data-testid="notices" aria-live="polite">
            {each(newest_first, |notice| notice.id.to_string(), |notice| view! { <OneNotice notice /> })}
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
    let dismiss = move || {
        app.dismiss(id);
        // Else the one beside it takes the focus.
        if app.notices.with_untracked(Vec::is_empty) {
            browser::after(0, || browser::focus_if_lost("run-play"));
        }
    };
    let action = notice.action.map(|action| {
        let text = match &action {
            Action::Session(NoticeAction::RunAgain) => "Run again".to_owned(),
            Action::Session(NoticeAction::UseBundled(kind)) => format!("Use {}", kind.words.bundled),
            Action::ReadAgain { kind, keep } => match (keep, &kind.0.keep) {
                (Some(count), Some(Keep { offer: (before, after), .. })) => format!("{before}{count}{after}"),
                _ => format!("Read it as {}", kind.words.a),
            },
            Action::UseNewVersion => "Reload".to_owned(),
        };
        let act = move |_| {
            dismiss();
            match action {
                Action::Session(NoticeAction::RunAgain) => app.send(Event::RunAgain),
                Action::Session(NoticeAction::UseBundled(kind)) => app.use_bundled(kind),
                Action::ReadAgain { kind, keep } => app.read_again(kind, keep),
                Action::UseNewVersion => app.use_new_version(),
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
            <button class="btn btn-icon" aria-label="Dismiss" on:click=move |_| dismiss()><Picture icon=Icon::Remove /></button>
        </div>
    }
}
