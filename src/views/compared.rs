//! What is compared, and how. A handle: copying it copies nothing.

use leptos::prelude::*;

use super::comparison::{Loaded, MOST, Member, label, metrics, side};
use super::state::Views;
use crate::chart::{Overlay, OverlayChart, Shape, Theme};
use crate::metrics::{Accumulation, Metric, REGRET};
use crate::runs::Axis;

/// What is compared, and how.
#[derive(Clone, Copy)]
pub struct Compared {
    /// The runs.
    pub runs: RwSignal<Vec<Loaded>>,
    /// Their agents that are drawn.
    pub chosen: RwSignal<Vec<Member>>,
    /// By what they are compared.
    pub metric: RwSignal<&'static Metric>,
    /// Whether every metric is drawn, each small.
    pub draws_all: RwSignal<bool>,
    /// What the curves are aligned by.
    pub axis: RwSignal<Axis>,
    /// The mean over so many rounds; none for the metric as it is recorded.
    pub window: RwSignal<Option<u64>>,
    /// Weight of the smoothing.
    pub smoothing: RwSignal<f64>,
    /// What all views share.
    pub views: Views,
}

impl Compared {
    /// Of nothing yet.
    pub fn new(views: Views) -> Compared {
        Compared {
            runs: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(Vec::new()),
            metric: RwSignal::new(&REGRET),
            draws_all: RwSignal::new(false),
            axis: RwSignal::new(Axis::Rounds),
            window: RwSignal::new(None),
            smoothing: RwSignal::new(0.0),
            views,
        }
    }

    /// The chart of what is chosen.
    pub fn chart(self) -> OverlayChart {
        self.chart_of(self.metric.get())
    }

    /// The chart of the agents that are chosen by any metric.
    pub fn chart_of(self, metric: &'static Metric) -> OverlayChart {
        let shape = self.shape(metric);
        self.runs.with(|runs| {
            let curve = |member: &Member| {
                let seconds = runs[member.run].run.header.seconds;
                Overlay::new(label(runs, *member), &side(runs, *member), metric, shape, seconds)
            };
            let curves = self.chosen.with(|chosen| chosen.iter().map(curve).collect());
            let unit = runs.first().map_or("", |loaded| loaded.experiment.reward_unit());
            OverlayChart::new(metric, unit, shape, curves, self.views.theme.get())
        })
    }

    /// The charts that are drawn: of the metric that is chosen, or of all.
    pub fn charts(self) -> Vec<OverlayChart> {
        if !self.draws_all.get() {
            return vec![self.chart()];
        }
        let all = self.runs.with(|runs| metrics(runs));
        all.into_iter().map(|metric| self.chart_of(metric)).collect()
    }

    fn shape(self, metric: &Metric) -> Shape {
        let is_state = metric.accumulation == Accumulation::Latest;
        let window = self.window.get().filter(|_| !is_state);
        Shape { axis: self.axis.get(), window, smoothing: self.smoothing.get() }
    }

    /// Colours in use.
    pub fn theme(self) -> Theme {
        self.views.theme.get()
    }

    /// Draws an agent or not.
    pub fn toggle(self, member: Member) {
        self.chosen.update(|chosen| {
            match chosen.iter().position(|other| *other == member) {
                Some(place) => drop(chosen.remove(place)),
                None if chosen.len() < MOST => chosen.push(member),
                None => self.views.fail("there are colours for eight curves; take one away first"),
            }
            chosen.sort();
        });
    }
}
