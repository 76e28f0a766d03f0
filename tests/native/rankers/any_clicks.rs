//! Whatever is clicked: slates hold different items, thoughts are numbers, and the same random numbers give the same slates.

use bandit_playground::math::random::RngStream;
use bandit_playground::ranking::RANKERS;
use bandit_playground::ranking::rankers::RankerDescriptor;
use proptest::prelude::*;

use super::bench::{Environment, User, assert_slate, build, of};

/// The rankers that this test is about: all that learn and can be made for such an environment.
fn rankers(environment: &Environment) -> impl Iterator<Item = &'static RankerDescriptor> {
    let fits = |descriptor: &&&RankerDescriptor| {
        !descriptor.sees_attractions && (descriptor.builder().build)(&of(&[]), &environment.shape).is_ok()
    };
    RANKERS.iter().filter(fits).copied().collect::<Vec<_>>().into_iter()
}

fn environment(items: usize, slots: usize, seed: u32) -> Environment {
    let mut stream = RngStream::new(6, seed, "world");
    let weights: Vec<f64> = (0..slots).map(|slot| 1.0 / (slot + 1) as f64).collect();
    let mut numbers = |count: usize| (0..count).map(|_| stream.uniform()).collect::<Vec<f64>>();
    let (features, topics) = (numbers(items * 3), numbers(items * 2));
    Environment::new(&vec![0.5; items], &weights, User::PositionBased)
        .with_features(features)
        .with_topics(topics)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn slates_are_slates(
        items in 1_usize..9,
        slots in 1_usize..6,
        seed in 0_u32..1_000,
        clicks in proptest::collection::vec(0_u8..32, 1..120),
    ) {
        let slots = slots.min(items);
        let environment = environment(items, slots, seed);
        for descriptor in rankers(&environment) {
            let mut runs = [(); 2].map(|()| (build(descriptor, &[], &environment.shape), RngStream::new(1, seed, "own")));
            let mut slates = [vec![0; slots], vec![0; slots]];
            for (round, mask) in clicks.iter().enumerate() {
                let round = round as u64 + 1;
                let clicked: Vec<bool> = (0..slots).map(|slot| mask >> slot & 1 == 1).collect();
                for (index, ((ranker, stream), slate)) in runs.iter_mut().zip(&mut slates).enumerate() {
                    ranker.rank(&environment.view(round), stream, slate);
                    assert_slate(slate, items);
                    environment.teach(ranker.as_mut(), round, slate, &clicked);
                    // A look inside changes nothing.
                    if index == 1 {
                        let thought = ranker.explain(&environment.view(round));
                        for numbers in [&thought.estimates, &thought.low, &thought.high] {
                            prop_assert!(numbers.is_empty() || numbers.len() == items);
                            prop_assert!(numbers.iter().all(|number| number.is_finite()));
                        }
                        prop_assert!(thought.scores.iter().all(|score| !score.is_nan()));
                    }
                }
                prop_assert_eq!(&slates[0], &slates[1], "{}", descriptor.part.id);
            }
        }
    }
}

#[test]
fn an_environment_that_lacks_something_is_told_what() {
    let bare = Environment::new(&[0.5; 4], &[], User::Cascade).shape;
    let sentence = |id: &str| {
        let descriptor = bandit_playground::ranking::rankers::find(id).expect("it exists");
        let shape = bandit_playground::ranking::SlateShape { slots: 2, ..bare.clone() };
        (descriptor.builder().build)(&of(&[]), &shape).err().map(|error| error.to_string())
    };
    for (id, need) in [
        ("recur_rank", "RecurRank needs features"),
        ("cascade_lsb", "CascadeLSB needs topics"),
        ("cascade_hybrid", "CascadeHybrid needs features"),
        ("pbm_ucb", "PBM-UCB must know how likely each slot is looked at"),
        ("pbm_ts", "PBM-TS must know how likely each slot is looked at"),
        ("pbm_pie", "PBM-PIE must know how likely each slot is looked at"),
    ] {
        let found = sentence(id).expect("it can't be made");
        assert!(found.starts_with(need), "{found}");
    }
    assert_eq!(sentence("top_rank"), None);
    // Where no click model tells how likely slots are looked at, all can be taken to be.
    let shape = bandit_playground::ranking::SlateShape { slots: 2, ..bare.clone() };
    for id in ["pbm_ucb", "pbm_ts", "pbm_pie"] {
        let descriptor = bandit_playground::ranking::rankers::find(id).expect("it exists");
        let ignores = [("ignores_positions", bandit_playground::descriptor::Value::Switch(true))];
        assert!(sentence(id).expect("it can't be made").contains("let it ignore positions"));
        assert!((descriptor.builder().build)(&of(&ignores), &shape).is_ok());
    }
    let ratings = Environment::new(&[0.5; 4], &[1.0], User::Cascade).with_features(vec![1.0; 8]);
    let varying = bandit_playground::ranking::SlateShape { features_vary: true, ..ratings.shape };
    let descriptor = &bandit_playground::ranking::rankers::general::recur_rank::DESCRIPTOR;
    let found = (descriptor.builder().build)(&of(&[]), &varying).err().expect("it can't be made").to_string();
    assert!(found.contains("features of the items that stay"), "{found}");
}
