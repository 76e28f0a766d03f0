//! The top-K correction: its limits, and what it does to a policy (Chen et al. 2019, sections 4.3 and 6.1).

use bandit_playground::math::random::RngStream;
use bandit_playground::network::{Activation, Method};
use bandit_playground::ranking::rankers::scorer::{
    Correction, PolicyGradient, Shown, Training, top_k_multiplier,
};

/// As pi goes to 0, lambda goes to K; as it goes to 1, to 0; with one slot it is always 1.
#[test]
fn the_multiplier_has_the_papers_limits() {
    for slots in [2, 4, 16] {
        let k = slots as f64;
        assert_eq!(top_k_multiplier(0.0, slots), k);
        assert!((top_k_multiplier(1e-9, slots) - k).abs() < 1e-6 * k);
        assert_eq!(top_k_multiplier(1.0, slots), 0.0);
        assert!(top_k_multiplier(1.0 - 1e-9, slots) < 1e-7);
        assert_eq!(top_k_multiplier(1.0 + 1e-15, slots), 0.0, "rounding may put a probability above one");
        let fall = (0..=100).map(|step| top_k_multiplier(f64::from(step) / 100.0, slots));
        let fall: Vec<f64> = fall.collect();
        assert!(fall.windows(2).all(|pair| pair[1] < pair[0]), "{fall:?}");
    }
    for probability in [0.0, 0.3, 1.0] {
        assert_eq!(top_k_multiplier(probability, 1), 1.0);
    }
    // K = 2: 2 (1 - 0.25); K = 3: 3 (1 - 0.5)^2.
    assert_eq!(top_k_multiplier(0.25, 2), 1.5);
    assert_eq!(top_k_multiplier(0.5, 3), 0.75);
}

const ITEMS: usize = 10;
const SLOTS: usize = 2;
const BATCH: usize = 64;

/// The paper's simulation: no user, ten items of which the first earns 10, the second 9 and all others 1, shown
/// uniformly at random. Gives the policy's probabilities after training.
fn learned(correction: Correction, seed: u32) -> Vec<f64> {
    let training = Training {
        correction,
        slots: SLOTS,
        cap: 100.0,
        method: Method::Sgd,
        rate: 0.01,
        clip: f64::INFINITY,
    };
    let mut heads =
        PolicyGradient::new(ITEMS, 1, &[], Activation::Linear, training).expect("its form is right");
    let mut stream = RngStream::new(41, seed, "simulation");
    heads.initialize(&mut stream);
    for _ in 0..3_000 {
        heads.clear_gradients();
        for _ in 0..BATCH {
            let item = stream.below(ITEMS);
            let reward = [10.0, 9.0].get(item).copied().unwrap_or(1.0);
            heads.add(&Shown { state: &[1.0], item, reward, observed: true }, 1.0 / BATCH as f64);
        }
        heads.step();
    }
    let mut logits = vec![0.0; ITEMS];
    heads.logits(&[1.0], &mut logits);
    let most = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let exponentials: Vec<f64> = logits.iter().map(|logit| (logit - most).exp()).collect();
    let total: f64 = exponentials.iter().sum();
    exponentials.iter().map(|exponential| exponential / total).collect()
}

/// Expected reward of the set of two independent draws.
fn of_a_slate(probabilities: &[f64]) -> f64 {
    let rewards = [10.0, 9.0].into_iter().chain(std::iter::repeat(1.0));
    let shown = |probability: &f64| 1.0 - (1.0 - probability).powi(SLOTS as i32);
    probabilities.iter().zip(rewards).map(|(probability, reward)| shown(probability) * reward).sum()
}

/// Without the top-K correction all probability goes to the best item, and a slate earns little more than 10; with it,
/// the second best keeps its share. The paired difference over eight seeds is above zero by four standard errors.
#[test]
fn the_top_k_correction_earns_more_with_two_slots() {
    let mut differences = Vec::new();
    for seed in 0..8 {
        let (top_k, plain) = (learned(Correction::TopK, seed), learned(Correction::OffPolicy, seed));
        assert!(plain[0] > 0.9, "seed {seed}: {plain:?}");
        assert!(top_k[1] > 0.25 && top_k[0] + top_k[1] > 0.9, "seed {seed}: {top_k:?}");
        differences.push(of_a_slate(&top_k) - of_a_slate(&plain));
    }
    let count = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / count;
    let variance = differences.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (count - 1.0);
    assert!(mean > 4.0 * (variance / count).sqrt() && mean > 1.0, "{mean} of {differences:?}");
}

/// Section 6.1's first simulation: item i earns i, and an earlier policy showed the worst most often, with probability
/// in proportion to 11 - i. Corrected, the policy settles on the best item; uncorrected, on whatever showed most reward.
#[test]
fn the_off_policy_correction_finds_the_best_item() {
    let validate = |correction, seed| {
        let training = Training {
            correction,
            slots: 1,
            cap: 100.0,
            method: Method::Sgd,
            rate: 0.005,
            clip: f64::INFINITY,
        };
        let mut heads =
            PolicyGradient::new(ITEMS, 1, &[], Activation::Linear, training).expect("its form is right");
        let mut stream = RngStream::new(42, seed, "simulation");
        heads.initialize(&mut stream);
        // The behaviour head begins where it would come to: at the logarithms of the shares.
        let shares = (0..ITEMS).map(|item| ((ITEMS - item) as f64).ln()).collect();
        heads.behaviour_mut().set_tensors(&[vec![0.0; ITEMS], shares]).expect("a layer of ten outputs");
        for _ in 0..3_000 {
            heads.clear_gradients();
            for _ in 0..BATCH {
                let mut left = stream.below(55);
                let item = (0..ITEMS)
                    .find(|item| {
                        let share = ITEMS - item;
                        let found = left < share;
                        left = left.saturating_sub(share);
                        found
                    })
                    .expect("the shares add up to 55");
                heads.add(
                    &Shown { state: &[1.0], item, reward: (item + 1) as f64, observed: true },
                    1.0 / BATCH as f64,
                );
            }
            heads.step();
        }
        let mut logits = vec![0.0; ITEMS];
        heads.logits(&[1.0], &mut logits);
        (0..ITEMS).fold(0, |best, item| if logits[item] > logits[best] { item } else { best })
    };
    for seed in 0..3 {
        assert_eq!(validate(Correction::OffPolicy, seed), 9, "seed {seed}");
        // Reward times share is (i + 1)(10 - i): largest at items 4 and 5.
        let naive = validate(Correction::None, seed);
        assert!((3..=6).contains(&naive), "seed {seed}: {naive}");
    }
}
