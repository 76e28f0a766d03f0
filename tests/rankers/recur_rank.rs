//! RecurRank and its designs.

use bandit_playground::declaration::Value;
use bandit_playground::ranking::rankers::general::recur_rank::{self, RecurRank};
use bandit_playground::ranking::rankers::general::{Design, TOLERANCE};
use bandit_playground::stream::Stream;
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

use super::bench::{User, World};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Kiefer and Wolfowitz: no design is better than the dimension, and ours is as good but for the tolerance, also where
    /// the items span less than all dimensions.
    #[test]
    fn designs_are_optimal_within_the_tolerance(
        seed in 0_u32..100_000, items in 1_usize..30, spanned in 1_usize..5,
    ) {
        let mut stream = Stream::new(1, seed, "numbers");
        let numbers: Vec<f64> = (0..30 * 4).map(|_| stream.normal()).collect();
        // Rows in the span of the first `spanned` rows of a fixed mixing.
        let mixing = DMatrix::from_fn(spanned, 5, |_, _| stream.normal());
        let rows = DMatrix::from_fn(items, spanned, |row, column| numbers[row * 4 + column]) * mixing;
        let features: Vec<f64> = rows.row_iter().flat_map(|row| row.iter().copied().collect::<Vec<_>>()).collect();
        let design = Design::new(&features, 5);
        prop_assert_eq!(design.rank, spanned.min(items));
        prop_assert!((design.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        prop_assert!(design.weights.iter().all(|weight| *weight >= 0.0));
        let own = DMatrix::from_row_slice(items, design.rank, &design.coordinates);
        // The coordinates keep all lengths and angles.
        prop_assert!((&own * own.transpose() - &rows * rows.transpose()).norm() < 1e-9);
        let weights = DMatrix::from_diagonal(&DVector::from_vec(design.weights.clone()));
        let information = own.transpose() * weights * &own;
        let inverse = information.try_inverse().expect("the design spans");
        let largest = own.row_iter().map(|x| (x * &inverse * x.transpose())[0]).fold(0.0, f64::max);
        prop_assert!((largest - design.largest).abs() < 1e-6 * largest, "{} {}", largest, design.largest);
        let rank = design.rank as f64;
        prop_assert!(largest >= rank * (1.0 - 1e-9) && largest <= (1.0 + TOLERANCE) * rank * (1.0 + 1e-9));
    }
}

#[test]
fn designs_by_hand() {
    // On the corners of a square around zero the even design on two that are at right angles is optimal.
    let design = Design::new(&[1.0, 0.0, 0.0, 1.0, 0.5, 0.5], 2);
    assert_eq!((design.weights, design.rank), (vec![0.5, 0.5, 0.0], 2));
    assert_eq!(Design::new(&[0.0; 6], 3).rank, 0);
}

/// delta = 1/2 and K = 2, two items at right angles, so that d pi = 1. Phase 1: delta_1 = 1/8, 1 / (2 / 4) ln 16 = 5.55.
/// Phase 2: delta_2 = 1/24, 1 / (2 / 16) ln 48 = 30.97.
#[test]
fn a_run_by_hand() {
    let world = World::new(&[0.5; 2], &[1.0; 2], User::PositionBased).with_features(vec![1.0, 0.0, 0.0, 1.0]);
    let mut ranker = RecurRank::new(2, 2, 0.5);
    let mut stream = Stream::new(1, 0, "recur rank");
    let mut slate = vec![0; 2];
    let mut shown_first = [0; 2];
    for round in 1..=75_u64 {
        use bandit_playground::ranking::Ranker;
        ranker.rank(&world.view(round), &mut stream, &mut slate);
        let instances: Vec<_> =
            ranker.instances().iter().map(|one| (one.phase, one.first, one.slots)).collect();
        match round {
            1..=12 => assert_eq!(instances, [(1, 0, 2)]),
            13..=74 => assert_eq!(instances, [(2, 0, 2)]),
            _ => {
                // Estimates 1 and 0 are 2 Delta = 1/2 apart.
                assert_eq!(instances, [(3, 0, 1), (3, 1, 1)]);
                assert_eq!(slate, [1, 0]);
                let estimates = ranker.explain(&world.view(round)).estimates;
                assert!(estimates[0].abs() < 1e-12 && (estimates[1] - 1.0).abs() < 1e-12);
            }
        }
        shown_first[slate[0] as usize] += 1;
        if round == 12 {
            assert_eq!(shown_first, [6, 6]);
        }
        let clicks = slate.iter().map(|item| round > 12 && *item == 1).collect::<Vec<_>>();
        world.teach(&mut ranker, round, &slate, &clicks);
    }
    assert_eq!(shown_first, [37, 38]);
}

/// Forty items whose attractions are linear in three features: the second half of the rounds adds less than half of the first.
#[test]
fn regret_flattens_where_attractions_are_linear() {
    let mut stream = Stream::new(2, 0, "features");
    let features: Vec<f64> = (0..120).map(|_| stream.uniform()).collect();
    let theta = [0.5, 0.1, 0.3];
    let attractions: Vec<f64> =
        features.chunks_exact(3).map(|x| x.iter().zip(theta).map(|(x, t)| x * t).sum()).collect();
    let world = World::new(&attractions, &[1.0, 0.7, 0.4], User::PositionBased).with_features(features);
    let (first, second) =
        world.halves(&recur_rank::DECLARATION, &[("rounds", Value::Number(100_000.0))], 100_000);
    assert!(second < 0.5 * first, "{first}, then {second}");
}
