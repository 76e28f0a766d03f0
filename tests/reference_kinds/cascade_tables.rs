//! Regret of cascade rankers on the problem class B_LB of Kveton et al. 2015, beside an independent simulation.
//!
//! A row is run with [`RUNS`] seeds for as many of its rounds as are at most [`LONGEST`], or, where it has none so few, with
//! fewer seeds; `scripts/cascade-tables` runs whole rows. Regrets after N rounds must agree within four standard errors of their difference: three would be right for one
//! number, but here dozens are compared. The deviation of one run is the simulation's, since it has more runs than we.

use bandit_playground::descriptor::{Value as Setting, Values};
use bandit_playground::metrics::REGRET;
use bandit_playground::ranking::{environments, rankers};
use bandit_playground::simulation::Stepper;
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};
use serde_json::Value;

/// Seeds a row.
const RUNS: u32 = 20;

/// Most rounds a row.
const LONGEST: u64 = 10_000;

/// Fewest seeds a row.
const FEWEST: u64 = 4;

/// Standard errors that two regrets may differ by.
const AGREEMENT: f64 = 4.0;

/// Our regret and theirs after so many rounds.
pub struct Compared {
    pub rounds: u64,
    pub ours: f64,
    pub theirs: f64,
    /// Standard error of the difference.
    pub error: f64,
}

pub fn check(case: &Value) {
    let first = stops(case)[0];
    let runs = (u64::from(RUNS) * LONGEST / first.max(LONGEST)).max(FEWEST);
    for found in compare(case, runs as u32, LONGEST) {
        let Compared { rounds, ours, theirs, error } = found;
        // Where every slate is as good as any other, regret and error are zero but for rounding.
        let most = AGREEMENT * error + 1e-9;
        assert!(
            (ours - theirs).abs() <= most,
            "{case}\nafter {rounds} rounds ours is {ours:.2}, more than {most:.2} away"
        );
    }
}

/// The numbers of rounds that a row has regrets for, the smallest first.
fn stops(case: &Value) -> Vec<u64> {
    let names = case.as_object().expect("a row").keys();
    let mut stops: Vec<u64> = names
        .filter_map(|name| name.strip_prefix("regret_").and_then(|rounds| rounds.parse().ok()))
        .collect();
    assert!(!stops.is_empty(), "a row has regrets: {case}");
    stops.sort_unstable();
    stops
}

/// Runs a row for as many of its rounds as are at most `longest`, or for its smallest number of rounds.
pub fn compare(case: &Value, runs: u32, longest: u64) -> Vec<Compared> {
    let number = |name: &str| case[name].as_f64().unwrap_or_else(|| panic!("{name} is a number"));
    let mut stops = stops(case);
    let kept = stops.iter().filter(|stop| **stop <= longest).count().max(1);
    stops.truncate(kept);
    let experiment = experiment(case, runs, *stops.last().expect("a row has regrets"));
    let environment = experiment.prepare(None).expect("it needs no ratings");
    let mut stepper = Stepper::new(&experiment, environment, 0..runs).expect("it fits");
    let compared = stops.into_iter().map(|rounds| {
        stepper.advance(rounds - stepper.rounds_done());
        let totals = &stepper.take().policies[0].totals;
        let ours = totals.iter().filter_map(|totals| totals.of(&REGRET)).sum::<f64>() / f64::from(runs);
        let error = number(&format!("se_{rounds}"));
        let error = error * (1.0 + number("runs") / f64::from(runs)).sqrt();
        Compared { rounds, ours, theirs: number(&format!("regret_{rounds}")), error }
    });
    compared.collect()
}

fn experiment(case: &Value, runs: u32, horizon: u64) -> Experiment {
    let ranker = match case["algorithm"].as_str().expect("an algorithm") {
        "CascadeUCB1" => "cascade_ucb1",
        "CascadeKL-UCB" => "cascade_kl_ucb",
        "CascadeTS" => "cascade_ts",
        other => panic!("unknown algorithm {other}"),
    };
    let setting = |name: &str| Setting::Number(case[name].as_f64().unwrap_or_else(|| panic!("{name}")));
    let names = [("items", "L"), ("slots", "K"), ("attraction", "p"), ("gap", "delta")];
    let values = names.map(|(ours, theirs)| (ours.to_owned(), setting(theirs)));
    let id = environments::gap::DESCRIPTOR.part.id.to_owned();
    let (validated, errors) = Experiment {
        environment: PartChoice { id, parameters: Values(values.into()) },
        policies: vec![PolicySpec::ranker(rankers::find(ranker).expect("the ranker exists"))],
        horizon,
        seeds: runs,
        ..Experiment::default()
    }
    .validate()
    .expect("it is an experiment");
    assert!(errors.is_empty(), "{errors:?}");
    validated
}
