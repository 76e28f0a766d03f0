//! The linear and logistic agents of Open Bandit Pipeline, contextualbandits and River.

use bandit_playground::agent::linear_family::{
    BATCH, DEFINITION, LogisticModels, OBP, bayesian, logistic_ts, logistic_ucb,
};
use bandit_playground::agent::{Agent, AgentDescriptor, Explanation, View, lin_ts, lin_ucb, linear};
use bandit_playground::descriptor::{Value as Setting, Values};
use bandit_playground::environment::Shape;
use bandit_playground::math::random::RngStream;
use serde_json::Value;

use super::bench::{assert_within, option};
use super::mabwiser::number_after;
use super::mabwiser_linear::Linear;
use super::{indexes, numbers};

fn rows(value: &Value) -> Vec<Vec<f64>> {
    value.as_array().expect("rows").iter().map(numbers).collect()
}

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap_or_else(|| panic!("{name} is a number"))
}

/// The rounds of a case.
struct Rounds {
    shape: Shape,
    contexts: Vec<Vec<f64>>,
    arms: Vec<usize>,
    rewards: Vec<f64>,
    probe: Vec<Vec<f64>>,
}

impl Rounds {
    fn new(inputs: &Value, count: &str, contexts: &str, arms: &str, rewards: &str) -> Rounds {
        let count = number(inputs, count) as usize;
        let contexts = rows(&inputs[contexts]);
        let shape = Shape {
            context: contexts[0].len(),
            arm_features: 0,
            arms: count,
            items: count,
            rewards: (0.0, 1.0),
        };
        let (arms, rewards) = (indexes(&inputs[arms]), numbers(&inputs[rewards]));
        assert_eq!((contexts.len(), arms.len()), (arms.len(), rewards.len()));
        Rounds { shape, contexts, arms, rewards, probe: rows(&inputs["probe"]) }
    }

    fn items(&self) -> Vec<u32> {
        (0..self.shape.items as u32).collect()
    }

    /// Calls with the view, the arm and the reward of every round.
    fn each(&self, mut learn: impl FnMut(&View<'_>, usize, f64)) {
        let items = self.items();
        for ((context, arm), reward) in self.contexts.iter().zip(&self.arms).zip(&self.rewards) {
            learn(&view(context, &items), *arm, *reward);
        }
    }

    /// An agent that has been taught all rounds. Values are taken as they are, not brought into range: a reference may use
    /// any number.
    fn taught(&self, descriptor: &AgentDescriptor, values: &[(&str, Setting)]) -> Box<dyn Agent> {
        for (name, _) in values {
            assert!(descriptor.part.parameter(name).is_some(), "{} has no {name}", descriptor.part.id);
        }
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let mut agent =
            (descriptor.builder().build)(&Values(values), &self.shape).expect("it lives anywhere");
        self.each(|view, arm, reward| agent.update_reward(view, arm, reward));
        agent
    }

    /// What an agent thinks in a context.
    fn thought(&self, agent: &mut dyn Agent, context: &[f64]) -> Explanation {
        let items = self.items();
        agent.choose(&view(context, &items), &mut RngStream::new(1, 0, "reference"));
        agent.explain(&view(context, &items))
    }

    /// The same of every context of the probe.
    fn thoughts(&self, agent: &mut dyn Agent) -> Vec<Explanation> {
        self.probe.iter().map(|context| self.thought(agent, context)).collect()
    }
}

fn view<'a>(context: &'a [f64], items: &'a [u32]) -> View<'a> {
    View { round: 1, context, items, arm_features: &[], expectations: &[] }
}

fn all(thoughts: &[Explanation], part: fn(&Explanation) -> &Vec<f64>) -> Vec<f64> {
    thoughts.iter().flat_map(part).copied().collect()
}

/// Open Bandit Pipeline.
pub fn check_obp(case: &Value, tolerance: &Value) {
    let (inputs, expected) = (&case["inputs"], &case["expected"]);
    let rounds = Rounds::new(inputs, "n_actions", "context", "action", "reward");
    assert_eq!(rounds.shape.context as f64, number(inputs, "dim"));
    check_obp_linear(&rounds, number(inputs, "epsilon"), &expected["linear"], number(tolerance, "linear"));
    for (name, definition) in [("logistic", Some(option(OBP))), ("logistic_paper", None)] {
        for (batch, expected) in expected[name].as_object().expect("batches") {
            let word = if batch.starts_with("online_batch_") { "online_batch_" } else { "batches_of_" };
            let mut values = vec![
                (linear::TIKHONOV.name, Setting::Number(number(inputs, "logistic_lambda"))),
                (BATCH.name, Setting::Number(number_after(batch, word))),
            ];
            values.extend(definition.clone().map(|definition| (DEFINITION.name, definition)));
            check_obp_logistic(&rounds, inputs, &values, expected, number(tolerance, name));
        }
    }
}

fn check_obp_linear(rounds: &Rounds, alpha: f64, expected: &Value, tolerance: f64) {
    let mut models = Linear::of(&rounds.contexts, &rounds.arms, &rounds.rewards, rounds.shape.arms, 1.0);
    let arms = 0..rounds.shape.arms;
    let inverses: Vec<f64> = arms.clone().flat_map(|arm| models.inverse(arm)).collect();
    assert_within("A_inv", &inverses, &numbers(&expected["A_inv"]), tolerance);
    let targets: Vec<f64> = arms.clone().flat_map(|arm| models.target(arm)).collect();
    assert_within("b", &targets, &numbers(&expected["b"]), tolerance);
    let weights: Vec<f64> = arms.flat_map(|arm| models.weights(arm)).collect();
    assert_within("theta", &weights, &numbers(&expected["theta"]), tolerance);
    let mut agent = rounds.taught(&lin_ucb::DESCRIPTOR, &[(linear::ALPHA.name, Setting::Number(alpha))]);
    let thoughts = rounds.thoughts(agent.as_mut());
    let scores = all(&thoughts, |thought| &thought.scores);
    assert_within("ucb_scores", &scores, &numbers(&expected["ucb_scores"]), tolerance);
    // Their ties go to the last arm, where ours go to the first.
    for (thought, ranking) in thoughts.iter().zip(rows(&expected["ranking_ties_high_index"])) {
        let mut ours: Vec<usize> = (0..rounds.shape.arms).collect();
        ours.sort_by(|a, b| thought.scores[*b].total_cmp(&thought.scores[*a]).then(b.cmp(a)));
        assert_eq!(ours, ranking.iter().map(|arm| *arm as usize).collect::<Vec<_>>());
    }
    // LinTS samples around the same means with the same covariance, so that its deviations are those of the bonus.
    let mut sampler = rounds.taught(&lin_ts::DESCRIPTOR, &[(linear::ALPHA.name, Setting::Number(alpha))]);
    let sampled = rounds.thoughts(sampler.as_mut());
    assert_eq!(all(&sampled, |thought| &thought.widths), all(&thoughts, |thought| &thought.widths));
}

fn check_obp_logistic(
    rounds: &Rounds,
    inputs: &Value,
    values: &[(&str, Setting)],
    expected: &Value,
    tolerance: f64,
) {
    let settings = Values(values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect());
    let mut models = LogisticModels::new("reference", &settings, &rounds.shape).expect("disjoint");
    rounds.each(|view, arm, reward| linear::RewardModel::learn(&mut models, view, arm, reward));
    let item_estimates = (0..rounds.shape.items).map(|item| models.belief(item));
    let (means, precisions): (Vec<&[f64]>, Vec<&[f64]>) = item_estimates.unzip();
    assert_within("m", &means.concat(), &numbers(&expected["m"]), tolerance);
    assert_within("q", &precisions.concat(), &numbers(&expected["q"]), tolerance);

    let epsilon = number(inputs, "epsilon");
    let with_alpha = |alpha: f64| [values, &[(linear::ALPHA.name, Setting::Number(alpha))]].concat();
    let mut agent = rounds.taught(&logistic_ucb::DESCRIPTOR, &with_alpha(epsilon));
    let thoughts = rounds.thoughts(agent.as_mut());
    let estimates = all(&thoughts, |thought| &thought.estimates);
    assert_within("probability", &estimates, &numbers(&expected["probability"]), tolerance);
    let bonuses = numbers(&expected["bonus_std"]);
    let widths: Vec<f64> = bonuses.iter().map(|bonus| epsilon * bonus).collect();
    assert_within("bonus_std", &all(&thoughts, |thought| &thought.widths), &widths, tolerance);
    // The paper's cases have no score of their own; it is the sum of these two.
    let scores = match &expected["ucb"] {
        Value::Null => estimates.iter().zip(&widths).map(|(estimate, width)| estimate + width).collect(),
        scores => numbers(scores),
    };
    assert_within("ucb", &all(&thoughts, |thought| &thought.scores), &scores, tolerance);
    let sampler_alpha = with_alpha(number(inputs, "alpha"));
    let mut sampler = rounds.taught(&logistic_ts::DESCRIPTOR, &sampler_alpha);
    let sampled = all(&rounds.thoughts(sampler.as_mut()), |thought| &thought.estimates);
    assert_within("the sampler's probability", &sampled, &estimates, 0.0);
}

/// Rounds that contextualbandits is fitted to at first, where it is not taught round by round.
const FIRST_BATCH: usize = 50;

/// contextualbandits.
pub fn check_contextualbandits(case: &Value, tolerance: &Value) {
    let (inputs, tolerance) = (&case["inputs"], number(tolerance, "all"));
    let rounds = Rounds::new(inputs, "n_arms", "contexts", "decisions", "rewards");
    for (name, expected) in case["expected"].as_object().expect("cases by name") {
        let bias = !name.contains("_no_intercept_");
        let values = |free: bool| {
            [
                (linear::ALPHA.name, Setting::Number(number(inputs, "alpha"))),
                (linear::TIKHONOV.name, Setting::Number(number_after(name, "lambda_"))),
                (linear::BIAS.name, Setting::Switch(bias)),
                (linear::FREE_BIAS.name, Setting::Switch(free)),
            ]
        };
        let mut regular = rounds.taught(&lin_ucb::DESCRIPTOR, &values(false));
        let mut free = rounds.taught(&lin_ucb::DESCRIPTOR, &values(true));
        // Their rank-one method regularizes the intercept of an arm with a small first batch.
        let is_free = |arm: usize| {
            let first = rounds.arms.iter().take(FIRST_BATCH).filter(|other| **other == arm).count();
            let enough = !name.starts_with("sm_") || first > rounds.shape.context;
            bias && enough && !name.contains("_online_")
        };
        // Score and estimate of an arm in a context.
        let mut of = |context: &[f64], arm: usize| {
            let agent = if is_free(arm) { &mut free } else { &mut regular };
            let thought = rounds.thought(agent.as_mut(), context);
            (thought.scores[arm], thought.estimates[arm])
        };
        let arms = 0..rounds.shape.arms;
        let (scores, estimates): (Vec<f64>, Vec<f64>) = rounds
            .probe
            .iter()
            .flat_map(|x| arms.clone().map(|arm| (x, arm)).collect::<Vec<_>>())
            .map(|(x, arm)| of(x, arm))
            .unzip();
        let what = |part: &str| format!("{name}: {part}");
        assert_within(&what("ucb_scores"), &scores, &numbers(&expected["ucb_scores"]), tolerance);
        assert_within(&what("greedy_scores"), &estimates, &numbers(&expected["greedy_scores"]), tolerance);
        // The intercept is the estimate of zeros; a weight is what a feature of one adds to it.
        let zeros = vec![0.0; rounds.shape.context];
        let mut coefficients = Vec::new();
        for arm in arms {
            let level = of(&zeros, arm).1;
            for feature in 0..zeros.len() {
                let mut unit = zeros.clone();
                unit[feature] = 1.0;
                coefficients.push(of(&unit, arm).1 - level);
            }
            coefficients.extend(bias.then_some(level));
        }
        assert_within(&what("coefficients"), &coefficients, &numbers(&expected["coefficients"]), tolerance);
    }
}

/// River.
pub fn check_river(case: &Value, tolerance: &Value) {
    let (inputs, tolerance) = (&case["inputs"], number(tolerance, "all"));
    let expected = case["expected"]["per_probe_and_arm"].as_array().expect("per_probe_and_arm");
    // The case says how many arms there are by what it expects of each.
    let mut inputs = inputs.clone();
    inputs["n_arms"] = expected[0].as_array().expect("arms").len().into();
    let rounds = Rounds::new(&inputs, "n_arms", "contexts", "decisions", "rewards");
    let values = [
        ("prior_precision", Setting::Number(number(&inputs, "alpha"))),
        ("noise_precision", Setting::Number(number(&inputs, "beta"))),
    ];
    let mut agent = rounds.taught(&bayesian::DESCRIPTOR, &values);
    let thoughts = rounds.thoughts(agent.as_mut());
    assert_eq!(thoughts.len(), expected.len());
    for (thought, expected) in thoughts.iter().zip(expected) {
        let of = |name: &str| -> Vec<f64> {
            expected.as_array().expect("arms").iter().map(|arm| number(arm, name)).collect()
        };
        assert_within("mean", &thought.estimates, &of("mean"), tolerance);
        assert_within("deviation", &thought.widths, &of("predictive_standard_deviation"), tolerance);
        // River takes the square root of the standard deviation once more.
        let sigmas: Vec<f64> = thought.widths.iter().map(|width| width.sqrt()).collect();
        assert_within("river's sigma", &sigmas, &of("river_sigma"), tolerance);
        let indexes: Vec<f64> = thought.estimates.iter().zip(&sigmas).map(|(m, s)| m + s).collect();
        assert_within("river's index", &indexes, &of("river_index"), tolerance);
    }
}
