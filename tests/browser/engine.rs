//! The page and its engine are two programs: the page answers before the engine has come, and lives on where it never comes.

use crate::site::Rule;
use crate::support::{Browser, in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, fragment, round};

/// How the names of both files of the engine begin.
const ENGINE: &str = "engine";

/// Sets another horizon, and sees the page answer.
fn set_horizon(browser: &Browser, horizon: u64) {
    browser.fill(&test_id("horizon"), &horizon.to_string());
    browser.press(crate::support::Key::Enter);
    browser.wait_until("the link says so", RUN, |browser| {
        fragment(browser).contains(&format!("horizon={horizon}"))
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn controls_answer_before_the_engine_has_come() {
    in_browser(|browser| {
        browser.site().rule(ENGINE, Rule::Held);
        browser.open(&format!("#1{SHORT}"));
        set_horizon(browser, 300);
        browser.choose(&test_id("world"), "Wheel");
        browser.wait_until("the link says so", RUN, |browser| fragment(browser).contains("w=wheel"));
        assert_eq!(
            (browser.text(&test_id("run-state")).as_str(), browser.count(&test_id("digest"))),
            ("loading", 0)
        );
        // There is nothing to save yet.
        let of_a_run = ["Numbers (CSV)", "Run (JSON)", "Print a report"];
        let usable = |browser: &Browser| of_a_run.map(|button| browser.enabled(&role("button", button)));
        assert_eq!(usable(browser), [false; 3]);
        assert!(browser.enabled(&role("button", "Experiment (JSON)")));
        browser.site().let_go();
        finish(browser);
        assert_eq!(round(browser), 300);
        assert_ne!(digest(browser), "");
        assert_eq!(usable(browser), [true; 3]);
    });
}

/// The page with an engine that answers so: says why nothing runs, in one notice that stays one, and still answers.
fn lives_without(file: &str, rule: Rule, sentence: &str) {
    in_browser(|browser| {
        browser.site().rule(file, rule);
        browser.open(&format!("?workers=3#1{SHORT}"));
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains(sentence)
        });
        assert_eq!(browser.text(&test_id("run-state")), "failed");
        set_horizon(browser, 300);
        browser.click(&test_id("play"));
        assert_eq!(browser.text(&test_id("run-state")), "failed");
        assert_eq!(browser.text(&test_id("notices")).matches("so that nothing can run").count(), 1);
        browser.take_console_errors(); // the browser says there what it could not load
        browser.site().let_go();
        browser.reload();
        finish(browser);
        assert_eq!(round(browser), 300);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn an_engine_that_is_not_there_is_one_sentence() {
    lives_without(
        "engine_bg",
        Rule::Missing,
        "The engine can't be started (the server answered 404 to ./engine_bg",
    );
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn an_engine_that_is_no_program_is_one_sentence() {
    lives_without("engine_bg", Rule::Replaced(b"<html>".to_vec()), "The engine can't be started (");
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn an_engine_that_does_not_start_is_one_sentence() {
    // A program of WebAssembly, but none of ours.
    lives_without("engine_bg", Rule::Replaced(b"\0asm\x01\0\0\0".to_vec()), "The engine can't be started (");
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn an_engine_of_another_build_is_one_sentence() {
    let script = b"export default async () => { postMessage('build 0123456789abcdef'); };".to_vec();
    lives_without(
        "engine-",
        Rule::Replaced(script),
        "The engine is of another build (0123456789abcdef) than this page",
    );
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn without_what_reads_files_all_else_goes_on() {
    in_browser(|browser| {
        browser.site().rule("reader", Rule::Missing);
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let before = digest(browser);
        browser.drop_file("own.csv", b"size,label\n1,small\n9,large\n");
        browser.wait_until("the page says so", RUN, |browser| {
            browser
                .text(&test_id("notices"))
                .contains("The program that reads and writes files can't be loaded (the server answered 404 to ./reader")
        });
        browser.take_console_errors(); // the browser says there what it could not load
        assert_eq!(digest(browser), before);
        set_horizon(browser, 300);
        browser.wait_until("another run is through", RUN, |browser| {
            browser.count(&test_id("digest")) == 1 && round(browser) == 300
        });
    });
}
