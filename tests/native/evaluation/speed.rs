//! How long the estimators take on a long log.

use std::time::Instant;

use bandit_playground::descriptor::Values;
use bandit_playground::evaluation::tables::Recorded;
use bandit_playground::evaluation::{ArmEvidence, BUILDERS, Family, Known, Table};
use bandit_playground::interactions::{Interaction, InteractionLog, LogSchema};
use bandit_playground::math::random::RngStream;

/// A million rows of twenty arms: seconds for the columns, and for every estimator of single actions.
#[test]
#[ignore = "it measures: cargo test --release --test native -- --ignored --nocapture speed"]
fn a_million_rows_of_twenty_arms() {
    const ROWS: usize = 1_000_000;
    const ARMS: usize = 20;
    let mut stream = RngStream::new(1, 0, "speed");
    let mut log = InteractionLog::new(LogSchema::of_arms(LogSchema::numbered("arm ", ARMS), ["x"]));
    let started = Instant::now();
    let mut table = |spread: f64, sums_to_one: bool| {
        let mut values: Vec<f64> = (0..ROWS * ARMS).map(|_| stream.uniform() * spread + 0.1).collect();
        if sums_to_one {
            values.chunks_mut(ARMS).for_each(|row| {
                let sum: f64 = row.iter().sum();
                row.iter_mut().for_each(|value| *value /= sum);
            });
        }
        Table::new(values, ARMS).expect("whole rows")
    };
    let (policy, model, behavior) = (table(1.0, true), table(1.0, false), table(0.0, true));
    println!("tables: {:.2} s", started.elapsed().as_secs_f64());
    let started = Instant::now();
    for row in 0..ROWS {
        let action = stream.below(ARMS) as u32;
        let reward = [f64::from(u8::from(stream.uniform() < 0.3))];
        let pushed = log.push(&Interaction {
            round: row as u64 + 1,
            context: &[0.5],
            actions: &[action],
            rewards: &reward,
            probability: Some(1.0 / ARMS as f64),
            ..Interaction::default()
        });
        pushed.expect("it fits");
    }
    println!("log: {:.2} s, {} MB", started.elapsed().as_secs_f64(), log.bytes() / 1_000_000);
    let recorded = Recorded(&log);
    let categories: Vec<u32> = (0..ARMS as u32).map(|arm| arm / 4).collect();
    let known =
        Known { model: Some(&model), behavior: Some(&behavior), categories: &categories, ..Known::default() };
    let started = Instant::now();
    let evidence = ArmEvidence::new(&log, &recorded, &policy, known).expect("there are rows");
    println!("columns: {:.3} s", started.elapsed().as_secs_f64());
    let all = Instant::now();
    for builder in BUILDERS.iter().filter(|builder| builder.descriptor.family == Family::Arms) {
        let started = Instant::now();
        let found = builder.estimate(&Values::default(), &evidence).map(|estimate| estimate.value());
        println!("{}: {:.3} s, {found:?}", builder.descriptor.part.id, started.elapsed().as_secs_f64());
    }
    println!("all: {:.3} s", all.elapsed().as_secs_f64());
}
