//! Once it is loaded the page needs no network.

use crate::support::{in_browser, test_id};
use crate::visitor::{SHORT, digest, finish, finish_another};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn everything_works_with_the_network_cut() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.set_offline(true);
        let before = digest(browser);
        // Another environment, which is made of the ratings, with other agents.
        browser.choose(&test_id("world"), "MovieLens, per arm");
        finish_another(browser, &before);
        // A worker that has not been there before.
        browser.click(&crate::support::css(".measure summary"));
        browser.click(&test_id("measure"));
        browser.wait_until("every agent is measured", crate::visitor::RUN, |browser| {
            browser.count(&test_id("measured")) == 1
        });
        assert!(browser.text(&test_id("measured")).contains("LinUCB"));
    });
}
