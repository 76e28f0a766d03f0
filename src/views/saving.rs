//! The menu that saves a chart of a view.

use leptos::prelude::*;

use super::state::Views;
use crate::chart::{Layout, Size};
use crate::spec::link;
use crate::ui::live::live;
use crate::ui::save::{Saver, menu};

/// A menu that saves what is drawn, as SVG or PNG, as `bandit-name`, and says below why it could not.
pub fn save_menu(
    views: Views,
    /* name of the file, and what is saved */ name: &'static str,
    layout: impl Fn(Size) -> Option<Layout> + Send + Sync + 'static,
) -> AnyView {
    let problem = RwSignal::new("");
    let saver = Saver {
        paper: views.paper,
        nothing: Callback::new(|()| false),
        origin: Callback::new(move |()| {
            views.page().map(|page| link::encode(&page.experiment, None)).unwrap_or_default()
        }),
        told: Callback::new(move |told: Option<bool>| {
            problem.set(match told {
                Some(true) => "",
                Some(false) => "The browser did not save the file; check its settings for downloads.",
                None => "There is nothing to draw yet.",
            });
        }),
    };
    let layout = Callback::new(move |size| Some(layout(size)?.headed(&[])));
    let said = move || {
        let problem = problem.get();
        (!problem.is_empty()).then(|| view! { <p class="views-notice is-bad" role="alert">{problem}</p> })
    };
    view! { {menu(saver, name, layout)} {live(said)} }.into_any()
}
