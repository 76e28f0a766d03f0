//! What a person must not lose: long runs, runs before the present one, and a run under way when the page closes; and what can't
//! run where it stands.

use std::thread;
use std::time::Duration;

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{FAST_CLOCK, RUN, SHORT, digest, finish, fragment, round, wait_for_state};

/// An experiment that computes for minutes.
const ENDLESS: &str = "#1w=wheel&c=neural_epsilon_greedy&c=random&horizon=1000000&seeds=9";

/// As long as a run computes, by the page's clock of [`FAST_CLOCK`], before it is not thrown away unasked, and a little more.
const LONG: Duration = Duration::from_millis(34_000 / 20);

fn asks(browser: &Browser) -> bool {
    browser.count(&test_id("ask-keep")) == 1
}

fn address(browser: &Browser, link: &str) {
    browser.script(&format!("location.hash = {link:?}"));
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_long_run_ends_only_where_the_person_says_so_and_goes_on_after_a_reload() {
    in_browser(|browser| {
        browser.open(ENDLESS);
        wait_for_state(browser, "running");
        // A short one ends unasked.
        browser.press("r");
        wait_for_state(browser, "paused");
        assert!(round(browser) == 0 && !asks(browser));
        browser.script(FAST_CLOCK);
        browser.press(" ");
        wait_for_state(browser, "running");
        thread::sleep(LONG);
        let link = fragment(browser);
        for key in ["r", "]"] {
            browser.press(key);
            browser.wait_until("the page asks", RUN, asks);
            assert!(browser.text(&test_id("ask")).contains("This run has computed for"));
            // It goes on meanwhile.
            assert_eq!(browser.text(&test_id("play")), "Pause");
            if key == "]" {
                // The address has followed the story, and its name is to go again.
                browser.wait_until("the address follows", RUN, |browser| fragment(browser) != link);
            }
            browser.click(&test_id("ask-keep"));
            browser.wait_until("it is answered", RUN, |browser| !asks(browser));
            browser.wait_until("the experiment is the run's", RUN, |browser| fragment(browser) == link);
            wait_for_state(browser, "running");
        }
        // The page is loaded again, and offers to go on.
        let before = round(browser);
        browser.reload();
        browser.wait_until("the page offers to go on", RUN, |browser| {
            browser.text(&test_id("ask-keep")) == "Go on"
        });
        let said = browser.text(&test_id("ask"));
        assert!(said.contains("The run was at round") && said.contains("of 1,000,000"), "{said}");
        let remembered: u64 = said
            .split_whitespace()
            .find_map(|word| word.replace(',', "").parse().ok())
            .unwrap_or_else(|| panic!("{said}"));
        assert!(remembered > 0 && remembered <= before + before / 2, "{remembered} after {before}");
        wait_for_state(browser, "paused");
        browser.click(&test_id("ask-keep"));
        wait_for_state(browser, "running");
        assert!(!asks(browser));
        browser.wait_until("it goes on", RUN, |browser| round(browser) > 0);
        // Another experiment: no long run, no offer.
        address(browser, &format!("#1{SHORT}"));
        finish(browser);
        browser.reload();
        finish(browser);
        assert!(!asks(browser));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn an_earlier_run_is_shown_again_as_it_was() {
    in_browser(|browser| {
        browser.open(&format!("#1title=Mine&{SHORT}"));
        finish(browser);
        assert_eq!(browser.count(&test_id("earlier")), 0);
        let (first, link) = (digest(browser), fragment(browser));
        let regret = browser.text(&test_id("regret-0"));
        address(browser, &format!("#1{SHORT}&master_seed=7"));
        browser.wait_until("it is another run", RUN, |browser| digest(browser) != first);
        finish(browser);
        let second = digest(browser);
        browser.click(&test_id("earlier"));
        assert!(browser.text(&test_id("earlier-0")).contains(&first[..8]));
        browser.click(&test_id("earlier-0"));
        browser.wait_until("the first run is shown", RUN, |browser| digest(browser) == first);
        assert_eq!(
            (browser.text(&test_id("regret-0")), browser.text(&test_id("run-state"))),
            (regret, "done".to_owned())
        );
        browser.wait_until("its link is shown", RUN, |browser| fragment(browser) == link);
        // Undone, the second experiment runs.
        browser.press(Key::Control + "z");
        browser.wait_until("the second is back", RUN, |browser| digest(browser) == second);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn an_agent_that_cannot_run_here_says_why_and_takes_the_page_where_it_can() {
    in_browser(|browser| {
        browser.open("#1w=stationary_linear&c=random&c=lin_ucb&horizon=300&seeds=2");
        finish(browser);
        browser.choose(&test_id("add-agent"), "Hybrid LinUCB");
        browser.wait_until("it says why", RUN, |browser| browser.count(&test_id("add-lack")) == 1);
        let said = browser.text(&test_id("add-lack"));
        assert!(said.contains("needs features of the arms, which this environment does not have"), "{said}");
        assert!(!browser.enabled(&test_id("add")));
        browser.click(&test_id("switch-and-add"));
        finish(browser);
        assert_eq!(browser.count(&css(".agents tbody tr:not(.lack)")), 3);
        // Back in the first environment, its row says so, and so does the run.
        browser.choose(&test_id("world"), "Synthetic, linear");
        wait_for_state(browser, "failed");
        let row = browser.text(&test_id("agent-2-lack"));
        assert!(row.contains("needs features of the arms"), "{row}");
        assert!(browser.text(&test_id("ask")).contains("This experiment can't run: "));
        assert!(browser.text(&test_id("notices")).contains("needs features of the arms"));
        // There again, and back once more: then it is removed, and what was said of it goes.
        // Changes that come faster than a person makes them are one step of the history.
        browser.wait_until("the address follows", RUN, |browser| {
            let link = fragment(browser);
            link.contains("w=stationary_linear") && link.contains("hybrid_lin_ucb")
        });
        browser.click(&test_id("agent-2-switch"));
        finish(browser);
        assert!(browser.text(&test_id("notices")).is_empty() && browser.text(&test_id("ask")).is_empty());
        browser.press(Key::Control + "z");
        wait_for_state(browser, "failed");
        browser.click(&test_id("agent-2-remove"));
        finish(browser);
        assert!(browser.text(&test_id("notices")).is_empty() && browser.count(&test_id("agent-2-lack")) == 0);
        browser
            .wait_until("the first experiment is back", RUN, |browser| !fragment(browser).contains("hybrid"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn one_click_makes_a_parameter_an_axis() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        assert_eq!(browser.count(&test_id("by-parameter")), 0);
        browser.click(&test_id("agent-0-sweep"));
        browser.wait_until("eight values take part", RUN, |browser| {
            browser.count(&css(".agents tbody tr")) == 8
        });
        assert!(browser.text(&test_id("notices")).contains("The other agents were removed"));
        finish(browser);
        browser.wait_until("the best value is named", RUN, |browser| {
            browser.text(&test_id("by-sentence")).contains(" is best")
        });
        assert_eq!(browser.text(&test_id("by-numbers")).matches(": ").count(), 8);
        // Keys read it value by value, and it is saved as every chart is.
        browser.type_into(&test_id("by-chart"), Key::Right);
        browser.wait_until("the least value is read", RUN, |browser| {
            browser.text(&test_id("by-sentence")).starts_with("Alpha 0: ")
        });
        assert_eq!(browser.count(&test_id("save-by-chart-svg")), 1);
        browser.click(&test_id("over-rounds"));
        browser.wait_until("the curves are back", RUN, |browser| browser.count(&test_id("large-chart")) == 1);
        browser.press(Key::Control + "z");
        browser
            .wait_until("the agents are back", RUN, |browser| browser.count(&css(".agents tbody tr")) == 4);
        // The story of exploration has its curve, too.
        browser.click(&test_id("story-1"));
        finish(browser);
        browser.click(&test_id("by-parameter"));
        assert!(browser.text(&test_id("by-sentence")).starts_with("Alpha 3 is best"));
    });
}
