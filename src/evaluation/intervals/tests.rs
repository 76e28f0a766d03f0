use proptest::prelude::*;

use super::bootstrap::{bootstrap, quantile};
use super::confidence_sequence::ConfidenceSequence;
use super::*;
use crate::evaluation::terms::Terms;
use crate::math::random::RngStream;

#[test]
fn intervals_by_hand() {
    // Mean 1, variance 1 with the divisor 4, range 2.
    let terms = Terms::mean(vec![0.0, 2.0, 0.0, 2.0]);
    let close = |interval: Option<Interval>, half: f64| {
        let interval = interval.expect("there are rows");
        assert!(
            (interval.low - 1.0 + half).abs() < 1e-8 && (interval.high - 1.0 - half).abs() < 1e-8,
            "{interval:?}"
        );
    };
    close(normal::interval(&terms, 0.95), 3.182_446_305 / 3.0_f64.sqrt());
    close(hoeffding::interval(&terms, 0.95), 2.0 * (40.0_f64.ln() / 8.0).sqrt());
    let log = 80.0_f64.ln();
    close(empirical_bernstein::interval(&terms, 0.95), (2.0 * log / 3.0).sqrt() + 14.0 * log / 9.0);
    let one = Terms::mean(vec![1.0]);
    assert!(normal::interval(&one, 0.95).is_none() && bootstrap(&one, 100, 0, 0.95).is_none());
    assert!(empirical_bernstein::interval(&one, 0.95).is_none());
}

#[test]
fn quantiles_lie_between_numbers() {
    let sorted = [1.0, 2.0, 4.0, 8.0, f64::INFINITY];
    assert_eq!(
        (quantile(&sorted, 0.0), quantile(&sorted, 0.5), quantile(&sorted, 0.625)),
        (Some(1.0), Some(4.0), Some(6.0))
    );
    assert_eq!((quantile(&sorted, 0.75), quantile(&[], 0.5)), (Some(8.0), None));
}

#[test]
fn a_bootstrap_has_a_seed_and_normalizes_in_each_draw() {
    let terms = Terms::ratio(vec![1.0, 0.0, 2.0, 0.0, 3.0], vec![2.0, 0.5, 2.0, 0.1, 3.0], f64::NAN);
    let (one, same, other) =
        (bootstrap(&terms, 500, 1, 0.9), bootstrap(&terms, 500, 1, 0.9), bootstrap(&terms, 500, 2, 0.9));
    assert!(one == same && one != other);
    // Each ratio is between 0 and 1, whatever is drawn; terms divided by the mean of the whole log are not.
    let interval = one.expect("there are rows").interval;
    assert!(interval.low >= 0.0 && interval.high <= 1.0, "{interval:?}");
    let by_round = bootstrap(&Terms::mean(terms.by_round()), 500, 1, 0.9).expect("there are rows").interval;
    assert!(by_round.width() > interval.width());
}

proptest! {
    /// The sequence never gets wider, is never empty, stays within the rewards' range, and is near the mean in the end, which it may miss
    /// with a probability of 5 % at most.
    #[test]
    fn a_confidence_sequence_narrows(seed in any::<u64>(), share in 0.05..0.95_f64, scale in 0.5..20.0_f64) {
        let mut stream = RngStream::new(seed, 0, "narrowing");
        let mut sequence = ConfidenceSequence::new(-scale, scale, 0.95);
        let mut last = Interval { low: -scale, high: scale };
        for _ in 0..2_000 {
            let reward = if stream.uniform() < share { scale } else { -scale };
            let next = sequence.push(1.0, reward);
            prop_assert!(next.low >= last.low && next.high <= last.high && next.low <= next.high);
            last = next;
        }
        prop_assert!(last.width() < 0.4 * scale, "{last:?}");
        prop_assert!((last.low + last.high - 2.0 * scale * (2.0 * share - 1.0)).abs() < 0.6 * scale, "{last:?} {share}");
    }
}

/// Heavy weights widen only their own side for a while; nothing is NaN, whatever comes.
#[test]
fn weights_of_any_size_are_bounded() {
    let mut sequence = ConfidenceSequence::new(0.0, 1.0, 0.95);
    for weight in [0.0, 1e9, 0.0, 3.0, 1e-9, 1e300] {
        let interval = sequence.push(weight, 1.0);
        assert!(
            interval.low <= interval.high && !interval.low.is_nan() && !interval.high.is_nan(),
            "{interval:?}"
        );
    }
    let mut constant = ConfidenceSequence::new(2.0, 2.0, 0.95);
    let interval = constant.push(1.0, 2.0);
    assert_eq!((interval.low, interval.high), (2.0, 2.0));
}
