//! Play, pause, reset, speed: the same randomness every time.

use crate::support::{in_browser, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, finish_another, round, wait_for_state};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_reset_replays_the_very_same_run() {
    in_browser(|browser| {
        // So slowly that it can't be through before it is paused.
        browser.open("?workers=2#1v=speed=60&w=stationary_linear&horizon=200000&seeds=4");
        browser.wait_until("it is under way", RUN, |browser| round(browser) > 0);
        browser.click(&test_id("play"));
        wait_for_state(browser, "paused");
        let stood = round(browser);
        assert!(stood > 0 && stood < 200_000, "paused at {stood}");
        browser.slide(&test_id("speed"), 100.0);
        browser.fill(&test_id("horizon"), "900");
        browser.press("\u{e007}");
        browser.wait_until("the run is another", RUN, |browser| round(browser) == 0);
        browser.click(&test_id("play"));
        finish(browser);
        let first = digest(browser);
        browser.click(&test_id("reset"));
        browser.wait_until("round 0", RUN, |browser| round(browser) == 0);
        wait_for_state(browser, "paused");
        browser.slide(&test_id("speed"), 45.0);
        browser.click(&test_id("play"));
        browser.wait_until("it goes on, slowly", RUN, |browser| round(browser) > 20);
        assert_eq!(browser.text(&test_id("run-state")), "running");
        browser.slide(&test_id("speed"), 100.0);
        finish(browser);
        assert_eq!(digest(browser), first);
        browser.click(&test_id("new-seed"));
        finish_another(browser, &first);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_slow_run_shows_each_round_phase_by_phase() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.click(&test_id("reset"));
        wait_for_state(browser, "paused");
        browser.slide(&test_id("speed"), 0.0);
        browser.click(&test_id("play"));
        let sentence = |browser: &crate::support::Browser| browser.text(&test_id("phase-sentence"));
        browser.wait_until("a round begins", RUN, |browser| {
            browser.count(&test_id("phase-sentence")) == 1 && sentence(browser).contains("on offer")
        });
        browser.wait_until("the agent chooses", RUN, |browser| sentence(browser).contains("chooses one arm"));
        browser.wait_until("it learns", RUN, |browser| sentence(browser).contains("It learns"));
        let stood = round(browser);
        browser.wait_until("the next round begins", RUN, |browser| {
            round(browser) > stood && !sentence(browser).contains("It learns")
        });
        browser.click(&test_id("play"));
        wait_for_state(browser, "paused");
        browser.wait_until("the last round is whole", RUN, |browser| sentence(browser).contains("It learns"));
    });
}
