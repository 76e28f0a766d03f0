//! MABWiser's LinUCB, LinGreedy and LinTS.

use bandit_playground::agent::linear;
use bandit_playground::agent::linear::LinearModels;
use bandit_playground::math::packed::{invert, packed_length, unpack};
use bandit_playground::math::random::RngStream;
use serde_json::Value;

use super::bench::assert_within;
use super::mabwiser::{Rounds, number_after};
use super::numbers;

/// Ridge regressions, one an arm.
pub struct Linear {
    models: LinearModels,
    dimension: usize,
    tikhonov: f64,
}

impl Linear {
    fn taught(rounds: &Rounds, part: &Value, tikhonov: f64) -> Linear {
        let contexts: Vec<Vec<f64>> =
            part["contexts"].as_array().expect("contexts").iter().map(numbers).collect();
        Linear::of(&contexts, &rounds.decisions, &numbers(&part["rewards"]), rounds.arms, tikhonov)
    }

    /// Taught these contexts, arms and rewards.
    pub fn of(
        contexts: &[Vec<f64>],
        decisions: &[usize],
        rewards: &[f64],
        arms: usize,
        tikhonov: f64,
    ) -> Linear {
        let dimension = contexts[0].len();
        let mut models = LinearModels::new(arms, dimension, tikhonov, 1.0);
        for ((context, arm), reward) in contexts.iter().zip(decisions).zip(rewards) {
            models.learn(*arm, context, *reward);
        }
        Linear { models, dimension, tikhonov }
    }

    /// b of an arm.
    pub fn target(&self, arm: usize) -> Vec<f64> {
        self.models.sums(arm).1
    }

    /// The weights of an arm: the estimate of each unit vector.
    pub fn weights(&mut self, arm: usize) -> Vec<f64> {
        let unit = |index: usize| -> Vec<f64> {
            (0..self.dimension).map(|other| if other == index { 1.0 } else { 0.0 }).collect()
        };
        (0..self.dimension).map(unit).collect::<Vec<_>>().iter().map(|x| self.models.mean(arm, x)).collect()
    }

    /// Mean and variance of an arm's estimate.
    pub fn estimate(&mut self, arm: usize, x: &[f64]) -> (f64, f64) {
        self.models.set_features(x);
        self.models.estimate(arm, x)
    }

    /// (A + tikhonov I)^-1 of an arm, row-major.
    pub fn inverse(&self, arm: usize) -> Vec<f64> {
        let size = self.dimension;
        let (gram, _) = self.models.sums(arm);
        let packed: Vec<f64> =
            (0..size).flat_map(|row| gram[row * size + row..(row + 1) * size].to_vec()).collect();
        let (mut inverse, mut full) = (vec![0.0; packed_length(size)], vec![0.0; size * size]);
        assert!(invert(&packed, size, self.tikhonov, &mut vec![0.0; 2 * size * size], &mut inverse));
        unpack(&inverse, size, 0.0, &mut full);
        full
    }
}

pub fn check(rounds: &Rounds, part: &Value, expected: &Value, exact: f64, sampled: f64) {
    let probe: Vec<Vec<f64>> = part["probe"].as_array().expect("probe").iter().map(numbers).collect();
    for (name, expected) in expected["linear"].as_object().expect("policies") {
        let alpha = if name.starts_with("linucb_") {
            number_after(name, "alpha_")
        } else if name.starts_with("lingreedy_") {
            0.0
        } else {
            panic!("unknown policy {name}")
        };
        let tikhonov = number_after(name, "l2_");
        let mut linear = Linear::taught(rounds, part, tikhonov);
        check_weights(&mut linear, rounds, &expected["beta"], exact);
        let rows = expected["expectations"].as_array().expect("one row a probe");
        assert_eq!(rows.len(), probe.len(), "{name}");
        for (x, row) in probe.iter().zip(rows) {
            let ours: Vec<f64> = (0..rounds.arms)
                .map(|arm| {
                    let (mean, variance) = linear.estimate(arm, x);
                    let bonus = alpha * variance.sqrt();
                    // Theirs of an arm never pulled is alpha sqrt(l2) |x|, where alpha |x| / sqrt(l2) is right.
                    mean + if Some(arm) == rounds.never_pulled { bonus * tikhonov } else { bonus }
                })
                .collect();
            assert_within(name, &ours, &numbers(row), exact);
        }
    }
    check_sampling(rounds, part, &probe, &expected["lints"], exact, sampled);
}

fn check_weights(linear: &mut Linear, rounds: &Rounds, expected: &Value, exact: f64) {
    let rows = expected.as_array().expect("one row an arm");
    assert_eq!(rows.len(), rounds.arms);
    for (arm, row) in rows.iter().enumerate() {
        assert_within("beta", &linear.weights(arm), &numbers(row), exact);
    }
}

fn check_sampling(
    rounds: &Rounds,
    part: &Value,
    probe: &[Vec<f64>],
    expected: &Value,
    exact: f64,
    sampled: f64,
) {
    let number =
        |value: &Value, name: &str| value[name].as_f64().unwrap_or_else(|| panic!("{name} is a number"));
    let (alpha, tikhonov) = (number(expected, "alpha"), number(expected, "l2_lambda"));
    let mut linear = Linear::taught(rounds, part, tikhonov);
    check_weights(&mut linear, rounds, &expected["beta"], exact);
    let inverses = expected["A_inv"].as_array().expect("one matrix an arm");
    assert_eq!(inverses.len(), rounds.arms);
    for (arm, theirs) in inverses.iter().enumerate() {
        let mut ours = linear.inverse(arm);
        if Some(arm) == rounds.never_pulled {
            // Theirs is l2 I, where I / l2 is right.
            ours.iter_mut().for_each(|entry| *entry *= tikhonov * tikhonov);
        }
        assert_within("A_inv", &ours, &numbers(theirs), exact);
    }
    let theirs = &expected["sampled_score_of_arm_0_at_probe_0"];
    let (mean, variance) = linear.estimate(0, &probe[0]);
    let deviation = alpha * variance.sqrt();
    assert_within("mean", &[mean], &[number(theirs, "exact_mean")], exact);
    assert_within("deviation", &[deviation], &[number(theirs, "exact_standard_deviation")], exact);
    let draws = number(theirs, "draws") as usize;
    let mut stream = RngStream::new(20_190_101, 0, "reference draws");
    let mut sample = [0.0];
    let ours: Vec<f64> = (0..draws)
        .map(|_| {
            linear::draw(&[mean], &[variance.sqrt()], alpha, &mut stream, &mut sample);
            sample[0]
        })
        .collect();
    let sample_mean = ours.iter().sum::<f64>() / draws as f64;
    let squares = ours.iter().map(|score| (score - sample_mean) * (score - sample_mean));
    let sample_deviation = (squares.sum::<f64>() / draws as f64).sqrt();
    // The file's tolerance, and no less than five standard errors of the difference of two samples.
    let sampled = sampled.max(5.0 * deviation * (2.0 / draws as f64).sqrt());
    assert!((sample_mean - number(theirs, "mean")).abs() <= sampled, "{sample_mean}");
    assert!((sample_deviation - number(theirs, "standard_deviation")).abs() <= sampled, "{sample_deviation}");
}
