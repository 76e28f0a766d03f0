//! Several objectives: what agents earn and learn where novelty and diversity count beside the reward.

use std::sync::Arc;

use bandit_playground::agent;
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::{self, Environment};
use bandit_playground::metrics::{AVERAGE_REWARD, IN_EVERY_RUN, REGRET};
use bandit_playground::ranking::{RANKERS, SLATE_ENVIRONMENTS};
use bandit_playground::results::{RoundView, RunLog};
use bandit_playground::simulation::{Stepper, run_in};
use bandit_playground::spec::objectives::OBJECTIVES;
use bandit_playground::spec::{Experiment, ExperimentError, PartChoice, PolicySpec, feedback};
use proptest::prelude::*;

fn policy(id: &str, values: &[(&str, f64)]) -> PolicySpec {
    let mut policy = PolicySpec::new(agent::find(id).expect("the agent exists"));
    for (name, number) in values {
        let descriptor = policy.descriptor().expect("the agent exists");
        let parameter = descriptor.part.parameter(name).expect("it has the parameter");
        policy.agent.parameters.set(parameter, Value::Number(*number));
    }
    policy
}

/// These weights of reward, novelty and diversity, made one in this way.
fn objectives(scalarization: &str, weights: [f64; 3]) -> Values {
    let mut values = Values::default();
    for (parameter, weight) in OBJECTIVES.parameters.iter().zip(weights) {
        values.set(parameter, Value::Number(weight));
    }
    let parameter = OBJECTIVES.parameter("scalarization").expect("it is there");
    values.set(parameter, Value::Choice(scalarization.to_owned()));
    values
}

fn in_environment(id: &str, objectives: Values, policies: Vec<PolicySpec>) -> Experiment {
    Experiment {
        environment: PartChoice { id: id.to_owned(), parameters: Values::default() },
        policies,
        horizon: 300,
        seeds: 2,
        ..Experiment::default()
    }
    .with_settings(&OBJECTIVES, objectives)
}

fn build(experiment: &Experiment) -> Arc<dyn Environment> {
    let descriptor = environment::find(&experiment.environment.id).expect("the environment exists");
    descriptor
        .builder()
        .make(&experiment.environment.parameters, None)
        .expect("the environment needs no ratings")
}

fn run(experiment: &Experiment) -> RunLog {
    let environment = build(experiment);
    run_in(experiment, environment).expect("it fits")
}

fn digest(experiment: &Experiment) -> String {
    run(experiment).digest().expect("the run is complete")
}

/// Mean of an objective of what each policy chose in the second half of the first seed's rounds.
fn mean_objective(experiment: &Experiment, objective: usize) -> Vec<f64> {
    let mut stepper = Stepper::new(experiment, build(experiment), 0..1).expect("it fits");
    stepper.advance(experiment.horizon / 2);
    let mut sums = vec![0.0; experiment.policies.len()];
    let mut rounds = 0.0;
    while let Some(view) = stepper.advance_inspected().and_then(RoundView::into_arms) {
        rounds += 1.0;
        for (sum, policy) in sums.iter_mut().zip(&view.policies) {
            *sum += view.arms[policy.chosen].objectives[objective];
        }
    }
    sums.iter().map(|sum| sum / rounds).collect()
}

/// Whatever is said of a reward that is all there is: the bits are those of an experiment that says nothing.
#[test]
fn without_side_objectives_nothing_changes() {
    for environment in ["stationary_linear", "bernoulli", "masked_linear"] {
        let agents = || ["lin_ucb", "neural_multi_objective", "random"].map(|id| policy(id, &[])).to_vec();
        let plain = in_environment(environment, Values::default(), agents());
        for scalarization in ["linear", "chebyshev", "hypervolume"] {
            let said = in_environment(environment, objectives(scalarization, [3.0, 0.0, 0.0]), agents());
            assert_eq!(digest(&plain), digest(&said), "{scalarization} in {environment}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// Regret is never negative and never falls, the oracle has none, and the numbers of a policy are its own: in
    /// environments with added noise, with coins and with masks, whatever counts and however late it is heard.
    #[test]
    fn regret_is_regret(
        environment in prop::sample::select(vec!["stationary_linear", "bernoulli", "masked_linear"]),
        scalarization in prop::sample::select(vec!["linear", "chebyshev", "hypervolume"]),
        weights in proptest::array::uniform3(0.0_f64..10.0),
        delay in 0_u32..20,
        noise in 0.0_f64..2.0,
    ) {
        let goals = objectives(scalarization, weights);
        let mut experiment =
            in_environment(environment, goals, ["oracle", "lin_ucb", "random"].map(|id| policy(id, &[])).to_vec());
        experiment.settings.set(&feedback::FEEDBACK, &feedback::DELAY, Value::Number(f64::from(delay)));
        experiment.settings.set(&feedback::FEEDBACK, &feedback::EXTRA_NOISE, Value::Number(noise));
        let log = run(&experiment);
        for series in log.policies.iter().flat_map(|policy| &policy.seeds) {
            prop_assert!(series.of(&REGRET)[0] >= 0.0 && series.of(&REGRET).windows(2).all(|pair| pair[0] <= pair[1]));
            prop_assert!(series.of(&AVERAGE_REWARD).iter().all(|sum| sum.is_finite()));
        }
        prop_assert!(log.policies[0].seeds.iter().all(|series| series.of(&REGRET).iter().all(|sum| *sum == 0.0)));
        // Anyone who does not learn does not care when it hears.
        let at_once = run(&experiment.clone().with_settings(&feedback::FEEDBACK, Values::default()));
        prop_assert_eq!(&at_once.policies[2].seeds, &log.policies[2].seeds);
    }
}

/// The agent, which hears each objective, and one that hears only what they make together, are far better than chance;
/// with the experiment's goal of the weighted mean, and with that of the smallest objective.
#[test]
fn agents_learn_what_counts() {
    let mut shrunk = Values::default();
    shrunk.0.insert("dimension".to_owned(), Value::Number(5.0));
    for (scalarization, most) in [("linear", 0.5), ("chebyshev", 0.7)] {
        let mut agent = policy("neural_multi_objective", &[("epsilon", 0.05)]);
        let goal = agent.descriptor().and_then(|it| it.part.parameter("scalarization")).expect("it is there");
        agent.agent.parameters.set(goal, Value::Choice(scalarization.to_owned()));
        let policies = vec![agent, policy("lin_ucb", &[]), policy("random", &[])];
        let mut experiment =
            in_environment("stationary_linear", objectives(scalarization, [1.0; 3]), policies);
        experiment.environment.parameters = shrunk.clone();
        (experiment.horizon, experiment.seeds) = (2_000, 4);
        let rows = run(&experiment).rows();
        let chance = rows[2].of(&REGRET).mean;
        for row in &rows[..2] {
            assert!(
                row.of(&REGRET).high < most * chance,
                "{scalarization}, {}: {:?} of {chance}",
                row.label,
                row.of(&REGRET)
            );
        }
    }
}

/// A least novelty makes its choices more novel, and a weight of novelty does; feedback that comes late tells all
/// objectives, too.
#[test]
fn what_is_asked_for_is_had() {
    let reward_only = [("novelty_weight", 0.0), ("diversity_weight", 0.0), ("epsilon", 0.05)];
    let with = |further: (&str, f64)| {
        let mut values = reward_only.to_vec();
        values.retain(|(name, _)| *name != further.0);
        values.push(further);
        policy("neural_multi_objective", &values)
    };
    let policies = vec![
        policy("neural_multi_objective", &reward_only),
        with(("least_novelty", 0.6)),
        with(("novelty_weight", 2.0)),
    ];
    let mut experiment = in_environment("stationary_linear", objectives("linear", [1.0, 0.5, 0.0]), policies);
    experiment.horizon = 1_500;
    for delay in [0.0, 25.0] {
        experiment.settings.set(&feedback::FEEDBACK, &feedback::DELAY, Value::Number(delay));
        let novelty = mean_objective(&experiment, 1);
        assert!(novelty[1] > novelty[0] + 0.05, "{novelty:?}");
        assert!(novelty[1] > 0.6, "{novelty:?}");
        assert!(novelty[2] > novelty[0] + 0.05, "{novelty:?}");
    }
}

/// What a person sees of a round: each arm's objectives, of which its expected reward is made.
#[test]
fn a_round_shows_its_objectives() {
    let policies = vec![policy("neural_multi_objective", &[]), policy("lin_ucb", &[])];
    let experiment = in_environment("bernoulli", objectives("linear", [2.0, 1.0, 1.0]), policies);
    let mut stepper = Stepper::new(&experiment, build(&experiment), 0..1).expect("it fits");
    stepper.advance(20);
    let view = stepper.advance_inspected().and_then(RoundView::into_arms).expect("the horizon is far");
    for arm in &view.arms {
        let [reward, novelty, diversity] = arm.objectives[..] else { panic!("three: {:?}", arm.objectives) };
        assert!((arm.expectation - (0.5 * reward + 0.25 * novelty + 0.25 * diversity)).abs() < 1e-12);
    }
    let predictions = |policy: usize| view.policies[policy].before.objectives.len();
    assert_eq!([predictions(0), predictions(1)], [3, 0]);
}

/// Members of a mixture hear each objective, whether they chose or not.
#[test]
fn members_of_a_mixture_hear_all_objectives() {
    for learners in ["drawn", "all"] {
        let mut mixture = policy("static_mixture", &[]);
        for (name, option) in [("member_1", "neural_multi_objective"), ("learners", learners)] {
            mixture.agent.parameters.0.insert(name.to_owned(), Value::Choice(option.to_owned()));
        }
        let mut experiment = in_environment("bernoulli", objectives("linear", [1.0; 3]), vec![mixture]);
        experiment.settings.set(&feedback::FEEDBACK, &feedback::DELAY, Value::Number(3.0));
        let mut stepper = Stepper::new(&experiment, build(&experiment), 0..1).expect("it fits");
        stepper.advance(100);
        let mut of_member = (0..20).filter_map(|_| {
            let view = stepper.advance_inspected()?.into_arms()?;
            let thought = &view.policies[0].after;
            let told = view.policies[0].inner.as_ref().map(|inner| inner.rounds);
            (thought.drawing.as_ref()?.drawn == 0).then_some((thought.objectives.len(), told?))
        });
        let (objectives, told) = of_member.next().expect("it is drawn every other round");
        assert_eq!(objectives, 3, "{learners}");
        assert!(if learners == "all" { told > 95 } else { (20..80).contains(&told) }, "{learners}: {told}");
    }
}

#[test]
fn slates_have_no_objectives() {
    let mut experiment =
        in_environment(SLATE_ENVIRONMENTS[0].part.id, objectives("linear", [1.0; 3]), vec![]);
    experiment.policies = vec![PolicySpec::ranker(RANKERS[0])];
    let error = experiment.validate().err();
    assert!(matches!(error, Some(ExperimentError::ObjectivesAmongSlates { .. })), "{error:?}");
}

/// What each objective came to is told over rounds: where one number is made of them linearly, the average reward is that of
/// their averages, moved to the environment's range. With one objective there is nothing to tell.
#[test]
fn each_objective_is_measured_over_rounds() {
    let policies = || vec![policy("random", &[]), policy("lin_ucb", &[])];
    let experiment = in_environment("bernoulli", objectives("linear", [1.0, 0.5, 2.0]), policies());
    let (low, high) = build(&experiment).shape().rewards;
    let log = run(&experiment);
    assert_eq!(log.metrics[3..], ["own_reward", "choice_novelty", "choice_diversity"]);
    for series in log.policies.iter().flat_map(|policy| &policy.seeds) {
        for (index, round) in log.rounds.iter().enumerate() {
            let [own, novelty, diversity] = [3, 4, 5].map(|row| series.rows[row][index]);
            let mean = (own + 0.5 * novelty + 2.0 * diversity) / 3.5;
            let reward = series.of(&AVERAGE_REWARD)[index] / *round as f64;
            assert!((low + (high - low) * mean - reward).abs() < 1e-9, "{mean} for {reward}");
            assert!([own, novelty, diversity].iter().all(|mean| (0.0..=1.0).contains(mean)));
        }
    }
    assert!(
        run(&in_environment("bernoulli", Values::default(), policies())).metrics.len() == IN_EVERY_RUN.len()
    );
}
