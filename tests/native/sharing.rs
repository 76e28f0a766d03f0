//! What one worker has made of the ratings and the others take: the same results, without the work.

use std::sync::{Arc, OnceLock};

use bandit_playground::agent;
use bandit_playground::data::{Dataset, bundle};
use bandit_playground::descriptor::{Descriptor, Value};
use bandit_playground::environment::ENVIRONMENTS;
use bandit_playground::ranking::{RANKERS, SLATE_ENVIRONMENTS};
use bandit_playground::results::RunLog;
use bandit_playground::simulation::{PreparedEnvironment, Stepper, run};
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};

fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let bytes = include_bytes!("../../static/data/movielens-small.bundle");
        Arc::new(bundle::decode(bytes).expect("the bundle can be read"))
    })
}

/// Experiments in every environment that factorizes ratings, each with every option of how it factorizes them.
fn experiments(rank: f64) -> Vec<Experiment> {
    let arms = ENVIRONMENTS.iter().filter(|environment| environment.data.iter().any(|data| data.required));
    let slates =
        SLATE_ENVIRONMENTS.iter().filter(|environment| environment.data.iter().any(|data| data.required));
    let arms = arms.map(|environment| (environment.part, PolicySpec::new(&agent::random::DESCRIPTOR)));
    let slates = slates.map(|environment| (environment.part, PolicySpec::ranker(RANKERS[0])));
    let factorizes = |(part, _): &(Descriptor, PolicySpec)| part.parameter("rank").is_some();
    let several = arms.chain(slates).filter(factorizes).flat_map(|(part, policy)| {
        let kinds =
            part.parameter("factorization").map_or(vec![""], |_| vec!["zero_filled_svd", "observed_als"]);
        kinds.into_iter().map(move |kind| (part, policy.clone(), kind)).collect::<Vec<_>>()
    });
    several.map(|(part, policy, kind)| experiment(part, policy, kind, rank)).collect()
}

fn experiment(part: Descriptor, policy: PolicySpec, kind: &str, rank: f64) -> Experiment {
    let mut environment = PartChoice::new(&part);
    let choice = Value::Choice(kind.to_owned());
    for (name, value) in
        [("movies", Value::Number(30.0)), ("rank", Value::Number(rank)), ("factorization", choice)]
    {
        if let Some(parameter) = part.parameter(name) {
            environment.parameters.set(parameter, value);
        }
    }
    Experiment { environment, policies: vec![policy], horizon: 50, seeds: 3, ..Experiment::default() }
        .checked()
        .unwrap_or_else(|error| panic!("{}: {error}", part.id))
}

/// Prepares with these factors, and counts how often there is word of factorizing.
fn prepared_from(experiment: &Experiment, factors: &[u8]) -> (PreparedEnvironment, usize) {
    let mut words = 0;
    let mut tell = |task: &str, _: f64| words += usize::from(task.starts_with("factorizing"));
    let environment = experiment.prepare_from(Some(ratings()), factors, &mut tell).expect("it can be made");
    (environment, words)
}

#[test]
fn workers_that_take_factors_give_the_same_digest_without_factorizing() {
    for (experiment, other) in experiments(4.0).iter().zip(&experiments(3.0)) {
        let name = format!("{:?}", experiment.environment);
        let expected = run(experiment, Some(ratings())).expect("it can be run").digest();
        let first = experiment.prepare(Some(ratings())).expect("it can be made");
        let factors = first.factors().unwrap_or_else(|| panic!("{name} shares nothing"));
        let (second, words) = prepared_from(experiment, &factors);
        assert_eq!(words, 0, "{name} factorizes again");
        assert_eq!(second.factors().as_ref(), Some(&factors), "{name}");
        let mut log = RunLog::new(experiment, first.items());
        for (environment, seeds) in [(first, 0..1), (second, 1..3)] {
            let mut stepper = Stepper::new(experiment, environment, seeds).expect("it can be run");
            stepper.advance(experiment.horizon);
            log.apply(&stepper.take()).expect("it is of this experiment");
        }
        assert_eq!(log.digest(), expected, "{name}");
        // Those of another rank, or damaged ones, are ignored.
        let of_another = other.prepare(Some(ratings())).expect("it can be made").factors();
        for wrong in [of_another.expect("it shares, too").as_slice(), &factors[..factors.len() / 2], b""] {
            let (environment, words) = prepared_from(experiment, wrong);
            assert!(words > 0, "{name} takes factors that are not its own");
            assert_eq!(environment.factors().as_ref(), Some(&factors), "{name}");
        }
    }
}
