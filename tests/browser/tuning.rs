//! The search for the best setting of an agent, as a practitioner uses it.

use bandit_playground::data::Sources;
use bandit_playground::descriptor::Value;
use bandit_playground::spec::{PartChoice, link};
use bandit_playground::tune::{
    Dimension, ETA, HYPERBAND, SHORTEST, Space, Study, StudySpec, TrialRunner, report,
};

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, finish, fragment};

/// Two agents on synthetic users: no ratings are needed.
const LINK: &str = "#1c=lin_ucb&c=random&w=stationary_linear&horizon=8000&seeds=2";

/// Opens an address with two workers, however many processors there are.
fn open(browser: &Browser, fragment: &str) {
    browser.open(&format!("?workers=2{fragment}"));
}

/// Opens the experiment and then the form for its first agent.
fn open_form(browser: &Browser) {
    open(browser, LINK);
    finish(browser);
    browser.click(&test_id("tune-tab"));
    browser.see(&test_id("tune-begin"));
}

/// Presses Stop as soon as some rounds are done, in the page: a search may be through before a word of it has come here.
const STOP_WHEN_SOME_ARE_DONE: &str = "
    new MutationObserver((_, observer) => {
        const stop = document.querySelector('[data-testid=tune-stop]');
        const done = document.querySelector('.tune-progress [role=progressbar]')?.ariaValueNow;
        if (stop && done > 0) {
            observer.disconnect();
            stop.click();
        }
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });";

fn set(browser: &Browser, field: &str, text: &str) {
    browser.script(&format!(
        "const field = document.querySelector('[data-testid=\"{field}\"]'); field.value = '{text}'; \
         field.dispatchEvent(new Event('input', {{ bubbles: true }})); field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    ));
}

fn waits_for(browser: &Browser, place: &str, words: &str) {
    browser.wait_until(&format!("{place} says {words:?}"), RUN, |browser| {
        browser.count(&test_id(place)) == 1 && browser.text(&test_id(place)).contains(words)
    });
}

/// The same study on one thread, natively.
fn native() -> Study {
    let mut sampler = PartChoice::new(&HYPERBAND);
    sampler.parameters.set(&ETA, Value::Number(4.0));
    sampler.parameters.set(&SHORTEST, Value::Number(500.0));
    let mut spec = StudySpec {
        experiment: link::decode(LINK).expect("it is a link").experiment,
        agent: 0,
        space: Space::default(),
        sampler,
        trials: None,
        metric: "regret".to_owned(),
        seeds: 5,
        held_out: 10,
        study_seed: 1,
    };
    let part = spec.part().expect("an agent");
    spec.space.dimensions.push(Dimension::parse(part, "alpha").expect("a parameter"));
    let mut study = Study::new(spec).expect("a study");
    let runner = TrialRunner::new(study.spec(), Sources::default()).expect("it can be run");
    while let Some(job) = study.ask() {
        let score = runner.run(&job, study.setting(job.contestant), &|| true).expect("it runs");
        study.tell(&job, score.expect("nothing stops it"));
        runner.keep_only(&study.going_on());
    }
    study
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_search_is_stopped_goes_on_after_a_reload_and_its_setting_is_used() {
    in_browser(|browser| {
        open_form(browser);
        set(browser, "tune-eta", "4");
        set(browser, "tune-shortest", "500");
        waits_for(browser, "tune-cost", "25 trials on 5 seeds");
        // It is measured how fast the agent is.
        waits_for(browser, "tune-cost", "rounds a second on one");
        browser.script(STOP_WHEN_SOME_ARE_DONE);
        browser.click(&test_id("tune-begin"));
        waits_for(browser, "tune-progress", "Stopped: ");
        browser.reload();
        // What was stopped is there again.
        browser.see(&test_id("tune-resume"));
        waits_for(browser, "tune-progress", "Stopped: ");
        browser.click(&test_id("tune-resume"));
        waits_for(browser, "tune-sentence", "LinUCB with alpha");
        let study = native();
        assert_eq!(Some(browser.text(&test_id("tune-digest"))), study.digest());
        browser.click(&test_id("tune-more"));
        browser.wait_until("all trials are listed", RUN, |browser| {
            let rows = "return document.querySelectorAll('[data-testid=tune-table] tbody tr').length";
            browser.script(rows) == 25
        });
        let said = browser.text(&test_id("tune-report"));
        assert!(said.contains("held-out seeds") && said.contains("best of 25 trials"), "{said}");
        browser.click(&test_id("tune-use"));
        let winner = report(&study).expect("it is through").winner.setting[0].to_string();
        browser.wait_until("the page has the setting", RUN, |browser| {
            fragment(browser).contains(&format!("alpha={winner}"))
        });
        finish(browser);
        // The page beneath began with the default experiment when it was loaded again, and the study is of another one: that is undone.
        browser.script("document.querySelector('[aria-label=Undo]').click()");
        browser.wait_until("it is undone", RUN, |browser| {
            !fragment(browser).contains(&format!("alpha={winner}"))
        });
    });
}

/// The rounds of a search that was stopped: "Stopped: 3 of 25 trials, 12,000 of 900,000 rounds".
fn stopped_at(browser: &Browser) -> u64 {
    browser.click(&test_id("tune-stop"));
    waits_for(browser, "tune-progress", "Stopped: ");
    let said = browser.text(&test_id("tune-progress"));
    let rounds = said.rsplit(", ").next().and_then(|rounds| rounds.split(' ').next());
    let rounds = rounds.and_then(|rounds| rounds.replace(',', "").parse().ok());
    rounds.unwrap_or_else(|| panic!("{said}"))
}

/// A tab that wants to run what another one runs says so, and one that goes on begins where the other one stopped.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn two_tabs_run_one_search_one_after_the_other() {
    in_browser(|browser| {
        open(browser, &LINK.replace("horizon=8000", "horizon=400000"));
        browser.click(&test_id("tune-tab"));
        browser.see(&test_id("tune-begin"));
        waits_for(browser, "tune-cost", "trials on 5 seeds");
        browser.click(&test_id("tune-begin"));
        waits_for(browser, "tune-progress", " left");
        browser.open_in_new_tab(&browser.site().address("?workers=2#tune"));
        browser.see(&test_id("tune-resume"));
        browser.click(&test_id("tune-resume"));
        waits_for(browser, "tune-problem", "Another tab runs this search");
        waits_for(browser, "tune-progress", "Stopped: ");
        // Nor is it deleted there.
        browser.click(&test_id("tune-new"));
        browser
            .script("document.querySelector('[data-testid=tune-kept] [title=\"Delete for good\"]').click()");
        waits_for(
            browser,
            "tune-problem",
            "Another tab runs this search; stop it there before you delete it",
        );
        browser.script("document.querySelector('[data-testid=tune-kept] button').click()");
        browser.see(&test_id("tune-resume"));
        browser.look_at_tab(0);
        let first = stopped_at(browser);
        browser.look_at_tab(1);
        browser.click(&test_id("tune-resume"));
        waits_for(browser, "tune-progress", " left");
        assert_eq!(browser.count(&test_id("tune-problem")), 0);
        let second = stopped_at(browser);
        assert!(second >= first, "{second} after {first}");
        // The first tab has an older state, and goes on with the newer one.
        browser.look_at_tab(0);
        browser.click(&test_id("tune-resume"));
        browser.see(&test_id("tune-stop"));
        waits_for(browser, "tune-progress", " left");
        let third = stopped_at(browser);
        assert!(third >= second, "{third} after {second}");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_original_s_search_says_how_much_was_luck_and_is_kept() {
    in_browser(|browser| {
        open(browser, LINK);
        finish(browser);
        browser.script("document.activeElement.blur()");
        browser.tap('t');
        browser.see(&test_id("tune-begin"));
        browser.click(&test_id("tune-original"));
        waits_for(browser, "tune-cost", "6 trials on 1 seed,");
        browser.script("document.querySelector('[data-testid=tune-begin]').focus()");
        browser.press(Key::Enter);
        waits_for(browser, "tune-sentence", "on 10 held-out seeds");
        let said = browser.text(&test_id("tune-report"));
        assert!(said.contains("on 1 tuning seed, the winner came to"), "{said}");
        // It is found again among earlier searches.
        browser.click(&test_id("tune-new"));
        waits_for(browser, "tune-kept", "Random: done");
        browser.script("document.querySelector('[data-testid=tune-kept] button').click()");
        waits_for(browser, "tune-sentence", "on 10 held-out seeds");
        browser.tap(Key::Escape);
        browser.wait_until("the page is back", RUN, |browser| fragment(browser).starts_with("#1"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_can_not_be_searched_is_said_before_it_begins() {
    in_browser(|browser| {
        open_form(browser);
        set(browser, "tune-alpha-low", "50");
        set(browser, "tune-alpha-high", "1");
        waits_for(browser, "tune-wrong", "LinUCB");
        assert!(!browser.enabled(&test_id("tune-begin")));
        set(browser, "tune-alpha-low", "0.1");
        waits_for(browser, "tune-cost", "trials on 5 seeds");
        browser.script("document.querySelector('[data-testid=tune-alpha]').click()");
        waits_for(browser, "tune-wrong", "nothing to search");
        // Random has nothing to set.
        browser.click(&test_id("leave-view"));
        browser.wait_until("the page is back", RUN, |browser| fragment(browser).starts_with("#1"));
        browser.script("location.hash = '#tune=1'");
        browser.see(&test_id("tune-nothing"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn an_address_of_an_agent_shows_its_search_and_says_where_there_is_none() {
    in_browser(|browser| {
        open(browser, LINK);
        finish(browser);
        let page = fragment(browser);
        browser.script("location.hash = '#tune=77'");
        waits_for(
            browser,
            "tune-unknown",
            "The page has no agent at place \"77\": its 2 agents are at places 0 to 1.",
        );
        browser.script("location.hash = '#tune=0'");
        browser.wait_until("this one is there", RUN, |browser| browser.count(&test_id("tune-unknown")) == 0);
        set(browser, "tune-eta", "4");
        set(browser, "tune-shortest", "500");
        waits_for(browser, "tune-cost", "25 trials on 5 seeds");
        browser.click(&test_id("tune-begin"));
        waits_for(browser, "tune-sentence", "LinUCB with alpha");
        // Trials of different lengths, and the table says how they are ranked.
        waits_for(browser, "tune-ranked", "Ranked by rounds run, then by score");
        assert!(
            browser.count(&css(".cell.finished")) > 0,
            "trials that ran all rounds are no trials that went on"
        );
        // Lines within a range of the parameter, and of the metric.
        browser.click(&css("[data-testid=tune-filter] summary"));
        browser.fill(&test_id("tune-show-0-high"), "1");
        waits_for(browser, "tune-shown", " of 25 trials as lines");
        let shown = browser.text(&test_id("tune-shown"));
        browser.fill(&test_id("tune-show-1-high"), "0");
        waits_for(browser, "tune-shown", "0 of 25 trials as lines");
        assert!(!shown.starts_with("0 of"), "{shown}");
        // The setting is used, and the page says what the way back is.
        browser.click(&test_id("tune-use"));
        browser.wait_until("it is said", RUN, |browser| {
            browser.text(&test_id("notices")).contains(
                "The page has this setting now. Back returns to the search, Undo brings the setting before.",
            )
        });
        browser
            .wait_until("it is a step of the history", RUN, |browser| fragment(browser).contains("alpha="));
        // Back returns to the search, of which any other trial can be used, and once more to the page as it was.
        browser.back();
        browser.see(&test_id("tune-sentence"));
        let second = "[data-testid=tune-table] tbody tr:nth-child(2)";
        let alpha =
            browser.script(&format!("return document.querySelector('{second} td:nth-child(2)').textContent"));
        browser.click(&css(&format!("{second} .btn")));
        let alpha = alpha.as_str().expect("a value").to_owned();
        browser.wait_until("the page has its setting", RUN, |browser| {
            fragment(browser).contains(&format!("alpha={alpha}"))
        });
        browser.back();
        browser.see(&test_id("tune-sentence"));
        browser.back();
        waits_for(browser, "tune-unknown", "no agent at place");
        browser.back();
        browser.wait_until("the one before is back", RUN, |browser| fragment(browser) == page);
        // After a reload at the address of the agent, its search is there.
        browser.script("location.hash = '#tune=0'");
        browser.see(&test_id("tune-sentence"));
        browser.open(&format!("?workers=2{LINK}"));
        finish(browser);
        browser.script("location.hash = '#tune=0'");
        browser.see(&test_id("tune-sentence"));
        browser.click(&test_id("tune-new"));
        browser.see(&test_id("tune-begin"));
    });
}
