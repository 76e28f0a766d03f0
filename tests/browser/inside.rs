//! One round, one phase at a time, read in words.

use crate::support::{Key, css, in_browser, test_id};
use crate::visitor::{RUN, round, tiles, wait_for_state};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_round_is_walked_through_phase_by_phase() {
    in_browser(|browser| {
        browser.open("#1horizon=300&seeds=2");
        crate::visitor::finish(browser);
        browser.click(&test_id("reset"));
        wait_for_state(browser, "paused");
        assert_eq!(round(browser), 0);
        let mut seen = Vec::new();
        for _ in 0..5 {
            browser.click(&test_id("phase"));
            browser.wait_until("another phase is shown", RUN, |browser| {
                browser.count(&test_id("phase-sentence")) == 1
                    && seen.last() != Some(&browser.text(&test_id("phase-sentence")))
            });
            seen.push(browser.text(&test_id("phase-sentence")));
        }
        assert_eq!(seen[0], "A user arrives, and arms are on offer.");
        assert_eq!(seen[4], "It learns from that reward.");
        assert_eq!(round(browser), 1);
        let user = browser.text(&test_id("user"));
        assert!(user.contains("User ") && user.contains("likes\n"), "{user}");
        let story = browser.text(&test_id("story"));
        assert!(
            story.contains("chose ") && story.contains("It earned ") && story.contains("Its estimate of"),
            "{story}"
        );
        let films = tiles(browser);
        assert_eq!(films.len(), 20);
        assert!(films.iter().all(|film| film.contains("true value")), "{films:#?}");
        assert_eq!(films.iter().filter(|film| film.ends_with("the best")).count(), 1, "{films:#?}");
        // Each of the four agents has its token on one of them.
        let picked = films.iter().filter_map(|film| film.split_once("picked by "));
        let pickers: Vec<&str> =
            picked.flat_map(|(_, who)| who.split("; ").next().unwrap_or_default().split(", ")).collect();
        assert_eq!(pickers.len(), 4, "{films:#?}");
        // Why not another one?
        let other = css("[data-testid=films] .tile:not(.pick)");
        browser.click(&other);
        let why = browser.text(&test_id("why"));
        // Nothing is known yet, so that all arms are equally good.
        assert!(
            why.contains("rank 1 of 20, shared with 19 others") && why.contains("chance decided"),
            "{why}"
        );
        // Pressed again, the tile takes its answer away, and the sentence of the round comes back.
        browser.click(&other);
        browser.wait_until("the answer is gone", RUN, |browser| browser.count(&test_id("why")) == 0);
        assert_eq!(browser.text(&test_id("story")), story);
        // Chance scores nothing.
        browser.click(&test_id("inside-tab-3"));
        assert!(browser.text(&test_id("story")).contains("by chance: every arm was equally likely"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn late_outcomes_are_told_with_their_rounds() {
    in_browser(|browser| {
        browser.open("#1w=bernoulli&c=bernoulli_thompson&c=ucb1&f=delay=20&horizon=300&seeds=2");
        crate::visitor::finish(browser);
        assert_eq!(
            browser.text(&test_id("phase-sentence")),
            "At the end of this round it receives feedback on round 280 and learns from it. The agent would receive this round's \
             outcome after the last round, so nothing is learned from it."
        );
        let story = browser.text(&test_id("story"));
        assert!(story.contains("With the feedback on round 280, its estimate of Arm "), "{story}");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn keys_step_forward_and_back_through_the_same_rounds() {
    in_browser(|browser| {
        browser.open("#1horizon=300&seeds=2");
        crate::visitor::finish(browser);
        browser.press("r");
        browser.wait_until("round 0", RUN, |browser| round(browser) == 0);
        wait_for_state(browser, "paused");
        let mut stories = Vec::new();
        for number in 1..=3 {
            browser.press(Key::Right);
            browser.wait_until("the next round", RUN, |browser| {
                round(browser) == number && browser.count(&test_id("story")) == 1
            });
            stories.push((browser.text(&test_id("user")), browser.text(&test_id("story"))));
        }
        browser.press(Key::Left);
        browser.wait_until("the round before", RUN, |browser| {
            round(browser) == 2 && browser.count(&test_id("inside-round")) == 1
        });
        assert_eq!((browser.text(&test_id("user")), browser.text(&test_id("story"))), stories[1]);
        browser.press(" ");
        crate::visitor::finish(browser);
    });
}
