//! Links that are bad, cut, of the future or out of range; back and forward.

use crate::support::{in_browser, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, fragment};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_bad_link_gets_a_sentence_and_costs_nothing() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let before = (digest(browser), fragment(browser));
        for (link, sentence) in [
            ("#9w=anything", "made by a newer playground"),
            ("#1w=stationary_linear;arms", "cut or damaged"),
            ("#hello", "not a link of the playground"),
            ("#1c=clairvoyant", "there is no agent \"clairvoyant\""),
        ] {
            browser.script(&format!("location.hash = {link:?}"));
            browser.wait_until(sentence, RUN, |browser| browser.text(&test_id("notices")).contains(sentence));
            assert_eq!((digest(browser), fragment(browser)), before, "{link}");
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_value_out_of_range_is_clamped_with_a_notice() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}&c=lin_ucb;alpha=-3&c=random"));
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains("alpha is -3, but must lie between 0 and 100")
        });
        assert_eq!(browser.value(&test_id("contender-0-alpha")), "0");
        finish(browser);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn back_and_forward_walk_through_the_changes() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let first = digest(browser);
        browser.fill(&test_id("seeds"), "5");
        browser.press("\u{e007}");
        browser.wait_until("the address follows", RUN, |browser| fragment(browser).contains("seeds=5"));
        browser.fill(&test_id("horizon"), "600");
        browser.press("\u{e007}");
        browser.wait_until("the address follows", RUN, |browser| fragment(browser).contains("horizon=600"));
        browser.back();
        browser.wait_until("the horizon is as it was", RUN, |browser| {
            browser.value(&test_id("horizon")) == "400"
        });
        assert_eq!(browser.value(&test_id("seeds")), "5");
        browser.back();
        browser
            .wait_until("the seeds are as they were", RUN, |browser| browser.value(&test_id("seeds")) == "3");
        browser.wait_until("the same digest", RUN, |browser| {
            browser.count(&test_id("digest")) == 1 && digest(browser) == first
        });
        browser.forward();
        browser.wait_until("the seeds are changed again", RUN, |browser| {
            browser.value(&test_id("seeds")) == "5"
        });
    });
}

/// As mail programs and chats send them, and as the browser then shows them.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_link_that_was_encoded_again_opens_the_same_experiment() {
    in_browser(|browser| {
        browser.open("");
        for link in [
            "#1w=wheel%3Bdelta=0.9&c=random&horizon=300&seeds=2",
            "#1w%3Dwheel;delta=0.9&c=random&horizon=300&seeds=2",
            "#1w=wheel;delta=0.9&amp;c=random&amp;horizon=300&amp;seeds=2",
            "#%231w%3Dwheel%3Bdelta%3D0.9%26c%3Drandom%26horizon%3D300%26seeds%3D2",
            "#1w=wheel;delta=0.9&c=random&horizon=300&seeds=2\u{201d}>.",
            "#1w=whe\u{200b}el;delta=0.9&c=ran\n  dom&horizon=300&seeds=2",
        ] {
            browser.script("location.hash = '#1seeds=7'");
            browser.wait_until("another experiment", RUN, |browser| browser.value(&test_id("seeds")) == "7");
            browser.script(&format!("location.hash = {}", serde_json::json!(link)));
            browser.wait_until(link, RUN, |browser| browser.value(&test_id("horizon")) == "300");
            assert_eq!(browser.value(&test_id("seeds")), "2", "{link}");
            assert_eq!(browser.value(&test_id("world-delta")), "0.9", "{link}");
            assert_eq!(browser.text(&test_id("notices")), "", "{link}");
        }
    });
}
