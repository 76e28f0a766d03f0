//! Lessons as data: ids, texts, links, sources.

use std::collections::BTreeSet;

use super::text::{self, Inline};
use super::{Ask, Changed, LESSONS, Lesson, PATHS, Task, find, of_path};
use crate::spec::{Experiment, link};

/// More a person does not read in a few minutes beside trying things out.
const MOST_WORDS: usize = 300;

#[test]
fn lessons_are_different_and_stand_path_by_path() {
    let ids: BTreeSet<&str> = LESSONS.iter().map(|lesson| lesson.id).collect();
    let titles: BTreeSet<&str> = LESSONS.iter().map(|lesson| lesson.title).collect();
    assert_eq!((ids.len(), titles.len()), (LESSONS.len(), LESSONS.len()));
    assert!(LESSONS.is_sorted_by_key(|lesson| lesson.path));
    let by_path: Vec<&str> = PATHS.into_iter().flat_map(of_path).map(|lesson| lesson.id).collect();
    assert_eq!(by_path, LESSONS.iter().map(|lesson| lesson.id).collect::<Vec<_>>());
    for lesson in LESSONS {
        assert!(lesson.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'));
        assert_eq!(find(lesson.id), Some(*lesson));
    }
    assert_eq!(find("no_lesson"), None);
}

/// All texts of a lesson that may hold terms and formulas.
fn texts(lesson: &Lesson) -> Vec<&'static str> {
    let of_step = |step: &'static super::Step| {
        let (question, why) = match step.task {
            Task::Predict(prediction) => (prediction.question, prediction.why),
            Task::Change(change) => (change.question, change.why),
            Task::Read | Task::Compare | Task::Sources(_) => ("", ""),
        };
        step.text.iter().copied().chain([question, why]).filter(|text| !text.is_empty())
    };
    lesson.steps.iter().flat_map(of_step).collect()
}

#[test]
fn texts_are_short_and_can_be_read() {
    for lesson in LESSONS {
        let id = lesson.id;
        assert!(lesson.words() <= MOST_WORDS, "{id} has {} words", lesson.words());
        assert!((3..=6).contains(&lesson.steps.len()), "{id}");
        assert!((3..=15).contains(&lesson.minutes), "{id}");
        for paragraph in texts(lesson) {
            let pieces = text::read(paragraph);
            assert!(pieces.is_ok(), "{id}: {pieces:?} in {paragraph}");
            assert!(paragraph.ends_with(['.', '?', '!']), "{id}: {paragraph}");
            for piece in pieces.into_iter().flatten() {
                if let Inline::Formula(formula) = piece {
                    assert!(
                        formula
                            .tree()
                            .children
                            .iter()
                            .all(|node| !node.text.is_empty() || !node.children.is_empty()),
                        "{id}: {paragraph}"
                    );
                    assert!(!formula.plain().contains("  "), "{id}: {}", formula.plain());
                }
            }
        }
        for misconception in lesson.teacher.misconceptions {
            assert!(misconception.starts_with('“') && misconception.ends_with('.'), "{id}: {misconception}");
        }
        assert!(!lesson.teacher.misconceptions.is_empty() && lesson.teacher.needs.ends_with('.'), "{id}");
        assert_eq!(lesson.answers().len(), tasks(lesson).count(), "{id}");
    }
}

/// The steps that ask something.
fn tasks(lesson: &Lesson) -> impl Iterator<Item = &'static Task> {
    lesson
        .steps
        .iter()
        .map(|step| &step.task)
        .filter(|task| matches!(task, Task::Predict(_) | Task::Change(_)))
}

#[test]
fn every_lesson_predicts_changes_and_has_sources() {
    for lesson in LESSONS {
        let id = lesson.id;
        let count = |is: fn(&Task) -> bool| lesson.steps.iter().filter(|step| is(&step.task)).count();
        assert!(count(|task| matches!(task, Task::Predict(_))) >= 1, "{id}");
        assert!(count(|task| matches!(task, Task::Change(_))) >= 1, "{id}");
        assert!(lesson.sources().count() >= 1, "{id}");
        for source in lesson.sources() {
            let year = source.authors.rsplit(' ').next().unwrap_or_default();
            assert!(year.len() == 4 && year.parse::<u16>().is_ok(), "{id}: {}", source.authors);
            assert!(!source.title.is_empty() && !source.section.is_empty(), "{id}");
        }
        assert!(lesson.scene(0).is_some(), "{id}: the first step shows something");
    }
}

fn is_right_as_it_stands(text: &str) -> Experiment {
    let decoded = link::decode(text).expect("it decodes");
    assert_eq!(decoded.notices, vec![], "{text}");
    assert_eq!(link::encode(&decoded.experiment, None), text, "as links are written");
    let (validated, errors) = decoded.experiment.validate().expect("it is valid");
    assert_eq!((&validated, errors), (&decoded.experiment, vec![]), "{text}");
    validated
}

#[test]
fn experiments_are_right_as_they_stand() {
    for lesson in LESSONS {
        for (index, step) in lesson.steps.iter().enumerate() {
            let scene = lesson.scene(index).expect("the first step has one");
            let experiment = is_right_as_it_stands(scene.run.link);
            assert_eq!(scene.run.experiment(), experiment);
            let has = |policy: &usize| *policy < experiment.policies.len();
            assert!(scene.policies.iter().all(has), "{}", lesson.id);
            assert!(experiment.seeds >= 4, "{}: bands need seeds", lesson.id);
            match step.task {
                Task::Predict(prediction) => {
                    assert!(prediction.curve.is_some() || prediction.winner.is_some(), "{}", lesson.id);
                    assert!(prediction.curve.is_none_or(|curve| has(&curve.policy)));
                    if let Some(contest) = prediction.winner {
                        assert!(contest.policies.iter().all(has) && contest.policies.len() >= 2);
                        assert!(contest.expected <= contest.policies.len());
                    }
                }
                Task::Change(change) => {
                    is_right_as_it_stands(change.link);
                    assert!((2..=6).contains(&change.values.len()), "{}", lesson.id);
                    assert!(change.expected < change.options().len(), "{}", lesson.id);
                    let links: BTreeSet<String> = (0..change.values.len())
                        .map(|value| {
                            let experiment = change.experiment(value).expect("it has the parameter");
                            let written = link::encode(&experiment, None);
                            assert_eq!(is_right_as_it_stands(&written), experiment);
                            written
                        })
                        .collect();
                    assert_eq!(links.len(), change.values.len(), "{}: all values differ", lesson.id);
                    assert!(change.parameter().is_some(), "{}", lesson.id);
                    assert!(change.experiment(change.values.len()).is_none());
                }
                Task::Read | Task::Compare | Task::Sources(_) => {}
            }
        }
        for claim in lesson.runs().iter().flat_map(|run| run.claims) {
            assert!(claim.sentence.ends_with('.') && !claim.than.is_empty(), "{}", lesson.id);
        }
    }
}

#[test]
fn a_change_without_its_part_is_none() {
    let change = super::Change {
        link: "#1",
        what: Changed::Policy(9, "alpha"),
        values: &["1"],
        question: "",
        ask: Ask::Best(0, &crate::metrics::REGRET),
        expected: 0,
        why: "",
    };
    assert!(change.experiment(0).is_none() && change.parameter().is_none());
    let changed = |what| super::Change { what, ..change };
    assert!(changed(Changed::Environment("no such")).experiment(0).is_none());
    assert!(changed(Changed::Setting("no such", "seeds")).experiment(0).is_none());
    let seeds = super::Change { values: &["3"], ..changed(Changed::Setting("experiment", "seeds")) };
    assert_eq!(seeds.experiment(0).map(|experiment| experiment.seeds), Some(3));
}
