//! Words of the field: explained where they stand, and all together.

use crate::support::{Browser, Key, css, in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, finish, texts};

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
        for word in ["Arm", "Regret", "Oracle", "Seed", "Band", "Slate", "Examination"] {
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
