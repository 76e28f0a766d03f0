//! The stories: each is opened by its button, is the experiment that it says, and asks its question.

use bandit_playground::spec::link;
use bandit_playground::stories::STORIES;

use crate::support::{css, in_browser, test_id};
use crate::visitor::{RUN, finish, fragment};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn every_story_is_opened_by_its_button() {
    in_browser(|browser| {
        browser.open("#1w=stationary_linear&horizon=100&seeds=1");
        finish(browser);
        assert_eq!(browser.count(&css(".preset[aria-pressed=true]")), 0, "an experiment of a link");
        // From the last to the first, which is the shortest link.
        for (index, story) in STORIES.iter().enumerate().rev() {
            browser.click(&test_id(&format!("preset-{index}")));
            browser.wait_until("the address follows", RUN, |browser| {
                link::decode(&fragment(browser)).is_ok_and(|decoded| story.is_of(&decoded.experiment))
            });
            assert_eq!(browser.text(&css(".preset[aria-pressed=true]")), story.title);
            let text = browser.text(&css("[aria-labelledby=presets-title] .help"));
            assert_eq!(text, format!("{} {}", story.question, story.watch));
        }
    });
}
