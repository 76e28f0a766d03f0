//! Lines as pixels need them: thinned, simplified, cut at the frame and into dashes.

use super::layout::{Frame, Point};
use crate::math::sorting::sort_indexes;

/// The points with at most the first, the lowest, the highest and the last of each column of `column` CSS pixels.
/// Points are in the order of x. What a screen can't show costs most of the drawing time.
pub(super) fn thinned(points: &[Point], column: f64) -> Vec<Point> {
    let of = |point: &Point| (point.x / column).floor();
    let mut kept: Vec<Point> = Vec::new();
    for (index, group) in points.chunk_by(|a, b| of(a) == of(b)).enumerate() {
        let by_height = |a: &(usize, &Point), b: &(usize, &Point)| a.1.y.total_cmp(&b.1.y);
        let lowest = group.iter().enumerate().min_by(by_height).map(|(place, _)| place);
        let highest = group.iter().enumerate().max_by(by_height).map(|(place, _)| place);
        let mut places: Vec<usize> = lowest.into_iter().chain(highest).collect();
        // A line begins and ends where it does, even where that is neither the lowest nor the highest point.
        if index == 0 {
            places.push(0);
        }
        if group.as_ptr_range().end == points.as_ptr_range().end {
            places.push(group.len() - 1);
        }
        sort_indexes(&mut places, &|one, other| one.cmp(&other));
        places.dedup();
        kept.extend(places.into_iter().map(|place| group[place]));
    }
    kept
}

/// The points without those that lie within `tolerance` CSS pixels of the line through the others (Ramer 1972,
/// Douglas and Peucker 1973).
pub(super) fn simplified(points: &[Point], tolerance: f64) -> Vec<Point> {
    let mut keep = vec![false; points.len()];
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    (keep[0], keep[last]) = (true, true);
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let far = (from + 1..to).map(|index| (index, distance(points[index], points[from], points[to])));
        let Some((index, away)) = far.max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
        if away > tolerance {
            keep[index] = true;
            open.extend([(from, index), (index, to)]);
        }
    }
    points.iter().zip(keep).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

/// Distance of a point from the straight piece between two others.
fn distance(point: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length_squared = dx * dx + dy * dy;
    let along = if length_squared > 0.0 {
        (((point.x - from.x) * dx + (point.y - from.y) * dy) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (point.x - from.x - along * dx).hypot(point.y - from.y - along * dy)
}

/// The parts of a line that are inside the frame from top to bottom.
pub(super) fn clipped(points: &[Point], frame: &Frame) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut part: Vec<Point> = Vec::new();
    if let [only] = points {
        return if frame.contains(*only) { vec![vec![*only]] } else { Vec::new() };
    }
    for pair in points.windows(2) {
        let Some((from, to)) = piece_inside(pair[0], pair[1], frame) else {
            continue;
        };
        if part.last() != Some(&from) {
            parts.extend((part.len() > 1).then(|| std::mem::take(&mut part)));
            part = vec![from];
        }
        if to != from {
            part.push(to);
        }
    }
    parts.extend((!part.is_empty()).then_some(part));
    parts
}

/// The part of a straight piece that is inside the frame from top to bottom.
fn piece_inside(from: Point, to: Point, frame: &Frame) -> Option<(Point, Point)> {
    let (top, bottom) = (frame.top, frame.bottom);
    if from.y.max(to.y) < top || from.y.min(to.y) > bottom {
        return None;
    }
    // The clamp leaves a point inside as it is, and puts a cut exactly on the edge.
    let cut = |end: Point, other: Point| {
        let y = end.y.clamp(top, bottom);
        let share = if end.y == y { 0.0 } else { (y - end.y) / (other.y - end.y) };
        Point { x: end.x + share * (other.x - end.x), y }
    };
    Some((cut(from, to), cut(to, from)))
}

/// A line cut into dashes, the pattern running on through its corners. Lengths are in the points' unit.
pub(super) fn dashes(points: &[Point], pattern: &[f64], unit: f64) -> Vec<Vec<Point>> {
    if pattern.iter().sum::<f64>() * unit < 1e-3 {
        return vec![points.to_vec()];
    }
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut place = 0;
    let mut left = pattern[0] * unit;
    let mut part: Vec<Point> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut length = (to.x - from.x).hypot(to.y - from.y);
        while length > left {
            let share = left / length;
            let cut = Point { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
            if place % 2 == 0 {
                part.push(cut);
                parts.push(std::mem::take(&mut part));
            } else {
                part = vec![cut];
            }
            (from, length) = (cut, length - left);
            place += 1;
            left = pattern[place % pattern.len()] * unit;
        }
        left -= length;
        if place % 2 == 0 {
            part.push(to);
        }
    }
    parts.extend((part.len() > 1).then_some(part));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scale::Scale;
    use proptest::prelude::*;

    fn frame() -> Frame {
        let scale = |from, to| Scale { low: 0.0, high: 1.0, log: false, from, to };
        Frame {
            left: 0.0,
            top: 0.0,
            right: 400.0,
            bottom: 100.0,
            x: scale(0.0, 400.0),
            y: scale(100.0, 0.0),
            rounds: vec![],
        }
    }

    fn length(points: &[Point]) -> f64 {
        points.windows(2).map(|pair| (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y)).sum()
    }

    fn line() -> impl Strategy<Value = Vec<Point>> {
        proptest::collection::vec((0.0_f64..2.0, -50.0_f64..150.0), 1..300).prop_map(|steps| {
            let mut x = 0.0;
            let along = steps.into_iter().map(|(step, y)| {
                x += step;
                Point { x: f64::min(x, 400.0), y }
            });
            along.collect()
        })
    }

    proptest! {
        #[test]
        fn thinning_keeps_the_extremes_and_the_ends(points in line(), column in 0.5_f64..20.0) {
            let thin = thinned(&points, column);
            let extreme = |points: &[Point], pick: fn(f64, f64) -> f64| points.iter().map(|point| point.y).reduce(pick);
            prop_assert_eq!(extreme(&thin, f64::min), extreme(&points, f64::min));
            prop_assert_eq!(extreme(&thin, f64::max), extreme(&points, f64::max));
            prop_assert_eq!((thin.first(), thin.last()), (points.first(), points.last()));
            let columns = (400.0 / column).floor() as usize + 1;
            prop_assert!(thin.len() <= 2 * columns + 2);
            prop_assert!(thin.windows(2).all(|pair| pair[0].x <= pair[1].x));
        }

        #[test]
        fn what_is_simplified_stays_within_its_tolerance(points in line(), tolerance in 0.1_f64..5.0) {
            let simple = simplified(&points, tolerance);
            for point in &points {
                let nearest = if simple.len() == 1 {
                    distance(*point, simple[0], simple[0])
                } else {
                    simple.windows(2).map(|pair| distance(*point, pair[0], pair[1])).fold(f64::INFINITY, f64::min)
                };
                prop_assert!(nearest <= tolerance + 1e-9);
            }
        }

        #[test]
        fn what_is_clipped_is_inside_and_nothing_inside_is_lost(points in line()) {
            let frame = frame();
            let parts = clipped(&points, &frame);
            prop_assert!(parts.iter().flatten().all(|point| frame.contains(*point)));
            for point in points.iter().filter(|point| frame.contains(**point)) {
                prop_assert!(parts.iter().flatten().any(|kept| kept == point));
            }
        }

        #[test]
        fn dashes_have_their_lengths(points in line(), pattern in proptest::collection::vec(1.0_f64..20.0, 1..4)) {
            let pattern: Vec<f64> = pattern.iter().chain(&pattern).copied().collect();
            let parts = dashes(&points, &pattern, 2.0);
            let whole = length(&points);
            let mut start = 0.0;
            for (index, part) in parts.iter().enumerate() {
                let dash = pattern[2 * index % pattern.len()] * 2.0;
                let expected = f64::min(dash, whole - start);
                prop_assert!((length(part) - expected).abs() < 1e-6, "{} {}", length(part), expected);
                start += dash + pattern[(2 * index + 1) % pattern.len()] * 2.0;
            }
            prop_assert!(start >= whole - 1e-6, "the dashes reach the end");
        }
    }

    #[test]
    fn a_line_without_a_pattern_is_whole() {
        let points = [Point { x: 0.0, y: 0.0 }, Point { x: 3.0, y: 4.0 }];
        assert_eq!(dashes(&points, &[], 1.0), [points.to_vec()]);
    }

    #[test]
    fn dashes_by_hand() {
        let points = [Point { x: 0.0, y: 0.0 }, Point { x: 10.0, y: 0.0 }, Point { x: 10.0, y: 10.0 }];
        let at = |x: f64, y: f64| Point { x, y };
        assert_eq!(
            dashes(&points, &[8.0, 1.0], 1.0),
            [
                vec![at(0.0, 0.0), at(8.0, 0.0)],
                vec![at(9.0, 0.0), at(10.0, 0.0), at(10.0, 7.0)],
                vec![at(10.0, 8.0), at(10.0, 10.0)],
            ]
        );
    }
}
