//! Bars.

use super::super::layout::{Align, Ink, shortened, text_width};
use super::super::scale::{Scale, range_around, range_from_zero};
use super::board::{Board, LINE, TINT, point, tick_words, widest};
use super::picture::{DataBar, DataMark, DataRow};

/// Dashes of the second of two lines.
const DASH: &[f64] = &[3.0, 3.0];

/// How much of its place a bar covers.
const COVERED: f64 = 0.8;

/// A scale of bars from the bottom up.
fn upwards(bars: &[DataBar], bottom: f64, top: f64) -> Scale {
    let highest = bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
    let (low, high) = range_from_zero(highest);
    Scale { low, high, log: false, from: bottom, to: top }
}

/// How much room the numbers of a scale need before it.
fn margin(scale: &Scale, about: f64) -> f64 {
    let words: Vec<String> = scale.ticks(about).into_iter().map(tick_words).collect();
    widest(words.iter().map(String::as_str)) + 10.0
}

/// The bars themselves, and what stands below them.
fn draw(board: &mut Board, bars: &[DataBar], scale: &Scale, (left, right): (f64, f64), labels: f64) {
    let step = (right - left) / bars.len().max(1) as f64;
    let gap = step * (1.0 - COVERED) / 2.0;
    for (index, bar) in bars.iter().enumerate() {
        let x = left + index as f64 * step;
        // What is there is seen, however small.
        let top = if bar.value > 0.0 { scale.place(bar.value).min(scale.from - 1.0) } else { scale.from };
        board.block((x + gap, top), (x + step - gap, scale.from), Ink::Muted, 1.0);
    }
    let named: Vec<(f64, &str)> = bars
        .iter()
        .enumerate()
        .filter(|(_, bar)| !bar.label.is_empty())
        .map(|(index, bar)| (left + (index as f64 + 0.5) * step, bar.label.as_str()))
        .collect();
    board.labels(&named, labels);
}

pub(super) fn bars(
    board: &mut Board,
    bars: &[DataBar],
    across: &str,
    marks: &[DataMark],
    band: Option<(f64, f64)>,
) {
    let (width, height) = (board.size.width, board.size.height);
    let (top, bottom) = (LINE / 2.0 + marks.len().min(1) as f64 * 8.0, height - 2.0 * LINE - 2.0);
    let scale = upwards(bars, bottom, top);
    let (left, right) = (margin(&scale, 4.0), width - 4.0);
    board.rules(&scale, (left, right), 4.0);
    let at = |place: f64| left + (right - left) * place / bars.len().max(1) as f64;
    if let Some((from, to)) = band {
        let [from, to] = [from, to].map(|place| at(place).clamp(left, right));
        board.block((from, top), (to, bottom), Ink::Muted, TINT);
    }
    draw(board, bars, &scale, (left, right), bottom + LINE / 2.0 + 3.0);
    for (row, mark) in marks.iter().enumerate() {
        let x = at(mark.at).clamp(left, right);
        let y = top + row as f64 * LINE;
        let dash = if mark.dashed { DASH } else { &[] };
        board.line(vec![point(x, y - 6.0), point(x, bottom)], Ink::Text, 2.0, dash);
        // On the side with room for the name.
        let (place, align) = if x + 6.0 + text_width(&mark.name) < right {
            (x + 6.0, Align::Left)
        } else {
            (x - 6.0, Align::Right)
        };
        board.grounded(&mark.name, point(place, y), align);
    }
    board.text_inside(across, point(f64::midpoint(left, right), height - LINE / 2.0), Ink::Muted);
}

pub(super) fn over(
    board: &mut Board,
    bars: &[DataBar],
    line: &[Option<f64>],
    names: &[String; 2],
    across: &str,
) {
    let (width, height) = (board.size.width, board.size.height);
    let below = if across.is_empty() { LINE } else { 2.0 * LINE };
    let bottom = height - below - 2.0;
    // The line has the upper third, and each has a line of text for its name.
    let middle = LINE + (bottom - 2.0 * LINE) / 3.0;
    let values = || line.iter().flatten().copied();
    let (lowest, highest) =
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let (low, high) = range_around(lowest, highest);
    let above = Scale { low, high, log: false, from: middle, to: LINE };
    let scale = upwards(bars, bottom, middle + LINE + 4.0);
    let (left, right) = (margin(&scale, 2.0).max(margin(&above, 2.0)), width - 4.0);
    for tick in above.ticks(2.0) {
        board.rule((left, right), above.place(tick), &tick_words(tick), false);
    }
    board.rules(&scale, (left, right), 2.0);
    draw(board, bars, &scale, (left, right), bottom + LINE / 2.0 + 3.0);
    let step = (right - left) / bars.len().max(1) as f64;
    let place = |(index, value): (usize, &Option<f64>)| {
        Some(point(left + (index as f64 + 0.5) * step, above.place((*value)?)))
    };
    let points: Vec<_> = line.iter().enumerate().map(place).collect();
    for part in points.split(Option::is_none) {
        board.line(part.iter().flatten().copied().collect(), Ink::Text, 2.0, &[]);
    }
    // Dots beside each other would be a band.
    if step > 8.0 {
        points.iter().flatten().for_each(|at| board.dot(*at, 2.5));
    }
    board.text(&names[0], point(left, LINE / 2.0 - 1.0), Align::Left, Ink::Text);
    board.text(&names[1], point(left, middle + LINE / 2.0 + 2.0), Align::Left, Ink::Text);
    board.text_inside(across, point(f64::midpoint(left, right), height - LINE / 2.0), Ink::Muted);
}

pub(super) fn rows(board: &mut Board, rows: &[DataRow], longest: f64) {
    let (width, height) = (board.size.width, board.size.height);
    let names = (widest(rows.iter().map(|row| row.name.as_str())) + 10.0).min(width * 0.4);
    let notes = widest(rows.iter().map(|row| row.note.as_str())) + 8.0;
    let (left, right) = (names, (width - notes).max(names + 20.0));
    let scale = Scale { low: 0.0, high: longest.max(f64::MIN_POSITIVE), log: false, from: left, to: right };
    let step = ((height - 8.0) / rows.len().max(1) as f64).min(24.0);
    for (index, row) in rows.iter().enumerate() {
        let y = 4.0 + (index as f64 + 0.5) * step;
        let half = (step * 0.32).max(1.0);
        board.block((left, y - half), (right, y + half), Ink::Muted, TINT);
        board.block((left, y - half), (scale.place(row.value.min(longest)), y + half), Ink::Muted, 1.0);
        board.text(&shortened(&row.name, names - 8.0), point(left - 6.0, y), Align::Right, Ink::Text);
        board.text(&row.note, point(width - 2.0, y), Align::Right, Ink::Muted);
    }
}
