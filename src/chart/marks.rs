//! Marks along the horizontal axis: where something happened while a curve went on.

use super::layout::{Align, Frame, Ink, Point, Primitive, text_width};

/// Dots and gaps of a mark's line, CSS pixels.
const DOTS: &[f64] = &[3.0, 3.0];

/// Height of a row of names, and how many rows there are, CSS pixels.
const ROW: f64 = 15.0;
const ROWS: usize = 4;

/// Between a line and its name, and between two names, CSS pixels.
const GAP: f64 = 4.0;

/// Of so many marks at most a screen reader says what they are.
const SAID: usize = 20;

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where along the axis.
    pub place: f64,
    /// A word or two, drawn beside its line where there is room.
    pub label: String,
    /// What it is, without a capital or an end.
    pub words: String,
}

/// A line for each mark within the frame, and its name in the first row in which it covers no other one.
pub(super) fn lines(marks: &[Mark], frame: &Frame) -> Vec<Primitive> {
    let mut drawn = Vec::new();
    let mut ends = [f64::NEG_INFINITY; ROWS];
    let is_within = |mark: &&Mark| mark.place >= frame.x.low && mark.place <= frame.x.high;
    for mark in marks.iter().filter(is_within) {
        let x = frame.x_at(mark.place);
        let points = vec![Point { x, y: frame.top }, Point { x, y: frame.bottom }];
        drawn.push(Primitive::Line { points, paint: Ink::Muted.into(), width: 1.0, dash: DOTS });
        let end = x + GAP + text_width(&mark.label);
        let row = ends.iter().position(|last| last + GAP <= x).filter(|_| end <= frame.right);
        if let Some(row) = row {
            ends[row] = end;
            let at = Point { x: x + GAP, y: frame.top + ROW * (row as f64 + 0.5) };
            drawn.push(Primitive::Text { text: mark.label.clone(), at, align: Align::Left, ink: Ink::Text });
        }
    }
    drawn
}

/// What a screen reader says of them: the latest ones, with where they are in the words of `place`. Empty without marks.
pub(super) fn words(marks: &[Mark], place: impl Fn(f64) -> String) -> String {
    if marks.is_empty() {
        return String::new();
    }
    let more = marks.len().saturating_sub(SAID);
    let all = marks[more..].iter().map(|mark| format!("{}: {}", place(mark.place), mark.words));
    let before = if more > 0 { format!("{more} earlier ones; ") } else { String::new() };
    format!(". Marks: {before}{}", all.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{Overlay, OverlayChart, Shape, Size, Theme};
    use crate::metrics::REGRET;
    use crate::results::Band;
    use crate::runs::Axis;

    fn mark(place: f64) -> Mark {
        Mark { place, label: "canary v2".to_owned(), words: "v2 answers a share".to_owned() }
    }

    fn chart(marks: Vec<Mark>) -> OverlayChart {
        let band = |mean: f64| Band { mean, standard_error: 0.0, low: mean, high: mean, seeds: 1 };
        let curve = Overlay::of_bands("All users", &REGRET, &[10, 1_000], &[band(1.0), band(50.0)]);
        let shape = Shape { axis: Axis::Rounds, window: None, smoothing: 0.0 };
        OverlayChart::new(&REGRET, "", shape, vec![curve], Theme::Light).with_marks(marks)
    }

    #[test]
    fn marks_are_lines_with_names_that_cover_no_other_and_words() {
        let size = Size { width: 700.0, height: 300.0, ratio: 1.0 };
        // Three together, one far away, one at the very end, and one beyond it.
        let places = [300.0, 302.0, 304.0, 600.0, 1_000.0, 1_500.0];
        let layout = chart(places.map(mark).to_vec()).layout(size);
        let dotted =
            layout.marks.iter().filter(|mark| matches!(mark, Primitive::Line { dash, .. } if *dash == DOTS));
        assert_eq!(dotted.count(), 5);
        let names: Vec<Point> = layout
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Primitive::Text { text, at, .. } if text == "canary v2" => Some(*at),
                _ => None,
            })
            .collect();
        assert_eq!(names.len(), 4, "that at the end has no room for its name");
        for (index, one) in names.iter().enumerate() {
            for other in &names[index + 1..] {
                let apart = (one.x - other.x).abs() >= text_width("canary v2")
                    || (one.y - other.y).abs() >= ROW - 0.1;
                assert!(apart, "{one:?} {other:?}");
            }
        }
        let title = chart(vec![mark(300.0)]).title();
        assert!(title.ends_with("All users. Marks: round 300: v2 answers a share"), "{title}");
        assert!(!chart(Vec::new()).title().contains("Marks"));
        let many = chart((0..30).map(|place| mark(f64::from(place))).collect()).title();
        assert!(many.contains("Marks: 10 earlier ones; round 10: "), "{many}");
    }
}
