//! What a lesson is.

use super::change::Change;
use super::prediction::Prediction;
use super::text;
use crate::metrics::{Metric, REGRET};
use crate::results::RunLog;
use crate::spec::{Experiment, link};
use crate::stories::{Claim, Finding};

/// Lessons that belong together, in the order in which they are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Path {
    /// What a bandit is, and the ideas behind all agents.
    FirstSteps,
    /// Users, films, and what a model of them can say.
    Context,
    /// Several films at once, and what clicks mean.
    Slates,
    /// What changes once a bandit serves people.
    Production,
}

/// All paths, in order.
pub const PATHS: [Path; 4] = [Path::FirstSteps, Path::Context, Path::Slates, Path::Production];

impl Path {
    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Path::FirstSteps => "First steps",
            Path::Context => "Context and models",
            Path::Slates => "Slates and clicks",
            Path::Production => "From logs to production",
        }
    }

    /// Whom it is for, in a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Path::FirstSteps => "Needs means, variances and coin flips; no knowledge of bandits.",
            Path::Context => "For readers of the first steps; needs a straight line fitted to points.",
            Path::Slates => "For readers of the first steps; several films are shown at once.",
            Path::Production => "For readers of the other paths: what changes once a bandit serves people.",
        }
    }
}

/// A lesson: a text of a few minutes in steps, with experiments, predictions and questions that runs answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lesson {
    /// Name in links and in what is stored: lower case, digits and underscores; never changed once published.
    pub id: &'static str,
    /// A question or a short sentence.
    pub title: &'static str,
    /// Where it belongs.
    pub path: Path,
    /// How many minutes it takes with all of its steps.
    pub minutes: u32,
    /// Three to six steps.
    pub steps: &'static [Step],
    /// What only teachers are shown.
    pub teacher: Teacher,
}

/// A step of a lesson.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Its title, a few words.
    pub title: &'static str,
    /// Its paragraphs, as [`text::read`] reads them.
    pub text: &'static [&'static str],
    /// What stands beside the text; none where the step before has set it.
    pub scene: Option<Scene>,
    /// What the person does.
    pub task: Task,
}

/// What the person does in a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Task {
    /// Reads, and looks at the scene.
    Read,
    /// Says what will come out, and runs the scene's experiment then.
    Predict(Prediction),
    /// Sees the curves with the prediction, and what the run says about the claims of the scene's experiment.
    Compare,
    /// Changes one thing and answers a question about it.
    Change(Change),
    /// Reads what the field says.
    Sources(&'static [Source]),
}

/// What a step shows beside its text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scene {
    /// The experiment.
    pub run: &'static Run,
    /// Up to where it is run.
    pub at: At,
    /// The places of the policies that are drawn in front; empty where all are equal.
    pub policies: &'static [usize],
    /// What the large chart shows.
    pub metric: &'static Metric,
}

/// Up to where a scene runs its experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Not yet.
    Start,
    /// This round, looked into.
    Round(u64),
    /// Its end.
    End,
}

/// An experiment with what a lesson's text says of its outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Run {
    /// The experiment's link, exactly as [`link::encode`] writes it.
    pub link: &'static str,
    /// What is claimed of the outcome.
    pub claims: &'static [Claim],
}

/// Where the field says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Authors and year.
    pub authors: &'static str,
    /// Title of the paper or book.
    pub title: &'static str,
    /// Section, chapter, theorem or page.
    pub section: &'static str,
}

/// What a teacher wants to know before a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Teacher {
    /// What students must know before.
    pub needs: &'static str,
    /// What students often believe, and what is so.
    pub misconceptions: &'static [&'static str],
}

/// The experiment of that run at its end, by regret, all policies alike.
pub const fn end_of(run: &'static Run) -> Scene {
    Scene { run, at: At::End, policies: &[], metric: &REGRET }
}

impl Scene {
    /// The same up to this round.
    pub const fn at(self, at: At) -> Scene {
        Scene { at, ..self }
    }

    /// The same with these policies in front.
    pub const fn with(self, policies: &'static [usize]) -> Scene {
        Scene { policies, ..self }
    }

    /// The same by another metric.
    pub const fn by(self, metric: &'static Metric) -> Scene {
        Scene { metric, ..self }
    }
}

impl Run {
    /// The experiment.
    pub fn experiment(&self) -> Experiment {
        // Every link of a lesson decodes, and to its own experiment: a test of this module.
        link::decode(self.link).map(|decoded| decoded.experiment).unwrap_or_default()
    }

    /// What a run of this experiment says about each claim; none where the run is of another one or is not through.
    pub fn findings(&self, log: &RunLog) -> Option<Vec<Finding>> {
        if !log.is_complete() || link::encode(&log.experiment, None) != self.link {
            return None;
        }
        self.claims.iter().map(|claim| claim.evaluate(log)).collect()
    }
}

impl Lesson {
    /// The scene of a step: its own, or the last one before it.
    pub fn scene(&self, step: usize) -> Option<Scene> {
        self.steps.get(..=step)?.iter().rev().find_map(|step| step.scene)
    }

    /// The experiments that its steps show, each once.
    pub fn runs(&self) -> Vec<&'static Run> {
        let mut runs: Vec<&'static Run> = Vec::new();
        for scene in self.steps.iter().filter_map(|step| step.scene) {
            if !runs.contains(&scene.run) {
                runs.push(scene.run);
            }
        }
        runs
    }

    /// Its sources, in order.
    pub fn sources(&self) -> impl Iterator<Item = &'static Source> {
        self.steps.iter().flat_map(|step| match step.task {
            Task::Sources(sources) => sources,
            _ => &[],
        })
    }

    /// Number of words that a person reads: titles, paragraphs, questions and explanations.
    pub fn words(&self) -> usize {
        let of_step = |step: &Step| {
            let (question, why) = match step.task {
                Task::Predict(prediction) => (prediction.question, prediction.why),
                Task::Change(change) => (change.question, change.why),
                Task::Read | Task::Compare | Task::Sources(_) => ("", ""),
            };
            let texts = [step.title, question, why].into_iter().chain(step.text.iter().copied());
            texts.map(text::words).sum::<usize>()
        };
        text::words(self.title) + self.steps.iter().map(of_step).sum::<usize>()
    }

    /// The answers to its predictions and questions, for a teacher; tests hold them against runs.
    pub fn answers(&self) -> Vec<String> {
        let of_step = |(index, step): (usize, &Step)| match step.task {
            Task::Predict(prediction) => {
                let experiment = self.scene(index)?.run.experiment();
                Some(format!("{}: {} {}", step.title, prediction.expected(&experiment), prediction.why))
            }
            Task::Change(change) => {
                Some(format!("{}: {} {}", step.title, change.expected_words(), change.why))
            }
            Task::Read | Task::Compare | Task::Sources(_) => None,
        };
        self.steps.iter().enumerate().filter_map(of_step).collect()
    }
}
