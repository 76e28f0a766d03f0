//! The ends of curves: a marker, and beside it whose curve it is and where it stands.

use super::labels::spread;
use super::layout::{Align, Frame, Ink, Point, Primitive, Size, TEXT_SIZE, shortened, text_width};
use super::theme::marker;

/// Below this width there is no room for names beside the lines, CSS pixels.
const NARROW: f64 = 300.0;

/// Radius of a marker, CSS pixels.
const MARKER: f64 = 5.0;

/// From the end of a line to its name, CSS pixels.
const TO_NAME: f64 = 19.0;

/// Height of a line of a name, CSS pixels.
const LINE: f64 = TEXT_SIZE + 2.0;

/// Between two names, CSS pixels.
const GAP: f64 = 3.0;

/// Most lines of a name.
const MOST_LINES: usize = 2;

/// Where a curve ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct End {
    /// Which policy.
    pub index: usize,
    /// Its name.
    pub label: String,
    /// Where it stands, in words.
    pub value: String,
    /// Where it ends on the horizontal axis.
    pub round: f64,
    /// Its mean there.
    pub mean: f64,
    /// The first round at which it is above the frame, where it ends above it.
    pub left: Option<f64>,
}

/// A name in at most two lines that fit.
fn lines_of(label: &str, width: f64) -> Vec<String> {
    if text_width(label) <= width {
        return vec![label.to_owned()];
    }
    // The longest beginning that fits, up to a space.
    let mut spaces = label.match_indices(' ').map(|(place, _)| place);
    let first = spaces.rfind(|place| text_width(&label[..*place]) <= width);
    match first {
        Some(place) => vec![label[..place].to_owned(), shortened(&label[place + 1..], width)],
        None => vec![shortened(label, width)],
    }
}

/// Room to the right of the frame for the names, CSS pixels; none where the chart is too narrow for names.
pub(super) fn gutter(ends: &[End], size: Size) -> Option<f64> {
    if size.width < NARROW {
        return None;
    }
    let most = if size.width < 480.0 { 0.32 } else { 0.27 } * size.width;
    let widest = |text: &str| text_width(text).min(most);
    let needed =
        ends.iter().filter(|end| end.left.is_none()).flat_map(|end| [widest(&end.label), widest(&end.value)]);
    let needed = needed.fold(0.0, f64::max);
    // In steps, so that the frame does not move with every digit.
    (needed > 0.0).then(|| ((needed + TO_NAME + 4.0) / 12.0).ceil() * 12.0)
}

/// A marker at the end of each curve, and beside it its name and value, where there is room. Names of curves that end together
/// are apart, each with a line to its end; a curve that has left the frame is named where it did.
pub(super) fn marks(ends: &[End], frame: &Frame, gutter: Option<f64>) -> Vec<Primitive> {
    let mut marks = Vec::new();
    let (gone, here): (Vec<&End>, Vec<&End>) = ends.iter().partition(|end| end.left.is_some());
    for (row, end) in gone.into_iter().enumerate() {
        marks.extend(above(end, row, frame, gutter.is_some()));
    }
    let at = |end: &End| Point { x: frame.x_at(end.round), y: frame.y_of(end.mean) };
    let named = gutter.and_then(|gutter| named(&here, frame, gutter - TO_NAME - 2.0, at));
    marks.extend(named.unwrap_or_else(|| here.iter().map(|end| shape(end.index, at(end))).collect()));
    marks
}

fn shape(index: usize, centre: Point) -> Primitive {
    let points = marker(index).outline(centre, MARKER);
    Primitive::Area { points, paint: Ink::Series(index).into() }
}

/// Names, values and markers beside the ends; none where there is no room even for names of one line.
fn named(ends: &[&End], frame: &Frame, width: f64, at: impl Fn(&End) -> Point) -> Option<Vec<Primitive>> {
    let wanted: Vec<f64> = ends.iter().map(|end| at(end).y).collect();
    let names: Vec<Vec<String>> = ends.iter().map(|end| lines_of(&end.label, width)).collect();
    let most = names.iter().map(Vec::len).max().unwrap_or(1).min(MOST_LINES);
    let (top, bottom) = (frame.top, frame.bottom);
    // With all lines and the value, then with one line and the value, then with one line alone.
    let forms = [(most, true), (1, true), (1, false)];
    let (lines, valued, places) = forms.into_iter().find_map(|(lines, valued)| {
        let height = LINE * (lines + usize::from(valued)) as f64;
        let places = spread(&wanted, height + GAP, top + height / 2.0, bottom - height / 2.0)?;
        Some((lines, valued, places))
    })?;
    let mut marks = Vec::new();
    for ((end, y), name) in ends.iter().zip(places).zip(names) {
        let tip = at(end);
        let paint = Ink::Series(end.index).into();
        let points = vec![tip, Point { x: tip.x + TO_NAME - 3.0, y }];
        marks.push(Primitive::Line { points, paint, width: 1.0, dash: &[] });
        marks.push(shape(end.index, tip));
        let name = if lines == 1 { vec![shortened(&end.label, width)] } else { name };
        let rows = name.len() + usize::from(valued);
        let texts = name.into_iter().map(|text| (text, Ink::Series(end.index)));
        let value = valued.then(|| (shortened(&end.value, width), Ink::Text));
        for (row, (text, ink)) in texts.chain(value).enumerate() {
            let y = y + LINE * (row as f64 - (rows - 1) as f64 / 2.0);
            marks.push(Primitive::Text {
                text,
                at: Point { x: tip.x + TO_NAME, y },
                align: Align::Left,
                ink,
            });
        }
    }
    Some(marks)
}

/// A curve that has left the frame: its marker at the top where it did, and what it is.
fn above(end: &End, row: usize, frame: &Frame, named: bool) -> Vec<Primitive> {
    let x = frame.x_at(end.left.unwrap_or(end.round));
    let y = frame.top + MARKER + 1.0 + row as f64 * (LINE + 2.0);
    let mut marks = vec![shape(end.index, Point { x, y })];
    let from = x + MARKER + 5.0;
    let room = frame.right - from;
    let forms = [
        format!("{} {}, above this scale", end.label, end.value),
        format!("{} {} ↑", end.label, end.value),
        format!("{} ↑", end.label),
    ];
    let fitting = forms.into_iter().find(|text| text_width(text) <= room);
    if let Some(text) = fitting.filter(|_| named) {
        let at = Point { x: from, y };
        marks.push(Primitive::Text { text, at, align: Align::Left, ink: Ink::Series(end.index) });
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_broken_at_a_space() {
        let width = text_width("Linear Thompson");
        assert_eq!(lines_of("Linear Thompson sampling", width), ["Linear Thompson", "sampling"]);
        assert_eq!(lines_of("LinUCB", width), ["LinUCB"]);
        assert_eq!(lines_of("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 40.0).len(), 1);
    }
}
