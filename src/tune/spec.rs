//! What a study is: plain data.

use serde::{Deserialize, Serialize};

use super::samplers::{self, ETA, POINTS, SHORTEST};
use super::{Bracket, Dimension, GRID, HALVING, HYPERBAND, TuneError, hyperband};
use crate::descriptor::{Descriptor, Kind, Parameter, Scale, Value, known, words};
use crate::metrics::Metric;
use crate::spec::experiment::SEEDS;
use crate::spec::{Experiment, ExperimentError, PartChoice, PolicySpec};

/// Most trials of a study.
const MOST_TRIALS: u64 = 10_000;

/// Number of trials of samplers that don't say it themselves.
pub const TRIALS: Parameter = Parameter {
    name: "trials",
    title: "Trials",
    kind: Kind::Integer { minimum: 1, maximum: MOST_TRIALS as i64, default: 40, scale: Scale::Logarithmic },
    unit: "",
    help: words("How many settings are tried."),
};

/// Seeds of every trial.
pub const TUNING_SEEDS: Parameter = Parameter {
    name: "seeds",
    title: "Tuning seeds",
    kind: Kind::Integer { minimum: 1, maximum: 100, default: 5, scale: Scale::Logarithmic },
    unit: "",
    help: words("Every trial is run on these seeds, and ranked by its mean."),
};

/// Seeds that no trial sees.
pub const HELD_OUT_SEEDS: Parameter = Parameter {
    name: "held_out",
    title: "Held-out seeds",
    kind: Kind::Integer { minimum: 2, maximum: 100, default: 10, scale: Scale::Logarithmic },
    unit: "",
    help: words("The winner is run again on so many seeds that no trial has seen."),
};

/// Where the randomness of the sampler comes from.
pub const STUDY_SEED: Parameter = Parameter {
    name: "study_seed",
    title: "Study seed",
    kind: Kind::Integer { minimum: 0, maximum: 999_999_999_999_999, default: 1, scale: Scale::Linear },
    unit: "",
    help: words(
        "The settings that are tried come from this number; the runs themselves from the experiment's own.",
    ),
};

/// The settings of a study beside its sampler's.
pub static STUDY: Descriptor = Descriptor {
    id: "study",
    title: "Study",
    sentence: words(""),
    citation: words(""),
    facts: &[],
    parameters: &[TRIALS, TUNING_SEEDS, HELD_OUT_SEEDS, STUDY_SEED],
};

/// The parameters that are searched.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Space {
    /// One a parameter, in the order of every setting.
    pub dimensions: Vec<Dimension>,
}

/// A study: what is searched, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudySpec {
    /// What is run: its environment, horizon, master seed and settings. Of its policies one is tuned; the others don't matter.
    pub experiment: Experiment,
    /// Index of the policy that is tuned.
    pub agent: usize,
    /// What is searched.
    pub space: Space,
    /// Id of the sampler and its values.
    pub sampler: PartChoice,
    /// Number of trials, see [`TRIALS`]; none where the sampler says it.
    pub trials: Option<u32>,
    /// Id of the metric by which trials are ranked, in its own direction.
    pub metric: String,
    /// Number of tuning seeds: 0, 1, ... of the experiment.
    pub seeds: u32,
    /// Number of held-out seeds: those after the tuning seeds.
    pub held_out: u32,
    /// Where the randomness of the sampler comes from.
    pub study_seed: u64,
}

impl Space {
    /// Number of settings; none where there are more than could be tried.
    pub fn size(&self) -> Option<u64> {
        let sizes = self.dimensions.iter().map(|dimension| dimension.domain.size());
        sizes.reduce(|product, size| product?.checked_mul(size?))?
    }

    /// Whether a setting has a value of every parameter, all within what is searched.
    pub fn holds(&self, setting: &[Value]) -> bool {
        setting.len() == self.dimensions.len()
            && self
                .dimensions
                .iter()
                .zip(setting)
                .all(|(dimension, value)| dimension.domain.coordinate(value).is_some())
    }

    /// Every combination of up to `points` values of each parameter, the last parameter changing first.
    pub fn grid(&self, points: usize) -> Vec<Vec<Value>> {
        let mut settings = vec![Vec::new()];
        for dimension in &self.dimensions {
            let values = dimension.domain.grid(points);
            let with = |setting: &Vec<Value>| {
                let setting = setting.clone();
                values.clone().into_iter().map(move |value| {
                    let mut longer = setting.clone();
                    longer.push(value);
                    longer
                })
            };
            settings = settings.iter().flat_map(with).collect();
        }
        settings
    }

    fn grid_size(&self, points: usize) -> Option<u64> {
        let sizes = self.dimensions.iter().map(|dimension| dimension.domain.grid(points).len() as u64);
        sizes.reduce(|product, size| product.saturating_mul(size))
    }
}

impl StudySpec {
    /// The study in its valid form, or what is wrong with it.
    ///
    /// # Errors
    /// The first thing that is wrong, and what would be right.
    pub fn checked(mut self) -> Result<StudySpec, TuneError> {
        self.experiment = self.experiment.checked()?;
        let part = self.part()?;
        if self.space.dimensions.is_empty() {
            return Err(TuneError::NoParameters { part: part.title });
        }
        for (place, dimension) in self.space.dimensions.iter().enumerate() {
            dimension.check(part)?;
            if self.space.dimensions[..place].iter().any(|other| other.name == dimension.name) {
                return Err(TuneError::Twice { name: dimension.name.clone() });
            }
        }
        let sampler = samplers::find(&self.sampler.id)?;
        let (values, errors) = sampler.validate(&self.sampler.parameters);
        if let Some(error) = errors.into_iter().next() {
            return Err(error.into());
        }
        self.sampler.parameters = values;
        self.metric()?;
        let count = |parameter: &Parameter, given: u64| match parameter
            .nearest(STUDY.title, &Value::Number(given as f64))
            .1
        {
            Some(error) => Err(TuneError::Value(error)),
            None => Ok(()),
        };
        count(&TUNING_SEEDS, self.seeds.into())?;
        count(&HELD_OUT_SEEDS, self.held_out.into())?;
        count(&STUDY_SEED, self.study_seed)?;
        if self.counts_itself() {
            if self.trials.is_some() {
                return Err(TuneError::CountsItself { sampler: sampler.title });
            }
        } else {
            let trials =
                self.trials.map_or_else(|| TRIALS.default_value(), |trials| Value::Number(trials.into()));
            if let Value::Number(trials) = trials {
                count(&TRIALS, trials as u64)?;
                self.trials = Some(trials as u32);
            }
        }
        // Before they are made.
        let planned = match self.sampler.id == GRID.id {
            true => self.space.grid_size(self.sampler.parameters.count(&POINTS)).unwrap_or(0),
            false => self.brackets().iter().map(|bracket| bracket.rungs[0].trials as u64).sum(),
        };
        if planned > MOST_TRIALS {
            return Err(TuneError::Count {
                what: "the number of trials",
                given: planned,
                least: 1,
                most: MOST_TRIALS,
            });
        }
        Ok(self)
    }

    /// The policy that is tuned, as the experiment has it.
    ///
    /// # Errors
    /// The experiment has not so many.
    pub fn policy(&self) -> Result<&PolicySpec, TuneError> {
        let last = self.experiment.policies.len().saturating_sub(1);
        self.experiment.policies.get(self.agent).ok_or(TuneError::NoAgent { index: self.agent, last })
    }

    /// Its descriptor.
    ///
    /// # Errors
    /// The experiment has not so many, or there is no such policy.
    pub fn part(&self) -> Result<&'static Descriptor, TuneError> {
        let policy = self.policy()?;
        let unknown = || ExperimentError::unknown_agent(&policy.agent.id);
        Ok(policy.part().ok_or_else(unknown)?)
    }

    /// The metric by which trials are ranked.
    ///
    /// # Errors
    /// Runs of the experiment don't have it.
    pub fn metric(&self) -> Result<&'static Metric, TuneError> {
        let metrics = self.experiment.metrics();
        metrics.iter().copied().find(|metric| metric.id == self.metric).ok_or_else(|| TuneError::NoMetric {
            id: self.metric.clone(),
            known: known::instead(&self.metric, metrics.iter().map(|metric| metric.id)),
        })
    }

    /// Whether the number of trials follows from the sampler.
    pub fn counts_itself(&self) -> bool {
        self.sampler.id == GRID.id || self.sampler.id == HYPERBAND.id
    }

    /// How many trials run for how long. There are no more trials of one kind than settings.
    pub fn brackets(&self) -> Vec<Bracket> {
        let (horizon, values) = (self.experiment.horizon, &self.sampler.parameters);
        let halved = |parameter: &Parameter| values.number(parameter) as u64;
        if self.sampler.id == GRID.id {
            let trials = self.space.grid_size(values.count(&POINTS)).unwrap_or(0);
            return vec![Bracket::whole(trials as usize, horizon)];
        }
        if self.sampler.id == HYPERBAND.id {
            return hyperband(horizon, halved(&ETA), halved(&SHORTEST));
        }
        let trials = self.trials.map_or(0, u64::from).min(self.space.size().unwrap_or(u64::MAX)) as usize;
        vec![match self.sampler.id == HALVING.id {
            true => Bracket::halving(trials, horizon, halved(&ETA), halved(&SHORTEST)),
            false => Bracket::whole(trials, horizon),
        }]
    }

    /// The experiment of a setting, or of the policy as it stands: that policy alone, under one seed.
    ///
    /// # Errors
    /// The experiment has not so many policies, or no such one.
    pub fn experiment_of(&self, setting: Option<&[Value]>) -> Result<Experiment, TuneError> {
        let mut policy = self.policy()?.clone();
        let part = self.part()?;
        for (dimension, value) in self.space.dimensions.iter().zip(setting.unwrap_or_default()) {
            if let Some(parameter) = part.parameter(&dimension.name) {
                policy.agent.parameters.set(parameter, value.clone());
            }
        }
        // What is called after its old setting would be called wrong.
        policy.label = policy.label.filter(|_| setting.is_none());
        Ok(Experiment { policies: vec![policy], seeds: 1, ..self.experiment.clone() })
    }

    /// The whole experiment with this setting in the place of the policy's own.
    ///
    /// # Errors
    /// As [`StudySpec::experiment_of`].
    pub fn improved(&self, setting: &[Value]) -> Result<Experiment, TuneError> {
        let mut experiment = self.experiment.clone();
        let alone = self.experiment_of(Some(setting))?.policies.into_iter();
        experiment
            .policies
            .iter_mut()
            .skip(self.agent)
            .zip(alone)
            .for_each(|(own, better)| own.agent = better.agent);
        Ok(experiment)
    }

    /// The experiment to which these settings belong, one policy each, to be run on `seeds` seeds.
    ///
    /// # Errors
    /// As [`StudySpec::experiment_of`].
    pub fn experiment_with(&self, settings: &[&[Value]], seeds: u32) -> Result<Experiment, TuneError> {
        let alone = settings.iter().map(|setting| self.experiment_of(Some(setting)));
        let policies =
            alone.map(|alone| Ok(alone?.policies)).collect::<Result<Vec<_>, TuneError>>()?.concat();
        let seeds = seeds.min(match SEEDS.kind {
            Kind::Integer { maximum, .. } => maximum as u32,
            _ => seeds,
        });
        Ok(Experiment { policies, seeds, ..self.experiment.clone() })
    }

    /// The setting of the policy as the experiment has it.
    ///
    /// # Errors
    /// As [`StudySpec::part`].
    pub fn baseline(&self) -> Result<Vec<Value>, TuneError> {
        let (policy, part) = (self.policy()?, self.part()?);
        let named = self.space.dimensions.iter().filter_map(|dimension| part.parameter(&dimension.name));
        Ok(named.map(|parameter| policy.agent.parameters.get(parameter)).collect())
    }
}
