//! A person changes something, runs it and sends the link; another one sees the same bits.

use bandit_playground::results::digest::NUMERICS;
use bandit_playground::stories::STORIES;

use crate::support::{in_browser, role, test_id};
use crate::visitor::{digest, finish, finish_another, fragment};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn whoever_opens_the_link_gets_the_same_digest() {
    in_browser(|browser| {
        browser.open("");
        browser.see(&role("heading", STORIES[0].question));
        finish(browser);
        let before = digest(browser);

        browser.fill(&test_id("contender-0-alpha"), "2.5");
        browser.press("\u{e007}");
        // Another alpha gives other bits.
        let changed = finish_another(browser, &before);
        browser.wait_until("the address follows", crate::visitor::RUN, |browser| {
            fragment(browser).contains("alpha=2.5")
        });

        browser.devtools(
            "Browser.grantPermissions",
            serde_json::json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
        );
        browser.click(&test_id("share"));
        browser.click(&test_id("copy-link"));
        browser.wait_until("the page says so", crate::visitor::RUN, |browser| {
            browser.text(&test_id("said")).contains("It is copied.")
        });
        let link = browser.script("return navigator.clipboard.readText()");
        let link = link.as_str().expect("the clipboard holds a text").to_owned();
        assert_eq!(link, browser.value(&test_id("link")));
        assert!(link.len() < 250, "{} characters: {link}", link.len());
        assert!(link.ends_with(&format!("&d={NUMERICS}-{changed}")), "{link}");

        browser.open_in_new_tab(&link);
        finish(browser);
        assert_eq!(digest(browser), changed);
        assert!(browser.text(&test_id("verdict")).contains("Reproduced, bit for bit"));
        // The run bar says it, too, and leads to the whole digest.
        let badge = browser.text(&test_id("badge"));
        assert!(badge.contains("Reproduced") && badge.contains(&changed[..8]), "{badge}");
        browser.click(&test_id("badge"));
        browser.wait_until("the link has the focus", crate::visitor::RUN, |browser| {
            browser.focused() == ("textbox".to_owned(), "Link to this experiment".to_owned())
        });
        browser.press("\u{e00c}");
        assert_eq!(browser.value(&test_id("contender-0-alpha")), "2.5");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn another_digest_is_called_different() {
    in_browser(|browser| {
        browser.open(&format!("#1{}&d={NUMERICS}-0123456789abcdef", crate::visitor::SHORT));
        finish(browser);
        assert!(browser.text(&test_id("verdict")).contains("Differs: the link came with 0123456789abcdef"));
        let badge = browser.text(&test_id("badge"));
        assert!(badge.contains("Differs") && !badge.contains("Reproduced"), "{badge}");
        // A change of the experiment is another run, of which the link said nothing.
        browser.fill(&test_id("horizon"), "500");
        browser.press("\u{e007}");
        browser.wait_until("the verdict goes", crate::visitor::RUN, |browser| {
            browser.count(&test_id("verdict")) == 0
        });
        finish(browser);
        let badge = browser.text(&test_id("badge"));
        assert!(badge.contains("Digest") && badge.contains(&digest(browser)[..8]), "{badge}");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_digest_of_another_version_is_not_called_different() {
    in_browser(|browser| {
        let earlier = "made with an earlier version, whose results this one does not repeat";
        let later = "made with a later version: reload the page to get the newest";
        for (digest, sentence) in
            [("0123456789abcdef".to_owned(), earlier), (format!("{}-0123456789abcdef", NUMERICS + 1), later)]
        {
            browser.open(&format!("#1{}&d={digest}", crate::visitor::SHORT));
            finish(browser);
            let verdict = browser.text(&test_id("verdict"));
            assert!(verdict.contains(sentence) && !verdict.contains("Differs"), "{verdict}");
        }
    });
}
