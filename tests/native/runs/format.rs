use bandit_playground::metrics::{AVERAGE_REWARD, REGRET};
use bandit_playground::results::band;
use bandit_playground::runs::{
    FormatError, KeptRun, Made, RunJsonError, SCHEMA, from_bytes, from_json, header_of, read_beginning,
    to_bytes, to_json, with_header,
};
use bandit_playground::simulation::{Sources, Stepper};
use bandit_playground::spec::link;
use proptest::prelude::*;

use super::support::{any_run, kept, log};

proptest! {
    /// Every bit of every number comes back from bytes; JSON keeps all but which NaN it was.
    #[test]
    fn a_run_comes_back(run in any_run()) {
        let bytes = to_bytes(&run);
        let back = from_bytes(&bytes).expect("it is read");
        prop_assert_eq!(&to_bytes(&back), &bytes);
        prop_assert_eq!(&back.header, &run.header);
        prop_assert_eq!(&back.spec, &run.spec);
        let bits = |run: &KeptRun| -> Vec<u64> {
            let policies = run.results.policies.iter();
            policies.flat_map(|policy| policy.finals.iter().flatten().map(|number| number.to_bits())).collect()
        };
        prop_assert_eq!(bits(&back), bits(&run));
        let json = to_json(&run).expect("it is written");
        let back = from_json(&json).expect("it is read");
        prop_assert_eq!(&to_json(&back).expect("it is written"), &json);
        prop_assert_eq!(&back.header, &run.header);
        prop_assert_eq!(back.content(), run.content());
    }

    /// A file that is cut or changed anywhere is not taken for a run, and nothing panics.
    #[test]
    fn damage_is_noticed(run in any_run(), place in any::<prop::sample::Index>(), change in 1_u8..) {
        let bytes = to_bytes(&run);
        let at = place.index(bytes.len());
        prop_assert!(from_bytes(&bytes[..at]).is_err());
        let mut changed = bytes.clone();
        changed[at] ^= change;
        prop_assert!(from_bytes(&changed).is_err(), "byte {} of {}", at, bytes.len());
        let longer = [&bytes[..], b"x"].concat();
        prop_assert_eq!(from_bytes(&longer).expect_err("it is too long"), FormatError::TooLong(1));
    }

    /// No text makes the reader panic.
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200), behind in any::<bool>()) {
        let bytes = if behind { [&bandit_playground::runs::MAGIC[..], &[1, 0, 0, 0], &bytes].concat() } else { bytes };
        prop_assert!(from_bytes(&bytes).is_err());
    }
}

/// Curves are those of the log, and the final values are exactly its own.
#[test]
fn what_is_kept_is_what_was_recorded() {
    let log = log(3, 5_000);
    let run = KeptRun::of(&log, Made { created: 5, random: 6, seconds: 1.5, ..Made::default() });
    let results = &run.results;
    assert_eq!((results.rounds.len() <= 128, results.last_round()), (true, 5_000));
    for policy in 0..2 {
        for metric in [&REGRET, &AVERAGE_REWARD] {
            let last =
                |seed: usize| log.kept(policy, seed, metric).last().map(|kept| metric.shown(*kept, 5_000));
            let expected: Option<Vec<f64>> = (0..4).map(last).collect();
            assert_eq!(Some(results.finals(policy, metric)), expected);
            let curve = results.curve(policy, metric).expect("there is one");
            for (place, round) in results.rounds.iter().enumerate() {
                let at = log.rounds.iter().position(|known| known == round).expect("it is a checkpoint");
                let values: Vec<f64> = (0..4).map(|seed| log.kept(policy, seed, metric)[at]).collect();
                let band = band(&values);
                let deviation = band.standard_error * 2.0;
                assert!((f64::from(curve.mean[place]) - band.mean).abs() <= 1e-7 * band.mean.abs());
                assert!((f64::from(curve.deviation[place]) - deviation).abs() <= 2e-7 * deviation);
            }
        }
    }
    assert_eq!(run.experiment().expect("it is one"), log.experiment);
    assert_eq!(run.header.link, link::encode(&log.experiment, log.run_digest().as_ref()));
    assert_eq!(run.header.name, "UCB1, Random in Coin flips");
    assert!(run.header.digest_text().starts_with("d:2-"), "{}", run.header.digest_text());
    assert!(run.header.is_complete());
}

/// A run that was stopped is kept up to the last checkpoint that all of its seeds have reached.
#[test]
fn an_unfinished_run_is_kept_as_far_as_it_came() {
    let whole = log(3, 1_000);
    let mut log = bandit_playground::results::RunLog::new(&whole.experiment, whole.items.clone());
    for (seed, rounds) in [(0, 600), (1, 450), (2, 1_000), (3, 451)] {
        let environment = whole.experiment.prepare(Sources::default()).expect("it is prepared");
        let mut stepper = Stepper::new(&whole.experiment, environment, seed..seed + 1).expect("it steps");
        stepper.advance(rounds);
        log.apply(&stepper.take()).expect("it fits");
    }
    let run = KeptRun::of(&log, Made::default());
    assert_eq!((run.header.rounds_done, run.header.is_complete(), &run.header.digest), (450, false, &None));
    assert_eq!(run.results.last_round(), 450);
    let at = whole.rounds.iter().position(|round| *round == 450).expect("it is a checkpoint");
    let expected: Vec<f64> = (0..4).map(|seed| whole.kept(0, seed, &REGRET)[at]).collect();
    assert_eq!(run.results.finals(0, &REGRET), expected);
    let empty = bandit_playground::results::RunLog::new(&whole.experiment, whole.items);
    let empty = KeptRun::of(&empty, Made::default());
    assert_eq!(from_bytes(&to_bytes(&empty)).expect("it is read"), empty);
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let run = kept(1);
    let bytes = to_bytes(&run);
    let mut newer = bytes.clone();
    newer[8] = SCHEMA as u8 + 1;
    let sentence = |bytes: &[u8]| from_bytes(bytes).expect_err("it is wrong").to_string();
    assert_eq!(
        sentence(&newer),
        "this run was kept by a newer program (schema 2, and this one reads up to 1): it is left as it is"
    );
    assert_eq!(sentence(b"PK"), "this is not a kept run: those begin with BPRUNS");
    assert_eq!(sentence(&bytes[..bytes.len() - 3]), "this run is cut off: 3 of its bytes are missing");
    let mut damaged = bytes.clone();
    let last = damaged.len() - 9;
    damaged[last] ^= 1;
    assert_eq!(sentence(&damaged), "this run is damaged: the checksum of its results does not fit");
    let text = to_json(&run).expect("it is written");
    let newer = text.replacen("\"schema\":1", "\"schema\":7", 1);
    assert_eq!(from_json(&newer), Err(RunJsonError::Newer(7)));
    let changed = text.replacen("\"horizon\":200", "\"horizon\":201", 1);
    assert!(from_json(&changed).expect_err("it was changed").to_string().contains("were changed"));
}

/// A list reads the header alone; another header leaves the results as they are.
#[test]
fn the_header_stands_before_the_results() {
    let run = kept(1);
    let bytes = to_bytes(&run);
    assert_eq!(header_of(&bytes), Ok(run.header.clone()));
    let (header, whole) = read_beginning(&bytes[..bytes.len() - 500]).expect("the header is there");
    assert_eq!((header, whole), (run.header.clone(), bytes.len() as u64));
    let header = bandit_playground::runs::RunHeader { note: "x".repeat(5_000), ..run.header.clone() };
    let changed = with_header(&bytes, &header).expect("it is a run");
    assert_eq!(from_bytes(&changed), Ok(KeptRun { header, ..run }));
}

/// A file as it was written by the first version of the schema.
#[test]
fn the_first_schema_is_read_for_ever() {
    let bytes = std::fs::read("tests/golden/schema_1.run").expect("the file is there");
    let run = from_bytes(&bytes).expect("it is read");
    assert_eq!(run.header.id.as_str(), "r000000000001-0000000000000007");
    assert_eq!((run.header.name.as_str(), run.header.seeds), ("UCB1, Random in Coin flips", 4));
    assert_eq!(run.results.finals(1, &REGRET).len(), 4);
    assert_eq!(run.results.curve(0, &REGRET).map(|curve| curve.mean.len()), Some(run.results.rounds.len()));
    assert!(run.header.is_complete() && run.experiment().is_ok());
}

/// Writes the file of [`the_first_schema_is_read_for_ever`].
#[test]
#[ignore = "it was run once"]
fn write_the_first_schema() {
    assert_eq!(SCHEMA, 1);
    std::fs::write("tests/golden/schema_1.run", to_bytes(&kept(1))).expect("it is written");
}

/// The same value with the fields of all objects the other way round.
fn reversed(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(fields) => {
            let fields: Vec<_> = fields.into_iter().collect();
            fields.into_iter().rev().map(|(name, value)| (name, reversed(value))).collect()
        }
        serde_json::Value::Array(list) => list.into_iter().map(reversed).collect(),
        other => other,
    }
}

/// The fingerprint is that of every program: of the experiment's fields in the order of their names, whatever the order of the text.
#[test]
fn a_run_whose_fields_come_in_another_order_is_the_same_run() {
    let run = kept(1);
    let text = to_json(&run).expect("it is written");
    let other = reversed(serde_json::from_str(&text).expect("it is JSON")).to_string();
    assert_ne!(other, text, "a crate of the tests has serde_json keep the order of a text");
    assert_eq!(from_json(&other), Ok(run.clone()));
    let mut spec: serde_json::Value = serde_json::from_str(&run.spec).expect("it is JSON");
    spec.sort_all_objects();
    assert_eq!(spec.to_string(), run.spec);
}
