//! The page in the engine that `PLAYGROUND_ENGINE` names: what must be the same in every browser. `scripts/engines` runs these
//! in Chromium, Firefox and WebKitGTK.

use bandit_playground::stories::STORIES;

use crate::golden::links::GOLDEN;
use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, round, wait_for_state};

/// A story of slates that needs no ratings.
const SLATES: usize = 9;

#[test]
#[ignore = "needs the built page and other browsers: scripts/engines runs it"]
fn golden_links_give_their_digests() {
    in_browser(|browser| {
        println!("engine\t{}\t{}", browser.engine().name(), browser.version());
        let found = GOLDEN.map(|(link, expected)| {
            browser.open(link);
            finish(browser);
            let found = digest(browser);
            // One line of the table that scripts/engines prints.
            println!("digest\t{}\t{found}\t{expected}\t{link}", browser.engine().name());
            found
        });
        assert_eq!(found, GOLDEN.map(|(_, expected)| expected));
    });
}

#[test]
#[ignore = "needs the built page and other browsers: scripts/engines runs it"]
fn errors_on_the_console_are_seen() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        assert_eq!(browser.take_console_errors(), Vec::<String>::new());
        // Written, not loaded and forbidden, each by the page's own window.
        for (begin, what) in [
            ("(window.wrappedJSObject || window).console.error('an error')", "an error"),
            ("document.body.append(Object.assign(new Image(), { src: 'missing.png' }))", "missing.png"),
            (
                "document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.2:9/x.png' }))",
                "127.0.0.2",
            ),
        ] {
            browser.script(begin);
            browser.wait_until(what, RUN, |browser| {
                browser.take_console_errors().iter().any(|error| error.contains(what))
            });
        }
    });
}

#[test]
#[ignore = "needs the built page and other browsers: scripts/engines runs it"]
fn the_first_visit_is_watched() {
    in_browser(|browser| {
        browser.script("localStorage.removeItem('visited')");
        browser.open("");
        browser.wait_until("a round is done", RUN, |browser| round(browser) > 0);
        assert_eq!(browser.count(&test_id("skip")), 1, "it begins slowly");
        assert_eq!(browser.text(&test_id("question")), STORIES[0].question);
        // The charts follow while it runs, and so does the stage.
        let (first, shown) = (charts(browser), round(browser));
        assert!(first.len() > 3, "one large chart and the small ones");
        browser.wait_until("every chart has moved", RUN, |browser| {
            charts(browser).iter().zip(&first).all(|(now, then)| now != then)
        });
        browser.wait_until("the round has moved", RUN, |browser| round(browser) > shown);
        assert_eq!(browser.text(&test_id("run-state")), "running", "it has not ended meanwhile");
        browser.see(&test_id("films"));
        browser.click(&test_id("skip"));
        browser.wait_until("the button is gone", RUN, |browser| browser.count(&test_id("skip")) == 0);
        assert_eq!(focus(browser), "play", "the focus does not fall to the page's body");
        finish(browser);
    });
}

#[test]
#[ignore = "needs the built page and other browsers: scripts/engines runs it"]
fn a_story_of_slates_ends_with_its_verdict() {
    in_browser(|browser| {
        browser.open("");
        finish(browser);
        let story = STORIES[SLATES];
        browser.click(&test_id(&format!("story-{SLATES}")));
        browser.wait_until("the story is there", RUN, |browser| {
            browser.text(&test_id("question")) == story.question
        });
        finish(browser);
        let said = browser.text(&test_id("outcome"));
        assert_eq!(browser.count(&css(".outcome .found-holds")), story.claims.len(), "{said}");
        for claim in story.claims {
            assert!(said.contains(claim.sentence), "{said}");
        }
        browser.see(&css(".slot"));
    });
}

#[test]
#[ignore = "needs the built page and other browsers: scripts/engines runs it"]
fn the_keyboard_is_enough() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        // From the top of the page to the button that runs.
        browser.tap(Key::Tab);
        let first = browser.script("return document.activeElement.textContent");
        assert!(first.as_str().is_some_and(|text| text.starts_with("Skip to ")), "the first stop is {first}");
        browser.tap(Key::Enter);
        let mut stops = 1;
        while focus(browser) != "play" {
            assert!(stops < 5, "the button that runs is not within five stops");
            browser.tap(Key::Tab);
            stops += 1;
        }
        // Space presses the button with the focus, and plays and pauses wherever else it is.
        browser.slide(&test_id("speed"), 0.0);
        for place in ["play", "speed", "agent-0-main"] {
            browser.script(&format!("document.querySelector('[data-testid={place}]').focus()"));
            if place == "play" {
                browser.tap('r');
                wait_for_state(browser, "paused");
            }
            for word in ["Pause", "Run"] {
                browser.tap(' ');
                browser.wait_until(&format!("space at {place}: {word}"), RUN, |browser| {
                    browser.text(&test_id("play")) == word
                });
                assert_eq!(focus(browser), place, "the focus stays");
            }
        }
        browser.slide(&test_id("speed"), 100.0);
        browser.click(&test_id("play"));
        finish(browser);
        // Arrows inside groups: the stories, the phases, the agents (a group of radio buttons), the small charts.
        for (group, first, second) in [
            ("stories", "[data-testid=story-0]", "[data-testid=story-1]"),
            ("phases", ".step:nth-child(4)", ".step:nth-child(5)"),
            ("agents", "[data-testid=inside-tab-0]", "[data-testid=inside-tab-1][aria-checked=true]"),
            ("charts", "[data-testid=mini-1]", "[data-testid=mini-2]"),
        ] {
            browser.script(&format!("document.querySelector({first:?}).focus()"));
            browser.tap(Key::Right);
            is_at(browser, group, second);
            browser.tap(Key::Left);
            is_at(browser, group, first);
        }
        // The tab key leaves a group at once, and comes back to it.
        browser.script("document.querySelector('[data-testid=inside-tab-0]').focus()");
        browser.tap(Key::Tab);
        let inside = browser.script("return document.activeElement.matches('[data-testid^=inside-tab]')");
        assert_eq!(inside, false, "a group is one stop");
        // What opens closes again by Escape, and the focus is back where it was.
        for (opener, opened) in [
            ("settings", ".drawer:not([hidden])"),
            ("agent-1-settings", ".drawer:not([hidden])"),
            ("catalogue-button", "dialog[open]"),
        ] {
            browser.script(&format!("document.querySelector('[data-testid={opener}]').focus()"));
            assert_eq!(focus(browser), opener);
            browser.tap(Key::Enter);
            browser.see(&css(opened));
            browser.wait_until("the focus is in it", RUN, |browser| {
                browser.script(&format!("return !!document.activeElement.closest({opened:?})")) == true
            });
            browser.tap(Key::Escape);
            browser.wait_until("it is closed", RUN, |browser| browser.count(&css(opened)) == 0);
            is_at(browser, opener, &format!("[data-testid={opener}]"));
        }
    });
}

#[test]
#[ignore = "needs the built page and other browsers: scripts/engines runs it"]
fn a_reload_works_without_network() {
    in_browser(|browser| {
        let link = format!("#1{SHORT}");
        browser.open(&link);
        finish(browser);
        let before = digest(browser);
        browser.wait_until("a service worker is in control", RUN / 3, |browser| {
            browser.script("return !!navigator.serviceWorker?.controller") == true
        });
        browser.set_offline(true);
        // As a person reloads it: geckodriver's own command goes past the service worker.
        browser.script("window.before = true; location.reload()");
        browser.wait_until("it is loaded again", RUN, |browser| {
            browser.script("return !window.before && document.readyState === 'complete'") == true
        });
        finish(browser);
        assert_eq!(digest(browser), before);
        // Another visit, of an experiment on the bundled ratings.
        browser.open(GOLDEN[0].0);
        finish(browser);
        assert_eq!(digest(browser), GOLDEN[0].1);
        browser.set_offline(false);
    });
}

#[test]
#[ignore = "makes pictures in other browsers: scripts/engines runs it"]
fn pictures_of_the_first_screen() {
    in_browser(|browser| {
        for size in [(1440, 900), (390, 844)] {
            for (what, story) in [("films", 0), ("slates", SLATES)] {
                browser.open("data/README.md"); // out of the frame, if there was one
                browser.window(size.0, size.1);
                let link = format!("?{}", STORIES[story].link);
                if browser.inner_size() == size {
                    browser.open(&link);
                } else {
                    browser.open_in_frame(&link, size);
                }
                finish(browser);
                browser.wait_until("nothing moves", RUN, |browser| {
                    browser.script("return document.getAnimations().length === 0") == true
                });
                assert_eq!(browser.inner_size(), size);
                let too_wide =
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
                assert_eq!(browser.script(too_wide), 0, "the page is wider than its window");
                let name = format!("{}-{what}-{}x{}", browser.engine().name(), size.0, size.1);
                println!("picture\t{}", browser.screenshot(&name).display());
            }
        }
    });
}

/// The `data-testid` of what has the focus.
fn focus(browser: &Browser) -> String {
    let script = "return document.activeElement.dataset.testid || document.activeElement.localName";
    browser.script(script).as_str().unwrap_or_default().to_owned()
}

fn is_at(browser: &Browser, what: &str, selector: &str) {
    browser.wait_until(&format!("{what}: the focus is at {selector}"), RUN, |browser| {
        browser.script(&format!("return document.activeElement.matches({selector:?})")) == true
    });
}

/// What the charts show, each as the picture of its uppermost canvas.
fn charts(browser: &Browser) -> Vec<String> {
    crate::visitor::texts(
        browser,
        "[...document.querySelectorAll('canvas.chart-canvas:last-of-type')].map((canvas) => canvas.toDataURL())",
    )
}
