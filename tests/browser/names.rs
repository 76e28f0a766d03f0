//! Results keep the names of what was run, whatever the controls say meanwhile.

use crate::support::{Browser, in_browser, test_id};
use crate::visitor::{RUN, finish, wait_for_state};

/// Names and numbers in the table of results and in the regret chart's legend, each by its place.
fn shown(browser: &Browser) -> Vec<String> {
    let read = "return [...document.querySelectorAll('[data-testid^=result-], .chart:first-of-type .legend li')]\
                .map((entry) => entry.innerText.replace(/\\s+/g, ' ').trim())";
    let entries = browser.script(read);
    let entries = entries.as_array().expect("a list").iter();
    entries.map(|entry| entry.as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn results_keep_their_names_while_another_run_is_on_its_way_or_cannot_start() {
    in_browser(|browser| {
        browser.open("#1w=bernoulli&c=ucb1&c=random&horizon=500&seeds=2");
        finish(browser);
        let before = shown(browser);
        assert!(before.len() >= 4 && before[0].contains("UCB1"), "{before:?}");

        // An agent that can't live in this environment comes first: its name must not stand beside UCB1's numbers.
        browser
            .script("location.hash = '#1w=bernoulli&c=hybrid_lin_ucb&c=ucb1&c=random&horizon=500&seeds=2'");
        wait_for_state(browser, "failed");
        assert_eq!(shown(browser), before);

        // While another environment is prepared, likewise.
        browser.script(
            "location.hash = '#1w=movielens_taste_slates;movies=9066;rank=100&c=random_slate&horizon=100&seeds=1'",
        );
        browser.wait_until("it is prepared for long", RUN, |browser| {
            browser.script("return !document.querySelector('[data-testid=preparation]').hidden") == true
        });
        assert_eq!(shown(browser), before);
        browser.click(&test_id("cancel"));
        wait_for_state(browser, "cancelled");
        assert_eq!(shown(browser), before);

        // A new name for an agent is no change of the run.
        browser.script("location.hash = '#1w=bernoulli&c=ucb1;label=Optimist&c=random&horizon=500&seeds=2'");
        finish(browser);
        browser.wait_until("the new name", RUN, |browser| shown(browser)[0].contains("Optimist"));
    });
}
