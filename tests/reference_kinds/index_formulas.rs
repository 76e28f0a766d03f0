//! Indexes as SMPyBandits and scipy compute them: the formulas, and the agents where their state can be taught.

use bandit_playground::agent::without_context::{self, ArmStat};
use bandit_playground::agent::{AgentDescriptor, first_largest};
use bandit_playground::descriptor::Value as Setting;
use bandit_playground::math::indexes::{
    Exploration, bayes_ucb, gaussian_upper_bound, imed, kl_upper_bound, moss, ucb_alpha, ucb_tuned, ucb_v,
};
use serde_json::Value;

use super::bench::{Bench, assert_within, option};
use super::numbers;

/// How exact the file says that each kind of number is.
struct Tolerance {
    kl: f64,
    closed_forms: f64,
    bayes_ucb: f64,
}

pub fn check(case: &Value, tolerance: &Value) {
    let of = |name: &str| tolerance[name].as_f64().unwrap_or_else(|| panic!("tolerance of {name}"));
    let tolerance = Tolerance { kl: of("kl"), closed_forms: of("closed_forms"), bayes_ucb: of("bayes_ucb") };
    let both = |name: &str| {
        let inputs = case["inputs"][name].as_array().unwrap_or_else(|| panic!("inputs of {name}"));
        let expected = case["expected"][name].as_array().unwrap_or_else(|| panic!("expected of {name}"));
        assert_eq!(inputs.len(), expected.len(), "{name}");
        inputs.iter().zip(expected)
    };
    for (input, expected) in both("kl_ucb") {
        kl_ucb(input, expected, tolerance.kl);
    }
    for (input, expected) in both("kl_budget") {
        let (mean, budget) = (number(input, "mean"), number(input, "budget"));
        for (name, value) in expected.as_object().expect("columns") {
            let ours = match name.as_str() {
                "bernoulli" => kl_upper_bound(mean, budget),
                "gaussian_variance_quarter" => gaussian_upper_bound(mean, budget),
                other => panic!("unknown column {other}"),
            };
            assert_within(name, &[ours], &numbers(value), tolerance.kl);
        }
    }
    for (input, expected) in both("states") {
        let state = State::new(input);
        for (name, value) in expected.as_object().expect("columns") {
            state.check(name, value, &tolerance);
        }
    }
}

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap_or_else(|| panic!("{name} is a number"))
}

fn kl_ucb(input: &Value, expected: &Value, tolerance: f64) {
    let (mean, pulls, rounds) = (number(input, "mean"), number(input, "pulls"), number(input, "t"));
    for (name, value) in expected.as_object().expect("columns") {
        let exploration = match name.as_str() {
            "log_t" => Exploration::LogRounds,
            "log_t_plus_3_log_log_t" => Exploration::LogRoundsAndMore,
            "log_t_over_n" => Exploration::LogRoundsByPulls,
            other => panic!("unknown column {other}"),
        };
        let ours = kl_upper_bound(mean, exploration.budget(pulls, rounds));
        assert_within(&format!("{name} of {input}"), &[ours], &numbers(value), tolerance);
    }
}

/// Records of all arms at a time.
struct State {
    rounds: f64,
    horizon: f64,
    records: Vec<ArmStat>,
}

impl State {
    fn new(input: &Value) -> State {
        let (pulls, sums) = (numbers(&input["pulls"]), numbers(&input["reward_sum"]));
        let squares = numbers(&input["reward_square_sum"]);
        let records = pulls.iter().zip(sums).zip(squares);
        let records = records.map(|((pulls, reward_sum), reward_square_sum)| ArmStat {
            pulls: *pulls,
            reward_sum,
            reward_square_sum,
        });
        let state = State {
            rounds: number(input, "t"),
            horizon: number(input, "horizon"),
            records: records.collect(),
        };
        assert_eq!(state.records.len() as f64, number(input, "n_arms"));
        state
    }

    fn check(&self, name: &str, expected: &Value, tolerance: &Tolerance) {
        let best = self.records.iter().map(ArmStat::mean).fold(f64::NEG_INFINITY, f64::max);
        let arms = self.records.len() as f64;
        let (t, kl, closed) = (self.rounds, tolerance.kl, tolerance.closed_forms);
        let parameter = |prefix: &str| -> f64 {
            let rest = name.strip_prefix(prefix).unwrap_or_else(|| panic!("{name} begins with {prefix}"));
            rest.parse().unwrap_or_else(|_| panic!("{name} ends with a number"))
        };
        let bound =
            |r: &ArmStat, exploration: Exploration| kl_upper_bound(r.mean(), exploration.budget(r.pulls, t));
        type Formula<'a> = Box<dyn Fn(&ArmStat) -> f64 + 'a>;
        let (formula, tolerance): (Formula<'_>, f64) = match name {
            "ucb1" => (Box::new(|r| ucb_alpha(r.mean(), r.pulls, t, 4.0)), closed),
            "kl_ucb" => (Box::new(|r| bound(r, Exploration::LogRounds)), kl),
            "kl_ucb_plus" => (Box::new(|r| bound(r, Exploration::LogRoundsByPulls)), kl),
            "moss_anytime_t" => (Box::new(|r| moss(r.mean(), r.pulls, t, arms, 1.0)), closed),
            "moss_horizon" => (Box::new(|r| moss(r.mean(), r.pulls, self.horizon, arms, 1.0)), closed),
            "ucb_v" => (Box::new(|r| ucb_v(r.mean(), r.variance(), r.pulls, t, 1.0, 1.0)), closed),
            "ucb_tuned" => (Box::new(|r| ucb_tuned(r.mean(), r.variance(), r.pulls, t, 0.25)), closed),
            "ucb_v_tuned_smpybandits" => {
                (Box::new(|r| ucb_tuned(r.mean(), r.variance(), r.pulls, t, f64::INFINITY)), closed)
            }
            "bayes_ucb" => (Box::new(|r| bayes_ucb(r.reward_sum, r.pulls, t)), tolerance.bayes_ucb),
            "imed" => (Box::new(|r| imed(r.mean(), best, r.pulls)), kl),
            _ if name.starts_with("ucb_alpha_") => {
                let alpha = parameter("ucb_alpha_");
                (Box::new(move |r| ucb_alpha(r.mean(), r.pulls, t, alpha)), closed)
            }
            _ if name.starts_with("moss_anytime_alpha_") => {
                let factor = 0.5 * (1.0 + parameter("moss_anytime_alpha_"));
                (Box::new(move |r| moss(r.mean(), r.pulls, t, arms, factor)), closed)
            }
            other => panic!("unknown index {other}"),
        };
        let ours: Vec<f64> = self.records.iter().map(formula).collect();
        // Null is infinite.
        let theirs: Vec<f64> = expected
            .as_array()
            .expect("one index an arm")
            .iter()
            .map(|index| index.as_f64().unwrap_or(f64::INFINITY))
            .collect();
        for (our, their) in ours.iter().zip(&theirs) {
            assert_eq!(our.is_infinite(), their.is_infinite(), "{name}: ours {our}, theirs {their}");
        }
        let finite =
            |all: &[f64]| -> Vec<f64> { all.iter().copied().filter(|index| index.is_finite()).collect() };
        assert_within(name, &finite(&ours), &finite(&theirs), tolerance);
        if let Some(scores) = self.taught(name) {
            let sign = if name == "imed" { -1.0 } else { 1.0 };
            let theirs: Vec<f64> = theirs.iter().map(|index| sign * index).collect();
            assert_within(&format!("the agent's {name}"), &finite(&scores), &finite(&theirs), tolerance);
            assert_eq!(scores.len(), theirs.len());
            assert_eq!(first_largest(&scores), first_largest(&theirs), "{name}");
        }
    }

    /// The scores of an agent that was taught this state; none where rewards are not all 0 or 1, since sums alone don't
    /// say which they were.
    fn taught(&self, name: &str) -> Option<Vec<f64>> {
        if self.records.iter().any(|r| r.reward_sum != r.reward_square_sum || r.reward_sum.fract() != 0.0) {
            return None;
        }
        let (descriptor, values) = self.agent(name);
        let mut bench = Bench::new(descriptor, &values, self.records.len());
        for (arm, record) in self.records.iter().enumerate() {
            for pull in 0..record.pulls as u64 {
                bench.learn(arm, if (pull as f64) < record.reward_sum { 1.0 } else { 0.0 });
            }
        }
        Some(bench.explain().scores)
    }

    fn agent(&self, name: &str) -> (&'static AgentDescriptor, Vec<(&'static str, Setting)>) {
        use without_context::{bayes_ucb, imed, kl_ucb, moss, ucb_tuned, ucb_v, ucb1};
        let last =
            || Setting::Number(name.rsplit('_').next().and_then(|n| n.parse().ok()).unwrap_or(f64::NAN));
        match name {
            "ucb1" => (&ucb1::DESCRIPTOR, vec![]),
            "kl_ucb" => (&kl_ucb::DESCRIPTOR, vec![]),
            "kl_ucb_plus" => (&kl_ucb::DESCRIPTOR, vec![("exploration", option("log_t_over_n"))]),
            "moss_anytime_t" => (&moss::DESCRIPTOR, vec![("variant", option("anytime"))]),
            "moss_horizon" => (
                &moss::DESCRIPTOR,
                vec![("variant", option("horizon")), ("rounds", Setting::Number(self.horizon))],
            ),
            "ucb_v" => (&ucb_v::DESCRIPTOR, vec![]),
            "ucb_tuned" => (&ucb_tuned::DESCRIPTOR, vec![]),
            "ucb_v_tuned_smpybandits" => (&ucb_tuned::DESCRIPTOR, vec![("cap", option("none"))]),
            "bayes_ucb" => (&bayes_ucb::DESCRIPTOR, vec![]),
            "imed" => (&imed::DESCRIPTOR, vec![]),
            _ if name.starts_with("ucb_alpha_") => (&ucb1::DESCRIPTOR, vec![("alpha", last())]),
            _ => (&moss::DESCRIPTOR, vec![("alpha", last())]),
        }
    }
}
