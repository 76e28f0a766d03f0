//! Several objectives: what agents earn and learn where novelty and diversity count beside the reward.

use std::sync::Arc;

use bandit_playground::agent;
use bandit_playground::declaration::{Value, Values};
use bandit_playground::experiment::metric::{AVERAGE_REWARD, IN_EVERY_RUN, REGRET};
use bandit_playground::experiment::objectives::OBJECTIVES;
use bandit_playground::experiment::{
    Contender, Experiment, ExperimentError, PartChoice, RoundView, RunLog, Stepper, feedback, run_in,
};
use bandit_playground::ranking::{RANKERS, SLATE_WORLDS};
use bandit_playground::world::{self, World};
use proptest::prelude::*;

fn contender(id: &str, values: &[(&str, f64)]) -> Contender {
    let mut contender = Contender::new(agent::find(id).expect("the agent exists"));
    for (name, number) in values {
        let declaration = contender.declaration().expect("the agent exists");
        let parameter = declaration.part.parameter(name).expect("it has the parameter");
        contender.agent.parameters.set(parameter, Value::Number(*number));
    }
    contender
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

fn in_world(id: &str, objectives: Values, contenders: Vec<Contender>) -> Experiment {
    Experiment {
        world: PartChoice { id: id.to_owned(), parameters: Values::default() },
        objectives,
        contenders,
        horizon: 300,
        seeds: 2,
        ..Experiment::default()
    }
}

fn build(experiment: &Experiment) -> Arc<dyn World> {
    let declaration = world::find(&experiment.world.id).expect("the world exists");
    (declaration.builder().build)(&experiment.world.parameters, None).expect("the world needs no ratings")
}

fn run(experiment: &Experiment) -> RunLog {
    let world = build(experiment);
    run_in(experiment, world).expect("it fits")
}

fn digest(experiment: &Experiment) -> String {
    run(experiment).digest().expect("the run is complete")
}

/// Mean of an objective of what each contender chose in the second half of the first seed's rounds.
fn mean_objective(experiment: &Experiment, objective: usize) -> Vec<f64> {
    let mut stepper = Stepper::new(experiment, build(experiment), 0..1).expect("it fits");
    stepper.advance(experiment.horizon / 2);
    let mut sums = vec![0.0; experiment.contenders.len()];
    let mut rounds = 0.0;
    while let Some(view) = stepper.advance_inspected().and_then(RoundView::into_arms) {
        rounds += 1.0;
        for (sum, contender) in sums.iter_mut().zip(&view.contenders) {
            *sum += view.arms[contender.chosen].objectives[objective];
        }
    }
    sums.iter().map(|sum| sum / rounds).collect()
}

/// Whatever is said of a reward that is all there is: the bits are those of an experiment that says nothing.
#[test]
fn without_side_objectives_nothing_changes() {
    for world in ["stationary_linear", "bernoulli", "masked_linear"] {
        let agents = || ["lin_ucb", "neural_multi_objective", "random"].map(|id| contender(id, &[])).to_vec();
        let plain = in_world(world, Values::default(), agents());
        for scalarization in ["linear", "chebyshev", "hypervolume"] {
            let said = in_world(world, objectives(scalarization, [3.0, 0.0, 0.0]), agents());
            assert_eq!(digest(&plain), digest(&said), "{scalarization} in {world}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// Regret is never negative and never falls, the oracle has none, and the numbers of a contender are its own: in
    /// worlds with added noise, with coins and with masks, whatever counts and however late it is heard.
    #[test]
    fn regret_is_regret(
        world in prop::sample::select(vec!["stationary_linear", "bernoulli", "masked_linear"]),
        scalarization in prop::sample::select(vec!["linear", "chebyshev", "hypervolume"]),
        weights in proptest::array::uniform3(0.0_f64..10.0),
        delay in 0_u32..20,
        noise in 0.0_f64..2.0,
    ) {
        let goals = objectives(scalarization, weights);
        let mut experiment =
            in_world(world, goals, ["oracle", "lin_ucb", "random"].map(|id| contender(id, &[])).to_vec());
        experiment.feedback.set(&feedback::DELAY, Value::Number(f64::from(delay)));
        experiment.feedback.set(&feedback::EXTRA_NOISE, Value::Number(noise));
        let log = run(&experiment);
        for series in log.contenders.iter().flat_map(|contender| &contender.seeds) {
            prop_assert!(series.of(&REGRET)[0] >= 0.0 && series.of(&REGRET).windows(2).all(|pair| pair[0] <= pair[1]));
            prop_assert!(series.of(&AVERAGE_REWARD).iter().all(|sum| sum.is_finite()));
        }
        prop_assert!(log.contenders[0].seeds.iter().all(|series| series.of(&REGRET).iter().all(|sum| *sum == 0.0)));
        // Whoever does not learn does not care when it hears.
        let at_once = run(&Experiment { feedback: Values::default(), ..experiment.clone() });
        prop_assert_eq!(&at_once.contenders[2].seeds, &log.contenders[2].seeds);
    }
}

/// The agent, which hears each objective, and one that hears only what they make together, are far better than chance;
/// with the experiment's goal of the weighted mean, and with that of the smallest objective.
#[test]
fn agents_learn_what_counts() {
    let mut shrunk = Values::default();
    shrunk.0.insert("dimension".to_owned(), Value::Number(5.0));
    for (scalarization, most) in [("linear", 0.5), ("chebyshev", 0.7)] {
        let mut agent = contender("neural_multi_objective", &[("epsilon", 0.05)]);
        let goal =
            agent.declaration().and_then(|it| it.part.parameter("scalarization")).expect("it is there");
        agent.agent.parameters.set(goal, Value::Choice(scalarization.to_owned()));
        let contenders = vec![agent, contender("lin_ucb", &[]), contender("random", &[])];
        let mut experiment = in_world("stationary_linear", objectives(scalarization, [1.0; 3]), contenders);
        experiment.world.parameters = shrunk.clone();
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
        contender("neural_multi_objective", &values)
    };
    let contenders = vec![
        contender("neural_multi_objective", &reward_only),
        with(("least_novelty", 0.6)),
        with(("novelty_weight", 2.0)),
    ];
    let mut experiment = in_world("stationary_linear", objectives("linear", [1.0, 0.5, 0.0]), contenders);
    experiment.horizon = 1_500;
    for delay in [0.0, 25.0] {
        experiment.feedback.set(&feedback::DELAY, Value::Number(delay));
        let novelty = mean_objective(&experiment, 1);
        assert!(novelty[1] > novelty[0] + 0.05, "{novelty:?}");
        assert!(novelty[1] > 0.6, "{novelty:?}");
        assert!(novelty[2] > novelty[0] + 0.05, "{novelty:?}");
    }
}

/// What a person sees of a round: each arm's objectives, of which its expected reward is made.
#[test]
fn a_round_shows_its_objectives() {
    let contenders = vec![contender("neural_multi_objective", &[]), contender("lin_ucb", &[])];
    let experiment = in_world("bernoulli", objectives("linear", [2.0, 1.0, 1.0]), contenders);
    let mut stepper = Stepper::new(&experiment, build(&experiment), 0..1).expect("it fits");
    stepper.advance(20);
    let view = stepper.advance_inspected().and_then(RoundView::into_arms).expect("the horizon is far");
    for arm in &view.arms {
        let [reward, novelty, diversity] = arm.objectives[..] else { panic!("three: {:?}", arm.objectives) };
        assert!((arm.expectation - (0.5 * reward + 0.25 * novelty + 0.25 * diversity)).abs() < 1e-12);
    }
    let predictions = |contender: usize| view.contenders[contender].before.objectives.len();
    assert_eq!([predictions(0), predictions(1)], [3, 0]);
}

/// Members of a mixture hear each objective, whether they chose or not.
#[test]
fn members_of_a_mixture_hear_all_objectives() {
    for learners in ["drawn", "all"] {
        let mut mixture = contender("static_mixture", &[]);
        for (name, option) in [("member_1", "neural_multi_objective"), ("learners", learners)] {
            mixture.agent.parameters.0.insert(name.to_owned(), Value::Choice(option.to_owned()));
        }
        let mut experiment = in_world("bernoulli", objectives("linear", [1.0; 3]), vec![mixture]);
        experiment.feedback.set(&feedback::DELAY, Value::Number(3.0));
        let mut stepper = Stepper::new(&experiment, build(&experiment), 0..1).expect("it fits");
        stepper.advance(100);
        let mut of_member = (0..20).filter_map(|_| {
            let view = stepper.advance_inspected()?.into_arms()?;
            let thought = &view.contenders[0].after;
            let told = view.contenders[0].inner.as_ref().map(|inner| inner.rounds);
            (thought.drawing.as_ref()?.drawn == 0).then_some((thought.objectives.len(), told?))
        });
        let (objectives, told) = of_member.next().expect("it is drawn every other round");
        assert_eq!(objectives, 3, "{learners}");
        assert!(if learners == "all" { told > 95 } else { (20..80).contains(&told) }, "{learners}: {told}");
    }
}

#[test]
fn slates_have_no_objectives() {
    let mut experiment = in_world(SLATE_WORLDS[0].part.id, objectives("linear", [1.0; 3]), vec![]);
    experiment.contenders = vec![Contender::ranker(RANKERS[0])];
    let error = experiment.settle().err();
    assert!(matches!(error, Some(ExperimentError::ObjectivesAmongSlates { .. })), "{error:?}");
}

/// What each objective came to is told over rounds: where one number is made of them linearly, the average reward is that of
/// their averages, moved to the world's range. With one objective there is nothing to tell.
#[test]
fn each_objective_is_measured_over_rounds() {
    let contenders = || vec![contender("random", &[]), contender("lin_ucb", &[])];
    let experiment = in_world("bernoulli", objectives("linear", [1.0, 0.5, 2.0]), contenders());
    let (low, high) = build(&experiment).shape().rewards;
    let log = run(&experiment);
    assert_eq!(log.metrics[3..], ["own_reward", "choice_novelty", "choice_diversity"]);
    for series in log.contenders.iter().flat_map(|contender| &contender.seeds) {
        for (index, round) in log.rounds.iter().enumerate() {
            let [own, novelty, diversity] = [3, 4, 5].map(|row| series.rows[row][index]);
            let mean = (own + 0.5 * novelty + 2.0 * diversity) / 3.5;
            let reward = series.of(&AVERAGE_REWARD)[index] / *round as f64;
            assert!((low + (high - low) * mean - reward).abs() < 1e-9, "{mean} for {reward}");
            assert!([own, novelty, diversity].iter().all(|mean| (0.0..=1.0).contains(mean)));
        }
    }
    assert!(run(&in_world("bernoulli", Values::default(), contenders())).metrics.len() == IN_EVERY_RUN.len());
}
