//! What all results must have in common.

use crate::metrics::{self, Metric, REGRET};
use crate::runs::{DifferingSetting, differing_settings};
use crate::spec::{Experiment, link};

/// What stands before a target and a metric in the address of a task, and what ends each.
const TARGET: &str = "target=";
const METRIC: &str = "metric=";
const END: char = '&';

/// A task for a class: everything of the experiment but its agents is set, and the agents are what people look for.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// The experiment; its policies don't count.
    pub experiment: Experiment,
    /// By what results are ranked.
    pub metric: &'static Metric,
    /// What is to be reached, in the metric's unit; none where there is no target.
    pub target: Option<f64>,
}

impl Task {
    /// The task of doing well in this experiment: least regret, without a target.
    pub fn of(experiment: &Experiment) -> Task {
        Task { experiment: experiment.clone(), metric: &REGRET, target: None }
    }

    /// In what an experiment differs from the task, each as "horizon: 900, not 500 rounds"; empty where it keeps the rules.
    pub fn broken_by(&self, experiment: &Experiment) -> Vec<String> {
        let without_policies =
            |experiment: &Experiment| Experiment { policies: Vec::new(), ..experiment.clone() };
        let (own, theirs) = (without_policies(&self.experiment), without_policies(experiment));
        let words = |setting: DifferingSetting| {
            let unit = if setting.unit.is_empty() { String::new() } else { format!(" {}", setting.unit) };
            let of = |place: usize| setting.values.get(place).map_or("–", String::as_str);
            format!("{}: {}, not {}{unit}", setting.title.to_lowercase(), of(1), of(0))
        };
        differing_settings(&[&own, &theirs]).into_iter().map(words).collect()
    }

    /// The task as text: its metric and target, where it has others than regret and none, and its link without the `#`:
    /// `target=640&1w=bernoulli&horizon=2000`.
    pub fn address(&self) -> String {
        let metric = (self.metric != &REGRET).then(|| format!("{METRIC}{}{END}", self.metric.id));
        let target = self.target.map(|target| format!("{TARGET}{target}{END}"));
        let link = link::encode(&self.experiment, None);
        [metric.unwrap_or_default(), target.unwrap_or_default(), link.trim_start_matches('#').to_owned()]
            .concat()
    }

    /// The task of such a text, or of a plain link.
    ///
    /// # Errors
    /// A metric that there is not, a target that is no finite number, and a link that can't be read: one sentence.
    pub fn of_address(text: &str) -> Result<Task, String> {
        let (mut metric, mut target, mut rest) = (&REGRET, None, text.trim());
        loop {
            let piece = rest.split(END).next().unwrap_or_default();
            if let Some(id) = piece.strip_prefix(METRIC) {
                metric = metrics::find(id).ok_or_else(|| format!("there is no metric \"{id}\""))?;
            } else if let Some(number) = piece.strip_prefix(TARGET) {
                let number = number.parse::<f64>().ok().filter(|number| number.is_finite());
                target = Some(number.ok_or("the target of the task is not a finite number")?);
            } else {
                break;
            }
            rest = rest[piece.len()..].trim_start_matches(END);
        }
        let link = if rest.contains('#') { rest.to_owned() } else { format!("#{rest}") };
        let decoded = link::decode(&link).map_err(|error| error.to_string())?;
        Ok(Task { experiment: decoded.experiment, metric, target })
    }

    /// Whether a mean is as good as the target; none where there is no target.
    pub fn is_reached_by(&self, mean: f64) -> Option<bool> {
        let target = self.target?;
        Some(if self.metric.lower_is_better { mean <= target } else { mean >= target })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::link;

    fn experiment(link: &str) -> Experiment {
        link::decode(link).expect("a link").experiment
    }

    #[test]
    fn agents_are_free_and_all_else_is_set() {
        let task = Task::of(&experiment("#1w=bernoulli&c=ucb1&horizon=2000&seeds=8"));
        assert_eq!(
            task.broken_by(&experiment("#1w=bernoulli&c=random&c=exp3&horizon=2000&seeds=8")),
            [""; 0]
        );
        let broken = |link: &str| task.broken_by(&experiment(link)).join("; ");
        assert_eq!(broken("#1w=bernoulli&c=ucb1&horizon=4000&seeds=8"), "horizon: 4000, not 2000 rounds");
        let two = broken("#1w=bernoulli&c=ucb1&horizon=2000&seeds=9&master_seed=3");
        assert!(two.contains("seeds: 9, not 8") && two.contains("master seed: 3, not "), "{two}");
        assert!(broken("#1w=stationary_linear&c=ucb1&horizon=2000&seeds=8").starts_with("environment: "));
        assert!(broken("#1w=bernoulli;arms=3&c=ucb1&horizon=2000&seeds=8").contains("3, not "));
        assert!(!broken("#1w=bernoulli&c=ucb1&horizon=2000&seeds=8&f=delay=5").is_empty());
    }

    #[test]
    fn a_task_is_a_text() {
        let plain = Task::of(&experiment("#1w=bernoulli&c=ucb1&horizon=2000&seeds=8"));
        let other = Task { metric: &metrics::AVERAGE_REWARD, target: Some(-0.25), ..plain.clone() };
        for task in [plain.clone(), other] {
            assert_eq!(Task::of_address(&task.address()), Ok(task));
        }
        let link = link::encode(&plain.experiment, None);
        for text in [link.clone(), format!("https://example.org/{link}"), format!(" {link} ")] {
            assert_eq!(Task::of_address(&text).as_ref(), Ok(&plain), "{text}");
        }
        for (text, why) in [
            ("metric=luck&1w=bernoulli", "there is no metric \"luck\""),
            ("target=much&1w=bernoulli", "not a finite number"),
            ("target=inf&1w=bernoulli", "not a finite number"),
            ("hello", "not a link of the playground"),
        ] {
            let said = Task::of_address(text).expect_err(text);
            assert!(said.contains(why), "{text}: {said}");
        }
    }

    #[test]
    fn a_target_is_reached_from_its_side() {
        let mut task = Task::of(&Experiment::default());
        assert_eq!(task.is_reached_by(1.0), None);
        task.target = Some(640.0);
        assert_eq!(
            [639.0, 640.0, 641.0].map(|mean| task.is_reached_by(mean)),
            [Some(true), Some(true), Some(false)]
        );
        task.metric = &metrics::AVERAGE_REWARD;
        assert_eq!(task.is_reached_by(641.0), Some(true));
    }
}
