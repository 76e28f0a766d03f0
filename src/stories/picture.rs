//! The thumbnail of a story: lines to be drawn in the colour of the text around them.

/// Width and height of the area that a picture's coordinates lie in: an SVG's `viewBox="0 0 44 36"`.
pub const SIZE: (u32, u32) = (44, 36);

/// A path of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stroke {
    /// The path, as the attribute `d` of SVG's element `path`.
    pub path: &'static str,
    /// How it is drawn.
    pub style: Style,
}

/// How a path is drawn, always in one colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A line of width 2.
    Line,
    /// A line of width 1.5.
    Thin,
    /// A line of width 2, of dashes.
    Dashed,
    /// A line of width 2, of dots.
    Dotted,
    /// Filled, without a line.
    Solid,
}

/// A line of width 2.
pub const fn line(path: &'static str) -> Stroke {
    Stroke { path, style: Style::Line }
}

/// A line of width 1.5.
pub const fn thin(path: &'static str) -> Stroke {
    Stroke { path, style: Style::Thin }
}

/// A line of dashes.
pub const fn dashed(path: &'static str) -> Stroke {
    Stroke { path, style: Style::Dashed }
}

/// A line of dots.
pub const fn dotted(path: &'static str) -> Stroke {
    Stroke { path, style: Style::Dotted }
}

/// A filled area.
pub const fn solid(path: &'static str) -> Stroke {
    Stroke { path, style: Style::Solid }
}

impl Style {
    /// SVG's `stroke-width`; none where only the area is filled.
    pub fn width(self) -> Option<&'static str> {
        match self {
            Style::Line | Style::Dashed | Style::Dotted => Some("2"),
            Style::Thin => Some("1.5"),
            Style::Solid => None,
        }
    }

    /// SVG's `stroke-dasharray`; none for a line without gaps. Ends are meant to be round.
    pub fn dashes(self) -> Option<&'static str> {
        match self {
            Style::Dashed => Some("5 4"),
            Style::Dotted => Some("0.1 4"),
            Style::Line | Style::Thin | Style::Solid => None,
        }
    }
}
