use super::*;
use crate::leaderboard::entries;
use crate::simulation::{Sources, run};

const RULES: &str = "w=bernoulli&horizon=300&seeds=8";

fn outcome(entry: &Entry, task: &Task) -> Option<std::result::Result<Outcome, String>> {
    let experiment = &entry.link.as_ref().ok()?.experiment;
    let log = run(experiment, Sources::default()).map_err(|error| error.to_string());
    Some(log.map(|log| Outcome::of(&log, task.metric).expect("it has finished")))
}

fn ranked(text: &str) -> (Vec<Entry>, Task, Vec<Row>) {
    let found = entries(text);
    let task = Task { target: Some(30.0), ..Task::of(&found[0].link.as_ref().expect("a link").experiment) };
    let outcomes: Vec<_> = found.iter().map(|entry| outcome(entry, &task)).collect();
    let rows = standings(&found, &task, &outcomes);
    (found, task, rows)
}

fn digest_of(link: &str) -> String {
    let experiment = crate::spec::link::decode(link).expect("a link").experiment;
    run(&experiment, Sources::default())
        .expect("it can be run")
        .run_digest()
        .expect("it has finished")
        .to_string()
}

#[test]
fn what_was_changed_after_its_run_has_no_rank() {
    let good = format!("#1{RULES}&c=bernoulli_thompson");
    let (good_digest, other) = (digest_of(&good), format!("#1{RULES}&c=random"));
    let text = format!(
        "Ilse {good}&d={good_digest}\nOkan {other}&d={good_digest}\nSofie {}\nPavel #1w=bern\nDeniz {good}\nJun {other}",
        other.replace("300", "900")
    );
    let (_, _, rows) = ranked(&text);
    let found: Vec<(&str, &str)> = rows.iter().map(|row| (row.name.as_str(), row.verdict.id())).collect();
    assert_eq!(
        found,
        [
            ("Ilse", "reproduced"),
            ("Okan", "does_not_reproduce"),
            ("Sofie", "broke_rule"),
            ("Pavel", "not_a_link"),
            ("Deniz", "same"),
            ("Jun", "same"),
        ]
    );
    let ranks: Vec<_> = rows.iter().map(|row| row.rank).collect();
    assert_eq!(ranks, [Some((1, 1)), None, None, None, None, None]);
    // The numbers of the run here are shown all the same.
    assert!(rows[1].band.is_some_and(|band| band.seeds == 8));
    assert!(rows[3].band.is_none());
}

#[test]
fn equals_share_ranks_and_the_sure_ones_do_not() {
    let text = format!(
        "A #1{RULES}&c=bernoulli_thompson\nB #1{RULES}&c=bernoulli_thompson;stream=3\nC #1{RULES}&c=random\nD #1{RULES}&c=random&c=bernoulli_thompson;stream=9"
    );
    let (_, task, rows) = ranked(&text);
    let last = rows.last().expect("four");
    assert_eq!((last.name.as_str(), last.rank), ("C", Some((4, 4))), "{rows:#?}");
    for row in &rows[..3] {
        assert_eq!(row.rank, Some((1, 3)), "{rows:#?}");
        assert_eq!(row.reaches_target, task.is_reached_by(row.band.expect("it was run").mean));
        assert_ne!(row.agent, "Random", "the best agent of a link counts");
    }
    assert_eq!(summary(&rows), "4 links, 4 with a rank. The first 3 can't be told apart.");
    assert_eq!(summary(&rows[3..]), "1 link, one with a rank: C.");
    assert_eq!(summary(&[]), "0 links, none with a rank.");
}

#[test]
fn what_was_not_run_yet_waits_and_what_can_not_run_says_why() {
    let found = entries(&format!("A #1{RULES}&c=random\nB #1{RULES}&c=ucb1"));
    let task = Task::of(&found[0].link.as_ref().expect("a link").experiment);
    let rows = standings(&found, &task, &[None, Some(Err("It needs a file.".to_owned()))]);
    assert_eq!(rows[0].verdict, Verdict::Waiting);
    assert_eq!(rows[1].verdict.words(), "It needs a file.");
    assert!(rows.iter().all(|row| row.rank.is_none()));
}

/// Of equal agents with other streams, few are told apart: at most 5 % of such rankings, and what chance adds to that in 60 of them.
#[test]
fn equal_agents_are_seldom_told_apart() {
    let rankings = 60;
    let told = (0..rankings)
        .filter(|ranking| {
            let line = |stream: u32| {
                format!("#1w=bernoulli&horizon=200&seeds=8&master_seed={ranking}&c=bernoulli_thompson;stream={stream}")
            };
            let text: Vec<String> = (0..6).map(line).collect();
            let (_, _, rows) = ranked(&text.join("\n"));
            assert_eq!(rows.len(), 6);
            rows.iter().any(|row| row.rank != Some((1, 6)))
        })
        .count();
    // Nine of sixty would be four standard errors above 5 %.
    assert!(told <= 9, "{told} of {rankings}");
}
