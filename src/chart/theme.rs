//! Colours, dashes and markers: what tells the policies apart, in the light and in the dark.

use super::point::Point;
use crate::spec::experiment::MOST_POLICIES;

/// Red, green and blue, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// The colour as CSS writes it, `#rrggbb`.
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// A colour as CSS writes it. Only for the tables below: what is no hexadecimal digit counts as zero.
    const fn from_css(text: &str) -> Rgb {
        const fn digit(byte: u8) -> u8 {
            match byte {
                b'0'..=b'9' => byte - b'0',
                b'a'..=b'f' => byte - b'a' + 10,
                _ => 0,
            }
        }
        let text = text.as_bytes();
        Rgb(
            digit(text[1]) * 16 + digit(text[2]),
            digit(text[3]) * 16 + digit(text[4]),
            digit(text[5]) * 16 + digit(text[6]),
        )
    }
}

/// Which colours a chart has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on white.
    Light,
    /// Light ink on nearly black.
    Dark,
}

/// The colours of a theme that are no policy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// What everything stands on.
    pub background: Rgb,
    /// Names.
    pub text: Rgb,
    /// Numbers and titles at the axes.
    pub muted: Rgb,
    /// Lines across the frame.
    pub grid: Rgb,
    /// The axis.
    pub axis: Rgb,
}

const LIGHT: Palette = Palette {
    background: Rgb::from_css("#ffffff"),
    text: Rgb::from_css("#15181d"),
    muted: Rgb::from_css("#4b525c"),
    grid: Rgb::from_css("#e4e7ec"),
    axis: Rgb::from_css("#7f8792"),
};

const DARK: Palette = Palette {
    background: Rgb::from_css("#171a20"),
    text: Rgb::from_css("#eceef1"),
    muted: Rgb::from_css("#b3bac4"),
    grid: Rgb::from_css("#272c34"),
    axis: Rgb::from_css("#747d8a"),
};

/// The hues of Okabe and Ito (<https://jfly.uni-koeln.de/color/>), so dark that names can be written in them on white.
const LIGHT_SERIES: [&str; MOST_POLICIES] =
    ["#0068a8", "#b84c00", "#007a5a", "#a8437c", "#80630a", "#2b7a94", "#5b5f66", "#7a4fb0"];

/// The same hues in the same places, light enough for the dark.
const DARK_SERIES: [&str; MOST_POLICIES] =
    ["#56b4e9", "#f28a3e", "#2fc295", "#e593c3", "#e0c04a", "#7fd0e0", "#b5bac2", "#c3a2f0"];

/// Areas of a share chart from the most chosen item on; the last is for all others.
const LIGHT_SHARES: [&str; SHARE_COLOURS] =
    ["#332288", "#c9566f", "#117733", "#3a93cb", "#882255", "#8a7a1c", "#2f9486", "#8a8f96"];
const DARK_SHARES: [&str; SHARE_COLOURS] =
    ["#9a8fe0", "#e58a9b", "#4fb56e", "#6fc0ee", "#cf6fa8", "#d9c75a", "#46b3a4", "#7d848e"];

/// Colours of a share chart, with the one for all others.
pub(super) const SHARE_COLOURS: usize = 8;

/// Lengths of dashes and gaps in CSS pixels, by policy; the first line is whole.
const DASHES: [&[f64]; MOST_POLICIES] = [
    &[],
    &[9.0, 4.0],
    &[3.0, 3.0],
    &[12.0, 4.0, 3.0, 4.0],
    &[16.0, 5.0],
    &[6.0, 3.0, 2.0, 3.0, 2.0, 3.0],
    &[5.0, 6.0],
    &[14.0, 3.0, 6.0, 3.0],
];

/// The dash pattern of policy `index`: lengths of dash and gap in turn, in CSS pixels; empty for a whole line.
pub fn dash(index: usize) -> &'static [f64] {
    DASHES[index % DASHES.len()]
}

/// The marker of policy `index`.
pub fn marker(index: usize) -> Marker {
    MARKERS[index % MARKERS.len()]
}

const MARKERS: [Marker; MOST_POLICIES] = [
    Marker::Circle,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
    Marker::Plus,
    Marker::Cross,
    Marker::TriangleDown,
    Marker::Star,
];

/// A shape at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A disc.
    Circle,
    /// A square.
    Square,
    /// A triangle that points up.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// An upright cross.
    Plus,
    /// A cross.
    Cross,
    /// A triangle that points down.
    TriangleDown,
    /// A star of five points.
    Star,
}

impl Marker {
    /// The corners of the shape around a centre, each at most `radius` away in x and in y.
    pub fn outline(self, centre: Point, radius: f64) -> Vec<Point> {
        // Twenty points around the centre. The cosine and the sine of their step, 18 degrees, stand here: the page would carry both functions
        // for these alone.
        let turned = |first: (f64, f64)| {
            const STEP: (f64, f64) = (0.951_056_516_295_153_5, 0.309_016_994_374_947_45);
            let next = |(x, y): &(f64, f64)| Some((x * STEP.0 - y * STEP.1, x * STEP.1 + y * STEP.0));
            std::iter::successors(Some(first), next).take(20)
        };
        const ARM: f64 = 0.36;
        let plus: [(f64, f64); 12] = [
            (-ARM, -1.0),
            (ARM, -1.0),
            (ARM, -ARM),
            (1.0, -ARM),
            (1.0, ARM),
            (ARM, ARM),
            (ARM, 1.0),
            (-ARM, 1.0),
            (-ARM, ARM),
            (-1.0, ARM),
            (-1.0, -ARM),
            (-ARM, -ARM),
        ];
        let corners: Vec<(f64, f64)> = match self {
            Marker::Circle => turned((1.0, 0.0)).collect(),
            Marker::Square => vec![(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
            Marker::Triangle => vec![(0.0, -1.0), (1.0, 0.8), (-1.0, 0.8)],
            Marker::TriangleDown => vec![(0.0, 1.0), (1.0, -0.8), (-1.0, -0.8)],
            Marker::Diamond => vec![(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)],
            Marker::Plus => plus.to_vec(),
            Marker::Cross => plus.iter().map(|(x, y)| ((x - y) * 0.71, (x + y) * 0.71)).collect(),
            Marker::Star => {
                let size = |index: usize| if index.is_multiple_of(2) { 1.0 } else { 0.45 };
                let corner = |(index, (x, y)): (usize, (f64, f64))| (size(index) * x, size(index) * y);
                turned((0.0, -1.0)).step_by(2).enumerate().map(corner).collect()
            }
        };
        corners
            .into_iter()
            .map(|(x, y)| Point { x: centre.x + radius * x, y: centre.y + radius * y })
            .collect()
    }
}

impl Theme {
    /// The name in the page's style sheet and in what the page remembers.
    pub fn id(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The colours that are no policy's.
    pub fn palette(self) -> &'static Palette {
        match self {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// The colour of policy `index`, `#rrggbb`.
    pub fn series_css(self, index: usize) -> &'static str {
        let table = if self == Theme::Light { &LIGHT_SERIES } else { &DARK_SERIES };
        table[index % table.len()]
    }

    /// The same colour as numbers.
    pub fn series(self, index: usize) -> Rgb {
        Rgb::from_css(self.series_css(index))
    }

    /// The colour of the area at `index` of a share chart, `#rrggbb`; the last is for all others.
    pub fn share_css(self, index: usize) -> &'static str {
        let table = if self == Theme::Light { &LIGHT_SHARES } else { &DARK_SHARES };
        table[index.min(table.len() - 1)]
    }

    /// The same colour as numbers.
    pub fn share(self, index: usize) -> Rgb {
        Rgb::from_css(self.share_css(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast as in WCAG 2.2, "relative luminance" and "contrast ratio".
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let luminance = |colour: Rgb| {
            let linear = |part: u8| {
                let part = f64::from(part) / 255.0;
                if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_is_the_one_of_wcag() {
        assert!((contrast(Rgb(0, 0, 0), Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
        assert!((contrast(Rgb::from_css("#767676"), Rgb(255, 255, 255)) - 4.54).abs() < 0.01);
    }

    #[test]
    fn text_and_marks_can_be_seen() {
        for theme in [Theme::Light, Theme::Dark] {
            let palette = theme.palette();
            let against = |colour: Rgb| contrast(colour, palette.background);
            assert!(against(palette.text) >= 7.0 && against(palette.muted) >= 4.5, "{theme:?}");
            assert!(against(palette.axis) >= 3.0, "{theme:?}");
            for index in 0..MOST_POLICIES {
                let found = against(theme.series(index));
                assert!(found >= 3.0, "{theme:?} series {index}: {found}");
            }
            for index in 0..SHARE_COLOURS {
                let found = against(theme.share(index));
                assert!(found >= 3.0, "{theme:?} share {index}: {found}");
            }
        }
    }

    #[test]
    fn no_two_policies_look_alike_in_anything() {
        for first in 0..MOST_POLICIES {
            for second in 0..first {
                assert_ne!(dash(first), dash(second));
                assert_ne!(marker(first), marker(second));
                for theme in [Theme::Light, Theme::Dark] {
                    let (a, b) = (theme.series(first), theme.series(second));
                    let far = a.0.abs_diff(b.0).max(a.1.abs_diff(b.1)).max(a.2.abs_diff(b.2));
                    assert!(far >= 32, "{theme:?}: {} and {}", a.css(), b.css());
                }
            }
        }
    }

    #[test]
    fn colours_read_back_as_written() {
        assert_eq!(Rgb::from_css("#0a72b2"), Rgb(10, 114, 178));
        assert_eq!(Theme::Dark.series(1).css(), Theme::Dark.series_css(1));
    }

    #[test]
    fn markers_stay_within_their_radius() {
        for index in 0..MOST_POLICIES {
            for corner in marker(index).outline(Point { x: 10.0, y: 20.0 }, 5.0) {
                assert!((corner.x - 10.0).abs() <= 5.0 && (corner.y - 20.0).abs() <= 5.0, "{index}");
            }
        }
    }
}
