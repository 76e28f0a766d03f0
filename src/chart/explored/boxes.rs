//! Boxes with whiskers, and blocks in rows and columns.

use super::super::layout::{Align, Ink, shortened, text_width};
use super::super::numbers::percent;
use super::super::scale::{Scale, range_around};
use super::board::{Board, LINE, point, tick_words, widest};
use super::picture::DataBox;

/// How dark the lightest block with a rating is.
const FAINTEST: f64 = 0.06;

/// How many tenths the shares on the scale of blocks span, each from dark to light.
const DECADES: f64 = 3.0;

pub(super) fn boxes(board: &mut Board, boxes: &[DataBox]) {
    let (width, height) = (board.size.width, board.size.height);
    let names = (widest(boxes.iter().map(|one| one.name.as_str())) + 10.0).min(width * 0.35);
    let notes = widest(boxes.iter().map(|one| one.note.as_str())) + 8.0;
    let (left, right) = (names + 4.0, (width - notes - 4.0).max(names + 24.0));
    let bottom = height - LINE - 2.0;
    let lowest = boxes.iter().map(|one| one.values[0]).fold(f64::INFINITY, f64::min);
    let highest = boxes.iter().map(|one| one.values[4]).fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = range_around(lowest, highest);
    let scale = Scale { low, high, log: false, from: left, to: right };
    for tick in scale.ticks(5.0) {
        board.rule_down(scale.place(tick), (2.0, bottom));
        board.text_inside(&tick_words(tick), point(scale.place(tick), height - LINE / 2.0), Ink::Muted);
    }
    let step = bottom / boxes.len().max(1) as f64;
    let half = (step * 0.36).clamp(2.0, 8.0);
    for (index, one) in boxes.iter().enumerate() {
        let y = (index as f64 + 0.5) * step;
        let [low, lower, median, upper, high] = one.values.map(|value| scale.place(value));
        board.text(&shortened(&one.name, names - 6.0), point(names - 4.0, y), Align::Right, Ink::Text);
        board.text(&one.note, point(width - 2.0, y), Align::Right, Ink::Muted);
        board.line(vec![point(low, y), point(high, y)], Ink::Muted, 1.5, &[]);
        board.block((lower, y - half), (upper, y + half), Ink::Background, 1.0);
        board.block((lower, y - half), (upper, y + half), Ink::Muted, 0.2);
        let corners = [(lower, -half), (upper, -half), (upper, half), (lower, half), (lower, -half)];
        board.line(corners.map(|(x, away)| point(x, y + away)).to_vec(), Ink::Muted, 1.0, &[]);
        board.line(vec![point(median, y - half), point(median, y + half)], Ink::Text, 3.0, &[]);
    }
}

/// How dark a block is: by the logarithm of its share beside the largest.
pub(super) fn darkness(share: f64, largest: f64) -> f64 {
    if share <= 0.0 || largest <= 0.0 {
        return 0.0;
    }
    let below = libm::log10(largest / share);
    FAINTEST + (1.0 - FAINTEST) * (1.0 - below / DECADES).clamp(0.0, 1.0)
}

pub(super) fn blocks(board: &mut Board, columns: usize, shares: &[f64], across: &[String; 2], down: &str) {
    let (width, height) = (board.size.width, board.size.height);
    let columns = columns.max(1);
    let rows = shares.len().div_ceil(columns).max(1);
    let (left, right, top, bottom) = (4.0, width - 4.0, LINE, height - 2.0 * LINE - 2.0);
    let largest = shares.iter().copied().fold(0.0, f64::max);
    let (wide, high) = ((right - left) / columns as f64, (bottom - top) / rows as f64);
    for (index, share) in shares.iter().enumerate() {
        let (x, y) = (left + (index % columns) as f64 * wide, top + (index / columns) as f64 * high);
        let (corner, opposite) = ((x, y), (x + wide - 1.0, y + high - 1.0));
        // Where nothing is, the ground of a block is.
        board.block(corner, opposite, Ink::Grid, 0.5);
        board.block(corner, opposite, Ink::Text, darkness(*share, largest));
    }
    board.text(down, point(left, LINE / 2.0 - 2.0), Align::Left, Ink::Muted);
    board.text(&across[0], point(left, bottom + LINE / 2.0), Align::Left, Ink::Muted);
    board.text(&across[1], point(right, bottom + LINE / 2.0), Align::Right, Ink::Muted);
    let mut x = left;
    for share in [largest, largest / 10.0, largest / 100.0, 0.0] {
        let words = if share > 0.0 { percent(share) } else { "0".to_owned() };
        let y = height - LINE / 2.0;
        if x + 16.0 + text_width(&words) > right {
            break;
        }
        board.block((x, y - 5.0), (x + 12.0, y + 5.0), Ink::Grid, 0.5);
        board.block((x, y - 5.0), (x + 12.0, y + 5.0), Ink::Text, darkness(share, largest));
        board.text(&words, point(x + 16.0, y), Align::Left, Ink::Muted);
        x += 28.0 + text_width(&words);
    }
    let meaning = "of the pairs in a block";
    if x + text_width(meaning) < right {
        board.text(meaning, point(right, height - LINE / 2.0), Align::Right, Ink::Muted);
    }
}
