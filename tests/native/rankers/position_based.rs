//! Rankers that know how likely each slot is looked at.

use bandit_playground::descriptor::Value;
use bandit_playground::math::random::RngStream;
use bandit_playground::ranking::rankers::position_based::{pie, thompson, ucb};

use super::bench::{Environment, User, assert_near, build};

/// Three items on two slots, the second of which is looked at half the time.
fn small() -> Environment {
    Environment::new(&[0.5; 3], &[1.0, 0.5], User::PositionBased)
}

/// Item 0 was shown once on each slot and clicked once: S = 1, N = 2, N~ = 3/2.
#[test]
fn pbm_ucb_by_hand() {
    let environment = small();
    let mut ranker = build(&ucb::DESCRIPTOR, &[("epsilon", Value::Number(0.5))], &environment.shape);
    environment.teach(ranker.as_mut(), 1, &[0, 1], &[true, false]);
    environment.teach(ranker.as_mut(), 2, &[2, 0], &[false, false]);
    let thought = ranker.explain(&environment.view(3));
    let level = 1.5 * libm::log(3.0);
    assert_near(thought.scores[0], 1.0 / 1.5 + (2.0 / 1.5_f64).sqrt() * (level / 3.0).sqrt());
    // Shown once on the second slot: N = 1, N~ = 1/2.
    assert_near(thought.scores[1], 2.0_f64.sqrt() * level.sqrt());
    // 1.52, 1.82, and 0.91 for item 2, which was shown where everybody looks.
    let mut slate = [9; 2];
    ranker.rank(&environment.view(3), &mut RngStream::new(1, 0, "ucb"), &mut slate);
    assert_eq!(slate, [1, 0]);
}

/// The best item goes where users look most, wherever that is.
#[test]
fn the_best_item_goes_where_users_look() {
    let environment = Environment::new(&[0.9, 0.05, 0.05, 0.5], &[0.2, 1.0, 0.5], User::PositionBased);
    for descriptor in [&ucb::DESCRIPTOR, &pie::DESCRIPTOR, &thompson::DESCRIPTOR] {
        let mut ranker = build(descriptor, &[], &environment.shape);
        environment.regret(ranker.as_mut(), 3_000, 1);
        let mut slate = [0; 3];
        ranker.rank(&environment.view(3_001), &mut RngStream::new(1, 0, "slots"), &mut slate);
        assert_eq!((slate[1], slate[2]), (0, 3), "{}", descriptor.part.id);
    }
}

/// The second leader has an estimate of 4 / (10 / 2) = 0.8. Item 2 was missed four times on the second slot:
/// 4 kl(0, q / 2) = -4 ln(1 - q / 2) is 2.043 at q = 0.8, which is more than ln 7 and less than ln 8; it is ln 8 at
/// q = 2 (1 - 8^(-1/4)).
#[test]
fn pbm_pies_last_slot_by_hand() {
    let environment = small();
    let mut ranker = build(&pie::DESCRIPTOR, &[], &environment.shape);
    for round in 0..10 {
        environment.teach(ranker.as_mut(), 1, &[0, 1], &[true, round < 4]);
    }
    // Item 0 does not lose anything by four more clicks.
    for _ in 0..4 {
        environment.teach(ranker.as_mut(), 1, &[0, 2], &[true, false]);
    }
    let mut stream = RngStream::new(1, 0, "pie");
    let mut tried = |round: u64| {
        let mut slate = [9; 2];
        let mut count = 0;
        for _ in 0..400 {
            ranker.rank(&environment.view(round), &mut stream, &mut slate);
            assert!(slate[0] == 0 && slate[1] != 0);
            count += u32::from(slate[1] == 2);
        }
        count
    };
    assert_eq!(tried(7), 0);
    // By a coin: 200, within four standard errors of 10.
    assert!(tried(8).abs_diff(200) <= 40, "{}", tried(8));
    let thought = ranker.explain(&environment.view(8));
    assert_near(thought.high[2], 2.0 * (1.0 - libm::pow(8.0, -0.25)));
    assert_near(thought.estimates[1], 0.8);
}

/// Ten items, the slots looked at less and less. Knowing by how much is worth at least a half of the regret, mean of four
/// seeds.
#[test]
fn knowing_the_positions_helps() {
    let attractions = [0.05, 0.45, 0.1, 0.5, 0.15, 0.35, 0.2, 0.4, 0.25, 0.3];
    let environment = Environment::new(&attractions, &[0.9, 0.6, 0.36, 0.22, 0.13], User::PositionBased);
    for descriptor in [&ucb::DESCRIPTOR, &thompson::DESCRIPTOR, &pie::DESCRIPTOR] {
        let total = |ignores: bool| {
            let values = [("ignores_positions", Value::Switch(ignores))];
            environment.halves(descriptor, &values, 20_000)
        };
        let (knows, ignores) = (total(false), total(true));
        assert!(knows.1 < 0.6 * knows.0, "{}: {knows:?}", descriptor.part.id);
        assert!(knows.0 + knows.1 < 0.7 * (ignores.0 + ignores.1), "{knows:?} {ignores:?}");
    }
}
