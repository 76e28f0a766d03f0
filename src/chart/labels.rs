//! Names beside the ends of lines, moved apart as little as can be, and texts that stand among marks.

use super::layout::{Align, Ink, Paint, Point, Primitive, text_width};
use crate::math::sorting::sort_indexes;

/// Opacity of the ground of a text, and how far it reaches beyond it: across, and up and down from its middle, CSS pixels.
const GROUND: (f64, f64, f64) = (0.9, 2.0, 7.0);

/// A text on its own ground, so that it can be read where lines and dots run through it.
pub(super) fn grounded(text: String, at: Point, align: Align, ink: Ink) -> [Primitive; 2] {
    let (opacity, across, down) = GROUND;
    let half = text_width(&text) / 2.0;
    let centre = match align {
        Align::Left => at.x + half,
        Align::Centre => at.x,
        Align::Right => at.x - half,
    };
    let corner = |x: f64, y: f64| Point { x: centre + x * (half + across), y: at.y + y * down };
    let points = vec![corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
    let ground = Primitive::Area { points, paint: Paint { ink: Ink::Background, opacity } };
    [ground, Primitive::Text { text, at, align, ink }]
}

/// Places for labels that want to be at `wanted`, at least `gap` apart and from `top` to `bottom`; none when there
/// is no room for all. Their order stays: least squares under that order, by pooling neighbours that violate it.
pub(super) fn spread(wanted: &[f64], gap: f64, top: f64, bottom: f64) -> Option<Vec<f64>> {
    let room = bottom - top - gap * wanted.len().saturating_sub(1) as f64;
    if room < 0.0 {
        return None;
    }
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    sort_indexes(&mut order, &|a, b| wanted[a].total_cmp(&wanted[b]).then(a.cmp(&b)));
    // With the gaps taken out, labels must only not pass each other.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (place, index) in order.iter().enumerate() {
        pools.push((wanted[*index] - gap * place as f64, 1));
        while let [.., (before, many), (last, few)] = pools[..] {
            if before <= last {
                break;
            }
            pools.pop();
            pools.pop();
            let pooled = (before * many as f64 + last * few as f64) / (many + few) as f64;
            pools.push((pooled, many + few));
        }
    }
    let flat = pools.iter().flat_map(|(mean, many)| std::iter::repeat_n(*mean, *many));
    let mut places = vec![0.0; wanted.len()];
    for (place, (mean, index)) in flat.zip(order).enumerate() {
        places[index] = mean.clamp(top, top + room) + gap * place as f64;
    }
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn labels_stay_apart_and_inside(wanted in proptest::collection::vec(-50.0_f64..350.0, 0..9)) {
            let places = spread(&wanted, 15.0, 10.0, 290.0).expect("there is room");
            for (index, place) in places.iter().enumerate() {
                prop_assert!((10.0 - 1e-9..=290.0 + 1e-9).contains(place));
                for (other, second) in places.iter().enumerate().take(index) {
                    prop_assert!((place - second).abs() >= 15.0 - 1e-9);
                    prop_assert!(wanted[index] == wanted[other] || (wanted[index] < wanted[other]) == (place < second));
                }
            }
        }
    }

    #[test]
    fn labels_by_hand() {
        assert_eq!(spread(&[100.0, 20.0], 10.0, 0.0, 200.0), Some(vec![100.0, 20.0]));
        assert_eq!(spread(&[100.0, 100.0], 10.0, 0.0, 200.0), Some(vec![95.0, 105.0]));
        assert_eq!(spread(&[0.0, 0.0], 10.0, 0.0, 200.0), Some(vec![0.0, 10.0]));
        assert_eq!(spread(&[0.0; 30], 10.0, 0.0, 200.0), None);
    }
}
