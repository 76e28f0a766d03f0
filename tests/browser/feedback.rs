//! Feedback that comes late, set on the page.

use crate::support::{in_browser, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, fragment};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn late_feedback_is_another_run_and_travels_in_the_link() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let at_once = digest(browser);
        browser.click(&test_id("feedback"));
        browser.fill(&test_id("feedback-delay"), "50");
        browser.press("\u{e007}");
        browser.wait_until("the address follows", RUN, |browser| fragment(browser).contains("f=delay=50"));
        finish(browser);
        assert_ne!(digest(browser), at_once);
        browser.fill(&test_id("feedback-delay"), "0");
        browser.press("\u{e007}");
        browser.wait_until("the address follows", RUN, |browser| !fragment(browser).contains("f="));
        finish(browser);
        assert_eq!(digest(browser), at_once);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_neural_agent_shows_its_loss_and_layers() {
    in_browser(|browser| {
        browser.open("#1w=stationary_linear&c=neural_epsilon_greedy&horizon=400&seeds=1");
        finish(browser);
        browser.wait_until("the network is shown", RUN, |browser| browser.count(&test_id("network")) == 1);
        assert!(browser.text(&test_id("loss")).contains("to 400: "));
        assert!(browser.text(&test_id("network")).contains("Layer 2: 32 to 10"));
    });
}
