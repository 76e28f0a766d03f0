//! The chart beside a lesson: what was expected, what was measured, and handles to place the one before the other.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use super::super::lab::LabRun;
use super::super::saving::save_menu;
use super::guesses::moved;
use super::state::Learn;
use crate::chart::numbers::{readable, whole};
use crate::chart::{Frame, Overlay, OverlayChart, Shape, Sketch};
use crate::lessons::{At, POINTS, Scene, Sketched, rounds};
use crate::runs::Axis;
use crate::ui::canvas::paint_all;
use crate::ui::icon::{Icon, Picture};
use crate::ui::live::{effect, live, memo};
use crate::ui::sized::box_of;

/// Curves by rounds, as they were recorded.
const SHAPE: Shape = Shape { axis: Axis::Rounds, window: None, smoothing: 0.0 };

/// Fewest rounds of an axis.
const FEWEST: u64 = 10;

/// The curves of the run that is drawn: of the finished one, or of the one on its way.
fn drawn(learn: Learn, scene: &Scene) -> Option<Vec<Overlay>> {
    let experiment = learn.experiment().filter(|_| learn.is_revealed())?;
    if let Some(run) = learn.run_of(&experiment) {
        return Some(curves(scene, &run));
    }
    learn.lab.shown.with(|shown| {
        shown.as_ref().filter(|shown| shown.experiment == experiment).map(|shown| curves(scene, shown))
    })
}

/// The curves of a run in a scene, up to where the scene goes.
fn curves(scene: &Scene, run: &LabRun) -> Vec<Overlay> {
    let last = match scene.at {
        At::Round(round) if run.experiment == scene.run.experiment() => round,
        // What starts with a prediction is run to its end after it, and so is what is changed.
        At::Round(_) | At::Start | At::End => run.experiment.horizon,
    };
    let rounds = &run.log.rounds[..run.log.rounds.partition_point(|round| *round <= last)];
    let curve = |policy: usize| {
        // Those that are not in front keep their places, and with them the colours of the others.
        let is_shown = scene.policies.is_empty() || scene.policies.contains(&policy);
        let rounds = if is_shown { rounds } else { &[] };
        Overlay::of_bands(
            &run.experiment.label(policy),
            scene.metric,
            rounds,
            run.curves.bands(policy, scene.metric),
        )
    };
    (0..run.log.policies.len()).map(curve).collect()
}

fn chart(learn: Learn) -> Option<OverlayChart> {
    let scene = learn.scene()?;
    let experiment = learn.experiment()?;
    let lines = drawn(learn, &scene).unwrap_or_default();
    let theme = learn.views.theme.get();
    let chart = OverlayChart::new(scene.metric, experiment.reward_unit(), SHAPE, lines, theme);
    let horizon = match scene.at {
        At::Round(round) if learn.change().is_none() => round.max(FEWEST),
        At::Round(_) | At::Start | At::End => experiment.horizon,
    };
    // The axes stay when the first handle is placed, and when the run begins.
    let top = learn.predicted().and_then(|(_, prediction)| prediction.curve).map_or(0.0, |curve| curve.top);
    let (points, name) = match learn.sketched() {
        Some((_, values)) => {
            let places = rounds(experiment.horizon).into_iter().map(|round| round as f64);
            (places.zip(values).collect(), "Your sketch".to_owned())
        }
        None => (Vec::new(), String::new()),
    };
    Some(chart.with_sketch(Sketch { points, reach: (horizon as f64, top), name }))
}

/// The chart with its title.
pub fn stage(learn: Learn) -> AnyView {
    let (plot, canvas): (NodeRef<html::Div>, NodeRef<html::Canvas>) = (NodeRef::new(), NodeRef::new());
    let frame = RwSignal::new(None::<Frame>);
    let boxed = box_of(plot);
    effect(move || {
        let size = boxed.get();
        let Some(canvas) = canvas.get() else { return };
        let Some(chart) = chart(learn).filter(|_| size.width >= 1.0) else { return };
        let layout = chart.layout(size);
        paint_all(&canvas, &layout);
        if frame.with_untracked(|before| before.as_ref() != Some(layout.frame())) {
            frame.set(Some(layout.frame().clone()));
        }
    });
    let name = move || chart(learn).map_or_else(String::new, |chart| chart.title());
    let place = move |event: &ev::PointerEvent| {
        let (Some(plot), true) = (plot.get_untracked(), untrack(|| learn.is_sketching())) else { return };
        let shape = plot.get_bounding_client_rect();
        let (x, y) = (f64::from(event.client_x()) - shape.left(), f64::from(event.client_y()) - shape.top());
        frame.with_untracked(|frame| draw(learn, frame.as_ref(), x, y));
    };
    let press = move |event: ev::PointerEvent| {
        place(&event);
        if untrack(|| learn.is_sketching()) {
            // A finger draws, and does not scroll away.
            event.prevent_default();
        }
    };
    let drag = move |event: ev::PointerEvent| {
        if event.buttons() & 1 == 1 {
            place(&event);
        }
    };
    view! {
        <div
            class="learn-plot"
            class:is-sketching=move || learn.is_sketching()
            data-testid="lesson-plot"
            node_ref=plot
            on:pointerdown=press
            on:pointermove=drag
        >
            <canvas class="chart-canvas" role="img" aria-label=name node_ref=canvas></canvas>
            {live(move || handles(learn, frame))}
            {live(move || progress(learn))}
        </div>
        {save_menu(learn.views, "lesson-chart", move |size| Some(chart(learn)?.layout(size)))}
        {live(move || numbers(learn))}
    }
    .into_any()
}

/// Places the handle that is nearest to a place on the chart.
fn draw(learn: Learn, frame: Option<&Frame>, x: f64, y: f64) {
    let (Some(frame), Some((curve, _))) = (frame, untrack(|| learn.sketched())) else { return };
    let Some(experiment) = untrack(|| learn.experiment()) else { return };
    let away = |round: u64| (frame.x_of(round) - x).abs();
    let nearest =
        rounds(experiment.horizon).into_iter().enumerate().min_by(|a, b| away(a.1).total_cmp(&away(b.1)));
    if let Some((place, _)) = nearest {
        let value = frame.value_at(y).clamp(0.0, curve.top);
        learn.picked.set(None);
        learn.sketch.update(|points| points[place] = Some(value));
    }
}

/// The unit of what is sketched.
fn unit(learn: Learn) -> String {
    let unit = learn.prediction().zip(learn.experiment());
    unit.map_or_else(String::new, |(prediction, experiment)| {
        prediction.metric.unit_in(experiment.reward_unit())
    })
}

/// The handles over the chart, while a sketch is made.
fn handles(learn: Learn, frame: RwSignal<Option<Frame>>) -> Option<Vec<AnyView>> {
    let is_sketching = learn.is_sketching();
    let (curve, _) = learn.sketched().filter(|_| is_sketching)?;
    let horizon = learn.experiment()?.horizon;
    Some((0..POINTS).map(|place| handle(learn, frame, curve, place, rounds(horizon)[place])).collect())
}

fn handle(
    learn: Learn,
    frame: RwSignal<Option<Frame>>,
    curve: Sketched,
    place: usize,
    round: u64,
) -> AnyView {
    let value = memo(move || learn.sketch.get()[place]);
    let left = move || {
        frame.with(|frame| {
            frame.as_ref().map_or_else(String::new, |frame| format!("{:.1}px", frame.x_of(round)))
        })
    };
    let top = move || {
        let before = learn.sketch.get()[..place].iter().rev().find_map(|point| *point).unwrap_or(0.0);
        let value = value.get().unwrap_or(before);
        frame.with(|frame| {
            frame.as_ref().map_or_else(String::new, |frame| format!("{:.1}px", frame.y_of(value)))
        })
    };
    let keys = move |event: ev::KeyboardEvent| {
        let points = moved(learn.sketch.get_untracked(), place, curve.top, &event.key(), event.shift_key());
        let Some(points) = points.filter(|_| !event.ctrl_key() && !event.alt_key() && !event.meta_key())
        else {
            return;
        };
        event.prevent_default();
        event.stop_propagation();
        learn.picked.set(None);
        learn.sketch.set(points);
    };
    let words = move || match value.get() {
        Some(value) => format!("{} {}", readable(value), unit(learn)).trim_end().to_owned(),
        None => "not placed".to_owned(),
    };
    view! {
        <div
            class="learn-handle"
            class:is-placed=move || value.get().is_some()
            role="slider"
            tabindex="0"
            data-testid=format!("handle-{place}")
            aria-label=format!("After {} rounds", whole(round))
            aria-valuemin="0"
            aria-valuemax=curve.top.to_string()
            aria-valuenow=move || value.get().unwrap_or(0.0).round().to_string()
            aria-valuetext=words
            style:left=left
            style:top=top
            on:keydown=keys
        >
            <span class="learn-value" aria-hidden="true">{live(words)}</span>
        </div>
    }
    .into_any()
}

/// The same in numbers, for a person who would rather type.
fn numbers(learn: Learn) -> Option<AnyView> {
    let is_sketching = learn.is_sketching();
    let (curve, _) = learn.sketched().filter(|_| is_sketching)?;
    let horizon = learn.experiment()?.horizon;
    let field = |(place, round): (usize, u64)| {
        let shown =
            move || learn.sketch.get()[place].map_or_else(String::new, |value| value.round().to_string());
        let set = move |event| {
            let value = event_target_value(&event).trim().parse::<f64>().ok();
            learn.picked.set(None);
            learn.sketch.update(|points| points[place] = value.map(|value| value.clamp(0.0, curve.top)));
        };
        view! {
            <label>
                <input class="param-number" type="number" min="0" max=curve.top.to_string() data-testid=format!("number-{place}") prop:value=shown on:change=set />
                {whole(round)}
            </label>
        }
    };
    let fields: Vec<_> = rounds(horizon).into_iter().enumerate().map(field).collect();
    let clear = move |_| {
        learn.sketch.set([None; POINTS]);
        learn.picked.set(None);
    };
    Some(
        view! {
            <div class="learn-numbers" role="group" aria-label="The sketch in numbers, by round">
                <b>"In numbers"</b>
                {fields}
                <button class="btn btn-ghost btn-small" data-testid="clear-sketch" on:click=clear>
                    <Picture icon=Icon::Reset />
                    "Clear"
                </button>
                <p class="muted">
                    "Drag across the picture, or move one handle at a time: Tab to the next handle, up and down move it, with Shift further, Delete takes it back."
                </p>
            </div>
        }
        .into_any(),
    )
}

/// How far the runs are, and a way to stop them.
fn progress(learn: Learn) -> Option<AnyView> {
    let lab = learn.lab;
    let is_running = memo(move || lab.progress.with(Option::is_some));
    if !is_running.get() {
        return None;
    }
    let words = move || {
        let preparing = lab.preparing.get();
        let done = 100.0 * lab.progress.get().unwrap_or(0.0);
        if preparing.is_empty() { format!("Running: {done:.0} %") } else { format!("Preparing: {preparing}") }
    };
    let done = move || lab.progress.get().unwrap_or(0.0).to_string();
    Some(
        view! {
            <div class="learn-progress">
                <span role="status">{live(words)}</span>
                <progress max="1" value=done aria-label="Done"></progress>
                <button class="btn btn-small" data-testid="stop-lesson" on:click=move |_| lab.cancel()>"Stop"</button>
            </div>
        }
        .into_any(),
    )
}
