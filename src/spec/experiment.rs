//! What an experiment is: plain data, with one versioned schema.

use serde::{Deserialize, Serialize};

use crate::agent;
use crate::data::SourceRefs;
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Values, words};
use crate::environment;
use crate::ranking::{CLICK_MODELS, clicks, rankers};
use crate::spec::ExperimentError;
pub use crate::spec::limits::{MEMORY_LIMIT, MOST_POLICIES, VERSION};
use crate::spec::positional::positional;
use crate::spec::setting_values::SettingValues;

/// Number of seeds when none is given.
pub const DEFAULT_SEEDS: i64 = 10;

/// Largest master seed has this many decimal digits, so that it survives JSON in every language.
pub const MASTER_SEED_DIGITS: u32 = 15;

/// The horizon as a parameter: range, default and help in one place, as for every other number.
pub const HORIZON: Parameter = Parameter {
    name: "horizon",
    title: "Horizon",
    kind: Kind::Integer { minimum: 1, maximum: 1_000_000, default: 5_000, scale: Scale::Logarithmic },
    unit: "rounds",
    help: words(
        "How many rounds a run has. In each, one user arrives, and every agent makes its pick. More rounds show how agents do in the long run, and take longer.",
    ),
};

/// The number of seeds as a parameter.
pub const SEEDS: Parameter = Parameter {
    name: "seeds",
    title: "Seeds",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: DEFAULT_SEEDS, scale: Scale::Logarithmic },
    unit: "",
    help: words(
        "How many times the experiment is run, each time with other users and other noise. More seeds make the band around a curve narrower, and take longer.",
    ),
};

/// The master seed as a parameter.
pub const MASTER_SEED: Parameter = Parameter {
    name: "master_seed",
    title: "Master seed",
    kind: Kind::Integer {
        minimum: 0,
        maximum: 10_i64.pow(MASTER_SEED_DIGITS) - 1,
        default: 42,
        scale: Scale::Linear,
    },
    unit: "",
    help: words(
        "The number that all chance is drawn from. Keep it, and a run comes out the same to the last bit; change it, and users, noise and the draws of agents are other ones.",
    ),
};

/// The settings of an experiment that are not a part's.
pub const SETTINGS: Descriptor = Descriptor {
    id: "experiment",
    title: "Experiment",
    sentence: words(""),
    citation: words(""),
    facts: &[],
    parameters: &[HORIZON, SEEDS, MASTER_SEED],
};

/// A part and the values of its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
pub struct PartChoice {
    /// Id of the part.
    pub id: String,
    /// Values that differ from the defaults.
    #[serde(default, skip_serializing_if = "no_values")]
    pub parameters: Values,
}

fn no_values(values: &Values) -> bool {
    values.0.is_empty()
}

/// One agent, or in an environment of slates one ranker. In JSON: `{"agent": "lin_ucb", "parameters": {"alpha": 2},
/// "stream": 0, "label": "mine"}`, of which only the first must be there; for a ranker it may as well be called "ranker".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "PolicyJson", into = "PolicyJson", remote = "Self")]
pub struct PolicySpec {
    /// Id of the agent or ranker and its values.
    pub agent: PartChoice,
    /// Which of the agent's streams of coin flips it uses. Two policies with the same agent and the same stream
    /// flip the same coins, so that a changed parameter is compared on the same random numbers; adding, removing or moving
    /// other policies changes nothing.
    pub stream: u32,
    /// A custom name, where it has one.
    pub label: Option<String>,
}

/// A [`PolicySpec`] as it stands in JSON: flat, and without room for misspelt names.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyJson {
    #[serde(alias = "ranker")]
    agent: String,
    #[serde(default, skip_serializing_if = "no_values")]
    parameters: Values,
    #[serde(default, skip_serializing_if = "is_zero")]
    stream: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
}

impl From<PolicyJson> for PolicySpec {
    fn from(json: PolicyJson) -> PolicySpec {
        let agent = PartChoice { id: json.agent, parameters: json.parameters };
        PolicySpec { agent, stream: json.stream, label: json.label }
    }
}

impl From<PolicySpec> for PolicyJson {
    fn from(policy: PolicySpec) -> PolicyJson {
        let PartChoice { id, parameters } = policy.agent;
        PolicyJson { agent: id, parameters, stream: policy.stream, label: policy.label }
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// An experiment: everything that a run depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// Version of the schema.
    pub version: u32,
    /// The environment and its values; "world" in JSON.
    pub environment: PartChoice,
    /// The agents, in the order of the page; "contenders" in JSON.
    pub policies: Vec<PolicySpec>,
    /// Number of rounds.
    pub horizon: u64,
    /// Number of repetitions.
    pub seeds: u32,
    /// Where all randomness comes from.
    pub master_seed: u64,
    /// The click model and its values in an environment of slates, when not the default one.
    pub clicks: Option<PartChoice>,
    /// The values of all further groups of settings, each of which has a field of its own in JSON.
    pub settings: SettingValues,
    /// The data, of each kind when not the bundled ones; in JSON each in the field of its kind.
    pub sources: SourceRefs,
}

positional!(PartChoice { id, parameters });
positional!(PolicySpec { agent, stream, label });

fn version() -> u32 {
    VERSION
}
pub(super) fn default_horizon() -> u64 {
    Values::default().number(&HORIZON) as u64
}
pub(super) fn default_seeds() -> u32 {
    Values::default().number(&SEEDS) as u32
}
pub(super) fn default_master_seed() -> u64 {
    Values::default().number(&MASTER_SEED) as u64
}

/// Something that was changed to make an experiment right, as a sentence for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice(pub String);

impl Default for Experiment {
    /// The experiment that the page opens with: four agents on MovieLens.
    fn default() -> Experiment {
        let policies = [
            &agent::lin_ucb::DESCRIPTOR,
            &agent::lin_ts::DESCRIPTOR,
            &agent::epsilon_greedy::DESCRIPTOR,
            &agent::random::DESCRIPTOR,
        ];
        Experiment {
            version: VERSION,
            environment: PartChoice::new(&environment::ENVIRONMENTS[0].part),
            policies: policies.iter().map(|descriptor| PolicySpec::new(descriptor)).collect(),
            horizon: default_horizon(),
            seeds: default_seeds(),
            master_seed: default_master_seed(),
            clicks: None,
            settings: SettingValues::default(),
            sources: SourceRefs::NONE,
        }
    }
}

impl Experiment {
    /// Whether it is the experiment that the page opens with: for that the engine that comes first is enough
    /// (`src/bin/starter.rs`).
    pub fn is_default(&self) -> bool {
        *self == Experiment::default()
    }
}

impl PartChoice {
    /// A part with its defaults.
    pub fn new(part: &Descriptor) -> PartChoice {
        PartChoice { id: part.id.to_owned(), parameters: Values::default() }
    }
}

impl PolicySpec {
    /// An agent with its defaults.
    pub fn new(descriptor: &agent::AgentDescriptor) -> PolicySpec {
        PolicySpec { agent: PartChoice::new(&descriptor.part), stream: 0, label: None }
    }

    /// A ranker with its defaults.
    pub fn ranker(descriptor: &rankers::RankerDescriptor) -> PolicySpec {
        PolicySpec { agent: PartChoice::new(&descriptor.part), stream: 0, label: None }
    }

    /// The agent's descriptor; none where there is no such agent, as for a ranker.
    pub fn descriptor(&self) -> Option<&'static agent::AgentDescriptor> {
        agent::find(&self.agent.id)
    }
}

/// Packs code that stands in JSON as text.
#[cfg(not(feature = "starter"))]
fn pack_code(experiment: &mut Experiment) -> Result<(), ExperimentError> {
    use crate::agent::script::{CODE, DESCRIPTOR, is_packed, pack};
    for policy in experiment.policies.iter_mut().filter(|policy| policy.agent.id == DESCRIPTOR.part.id) {
        if let Some(crate::descriptor::Value::Choice(code)) = policy.agent.parameters.0.get_mut(CODE.name)
            && !code.is_empty()
            && !is_packed(code)
        {
            *code = pack(code).map_err(|error| ExperimentError::Json(error.to_string()))?;
        }
    }
    Ok(())
}

impl Experiment {
    /// The descriptor of an environment of arms; none in an environment of slates, and where there is no such environment.
    pub fn environment_descriptor(&self) -> Option<&'static environment::EnvironmentDescriptor> {
        environment::find(&self.environment.id)
    }

    /// The click model of an environment of slates with its values: the chosen one, or the default.
    ///
    /// # Errors
    /// No such click model, which [`Experiment::validate`] excludes.
    pub fn click_model(&self) -> Result<(&'static clicks::ClickModelDescriptor, Values), ExperimentError> {
        let Some(choice) = &self.clicks else { return Ok((CLICK_MODELS[0], Values::default())) };
        let descriptor =
            clicks::find(&choice.id).ok_or_else(|| ExperimentError::unknown_clicks(&choice.id))?;
        Ok((descriptor, choice.parameters.clone()))
    }

    /// Reads JSON. Wrong values are errors here; a link clamps them instead (see [`Experiment::validate`]).
    pub fn from_json(text: &str) -> Result<Experiment, ExperimentError> {
        #[derive(Deserialize)]
        struct Version {
            #[serde(default = "version")]
            version: u32,
        }
        let json_error = |error: serde_json::Error| ExperimentError::Json(error.to_string());
        let found: Version = serde_json::from_str(text).map_err(json_error)?;
        if found.version > VERSION {
            return Err(ExperimentError::Future(found.version));
        }
        #[allow(unused_mut)]
        let mut experiment: Experiment = serde_json::from_str(text).map_err(json_error)?;
        #[cfg(not(feature = "starter"))]
        pack_code(&mut experiment)?;
        experiment.checked()
    }

    /// The experiment in its valid form, see [`Experiment::validate`], where nothing in it is wrong.
    ///
    /// # Errors
    /// The first wrong value, or what [`Experiment::validate`] can't mend.
    pub fn checked(&self) -> Result<Experiment, ExperimentError> {
        let (validated, errors) = self.validate()?;
        match errors.into_iter().next() {
            Some(error) => Err(error.into()),
            None => Ok(validated),
        }
    }

    /// Horizon, seeds and master seed as values of [`SETTINGS`].
    pub fn run_settings(&self) -> Values {
        let mut values = Values::default();
        let numbers = [self.horizon as f64, f64::from(self.seeds), self.master_seed as f64];
        for (parameter, number) in SETTINGS.parameters.iter().zip(numbers) {
            values.set(parameter, crate::descriptor::Value::Number(number));
        }
        values
    }

    /// Takes horizon, seeds and master seed from values of [`SETTINGS`].
    pub fn set_run_settings(&mut self, values: &Values) {
        self.horizon = values.number(&HORIZON) as u64;
        self.seeds = values.number(&SEEDS) as u32;
        self.master_seed = values.number(&MASTER_SEED) as u64;
    }

    /// The same with these values of a group of settings.
    pub fn with_settings(mut self, group: &Descriptor, values: Values) -> Experiment {
        self.settings.replace(group, values);
        self
    }

    /// What policy `index` is called: its own label, or the agent's title with what differs from the defaults
    /// wherever two policies have the same agent.
    pub fn label(&self, index: usize) -> String {
        let Some(policy) = self.policies.get(index) else { return String::new() };
        if let Some(label) = &policy.label {
            return label.clone();
        }
        let Some(part) = policy.part() else { return policy.agent.id.clone() };
        let title = part.title;
        if self.policies.iter().filter(|other| other.agent.id == policy.agent.id).count() < 2 {
            return title.to_owned();
        }
        let mut details: Vec<String> = policy
            .agent
            .parameters
            .0
            .iter()
            .map(|(name, value)| {
                let shown = part.parameter(name).map_or(name.as_str(), |parameter| parameter.title);
                format!("{} {value}", shown.to_lowercase())
            })
            .collect();
        if policy.stream != 0 {
            details.push(format!("stream {}", policy.stream));
        }
        if details.is_empty() { title.to_owned() } else { format!("{title} ({})", details.join(", ")) }
    }
}
