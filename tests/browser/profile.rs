//! Where the time of a run goes, as a person asks for whom a run is slow.

use bandit_playground::data::Sources;
use bandit_playground::simulation::run;
use bandit_playground::spec::link;

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, finish, fragment, texts};

/// Two agents on synthetic users: no ratings are needed.
const LINK: &str = "#1c=lin_ucb&c=random&w=stationary_linear&horizon=3000&seeds=2";

/// Opens the experiment and then the profile, which is empty.
fn open(browser: &Browser, link: &str) {
    browser.open(link);
    finish(browser);
    browser.click(&test_id("profile-tab"));
    browser.see(&test_id("profile-empty"));
}

fn waits_for(browser: &Browser, place: &str, words: &str) {
    browser.wait_until(&format!("{place} says {words:?}"), RUN, |browser| {
        browser.count(&test_id(place)) == 1 && browser.text(&test_id(place)).contains(words)
    });
}

/// Waits until all was measured.
fn measured(browser: &Browser) {
    browser.wait_until("all is measured", RUN, |browser| {
        browser.count(&test_id("profile-begin")) == 1 && browser.count(&test_id("profile-sentence")) == 1
    });
}

/// The cells of a row of a table that begins so.
fn row(browser: &Browser, table: &str, head: &str) -> Vec<String> {
    let rows = format!("[...document.querySelectorAll('[data-testid={table}] tbody tr')]");
    let cells = format!("{rows}.find((row) => row.cells[0].textContent.startsWith('{head}'))?.cells ?? []");
    texts(browser, &format!("[...{cells}].map((cell) => cell.textContent)"))
}

/// The first number of a text.
fn number(text: &str) -> f64 {
    let digits: String =
        text.chars().take_while(|c| c.is_ascii_digit() || ".,".contains(*c)).filter(|c| *c != ',').collect();
    digits.parse().unwrap_or_else(|_| panic!("no number begins {text:?}"))
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_person_learns_why_a_run_is_slow() {
    in_browser(|browser| {
        open(browser, LINK);
        assert_eq!(fragment(browser), "#profile");
        assert!(browser.title().starts_with("Profile"), "{}", browser.title());
        browser.click(&test_id("profile-begin"));
        measured(browser);
        let sentence = browser.text(&test_id("profile-sentence"));
        assert!(sentence.ends_with('.') && sentence.matches(". ").count() == 0, "one sentence: {sentence}");
        // Each part of a round has its row, with what runs beside the engine.
        for part in ["environment", "choose", "respond", "update", "metrics", "messages", "draw"] {
            assert_eq!(row(browser, "profile-phases", part).len(), 3, "{part}");
        }
        assert!(row(browser, "profile-phases", "feedback").is_empty(), "none is late here");
        // LinUCB computes and Random doesn't. What another program takes of the processor counts where it falls, so that it is measured
        // again where that was much.
        let all = |agent: &str| number(&row(browser, "profile-agents", agent)[3]);
        let holds = (0..5).any(|_| {
            let is_so = all("LinUCB") > 2.0 * all("Random");
            if !is_so {
                browser.click(&test_id("profile-begin"));
                measured(browser);
            }
            is_so
        });
        assert!(holds, "{} and {}", all("LinUCB"), all("Random"));
        let agent = row(browser, "profile-agents", "LinUCB");
        assert!(agent[6].ends_with('B') && number(&agent[5]) > 0.0, "{agent:?}");
        let method = browser.text(&test_id("profile-method"));
        let cost = method.split("Looking took ").nth(1).map(number).expect("what looking cost");
        assert!(cost > 0.0 && cost < 50.0, "{method}");
        // The same run, bit for bit.
        let log = run(&link::decode(LINK).expect("a link").experiment, Sources::default()).expect("it runs");
        let digest = log.run_digest().expect("it is through").to_string();
        assert!(browser.text(&test_id("profile-facts")).contains(&digest), "{digest}");
        assert!(browser.text(&test_id("profile-facts")).contains("B before the first round"));
        // The curve is read with keys, and what it says is announced.
        browser.script("document.querySelector('[data-testid=profile-steps]').focus()");
        // How many parts of the run were timed depends on how fast it is.
        let said = || browser.text(&test_id("profile-steps-said"));
        let round = |text: &str| text.strip_prefix("Round ").map(number);
        browser.press(Key::End);
        browser.wait_until("the end is read", RUN, |_| round(&said()).is_some_and(|round| round > 2_500.0));
        let last = round(&said());
        assert_eq!(round(&browser.text(&test_id("views-said"))), last);
        browser.press(Key::Left);
        browser.wait_until("an earlier round is read", RUN, |_| {
            round(&said()).is_some_and(|found| Some(found) < last)
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_profile_is_stopped_and_says_when_it_is_old() {
    in_browser(|browser| {
        // It takes seconds to measure at least.
        open(browser, LINK);
        browser.click(&test_id("profile-begin"));
        browser.click(&test_id("profile-stop"));
        browser
            .wait_until("it can begin again", RUN, |browser| browser.count(&test_id("profile-begin")) == 1);
        let numbers = browser.count(&test_id("profile-sentence"));
        std::thread::sleep(std::time::Duration::from_secs(1));
        assert_eq!(browser.count(&test_id("profile-sentence")), numbers, "nothing more arrives");
        browser.click(&test_id("profile-begin"));
        measured(browser);
        assert_eq!(browser.text(&test_id("profile-begin")), "Measure again");
        // What was measured is of the experiment as it was.
        browser.tap(Key::Escape);
        browser.wait_until("the page is back", RUN, |browser| fragment(browser).starts_with("#1"));
        browser.script("location.hash = location.hash.replace('horizon=3000', 'horizon=2000')");
        finish(browser);
        browser.click(&test_id("profile-tab"));
        waits_for(browser, "profile-old", "measure again");
        browser.click(&test_id("profile-begin"));
        browser.wait_until("it is of this one", RUN, |browser| browser.count(&test_id("profile-old")) == 0);
        measured(browser);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_page_that_waits_is_the_bottleneck() {
    in_browser(|browser| {
        browser.open(LINK);
        finish(browser);
        browser.click(&test_id("reset"));
        browser.slide(&test_id("speed"), 40.0);
        browser.script("document.activeElement.blur()");
        browser.tap(' ');
        browser.wait_until("some frames were drawn", RUN, |browser| {
            browser.text(&test_id("round")).replace(',', "").parse::<u64>().is_ok_and(|round| round > 100)
        });
        // From the pace in the bar, which is where one looks.
        browser.click(&test_id("pace"));
        browser.see(&test_id("profile-empty"));
        browser.click(&test_id("profile-begin"));
        measured(browser);
        let sentence = browser.text(&test_id("profile-sentence"));
        assert!(
            sentence.starts_with("The page waits: its speed is set to ")
                && sentence.contains("move the speed to Max"),
            "{sentence}"
        );
        let facts = browser.text(&test_id("profile-facts"));
        assert!(
            facts.contains("A frame of the page") && facts.contains("one in twenty longer than"),
            "{facts}"
        );
        assert_ne!(row(browser, "profile-phases", "draw")[1], "–");
        browser.tap(Key::Escape);
        browser.wait_until("the page is back", RUN, |browser| fragment(browser).starts_with("#1"));
        // The key, and the row of pages.
        browser.script("document.activeElement.blur()");
        browser.tap('p');
        browser.see(&test_id("profile-view"));
        browser.back();
        browser.wait_until("the page is back", RUN, |browser| fragment(browser).starts_with("#1"));
        browser.click(&test_id("profile-tab"));
        browser.see(&test_id("profile-sentence"));
        assert_eq!(browser.count(&css("[data-testid=profile-old]")), 0, "it is still of this experiment");
    });
}
