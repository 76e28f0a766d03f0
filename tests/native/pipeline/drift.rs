//! Detectors of changes beside river 0.26.1: `scripts/lib/interop/drift_reference.py` prints the places.

use bandit_playground::math::random::IndexedRandom;
use bandit_playground::pipeline::drift::{Adwin, PageHinkley};

/// Zeros and ones, so many at each of the rates.
fn clicks(key: u64, rates: &[f64], each: usize) -> Vec<f64> {
    let coins = IndexedRandom::new(key);
    let one = |index: usize| f64::from(u8::from(coins.uniform(index as u64) < rates[index / each]));
    (0..each * rates.len()).map(one).collect()
}

/// Uniform numbers, so many with each of the shifts.
fn uniforms(key: u64, shifts: &[f64], each: usize) -> Vec<f64> {
    let coins = IndexedRandom::new(key);
    (0..each * shifts.len()).map(|index| coins.uniform(index as u64) + shifts[index / each]).collect()
}

/// A stream, and where river finds changes in it: Page-Hinkley with a threshold of 40, the same with its own settings, and ADWIN.
type Case = (&'static str, Vec<f64>, &'static [usize], &'static [usize], &'static [usize]);

fn cases() -> Vec<Case> {
    vec![
        ("rate falls", clicks(1, &[0.7, 0.3], 1_000), &[1_118], &[1_125], &[1_055]),
        ("rises and falls", clicks(2, &[0.2, 0.8, 0.5], 800), &[870, 1_757], &[855, 1_762], &[831, 1_695]),
        ("nothing changes", clicks(3, &[0.5, 0.5], 2_000), &[], &[], &[]),
        ("small change", uniforms(4, &[0.0, 0.15], 2_000), &[2_840], &[2_562], &[2_303]),
        ("large changes", uniforms(5, &[0.0, 3.0, -1.0], 500), &[513, 1_010], &[516, 1_012], &[511, 1_023]),
    ]
}

fn found(stream: &[f64], mut push: impl FnMut(f64) -> bool) -> Vec<usize> {
    stream.iter().enumerate().filter(|(_, value)| push(**value)).map(|(index, _)| index).collect()
}

#[test]
fn page_hinkley_finds_changes_where_river_does() {
    for (name, stream, ours, rivers, _) in cases() {
        let mut test = PageHinkley::for_shares();
        assert_eq!(found(&stream, |value| test.push(value).is_some()), ours, "{name}");
        let mut test = PageHinkley::new(0.005, 50.0, 1.0 - 0.0001, 30);
        assert_eq!(found(&stream, |value| test.push(value).is_some()), rivers, "{name}, river's settings");
    }
}

/// Both follow the paper with the same buckets and the same clock, but river leaves out the cut behind the newest bucket of each size, and counts
/// four numbers less on either side: ours finds a change within two clocks of river's.
#[test]
fn adwin_finds_changes_where_river_does() {
    for (name, stream, _, _, rivers) in cases() {
        // river begins again after a change; ours keeps what came after it.
        let mut adwin = Adwin::default();
        let mut places: Vec<usize> = found(&stream, |value| adwin.push(value));
        // What is left of numbers before a change goes at the next looks.
        places.dedup_by(|next, before| *next - *before <= 480);
        assert_eq!(places.len(), rivers.len(), "{name}: {places:?}");
        for (ours, rivers) in places.iter().zip(rivers) {
            assert!(ours.abs_diff(*rivers) <= 64, "{name}: {places:?}, {rivers:?}");
        }
    }
}

/// Where nothing changes, ADWIN finds something at a look with a probability of delta at most (theorem 3.1 of the paper).
#[test]
fn adwin_is_rarely_wrong() {
    let mut wrong = 0;
    for key in 0..200 {
        let mut adwin = Adwin::default();
        wrong += found(&clicks(1_000 + key, &[0.4], 2_000), |value| adwin.push(value)).len();
    }
    // 200 streams with 62 looks each.
    let most = 0.002 * 200.0 * 62.0;
    assert!((wrong as f64) < most, "{wrong} false alarms");
}
