//! Words of the field: explained where they stand, and all together.

use crate::support::{Browser, Key, css, in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, fragment, texts};

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_word_explains_itself_when_it_has_the_focus_or_the_pointer() {
    in_browser(|browser| {
        browser.open("");
        finish(browser);
        let words =
            texts(browser, "[...document.querySelectorAll('.watch .term')].map((term) => term.textContent)");
        assert!(!words.is_empty(), "the first story has a word of the field in its sentence");
        let explained = |browser: &Browser| browser.count(&css(".watch .pop:not(:empty)"));
        assert_eq!(explained(browser), 0);
        browser.script("document.querySelector('.watch .term').focus()");
        browser.wait_until("it is explained", RUN, |browser| explained(browser) == 1);
        browser.see(&css(".watch .pop:not(:empty)"));
        let text = browser.text(&css(".watch .pop:not(:empty)")).to_lowercase();
        assert!(text.starts_with(words[0].to_lowercase().trim_end_matches('s')) && text.len() > 40, "{text}");
        // The whole explanation is in view.
        let inside = "const box = document.querySelector('.watch .pop:not(:empty)').getBoundingClientRect();
             return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight";
        assert_eq!(browser.script(inside), true);
        browser.press(Key::Escape);
        browser.wait_until("it is gone", RUN, |browser| explained(browser) == 0);
        assert_eq!(browser.script("return document.activeElement.matches('.term')"), true, "the focus stays");
        browser.click(&css(".watch .term"));
        browser.wait_until("it is explained", RUN, |browser| explained(browser) == 1);
        browser.press(Key::Tab);
        browser.wait_until("it goes with the focus", RUN, |browser| {
            browser.count(&css(".watch .anchor:first-of-type .pop:not(:empty)")) == 0
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn all_words_are_in_the_glossary() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.press("?");
        browser.wait_until("it is open", RUN, |browser| browser.count(&css(".glossary[open]")) == 1);
        browser.see(&role("dialog", "Glossary"));
        let words =
            texts(browser, "[...document.querySelectorAll('.glossary dt')].map((word) => word.textContent)");
        for word in ["Arm", "Regret", "Oracle", "Seed", "Band", "Slate", "Examination", "Ranker", "Interval"]
        {
            assert!(words.iter().any(|own| own == word), "{word} is not among {words:?}");
        }
        assert_eq!(browser.count(&css(".glossary dd")), words.len());
        browser.press(Key::Escape);
        browser.wait_until("it is closed", RUN, |browser| browser.count(&css(".glossary[open]")) == 0);
        // By its button, which has the focus again in the end.
        browser.click(&test_id("glossary-button"));
        browser.wait_until("it is open", RUN, |browser| browser.count(&css(".glossary[open]")) == 1);
        browser.click(&css(".glossary-close"));
        browser.wait_until("it is closed", RUN, |browser| browser.count(&css(".glossary[open]")) == 0);
        browser.wait_until("the focus is back", RUN, |browser| {
            browser.script("return document.activeElement.dataset.testid") == "glossary-button"
        });
    });
}

/// Where a person meets them: above the chart, at the head of the agents, on the stage, and in a note that came with a link.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn words_are_explained_where_they_stand() {
    in_browser(|browser| {
        browser
            .open("#1note=Which%20ranker%20has%20less%20regret%3F&w=stationary_linear&horizon=400&seeds=4");
        finish(browser);
        browser.wait_until("a round is shown", RUN, |browser| browser.count(&css(".key")) == 1);
        for (place, expected) in [
            (".note", vec!["ranker", "regret"]),
            (".chart-head h2", vec!["regret"]),
            (".chart-about", vec!["seeds", "bands"]),
            (".agents thead", vec!["Regret", "interval", "Reward", "round", "Seeds"]),
            (".key", vec!["estimate", "uncertainty", "score"]),
        ] {
            let found =
                format!("[...document.querySelectorAll('{place} .term')].map((term) => term.textContent)");
            assert_eq!(texts(browser, &found), expected, "{place}");
            // Each explanation is in view, whole, and on top of what lies around it.
            for (index, term) in expected.iter().enumerate() {
                browser.script(&format!("document.querySelectorAll('{place} .term')[{index}].focus()"));
                let open = format!("{place} .pop:not(:empty)");
                browser.wait_until("it is explained", RUN, |browser| browser.count(&css(&open)) == 1);
                let seen = format!(
                    "const box = document.querySelector('{open}').getBoundingClientRect();
                     const at = (x, y) => document.elementFromPoint(x, y)?.closest('.pop') !== null;
                     return [box.left >= 0, box.top >= 0, box.right <= innerWidth, box.bottom <= innerHeight,
                         at(box.left + 3, box.top + 12), at(box.right - 12, box.bottom - 3), at(box.left + box.width / 2, box.top + box.height / 2)].join(' ')"
                );
                assert_eq!(browser.script(&seen), "true true true true true true true", "{place} {}", term);
                browser.press(Key::Escape);
            }
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_glossary_has_an_address() {
    in_browser(|browser| {
        let is_open = |browser: &Browser| browser.count(&css(".glossary[open]")) == 1;
        browser.open("#glossary");
        browser.wait_until("it is open", RUN, is_open);
        finish(browser);
        assert_eq!(fragment(browser), "#glossary");
        browser.press(Key::Escape);
        browser.wait_until("it is closed", RUN, |browser| !is_open(browser));
        browser.wait_until("the page's own address", RUN, |browser| fragment(browser) != "#glossary");
        assert_eq!(browser.count(&css("[data-testid=notices] .notice")), 0);

        // Over an experiment, which stays; neither is a step of the history, and what was changed can be undone.
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.fill(&test_id("contender-0-alpha"), "2.5");
        browser.press(Key::Enter);
        browser.wait_until("the address follows", RUN, |browser| fragment(browser).contains("alpha=2.5"));
        finish(browser);
        let (found, steps) = (digest(browser), browser.script("return history.length"));
        let link = fragment(browser);
        browser.script("document.activeElement.blur()");
        browser.press("?");
        browser.wait_until("it is open", RUN, |browser| is_open(browser) && fragment(browser) == "#glossary");
        browser.press(Key::Escape);
        browser.wait_until("the address is back", RUN, |browser| fragment(browser) == link);
        assert_eq!((digest(browser), browser.script("return history.length")), (found.clone(), steps));
        // By a link in the page.
        browser.script("location.hash = '#glossary'");
        browser.wait_until("it is open", RUN, is_open);
        assert_eq!(digest(browser), found);
        browser.back();
        browser.wait_until("it is closed", RUN, |browser| !is_open(browser) && fragment(browser) == link);
        browser.click(&role("button", "Undo"));
        browser.wait_until("it is undone", RUN, |browser| !fragment(browser).contains("alpha"));
    });
}
