//! Pictures of the page, to be looked at.

use bandit_playground::lessons::LESSONS;
use bandit_playground::stories::STORIES;
use serde_json::json;

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{FILM_SLATES, RUN, finish, wait_for_state};

/// Experiments whose stage and further panels are looked at.
const LOOKED_AT: [(&str, &str); 4] = [
    ("catalogue-of-films", crate::slates::CATALOGUE),
    (
        "slates",
        "#1w=movielens_popular_slates&c=cascade_ucb1&c=cascade_kl_ucb&c=cascade_ts&c=random_slate&horizon=3000&seeds=4",
    ),
    (
        "objectives",
        "#1o=novelty_weight=0.5;diversity_weight=0.5&c=neural_multi_objective;least_novelty=0.12&c=lin_ucb&horizon=600&seeds=2",
    ),
    ("network", "#1w=stationary_linear&c=neural_epsilon_greedy&c=lin_ucb&horizon=1000&seeds=2"),
];

/// The first story of films, and one of slates that needs no ratings.
const FILMS: usize = 0;
const SLATES: usize = 9;

/// Waits until the browser has drawn what there is.
const TWO_FRAMES: &str =
    "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";

#[test]
#[ignore = "makes pictures: scripts/screenshot runs it"]
fn screenshots() {
    in_browser(|browser| {
        for size in [(1440, 900), (1024, 768), (390, 844)] {
            for dark in [true, false] {
                browser.window(size.0, size.1);
                browser.dark(dark);
                let name = format!("{}x{}-{}", size.0, size.1, if dark { "dark" } else { "light" });
                first_screens(browser, &name, size);
                what_opens(browser, &name);
                panels(browser, &name, size);
                own_table(browser, &name);
                run_before(browser, &name);
                logs(browser, &name, size);
                views(browser, &name, size);
                elsewhere(browser, &name, size);
            }
        }
    });
}

/// A story of films and one of slates: how they begin, how they end, and what came out.
fn first_screens(browser: &Browser, name: &str, size: (u32, u32)) {
    for (what, story) in [("films", FILMS), ("slates", SLATES)] {
        browser.open(&format!("?{}", STORIES[story].link));
        finish(browser);
        keep(browser, &format!("story-of-{what}-{name}"));
        scroll_to(browser, "[data-testid=outcome]");
        keep(browser, &format!("outcome-of-{what}-{name}"));
        whole(browser, &format!("whole-{what}-{name}"), size);
        browser.script("scrollTo(0, 0)");
        // A round, before its picks have earned anything.
        browser.press("r");
        wait_for_state(browser, "paused");
        keep(browser, &format!("before-{what}-{name}"));
        for _ in 0..3 {
            browser.click(&test_id("phase"));
        }
        let titles = if what == "films" { ".tile.pick" } else { ".slot" };
        browser.wait_until("the choice is shown", RUN, |browser| browser.count(&css(titles)) > 0);
        scroll_to(browser, "#stage");
        keep(browser, &format!("choice-of-{what}-{name}"));
    }
}

/// The drawer with the settings of an agent, the glossary, the explanation of a word and the catalogue.
fn what_opens(browser: &Browser, name: &str) {
    browser.open("#1horizon=300&seeds=4");
    finish(browser);
    browser.see(&test_id("contender-0-alpha"));
    keep(browser, &format!("drawer-{name}"));
    scroll_to(browser, "[data-testid=world]");
    keep(browser, &format!("drawer-below-{name}"));
    browser.click(&test_id("close-settings"));
    browser.script("document.querySelector('.watch .term').focus()");
    browser.see(&css(".pop:not(:empty)"));
    keep(browser, &format!("term-{name}"));
    browser.script("document.activeElement.blur()");
    browser.press("?");
    browser.see(&css(".glossary[open]"));
    keep(browser, &format!("glossary-{name}"));
    browser.press(Key::Escape);
    browser.wait_until("it is closed", RUN, |browser| browser.count(&css("dialog[open]")) == 0);
    browser.script("document.querySelector('[data-testid=catalogue-button]').click()");
    browser.see(&test_id("catalogue-search"));
    keep(browser, &format!("catalogue-{name}"));
    browser.press(Key::Escape);
}

/// What stands on the stage and below it in experiments of several kinds.
fn panels(browser: &Browser, name: &str, size: (u32, u32)) {
    for (what, link) in LOOKED_AT {
        browser.open(link);
        finish(browser);
        scroll_to(browser, "#stage");
        keep(browser, &format!("{what}-{name}"));
        if what == "objectives" {
            // What only an experiment of several objectives has.
            browser.see(&test_id("objectives-novelty_weight"));
            scroll_to(browser, "[data-testid=objectives-novelty_weight]");
            keep(browser, &format!("objectives-settings-{name}"));
        }
        if what == "network" {
            scroll_to(browser, "[data-testid=network]");
            keep(browser, &format!("network-below-{name}"));
        }
        if browser.count(&test_id("beliefs")) == 1 {
            browser.click(&test_id("beliefs"));
            scroll_to(browser, ".beliefs");
            keep(browser, &format!("{what}-learned-{name}"));
        }
    }
    browser.open(
        "#1w=drawn_slates&k=position_based&c=cascade_ucb1&c=pbm_ucb&c=pbm_ts&c=top_rank&horizon=3000&seeds=4",
    );
    finish(browser);
    whole(browser, &format!("ranking-{name}"), size);
    for part in ["further", "measures"] {
        scroll_to(browser, &format!("[data-testid={part}]"));
        keep(browser, &format!("{part}-{name}"));
    }
}

fn own_table(browser: &Browser, name: &str) {
    browser.script("scrollTo(0, 0)");
    browser.drop_file("animals.csv", crate::table::animals(None).as_bytes());
    browser.see(&test_id("own-table"));
    browser.click(&test_id("table-columns"));
    keep(browser, &format!("table-{name}"));
    browser.click(&test_id("run-on-table"));
    finish(browser);
    browser.see(&test_id("table-in-use"));
    scroll_to(browser, "[data-testid=table-in-use]");
    keep(browser, &format!("table-in-use-{name}"));
}

/// A log of the experiment, evaluated beside the truth.
fn logs(browser: &Browser, name: &str, size: (u32, u32)) {
    browser.open("#1c=lin_ucb&c=random&w=stationary_linear&horizon=2000&seeds=2");
    finish(browser);
    browser.script("location.hash = '#logs'");
    browser.see(&test_id("logs-record"));
    keep(browser, &format!("logs-empty-{name}"));
    browser.script("document.querySelector('[data-testid=logs-record]').click()");
    browser.wait_until("the truth is there", RUN, |browser| {
        browser.count(&test_id("logs-stop")) == 0 && browser.count(&test_id("logs-truth")) == 1
    });
    whole(browser, &format!("logs-{name}"), size);
}

/// What the page shows while another experiment can't be run.
fn run_before(browser: &Browser, name: &str) {
    crate::axe::run_before(browser);
    browser.script("scrollTo(0, 0)");
    keep(browser, &format!("run-before-{name}"));
    scroll_to(browser, ".agents");
    keep(browser, &format!("run-before-agents-{name}"));
}

/// Every other view, with something in it.
fn views(browser: &Browser, name: &str, size: (u32, u32)) {
    let visit = |fragment: &str| browser.script(&format!("location.hash = '{fragment}'"));
    visit("#learn");
    browser.see(&test_id("lessons"));
    keep(browser, &format!("lessons-{name}"));
    for (index, step) in LESSONS[0].steps.iter().enumerate() {
        visit(&format!("#learn={},{}", LESSONS[0].id, index + 1));
        browser.wait_until("the step is open", RUN, |browser| {
            browser.text(&css(".learn-step.is-open .learn-step-title")).contains(step.title)
        });
        if browser.count(&test_id("skip-prediction")) == 1 {
            keep(browser, &format!("lesson-predict-{name}"));
            browser.click(&test_id("skip-prediction"));
            browser.wait_until("it is through", RUN, |browser| browser.count(&test_id("predict-again")) == 1);
        }
        whole_view(browser, &format!("lesson-{}-{name}", index + 1), size);
    }
    for (what, game, sees) in crate::play::games() {
        visit(&game);
        browser.see(&test_id(sees));
        whole_view(browser, &format!("{}-{name}", what.replace(' ', "-")), size);
    }
    visit("#runs");
    browser.wait_until("runs are listed", RUN, |browser| browser.count(&test_id("run")) > 1);
    keep(browser, &format!("runs-{name}"));
    browser.script("[...document.querySelectorAll('.run-check input')].slice(0, 2).forEach((box) => box.checked || box.click())");
    browser.script("document.querySelector('.run-title').click()");
    browser.see(&test_id("run-more"));
    keep(browser, &format!("runs-chosen-{name}"));
    browser.script("document.querySelector('[data-testid=chosen-compare]').click()");
    browser.see(&test_id("compare-plot"));
    whole_view(browser, &format!("compare-{name}"), size);
    visit("#tune");
    browser.see(&test_id("tune-begin"));
    whole_view(browser, &format!("tune-{name}"), size);
    browser.script("document.querySelector('[data-testid=tune-begin]').click()");
    browser.see(&test_id("tune-sentence"));
    whole_view(browser, &format!("study-{name}"), size);
    visit("#profile");
    browser.see(&test_id("profile-begin"));
    browser.script("document.querySelector('[data-testid=profile-begin]').click()");
    browser.wait_until("all is measured", RUN, |browser| {
        browser.count(&test_id("profile-begin")) == 1 && browser.count(&test_id("profile-sentence")) == 1
    });
    whole_view(browser, &format!("profile-{name}"), size);
}

/// The dialog of the link, the page in another page, and on paper.
fn elsewhere(browser: &Browser, name: &str, size: (u32, u32)) {
    browser.open(&crate::sharing::full_sheet());
    finish(browser);
    browser.script("document.querySelector('[data-testid=share]').click()");
    browser.wait_until("the code is there", RUN, |browser| browser.count(&css("dialog .share-code *")) > 0);
    keep(browser, &format!("share-{name}"));
    browser.press(Key::Escape);
    // A4 without its margins.
    browser.window(703, 1031);
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    browser.script("dispatchEvent(new Event('beforeprint'))");
    browser.see(&css(".report"));
    keep(browser, &format!("printed-{name}"));
    browser.script("dispatchEvent(new Event('afterprint'))");
    browser.devtools("Emulation.setEmulatedMedia", json!({ "media": "" }));
    browser.window(size.0, size.1);
    browser.dark(name.ends_with("dark"));
    browser.open(&format!("?embed{FILM_SLATES}"));
    finish(browser);
    keep(browser, &format!("embedded-{name}"));
}

/// A view from its head to its foot.
fn whole_view(browser: &Browser, name: &str, size: (u32, u32)) {
    let height =
        browser.script("return document.getElementById('view').scrollHeight").as_u64().unwrap_or(900);
    browser.window(size.0, (height as u32).max(size.1));
    browser.wait_until("it is drawn", RUN, |browser| browser.script(TWO_FRAMES) == true);
    keep(browser, name);
    browser.window(size.0, size.1);
}

fn scroll_to(browser: &Browser, selector: &str) {
    browser.script(&format!("document.querySelector({selector:?})?.scrollIntoView({{ block: 'center' }})"));
}

fn keep(browser: &Browser, name: &str) {
    println!("{}", browser.screenshot(name).display());
}

/// The page from its head to its foot.
fn whole(browser: &Browser, name: &str, size: (u32, u32)) {
    let height =
        browser.script("return document.documentElement.scrollHeight").as_u64().unwrap_or(900) as u32;
    browser.window(size.0, height);
    browser.wait_until("it is drawn", RUN, |browser| browser.script(TWO_FRAMES) == true);
    keep(browser, name);
    browser.window(size.0, size.1);
}
