//! The built page in a real browser.
//!
//! These tests need `dist/`, Chromium and chromedriver, so plain `cargo test`
//! leaves them out; `scripts/test` provides all three and runs them.
#![cfg(not(target_arch = "wasm32"))]

mod site;
mod support;

use support::{in_browser, role};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_page_opens_below_a_folder_without_an_error() {
    in_browser(|browser| {
        browser.open("");
        browser.see(&role("heading", "Bandit Playground"));
    });
}

#[test]
#[ignore = "makes pictures: scripts/screenshot runs it"]
fn screenshots() {
    in_browser(|browser| {
        for (width, height) in [(1440, 900), (390, 844)] {
            for dark in [true, false] {
                browser.window(width, height);
                browser.dark(dark);
                browser.open("");
                browser.see(&role("heading", "Bandit Playground"));
                let colours = if dark { "dark" } else { "light" };
                let path = browser.screenshot(&format!("page-{width}x{height}-{colours}"));
                println!("{}", path.display());
            }
        }
    });
}
