//! The drawer with all settings: what opens it, and where the focus goes.

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, finish, fragment};

fn wait_until_closed(browser: &Browser) {
    browser.wait_until("the drawer is closed", RUN, |browser| browser.count(&css(".drawer[hidden]")) == 1);
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_focus_goes_into_the_drawer_and_back_to_what_opened_it() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        assert_eq!(browser.count(&css(".drawer[hidden]")), 1, "it is closed at first");
        for opener in ["settings", "agent-1-settings", "add-here"] {
            for closer in ["key", "button"] {
                let selector = format!("[data-testid={opener}]");
                browser.script(&format!("document.querySelector({selector:?}).focus()"));
                browser.press(Key::Enter);
                browser.wait_until("the drawer has the focus", RUN, |browser| {
                    browser.focused() == ("heading".to_owned(), "The experiment".to_owned())
                });
                assert_eq!(browser.attribute(&test_id("settings"), "aria-expanded").as_deref(), Some("true"));
                if closer == "key" {
                    // From within a field, too.
                    browser.type_into(&test_id("horizon"), Key::Escape);
                } else {
                    browser.click(&test_id("close-settings"));
                }
                wait_until_closed(browser);
                browser.wait_until("the focus is back", RUN, |browser| {
                    browser.script(&format!("return document.activeElement.matches({selector:?})")) == true
                });
            }
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_settings_of_an_agent_open_with_its_card_unfolded() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}&c=lin_ucb&c=epsilon_greedy&c=random"));
        finish(browser);
        browser.click(&test_id("agent-1-settings"));
        browser.see(&test_id("contender-1-epsilon"));
        assert_eq!(
            browser.attribute(&test_id("contender-0-open"), "aria-expanded").as_deref(),
            Some("false")
        );
        // The same value in both places.
        browser.fill(&test_id("contender-1-epsilon"), "0.5");
        browser.press(Key::Enter);
        browser.wait_until("the address follows", RUN, |browser| fragment(browser).contains("epsilon=0.5"));
        assert_eq!(
            browser
                .script("return document.querySelector('[data-testid=agent-1] .main-setting b').textContent"),
            "0.5"
        );
        // The charts stay in view beside it, and a change is undone in place.
        let apart = browser.script(
            "return document.querySelector('.drawer').getBoundingClientRect().right
                 <= document.querySelector('#charts').getBoundingClientRect().left",
        );
        assert_eq!(apart, true, "it covers the charts");
        browser.click(&css(".drawer-foot button"));
        browser.wait_until("it is undone", RUN, |browser| !fragment(browser).contains("epsilon="));
        assert_eq!(browser.count(&css(".drawer:not([hidden])")), 1);
    });
}
