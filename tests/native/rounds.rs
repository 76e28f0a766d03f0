//! `rounds`: what other programs get of an environment is what our agents meet.

use bandit_playground::data::parquet::{Values, from_parquet};

use crate::program::{json, path, refused, text};

/// The largest rewards of the rounds that are written are what the oracle earns in a run, also where tastes drift and items come and go.
#[test]
fn the_rounds_are_those_of_a_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| path(folder.path(), name);
    for settings in ["", r#", "feedback": {"taste_drift": 100, "items": 0.5, "item_turnover": 50}"#] {
        let spec = format!(
            r#"{{"world": {{"id": "movielens_mf"}}, "contenders": [{{"agent": "oracle"}}], "horizon": 400, "seeds": 3{settings}}}"#
        );
        std::fs::write(at("experiment.json"), spec).expect("it is written");
        text(&["rounds", &at("experiment.json"), &at("rounds.parquet")]);
        let columns =
            from_parquet(std::fs::read(at("rounds.parquet")).expect("it is there")).expect("it is read");
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["seed", "round", "user", "context", "items", "rewards"]);
        let (Values::Integers(seeds), Values::Lists(contexts), Values::Lists(rewards)) =
            (&columns[0].values, &columns[3].values, &columns[5].values)
        else {
            panic!("{columns:?}")
        };
        assert_eq!(seeds, &(0..1_200).map(|row| row / 400).collect::<Vec<i64>>());
        assert!(
            contexts.iter().all(|context| context.len() == contexts.row(0).len())
                && contexts.row(0).len() > 1
        );
        let best = rewards.iter().map(|rewards| rewards.iter().copied().fold(f64::MIN, f64::max));
        let mean = best.sum::<f64>() / 1_200.0;
        let table = at("run.csv");
        json(&["run", &at("experiment.json"), "--table", &table]);
        let mut reader = csv::Reader::from_path(&table).expect("it is there");
        let last = reader
            .records()
            .map(|row| row.expect("a row"))
            .filter(|row| &row[2] == "400" && &row[3] == "average_reward");
        let earned: Vec<f64> = last.map(|row| row[4].parse().expect("a number")).collect();
        assert_eq!(earned.len(), 3);
        assert!((earned.iter().sum::<f64>() / 3.0 - mean).abs() < 1e-9, "{earned:?}, {mean}");
    }
    let slates = refused(&["rounds", "#1w=gap_slates&c=random_slate", &at("x.parquet")]);
    assert!(slates.contains("one of slates"), "{slates}");
    assert!(refused(&["rounds", &at("experiment.json"), &at("x.csv")]).contains(".parquet"));
    assert!(refused(&["run", &at("experiment.json"), "--table", &at("x.txt")]).contains(".csv or .parquet"));
}
