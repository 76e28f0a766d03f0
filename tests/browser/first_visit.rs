//! The first visit begins at a speed that can be watched; nothing else does.

use std::time::Duration;

use crate::support::{Browser, in_browser, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, round, test_id_of_focused};

/// Notes the places that the speed slider stands at.
const NOTE_SPEED: &str = "
    window.speeds = [];
    setInterval(() => {
        const slider = document.querySelector('[data-testid=speed]');
        if (slider && window.speeds.at(-1) !== Number(slider.value)) window.speeds.push(Number(slider.value));
    }, 20);";

fn speeds(browser: &Browser) -> Vec<u32> {
    serde_json::from_value(browser.script("return window.speeds")).expect("places of the slider")
}

/// As if the page had never been opened here.
fn forget(browser: &Browser) {
    browser.script("localStorage.removeItem('visited')");
}

/// Opens the page as on a first visit, and does something while it begins; opens it once more where a busy machine has let the beginning
/// pass first.
fn while_it_begins(browser: &Browser, act: impl Fn(&Browser) -> bool) {
    let begun = (0..5).any(|_| {
        forget(browser);
        browser.open("");
        begins(browser) && act(browser)
    });
    assert!(begun, "it begins at full speed");
}

fn begins(browser: &Browser) -> bool {
    browser.wait_until("a round is done", RUN, |browser| round(browser) > 0);
    browser.count(&test_id("skip")) == 1
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_first_visit_begins_slowly_and_grows_to_full_speed() {
    in_browser(|browser| {
        browser.before_every_page(NOTE_SPEED);
        while_it_begins(browser, |_| true);
        // It is watched, not waited for: within its seconds the speed grows, never falls, and ends at full speed by itself.
        browser.wait_until("the run is at full speed", RUN, |browser| {
            browser.count(&test_id("skip")) == 0 && speeds(browser).last() == Some(&100)
        });
        let speeds = speeds(browser);
        assert!(speeds.len() > 8, "{speeds:?}");
        let from = speeds.iter().rposition(|place| *place < 30).expect("a slow beginning");
        assert!(speeds[from..].is_sorted() && speeds.last() == Some(&100), "{speeds:?}");
        finish(browser);
        let slow = digest(browser);
        // The second visit is at full speed, and gives the same run.
        browser.open("");
        finish(browser);
        assert_eq!(browser.count(&test_id("skip")), 0);
        let speeds = self::speeds(browser);
        assert_eq!(speeds, [100]);
        assert_eq!(digest(browser), slow);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_slow_beginning_can_be_skipped() {
    in_browser(|browser| {
        while_it_begins(browser, |browser| {
            let skip = "const skip = document.querySelector('[data-testid=skip]');
                skip?.focus();
                skip?.click();
                return skip !== null;";
            browser.script(skip) == true
        });
        browser.wait_until("the button is gone", RUN, |browser| {
            browser.count(&test_id("skip")) == 0 && browser.value(&test_id("speed")) == "100"
        });
        // Its name is that of what it does: at full speed the run may be through by now.
        assert_eq!(test_id_of_focused(browser), "play", "the focus does not fall to the page's body");
        finish(browser);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_speed_that_is_chosen_stays() {
    in_browser(|browser| {
        while_it_begins(browser, |_| true);
        browser.slide(&test_id("speed"), 10.0);
        browser.wait_until("the beginning is over", RUN, |browser| browser.count(&test_id("skip")) == 0);
        // Longer than a step of what was going on.
        std::thread::sleep(Duration::from_millis(700));
        assert_eq!(browser.value(&test_id("speed")), "10");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn neither_less_motion_nor_a_link_begins_slowly() {
    in_browser(|browser| {
        browser.before_every_page(NOTE_SPEED);
        forget(browser);
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        assert_eq!(speeds(browser), [100], "a link");
        forget(browser);
        browser.media("prefers-reduced-motion", "reduce");
        browser.open("");
        assert!(!begins(browser));
        finish(browser);
        assert_eq!(speeds(browser), [100], "less motion");
    });
}
