//! Choosing among many agents.

use crate::support::{Key, css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, finish};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn an_agent_is_found_by_its_author_and_added() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}&c=lin_ucb&c=random"));
        finish(browser);
        browser.click(&test_id("open-catalogue"));
        browser.see(&test_id("catalogue-search"));
        browser.fill(&test_id("catalogue-search"), "no such thing");
        browser.see(&css(".catalogue-none"));
        browser.fill(&test_id("catalogue-search"), "Garivier kl");
        browser.wait_until("few are left", RUN, |browser| browser.count(&css(".catalogue-entry")) < 4);
        browser.click(&test_id("catalogue-kl_ucb"));
        browser.wait_until("it is an agent", RUN, |browser| browser.count(&test_id("contender-2")) == 1);
        assert!(browser.text(&test_id("contender-2")).contains("KL-UCB"));
        finish(browser);
        assert!(browser.text(&test_id("result-2")).contains("KL-UCB"));
        // Escape closes it, and single keys do nothing behind it.
        browser.click(&test_id("open-catalogue"));
        browser.see(&test_id("catalogue-search"));
        browser.press(Key::Escape);
        browser.wait_until("it is closed", RUN, |browser| browser.count(&test_id("catalogue-search")) == 0);
    });
}
