//! Paths of small charts without axes, in a square of 100: their numbers stand in words beside them.

/// Side of the square.
pub const SIDE: f64 = 100.0;

/// Where numbers lie between the lowest and the highest of them, 0 to 1; halfway where all are the same.
fn share((low, high): (f64, f64), number: f64) -> f64 {
    if high > low { (number - low) / (high - low) } else { 0.5 }
}

/// Lowest and highest of some finite numbers.
pub fn range(numbers: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    numbers.filter(|number| number.is_finite()).fold(None, |range, number| {
        let (low, high) = range.unwrap_or((number, number));
        Some((low.min(number), high.max(number)))
    })
}

/// Places on a horizontal axis of ratios: from the first (1 or more) to the last number.
fn places(steps: &[u64]) -> Vec<f64> {
    let log = |step: &u64| (*step).max(1) as f64;
    let ends =
        (steps.first().map_or(0.0, |step| log(step).ln()), steps.last().map_or(0.0, |step| log(step).ln()));
    steps.iter().map(|step| SIDE * share(ends, log(step).ln())).collect()
}

/// A line through values at steps (ascending), on a logarithmic horizontal axis, within a range of values.
pub fn line(steps: &[u64], values: &[f64], range: (f64, f64)) -> String {
    let points = places(steps).into_iter().zip(values).filter(|(_, value)| value.is_finite());
    let place = |(x, value): (f64, &f64)| format!("{x:.2} {:.2}", SIDE - SIDE * share(range, *value));
    let points: Vec<String> = points.map(place).collect();
    if points.is_empty() { String::new() } else { format!("M{}", points.join("L")) }
}

/// The area between two lines, on the same axes.
pub fn area(steps: &[u64], low: &[f64], high: &[f64], range: (f64, f64)) -> String {
    let above = line(steps, high, range);
    let places = places(steps).into_iter().zip(low).rev();
    let back: Vec<String> =
        places.map(|(x, value)| format!("L{x:.2} {:.2}", SIDE - SIDE * share(range, *value))).collect();
    if above.is_empty() { String::new() } else { format!("{above}{}Z", back.concat()) }
}

/// Bars of equal width as one path.
pub fn bars(counts: &[u32]) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let width = SIDE / counts.len().max(1) as f64;
    let bar = |(index, count): (usize, &u32)| {
        let (left, height) = (width * index as f64, SIDE * f64::from(*count) / f64::from(most));
        format!("M{left:.2} {SIDE}v-{height:.2}h{:.2}v{height:.2}z", width * 0.9)
    };
    counts.iter().enumerate().filter(|(_, count)| **count > 0).map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_by_hand() {
        assert_eq!(line(&[1, 10, 100], &[0.0, 1.0, 2.0], (0.0, 2.0)), "M0.00 100.00L50.00 50.00L100.00 0.00");
        assert_eq!(
            area(&[1, 100], &[0.0, 0.0], &[2.0, 1.0], (0.0, 2.0)),
            "M0.00 0.00L100.00 50.00L100.00 100.00L0.00 100.00Z"
        );
        assert_eq!(bars(&[1, 0, 2, 0]), "M0.00 100v-50.00h22.50v50.00zM50.00 100v-100.00h22.50v100.00z");
    }

    #[test]
    fn nothing_and_all_the_same_are_no_trouble() {
        assert_eq!(line(&[], &[], (0.0, 1.0)), "");
        assert_eq!(line(&[5], &[3.0], (3.0, 3.0)), "M50.00 50.00");
        assert_eq!(line(&[1, 2], &[f64::NAN, f64::INFINITY], (0.0, 1.0)), "");
        assert_eq!(range([f64::NAN, 2.0, -1.0].into_iter()), Some((-1.0, 2.0)));
        assert_eq!(bars(&[]), "");
    }
}
