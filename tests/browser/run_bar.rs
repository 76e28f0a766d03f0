//! The run bar: at every width of the page, while a run is prepared, paused and through, and its keys.

use bandit_playground::results::digest::NUMERICS;

use crate::preparing::LONG;
use crate::support::{Browser, Key, css, in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, round, wait_for_state};

/// Widths of phones, tablets and screens, and those on either side of each change of the layout.
const WIDTHS: [u32; 17] =
    [320, 360, 390, 600, 768, 899, 900, 960, 1000, 1024, 1180, 1199, 1251, 1280, 1300, 1440, 1920];

/// What is wrong with the layout of the page and its run bar; empty where nothing is.
const FAULTS: &str = "
    const faults = [], root = document.documentElement, bar = document.querySelector('.run-bar');
    if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
    const box = bar.getBoundingClientRect();
    // The line along its upper edge and the slider that lies on it belong there.
    const seen = [...bar.querySelectorAll('button, input:not(.scrubber), .run-round, .run-of, .run-percent')].filter((part) => part.checkVisibility());
    for (const part of seen) {
        const own = part.getBoundingClientRect();
        if (own.left < box.left || own.right > box.right + 0.5 || own.top < box.top || own.bottom > box.bottom + 0.5)
            faults.push(`${part.className || part.localName} leaves the bar`);
        for (const other of seen) {
            const its = other.getBoundingClientRect();
            if (part !== other && own.left < its.right - 1 && its.left < own.right - 1 && own.top < its.bottom - 1 && its.top < own.bottom - 1)
                faults.push(`${part.className || part.localName} covers ${other.className || other.localName}`);
        }
    }
    const slider = bar.querySelector('[data-testid=speed]');
    const width = slider.getBoundingClientRect().width;
    if (slider.checkVisibility() && width < 70) faults.push(`the slider is ${width} wide`);
    const badge = bar.querySelector('.badge')?.getBoundingClientRect().height;
    if (badge > 44) faults.push(`the badge is ${badge} high`);
    return faults.join('; ');";

fn go(browser: &Browser, link: &str) {
    browser.script(&format!("location.hash = {link:?}"));
}

fn is_preparing(browser: &Browser) -> bool {
    let script =
        "const bar = document.querySelector('[data-testid=preparation]'); return !!bar && !bar.hidden";
    browser.script(script) == true
}

fn announced(browser: &Browser) -> String {
    let script = "return [...document.querySelectorAll('p.visually-hidden[role=status]')].map((p) => p.textContent).join('')";
    browser.script(script).as_str().unwrap_or_default().to_owned()
}

/// The height of the run bar at each width; notes where the page is wider than the window or the bar's parts are in each
/// other's way.
fn heights(browser: &Browser, state: &str, faults: &mut Vec<String>) -> Vec<f64> {
    let at = |width: &u32| {
        browser.window(*width, 900);
        let own = browser.script(FAULTS);
        if own != "" {
            faults.push(format!("{width} pixels, {state}: {own}"));
        }
        let script = "return document.querySelector('.run-bar').getBoundingClientRect().height";
        browser.script(script).as_f64().expect("pixels")
    };
    WIDTHS.iter().map(at).collect()
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_run_bar_fits_every_width_and_keeps_its_height() {
    in_browser(|browser| {
        let faults = &mut Vec::new();
        browser.open("");
        finish(browser);
        let done = heights(browser, "done", faults);
        browser.window(1440, 900);
        browser.click(&test_id("reset"));
        wait_for_state(browser, "paused");
        assert_eq!(heights(browser, "paused", faults), done);
        go(browser, "#1w=wheel&c=random&c=lin_ucb&horizon=1000000&seeds=9");
        wait_for_state(browser, "paused");
        browser.click(&test_id("play"));
        wait_for_state(browser, "running");
        assert_eq!(heights(browser, "running", faults), done);
        browser.window(1440, 900);
        browser.click(&test_id("play"));
        go(browser, LONG);
        browser.wait_until("it is prepared", RUN, is_preparing);
        let prepared = heights(browser, "preparing", faults);
        assert!(is_preparing(browser), "it was prepared before it had been looked at");
        assert_eq!(prepared, done);
        browser.press(Key::Escape);
        browser.wait_until("it is cancelled", RUN, |browser| !is_preparing(browser));
        assert_eq!(heights(browser, "cancelled", faults), done);
        // The badge that is asked for by a link, and the button of the first visit.
        browser.open(&format!("#1{SHORT}&d={NUMERICS}-0123456789abcdef"));
        finish(browser);
        assert_eq!(heights(browser, "differs", faults), done);
        browser.script("localStorage.removeItem('visited')");
        browser.open("");
        browser.see(&test_id("skip"));
        assert_eq!(heights(browser, "begun slowly", faults), done);
        assert!(faults.is_empty(), "{faults:#?}");
    });
}

/// Takes long enough to prepare for a person to press a few keys, and not much longer.
fn prepare_for_a_while(browser: &Browser) {
    browser.open(&format!("?workers=1#1{SHORT}"));
    finish(browser);
    go(browser, &LONG.replace("rank=100", "rank=60"));
    browser.wait_until("it is being prepared", RUN, is_preparing);
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_run_that_is_paused_while_it_is_prepared_stays_paused() {
    in_browser(|browser| {
        prepare_for_a_while(browser);
        // The count is of the run that is prepared.
        let count = "return document.querySelector('.run-round').textContent + document.querySelector('.run-of').textContent";
        assert_eq!(browser.script(count), "Round 0of 50, preparing");
        assert_eq!(browser.text(&test_id("play")), "Pause");
        browser.click(&test_id("play"));
        browser.see(&role("button", "Run"));
        // The space bar does the same, and its like: on, and off again.
        browser.script("document.activeElement.blur()");
        browser.press(" ");
        browser.see(&role("button", "Pause"));
        browser.press(" ");
        browser.see(&role("button", "Run"));
        assert!(is_preparing(browser), "it was prepared before the keys were pressed");
        assert_eq!(announced(browser), "Preparing the environment; Escape cancels.");
        wait_for_state(browser, "paused");
        assert_eq!(announced(browser), "", "it is over");
        assert_eq!(browser.text(&test_id("round")), "0");
        // One step is answered with one round: a run that had gone on by itself would be at its end.
        browser.press(Key::Right);
        browser.wait_until("a round is done", RUN, |browser| browser.text(&test_id("round")) != "0");
        assert_eq!(browser.text(&test_id("round")), "1");
        assert_eq!(browser.text(&test_id("run-state")), "paused");
        browser.click(&test_id("play"));
        finish(browser);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn escape_cancels_a_preparation_from_fields_too() {
    in_browser(|browser| {
        browser.open(&format!("?workers=1#1{SHORT}"));
        finish(browser);
        // Of the page, and of the drawer, which the key closes before.
        let with_a_slider = LONG.replace("random_slate", "cascade_lin_ucb");
        for (field, in_drawer) in
            [("agent-0-main", false), ("horizon", true), ("world", true), ("contender-0-name", true)]
        {
            go(browser, &with_a_slider);
            browser.wait_until("it is being prepared", RUN, is_preparing);
            // The status is said each time, not only the first.
            assert_eq!(announced(browser), "Preparing the environment; Escape cancels.");
            if in_drawer {
                browser.see(&test_id(field));
            }
            browser.script(&format!("document.querySelector('[data-testid={field}]').focus()"));
            assert_eq!(browser.script("return document.activeElement.dataset.testid"), field);
            if in_drawer {
                browser.press(Key::Escape);
                browser.wait_until("the drawer is closed", RUN, |browser| {
                    browser.count(&css(".drawer[hidden]")) == 1
                });
                assert!(is_preparing(browser));
            }
            browser.press(Key::Escape);
            browser.wait_until(field, RUN, |browser| browser.text(&test_id("run-state")) == "cancelled");
            assert_eq!(announced(browser), "");
            go(browser, &format!("#1{SHORT}"));
            finish(browser);
        }
        // An open dialog takes it first.
        go(browser, &with_a_slider);
        browser.wait_until("it is being prepared", RUN, is_preparing);
        browser.click(&test_id("catalogue-button"));
        browser.wait_until("the catalogue is open", RUN, |browser| browser.count(&css("dialog[open]")) == 1);
        browser.press(Key::Escape);
        browser.wait_until("it is closed", RUN, |browser| browser.count(&css("dialog[open]")) == 0);
        assert!(is_preparing(browser));
        browser.press(Key::Escape);
        browser
            .wait_until("it is cancelled", RUN, |browser| browser.text(&test_id("run-state")) == "cancelled");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn nothing_is_said_of_results_before_where_there_are_none() {
    in_browser(|browser| {
        browser.before_every_page(
            "window.said = false; setInterval(() => { if (document.querySelector('.stale')) window.said = true }, 5);",
        );
        browser.open(&format!("?workers=1{LONG}"));
        browser.wait_until("it is being prepared", RUN, is_preparing);
        assert_eq!(browser.script("return window.said"), false);
        browser.press(Key::Escape);
        browser.wait_until("it is cancelled", RUN, |browser| !is_preparing(browser));
        // Nothing has been undone, so that nothing can be done again.
        assert!(!browser.enabled(&role("button", "Redo")));
        assert!(!browser.enabled(&role("button", "Undo")));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_scrubber_goes_back_to_a_round_and_the_run_goes_on_from_there() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let before = digest(browser);
        browser.slide(&test_id("scrubber"), 123.0);
        wait_for_state(browser, "paused");
        browser.wait_until("the round is reached", RUN, |browser| round(browser) == 123);
        browser.wait_until("it is on the stage", RUN, |browser| {
            browser.text(&test_id("inside-round")) == "Round 123"
        });
        assert_eq!(browser.value(&test_id("scrubber")), "123");
        browser.script("document.activeElement.blur()");
        // With the keys, a round at a time.
        browser.script("document.querySelector('[data-testid=scrubber]').focus()");
        browser.press(Key::Left);
        browser.wait_until("the round before", RUN, |browser| round(browser) == 122);
        browser.click(&test_id("play"));
        finish(browser);
        assert_eq!(digest(browser), before, "a look back changes nothing");
    });
}

/// The badge is a mark with a name there: as high as it need be for a thumb, and the bar as high as without it.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_phone_says_that_a_run_was_reproduced() {
    in_browser(|browser| {
        let height = |browser: &Browser| {
            browser.script("return document.querySelector('.run-bar').getBoundingClientRect().height")
        };
        let seen = "const badge = document.querySelector('[data-testid=badge]'), box = badge.getBoundingClientRect();
            const inside = box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
            return badge.checkVisibility() && inside && box.width >= 44 && box.height >= 44";
        browser.open_in_frame(&format!("#1{SHORT}"), (390, 844));
        finish(browser);
        let (found, without) = (digest(browser), height(browser));
        assert_eq!(browser.script(seen), false, "a digest alone is no news");
        for (digest, word) in [(found.as_str(), "Reproduced"), ("0000000000000000", "Differs")] {
            browser.open_in_frame(&format!("#1{SHORT}&d={NUMERICS}-{digest}"), (390, 844));
            finish(browser);
            assert_eq!(browser.script(seen), true, "{word}");
            assert_eq!(height(browser), without, "{word}");
            assert_eq!(browser.script(FAULTS), "", "{word}");
            browser.see(&css("[data-testid=badge] svg"));
            let name = browser.script("return document.querySelector('[data-testid=badge]').textContent");
            assert!(name.as_str().is_some_and(|name| name.starts_with(word)), "{name}");
        }
    });
}
