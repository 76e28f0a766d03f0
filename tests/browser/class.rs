//! A teacher's view: links of a class are pasted, run again, and ranked.

use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::link;

use crate::support::{Browser, Key, in_browser, test_id};
use crate::visitor::{RUN, SHORT, finish, fragment, texts};

/// A link with the digest of its run.
fn checked(agents: &str) -> String {
    let experiment = link::decode(&format!("#1{SHORT}{agents}")).expect("a link").experiment;
    let log = run(&experiment, Sources::default()).expect("it can be run");
    link::encode(&experiment, log.run_digest().as_ref())
}

/// Ten links, of which one is forged, one breaks a rule and one is cut.
fn class() -> String {
    let agents = [
        "&c=lin_ucb",
        "&c=lin_ts",
        "&c=epsilon_greedy",
        "&c=random",
        "&c=lin_ucb;alpha=0.2",
        "&c=lin_ucb;alpha=4",
        "&c=exp3",
    ];
    let mut lines: Vec<String> = agents
        .iter()
        .enumerate()
        .map(|(number, agents)| format!("Student {number}: https://example.org/{}", checked(agents)))
        .collect();
    let digest =
        checked("&c=lin_ucb").split_once("&d=").map(|(_, digest)| digest.to_owned()).expect("a digest");
    lines.push(format!("Okan: #1{SHORT}&c=lin_ts;stream=4&d={digest}"));
    lines.push(format!("Sofie: {}", checked("&c=lin_ucb").replace("horizon=400", "horizon=900")));
    lines.push("Pavel: #1w=stationary_lin".to_owned());
    lines.join("\n")
}

fn paste(browser: &Browser, text: &str) {
    // As a paste does it: all at once.
    browser.click(&test_id("class-links"));
    browser.script(&format!(
        "document.activeElement.select(); document.execCommand('insertText', false, {text:?})"
    ));
    assert_eq!(browser.value(&test_id("class-links")), text);
}

fn rows(browser: &Browser) -> Vec<String> {
    texts(
        browser,
        "[...document.querySelectorAll('[data-testid=class-row]')].map((row) => [...row.cells].map((cell) => cell.innerText.replaceAll('\\n', ' ').trim()).join(' | '))",
    )
}

fn ranked(browser: &Browser) -> Vec<String> {
    browser.wait_until("all links were run", RUN, |browser| {
        browser.count(&test_id("class-stop")) == 0 && browser.count(&test_id("class-row")) > 0
    });
    rows(browser)
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn ten_links_are_ranked_and_the_forged_one_is_found() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.click(&test_id("learn-tab"));
        browser.click(&test_id("to-class"));
        browser.see(&test_id("class-links"));
        assert!(browser.title().contains("Class"), "{}", browser.title());
        paste(browser, &class());
        browser.press(Key::Control + Key::Enter);
        let rows = ranked(browser);
        assert_eq!(rows.len(), 10, "{rows:#?}");
        let of = |name: &str| {
            rows.iter().find(|row| row.contains(name)).unwrap_or_else(|| panic!("{name}: {rows:#?}")).clone()
        };
        assert!(of("Okan").ends_with("does not reproduce") && of("Okan").starts_with('–'), "{rows:#?}");
        assert!(of("Sofie").contains("broke a rule: horizon: 900, not 400 rounds"), "{rows:#?}");
        assert!(of("Pavel").starts_with('–'), "{rows:#?}");
        let reproduced = rows.iter().filter(|row| row.ends_with("reproduced")).count();
        assert_eq!(reproduced, 7, "{rows:#?}");
        assert!(browser.text(&test_id("class-said")).starts_with("10 links, 7 with a rank."));
        // A target and a task of one's own, which the address keeps.
        browser.fill(&test_id("class-target"), "120");
        browser.click(&test_id("class-set-task"));
        browser.wait_until("the address has the task", RUN, |browser| {
            fragment(browser).starts_with("#class=target=120&1")
        });
        let rows = ranked(browser);
        assert!(rows.iter().any(|row| row.contains("the target")), "{rows:#?}");
        assert!(browser.text(&test_id("class-task-facts")).contains("Target: 120 or less"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_task_comes_with_the_address_and_what_is_wrong_is_said() {
    in_browser(|browser| {
        browser.open(&format!("#class=target=50&1{SHORT}"));
        browser.see(&test_id("class-task-facts"));
        assert!(browser.text(&test_id("class-task-facts")).contains("400 rounds, 3 seeds"));
        browser.click(&test_id("class-run"));
        browser.wait_until("it is said", RUN, |browser| {
            browser.count(&test_id("class-problem")) == 1
                && browser
                    .text(&test_id("class-problem"))
                    .starts_with("There is no link of the playground in this text")
        });
        paste(
            browser,
            "Maren: #1w=classification&c=random&horizon=400&seeds=3\nJun: #1w=stationary_linear&c=random&horizon=400&seeds=3",
        );
        browser.click(&test_id("class-run"));
        let rows = ranked(browser);
        assert!(
            rows.iter().any(|row| row.contains("Maren") && row.contains("broke a rule: environment")),
            "{rows:#?}"
        );
        assert!(rows.iter().any(|row| row.contains("Jun") && row.starts_with("1 |")), "{rows:#?}");
        browser.open("#class=hello");
        browser.wait_until("it is said", RUN, |browser| {
            browser.count(&test_id("class-problem")) == 1
                && browser.text(&test_id("class-problem")).contains("not a link of the playground")
        });
    });
}
