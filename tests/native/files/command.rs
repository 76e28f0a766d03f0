//! The command line's `--as`: what files are read as, and what is said where that is open.

use std::process::{Command, Output};

use bandit_playground::data::Summary as RatingsSummary;
use bandit_playground::data::kinds::table;
use bandit_playground::environment::classification::TableSummary;
use bandit_playground::results::Summary;
use serde_json::json;

fn ask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bandit-playground"))
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn errors(answer: &Output) -> String {
    String::from_utf8_lossy(&answer.stderr).into_owned()
}

fn json_of<T: serde::de::DeserializeOwned>(answer: &Output) -> T {
    assert!(answer.status.success(), "{}", errors(answer));
    serde_json::from_slice(&answer.stdout).expect("standard output is JSON and nothing else")
}

#[test]
fn what_could_be_either_is_read_as_ratings_unless_asked_for() {
    let folder = tempfile::tempdir().expect("there is a place for temporary files");
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("it can be written");
        path.to_str().expect("it is UTF-8").to_owned()
    };
    let rows: String = (0..40)
        .map(|row| format!("{},{},{},{}\n", row / 4, row % 4, row % 5 + 1, ["good", "bad"][row % 2]))
        .collect();
    let both = put("both.csv", &format!("userId,movieId,rating,label\n{rows}"));
    let told = ask(&["data", &both, "--json"]);
    assert_eq!(
        errors(&told).trim(),
        "both.csv could be ratings or a table to classify, and is read as ratings; --as table reads it as a table."
    );
    assert_eq!(json_of::<RatingsSummary>(&told).ratings, 40);
    let asked = ask(&["data", &both, "--json", "--as", "ratings"]);
    assert_eq!((errors(&asked).as_str(), json_of::<RatingsSummary>(&asked).users), ("", 10));
    let asked = ask(&["data", &both, "--json", "--as", "table"]);
    assert_eq!((errors(&asked).as_str(), json_of::<TableSummary>(&asked).columns.len()), ("", 4));

    // The issue's own file.
    let films =
        put("films.csv", "movie,title,score,label\n1,Alien,0.9,good\n2,Ran,0.8,good\n3,Gigli,0.1,bad\n");
    let answer = ask(&["data", &films, "--json"]);
    assert_eq!((errors(&answer).as_str(), json_of::<TableSummary>(&answer).rows), ("", 3));

    let list = put("movies.csv", "movieId,title,genres\n1,Alien,Horror\n2,Ran,War\n");
    let answer = ask(&["data", &list]);
    assert_eq!(
        (answer.status.code(), errors(&answer).trim()),
        (
            Some(2),
            "bandit-playground: movies.csv holds no ratings: add the file that does, u.data, ratings.dat or ratings.csv; \
             --as table reads it as a table instead"
        )
    );
    assert_eq!(json_of::<TableSummary>(&ask(&["data", &list, "--as", "table", "--json"])).rows, 2);

    // An experiment tells what it runs on.
    let of_table = json!({
        "world": { "id": "classification" }, "contenders": [{ "agent": "random" }], "horizon": 50, "seeds": 1
    });
    let of_table = put("table.json", &of_table.to_string());
    let answer = ask(&["run", &of_table, "--data", &both]);
    assert!(
        errors(&answer).contains("and is read as a table; --as ratings reads it as ratings."),
        "{}",
        errors(&answer)
    );
    let summary: Summary = json_of(&answer);
    assert_eq!(
        summary.experiment.sources.get(&table::DESCRIPTOR).map(|source| source.value(&table::LABEL)),
        Some("label")
    );
    let answer = ask(&["run", &of_table, "--as", "table", "--data", &both]);
    assert!(!errors(&answer).contains("could be ratings"), "{}", errors(&answer));
    assert!(json_of::<Summary>(&answer).experiment.sources.get(&table::DESCRIPTOR).is_some());
    let wrong = ask(&["data", &both, "--as", "films"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(errors(&wrong).contains("possible values: ratings, table"), "{}", errors(&wrong));
}
