//! An environment that takes long to prepare: how far it is, and how it is cancelled.

use crate::support::{Browser, Key, in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, fragment, round};

/// Takes seconds to prepare, also on a fast machine.
pub const LONG: &str = "#1w=movielens_taste_slates;rank=100;movies=9066&c=random_slate&horizon=50&seeds=1";

/// Watches the page: how far preparing is, long tasks and elements that move.
const WATCH: &str = "
    window.shares = []; window.longest = 0; window.moved = [];
    const bar = document.querySelector('[data-testid=progress]');
    setInterval(() => {
        if (bar.getAttribute('aria-label') === 'Preparing the environment') {
            window.since ??= performance.now();
            window.shares.push(Number(bar.getAttribute('aria-valuenow')));
        }
    }, 10);
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
        // What moves before is the form of the other experiment.
        for (const entry of list.getEntries()) if (window.since && entry.startTime > window.since - 60)
            window.moved.push(`${entry.value}: ${entry.sources.map(({ node }) => node?.className ?? node?.nodeName).join(', ')}`);
    }).observe({ type: 'layout-shift' });";

/// Counts the workers that the page ends.
const COUNT_ENDED_WORKERS: &str = "
    window.ended = 0;
    const plain = Worker.prototype.terminate;
    Worker.prototype.terminate = function () { window.ended += 1; plain.call(this); };";

fn ended_workers(browser: &Browser) -> u64 {
    browser.script("return window.ended").as_u64().expect("a count")
}

fn go(browser: &Browser, link: &str) {
    browser.script(&format!("location.hash = {link:?}"));
}

fn is_preparing(browser: &Browser) -> bool {
    let script =
        "const bar = document.querySelector('[data-testid=preparation]'); return !!bar && !bar.hidden";
    browser.script(script) == true
}

fn shares(browser: &Browser) -> Vec<f64> {
    serde_json::from_value(browser.script("return window.shares")).expect("numbers")
}

/// Waits until the bar is there and moves.
fn watch_it_move(browser: &Browser) {
    browser.wait_until("the bar is there", RUN, is_preparing);
    browser.see(&role("progressbar", "Preparing the environment"));
    browser.see(&role("button", "Cancel preparing the environment"));
    let first = shares(browser).len();
    browser.wait_until("the bar moves", RUN, |browser| {
        let shares = shares(browser);
        shares.len() > first && shares.last() > shares.first()
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_long_preparation_shows_how_far_it_is_and_can_be_cancelled() {
    in_browser(|browser| {
        browser.before_every_page(COUNT_ENDED_WORKERS);
        browser.open(&format!("?workers=2#1{SHORT}"));
        finish(browser);
        let before = digest(browser);
        browser.script(WATCH);
        go(browser, LONG);
        watch_it_move(browser);
        let text = browser.text(&test_id("preparation"));
        assert!(text.contains("Preparing the environment: factorizing 671 × 9,066 ratings"), "{text}");
        assert!(text.contains(" %"), "{text}");
        assert_eq!(browser.script("return window.moved.join()"), "", "something moved when the bar appeared");
        let ended = ended_workers(browser);
        // A click's handler has done all when it returns, so the very next frame says so.
        browser.script(
            "document.querySelector('[data-testid=cancel]').focus();
             document.querySelector('[data-testid=cancel]').click();
             requestAnimationFrame(() => setTimeout(() => {
                 window.said = document.querySelector('[data-testid=run-state]').innerText;
             }))",
        );
        browser
            .wait_until("a frame is drawn", RUN, |browser| !browser.script("return window.said").is_null());
        assert_eq!(browser.script("return window.said"), "cancelled");
        let notice = browser.text(&test_id("notices"));
        assert!(
            notice.contains("Preparing the environment was cancelled; the experiment stays as you set it"),
            "{notice}"
        );
        assert!(notice.contains("the charts still show the run before"), "{notice}");
        assert_eq!(fragment(browser), LONG);
        assert_eq!(round(browser), 400);
        assert_eq!(browser.focused(), ("button".to_owned(), "Run".to_owned()));
        let shares = shares(browser);
        assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]), "{shares:?}");
        assert!(shares.iter().all(|share| (0.0..=100.0).contains(share)), "{shares:?}");
        println!("longest task of the page's thread: {} ms", browser.script("return window.longest"));

        // The worker that prepared was ended and not waited for; its successor has the ratings, and all do as before.
        assert!(ended_workers(browser) > ended);
        go(browser, "#1w=movielens_mf&c=random&horizon=300&seeds=2");
        finish(browser);
        assert_eq!(browser.count(&test_id("preparation")), 1);
        assert!(!is_preparing(browser));
        go(browser, &format!("#1{SHORT}"));
        browser.wait_until("the first run again", RUN, |browser| {
            browser.count(&test_id("digest")) == 1 && digest(browser) == before
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn escape_cancels_and_another_experiment_does_not_wait_for_a_long_one() {
    in_browser(|browser| {
        browser.before_every_page(COUNT_ENDED_WORKERS);
        browser.open(&format!("?workers=1{LONG}"));
        browser.wait_until("the bar is there", RUN, is_preparing);
        browser.press(Key::Escape);
        browser.wait_until("it is cancelled", RUN, |browser| {
            !is_preparing(browser) && browser.text(&test_id("run-state")) == "cancelled"
        });
        // Nothing was shown before.
        let notice = browser.text(&test_id("notices"));
        assert!(notice.contains("was cancelled; the experiment stays as you set it."), "{notice}");
        browser.script(WATCH);
        browser.click(&role("button", "Run again"));
        watch_it_move(browser);
        assert!(!browser.text(&test_id("notices")).contains("cancelled"));
        // Another experiment takes the place of the one that is being prepared.
        let ended = ended_workers(browser);
        go(browser, "#1w=movielens_mf&c=random&horizon=300&seeds=2");
        finish(browser);
        assert_eq!(round(browser), 300);
        assert!(ended_workers(browser) > ended, "the worker that prepared was ended and not waited for");
    });
}

#[test]
#[ignore = "makes pictures: scripts/screenshot runs it"]
fn screenshots_of_preparing() {
    in_browser(|browser| {
        for (width, height) in [(1440, 900), (390, 844)] {
            for dark in [true, false] {
                let name = format!("{width}x{height}-{}", if dark { "dark" } else { "light" });
                browser.window(width, height);
                browser.dark(dark);
                browser.open(&format!("#1{SHORT}"));
                finish(browser);
                browser.script(WATCH);
                go(browser, LONG);
                watch_it_move(browser);
                browser.screenshot(&format!("preparing-{name}"));
                let moved = browser.script("return window.moved.join()");
                assert_eq!(moved, "", "{name}");
                browser.press(Key::Escape);
                browser.wait_until("it is cancelled", RUN, |browser| {
                    browser.text(&test_id("run-state")) == "cancelled"
                });
                browser.screenshot(&format!("cancelled-{name}"));
            }
        }
    });
}
