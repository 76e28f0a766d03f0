//! The Data view: its cards say what the ratings are like as the library does natively, lead to stories, and take a person's own ratings.

use bandit_playground::data::exploration::{Exploration, person};
use bandit_playground::data::{Dataset, bundle};
use bandit_playground::stories;
use bandit_playground::views::explored::{Card, cards, person_sentence};

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, finish, fragment, test_id_of_focused, texts};

/// Synthetic users, so that the first run needs no ratings.
const LINK: &str = "#1c=lin_ucb&c=random&w=stationary_linear&horizon=400&seeds=2";

/// The bundled ratings with their times.
fn bundled() -> Dataset {
    let ratings =
        bundle::decode(include_bytes!("../../static/data/movielens-small.bundle")).expect("they are bundled");
    let times = include_bytes!("../../static/data/movielens-small.times");
    bundle::times::decode(ratings, times).expect("they are theirs")
}

/// Waits until nothing is being done any more.
fn rests(browser: &Browser) {
    browser.wait_until("the worker rests", RUN, |browser| browser.count(&test_id("data-stop")) == 0);
}

/// Users and films of the ratings in use.
const OF_RATINGS: &str = "#1c=lin_ucb&c=random&horizon=400&seeds=2";

/// Opens the view on the ratings of the page.
fn open(browser: &Browser, link: &str) {
    browser.open(link);
    finish(browser);
    browser.click(&test_id("data-tab"));
    browser.see(&test_id("data-cards"));
    browser.wait_until("a person is shown", RUN, |browser| {
        !browser.text(&test_id("data-said-person")).is_empty()
    });
    rests(browser);
}

/// Each card says what is said natively, has a picture with that name, and the same table.
fn shows(browser: &Browser, expected: &[Card]) {
    let found = texts(
        browser,
        "[...document.querySelectorAll('[data-testid^=data-card-]')].map((card) => card.dataset.testid.slice(10))",
    );
    let ids: Vec<&str> = expected.iter().map(|card| card.id.as_str()).chain(["person"]).collect();
    assert_eq!(found, ids);
    for card in expected {
        let id = &card.id;
        let text = |what: &str| browser.text(&test_id(&format!("data-{what}-{id}")));
        assert_eq!((text("caption"), text("said")), (card.caption.clone(), card.sentence()));
        let within = format!("[data-testid=data-card-{id}]");
        let names = texts(
            browser,
            &format!(
                "[...document.querySelectorAll('{within} [role=img]')].map((picture) => picture.ariaLabel)"
            ),
        );
        let drawn: Vec<String> = card.picture.iter().map(|_| card.name.clone()).collect();
        assert_eq!(names, drawn, "{id}");
        let rows = texts(
            browser,
            &format!(
                "[...document.querySelectorAll('{within} tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent).join('|'))"
            ),
        );
        let table: Vec<String> = card.rows.iter().map(|row| row.join("|")).collect();
        assert_eq!(rows, table, "{id}");
        // The picture is painted: not all of its dots are of one colour.
        let is_painted = browser.script(&format!(
            "return [...document.querySelectorAll('{within} canvas')].every((canvas) => {{ const dots = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data; return canvas.width > 100 && dots.some((value, place) => value !== dots[place % 4]); }})"
        ));
        assert_eq!(is_painted, true, "{id}");
    }
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn cards_say_what_is_said_natively_and_lead_to_stories() {
    let ratings = bundled();
    let expected = cards(&Exploration::of(&ratings));
    in_browser(|browser| {
        open(browser, LINK);
        assert_eq!(fragment(browser), "#data");
        assert!(browser.title().starts_with("Data"), "{}", browser.title());
        assert!(
            browser.text(&test_id("data-about")).contains("100,004 ratings by 671 people of 9,066 films")
        );
        shows(browser, &expected);
        // One person after the other, and one by the id.
        let said = |index: usize| person_sentence(&person(&ratings, index).expect("they are there"));
        let shown = |browser: &Browser| browser.text(&test_id("data-said-person"));
        assert_eq!(shown(browser), said(0));
        browser.click(&test_id("data-user-after"));
        browser.wait_until("the second user", RUN, |browser| shown(browser) == said(1));
        rests(browser);
        browser.script("document.querySelector('[data-testid=data-user]').select()");
        browser.type_into(&test_id("data-user"), "414");
        browser.press(Key::Enter);
        let place = ratings.users().iter().position(|user| user.id == 414).expect("they are there");
        browser.wait_until("the user of that id", RUN, |browser| shown(browser) == said(place));
        rests(browser);
        browser.script("document.querySelector('[data-testid=data-user]').select()");
        browser.type_into(&test_id("data-user"), "9999");
        browser.press(Key::Enter);
        browser.wait_until("it is said", RUN, |browser| browser.count(&test_id("data-no-person")) == 1);
        assert_eq!(
            browser.text(&test_id("data-no-person")),
            "There is no such user: the ids go from 1 to 671."
        );
        // An action opens its story on the page.
        let drift = stories::find("drift").expect("a story");
        browser.click(&test_id("data-see-time"));
        browser.wait_until("the story is on the page", RUN, |browser| fragment(browser) == drift.link);
        assert!(browser.text(&css("body")).contains(drift.question));
        // And back.
        browser.back();
        browser.see(&test_id("data-cards"));
        assert_eq!(browser.take_console_errors(), Vec::<String>::new());
    });
}

/// Ratings of a few users, with who they are.
fn own() -> Vec<(&'static str, String)> {
    let mut ratings = String::new();
    for user in 1..=30 {
        for movie in 1..=24 {
            if (user * movie) % 3 != 1 {
                let time = 900_000_000 + 86_400 * user + 60 * movie;
                ratings.push_str(&format!("{user}::{movie}::{}::{time}\n", (user + movie) % 5 + 1));
            }
        }
    }
    let movies = (1..=24)
        .map(|movie| format!("{movie}::Film {movie} (19{})::{}\n", 70 + movie, ["War", "Drama"][movie % 2]));
    let users =
        (1..=30).map(|user| format!("{user}::{}::25::12::12345\n", if user % 3 == 0 { "F" } else { "M" }));
    vec![("ratings.dat", ratings), ("movies.dat", movies.collect()), ("users.dat", users.collect())]
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn own_ratings_are_looked_at_and_used_on_play() {
    let files = own();
    let named = files.iter().map(|(name, text)| bandit_playground::data::NamedFile {
        name: (*name).to_owned(),
        bytes: text.clone().into_bytes(),
    });
    let ratings = bandit_playground::data::read_files(named.collect(), &Default::default(), &mut |_| {})
        .expect("they can be read");
    let expected = cards(&Exploration::of(&ratings));
    assert!(expected.iter().any(|card| card.id == "gender"));
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let zip = folder.path().join("mine.zip");
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&zip).expect("it can be written"));
    for (name, text) in &files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("an entry");
        std::io::Write::write_all(&mut writer, text.as_bytes()).expect("it can be written");
    }
    writer.finish().expect("it is whole");
    let broken = folder.path().join("ratings.csv");
    std::fs::write(&broken, "userId,movieId,rating\n1,2,9\n").expect("it can be written");
    in_browser(|browser| {
        open(browser, OF_RATINGS);
        // What can't be read is refused in a sentence, and what was there stays.
        browser.choose_file(&test_id("data-file"), &broken);
        browser.wait_until("it is refused", RUN, |browser| browser.count(&test_id("data-problem")) == 1);
        assert_eq!(
            browser.text(&test_id("data-problem")).trim(),
            "ratings.csv line 2: the rating is 9, but must lie between 0.5 and 5 in half stars."
        );
        assert!(browser.text(&test_id("data-about")).contains("100,004 ratings"));
        rests(browser);
        browser.choose_file(&test_id("data-file"), &zip);
        browser.wait_until("they are looked at", RUN, |browser| {
            browser.count(&test_id("data-of-page")) == 1 && browser.count(&test_id("data-card-gender")) == 1
        });
        rests(browser);
        assert_eq!(browser.count(&test_id("data-problem")), 0);
        shows(browser, &expected);
        browser.click(&test_id("data-use"));
        browser.wait_until("the page has them", RUN, |browser| {
            !fragment(browser).starts_with("#data") && fragment(browser).contains(&ratings.fingerprint_text())
        });
        // The view now shows those of the page, which are these.
        browser.click(&test_id("data-tab"));
        browser.see(&test_id("data-card-gender"));
        browser.wait_until("they are those of the page", RUN, |browser| {
            browser.count(&test_id("data-of-page")) == 0 && browser.count(&test_id("data-stop")) == 0
        });
        shows(browser, &expected);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn it_works_with_keys_and_in_narrow_windows() {
    in_browser(|browser| {
        browser.open(LINK);
        finish(browser);
        // Its key, from the page.
        browser.script("document.activeElement.blur()");
        browser.tap('d');
        browser.see(&test_id("data-cards"));
        browser.wait_until("a person is shown", RUN, |browser| {
            !browser.text(&test_id("data-said-person")).is_empty()
        });
        rests(browser);
        // A table opens with Enter, and can be scrolled with keys.
        browser.script("document.querySelector('[data-testid=data-card-ratings] summary').focus()");
        browser.press(Key::Enter);
        browser.wait_until("the table is open", RUN, |browser| {
            browser.count(&css("[data-testid=data-card-ratings] details[open]")) == 1
        });
        browser.press(Key::Tab);
        assert_eq!(browser.script("return document.activeElement.ariaLabel"), "Table: Ratings");
        for (width, height) in [(1440, 900), (1024, 800), (390, 844)] {
            browser.window(width, height);
            let wide = browser.script(
                "return document.documentElement.scrollWidth <= document.documentElement.clientWidth",
            );
            assert_eq!(wide, true, "{width}: nothing reaches beyond the window");
            let cut = texts(
                browser,
                "[...document.querySelectorAll('.data :is(h2:not(.visually-hidden), p, button, .data-head span)')].filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline').map((part) => part.textContent)",
            );
            assert_eq!(cut, Vec::<String>::new(), "{width}");
        }
        browser.window(1440, 900);
        // The action of a card, and back with Escape's counterpart, the history.
        browser.script("document.querySelector('[data-testid=data-see-films]').focus()");
        assert_eq!(test_id_of_focused(browser), "data-see-films");
        browser.press(Key::Enter);
        let story = stories::find("popularity").expect("a story");
        browser.wait_until("the story is on the page", RUN, |browser| fragment(browser) == story.link);
        browser.back();
        browser.see(&test_id("data-cards"));
        browser.press(Key::Escape);
        browser.wait_until("the page is shown", RUN, |browser| fragment(browser) != "#data");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn axe_finds_nothing_in_it() {
    let axe = crate::axe::source();
    in_browser(|browser| {
        for dark in [false, true] {
            browser.dark(dark);
            open(browser, LINK);
            browser.script(&axe);
            browser.script("document.querySelectorAll('.data details').forEach((part) => part.open = true)");
            let mut found = Vec::new();
            crate::axe::look(browser, if dark { "dark" } else { "light" }, &mut found);
            assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
        }
    });
}
