//! How fast the engine is in the browser: a measurement, no test.

use std::time::Duration;

use crate::support::{css, in_browser, test_id};

#[test]
#[ignore = "measures: scripts/bench runs it"]
fn bench() {
    in_browser(|browser| {
        browser.open("#1w=stationary_linear&horizon=10&seeds=1");
        crate::visitor::finish(browser);
        browser.click(&css(".measure summary"));
        browser.click(&test_id("measure"));
        browser.wait_until("it is measured", Duration::from_secs(300), |browser| {
            browser.count(&test_id("measured")) == 1
        });
        println!("{}", browser.text(&test_id("measured")));
    });
}
