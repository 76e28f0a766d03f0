//! `leaderboard`, as a teacher uses it.

use std::fmt::Write;

use bandit_playground::leaderboard::{Entry, Outcome, Task, entries, standings};
use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::link;
use proptest::prelude::*;

use crate::program::{json, path, refused, text};

const RULES: &str = "w=bernoulli&horizon=300&seeds=8";

/// A link with the digest of its run.
fn checked(agents: &str) -> String {
    let experiment = link::decode(&format!("#1{RULES}{agents}")).expect("a link").experiment;
    let log = run(&experiment, Sources::default()).expect("it can be run");
    link::encode(&experiment, log.run_digest().as_ref())
}

/// Ten links of a class, of which one is forged: its run was another one.
fn class() -> String {
    let agents = [
        "&c=ucb1",
        "&c=bernoulli_thompson",
        "&c=mean_epsilon_greedy",
        "&c=random",
        "&c=mean_epsilon_greedy;epsilon=0.3",
        "&c=ucb1;alpha=0.5",
        "&c=exp3",
        "&c=bernoulli_thompson;stream=2",
        "&c=ucb1&c=random",
    ];
    let mut text = "Our results so far:\n\n".to_owned();
    for (number, agents) in agents.iter().enumerate() {
        writeln!(text, "Student {number}: https://example.org/play/{}", checked(agents)).expect("a text");
    }
    let (_, digest) = agents
        .first()
        .map(|agents| checked(agents))
        .and_then(|link| link.split_once("&d=").map(|(own, digest)| (own.to_owned(), digest.to_owned())))
        .expect("a digest");
    writeln!(text, "Forger: https://example.org/play/#1{RULES}&c=bernoulli_thompson;stream=5&d={digest}")
        .expect("a text");
    text
}

#[test]
fn the_forged_one_of_ten_is_found() {
    let folder = tempfile::tempdir().expect("there is room");
    let (file, table) = (path(folder.path(), "chat.txt"), path(folder.path(), "ranking.csv"));
    std::fs::write(&file, class()).expect("it can be written");
    let rows = json(&["leaderboard", &file, "--json", "--target", "20", "--table", &table]);
    let rows = rows.as_array().expect("a list");
    assert_eq!(rows.len(), 10);
    let (forged, others): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row["name"] == "Forger");
    assert_eq!(
        (forged[0]["check"].as_str(), forged[0]["best_rank"].as_u64()),
        (Some("does_not_reproduce"), None)
    );
    for row in &others {
        assert_eq!(row["check"], "reproduced", "{row}");
        let (best, worst) =
            (row["best_rank"].as_u64().expect("a rank"), row["worst_rank"].as_u64().expect("a rank"));
        assert!(1 <= best && best <= worst && worst <= 9, "{row}");
        assert_eq!(row["reaches_target"], row["mean"].as_f64().expect("a mean") <= 20.0);
    }
    let means: Vec<f64> = others.iter().map(|row| row["mean"].as_f64().expect("a mean")).collect();
    assert!(means.is_sorted(), "{means:?}");
    let said = text(&["leaderboard", &file]);
    assert!(said.starts_with("10 links, 9 with a rank.") && said.contains("does not reproduce"), "{said}");
    let table = std::fs::read_to_string(&table).expect("a table");
    assert_eq!(table.lines().count(), 11, "{table}");
    assert!(
        table.starts_with("best_rank,worst_rank,name,line,agent,mean,low,high,check,why,link\n"),
        "{table}"
    );
}

#[test]
fn the_task_decides_which_rules_hold() {
    let folder = tempfile::tempdir().expect("there is room");
    let file = path(folder.path(), "chat.txt");
    std::fs::write(&file, class()).expect("it can be written");
    let longer = format!("#1{}", RULES.replace("300", "301"));
    let said = text(&["leaderboard", &file, "--task", &longer]);
    assert!(said.starts_with("10 links, none with a rank."), "{said}");
    assert_eq!(said.matches("broke a rule: horizon: 300, not 301 rounds").count(), 10, "{said}");
}

#[test]
fn wrong_input_gives_one_sentence() {
    let folder = tempfile::tempdir().expect("there is room");
    let (empty, file) = (path(folder.path(), "empty.txt"), path(folder.path(), "chat.txt"));
    std::fs::write(&empty, "see issue #12\n").expect("it can be written");
    std::fs::write(&file, class()).expect("it can be written");
    for (arguments, why) in [
        (vec!["leaderboard", &empty], "there is no link of the playground in it"),
        (vec!["leaderboard", "missing.txt"], "missing.txt: "),
        (vec!["leaderboard", &file, "--metric", "luck"], "there is no metric \"luck\""),
        (vec!["leaderboard", &file, "--target", "NaN"], "the target must be a finite number"),
        (vec!["leaderboard", &file, "--task", "#1w=bern"], "bern"),
        (vec!["leaderboard", &file, "--table", "ranking.txt"], "must end in .csv or .parquet"),
    ] {
        let said = refused(&arguments);
        assert!(said.contains(why), "{arguments:?}: {said}");
    }
}

proptest! {
    /// Whatever was pasted: each entry stands in its line, and its own text is what is read.
    #[test]
    fn any_text_can_be_pasted(
        lines in proptest::collection::vec("(\\PC{0,30}|Maren[:, \t]{1,2}|https://e.org/|#1w=bernoulli&c=ucb1|&d=2-0123456789abcdef|,|\"| ){0,5}", 0..6)
    ) {
        let text = lines.join("\n");
        for entry in entries(&text) {
            let line = text.lines().nth(entry.line - 1).expect("there is such a line");
            prop_assert!(line.contains(&entry.text), "{:?} in {:?}", entry.text, line);
            prop_assert!(!entry.name.is_empty() && entry.name.chars().count() <= 60);
        }
    }

    /// Whatever the numbers: who counts has a rank within its place among those whose means are better, and order is by means.
    #[test]
    fn ranks_hold_their_places(numbers in proptest::collection::vec(proptest::collection::vec(-50.0_f64..50.0, 4), 1..7)) {
        let text: Vec<String> = (0..numbers.len()).map(|stream| format!("#1{RULES}&c=ucb1;stream={stream}")).collect();
        let found: Vec<Entry> = entries(&text.join("\n"));
        let task = Task::of(&found[0].link.as_ref().expect("a link").experiment);
        let digest = "2-0123456789abcdef".parse().expect("a digest");
        let outcomes: Vec<_> = numbers
            .iter()
            .map(|finals| {
                let results = vec![bandit_playground::leaderboard::Result { label: "UCB1".to_owned(), finals: finals.clone() }];
                Some(Ok(Outcome { digest: std::clone::Clone::clone(&digest), results }))
            })
            .collect();
        let rows = standings(&found, &task, &outcomes);
        let means: Vec<f64> = rows.iter().map(|row| row.band.expect("it was run").mean).collect();
        prop_assert!(means.is_sorted());
        for (place, row) in rows.iter().enumerate() {
            let (best, worst) = row.rank.expect("it counts");
            prop_assert!(best <= place + 1 && place < worst, "{:?} at place {}", row.rank, place + 1);
        }
    }
}
