//! Lessons as a student takes them: predicted, run, compared, one thing changed, with mouse and with keyboard only; and as a
//! teacher reads them.

use bandit_playground::lessons::{LESSONS, Task};

use crate::support::{Browser, Key, css, in_browser, in_keeping_browser, test_id};
use crate::visitor::{RUN, finish, fragment};

/// The place of the first lesson that asks for a curve, and the step in which it does, from 1.
fn sketched() -> (usize, usize) {
    let step = |place: usize| {
        let is_sketch = |task: &Task| matches!(task, Task::Predict(prediction) if prediction.curve.is_some());
        LESSONS[place].steps.iter().position(|step| is_sketch(&step.task))
    };
    (0..LESSONS.len()).find_map(|place| Some((place, step(place)? + 1))).expect("a lesson asks for a curve")
}

fn score(browser: &Browser) -> String {
    browser.see(&test_id("lesson-score"));
    browser.wait_until("the score is there", RUN, |browser| browser.count(&test_id("lesson-score")) == 1);
    browser.text(&test_id("lesson-score"))
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_student_predicts_runs_compares_and_changes_one_thing() {
    in_keeping_browser(|browser| {
        browser.open("");
        browser.click(&test_id("learn-tab"));
        browser.see(&test_id("lessons"));
        assert_eq!(fragment(browser), "#learn");
        let (place, step) = sketched();
        let lesson = LESSONS[place];
        browser.click(&test_id(&format!("lesson-{}", lesson.id)));
        browser.see(&test_id("step-1"));
        browser.open(&format!("#learn={},{step}", lesson.id));
        browser.see(&test_id("handle-0"));
        assert!(!browser.enabled(&test_id("run-lesson")), "nothing was predicted yet");
        // The first point by keys, the others in numbers.
        browser.script("document.querySelector('[data-testid=handle-0]').focus()");
        browser.press(Key::Up);
        browser.wait_until("the handle is placed", RUN, |browser| {
            browser.count(&css(".learn-handle.is-placed")) == 1
        });
        for (field, value) in [(1, "2000"), (2, "3000"), (3, "4000"), (4, "5000")] {
            browser.fill(&test_id(&format!("number-{field}")), value);
            browser.press(Key::Tab);
        }
        browser.wait_until("all are placed", RUN, |browser| browser.enabled(&test_id("run-lesson")));
        browser.click(&test_id("run-lesson"));
        let said = score(browser);
        assert!(said.contains("of 100 points") && said.contains("You expected 5,000"), "{said}");
        // The same is there after a reload, from what the browser keeps and a run that is made again.
        browser.reload();
        assert_eq!(score(browser), said);
        for (index, step) in lesson.steps.iter().enumerate().skip(step) {
            browser.click(&test_id("step-next"));
            browser.wait_until("the next step is open", RUN, |browser| {
                browser.attribute(&css(".learn-step.is-open a"), "href")
                    == Some(format!("#learn={},{}", lesson.id, index + 1))
            });
            match &step.task {
                Task::Compare => browser.wait_until("what was found is said", RUN, |browser| {
                    browser.count(&css("[data-testid=lesson-findings] li")) > 0
                }),
                Task::Change(change) => {
                    browser.click(&test_id(&format!("answer-{}", change.expected)));
                    browser.click(&test_id("check-answer"));
                    browser.wait_until("the answer is checked", RUN, |browser| {
                        browser.count(&test_id("lesson-mark")) == 1
                    });
                    let mark = browser.text(&test_id("lesson-mark"));
                    assert!(mark.starts_with("Right."), "{mark}");
                    let rows = browser.text(&test_id("change-values"));
                    assert!(!rows.contains("not run yet"), "{rows}");
                }
                Task::Read | Task::Predict(_) | Task::Sources(_) => {}
            }
        }
        browser.click(&test_id("step-next"));
        browser.wait_until("the next lesson is there", RUN, |browser| {
            !fragment(browser).contains(&format!("={}", lesson.id))
        });
        browser.open("#learn");
        browser.see(&test_id("lessons"));
        let entry = browser.text(&test_id(&format!("lesson-{}", lesson.id)));
        assert!(
            entry.contains(&format!("of {} steps", lesson.steps.len())) || entry.contains("done"),
            "{entry}"
        );
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn every_step_of_every_lesson_can_be_opened() {
    in_browser(|browser| {
        browser.open("#learn");
        browser.see(&test_id("lessons"));
        for lesson in LESSONS {
            for (index, step) in lesson.steps.iter().enumerate() {
                browser.script(&format!("location.hash = 'learn={},{}'", lesson.id, index + 1));
                browser.wait_until(&format!("{} step {}", lesson.id, index + 1), RUN, |browser| {
                    let open = browser.text(&css(".learn-step.is-open .learn-step-title"));
                    open.contains(step.title) && browser.text(&css(".learn h1")) == lesson.title
                });
                let wanted = match &step.task {
                    Task::Predict(_) => "run-lesson",
                    Task::Change(_) => "check-answer",
                    Task::Read | Task::Compare | Task::Sources(_) => "lesson-plot",
                };
                browser.see(&test_id(wanted));
                if matches!(step.task, Task::Predict(_)) {
                    // Nothing of the outcome can be seen, although a step before has run the same experiment.
                    assert_eq!(browser.count(&test_id("lesson-results")), 0, "{}", lesson.id);
                }
                assert_eq!(browser.count(&test_id("lesson-problem")), 0, "{} {index}", lesson.id);
            }
        }
        assert_eq!(browser.take_console_errors(), Vec::<String>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_lesson_s_experiment_opens_in_the_playground_and_an_unknown_one_is_said() {
    in_browser(|browser| {
        browser.open(&format!("#learn={},1", LESSONS[0].id));
        browser.click(&test_id("open-in-playground"));
        browser.wait_until("the page is there", RUN, |browser| {
            browser.script("return document.getElementById('view').hidden") == true
        });
        finish(browser);
        let experiment = LESSONS[0].scene(0).expect("a scene").run.link;
        assert_eq!(fragment(browser), experiment);
        browser.open("#learn=nothing");
        browser.see(&test_id("lessons"));
        assert!(browser.text(&test_id("learn-view")).contains("no lesson of that name"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_teacher_reads_misconceptions_and_answers() {
    in_browser(|browser| {
        let lesson = LESSONS[0];
        browser.open(&format!("#learn={}", lesson.id));
        browser.click(&test_id("teacher-switch"));
        browser.see(&test_id("teacher"));
        let said = browser.text(&test_id("teacher"));
        assert!(said.contains(lesson.teacher.needs), "{said}");
        browser.click(&css("[data-testid=teacher] summary"));
        browser.wait_until("the answers are there", RUN, |browser| {
            browser.text(&test_id("teacher")).contains(&lesson.answers()[0])
        });
    });
}
