//! Single keys, wherever the focus is, and arrow keys inside groups that are one stop of the tab key.

use bandit_playground::stories::STORIES;

use crate::support::{Browser, Key, TypingData, css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, finish, fragment, round, test_id_of_focused, wait_for_state};

fn focus(browser: &Browser, selector: &str) {
    browser.script(&format!("document.querySelector({selector:?}).focus()"));
    assert_eq!(browser.script(&format!("return document.activeElement.matches({selector:?})")), true);
}

/// The name of what has the focus, which stays the same for as long as a person does nothing.
fn at(browser: &Browser, name: &str) {
    browser.wait_until(&format!("the focus is at {name}"), RUN, |browser| browser.focused().1.contains(name));
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn space_and_undo_work_while_a_slider_has_the_focus_and_arrows_still_move_it() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        for slider in ["agent-0-main", "contender-0-alpha-slider"] {
            let link = fragment(browser);
            let alpha = |browser: &Browser| browser.value(&test_id("contender-0-alpha"));
            let before = alpha(browser);
            browser.see(&test_id(slider));
            let selector = format!("[data-testid={slider}]");
            focus(browser, &selector);
            browser.press(Key::Right);
            browser.wait_until("it has moved", RUN, |browser| alpha(browser) != before);
            browser.wait_until("it is a step of the history", RUN, |browser| fragment(browser) != link);
            focus(browser, &selector);
            browser.press(Key::Control + "z");
            browser.wait_until("it is undone", RUN, |browser| {
                fragment(browser) == link && alpha(browser) == before
            });
            assert_eq!(test_id_of_focused(browser), slider, "the focus stays");
        }
        browser.press(Key::Escape);
        finish(browser);
        // Space plays and pauses, from either slider of the run bar, too.
        browser.press("r");
        wait_for_state(browser, "paused");
        browser.slide(&test_id("speed"), 0.0);
        for slider in ["agent-0-main", "speed", "scrubber"] {
            focus(browser, &format!("[data-testid={slider}]"));
            browser.press(" ");
            browser.wait_until(slider, RUN, |browser| browser.text(&test_id("play")) == "Pause");
            browser.press(" ");
            browser.wait_until(slider, RUN, |browser| browser.text(&test_id("play")) == "Run");
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn digits_are_speeds_and_letters_open_things() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        for (digit, name) in [("1", "Watch"), ("2", "Slow"), ("3", "Fast"), ("4", "Max")] {
            browser.press(digit);
            browser.wait_until(name, RUN, |browser| {
                browser.count(&css(".run-bar .stop-here")) == 1
                    && browser.text(&css(".run-bar .stop-here")) == name
            });
        }
        // The next agent, around the end.
        let lens = |browser: &Browser| {
            let place = "return [...document.querySelectorAll('.lens')].findIndex((lens) => lens.ariaChecked === 'true')";
            browser.script(place).as_u64()
        };
        for place in [1, 2, 3, 0] {
            browser.press("l");
            browser.wait_until("the next agent", RUN, |browser| lens(browser) == Some(place));
        }
        // The drawer opens and closes, also from within.
        browser.press("s");
        at(browser, "The experiment");
        browser.press("s");
        browser.wait_until("it is closed", RUN, |browser| browser.count(&css(".drawer[hidden]")) == 1);
        // A field keeps its letters.
        browser.type_into(&test_id("horizon"), "s");
        assert_eq!(browser.count(&css(".drawer:not([hidden])")), 1);
        browser.press(Key::Escape);
        browser.wait_until("it is closed", RUN, |browser| browser.count(&css(".drawer[hidden]")) == 1);
        browser.press("?");
        browser
            .wait_until("the glossary is open", RUN, |browser| browser.count(&css(".glossary[open]")) == 1);
        browser.press(Key::Escape);
        browser.wait_until("it is closed", RUN, |browser| browser.count(&css(".glossary[open]")) == 0);
        // The story after the one that is shown, and back.
        let question = |browser: &Browser| browser.text(&test_id("question"));
        browser.click(&test_id("story-2"));
        browser.wait_until("a story", RUN, |browser| question(browser) == STORIES[2].question);
        browser.script("document.activeElement.blur()");
        browser.press("]");
        browser.wait_until("the next story", RUN, |browser| question(browser) == STORIES[3].question);
        browser.press("[");
        browser.wait_until("the story before", RUN, |browser| question(browser) == STORIES[2].question);
        // Switched off, they do nothing.
        browser.click(&test_id("shortcuts"));
        browser.press("]");
        browser.press("?");
        browser.press("s");
        assert_eq!(question(browser), STORIES[2].question);
        assert_eq!(browser.count(&css(".glossary[open], .drawer:not([hidden])")), 0);
    });
}

/// Presses a key, and sees the focus at the next element of a group.
fn walks(browser: &Browser, key: impl Into<TypingData>, selector: &str) {
    browser.press(key);
    browser.wait_until(&format!("the focus is at {selector}"), RUN, |browser| {
        browser.script(&format!("return document.activeElement.matches({selector:?})")) == true
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn groups_are_one_stop_of_the_tab_key_with_arrows_inside() {
    in_browser(|browser| {
        browser.open("#1horizon=300&seeds=2");
        finish(browser);
        // Stories: arrows choose one, and Enter opens it.
        focus(browser, "[data-testid=story-0]");
        walks(browser, Key::Right, "[data-testid=story-1]");
        walks(browser, Key::Left, "[data-testid=story-0]");
        walks(browser, Key::End, "[data-testid=story-11]");
        walks(browser, Key::Home, "[data-testid=story-0]");
        assert_eq!(round(browser), 300, "nothing was opened, and no round was stepped");
        // Phases of the round.
        focus(browser, ".step:last-child");
        walks(browser, Key::Left, ".step:nth-child(4)");
        browser.press(Key::Enter);
        browser.wait_until("its phase is shown", RUN, |browser| {
            browser.count(&css(".step:nth-child(4)[aria-current=step]")) == 1
        });
        assert!(browser.text(&test_id("phase-sentence")).starts_with("Only the chosen arm earns a reward"));
        walks(browser, Key::Right, ".step:nth-child(5)");
        browser.press(Key::Enter);
        browser.wait_until("the round is whole", RUN, |browser| {
            browser.text(&test_id("phase-sentence")).starts_with("It learns")
        });
        // Agents: arrows choose at once, as in every group of radio buttons.
        focus(browser, "[data-testid=inside-tab-0]");
        walks(browser, Key::Down, "[data-testid=inside-tab-1][aria-checked=true]");
        walks(browser, Key::End, "[data-testid=inside-tab-3][aria-checked=true]");
        assert!(browser.text(&test_id("story")).contains("by chance"));
        walks(browser, Key::Home, "[data-testid=inside-tab-0][aria-checked=true]");
        // Films: from the first to the last, and Enter asks why.
        let first = ".col:first-of-type .tile";
        focus(browser, first);
        walks(browser, Key::End, ".col:last-of-type .tile:last-child");
        walks(browser, Key::Home, first);
        browser.press(Key::Enter);
        browser.see(&test_id("why"));
        assert_eq!(browser.script(&format!("return document.activeElement.matches({first:?})")), true);
        // Small charts: the one that is pressed becomes the large one, and the focus stays with the group.
        focus(browser, "[data-testid=mini-1]");
        walks(browser, Key::Right, "[data-testid=mini-2]");
        walks(browser, Key::Right, "[data-testid=mini-3]");
        browser.press(Key::Enter);
        browser.see(&test_id("arm-shares"));
        let there = browser.script("return document.activeElement !== document.body");
        assert_eq!(there, true, "the focus never falls to the page's body");
        assert_eq!(round(browser), 300, "the arrows belong to the groups");
        for group in [".stories .thumb", ".steps .step", ".rail .lens", ".cols .tile"] {
            let stops = format!("return document.querySelectorAll('{group}:not([tabindex=\"-1\"])').length");
            assert_eq!(browser.script(&stops), 1, "stops of the tab key in {group}");
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_run_bar_is_near_the_top_and_one_stop_with_arrows_inside() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.press("r");
        wait_for_state(browser, "paused");
        // Within five stops from the top of the page, by the link that skips to it.
        browser.press(Key::Tab);
        assert_eq!(browser.focused().1, "Skip to the run");
        browser.press(Key::Enter);
        browser.wait_until("the run has the focus", RUN, |browser| test_id_of_focused(browser) == "play");
        // Along the buttons, over those that can't be pressed now.
        walks(browser, Key::Right, "[data-testid=step]");
        walks(browser, Key::Right, "[data-testid=phase]");
        walks(browser, Key::End, "[data-testid=badge]");
        walks(browser, Key::Left, ".run-bar *");
        walks(browser, Key::Home, "[data-testid=play]");
        browser.press(Key::Left);
        assert_eq!(
            (test_id_of_focused(browser).as_str(), round(browser)),
            ("play", 0),
            "nothing was stepped"
        );
        // A slider keeps its arrows.
        focus(browser, "[data-testid=speed]");
        let before = browser.value(&test_id("speed"));
        browser.press(Key::Left);
        browser.wait_until("the slider has moved", RUN, |browser| browser.value(&test_id("speed")) != before);
        // Elsewhere an arrow is a round.
        browser.script("document.activeElement.blur()");
        let here = round(browser);
        browser.press(Key::Right);
        browser.wait_until("a round was done", RUN, |browser| round(browser) == here + 1);
        let stops =
            "return document.querySelectorAll('.run-bar :is(button, a):not([tabindex=\"-1\"])').length";
        assert_eq!(browser.script(stops), 1, "stops of the tab key among the buttons");
        assert!(browser.text(&css(".keys")).contains("from button to button"));
    });
}
