//! `lessons`: the lessons, listed or one of them in full, with the answers, for a teacher to print.

use std::fmt::Write;

use serde::Serialize;

use super::Failure;
use super::output::{print, print_json};
use crate::lessons::text::plain;
use crate::lessons::{self, LESSONS, Lesson, PATHS, SHAPES, Source, Step, Task};

/// A lesson as it is printed.
#[derive(Serialize)]
struct LessonTexts {
    id: &'static str,
    title: &'static str,
    path: &'static str,
    minutes: u32,
    words: usize,
    steps: Vec<StepTexts>,
    needs: &'static str,
    misconceptions: &'static [&'static str],
    answers: Vec<String>,
}

/// A step as it is printed.
#[derive(Serialize)]
struct StepTexts {
    title: &'static str,
    text: Vec<String>,
    /// The experiment that is shown, or changed.
    link: Option<&'static str>,
    question: Option<String>,
    options: Vec<String>,
    sources: Vec<String>,
}

fn texts(lesson: &Lesson) -> LessonTexts {
    LessonTexts {
        id: lesson.id,
        title: lesson.title,
        path: lesson.path.title(),
        minutes: lesson.minutes,
        words: lesson.words(),
        steps: lesson.steps.iter().enumerate().map(|(index, step)| step_texts(lesson, index, step)).collect(),
        needs: lesson.teacher.needs,
        misconceptions: lesson.teacher.misconceptions,
        answers: lesson.answers().iter().map(|answer| plain(answer)).collect(),
    }
}

fn step_texts(lesson: &Lesson, index: usize, step: &Step) -> StepTexts {
    let scene = lesson.scene(index);
    let (link, question, options) = match step.task {
        Task::Predict(prediction) => {
            let experiment = scene.map(|scene| scene.run.experiment());
            let contest = prediction.winner.zip(experiment);
            let winners = contest.map(|(contest, experiment)| contest.options(&experiment));
            let shapes = prediction.curve.map_or(&[][..], |_| &SHAPES);
            let shapes = shapes.iter().map(|shape| shape.title().to_owned());
            let options = shapes.chain(winners.into_iter().flatten()).collect();
            (scene.map(|scene| scene.run.link), Some(prediction.question), options)
        }
        Task::Change(change) => (Some(change.link), Some(change.question), change.options()),
        Task::Read | Task::Compare => (step.scene.map(|scene| scene.run.link), None, Vec::new()),
        Task::Sources(_) => (None, None, Vec::new()),
    };
    let sources = match step.task {
        Task::Sources(sources) => sources.iter().map(source).collect(),
        _ => Vec::new(),
    };
    StepTexts {
        title: step.title,
        text: step.text.iter().map(|paragraph| plain(paragraph)).collect(),
        link,
        question: question.map(plain),
        options,
        sources,
    }
}

fn source(source: &Source) -> String {
    format!("{}, {}, {}", source.authors, source.title, source.section)
}

/// `lessons`
pub fn lessons(id: Option<&str>, json: bool) -> Result<(), Failure> {
    let Some(id) = id else {
        if json {
            return print_json(&LESSONS.iter().map(|lesson| texts(lesson)).collect::<Vec<_>>());
        }
        return print(list().trim_end());
    };
    let lesson = lessons::find(id).ok_or_else(|| {
        let ids: Vec<&str> = LESSONS.iter().map(|lesson| lesson.id).collect();
        Failure::input(format!("there is no lesson \"{id}\"; there are {}", ids.join(", ")))
    })?;
    if json { print_json(&texts(lesson)) } else { print(in_full(&texts(lesson)).trim_end()) }
}

fn list() -> String {
    let mut text = String::new();
    for path in PATHS {
        let _ = writeln!(text, "{}", path.title());
        for lesson in lessons::of_path(path) {
            let _ = writeln!(text, "  {:<16} {} ({} minutes)", lesson.id, lesson.title, lesson.minutes);
        }
    }
    text
}

fn in_full(lesson: &LessonTexts) -> String {
    let mut text = format!("{}\n{}, {} minutes\n", lesson.title, lesson.path, lesson.minutes);
    for (index, step) in lesson.steps.iter().enumerate() {
        let _ = writeln!(text, "\n{}. {}", index + 1, step.title);
        let lines = step.text.iter().chain(&step.question).chain(&step.sources);
        lines.for_each(|line| {
            let _ = writeln!(text, "   {line}");
        });
        for option in &step.options {
            let _ = writeln!(text, "   [ ] {option}");
        }
        if let Some(link) = step.link {
            let _ = writeln!(text, "   {link}");
        }
    }
    let _ = writeln!(text, "\nFor teachers\n   Needs: {}", lesson.needs);
    for line in lesson.misconceptions.iter().copied().chain(lesson.answers.iter().map(String::as_str)) {
        let _ = writeln!(text, "   {line}");
    }
    text
}
