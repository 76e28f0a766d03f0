//! Play, pause, reset, speed: the same randomness every time.

use crate::support::{in_browser, test_id};
use crate::visitor::{RUN, digest, finish, round, wait_for_state};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_reset_replays_the_very_same_run() {
    in_browser(|browser| {
        browser.open("?workers=2#1w=stationary_linear&horizon=200000&seeds=4");
        browser.wait_until("it is under way", RUN, |browser| round(browser) > 0);
        browser.click(&test_id("play"));
        wait_for_state(browser, "paused");
        let stood = round(browser);
        assert!(stood > 0 && stood < 200_000, "paused at {stood}");
        browser.fill(&test_id("horizon"), "900");
        browser.press("\u{e007}");
        browser.wait_until("the run is another", RUN, |browser| round(browser) == 0);
        browser.click(&test_id("play"));
        finish(browser);
        let first = digest(browser);
        browser.click(&test_id("reset"));
        browser.wait_until("round 0", RUN, |browser| round(browser) == 0);
        wait_for_state(browser, "paused");
        browser.slide(&test_id("speed"), 60.0);
        browser.click(&test_id("play"));
        browser.wait_until("it goes on, slowly", RUN, |browser| round(browser) > 20);
        assert_eq!(browser.text(&test_id("run-state")), "running");
        browser.slide(&test_id("speed"), 100.0);
        finish(browser);
        assert_eq!(digest(browser), first);
        browser.click(&test_id("new-seed"));
        browser.wait_until("the run starts anew", RUN, |browser| browser.count(&test_id("digest")) == 0);
        finish(browser);
        assert_ne!(digest(browser), first);
    });
}
