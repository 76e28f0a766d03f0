//! The network of a neural agent as it learns: its loss, and each layer's weights and gradients, now and over time.

use leptos::prelude::*;

use super::super::logic::small_charts::{SIDE, area, bars, line, range};
use crate::agent::InnerView;
use crate::chart::numbers::{readable, whole};
use crate::network::{Histogram, LayerHistogram, LayerSummary, Spread, WeightPoint};

/// The network and its training.
pub fn network_view(inner: &InnerView) -> impl IntoView + use<> {
    let layers: Vec<_> = inner
        .layers
        .iter()
        .enumerate()
        .map(|(index, layer)| layer_view(index, layer, &inner.history))
        .collect();
    view! {
        <details class="network" data-testid="network" open=true>
            <summary>"Its network"</summary>
            <p class="help">
                {format!(
                    "{} parameters (weights and biases), trained for {} steps on minibatches of the last {} rounds.",
                    whole(inner.weights as u64),
                    whole(inner.training_steps),
                    whole(inner.remembered as u64),
                )}
            </p>
            {loss_view(inner)}
            <ul class="layers">{layers}</ul>
        </details>
    }
}

fn small(paths: Vec<(&'static str, String)>) -> impl IntoView {
    let paths: Vec<_> =
        paths.into_iter().map(|(class, path)| view! { <path class=class d=path /> }).collect();
    view! {
        <svg class="small-chart" viewBox=format!("0 0 {SIDE} {SIDE}") preserveAspectRatio="none" aria-hidden="true">
            {paths}
        </svg>
    }
}

fn loss_view(inner: &InnerView) -> Option<impl IntoView + use<>> {
    let (first, last) = inner.losses.first().zip(inner.losses.last())?;
    let steps: Vec<u64> = inner.losses.iter().map(|point| point.step).collect();
    let losses: Vec<f64> = inner.losses.iter().map(|point| point.loss).collect();
    let (low, high) = range(losses.iter().copied())?;
    let words = format!(
        "Loss, from training step {} to {}: {} at first, {} now; lowest {}.",
        whole(first.step),
        whole(last.step),
        readable(first.loss),
        readable(last.loss),
        readable(low),
    );
    Some(view! {
        <figure class="loss">
            {small(vec![("small-line", line(&steps, &losses, (low.min(0.0), high)))])}
            <figcaption data-testid="loss">{words}</figcaption>
        </figure>
    })
}

fn layer_view(index: usize, layer: &LayerSummary, history: &[WeightPoint]) -> impl IntoView + use<> {
    let over_time = |of: fn(&LayerHistogram) -> Spread| spread_view(index, history, of);
    view! {
        <li>
            <h4>{format!("Layer {}: {} to {}, {} parameters", index + 1, layer.inputs, layer.outputs, whole(((layer.inputs + 1) * layer.outputs) as u64))}</h4>
            <div class="layer">
                {histogram_view("Weights now", &layer.weights)}
                {over_time(|layer| layer.weights)}
                {histogram_view("Gradient now", &layer.gradient)}
                {over_time(|layer| layer.gradient)}
            </div>
        </li>
    }
}

fn histogram_view(title: &'static str, histogram: &Histogram) -> impl IntoView + use<> {
    let words = format!(
        "{title}: {} to {}, mean {}, deviation {}",
        readable(histogram.low),
        readable(histogram.high),
        readable(histogram.mean),
        readable(histogram.deviation)
    );
    view! {
        <figure>
            {small(vec![("small-bars", bars(&histogram.counts))])}
            <figcaption>{words}</figcaption>
        </figure>
    }
}

/// Range, mean and standard deviation over training steps, on an axis of ratios.
fn spread_view(
    layer: usize,
    history: &[WeightPoint],
    of: fn(&LayerHistogram) -> Spread,
) -> Option<impl IntoView + use<>> {
    let points = history.iter().filter_map(|point| Some((point.step, of(point.layers.get(layer)?))));
    let (steps, spreads): (Vec<u64>, Vec<Spread>) = points.unzip();
    let (low, high) = range(spreads.iter().flat_map(|spread| [spread.low, spread.high]))?;
    let all = |take: fn(&Spread) -> f64| spreads.iter().map(take).collect::<Vec<f64>>();
    let ends = (low, high);
    let paths = vec![
        ("small-range", area(&steps, &all(|spread| spread.low), &all(|spread| spread.high), ends)),
        ("small-deviation", area(&steps, &all(|spread| spread.below), &all(|spread| spread.above), ends)),
        ("small-line", line(&steps, &all(|spread| spread.mean), ends)),
    ];
    let words =
        format!("over steps 1 to {}: within {} to {}", whole(*steps.last()?), readable(low), readable(high));
    Some(view! { <figure>{small(paths)}<figcaption>{words}</figcaption></figure> })
}
