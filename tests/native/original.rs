//! What README.md sets beside the original's notebooks: every link opens as it is, and gives the number that stands there.

use std::sync::{Arc, OnceLock};

use bandit_playground::data::{Dataset, bundle};
use bandit_playground::metrics;
use bandit_playground::results::RunLog;
use bandit_playground::simulation::run;
use bandit_playground::spec::{Experiment, link};
use serde::Deserialize;

const CASES: &str = include_str!("../original/cases.json");
const README: &str = include_str!("../../README.md");

/// One experiment of a notebook.
#[derive(Deserialize)]
struct Case {
    notebook: String,
    title: String,
    link: String,
    /// Takes minutes: only scripts/original runs it.
    #[serde(default)]
    slow: bool,
    numbers: Vec<Number>,
}

/// One number beside the original's.
#[derive(Deserialize)]
struct Number {
    what: String,
    agent: String,
    /// Id of a metric, or "parameters".
    metric: String,
    /// The rounds up to this one don't count.
    #[serde(default)]
    from: u64,
    /// The last round that counts; the horizon where none is said.
    to: Option<u64>,
    original: String,
    /// "mean ± standard error".
    ours: String,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(CASES).expect("the cases can be read")
}

fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let bytes = include_bytes!("../../static/data/movielens-small.bundle");
        Arc::new(bundle::decode(bytes).expect("the bundle can be read"))
    })
}

fn opened(case: &Case) -> Experiment {
    let opened = link::decode(&case.link).unwrap_or_else(|error| panic!("{}: {error}", case.link));
    assert!(opened.notices.is_empty(), "{}: {:?}", case.link, opened.notices);
    opened.experiment
}

#[test]
fn links_open_as_they_are_and_stand_in_the_readme() {
    for case in cases() {
        let experiment = opened(&case);
        assert_eq!(link::encode(&experiment, None), case.link, "{}", case.title);
        assert!(README.contains(&format!("`{}`", case.link)), "{}: {}", case.notebook, case.link);
        assert!(README.contains(&format!("{}: {}", case.notebook, case.title)), "{}", case.title);
        for number in &case.numbers {
            let row = format!("| {} | {} | {} |", number.what, number.original, number.ours);
            assert!(
                README.contains(&row),
                "README has other numbers than cases.json: run scripts/original; {row}"
            );
        }
    }
}

/// Final values of a metric, one a seed, as sums over the rounds.
fn sums(log: &RunLog, number: &Number) -> Vec<f64> {
    let metric = metrics::find(&number.metric).unwrap_or_else(|| panic!("the metric {}", number.metric));
    let index = (0..log.policies.len())
        .find(|index| log.experiment.label(*index) == number.agent)
        .unwrap_or_else(|| panic!("the agent {}", number.agent));
    let seeds = log.policies[index].seeds.iter();
    seeds.map(|seed| seed.of(metric).last().copied().expect("it is through")).collect()
}

/// Mean and standard error of what is gained a round between two horizons, with another master seed.
fn measured(experiment: &Experiment, number: &Number) -> (f64, f64) {
    let to = number.to.unwrap_or(experiment.horizon);
    let of = |horizon: u64| {
        let experiment = Experiment { horizon, master_seed: 2_024, ..experiment.clone() };
        sums(&run(&experiment, Some(ratings())).expect("the experiment can be run"), number)
    };
    let late = of(to);
    let early = if number.from > 0 { of(number.from) } else { vec![0.0; late.len()] };
    let rounds = (to - number.from) as f64;
    let values: Vec<f64> = late.iter().zip(early).map(|(late, early)| (late - early) / rounds).collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

/// Within four standard errors of the difference; the stated error is rounded to two digits.
#[test]
fn numbers_are_what_the_readme_states() {
    for case in cases().into_iter().filter(|case| !case.slow) {
        let experiment = opened(&case);
        for number in case.numbers.iter().filter(|number| number.metric != "parameters") {
            let (mean, error) = number.ours.split_once(" ± ").expect("mean and error");
            let stated = |text: &str| text.parse::<f64>().expect("a number");
            let (expected, theirs) = (stated(mean), stated(error));
            let (found, ours) = measured(&experiment, number);
            let most = 4.0 * (theirs * theirs + ours * ours).sqrt() + 1e-6;
            assert!(
                (found - expected).abs() <= most,
                "{}, {}: {found} ± {ours}, stated {}",
                case.notebook,
                number.what,
                number.ours
            );
        }
    }
}

/// What the program prints for these arguments, as JSON.
fn printed(arguments: &[&str]) -> serde_json::Value {
    let program = env!("CARGO_BIN_EXE_bandit-playground");
    let output = std::process::Command::new(program).args(arguments).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

/// `networks` counts (inputs + 1) x outputs of each layer, and nothing for an agent without a network.
#[test]
fn parameters_are_counted_on_the_command_line() {
    for case in cases() {
        for number in case.numbers.iter().filter(|number| number.metric == "parameters") {
            let networks = printed(&["networks", &case.link, "--json"]);
            let network =
                networks.as_array().expect("a list").iter().find(|one| one["label"] == *number.agent);
            let network = network.expect("the agent is there");
            assert_eq!(network["parameters"].to_string(), number.ours, "{}", case.title);
            let layers = network["layers"].as_array().expect("a list");
            let size = |layer: &serde_json::Value, of: &str| layer[of].as_u64().expect("a number");
            let count: u64 =
                layers.iter().map(|layer| (size(layer, "inputs") + 1) * size(layer, "outputs")).sum();
            assert_eq!(count.to_string(), number.ours);
        }
    }
    let networks = printed(&["networks", "#1w=sliding_linear&c=lin_ucb", "--json"]);
    assert_eq!(
        (&networks[0]["parameters"], networks[0]["layers"].as_array().map(Vec::len)),
        (&0.into(), Some(0))
    );
}

/// The levels of sliding linear, as `run` prints them: within four of the standard errors that stand beside them.
#[test]
fn the_levels_of_sliding_linear_are_printed() {
    let link = "#1w=sliding_linear&c=random&c=oracle&c=fixed_arm&horizon=2000&seeds=10";
    let summary = printed(&["run", link]);
    for (place, level) in [-67.5, -29.775_173, -52.5].into_iter().enumerate() {
        let reward = &summary["contenders"][place]["average_reward"];
        let number = |name: &str| reward[name].as_f64().expect("a number");
        assert!((number("mean") - level).abs() < 4.0 * number("standard_error"), "{level}: {reward}");
    }
}
