//! Agents that learn from choices that were not theirs.

use bandit_playground::agent::{self, ActionInfo, Agent, Feedback, View};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::Shape;

const ARMS: usize = 4;
const SHAPE: Shape = Shape { context: 0, arm_features: 0, arms: ARMS, items: ARMS, rewards: (0.0, 1.0) };

fn view(round: u64) -> View<'static> {
    View { round, context: &[], items: &[0, 1, 2, 3], arm_features: &[], expectations: &[] }
}

fn build(id: &str, values: &Values) -> Box<dyn Agent> {
    (agent::builder(id).expect("the agent exists").build)(values, &SHAPE).expect("it fits")
}

/// Agents that weigh a reward by the probability of its choice weigh it by that of the draw; where it is not known, by what
/// theirs would have been.
#[test]
fn a_known_probability_counts() {
    for id in ["exp3", "exp3_ix", "exp3_s"] {
        let fresh = || {
            let mut agent = build(id, &Values::default());
            (1..30).for_each(|round| agent.update_reward(&view(round), 0, 0.5));
            agent
        };
        let thought = |info: ActionInfo, off_policy: bool| {
            let mut agent = fresh();
            // Neither 0 nor 1, of which the gain or the loss is nothing whatever its weight.
            let feedback = Feedback { reward: 0.25, objectives: &[], info, now: 30 };
            match off_policy {
                true => agent.update_off_policy(&view(30), 1, &feedback),
                false => agent.update(&view(30), 1, &feedback),
            }
            agent.explain(&view(31)).probabilities
        };
        let drawn = ActionInfo { probability: 0.25, ..ActionInfo::default() };
        assert_eq!(thought(drawn, true), thought(drawn, false), "{id}");
        let mut told = fresh();
        told.update_reward(&view(30), 1, 0.25);
        let unknown = thought(ActionInfo::UNKNOWN, true);
        assert_eq!(unknown, told.explain(&view(31)).probabilities, "{id}");
        assert_ne!(unknown, thought(drawn, true), "{id}");
    }
}

/// Beta Thompson sampling takes the coin of the round, not the one of its own last choice: of 4,000 rewards of a quarter that
/// were drawn for it, a quarter are successes, within four standard errors.
#[test]
fn a_coin_of_the_round_counts() {
    let coins = Values([("rewards".to_owned(), Value::Choice("coin".to_owned()))].into());
    let mut agent = build("bernoulli_thompson", &coins);
    for round in 1..=4_000_u32 {
        let coin = f64::from(round * 1_237 % 4_000) / 4_000.0;
        let info = ActionInfo { probability: 0.25, coin, ..ActionInfo::default() };
        let feedback = Feedback { reward: 0.25, objectives: &[], info, now: u64::from(round) };
        agent.update_off_policy(&view(u64::from(round)), 0, &feedback);
    }
    let mean = agent.explain(&view(4_001)).estimates[0];
    assert!((mean - 0.25).abs() < 4.0 * (0.1875_f64 / 4_000.0).sqrt(), "{mean}");
}
