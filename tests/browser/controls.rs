//! Changing the experiment with mouse and keyboard.

use crate::support::{Key, css, in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, finish, fragment};

fn names(browser: &crate::support::Browser) -> Vec<String> {
    let names =
        browser.script("return [...document.querySelectorAll('.card-name')].map((name) => name.textContent)");
    let names = names.as_array().cloned().unwrap_or_default();
    names.iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn policies_are_added_doubled_moved_and_removed_and_it_can_be_undone() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}&c=lin_ucb&c=random"));
        finish(browser);
        assert_eq!(names(browser), ["LinUCB", "Random"]);
        browser.choose(&test_id("add-agent"), "Oracle");
        browser.click(&test_id("add"));
        browser.wait_until("the oracle is there", RUN, |browser| {
            names(browser) == ["LinUCB", "Random", "Oracle"]
        });
        browser.wait_until("the address follows", RUN, |browser| fragment(browser).contains("oracle"));
        browser.click(&role("button", "Move Oracle up"));
        browser.wait_until("it has moved", RUN, |browser| names(browser) == ["LinUCB", "Oracle", "Random"]);
        browser.click(&test_id("contender-0-duplicate"));
        browser.wait_until("there are two", RUN, |browser| names(browser).len() == 4);
        browser.click(&test_id("contender-3-remove"));
        browser.wait_until("chance is gone", RUN, |browser| names(browser) == ["LinUCB", "LinUCB", "Oracle"]);
        finish(browser);
        // Twins with the same luck end with the same numbers.
        assert_eq!(
            browser.text(&css("[data-testid=result-0] td:nth-child(2)")),
            browser.text(&css("[data-testid=result-1] td:nth-child(2)"))
        );
        assert!(browser.text(&test_id("result-2")).contains("Oracle"));
        browser.wait_until("the address follows", RUN, |browser| !fragment(browser).contains("random"));
        browser.click(&role("button", "Undo"));
        browser.wait_until("one step back", RUN, |browser| names(browser) != ["LinUCB", "LinUCB", "Oracle"]);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_is_typed_wrong_gets_a_sentence() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.fill(&test_id("seeds"), "many");
        browser.press(Key::Tab);
        browser.see(&css(".error-text"));
        assert_eq!(
            browser.text(&css(".error-text")),
            "Seeds must be a whole number between 1 and 100: \"many\" changes nothing."
        );
        browser.fill(&test_id("seeds"), "1000");
        browser.press(Key::Tab);
        browser.wait_until("it is clamped", RUN, |browser| browser.value(&test_id("seeds")) == "100");
        assert!(browser.text(&css(".error-text")).contains(", so 1000 became 100."));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn an_agent_that_cannot_live_in_the_environment_says_why() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}&c=lin_ucb;model=shared"));
        browser.wait_until("the page says why", RUN, |browser| {
            browser
                .text(&test_id("notices"))
                .contains("needs features of the arms, which this environment does not have")
        });
        assert_eq!(browser.text(&test_id("run-state")), "failed");
        browser.choose(&test_id("world"), "MovieLens, per arm");
        finish(browser);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_curves_can_be_read_with_the_keyboard() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let standing = browser.text(&test_id("regret-0"));
        browser.script("document.querySelector('[data-testid=large-chart]').focus()");
        browser.press(Key::End);
        browser.wait_until("the last round is read", RUN, |browser| {
            browser.text(&test_id("crosshair-round")) == "at round 400"
        });
        // A value for each curve, in the order of the agents.
        assert_eq!(browser.count(&css(".readout-value")), 4);
        let last = browser.text(&css(".readout-value"));
        browser.press(Key::Left);
        browser.wait_until("the round before is read", RUN, |browser| {
            browser.text(&test_id("crosshair-round")) != "at round 400"
        });
        let before = browser.text(&css(".readout-value"));
        let number = |text: &str| text.replace(',', "").parse::<f64>().expect("a number");
        assert!(number(&before) <= number(&last), "regret never falls: {before}, then {last}");
        let heard = browser.script(
            "return [...document.querySelectorAll('[role=status]')].map((e) => e.textContent).join(' ')",
        );
        assert!(heard.as_str().is_some_and(|heard| heard.contains("LinUCB")), "{heard}");
        browser.press(Key::Escape);
        browser
            .wait_until("the crosshair goes", RUN, |browser| browser.count(&test_id("crosshair-round")) == 0);
        assert_eq!(browser.text(&test_id("regret-0")), standing, "what the agents have in the end stays");
        // The table has what the chart shows.
        assert!(browser.text(&test_id("result-0")).contains(&last));
    });
}
