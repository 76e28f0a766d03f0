//! The content security policy: nothing that is inline runs, and no text of a person becomes markup.

use serde_json::json;

use crate::support::{Browser, Key, css, in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, finish, texts};

/// Notes what the policy has stopped, from the first moment on.
const NOTE_VIOLATIONS: &str = "
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) => {
        window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });";

/// Text that would show itself if it were taken for markup; without a slash, which ends a folder's name.
const MARKUP: &str = "<img src=x onerror=\"document.title='run'\"><b class=made>bold";

fn violations(browser: &Browser) -> Vec<String> {
    texts(browser, "window.violations")
}

/// The directives of the page's policy, each with its values.
fn policy(browser: &Browser) -> Vec<Vec<String>> {
    let policy =
        browser.attribute(&css("meta[http-equiv=Content-Security-Policy]"), "content").expect("a policy");
    policy.split(';').map(|directive| directive.split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_policy_allows_nothing_by_being_inline() {
    in_browser(|browser| {
        browser.before_every_page(NOTE_VIOLATIONS);
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let policy = policy(browser);
        let all = policy.concat();
        assert!(
            !all.iter().any(|value| value.contains("unsafe-inline") || value == "'unsafe-eval'"),
            "{all:?}"
        );
        for (directive, value) in [
            ("default-src", "'none'"),
            ("base-uri", "'none'"),
            ("require-trusted-types-for", "'script'"),
            ("trusted-types", "default"),
        ] {
            let found = policy.iter().find(|found| found[0] == directive);
            assert_eq!(found.map(|found| &found[1..]), Some([value.to_owned()].as_slice()), "{directive}");
        }
        assert_eq!(violations(browser), [""; 0]);

        // What an injected text might try, and what stops it.
        let tries = [
            (
                "script",
                "const s = document.createElement('script'); s.textContent = 'document.title = 1'; document.body.append(s)",
            ),
            (
                "handler",
                "const b = document.createElement('b'); b.setAttribute('onclick', 'document.title = 2'); b.click()",
            ),
            (
                "style",
                "document.head.append(Object.assign(document.createElement('style'), { textContent: 'body { opacity: 0 }' }))",
            ),
            ("markup", "document.body.innerHTML = '<img src=x>'"),
            ("handler in markup", "document.createElement('p').innerHTML = '<b onclick=\"\">x</b>'"),
            ("address in markup", "document.createElement('p').innerHTML = '<a href=\"javascript:1\">x</a>'"),
            ("worker", "new Worker('data:text/javascript,1')"),
            ("script from elsewhere", "document.createElement('script').src = 'https://example.org/x.js'"),
            ("evaluation", "(0, eval)('document.title = 3')"),
            ("another policy", "trustedTypes.createPolicy('another', {})"),
        ];
        for (what, attempt) in tries {
            browser.script("window.violations = []");
            // As the page's own code: what a driver runs may evaluate text.
            browser.script(&format!("setTimeout(() => {{ try {{ {attempt} }} catch {{}} }})"));
            browser.wait_until(what, RUN, |browser| !violations(browser).is_empty());
        }
        assert_eq!(browser.script("return getComputedStyle(document.body).opacity"), "1");
        assert!(!browser.title().chars().any(char::is_numeric), "{}", browser.title());
        // The markup that views are made of passes.
        browser.script("window.violations = []");
        browser.script("document.createElement('p').innerHTML = '<b class=\"x\">1 &lt; 2</b> <a href=\"data/README.md\">y</a>'");
        assert_eq!(violations(browser), [""; 0]);
        assert!(!browser.take_console_errors().is_empty(), "the browser says there what it has stopped");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_long_visit_violates_nothing() {
    in_browser(|browser| {
        browser.before_every_page(NOTE_VIOLATIONS);
        // All stories: arms and slates, whose panels differ.
        for story in bandit_playground::stories::STORIES {
            browser.open(&format!("?{}", story.link));
            browser.see(&test_id("run-state"));
            browser
                .wait_until("a round is seen", RUN, |browser| browser.count(&css(".tile, .slot, .card")) > 0);
            browser.script("document.querySelectorAll('details').forEach((part) => part.open = true)");
            assert_eq!(violations(browser), [""; 0], "{}", story.link);
        }
        // A network, films by the hundred, and what opens over the page.
        browser.open("#1w=stationary_linear&c=neural_epsilon_greedy&c=lin_ucb&horizon=400&seeds=2");
        finish(browser);
        browser.see(&test_id("network"));
        let is_shown = |browser: &Browser, part: &str, many: usize| {
            browser.wait_until(&format!("{many} {part}"), RUN, |browser| browser.count(&css(part)) == many);
        };
        for (key, part) in [("s", ".drawer:not([hidden])"), ("?", ".glossary[open]")] {
            browser.press(key);
            is_shown(browser, part, 1);
            browser.press(Key::Escape);
            is_shown(browser, part, 0);
        }
        browser.script("document.querySelector('[data-testid=catalogue-button]').click()");
        browser.see(&test_id("catalogue-search"));
        browser.press(Key::Escape);
        browser.wait_until("it is closed", RUN, |browser| {
            browser.script(
                "return document.querySelector('[data-testid=catalogue-search]')?.checkVisibility() ?? false",
            ) == false
        });
        browser.script("document.querySelector('.watch .term').focus()");
        browser.see(&css(".pop:not(:empty)"));
        for button in ["Numbers (CSV)", "Run (JSON)", "Experiment (JSON)"] {
            browser.click(&role("button", button));
        }
        browser.dark(true);
        browser.drop_file("animals.csv", crate::table::animals(None).as_bytes());
        browser.click(&test_id("run-on-table"));
        finish(browser);
        assert_eq!(violations(browser), [""; 0]);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_a_person_writes_stays_text() {
    in_browser(|browser| {
        browser.before_every_page(NOTE_VIOLATIONS);
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let title = browser.title();
        // An agent's label, in an experiment from a file.
        let experiment = json!({
            "world": { "id": "stationary_linear" },
            "contenders": [{ "agent": "lin_ucb", "label": MARKUP }, { "agent": "random" }],
            "horizon": 300,
            "seeds": 2,
        });
        browser.drop_file("experiment.json", experiment.to_string().as_bytes());
        browser.wait_until("the label is shown as it was written", RUN, |browser| {
            browser
                .script("return document.body.innerText")
                .as_str()
                .is_some_and(|text| text.contains(MARKUP))
        });
        finish(browser);
        // A file's name, in a notice and in the panel of a table.
        browser.drop_file(&format!("{MARKUP}.json"), b"{");
        browser.wait_until("the file is named", RUN, |browser| {
            browser.text(&test_id("notices")).contains(MARKUP)
        });
        browser.drop_file(&format!("{MARKUP}.csv"), crate::table::animals(None).as_bytes());
        browser.wait_until("the table is named", RUN, |browser| {
            browser.count(&test_id("own-table")) == 1 && browser.text(&test_id("own-table")).contains(MARKUP)
        });
        assert_eq!(browser.count(&css("b.made, img[src=x]")), 0);
        assert_eq!(browser.title(), title);
        assert_eq!(violations(browser), [""; 0]);
    });
}
