//! Which of the slow pairs (an agent in an environment, a parameter at the ends of its range) are tested in this run.
//!
//! `PLAYGROUND_SHARE=2/8` is the second share of eight; without it all pairs are tested. A pair's share depends on its name
//! alone, so a new agent moves no other, and the eight shares together are all pairs.

use std::sync::OnceLock;

use xxhash_rust::xxh64::xxh64;

/// Number and count of the shares, the number from 0.
fn share() -> (u64, u64) {
    static SHARE: OnceLock<(u64, u64)> = OnceLock::new();
    *SHARE.get_or_init(|| std::env::var("PLAYGROUND_SHARE").map_or((0, 1), |text| read(&text)))
}

fn read(text: &str) -> (u64, u64) {
    let numbers = text.split_once('/').map(|(number, of)| (number.parse(), of.parse()));
    match numbers {
        Some((Ok(number), Ok(of))) if (1..=of).contains(&number) => (number - 1, of),
        _ => panic!(
            "PLAYGROUND_SHARE is {text:?}; it should be the number of a share and their count, such as 2/4"
        ),
    }
}

/// Whether this run tests all pairs.
pub fn is_whole() -> bool {
    share().1 == 1
}

/// Whether this run tests the pair of that name.
pub fn is_due(name: &str) -> bool {
    let (number, of) = share();
    is_in(name, number, of)
}

fn is_in(name: &str, number: u64, of: u64) -> bool {
    xxh64(name.as_bytes(), 0) % of == number
}

#[test]
fn every_pair_is_in_one_share_and_shares_are_about_equal() {
    let mut sizes = [0; 4];
    for index in 0..4_000 {
        let name = format!("agent_{index} in environment_{}", index % 7);
        let of_name: Vec<u64> = (0..4).filter(|number| is_in(&name, *number, 4)).collect();
        assert_eq!(of_name.len(), 1, "{name}");
        sizes[of_name[0] as usize] += 1;
    }
    // Six standard deviations of a binomial count, 27.4 each.
    assert!(sizes.iter().all(|size| (836..1_165).contains(size)), "{sizes:?}");
}

#[test]
fn shares_are_read_as_they_are_written() {
    assert_eq!([read("1/4"), read("4/4"), read("1/1")], [(0, 4), (3, 4), (0, 1)]);
    for wrong in ["", "0/4", "5/4", "2", "a/b", "1/0"] {
        assert!(std::panic::catch_unwind(|| read(wrong)).is_err(), "{wrong:?}");
    }
}
