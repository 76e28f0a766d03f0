//! Change one thing: a parameter with a few values, and a question that runs with these values answer.

use super::curve::{finals, number, unit_behind};
use crate::chart::numbers::whole;
use crate::descriptor::{Descriptor, Kind, Parameter};
use crate::metrics::{Metric, REGRET};
use crate::results::{Band, RunLog, band};
use crate::spec::settings::SETTING_GROUPS;
use crate::spec::{Experiment, link};
use crate::stories::{Claim, Verdict};

/// One thing to change in an experiment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The link of the experiment in which it is changed.
    pub link: &'static str,
    /// What is changed.
    pub what: Changed,
    /// Its values in order, as links write them.
    pub values: &'static [&'static str],
    /// The question.
    pub question: &'static str,
    /// What answers it.
    pub ask: Ask,
    /// Place of the right answer among [`Change::options`], or of one of them; tests hold it against runs.
    pub expected: usize,
    /// Why it comes out as it does.
    pub why: &'static str,
}

/// What of an experiment is changed: always one parameter, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// Of the policy at this place.
    Policy(usize, &'static str),
    /// Of the environment.
    Environment(&'static str),
    /// Of the click model.
    Clicks(&'static str),
    /// Of a group of settings, by the group's id.
    Setting(&'static str, &'static str),
}

/// What a question asks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ask {
    /// With which value is the policy at this place best by the metric? Every value is right that can't be told from the best.
    Best(usize, &'static Metric),
    /// How does the policy's metric change as the value grows?
    Trend(usize, &'static Metric),
    /// From which value on does the claim hold?
    From(Claim),
}

/// What happens as a value grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// The metric becomes larger.
    Rises,
    /// It becomes smaller.
    Falls,
    /// It is smallest between the ends.
    Valley,
    /// It is largest between the ends.
    Hill,
    /// Nothing that can be told from chance.
    Flat,
}

/// All of them, in the order in which they are offered.
pub const TRENDS: [Trend; 5] = [Trend::Rises, Trend::Falls, Trend::Valley, Trend::Hill, Trend::Flat];

/// What runs answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Places of the right options.
    pub right: Vec<usize>,
    /// What was measured with each value, of the policy that the question is about.
    pub measured: Vec<Band>,
    /// The numbers in a sentence.
    pub sentence: String,
}

/// Whether an answer is right, and what was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Whether it is.
    pub is_right: bool,
    /// In a sentence, with the measured numbers.
    pub sentence: String,
}

impl Change {
    /// The experiment with the value at this place; none where there is no such value or parameter.
    pub fn experiment(&self, value: usize) -> Option<Experiment> {
        let text = self.values.get(value)?;
        let mut experiment = link::decode(self.link).ok()?.experiment;
        let (part, parameter) = self.part(&experiment)?;
        let value = link::value(part, parameter.name, text);
        match self.what {
            Changed::Policy(policy, _) => {
                experiment.policies.get_mut(policy)?.agent.parameters.set(parameter, value);
            }
            Changed::Environment(_) => experiment.environment.parameters.set(parameter, value),
            Changed::Clicks(_) => experiment.clicks.as_mut()?.parameters.set(parameter, value),
            Changed::Setting(id, _) => {
                let group = SETTING_GROUPS.into_iter().find(|group| group.part.id == id)?;
                let mut values = group.values(&experiment);
                values.set(parameter, value);
                group.set(&mut experiment, values);
            }
        }
        Some(experiment)
    }

    /// The parameter that is changed.
    pub fn parameter(&self) -> Option<&'static Parameter> {
        let experiment = link::decode(self.link).ok()?.experiment;
        Some(self.part(&experiment)?.1)
    }

    fn part(&self, experiment: &Experiment) -> Option<(&'static Descriptor, &'static Parameter)> {
        let (part, name) = match self.what {
            Changed::Policy(policy, name) => (experiment.policies.get(policy)?.part()?, name),
            Changed::Environment(name) => (experiment.environment_part()?, name),
            Changed::Clicks(name) => (&experiment.click_model().ok()?.0.part, name),
            Changed::Setting(id, name) => {
                (SETTING_GROUPS.into_iter().find(|group| group.part.id == id)?.part, name)
            }
        };
        Some((part, part.parameter(name)?))
    }

    /// What the values are called.
    pub fn titles(&self) -> Vec<String> {
        let kind = self.parameter().map(|parameter| parameter.kind);
        let title = |value: &&str| match kind {
            Some(Kind::Choice { options, .. }) => {
                let option = options.iter().find(|option| option.id == *value);
                option.map_or(*value, |option| option.title).to_owned()
            }
            Some(Kind::Integer { .. }) => value.parse().map_or((*value).to_owned(), whole),
            _ => (*value).to_owned(),
        };
        self.values.iter().map(title).collect()
    }

    /// The policy that the question is about, and by what it is answered.
    pub fn subject(&self) -> (usize, &'static Metric) {
        match self.ask {
            Ask::Best(policy, metric) | Ask::Trend(policy, metric) => (policy, metric),
            Ask::From(claim) => (claim.better.policy, claim.metric),
        }
    }

    /// What the question is about, as a run came to it; none as long as it is not through.
    pub fn measured(&self, log: &RunLog) -> Option<Band> {
        let (policy, metric) = self.subject();
        Some(band(&finals(log, policy, metric)?))
    }

    /// What can be answered.
    pub fn options(&self) -> Vec<String> {
        match self.ask {
            Ask::Best(..) => self.titles(),
            Ask::Trend(..) => TRENDS.into_iter().map(|trend| trend.words().to_owned()).collect(),
            Ask::From(_) => {
                let from = self.titles().into_iter().map(|title| format!("From {title} on"));
                from.chain(["With none of them".to_owned()]).collect()
            }
        }
    }

    /// What runs with all values, in their order, answer. None as long as one of them is not through or is of another experiment.
    pub fn answer(&self, logs: &[&RunLog]) -> Option<Answer> {
        let is_of = |(value, log): (usize, &&RunLog)| {
            self.experiment(value).as_ref() == Some(&log.experiment) && log.is_complete()
        };
        if logs.len() != self.values.len() || !logs.iter().enumerate().all(is_of) {
            return None;
        }
        let (policy, metric) = self.subject();
        let values: Vec<Vec<f64>> =
            logs.iter().map(|log| finals(log, policy, metric)).collect::<Option<_>>()?;
        let measured: Vec<Band> = values.iter().map(|values| band(values)).collect();
        let right = match self.ask {
            Ask::Best(..) => best(&values, metric),
            Ask::Trend(..) => {
                let trend = trend(&values);
                TRENDS.iter().position(|known| *known == trend).into_iter().collect()
            }
            Ask::From(claim) => vec![from(&claim, logs)?],
        };
        let mut sentence = self.numbers(&measured, policy, metric, logs.first()?);
        if let Ask::From(claim) = self.ask {
            let last = right.first().copied().filter(|value| *value < logs.len());
            let shown = last.and_then(|value| claim.evaluate(logs[value]));
            sentence = shown.map_or(sentence, |finding| {
                format!("At {}: {}", self.titles()[last.unwrap_or_default()], finding.sentence())
            });
        }
        Some(Answer { right, measured, sentence })
    }

    /// What was measured with each value: "LinUCB missed 9,235 ± 1,397 stars at 0, 2,401 ± 166 stars at 0.3."
    fn numbers(&self, measured: &[Band], policy: usize, metric: &Metric, log: &RunLog) -> String {
        let unit = unit_behind(metric, log);
        let parameter = self.parameter();
        let value = |title: String| match parameter.map(|parameter| (parameter.kind, parameter.title)) {
            Some((Kind::Switch { .. }, name)) => format!("with {} {title}", within(name)),
            Some((Kind::Choice { .. }, _)) => format!("with {title}"),
            _ => format!("at {title}"),
        };
        let numbers = self.titles().into_iter().zip(measured);
        let numbers: Vec<String> =
            numbers.map(|(title, band)| format!("{}{unit} {}", number(band, metric), value(title))).collect();
        let (label, numbers) = (log.experiment.label(policy), numbers.join(", "));
        if metric == &REGRET {
            format!("{label} missed {numbers}.")
        } else {
            format!("{}, {label}: {numbers}.", metric.title)
        }
    }

    /// Whether the option at this place is right.
    pub fn mark(&self, option: usize, logs: &[&RunLog]) -> Option<Mark> {
        let answer = self.answer(logs)?;
        let is_right = answer.right.contains(&option);
        let right: Vec<String> = answer
            .right
            .iter()
            .filter_map(|place| self.options().get(*place).map(|option| format!("“{option}”")))
            .collect();
        let verdict =
            if is_right { "Right.".to_owned() } else { format!("Not so: it is {}.", right.join(" or ")) };
        Some(Mark { is_right, sentence: format!("{verdict} {}", answer.sentence) })
    }

    /// The right answer in words, for a teacher.
    pub(super) fn expected_words(&self) -> String {
        self.options().get(self.expected).map_or(String::new(), |option| format!("{option}."))
    }
}

impl Trend {
    /// What it is called where it is picked.
    pub fn words(self) -> &'static str {
        match self {
            Trend::Rises => "It rises",
            Trend::Falls => "It falls",
            Trend::Valley => "First it falls, then it rises",
            Trend::Hill => "First it rises, then it falls",
            Trend::Flat => "No difference that can be told from chance",
        }
    }
}

/// A title within a sentence: without its capital letter, unless it is an abbreviation.
fn within(title: &str) -> String {
    let is_abbreviation = title.chars().nth(1).is_none_or(|letter| !letter.is_lowercase());
    if is_abbreviation { title.to_owned() } else { title.to_lowercase() }
}

/// Over seeds, by how much the first is larger than the second. Under one seed both meet the same users.
fn difference(one: &[f64], other: &[f64]) -> Band {
    band(&one.iter().zip(other).map(|(one, other)| one - other).collect::<Vec<f64>>())
}

/// Whether one is larger than the other beyond chance: the whole 95 % interval of the difference is above zero.
fn is_above(one: &[f64], other: &[f64]) -> bool {
    difference(one, other).low > 0.0
}

/// The best value, and all that can't be told from it.
fn best(values: &[Vec<f64>], metric: &Metric) -> Vec<usize> {
    let means: Vec<f64> = values.iter().map(|values| band(values).mean).collect();
    let sign = if metric.lower_is_better { 1.0 } else { -1.0 };
    let Some(best) = (0..means.len()).min_by(|a, b| (sign * means[*a]).total_cmp(&(sign * means[*b]))) else {
        return Vec::new();
    };
    let is_worse = |place: usize| {
        let (low, high) = if metric.lower_is_better { (best, place) } else { (place, best) };
        is_above(&values[high], &values[low])
    };
    (0..values.len()).filter(|place| !is_worse(*place)).collect()
}

fn trend(values: &[Vec<f64>]) -> Trend {
    let (Some(first), Some(last)) = (values.first(), values.last()) else { return Trend::Flat };
    let mean = |values: &[f64]| band(values).mean;
    let lowest = values.iter().min_by(|a, b| mean(a).total_cmp(&mean(b))).unwrap_or(first);
    let highest = values.iter().max_by(|a, b| mean(a).total_cmp(&mean(b))).unwrap_or(first);
    if is_above(first, lowest) && is_above(last, lowest) {
        Trend::Valley
    } else if is_above(highest, first) && is_above(highest, last) {
        Trend::Hill
    } else if is_above(last, first) {
        Trend::Rises
    } else if is_above(first, last) {
        Trend::Falls
    } else {
        Trend::Flat
    }
}

/// The first value from which on the claim holds with every value; their number where it does not hold with the last.
fn from(claim: &Claim, logs: &[&RunLog]) -> Option<usize> {
    let verdicts: Vec<Verdict> =
        logs.iter().map(|log| Some(claim.evaluate(log)?.verdict)).collect::<Option<_>>()?;
    let not = verdicts.iter().rposition(|verdict| *verdict != Verdict::Holds);
    Some(not.map_or(0, |place| place + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::AVERAGE_REWARD;

    /// Four seeds around this number.
    fn around(number: f64) -> Vec<f64> {
        [-0.02, 0.01, 0.03, -0.02].map(|noise| number + noise).to_vec()
    }

    /// The same with other noise.
    fn near(number: f64) -> Vec<f64> {
        [0.05, -0.03, -0.01, 0.02].map(|noise| number + noise).to_vec()
    }

    #[test]
    fn trends_are_told_apart() {
        let of = |numbers: &[f64]| trend(&numbers.iter().map(|number| around(*number)).collect::<Vec<_>>());
        assert_eq!(of(&[1.0, 2.0, 3.0]), Trend::Rises);
        assert_eq!(of(&[3.0, 2.0, 1.0]), Trend::Falls);
        assert_eq!(of(&[3.0, 1.0, 2.0]), Trend::Valley);
        assert_eq!(of(&[1.0, 3.0, 2.0]), Trend::Hill);
        assert_eq!(trend(&[around(1.0), near(1.0)]), Trend::Flat);
    }

    #[test]
    fn titles_lose_their_capital_letter_within_a_sentence() {
        assert_eq!(within("Average reward"), "average reward");
        assert_eq!(within("NDCG"), "NDCG");
    }

    #[test]
    fn what_can_not_be_told_from_the_best_is_right_too() {
        let values = [around(3.0), around(1.0), near(1.01), around(2.0)];
        assert_eq!(best(&values, &REGRET), [1, 2]);
        assert_eq!(best(&values, &AVERAGE_REWARD), [0]);
    }
}
