//! Numbers that change over rounds, in every agent and ranker that has one.

use bandit_playground::agent::AGENTS;
use bandit_playground::descriptor::{Descriptor, Kind, Parameter, Value, Values};
use bandit_playground::metrics::Metric;
use bandit_playground::ranking::RANKERS;
use bandit_playground::results::RunLog;
use bandit_playground::simulation::run;
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec, link};

const HORIZON: u64 = 120;

/// Runs the policy with this value in an environment where it can be.
fn log(environment: &str, part: &'static Descriptor, parameter: &Parameter, value: Value) -> RunLog {
    let mut policy = PolicySpec::of_part(part);
    policy.agent.parameters.set(parameter, value);
    // Few context features, so that some rounds are alike; environments of slates have none.
    let few = ("dimension".to_owned(), Value::Number(2.0));
    let parameters = Values::from_iter(environment.ends_with("linear").then_some(few));
    let environment = PartChoice { id: environment.to_owned(), parameters };
    let experiment = Experiment {
        environment,
        policies: vec![policy],
        horizon: HORIZON,
        seeds: 2,
        ..Experiment::default()
    };
    run(&experiment, None).unwrap_or_else(|error| panic!("{} {}: {error}", part.id, parameter.name))
}

/// Each metric of each seed at the checkpoints up to a round, as bits; a run need not have every metric of its kind.
fn bits(log: &RunLog, until: u64) -> Vec<u64> {
    let count = log.rounds.iter().filter(|round| **round <= until).count();
    assert!(count > 0, "there is a checkpoint");
    let seeds = &log.policies[0].seeds;
    let of = |metric: &'static Metric| {
        seeds.iter().flat_map(move |seed| seed.of(metric).iter().take(count).map(|value| value.to_bits()))
    };
    log.experiment.metrics().iter().flat_map(|metric| of(metric)).collect()
}

fn scheduled(part: &'static Descriptor) -> impl Iterator<Item = (&'static Parameter, f64, [f64; 2])> {
    part.parameters.iter().filter_map(|parameter| match parameter.kind {
        Kind::Schedule { minimum, maximum, default, .. } => Some((parameter, default, [minimum, maximum])),
        _ => None,
    })
}

/// A schedule that keeps its number is the number, bit for bit; one that changes is it up to the change, and for some agents of
/// each parameter not after it.
fn check(environment: &str, part: &'static Descriptor) -> usize {
    let mut changed = 0;
    for (parameter, default, ends) in scheduled(part) {
        let of = |text: String| log(environment, part, parameter, Value::Choice(text));
        let constant = log(environment, part, parameter, Value::Number(default));
        let kept = of(format!("{default} until 40 then {default}"));
        assert_eq!(bits(&kept, HORIZON), bits(&constant, HORIZON), "{} {}", part.id, parameter.name);
        for end in ends {
            let other = of(format!("{default} until 40 then {end}"));
            assert_eq!(bits(&other, 40), bits(&constant, 40), "{} {}", part.id, parameter.name);
            changed += usize::from(bits(&other, HORIZON) != bits(&constant, HORIZON));
        }
    }
    changed
}

#[test]
fn agents_follow_schedules() {
    let mut agents = 0;
    for descriptor in AGENTS.iter().filter(|descriptor| scheduled(&descriptor.part).next().is_some()) {
        agents += 1;
        let environment = if descriptor.part.facts.iter().any(|fact| fact.always_needed().is_some()) {
            "per_arm_linear"
        } else {
            "stationary_linear"
        };
        assert!(check(environment, &descriptor.part) > 0, "{} heeds its schedules", descriptor.part.id);
    }
    assert!(agents >= 20, "{agents}");
}

#[test]
fn rankers_follow_schedules() {
    let rankers: Vec<_> =
        RANKERS.iter().filter(|descriptor| scheduled(&descriptor.part).next().is_some()).collect();
    assert_eq!(rankers.len(), 2);
    for descriptor in rankers {
        assert!(check("gap_slates", &descriptor.part) > 0, "{} heeds its schedules", descriptor.part.id);
    }
}

/// Links, JSON and the link again: the same schedule, without blanks in the link.
#[test]
fn schedules_and_lists_go_through_links_and_json() {
    let link = "#1w=sliding_linear&c=neural_boltzmann;arm_layers=8;context_layers=48,24,12;temperature=1000until500then0.05&c=exp3_mixture;settings_1=alpha:1to0.1in50,gamma:0.98";
    let opened = link::decode(link).expect("it is a link");
    assert!(opened.notices.is_empty(), "{:?}", opened.notices);
    assert_eq!(link::encode(&opened.experiment, None), link);
    let values = &opened.experiment.policies[0].agent.parameters.0;
    assert_eq!(values["temperature"], Value::Choice("1000 until 500 then 0.05".to_owned()));
    let json = serde_json::to_string(&opened.experiment).expect("it is written");
    assert_eq!(Experiment::from_json(&json).expect("it is read"), opened.experiment);
    let listed = json
        .replace("\"48,24,12\"", "[48, 24, 12]")
        .replace("1000 until 500 then 0.05", "1000 until 500, then 0.05");
    assert_ne!(listed, json);
    assert_eq!(Experiment::from_json(&listed).expect("a list is read"), opened.experiment);
}

/// What can't be read is named with what would be right, and the default takes its place.
#[test]
fn a_wrong_schedule_or_list_is_named() {
    let opened =
        link::decode("#1c=lin_ucb;alpha=soon&c=neural_ucb;context_layers=48,0").expect("it is a link");
    let notices: Vec<String> = opened.notices.iter().map(|notice| notice.0.clone()).collect();
    assert!(notices[0].contains("LinUCB: alpha is soon, but must be a number between 0 and 100, or such numbers over rounds: \"1 until 500 then 0.1\""), "{notices:?}");
    assert!(notices[1].contains("context_layers is 48,0, but must be at most 6 whole numbers between 1 and 512 with commas between, such as 48,24,12"), "{notices:?}");
    assert!(opened.experiment.policies.iter().all(|policy| policy.agent.parameters.0.is_empty()));
}
