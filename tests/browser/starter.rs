//! The engine that comes first, and the whole one after it.

use crate::site::Rule;
use crate::support::{css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, digest, finish};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_default_experiment_runs_before_the_whole_engine_is_there() {
    in_browser(|browser| {
        browser.site().rule("engine", Rule::Held);
        browser.open("");
        finish(browser);
        let first = digest(browser);
        // A story of slates, which the engine that came first does not know.
        browser.click(&test_id("story-9"));
        browser.wait_until("it says what it waits for", RUN, |browser| {
            browser.count(&css(".run-task")) == 1
                && browser.text(&css(".run-task")).contains("the whole engine is loading")
        });
        browser.site().let_go();
        browser.wait_until("it runs", RUN, |browser| browser.count(&test_id("digest")) == 0);
        finish(browser);
        assert_ne!(digest(browser), first);
        // And the whole engine gives the same bits.
        browser.click(&test_id("story-0"));
        browser.wait_until("it runs again", RUN, |browser| {
            browser.count(&test_id("digest")) == 1 && digest(browser) == first
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn without_it_the_whole_engine_runs_everything() {
    in_browser(|browser| {
        browser.site().rule("starter", Rule::Missing);
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.open("");
        finish(browser);
        // That a file is missing is on the console, and nowhere else.
        let errors = browser.take_console_errors();
        assert!(errors.iter().all(|error| error.contains("starter")), "{errors:?}");
    });
}
