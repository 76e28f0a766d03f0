//! Linear agents do what their theory says, in the environments that it is about.

use std::sync::Arc;

use bandit_playground::agent::{self, Family};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::{self, Environment, Episode, ItemCard, Noise, Round, Shape};
use bandit_playground::math::random::RngStream;
use bandit_playground::math::vector::dot;
use bandit_playground::metrics::REGRET;
use bandit_playground::simulation::run_in;
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};

const SEEDS: u32 = 20;

/// Rewards that are linear in context and arm features: `common` times the sum of context times arm features, plus the
/// context times weights of each arm's own; all of them are redrawn after `change` rounds.
struct Linear {
    arms: usize,
    dimension: usize,
    common: f64,
    own: f64,
    change: u64,
    /// Whether the sum is the logarithm of the odds of a reward of 1, instead of a reward with noise.
    odds: bool,
}

impl Environment for Linear {
    fn shape(&self) -> Shape {
        let rewards = if self.odds { (0.0, 1.0) } else { (-4.0, 4.0) };
        Shape {
            context: self.dimension,
            arm_features: self.dimension,
            arms: self.arms,
            items: self.arms,
            rewards,
        }
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        let stream = |purpose| RngStream::new(master_seed, seed_index, purpose);
        let mut weights = stream("weights");
        let size = self.arms * self.dimension;
        let mut draw = |count: usize| -> Vec<f64> {
            (0..count).map(|_| weights.normal() / (self.dimension as f64).sqrt()).collect()
        };
        let (features, own) = (draw(size), [draw(size), draw(size)]);
        Box::new(LinearEpisode {
            users: stream("users"),
            rewards: stream("rewards"),
            environment: self,
            features,
            own,
            round: 0,
        })
    }

    fn item(&self, _item: usize) -> ItemCard {
        ItemCard::default()
    }
}

#[derive(Clone)]
struct LinearEpisode {
    environment: Arc<Linear>,
    users: RngStream,
    rewards: RngStream,
    features: Vec<f64>,
    /// Weights before and after the change.
    own: [Vec<f64>; 2],
    round: u64,
}

impl Episode for LinearEpisode {
    fn next(&mut self, round: &mut Round) {
        round.context.fill_with(|| self.users.normal());
        round.arm_features.copy_from_slice(&self.features);
        let own = &self.own[usize::from(self.round >= self.environment.change)];
        let size = self.environment.dimension;
        for (arm, expectation) in round.expectations.iter_mut().enumerate() {
            let of_arm = arm * size..(arm + 1) * size;
            *expectation = self.environment.common * dot(&round.context, &self.features[of_arm.clone()])
                + self.environment.own * dot(&round.context, &own[of_arm]);
            if self.environment.odds {
                *expectation = 1.0 / (1.0 + libm::exp(-*expectation));
            }
        }
        round.noise = match self.environment.odds {
            true => Noise::Bernoulli(self.rewards.uniform()),
            false => Noise::Added(0.5 * self.rewards.normal()),
        };
        self.round += 1;
    }
}

type Agent<'a> = (&'a str, &'a [(&'a str, Value)]);

/// Regret of each agent and seed after each of these rounds: rounds x agents x seeds.
fn regrets(environment: &Arc<dyn Environment>, agents: &[Agent<'_>], at: &[u64]) -> Vec<Vec<Vec<f64>>> {
    let policies = agents.iter().map(|(id, given)| {
        let descriptor = agent::find(id).unwrap_or_else(|| panic!("the agent {id}"));
        let given = given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let (validated, errors) = descriptor.part.validate(&Values(given));
        assert!(errors.is_empty(), "{errors:?}");
        let agent = PartChoice { id: (*id).to_owned(), parameters: validated };
        PolicySpec { agent, ..PolicySpec::new(descriptor) }
    });
    let experiment = Experiment {
        policies: policies.collect(),
        horizon: *at.last().expect("a round"),
        seeds: SEEDS,
        ..Experiment::default()
    };
    let log = run_in(&experiment, Arc::clone(environment)).expect("they live there");
    let after = |round: &u64| {
        let index = log.rounds.iter().position(|checkpoint| checkpoint >= round).expect("within the horizon");
        log.policies
            .iter()
            .map(|c| c.seeds.iter().map(|series| series.of(&REGRET)[index]).collect())
            .collect()
    };
    at.iter().map(after).collect()
}

/// Mean and standard error.
fn mean(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    let numbers: Vec<f64> = numbers.collect();
    let count = numbers.len() as f64;
    let middle = numbers.iter().sum::<f64>() / count;
    let squares = numbers.iter().map(|number| (number - middle) * (number - middle)).sum::<f64>();
    (middle, (squares / (count - 1.0) / count).sqrt())
}

const NONE: &[(&str, Value)] = &[];

fn bias() -> [(&'static str, Value); 1] {
    [("bias", Value::Switch(true))]
}

fn number(number: f64) -> Value {
    Value::Number(number)
}

/// The exponent of time with which the regret of an agent grows between two rounds, of which the second is four times the
/// first, under each seed.
fn exponents(at: &[Vec<Vec<f64>>], agent: usize) -> impl Iterator<Item = f64> {
    at[0][agent].iter().zip(&at[1][agent]).map(|(a, b)| libm::log(b / a) / libm::log(4.0))
}

/// Regret grows like a power of time with an exponent below one: by three standard errors over 20 seeds.
fn assert_sublinear(environment: &Arc<dyn Environment>, agents: &[Agent<'_>], rounds: u64, exponent: f64) {
    let at = regrets(environment, agents, &[rounds / 4, rounds]);
    for (index, (id, _)) in agents.iter().enumerate() {
        let (found, error) = mean(exponents(&at, index));
        println!("{id}: {found:.3} +- {error:.3}, regret {:.1}", mean(at[1][index].iter().copied()).0);
        assert!(found + 3.0 * error < exponent, "{id}: exponent {found}, standard error {error}");
    }
}

/// Linear agents that other tests are about, since their theory is about other environments.
const ELSEWHERE: [&str; 4] = ["hybrid_lin_ucb", "hybrid_lin_ts", "logistic_ucb", "logistic_ts"];

/// Every linear agent, by the descriptors. Of 20 seeds, exponents are 0.1 to 0.6, with standard errors below 0.02; that of
/// chance is 1.
#[test]
fn regret_is_sublinear() {
    let descriptor = environment::find("stationary_linear").expect("the environment exists");
    let values = [("arms", number(5.0)), ("dimension", number(5.0))];
    let values = Values(values.map(|(name, value)| (name.to_owned(), value)).into());
    let environment = descriptor.builder().make(&values, None).expect("it needs no ratings");
    // Those that explore or forget at a constant rate lose at a constant rate in the end: here they do so slowly.
    let half_life = [("half_life", number(500.0))];
    let cold = [("temperature", number(0.1))];
    let gamma = [("gamma", number(0.999))];
    let window = [("window", number(2_000.0))];
    let elimination = [("form", Value::Choice("elimination".to_owned()))];
    let set: [Agent<'_>; 4] = [
        ("epsilon_greedy", &half_life),
        ("linear_softmax", &cold),
        ("d_lin_ucb", &gamma),
        ("sw_lin_ucb", &window),
    ];
    let values = |id| set.iter().find(|(known, _)| *known == id).map_or(NONE, |(_, values)| *values);
    let linear = agent::AGENTS.iter().filter(|descriptor| descriptor.family == Family::Linear);
    let ids = linear.map(|descriptor| descriptor.part.id).filter(|id| !ELSEWHERE.contains(id));
    let mut agents: Vec<Agent<'_>> = ids.map(|id| (id, values(id))).collect();
    assert!(agents.len() >= 11, "{agents:?}");
    agents.push(("reg_cb", &elimination));
    assert_sublinear(&environment, &agents, 4_000, 0.8);
    let chance = regrets(&environment, &[("random", NONE)], &[1_000, 4_000]);
    let (found, error) = mean(exponents(&chance, 0));
    assert!((found - 1.0).abs() < 3.0 * error, "chance: {found}, standard error {error}");
}

/// Cover's later policies keep taking arms within psi of the best, so that its regret grows at a rate that psi sets.
#[test]
fn cover_loses_less_the_smaller_psi() {
    let environment: Arc<dyn Environment> =
        Arc::new(Linear { arms: 4, dimension: 3, common: 0.0, own: 1.0, change: u64::MAX, odds: false });
    let large = [("psi", number(0.5))];
    let agents: [Agent<'_>; 3] = [("cover", NONE), ("cover", &large), ("random", NONE)];
    assert_less(&environment, &agents, 1_000, 4_000);
    assert_less(&environment, &agents[1..], 1_000, 4_000);
    assert_sublinear(&environment, &agents[..1], 4_000, 0.8);
}

#[test]
fn regret_of_hybrids_is_sublinear_where_arms_have_something_in_common() {
    let environment: Arc<dyn Environment> =
        Arc::new(Linear { arms: 6, dimension: 3, common: 1.0, own: 0.5, change: u64::MAX, odds: false });
    assert_sublinear(&environment, &[("hybrid_lin_ucb", NONE), ("hybrid_lin_ts", NONE)], 4_000, 0.8);
}

#[test]
fn regret_of_logistic_agents_is_sublinear_where_rewards_are_logistic() {
    let environment: Arc<dyn Environment> =
        Arc::new(Linear { arms: 4, dimension: 3, common: 0.0, own: 3.0, change: u64::MAX, odds: true });
    let alpha = [("alpha", number(0.3))];
    assert_sublinear(&environment, &[("logistic_ucb", &alpha), ("logistic_ts", NONE)], 4_000, 0.8);
}

/// Fails unless the first has less regret than each of the others between two rounds, by three standard errors over 20
/// seeds that they share.
fn assert_less(environment: &Arc<dyn Environment>, agents: &[Agent<'_>], from: u64, to: u64) {
    let at = regrets(environment, agents, &[from, to]);
    let growth = |agent: usize| at[0][agent].iter().zip(&at[1][agent]).map(|(before, after)| after - before);
    for (other, (id, _)) in agents.iter().enumerate().skip(1) {
        let (found, error) = mean(growth(0).zip(growth(other)).map(|(ours, theirs)| theirs - ours));
        println!("{id} above {}: {found:.1} +- {error:.1}", agents[0].0);
        assert!(found > 3.0 * error, "{id} above {}: {found}, standard error {error}", agents[0].0);
    }
}

/// After all weights have changed, policies that forget find their way sooner than LinUCB.
#[test]
fn those_who_forget_follow_a_change() {
    let environment: Arc<dyn Environment> =
        Arc::new(Linear { arms: 4, dimension: 3, common: 0.0, own: 1.0, change: 2_000, odds: false });
    for forgetful in [("d_lin_ucb", &[("gamma", number(0.99))]), ("sw_lin_ucb", &[("window", number(400.0))])]
    {
        assert_less(&environment, &[(forgetful.0, forgetful.1), ("lin_ucb", NONE)], 2_000, 4_000);
    }
}

/// And before it, policies that remember know more: forgetting has its price.
#[test]
fn forgetting_has_its_price() {
    let environment: Arc<dyn Environment> =
        Arc::new(Linear { arms: 4, dimension: 3, common: 0.0, own: 1.0, change: u64::MAX, odds: false });
    let window = [("window", number(400.0))];
    let agents: [Agent<'_>; 3] = [("lin_ucb", NONE), ("d_lin_ucb", NONE), ("sw_lin_ucb", &window)];
    assert_less(&environment, &agents, 1_000, 3_000);
}

/// Where arms share most of what they earn for and there are many of them, a hybrid learns sooner than disjoint models;
/// where each has something of its own, it ends better than one shared model, which can't tell them apart.
#[test]
fn hybrids_learn_from_all_arms_and_from_each() {
    let values = [("interactions", Value::Switch(true))];
    let shared = [("model", Value::Choice("shared".to_owned())), ("interactions", Value::Switch(true))];
    let environment = |common, own| -> Arc<dyn Environment> {
        Arc::new(Linear { arms: 20, dimension: 4, common, own, change: u64::MAX, odds: false })
    };
    let hybrid: Agent<'_> = ("hybrid_lin_ucb", &values);
    assert_less(&environment(2.0, 0.3), &[hybrid, ("lin_ucb", NONE)], 1, 600);
    assert_less(&environment(1.0, 1.0), &[hybrid, ("lin_ucb", &shared)], 600, 1_200);
}

/// The lower the temperature, the fewer rounds are lost to chance; softmax with a constant one never stops exploring.
#[test]
fn a_lower_temperature_is_greedier() {
    let environment: Arc<dyn Environment> =
        Arc::new(Linear { arms: 4, dimension: 3, common: 0.0, own: 1.0, change: u64::MAX, odds: false });
    let bias = bias();
    let cold = [("temperature", number(0.1)), bias[0].clone()];
    let hot = [("temperature", number(2.0)), bias[0].clone()];
    assert_less(&environment, &[("linear_softmax", &cold), ("linear_softmax", &hot)], 500, 1_500);
}
