//! The chart of attractions: what each ranker has learned of every item, beside what is true.

use super::axes::Axes;
use super::layout::{Frame, Ink, Layout, Paint, Point, Primitive, Size};
use super::path::thinned;
use super::scale::range_from_zero;
use super::theme::{Marker, Theme, marker};
use crate::results::{ItemEstimates, Learned};

/// The vertical axis ends at so many times the largest true attraction: what no one has looked at for long may be thought
/// anything, and would leave no room for the rest.
const ABOVE_TRUTH: f64 = 1.5;

/// Narrowest and widest strip that a ranker has at an item, CSS pixels.
const STRIP: (f64, f64) = (2.5, 9.0);

/// From this width on a strip has room for a ranker's own marker.
const MARKER_STRIP: f64 = 6.0;

/// Half the side of the smallest mark, CSS pixels: smaller ones are not seen, even where they touch their neighbours.
const SMALLEST_MARK: f64 = 1.75;

/// How a chart of attractions is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttractionOptions {
    /// Ranks on a logarithmic axis.
    pub log_x: bool,
    /// Bit `i` is set where policy `i` is not drawn; it keeps its colour.
    pub hidden: u16,
    /// The colours.
    pub theme: Theme,
}

/// The true attraction of every item as a line, the most attractive first, and what rankers have learned of each as a
/// mark with its interval: data, to be laid out for a size.
#[derive(Debug, Clone, PartialEq)]
pub struct AttractionChart<'a> {
    item_estimates: &'a ItemEstimates,
    options: AttractionOptions,
}

/// What one ranker has learned of the items of one column of pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Where the column is, CSS pixels: its only item, or its middle.
    pub x: f64,
    /// How many items it has.
    pub items: usize,
    /// The mean of the estimates.
    pub mean: f64,
    /// The smallest and the largest estimate.
    pub estimates: (f64, f64),
    /// The lowest lower end and the highest upper end.
    pub ends: (f64, f64),
}

/// Brings what is learned of items at places, CSS pixels in ascending order, into columns of so many CSS pixels: more than
/// one mark a column can't be seen. What is infinite or NaN has no mark.
pub fn columns(learned: impl IntoIterator<Item = (f64, Learned)>, width: f64) -> Vec<Column> {
    let mut found: Vec<(f64, Column)> = Vec::new();
    for (x, Learned { estimate, low, high }) in learned {
        if !estimate.is_finite() {
            continue;
        }
        let number = (x / width).floor();
        match found.last_mut() {
            Some((last, column)) if *last == number => {
                column.x = (number + 0.5) * width;
                column.items += 1;
                column.mean += (estimate - column.mean) / column.items as f64;
                column.estimates = (column.estimates.0.min(estimate), column.estimates.1.max(estimate));
                column.ends = (column.ends.0.min(low), column.ends.1.max(high));
            }
            _ => {
                let (mean, estimates, ends) = (estimate, (estimate, estimate), (low, high));
                found.push((number, Column { x, items: 1, mean, estimates, ends }));
            }
        }
    }
    found.into_iter().map(|(_, column)| column).collect()
}

impl AttractionChart<'_> {
    /// The chart of what was known after one round.
    pub fn new(item_estimates: &ItemEstimates, options: AttractionOptions) -> AttractionChart<'_> {
        AttractionChart { item_estimates, options }
    }

    /// The policies that are drawn: those that estimate something and are not hidden.
    fn drawn(&self) -> Vec<usize> {
        let hidden = |index: usize| self.options.hidden.checked_shr(index as u32).unwrap_or(0) & 1 == 1;
        let policies = self.item_estimates.policies.iter().enumerate();
        policies.filter(|(index, c)| !hidden(*index) && !c.estimates.is_empty()).map(|(i, _)| i).collect()
    }

    /// The primitives for a size.
    pub fn layout(&self, size: Size) -> Layout {
        let size = size.validated(false);
        let count = self.item_estimates.items.len() as u64;
        let largest = self.item_estimates.attractions.iter().copied().fold(0.0, f32::max);
        let top = range_from_zero(ABOVE_TRUTH * f64::from(largest)).1;
        let axes = Axes {
            horizon: count,
            log_x: self.options.log_x,
            range: (0.0, top.min(1.0)),
            log_y: false,
            percent: false,
            title: Some("Attraction".to_owned()),
            small: false,
            across: "rank by true attraction",
            end: None,
            right: 16.0,
            rounds: (1..=count).collect(),
        };
        let (frame, axes) = axes.lay_out(size);
        let drawn = self.drawn();
        let mut marks = Vec::new();
        for (place, policy) in drawn.iter().enumerate() {
            self.mark(*policy, (place, drawn.len()), &frame, &mut marks);
        }
        let truth = (1..=count).zip(&self.item_estimates.attractions);
        let points: Vec<Point> = truth
            .map(|(rank, truth)| Point { x: frame.x_of(rank), y: frame.y_of(f64::from(*truth)) })
            .collect();
        marks.push(Primitive::Line {
            points: thinned(&points, 1.0 / size.ratio),
            paint: Ink::Text.into(),
            width: 2.0,
            dash: &[],
        });
        let title = format!("Learned and true attraction of {count} items");
        Layout { size, theme: self.options.theme, title, axes, marks, frame }
    }

    /// The marks of one policy, the `place`th of so many that are drawn: for each column a whisker, and a mark at the
    /// estimate; where there is more than one item, at their mean, with a bar from the smallest to the largest.
    fn mark(&self, policy: usize, (place, drawn): (usize, usize), frame: &Frame, marks: &mut Vec<Primitive>) {
        let places = (1..=self.item_estimates.items.len()).map(|rank| frame.x_of(rank as u64));
        let learned = places
            .enumerate()
            .filter_map(|(place, x)| Some((x, self.item_estimates.learned(policy, place)?)));
        let columns = columns(learned, STRIP.0 * drawn as f64);
        let ink = Ink::Series(policy);
        for (index, column) in columns.iter().enumerate() {
            let strip = strip(&columns, index, drawn);
            // Side by side at an item, so that equal estimates hide no one.
            let aside = (place as f64 + 0.5 - drawn as f64 / 2.0) * strip;
            let x = (column.x + aside).clamp(frame.left, frame.right);
            let mut line = |(low, high): (f64, f64), opacity: f64, width: f64| {
                let points = [high, low].map(|value| Point { x, y: frame.y_of(value) }).to_vec();
                marks.push(Primitive::Line { points, paint: Paint { ink, opacity }, width, dash: &[] });
            };
            if column.ends.1 > column.ends.0 {
                line(column.ends, if column.items > 1 { 0.12 } else { 0.35 }, 1.0);
            }
            if column.estimates.1 > column.estimates.0 {
                line(column.estimates, 0.5, 2.0);
            }
            let half = (strip / 2.0 - 0.25).max(SMALLEST_MARK);
            let at = Point { x, y: frame.y_of(column.mean) };
            let shape = if strip >= MARKER_STRIP { marker(policy) } else { Marker::Square };
            marks.push(Primitive::Area { points: shape.outline(at, half), paint: ink.into() });
        }
    }
}

/// How wide the strip of each of so many rankers is at a column, CSS pixels: as wide as its neighbours leave room for.
fn strip(columns: &[Column], index: usize, rankers: usize) -> f64 {
    let x = columns[index].x;
    let before = index.checked_sub(1).and_then(|before| columns.get(before)).map(|column| x - column.x);
    let after = columns.get(index + 1).map(|column| column.x - x);
    let room = before.into_iter().chain(after).fold(f64::INFINITY, f64::min);
    (0.8 * room / rankers.max(1) as f64).clamp(STRIP.0, STRIP.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranking::RankerExplanation;
    use proptest::prelude::*;

    /// Items of falling attraction, of which one ranker thinks something, one without an interval, and one nothing.
    fn made_up(count: usize) -> ItemEstimates {
        let attractions: Vec<f64> = (0..count).map(|item| 0.4 / (1.0 + item as f64)).collect();
        let mut item_estimates = ItemEstimates::about(&attractions);
        let estimates: Vec<f64> = attractions.iter().map(|truth| truth * 1.5).collect();
        let whole = RankerExplanation {
            low: attractions.clone(),
            high: vec![f64::INFINITY; count],
            estimates: estimates.clone(),
            ..RankerExplanation::default()
        };
        item_estimates.add(&vec![1; count], &whole);
        item_estimates.add(&vec![1; count], &RankerExplanation { estimates, ..RankerExplanation::default() });
        item_estimates.add(&vec![1; count], &RankerExplanation::default());
        item_estimates
    }

    fn options(log_x: bool, hidden: u16) -> AttractionOptions {
        AttractionOptions { log_x, hidden, theme: Theme::Dark }
    }

    const SIZE: Size = Size { width: 900.0, height: 300.0, ratio: 1.0 };

    fn count_of(marks: &[Primitive], wanted: Ink) -> usize {
        let is = |mark: &&Primitive| matches!(mark, Primitive::Area { paint, .. } if paint.ink == wanted);
        marks.iter().filter(is).count()
    }

    proptest! {
        /// Every number is within its column, every end of a column is someone's, and there are no more columns than fit.
        #[test]
        fn columns_hold_what_is_learned(
            learned in proptest::collection::vec((0.0_f64..3.0, -1.0_f64..2.0, 0.0_f64..1.0), 1..300),
            width in 1.0_f64..20.0,
        ) {
            let mut x = 10.0;
            let learned: Vec<(f64, Learned)> = learned
                .into_iter()
                .map(|(step, estimate, half)| {
                    x += step;
                    (x, Learned { estimate, low: estimate - half, high: estimate + half })
                })
                .collect();
            let found = columns(learned.clone(), width);
            prop_assert!(found.len() as f64 <= (x - 10.0) / width + 2.0);
            prop_assert!(found.windows(2).all(|pair| pair[0].x < pair[1].x));
            for (x, learned) in &learned {
                let holds = |column: &&Column| (column.x / width).floor() == (x / width).floor();
                let mine: Vec<&Column> = found.iter().filter(holds).collect();
                prop_assert_eq!(mine.len(), 1);
                prop_assert!(mine[0].estimates.0 <= learned.estimate && learned.estimate <= mine[0].estimates.1);
                prop_assert!(mine[0].ends.0 <= learned.low && learned.high <= mine[0].ends.1);
            }
            for column in &found {
                let any = |is: &dyn Fn(&Learned) -> bool| learned.iter().any(|(_, learned)| is(learned));
                prop_assert!(any(&|learned| learned.estimate == column.estimates.0));
                prop_assert!(any(&|learned| learned.estimate == column.estimates.1));
                prop_assert!(any(&|learned| learned.low == column.ends.0));
                prop_assert!(any(&|learned| learned.high == column.ends.1));
                let mine = |x: &f64| (column.x / width).floor() == (x / width).floor();
                let estimates: Vec<f64> =
                    learned.iter().filter(|(x, _)| mine(x)).map(|(_, learned)| learned.estimate).collect();
                prop_assert_eq!(column.items, estimates.len());
                let mean = estimates.iter().sum::<f64>() / estimates.len() as f64;
                prop_assert!((column.mean - mean).abs() < 1e-9);
            }
        }

        /// Whatever is thought, nothing is drawn beyond the frame by more than a mark.
        #[test]
        fn marks_stay_in_the_frame(
            numbers in proptest::collection::vec((0.0_f64..=1.0, prop_oneof![Just(f64::INFINITY), -2.0_f64..3.0]), 1..60),
            log_x: bool,
        ) {
            let (attractions, estimates): (Vec<f64>, Vec<f64>) = numbers.into_iter().unzip();
            let mut item_estimates = ItemEstimates::about(&attractions);
            let low = vec![f64::NEG_INFINITY; attractions.len()];
            let high = estimates.clone();
            item_estimates.add(&vec![0; attractions.len()], &RankerExplanation { estimates, low, high, ..RankerExplanation::default() });
            let layout = AttractionChart::new(&item_estimates, options(log_x, 0)).layout(SIZE);
            let frame = layout.frame();
            for mark in &layout.marks {
                let (Primitive::Line { points, .. } | Primitive::Area { points, .. }) = mark else {
                    return Err(TestCaseError::fail(format!("{mark:?}")));
                };
                for point in points {
                    prop_assert!(point.x >= frame.left - STRIP.1 && point.x <= frame.right + STRIP.1, "{:?}", mark);
                    prop_assert!(point.y >= frame.top - STRIP.1 && point.y <= frame.bottom + STRIP.1, "{:?}", mark);
                }
            }
        }
    }

    #[test]
    fn few_items_have_a_mark_each_and_many_no_more_than_can_be_seen() {
        let few = made_up(16);
        let layout = AttractionChart::new(&few, options(false, 0)).layout(SIZE);
        assert_eq!(count_of(&layout.marks, Ink::Series(0)), 16);
        assert_eq!(count_of(&layout.marks, Ink::Series(1)), 16);
        assert_eq!(count_of(&layout.marks, Ink::Series(2)), 0, "it estimates nothing");
        let whiskers = |layout: &Layout| {
            let is = |mark: &&Primitive| matches!(mark, Primitive::Line { paint, .. } if paint.opacity < 1.0);
            layout.marks.iter().filter(is).count()
        };
        assert_eq!(whiskers(&layout), 16, "only one ranker has an interval");
        let many = made_up(9_066);
        for log_x in [false, true] {
            let layout = AttractionChart::new(&many, options(log_x, 0)).layout(SIZE);
            assert!(layout.marks.len() < 1_200, "{} marks", layout.marks.len());
            assert!(count_of(&layout.marks, Ink::Series(1)) > 50);
            let frame = layout.frame();
            assert_eq!(frame.round_at(frame.left), 1);
            assert_eq!(frame.round_at(frame.right), 9_066);
        }
        let hidden = AttractionChart::new(&few, options(false, 1)).layout(SIZE);
        assert_eq!(count_of(&hidden.marks, Ink::Series(0)), 0);
    }

    /// The line of the truth is there, on an axis that has room for it.
    #[test]
    fn the_truth_is_a_line() {
        let item_estimates = made_up(100);
        let layout = AttractionChart::new(&item_estimates, options(false, 0)).layout(SIZE);
        let frame = layout.frame();
        let Some(Primitive::Line { points, paint, .. }) = layout.marks.last() else { panic!("no line") };
        assert_eq!(paint.ink, Ink::Text);
        assert_eq!(points[0], Point { x: frame.x_of(1), y: frame.y_of(f64::from(0.4_f32)) });
        assert!(points[0].y > frame.top);
        assert!(points.windows(2).all(|pair| pair[0].y <= pair[1].y), "it never rises");
    }
}
