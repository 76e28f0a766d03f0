//! Mixtures end near their best member, and any agent can be a member.

use std::collections::VecDeque;
use std::sync::Arc;

use bandit_playground::agent::mixture::{LEARNERS, MEMBERS, exp3_mixture, static_mixture};
use bandit_playground::agent::{self, Agent, AgentDescriptor, Feedback, View};
use bandit_playground::descriptor::{Kind, Value, Values};
use bandit_playground::environment::{self, Environment, Shape};
use bandit_playground::math::random::RngStream;
use bandit_playground::metrics::REGRET;
use bandit_playground::results::{RoundView, RunLog};
use bandit_playground::simulation::Stepper;
use bandit_playground::spec::{Experiment, PolicySpec};

fn environment_of(id: &str) -> Arc<dyn Environment> {
    let descriptor = environment::find(id).expect("the environment exists");
    descriptor.builder().make(&Values::default(), None).expect("it needs no ratings")
}

fn stationary_linear() -> Arc<dyn Environment> {
    environment_of("stationary_linear")
}

fn per_arm() -> Arc<dyn Environment> {
    environment_of("per_arm_linear")
}

fn mixture_of(mixture: &AgentDescriptor, members: &[&str], learners: &str) -> PolicySpec {
    let mut policy = PolicySpec::new(mixture);
    for (parameter, id) in MEMBERS.iter().zip(members) {
        policy.agent.parameters.set(parameter, Value::Choice((*id).to_owned()));
    }
    policy.agent.parameters.set(&LEARNERS, Value::Choice(learners.to_owned()));
    policy
}

fn single(id: &str) -> PolicySpec {
    PolicySpec::new(agent::find(id).expect("the agent exists"))
}

/// Mean regret of each policy over the seeds, of the rounds before and after `middle`.
fn regrets(policies: Vec<PolicySpec>, middle: u64, horizon: u64) -> Vec<(f64, f64)> {
    let experiment = Experiment { policies, horizon, seeds: 5, ..Experiment::default() };
    let environment = stationary_linear();
    let mut stepper = Stepper::new(&experiment, Arc::clone(&environment), 0..5).expect("the agents fit");
    let mut log = RunLog::new(
        &experiment,
        (0..environment.shape().items).map(|item| environment.item(item).title).collect(),
    );
    let mut sums = |until: u64| {
        stepper.advance(until - stepper.rounds_done());
        log.apply(&stepper.take()).expect("it belongs to the log");
        log.rows().iter().map(|row| row.of(&REGRET).mean).collect::<Vec<f64>>()
    };
    let (first, all) = (sums(middle), sums(horizon));
    first.iter().zip(all).map(|(first, all)| (*first, all - first)).collect()
}

/// The gap is what the better member saves a round over the worse one. Where the temperature is as TF-Agents documents
/// it, the mixture comes to within 8 % of the gap of LinUCB (with these five seeds it is 3 %); where it is as TF-Agents
/// codes it, members are drawn almost evenly for thousands of rounds, so that it stays near the static mixture.
#[test]
fn exp3_ends_near_its_better_member() {
    let members = ["lin_ucb", "random"];
    let exp3 = || mixture_of(&exp3_mixture::DESCRIPTOR, &members, "drawn");
    let mut as_coded = exp3();
    let temperature = exp3_mixture::DESCRIPTOR.part.parameter("temperature").expect("it is there");
    as_coded.agent.parameters.set(temperature, Value::Choice("tf_agents".to_owned()));
    let even = mixture_of(&static_mixture::DESCRIPTOR, &members, "drawn");
    let policies = vec![single("lin_ucb"), single("random"), exp3(), as_coded, even];
    let found = regrets(policies, 4_000, 5_000);
    let late = |index: usize| (found[index].1 - found[0].1) / (found[1].1 - found[0].1);
    assert!((0.0..0.08).contains(&late(2)), "{found:?}");
    assert!((0.4..0.5).contains(&late(3)), "{found:?}");
    assert!((0.45..0.55).contains(&late(4)), "{found:?}");
    // And it was better from early on.
    assert!(found[2].0 < 0.25 * found[4].0, "{found:?}");
}

/// Rewards come 50 rounds late, when mostly another member chooses; still each member learns from its own choices only:
/// the item estimates of every member are those of a twin outside that is taught just these rounds.
#[test]
fn only_the_member_that_chose_learns_of_it_however_late() {
    const DELAY: usize = 50;
    let ids = ["ucb1", "gaussian_thompson", "kl_ucb"];
    let shape = Shape { context: 1, arm_features: 0, arms: 4, items: 4, rewards: (0.0, 1.0) };
    let view = View { round: 1, context: &[1.0], items: &[0, 1, 2, 3], arm_features: &[], expectations: &[] };
    let made = |descriptor: &AgentDescriptor, values: &Values| -> Box<dyn Agent> {
        (descriptor.builder().build)(values, &shape).expect("it needs no arm features")
    };
    for descriptor in [&static_mixture::DESCRIPTOR, &exp3_mixture::DESCRIPTOR] {
        let values = mixture_of(descriptor, &ids, "drawn").agent.parameters;
        let mut mixture = made(descriptor, &values);
        let mut twins = ids.map(|id| made(agent::find(id).expect("it exists"), &Values::default()));
        let mut stream = RngStream::new(1, 0, "test");
        let (mut under_way, mut by_another) = (VecDeque::new(), 0);
        for round in 0..1_000 {
            let chosen = mixture.choose(&view, &mut stream);
            let thought = mixture.explain(&view);
            let drawn = thought.drawing.expect("it is a mixture").drawn;
            let twin = twins[drawn].explain(&view);
            assert_eq!(
                (&thought.estimates, &thought.widths),
                (&twin.estimates, &twin.widths),
                "round {round}"
            );
            let reward = f64::from(u8::from(stream.uniform() < [0.2, 0.4, 0.6, 0.8][chosen]));
            under_way.push_back((
                drawn,
                chosen,
                Feedback { reward, objectives: &[], info: mixture.info(), now: view.round },
            ));
            if under_way.len() > DELAY
                && let Some((chooser, chosen, feedback)) = under_way.pop_front()
            {
                by_another += usize::from(chooser != drawn);
                mixture.update(&view, chosen, &feedback);
                twins[chooser].update_reward(&view, chosen, feedback.reward);
            }
        }
        assert!(by_another > 400, "{by_another}");
    }
}

/// Runs a mixture, looking inside now and then.
fn digest(policy: &PolicySpec, master_seed: u64, environment: &Arc<dyn Environment>) -> String {
    let policies = vec![policy.clone()];
    let experiment = Experiment { policies, horizon: 300, seeds: 1, master_seed, ..Experiment::default() };
    let mut stepper = Stepper::new(&experiment, Arc::clone(environment), 0..1).expect("it fits");
    while let Some(view) = stepper.advance_inspected().and_then(RoundView::into_arms) {
        let policy = &view.policies[0];
        for thought in [&policy.before, &policy.after] {
            assert!(thought.estimates.iter().all(|estimate| estimate.is_finite()), "{thought:?}");
            let drawing = thought.drawing.as_ref().expect("it is a mixture");
            assert_eq!(drawing.members.len(), 2);
            assert!(drawing.drawn < 2);
        }
        stepper.advance(29);
    }
    let items = (0..environment.shape().items).map(|item| environment.item(item).title).collect();
    let mut log = RunLog::new(&experiment, items);
    log.apply(&stepper.take()).expect("it belongs to the log");
    log.digest().expect("the run is complete")
}

/// Every option in the first place of a mixture, with either of its ways to learn: the same bits from the same seed,
/// other bits from another.
#[test]
fn every_agent_can_be_a_member() {
    let environments = [stationary_linear(), per_arm()];
    let Kind::Choice { options, .. } = MEMBERS[0].kind else { panic!("a member is a choice") };
    assert!(options.len() > 30);
    for option in options {
        // Some agents need features of arms.
        let member = agent::find(option.id).expect("an option is an agent");
        let lives = |environment: &&Arc<dyn Environment>| {
            (member.builder().build)(&Values::default(), &environment.shape()).is_ok()
        };
        let environment = environments.iter().find(lives).expect("every agent can live in one of them");
        for learners in ["drawn", "all"] {
            let mixture = mixture_of(&exp3_mixture::DESCRIPTOR, &[option.id, "random"], learners);
            let first = digest(&mixture, 1, environment);
            assert_eq!(first, digest(&mixture, 1, environment), "{}", option.id);
            assert_ne!(first, digest(&mixture, 2, environment), "{}", option.id);
        }
    }
}

/// A mixture's bytes are those of its members.
#[test]
fn memory_is_that_of_the_members() {
    let shape = stationary_linear().shape();
    let of = |descriptor: &AgentDescriptor, values: &Values| (descriptor.builder().memory)(values, &shape);
    let member = |id: &str| of(agent::find(id).expect("it exists"), &Values::default());
    let mixture = mixture_of(&static_mixture::DESCRIPTOR, &["lin_ucb", "neural_ucb", "lin_ucb"], "drawn");
    let expected = 2 * member("lin_ucb") + member("neural_ucb");
    assert_eq!(of(&static_mixture::DESCRIPTOR, &mixture.agent.parameters), expected);
}
