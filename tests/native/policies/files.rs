//! Files that are no policies, or not quite: one sentence each, and never a panic.

use std::sync::OnceLock;

use bandit_playground::policy::{FORMAT, MAGIC, PolicyError, SavedPolicy, load_policy, save_policy};
use bandit_playground::results::digest::NUMERICS;
use proptest::prelude::*;
use rayon::prelude::*;
use serde_json::json;
use xxhash_rust::xxh64::xxh64;

use super::runs;

/// One policy of every agent and every ranker after some rounds, as bytes.
fn files() -> &'static [Vec<u8>] {
    static FILES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut cases = runs::agents(&["per_arm_linear"], &[5], false);
        cases.extend(runs::rankers(&[5], false));
        let save = |case: &runs::Case| {
            let mut stepper = case.stepper();
            stepper.advance(40);
            save_policy(&SavedPolicy::of(&stepper, 0, 0, case.part()).expect("there is one"))
        };
        cases.par_iter().map(save).collect()
    })
}

/// The error, whose sentence must be one.
fn refused(bytes: &[u8]) -> PolicyError {
    let error = load_policy(bytes).err().expect("it is no policy");
    let sentence = error.to_string();
    assert!(sentence.len() > 20 && !sentence.contains('\n'), "{sentence}");
    error
}

/// The bytes with the checksum that they ought to have.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 8;
    let checksum = xxh64(&bytes[..end], 0).to_le_bytes();
    bytes[end..].copy_from_slice(&checksum);
    bytes
}

/// A file with this header and this state.
fn file(header: &str, state: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&FORMAT.to_le_bytes());
    bytes.extend_from_slice(&NUMERICS.to_le_bytes());
    bytes.extend_from_slice(&(header.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&(state.len() as u64).to_le_bytes());
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(state);
    bytes.extend_from_slice(&[0; 8]);
    sealed(bytes)
}

/// The smallest files of agents and of rankers, of which every byte is damaged.
fn samples() -> Vec<&'static Vec<u8>> {
    let mut files: Vec<_> = files().iter().collect();
    files.sort_by_key(|file| file.len());
    files.truncate(12);
    files
}

#[test]
fn every_byte_counts() {
    samples().par_iter().for_each(|file| {
        for place in 0..file.len() {
            for mask in [0x01, 0x80, 0xFF] {
                let mut damaged = file.to_vec();
                damaged[place] ^= mask;
                match refused(&damaged) {
                    PolicyError::Foreign => assert!(place < 8),
                    PolicyError::Newer(_) => assert!((8..12).contains(&place)),
                    PolicyError::CutOff { .. } => assert!((16..28).contains(&place)),
                    error => assert_eq!(error, PolicyError::Damaged, "byte {place}"),
                }
            }
        }
    });
}

#[test]
fn a_file_that_is_cut_off_says_by_how_much() {
    for file in samples() {
        assert_eq!(refused(&[]), PolicyError::Foreign);
        for length in 1..file.len() {
            match refused(&file[..length]) {
                PolicyError::CutOff { missing } if length >= 28 => {
                    assert_eq!(missing, (file.len() - length) as u64)
                }
                PolicyError::CutOff { .. } => {}
                error => panic!("{length} of {} bytes: {error}", file.len()),
            }
        }
        assert_eq!(refused(&[&file[..], &[0]].concat()), PolicyError::Damaged);
    }
}

#[test]
fn newer_and_foreign_files_are_told() {
    let whole = samples()[0].clone();
    let with = |at: usize, number: u32| {
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
        sealed(bytes)
    };
    assert_eq!(refused(&with(8, FORMAT + 1)), PolicyError::Newer(FORMAT + 1));
    assert_eq!(refused(&with(12, NUMERICS + 1)), PolicyError::OtherNumerics(NUMERICS + 1));
    assert_eq!(refused(b"PK\x03\x04 a zip"), PolicyError::Foreign);
    assert_eq!(refused(br#"{"world": {"id": "bernoulli"}}"#), PolicyError::Foreign);
}

#[test]
fn a_header_that_can_not_be_is_told() {
    let shape = json!({"context": 2, "arm_features": 0, "arms": 3, "items": 3, "rewards": [0.0, 1.0]});
    let header = |id: &str, parameters, shape: &serde_json::Value| {
        json!({"kind": "agent", "id": id, "parameters": parameters, "shape": shape, "rounds": 1}).to_string()
    };
    let with = |key: &str, value| {
        let mut shape = shape.clone();
        shape[key] = value;
        header("lin_ucb", json!({}), &shape)
    };
    let error = |text: &str| refused(&file(text, &[])).to_string();
    assert_eq!(
        error(&header("nope", json!({}), &shape)),
        "this policy is an agent \"nope\", which this program does not have"
    );
    assert!(error(&header("lin_ucb", json!({"alpha": -1}), &shape)).contains("alpha is -1"));
    assert!(error(&header("lin_ucb", json!({"model": "shared"}), &shape)).contains("features of the arms"));
    assert!(error("{}").contains("header"));
    assert!(error(&with("items", json!(0))).contains("out of range"));
    assert!(error(&with("items", json!(u64::MAX))).contains("out of range"));
    assert!(error(&with("arms", json!(4))).contains("out of range"));
    assert!(error(&with("context", json!(60_000))).contains("too large"));
    assert!(error(&with("context", json!(20_000))).contains("MB"));
    assert!(error(&with("rewards", json!([1.0, 0.0]))).contains("rewards"));
    // Right, but without what was learned.
    assert!(error(&header("lin_ucb", json!({}), &shape)).contains("too early"));
    let slates = json!({"items": 3, "slots": 4, "features": 0, "features_vary": false, "topics": 0, "context": 0,
        "position_weights": []});
    let ranker = |shape: &serde_json::Value| {
        json!({"kind": "ranker", "id": "cascade_ucb1", "parameters": {}, "shape": shape, "rounds": 1})
            .to_string()
    };
    assert!(error(&ranker(&slates)).contains("out of range"));
    assert!(error(&ranker(&slates).replace("cascade_ucb1", "nope")).contains("ranker \"nope\""));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Bytes of any kind.
    #[test]
    fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200), begins_right: bool) {
        let bytes = if begins_right { [&MAGIC[..], &bytes].concat() } else { bytes };
        refused(&bytes);
    }

    /// Several bits of a file.
    #[test]
    fn damaged_files_are_refused(
        which: prop::sample::Index, places in proptest::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..9),
    ) {
        let whole = which.get(files());
        let mut damaged = whole.clone();
        places.iter().for_each(|(place, mask)| damaged[place.index(whole.len())] ^= mask);
        prop_assume!(damaged != *whole);
        refused(&damaged);
    }

    /// A state that was changed on purpose, with the right checksum: it is refused, or read and can be written again.
    #[test]
    fn forged_states_do_no_harm(
        which: prop::sample::Index, place: prop::sample::Index, mask in 1_u8.., length: prop::sample::Index, cut: bool,
    ) {
        let whole = which.get(files());
        let header = u32::from_le_bytes([whole[16], whole[17], whole[18], whole[19]]) as usize;
        let (start, end) = (28 + header, whole.len() - 8);
        let mut state = whole[start..end].to_vec();
        let place = place.index(state.len());
        state[place] ^= mask;
        if cut {
            state.truncate(length.index(state.len()));
        }
        let text = String::from_utf8(whole[28..start].to_vec()).expect("it is JSON");
        if let Ok(policy) = load_policy(&file(&text, &state)) {
            prop_assert!(!cut);
            prop_assert!(!save_policy(&policy).is_empty());
        }
    }
}
