//! What the lessons' view knows. A handle: copying it copies nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::super::lab::{Lab, LabRun};
use super::super::names::{LEARN, fragment};
use super::super::state::Views;
use super::guesses::{guess_of, guesses, said_of};
use crate::lessons::{
    Change, Guess, LESSONS, Lesson, POINTS, Prediction, Progress, Record, Said, Scene, Score, Sketched, Step,
    Task,
};
use crate::results::RunLog;
use crate::spec::{Experiment, link};
use crate::ui::browser;
use crate::ui::live::{effect, memo};

/// Where the browser remembers what is done.
const PROGRESS: &str = "lessons";

/// Where it remembers whether a teacher looks.
const TEACHER: &str = "teacher";

/// Id of the title of the open step.
pub const OPEN_STEP: &str = "open-step";

/// What the lessons' view knows.
#[derive(Clone, Copy)]
pub struct Learn {
    /// What all views share.
    pub views: Views,
    /// Where experiments run.
    pub lab: Lab,
    /// Place of the lesson in the list; none where all are listed.
    pub lesson: Memo<Option<usize>>,
    /// The step of it, from 0.
    pub step: Memo<usize>,
    /// What is done.
    pub progress: RwSignal<Progress>,
    /// Where the handles of the sketch stand.
    pub sketch: RwSignal<[Option<f64>; POINTS]>,
    /// What was picked instead: its place among the [`guesses`].
    pub picked: RwSignal<Option<usize>>,
    /// Which value of the change is looked at.
    pub value: RwSignal<usize>,
    /// What was answered, not yet checked.
    pub answer: RwSignal<Option<usize>>,
    /// Whether the answer was checked.
    pub checked: RwSignal<bool>,
    /// Whether the prediction of this step is made once more.
    again: RwSignal<bool>,
    /// Whether what is for teachers is shown.
    pub teacher: RwSignal<bool>,
    /// The runs that are through, by the links of their experiments.
    runs: RwSignal<BTreeMap<String, Arc<LabRun>>>,
}

impl Learn {
    /// Of the lesson and step that are wanted: `ID` or `ID,STEP`, with steps from 1.
    pub fn new(views: Views, wanted: Memo<String>) -> Learn {
        let lesson = memo(move || {
            wanted.with(|wanted| {
                let id = wanted.split(',').next().unwrap_or_default();
                LESSONS.iter().position(|lesson| lesson.id == id)
            })
        });
        let progress = RwSignal::new(remembered());
        let step = memo(move || {
            let Some(lesson) = lesson.get().map(|place| LESSONS[place]) else { return 0 };
            let asked =
                wanted.with(|wanted| wanted.split(',').nth(1).and_then(|step| step.parse::<usize>().ok()));
            let first_undone = || {
                let done = progress.with_untracked(|progress| progress.done(lesson.id));
                (0..lesson.steps.len()).find(|step| !done.contains(&(*step as u8))).unwrap_or(0)
            };
            asked.map_or_else(first_undone, |step| step.saturating_sub(1)).min(lesson.steps.len() - 1)
        });
        let learn = Learn {
            views,
            lab: Lab::new(),
            lesson,
            step,
            progress,
            sketch: RwSignal::new([None; POINTS]),
            picked: RwSignal::new(None),
            value: RwSignal::new(0),
            answer: RwSignal::new(None),
            checked: RwSignal::new(false),
            again: RwSignal::new(false),
            teacher: RwSignal::new(browser::remembered(TEACHER).is_some()),
            runs: RwSignal::new(BTreeMap::new()),
        };
        learn.follow();
        learn
    }

    /// Another step begins with what was said there before, and runs what it shows.
    fn follow(self) {
        let before = StoredValue::new(None::<(usize, usize)>);
        effect(move || {
            let (lesson, step) = (self.lesson.get(), self.step.get());
            untrack(|| {
                self.lab.cancel();
                let record = lesson.and_then(|_| self.record(step));
                self.sketch.set(match record.map(|record| record.said) {
                    Some(Said::Sketch(points)) => points.map(|point| Some(f64::from(point))),
                    _ => [None; POINTS],
                });
                let option = match record.map(|record| record.said) {
                    Some(Said::Option(option)) => Some(usize::from(option)),
                    _ => None,
                };
                let is_change = matches!(self.task(), Some(Task::Change(_)));
                self.picked.set(option.filter(|_| !is_change));
                self.answer.set(option.filter(|_| is_change));
                self.checked.set(false);
                self.again.set(false);
                self.value.set(0);
                if self.is_revealed() {
                    self.run_shown();
                }
                if is_change && option.is_some() {
                    self.check();
                }
                if matches!(self.task(), Some(Task::Sources(_))) {
                    self.leave_step();
                }
                // The focus comes along from the step before.
                let here = lesson.map(|lesson| (lesson, step));
                if here.is_some() && before.get_value().is_some_and(|before| Some(before) != here) {
                    browser::after(0, || browser::focus(OPEN_STEP));
                }
                before.set_value(here);
            });
        });
    }

    /// The lesson.
    pub fn lesson(self) -> Option<&'static Lesson> {
        self.lesson.get().map(|place| LESSONS[place])
    }

    fn current(self) -> Option<&'static Step> {
        self.lesson()?.steps.get(self.step.get())
    }

    /// What the person does in this step.
    pub fn task(self) -> Option<&'static Task> {
        self.current().map(|step| &step.task)
    }

    /// What stands beside the text.
    pub fn scene(self) -> Option<Scene> {
        self.lesson()?.scene(self.step.get())
    }

    /// The prediction of this step.
    pub fn prediction(self) -> Option<&'static Prediction> {
        match self.task()? {
            Task::Predict(prediction) => Some(prediction),
            _ => None,
        }
    }

    /// The change of this step.
    pub fn change(self) -> Option<&'static Change> {
        match self.task()? {
            Task::Change(change) => Some(change),
            _ => None,
        }
    }

    /// The prediction whose sketch is drawn: that of this step, or of the last step before it that shows the same
    /// experiment. None where another one is shown.
    pub fn predicted(self) -> Option<(usize, &'static Prediction)> {
        if self.change().is_some() {
            return None;
        }
        let (lesson, step) = (self.lesson()?, self.step.get());
        let run = self.scene()?.run;
        (0..=step).rev().find_map(|place| match &lesson.steps[place].task {
            Task::Predict(prediction) if lesson.scene(place).is_some_and(|scene| scene.run == run) => {
                Some((place, prediction))
            }
            _ => None,
        })
    }

    /// The curve that is sketched in this step, and where its handles stand.
    pub fn sketched(self) -> Option<(Sketched, [Option<f64>; POINTS])> {
        let (place, prediction) = self.predicted()?;
        let curve = prediction.curve?;
        let points = if place == self.step.get() {
            self.sketch.get()
        } else {
            match self.record(place)?.said {
                Said::Sketch(points) => points.map(|point| Some(f64::from(point))),
                Said::Nothing | Said::Option(_) => return None,
            }
        };
        Some((curve, points))
    }

    /// Whether what comes out may be seen: not before it was predicted, or the prediction skipped.
    pub fn is_revealed(self) -> bool {
        self.predicted().is_none_or(|(place, _)| {
            let is_asked_again = self.again.get() && place == self.step.get();
            !is_asked_again && self.record(place).is_some()
        })
    }

    /// Whether handles can be moved: a curve is asked for.
    pub fn is_sketching(self) -> bool {
        self.prediction().is_some_and(|prediction| prediction.curve.is_some()) && !self.is_revealed()
    }

    /// What is done of a step of this lesson.
    pub fn record(self, step: usize) -> Option<Record> {
        let lesson = self.lesson()?;
        self.progress.with(|progress| progress.record(lesson.id, u8::try_from(step).ok()?))
    }

    /// What the person expects, as far as it is said: a whole sketch or what was picked.
    pub fn guess(self) -> Option<Guess> {
        let prediction = self.prediction()?;
        let experiment = self.scene()?.run.experiment();
        if let Some(picked) = self.picked.get() {
            return guesses(prediction, &experiment).into_iter().nth(picked).map(|(guess, _)| guess);
        }
        let points = self.sketch.get();
        let placed: Vec<f64> = points.into_iter().flatten().collect();
        placed.try_into().ok().map(Guess::Sketch)
    }

    /// How good what was expected of this experiment was.
    pub fn score(self) -> Option<Score> {
        let (place, prediction) = self.predicted()?;
        let guess = guess_of(prediction, &self.scene()?.run.experiment(), self.record(place)?.said)?;
        self.run().and_then(|run| prediction.score(guess, &run.log))
    }

    /// The experiment of the scene, or with the value that is looked at.
    pub fn experiment(self) -> Option<Experiment> {
        match self.change() {
            Some(change) => change.experiment(self.value.get()),
            None => Some(self.scene()?.run.experiment()),
        }
    }

    /// The finished run of an experiment.
    pub fn run_of(self, experiment: &Experiment) -> Option<Arc<LabRun>> {
        self.runs.with(|runs| runs.get(&link::encode(experiment, None)).cloned())
    }

    /// The finished run of what is shown; none of what is still to be predicted.
    pub fn run(self) -> Option<Arc<LabRun>> {
        self.run_of(&self.experiment().filter(|_| self.is_revealed())?)
    }

    /// The runs with all values of the change, as far as they are through.
    pub fn changed_runs(self) -> Option<Vec<Arc<LabRun>>> {
        let change = self.change()?;
        (0..change.values.len()).map(|value| self.run_of(&change.experiment(value)?)).collect()
    }

    /// Runs what is shown, unless it has been run.
    pub fn run_shown(self) {
        self.show(untrack(|| self.experiment()).into_iter().collect());
    }

    /// Runs what has not been run yet of these.
    pub fn show(self, experiments: Vec<Experiment>) {
        self.show_then(experiments, || {});
    }

    /// Runs what has not been run yet of these, and does something after each run; at once where there is nothing to run.
    fn show_then(self, experiments: Vec<Experiment>, then: impl Fn() + 'static) {
        let wanted: Vec<Experiment> = experiments
            .into_iter()
            .filter(|experiment| untrack(|| self.run_of(experiment)).is_none())
            .collect();
        if wanted.is_empty() {
            return then();
        }
        self.lab.run(wanted, move |run| {
            let link = link::encode(&run.experiment, None);
            self.runs.update(|runs| drop(runs.insert(link, Arc::new(run.clone()))));
            then();
        });
    }

    /// Runs what was predicted, and keeps the prediction; where nothing was predicted, the step as read.
    pub fn predict(self) {
        let (Some(lesson), Some(prediction)) = (untrack(|| self.lesson()), untrack(|| self.prediction()))
        else {
            return;
        };
        let Some(scene) = untrack(|| self.scene()) else { return };
        let Ok(step) = u8::try_from(self.step.get_untracked()) else { return };
        let guess = untrack(|| self.guess());
        let experiment = scene.run.experiment();
        self.again.set(false);
        // The button that was pressed is gone.
        browser::after(0, || browser::focus(OPEN_STEP));
        let Some(guess) = guess else {
            self.keep(|progress| progress.read(lesson.id, step));
            return self.show(vec![experiment]);
        };
        let said = said_of(prediction, &experiment, guess);
        // What was said is kept at once; its score is known when the run is through.
        self.keep(|progress| progress.say(lesson.id, step, said, 0));
        self.show_then(vec![experiment.clone()], move || {
            let run = untrack(|| self.run_of(&experiment));
            if let Some(score) = run.and_then(|run| prediction.score(guess, &run.log)) {
                self.keep(|progress| progress.score(lesson.id, step, score.points));
            }
        });
    }

    /// Asks again what is expected in this step.
    pub fn predict_again(self) {
        self.lab.cancel();
        self.sketch.set([None; POINTS]);
        self.picked.set(None);
        self.again.set(true);
    }

    /// Checks the answer: runs all values, and keeps what was said.
    pub fn check(self) {
        let Some(change) = self.change() else { return };
        self.checked.set(true);
        self.show((0..change.values.len()).filter_map(|value| change.experiment(value)).collect());
    }

    /// Whether the checked answer is right, in a sentence; none as long as runs are missing.
    pub fn mark(self) -> Option<crate::lessons::Mark> {
        let (change, option) = (self.change()?, self.answer.get().filter(|_| self.checked.get())?);
        let runs = self.changed_runs()?;
        let logs: Vec<&RunLog> = runs.iter().map(|run| &run.log).collect();
        change.mark(option, &logs)
    }

    /// Notes something, in the browser too.
    pub fn keep(self, note: impl FnOnce(&mut Progress)) {
        // Another tab may have gone on since.
        self.progress.update(|progress| {
            progress.merge(&remembered());
            note(progress);
        });
        self.progress.with_untracked(|progress| browser::remember(PROGRESS, Some(&progress.encode())));
    }

    /// Shows what is for teachers, or not.
    pub fn set_teacher(self, is_teacher: bool) {
        browser::remember(TEACHER, is_teacher.then_some("yes"));
        self.teacher.set(is_teacher);
    }

    /// Marks this step as read.
    pub fn leave_step(self) {
        let (Some(lesson), step) = (untrack(|| self.lesson()), self.step.get_untracked()) else { return };
        self.keep(|progress| progress.read(lesson.id, step as u8));
    }
}

fn remembered() -> Progress {
    browser::remembered(PROGRESS).map(|text| Progress::decode(&text)).unwrap_or_default()
}

/// The address of a step of a lesson, from 0; of the lesson itself where none is given.
pub fn address(lesson: &Lesson, step: Option<usize>) -> String {
    let step = step.map_or_else(String::new, |step| format!(",{}", step + 1));
    fragment(&LEARN, &format!("{}{step}", lesson.id))
}

/// The address of the list of all lessons.
pub fn list_address() -> String {
    fragment(&LEARN, "")
}
