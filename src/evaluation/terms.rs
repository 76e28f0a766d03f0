//! What each row adds to an estimate: what intervals, tuning and tests work on.

/// An estimate by row: the mean of some numbers, and ratios of sums. The plain estimators are a mean; a self-normalized one is a ratio.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    rows: usize,
    /// What is averaged, one a row; empty where there is nothing of that kind.
    base: Vec<f64>,
    ratios: Vec<Ratio>,
}

/// The sum of some numbers over the sum of others.
#[derive(Debug, Clone, PartialEq)]
struct Ratio {
    /// One a row.
    numerators: Vec<f64>,
    /// One a row.
    denominators: Vec<f64>,
    /// The ratio where the denominators add up to 0.
    empty: f64,
}

/// Mean of some numbers; NaN of none.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean, and variance with the divisor n; NaN of none.
pub fn moments(values: &[f64]) -> (f64, f64) {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, squares / values.len() as f64)
}

impl Ratio {
    fn value(&self) -> f64 {
        quotient(self.numerators.iter().sum(), self.denominators.iter().sum(), self.empty)
    }
}

fn quotient(above: f64, below: f64, empty: f64) -> f64 {
    if below == 0.0 { empty } else { above / below }
}

impl Terms {
    /// The mean of these, one a row.
    pub fn mean(terms: Vec<f64>) -> Terms {
        Terms { rows: terms.len(), base: terms, ratios: Vec::new() }
    }

    /// The sum of the first over the sum of the second, one each a row; `empty` where the second add up to 0.
    pub fn ratio(numerators: Vec<f64>, denominators: Vec<f64>, empty: f64) -> Terms {
        let rows = numerators.len();
        Terms { rows, base: Vec::new(), ratios: vec![Ratio { numerators, denominators, empty }] }
    }

    /// The same with the mean of these added.
    #[must_use]
    pub fn plus(self, base: Vec<f64>) -> Terms {
        Terms { base, ..self }
    }

    /// The same with the ratio of another one added, which has as many rows.
    #[must_use]
    pub fn and(mut self, other: Terms) -> Terms {
        self.ratios.extend(other.ratios);
        self
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The estimate. NaN without rows.
    pub fn value(&self) -> f64 {
        let base = if self.base.is_empty() && !self.ratios.is_empty() { 0.0 } else { mean(&self.base) };
        base + self.ratios.iter().map(Ratio::value).sum::<f64>()
    }

    /// Terms whose plain mean is the estimate, those of a ratio divided by the mean denominator of the whole log: what the Open
    /// Bandit Pipeline calls estimated round rewards.
    pub fn by_round(&self) -> Vec<f64> {
        let mut terms = self.base_or_zeros();
        for ratio in &self.ratios {
            let mean = mean(&ratio.denominators);
            for (term, numerator) in terms.iter_mut().zip(&ratio.numerators) {
                *term += if mean == 0.0 { ratio.empty } else { numerator / mean };
            }
        }
        terms
    }

    /// Terms whose plain mean is the estimate, and whose variance is that of the estimate times the number of rows, also for a
    /// ratio (the delta method).
    pub fn linearized(&self) -> Vec<f64> {
        let mut terms = self.base_or_zeros();
        for ratio in &self.ratios {
            let (mean, value) = (mean(&ratio.denominators), ratio.value());
            let both = ratio.numerators.iter().zip(&ratio.denominators);
            for (term, (numerator, denominator)) in terms.iter_mut().zip(both) {
                *term += value;
                if mean != 0.0 {
                    *term += (numerator - value * denominator) / mean;
                }
            }
        }
        terms
    }

    fn base_or_zeros(&self) -> Vec<f64> {
        if self.base.is_empty() { vec![0.0; self.rows] } else { self.base.clone() }
    }

    /// The estimate from a resample of the rows, its ratios those of the resample. `draw` gives the place of the next row.
    pub fn resampled(&self, mut draw: impl FnMut() -> usize, sums: &mut Vec<(f64, f64)>) -> f64 {
        sums.clear();
        sums.resize(self.ratios.len(), (0.0, 0.0));
        let mut base = 0.0;
        for _ in 0..self.rows {
            let row = draw();
            base += self.base.get(row).copied().unwrap_or(0.0);
            for ((above, below), ratio) in sums.iter_mut().zip(&self.ratios) {
                *above += ratio.numerators[row];
                *below += ratio.denominators[row];
            }
        }
        let ratios = sums.iter().zip(&self.ratios);
        base / self.rows as f64
            + ratios.map(|((above, below), ratio)| quotient(*above, *below, ratio.empty)).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// All ways to look at the terms agree on the estimate.
        #[test]
        fn rows_add_up_to_the_estimate(
            rows in prop::collection::vec((-3.0..3.0_f64, 0.1..3.0_f64, -3.0..3.0_f64, 0.1..2.0_f64), 1..30)
        ) {
            let column = |each: fn(&(f64, f64, f64, f64)) -> f64| rows.iter().map(each).collect::<Vec<_>>();
            let one = Terms::ratio(column(|row| row.0), column(|row| row.1), f64::NAN);
            let other = Terms::ratio(column(|row| row.2), column(|row| row.3), f64::NAN);
            let terms = one.and(other).plus(column(|row| row.0 - row.2));
            let value = terms.value();
            prop_assert!((mean(&terms.by_round()) - value).abs() < 1e-9);
            prop_assert!((mean(&terms.linearized()) - value).abs() < 1e-9);
            let mut next = 0;
            let all = terms.resampled(|| { next += 1; next - 1 }, &mut Vec::new());
            prop_assert!((all - value).abs() < 1e-9);
        }
    }

    /// The variance of a ratio is known where all denominators are equal: that of a mean.
    #[test]
    fn a_ratio_of_equal_denominators_is_a_mean() {
        let terms = Terms::ratio(vec![1.0, 2.0, 6.0], vec![2.0; 3], f64::NAN);
        assert_eq!(
            (terms.value(), terms.linearized(), terms.by_round()),
            (1.5, vec![0.5, 1.0, 3.0], vec![0.5, 1.0, 3.0])
        );
        assert_eq!(Terms::ratio(vec![0.0; 2], vec![0.0; 2], 0.0).value(), 0.0);
        assert!(Terms::ratio(vec![0.0; 2], vec![0.0; 2], f64::NAN).value().is_nan());
        assert!(Terms::mean(Vec::new()).value().is_nan());
    }
}
