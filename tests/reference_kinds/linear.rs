//! TF-Agents' LinearUCBAgent and LinearThompsonSamplingAgent: posterior, scores, actions.

use bandit_playground::agent::linear::{self, Features, LinearModels};
use bandit_playground::agent::{Explanation, View, first_largest};
use bandit_playground::agent::{lin_ts, lin_ucb};
use bandit_playground::descriptor::{Parameter, Value as Setting, Values};
use bandit_playground::environment::Shape;
use bandit_playground::math::random::RngStream;
use serde_json::Value;

use super::{assert_close, indexes, numbers};

struct Case {
    shape: Shape,
    settings: Values,
    gamma: f64,
    alpha: f64,
    models: LinearModels,
    features: Features,
    model_count: usize,
    /// Number of the last batch, which forgets as a round does.
    round: u64,
}

impl Case {
    fn new(inputs: &Value) -> Case {
        let number = |name: &str| inputs[name].as_f64().unwrap_or_else(|| panic!("{name} is a number"));
        let switch = |name: &str| inputs[name].as_bool().unwrap_or_else(|| panic!("{name} is true or false"));
        let arms = number("num_actions") as usize;
        let shape = Shape {
            rewards: (0.0, 1.0),
            context: number("context_dim") as usize,
            arm_features: if switch("per_arm") { number("arm_dim") as usize } else { 0 },
            arms,
            items: arms,
        };
        let mut settings = Values::default();
        let mut set = |parameter: &Parameter, value: Setting| {
            // As it is, not brought into range: a reference may use any number.
            settings.0.insert(parameter.name.to_owned(), value);
        };
        set(&linear::ALPHA, Setting::Number(number("alpha")));
        set(&linear::GAMMA, Setting::Number(number("gamma")));
        set(&linear::TIKHONOV, Setting::Number(number("tikhonov_weight")));
        set(&linear::BIAS, Setting::Switch(switch("add_bias")));
        if switch("per_arm") {
            set(&linear::MODEL, Setting::Choice(linear::SHARED.to_owned()));
        }
        let features =
            Features::new("reference", &settings, &shape).expect("the environment has what the model needs");
        let model_count = features.model_count(&shape);
        let (tikhonov, gamma) = (number("tikhonov_weight"), number("gamma"));
        let models = LinearModels::new(model_count, features.dimension(), tikhonov, gamma);
        Case { shape, settings, gamma, alpha: number("alpha"), models, features, model_count, round: 0 }
    }

    /// One batch: forget once, then learn every row.
    fn learn(&mut self, batch: &Value, mut each: impl FnMut(&View<'_>, usize, f64)) {
        self.round += 1;
        self.models.end(self.round);
        let (actions, rewards) = (indexes(&batch["actions"]), numbers(&batch["rewards"]));
        let contexts = batch["contexts"].as_array().expect("contexts");
        for (row, context) in contexts.iter().enumerate() {
            let context = numbers(context);
            // The reference gives the features of the chosen arm only, so that is the one arm offered.
            let arm_features = match &batch["arm_features_of_chosen"] {
                Value::Array(rows) => numbers(&rows[row]),
                _ => Vec::new(),
            };
            let items = [actions[row] as u32];
            let view = View {
                round: 1,
                context: &context,
                items: &items,
                arm_features: &arm_features,
                expectations: &[],
            };
            self.features.set_context(&view);
            let (model, x) = self.features.of_arm(&view, 0);
            self.models.learn(model, x, rewards[row]);
            each(&view, 0, rewards[row]);
        }
    }

    /// Means and variances of the query's arms.
    fn query(&mut self, view: &View<'_>) -> (Vec<f64>, Vec<f64>) {
        self.features.set_context(view);
        let mut estimates = Vec::new();
        for slot in 0..self.shape.arms {
            let (model, x) = self.features.of_arm(view, slot);
            self.models.set_features(x);
            estimates.push(self.models.estimate(model, x));
        }
        estimates.into_iter().unzip()
    }

    fn check_posterior(&mut self, view: &View<'_>, expected: &Value) -> (Vec<f64>, Vec<f64>) {
        let sums: Vec<(Vec<f64>, Vec<f64>)> =
            (0..self.model_count).map(|model| self.models.sums(model)).collect();
        let gram: Vec<f64> = sums.iter().flat_map(|(gram, _)| gram.clone()).collect();
        let target: Vec<f64> = sums.iter().flat_map(|(_, target)| target.clone()).collect();
        assert_close("A", &gram, &numbers(&expected["A_without_tikhonov"]));
        assert_close("b", &target, &numbers(&expected["b"]));
        let (means, variances) = self.query(view);
        assert_close("mean", &means, &numbers(&expected["query_mean"]));
        assert_close("variance", &variances, &numbers(&expected["query_variance"]));
        (means, variances)
    }
}

/// The query of a batch: context, and arm features where arms have them.
fn query_of(batch: &Value) -> (Vec<f64>, Vec<f64>) {
    let arms = match &batch["query_arms"] {
        Value::Null => Vec::new(),
        arms => numbers(arms),
    };
    (numbers(&batch["query_context"]), arms)
}

fn walk(case: &Value, mut each: impl FnMut(&mut Case, &View<'_>, &Value, (Vec<f64>, Vec<f64>))) -> Case {
    let mut run = Case::new(&case["inputs"]);
    let items: Vec<u32> = (0..run.shape.arms as u32).collect();
    let batches = case["inputs"]["batches"].as_array().expect("batches");
    let expected = case["expected"]["after_batch"].as_array().expect("after_batch");
    assert_eq!(batches.len(), expected.len());
    for (batch, expected) in batches.iter().zip(expected) {
        run.learn(batch, |_, _, _| {});
        let (context, arm_features) = query_of(batch);
        let view = View {
            round: 1,
            context: &context,
            items: &items,
            arm_features: &arm_features,
            expectations: &[],
        };
        let posterior = run.check_posterior(&view, expected);
        each(&mut run, &view, expected, posterior);
    }
    run
}

/// The agent as people run it, which learns one round at a time: with the same samples, where nothing is forgotten,
/// it must think the same.
fn whole_agent(case: &Value, descriptor: &bandit_playground::agent::AgentDescriptor) -> Option<Explanation> {
    let mut run = Case::new(&case["inputs"]);
    if run.gamma != 1.0 {
        return None;
    }
    let mut agent =
        (descriptor.builder().build)(&run.settings, &run.shape).expect("the agent fits the environment");
    let batches = case["inputs"]["batches"].as_array().expect("batches");
    for batch in batches {
        run.learn(batch, |view, chosen, reward| agent.update_reward(view, chosen, reward));
    }
    let (context, arm_features) = query_of(batches.last()?);
    let items: Vec<u32> = (0..run.shape.arms as u32).collect();
    let view =
        View { round: 1, context: &context, items: &items, arm_features: &arm_features, expectations: &[] };
    agent.choose(&view, &mut RngStream::new(1, 0, "reference"));
    Some(agent.explain(&view))
}

pub fn check_lin_ucb(case: &Value) {
    walk(case, |run, _, expected, (means, variances)| {
        let scores: Vec<f64> = means.iter().zip(&variances).map(|(m, v)| m + run.alpha * v.sqrt()).collect();
        assert_close("score", &scores, &numbers(&expected["query_score"]));
        assert_eq!(first_largest(&scores) as u64, expected["query_action"].as_u64().expect("query_action"));
    });
    if let Some(thought) = whole_agent(case, &lin_ucb::DESCRIPTOR) {
        let last =
            case["expected"]["after_batch"].as_array().and_then(|all| all.last()).expect("after_batch");
        assert_close("the agent's scores", &thought.scores, &numbers(&last["query_score"]));
        assert_close("the agent's estimates", &thought.estimates, &numbers(&last["query_mean"]));
    }
}

pub fn check_lin_ts(case: &Value) {
    let mut last = (Vec::new(), Vec::new());
    let run = walk(case, |_, _, _, posterior| last = posterior);
    if let Some(thought) = whole_agent(case, &lin_ts::DESCRIPTOR) {
        assert_close("the agent's estimates", &thought.estimates, &last.0);
    }
    // Frequencies of the actions: their draws and ours are both samples, so the error of the difference counts.
    let theirs = numbers(&case["expected"]["last_query_action_counts"]);
    let draws = case["expected"]["draws"].as_f64().expect("draws");
    let our_draws = 200_000_u32;
    let mut stream = RngStream::new(20_161_001, 0, "reference draws");
    let deviations: Vec<f64> = last.1.iter().map(|variance| variance.sqrt()).collect();
    let mut samples = vec![0.0; deviations.len()];
    let mut ours = vec![0.0; deviations.len()];
    for _ in 0..our_draws {
        linear::draw(&last.0, &deviations, run.alpha, &mut stream, &mut samples);
        ours[first_largest(&samples)] += 1.0;
    }
    for (action, (our, their)) in ours.iter().zip(&theirs).enumerate() {
        let (p, q) = (our / f64::from(our_draws), their / draws);
        let pooled = (our + their) / (f64::from(our_draws) + draws);
        let error = (pooled * (1.0 - pooled) * (1.0 / f64::from(our_draws) + 1.0 / draws)).sqrt();
        assert!(
            (p - q).abs() <= 4.0 * error.max(1e-9),
            "action {action}: ours {p}, theirs {q}, error {error}"
        );
    }
}
