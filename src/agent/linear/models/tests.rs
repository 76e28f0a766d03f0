//! Ridge regressions stay exact, whatever the way they are kept in.

use super::*;
use crate::math::random::RngStream;
use proptest::prelude::*;

/// Largest relative difference of mean and variance to a fresh factorization over some features.
fn drift(models: &mut LinearModels, stream: &mut RngStream) -> f64 {
    let size = models.dimension();
    let (gram, target) = models.sums(0);
    let full = nalgebra::DMatrix::from_row_slice(size, size, &gram)
        + nalgebra::DMatrix::identity(size, size) * models.tikhonov;
    let factor = full.cholesky().map(|factor| factor.inverse());
    let Some(inverse) = factor else { return f64::NAN };
    let theta = &inverse * nalgebra::DVector::from_vec(target);
    let mut worst = 0.0_f64;
    for _ in 0..20 {
        let x: Vec<f64> = (0..size).map(|_| stream.normal()).collect();
        let vector = nalgebra::DVector::from_column_slice(&x);
        models.set_features(&x);
        let (mean, variance) = models.estimate(0, &x);
        let expected = vector.dot(&(&inverse * &vector));
        worst = worst.max((variance - expected).abs() / expected);
        worst = worst.max((mean - theta.dot(&vector)).abs() / theta.norm() / vector.norm());
    }
    worst
}

#[test]
fn a_million_rounds_drift_less_than_a_millionth() {
    let mut stream = RngStream::new(1, 0, "drift");
    let mut models = LinearModels::new(1, 10, 1e-3, 1.0);
    let mut x = [0.0; 10];
    for round in 0..1_000_000 {
        // Directions of very different lengths, the hard case.
        for (index, entry) in x.iter_mut().enumerate() {
            *entry = stream.normal() * libm::exp(-0.7 * index as f64);
        }
        models.learn(0, &x, x[0] - x[3] + if round % 2 == 0 { 0.5 } else { -0.5 });
    }
    let found = drift(&mut models, &mut stream);
    assert!(found < 1e-6, "drift {found:e}");
}

/// What is taken back leaves no trace, however many digits of the inverse went with it.
#[test]
fn a_sample_taken_back_was_never_learned() {
    let mut stream = RngStream::new(3, 0, "window");
    let mut models = LinearModels::new(1, 5, 1e-3, 1.0);
    let samples: Vec<Vec<f64>> = (0..3_000).map(|_| (0..5).map(|_| stream.normal()).collect()).collect();
    for (index, x) in samples.iter().enumerate() {
        models.learn(0, x, x[0] - x[1]);
        if index >= 4 {
            let x = &samples[index - 4];
            models.learn_weighted(0, x, x[0] - x[1], -1.0);
        }
    }
    let found = drift(&mut models, &mut stream);
    assert!(found < 1e-6, "drift {found:e}");
    let mut window = LinearModels::new(1, 5, 1e-3, 1.0);
    samples[2_996..].iter().for_each(|x| window.learn(0, x, x[0] - x[1]));
    for (ours, theirs) in models.sums(0).0.iter().zip(window.sums(0).0) {
        assert!((ours - theirs).abs() < 1e-11, "{ours} {theirs}");
    }
}

#[test]
fn forgetting_for_long_stays_exact() {
    let mut stream = RngStream::new(2, 0, "drift");
    let mut models = LinearModels::new(1, 6, 0.5, 0.99);
    for round in 1..=20_000 {
        let x: Vec<f64> = (0..6).map(|_| stream.normal()).collect();
        models.end(round);
        models.learn(0, &x, x[0] - x[1]);
    }
    let found = drift(&mut models, &mut stream);
    assert!(found < 1e-9, "drift {found:e}");
}

/// A model that has forgotten all learns as a new one does, to the bit.
#[test]
fn cleared_models_are_new() {
    for gamma in [1.0, 0.9] {
        let mut cleared = LinearModels::new(2, 3, 0.5, gamma);
        for round in 1..=5 {
            cleared.end(round);
            cleared.learn(1, &[1.0, -2.0, 0.5], 3.0);
        }
        cleared.clear();
        let mut new = LinearModels::new(2, 3, 0.5, gamma);
        for models in [&mut cleared, &mut new] {
            models.learn(1, &[0.3, 0.1, -1.0], 2.0);
            models.set_features(&[1.0, 1.0, 1.0]);
        }
        for model in 0..2 {
            assert_eq!(cleared.sums(model), new.sums(model));
            assert_eq!(cleared.estimate(model, &[1.0; 3]), new.estimate(model, &[1.0; 3]));
        }
    }
}

proptest! {
    /// The posterior does not depend on the order of the samples.
    #[test]
    fn any_order_gives_the_same_posterior(
        samples in proptest::collection::vec((proptest::collection::vec(-3.0..3.0, 4), -2.0..2.0), 1..40),
        rotation in 0_usize..40,
    ) {
        let mut forward = LinearModels::new(1, 4, 1.0, 1.0);
        let mut turned = LinearModels::new(1, 4, 1.0, 1.0);
        for (x, reward) in &samples {
            forward.learn(0, x, *reward);
        }
        let split = rotation % samples.len();
        for (x, reward) in samples[split..].iter().chain(&samples[..split]).rev() {
            turned.learn(0, x, *reward);
        }
        let query = [0.3, -1.0, 2.0, 0.7];
        forward.set_features(&query);
        turned.set_features(&query);
        let (one, other) = (forward.estimate(0, &query), turned.estimate(0, &query));
        prop_assert!((one.0 - other.0).abs() < 1e-9 && (one.1 - other.1).abs() < 1e-9, "{one:?} {other:?}");
    }

    /// A weight is a number of times; and the solution gives mean and variance as the estimate does.
    #[test]
    fn twice_is_a_weight_of_two(
        samples in proptest::collection::vec((proptest::collection::vec(-3.0..3.0, 4), -2.0..2.0), 1..20),
        gamma in prop_oneof![Just(1.0), Just(0.9)],
    ) {
        let mut twice = LinearModels::new(1, 4, 0.5, gamma);
        let mut weighted = LinearModels::new(1, 4, 0.5, gamma);
        for models in [&mut twice, &mut weighted] {
            models.begin_at(0, &[1.0, -1.0, 0.5, 0.0]);
        }
        for (round, (x, reward)) in (1..).zip(&samples) {
            twice.end(round);
            weighted.end(round);
            twice.learn(0, x, *reward);
            twice.learn(0, x, *reward);
            weighted.learn_weighted(0, x, *reward, 2.0);
        }
        let query = [0.3, -1.0, 2.0, 0.7];
        let mut solution = [0.0; 4];
        let mean = twice.solve(0, &query, &mut solution);
        weighted.set_features(&query);
        let estimate = weighted.estimate(0, &query);
        prop_assert!((estimate.0 - mean).abs() < 1e-8, "{estimate:?} {mean}");
        prop_assert!((estimate.1 - dot(&solution, &query)).abs() < 1e-8, "{estimate:?} {solution:?}");
    }

    /// Forgetting with gamma just under one is the limit of not forgetting.
    #[test]
    fn the_two_ways_of_keeping_a_model_agree(
        samples in proptest::collection::vec((proptest::collection::vec(-3.0..3.0, 5), -2.0..2.0), 1..30),
    ) {
        let mut steady = LinearModels::new(2, 5, 0.3, 1.0);
        let mut forgetting = LinearModels::new(2, 5, 0.3, 1.0 - 1e-13);
        for (index, (x, reward)) in samples.iter().enumerate() {
            steady.end(index as u64 + 1);
            forgetting.end(index as u64 + 1);
            steady.learn(index % 2, x, *reward);
            forgetting.learn(index % 2, x, *reward);
        }
        let query = [0.3, -1.0, 2.0, 0.7, 0.1];
        steady.set_features(&query);
        for model in 0..2 {
            let (one, other) = (steady.estimate(model, &query), forgetting.estimate(model, &query));
            prop_assert!((one.0 - other.0).abs() < 1e-8 && (one.1 - other.1).abs() < 1e-8, "{one:?} {other:?}");
        }
    }
}
