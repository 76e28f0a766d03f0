//! The charts as a whole: what is laid out stays where it belongs, and the painters draw it.

use std::convert::Infallible;

use plotters::backend::DrawingBackend;
use plotters::drawing::IntoDrawingArea;
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};
use proptest::prelude::*;

use super::curves::Curves;
use super::layout::text_width;
use super::summary::tests::{advance, begun, made_up};
use super::*;
use crate::metrics::{AVERAGE_REWARD, IN_EVERY_RUN, Metric, REGRET};
use crate::results::RunLog;

const AGENTS: [&str; 5] = ["lin_ucb", "lin_ts", "epsilon_greedy", "random", "oracle"];

/// A backend that keeps the calls, as a canvas would get them.
struct Recorder<'a> {
    size: (u32, u32),
    calls: &'a mut Vec<Call>,
}

#[derive(Debug, Clone, PartialEq)]
enum Call {
    Path { points: Vec<BackendCoord>, width: u32, alpha: f64 },
    Polygon { points: Vec<BackendCoord>, rgb: (u8, u8, u8) },
    Rect { from: BackendCoord, to: BackendCoord },
    Text { text: String, at: BackendCoord, size: f64 },
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Recorder<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, _: BackendColor) -> Drawn {
        panic!("a pixel at {point:?}: something is drawn dot by dot");
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        _: &S,
        fill: bool,
    ) -> Drawn {
        assert!(fill);
        self.calls.push(Call::Rect { from, to });
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let (width, alpha) = (style.stroke_width(), style.color().alpha);
        self.calls.push(Call::Path { points: path.into_iter().collect(), width, alpha });
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.calls.push(Call::Polygon { points: path.into_iter().collect(), rgb: style.color().rgb });
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        self.calls.push(Call::Text { text: text.to_owned(), at, size: style.size() });
        Ok(())
    }
}

/// The calls for the axes, then those for the marks.
fn drawn(layout: &Layout) -> (Vec<Call>, Vec<Call>) {
    let device = |length: f64| (length * layout.size.ratio) as u32;
    let size = (device(layout.size.width), device(layout.size.height));
    let (mut axes, mut marks) = (Vec::new(), Vec::new());
    draw_axes(&Recorder { size, calls: &mut axes }.into_drawing_area(), layout).expect("recorded");
    draw_marks(&Recorder { size, calls: &mut marks }.into_drawing_area(), layout).expect("recorded");
    (axes, marks)
}

fn chart(log: &RunLog, metric: &'static Metric, options: Options) -> LineChart {
    let mut curves = Curves::new(log.policies.len());
    curves.catch_up(log);
    LineChart::new(log, &curves, metric, options)
}

fn options(log_x: bool, log_y: bool, members: bool) -> Options {
    Options { log_x, log_y, members, ..Options::default() }
}

/// Boxes of the texts: left, top, right, bottom, by the widths that the layout reckons with.
fn boxes(primitives: &[Primitive]) -> Vec<(String, [f64; 4])> {
    let of = |primitive: &Primitive| match primitive {
        Primitive::Text { text, at, align, .. } => {
            let width = text_width(text);
            let left = match align {
                Align::Left => at.x,
                Align::Centre => at.x - width / 2.0,
                Align::Right => at.x - width,
            };
            Some((text.clone(), [left, at.y - 6.0, left + width, at.y + 6.0]))
        }
        _ => None,
    };
    primitives.iter().filter_map(of).collect()
}

fn assert_in_place(layout: &Layout) {
    let frame = layout.frame();
    for primitive in &layout.marks {
        match primitive {
            Primitive::Line { points, width, .. } if *width > 1.0 => {
                assert!(points.iter().all(|point| frame.contains(*point)), "{primitive:?} in {frame:?}");
            }
            // A marker reaches beyond its place, which may be at the frame's edge.
            Primitive::Area { points, paint } => {
                let slack = if paint.opacity < 1.0 { 0.0 } else { 6.0 };
                let inside = |point: &Point| {
                    (frame.left - slack..=frame.right + slack).contains(&point.x)
                        && (frame.top - slack..=frame.bottom + slack).contains(&point.y)
                };
                assert!(points.iter().all(inside), "{primitive:?} in {frame:?}");
            }
            _ => {}
        }
    }
    let texts: Vec<(String, [f64; 4])> =
        boxes(&layout.axes).into_iter().chain(boxes(&layout.marks)).collect();
    for (index, (text, a)) in texts.iter().enumerate() {
        assert!(a[0] >= 0.0 && a[1] >= 0.0, "{text} at {a:?}");
        assert!(
            a[2] <= layout.size.width && a[3] <= layout.size.height,
            "{text} at {a:?} in {:?}",
            layout.size
        );
        for (other, b) in &texts[..index] {
            let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            assert!(apart, "{text} at {a:?} on {other} at {b:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn everything_is_in_its_place(
        width in 120.0_f64..1400.0,
        height in 120.0_f64..700.0,
        ratio in 1.0_f64..3.0,
        slopes in proptest::collection::vec(0.0_f64..1e4, 5),
        seeds in 1_u32..4,
        done in 1_u64..=100,
        log_x: bool,
        log_y: bool,
    ) {
        let mut log = begun(&AGENTS, seeds);
        advance(&mut log, done, |policy, seed, round| slopes[policy] * round * (1.0 + 0.1 * seed as f64));
        for metric in IN_EVERY_RUN {
            let chart = chart(&log, metric, options(log_x, log_y, true));
            let layout = chart.layout(Size { width, height, ratio });
            assert_in_place(&layout);
            let frame = layout.frame();
            for (index, round) in log.rounds[..log.common_checkpoints()].iter().enumerate() {
                prop_assert_eq!(frame.round_at(frame.x_of(*round)), *round);
                prop_assert_eq!(frame.checkpoint_at(frame.x_of(*round)), Some(index));
            }
            prop_assert_eq!(frame.round_at(-1e9), 1);
        }
        assert_in_place(&ShareChart::new(&log, 0, Theme::Dark).layout(Size { width, height, ratio }));
    }
}

#[test]
fn a_chart_of_nothing_has_axes_and_no_marks() {
    let log = begun(&AGENTS, 2);
    for metric in IN_EVERY_RUN {
        for log_y in [false, true] {
            let layout = chart(&log, metric, options(true, log_y, true)).layout(Size {
                width: 0.0,
                height: 0.0,
                ratio: 1.0,
            });
            assert!(layout.marks.is_empty() && !layout.axes.is_empty());
            assert_eq!(layout.frame().round_at(100.0), 0);
        }
    }
    let shares = ShareChart::new(&log, 0, Theme::Light);
    assert!(shares.legend(None).is_empty() && shares.layout(SIZE).marks.is_empty());
    assert!(ShareChart::new(&log, 9, Theme::Light).legend(None).is_empty());
}

const SIZE: Size = Size { width: 700.0, height: 320.0, ratio: 2.0 };

#[test]
fn curves_are_where_their_values_are() {
    let log =
        made_up(&["lin_ucb", "random"], 2, |policy, seed, round| round * (1.0 + (policy * 2 + seed) as f64));
    let layout = regret_chart(&log).layout(SIZE);
    let frame = layout.frame();
    // Means of random are 3.5 a round: 350 in the end, on an axis from 0 to the upper end of the band.
    let curves = layout.marks.iter().filter_map(|mark| match mark {
        Primitive::Line { points, paint, width, .. } if *width == 2.0 => Some((paint.ink, points)),
        _ => None,
    });
    let curves: Vec<(Ink, &Vec<Point>)> = curves.collect();
    assert_eq!(curves.iter().map(|(ink, _)| *ink).collect::<Vec<Ink>>(), [Ink::Series(0), Ink::Series(1)]);
    let end = curves[1].1.last().expect("has points");
    assert_eq!((end.x, end.y), (frame.right, frame.y_of(350.0)));
    assert!((frame.y_of(0.0), frame.x_of(0)) == (frame.bottom, frame.left));
}

#[test]
fn a_curve_goes_as_far_as_the_slowest_seed() {
    let mut log = begun(&["lin_ucb"], 2);
    advance(&mut log, 50, |_, _, round| round);
    let layout = chart(&log, &REGRET, options(false, false, false)).layout(SIZE);
    let frame = layout.frame();
    let last = layout.marks.iter().find_map(|mark| match mark {
        Primitive::Line { points, .. } => points.last().copied(),
        _ => None,
    });
    assert_eq!(last.map(|point| point.x), Some(frame.x_of(50)));
    assert_eq!(frame.x_of(50), (frame.left + frame.right) / 2.0);
}

#[test]
fn a_logarithmic_axis_leaves_out_what_it_can_not_show() {
    let log =
        made_up(
            &["lin_ucb", "oracle"],
            2,
            |policy, _, round| {
                if policy == 1 || round < 30.0 { 0.0 } else { round - 29.0 }
            },
        );
    let layout = chart(&log, &REGRET, options(true, true, false)).layout(SIZE);
    let lines = layout.marks.iter().filter_map(|mark| match mark {
        Primitive::Line { points, paint, width, .. } if *width > 1.0 => Some((paint.ink, points[0].x)),
        _ => None,
    });
    assert_eq!(lines.collect::<Vec<(Ink, f64)>>(), [(Ink::Series(0), layout.frame().x_of(30))]);
}

#[test]
fn the_learners_have_a_scale_and_what_is_far_above_it_is_named_where_it_leaves() {
    let slopes = [1.0, 1.2, 2.0, 12.0, 0.0];
    let log = made_up(&AGENTS, 5, |policy, seed, round| slopes[policy] * round * (1.0 + 0.01 * seed as f64));
    let whole = chart(&log, &REGRET, Options::default());
    assert_eq!(whole.far_above(), [3]);
    assert!(chart(&log, &AVERAGE_REWARD, Options::default()).far_above().is_empty());
    let learners = chart(&log, &REGRET, Options { learners: true, ..Options::default() });
    let (wide, narrow) = (whole.layout(SIZE), learners.layout(SIZE));
    assert!(
        wide.frame().y_of(1_200.0) > wide.frame().top
            && wide.frame().y_of(200.0) > narrow.frame().y_of(200.0)
    );
    assert_in_place(&narrow);
    let names = boxes(&narrow.marks);
    assert!(
        names.iter().any(|(text, _)| text.starts_with("Random 1,2") && text.ends_with("above this scale")),
        "{names:?}"
    );
    // Where the rest is no smaller than a third, nothing leaves the frame.
    let log = made_up(&AGENTS, 5, |policy, _, round| (1.0 + policy as f64) * round);
    assert!(chart(&log, &REGRET, Options::default()).far_above().is_empty());
}

#[test]
fn below_four_seeds_the_seeds_are_drawn_and_no_band() {
    let faint = |seeds: u32| {
        let log = made_up(&["lin_ucb"], seeds, |_, seed, round| round * (1.0 + seed as f64));
        let layout = chart(&log, &REGRET, Options::default()).layout(SIZE);
        let is_band =
            |mark: &&Primitive| matches!(mark, Primitive::Area { paint, .. } if paint.opacity < 1.0);
        let is_seed =
            |mark: &&Primitive| matches!(mark, Primitive::Line { paint, .. } if paint.opacity < 1.0);
        (layout.marks.iter().filter(is_band).count(), layout.marks.iter().filter(is_seed).count())
    };
    assert_eq!([1, 2, 3, 4, 5].map(faint), [(0, 0), (0, 2), (0, 3), (1, 0), (1, 0)]);
}

#[test]
fn axes_are_drawn_anew_only_when_they_change() {
    let grown = |done: u64| {
        let mut log = begun(&["lin_ucb"], 2);
        advance(&mut log, done, |_, _, round| round);
        chart(&log, &REGRET, options(false, false, false)).layout(SIZE).axes_key()
    };
    let keys: Vec<u64> = (1..=100).map(grown).collect();
    let changes = keys.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!((1..=20).contains(&changes), "{changes} changes in two decades");
    let log = made_up(&["lin_ucb"], 2, |_, _, round| round);
    let light = regret_chart(&log).layout(SIZE);
    assert_ne!(light.axes_key(), regret_chart(&log).layout(Size { width: 701.0, ..SIZE }).axes_key());
    let dark = chart(&log, &REGRET, Options { theme: Theme::Dark, ..Options::default() });
    assert_ne!(light.axes_key(), dark.layout(SIZE).axes_key());
}

#[test]
fn painters_draw_in_device_pixels_with_few_calls() {
    let log = made_up(&AGENTS, 3, |policy, seed, round| round * (1.0 + policy as f64 + 0.1 * seed as f64));
    let layout = regret_chart(&log).layout(SIZE);
    let (axes, marks) = drawn(&layout);
    assert_eq!(axes[0], Call::Rect { from: (0, 0), to: (1400, 640) });
    assert!(axes.iter().all(|call| !matches!(call, Call::Text { size, .. } if *size != 24.0)));
    let paths = marks.iter().filter(|call| matches!(call, Call::Path { .. })).count();
    assert!(marks.len() < 300, "{} calls, {paths} of them paths", marks.len());
    assert!(marks.iter().any(|call| matches!(call, Call::Path { width: 4, alpha, .. } if *alpha == 1.0)));
    let names = marks.iter().filter_map(|call| match call {
        Call::Text { text, .. } if text.starts_with(|letter: char| letter.is_alphabetic()) => {
            Some(text.as_str())
        }
        _ => None,
    });
    let names: Vec<&str> = names.collect();
    assert_eq!(names, ["LinUCB", "Linear Thompson sampling", "Epsilon-greedy", "Random", "Oracle"]);
    for call in &marks {
        if let Call::Polygon { points, rgb } = call {
            assert!(points.iter().all(|(x, y)| (0..=1400).contains(x) && (0..=640).contains(y)), "{rgb:?}");
        }
    }
    let narrow = regret_chart(&log).layout(Size { width: 290.0, height: 260.0, ratio: 3.0 });
    assert!(!drawn(&narrow).1.iter().any(|call| matches!(call, Call::Text { .. })), "no room for names");
}

#[test]
fn shares_fill_the_frame_and_name_the_most_chosen() {
    let log = made_up(&["lin_ucb"], 2, |_, _, round| round);
    let chart = ShareChart::new(&log, 0, Theme::Light);
    let legend = chart.legend(None);
    let labels: Vec<&str> = legend.iter().map(|(_, label, _)| label.as_str()).collect();
    assert_eq!(labels, ["One", "Two", "Three"]);
    assert!((legend.iter().map(|(_, _, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
    assert_eq!(legend[0].2, 1.0);
    let layout = chart.layout(SIZE);
    let frame = layout.frame();
    let Some(Primitive::Area { points, .. }) = layout.marks.get(2) else { panic!("three areas first") };
    assert!(points[..points.len() / 2].iter().all(|point| (point.y - frame.top).abs() < 1e-6));
    assert_eq!(points[0].x, frame.left);
}

#[test]
fn more_items_than_colours_share_the_last_area() {
    let mut log = made_up(&["lin_ucb"], 1, |_, _, round| round);
    log.items = (0..12).map(|item| format!("Film {item}")).collect();
    let many = |row: &Vec<u64>| (0..12).map(|item| row[0] * (13 - item)).collect();
    log.policies[0].arm_counts = log.policies[0].arm_counts.iter().map(many).collect();
    let legend = ShareChart::new(&log, 0, Theme::Dark).legend(None);
    assert_eq!(legend.len(), MOST_NAMED + 1);
    assert_eq!(legend[MOST_NAMED].1, "5 others");
    // Weights 13, 12, ... 2 sum to 90, of which 6, 5, 4, 3, 2 are the others'.
    assert!((legend[MOST_NAMED].2 - 20.0 / 90.0).abs() < 1e-12);
}

#[test]
fn an_svg_for_the_page_is_small_and_follows_the_theme() {
    let log = made_up(&AGENTS, 5, |policy, seed, round| {
        round.sqrt() * (1.0 + policy as f64 + 0.1 * seed as f64) + (round * 0.7).sin()
    });
    let svg = static_svg(&regret_chart(&log), 700.0, 320.0);
    assert!(svg.len() < 12_000, "{} bytes", svg.len());
    for part in [
        "class=\"line series-0\"",
        ":root[data-theme=dark] .chart .series-0{color:#56b4e9}",
        ">LinUCB</text>",
    ] {
        assert!(svg.contains(part), "{part} in {svg}");
    }
    let dark = chart(&log, &AVERAGE_REWARD, Options { theme: Theme::Dark, ..Options::default() });
    let saved = saved_svg(&dark.layout(SIZE), "https://example.org/#1a=<b>&c");
    assert!(
        saved.contains("<rect class=\"background\"") && saved.contains(".chart .background{color:#171a20}")
    );
    assert!(!saved.contains("data-theme"));
}
