//! What stands between an environment and its agents, set on the page: feedback that comes late, tastes that drift.

use crate::support::{Browser, in_browser, test_id};
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

/// The settings of what changes are apart from those of feedback: the link says what is set, the group says how much,
/// and an environment that can't do it says why.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn tastes_that_drift_are_set_apart_and_travel_in_the_link() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}&f=items=0.5"));
        finish(browser);
        let summary = |browser: &Browser, group: &str| browser.text(&test_id(group));
        assert_eq!(summary(browser, "feedback"), "Feedback to agents at once and exactly");
        assert_eq!(summary(browser, "changes"), "What changes 1 changed");
        let items = digest(browser);
        browser.fill(&test_id("feedback-taste_drift"), "100");
        browser.press("\u{e007}");
        browser.wait_until("the address follows", RUN, |browser| {
            fragment(browser).contains("f=items=0.5;taste_drift=100")
        });
        finish(browser);
        assert_ne!(digest(browser), items);
        browser.open("#1w=per_arm_linear&horizon=200&seeds=1&f=taste_drift=100");
        finish(browser);
        let remarks = browser.text(&test_id("remarks"));
        assert!(remarks.contains("Preferences don't drift in this environment"), "{remarks}");
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
