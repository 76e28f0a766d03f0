//! Play against the bandits: a person picks films with keys, takes picks back, and sends the game as a link.

use serde_json::Value;

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, finish, fragment, texts};

/// A game that goes on and one that is over: what to call it, its address, and what is seen once it is replayed.
pub fn games() -> [(&'static str, String, &'static str); 2] {
    [
        ("game", "#play=2,158".to_owned(), "play-reward"),
        ("game over", format!("#play=1,{}", "3".repeat(30)), "play-result"),
    ]
}

/// What stands at the head of the films: "Round 3 of 30".
fn wait_for_round(browser: &Browser, round: usize) {
    browser.wait_until(&format!("round {round} is there"), RUN, |browser| {
        browser.count(&test_id("play-round")) == 1
            && browser.text(&test_id("play-round")) == format!("Round {round} of 30")
            // Nothing is on its way.
            && browser.attribute(&test_id("film-1"), "aria-disabled").as_deref() == Some("false")
    });
}

fn wait_for_the_end(browser: &Browser) {
    browser.wait_until("the game is over", RUN, |browser| browser.count(&test_id("play-result")) == 1);
}

/// All numbers and films of the table of rounds, the latest first, then the sums.
fn table(browser: &Browser) -> Vec<String> {
    texts(
        browser,
        "[...document.querySelectorAll('[data-testid=play-rounds] tbody tr')].map((row) => [...row.cells].map((cell) => cell.innerText.trim()).join(' | '))",
    )
}

fn scores(browser: &Browser) -> Vec<String> {
    texts(
        browser,
        "[...document.querySelectorAll('[data-testid=play-scores] dd')].map((score) => score.innerText)",
    )
}

/// The films on offer, as they are read.
fn films(browser: &Browser) -> Vec<String> {
    texts(
        browser,
        "[...document.querySelectorAll('[data-testid=play-films] b')].map((film) => film.innerText)",
    )
}

/// Plays from this round on, round after round another key.
fn play(browser: &Browser, rounds: std::ops::RangeInclusive<usize>) {
    for round in rounds {
        wait_for_round(browser, round);
        let key = char::from_digit((round % 8) as u32 + 1, 10).expect("a digit");
        browser.tap(key);
    }
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn thirty_rounds_by_keys_with_a_reload_and_an_undo() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.click(&test_id("learn-tab"));
        browser.click(&test_id("to-play"));
        wait_for_round(browser, 1);
        assert!(browser.title().contains("Play against the bandits"), "{}", browser.title());
        assert_eq!(films(browser).len(), 8);
        assert_eq!(browser.count(&test_id("play-rounds")), 0, "nothing was played");
        play(browser, 1..=10);
        wait_for_round(browser, 11);
        let address = fragment(browser);
        assert_eq!(address, "#play=1,2345678123");
        // What came of the last pick stands beside what each bandit knew, and is said.
        assert!(browser.text(&test_id("play-reward")).contains("stars"));
        assert_eq!(browser.count(&test_id("play-knew")), 4);
        let knew = browser.text(&css("[data-testid=play-knew]"));
        assert!(knew.starts_with("LinUCB knew: estimate") && knew.contains("for uncertainty"), "{knew}");
        assert!(browser.text(&test_id("views-said")).starts_with("Round 10. You: "));
        // The truth is not told yet.
        assert_eq!(browser.count(&test_id("play-regret")), 0);
        let (before, offered) = (table(browser), films(browser));
        assert_eq!(before.len(), 11);
        // A reload in the middle goes on where the game stood.
        browser.reload();
        wait_for_round(browser, 11);
        assert_eq!((table(browser), films(browser)), (before.clone(), offered.clone()));
        // A pick is taken back, by key and by button, and the same films are on offer again.
        browser.tap('5');
        wait_for_round(browser, 12);
        assert_ne!(films(browser), offered);
        browser.tap('u');
        wait_for_round(browser, 11);
        assert_eq!((table(browser), films(browser)), (before.clone(), offered));
        browser.click(&test_id("film-5"));
        wait_for_round(browser, 12);
        browser.click(&test_id("play-undo"));
        wait_for_round(browser, 11);
        assert_eq!(fragment(browser), address);
        // 9 is no film here.
        browser.tap('9');
        assert_eq!(fragment(browser), address);
        play(browser, 11..=30);
        wait_for_the_end(browser);
        let result = browser.text(&test_id("play-result"));
        assert!(result.starts_with("You got ") && result.contains("in 30 rounds"), "{result}");
        assert_eq!(browser.count(&test_id("play-regret")), 1, "now the regret is drawn");
        let (all, totals, link) = (table(browser), scores(browser), fragment(browser));
        assert_eq!((all.len(), totals.len()), (31, 5));
        // The link opens the same game elsewhere, and an experiment beneath changes nothing.
        browser.open("#1w=bernoulli&horizon=200&seeds=2");
        finish(browser);
        browser.open(&link);
        wait_for_the_end(browser);
        assert_eq!((table(browser), scores(browser)), (all, totals));
        assert_eq!(browser.text(&test_id("play-result")), result);
        // Other users.
        browser.click(&test_id("play-other"));
        wait_for_round(browser, 1);
        assert_eq!(fragment(browser), "#play=2");
        // Back leaves the view at once, however many picks were made.
        browser.press(Key::Escape);
        browser.wait_until("the page is there", RUN, |browser| !is_covered(browser));
    });
}

fn is_covered(browser: &Browser) -> bool {
    browser.script("return document.documentElement.classList.contains('is-covered')") == Value::Bool(true)
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_link_has_its_game_and_a_bad_one_its_sentence() {
    in_browser(|browser| {
        browser.open("#play=2,158");
        wait_for_round(browser, 4);
        assert_eq!(table(browser).len(), 4);
        // An earlier round is looked back at.
        browser.click(&css("[data-testid=play-row]:nth-child(3) button"));
        browser.see(&test_id("play-last"));
        assert!(browser.text(&test_id("play-round-title")).starts_with("Round 1:"));
        browser.click(&test_id("play-last"));
        for (address, why) in [
            ("#play=2,159", "the pick of round 3 is \"9\": it must be a digit from 1 to 8"),
            ("#play=hello", "a game begins with its number, from 1 to 100"),
        ] {
            browser.open(address);
            browser.wait_until("it is said", RUN, |browser| {
                browser.count(&test_id("play-problem")) == 1
                    && browser.text(&test_id("play-problem")).contains(why)
            });
            assert_eq!(browser.count(&test_id("play-films")), 0);
        }
        browser.click(&test_id("play-start"));
        wait_for_round(browser, 1);
        assert_eq!(fragment(browser), "#play=1");
        // The colours change and the game stays.
        browser.tap('1');
        wait_for_round(browser, 2);
        browser.window(390, 844);
        wait_for_round(browser, 2);
        let wide = browser
            .script("return document.querySelector('[data-testid=play-view]').scrollWidth <= innerWidth");
        assert_eq!(wide, Value::Bool(true), "nothing is wider than a phone");
    });
}
