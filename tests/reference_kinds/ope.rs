//! Off-policy estimators as the Open Bandit Pipeline computes them.

use bandit_playground::descriptor::{Value as Given, Values};
use bandit_playground::evaluation::arms::{
    Shrunk, cab, clipped_dr, clipped_ips, optimistic_dr, sub_gaussian_dr, sub_gaussian_ips, switch_dr,
};
use bandit_playground::evaluation::intervals::bootstrap::bootstrap;
use bandit_playground::evaluation::tables::Recorded;
use bandit_playground::evaluation::terms::mean;
use bandit_playground::evaluation::{self, ArmEvidence, Known, Table, Terms, bounds, tuning};
use bandit_playground::interactions::{Interaction, InteractionLog, LogSchema};
use serde_json::Value;

use super::{indexes, numbers};

/// A log of these numbers.
pub fn log_of(
    contexts: &[Vec<f64>],
    actions: &[usize],
    rewards: &[f64],
    p: &[f64],
    arms: usize,
) -> InteractionLog {
    let features = contexts.first().map_or(0, Vec::len);
    let schema = LogSchema::of_arms(LogSchema::numbered("arm ", arms), LogSchema::numbered("x", features));
    let mut log = InteractionLog::new(schema);
    for (row, action) in actions.iter().enumerate() {
        let pushed = log.push(&Interaction {
            round: row as u64 + 1,
            context: contexts.get(row).map_or(&[], Vec::as_slice),
            actions: &[*action as u32],
            rewards: &rewards[row..=row],
            probability: Some(p[row]),
            ..Interaction::default()
        });
        pushed.unwrap_or_else(|error| panic!("row {row}: {error}"));
    }
    log
}

fn within(what: &str, ours: f64, theirs: &Value, tolerance: f64) {
    match theirs.as_f64() {
        Some(theirs) => assert!(
            (ours - theirs).abs() <= tolerance * ours.abs().max(theirs.abs()).max(1.0),
            "{what}: ours {ours:e}, theirs {theirs:e}"
        ),
        // What is no number there is none here, either.
        None => assert!(!ours.is_finite(), "{what}: ours {ours:e}, theirs {theirs}"),
    }
}

/// A table of rows of one width.
fn table(rows: &Value) -> Table {
    let width = rows[0].as_array().expect("rows").len();
    Table::new(numbers(rows), width).expect("rows are of one width")
}

/// The estimate of an estimator without parameters; NaN where there is none.
fn plain(id: &str, evidence: &ArmEvidence<'_>) -> f64 {
    let builder = evaluation::builder(id).expect("it is in the catalogue");
    builder.estimate(&Values::default(), evidence).map_or(f64::NAN, |estimate| estimate.value())
}

/// The estimate with this lambda, by the formula and, where the lambda is in range, by the estimator that people choose.
fn shrunk(id: &str, shrunk: &Shrunk, evidence: &ArmEvidence<'_>, lambda: f64) -> f64 {
    let value = mean(&shrunk.terms(evidence, lambda));
    let builder = evaluation::builder(id).expect("it is in the catalogue");
    let given = Values::from_iter([("lambda".to_owned(), Given::Number(lambda))]);
    let (valid, errors) = builder.descriptor.part.validate(&given);
    if errors.is_empty() && value.is_finite() {
        let estimate = builder.estimate(&valid, evidence).expect("it has what it needs");
        assert_eq!(estimate.value().to_bits(), value.to_bits(), "{id}");
    }
    value
}

/// The estimators of these tests whose weights a lambda makes smaller: their name there, their id here, how.
static SHRUNK: [(&str, &str, &Shrunk); 6] = [
    ("ipw", "clipped_ips", &clipped_ips::SHRUNK),
    ("dr", "clipped_dr", &clipped_dr::SHRUNK),
    ("switch_dr", "switch_dr", &switch_dr::SHRUNK),
    ("dros", "dr_os", &optimistic_dr::SHRUNK),
    ("sg_ipw", "sub_gaussian_ips", &sub_gaussian_ips::SHRUNK),
    ("sg_dr", "sub_gaussian_dr", &sub_gaussian_dr::SHRUNK),
];

fn shrunk_by_name(name: &str) -> (&'static str, &'static Shrunk) {
    let found = SHRUNK.iter().find(|(known, ..)| *known == name);
    found.map(|(_, id, shrunk)| (*id, *shrunk)).unwrap_or_else(|| panic!("unknown estimator {name}"))
}

/// Their name of an estimator without parameters, as ours.
fn own_id(name: &str) -> &str {
    match name {
        "ipw" => "ips",
        "snipw" => "snips",
        other => other,
    }
}

/// `ope`: estimates from numbers.
pub fn check(case: &Value) {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let policy = table(&inputs["policy"]);
    let model = table(&inputs["reward_model"]);
    let actions = indexes(&inputs["actions"]);
    let arms = inputs["policy"][0].as_array().expect("arms").len();
    let log = log_of(&[], &actions, &numbers(&inputs["rewards"]), &numbers(&inputs["propensities"]), arms);
    let (recorded, known) = (Recorded(&log), Known { model: Some(&model), ..Known::default() });
    let evidence = ArmEvidence::new(&log, &recorded, &policy, known).expect("there are rows");
    let choices = indexes(&inputs["deterministic_policy_for_replay"]);
    let certain =
        |choice: &usize| (0..arms).map(|arm| f64::from(u8::from(arm == *choice))).collect::<Vec<_>>();
    let replayed = Table::new(choices.iter().flat_map(certain).collect(), arms).expect("whole rows");
    let replay = ArmEvidence::new(&log, &recorded, &replayed, Known::default()).expect("there are rows");
    let number = |name: &str| inputs[name].as_f64().expect("a number");
    for (name, theirs) in expected.as_object().expect("estimates") {
        let ours = match name.as_str() {
            "ipw" | "snipw" | "dm" | "dr" | "sndr" => plain(own_id(name), &evidence),
            "replay" => plain("replay", &replay),
            other => {
                let (name, lambda) = match other {
                    "clipped_ipw" => ("ipw", "lambda"),
                    "clipped_dr" => ("dr", "lambda"),
                    "dr_os" => ("dros", "lambda"),
                    "sub_gaussian_ipw" => ("sg_ipw", "sub_gaussian_lambda"),
                    "sub_gaussian_dr" => ("sg_dr", "sub_gaussian_lambda"),
                    other => (other, "lambda"),
                };
                let (id, how) = shrunk_by_name(name);
                shrunk(id, how, &evidence, number(lambda))
            }
        };
        within(name, ours, theirs, 1e-8);
    }
}

/// `ope_contextual`: the same with bounds, tuning and bootstrap.
pub fn check_contextual(case: &Value, tolerance: &Value) {
    let inputs = &case["inputs"];
    let exact = tolerance["everything"].as_f64().unwrap_or(1e-8);
    let contexts: Vec<Vec<f64>> =
        inputs["context"].as_array().expect("contexts").iter().map(numbers).collect();
    let stochastic = table(&inputs["evaluation_policy"]);
    let deterministic = stochastic.greedy();
    let arms = inputs["n_actions"].as_u64().expect("a count") as usize;
    for (name, expected) in case["expected"].as_object().expect("one entry a reward and policy") {
        let (reward, policy) = name.split_once('_').expect("reward and policy");
        let policy = match policy {
            "stochastic" => &stochastic,
            "deterministic" => &deterministic,
            other => panic!("unknown policy {other}"),
        };
        let model = reward_model(&inputs["reward_model"], reward);
        let (actions, rewards) = (indexes(&inputs["action"]), numbers(&inputs["rewards"][reward]));
        let log = log_of(&contexts, &actions, &rewards, &numbers(&inputs["pscore"]), arms);
        let (recorded, known) = (Recorded(&log), Known { model: Some(&model), ..Known::default() });
        let evidence = ArmEvidence::new(&log, &recorded, policy, known).expect("there are rows");
        check_estimates(name, &evidence, expected, exact);
        check_bounds(name, &evidence, &expected["lower_bounds_on_ipw"], exact);
        check_tuning(name, &evidence, &expected["tuning"], exact);
        check_bootstrap(name, &evidence, &expected["bootstrap"]);
    }
}

fn reward_model(models: &Value, reward: &str) -> Table {
    match models[reward].as_array() {
        Some(_) => table(&models[reward]),
        // "1 + 4 * reward_model.binary, rounded to 4 decimals", which all of those have.
        None => {
            assert_eq!(
                models[reward].as_str(),
                Some("1 + 4 * reward_model.binary, rounded to 4 decimals (exact decimals: binary has 4)")
            );
            let width = models["binary"][0].as_array().expect("rows").len();
            let stars =
                numbers(&models["binary"]).iter().map(|q| ((1.0 + 4.0 * q) * 1e4).round() / 1e4).collect();
            Table::new(stars, width).expect("whole rows")
        }
    }
}

fn terms_of(id: &str, evidence: &ArmEvidence<'_>) -> Terms {
    let builder = evaluation::builder(id).expect("it is in the catalogue");
    builder.estimate(&Values::default(), evidence).unwrap_or_else(|error| panic!("{id}: {error}")).terms
}

fn check_estimates(name: &str, evidence: &ArmEvidence<'_>, expected: &Value, exact: f64) {
    for (estimator, theirs) in expected["estimates"].as_object().expect("estimates") {
        within(&format!("{name} {estimator}"), plain(own_id(estimator), evidence), theirs, exact);
    }
    for (estimator, cases) in expected["with_lambda"].as_object().expect("estimates") {
        let (id, how) = shrunk_by_name(estimator);
        for case in cases.as_array().expect("cases") {
            let lambda = case["lambda"].as_f64().expect("a lambda");
            let ours = shrunk(id, how, evidence, lambda);
            within(&format!("{name} {estimator} {lambda}"), ours, &case["value"], exact);
        }
    }
    for (estimator, theirs) in expected["first_five_round_terms"].as_object().expect("terms") {
        let ours = terms_of(own_id(estimator), evidence).by_round();
        for (ours, theirs) in ours.iter().zip(theirs.as_array().expect("terms")) {
            within(&format!("{name} {estimator} terms"), *ours, theirs, exact);
        }
    }
}

/// A lower bound of a mean that fails with this probability at most.
type Bound = fn(&[f64], f64) -> f64;

fn check_bounds(name: &str, evidence: &ArmEvidence<'_>, expected: &Value, exact: f64) {
    let terms = evidence.weighted(|w| w);
    for case in expected.as_array().into_iter().flatten() {
        let delta = case["delta"].as_f64().expect("delta");
        let bounds: [(&str, Bound); 3] = [
            ("hoeffding", bounds::hoeffding),
            ("bernstein", bounds::empirical_bernstein),
            ("student_t", bounds::student_t),
        ];
        for (bound, ours) in bounds {
            within(&format!("{name} {bound}"), ours(&terms, delta), &case[bound], exact);
        }
    }
}

fn check_tuning(name: &str, evidence: &ArmEvidence<'_>, expected: &Value, exact: f64) {
    for case in expected.as_array().into_iter().flatten() {
        let estimator = case["estimator"].as_str().expect("an estimator");
        let (_, how) = shrunk_by_name(estimator);
        let lambdas = numbers(&case["lambdas"]);
        let delta = case["delta"].as_f64().expect("delta");
        let what = format!("{name} {estimator} tuned");
        let place = match case["method"].as_str() {
            Some("slope") => tuning::slope(how, evidence, &lambdas, delta),
            Some("mse") => {
                let bounded = case["bias_upper_bound"].as_bool().expect("a switch");
                let (place, errors) = tuning::mean_squared_error(how, evidence, &lambdas, delta, bounded);
                for (ours, theirs) in errors.iter().zip(case["mse_scores"].as_array().expect("errors")) {
                    within(&what, *ours, theirs, exact);
                }
                place
            }
            other => panic!("unknown tuning {other:?}"),
        };
        within(&what, lambdas[place], &case["chosen"], exact);
        within(&what, mean(&how.terms(evidence, lambdas[place])), &case["value"], exact);
    }
}

/// Percentiles of another generator's resamples: both ends within what chance and theirs leave open, four standard errors of a
/// percentile of so many resamples.
fn check_bootstrap(name: &str, evidence: &ArmEvidence<'_>, expected: &Value) {
    for (estimator, theirs) in expected.as_object().into_iter().flatten() {
        // Theirs resamples terms that are divided by the mean weight of the whole log.
        let terms = Terms::mean(terms_of(own_id(estimator), evidence).by_round());
        assert_bootstrap(&format!("{name} {estimator}"), &terms, theirs);
    }
}

/// A bootstrap interval of theirs, which is as good as its number of resamples: the standard error of a percentile is about
/// sqrt(p (1 - p) / B) over the density there, which for a normal distribution of this spread is known.
pub fn assert_bootstrap(what: &str, terms: &Terms, theirs: &Value) {
    let number = |name: &str| theirs[name].as_f64().expect("a number");
    let (alpha, resamples) = (number("alpha"), number("resamples"));
    let ours = bootstrap(terms, 10_000, 7, 1.0 - alpha).expect("there are rows");
    let rows = terms.len() as f64;
    let values = terms.by_round();
    let center = mean(&values);
    let spread = (values.iter().map(|value| (value - center).powi(2)).sum::<f64>() / rows / rows).sqrt();
    // Both have this error; a normal density at the quantile of 2.5 % is 0.058 over the spread.
    let tail = alpha / 2.0;
    let density = 2.3 * tail; // within a tenth for tails from 0.5 % to 10 %
    let percentile = spread * (tail * (1.0 - tail) * (1.0 / resamples + 1e-4)).sqrt() / density;
    let of_mean = spread * (1.0 / resamples + 1e-4).sqrt();
    for (name, ours, error) in [
        ("mean", ours.mean, of_mean),
        ("lower", ours.interval.low, percentile),
        ("upper", ours.interval.high, percentile),
    ] {
        let theirs = number(name);
        let rounding = 1e-9 * theirs.abs().max(1.0);
        assert!(
            (ours - theirs).abs() <= 5.0 * error + rounding,
            "{what} {name}: ours {ours}, theirs {theirs}, error {error}"
        );
    }
}

/// CAB and MIPS have no case; what they are at the ends of their range has.
#[test]
fn blending_is_dr_free_at_both_ends() {
    let log = log_of(&[], &[0, 1, 1, 0], &[1.0, 0.0, 2.0, 1.0], &[0.5; 4], 2);
    let policy = Table::new([0.8, 0.2].repeat(4), 2).expect("whole rows");
    let model = Table::new([1.0, 0.5].repeat(4), 2).expect("whole rows");
    let behavior = Table::new(vec![0.5; 8], 2).expect("whole rows");
    let known = Known { model: Some(&model), behavior: Some(&behavior), ..Known::default() };
    let recorded = Recorded(&log);
    let evidence = ArmEvidence::new(&log, &recorded, &policy, known).expect("there are rows");
    assert!((mean(&cab::terms(&evidence, 0.0)) - plain("dm", &evidence)).abs() < 1e-12);
    assert!((mean(&cab::terms(&evidence, 1e6)) - plain("ips", &evidence)).abs() < 1e-12);
}
