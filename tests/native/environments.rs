//! Every environment keeps to what the trait promises, whatever its settings; and what is special to some of them.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use bandit_playground::agent;
use bandit_playground::data::{Dataset, bundle};
use bandit_playground::descriptor::{Kind, Parameter, Value, Values};
use bandit_playground::environment::movielens::cards::spoken_title;
use bandit_playground::environment::{self, ENVIRONMENTS, Environment, Noise, Round};
use bandit_playground::metrics::REGRET;
use bandit_playground::results::RunLog;
use bandit_playground::simulation::run_in;
use bandit_playground::spec::feedback::FEEDBACK;
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};
use proptest::prelude::*;

fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let bytes = include_bytes!("../../static/data/movielens-small.bundle");
        Arc::new(bundle::decode(bytes).expect("the bundle can be read"))
    })
}

fn made(id: &str, values: &Values) -> Arc<dyn Environment> {
    let descriptor = environment::find(id).unwrap_or_else(|| panic!("the environment {id}"));
    descriptor.builder().make(values, Some(ratings())).unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn values(pairs: &[(&str, Value)]) -> Values {
    Values(pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

fn option(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

/// Any value, of large whole numbers only small ones, to be quick.
fn any_value(parameter: &'static Parameter) -> BoxedStrategy<Value> {
    const LARGEST: i64 = 25;
    match parameter.kind {
        Kind::Number { minimum, maximum, .. } | Kind::Schedule { minimum, maximum, .. } => {
            (minimum..=maximum).prop_map(Value::Number).boxed()
        }
        Kind::Layers { .. } | Kind::Settings | Kind::Code { .. } => Just(parameter.default_value()).boxed(),
        Kind::Integer { minimum, maximum, .. } => {
            (minimum..=maximum.min(LARGEST)).prop_map(|number| Value::Number(number as f64)).boxed()
        }
        Kind::Switch { .. } => any::<bool>().prop_map(Value::Switch).boxed(),
        Kind::Choice { options, .. } => {
            (0..options.len()).prop_map(|index| option(options[index].id)).boxed()
        }
    }
}

/// Any environment with any values.
fn any_environment() -> impl Strategy<Value = (&'static str, Values)> {
    (0..ENVIRONMENTS.len()).prop_flat_map(|index| {
        let part = ENVIRONMENTS[index].part;
        let each: Vec<_> = part.parameters.iter().map(any_value).collect();
        each.prop_map(move |given| {
            let names = part.parameters.iter().map(|parameter| parameter.name.to_owned());
            (part.id, Values(names.zip(given).collect()))
        })
    })
}

/// The next rounds of an environment.
fn rounds(environment: &Arc<dyn Environment>, master_seed: u64, count: usize) -> Vec<Round> {
    let mut episode = Arc::clone(environment).episode(master_seed, 0);
    let mut round = Round::new(&environment.shape());
    let next = |_| {
        episode.next(&mut round);
        round.clone()
    };
    (0..count).map(next).collect()
}

fn check(environment: &Arc<dyn Environment>, round: &Round) {
    let shape = environment.shape();
    assert_eq!(round.context.len(), shape.context);
    assert!((1..=shape.arms).contains(&round.items.len()));
    assert_eq!(round.expectations.len(), round.items.len());
    assert_eq!(round.arm_features.len(), round.items.len() * shape.arm_features);
    let items: BTreeSet<u32> = round.items.iter().copied().collect();
    assert_eq!(items.len(), round.items.len(), "an item twice");
    assert!(items.iter().all(|item| (*item as usize) < shape.items));
    let numbers = round.context.iter().chain(&round.arm_features).chain(&round.expectations);
    assert!(numbers.copied().all(f64::is_finite));
    if matches!(round.noise, Noise::Bernoulli(_)) {
        assert!(round.expectations.iter().all(|probability| (0.0..=1.0).contains(probability)));
    }
    assert!((0..round.items.len()).all(|arm| round.reward(arm).is_finite()));
    assert_eq!(environment.user(round).is_some(), environment.users() > 0);
    assert!(round.user < environment.users().max(1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Rounds are as large as the shape says, items are there once, numbers are numbers, the same seed gives the same
    /// rounds, and nothing is allocated on the way.
    #[test]
    fn environments_keep_to_their_shape((id, values) in any_environment(), master_seed in 0_u64..1_000) {
        let environment = match environment::find(id).expect("it is declared").builder().make(&values, Some(ratings())) {
            Ok(environment) => environment,
            Err(error) => {
                // Too few films for these users: a sentence that says what would do.
                prop_assert!(error.to_string().contains("take more of them"), "{id}: {error}");
                return Ok(());
            }
        };
        let mut episode = Arc::clone(&environment).episode(master_seed, 0);
        let mut round = Round::new(&environment.shape());
        let places = |round: &Round| {
            (round.context.as_ptr(), round.items.as_ptr(), round.arm_features.as_ptr(), round.expectations.as_ptr())
        };
        let before = places(&round);
        for again in rounds(&environment, master_seed, 40) {
            episode.next(&mut round);
            check(&environment, &round);
            prop_assert_eq!(&round, &again);
            prop_assert_eq!(places(&round), before);
        }
        prop_assert!(environment.remarks().iter().all(|remark| remark.ends_with('.')));
        prop_assert!((0..environment.shape().items).all(|item| !environment.item(item).title.is_empty()));
    }
}

/// Every reward in the replay is a rating that this user really gave to this film.
#[test]
fn replayed_rewards_are_real_ratings() {
    let environment = made("movielens_replay", &values(&[("arms", Value::Number(8.0))]));
    let dataset = ratings();
    let mut sizes = BTreeSet::new();
    for round in rounds(&environment, 3, 500) {
        let user = environment.user(&round).expect("there are users");
        let index = dataset.users().iter().position(|known| known.id == user.id).expect("the user is known");
        sizes.insert(round.items.len());
        for (item, expectation) in round.items.iter().zip(&round.expectations) {
            let film = environment.item(*item as usize);
            let given = dataset.ratings_of(index).iter().any(|rating| {
                let movie = &dataset.movies()[rating.movie as usize];
                (spoken_title(&movie.title), movie.year) == (film.title.clone(), film.year)
                    && f64::from(rating.half_stars) / 2.0 == *expectation
            });
            assert!(given, "{} by user {}", film.title, user.id);
        }
    }
    assert!(sizes.contains(&8) && sizes.len() > 3, "{sizes:?}");
}

/// Likes are stars at or above the threshold, of the same films for the same users.
#[test]
fn likes_are_stars_above_the_threshold() {
    for id in ["movielens_features", "movielens_replay"] {
        let of = |reward: &str| {
            let given = [
                ("movies", Value::Number(40.0)),
                ("reward", option(reward)),
                ("threshold", Value::Number(3.5)),
            ];
            rounds(&made(id, &values(&given)), 3, 200)
        };
        let (mut likes, mut all) = (0, 0);
        for (stars, like) in of("stars").iter().zip(of("like")) {
            assert_eq!((&stars.context, &stars.items), (&like.context, &like.items));
            for (stars, like) in stars.expectations.iter().zip(&like.expectations) {
                assert_eq!(*like, f64::from(u8::from(*stars >= 3.5)), "{stars}");
                likes += usize::from(*like == 1.0);
                all += 1;
            }
        }
        assert!(likes * 10 > all && likes * 10 < all * 9, "{id}: {likes} of {all}");
    }
}

fn log(environment: (&str, Values), agents: &[(&str, Values)], horizon: u64, seeds: u32) -> RunLog {
    log_with(Values::default(), environment, agents, horizon, seeds)
}

/// With these values of what stands between the environment and its agents.
fn log_with(
    feedback: Values,
    environment: (&str, Values),
    agents: &[(&str, Values)],
    horizon: u64,
    seeds: u32,
) -> RunLog {
    let policy = |(id, values): &(&str, Values)| {
        let agent = PartChoice { id: (*id).to_owned(), parameters: values.clone() };
        PolicySpec { agent, ..PolicySpec::new(agent::find(id).expect("the agent exists")) }
    };
    let experiment = Experiment {
        environment: PartChoice { id: environment.0.to_owned(), parameters: environment.1 },
        policies: agents.iter().map(policy).collect(),
        horizon,
        seeds,
        ..Experiment::default()
    }
    .with_settings(&FEEDBACK, feedback);
    let (experiment, errors) = experiment.validate().expect("it is an experiment");
    assert!(errors.is_empty(), "{errors:?}");
    let environment = made(&experiment.environment.id, &experiment.environment.parameters);
    run_in(&experiment, environment).expect("it fits")
}

/// Regret of each agent as a share of chance's, which comes last.
fn shares(log: &RunLog) -> Vec<f64> {
    let rows = log.rows();
    let chance = rows.last().map_or(1.0, |row| row.of(&REGRET).mean);
    rows.iter().map(|row| row.of(&REGRET).mean / chance).collect()
}

fn plain(id: &str) -> (&str, Values) {
    (id, Values::default())
}

fn shared(id: &str) -> (&str, Values) {
    (id, values(&[("model", option("shared"))]))
}

/// Linear agents learn where rewards are linear in what they see, and what they can't see they can't learn.
#[test]
fn linear_agents_learn_what_is_linear() {
    let chance = ("random", Values::default());
    for (environment, learner, most) in [
        ("structured_linear", plain("lin_ucb"), 0.35),
        ("per_arm_linear", shared("lin_ucb"), 0.1),
        ("masked_linear", plain("lin_ucb"), 0.35),
        ("classification", plain("lin_ucb"), 0.2),
        ("movielens_features", shared("lin_ucb"), 0.8),
    ] {
        let shares = shares(&log(plain(environment), &[learner, chance.clone()], 2_000, 3));
        assert!(shares[0] < most, "{environment}: {shares:?}");
    }
    let shares = shares(&log(plain("random_rewards"), &[plain("lin_ucb"), chance], 3_000, 4));
    assert!((shares[0] - 1.0).abs() < 0.05, "{shares:?}");
}

/// Who forgets is better off where the environment changes, and worse off where it does not.
#[test]
fn forgetting_helps_where_the_environment_changes() {
    let forgetful = ("lin_ucb", values(&[("gamma", Value::Number(0.98))]));
    let agents = [forgetful, plain("lin_ucb"), plain("random")];
    let dimension = ("dimension", Value::Number(4.0));
    for (id, given) in [
        ("piecewise_linear", vec![dimension.clone(), ("segment", Value::Number(500.0))]),
        ("drifting_linear", vec![dimension.clone(), ("step", Value::Number(0.1))]),
    ] {
        let shares = shares(&log((id, values(&given)), &agents, 4_000, 3));
        assert!(shares[0] + 0.1 < shares[1] && shares[1] < 1.05, "{id}: {shares:?}");
    }
    let shares = shares(&log(("stationary_linear", values(&[dimension])), &agents, 4_000, 3));
    assert!(shares[1] < shares[0], "{shares:?}");
}

/// How much more the second agent's regret is than the first's: the mean over the seeds and its standard error.
fn saved(log: &RunLog) -> (f64, f64) {
    let regrets = |agent: usize| log.policies[agent].seeds.iter().map(|of| of.of(&REGRET).last().copied());
    let pairs = regrets(0).zip(regrets(1));
    let saved: Vec<f64> =
        pairs.map(|(first, second)| second.unwrap_or(f64::NAN) - first.unwrap_or(f64::NAN)).collect();
    let count = saved.len() as f64;
    let mean = saved.iter().sum::<f64>() / count;
    let squares = saved.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

/// Where preferences drift, who forgets beats the twin who does not, by more than four standard errors over 16 seeds: with a
/// linear model for each film or arm, and without context. Where they don't, forgetting saves nothing.
#[test]
fn forgetting_helps_where_tastes_drift() {
    let drift = |rounds: f64| values(&[("taste_drift", Value::Number(rounds))]);
    let one = |name: &str, number: f64| values(&[(name, Value::Number(number))]);
    let films = ("movielens_mf", values(&[("movies", Value::Number(10.0)), ("rank", Value::Number(5.0))]));
    let linear =
        ("stationary_linear", values(&[("arms", Value::Number(5.0)), ("dimension", Value::Number(4.0))]));
    let coins = ("bernoulli", one("arms", 5.0));
    for (environment, forgetful, twin, horizon) in [
        (films, ("d_lin_ucb", one("gamma", 0.995)), "lin_ucb", 8_000),
        (linear.clone(), ("d_lin_ucb", one("gamma", 0.99)), "lin_ucb", 8_000),
        (linear, ("sw_lin_ucb", one("window", 200.0)), "lin_ucb", 8_000),
        (coins, ("discounted_thompson", one("gamma", 0.998)), "bernoulli_thompson", 20_000),
    ] {
        let agents = [forgetful, plain(twin)];
        let (mean, error) = saved(&log_with(drift(2_000.0), environment.clone(), &agents, horizon, 16));
        assert!(mean > 4.0 * error, "{agents:?} in {environment:?}: saved {mean} +- {error}");
        let (mean, error) = saved(&log_with(drift(0.0), environment.clone(), &agents, horizon, 16));
        // MovieLens has no noise here, and who never forgets may settle too soon: twins are about as good.
        let most = if environment.0 == "movielens_mf" { error } else { -4.0 * error };
        assert!(mean < most, "{agents:?} in {environment:?} without drift: saved {mean} +- {error}");
    }
}

/// Where films come and go, a model for each film learns those that are there: over three seeds of 3,000 rounds its
/// regret is a small part of chance's, as when all are there.
#[test]
fn films_that_come_and_go_can_be_learned() {
    let changes = values(&[("items", Value::Number(0.4)), ("item_turnover", Value::Number(1_500.0))]);
    let shares =
        shares(&log_with(changes, plain("movielens_mf"), &[plain("lin_ucb"), plain("random")], 3_000, 3));
    assert!(shares[0] < 0.2, "{shares:?}");
}

/// The wheel at delta 0.95 ranks the methods that we share with the published table as it does (Riquelme, Tucker and Snoek
/// 2018, Deep Bayesian Bandits Showdown): neural-linear Thompson sampling finds the rewards on the rim and is far ahead of
/// all; dropout and epsilon-greedy on a linear model with an epsilon of 0.05 are behind it, but better than chance. Which of
/// the two is better depends on how long they run and on the network. Without an epsilon the linear model is further
/// behind: it keeps to the arm with which it happens to begin, and finds at most that one's rim. (The published one has
/// tried every arm before, keeps to the safe arm in the middle, and is worse than chance.)
#[test]
fn the_wheel_ranks_methods_as_published() {
    let linear = |epsilon| values(&[("epsilon", Value::Number(epsilon)), ("bias", Value::Switch(true))]);
    let agents = [
        ("neural_linear_ts", values(&[("alpha", Value::Number(0.3))])),
        plain("neural_dropout_ts"),
        ("epsilon_greedy", linear(0.05)),
        plain("random"),
    ];
    let found = shares(&log(plain("wheel"), &agents, 6_000, 4));
    let [best, dropout, some, _] = found[..] else { panic!("a share for each") };
    assert!(best < 0.25, "{found:?}");
    assert!([dropout, some].iter().all(|share| best + 0.15 < *share && *share < 0.9), "{found:?}");
    // The first arm is drawn at random: over 40 seeds the shares have standard errors of 0.03 and 0.06.
    let agents = [("epsilon_greedy", linear(0.05)), ("epsilon_greedy", linear(0.0)), plain("random")];
    let found = shares(&log(plain("wheel"), &agents, 6_000, 40));
    assert!(found[0] + 0.1 < found[1] && found[1] < 0.9, "{found:?}");
}
