//! JSON files: what the page saves is what the command line writes, and the page opens it again.

use std::path::Path;

use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::{Experiment, link};
use serde_json::{Value, json};

use crate::site::Rule;
use crate::support::{Browser, Key, in_browser, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, fragment};

/// Agents with a name that JSON escapes.
const NAMED: &str = "c=lin_ucb;label=A%20%22b%22%20%C3%A9&c=random";

/// What the browser has put into the folder of its downloads, once it is there.
fn saved(browser: &Browser, folder: &Path, name: &str) -> String {
    let file = folder.join(name);
    browser.wait_until("the file is saved", RUN, |_| file.exists());
    std::fs::read_to_string(file).expect("the file is a text")
}

fn experiment(link: &str) -> Experiment {
    link::decode(link).expect("it is a link").experiment
}

fn set_horizon(browser: &Browser, horizon: u64) {
    browser.fill(&test_id("horizon"), &horizon.to_string());
    browser.press(Key::Enter);
    browser.wait_until("the link says so", RUN, |browser| {
        fragment(browser).contains(&format!("horizon={horizon}"))
    });
}

/// Opens a file in place of what is on the page, and sees the page show this experiment.
fn opens(browser: &Browser, name: &str, content: &str, experiment: &Experiment) {
    set_horizon(browser, 300);
    browser.drop_file(name, content.as_bytes());
    let link = link::encode(experiment, None);
    browser.wait_until("it is opened", RUN, |browser| fragment(browser) == link);
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn an_experiment_and_its_run_are_saved_and_opened_again() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    in_browser(|browser| {
        browser.devtools(
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": folder.path().to_string_lossy() }),
        );
        // Slates have measures and positions besides.
        for link in
            [format!("#1{NAMED}&{SHORT}"), "#1w=gap_slates&c=cascade_ucb1&horizon=200&seeds=3".to_owned()]
        {
            let expected = experiment(&link);
            browser.open(&link);
            finish(browser);
            let found = digest(browser);

            browser.click(&test_id("save-experiment"));
            let text = saved(browser, folder.path(), "experiment.json");
            assert_eq!(text, serde_json::to_string_pretty(&expected).expect("it is written"));
            browser.click(&test_id("save-json"));
            let log = saved(browser, folder.path(), "bandit-run.json");
            let own = run(&expected, Sources::default()).expect("it runs");
            assert!(
                log == serde_json::to_string(&own).expect("it is written"),
                "what the command line writes"
            );

            opens(browser, "experiment.json", &text, &expected);
            opens(browser, "my run.JSON", &log, &expected);
            finish(browser);
            assert_eq!(digest(browser), found);
            for name in ["experiment.json", "bandit-run.json"] {
                std::fs::remove_file(folder.path().join(name)).expect("it is there");
            }
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_file_that_is_no_experiment_changes_nothing() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let (before, found) = (fragment(browser), digest(browser));
        let other =
            json!({ "experiment": { "world": { "id": "wheels" }, "contenders": [{ "agent": "random" }] } });
        for (name, text, sentence) in [
            ("cut.json", "{\"world\":".to_owned(), "cut.json: "),
            ("other.json", other.to_string(), "there is no environment \"wheels\" (did you mean \"wheel\"?)"),
        ] {
            browser.drop_file(name, text.as_bytes());
            browser.wait_until(sentence, RUN, |browser| {
                let notices = browser.text(&test_id("notices"));
                notices.contains(sentence) && notices.contains(". The experiment on the page is unchanged.")
            });
        }
        assert_eq!((fragment(browser), digest(browser)), (before.clone(), found));
        // The next one is opened all the same.
        let before = experiment(&before);
        opens(browser, "next.json", &serde_json::to_string(&before).expect("it is written"), &before);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn without_an_engine_an_experiment_is_opened_and_saved_all_the_same() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    in_browser(|browser| {
        browser.devtools(
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": folder.path().to_string_lossy() }),
        );
        browser.site().rule("engine_bg", Rule::Missing);
        browser.open(&format!("#1{SHORT}"));
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains("The engine can't be started")
        });
        browser.take_console_errors(); // the browser says there what it could not load
        let link = format!("#1{NAMED}&horizon=350");
        let text = serde_json::to_string(&experiment(&link)).expect("it is written");
        browser.drop_file("mine.json", text.as_bytes());
        browser.wait_until("it is opened", RUN, |browser| fragment(browser).contains("horizon=350"));
        browser.click(&test_id("save-experiment"));
        let saved: Value =
            serde_json::from_str(&saved(browser, folder.path(), "experiment.json")).expect("JSON");
        assert_eq!(saved, serde_json::from_str::<Value>(&text).expect("JSON"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn without_the_reader_the_page_says_that_nothing_is_saved() {
    in_browser(|browser| {
        browser.site().rule("reader", Rule::Missing);
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let before = fragment(browser);
        browser.click(&test_id("save-experiment"));
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains(
                "experiment.json is not saved: The program that reads and writes files can't be loaded (",
            )
        });
        browser.drop_file("mine.json", b"{}");
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains("try again. The experiment on the page is unchanged.")
        });
        browser.take_console_errors(); // the browser says there what it could not load
        assert_eq!(fragment(browser), before);
    });
}
