//! A person's own table: dropped, its label chosen, run on, sent as a link and opened with the file at hand.

use bandit_playground::results::digest::NUMERICS;

use crate::support::{Browser, Key, in_browser, role, test_id};
use crate::visitor::{RUN, digest, finish, fragment, wait_for_state};

/// 90 animals: a number of their own, a size with gaps, a colour, and a kind that follows from the size.
pub fn animals(broken_line: Option<usize>) -> String {
    let row = |row: usize| {
        let size = if row % 15 == 4 { String::new() } else { (row % 9 * 10).to_string() };
        let more = if Some(row + 2) == broken_line { ",surplus" } else { "" };
        format!(
            "{row},{size},{},{}{more}\n",
            ["black", "white"][row % 2],
            ["cat", "dog", "horse"][row % 9 / 3]
        )
    };
    format!("id,size,colour,kind\n{}", (0..90).map(row).collect::<String>())
}

fn drop_animals(browser: &Browser) {
    browser.drop_file("animals.csv", animals(None).as_bytes());
}

fn wait_for_panel(browser: &Browser) {
    browser.wait_until("the panel is there", RUN, |browser| browser.count(&test_id("own-table")) == 1);
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_dropped_table_is_run_on_and_its_link_asks_for_it() {
    in_browser(|browser| {
        browser.open("#1horizon=400&seeds=2&c=lin_ucb&c=random&c=oracle");
        finish(browser);
        let on_movielens = digest(browser);
        drop_animals(browser);
        wait_for_panel(browser);
        let said = browser.text(&test_id("own-table"));
        assert!(said.contains("animals.csv") && said.contains("90 rows, 4 columns"), "{said}");
        assert_eq!(browser.value(&test_id("table-label")), "kind");
        // Without id, which counts the rows: the size, whether it is missing, and two colours.
        let consequence = "3 labels, each an arm; 4 features in the context.";
        assert_eq!(browser.text(&test_id("table-consequence")), consequence);
        assert_eq!(digest(browser), on_movielens, "nothing has changed yet");

        browser.choose(&test_id("table-label"), "colour: 2 labels");
        browser.wait_until("two colours are two arms", RUN, |browser| {
            browser.text(&test_id("table-consequence")).starts_with("2 labels, each an arm; 5 features")
        });
        browser.choose(&test_id("table-label"), "kind: 3 labels");
        browser.click(&test_id("run-on-table"));
        browser.wait_until("the link names the table", RUN, |browser| fragment(browser).contains("&t="));
        finish(browser);
        let own = digest(browser);
        assert_ne!(own, on_movielens);
        let results = browser.text(&test_id("result-0"));
        assert!(results.contains("LinUCB"), "{results}");
        assert!(browser.text(&test_id("table-in-use")).contains("the label is \"kind\". Left out: id."));
        let remarks = browser.text(&test_id("remarks"));
        assert!(remarks.contains("90 rows") && remarks.contains("4 features"), "{remarks}");

        browser.back();
        browser.wait_until("undone", RUN, |browser| browser.count(&test_id("table-in-use")) == 0);
        finish(browser);
        assert_eq!(digest(browser), on_movielens);
        browser.forward();
        browser.wait_until("done again", RUN, |browser| browser.count(&test_id("table-in-use")) == 1);
        finish(browser);
        assert_eq!(digest(browser), own);

        let link = browser.value(&test_id("link"));
        assert!(link.contains(&format!("d={NUMERICS}-{own}")) && link.len() < 300, "{link}");
        browser.open_in_new_tab(&link);
        wait_for_state(browser, "waiting for its table");
        let notice = browser.text(&test_id("notices"));
        assert!(
            notice.contains("made with animals.csv (fingerprint ") && notice.contains("Drop that file"),
            "{notice}"
        );
        assert!(!browser.enabled(&test_id("play")));
        // Another table is not taken for it.
        browser.drop_file("others.csv", animals(None).replacen("cat", "dog", 1).as_bytes());
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains("is another table than the one that the link names")
        });
        browser.click(&test_id("close-table"));
        drop_animals(browser);
        finish(browser);
        assert_eq!(digest(browser), own);
        assert!(browser.text(&test_id("verdict")).contains("Reproduced, bit for bit"));
        assert!(!browser.text(&test_id("notices")).contains("Drop that file"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_link_can_be_run_on_the_bundled_table_instead() {
    in_browser(|browser| {
        browser.open("#1w=classification&horizon=300&seeds=2&t=00ff00ff00ff00ff;name=gone.csv;label=kind");
        wait_for_state(browser, "waiting for its table");
        browser.click(&role("button", "Use the bundled table"));
        finish(browser);
        assert_eq!(browser.value(&test_id("world-data")), "wine");
        browser.wait_until("the link names no table", RUN, |browser| !fragment(browser).contains("t=00ff"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_broken_table_names_the_line_and_costs_nothing() {
    in_browser(|browser| {
        browser.open("#1w=classification&horizon=300&seeds=2");
        finish(browser);
        let before = (digest(browser), fragment(browser));
        browser.drop_file("animals.csv", animals(Some(41)).as_bytes());
        browser.wait_until("the page says what is wrong", RUN, |browser| {
            browser.text(&test_id("notices")).contains("What was there before is still in use")
        });
        let said = browser.text(&test_id("notices"));
        assert!(said.contains("animals.csv line 41: the line has 5 entries, but must have 4"), "{said}");
        assert_eq!((digest(browser), fragment(browser)), before);
        assert_eq!(browser.count(&test_id("own-table")), 0);
        // A table that says nothing can't be run on, and the panel says why.
        browser.drop_file("same.csv", b"x,kind\n1,a\n1,b\n");
        wait_for_panel(browser);
        let consequence = browser.text(&test_id("table-consequence"));
        assert_eq!(consequence, "No column but \"kind\" says anything: a context needs at least one.");
        assert!(!browser.enabled(&test_id("run-on-table")));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_keyboard_alone_chooses_columns_and_runs() {
    in_browser(|browser| {
        browser.open("#1w=wheel&horizon=300&seeds=2");
        finish(browser);
        drop_animals(browser);
        wait_for_panel(browser);
        browser.wait_until("the list of labels has the focus", RUN, |browser| {
            browser.focused() == ("combobox".to_owned(), "Label".to_owned())
        });
        // Run, not now, the columns; these open, and their list and its first box follow.
        for _ in 0..3 {
            browser.press(Key::Tab);
        }
        browser.press(Key::Enter);
        browser.press(Key::Tab);
        browser.press(Key::Tab);
        let (kind, name) = browser.focused();
        assert!(kind == "checkbox" && name.starts_with("id "), "{kind} {name}");
        browser.press(" ");
        browser.wait_until("the id is part of the context", RUN, |browser| {
            browser.text(&test_id("table-consequence")).contains("5 features")
        });
        browser.script("document.querySelector('[data-testid=table-label]').focus()");
        browser.press(Key::Tab);
        browser.press(Key::Enter);
        browser.wait_until("the panel is closed", RUN, |browser| browser.count(&test_id("own-table")) == 0);
        finish(browser);
        assert!(browser.text(&test_id("table-in-use")).contains("the label is \"kind\"."));
        assert!(!browser.text(&test_id("table-in-use")).contains("Left out"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_worker_that_takes_the_place_of_a_dead_one_has_the_table_too() {
    in_browser(|browser| {
        browser.before_every_page(
            "window.workers = []; const Plain = Worker; \
             window.Worker = class extends Plain { constructor(...rest) { super(...rest); window.workers.push(this); } };",
        );
        browser.open("?workers=2#1w=wheel&horizon=300&seeds=2");
        finish(browser);
        drop_animals(browser);
        wait_for_panel(browser);
        browser.click(&test_id("run-on-table"));
        browser.wait_until("the link names the table", RUN, |browser| fragment(browser).contains("&t="));
        finish(browser);
        let before = digest(browser);
        browser.script(
            // All there ever were: some may have been replaced while the page started on a busy machine.
            "for (const worker of [...window.workers]) { worker.terminate(); \
             worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })) }",
        );
        wait_for_state(browser, "failed");
        browser.click(&role("button", "Run again"));
        browser
            .wait_until("the run restarts", RUN, |browser| browser.text(&test_id("run-state")) != "failed");
        finish(browser);
        assert_eq!(digest(browser), before);
    });
}

/// 40 ratings with a class of each beside them.
fn either() -> String {
    let row = |row: usize| {
        format!("{},{},{},{}\n", row / 4 + 1, row % 4 + 1, row % 5 + 1, ["good", "bad"][row % 2])
    };
    format!("userId,movieId,rating,label\n{}", (0..40).map(row).collect::<String>())
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_file_that_could_be_either_is_asked_about() {
    in_browser(|browser| {
        browser.open("#1horizon=300&seeds=2&c=lin_ucb&c=random");
        finish(browser);
        let before = (digest(browser), fragment(browser), browser.text(&test_id("ratings")));
        let ask = || {
            browser.drop_file("either.csv", either().as_bytes());
            browser.wait_until("the page asks", RUN, |browser| {
                browser.focused() == ("button".to_owned(), "Read as ratings".to_owned())
            });
            browser.see(&role("dialog", "Ratings or a table?"));
            assert!(browser.text(&test_id("which-reading")).contains("either.csv names a user"));
        };
        // Escape and the button both leave everything as it was.
        ask();
        browser.press(Key::Escape);
        browser
            .wait_until("the question is gone", RUN, |browser| browser.count(&test_id("which-reading")) == 0);
        ask();
        browser.click(&role("button", "Cancel"));
        browser
            .wait_until("the question is gone", RUN, |browser| browser.count(&test_id("which-reading")) == 0);
        assert_eq!((digest(browser), fragment(browser), browser.text(&test_id("ratings"))), before);
        assert_eq!(browser.count(&test_id("own-table")), 0);
        // As a table, by the keyboard alone.
        ask();
        browser.press(Key::Tab);
        browser.press(Key::Enter);
        wait_for_panel(browser);
        assert_eq!(browser.value(&test_id("table-label")), "label");
        assert_eq!(browser.count(&test_id("which-reading")), 0);
        browser.click(&test_id("close-table"));
        // As ratings.
        ask();
        browser.click(&test_id("read-as-ratings"));
        browser.wait_until("the button to run has the focus", RUN, |browser| {
            browser.script("return document.activeElement.id") == "run-play"
        });
        browser.wait_until("the ratings are in use", RUN, |browser| {
            browser.text(&test_id("ratings")).contains("40 ratings of 4 films by 10 users")
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_list_of_films_may_be_read_as_a_table() {
    in_browser(|browser| {
        browser.open("#1w=wheel&horizon=300&seeds=2");
        finish(browser);
        let films: String =
            (1..30).map(|film| format!("{film},Film {film},{}\n", ["War", "Drama"][film % 2])).collect();
        browser.drop_file("films.csv", format!("movieId,title,genre\n{films}").as_bytes());
        browser.wait_until("the page says what is missing", RUN, |browser| {
            browser.text(&test_id("notices")).contains("films.csv holds no ratings")
        });
        browser.click(&role("button", "Read it as a table"));
        wait_for_panel(browser);
        assert_eq!(browser.value(&test_id("table-label")), "genre");
        // With a column that no list of films has, it is a table without a question.
        browser.click(&test_id("close-table"));
        let scored: String = (1..30)
            .map(|film| format!("{film},Film {film},0.{film},{}\n", ["good", "bad"][film % 2]))
            .collect();
        browser.drop_file("scored.csv", format!("movie,title,score,label\n{scored}").as_bytes());
        wait_for_panel(browser);
        assert!(browser.text(&test_id("own-table")).contains("scored.csv"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn one_question_is_open_at_a_time_and_escape_closes_it() {
    in_browser(|browser| {
        browser.window(390, 844);
        browser.open("#1w=wheel&horizon=300&seeds=2");
        finish(browser);
        let open = |id: &'static str, other: &'static str| {
            browser.wait_until(id, RUN, |browser| browser.count(&test_id(id)) == 1);
            assert_eq!(browser.count(&test_id(other)), 0);
        };
        drop_animals(browser);
        open("own-table", "which-reading");
        browser.drop_file("either.csv", either().as_bytes());
        open("which-reading", "own-table");
        let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(browser.script(wide), 0, "the question is wider than the window");
        drop_animals(browser);
        open("own-table", "which-reading");
        browser.wait_until("the list of labels has the focus", RUN, |browser| {
            browser.focused() == ("combobox".to_owned(), "Label".to_owned())
        });
        browser.press(Key::Escape);
        browser.wait_until("the panel is closed", RUN, |browser| browser.count(&test_id("own-table")) == 0);
        // An environment that uses no ratings says so when they come.
        browser.drop_file("either.csv", either().as_bytes());
        open("which-reading", "own-table");
        browser.click(&test_id("read-as-ratings"));
        browser.wait_until("the page says so", RUN, |browser| {
            browser
                .text(&test_id("notices"))
                .contains("40 ratings by 10 users are ready; this environment does not use ratings.")
        });
    });
}
