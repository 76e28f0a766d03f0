//! The sample of the Open Bandit Dataset: what a correct reader finds in it, and what policies would have earned.

use std::path::PathBuf;

use bandit_playground::descriptor::Values;
use bandit_playground::evaluation::tables::{Recorded, Uniform};
use bandit_playground::evaluation::{self, ActionTable, ArmEvidence, Known, diagnose};
use bandit_playground::interactions::InteractionLog;
use bandit_playground::interactions::open_bandit::{self, File};
use bandit_playground::probabilities::{BetaLogOdds, Variate};
use serde_json::Value;

use super::{folder, numbers};

/// A file of the sample: beside the case, or bundled.
fn file(name: &str) -> Vec<u8> {
    let bundled = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("static/logs/open-bandit");
    let beside = std::fs::read(folder().join(name));
    let bytes = beside.or_else(|_| std::fs::read(bundled.join(name)));
    bytes.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A log such as `bts_all`, with its items.
fn read(name: &str) -> InteractionLog {
    let (_, campaign) = name.split_once('_').expect("policy and campaign");
    let (name, items) = (format!("{name}.csv.gz"), format!("items_{campaign}.csv"));
    let (bytes, of_items) = (file(&name), file(&items));
    let read =
        open_bandit::read(File { name: &name, bytes: &bytes }, Some(File { name: &items, bytes: &of_items }));
    let read = read.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(read.refused, []);
    read.log
}

fn exactly(what: &str, ours: f64, theirs: &Value) {
    let theirs = theirs.as_f64().unwrap_or_else(|| panic!("{what} is a number"));
    assert!((ours - theirs).abs() <= 1e-12 * theirs.abs(), "{what}: ours {ours:e}, theirs {theirs:e}");
}

fn estimate(id: &str, evidence: &ArmEvidence<'_>) -> f64 {
    let builder = evaluation::builder(id).expect("it is in the catalogue");
    builder.estimate(&Values::default(), evidence).expect("it has what it needs").value()
}

/// The whole file.
pub fn check(file: &Value) {
    for expected in file["logs"].as_array().expect("logs") {
        check_log(expected);
    }
    for expected in file["uniform_policy_from_bts"].as_array().into_iter().flatten() {
        let log = read(expected["log"].as_str().expect("a log"));
        let (recorded, uniform) = (Recorded(&log), Uniform(&log));
        let evidence = ArmEvidence::new(&log, &recorded, &uniform, Known::default()).expect("there are rows");
        exactly("ips", estimate("ips", &evidence), &expected["ips"]);
        exactly("snips", estimate("snips", &evidence), &expected["snips"]);
        let weights = diagnose(&evidence).weights.expect("probabilities are known");
        exactly("mean_weight", weights.mean, &expected["mean_weight"]);
        exactly("effective_sample_size", weights.effective_rows, &expected["effective_sample_size"]);
        exactly("largest_weight", weights.largest[0].1, &expected["largest_weight"]);
    }
    let thompson = &file["thompson_policy_from_random"];
    for campaign in ["all", "men"] {
        check_thompson(campaign, thompson);
    }
}

fn check_log(expected: &Value) {
    let name = expected["log"].as_str().expect("a log");
    let log = read(name);
    let count = |what: &str| expected[what].as_u64().expect("a count") as usize;
    assert_eq!((log.len(), log.schema().arms.len()), (count("rows"), count("arms")), "{name}");
    assert_eq!(log.rewards().iter().sum::<f64>(), count("clicks") as f64, "{name}");
    let least = log.probabilities().iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = log.probabilities().iter().copied().fold(0.0, f64::max);
    assert_eq!(Some(least), expected["probability_min"].as_f64(), "{name}");
    assert_eq!(Some(greatest), expected["probability_max"].as_f64(), "{name}");
    let mut positions = vec![0.0; expected["rows_by_position"].as_array().expect("counts").len()];
    for row in log.rows() {
        positions[row.origin.position.expect("every row has one") as usize] += 1.0;
        assert!(row.origin.time.is_some_and(|time| (1_574_553_600_000..1_575_158_400_000).contains(&time)));
    }
    assert_eq!(positions, numbers(&expected["rows_by_position"]), "{name}");
    let levels = (0..).map(|feature| {
        let prefix = format!("user_feature_{feature}=");
        log.schema().context.iter().filter(|name| name.starts_with(&prefix)).count() as f64
    });
    let theirs = numbers(&expected["user_feature_levels"]);
    assert_eq!(levels.take(theirs.len()).collect::<Vec<_>>(), theirs, "{name}");
}

/// The shop's Thompson sampling: probabilities of each item at each position.
struct Thompson<'a> {
    log: &'a InteractionLog,
    /// An item a row, one list a position.
    chances: Vec<Vec<f64>>,
}

impl ActionTable for Thompson<'_> {
    fn row<'a>(&'a self, row: usize, _scratch: &'a mut Vec<f64>) -> &'a [f64] {
        &self.chances[self.log.row(row).origin.position.expect("every row has one") as usize]
    }
}

/// The probability of each variate to be the largest, the second and so on: of the density of each times the probability that so
/// many of the others are larger, the integral over log odds, by the midpoint rule.
fn ranks(variates: &[BetaLogOdds], count: usize) -> Vec<Vec<f64>> {
    const POINTS: usize = 1_500;
    let (low, high) = (-9.0, -2.5);
    let step = (high - low) / POINTS as f64;
    let mut chances = vec![vec![0.0; variates.len()]; count];
    for point in 0..POINTS {
        let x = low + step * (point as f64 + 0.5);
        let larger: Vec<f64> = variates.iter().map(|variate| 1.0 - variate.distribution(x)).collect();
        for (item, variate) in variates.iter().enumerate() {
            let density = variate.log_density(x).exp() * step;
            if density < 1e-14 {
                continue;
            }
            // The probabilities that none, one, … of the others so far are larger.
            let mut above = vec![0.0; count];
            above[0] = 1.0;
            for (_, chance) in larger.iter().enumerate().filter(|(other, _)| *other != item) {
                for many in (0..count).rev() {
                    let fewer = if many > 0 { above[many - 1] } else { 0.0 };
                    above[many] = above[many] * (1.0 - chance) + fewer * chance;
                }
            }
            for (chances, above) in chances.iter_mut().zip(above) {
                chances[item] += density * above;
            }
        }
    }
    chances
}

fn check_thompson(campaign: &str, expected: &Value) {
    let priors: Value = serde_json::from_slice(&file("thompson-priors.json")).expect("it is JSON");
    let parameters = |name: &str| numbers(&priors[campaign][name]);
    let both = parameters("alpha").into_iter().zip(parameters("beta"));
    let variates: Vec<BetaLogOdds> = both.map(|(alpha, beta)| BetaLogOdds::new(alpha, beta)).collect();
    let log = read(&format!("random_{campaign}"));
    let chances = ranks(&variates, 3);
    for chances in &chances {
        assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-6, "{campaign}");
    }
    let (recorded, policy) = (Recorded(&log), Thompson { log: &log, chances });
    let evidence = ArmEvidence::new(&log, &recorded, &policy, Known::default()).expect("there are rows");
    // Theirs come from draws: "allow 3 % for another Monte Carlo".
    for (name, ours) in [("ips", estimate("ips", &evidence)), ("snips", estimate("snips", &evidence))] {
        let theirs = expected[campaign][name].as_f64().expect("a number");
        assert!((ours / theirs - 1.0).abs() <= 0.03, "{campaign} {name}: ours {ours}, theirs {theirs}");
    }
    let own = read(&format!("bts_{campaign}"));
    let earned = own.rewards().iter().sum::<f64>() / own.len() as f64;
    exactly("on_policy", earned, &expected["on_policy"][campaign]);
}
