//! The form of a search: which parameters of which agent are searched, by what, and how; a study is made of it.

use crate::chart::numbers::{counted, duration, readable, typed, whole};
use crate::descriptor::{Descriptor, Kind, Parameter, Value, Values};
use crate::metrics::{Metric, REGRET};
use crate::spec::{Experiment, PartChoice};
use crate::tune::{
    Dimension, Domain, HELD_OUT_SEEDS, HYPERBAND, RANDOM, STUDY_SEED, Space, Study, StudySpec, TRIALS,
    TUNING_SEEDS,
};

/// A parameter in the form.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The parameter.
    pub parameter: &'static Parameter,
    /// Whether it is searched.
    pub is_chosen: bool,
    /// The values that it may take, as they were typed.
    pub values: RowValues,
}

/// The values that a parameter may take.
#[derive(Debug, Clone, PartialEq)]
pub enum RowValues {
    /// Those from one number to another.
    Range {
        /// The smallest.
        low: String,
        /// The largest.
        high: String,
    },
    /// Some of its options: what each is in a setting, what it is called, and whether it is tried.
    Options(Vec<(String, String, bool)>),
}

/// A search as a person has set it.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The experiment of the page.
    pub experiment: Experiment,
    /// Which of its agents.
    pub agent: usize,
    /// The agent's parameters.
    pub rows: Vec<Row>,
    /// How settings are chosen.
    pub sampler: &'static Descriptor,
    /// The sampler's own values.
    pub values: Values,
    /// Values of the study: trials, seeds and so on.
    pub study: Values,
    /// By what trials are ranked.
    pub metric: &'static Metric,
}

impl Search {
    /// The usual search of an agent: its first number, by Hyperband.
    pub fn new(experiment: Experiment, agent: usize) -> Search {
        let part = experiment.policies.get(agent).and_then(|policy| policy.part());
        let parameters = part.map_or(&[][..], |part| part.parameters);
        let is_number = |parameter: &Parameter| parameter.kind.is_number();
        let first = parameters.iter().position(is_number).unwrap_or(0);
        let can_be = |(_, parameter): &(usize, &Parameter)| {
            !matches!(parameter.kind, Kind::Settings | Kind::Code { .. })
        };
        let rows = parameters.iter().enumerate().filter(can_be).map(|(place, parameter)| Row {
            parameter,
            is_chosen: place == first,
            values: RowValues::of(&Dimension::of(parameter).domain, parameter),
        });
        let metric = experiment.metrics().first().copied().unwrap_or(&REGRET);
        Search {
            rows: rows.collect(),
            agent,
            sampler: &HYPERBAND,
            values: Values::default(),
            study: Values::default(),
            metric,
            experiment,
        }
    }

    /// As the original searched: six random settings, each on a single seed. What it searched beside (the size of a batch, the number of
    /// arms) changes the task and is no parameter of an agent.
    pub fn as_the_original(&mut self) {
        self.sampler = &RANDOM;
        self.values = Values::default();
        self.study = Values::default();
        self.study.set(&TRIALS, Value::Number(6.0));
        self.study.set(&TUNING_SEEDS, Value::Number(1.0));
    }

    /// What the agent is called.
    pub fn name(&self) -> String {
        self.experiment.label(self.agent)
    }

    /// Whether the sampler takes a number of trials.
    pub fn takes_trials(&self) -> bool {
        self.spec_of(Space::default()).is_some_and(|spec| !spec.counts_itself())
    }

    fn spec_of(&self, space: Space) -> Option<StudySpec> {
        let number = |parameter: &Parameter| self.study.number(parameter);
        let spec = StudySpec {
            experiment: self.experiment.clone(),
            agent: self.agent,
            space,
            sampler: PartChoice { id: self.sampler.id.to_owned(), parameters: self.values.clone() },
            trials: None,
            metric: self.metric.id.to_owned(),
            seeds: number(&TUNING_SEEDS) as u32,
            held_out: number(&HELD_OUT_SEEDS) as u32,
            study_seed: number(&STUDY_SEED) as u64,
        };
        let trials = (!spec.counts_itself()).then(|| number(&TRIALS) as u32);
        Some(StudySpec { trials, ..spec })
    }

    /// The study.
    ///
    /// # Errors
    /// What is wrong, and what would be right, in one sentence without its end.
    pub fn study(&self) -> Result<Study, String> {
        let mut space = Space::default();
        if let Some(part) = self.experiment.policies.get(self.agent).and_then(|policy| policy.part()) {
            for row in self.rows.iter().filter(|row| row.is_chosen) {
                let dimension = Dimension::parse(part, &row.text());
                space.dimensions.push(dimension.map_err(|error| error.to_string())?);
            }
        }
        let spec = self.spec_of(space).ok_or("there is no such sampler")?;
        Study::new(spec).map_err(|error| error.to_string())
    }
}

impl RowValues {
    fn of(domain: &Domain, parameter: &Parameter) -> RowValues {
        match domain {
            Domain::Range { low, high, .. } => {
                RowValues::Range { low: low.to_string(), high: high.to_string() }
            }
            Domain::Options { values } => {
                let title = |value: &Value| match (value, parameter.kind) {
                    (Value::Switch(true), _) => "on".to_owned(),
                    (Value::Switch(false), _) => "off".to_owned(),
                    (Value::Choice(widths), Kind::Layers { .. }) if widths.is_empty() => "none".to_owned(),
                    (Value::Choice(id), Kind::Choice { options, .. }) => {
                        let found = options.iter().find(|option| option.id == id);
                        found.map_or_else(|| id.clone(), |option| option.title.to_owned())
                    }
                    (other, _) => other.to_string(),
                };
                let option = |value: &Value| {
                    let text = match value {
                        Value::Switch(on) => if *on { "on" } else { "off" }.to_owned(),
                        other => other.to_string(),
                    };
                    (text, title(value), true)
                };
                RowValues::Options(values.iter().map(option).collect())
            }
        }
    }
}

impl Row {
    /// As [`Dimension::parse`] reads it.
    fn text(&self) -> String {
        let values = match &self.values {
            RowValues::Range { low, high } => {
                // Numbers as the page shows them have commas between thousands, which the command line takes for a list.
                let plain = |text: &String| typed(text).map_or_else(|| text.clone(), |n| n.to_string());
                format!("{}..{}", plain(low), plain(high))
            }
            RowValues::Options(options) => {
                let chosen = options.iter().filter(|(_, _, is_tried)| *is_tried);
                chosen
                    .map(|(text, _, _)| text.as_str())
                    .collect::<Vec<_>>()
                    .join(self.parameter.kind.separator())
            }
        };
        format!("{}={values}", self.parameter.name)
    }
}

/// How fast an agent was found to be here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speed {
    /// Rounds a second of one worker.
    pub rounds: f64,
    /// Seconds that preparing the environment took.
    pub preparing: f64,
}

/// What a study will take: trials, rounds and, where it is known how fast the agent is, the time of those that are left.
pub fn cost(study: &Study, speed: Option<Speed>, workers: usize) -> String {
    let spec = study.spec();
    let trials = counted(study.planned() as u64, "trial", "trials");
    let seeds = counted(spec.seeds.into(), "seed", "seeds");
    let (rounds, done) = study.rounds();
    let before = match done {
        0 => String::new(),
        done => format!(", of which {} were run before", whole(done)),
    };
    let time = speed.map(|speed| {
        let left = (rounds - done) as f64;
        let seconds = speed.preparing + left / (speed.rounds * workers.max(1) as f64);
        let on = counted(workers as u64, "worker", "workers");
        let rate = readable(speed.rounds);
        format!(", about {} on {on} (measured: {rate} rounds a second on one)", duration(seconds))
    });
    let held_out = counted(spec.held_out.into(), "held-out seed", "held-out seeds");
    format!(
        "{trials} on {seeds}, then the winner on {held_out}: {} rounds in all{before}{}.",
        whole(rounds),
        time.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tune::{GRID, SAMPLERS};

    #[test]
    fn the_usual_search_is_of_the_first_number() {
        let search = Search::new(Experiment::default(), 0);
        let study = search.study().expect("it can be run");
        assert_eq!(study.spec().space.dimensions.len(), 1);
        assert_eq!(study.planned(), 49);
        assert!(!search.takes_trials());
        let said = cost(&study, Some(Speed { rounds: 100_000.0, preparing: 1.0 }), 4);
        assert!(said.starts_with("49 trials on 5 seeds, then the winner on 10 held-out seeds: "), "{said}");
        assert!(said.contains("on 4 workers (measured: 100,000 rounds a second on one)"), "{said}");
    }

    #[test]
    fn every_agent_can_be_searched_with_every_sampler_or_says_why_not() {
        let mut agents = 0;
        for story in &crate::stories::STORIES {
            let experiment = story.experiment();
            for agent in 0..experiment.policies.len() {
                let mut search = Search::new(experiment.clone(), agent);
                if search.rows.is_empty() {
                    assert!(search.study().is_err_and(|sentence| sentence.contains("nothing to search")));
                    continue;
                }
                agents += 1;
                for sampler in SAMPLERS {
                    search.sampler = sampler;
                    let study = search.study().expect("its usual form is right");
                    assert_eq!(search.takes_trials(), study.spec().trials.is_some(), "{}", sampler.id);
                }
                search.rows.iter_mut().for_each(|row| row.is_chosen = true);
                search.sampler = &RANDOM;
                assert!(search.study().is_ok(), "all of {}", search.name());
            }
        }
        assert!(agents > 10);
    }

    #[test]
    fn what_is_typed_wrongly_is_one_sentence() {
        let mut search = Search::new(Experiment::default(), 0);
        search.rows[0].values = RowValues::Range { low: "1,000".to_owned(), high: "2".to_owned() };
        let sentence = search.study().expect_err("the wrong way round");
        assert!(!sentence.contains('\n') && sentence.contains("LinUCB"), "{sentence}");
        search.rows[0].values = RowValues::Range { low: "0.5".to_owned(), high: "many".to_owned() };
        assert!(search.study().is_err_and(|sentence| sentence.contains("LOW..HIGH")));
        search.rows[0].is_chosen = false;
        assert!(search.study().is_err_and(|sentence| sentence.contains("nothing to search")));
    }

    #[test]
    fn the_original_s_search_has_six_trials_of_one_seed() {
        let mut search = Search::new(Experiment::default(), 0);
        search.sampler = &GRID;
        search.as_the_original();
        let study = search.study().expect("it can be run");
        assert_eq!((study.planned(), study.spec().seeds, study.spec().held_out), (6, 1, 10));
    }
}
