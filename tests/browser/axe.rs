//! axe-core over every view: contrast, names, roles, landmarks, in both colour schemes and in forced colours.
//!
//! `scripts/test` installs axe-core and names its file in `AXE`.

use bandit_playground::lessons::LESSONS;
use bandit_playground::spec::{Experiment, link};
use bandit_playground::stories::STORIES;
use serde_json::json;

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, SHORT, finish, wait_for_state};

/// What axe finds, a line each: rule, what is wrong, and where.
const FIND: &str = "
    const found = await axe.run(document, { resultTypes: ['violations'] });
    return found.violations.flatMap((violation) => violation.nodes.map((node) =>
        `${violation.id}: ${violation.help}: ${node.target.join(' ')}: ${node.failureSummary.split('\\n').slice(1).join(' ')}`));";

/// Runs axe where the browser stands and adds what it finds.
pub fn look(browser: &Browser, what: &str, found: &mut Vec<String>) {
    let lines = browser.script(FIND);
    let lines = lines.as_array().expect("a list of findings").iter();
    found.extend(lines.map(|line| format!("{what}: {}", line.as_str().unwrap_or_default())));
}

/// The program of axe-core.
pub fn source() -> String {
    let file = std::env::var("AXE").expect("scripts/test names axe-core's file in AXE");
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Leaves the page with the results of the run before, a table that is asked about, an agent that can't run, what is in the way of
/// the run, and a notice of that.
pub fn run_before(browser: &Browser) {
    browser.open("#1w=stationary_linear&c=random&c=lin_ucb&horizon=300&seeds=4");
    finish(browser);
    browser.choose(&test_id("add-agent"), "Hybrid LinUCB");
    browser.click(&test_id("switch-and-add"));
    finish(browser);
    browser.choose(&test_id("world"), "Synthetic, linear");
    // The drawer would lie over it.
    browser.click(&test_id("close-settings"));
    browser.wait_until("the run before is shown", RUN, |browser| {
        browser.text(&test_id("run-state")) == "failed"
            && browser.count(&css(".is-stale")) > 2
            && browser.count(&test_id("agent-2-lack")) == 1
    });
    browser.drop_file("animals.csv", crate::table::animals(None).as_bytes());
    browser.see(&test_id("own-table"));
    // It loses its colours a moment later.
    browser.wait_until("it is without colours", RUN, |browser| {
        browser.script("return getComputedStyle(document.querySelector('.chart-plot')).filter")
            == "grayscale(1)"
    });
}

/// The views of the page, one after another.
fn look_at_all(browser: &Browser, axe: &str, scheme: &str) -> Vec<String> {
    let mut found = Vec::new();
    for story in [0, STORIES.len() - 1] {
        let short = Experiment { horizon: 300, seeds: 4, ..STORIES[story].experiment() };
        browser.open(&format!("?{}", link::encode(&short, None)));
        finish(browser);
        browser.script(axe);
        look(browser, &format!("{scheme}, story {}", story + 1), &mut found);
    }
    browser.press("r");
    wait_for_state(browser, "paused");
    for phase in 1..=4 {
        browser.click(&test_id("phase"));
        if phase % 2 == 0 {
            look(browser, &format!("{scheme}, phase {phase} of a paused round"), &mut found);
        }
    }
    browser.press("?");
    browser.see(&css(".glossary[open]"));
    look(browser, &format!("{scheme}, glossary"), &mut found);
    browser.press(Key::Escape);
    browser.script("document.querySelector('[data-testid=share]').click()");
    browser.wait_until("the code is there", RUN, |browser| {
        browser.count(&css("dialog [data-testid=code]")) == 1
    });
    look(browser, &format!("{scheme}, share"), &mut found);
    browser.press(Key::Escape);
    browser.see(&test_id("contender-0-open"));
    look(browser, &format!("{scheme}, drawer"), &mut found);
    browser.click(&test_id("open-catalogue"));
    browser.see(&test_id("catalogue-search"));
    look(browser, &format!("{scheme}, catalogue"), &mut found);
    run_before(browser);
    browser.script(axe);
    look(browser, &format!("{scheme}, results of the run before"), &mut found);
    browser.open(&format!("?embed#1{SHORT}"));
    finish(browser);
    browser.script(axe);
    look(browser, &format!("{scheme}, embedded"), &mut found);
    browser.open("#learn");
    browser.see(&test_id("lessons"));
    browser.script(axe);
    look(browser, &format!("{scheme}, lessons"), &mut found);
    for (index, step) in LESSONS[0].steps.iter().enumerate() {
        browser.script(&format!("location.hash = 'learn={},{}'", LESSONS[0].id, index + 1));
        browser.wait_until("the step is open", RUN, |browser| {
            browser.text(&css(".learn-step.is-open .learn-step-title")).contains(step.title)
        });
        look(browser, &format!("{scheme}, step {}", index + 1), &mut found);
    }
    browser.script(&format!("location.hash = '{}'", crate::looping::LOOP.0));
    browser.see(&test_id(crate::looping::LOOP.1));
    look(browser, &format!("{scheme}, loop"), &mut found);
    for (what, game, sees) in crate::play::games() {
        browser.script(&format!("location.hash = '{game}'"));
        browser.see(&test_id(sees));
        look(browser, &format!("{scheme}, {what}"), &mut found);
    }
    // One of each kind of step of the other lessons.
    if scheme == "light" || scheme == "dark phone" {
        for lesson in &LESSONS[1..] {
            let step = lesson.steps.len().min(2);
            browser.script(&format!("location.hash = 'learn={},{step}'", lesson.id));
            browser.wait_until("the lesson is open", RUN, |browser| {
                browser
                    .text(&css(".learn-step.is-open .learn-step-title"))
                    .contains(lesson.steps[step - 1].title)
            });
            look(browser, &format!("{scheme}, {}", lesson.id), &mut found);
        }
    }
    browser.open("#runs");
    browser.see(&test_id("runs-view"));
    browser.wait_until("runs are listed", RUN, |browser| browser.count(&test_id("run")) > 1);
    browser.script(axe);
    look(browser, &format!("{scheme}, runs"), &mut found);
    browser.script("[...document.querySelectorAll('.run-check input')].slice(0, 2).forEach((box) => box.checked || box.click())");
    browser.click(&css(".run-title"));
    browser.see(&test_id("run-more"));
    look(browser, &format!("{scheme}, runs chosen and unfolded"), &mut found);
    browser.click(&test_id("chosen-compare"));
    browser.see(&test_id("compare-plot"));
    look(browser, &format!("{scheme}, compare"), &mut found);
    browser.open("#1c=lin_ucb&c=random&w=stationary_linear&horizon=400&seeds=2");
    finish(browser);
    browser.script("location.hash = '#profile'");
    browser.see(&test_id("profile-begin"));
    browser.script(axe);
    look(browser, &format!("{scheme}, profile"), &mut found);
    browser.script("document.querySelector('[data-testid=profile-begin]').click()");
    browser.wait_until("all is measured", RUN, |browser| {
        browser.count(&test_id("profile-begin")) == 1 && browser.count(&test_id("profile-sentence")) == 1
    });
    look(browser, &format!("{scheme}, profile measured"), &mut found);
    browser.script("location.hash = '#logs'");
    browser.see(&test_id("logs-record"));
    look(browser, &format!("{scheme}, logs"), &mut found);
    browser.script("document.querySelector('[data-testid=logs-record]').click()");
    browser.wait_until("the truth is there", RUN, |browser| {
        browser.count(&test_id("logs-stop")) == 0 && browser.count(&test_id("logs-truth")) == 1
    });
    browser.script("document.querySelector('[data-estimator]').click()");
    browser.see(&test_id("logs-definition"));
    look(browser, &format!("{scheme}, a log"), &mut found);
    browser.script("location.hash = '#tune'");
    browser.see(&test_id("tune-begin"));
    look(browser, &format!("{scheme}, tune"), &mut found);
    browser.script("document.querySelector('[data-testid=tune-begin]').click()");
    browser.see(&test_id("tune-sentence"));
    browser.script("document.querySelector('[data-testid=tune-filter] summary').click()");
    look(browser, &format!("{scheme}, study"), &mut found);
    found
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn axe_finds_nothing() {
    let axe = source();
    in_browser(|browser| {
        let mut found = Vec::new();
        for (scheme, dark, width) in [
            ("light", false, 1440),
            ("dark", true, 1440),
            ("light phone", false, 390),
            ("dark phone", true, 390),
        ] {
            browser.window(width, 900);
            browser.dark(dark);
            found.extend(look_at_all(browser, &axe, scheme));
        }
        browser.window(1440, 900);
        browser.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": "forced-colors", "value": "active" }] }),
        );
        found.extend(look_at_all(browser, &axe, "forced colours"));
        assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
    });
}
