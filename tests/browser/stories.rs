//! The stories: each is opened by its picture, is the experiment that it says, asks its question and says what came out.

use bandit_playground::spec::link;
use bandit_playground::stories::STORIES;

use crate::support::{Browser, css, in_browser, test_id};
use crate::visitor::{RUN, finish, fragment, texts};

/// The picture of the story that is shown.
fn pressed(browser: &Browser) -> Vec<String> {
    texts(
        browser,
        "[...document.querySelectorAll('.thumb[aria-pressed=true]')].map((thumb) => thumb.getAttribute('aria-label'))",
    )
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn every_story_is_opened_by_its_picture() {
    in_browser(|browser| {
        browser.open("#1w=stationary_linear&horizon=100&seeds=1");
        finish(browser);
        assert!(pressed(browser).is_empty(), "an experiment of a link");
        assert!(browser.text(&css(".eyebrow")).contains("Your own experiment"));
        // From the last to the first, which is the shortest link.
        for (index, story) in STORIES.iter().enumerate().rev() {
            browser.click(&test_id(&format!("story-{index}")));
            browser.wait_until("the address follows", RUN, |browser| {
                link::decode(&fragment(browser)).is_ok_and(|decoded| story.is_of(&decoded.experiment))
            });
            assert_eq!(pressed(browser), [format!("{}. {}", index + 1, story.title)]);
            assert!(browser.text(&css(".eyebrow")).contains(&format!("Story {} of 12", index + 1)));
            assert_eq!(browser.text(&test_id("question")), story.question);
            assert_eq!(browser.text(&test_id("watch")), story.watch);
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_story_says_what_came_out_when_its_run_is_done_and_only_then() {
    in_browser(|browser| {
        // A story whose environment needs no ratings, and whose run is short.
        let (index, story) = STORIES
            .iter()
            .enumerate()
            .find(|(_, story)| story.link == "#1w=stationary_linear")
            .expect("a story");
        browser.open("#1w=stationary_linear&horizon=100&seeds=1");
        finish(browser);
        assert_eq!(browser.count(&test_id("outcome")), 0, "no story");
        browser.click(&test_id(&format!("story-{index}")));
        browser.see(&test_id("outcome"));
        finish(browser);
        let said = browser.text(&test_id("outcome"));
        assert!(said.contains(story.takeaway), "{said}");
        assert_eq!(browser.count(&css(".outcome .found-holds")), story.claims.len(), "{said}");
        for claim in story.claims {
            assert!(said.contains(claim.sentence), "{said}");
        }
        // Agents that have names are spoken of by these.
        let named = STORIES.iter().position(|story| story.id == "position_bias").expect("a story");
        browser.click(&test_id(&format!("story-{named}")));
        browser.wait_until("its claims are held against the run", RUN, |browser| {
            browser.count(&test_id("outcome")) == 1
                && browser.text(&test_id("outcome")).contains(STORIES[named].takeaway)
        });
        assert_eq!(browser.count(&css(".outcome .found-holds")), STORIES[named].claims.len());
        assert!(browser.text(&test_id("outcome")).contains("PBM-TS (ignores positions)"));
        browser.click(&test_id(&format!("story-{index}")));
        browser.wait_until("the first again", RUN, |browser| {
            browser.count(&test_id("outcome")) == 1
                && browser.text(&test_id("outcome")).contains(story.takeaway)
        });
        // Nothing of it stays at another experiment, and it comes back with its own.
        browser.fill(&test_id("seeds"), "3");
        browser.press("\u{e007}");
        browser.wait_until("it is gone", RUN, |browser| browser.count(&test_id("outcome")) == 0);
        finish(browser);
        assert_eq!(browser.count(&test_id("outcome")), 0);
        browser.click(&test_id("back-to-story"));
        browser.see(&test_id("outcome"));
    });
}
