//! What tests do on the page again and again.

use std::time::Duration;

use crate::support::{Browser, PATIENCE, css, test_id};

/// How long a run may take on a busy machine.
pub const RUN: Duration = PATIENCE;

/// An experiment that is through in a moment: no ratings are needed.
pub const SHORT: &str = "w=stationary_linear&horizon=400&seeds=3";

/// Lets the page's clock run twenty times as fast from now on, until it is loaded again: what is done after half a minute need
/// not be waited for.
pub const FAST_CLOCK: &str = "
    const now = performance.now.bind(performance), begun = now();
    performance.now = () => begun + 20 * (now() - begun);";

/// Films in slates, with the rankers of four kinds.
pub const FILM_SLATES: &str = "#1w=movielens_popular_slates&c=cascade_ucb1&c=cascade_kl_ucb&c=cascade_ts&c=random_slate&horizon=300&seeds=4";

/// Waits until the run stands at its end.
pub fn finish(browser: &Browser) {
    wait_for_state(browser, "done");
}

/// Waits until the run has this state.
pub fn wait_for_state(browser: &Browser, state: &str) {
    browser.wait_until(&format!("the run is {state}"), RUN, |browser| {
        // Just after a change the page still shows the run before, and says so.
        browser.count(&css(".stale")) == 0 && browser.text(&test_id("run-state")) == state
    });
}

/// The round that the page says it stands at.
pub fn round(browser: &Browser) -> u64 {
    browser.text(&test_id("round")).replace(',', "").parse().expect("a number of rounds")
}

/// The digest that the page shows.
pub fn digest(browser: &Browser) -> String {
    browser.text(&test_id("digest"))
}

/// Waits until a run other than that with this digest stands at its end, however fast it gets there, and gives its digest.
pub fn finish_another(browser: &Browser, before: &str) -> String {
    browser.wait_until("another run is done", RUN, |browser| {
        browser.count(&css(".stale")) == 0
            && browser.text(&test_id("run-state")) == "done"
            && browser.count(&test_id("digest")) == 1
            && digest(browser) != before
    });
    digest(browser)
}

/// The test id of what has the focus; empty where it has none.
pub fn test_id_of_focused(browser: &Browser) -> String {
    let found = browser.script("return document.activeElement.dataset.testid || ''");
    found.as_str().unwrap_or_default().to_owned()
}

/// What the tiles on the stage say, each as a screen reader would: the film, what is thought of it, who picked it.
pub fn tiles(browser: &Browser) -> Vec<String> {
    texts(
        browser,
        "[...document.querySelectorAll('[data-testid=films] .tile')].map((tile) => tile.getAttribute('aria-label'))",
    )
}

/// The texts that a script's expression gives as a list.
pub fn texts(browser: &Browser, expression: &str) -> Vec<String> {
    serde_json::from_value(browser.script(&format!("return {expression}"))).expect("a list of texts")
}

/// The part of the address after its `#`, with it.
pub fn fragment(browser: &Browser) -> String {
    let address = browser.address();
    address.find('#').map_or_else(String::new, |place| address[place..].to_owned())
}
