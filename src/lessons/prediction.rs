//! Predict first: what a person expects, and how far it was from what was measured.

use super::curve::{POINTS, Shape, amount, curve, finals};
use crate::chart::numbers::{readable, whole};
use crate::metrics::Metric;
use crate::results::{RunLog, band};
use crate::spec::Experiment;
use crate::stories::{Claim, Finding, Verdict, policy};

/// A question before a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// The question.
    pub question: &'static str,
    /// What it is about.
    pub metric: &'static Metric,
    /// The curve that can be drawn, or of which the shape can be picked; none where only a winner is asked for.
    pub curve: Option<Sketched>,
    /// Among whom a winner can be picked; none where only a curve is asked for.
    pub winner: Option<Contest>,
    /// Why it comes out as it does.
    pub why: &'static str,
}

/// A curve to be drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sketched {
    /// Place of the policy.
    pub policy: usize,
    /// Upper end of the axis, which starts at zero.
    pub top: f64,
    /// What comes out.
    pub shape: Shape,
}

/// Policies of which one may win.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contest {
    /// Their places, in the order in which they are offered.
    pub policies: &'static [usize],
    /// Place in the list of the one that wins; its length where no winner can be told.
    pub expected: usize,
}

/// What a person expects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Guess {
    /// The curve's values after each fifth of the rounds.
    Sketch([f64; POINTS]),
    /// The curve's shape.
    Shape(Shape),
    /// Place in the contest's list; its length for no clear winner.
    Winner(usize),
}

/// How good a guess was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// From 0 to 100.
    pub points: u8,
    /// In a sentence, with the measured numbers.
    pub sentence: String,
}

impl Contest {
    /// What can be picked.
    pub fn options(&self, experiment: &Experiment) -> Vec<String> {
        let labels = self.policies.iter().map(|policy| experiment.label(*policy));
        labels.chain([NO_WINNER.to_owned()]).collect()
    }

    /// Place of the right option, with the comparison that shows it: the best one by its mean beside the one that comes
    /// nearest to it.
    pub fn outcome(&self, log: &RunLog, metric: &'static Metric) -> Option<(usize, Finding)> {
        let means: Vec<f64> = self
            .policies
            .iter()
            .map(|policy| Some(band(&finals(log, *policy, metric)?).mean))
            .collect::<Option<_>>()?;
        let sign = if metric.lower_is_better { 1.0 } else { -1.0 };
        let best = (0..means.len()).min_by(|a, b| (sign * means[*a]).total_cmp(&(sign * means[*b])))?;
        let claim =
            Claim { sentence: "", metric, better: policy(self.policies[best]), than: &[], factor: 1.0 };
        let rivals = self.policies.iter().filter(|rival| **rival != self.policies[best]);
        let findings: Vec<Finding> =
            rivals.map(|rival| claim.compare(policy(*rival), log)).collect::<Option<_>>()?;
        let nearest =
            findings.into_iter().min_by(|a, b| a.standard_errors().total_cmp(&b.standard_errors()))?;
        let right = if nearest.verdict == Verdict::Holds { best } else { self.policies.len() };
        Some((right, nearest))
    }
}

const NO_WINNER: &str = "No clear winner";

impl Prediction {
    /// How good a guess was. None as long as the run is not through, and for a guess of what is not asked.
    pub fn score(&self, guess: Guess, log: &RunLog) -> Option<Score> {
        match guess {
            Guess::Winner(pick) => self.score_winner(pick, log),
            Guess::Shape(shape) => self.score_curve(None, shape, log),
            Guess::Sketch(points) => self.score_curve(Some(points), Shape::of(points), log),
        }
    }

    fn score_winner(&self, pick: usize, log: &RunLog) -> Option<Score> {
        let (right, finding) = self.winner?.outcome(log, self.metric)?;
        let is_right = pick == right;
        let sentence = format!("{} {}", verdict(is_right), finding.sentence());
        Some(Score { points: if is_right { 100 } else { 0 }, sentence })
    }

    /// A sketch is scored by the area between it and the measured curve, as a share of the area below the measured one; a
    /// shape is right or wrong.
    fn score_curve(&self, points: Option<[f64; POINTS]>, guessed: Shape, log: &RunLog) -> Option<Score> {
        let measured = curve(log, self.curve?.policy, self.metric)?;
        let means = measured.map(|band| band.mean);
        let shape = Shape::of(means);
        let label = log.experiment.label(self.curve?.policy);
        let rounds = whole(log.experiment.horizon);
        let came_to = amount(&measured[POINTS - 1], self.metric, log);
        let found = format!("{label} {}, with {came_to} after {rounds} rounds.", shape.verb());
        let Some(points) = points else {
            let points = if guessed == shape { 100 } else { 0 };
            return Some(Score { points, sentence: format!("{} {found}", verdict(points > 0)) });
        };
        let expected = if guessed == shape {
            format!("You expected {} at the end and the right shape.", readable(points[POINTS - 1]))
        } else {
            let (end, verb) = (readable(points[POINTS - 1]), guessed.verb());
            format!("You expected {end} at the end and a curve that {verb}.")
        };
        Some(Score { points: closeness(points, means), sentence: format!("{expected} {found}") })
    }

    /// What comes out, for a teacher.
    pub(super) fn expected(&self, experiment: &Experiment) -> String {
        let curve =
            self.curve.map(|curve| format!("“{}” {}.", experiment.label(curve.policy), curve.shape.verb()));
        let winner = self.winner.and_then(|contest| {
            let option = contest.options(experiment).get(contest.expected)?.clone();
            Some(if contest.expected == contest.policies.len() {
                format!("{option}.")
            } else {
                format!("“{option}” is ahead.")
            })
        });
        [curve, winner].into_iter().flatten().collect::<Vec<String>>().join(" ")
    }
}

fn verdict(is_right: bool) -> &'static str {
    if is_right { "Right." } else { "Not so." }
}

/// 100 for the measured curve itself, 0 where the area between is as large as the area below the measured one.
fn closeness(sketch: [f64; POINTS], measured: [f64; POINTS]) -> u8 {
    let below = measured.iter().map(|value| value.abs()).sum::<f64>();
    let between = sketch.iter().zip(measured).map(|(drawn, value)| (drawn - value).abs()).sum::<f64>();
    if below <= 0.0 || !between.is_finite() {
        return if between == 0.0 { 100 } else { 0 };
    }
    (100.0 * (1.0 - between / below)).clamp(0.0, 100.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The measured curve itself is worth 100, nothing more than that, and what is farther off never more.
        #[test]
        fn a_nearer_sketch_has_more_points(
            measured in proptest::array::uniform5(1.0..1e4_f64),
            off in proptest::array::uniform5(-1e4..1e4_f64),
        ) {
            let drawn = |part: f64| std::array::from_fn(|index| measured[index] + part * off[index]);
            prop_assert_eq!(closeness(measured, measured), 100);
            let points = [0.25, 0.5, 1.0].map(|part| closeness(drawn(part), measured));
            prop_assert!(points[0] >= points[1] && points[1] >= points[2]);
            prop_assert_eq!(closeness([0.0; POINTS], measured), 0);
        }
    }

    #[test]
    fn shapes_are_told_apart() {
        assert_eq!(Shape::of([1.0, 2.0, 3.0, 4.0, 5.0]), Shape::Straight);
        assert_eq!(Shape::of([4.0, 6.0, 7.0, 7.5, 8.0]), Shape::Flattens);
        assert_eq!(Shape::of([0.1, 0.4, 1.0, 2.0, 3.5]), Shape::Steepens);
        assert_eq!(Shape::of([0.0; POINTS]), Shape::Straight);
    }
}
