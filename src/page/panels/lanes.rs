//! The way of a reward on the stage: a line from what an agent picked back to the agent, between the rows of tiles.

use leptos::html;
use leptos::prelude::*;
use web_sys::DomRect;

use super::super::browser;
use super::super::state::App;
use super::live::{effect, live};
use crate::chart::dash;
use crate::session::round::Phase;

/// Between a tile and the line that leaves it, CSS pixels.
const AWAY: f64 = 4.0;

/// Between the lines of two agents beside the rail, CSS pixels.
const APART: f64 = 3.0;

/// The lines, once the rewards are there. Where there is no room for them the style sheet hides them.
#[component]
pub fn Lanes() -> impl IntoView {
    let app = App::here();
    let picture: NodeRef<html::Span> = NodeRef::new();
    // A path for each agent; empty where it has none.
    let lines = RwSignal::new(Vec::<String>::new());
    effect(move || {
        app.redraw.track();
        app.lens.track();
        let picks: Vec<usize> = match app.phase.get() >= Phase::Feedback {
            true => app.seen(|view| {
                view.arms()
                    .map(|arms| arms.policies.iter().map(|policy| policy.chosen).collect())
                    .unwrap_or_default()
            }),
            false => Vec::new(),
        };
        // Once the tiles are there.
        browser::after(0, move || {
            let own = picture.try_get_untracked().flatten().map(|picture| picture.get_bounding_client_rect());
            let Some(own) = own else { return };
            let of = |(agent, arm): (usize, &usize)| line(&own, agent, *arm).unwrap_or_default();
            let found: Vec<String> = picks.iter().enumerate().map(of).collect();
            if lines.get_untracked() != found {
                lines.set(found);
            }
        });
    });
    let paths = move || {
        let path = |(agent, d): (usize, String)| {
            let dashes = dash(agent).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            view! { <path d=d stroke-dasharray=dashes style:stroke=app.theme.get().series_css(agent) /> }
        };
        lines.get().into_iter().enumerate().map(path).collect::<Vec<_>>()
    };
    view! { <span class="lanes" aria-hidden="true" node_ref=picture><svg width="100%" height="100%">{live(paths)}</svg></span> }
}

fn place_of(selector: &str) -> Option<DomRect> {
    Some(document().query_selector(selector).ok()??.get_bounding_client_rect())
}

/// From the tile to the agent: along the gap beside its column, then along that above its row.
fn line(own: &DomRect, agent: usize, arm: usize) -> Option<String> {
    let tile = place_of(&format!("[data-arm=\"{arm}\"]"))?;
    let lens = place_of(&format!("[data-testid=\"inside-tab-{agent}\"]"))?;
    let (left, above) = (tile.left() - own.left(), tile.top() - own.top());
    let (right, middle) = (lens.right() - own.left(), lens.top() + lens.height() / 2.0 - own.top());
    let (aside, beside) = (left - AWAY, right + AWAY + APART * agent as f64);
    let (from, gap) = (above + tile.height() / 2.0, above - 2.0);
    Some(format!("M{left:.1} {from:.1}H{aside:.1}V{gap:.1}H{beside:.1}V{middle:.1}H{right:.1}"))
}
