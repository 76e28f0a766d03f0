//! Published links give their bits in the program that visitors load.

use crate::support::in_browser;
use crate::visitor::{digest, finish};

#[path = "../golden/mod.rs"]
pub mod links;

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn golden_links_give_their_digests_in_the_page_too() {
    in_browser(|browser| {
        for (link, expected) in links::GOLDEN {
            browser.open(link);
            finish(browser);
            assert_eq!(digest(browser), expected, "{link}");
        }
    });
}
