//! Novelty and diversity beside the reward, set on the page and seen in a round.

use crate::support::{Browser, in_browser, test_id};
use crate::visitor::{RUN, digest, finish, fragment, tiles};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn objectives_are_another_run_travel_in_the_link_and_are_seen() {
    in_browser(|browser| {
        browser.open("#1c=neural_multi_objective;least_novelty=0.1&c=lin_ucb&horizon=300&seeds=1");
        finish(browser);
        let alone = digest(browser);
        let told = |browser: &Browser| tiles(browser).iter().filter(|film| film.contains("novelty ")).count();
        assert_eq!(told(browser), 0);
        browser.click(&test_id("objectives"));
        browser.fill(&test_id("objectives-novelty_weight"), "0.5");
        browser.press("\u{e007}");
        browser.wait_until("the address follows", RUN, |browser| {
            fragment(browser).contains("o=novelty_weight=0.5")
        });
        finish(browser);
        assert_ne!(digest(browser), alone);
        browser.wait_until("objectives are shown", RUN, |browser| told(browser) > 10);
        browser
            .wait_until("they are drawn over rounds", RUN, |browser| browser.count(&test_id("further")) == 1);
        browser.choose(&test_id("measure-choice"), "Novelty of the choices");
        let name =
            |browser: &Browser| browser.attribute(&test_id("further"), "aria-label").unwrap_or_default();
        browser.wait_until("and told", RUN, |browser| {
            name(browser).contains("After round 300, the highest first")
        });
        let goals = tiles(browser).join("\n");
        assert!(goals.contains("novelty 0.") && goals.contains("(predicted "), "{goals}");
        assert!(
            browser.text(&test_id("story")).contains("the least that is asked for")
                || browser.text(&test_id("story")).contains("less than is asked for")
        );
        browser.fill(&test_id("objectives-novelty_weight"), "0");
        browser.press("\u{e007}");
        browser.wait_until("the address follows", RUN, |browser| !fragment(browser).contains("o="));
        finish(browser);
        assert_eq!(digest(browser), alone);
    });
}
