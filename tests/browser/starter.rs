//! The engine that comes first, and the whole one after it.

use crate::site::Rule;
use crate::support::{Browser, css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, finish_another};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_default_experiment_runs_before_the_whole_engine_is_there() {
    in_browser(|browser| {
        browser.site().rule("engine", Rule::Held);
        browser.open("");
        finish(browser);
        let first = digest(browser);
        // A story of slates, which the engine that came first does not know.
        browser.click(&test_id("story-9"));
        browser.wait_until("it says what it waits for", RUN, |browser| {
            browser.count(&css(".run-task")) == 1
                && browser.text(&css(".run-task")).contains("the whole engine is loading")
        });
        browser.site().let_go();
        finish_another(browser, &first);
        // And the whole engine gives the same bits.
        browser.click(&test_id("story-0"));
        browser.wait_until("it runs again", RUN, |browser| {
            browser.count(&test_id("digest")) == 1 && digest(browser) == first
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn without_it_the_whole_engine_runs_everything() {
    in_browser(|browser| {
        browser.site().rule("starter", Rule::Missing);
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.open("");
        finish(browser);
        // That a file is missing is on the console, and nowhere else.
        let errors = browser.take_console_errors();
        assert!(errors.iter().all(|error| error.contains("starter")), "{errors:?}");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn files_come_in_the_order_in_which_they_are_needed() {
    in_browser(|browser| {
        browser.open("");
        finish(browser);
        browser
            .wait_until("the last program is there", RUN, |browser| loaded(browser, "reader_bg").is_some());
        // The first of them, which is waited for: on a busy machine the words come a frame after the ground.
        let painted = browser.script(
            "return Math.min(...performance.getEntriesByType('paint').map((paint) => paint.startTime))",
        );
        let painted = painted.as_f64().expect("it is painted");
        let [page, starter, data, engine, reader] =
            ["bandit-playground", "starter_bg", "movielens-small", "engine_bg", "reader_bg"]
                .map(|name| loaded(browser, name).unwrap_or_else(|| panic!("{name} is loaded")));
        // The first curve comes first; what is large does not delay the first paint, and what is needed later comes later.
        // Where painting takes long, as on a busy machine, the page is not waited for longer than index.html says.
        let longest = 500.0;
        assert!(starter.0 <= page.0, "{starter:?} {page:?}");
        assert!(painted.min(longest) <= page.0, "painted at {painted}, {page:?}");
        for needed in [data, engine] {
            assert!(page.1 <= needed.0, "{page:?} {needed:?}");
        }
        assert!(starter.1 <= engine.0 && engine.1 <= reader.0, "{starter:?} {engine:?} {reader:?}");
    });
}

/// When a file of this name was asked for, and when it was there, in milliseconds.
fn loaded(browser: &Browser, name: &str) -> Option<(f64, f64)> {
    let times = browser.script(&format!(
        "const files = performance.getEntriesByType('resource').filter((file) => file.name.includes('/{name}') && /wasm$|bundle$/.test(file.name));
        return files.length === 1 ? [files[0].startTime, files[0].responseEnd] : null"
    ));
    serde_json::from_value(times).ok()
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_systems_bars_have_the_colours_that_were_chosen() {
    in_browser(|browser| {
        let bars = |browser: &Browser| {
            browser.script(
                "const bar = [...document.querySelectorAll('meta[name=theme-color]')].find((bar) => matchMedia(bar.media).matches);
                const probe = document.createElement('i');
                document.body.append(probe);
                probe.style.color = bar.content;
                const colours = [getComputedStyle(probe).color, getComputedStyle(document.querySelector('.top')).backgroundColor];
                probe.remove();
                return colours[0] === colours[1] ? document.documentElement.dataset.theme : colours.join(' ')",
            )
        };
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        assert_eq!(bars(browser), "light");
        browser.click(&css("[aria-label='Use dark colours']"));
        assert_eq!(bars(browser), "dark");
        browser.reload();
        finish(browser);
        assert_eq!(bars(browser), "dark");
    });
}
