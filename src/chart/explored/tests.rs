//! What is drawn lies on the drawing, and stands for the numbers.

use super::super::layout::Align;
use super::super::layout::{Ink, Layout, Point, Primitive, Size, text_width};
use super::super::theme::Theme;
use super::*;

fn bar(label: &str, value: f64) -> DataBar {
    DataBar { label: label.to_owned(), value }
}

fn all() -> Vec<DataPicture> {
    let words = |text: &str| text.to_owned();
    let bars = || vec![bar("0.5", 100.0), bar("1", 0.0), bar("1.5", 401.0), bar("5", 3.0)];
    let mark = |at, dashed| DataMark { at, name: words("mean 3.54"), dashed };
    let row = |name: &str, value| DataRow { name: words(name), value, note: words("1,234") };
    let one =
        |name: &str| DataBox { name: words(name), values: [1.0, 2.0, 3.0, 3.5, 4.5], note: words("29") };
    vec![
        DataPicture::Bars {
            bars: bars(),
            across: words("stars"),
            marks: vec![mark(3.9, false), mark(0.1, true)],
            band: Some((-1.0, 9.0)),
        },
        DataPicture::Over {
            bars: bars(),
            line: vec![Some(3.5), None, Some(3.7), Some(3.4)],
            names: [words("mean"), words("ratings")],
            across: String::new(),
        },
        DataPicture::Lorenz {
            points: vec![0.0, 0.8, 1.0],
            at: (0.5, 0.8),
            name: [words("608 films,"), words("half of all ratings")],
            across: words("of the films"),
        },
        DataPicture::Ranks {
            points: vec![(1.0, 341.0), (10.0, 60.0), (9_066.0, 1.0)],
            across: words("rank"),
            name: words("ratings"),
        },
        DataPicture::Boxes {
            boxes: vec![one("Film-Noir"), one("A genre whose name is much longer than its place")],
        },
        DataPicture::Rows { rows: vec![row("Women", 3.0), row("Men", 4.0)], longest: 5.0 },
        DataPicture::Blocks {
            columns: 3,
            shares: vec![0.57, 0.05, 0.0, 0.01, 0.0, 0.0],
            across: [words("most rated"), words("least rated")],
            down: words("busiest first"),
        },
    ]
}

fn laid_out(picture: DataPicture, width: f64, height: f64) -> Layout {
    DataChart { picture, title: "data".to_owned(), theme: Theme::Light }.layout(Size {
        width,
        height,
        ratio: 1.0,
    })
}

#[test]
fn everything_lies_on_the_drawing() {
    for (width, height) in [(420.0, 190.0), (300.0, 160.0), (180.0, 120.0)] {
        for picture in all() {
            let layout = laid_out(picture.clone(), width, height);
            let inside = |point: &Point| {
                (-0.5..=width + 0.5).contains(&point.x) && (-0.5..=height + 0.5).contains(&point.y)
            };
            for primitive in layout.axes.iter().chain(&layout.marks) {
                let ok = match primitive {
                    Primitive::Line { points, .. } | Primitive::Area { points, .. } => {
                        points.iter().all(|point| inside(point) && point.x.is_finite())
                    }
                    Primitive::Rule { from, to, .. } => inside(from) && inside(to),
                    Primitive::Text { text, at, align, .. } => {
                        let wide = text_width(text);
                        let (from, to) = match align {
                            Align::Left => (at.x, at.x + wide),
                            Align::Centre => (at.x - wide / 2.0, at.x + wide / 2.0),
                            Align::Right => (at.x - wide, at.x),
                        };
                        // Beside the narrowest drawing a name may reach over; the letters' widths are estimates.
                        width < 200.0 || from >= -4.0 && to <= width + 4.0 && inside(at)
                    }
                };
                assert!(ok, "{width} by {height}: {primitive:?} of {picture:?}");
            }
        }
    }
}

/// The heights of the filled areas with full colour.
fn heights(layout: &Layout) -> Vec<f64> {
    let areas = layout.marks.iter().filter_map(|mark| match mark {
        Primitive::Area { points, paint } if paint.opacity == 1.0 && paint.ink == Ink::Muted => Some(points),
        _ => None,
    });
    areas.map(|points| points[2].y - points[0].y).collect()
}

#[test]
fn bars_are_as_high_as_their_values() {
    let bars = vec![bar("a", 100.0), bar("b", 50.0), bar("c", 0.0), bar("d", 0.001)];
    let picture = DataPicture::Bars { bars, across: String::new(), marks: Vec::new(), band: None };
    let found = heights(&laid_out(picture, 420.0, 190.0));
    assert!((found[0] / found[1] - 2.0).abs() < 1e-9, "{found:?}");
    // Nothing has no height, and what is there is seen.
    assert_eq!((found[2], found[3]), (0.0, 1.0));
}

#[test]
fn no_data_is_no_panic() {
    for picture in [
        DataPicture::Bars { bars: Vec::new(), across: String::new(), marks: Vec::new(), band: None },
        DataPicture::Over {
            bars: Vec::new(),
            line: Vec::new(),
            names: Default::default(),
            across: String::new(),
        },
        DataPicture::Lorenz {
            points: Vec::new(),
            at: (0.0, 0.0),
            name: Default::default(),
            across: String::new(),
        },
        DataPicture::Ranks { points: Vec::new(), across: String::new(), name: String::new() },
        DataPicture::Boxes { boxes: Vec::new() },
        DataPicture::Rows { rows: Vec::new(), longest: 0.0 },
        DataPicture::Blocks {
            columns: 0,
            shares: Vec::new(),
            across: Default::default(),
            down: String::new(),
        },
    ] {
        laid_out(picture, 420.0, 190.0);
    }
}

#[test]
fn blocks_are_darker_where_more_is_known() {
    let dark = |share| boxes::darkness(share, 0.5);
    assert_eq!((dark(0.5), dark(0.0)), (1.0, 0.0));
    assert!(dark(0.5) > dark(0.05) && dark(0.05) > dark(0.005) && dark(1e-9) > 0.0);
}
