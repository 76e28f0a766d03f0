//! What a practitioner does from the first run to a comparison on another machine, through the interface alone.

use std::path::Path;

use serde_json::json;

use crate::support::{Browser, css, in_browser, test_id};
use crate::visitor::{RUN, digest, finish, fragment, round, wait_for_state};

/// The same users and noise in all three runs; the third computes for a while.
const SETTING: &str = "w=stationary_linear&horizon=60000&seeds=3";
const SHORT: [&str; 2] = ["c=lin_ucb", "c=epsilon_greedy"];
const LONG: &str = "c=neural_epsilon_greedy";

fn link(agents: &str) -> String {
    format!("#1{agents}&{SETTING}")
}

/// Opens the list of runs, and waits until it has so many.
fn open_list(browser: &Browser, count: usize) {
    browser.click(&test_id("runs-tab"));
    browser.wait_until(&format!("{count} runs are listed"), RUN, |browser| {
        browser.count(&test_id("run")) == count
    });
}

/// What the list shows of the digests, the latest run first.
fn digests(browser: &Browser) -> Vec<String> {
    crate::visitor::texts(
        browser,
        "[...document.querySelectorAll('.run-digest code')].map((code) => code.textContent)",
    )
}

fn saved(browser: &Browser, folder: &Path, name: &str) -> Vec<u8> {
    let file = folder.join(name);
    browser.wait_until(&format!("{name} is saved"), RUN, |_| file.exists());
    std::fs::read(file).expect("the file")
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn three_runs_one_reload_a_comparison_and_the_same_digests_elsewhere() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let mut whole = Vec::new();
    let mut sentence = String::new();
    in_browser(|browser| {
        browser.devtools(
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": folder.path().to_string_lossy() }),
        );
        for (place, agents) in SHORT.into_iter().enumerate() {
            browser.open(&link(agents));
            finish(browser);
            whole.push(digest(browser));
            open_list(browser, place + 1);
        }
        // The page is loaded again in the middle of the third run.
        browser.open(&link(LONG));
        wait_for_state(browser, "running");
        browser.wait_until("it is in its middle", RUN, |browser| round(browser) > 12_000);
        let before = round(browser);
        assert!(before < 60_000, "it was through before it could be interrupted");
        browser.reload();
        assert_eq!(fragment(browser), link(LONG));
        browser.wait_until("it is there again", RUN, |browser| {
            browser.count(&test_id("ask-keep")) == 1 || browser.count(&test_id("run-state")) == 1
        });
        // After half a minute of computing the page asks first.
        if browser.count(&test_id("ask-keep")) == 1 {
            browser.click(&test_id("ask-keep"));
        }
        finish(browser);
        whole.push(digest(browser));
        // It is one run, which was kept as it stood and has gone on.
        open_list(browser, 3);
        browser.wait_until("all are whole", RUN, |browser| {
            digests(browser).iter().rev().zip(&whole).all(|(shown, whole)| whole.starts_with(shown))
        });
        for box_of_run in 0..3 {
            browser.script(&format!("document.querySelectorAll('.run-check input')[{box_of_run}].click()"));
        }
        browser.click(&test_id("chosen-compare"));
        browser.see(&test_id("compare-plot"));
        sentence = browser.text(&test_id("compare-sentence"));
        assert!(
            sentence.contains(" regret than ") && sentence.contains("corrected for 3 comparisons"),
            "{sentence}"
        );
        browser.click(&test_id("all-runs"));
        browser.click(&test_id("runs-export-all"));
        saved(browser, folder.path(), "bandit-runs.zip");
    });
    // Another profile, which has a run of its own.
    in_browser(|browser| {
        browser.open(&format!("{}&master_seed=9", link(SHORT[0])));
        finish(browser);
        let own = digest(browser);
        open_list(browser, 1);
        browser.choose_file(&test_id("runs-file"), &folder.path().join("bandit-runs.zip"));
        browser.wait_until("they are added", RUN, |browser| browser.count(&test_id("run")) == 4);
        let shown = digests(browser);
        for digest in whole.iter().chain([&own]) {
            assert!(shown.iter().any(|shown| digest.starts_with(shown)), "{digest} is not among {shown:?}");
        }
        // They are compared with the same words.
        browser.fill(&test_id("runs-search"), "synthetic");
        for digest in &whole {
            let place = shown.iter().position(|shown| digest.starts_with(shown)).expect("it is there");
            browser.script(&format!("document.querySelectorAll('.run-check input')[{place}].click()"));
        }
        browser.click(&test_id("chosen-compare"));
        browser.wait_until("the sentence is the same", RUN, |browser| {
            browser.count(&test_id("compare-sentence")) == 1
                && browser.text(&test_id("compare-sentence")) == sentence
        });
        // One of them is run again here, to the same digest.
        browser.click(&test_id("all-runs"));
        let place = shown.iter().position(|shown| whole[1].starts_with(shown)).expect("it is there");
        browser.script(&format!(
            "document.querySelectorAll('[data-testid=run]')[{place}].querySelector('.run-actions .btn:not(.btn-icon)').click()"
        ));
        browser.wait_until("it is on the page", RUN, |browser| fragment(browser).contains("epsilon_greedy"));
        finish(browser);
        assert_eq!(digest(browser), whole[1]);
        assert_eq!(browser.count(&css("[data-testid=notices] .is-bad")), 0);
    });
}
