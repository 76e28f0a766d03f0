//! `shell`: the curve that the page shows until the engine is there.

use std::path::Path;

use super::driver::run_all;
use super::{Failure, data};
use crate::chart::curves::Curves;
use crate::chart::{LineChart, Options, static_svg};
use crate::metrics::REGRET;
use crate::spec::Experiment;

/// Where in the page the curve stands.
const BEGIN: &str = "<!-- precomputed:begin -->";
const END: &str = "<!-- precomputed:end -->";

/// Width and height that the curve is laid out for, CSS pixels: a chart of the page in a usual window.
const SIZE: (f64, f64) = (494.0, 318.0);

/// Runs the default experiment and writes its regret into the page.
pub fn shell(page: &Path) -> Result<(), Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", page.display()));
    let text = std::fs::read_to_string(page).map_err(|error| named(&error))?;
    let marks = text.find(BEGIN).zip(text.find(END)).filter(|(begin, end)| begin < end);
    let (begin, end) = marks.ok_or_else(|| named(&format!("there is no place marked {BEGIN} … {END}")))?;
    let bundled = data::bundled()?;
    let log = run_all(&Experiment::default(), &bundled, 0, &mut |_| {}, &|_, _| Ok(()))?;
    let mut curves = Curves::new(log.policies.len());
    curves.catch_up(&log);
    let options = Options { learners: true, untitled: true, ..Options::default() };
    let drawing = static_svg(&LineChart::new(&log, &curves, &REGRET, options), SIZE.0, SIZE.1);
    let new = format!("{}{BEGIN}\n{drawing}\n{}", &text[..begin], &text[end..]);
    std::fs::write(page, new).map_err(Failure::own)
}
