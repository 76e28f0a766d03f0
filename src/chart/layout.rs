//! A chart laid out: primitives in CSS pixels, ready for any painter.

use xxhash_rust::xxh64::xxh64;

pub use super::point::Point;
use super::scale::Scale;
use super::theme::{Rgb, Theme};

/// Size of letters, CSS pixels: nothing is smaller.
pub(super) const TEXT_SIZE: f64 = 12.0;

/// Smallest side of a chart, CSS pixels: an element that is hidden has none, and the axes need some.
const SMALLEST: f64 = 120.0;

/// The same of a small chart.
const SMALLEST_SMALL: f64 = 56.0;

/// How large a chart is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// CSS pixels.
    pub width: f64,
    /// CSS pixels.
    pub height: f64,
    /// Device pixels a CSS pixel: a canvas for this chart has a backing store of `width * ratio` by `height * ratio`.
    pub ratio: f64,
}

impl Size {
    /// The size with sides and ratio that a chart can be laid out in, whatever an element reports.
    pub(super) fn validated(self, small: bool) -> Size {
        let smallest = if small { SMALLEST_SMALL } else { SMALLEST };
        let side = |length: f64| if length.is_finite() { length.clamp(smallest, 1e4) } else { smallest };
        let ratio = if self.ratio.is_finite() { self.ratio.clamp(0.5, 8.0) } else { 1.0 };
        Size { width: side(self.width), height: side(self.height), ratio }
    }
}

/// What something is drawn with; the theme says the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// The background.
    Background,
    /// Names.
    Text,
    /// Numbers and titles at the axes.
    Muted,
    /// Lines across the frame.
    Grid,
    /// The axis.
    Axis,
    /// Policy `index`.
    Series(usize),
    /// Area `index` of a share chart.
    Share(usize),
}

impl Ink {
    /// The colour in a theme.
    pub fn colour(self, theme: Theme) -> Rgb {
        let palette = theme.palette();
        match self {
            Ink::Background => palette.background,
            Ink::Text => palette.text,
            Ink::Muted => palette.muted,
            Ink::Grid => palette.grid,
            Ink::Axis => palette.axis,
            Ink::Series(index) => theme.series(index),
            Ink::Share(index) => theme.share(index),
        }
    }
}

/// Ink and how much of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    /// Which colour.
    pub ink: Ink,
    /// From 0, nothing, to 1, opaque.
    pub opacity: f64,
}

impl From<Ink> for Paint {
    fn from(ink: Ink) -> Paint {
        Paint { ink, opacity: 1.0 }
    }
}

/// Which part of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Its beginning.
    Left,
    /// Its middle.
    Centre,
    /// Its end.
    Right,
}

/// What charts consist of.
#[derive(Debug, Clone, PartialEq)]
pub enum Primitive {
    /// A line through points.
    Line {
        /// The points.
        points: Vec<Point>,
        /// Its colour.
        paint: Paint,
        /// CSS pixels.
        width: f64,
        /// Lengths of dash and gap in turn, CSS pixels; empty for a whole line.
        dash: &'static [f64],
    },
    /// A filled polygon.
    Area {
        /// Its corners.
        points: Vec<Point>,
        /// Its colour.
        paint: Paint,
    },
    /// A hairline along an axis, one CSS pixel wide.
    Rule {
        /// Left or upper end.
        from: Point,
        /// Right or lower end.
        to: Point,
        /// Its colour.
        ink: Ink,
    },
    /// A line of text with letters of 12 CSS pixels, vertically centred on its place.
    Text {
        /// What it says.
        text: String,
        /// Where.
        at: Point,
        /// What of it is there.
        align: Align,
        /// Its colour.
        ink: Ink,
    },
}

/// The part of a chart in which values are.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// CSS pixels from the chart's left edge.
    pub left: f64,
    /// CSS pixels from the chart's upper edge.
    pub top: f64,
    /// CSS pixels from the chart's left edge.
    pub right: f64,
    /// CSS pixels from the chart's upper edge.
    pub bottom: f64,
    pub(super) x: Scale,
    pub(super) y: Scale,
    /// The checkpoints that are drawn.
    pub(super) rounds: Vec<u64>,
}

impl Frame {
    /// Where a round is, CSS pixels from the left; within the frame for every round of the run.
    pub fn x_of(&self, round: u64) -> f64 {
        self.x_at(round as f64)
    }

    /// The same of whatever the horizontal axis counts.
    pub fn x_at(&self, value: f64) -> f64 {
        self.x.place(value).clamp(self.left, self.right)
    }

    /// Where a value is, CSS pixels from above; at the frame's edge for what is beyond it.
    pub fn y_of(&self, value: f64) -> f64 {
        self.y.place(value).clamp(self.top, self.bottom)
    }

    /// The value at this height, CSS pixels from the top; within the frame.
    pub fn value_at(&self, y: f64) -> f64 {
        self.y.value(y.clamp(self.top, self.bottom))
    }

    /// Index of the drawn checkpoint nearest to `x`, CSS pixels; none before the first.
    pub fn checkpoint_at(&self, x: f64) -> Option<usize> {
        let after = self.rounds.partition_point(|round| self.x_of(*round) < x);
        let away = |index: &usize| self.rounds.get(*index).map(|round| (self.x_of(*round) - x).abs());
        let near = [after.checked_sub(1), Some(after)].into_iter().flatten();
        let known = near.filter_map(|index| Some((index, away(&index)?)));
        known.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index)
    }

    /// The drawn checkpoint nearest to `x`, in rounds; 0 before there is any.
    pub fn round_at(&self, x: f64) -> u64 {
        self.checkpoint_at(x).map_or(0, |index| self.rounds[index])
    }

    /// The drawn checkpoint that a key leads to from `here`: the arrows to the next, Page Up and Page Down a tenth of them
    /// further, Home and End to the ends. The inner none is nowhere any more (Escape); the outer one says that the key
    /// means nothing here.
    pub fn walked(&self, key: &str, here: Option<u64>) -> Option<Option<u64>> {
        let place = here.map(|here| self.rounds.partition_point(|round| *round < here));
        let next = walked(key, place, self.rounds.len())?;
        Some(next.map(|next| self.rounds[next]))
    }

    /// Whether a place is inside, its edges included.
    pub fn contains(&self, point: Point) -> bool {
        (self.left..=self.right).contains(&point.x) && (self.top..=self.bottom).contains(&point.y)
    }
}

/// The stop, of so many, that a key leads to from the stop `here`, as [`Frame::walked`] says.
pub fn walked(key: &str, here: Option<usize>, stops: usize) -> Option<Option<usize>> {
    let last = stops.checked_sub(1)?;
    let leap = stops.div_ceil(10);
    let next = match (key, here.map(|here| here.min(last))) {
        ("ArrowRight", None) | ("Home", _) => 0,
        ("ArrowLeft", None) | ("End", _) => last,
        ("ArrowRight", Some(place)) => (place + 1).min(last),
        ("ArrowLeft", Some(place)) => place.saturating_sub(1),
        ("PageDown", place) => place.map_or(0, |place| (place + leap).min(last)),
        ("PageUp", Some(place)) => place.saturating_sub(leap),
        ("Escape", Some(_)) => return Some(None),
        _ => return None,
    };
    Some(Some(next))
}

/// A chart laid out for one size.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// For which size.
    pub size: Size,
    /// In which colours.
    pub theme: Theme,
    /// What the chart shows, in a few words.
    pub title: String,
    /// Grid, axis, numbers and titles, in the order in which they are drawn.
    pub axes: Vec<Primitive>,
    /// Lines, areas, markers and names, in the order in which they are drawn.
    pub marks: Vec<Primitive>,
    pub(super) frame: Frame,
}

/// Height of a line of what stands above a drawing, CSS pixels.
const LINE: f64 = 20.0;

/// Around the squares of a legend, CSS pixels.
const SQUARE: (f64, f64) = (10.0, 4.0);

impl Layout {
    /// A drawing without axes, of which no one asks where values are.
    pub fn of(title: String, size: Size, theme: Theme, marks: Vec<Primitive>) -> Layout {
        let scale = Scale { low: 0.0, high: 1.0, log: false, from: 0.0, to: 1.0 };
        let (right, bottom) = (size.width, size.height);
        let frame = Frame { left: 0.0, top: 0.0, right, bottom, x: scale, y: scale, rounds: Vec::new() };
        Layout { size, theme, title, axes: Vec::new(), marks, frame }
    }

    /// The drawing with its title above, and a legend where it has one: what stands beside it on the page.
    pub fn headed(mut self, legend: &[(Ink, String)]) -> Layout {
        let title = self.title.split(": ").next().unwrap_or_default();
        let width = self.size.width;
        let text = |text: &str, room: f64, at: Point, ink: Ink| Primitive::Text {
            text: shortened(text, room),
            at,
            align: Align::Left,
            ink,
        };
        let (side, gap) = SQUARE;
        let mut head = vec![text(title, width - 8.0, Point { x: gap, y: LINE / 2.0 }, Ink::Text)];
        let (mut x, mut y) = (gap, LINE);
        for (ink, label) in legend {
            let wide = side + 4.0 * gap + text_width(label);
            if x + wide > width && x > gap {
                (x, y) = (gap, y + LINE);
            }
            let (left, top) = (x, y + (LINE - side) / 2.0);
            let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
            let points = corners.map(|(right, down)| Point { x: left + right, y: top + down });
            head.push(Primitive::Area { points: points.to_vec(), paint: (*ink).into() });
            let at = Point { x: left + side + gap, y: y + LINE / 2.0 };
            head.push(text(label, width - at.x, at, Ink::Text));
            x += wide;
        }
        let height = if legend.is_empty() { LINE } else { y + LINE } + 4.0;
        for primitive in self.axes.iter_mut().chain(&mut self.marks) {
            match primitive {
                Primitive::Line { points, .. } | Primitive::Area { points, .. } => {
                    points.iter_mut().for_each(|point| point.y += height);
                }
                Primitive::Rule { from, to, .. } => {
                    from.y += height;
                    to.y += height;
                }
                Primitive::Text { at, .. } => at.y += height,
            }
        }
        head.append(&mut self.axes);
        self.axes = head;
        self.size.height += height;
        self
    }

    /// Where the values are.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Differs when the axes have to be redrawn: other ranges, another size, another theme.
    pub fn axes_key(&self) -> u64 {
        xxh64(format!("{:?} {:?} {:?}", self.size, self.theme, self.axes).as_bytes(), 0)
    }
}

/// About how wide a text of [`TEXT_SIZE`] is, CSS pixels; rather too wide. Measuring on the page costs a reflow a
/// word, and a test has no page.
pub(super) fn text_width(text: &str) -> f64 {
    let em = |letter: char| match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '|' | ':' | ';' | '(' | ')' | ' ' | 'f' | 't' | 'r' => {
            0.38
        }
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 0.95,
        'A'..='Z' => 0.72,
        '\u{0}'..='\u{24f}' => 0.58,
        _ => 1.0,
    };
    text.chars().map(em).sum::<f64>() * TEXT_SIZE
}

/// The text, or its beginning, "…" and its end where it is wider than `width` CSS pixels: names that begin alike
/// often differ in the last parameter.
pub(super) fn shortened(text: &str, width: f64) -> String {
    if text_width(text) <= width {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    for kept in (1..letters.len()).rev() {
        let head: String = letters[..kept.div_ceil(2)].iter().collect();
        let end: String = letters[letters.len() - kept / 2..].iter().collect();
        let candidate = format!("{}…{}", head.trim_end(), end.trim_start());
        if text_width(&candidate) <= width {
            return candidate;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(shortened("LinUCB", 100.0), "LinUCB");
        let short = shortened("LinUCB (width 2, ridge 0.5)", 100.0);
        assert!(short.starts_with("LinUCB") && short.ends_with("0.5)") && short.contains('…'), "{short}");
        assert!(text_width(&short) <= 100.0);
        assert_eq!(shortened("LinUCB", 1.0), "");
    }

    #[test]
    fn keys_walk_the_checkpoints() {
        let scale = Scale { low: 0.0, high: 100.0, log: false, from: 0.0, to: 100.0 };
        let (left, top, right, bottom) = (0.0, 0.0, 100.0, 100.0);
        let rounds = (1..=20).map(|step| 5 * step).collect();
        let frame = Frame { left, top, right, bottom, x: scale, y: scale, rounds };
        let to = |key: &str, here: Option<u64>| frame.walked(key, here);
        assert_eq!(to("ArrowRight", None), Some(Some(5)));
        assert_eq!(to("ArrowLeft", None), Some(Some(100)));
        assert_eq!(to("ArrowRight", Some(5)), Some(Some(10)));
        assert_eq!(to("ArrowRight", Some(100)), Some(Some(100)));
        assert_eq!(to("ArrowLeft", Some(5)), Some(Some(5)));
        assert_eq!(to("PageDown", Some(10)), Some(Some(20)));
        assert_eq!(to("PageUp", Some(20)), Some(Some(10)));
        assert_eq!((to("Home", Some(50)), to("End", None)), (Some(Some(5)), Some(Some(100))));
        assert_eq!((to("Escape", Some(50)), to("Escape", None)), (Some(None), None));
        assert_eq!(to("x", Some(5)), None);
        assert_eq!(Frame { rounds: Vec::new(), ..frame.clone() }.walked("ArrowRight", None), None);
    }

    #[test]
    fn a_hidden_element_has_a_size_all_the_same() {
        let size = Size { width: 0.0, height: f64::NAN, ratio: f64::INFINITY }.validated(false);
        assert_eq!(size, Size { width: SMALLEST, height: SMALLEST, ratio: 1.0 });
    }
}
