//! Rankers and their slates, read in words.

use crate::support::{Key, css, in_browser, test_id};
use crate::visitor::{RUN, digest, finish, round, wait_for_state};

const EXPERIMENT: &str = "#1w=gap_slates&c=cascade_ucb1&c=random_slate&horizon=300&seeds=2";

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_eye_goes_down_a_slate_film_by_film() {
    in_browser(|browser| {
        browser.open(EXPERIMENT);
        finish(browser);
        browser.click(&test_id("reset"));
        wait_for_state(browser, "paused");
        // The context, the scores, then the slates.
        browser.click(&test_id("phase"));
        browser.wait_until("a round is shown", RUN, |browser| browser.count(&test_id("slates")) == 1);
        assert_eq!(browser.text(&test_id("phase-sentence")), "A user comes by.");
        browser.click(&test_id("phase"));
        browser.click(&test_id("phase"));
        let slots = "[data-testid=slate-0] .slot";
        browser.wait_until("the slate is shown", RUN, |browser| browser.count(&css(slots)) == 4);
        assert!(browser.text(&css("[data-testid=slate-0] .slot:first-child")).ends_with("shown"));
        // The eye comes to the first film, and to no other yet.
        browser.click(&test_id("phase"));
        browser.wait_until("the first film is examined", RUN, |browser| {
            browser.text(&css("[data-testid=slate-0] .slot:first-child")).contains("examined")
        });
        assert!(browser.text(&css("[data-testid=slate-0] .slot:last-child")).ends_with("shown"));
        for _ in 0..4 {
            browser.click(&test_id("phase"));
        }
        browser.see(&test_id("slate-0-story"));
        let story = browser.text(&test_id("slate-0-story"));
        assert!(story.contains("The user examined ") && story.contains("and clicked "), "{story}");
        assert!(story.contains("Expected reward"), "{story}");
        // What the story says is what the cards say.
        let examined = story.split_whitespace().nth(3).and_then(|word| word.parse::<usize>().ok());
        let cards = browser.script(
            "return [...document.querySelectorAll('[data-testid=slate-0] .slot-fate')].filter((fate) => fate.textContent.startsWith('examined')).length",
        );
        assert_eq!(cards.as_u64().map(|count| count as usize), examined, "{story}");
        assert!(browser.text(&test_id("best-slate")).contains("No slate is expected to earn more"));
        // All films, learned beside true.
        browser.click(&test_id("beliefs"));
        let table = browser.text(&css(".beliefs tbody tr:first-child"));
        assert!(
            table.contains("0.200") && table.contains("shown") && table.contains("estimates nothing"),
            "{table}"
        );
        assert_eq!(round(browser), 1);
        browser.press(Key::Right);
        browser.wait_until("the next round", RUN, |browser| round(browser) == 2);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_preset_of_slates_runs_and_its_link_gives_the_same_digest() {
    in_browser(|browser| {
        browser.open("#1w=stationary_linear&horizon=100&seeds=1");
        finish(browser);
        // From arms to slates: other contenders, other clicks.
        browser.choose(&test_id("world"), "Slates of made-up items");
        browser.wait_until("rankers are there", RUN, |browser| {
            browser.text(&test_id("contender-0")).contains("CascadeUCB1")
        });
        browser.choose(&test_id("clicks"), "Position-based");
        browser.wait_until("the address follows", RUN, |browser| {
            crate::visitor::fragment(browser).contains("k=position_based")
        });
        finish(browser);
        let found = digest(browser);
        assert!(browser.text(&test_id("positions-0")).contains('%'));
        let link = browser.value(&test_id("link"));
        browser.open_in_new_tab(&link);
        finish(browser);
        assert_eq!(digest(browser), found);
        assert!(browser.text(&test_id("verdict")).contains("Reproduced"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn rankers_are_measured_in_a_world_of_slates() {
    in_browser(|browser| {
        browser.open(EXPERIMENT);
        finish(browser);
        browser.click(&css(".measure summary"));
        browser.click(&test_id("measure"));
        browser
            .wait_until("every ranker is measured", RUN, |browser| browser.count(&test_id("measured")) == 1);
        let measured = browser.text(&test_id("measured"));
        assert!(measured.contains("Ranker") && measured.contains("CascadeLinUCB"), "{measured}");
        assert!(!measured.contains("Agent"), "{measured}");
    });
}
