//! An agent that a person writes, from wrong code to a race whose digest the command line gives, too.

use std::sync::Arc;

use bandit_playground::agent::script::{EXAMPLES, unpack};
use bandit_playground::data::bundle;
use bandit_playground::metrics::REGRET;
use bandit_playground::simulation::run;
use bandit_playground::spec::link;
use bandit_playground::views::editor::race::code_of;

use crate::support::{css, in_browser, test_id};
use crate::visitor::{RUN, digest, finish, fragment, texts};

/// A short race, so that the digest comes soon.
const RACE: &str = "#1w=movielens_mf&c=lin_ucb&horizon=300&seeds=2";

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn code_is_mended_raced_and_kept() {
    in_browser(|browser| {
        browser.open(RACE);
        finish(browser);
        browser.script("location.hash = '#editor'");
        browser.see(&test_id("editor-view"));
        browser.wait_until("the first example is there", RUN, |browser| {
            browser.value(&test_id("editor-text")).contains("epsilon")
        });
        browser.wait_until("helpers are listed", RUN, |browser| {
            browser.text(&test_id("editor-helpers")).contains("m.ridge_update(x)")
        });
        // What is wrong is said with its line, beside which it is marked.
        browser.fill(
            &test_id("editor-text"),
            "fn init(arms, features) { #{} }\nfn learn(round, arm, reward) { }\nfn choose(round) { loop { } }\n",
        );
        browser.click(&test_id("editor-check"));
        browser.see(&test_id("editor-error"));
        let said = browser.text(&test_id("editor-error"));
        assert!(
            said.starts_with("Line 3: the agent used more than 1000000 operations in round 1."),
            "{said}"
        );
        assert_eq!(browser.text(&test_id("editor-wrong-line")), "3");
        assert_eq!(browser.attribute(&test_id("editor-text"), "aria-invalid").as_deref(), Some("true"));
        let described = browser.attribute(&test_id("editor-text"), "aria-describedby").unwrap_or_default();
        assert!(described.contains("editor-said"), "{described}");
        browser.click(&test_id("editor-go"));
        let selected = "const area = document.activeElement; return area.value.slice(area.selectionStart, area.selectionEnd)";
        assert_eq!(browser.script(selected).as_str(), Some("fn choose(round) { loop { } }"));
        // Tab indents, and leaves after Escape.
        browser.press("\u{e004}");
        assert!(browser.value(&test_id("editor-text")).contains("\n    fn choose"));
        assert_eq!(browser.count(&test_id("editor-error")), 0, "what was said was of another text");
        browser.press("\u{e00c}");
        browser.press("\u{e004}");
        assert_eq!(
            browser.script("return document.activeElement.id === 'editor-text'").as_bool(),
            Some(false)
        );
        assert_eq!(browser.count(&test_id("editor-view")), 1, "Escape left the editor");
        // An example races, with the digest and the regret of the engine here.
        browser.click(&test_id("example-linucb"));
        browser.click(&test_id("editor-run"));
        browser.wait_until("the page is shown", RUN, |browser| fragment(browser).starts_with("#1"));
        finish(browser);
        let experiment = link::decode(&fragment(browser)).expect("a link").experiment;
        let code = code_of(&experiment).expect("it is in the race");
        assert_eq!(unpack(&code).as_deref(), Ok(EXAMPLES[1].source));
        let bytes = std::fs::read("static/data/movielens-small.bundle").expect("the bundled ratings");
        let ratings = Arc::new(bundle::decode(&bytes).expect("the bundled ratings can be read"));
        let log = run(&experiment, Some(&ratings)).expect("it can be run");
        assert_eq!(Some(digest(browser)), log.digest());
        let summary = log.summary().expect("the run is through");
        let regret = |policy: usize| summary.policies[policy].of(&REGRET).mean;
        assert!((regret(0) - regret(1)).abs() < 1e-9, "{} beside {}", regret(0), regret(1));
        // Play leads back, and a reload keeps what is typed.
        browser.script("location.hash = '#editor'");
        browser.see(&test_id("editor-view"));
        browser.type_into(&test_id("editor-text"), "// mine");
        browser.reload();
        browser.wait_until("the text is kept", RUN, |browser| {
            browser.value(&test_id("editor-text")).contains("// mine")
        });
        assert!(texts(browser, "[...document.querySelectorAll('[data-testid=editor-helpers] dt')].map((own) => own.innerText)").len() > 20);
        assert!(browser.take_console_errors().is_empty());
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn axe_finds_nothing_in_it() {
    let axe = crate::axe::source();
    in_browser(|browser| {
        for dark in [false, true] {
            browser.dark(dark);
            browser.open("#editor");
            browser.wait_until("it is there", RUN, |browser| {
                browser.count(&css("[data-testid=editor-helpers] dt")) > 0
            });
            browser.script(&axe);
            let mut found = Vec::new();
            crate::axe::look(browser, if dark { "dark" } else { "light" }, &mut found);
            assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
        }
    });
}
