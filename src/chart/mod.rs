//! Drawings: pure functions from a run's log to curves, and from curves to a drawing area.
//!
//! A chart is plain data ([`LineChart`], [`ShareChart`], [`AttractionChart`], [`ParameterChart`]). Its `layout` for a [`Size`] is a list of primitives in CSS
//! pixels, and that is what the tests look at. The painters ([`draw_axes`], [`draw_marks`]) bring the primitives to
//! any plotters backend, and [`static_svg`] and [`saved_svg`] write the same primitives as SVG.

mod attractions;
mod axes;
mod by_parameter;
mod compared;
pub mod curves;
mod ends;
mod explored;
mod headline;
mod interval;
mod labels;
mod latex;
mod layout;
mod lines;
mod marks;
pub mod numbers;
mod overlay;
mod paint;
mod path;
mod point;
mod profiled;
mod scale;
mod search;
mod shares;
mod sketch;
pub mod summary;
mod svg;
#[cfg(test)]
mod tests;
mod theme;
mod tuned;

pub use crate::results::{Paired, paired, seeds_won};
pub use attractions::{AttractionChart, AttractionOptions, Column, columns};
pub use by_parameter::{ParameterChart, Sweep, sweep};
pub use compared::{comparison_sentence, noun};
pub use explored::{DataBar, DataBox, DataChart, DataMark, DataPicture, DataRow};
pub use headline::headline;
pub use interval::interval;
pub use latex::latex_table;
pub use layout::{Align, Frame, Ink, Layout, Paint, Point, Primitive, Size, walked};
pub use lines::{LineChart, MOST_MEMBERS, Options, regret_chart};
pub use marks::Mark;
pub use overlay::{Overlay, OverlayChart, Shape};
pub use paint::{draw_axes, draw_marks};
pub use profiled::{PageTime, PlayTime, StepChart, bottleneck, memory_words, share_words};
pub use scale::Scale;
pub use search::SearchChart;
pub use search::settings::{SettingsChart, ValueRange};
pub use shares::{MOST_NAMED, ShareChart};
pub use sketch::Sketch;
pub use summary::summary;
pub use svg::{Element, saved_svg, static_svg};
pub use theme::{Marker, Palette, Rgb, Theme, dash, marker};
pub use tuned::{setting_words, tuning_sentences};
