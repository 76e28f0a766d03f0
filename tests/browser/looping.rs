//! The Loop view: a policy goes round the loop, through a change of tastes and reloads of the page, and ends with the digest of the command
//! line.

use std::cell::RefCell;
use std::collections::BTreeSet;

use bandit_playground::descriptor::Value;
use bandit_playground::pipeline::{MemoryStore, Pipeline, PipelineSpec, STEPS, Step, Summary, steps};
use bandit_playground::simulation::Sources;
use bandit_playground::views::looping::kept::address;

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, fragment, texts};

/// The address of a loop that has begun, and what is seen then.
pub const LOOP: (&str, &str) = ("#loop", "loop-steps");

fn native(spec: &PipelineSpec) -> Summary {
    let environment = spec.experiment.prepare(Sources::default()).expect("it can be prepared");
    let mut pipeline = Pipeline::new(spec, environment, MemoryStore::default()).expect("a pipeline");
    while pipeline.advance().expect("it goes on") {}
    pipeline.summary()
}

/// Requests so far, as the simulator says.
fn requests(browser: &Browser) -> u64 {
    let said = browser.text(&test_id("step-simulator"));
    let number = said.split_whitespace().find_map(|word| word.replace(',', "").parse().ok());
    number.unwrap_or(0)
}

fn journal(browser: &Browser) -> Vec<String> {
    texts(
        browser,
        "[...document.querySelectorAll('[data-testid=loop-journal] li')].map((line) => line.innerText)",
    )
}

fn is_over(browser: &Browser) -> bool {
    browser.count(&test_id("loop-digest")) == 1
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_policy_goes_round_the_loop_through_reloads_and_ends_as_on_the_command_line() {
    let spec = PipelineSpec::example();
    let expected = native(&spec);
    in_browser(|browser| {
        browser.open(LOOP.0);
        browser.see(&test_id("loop-steps"));
        assert_eq!(browser.count(&css(".loop-box")), STEPS.len());
        assert_eq!(browser.text(&test_id("loop-toggle")), "Start");
        let doing = RefCell::new(BTreeSet::new());
        for reload in 0..3 {
            browser.choose(&test_id("loop-speed"), "As fast as it can");
            let before = requests(browser);
            browser.click(&test_id("loop-toggle"));
            browser.wait_until("users ask", RUN, |browser| {
                doing.borrow_mut().extend(texts(
                    browser,
                    "[...document.querySelectorAll('.loop-doing')].map((own) => own.innerText.trim())",
                ));
                requests(browser) > before + 500 || is_over(browser)
            });
            if is_over(browser) {
                break;
            }
            // Paused, it stands, and what it has come to is kept.
            browser.click(&test_id("loop-toggle"));
            browser.wait_until("it stands", RUN, |browser| browser.text(&test_id("loop-toggle")) == "Go on");
            let reached =
                browser.script("return JSON.parse(localStorage.loop).rounds").as_u64().expect("rounds");
            assert!(reached > 500, "{reached}");
            browser.reload();
            browser.wait_until(&format!("reload {reload} is where it was"), RUN, |browser| {
                browser.count(&test_id("loop-steps")) == 1
                    && browser.count(&test_id("loop-preparing")) == 0
                    && requests(browser) + 500 >= reached
            });
            assert_eq!(browser.text(&test_id("loop-toggle")), "Go on");
        }
        if !is_over(browser) {
            browser.choose(&test_id("loop-speed"), "As fast as it can");
            browser.click(&test_id("loop-toggle"));
        }
        browser.wait_until("all is over", RUN, is_over);
        assert_eq!(browser.text(&test_id("loop-digest")), expected.digest);
        let doing = doing.into_inner();
        assert!(
            doing.contains("running") && doing.contains("done") && doing.contains("waiting"),
            "{doing:?}"
        );
        // Tastes changed at half time: that was found, and a new version was trained, tested, tried and promoted.
        let lines = journal(browser).join("\n");
        for said in
            ["The rewards have changed", "answers a share of the requests", "answers all requests", "(drift)"]
        {
            assert!(lines.contains(said), "{said}: {lines}");
        }
        let versions = browser.count(&css("[data-testid=loop-versions] tbody tr"));
        assert_eq!(versions, expected.versions.len());
        let serving = browser.text(&test_id("loop-serving"));
        assert!(serving.contains(&format!("v{}", expected.champion)), "{serving}");
        // What a step is and did stands beside it, with the keyboard, too.
        browser.type_into(&test_id("step-evaluator"), Key::Enter);
        browser.wait_until("the step is chosen", RUN, |browser| {
            browser.text(&test_id("loop-step")) == "Evaluator"
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_is_typed_is_asked_or_refused_in_a_sentence_and_nothing_is_lost() {
    in_browser(|browser| {
        browser.open(LOOP.0);
        browser.see(&test_id("loop-steps"));
        browser.wait_until("there is a request to send", RUN, |browser| {
            !browser
                .script("return document.querySelector('[data-testid=loop-request]').value")
                .as_str()
                .unwrap_or_default()
                .is_empty()
        });
        browser.click(&test_id("loop-send"));
        browser.wait_until("it is answered", RUN, |browser| browser.count(&test_id("loop-reply")) == 1);
        assert_eq!(browser.text(&test_id("loop-status")), "200");
        assert!(browser.text(&test_id("loop-reply")).starts_with("{\"predictions\":["));
        let write = |id: &str, text: &str| {
            browser.script(&format!(
                "const field = document.querySelector('[data-testid={id}]'); field.value = {text:?}; field.dispatchEvent(new Event('input', {{ bubbles: true }}))"
            ));
        };
        write("loop-request", "{\"instances\": 7}");
        browser.click(&test_id("loop-send"));
        browser.wait_until("it is refused", RUN, |browser| browser.text(&test_id("loop-status")) == "400");
        assert!(browser.text(&test_id("loop-reply")).contains("must be a list"));
        // A file that is none leaves the loop as it is.
        let steps = browser.count(&css(".loop-box"));
        let mut mistyped = PipelineSpec::example();
        mistyped.steps.insert("traner".to_owned(), Default::default());
        write("loop-file", &mistyped.to_json());
        browser.click(&test_id("loop-run-file"));
        browser.see(&test_id("loop-problem"));
        let problem = browser.text(&test_id("loop-problem"));
        assert!(problem.starts_with("There is no step \"traner\"; there are generator, "), "{problem}");
        assert_eq!(browser.count(&css(".loop-box")), steps);
        // One with a failure shows it, and goes on.
        let mut spec = PipelineSpec::example();
        spec.experiment.horizon = 2_000;
        spec.failures.push(bandit_playground::pipeline::Failure {
            step: "trainer".to_owned(),
            run: 0,
            times: 1,
        });
        write("loop-file", &spec.to_json());
        browser.click(&test_id("loop-run-file"));
        browser
            .wait_until("the problem is gone", RUN, |browser| browser.count(&test_id("loop-problem")) == 0);
        browser.choose(&test_id("loop-speed"), "As fast as it can");
        browser.click(&test_id("loop-toggle"));
        browser.wait_until("all is over", RUN, is_over);
        assert!(
            journal(browser)
                .iter()
                .any(|line| line.contains("Trainer failed at attempt 1, and it will be tried again"))
        );
        assert_eq!(browser.text(&test_id("loop-digest")), native(&spec).digest);
        // Its link opens the same pipeline.
        browser.click(&test_id("loop-link"));
        browser.wait_until("the address names it", RUN, |browser| fragment(browser).starts_with("#loop=%7B"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_step_is_rerun_by_hand_and_what_happened_is_marked_on_the_curve() {
    let mut spec = PipelineSpec::example();
    // So that no canary is under way in the end.
    spec.experiment.horizon = 4_000;
    in_browser(|browser| {
        browser.open(LOOP.0);
        browser.see(&test_id("loop-steps"));
        let speeds = texts(
            browser,
            "[...document.querySelectorAll('[data-testid=loop-speed] option')].map((own) => own.innerText.trim())",
        );
        assert_eq!(speeds, ["Real time", "1 minute a second", "1 hour a second", "As fast as it can"]);
        browser.script(&format!(
            "const field = document.querySelector('[data-testid=loop-file]'); field.value = {:?}; field.dispatchEvent(new Event('input', {{ bubbles: true }}))",
            spec.to_json()
        ));
        browser.click(&test_id("loop-run-file"));
        // The first run is under way: nothing can be rerun.
        browser.see(&test_id("loop-rerun"));
        let is_disabled = |browser: &Browser| {
            browser.script("return document.querySelector('[data-testid=loop-rerun]').disabled") == true
        };
        browser.wait_until("it has begun", RUN, |browser| requests(browser) == 0 && is_disabled(browser));
        browser.choose(&test_id("loop-speed"), "As fast as it can");
        browser.click(&test_id("loop-toggle"));
        browser.wait_until("all is over", RUN, is_over);
        let digest = browser.text(&test_id("loop-digest"));
        assert_eq!(digest, native(&spec).digest);
        let latency = browser.text(&test_id("loop-latency"));
        assert!(latency.starts_with("Answers in the worker: p50 ") && latency.contains("p99 "), "{latency}");
        let name = browser.script("return document.querySelector('[data-testid=loop-regret]').ariaLabel");
        let name = name.as_str().expect("the chart has a name");
        assert!(name.contains("Marks: ") && name.contains(" answers all requests"), "{name}");

        // The ingester once more: a run by hand begins, and the file knows of it.
        browser.click(&test_id("step-ingester"));
        browser.wait_until("it can be rerun", RUN, |browser| !is_disabled(browser));
        browser.click(&test_id("loop-rerun"));
        browser.wait_until("it has another end", RUN, |browser| {
            is_over(browser) && browser.text(&test_id("loop-digest")) != digest
        });
        assert!(journal(browser).iter().any(|line| line.contains("begins (by hand)")));
        let file = browser.script("return document.querySelector('[data-testid=loop-file]').value");
        let file = PipelineSpec::from_json(file.as_str().expect("a text")).expect("it is a pipeline");
        assert_eq!(file.reruns.len(), 1);
        assert_eq!(browser.text(&test_id("loop-digest")), native(&file).digest);
        // A step that is always at work has no such button.
        browser.click(&test_id("step-logger"));
        browser.wait_until("it has no button", RUN, |browser| browser.count(&test_id("loop-rerun")) == 0);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_version_in_shadow_is_said() {
    let mut spec = PipelineSpec::example();
    spec.experiment.horizon = 2_500;
    spec.set(Step::Deployer, &steps::SHADOW, Value::Number(100.0));
    in_browser(|browser| {
        browser.open(&format!("#loop={}", address(&spec)));
        browser.see(&test_id("loop-steps"));
        browser.choose(&test_id("loop-speed"), "As fast as it can");
        browser.click(&test_id("loop-toggle"));
        browser.wait_until("all is over", RUN, is_over);
        assert_eq!(browser.text(&test_id("loop-digest")), native(&spec).digest);
        let lines = journal(browser).join("\n");
        assert!(lines.contains("answers in shadow, seen by no user"), "{lines}");
        assert!(lines.contains("would have chosen another arm for "), "{lines}");
    });
}
