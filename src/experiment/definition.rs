//! What an experiment is: plain data, with one versioned schema.

use serde::{Deserialize, Serialize};

use super::feedback::FEEDBACK;
use crate::agent;
use crate::declaration::{Kind, Parameter, Part, Scale, ValueError, Values};
use crate::world;

/// Version of the schema, and the first character of a link.
pub const VERSION: u32 = 1;

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
    help: "How many users come by, one a round; every contender serves all of them.",
};

/// The number of seeds as a parameter.
pub const SEEDS: Parameter = Parameter {
    name: "seeds",
    title: "Seeds",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: DEFAULT_SEEDS, scale: Scale::Logarithmic },
    unit: "",
    help: "How many times the whole experiment is repeated with other randomness; the band around a curve comes from these.",
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
    help: "All randomness comes from this number: the same number gives the same bits.",
};

/// The settings of an experiment that are not a part's.
pub const SETTINGS: Part = Part {
    id: "experiment",
    title: "Experiment",
    sentence: "",
    citation: "",
    parameters: &[HORIZON, SEEDS, MASTER_SEED],
};

/// Most contenders in one experiment: as many as there are colours and dashes to tell them apart.
pub const MOST_CONTENDERS: usize = 8;

/// Most bytes of agents' state and of feedback under way in one experiment.
pub const MEMORY_LIMIT: u64 = 1 << 30;

/// A part and the values of its parameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// One agent in the race. In JSON: `{"agent": "lin_ucb", "parameters": {"alpha": 2}, "stream": 0, "label": "mine"}`,
/// of which only the first must be there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "ContenderJson", into = "ContenderJson")]
pub struct Contender {
    /// Id of the agent and its values.
    pub agent: PartChoice,
    /// Which of the agent's streams of coin flips it uses. Two contenders with the same agent and the same stream
    /// flip the same coins, so that a changed parameter is compared on the same luck; adding, removing or moving
    /// other contenders changes nothing.
    pub stream: u32,
    /// A name of one's own, where it has one.
    pub label: Option<String>,
}

/// A [`Contender`] as it stands in JSON: flat, and without room for misspelt names.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContenderJson {
    agent: String,
    #[serde(default, skip_serializing_if = "no_values")]
    parameters: Values,
    #[serde(default, skip_serializing_if = "is_zero")]
    stream: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
}

impl From<ContenderJson> for Contender {
    fn from(json: ContenderJson) -> Contender {
        let agent = PartChoice { id: json.agent, parameters: json.parameters };
        Contender { agent, stream: json.stream, label: json.label }
    }
}

impl From<Contender> for ContenderJson {
    fn from(contender: Contender) -> ContenderJson {
        let PartChoice { id, parameters } = contender.agent;
        ContenderJson { agent: id, parameters, stream: contender.stream, label: contender.label }
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Which ratings an experiment was made with, when not the bundled ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingsSource {
    /// Fingerprint of the ratings, 16 hexadecimal digits.
    pub fingerprint: String,
    /// What the file was called, to help find it again.
    #[serde(default)]
    pub name: String,
}

/// An experiment: everything that a run depends on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// Version of the schema.
    #[serde(default = "version")]
    pub version: u32,
    /// The world and its values.
    pub world: PartChoice,
    /// The agents, in the order of the page.
    pub contenders: Vec<Contender>,
    /// Number of rounds.
    #[serde(default = "default_horizon")]
    pub horizon: u64,
    /// Number of repetitions.
    #[serde(default = "default_seeds")]
    pub seeds: u32,
    /// Where all randomness comes from.
    #[serde(default = "default_master_seed")]
    pub master_seed: u64,
    /// Values of [`FEEDBACK`]: when and how agents hear what their choices earned. Empty is at once and exactly.
    #[serde(default, skip_serializing_if = "no_values")]
    pub feedback: Values,
    /// The ratings, when not the bundled ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratings: Option<RatingsSource>,
}

fn version() -> u32 {
    VERSION
}
fn default_horizon() -> u64 {
    Values::default().number(&HORIZON) as u64
}
fn default_seeds() -> u32 {
    Values::default().number(&SEEDS) as u32
}
fn default_master_seed() -> u64 {
    Values::default().number(&MASTER_SEED) as u64
}

/// Something that was changed to make an experiment right, as a sentence for the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice(pub String);

/// Why an experiment is no experiment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExperimentError {
    /// Not JSON, or not of this schema.
    #[error("this is not an experiment: {0}")]
    Json(String),
    /// Written by a newer program.
    #[error(
        "this experiment has schema version {0}, and this program reads versions up to {VERSION}: use a newer one"
    )]
    Future(u32),
    /// No such world.
    #[error("there is no world \"{id}\"; there is {known}")]
    UnknownWorld {
        /// What was asked for.
        id: String,
        /// What there is.
        known: String,
    },
    /// No such agent.
    #[error("there is no agent \"{id}\"; there is {known}")]
    UnknownAgent {
        /// What was asked for.
        id: String,
        /// What there is.
        known: String,
    },
    /// A value is wrong.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// No contender, or too many.
    #[error("an experiment has 1 to {MOST_CONTENDERS} contenders, and this one has {0}")]
    Contenders(usize),
    /// The world can't be made.
    #[error(transparent)]
    World(#[from] world::WorldError),
    /// An agent can't be made for the world.
    #[error(transparent)]
    Agent(#[from] agent::BuildError),
    /// It would not fit into memory.
    #[error(
        "this experiment needs about {needed} MB for its agents and the feedback under way, and the limit is {limit} MB: take fewer arms, a lower rank, fewer seeds, fewer contenders or shorter delays"
    )]
    TooLarge {
        /// What it needs.
        needed: u64,
        /// What is allowed.
        limit: u64,
    },
    /// Made with other ratings than those at hand.
    #[error(
        "this experiment was made with the ratings \"{name}\" (fingerprint {fingerprint}), and those are not loaded: open that file first"
    )]
    OtherRatings {
        /// What the file was called.
        name: String,
        /// Its fingerprint.
        fingerprint: String,
    },
}

impl Default for Experiment {
    /// The preset that the page opens with: four agents on MovieLens.
    fn default() -> Experiment {
        let contenders = [
            &agent::lin_ucb::DECLARATION,
            &agent::lin_ts::DECLARATION,
            &agent::epsilon_greedy::DECLARATION,
            &agent::random::DECLARATION,
        ];
        Experiment {
            version: VERSION,
            world: PartChoice { id: world::WORLDS[0].part.id.to_owned(), parameters: Values::default() },
            contenders: contenders.iter().map(|declaration| Contender::new(declaration)).collect(),
            horizon: default_horizon(),
            seeds: default_seeds(),
            master_seed: default_master_seed(),
            feedback: Values::default(),
            ratings: None,
        }
    }
}

impl Contender {
    /// An agent with its defaults.
    pub fn new(declaration: &agent::Declaration) -> Contender {
        let agent = PartChoice { id: declaration.part.id.to_owned(), parameters: Values::default() };
        Contender { agent, stream: 0, label: None }
    }

    /// The agent's declaration; none where there is no such agent, which [`Experiment::settle`] excludes.
    pub fn declaration(&self) -> Option<&'static agent::Declaration> {
        agent::find(&self.agent.id)
    }
}

impl Experiment {
    /// The world's declaration; none where there is no such world, which [`Experiment::settle`] excludes.
    pub fn world_declaration(&self) -> Option<&'static world::Declaration> {
        world::find(&self.world.id)
    }

    /// Reads JSON. Wrong values are errors here; a link clamps them instead (see [`Experiment::settle`]).
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
        let experiment: Experiment = serde_json::from_str(text).map_err(json_error)?;
        let (settled, errors) = experiment.settle()?;
        match errors.into_iter().next() {
            Some(error) => Err(error.into()),
            None => Ok(settled),
        }
    }

    /// The experiment with every value in range and no default written out; the errors say what had to change.
    ///
    /// # Errors
    /// An unknown world or agent, or a wrong number of contenders, has no nearest right experiment.
    pub fn settle(&self) -> Result<(Experiment, Vec<ValueError>), ExperimentError> {
        let world = self.world_declaration().ok_or_else(|| ExperimentError::UnknownWorld {
            id: self.world.id.clone(),
            known: ids(world::WORLDS.iter().map(|declaration| declaration.part.id)),
        })?;
        if self.contenders.is_empty() || self.contenders.len() > MOST_CONTENDERS {
            return Err(ExperimentError::Contenders(self.contenders.len()));
        }
        let mut settled = self.clone();
        settled.version = VERSION;
        let mut errors = Vec::new();
        let (parameters, found) = world.part.settle(&self.world.parameters);
        settled.world.parameters = parameters;
        errors.extend(found);
        for contender in &mut settled.contenders {
            let declaration = contender.declaration().ok_or_else(|| ExperimentError::UnknownAgent {
                id: contender.agent.id.clone(),
                known: ids(agent::AGENTS.iter().map(|declaration| declaration.part.id)),
            })?;
            let (parameters, found) = declaration.part.settle(&contender.agent.parameters);
            contender.agent.parameters = parameters;
            errors.extend(found);
            if contender.label.as_deref().is_some_and(|label| label.trim().is_empty()) {
                contender.label = None;
            }
        }
        let (settings, found) = SETTINGS.settle(&self.settings());
        errors.extend(found);
        settled.set_settings(&settings);
        let (feedback, found) = FEEDBACK.settle(&self.feedback);
        errors.extend(found);
        settled.feedback = feedback;
        Ok((settled, errors))
    }

    /// Horizon, seeds and master seed as values of [`SETTINGS`].
    pub fn settings(&self) -> Values {
        let mut values = Values::default();
        let numbers = [self.horizon as f64, f64::from(self.seeds), self.master_seed as f64];
        for (parameter, number) in SETTINGS.parameters.iter().zip(numbers) {
            values.set(parameter, crate::declaration::Value::Number(number));
        }
        values
    }

    /// Takes horizon, seeds and master seed from values of [`SETTINGS`].
    pub fn set_settings(&mut self, values: &Values) {
        self.horizon = values.number(&HORIZON) as u64;
        self.seeds = values.number(&SEEDS) as u32;
        self.master_seed = values.number(&MASTER_SEED) as u64;
    }

    /// What contender `index` is called: its own label, or the agent's title with what differs from the defaults
    /// wherever two contenders have the same agent.
    pub fn label(&self, index: usize) -> String {
        let Some(contender) = self.contenders.get(index) else { return String::new() };
        if let Some(label) = &contender.label {
            return label.clone();
        }
        let Some(declaration) = contender.declaration() else { return contender.agent.id.clone() };
        let title = declaration.part.title;
        if self.contenders.iter().filter(|other| other.agent.id == contender.agent.id).count() < 2 {
            return title.to_owned();
        }
        let mut details: Vec<String> = contender
            .agent
            .parameters
            .0
            .iter()
            .map(|(name, value)| {
                let shown =
                    declaration.part.parameter(name).map_or(name.as_str(), |parameter| parameter.title);
                format!("{} {value}", shown.to_lowercase())
            })
            .collect();
        if contender.stream != 0 {
            details.push(format!("stream {}", contender.stream));
        }
        if details.is_empty() { title.to_owned() } else { format!("{title} ({})", details.join(", ")) }
    }
}

fn ids<'a>(found: impl Iterator<Item = &'a str>) -> String {
    found.collect::<Vec<_>>().join(", ")
}
