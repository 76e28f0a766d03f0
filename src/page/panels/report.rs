//! What is printed beside the title and the numbers that the page has: settings, charts as vectors, link and digest.

use leptos::html;
use leptos::prelude::*;

use super::super::logic::report::set;
use super::super::state::App;
use super::live::{effect, live};
use super::share::Code;
use crate::chart::{Element, Layout, LineChart, Options, Size};
use crate::metrics::{AVERAGE_REWARD, Metric, REGRET};

/// Size of each of the two charts, CSS pixels: side by side as wide as A4 and Letter without their margins.
const CHART: Size = Size { width: 344.0, height: 250.0, ratio: 1.0 };

/// The elements of a drawing.
const SVG: &str = "http://www.w3.org/2000/svg";

/// There while the page is printed.
#[component]
pub fn Report() -> impl IntoView {
    let app = App::here();
    live(move || app.printing.get().then(|| untrack(|| view! { <Sheet /> })))
}

#[component]
fn Sheet() -> impl IntoView {
    let app = App::here();
    let settings = app.shown.with(set).into_iter();
    let settings: Vec<_> = settings.map(|(name, words)| view! { <dt>{name}</dt> <dd>{words}</dd> }).collect();
    let chart = |metric: &'static Metric| {
        let options =
            Options { hidden: app.hidden_curves(), learners: app.learners.get(), ..Options::default() };
        let layout = app.with_log(|log, curves| LineChart::new(log, curves, metric, options).layout(CHART));
        layout.map(|layout| view! { <Vectors layout /> })
    };
    let digest = app.digest.get().filter(|_| !app.stale.get()).map(|digest| digest.to_string());
    view! {
        <section class="report">
            <dl>{settings}</dl>
            <div class="report-charts">{chart(&REGRET)} {chart(&AVERAGE_REWARD)}</div>
            <div class="report-link">
                <Code />
                <p>
                    "Bandit Playground. This link gives the same bits in every browser:" <br />
                    <code>{app.link()}</code> <br />
                    {digest.map(|digest| format!("Digest {digest}"))}
                </p>
            </div>
        </section>
    }
}

/// A drawing as an SVG of the document, in the colours of paper.
#[component]
fn Vectors(layout: Layout) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
    effect(move || {
        if let Some(place) = place.get() {
            // An element that can't be made leaves a gap in what is printed.
            let _ = draw(&place, &layout);
        }
    });
    view! { <div node_ref=place></div> }
}

fn draw(place: &web_sys::Element, layout: &Layout) -> Option<()> {
    let theme = Options::default().theme;
    let make = |tag: &str| document().create_element_ns(Some(SVG), tag).ok();
    let svg = make("svg")?;
    let Size { width, height, .. } = layout.size;
    svg.set_attribute("viewBox", &format!("0 0 {width} {height}")).ok()?;
    for primitive in layout.axes.iter().chain(&layout.marks) {
        let Element { tag, is_line, ink, mut attributes, text } = Element::of(primitive);
        let element = make(tag)?;
        let (coloured, none) = if is_line { ("stroke", "fill") } else { ("fill", "stroke") };
        attributes.extend([(coloured, ink.colour(theme).css()), (none, "none".to_owned())]);
        attributes.iter().try_for_each(|(name, value)| element.set_attribute(name, value)).ok()?;
        element.set_text_content(text.as_deref());
        svg.append_child(&element).ok()?;
    }
    place.append_child(&svg).ok()?;
    Some(())
}
