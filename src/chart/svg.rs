//! The same primitives as SVG: for the page before its engine is there, and for saving a chart.
//!
//! Written here rather than by a plotters backend, because backends write colours: classes follow the reader's theme,
//! and dash patterns and curves in tenths of a pixel are smaller than cut pieces.

use std::fmt::Write as _;

use super::layout::{Align, Ink, Layout, Paint, Point, Primitive, Size, TEXT_SIZE};
use super::lines::LineChart;
use super::path::{simplified, thinned};
use super::theme::Theme;

/// How far a point may be from a curve that leaves it out, CSS pixels.
const TOLERANCE: f64 = 0.35;

/// The same for the faint edge of a band.
const BAND_TOLERANCE: f64 = 0.7;

/// Columns of a thinned curve, with at most two points each.
const COLUMNS: f64 = 50.0;

/// A small SVG of a chart for a page, which follows `data-theme` on the page's root or else the system. Its colours
/// are those of the classes `series-0` and so on, and its width is the one that its place gives it.
pub fn static_svg(chart: &LineChart, width: f64, height: f64) -> String {
    let mut layout = chart.layout(Size { width, height, ratio: 1.0 });
    let column = layout.size.width / COLUMNS;
    for primitive in &mut layout.marks {
        match primitive {
            Primitive::Line { points, .. } => *points = simplified(&thinned(points, column), TOLERANCE),
            // Corners of a marker are no curve; those of a band go forth and back.
            Primitive::Area { points, paint } if paint.opacity < 1.0 => {
                *points = simplified(points, BAND_TOLERANCE);
            }
            _ => {}
        }
    }
    let light = styles(&layout, Theme::Light, "");
    let dark = styles(&layout, Theme::Dark, ":root:not([data-theme=light]) ");
    let chosen = styles(&layout, Theme::Dark, ":root[data-theme=dark] ");
    write(&layout, &format!("{light}@media(prefers-color-scheme:dark){{{dark}}}{chosen}"), "")
}

/// A chart as an SVG file that stands for itself: its theme's colours and background, and what it is of, such as a link.
pub fn saved_svg(layout: &Layout, origin: &str) -> String {
    let background = r#"<rect class="background" width="100%" height="100%"/>"#;
    let origin = escaped(origin);
    write(layout, &styles(layout, layout.theme, ""), &format!("<desc>{origin}</desc>{background}"))
}

/// A rule for each ink that the layout has. Lines and areas take their colour from `color`, so that one rule serves
/// both.
fn styles(layout: &Layout, theme: Theme, scope: &str) -> String {
    let mut inks = vec![Ink::Background];
    for primitive in layout.axes.iter().chain(&layout.marks) {
        let ink = match primitive {
            Primitive::Line { paint, .. } | Primitive::Area { paint, .. } => paint.ink,
            Primitive::Rule { ink, .. } | Primitive::Text { ink, .. } => *ink,
        };
        if !inks.contains(&ink) {
            inks.push(ink);
        }
    }
    let rule = |ink: Ink| format!("{scope}.chart .{}{{color:{}}}", class(ink), ink.colour(theme).css());
    inks.into_iter().map(rule).collect()
}

fn class(ink: Ink) -> String {
    match ink {
        Ink::Background => "background".to_owned(),
        Ink::Text => "text".to_owned(),
        Ink::Muted => "muted".to_owned(),
        Ink::Grid => "grid".to_owned(),
        Ink::Axis => "axis".to_owned(),
        Ink::Series(index) => format!("series-{index}"),
        Ink::Share(index) => format!("share-{index}"),
    }
}

fn write(layout: &Layout, styles: &str, background: &str) -> String {
    let Size { width, height, .. } = layout.size;
    let title = escaped(&layout.title);
    let mut svg = format!(
        r#"<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"><title>{title}</title><style>.chart path{{fill:currentColor}}.chart .line{{fill:none;stroke:currentColor;stroke-linejoin:round}}.chart text{{fill:currentColor;font:{TEXT_SIZE}px system-ui,sans-serif}}.chart rect{{fill:currentColor}}{styles}</style>{background}"#
    );
    for primitive in layout.axes.iter().chain(&layout.marks) {
        svg.push('\n');
        svg += &element(primitive);
    }
    svg.push_str("\n</svg>");
    svg
}

fn element(primitive: &Primitive) -> String {
    let Element { tag, is_line, ink, attributes, text } = Element::of(primitive);
    let (line, ink) = (if is_line { "line " } else { "" }, class(ink));
    let attributes: String =
        attributes.into_iter().map(|(name, value)| format!(r#" {name}="{value}""#)).collect();
    match text {
        Some(text) => format!(r#"<{tag} class="{line}{ink}"{attributes}>{}</{tag}>"#, escaped(&text)),
        None => format!(r#"<{tag} class="{line}{ink}"{attributes}/>"#),
    }
}

/// A primitive as an element of an SVG, without its colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Its name.
    pub tag: &'static str,
    /// Whether the colour is that of its stroke, not of what it encloses.
    pub is_line: bool,
    /// Its colour.
    pub ink: Ink,
    /// Names and values.
    pub attributes: Vec<(&'static str, String)>,
    /// What stands in it.
    pub text: Option<String>,
}

impl Element {
    /// Of a primitive.
    pub fn of(primitive: &Primitive) -> Element {
        let mut attributes = Vec::new();
        let mut drawn = |paint: &Paint, data: String| {
            if paint.opacity < 1.0 {
                attributes.push(("opacity", paint.opacity.to_string()));
            }
            attributes.push(("d", data));
        };
        let (is_line, ink, text) = match primitive {
            Primitive::Line { points, paint, width, dash } => {
                let dashes: Vec<String> = dash.iter().map(f64::to_string).collect();
                drawn(paint, path(points));
                if !dashes.is_empty() {
                    attributes.insert(0, ("stroke-dasharray", dashes.join(" ")));
                }
                attributes.insert(0, ("stroke-width", width.to_string()));
                (true, paint.ink, None)
            }
            Primitive::Area { points, paint } => {
                drawn(paint, path(points) + "z");
                (false, paint.ink, None)
            }
            Primitive::Rule { from, to, ink } => {
                attributes.push(("d", path(&[*from, *to])));
                (true, *ink, None)
            }
            Primitive::Text { text, at, align, ink } => {
                // A third of an em below the middle is where letters stand; not every program knows other baselines.
                attributes = vec![("x", tenths(at.x)), ("y", tenths(at.y + 0.35 * TEXT_SIZE))];
                match align {
                    Align::Left => {}
                    Align::Centre => attributes.push(("text-anchor", "middle".to_owned())),
                    Align::Right => attributes.push(("text-anchor", "end".to_owned())),
                }
                (false, *ink, Some(text.clone()))
            }
        };
        let tag = if text.is_some() { "text" } else { "path" };
        Element { tag, is_line, ink, attributes, text }
    }
}

/// A length rounded to tenths.
fn tenths(length: f64) -> String {
    format!("{}", (length * 10.0).round() / 10.0)
}

/// Path data: the first point, then steps in tenths of a pixel. Steps are between rounded points, so that rounding
/// does not add up.
fn path(points: &[Point]) -> String {
    let rounded = |point: &Point| ((point.x * 10.0).round() as i64, (point.y * 10.0).round() as i64);
    let mut data = String::new();
    let mut before: Option<(i64, i64)> = None;
    for point in points {
        let (x, y) = rounded(point);
        match before {
            None => data = format!("M{} {}l", short(x), short(y)),
            Some((left, top)) => {
                let (dx, dy) = (short(x - left), short(y - top));
                let between = |text: &str| if text.starts_with('-') { "" } else { " " };
                let first = if data.ends_with('l') { "" } else { between(&dx) };
                // Writing to a string can't fail.
                let _ = write!(data, "{first}{dx}{}{dy}", between(&dy));
            }
        }
        before = Some((x, y));
    }
    data
}

/// Tenths as a decimal number without needless digits.
fn short(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.abs() / 10, tenths.abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (0, part) => format!("{sign}.{part}"),
        (whole, part) => format!("{sign}{whole}.{part}"),
    }
}

fn escaped(text: &str) -> String {
    // XML has no place for control characters, not even as entities.
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_data_by_hand() {
        let points = [(1.0, 2.04), (1.5, 1.0), (11.0, 1.0), (10.88, 3.26)].map(|(x, y)| Point { x, y });
        assert_eq!(path(&points), "M1 2l.5-1 9.5 0-.1 2.3");
        assert_eq!(short(-25), "-2.5");
    }

    #[test]
    fn names_are_no_markup() {
        let label = Primitive::Text {
            text: "<b> & \"c\"".to_owned(),
            at: Point { x: 1.0, y: 2.0 },
            align: Align::Left,
            ink: Ink::Text,
        };
        assert!(element(&label).contains(">&lt;b&gt; &amp; &quot;c&quot;</text>"));
    }
}
