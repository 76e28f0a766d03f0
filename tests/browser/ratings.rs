//! A person's own ratings: dropped, read in a worker, run on; a broken file changes nothing.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{in_browser, test_id};
use crate::visitor::{RUN, digest, finish, fragment};

const USERS: u32 = 60;
const MOVIES: u32 = 30;

/// A small archive in the form of ml-100k: 60 users, 30 films, Latin-1 titles, demographics.
fn small_archive(break_line: Option<u32>) -> Vec<u8> {
    let mut ratings = String::new();
    let mut line = 0;
    for user in 1..=USERS {
        for movie in (1..=MOVIES).filter(|movie| (user * 7 + movie * 3) % 4 != 0) {
            line += 1;
            let stars = if Some(line) == break_line { 9 } else { 1 + (user * movie + movie) % 5 };
            ratings.push_str(&format!("{user}\t{movie}\t{stars}\t88125{user:04}\n"));
        }
    }
    let mut movies = Vec::new();
    for movie in 1..=MOVIES {
        movies.extend(format!("{movie}|Caf").bytes());
        movies.push(0xe9);
        movies.extend(
            format!(
                " {movie} (199{})|01-Jan-1995||http://example.org/|0|1|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n",
                movie % 10
            )
            .bytes(),
        );
    }
    let users: String = (1..=USERS)
        .map(|user| {
            format!("{user}|{}|{}|writer|55105\n", 18 + user % 50, if user % 2 == 0 { "F" } else { "M" })
        })
        .collect();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("u.data", ratings.as_bytes()), ("u.item", &movies), ("u.user", users.as_bytes())] {
        archive.start_file(format!("ml-100k/{name}"), SimpleFileOptions::default()).expect("an entry");
        archive.write_all(bytes).expect("its bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_dropped_archive_is_run_on() {
    in_browser(|browser| {
        browser.open("#1horizon=300&seeds=2");
        finish(browser);
        let bundled = digest(browser);
        browser.drop_file("ml-100k.zip", &small_archive(None));
        browser.wait_until("the page names the file's users", RUN, |browser| {
            browser.text(&test_id("ratings")).contains("by 60 users")
        });
        browser.wait_until("the link names the ratings", RUN, |browser| fragment(browser).contains("r="));
        finish(browser);
        assert_ne!(digest(browser), bundled);
        assert!(browser.text(&test_id("ratings")).contains("Age, gender and occupation"));
        // The user's demographics and the film's Latin-1 title are there to be read.
        browser.click(&test_id("reset"));
        crate::visitor::wait_for_state(browser, "paused");
        browser.click(&test_id("step"));
        browser.wait_until("the round is shown", RUN, |browser| browser.count(&test_id("films")) == 1);
        assert!(browser.text(&test_id("user")).contains("writer"), "{}", browser.text(&test_id("user")));
        assert!(browser.text(&test_id("films")).contains("Café"));
        // And back.
        browser.click(&test_id("use-bundled"));
        browser.wait_until("the bundled ratings are back", RUN, |browser| {
            browser.text(&test_id("ratings")).contains("by 671 users")
        });
        browser.click(&test_id("play"));
        finish(browser);
        assert_eq!(digest(browser), bundled);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_broken_file_is_named_by_line_and_changes_nothing() {
    in_browser(|browser| {
        browser.open("#1horizon=300&seeds=2");
        finish(browser);
        let before = (digest(browser), browser.text(&test_id("ratings")));
        browser.drop_file("ml-100k.zip", &small_archive(Some(17)));
        browser.wait_until("the page says what is wrong", RUN, |browser| {
            browser.text(&test_id("notices")).contains("What was there before is still in use")
        });
        browser.click(&crate::support::css(".notice-details summary"));
        let said = browser.text(&test_id("notices"));
        assert!(said.contains("u.data") && said.contains("17") && said.contains('9'), "{said}");
        assert_eq!((digest(browser), browser.text(&test_id("ratings"))), before);
    });
}
