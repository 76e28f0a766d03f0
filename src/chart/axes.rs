//! Frame, grid, ticks and titles: what the charts have in common.

use super::layout::{Align, Frame, Ink, Point, Primitive, Size, TEXT_SIZE, shortened, text_width};
use super::scale::{Scale, compact, tick_texts};

/// Title above the vertical axis, CSS pixels.
const ABOVE: f64 = 30.0;

/// Numbers and title below the horizontal axis, CSS pixels.
const BELOW: f64 = 40.0;

/// The same of a small chart, which has its title beside it and only the ends of its horizontal axis.
const ABOVE_SMALL: f64 = 8.0;
const BELOW_SMALL: f64 = 20.0;

/// Between an axis and its numbers, CSS pixels.
const GAP: f64 = 6.0;

/// What the horizontal axis of a run counts.
pub(super) const ROUNDS: &str = "rounds";

/// What the axes are to show.
pub(super) struct Axes {
    /// The last round of the run, or the last rank.
    pub horizon: u64,
    /// Whether rounds are on a logarithmic axis.
    pub log_x: bool,
    /// Ends of the vertical axis.
    pub range: (f64, f64),
    /// Whether values are on a logarithmic axis.
    pub log_y: bool,
    /// Whether values are shares, to be read as percentages.
    pub percent: bool,
    /// What the values are, with their unit; none where that stands beside the chart.
    pub title: Option<String>,
    /// Whether the chart is small.
    pub small: bool,
    /// What the horizontal axis counts.
    pub across: &'static str,
    /// Where the horizontal axis ends, where it does not count rounds.
    pub end: Option<f64>,
    /// Room to the right of the frame, CSS pixels.
    pub right: f64,
    /// The checkpoints that are drawn.
    pub rounds: Vec<u64>,
}

impl Axes {
    /// The frame for a settled size, and everything around it.
    pub fn lay_out(self, size: Size) -> (Frame, Vec<Primitive>) {
        let (above, below) = if self.small { (ABOVE_SMALL, BELOW_SMALL) } else { (ABOVE, BELOW) };
        let above = if self.title.is_some() { above } else { ABOVE_SMALL };
        let (top, bottom) = (above, size.height - below);
        let y = Scale { low: self.range.0, high: self.range.1, log: self.log_y, from: bottom, to: top };
        let ticks = y.ticks((bottom - top) / if self.small { 30.0 } else { 44.0 });
        let texts = self.value_texts(&ticks);
        let values: Vec<(f64, String)> = ticks.into_iter().zip(texts).collect();
        let widest = values.iter().map(|(_, text)| text_width(text)).fold(0.0, f64::max);
        // In steps, so that the frame does not twitch with every digit.
        let left = ((widest + GAP + 2.0) / 12.0).ceil() * 12.0;
        let right = (size.width - self.right).max(left + 40.0);
        let last = reach(self.rounds.last().copied().unwrap_or(0), self.horizon) as f64;
        let last = self.end.unwrap_or(last);
        let (low, high) = if self.log_x {
            (1.0, last.max(2.0))
        } else {
            (0.0, if self.end.is_some() { last } else { last.max(1.0) })
        };
        let x = Scale { low, high, log: self.log_x, from: left, to: right };
        let frame = Frame { left, top, right, bottom, x, y, rounds: self.rounds };
        let mut axes = value_axis(&frame, &values);
        if self.small {
            axes.extend(ends_of_rounds(&frame, frame.x.high as u64));
        } else {
            axes.extend(round_axis(&frame, size, self.across));
        }
        if let Some(title) = &self.title {
            let title = shortened(title, size.width - 8.0);
            axes.push(text(title, Point { x: 4.0, y: TEXT_SIZE / 2.0 + 2.0 }, Align::Left));
        }
        (frame, axes)
    }

    fn value_texts(&self, ticks: &[f64]) -> Vec<String> {
        if !self.percent {
            return tick_texts(ticks);
        }
        let percent: Vec<f64> = ticks.iter().map(|tick| tick * 100.0).collect();
        tick_texts(&percent).into_iter().map(|text| format!("{text} %")).collect()
    }
}

/// Where the horizontal axis ends: at a round number somewhat beyond what has been done, so that the first rounds fill the
/// picture, and from two fifths of the horizon on at the horizon.
fn reach(done: u64, horizon: u64) -> u64 {
    if done.saturating_mul(5) >= horizon.saturating_mul(2) {
        return horizon;
    }
    let wanted = (done + done / 4).max(10);
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
    let steps = powers.flat_map(|power| [1, 2, 5].map(|step| power.saturating_mul(step)));
    steps.into_iter().find(|step| *step >= wanted).map_or(horizon, |step| step.min(horizon))
}

fn text(text: String, at: Point, align: Align) -> Primitive {
    Primitive::Text { text, at, align, ink: Ink::Muted }
}

/// A line across the frame and a number for each tick.
fn value_axis(frame: &Frame, values: &[(f64, String)]) -> Vec<Primitive> {
    let mut axes = Vec::new();
    for (tick, shown) in values {
        let y = frame.y_of(*tick);
        let (from, to) = (Point { x: frame.left, y }, Point { x: frame.right, y });
        axes.push(Primitive::Rule { from, to, ink: Ink::Grid });
        axes.push(text(shown.clone(), Point { x: frame.left - GAP, y }, Align::Right));
    }
    axes
}

/// The axis, a tick and a number for each tick whose number fits, and the title below them.
fn round_axis(frame: &Frame, size: Size, across: &str) -> Vec<Primitive> {
    let bottom = frame.bottom;
    let below = |x: f64, away: f64| Point { x, y: bottom + away };
    let (from, to) = (below(frame.left, 0.0), below(frame.right, 0.0));
    let mut axes = vec![Primitive::Rule { from, to, ink: Ink::Axis }];
    let mut free_from = 0.0;
    for tick in frame.x.ticks((frame.right - frame.left) / 70.0) {
        let (x, shown) = (frame.x.place(tick), compact(tick));
        let half = text_width(&shown) / 2.0;
        axes.push(Primitive::Rule { from: below(x, 0.0), to: below(x, 5.0), ink: Ink::Axis });
        if x - half >= free_from && x + half <= size.width {
            axes.push(text(shown, below(x, GAP + TEXT_SIZE / 2.0 + 1.0), Align::Centre));
            free_from = x + half + 8.0;
        }
    }
    let title = below(frame.right, GAP + TEXT_SIZE * 1.5 + 6.0);
    axes.push(text(across.to_owned(), title, Align::Right));
    axes
}

/// The axis with the numbers at its ends.
fn ends_of_rounds(frame: &Frame, horizon: u64) -> Vec<Primitive> {
    let y = frame.bottom;
    let (from, to) = (Point { x: frame.left, y }, Point { x: frame.right, y });
    let below = y + TEXT_SIZE / 2.0 + 6.0;
    let first = text("0".to_owned(), Point { x: frame.left, y: below }, Align::Left);
    let last = text(compact(horizon as f64), Point { x: frame.right, y: below }, Align::Right);
    vec![Primitive::Rule { from, to, ink: Ink::Axis }, first, last]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_grows_in_round_steps_to_the_horizon() {
        let ends = [0, 8, 9, 100, 1_500, 1_999, 2_000, 5_000].map(|done| reach(done, 5_000));
        assert_eq!(ends, [10, 10, 20, 200, 2_000, 5_000, 5_000, 5_000]);
        for done in 0..5_000 {
            assert!(reach(done, 5_000) >= done && reach(done, 5_000) <= reach(done + 1, 5_000));
        }
        assert_eq!((reach(0, 0), reach(1, 3), reach(0, 3)), (0, 3, 3));
    }
}
