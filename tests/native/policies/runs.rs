//! Small experiments in which each agent and each ranker runs.

use std::sync::{Arc, OnceLock};

use bandit_playground::agent::AGENTS;
use bandit_playground::data::{Dataset, bundle};
use bandit_playground::descriptor::{Descriptor, Kind, Value};
use bandit_playground::environment::ENVIRONMENTS;
use bandit_playground::ranking::{CLICK_MODELS, RANKERS, SLATE_ENVIRONMENTS};
use bandit_playground::simulation::{PreparedEnvironment, Stepper};
use bandit_playground::spec::{Experiment, ExperimentError, PartChoice, PolicySpec, feedback};

use crate::share;

/// Sizes that keep the tests fast: what is tested here does not depend on them.
const SMALL: [(&str, f64); 15] = [
    ("items", 9.0),
    ("movies", 9.0),
    ("arms", 5.0),
    ("slots", 3.0),
    ("rank", 3.0),
    ("dimension", 3.0),
    ("arm_dimension", 3.0),
    ("words", 5.0),
    ("segment", 300.0),
    ("width", 6.0),
    ("batch", 4.0),
    ("train_every", 2.0),
    ("capacity", 64.0),
    ("remembered", 32.0),
    ("memory", 64.0),
];

/// Numbers with which a policy does something else than by default.
const OTHER: [(&str, f64); 4] =
    [("gumbel", 0.5), ("prior", 0.0), ("network_rounds", 0.0), ("half_life", 100.0)];

/// Options of a choice beyond which not all are tried: members of mixtures are agents that are tried themselves.
const MOST_OPTIONS: usize = 6;

fn ratings() -> &'static Arc<Dataset> {
    static RATINGS: OnceLock<Arc<Dataset>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let bytes = include_bytes!("../../../static/data/movielens-small.bundle");
        Arc::new(bundle::decode(bytes).expect("the bundle can be read"))
    })
}

fn small(part: &Descriptor) -> PartChoice {
    let mut choice = PartChoice::new(part);
    for (name, size) in SMALL {
        if let Some(parameter) = part.parameter(name) {
            choice.parameters.set(parameter, parameter.nearest("", &Value::Number(size)).0);
        }
    }
    choice
}

/// The part as it is, and once with each option of each choice, each switch turned and each discount below one.
fn variants(part: &Descriptor) -> Vec<PartChoice> {
    let mut all = vec![small(part)];
    let mut add = |parameter, value| {
        let mut choice = small(part);
        choice.parameters.set(parameter, value);
        all.push(choice);
    };
    for parameter in part.parameters {
        match parameter.kind {
            Kind::Choice { options, default } if options.len() <= MOST_OPTIONS => options
                .iter()
                .filter(|option| option.id != default)
                .for_each(|option| add(parameter, Value::Choice(option.id.to_owned()))),
            Kind::Switch { default } => add(parameter, Value::Switch(!default)),
            Kind::Number { minimum, maximum, default, .. } if maximum == 1.0 && default == 1.0 => {
                add(parameter, Value::Number(0.97_f64.max(minimum)));
            }
            _ => {}
        }
        if let Some((_, value)) = OTHER.iter().find(|(name, _)| *name == parameter.name) {
            add(parameter, Value::Number(*value));
        }
    }
    all
}

/// An experiment of one policy.
#[derive(Debug, Clone)]
pub struct Case {
    pub experiment: Experiment,
}

impl Case {
    /// The policy in an environment, with feedback this late; none where it can't be built there.
    fn new(
        policy: &PartChoice,
        environment: &PartChoice,
        clicks: Option<&PartChoice>,
        delay: u64,
    ) -> Option<Case> {
        let part = PolicySpec { agent: policy.clone(), stream: 0, label: None };
        let mut experiment = Experiment {
            environment: environment.clone(),
            clicks: clicks.cloned(),
            policies: vec![part],
            horizon: 1_000,
            seeds: 1,
            ..Experiment::default()
        };
        experiment.settings.set(&feedback::FEEDBACK, &feedback::DELAY, Value::Number(delay as f64));
        let (experiment, errors) = experiment.validate().expect("it is an experiment");
        assert!(errors.is_empty(), "{errors:?}");
        let case = Case { experiment };
        match case.try_stepper() {
            Ok(_) => Some(case),
            Err(ExperimentError::Agent(_) | ExperimentError::Ranker(_) | ExperimentError::Clicks(_)) => None,
            Err(error) => panic!("{}: {error}", case.name()),
        }
    }

    fn try_stepper(&self) -> Result<Stepper, ExperimentError> {
        Stepper::new(&self.experiment, self.experiment.prepare(Some(ratings()))?, 0..1)
    }

    /// The environment.
    pub fn environment(&self) -> PreparedEnvironment {
        self.experiment.prepare(Some(ratings())).expect("it was prepared before")
    }

    /// The experiment before its first round.
    pub fn stepper(&self) -> Stepper {
        self.try_stepper().expect("it was built before")
    }

    /// What chooses.
    pub fn part(&self) -> &PartChoice {
        &self.experiment.policies[0].agent
    }

    /// Ids of the environment and of the click model.
    pub fn environment_and_clicks(&self) -> String {
        let clicks = self.experiment.clicks.as_ref().map(|clicks| format!(", {}", clicks.id));
        format!("{}{}", self.experiment.environment.id, clicks.unwrap_or_default())
    }

    pub fn name(&self) -> String {
        format!("{:?} in {}", self.part(), self.experiment.environment.id)
    }
}

fn environment(id: &str) -> PartChoice {
    let arms = ENVIRONMENTS.iter().map(|descriptor| &descriptor.part);
    let slates = SLATE_ENVIRONMENTS.iter().map(|descriptor| &descriptor.part);
    small(arms.chain(slates).find(|part| part.id == id).expect("there is such an environment"))
}

fn clicks(id: &str) -> PartChoice {
    small(&CLICK_MODELS.iter().find(|model| model.part.id == id).expect("there is such a click model").part)
}

/// Every agent in each of these environments, with feedback this late.
pub fn agents(environments: &[&str], delays: &[u64], all_variants: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for descriptor in AGENTS {
        let before = cases.len();
        for policy in variants(&descriptor.part).iter().take(if all_variants { usize::MAX } else { 1 }) {
            for (id, delay) in environments.iter().flat_map(|id| delays.iter().map(move |delay| (id, delay)))
            {
                cases.extend(Case::new(policy, &environment(id), None, *delay));
            }
        }
        assert!(cases.len() > before, "{} can be built in none of {environments:?}", descriptor.part.id);
    }
    cases
}

/// Those of this run's share.
pub fn due(mut cases: Vec<Case>) -> Vec<Case> {
    cases.retain(|case| share::is_due(&case.name()));
    cases
}

/// Every ranker in environments that offer what rankers need.
pub fn rankers(delays: &[u64], all_variants: bool) -> Vec<Case> {
    let settings = [
        ("drawn_slates", "cascade"),
        ("drawn_slates", "position_based"),
        ("scored_slates", "position_based"),
        ("movielens_halves_slates", "cascade"),
        ("movielens_genre_slates", "coverage_cascade"),
    ];
    let mut cases = Vec::new();
    for descriptor in RANKERS {
        let before = cases.len();
        for policy in variants(&descriptor.part).iter().take(if all_variants { usize::MAX } else { 1 }) {
            for ((id, model), delay) in
                settings.iter().flat_map(|setting| delays.iter().map(move |delay| (setting, delay)))
            {
                cases.extend(Case::new(policy, &environment(id), Some(&clicks(model)), *delay));
            }
        }
        assert!(cases.len() > before, "{} can be built in none of {settings:?}", descriptor.part.id);
    }
    cases
}
