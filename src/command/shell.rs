//! `shell`: the words and the curve that the page shows until the program and the engine are there.

use std::path::Path;

use super::driver::run_all;
use super::{Failure, data};
use crate::chart::curves::Curves;
use crate::chart::{Frame, LineChart, Options, Size, static_svg};
use crate::metrics::REGRET;
use crate::page::logic::first_screen::{A_ROUND, COMPUTED_BEFORE, chips};
use crate::spec::Experiment;
use crate::stories::{STORIES, Story};

/// Where in the page the words stand, and where the curve.
const WORDS: &str = "words";
const ROUND: &str = "round";
const VERDICT: &str = "verdict";
const CURVE: &str = "precomputed";

/// Width and height that the curve is laid out for, CSS pixels: a chart of the page in a usual window.
const SIZE: (f64, f64) = (494.0, 318.0);

/// Runs the default experiment and writes its regret into the page, and the words of the first story, which is of it.
pub fn shell(page: &Path) -> Result<(), Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", page.display()));
    let text = std::fs::read_to_string(page).map_err(|error| named(&error))?;
    let bundled = data::bundled()?;
    let log = run_all(&Experiment::default(), &bundled, 0, false, &mut |_| {}, &|_, _| Ok(()))?;
    let mut curves = Curves::new(log.policies.len());
    curves.catch_up(&log);
    let options = Options { learners: true, untitled: true, ..Options::default() };
    let chart = LineChart::new(&log, &curves, &REGRET, options);
    let drawing = static_svg(&chart, SIZE.0, SIZE.1);
    let layout = chart.layout(Size { width: SIZE.0, height: SIZE.1, ratio: 1.0 });
    let round = format!("<p class=\"stage-empty\">{A_ROUND}</p>");
    // The script that draws the run as it begins reads where the curves lie, and of what they are.
    let Frame { left, right, top, bottom, .. } = layout.frame();
    let verdict = format!(
        "<p class=\"verdict-line\" data-horizon=\"{}\" data-seeds=\"{}\" data-left=\"{left}\" data-right=\"{right}\" \
         data-top=\"{top}\" data-bottom=\"{bottom}\">{COMPUTED_BEFORE}</p>",
        log.experiment.horizon, log.experiment.seeds
    );
    let parts = [
        (WORDS, words(STORIES[0], &Experiment::default())),
        (ROUND, round),
        (VERDICT, verdict),
        (CURVE, drawing),
    ];
    let new = parts.iter().try_fold(text, |text, (name, content)| between(&text, name, content));
    let new = new.map_err(|error| named(&error))?;
    std::fs::write(page, new).map_err(Failure::own)
}

/// The page with something else between two comments.
fn between(text: &str, name: &str, content: &str) -> Result<String, String> {
    let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
    let marks = text.find(&begin).zip(text.find(&end)).filter(|(begin, end)| begin < end);
    let (from, to) = marks.ok_or_else(|| format!("there is no place marked {begin} … {end}"))?;
    Ok(format!("{}{begin}\n{content}\n{}", &text[..from], &text[to..]))
}

/// The band at the top as the page will show it, so that nothing moves when the page takes its place. None of the words
/// holds a character that HTML would take for markup.
fn words(story: &Story, experiment: &Experiment) -> String {
    let chips: String = chips(experiment).iter().map(|chip| format!("<span>{chip}</span>")).collect();
    let Story { title, question, watch, .. } = story;
    let count = STORIES.len();
    format!(
        "<div class=\"eyebrow\"><span class=\"btn btn-icon btn-ghost\"></span>\
         <span class=\"where\"><b>Story 1 of {count}</b> · {title}</span>\
         <span class=\"btn btn-icon btn-ghost\"></span><span class=\"world\">{chips}<i class=\"icon\"></i></span></div>\n\
         <h1>{question}</h1>\n<p class=\"watch\">{watch}</p>"
    )
}
