//! What the curves of a comparison say at a place along their axis.

use super::{Axis, Overlay, OverlayChart, PERCENT};
use crate::chart::numbers::{readable, uncertain, whole};
use crate::runs::CurvePoint;

impl OverlayChart {
    /// The places along the axis at which a curve has a point, in order and each once.
    pub fn stops(&self) -> Vec<f64> {
        let points = self.curves.iter().flat_map(|curve| &curve.points);
        let mut stops: Vec<f64> =
            points.map(|point| self.place(point)).filter(|place| place.is_finite()).collect();
        stops.sort_unstable_by(f64::total_cmp);
        stops.dedup();
        stops
    }

    /// A place along the axis in words: "round 1,200".
    pub fn place_words(&self, place: f64) -> String {
        match self.axis {
            Axis::Rounds => format!("round {}", whole(place.round() as u64)),
            Axis::Share => format!("{} % of the horizon", readable(place)),
            Axis::Seconds => format!("{} s", readable(place)),
        }
    }

    /// Of each curve what it is called and what it says at a place: its last point up to there, with the half-width of the interval where
    /// that is drawn; none before its first point and after its last.
    pub fn readings(&self, place: f64) -> Vec<(String, Option<String>)> {
        let of = |curve: &Overlay| {
            let after = curve.points.partition_point(|point| self.place(point) <= place);
            let is_over = curve.points.last().is_none_or(|last| self.place(last) < place);
            let index = after.checked_sub(1).filter(|_| !is_over);
            let at = index.and_then(|index| curve.points.get(index).zip(curve.line.get(index)));
            (curve.label.clone(), at.map(|(point, drawn)| self.value_words(point, *drawn)))
        };
        self.curves.iter().map(of).collect()
    }

    /// The value of a curve at a point as people read it.
    pub(super) fn value_words(&self, point: &CurvePoint, drawn: f64) -> String {
        let half = (point.high - point.low) / 2.0;
        let number = |value: f64| if self.metric.is_share { PERCENT * value } else { value };
        let text = if half > 0.0 { uncertain(number(drawn), number(half)) } else { readable(number(drawn)) };
        if self.metric.is_share { format!("{text} %") } else { text }
    }
}
