//! Curves.

use super::super::layout::{Align, Ink, text_width};
use super::super::scale::Scale;
use super::board::{Board, LINE, TINT, point, tick_words, widest};

const DASH: &[f64] = &[3.0, 4.0];

/// Names of the ticks of an axis of shares.
const SHARES: [(f64, &str); 5] = [(0.0, "0"), (0.25, "25"), (0.5, "50"), (0.75, "75"), (1.0, "100 %")];

pub(super) fn lorenz(board: &mut Board, points: &[f64], at: (f64, f64), name: &[String; 2], across: &str) {
    let (width, height) = (board.size.width, board.size.height);
    let (left, right) = (text_width("100 %") + 10.0, width - 8.0);
    let (top, bottom) = (LINE / 2.0, height - 2.0 * LINE - 2.0);
    let x = |share: f64| left + share * (right - left);
    let y = |share: f64| bottom - share * (bottom - top);
    for (share, words) in SHARES {
        board.rule((left, right), y(share), words, share == 0.0);
    }
    let steps = points.len().saturating_sub(1).max(1) as f64;
    let curve: Vec<_> =
        points.iter().enumerate().map(|(step, held)| point(x(step as f64 / steps), y(*held))).collect();
    let mut under = curve.clone();
    under.extend([point(right, bottom), point(left, bottom)]);
    board.area(under, Ink::Muted, TINT);
    board.line(vec![point(left, bottom), point(right, top)], Ink::Axis, 1.0, DASH);
    board.line(curve, Ink::Text, 2.0, &[]);
    let dot = point(x(at.0), y(at.1));
    board.dot(dot, 4.0);
    // The curve bends to the upper left, so that there is room at the lower right of each of its points.
    let widest = widest(name.iter().map(String::as_str));
    let beside = (dot.x + 11.0).min(right - widest).max(left);
    for (row, words) in name.iter().enumerate() {
        board.grounded(words, point(beside, dot.y + 10.0 + row as f64 * LINE), Align::Left);
    }
    if height > 150.0 {
        board.text("if all were equal", point(x(0.97), y(0.55)), Align::Right, Ink::Muted);
    }
    let named: Vec<(f64, &str)> = SHARES.iter().map(|(share, words)| (x(*share), *words)).collect();
    board.labels(&named, bottom + LINE / 2.0 + 3.0);
    board.text_inside(across, point(f64::midpoint(left, right), height - LINE / 2.0), Ink::Muted);
}

pub(super) fn ranks(board: &mut Board, points: &[(f64, f64)], across: &str, name: &str) {
    let (width, height) = (board.size.width, board.size.height);
    let (top, bottom) = (LINE + 4.0, height - 2.0 * LINE - 2.0);
    let (last, most) = points.iter().fold((2.0_f64, 2.0_f64), |(x, y), next| (x.max(next.0), y.max(next.1)));
    let down = Scale { low: 1.0, high: most, log: true, from: bottom, to: top };
    let words: Vec<String> = down.ticks(4.0).into_iter().map(tick_words).collect();
    let (left, right) = (widest(words.iter().map(String::as_str)) + 10.0, width - 8.0);
    let along = Scale { low: 1.0, high: last, log: true, from: left, to: right };
    board.rules(&down, (left, right), 4.0);
    for tick in along.ticks(6.0) {
        board.text_inside(&tick_words(tick), point(along.place(tick), bottom + LINE / 2.0 + 3.0), Ink::Muted);
    }
    let curve: Vec<_> = points.iter().map(|(x, y)| point(along.place(*x), down.place(*y))).collect();
    board.line(curve.clone(), Ink::Text, 2.0, &[]);
    curve.iter().for_each(|at| board.dot(*at, 2.5));
    board.text(name, point(left, LINE / 2.0), Align::Left, Ink::Text);
    board.text_inside(across, point(f64::midpoint(left, right), height - LINE / 2.0), Ink::Muted);
}
