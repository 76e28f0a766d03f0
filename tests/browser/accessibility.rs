//! What a screen reader and a keyboard meet: every control has a name, and the tab key reaches the play button.

use serde_json::{Value, json};

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, finish, fragment, wait_for_state};

/// Roles whose elements are nothing without a name.
const NAMED: [&str; 9] =
    ["button", "textbox", "searchbox", "slider", "combobox", "checkbox", "link", "radio", "progressbar"];

/// Presses the tab key until what has the focus is called so.
fn tab_to(browser: &Browser, wanted: &str) {
    let mut met = Vec::new();
    for _ in 0..80 {
        browser.press(Key::Tab);
        let (role, name) = browser.focused();
        met.push(format!("{role} {name}"));
        if name.contains(wanted) {
            return;
        }
    }
    panic!("{wanted} is not among {met:#?}");
}

fn nameless(browser: &Browser) -> Vec<Value> {
    let tree = browser.devtools("Accessibility.getFullAXTree", json!({}));
    let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
    assert!(nodes.len() > 100, "the tree has {} nodes", nodes.len());
    let text = |node: &Value, what: &str| node[what]["value"].as_str().unwrap_or_default().trim().to_owned();
    let wants_name = |node: &Value| node["ignored"] != true && NAMED.contains(&text(node, "role").as_str());
    nodes.into_iter().filter(|node| wants_name(node) && text(node, "name").is_empty()).collect()
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn every_control_has_a_name() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.click(&test_id("reset"));
        wait_for_state(browser, "paused");
        browser.click(&test_id("step"));
        browser.wait_until("a round is shown", RUN, |browser| browser.count(&test_id("films")) == 1);
        assert_eq!(nameless(browser), Vec::<Value>::new());
        // The drawer with all settings, the first agent's unfolded.
        browser.see(&test_id("contender-0-alpha"));
        assert_eq!(nameless(browser), Vec::<Value>::new());
        browser.click(&test_id("open-catalogue"));
        browser.see(&test_id("catalogue-search"));
        assert_eq!(nameless(browser), Vec::<Value>::new());
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_keyboard_alone_changes_and_runs_an_experiment() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        // The main setting of the first agent stands on the page.
        tab_to(browser, "Alpha of LinUCB");
        browser.press(Key::Right);
        browser.wait_until("alpha has changed", RUN, |browser| {
            fragment(browser).contains("alpha=") && browser.count(&css(".stale")) == 0
        });
        finish(browser);
        // All others stand in the drawer.
        browser.script("document.activeElement.blur()");
        tab_to(browser, "400 rounds");
        browser.press(Key::Enter);
        browser
            .wait_until("the drawer has the focus", RUN, |browser| browser.focused().1 == "The experiment");
        tab_to(browser, "LinUCB alpha");
        browser.press(Key::Enter);
        tab_to(browser, "Alpha (slider)");
        let before = browser.value(&test_id("contender-0-alpha"));
        browser.press(Key::Right);
        browser.wait_until("alpha has changed again", RUN, |browser| {
            browser.value(&test_id("contender-0-alpha")) != before
        });
        browser.press(Key::Escape);
        browser
            .wait_until("the drawer is closed", RUN, |browser| browser.count(&css(".drawer[hidden]")) == 1);
        browser.wait_until("the address follows", RUN, |browser| {
            fragment(browser).contains("alpha=") && browser.count(&css(".stale")) == 0
        });
        finish(browser);
    });
}
