//! What goes with time depends on rounds: in every agent, whether feedback is late, comes in batches or is missing.

use bandit_playground::agent::{
    AGENTS, ActionInfo, Agent, AgentDescriptor, Explanation, Family, Feedback, View,
};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::Shape;
use bandit_playground::math::random::RngStream;
use proptest::prelude::*;

const SHAPE: Shape = Shape { context: 2, arm_features: 0, arms: 3, items: 3, rewards: (0.0, 1.0) };

/// Parameters that say how fast an agent forgets, and values at which that shows within tens of rounds.
const FORGETTING: [(&str, f64); 4] =
    [("gamma", 0.9), ("discount", 0.9), ("window", 12.0), ("half_life", 20.0)];

/// Agents that estimate each arm from its own rounds alone, so that estimates can be compared however they were heard of,
/// with the values at which they forget; the others, each for a reason.
fn estimators() -> Vec<(&'static AgentDescriptor, Values)> {
    let left_out = [
        // Networks learn from minibatches drawn at random: order matters.
        "neural",
        // Trains on rounds drawn at random, one draw a round heard of, or fits by batches.
        "bagging",
        "logistic",
        "cover",
        // Draws preferences or weights, estimates nothing.
        "exp3",
        "gradient",
        "random",
        "fixed",
        "oracle",
        // Commits to what its first rounds earned.
        "explore_then_commit",
        // Their memory is of rounds heard of, and their help says so.
        "k_nearest",
        "radius",
    ];
    let of = |descriptor: &'static AgentDescriptor| {
        let mut values = Values::default();
        for (name, value) in FORGETTING {
            if descriptor.part.parameter(name).is_some() {
                values.0.insert(name.to_owned(), Value::Number(value));
            }
        }
        (descriptor, values)
    };
    let agents = AGENTS.iter().copied().filter(|descriptor| {
        let id = descriptor.part.id;
        descriptor.family != Family::Mixture
            && descriptor.family != Family::Neural
            && !left_out.iter().any(|start| id.starts_with(start))
            && (descriptor.builder().build)(&Values::default(), &SHAPE).is_ok()
    });
    agents.map(of).collect()
}

fn build((descriptor, values): &(&'static AgentDescriptor, Values)) -> Box<dyn Agent> {
    let (values, errors) = descriptor.part.validate(values);
    assert!(errors.is_empty(), "{}: {errors:?}", descriptor.part.id);
    (descriptor.builder().build)(&values, &SHAPE).expect("it was built before")
}

#[derive(Debug, Clone)]
struct Event {
    context: [f64; 2],
    arm: usize,
    reward: f64,
    /// How many rounds later it is heard; none where it never is.
    delay: Option<u64>,
}

fn view(round: u64, context: &[f64]) -> View<'_> {
    View { round, context, items: &[0, 1, 2], arm_features: &[], expectations: &[] }
}

/// What an agent thinks in the round after these events, having been asked in every round and told when it was due; late
/// ones are told at the end of the last round at the latest.
fn thought(agent: &mut dyn Agent, events: &[Event]) -> Explanation {
    let mut stream = RngStream::new(1, 0, "forgetting");
    let last = events.len() as u64;
    for round in 1..=last {
        let event = &events[round as usize - 1];
        agent.choose(&view(round, &event.context), &mut stream);
        for (told, earlier) in (1..=round).zip(events) {
            if earlier.delay.is_some_and(|delay| (told + delay).min(last) == round) {
                let info = ActionInfo { probability: 0.5, ..ActionInfo::default() };
                let feedback = Feedback { reward: earlier.reward, objectives: &[], info, now: round };
                agent.update(&view(told, &earlier.context), earlier.arm, &feedback);
            }
        }
    }
    agent.choose(&view(last + 1, &[0.5, 1.0]), &mut stream);
    agent.explain(&view(last + 1, &[0.5, 1.0]))
}

fn near(what: &str, ours: &[f64], theirs: &[f64]) -> Result<(), TestCaseError> {
    prop_assert_eq!(ours.len(), theirs.len());
    for (our, their) in ours.iter().zip(theirs) {
        let same = our == their || (our - their).abs() <= 1e-7 * our.abs().max(their.abs()).max(1.0);
        prop_assert!(same, "{}: {:?} {:?}", what, ours, theirs);
    }
    Ok(())
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (-2.0..2.0_f64, -2.0..2.0_f64, 0_usize..3, 0.0..1.0_f64, 0_u64..15);
    let event = event.prop_map(|(x, y, arm, reward, delay)| Event {
        context: [x, y],
        arm,
        reward,
        delay: Some(delay),
    });
    proptest::collection::vec(event, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Once everything is heard, it does not matter when: what happened in a round has the weight of its age.
    #[test]
    fn late_feedback_ends_in_the_same_thoughts(events in events()) {
        for agent in estimators() {
            let at_once: Vec<Event> =
                events.iter().map(|event| Event { delay: Some(0), ..event.clone() }).collect();
            let (ours, theirs) = (thought(build(&agent).as_mut(), &events), thought(build(&agent).as_mut(), &at_once));
            near(agent.0.part.id, &ours.estimates, &theirs.estimates)?;
            near(agent.0.part.id, &ours.widths, &theirs.widths)?;
        }
    }

    /// What a forgetting agent thinks of an arm depends on the number of rounds since, not on how many of them it heard of:
    /// with the rounds of the other arms missing, it thinks of the first arm as with them.
    #[test]
    fn missing_feedback_is_forgotten_as_fast(events in events()) {
        for agent in estimators().into_iter().filter(|(_, values)| !values.0.is_empty()) {
            let told = |all: bool| -> Vec<Event> {
                let feedback = |event: &Event| (all || event.arm == 0).then_some(0);
                // The last round is heard of, so that no choice is under way.
                let last = Event { context: [1.0, 0.5], arm: 0, reward: 0.5, delay: Some(0) };
                let events = events.iter().map(|event| Event { delay: feedback(event), ..event.clone() });
                events.chain([last]).collect()
            };
            let ours = thought(build(&agent).as_mut(), &told(false));
            let theirs = thought(build(&agent).as_mut(), &told(true));
            near(agent.0.part.id, &ours.estimates[..1.min(ours.estimates.len())], &theirs.estimates[..1.min(theirs.estimates.len())])?;
            near(agent.0.part.id, &ours.widths[..1.min(ours.widths.len())], &theirs.widths[..1.min(theirs.widths.len())])?;
        }
    }
}

/// Every agent with a parameter of forgetting is among those that are compared, or is looked at below.
#[test]
fn no_forgetting_agent_is_left_out() {
    let compared: Vec<&str> = estimators().iter().map(|(descriptor, _)| descriptor.part.id).collect();
    let elsewhere =
        ["exp3_s", "exp3_mixture", "neural_lin_ucb", "neural_epsilon_greedy", "neural_multi_objective"];
    for descriptor in AGENTS {
        let forgets = FORGETTING.iter().any(|(name, _)| descriptor.part.parameter(name).is_some());
        let exp3 = ["exp3", "exp3_ix"].contains(&descriptor.part.id);
        let id = descriptor.part.id;
        assert!(!forgets || exp3 || compared.contains(&id) || elsewhere.contains(&id), "{id} forgets unseen");
    }
    assert!(compared.len() > 15, "{compared:?}");
}

/// Schedules count rounds: after 99 rounds of which nothing was heard, the probabilities are those of round 100.
#[test]
fn schedules_count_rounds() {
    for (id, expected) in [("square_cb", 1.0 / 3.0), ("cover", 1.0 / 3.0)] {
        let descriptor = AGENTS.iter().find(|of| of.part.id == id).expect("it is there");
        let mut agent =
            (descriptor.builder().build)(&Values::default(), &SHAPE).expect("it needs no arm features");
        let mut stream = RngStream::new(1, 0, "schedules");
        for round in 1..100 {
            agent.choose(&view(round, &[1.0, 0.0]), &mut stream);
        }
        // One reward of the first arm, in round 100, makes the arms differ from round 101 on.
        agent.choose(&view(100, &[1.0, 0.0]), &mut stream);
        let before = agent.explain(&view(100, &[1.0, 0.0])).probabilities;
        assert!(before.iter().all(|probability| (probability - expected).abs() < 1e-12), "{id}: {before:?}");
        let info = ActionInfo { probability: 1.0 / 3.0, ..ActionInfo::default() };
        let feedback = Feedback { reward: 1.0, objectives: &[], info, now: 100 };
        agent.update(&view(100, &[1.0, 0.0]), 0, &feedback);
        agent.choose(&view(101, &[1.0, 0.0]), &mut stream);
        let after = agent.explain(&view(101, &[1.0, 0.0])).probabilities;
        let others = match id {
            // gamma = 10 sqrt(101), and the estimate is 1/2.
            "square_cb" => 1.0 / (3.0 + 10.0 * 101.0_f64.sqrt() * 0.5),
            _ => 1.0 / (3.0 * 101.0_f64).sqrt(),
        };
        assert!((after[1] - others).abs() < 1e-12, "{id}: {after:?}, expected {others}");
    }
}
