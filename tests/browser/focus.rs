//! The focus never falls to the page's body: what disappears when it is pressed gives it to what is nearest.

use std::thread;
use std::time::Duration;

use bandit_playground::lessons::{LESSONS, Task};

use crate::support::{Browser, Key, TypingData, css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, finish, fragment, test_id_of_focused, wait_for_state};

/// Gives the focus to the first element that a selector matches.
const FOCUS: &str = "
    window.pressed = document.querySelector(SELECTOR);
    window.pressed?.focus();
    return document.activeElement === window.pressed;";

/// Whether what was pressed can have the focus no longer.
const IS_GONE: &str =
    "return !window.pressed.isConnected || window.pressed.disabled || !window.pressed.checkVisibility()";

/// Whether something that can be seen has the focus.
const HAS_FOCUS: &str = "
    const focused = document.activeElement;
    return focused !== document.body && focused.isConnected && !focused.disabled && focused.checkVisibility()";

/// Presses a key at what a selector finds, which is to go by it, and gives the name of what has the focus then.
fn press_with(browser: &Browser, selector: &str, key: impl Into<TypingData>) -> String {
    let focus = FOCUS.replace("SELECTOR", &format!("{selector:?}"));
    browser.wait_until(&format!("{selector} has the focus"), RUN, |browser| browser.script(&focus) == true);
    browser.press(key);
    browser.wait_until(&format!("{selector} is gone"), RUN, |browser| browser.script(IS_GONE) == true);
    browser.wait_until(&format!("something has the focus after {selector}"), RUN, |browser| {
        browser.script(HAS_FOCUS) == true
    });
    // What comes later takes it away no more.
    thread::sleep(Duration::from_millis(150));
    assert_eq!(browser.script(HAS_FOCUS), true, "{selector}");
    let name = browser.focused().1;
    println!("{selector}: {name}");
    name
}

fn press(browser: &Browser, selector: &str) -> String {
    press_with(browser, selector, Key::Enter)
}

/// Whether something with this test id is there.
fn is_there(browser: &Browser, id: &str) {
    browser.wait_until(&format!("{id} is there"), RUN, |browser| browser.count(&test_id(id)) == 1);
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_goes_in_the_settings_gives_the_focus_to_its_neighbour() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}&c=lin_ucb&c=epsilon_greedy&c=random"));
        finish(browser);
        browser.press("s");
        // An agent that is moved keeps it; at the end, its other button has it.
        assert_eq!(press(browser, "[aria-label='Move LinUCB down']"), "Move LinUCB down");
        assert_eq!(press(browser, "[aria-label='Move LinUCB down']"), "Move LinUCB up");
        // The one that follows the removed one has it, and what can't be removed gives it to its neighbour.
        assert_eq!(press(browser, "[data-testid=contender-0-remove]"), "Remove Random");
        assert_eq!(press(browser, "[data-testid=contender-1-remove]"), "Duplicate Random");
        // As many as there can be.
        let mut count = 1;
        while count < 8 {
            count += 1;
            if count == 8 {
                press(browser, "[data-testid=contender-0-duplicate]");
            } else {
                browser.script("document.querySelector('[data-testid=contender-0-duplicate]').click()");
            }
            browser.wait_until("there is one more", RUN, |browser| {
                browser.count(&css(".contenders > li")) == count
            });
        }
        // Environments.
        browser.open("#1w=stationary_linear&c=random&c=lin_ucb&horizon=300&seeds=2");
        finish(browser);
        for switch in ["switch-and-add", "agent-2-switch", "agent-2-remove"] {
            if switch == "switch-and-add" {
                browser.choose(&test_id("add-agent"), "Hybrid LinUCB");
                assert_eq!(press(browser, "[data-testid=switch-and-add]"), "Add");
                finish(browser);
            } else {
                browser.choose(&test_id("world"), "Synthetic, linear");
                wait_for_state(browser, "failed");
                press(browser, &format!("[data-testid={switch}]"));
                finish(browser);
            }
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_goes_on_the_page_gives_the_focus_to_its_neighbour() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        // Two notices, one after the other, and then the run.
        browser.drop_file("nonsense.csv", b"\x00\x01nothing");
        browser.wait_until("it says so", RUN, |browser| browser.count(&css(".notice")) == 1);
        browser.script("location.hash = '#hello'");
        browser.wait_until("it says that, too", RUN, |browser| browser.count(&css(".notice")) == 2);
        assert_eq!(press(browser, ".notice [aria-label=Dismiss]"), "Dismiss");
        press(browser, ".notice [aria-label=Dismiss]");
        assert_eq!(test_id_of_focused(browser), "play");
        // Back to the story, once the experiment is another one.
        browser.click(&test_id("story-2"));
        finish(browser);
        let link = fragment(browser);
        browser.slide(&test_id("agent-0-main"), 1.0);
        browser.wait_until("it is another experiment", RUN, |browser| {
            fragment(browser) != link && browser.count(&css(".stale")) == 0
        });
        assert_eq!(press(browser, "[data-testid=back-to-story]"), "Next story");
        // The last change is undone, or redone.
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let link = fragment(browser);
        browser.slide(&test_id("agent-0-main"), 1.0);
        browser.wait_until("it is a step of the history", RUN, |browser| fragment(browser) != link);
        assert_eq!(press(browser, "[aria-label=Undo]"), "Redo");
        assert_eq!(press(browser, "[aria-label=Redo]"), "Undo");
        finish(browser);
        // A run before, in whose place the run is that was shown.
        browser.click(&test_id("earlier"));
        press(browser, "[data-testid=earlier-0]");
        assert_eq!(test_id_of_focused(browser), "earlier-0");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_goes_in_lists_of_runs_gives_the_focus_to_its_neighbour() {
    in_browser(|browser| {
        for (kept, horizon) in [300, 310, 320].into_iter().enumerate() {
            browser.open(&format!("#1{SHORT}").replace("400", &horizon.to_string()));
            finish(browser);
            browser.click(&test_id("runs-tab"));
            browser.wait_until("the run is kept", RUN, |browser| browser.count(&test_id("run")) > kept);
        }
        // A name, kept or not.
        for key in [Key::Enter, Key::Escape] {
            browser.script("document.querySelector('.run-rename').click()");
            press_with(browser, "[data-testid=run-name-field]", key);
        }
        // The run that follows.
        let second = browser.script(
            "return document.querySelectorAll('.run')[1].querySelector('[aria-label^=Delete]').ariaLabel",
        );
        assert_eq!(press(browser, ".run [aria-label^='Delete ']"), second.as_str().unwrap_or_default());
        press(browser, "[data-testid=undo-delete]");
        press(browser, ".views-toast [aria-label=Dismiss]");
        browser.wait_until("all are back", RUN, |browser| browser.count(&test_id("run")) == 3);
        press_with(browser, ".run-check input", Key::Delete);
        browser.wait_until("one is gone", RUN, |browser| browser.count(&test_id("run")) == 2);
        for end in ["chosen-none", "chosen-delete"] {
            browser.script("document.querySelector('.run-check input').click()");
            is_there(browser, end);
            press(browser, &format!("[data-testid={end}]"));
        }
        browser.wait_until("another one is gone", RUN, |browser| browser.count(&test_id("run")) == 1);
        // The bin.
        browser.script("document.querySelector('[data-testid=runs-bin]').click()");
        browser.wait_until("two are in the bin", RUN, |browser| browser.count(&test_id("run")) == 2);
        press(browser, ".run-actions .btn");
        browser.wait_until("one is left", RUN, |browser| browser.count(&test_id("run")) == 1);
        browser.script(&FOCUS.replace("SELECTOR", "'[data-testid=empty-bin]'"));
        browser.press(Key::Enter);
        browser.press(Key::Enter);
        browser.wait_until("the bin is empty", RUN, |browser| browser.count(&test_id("run")) == 0);
        assert_eq!(browser.script(HAS_FOCUS), true, "what empties the bin");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_goes_in_other_views_gives_the_focus_to_its_neighbour() {
    in_browser(|browser| {
        browser.open("#1c=lin_ucb&c=random&w=stationary_linear&horizon=2000&seeds=2");
        finish(browser);
        // What begins work becomes what stops it, and the other way round.
        browser.script("location.hash = '#tune'");
        press(browser, "[data-testid=tune-begin]");
        is_there(browser, "tune-sentence");
        assert_eq!(browser.script(HAS_FOCUS), true, "what stops the search is gone");
        press(browser, "[data-testid=tune-more]");
        press(browser, "[data-testid=tune-new]");
        press(browser, ".tune-kept-acts [aria-label^='Delete']");
        browser.script("location.hash = '#profile'");
        browser.see(&test_id("profile-begin"));
        browser.script(&FOCUS.replace("SELECTOR", "'[data-testid=profile-begin]'"));
        browser.press(Key::Enter);
        browser.wait_until("all is measured", RUN, |browser| {
            browser.count(&test_id("profile-begin")) == 1 && browser.count(&test_id("profile-sentence")) == 1
        });
        assert_eq!(browser.script(HAS_FOCUS), true, "what stops the measuring is gone");
        browser.script("location.hash = '#logs'");
        browser.script(&FOCUS.replace("SELECTOR", "'[data-testid=logs-record]'"));
        browser.press(Key::Enter);
        browser.wait_until("the truth is there", RUN, |browser| {
            browser.count(&test_id("logs-stop")) == 0 && browser.count(&test_id("logs-truth")) == 1
        });
        assert_eq!(browser.script(HAS_FOCUS), true, "a log was recorded");
        // A lesson: what runs it, what skips the question, and what asks again.
        let lesson = LESSONS[0];
        let asks = |task: &Task| matches!(task, Task::Predict(_));
        let step = lesson.steps.iter().position(|step| asks(&step.task)).expect("it asks") + 1;
        browser.script(&format!("location.hash = 'learn={},{step}'", lesson.id));
        press(browser, "[data-testid=skip-prediction]");
        press(browser, "[data-testid=predict-again]");
        browser.see(&css("[name=guess]"));
        browser.script("document.querySelector('[name=guess]').click()");
        press(browser, "[data-testid=run-lesson]");
        is_there(browser, "lesson-score");
        assert_eq!(browser.script(HAS_FOCUS), true, "what stops the run is gone");
    });
}
