//! The share chart: which arms a policy chose, over rounds, as areas on top of each other.

use super::axes::{Axes, ROUNDS};
use super::curves::{most_chosen, shares};
use super::layout::{Ink, Layout, Point, Primitive, Size};
use super::numbers::counted;
use super::path::thinned;
use super::theme::{SHARE_COLOURS, Theme};
use crate::results::RunLog;

/// Most items that have an area of their own; all others share the last one.
pub const MOST_NAMED: usize = SHARE_COLOURS - 1;

/// The shares of one item, or of all that are not named, at the share checkpoints.
#[derive(Debug, Clone, PartialEq)]
struct Descriptor {
    label: String,
    colour: usize,
    shares: Vec<f64>,
}

/// The share of each item among the choices of one policy since the share checkpoint before, over all seeds:
/// data, to be laid out for a size.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareChart {
    policy: String,
    theme: Theme,
    horizon: u64,
    rounds: Vec<u64>,
    /// The most chosen item first.
    parts: Vec<Descriptor>,
}

impl ShareChart {
    /// The chart of one policy so far; empty before the first share checkpoint and for a policy that is not
    /// there.
    pub fn new(log: &RunLog, policy: usize, theme: Theme) -> ShareChart {
        let (named, others) = most_chosen(log, policy, MOST_NAMED);
        let shares = shares(log, policy, &named);
        let of = |place: usize| shares.iter().filter_map(|row| row.get(place).copied()).collect();
        let mut parts: Vec<Descriptor> = named
            .iter()
            .enumerate()
            .map(|(place, item)| Descriptor {
                label: log.items.get(*item).cloned().unwrap_or_default(),
                colour: place,
                shares: of(place),
            })
            .collect();
        if others > 0 {
            let label = counted(others as u64, "other", "others");
            parts.push(Descriptor { label, colour: MOST_NAMED, shares: of(named.len()) });
        }
        ShareChart {
            policy: log.policies.get(policy).map_or(String::new(), |policy| policy.label.clone()),
            theme,
            horizon: log.experiment.horizon,
            rounds: log.share_rounds[..shares.len()].to_vec(),
            parts,
        }
    }

    /// What is drawn, in a few words: the policy and its most chosen items.
    pub fn title(&self) -> String {
        let labels: Vec<&str> = self.parts.iter().map(|part| part.label.as_str()).collect();
        format!(
            "Choices of {} over {}: {}",
            self.policy,
            counted(self.horizon, "round", "rounds"),
            labels.join(", ")
        )
    }

    /// Colour, name and share (0 to 1) of each area up to a round, or at the last share checkpoint there is; from the
    /// lowest area to the highest one in the chart.
    pub fn legend(&self, round: Option<u64>) -> Vec<(&'static str, String, f64)> {
        let place = match round {
            Some(round) => self.rounds.partition_point(|checkpoint| *checkpoint < round),
            None => self.rounds.len(),
        };
        let place = place.min(self.rounds.len().saturating_sub(1));
        let last = |part: &Descriptor| part.shares.get(place).copied().unwrap_or(0.0);
        self.parts
            .iter()
            .map(|part| (self.theme.share_css(part.colour), part.label.clone(), last(part)))
            .collect()
    }

    /// The chart to be saved: with its title and what its areas are.
    pub fn picture(&self, size: Size) -> Layout {
        let entry = |part: &Descriptor| (Ink::Share(part.colour), part.label.clone());
        self.layout(size).headed(&self.parts.iter().map(entry).collect::<Vec<_>>())
    }

    /// The primitives for a size.
    pub fn layout(&self, size: Size) -> Layout {
        self.laid_out(size, false)
    }

    /// The primitives of a small chart, whose title stands beside it.
    pub fn small_layout(&self, size: Size) -> Layout {
        self.laid_out(size, true)
    }

    fn laid_out(&self, size: Size, small: bool) -> Layout {
        let size = size.validated(small);
        let axes = Axes {
            horizon: self.horizon,
            log_x: false,
            range: (0.0, 1.0),
            log_y: false,
            percent: true,
            title: (!small).then(|| "Share of choices, all seeds".to_owned()),
            small,
            across: ROUNDS,
            end: None,
            right: if small { 8.0 } else { 16.0 },
            rounds: self.rounds.clone(),
        };
        let (frame, axes) = axes.lay_out(size);
        // The choices up to the first share checkpoint are drawn from round 0 on.
        let places: Vec<f64> = [0].iter().chain(&self.rounds).map(|round| frame.x_of(*round)).collect();
        let edge = |sums: &[f64]| -> Vec<Point> {
            let heights = sums.first().into_iter().chain(sums);
            let points = places.iter().zip(heights).map(|(x, sum)| Point { x: *x, y: frame.y_of(*sum) });
            thinned(&points.collect::<Vec<Point>>(), 1.0 / size.ratio)
        };
        let mut below = vec![0.0; self.rounds.len()];
        let (mut areas, mut gaps) = (Vec::new(), Vec::new());
        for part in self.parts.iter().filter(|part| !part.shares.is_empty()) {
            let above: Vec<f64> = below.iter().zip(&part.shares).map(|(sum, share)| sum + share).collect();
            let upper = edge(&above);
            let mut points = upper.clone();
            points.extend(edge(&below).into_iter().rev());
            areas.push(Primitive::Area { points, paint: Ink::Share(part.colour).into() });
            // A line between neighbours tells them apart for those who don't see the colours.
            gaps.push(Primitive::Line {
                points: upper,
                paint: Ink::Background.into(),
                width: 1.0,
                dash: &[],
            });
            below = above;
        }
        gaps.pop();
        areas.append(&mut gaps);
        Layout { size, theme: self.theme, title: self.title(), axes, marks: areas, frame }
    }
}
