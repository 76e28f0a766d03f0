//! Probabilities from scores.

/// Writes probabilities proportional to exp(scale score), `score(index)` being that of each. The largest score is taken
/// off first, so that nothing overflows; scores are finite and there is at least one.
pub fn softmax(scale: f64, score: impl Fn(usize) -> f64, probabilities: &mut [f64]) {
    // Without `f64::max`, which would look for NaN each time.
    let larger = |largest: f64, score: f64| if score > largest { score } else { largest };
    let largest = (0..probabilities.len()).map(&score).fold(f64::NEG_INFINITY, larger);
    let mut sum = 0.0;
    for (index, probability) in probabilities.iter_mut().enumerate() {
        *probability = libm::exp(scale * (score(index) - largest));
        sum += *probability;
    }
    probabilities.iter_mut().for_each(|probability| *probability /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        let mut probabilities = [0.0; 2];
        softmax(2.0, |index| [1e9, 1e9 + 0.5][index], &mut probabilities);
        let e = libm::exp(1.0);
        assert!((probabilities[1] - e / (1.0 + e)).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn probabilities_are_probabilities(
            scores in proptest::collection::vec(-1e12_f64..1e12, 1..30), scale in 0.0_f64..1e6,
        ) {
            let mut probabilities = vec![0.0; scores.len()];
            softmax(scale, |index| scores[index], &mut probabilities);
            prop_assert!(probabilities.iter().all(|p| (0.0..=1.0).contains(p)));
            prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }
}
