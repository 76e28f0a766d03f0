//! The first run begins before the page's program is there, and the page goes on with it.

use crate::site::Rule;
use crate::support::{Browser, css, in_browser, test_id};
use crate::visitor::{RUN, digest, finish};

/// Counts the workers that are started, and notes each round that the page shows.
const NOTE: &str = "
    window.started = 0;
    const Plain = Worker;
    window.Worker = function (...how) { window.started++; return new Plain(...how); };
    window.rounds = [];
    setInterval(() => {
        const place = document.querySelector('[data-testid=round]');
        const round = place ? Number(place.textContent.replaceAll(',', '')) : 0;
        if (round > 0 && window.rounds.at(-1) !== round) window.rounds.push(round);
    }, 5);";

/// The default experiment as a link, which the whole engine runs once the page is there.
const LINK: &str = "#1horizon=5000";

/// The words above the curve, and the curve of the first policy.
fn drawn(browser: &Browser) -> (String, String) {
    let parts = browser.script(
        "return ['.verdict-line', 'svg.chart .line.series-0'].map((part) => document.querySelector('#app > main ' + part))
            .map((part) => part ? part.getAttribute('d') ?? part.textContent : '')",
    );
    serde_json::from_value(parts).expect("two texts")
}

fn is_static(browser: &Browser) -> bool {
    browser.count(&test_id("run-state")) == 0
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_curve_moves_before_the_pages_program_is_there() {
    in_browser(|browser| {
        browser.before_every_page(NOTE);
        browser.open(LINK);
        finish(browser);
        let expected = digest(browser);
        browser.site().rule("bandit-playground", Rule::Held);
        browser.open("");
        let running = |browser: &Browser| drawn(browser).0.starts_with("Running: round ");
        browser.wait_until("the curve moves", RUN, running);
        let early = drawn(browser);
        browser.wait_until("it goes on", RUN, |browser| {
            let now = drawn(browser);
            now.0 != early.0 && now.1.len() > early.1.len()
        });
        assert!(is_static(browser));
        let workers = browser.script("return window.started");
        browser.site().let_go();
        browser.wait_until("the page's program is there", RUN, |browser| !is_static(browser));
        finish(browser);
        // It is the same run: it was not started again, and it never went back.
        assert_eq!(digest(browser), expected);
        let rounds: Vec<u64> =
            serde_json::from_value(browser.script("return window.rounds")).expect("rounds");
        assert!(rounds.is_sorted() && rounds.last() == Some(&5_000), "{rounds:?}");
        let told: u64 = early
            .0
            .replace(|c: char| !c.is_ascii_digit() && c != ' ', "")
            .split_whitespace()
            .next()
            .and_then(|round| round.parse().ok())
            .expect("a round");
        assert!(rounds[0] >= told, "{rounds:?} after {told}");
        // Those of the reader, which keeps the run, are the only ones that come later.
        let later = browser.script("return window.started").as_u64().zip(workers.as_u64());
        assert!(later.is_some_and(|(all, first)| all <= first + 2), "{later:?}");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_run_that_waits_for_the_page_says_so_and_a_page_that_cannot_be_loaded_too() {
    in_browser(|browser| {
        browser.open(LINK);
        finish(browser);
        let expected = digest(browser);
        browser.site().rule("bandit-playground", Rule::Held);
        browser.open("");
        let waits = |browser: &Browser| drawn(browser).0 == "Paused at round 500 until the page has loaded.";
        browser.wait_until("the run waits", RUN, waits);
        let then = drawn(browser);
        std::thread::sleep(std::time::Duration::from_millis(500));
        assert_eq!(drawn(browser), then, "it stands");
        browser.site().let_go();
        finish(browser);
        assert_eq!(digest(browser), expected, "and goes on");

        // The first visit with its run, one that begins none, and a link; the sentence is there in wide windows and on phones.
        let failed = "The page could not be loaded: reload to try again.";
        browser.site().rule("bandit-playground", Rule::Missing);
        for (address, part, size) in [
            ("", ".verdict-line", (1440, 900)),
            ("", ".standing", (500, 844)),
            (LINK, ".verdict-line", (1440, 900)),
        ] {
            browser.window(size.0, size.1);
            browser.open(address);
            let text = |browser: &Browser| browser.text(&css(&format!("#app > main {part}")));
            browser.wait_until("it is said", RUN, |browser| text(browser) == failed);
            std::thread::sleep(std::time::Duration::from_millis(500));
            assert_eq!(text(browser), failed, "nothing takes its place");
        }
        let errors = browser.take_console_errors();
        assert!(errors.iter().all(|error| error.contains("bandit-playground")), "{errors:?}");
    });
}

/// The page takes the workers of the first run as soon as they are started, before they could be told anything.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_page_that_is_there_before_the_starter_runs() {
    in_browser(|browser| {
        browser.open(LINK);
        finish(browser);
        let expected = digest(browser);
        browser.site().rule("starter", Rule::Held);
        browser.open("");
        browser.wait_until("the page's program is there", RUN, |browser| !is_static(browser));
        browser.wait_until("the ratings are there", RUN, |browser| {
            browser.script(
                "return performance.getEntriesByType('resource').some((file) => file.name.includes('movielens-small') && file.responseEnd > 0)",
            ) == true
        });
        assert_eq!(browser.count(&test_id("digest")), 0);
        browser.site().let_go();
        finish(browser);
        assert_eq!(digest(browser), expected);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn neither_less_motion_nor_a_link_begins_a_run_before_the_page() {
    in_browser(|browser| {
        browser.before_every_page(NOTE);
        browser.site().rule("bandit-playground", Rule::Held);
        for (address, motion) in [(LINK, "no-preference"), ("", "reduce"), ("?embed", "no-preference")] {
            browser.media("prefers-reduced-motion", motion);
            browser.open(address);
            // With a link it is the whole engine that is loaded, after the page.
            if address.is_empty() {
                browser.script(
                    "programs.starter.module.then(() => setTimeout(() => (window.waited = true), 300))",
                );
                browser.wait_until("it would have begun", RUN, |browser| {
                    browser.script("return window.waited === true") == true
                });
            }
            assert_eq!(browser.script("return window.started"), 0, "{address}, {motion}");
            assert!(drawn(browser).0.starts_with("Computed before"), "{address}, {motion}");
        }
        browser.media("prefers-reduced-motion", "reduce");
        browser.open("");
        browser.site().let_go();
        finish(browser);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_first_run_needs_no_ratings_and_all_others_wait_for_them() {
    in_browser(|browser| {
        browser.open(LINK);
        finish(browser);
        let expected = digest(browser);
        browser.site().rule("data/movielens", Rule::Held);
        browser.open("");
        finish(browser);
        assert_eq!(digest(browser), expected);
        // Another story on the same ratings.
        browser.click(&test_id("story-1"));
        browser.wait_until("it waits", RUN, |browser| browser.text(&test_id("run-state")) != "done");
        browser.site().let_go();
        finish(browser);
        assert_ne!(digest(browser), expected);
        browser.click(&test_id("story-0"));
        browser.wait_until("it runs again", RUN, |browser| {
            browser.count(&test_id("digest")) == 1 && digest(browser) == expected
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn without_ratings_the_first_run_ends_and_the_page_says_what_is_missing() {
    in_browser(|browser| {
        browser.site().rule("data/movielens", Rule::Missing);
        browser.open("");
        finish(browser);
        browser.wait_until("it is said", RUN, |browser| {
            browser.text(&test_id("notices")).contains("movielens-small.bundle could not be loaded")
        });
        let errors = browser.take_console_errors();
        assert!(errors.iter().all(|error| error.contains("movielens")), "{errors:?}");
    });
}
