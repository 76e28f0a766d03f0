use proptest::prelude::*;

use super::plackett_luce::PlackettLuce;
use super::pseudo_inverse::{PseudoInverse, product_weights};
use super::*;
use crate::descriptor::Values;
use crate::evaluation::interface::Builder;
use crate::evaluation::need::Unavailable;

/// Two slates of two slots, worked out by hand: weights 2 and 1/2 of whole slates, of beginnings (4, 2) and (1, 1/2), of slots (4, 3)
/// and (1, 2).
fn by_hand() -> SlateEvidence {
    let chances = |slates: [f64; 2], prefixes: [f64; 4], slots: [f64; 4]| Chances {
        slates: slates.to_vec(),
        prefixes: prefixes.to_vec(),
        slots: slots.to_vec(),
    };
    let evaluated = chances([0.2, 0.05], [0.4, 0.2, 0.5, 0.05], [0.4, 0.3, 0.5, 0.4]);
    let logged = chances([0.1, 0.1], [0.1, 0.1, 0.5, 0.1], [0.1, 0.1, 0.5, 0.2]);
    SlateEvidence::new(2, vec![1.0, 2.0, 0.0, 4.0], &evaluated, &logged).expect("they fit")
}

fn value(builder: &Builder, evidence: &SlateEvidence) -> Result<f64, Unavailable> {
    Ok(builder.estimate_slates(&Values::default(), evidence)?.value())
}

#[test]
fn estimates_by_hand() {
    let mut evidence = by_hand();
    // sips: (2 * 3 + 0.5 * 4) / 2; divided by the mean weight 1.25
    // iips: (4 * 1 + 3 * 2 + 0 + 2 * 4) / 2; slots: 4 / 2.5 and (6 + 8) / 2.5, halved
    // rips: (4 * 1 + 2 * 2 + 0 + 0.5 * 4) / 2; slots: 4 / 2.5 and (4 + 2) / 1.25, halved
    let cases = [
        (&sips::BUILDER, 4.0),
        (&snsips::BUILDER, 3.2),
        (&iips::BUILDER, 9.0),
        (&sniips::BUILDER, 3.6),
        (&rips::BUILDER, 5.0),
        (&snrips::BUILDER, 3.2),
    ];
    for (builder, expected) in cases {
        let found = value(builder, &evidence).expect("it is all there");
        assert!((found - expected).abs() < 1e-12, "{}: {found}", builder.descriptor.part.id);
    }
    let lacking = value(&cascade_dr::BUILDER, &evidence).expect_err("no model").to_string();
    assert_eq!(lacking, "Cascade-DR needs a reward model: choose one");
    // 4 (1 - 1) + 1 * 2 + 2 (2 - 1) + 4 * 1, then 1 (0 - 0) + 1 * 1 + 0.5 (4 - 2) + 1 * 3, halved
    evidence.predicted = vec![1.0, 1.0, 0.0, 2.0];
    evidence.baselines = vec![2.0, 1.0, 1.0, 3.0];
    assert!((value(&cascade_dr::BUILDER, &evidence).expect("it is there") - 6.5).abs() < 1e-12);
    // (4 + 3 - 1) * 3 and (1 + 2 - 1) * 4, halved
    evidence.pseudo_weights = product_weights(&evidence);
    assert!((value(&pseudo_inverse::BUILDER, &evidence).expect("it is there") - 13.0).abs() < 1e-12);
}

#[test]
fn a_slot_that_is_not_there_counts_nowhere() {
    let mut evidence = by_hand();
    evidence.rewards[1] = f64::NAN;
    // Slots: 4 / 2.5, halved, and 8 / 2, of one slate in two.
    assert!((value(&sniips::BUILDER, &evidence).expect("it is there") - (0.8 + 2.0)).abs() < 1e-12);
    assert!((value(&iips::BUILDER, &evidence).expect("it is there") - 6.0).abs() < 1e-12);
    assert!((value(&sips::BUILDER, &evidence).expect("it is there") - 2.0).abs() < 1e-12);
    // 2 * 1 + 0.5 * 4, by the mean weight of three slots, (2 + 0.5 + 0.5) / 3, halved.
    assert!((value(&snsips::BUILDER, &evidence).expect("it is there") - 2.0).abs() < 1e-12);
}

proptest! {
    /// All ways to compute the probabilities of a Plackett-Luce policy agree, and each adds up to what it must.
    #[test]
    fn plackett_luce_agrees_with_its_list_of_slates(utilities in prop::collection::vec(-3.0..3.0_f64, 3..7)) {
        let policy = PlackettLuce::new(&utilities).expect("finite");
        let (items, slots) = (utilities.len(), 3);
        let slates = policy.slates(slots).expect("few");
        prop_assert!((slates.iter().map(|(_, probability)| probability).sum::<f64>() - 1.0).abs() < 1e-12);
        let mut marginals = vec![0.0; slots * items];
        for (slate, probability) in &slates {
            prop_assert!((policy.prefix_probabilities(slate)[slots - 1] - probability).abs() < 1e-12);
            for (slot, item) in slate.iter().enumerate() {
                marginals[slot * items + *item as usize] += probability;
            }
        }
        let by_sets = policy.slot_probabilities(slots).expect("few");
        prop_assert!(marginals.iter().zip(&by_sets).all(|(one, other)| (one - other).abs() < 1e-12));
    }

    /// The pseudo-inverse is right for every reward that is a sum over slots: the weights' mean over the log's policy takes 1_s to
    /// the evaluated policy's probabilities.
    #[test]
    fn the_pseudo_inverse_is_right_on_average(
        logged in prop::collection::vec(-1.0..1.0_f64, 4), evaluated in prop::collection::vec(-2.0..2.0_f64, 4)
    ) {
        let logged = PlackettLuce::new(&logged).expect("finite").slates(2).expect("few");
        let target = PlackettLuce::new(&evaluated).expect("finite").slot_probabilities(2).expect("few");
        let inverse = PseudoInverse::new(&logged, &target, 4).expect("they fit");
        let mut covered = vec![0.0; 8];
        for (slate, probability) in &logged {
            for (slot, item) in slate.iter().enumerate() {
                covered[slot * 4 + *item as usize] += probability * inverse.weight(slate);
            }
        }
        prop_assert!(covered.iter().zip(&target).all(|(one, other)| (one - other).abs() < 1e-8), "{covered:?} {target:?}");
    }
}

#[test]
fn a_product_policy_has_the_closed_form() {
    // Two slots filled independently from two items each: the general weights are the sum of ratios minus one.
    let (first, second) = ([0.3, 0.7], [0.6, 0.4]);
    let logged: Vec<(Vec<u32>, f64)> = (0..4_u32)
        .map(|pair| (vec![pair / 2, pair % 2], first[pair as usize / 2] * second[pair as usize % 2]))
        .collect();
    let target = [0.5, 0.5, 0.9, 0.1];
    let inverse = PseudoInverse::new(&logged, &target, 2).expect("they fit");
    for (slate, _) in &logged {
        let (one, other) = (slate[0] as usize, slate[1] as usize);
        let closed = target[one] / first[one] + target[2 + other] / second[other] - 1.0;
        assert!((inverse.weight(slate) - closed).abs() < 1e-9);
    }
    assert!(PseudoInverse::new(&[(vec![0], 1.0)], &target, 2).is_none());
    assert!(PlackettLuce::new(&[f64::NAN]).is_none() && PlackettLuce::new(&[]).is_none());
}
