//! The neural agents learn what they should, and nothing throws them off.

use std::sync::Arc;

use bandit_playground::agent::{self, Agent, AgentDescriptor, Family, View};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::{self, Environment, Episode, ItemCard, Noise, Round, Shape};
use bandit_playground::math::random::RngStream;
use bandit_playground::metrics::REGRET;
use bandit_playground::results::{RoundView, RunLog};
use bandit_playground::simulation::{Stepper, run_in};
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};

use crate::share;

fn neural() -> impl Iterator<Item = &'static AgentDescriptor> {
    agent::AGENTS.iter().copied().filter(|agent| agent.family == Family::Neural)
}

fn policies<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<PolicySpec> {
    ids.map(|id| PolicySpec::new(agent::find(id).expect("the agent exists"))).collect()
}

/// Regret of each policy, summed over the horizon, as mean over the seeds.
fn regrets(experiment: &Experiment, environment: &Arc<dyn Environment>) -> Vec<f64> {
    let log = run_in(experiment, Arc::clone(environment)).expect("the agents fit");
    log.rows().iter().map(|row| row.of(&REGRET).mean).collect()
}

/// Three arms on one number between -1 and 1: one earns its square, one what the square leaves of 2/3, one always
/// the same. No linear model of the number tells the first two apart.
struct Quadratic {
    arm_features: usize,
}

#[derive(Clone)]
struct QuadraticEpisode {
    users: RngStream,
    rewards: RngStream,
}

impl Environment for Quadratic {
    fn shape(&self) -> Shape {
        Shape { context: 2, arm_features: self.arm_features, arms: 3, items: 3, rewards: (-0.5, 1.0) }
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        Box::new(QuadraticEpisode {
            users: RngStream::new(master_seed, seed_index, "users"),
            rewards: RngStream::new(master_seed, seed_index, "rewards"),
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        ItemCard { title: format!("Arm {item}"), ..ItemCard::default() }
    }
}

impl Episode for QuadraticEpisode {
    fn next(&mut self, round: &mut Round) {
        let x = 2.0 * self.users.uniform() - 1.0;
        // The constant lets linear models learn levels, so that only what bends is beyond them.
        round.context.copy_from_slice(&[1.0, x]);
        round.expectations.copy_from_slice(&[x * x, 2.0 / 3.0 - x * x, 0.3]);
        round.noise = Noise::Added(0.1 * self.rewards.normal());
        for (entry, feature) in round.arm_features.iter_mut().enumerate() {
            *feature = if entry % 4 == 0 { 1.0 } else { 0.0 };
        }
    }
}

fn experiment(policies: Vec<PolicySpec>, horizon: u64, seeds: u32) -> Experiment {
    Experiment { policies, horizon, seeds, ..Experiment::default() }
}

#[test]
fn a_network_learns_what_no_linear_model_can() {
    let environment: Arc<dyn Environment> = Arc::new(Quadratic { arm_features: 0 });
    let ids = ["neural_epsilon_greedy", "epsilon_greedy", "lin_ucb", "random"];
    let found = regrets(&experiment(policies(ids.into_iter()), 3_000, 3), &environment);
    // Both are epsilon-greedy with the same epsilon: the difference is what they can learn.
    assert!(found[0] < 0.6 * found[1], "{found:?}");
    assert!(found[0] < 0.6 * found[2], "{found:?}");
}

/// With arm features that tell the arms apart, the towers learn the same.
#[test]
fn towers_on_arm_features_learn_it_too() {
    let environment: Arc<dyn Environment> = Arc::new(Quadratic { arm_features: 3 });
    let mut all = policies(["neural_epsilon_greedy"; 2].into_iter().chain(["random"]));
    for (policy, form) in all.iter_mut().zip(["common_tower", "dot_product"]) {
        policy.agent.parameters.set(&agent::neural::NETWORK, Value::Choice(form.to_owned()));
    }
    let found = regrets(&experiment(all, 3_000, 3), &environment);
    assert!(found[0] < 0.4 * found[2] && found[1] < 0.4 * found[2], "{found:?}");
}

#[test]
fn every_neural_agent_is_far_better_than_chance() {
    let descriptor = environment::find("stationary_linear").expect("the environment exists");
    let environment = descriptor.builder().make(&Values::default(), None).expect("it needs no ratings");
    let ids: Vec<&str> = neural().map(|agent| agent.part.id).chain(["lin_ucb", "random"]).collect();
    let found = regrets(&experiment(policies(ids.iter().copied()), 3_000, 3), &environment);
    let chance = found[found.len() - 1];
    for (id, regret) in ids.iter().zip(&found).take(found.len() - 1) {
        assert!(*regret < 0.7 * chance, "{id}: {regret} of {chance}");
    }
}

/// One experiment, one digest: however rounds and seeds are cut, and whether or not someone looks inside.
#[test]
fn looking_inside_changes_nothing() {
    let descriptor = environment::find("stationary_linear").expect("the environment exists");
    let environment = descriptor.builder().make(&Values::default(), None).expect("it needs no ratings");
    let mut experiment = experiment(policies(neural().map(|agent| agent.part.id)), 150, 1);
    experiment.environment = PartChoice { id: "stationary_linear".to_owned(), parameters: Values::default() };
    for policy in &mut experiment.policies {
        // So that the phases and refits of those that have them are in the run.
        for (name, value) in [("network_rounds", 70.0), ("refit_every", 40.0)] {
            let agent = policy.descriptor().expect("it exists");
            if let Some(parameter) = agent.part.parameter(name) {
                policy.agent.parameters.set(parameter, Value::Number(value));
            }
        }
    }
    let digest = |inspect: bool| {
        let items = (0..environment.shape().items).map(|item| environment.item(item).title).collect();
        let mut log = RunLog::new(&experiment, items);
        let mut stepper = Stepper::new(&experiment, Arc::clone(&environment), 0..1).expect("the agents fit");
        while !stepper.is_done() {
            if inspect {
                stepper.advance_inspected();
            } else {
                stepper.advance(37);
            }
        }
        log.apply(&stepper.take()).expect("it belongs to the log");
        log.digest().expect("the run is complete")
    };
    assert_eq!(digest(false), digest(true));
}

/// Inside every neural agent, and in no other, there are a network, with as many weights as its layers have, and the
/// losses of all its training.
#[test]
fn a_look_inside_shows_network_and_losses() {
    let environment: Arc<dyn Environment> = Arc::new(Quadratic { arm_features: 0 });
    let ids: Vec<&str> = neural().map(|agent| agent.part.id).chain(["lin_ucb", "random"]).collect();
    let experiment = experiment(policies(ids.iter().copied()), 400, 1);
    let mut stepper = Stepper::new(&experiment, Arc::clone(&environment), 0..1).expect("the agents fit");
    stepper.advance(350);
    let view = stepper.advance_inspected().expect("there is a next round");
    let sent = postcard::to_allocvec(&view).expect("it can be sent");
    assert_eq!(postcard::from_bytes::<RoundView>(&sent).as_ref(), Ok(&view));
    let view = view.into_arms().expect("it is an environment of arms");
    for (id, policy) in ids.iter().zip(&view.policies) {
        let Some(inner) = &policy.inner else {
            assert!(["lin_ucb", "random"].contains(id), "{id} shows no network");
            continue;
        };
        assert!(id.starts_with("neural"), "{id}");
        assert_eq!((inner.rounds, inner.remembered, inner.training_steps), (351, 351, 351), "{id}");
        let weights = inner.layers.iter().map(|layer| (layer.inputs + 1) * layer.outputs);
        assert_eq!(weights.sum::<usize>(), inner.weights, "{id}");
        let counted = inner.layers.iter().flat_map(|layer| [&layer.weights, &layer.gradient]);
        assert_eq!(
            counted.flat_map(|histogram| &histogram.counts).sum::<u32>(),
            2 * inner.weights as u32,
            "{id}"
        );
        // 351 steps in stretches of two.
        let losses = &inner.losses;
        assert_eq!((losses.len(), losses.last().map(|point| point.step)), (176, Some(351)), "{id}");
        assert!(losses.iter().all(|point| point.loss.is_finite() && point.loss > 0.0), "{id}: {losses:?}");
    }
}

/// Makes an agent, plays `rounds` rounds on the contexts and rewards given, and checks all that it thinks.
fn survive(
    agent: &'static AgentDescriptor,
    values: &Values,
    shape: &Shape,
    play: impl Fn(u32) -> (f64, f64),
) {
    let mut made = (agent.builder().build)(values, shape).expect("the agent fits the environment");
    let mut stream = RngStream::new(4, 0, "test");
    let items: Vec<u32> = (0..shape.items as u32).collect();
    let arm_features = vec![0.5; shape.arms * shape.arm_features];
    for round in 0..300 {
        let (entry, reward) = play(round);
        // Every third round offers one arm, the last.
        let first = if round % 3 == 0 { shape.arms - 1 } else { 0 };
        let context = vec![entry; shape.context];
        let view = View {
            round: u64::from(round) + 1,
            context: &context,
            items: &items[first..],
            arm_features: &arm_features[first * shape.arm_features..],
            expectations: &[],
        };
        let chosen = made.choose(&view, &mut stream);
        assert!(chosen < view.items.len());
        think(made.as_mut(), agent, &view, round);
        made.update_reward(&view, chosen, reward);
        think(made.as_mut(), agent, &view, round);
    }
}

fn think(made: &mut dyn Agent, agent: &AgentDescriptor, view: &View<'_>, round: u32) {
    let thought = made.explain(view);
    let arms = view.items.len();
    assert_eq!(thought.estimates.len(), arms);
    for list in [&thought.estimates, &thought.widths, &thought.scores, &thought.probabilities] {
        assert!(list.is_empty() || list.len() == arms);
        assert!(list.iter().all(|number| number.is_finite()), "{} round {round}: {list:?}", agent.part.id);
    }
    if !thought.probabilities.is_empty() {
        assert!((thought.probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn wild_rewards_zero_contexts_and_single_arms_leave_only_numbers() {
    let shape = Shape { context: 3, arm_features: 2, arms: 4, items: 4, rewards: (0.0, 1.0) };
    for agent in neural() {
        for form in ["actions", "common_tower", "dot_product"] {
            for loss in ["mse", "huber", "logistic", "gaussian"] {
                if !share::is_due(&format!("wild rewards: {}, {form}, {loss}", agent.part.id)) {
                    continue;
                }
                let mut values = Values::default();
                values.set(&agent::neural::NETWORK, Value::Choice(form.to_owned()));
                values.set(&agent::neural::LOSS, Value::Choice(loss.to_owned()));
                survive(agent, &values, &shape, |round| {
                    let entry = if round % 2 == 0 { 0.0 } else { 1.0 };
                    let sign = if round % 4 < 2 { 1.0 } else { -1.0 };
                    (entry, sign * if round % 10 == 0 { 1e12 } else { 0.5 })
                });
            }
        }
    }
}

/// The largest steps that the parameters allow, along the largest gradients.
#[test]
fn the_largest_learning_rate_leaves_only_numbers() {
    let shape = Shape { context: 3, arm_features: 0, arms: 4, items: 4, rewards: (0.0, 1.0) };
    for agent in neural() {
        for optimizer in ["sgd", "momentum", "adam", "rmsprop"] {
            let mut values = Values::default();
            values.set(&agent::neural::OPTIMIZER, Value::Choice(optimizer.to_owned()));
            values.set(&agent::neural::LEARNING_RATE, Value::Number(1.0));
            values.set(&agent::neural::CLIP, Value::Number(1_000.0));
            survive(agent, &values, &shape, |round| (f64::from(round % 7) - 3.0, f64::from(round % 5)));
        }
    }
}

/// An agent that is told of rounds before it ever chooses learns from them.
#[test]
fn learning_may_come_before_choosing() {
    let shape = Shape { context: 1, arm_features: 0, arms: 2, items: 2, rewards: (0.0, 1.0) };
    for agent in neural() {
        let mut values = Values::default();
        if let Some(parameter) = agent.part.parameter("epsilon") {
            values.set(parameter, Value::Number(0.0));
        }
        let mut made = (agent.builder().build)(&values, &shape).expect("the agent fits the environment");
        let view = View { round: 1, context: &[1.0], items: &[0, 1], arm_features: &[], expectations: &[] };
        for round in 0..1_000 {
            made.update_reward(&view, round % 2, (round % 2) as f64);
        }
        let estimates = made.explain(&view).estimates;
        assert!(estimates[1] > estimates[0] + 0.5, "{}: {estimates:?}", agent.part.id);
    }
}

/// The probability in the reason is that of the arm that was drawn, and the frequencies of draws are those probabilities.
#[test]
fn arms_are_drawn_with_the_probabilities_that_are_told() {
    use bandit_playground::agent::Reason;
    let shape = Shape { context: 1, arm_features: 0, arms: 3, items: 3, rewards: (0.0, 1.0) };
    for id in ["neural_boltzmann", "neural_falcon"] {
        let agent = agent::find(id).expect("the agent exists");
        let mut made =
            (agent.builder().build)(&Values::default(), &shape).expect("the agent fits the environment");
        let view =
            View { round: 1, context: &[1.0], items: &[2, 0, 1], arm_features: &[], expectations: &[] };
        let mut stream = RngStream::new(8, 0, "test");
        for round in 0..300 {
            made.update_reward(&view, round % 3, [0.0, 0.5, 1.0][round % 3]);
        }
        let told = made.explain(&view).probabilities;
        assert!(told[2] > told[1] + 0.05 && told[1] > told[0] + 0.02, "{id}: {told:?}");
        let mut counts = [0.0; 3];
        for _ in 0..20_000 {
            let chosen = made.choose(&view, &mut stream);
            counts[chosen] += 1.0;
            assert_eq!(made.explain(&view).reason, Reason::Drawn { probability: told[chosen] });
        }
        for (count, p) in counts.iter().zip(&told) {
            assert!(
                (count / 20_000.0 - p).abs() < 4.0 * (p * (1.0 - p) / 20_000.0).sqrt(),
                "{id}: {counts:?}"
            );
        }
    }
}
