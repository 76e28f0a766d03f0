//! Notices: seen wherever the page is scrolled to, out of the way of the run bar, and gone when they are of the past.

use crate::preparing::LONG;
use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, finish, wait_for_state};

/// Whether the notices are within the window and clear of the run bar, and how high they are together.
const PLACE: &str = "
    const notices = document.querySelector('.notices').getBoundingClientRect();
    const bar = document.querySelector('.run-bar').getBoundingClientRect();
    const inside = notices.top >= 0 && notices.left >= 0 && notices.bottom <= innerHeight && notices.right <= innerWidth;
    const apart = bar.bottom <= notices.top || bar.top >= notices.bottom;
    return [inside, apart, notices.height];";

fn go(browser: &Browser, link: &str) {
    browser.script(&format!("location.hash = {link:?}"));
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_notice_is_seen_wherever_the_page_is_scrolled_to() {
    in_browser(|browser| {
        for width in [390, 1024, 1440] {
            browser.window(width, 844);
            browser.open(&format!("#1{SHORT}"));
            finish(browser);
            for scroll in ["0", "600", "document.body.scrollHeight"] {
                browser.script(&format!("scrollTo(0, {scroll})"));
                go(browser, "#hello");
                browser.wait_until("the page says so", RUN, |browser| {
                    browser.text(&test_id("notices")).contains("not a link of the playground")
                });
                let place = browser.script(PLACE);
                assert!(place[0] == true && place[1] == true, "{width} pixels at {scroll}: {place}");
                browser.click(&css(".notice [aria-label=Dismiss]"));
                browser.wait_until("it is gone", RUN, |browser| browser.text(&test_id("notices")).is_empty());
            }
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_has_the_focus_is_not_below_a_notice() {
    in_browser(|browser| {
        for width in [390, 1024, 1440] {
            browser.window(width, 844);
            browser.open(&format!("#1{SHORT}"));
            finish(browser);
            go(browser, "#hello");
            browser.wait_until("the page says so", RUN, |browser| {
                browser.text(&test_id("notices")).contains("not a link of the playground")
            });
            browser.script("document.querySelector('[data-testid=play]').focus()");
            for _ in 0..40 {
                browser.press(Key::Tab);
                let covered = browser.script(
                    "const own = document.activeElement.getBoundingClientRect();
                     const its = document.querySelector('.notices').getBoundingClientRect();
                     const whole = own.top >= its.top - 1 && own.bottom <= its.bottom + 1 && own.left >= its.left - 1 && own.right <= its.right + 1;
                     return whole && !document.activeElement.closest('.notices') && document.activeElement !== document.body
                         ? document.activeElement.outerHTML.slice(0, 200) : ''",
                );
                assert_eq!(covered, "", "{width} pixels");
            }
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_was_put_right_is_one_notice_until_another_experiment_is_opened() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}&what=1&ever=2&c=lin_ucb;alpha=-3&c=random"));
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains("The link was corrected in 3 places.")
        });
        assert_eq!(browser.count(&css(".notice")), 1);
        let height = browser.script(PLACE)[2].as_f64().expect("pixels");
        assert!(height < 100.0, "{height} pixels");
        browser.click(&css(".notice-details summary"));
        let said = browser.text(&test_id("notices"));
        assert!(
            said.contains("alpha is -3") && said.contains("\"what\"") && said.contains("\"ever\""),
            "{said}"
        );
        browser.click(&test_id("story-3"));
        browser.wait_until("it is gone", RUN, |browser| browser.text(&test_id("notices")).is_empty());
        // A setting that slates have no use for is named in a reader's words, and only while its link is shown.
        go(browser, "#1w=gap_slates&c=random_slate&horizon=50&seeds=1&f=population=0.5");
        browser.wait_until("the page says so", RUN, |browser| {
            browser
                .text(&test_id("notices"))
                .contains("population was left out: it has no meaning in an environment of slates.")
        });
        go(browser, &format!("#1{SHORT}"));
        browser.wait_until("it is gone", RUN, |browser| browser.text(&test_id("notices")).is_empty());
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_an_experiment_waited_for_is_of_the_past_when_another_is_opened() {
    in_browser(|browser| {
        browser.open("#1w=classification&horizon=300&seeds=2&t=00ff00ff00ff00ff;name=gone.csv;label=kind");
        wait_for_state(browser, "waiting for its table");
        assert!(browser.text(&test_id("notices")).contains("gone.csv"));
        go(browser, &format!("#1{SHORT}"));
        finish(browser);
        assert_eq!(browser.text(&test_id("notices")), "");
        // So is a preparation that was cancelled.
        go(browser, LONG);
        browser.wait_until("it can be cancelled", RUN, |browser| browser.count(&test_id("cancel")) == 1);
        browser.click(&test_id("cancel"));
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains("was cancelled")
        });
        go(browser, &format!("#1{SHORT}"));
        finish(browser);
        assert_eq!(browser.text(&test_id("notices")), "");
    });
}
