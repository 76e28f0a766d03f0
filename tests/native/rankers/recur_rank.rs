//! RecurRank and its designs.

use bandit_playground::descriptor::Value;
use bandit_playground::math::random::RngStream;
use bandit_playground::ranking::Ranker;
use bandit_playground::ranking::rankers::general::recur_rank::{self, RecurRank};
use bandit_playground::ranking::rankers::general::{Design, TOLERANCE};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

use super::bench::{Environment, User};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Kiefer and Wolfowitz: no design is better than the dimension, and ours is as good but for the tolerance, also where
    /// the items span less than all dimensions.
    #[test]
    fn designs_are_optimal_within_the_tolerance(
        seed in 0_u32..100_000, items in 1_usize..30, spanned in 1_usize..5,
    ) {
        let mut stream = RngStream::new(1, seed, "numbers");
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
    let environment =
        Environment::new(&[0.5; 2], &[1.0; 2], User::PositionBased).with_features(vec![1.0, 0.0, 0.0, 1.0]);
    let mut ranker = RecurRank::new(2, 2, 0.5);
    let mut stream = RngStream::new(1, 0, "recur rank");
    let mut slate = vec![0; 2];
    let mut shown_first = [0; 2];
    for round in 1..=75_u64 {
        ranker.rank(&environment.view(round), &mut stream, &mut slate);
        let instances: Vec<_> =
            ranker.instances().iter().map(|one| (one.phase, one.first, one.slots)).collect();
        match round {
            1..=12 => assert_eq!(instances, [(1, 0, 2)]),
            13..=74 => assert_eq!(instances, [(2, 0, 2)]),
            _ => {
                // Estimates 1 and 0 are 2 Delta = 1/2 apart.
                assert_eq!(instances, [(3, 0, 1), (3, 1, 1)]);
                assert_eq!(slate, [1, 0]);
                let estimates = ranker.explain(&environment.view(round)).estimates;
                assert!(estimates[0].abs() < 1e-12 && (estimates[1] - 1.0).abs() < 1e-12);
            }
        }
        shown_first[slate[0] as usize] += 1;
        if round == 12 {
            assert_eq!(shown_first, [6, 6]);
        }
        let clicks = slate.iter().map(|item| round > 12 && *item == 1).collect::<Vec<_>>();
        environment.teach(&mut ranker, round, &slate, &clicks);
    }
    assert_eq!(shown_first, [37, 38]);
}

/// Teaches a ranker of six items at right angles on three slots what it finds of each on the first slot in its second
/// phase; returns the instances of the third: first slot, slots and items.
fn third_phase(rates: [f64; 6]) -> Vec<(usize, usize, Vec<u32>)> {
    let features = (0..36).map(|place| if place % 7 == 0 { 1.0 } else { 0.0 }).collect();
    let environment = Environment::new(&rates, &[1.0; 3], User::PositionBased).with_features(features);
    let (mut ranker, mut stream) = (RecurRank::new(6, 3, 0.5), RngStream::new(3, 0, "recur rank"));
    let (mut slate, mut shows) = (vec![0; 3], [0.0; 6]);
    for round in 1.. {
        ranker.rank(&environment.view(round), &mut stream, &mut slate);
        let phase = ranker.instances()[0].phase;
        if phase == 3 {
            break;
        }
        // d pi = 1: 8 ln(6 / delta_2) = 43.003 trials of each, delta_2 = 1/36.
        let (item, more) = (slate[0] as usize, f64::from(u8::from(phase == 2)));
        let clicked = (rates[item] * (shows[item] + more)).floor() > (rates[item] * shows[item]).floor();
        shows[item] += more;
        // The slots below are always clicked, which must say nothing.
        environment.teach(&mut ranker, round, &slate, &[clicked, true, true]);
    }
    assert_eq!(shows, [44.0; 6]);
    ranker.instances().iter().map(|one| (one.first, one.slots, one.items.clone())).collect()
}

/// 2 Delta is 1/2 in the second phase.
#[test]
fn items_are_dropped_and_parted_by_hand() {
    let sorted = |rates| {
        let mut found = third_phase(rates);
        found.iter_mut().for_each(|(_, _, items)| items.sort_unstable());
        found
    };
    // Items 4 and 0 lie 1/2 or more below the third best, 0.9; no two neighbours do.
    assert_eq!(sorted([0.0, 1.0, 0.9, 0.6, 0.3, 0.9]), [(0, 3, vec![1, 2, 3, 5])]);
    // Item 3 has a gap below it, and the rest two slots for five items.
    assert_eq!(sorted([0.4, 0.0, 0.1, 1.0, 0.3, 0.0]), [(0, 1, vec![3]), (1, 2, vec![0, 1, 2, 4, 5])]);
    // Three certain items take all slots, and the part below has none.
    assert_eq!(sorted([1.0, 0.2, 1.0, 0.2, 1.0, 0.2]), [(0, 3, vec![0, 2, 4])]);
    // Two gaps make three parts, of which the last has one slot for four items.
    assert_eq!(sorted([0.4, 1.0, 0.1, 0.2, 0.0, 1.0]), [(0, 2, vec![1, 5]), (2, 1, vec![0, 2, 3, 4])]);
}

/// Six items 0.17 apart: after 30,000 rounds it shows the best slate and never loses again. It may err with probability
/// 2 delta = 2 / sqrt(60,000), less than 1 % a run; of eight runs none does.
#[test]
fn it_finds_the_best_slate() {
    let features: Vec<f64> =
        [2, 5, 0, 3, 1, 4].iter().flat_map(|rank| [1.0, f64::from(*rank) / 5.0]).collect();
    let attractions: Vec<f64> = features.chunks_exact(2).map(|x| 0.05 * x[0] + 0.85 * x[1]).collect();
    let environment =
        Environment::new(&attractions, &[1.0, 0.9, 0.8], User::PositionBased).with_features(features);
    for seed in 0..8 {
        let mut ranker = RecurRank::new(6, 3, 1.0 / 60_000.0_f64.sqrt());
        let regret = environment.regret(&mut ranker, 60_000, seed);
        let mut slate = vec![0; 3];
        ranker.rank(&environment.view(60_001), &mut RngStream::new(1, 0, "last"), &mut slate);
        assert_eq!(slate, [1, 5, 3], "seed {seed}");
        assert!(regret[59_999] - regret[29_999] < 1e-9 && regret[29_999] > 0.0, "seed {seed}");
    }
}

/// Forty items whose attractions are linear in three features: the second half of the rounds adds less than half of the first.
#[test]
fn regret_flattens_where_attractions_are_linear() {
    let mut stream = RngStream::new(2, 0, "features");
    let features: Vec<f64> = (0..120).map(|_| stream.uniform()).collect();
    let theta = [0.5, 0.1, 0.3];
    let attractions: Vec<f64> =
        features.chunks_exact(3).map(|x| x.iter().zip(theta).map(|(x, t)| x * t).sum()).collect();
    let environment =
        Environment::new(&attractions, &[1.0, 0.7, 0.4], User::PositionBased).with_features(features);
    let (first, second) =
        environment.halves(&recur_rank::DESCRIPTOR, &[("rounds", Value::Number(100_000.0))], 100_000);
    assert!(second < 0.5 * first, "{first}, then {second}");
}
