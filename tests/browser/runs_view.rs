//! The views that cover the page: runs that are kept, and comparisons of them, with mouse and with keyboard only.

use std::path::Path;

use bandit_playground::chart::numbers::readable;
use serde_json::json;

use crate::support::{Browser, Key, css, in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, finish, fragment, texts};

/// Two agents of which one is clearly better.
const AGENTS: &str = "c=lin_ucb&c=random";

/// Runs an experiment, and waits until it is in the list of runs, as the one of this number.
fn keep(browser: &Browser, link: &str, count: usize) {
    browser.open(link);
    finish(browser);
    open_list(browser, count);
}

/// An experiment with this many rounds.
fn rounds(horizon: u64) -> String {
    format!("#1{AGENTS}&{}", SHORT.replace("horizon=400", &format!("horizon={horizon}")))
}

/// Opens the list of runs, and waits until it has so many.
fn open_list(browser: &Browser, count: usize) {
    browser.click(&test_id("runs-tab"));
    rows(browser, count);
}

/// Waits until the list shows so many runs.
fn rows(browser: &Browser, count: usize) {
    browser.wait_until(&format!("{count} runs are listed"), RUN, |browser| {
        browser.count(&test_id("run")) == count
    });
}

/// Empties the bin that is shown, which is asked about once.
fn empty_bin(browser: &Browser) {
    browser.click(&test_id("empty-bin"));
    browser.wait_until("it is asked about", RUN, |browser| {
        browser.text(&test_id("empty-bin")).starts_with("Really")
    });
    browser.click(&test_id("empty-bin"));
}

fn titles(browser: &Browser) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.run-title')].map((title) => title.textContent)";
    serde_json::from_value(browser.script(script)).expect("texts")
}

fn is_covered(browser: &Browser) -> bool {
    browser.script("return !document.getElementById('view').hidden") == true
}

/// What the browser has put into the folder of its downloads, once it is there.
fn saved(browser: &Browser, folder: &Path, name: &str) -> Vec<u8> {
    let file = folder.join(name);
    browser.wait_until(&format!("{name} is saved"), RUN, |_| file.exists());
    std::fs::read(file).expect("the file")
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_view_has_an_address_and_the_page_beneath_stays() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let page = fragment(browser);
        browser.click(&test_id("runs-tab"));
        browser.see(&test_id("runs-view"));
        assert_eq!(fragment(browser), "#runs");
        assert!(browser.title().starts_with("Runs"), "{}", browser.title());
        browser.back();
        browser.wait_until("the page is back", RUN, |browser| !is_covered(browser));
        assert_eq!(
            (fragment(browser), browser.text(&test_id("run-state"))),
            (page.clone(), "done".to_owned())
        );
        browser.forward();
        browser.wait_until("the view is back", RUN, is_covered);
        browser.click(&test_id("leave-view"));
        browser.wait_until("the page is back", RUN, |browser| !is_covered(browser));
        assert_eq!(fragment(browser), page);
        // Opened by its address there is no page to go back to.
        browser.open("#runs");
        browser.see(&test_id("runs-view"));
        browser.click(&test_id("leave-view"));
        browser.wait_until("the page is there", RUN, |browser| !is_covered(browser));
        finish(browser);
        browser.open("#runz");
        browser.wait_until("it says which view there is", RUN, |browser| {
            browser.text(&test_id("notices")).contains("did you mean \"runs\"?")
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_view_that_does_not_come_is_asked_for_again() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.set_offline(true);
        browser.click(&test_id("runs-tab"));
        browser.see(&test_id("view-again"));
        assert!(browser.text(&test_id("view-state")).contains("could not be loaded"));
        browser.set_offline(false);
        browser.take_console_errors(); // the browser says there what it could not load
        browser.click(&test_id("view-again"));
        browser.see(&test_id("runs-view"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_run_is_named_tagged_found_deleted_and_taken_back() {
    in_browser(|browser| {
        keep(browser, &rounds(300), 1);
        keep(browser, &rounds(400), 2);
        // The latest comes first, with its best agent.
        browser.wait_until("the results are seen", RUN, |browser| {
            browser.count(&css(".run-agent")) == 2 && browser.text(&css(".run-agent")).contains("LinUCB")
        });
        assert!(browser.text(&css(".run-rounds")).starts_with("400 × 3"));
        let name = titles(browser)[0].clone();
        browser.script("document.querySelector('.run-rename').focus()");
        browser.press(Key::Enter);
        browser.see(&test_id("run-name-field"));
        // The whole name is selected, so that what is typed takes its place.
        browser.press("Baseline <b>1</b>");
        browser.press(Key::Enter);
        browser.wait_until("it has the name", RUN, |browser| titles(browser)[0] == "Baseline <b>1</b>");
        browser.click(&css(".run-title"));
        browser.fill(&test_id("run-tags"), "class, late");
        browser.press(Key::Tab);
        browser.wait_until("it has tags", RUN, |browser| browser.count(&css(".run-tags .tag")) == 2);
        // What was written is kept.
        browser.reload();
        // The page beneath begins with the default experiment, which is kept, too.
        rows(browser, 3);
        assert_eq!(titles(browser)[1..], ["Baseline <b>1</b>".to_owned(), name]);
        browser.fill(&test_id("runs-search"), "#class baseline");
        rows(browser, 1);
        browser.fill(&test_id("runs-search"), "nothing like that");
        browser.see(&test_id("runs-none"));
        browser.press(Key::Control + "a");
        browser.press(Key::Backspace);
        rows(browser, 3);
        browser.click(&role("button", "Delete Baseline <b>1</b>"));
        rows(browser, 2);
        browser.click(&test_id("undo-delete"));
        rows(browser, 3);
        browser.click(&role("button", "Delete Baseline <b>1</b>"));
        rows(browser, 2);
        browser.click(&test_id("runs-bin"));
        browser.wait_until("it is in the bin", RUN, |browser| titles(browser) == ["Baseline <b>1</b>"]);
        empty_bin(browser);
        rows(browser, 0);
        browser.click(&test_id("runs-bin"));
        rows(browser, 2);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn two_runs_are_compared_with_the_keyboard_alone() {
    in_browser(|browser| {
        keep(browser, &rounds(300), 1);
        keep(browser, &rounds(400), 2);
        browser.tap(Key::Escape);
        browser.wait_until("the page is back", RUN, |browser| !is_covered(browser));
        browser.script("document.activeElement.blur()");
        browser.tap('k');
        rows(browser, 2);
        // Tab goes on from the view to the boxes.
        browser.script("document.getElementById('runs-search').focus()");
        for _ in 0..40 {
            if browser.focused().1.starts_with("Choose ") {
                break;
            }
            browser.press(Key::Tab);
        }
        browser.press(" ");
        browser.script("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', shiftKey: true, bubbles: true }))");
        browser.wait_until("both are chosen", RUN, |browser| {
            browser.text(&test_id("runs-chosen")).contains("2 runs chosen")
        });
        browser.script("document.querySelector('[data-testid=chosen-compare]').focus()");
        browser.press(Key::Enter);
        browser.see(&test_id("compare-view"));
        assert!(fragment(browser).starts_with("#compare=r"), "{}", fragment(browser));
        // Final values after 300 and 400 rounds are not compared, and the page says so.
        let sentence = browser.text(&test_id("compare-sentence"));
        assert!(sentence.contains("round 300") || sentence.contains("round 400"), "{sentence}");
        assert_eq!(browser.count(&css("[data-testid=compare-settings] tbody tr")), 1);
        browser.tap(Key::Escape);
        browser.wait_until("the page is back", RUN, |browser| !is_covered(browser));
        browser.back();
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_comparison_says_who_is_better_and_is_taken_along() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    in_browser(|browser| {
        browser.devtools(
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": folder.path().to_string_lossy() }),
        );
        keep(browser, &rounds(400), 1);
        // Another run of the same rounds with another agent.
        keep(browser, &format!("#1c=epsilon_greedy&{SHORT}"), 2);
        for index in 0..2 {
            browser.script(&format!("document.querySelectorAll('.run-check input')[{index}].click()"));
        }
        browser.click(&test_id("chosen-compare"));
        browser.see(&test_id("compare-plot"));
        let sentence = browser.text(&test_id("compare-sentence"));
        assert!(
            sentence.contains("corrected for 3 comparisons") && !sentence.contains("Random"),
            "{sentence}"
        );
        assert_eq!(browser.count(&css("[data-testid=compare-finals] tbody tr")), 3);
        let text = String::from_utf8(saved_csv(browser, folder.path())).expect("text");
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let points: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
        let curves: std::collections::BTreeSet<&str> = points.iter().map(|row| &row[0]).collect();
        assert_eq!(curves.len(), 3, "{curves:?}");
        read_curves(browser, &points);
        for kind in ["png", "svg", "latex"] {
            browser.click(&test_id(&format!("compare-{kind}")));
        }
        let table = saved(browser, folder.path(), "bandit-final-metrics.tex");
        assert!(String::from_utf8_lossy(&table).contains("\\toprule"));
        saved(browser, folder.path(), "bandit-cumulative-regret-compared.svg");
        // What is taken along comes back where nothing is kept.
        browser.click(&test_id("all-runs"));
        rows(browser, 2);
        browser.click(&test_id("runs-export-all"));
        let zip = saved(browser, folder.path(), "bandit-runs.zip");
        browser.script(
            "document.querySelectorAll('.run-check input').forEach((box) => box.checked || box.click())",
        );
        browser.click(&test_id("chosen-delete"));
        rows(browser, 0);
        browser.click(&test_id("runs-bin"));
        rows(browser, 2);
        empty_bin(browser);
        browser.see(&test_id("runs-empty"));
        let file = folder.path().join("again.zip");
        std::fs::write(&file, zip).expect("a file");
        browser.choose_file(&test_id("runs-file"), &file);
        // The bin is left for what was added.
        rows(browser, 2);
        // The experiment of a run is shown on the page.
        browser.click(&css(".run-actions .btn:not(.btn-icon)"));
        browser.wait_until("the page is back", RUN, |browser| !is_covered(browser));
        assert!(fragment(browser).starts_with("#1"), "{}", fragment(browser));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn agents_of_one_run_are_compared_by_every_metric() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    in_browser(|browser| {
        browser.devtools(
            "Browser.setDownloadBehavior",
            json!({ "behavior": "allow", "downloadPath": folder.path().to_string_lossy() }),
        );
        keep(browser, &format!("#1c=random&{SHORT}"), 1);
        browser.script("document.querySelector('.run-check input').click()");
        // One agent has nothing to be compared with.
        browser.wait_until("it is said", RUN, |browser| {
            browser.count(&test_id("chosen-why")) == 1
                && browser.text(&test_id("chosen-why")).contains("has one agent")
        });
        assert!(!browser.enabled(&test_id("chosen-compare")));
        keep(browser, &rounds(400), 2);
        // A run is found by the first digits of its digest.
        let digest = browser.text(&css(".run-digest code"));
        browser.fill(&test_id("runs-search"), &digest);
        rows(browser, 1);
        browser.script("document.querySelector('.run-check input').click()");
        browser.click(&test_id("chosen-compare"));
        let sentence = browser.text(&test_id("compare-sentence"));
        assert!(sentence.starts_with("LinUCB"), "{sentence}");
        browser.click(&test_id("compare-all"));
        let charts =
            browser.script("return document.querySelectorAll('[data-testid=compare-small] canvas').length");
        let metrics =
            browser.script("return document.querySelectorAll('[data-testid=compare-metric] option').length");
        assert!(charts == metrics && charts.as_u64() > Some(2), "{charts} charts of {metrics} metrics");
        assert!(!browser.enabled(&test_id("compare-png")));
        browser.click(&test_id("compare-csv"));
        let text = saved(browser, folder.path(), "bandit-all-metrics-compared.csv");
        let mut table = csv::Reader::from_reader(text.as_slice());
        let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("a row")).collect();
        let drawn: std::collections::BTreeSet<&str> = rows.iter().map(|row| &row[1]).collect();
        assert_eq!(Some(drawn.len() as u64), metrics.as_u64());
        browser.click(&test_id("compare-all"));
        browser.see(&test_id("compare-plot"));
        // Without runs there is a way to them.
        browser.script("location.hash = '#compare'");
        browser.click(&test_id("compare-choose"));
        browser.see(&test_id("runs-view"));
    });
}

/// A link of a comparison has its experiments in it: elsewhere the same runs are computed, compared and kept.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_comparison_is_computed_from_its_link_elsewhere() {
    let (mut link, mut sentence, mut digests) = (String::new(), String::new(), Vec::new());
    let digests_of = |browser: &Browser| {
        texts(browser, "[...document.querySelectorAll('.run-digest code')].map((code) => code.textContent)")
    };
    in_browser(|browser| {
        browser.devtools(
            "Browser.grantPermissions",
            json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
        );
        keep(browser, &rounds(400), 1);
        keep(browser, &format!("#1c=epsilon_greedy&{SHORT}"), 2);
        digests = digests_of(browser);
        for index in 0..2 {
            browser.script(&format!("document.querySelectorAll('.run-check input')[{index}].click()"));
        }
        browser.click(&test_id("chosen-compare"));
        browser.click(&test_id("compare-link"));
        browser
            .wait_until("it is copied", RUN, |browser| browser.text(&test_id("compare-copied")) == "Copied");
        sentence = browser.text(&test_id("compare-sentence"));
        let copied = browser.script("return navigator.clipboard.readText()");
        let copied = copied.as_str().expect("a text");
        link = copied[copied.find('#').expect("it has a fragment")..].to_owned();
        // Where the runs are kept they are not computed again.
        browser.script(&format!("location.hash = {link:?}"));
        browser.wait_until("it is the same comparison", RUN, |browser| {
            browser.count(&test_id("compare-sentence")) == 1
                && browser.text(&test_id("compare-sentence")) == sentence
        });
        browser.click(&test_id("all-runs"));
        rows(browser, 2);
    });
    assert!(link.starts_with("#compare=1") && link.contains("&&1"), "{link}");
    in_browser(|browser| {
        browser.open(&link);
        browser.wait_until("the runs are computed", RUN, |browser| {
            browser.count(&test_id("compare-sentence")) == 1
                && browser.text(&test_id("compare-sentence")) == sentence
        });
        assert_eq!(browser.count(&test_id("compare-problems")), 0);
        browser.click(&test_id("all-runs"));
        browser.wait_until("they are kept", RUN, |browser| {
            let shown = digests_of(browser);
            digests.iter().all(|digest| shown.contains(digest))
        });
        // A digest that can't come out is named.
        let at = link.find("d=2-").expect("it has a digest") + "d=2-".len();
        let other = if link[at..].starts_with('f') { '0' } else { 'f' };
        let wrong = format!("{}{other}{}", &link[..at], &link[at + 1..]);
        browser.script(&format!("location.hash = {wrong:?}"));
        browser.wait_until("it is said", RUN, |browser| {
            browser.count(&test_id("compare-problems")) == 1
                && browser.text(&test_id("compare-problems")).contains("where the link was made")
        });
    });
}

/// The curves are read with keys and with the pointer: the numbers of the table.
fn read_curves(browser: &Browser, points: &[csv::StringRecord]) {
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let last = points.iter().filter(|row| &row[3] == "400").map(|row| {
        // So few seeds have no interval.
        assert_eq!(row[5], row[6]);
        format!("{} {}", &row[0], readable(number(&row[7])))
    });
    let last: Vec<String> = last.collect();
    browser.script("document.querySelector('[data-testid=compare-plot]').focus()");
    browser.press(Key::End);
    browser.wait_until("the last round is read", RUN, |browser| {
        browser.text(&test_id("compare-readout")).contains("At round 400")
    });
    let (shown, said) = (browser.text(&test_id("compare-readout")), browser.text(&test_id("views-said")));
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(last.len(), 3);
    for value in &last {
        assert!(shown.contains(value) && said.contains(value), "{value}: {shown}; {said}");
    }
    browser.press(Key::Home);
    browser.wait_until("the first round is read", RUN, |browser| {
        browser.text(&test_id("compare-place")) == "At round 1"
    });
    browser.press(Key::Escape);
    browser.wait_until("nothing is read", RUN, |browser| browser.count(&test_id("compare-place")) == 0);
    browser.script(
        "const plot = document.querySelector('[data-testid=compare-plot]'), box = plot.getBoundingClientRect();
         plot.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + box.width / 2, clientY: box.top + 60, pointerType: 'mouse', bubbles: true }))",
    );
    browser.wait_until("a round in the middle is read", RUN, |browser| {
        browser.count(&css(".compare-plot .crosshair")) == 1
            && browser.text(&test_id("compare-place")).starts_with("At round ")
    });
    browser.script("document.querySelector('[data-testid=compare-plot]').dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }))");
    browser.wait_until("nothing is read", RUN, |browser| browser.count(&test_id("compare-place")) == 0);
}

fn saved_csv(browser: &Browser, folder: &Path) -> Vec<u8> {
    browser.click(&test_id("compare-csv"));
    saved(browser, folder, "bandit-cumulative-regret-compared.csv")
}
