//! How the page looks, a title and a note ride in the link; codes, frames, pictures and the printed report.

use bandit_playground::spec::link::LONGEST_NOTE;
use serde_json::{Value, json};

use crate::support::{Browser, css, in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, fragment};

/// Keeps what is saved: the name, and the text or the address of the picture.
const KEEP_SAVED: &str = "window.saved = null;
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
        if (!this.download) return click.call(this);
        const [name, address] = [this.download, this.href];
        const text = address.startsWith('blob:') ? fetch(address).then((got) => got.text()) : Promise.resolve(address);
        text.then((text) => { window.saved = { name, text }; });
    };";

/// What was saved last: its name and its text, or the address that holds a picture.
fn saved(browser: &Browser) -> (String, String) {
    browser.wait_until("it is saved", RUN, |browser| !browser.script("return window.saved").is_null());
    let saved = browser.script("const saved = window.saved; window.saved = null; return saved");
    let text = |name: &str| saved[name].as_str().unwrap_or_default().to_owned();
    (text("name"), text("text"))
}

/// The bytes of a text in base64.
fn bytes(base64: &str) -> Vec<u8> {
    let (mut bits, mut count, mut found) = (0_u32, 0, Vec::new());
    for letter in base64.bytes().take_while(|byte| *byte != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        (bits, count) = (bits << 6 | u32::from(value), count + 6);
        if count >= 8 {
            count -= 8;
            found.push((bits >> count & 0xff) as u8);
        }
    }
    found
}

/// What a camera reads in the code on the page.
fn read_code(browser: &Browser) -> String {
    let code = "const svg = document.querySelector('dialog svg[data-testid=code]');
        return [svg.viewBox.baseVal.width, svg.querySelector('path').getAttribute('d')]";
    let code: (usize, String) = serde_json::from_value(browser.script(code)).expect("a code");
    let (side, zoom) = (code.0, 4);
    let mut dark = vec![false; side * side];
    for run in code.1.split('M').filter(|run| !run.is_empty()) {
        let numbers: Vec<usize> =
            run.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
        (0..numbers[2]).for_each(|step| dark[numbers[1] * side + numbers[0] + step] = true);
    }
    let pixel = |x: usize, y: usize| if dark[y / zoom * side + x / zoom] { 0 } else { 255 };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * zoom, side * zoom, pixel);
    image.detect_grids()[0].decode().expect("it can be read").1
}

/// Opens the dialog from the header.
fn share(browser: &Browser) {
    browser.click(&test_id("share"));
    browser.see(&role("dialog", "Share"));
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_teacher_sends_a_link_and_the_class_sees_what_was_meant() {
    in_browser(|browser| {
        browser.open(&format!("#1c=lin_ucb&c=lin_ts&c=random&{SHORT}"));
        finish(browser);
        let found = digest(browser);
        let steps = browser.script("return history.length");
        browser.click(&test_id("mini-1"));
        browser.script("document.querySelector('[data-testid=log-x]').click()");
        browser.script("document.querySelector('[data-testid=agent-2] [aria-pressed=true]').click()");
        browser.click(&test_id("inside-tab-1"));
        share(browser);
        assert_eq!(browser.focused(), ("textbox".to_owned(), "Link to this experiment".to_owned()));
        browser.type_into(&test_id("title"), "Greed <i>first</i>");
        browser.type_into(&test_id("note"), "Try alpha = 0 first.\nThen 3 & more: <b>why</b>?");
        browser.press("\u{e00c}");
        browser.wait_until("the dialog is closed", RUN, |browser| browser.count(&css("dialog[open]")) == 0);
        assert_eq!(browser.focused().1, "Share", "the focus is back");
        browser.wait_until("the address says it all", RUN, |browser| {
            let fragment = fragment(browser);
            ["title=Greed", "%0AThen", "v=chart=reward;log=x;hidden=2;lens=1&"]
                .iter()
                .all(|part| fragment.contains(part))
        });
        assert_eq!(browser.script("return history.length"), steps, "no step of the history");
        assert_eq!(digest(browser), found, "nothing of it belongs to the experiment");
        let link = browser.value(&test_id("link"));
        assert!(link.contains(&fragment(browser)[2..40]) && link.contains("&d="), "{link}");

        browser.open_in_new_tab(&link);
        finish(browser);
        assert_eq!(digest(browser), found);
        assert_eq!(browser.text(&test_id("question")), "Greed <i>first</i>", "a text, not HTML");
        assert_eq!(browser.text(&test_id("watch")), "Try alpha = 0 first.\nThen 3 & more: <b>why</b>?");
        assert_eq!(browser.count(&css(".band i, .band .note b")), 0);
        let name = browser.attribute(&test_id("large-chart"), "aria-label").unwrap_or_default();
        assert!(name.starts_with("Average reward"), "{name}");
        assert_eq!(browser.script("return document.querySelector('[data-testid=log-x]').checked"), true);
        assert_eq!(browser.count(&css("[data-testid=agent-2].is-hidden")), 1);
        assert_eq!(browser.count(&css("[data-testid=agent-0].is-hidden")), 0);
        assert_eq!(browser.attribute(&test_id("inside-tab-1"), "aria-checked").as_deref(), Some("true"));

        // A step back undoes the experiment, and not how it is looked at.
        browser.fill(&test_id("contender-0-alpha"), "2.5");
        browser.press("\u{e007}");
        browser.wait_until("the address follows", RUN, |browser| fragment(browser).contains("alpha=2.5"));
        browser.click(&test_id("mini-2"));
        browser.wait_until("the address follows", RUN, |browser| fragment(browser).contains("chart=quality"));
        browser.back();
        browser.wait_until("it is undone", RUN, |browser| {
            let fragment = fragment(browser);
            !fragment.contains("alpha=2.5")
                && fragment.contains("chart=quality")
                && fragment.contains("title=Greed")
        });
        let name = browser.attribute(&test_id("large-chart"), "aria-label").unwrap_or_default();
        assert!(name.starts_with("Suboptimal choices"), "{name}");

        // Another story has words of its own.
        browser.press("]");
        browser.wait_until("its own question", RUN, |browser| {
            !browser.text(&test_id("question")).contains("Greed")
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_a_link_gets_wrong_comes_with_what_was_meant() {
    in_browser(|browser| {
        for (link, sentence) in [
            ("#1c=lin_tss", "there is no agent \"lin_tss\" (did you mean \"lin_ts\"?)"),
            ("#1w=wheels", "there is no environment \"wheels\" (did you mean \"wheel\"?)"),
            ("#1w=gap_slates&k=cascades&c=random_slate", "(did you mean \"cascade\"?)"),
            ("#1w=wheel;delt=0.5&c=random", "(did you mean \"delta\"?)"),
            ("#1v=story=explorations&c=random&horizon=400", "(did you mean \"exploration\"?)"),
            ("#1v=tab=left&c=random&horizon=400", "\"tab=left\""),
            ("#2w=wheel", "made by a newer playground"),
        ] {
            browser.open(link);
            browser.wait_until(sentence, RUN, |browser| browser.text(&test_id("notices")).contains(sentence));
            let told = browser.text(&test_id("notices"));
            assert!(told.len() < 300, "no list of all there is: {told}");
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_camera_reads_the_link() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        // The badge leads to the dialog, too.
        browser.click(&test_id("badge"));
        let is_there = |browser: &Browser| browser.count(&css("dialog svg[data-testid=code]")) == 1;
        browser.wait_until("the code is there", RUN, is_there);
        assert_eq!(read_code(browser), browser.value(&test_id("link")));
        // It follows what is written.
        browser.type_into(&test_id("title"), "Lecture 3");
        browser.wait_until("the code is of the new link", RUN, |browser| {
            is_there(browser) && read_code(browser).contains("title=Lecture%203")
        });
        browser.script(
            "const note = document.querySelector('[data-testid=note]');
            note.value = 'ü'.repeat(400); note.dispatchEvent(new Event('input', { bubbles: true }))",
        );
        browser.wait_until("it is too long", RUN, |browser| {
            browser.text(&css(".share-code")).contains("too long for a code that a camera can read")
        });
        // To be copied into another page.
        let frame = browser.value(&test_id("frame"));
        assert!(
            frame.starts_with("<iframe src=\"http")
                && frame.contains("?embed#1")
                && frame.contains("&amp;seeds"),
            "{frame}"
        );
        assert!(frame.contains("title=\"Lecture 3\"") && frame.contains("loading=\"lazy\""), "{frame}");
        roxmltree::Document::parse(&frame).expect("it is well-formed");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn every_picture_is_saved_as_it_is_shown() {
    in_browser(|browser| {
        browser.before_every_page(KEEP_SAVED);
        browser.dark(true);
        browser
            .open("#1w=gap_slates&c=cascade_ucb1;label=A%20%26%20%3Cb%3E&c=cascade_ts&horizon=600&seeds=4");
        finish(browser);
        let names = ["large-chart", "reward", "quality", "choices", "round", "beliefs-chart", "further"];
        for name in names {
            let press = |format: &str| {
                browser.see(&css(&format!("details:has([data-testid=save-{name}])")));
                browser.script(&format!(
                    "document.querySelector('[data-testid=save-{name}]').closest('details').open = true;
                    document.querySelector('[data-testid=save-{name}-{format}]').click()"
                ));
                saved(browser)
            };
            let (file, svg) = press("svg");
            assert_eq!(file, format!("bandit-{name}.svg"));
            let document = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}"));
            let text_of = |tag: &str| {
                document
                    .descendants()
                    .find(|node| node.has_tag_name(tag))
                    .and_then(|node| node.text())
                    .unwrap_or_default()
            };
            assert!(text_of("desc").contains("/#1w=gap_slates"), "{name}: {}", text_of("desc"));
            assert!(!text_of("title").is_empty(), "{name}");
            assert!(text_of("style").contains("#171a20"), "{name} is dark as the page is");
            let texts: Vec<&str> = document
                .descendants()
                .filter(|node| node.has_tag_name("text"))
                .filter_map(|node| node.text())
                .collect();
            assert!(texts.len() > 3, "{name}: {texts:?}");
            // Names stand in it wherever they stand beside it on the page.
            assert!(
                name == "choices" || texts.iter().any(|text| text.contains("A & <b>")),
                "{name}: {texts:?}"
            );

            let (file, address) = press("png");
            assert_eq!(file, format!("bandit-{name}.png"));
            let png = bytes(address.strip_prefix("data:image/png;base64,").expect("a PNG"));
            assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n", "{name}");
            let number =
                |place: usize| u32::from_be_bytes(png[place..place + 4].try_into().expect("four bytes"));
            let size: Vec<f64> = document
                .root_element()
                .attribute("viewBox")
                .unwrap_or_default()
                .split(' ')
                .filter_map(|n| n.parse().ok())
                .collect();
            assert_eq!(
                (f64::from(number(16)), f64::from(number(20))),
                ((2.0 * size[2]).round(), (2.0 * size[3]).round()),
                "{name}"
            );
        }
        // In the colours of paper where that is wanted.
        browser.script("document.querySelector('.save input').click()");
        browser.script("document.querySelector('[data-testid=save-round-svg]').click()");
        assert!(saved(browser).1.contains(".background{color:#ffffff}"));
    });
}

/// Eight agents with names and settings of their own, and the longest title and note.
pub fn full_sheet() -> String {
    let title = format!("{:T<80}", "A long title ").replace(' ', "%20");
    let note: String =
        (1..).map(|place| format!("Sentence {place} of a note says what to try. ")).take(20).collect();
    let note: String = note.chars().take(LONGEST_NOTE).collect::<String>().trim().replace(' ', "%20");
    let agents = [
        "cascade_ucb1",
        "cascade_kl_ucb",
        "cascade_ts",
        "random_slate",
        "pbm_ucb",
        "pbm_ts",
        "top_rank",
        "cascade_ucb1;label=A%20name%20of%20some%20length",
    ];
    format!(
        "#1title={title}&note={note}&w=drawn_slates&k=position_based&c={}&horizon=400&seeds=5",
        agents.join("&c=")
    )
}

/// Prints an experiment on paper of two sizes, and looks for these words and for what came out.
fn print(browser: &Browser, link: &str, words: &[&str]) {
    browser.open(link);
    finish(browser);
    browser.click(&test_id("share"));
    browser.wait_until("the code is there", RUN, |browser| {
        browser.count(&css("dialog [data-testid=code]")) == 1
    });
    browser.press("\u{e00c}");
    let regret = browser.text(&css("[data-testid=result-0] td"));
    let found = digest(browser);
    for (paper, width, height) in [("A4", 8.27, 11.69), ("Letter", 8.5, 11.0)] {
        let printed = browser.devtools(
            "Page.printToPDF",
            json!({ "paperWidth": width, "paperHeight": height, "printBackground": true, "preferCSSPageSize": false }),
        );
        let pdf = bytes(printed["data"].as_str().expect("a PDF"));
        let pdf = lopdf::Document::load_mem(&pdf).expect("it can be read");
        assert_eq!(pdf.get_pages().len(), 1, "{paper}: one page for {link}");
        let text = pdf.extract_text(&[1]).expect("it has a text");
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let regret = regret.split(" ±").next().unwrap_or_default();
        for expected in words.iter().copied().chain([regret, found.as_str(), "Cumulative regret"]) {
            assert!(text.contains(expected), "{paper}: {expected} in {text}");
        }
        assert!(!text.contains("Run again"), "nothing of the page itself: {text}");
    }
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_report_is_one_page_with_what_was_done_and_what_came_out() {
    in_browser(|browser| {
        let short = "#1title=My%20lecture&note=Two%20lines%0Aof%20a%20note.&w=stationary_linear;arms=7&c=lin_ucb;alpha=2&c=lin_ts&c=epsilon_greedy&c=random&horizon=400&seeds=5&master_seed=77";
        print(
            browser,
            short,
            &["My lecture", "of a note.", "LinUCB (alpha 2)", "400 rounds, 5 seeds, master seed 77"],
        );
        browser.wait_until("the report is gone from the page", RUN, |browser| {
            browser.count(&css(".report")) == 0
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn in_another_page_it_stays_small_and_leaves_no_trace() {
    in_browser(|browser| {
        for dark in [false, true] {
            browser.dark(dark);
            for (width, height) in [(480, 360), (960, 600), (1_280, 720)] {
                browser.devtools(
                    "Emulation.setDeviceMetricsOverride",
                    json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
                );
                browser.open(&format!("?embed#1title=Small&{SHORT}"));
                finish(browser);
                let theme = browser.script("return document.documentElement.dataset.theme");
                assert_eq!(theme, if dark { "dark" } else { "light" }, "as the system is");
                let sizes = browser.script(
                    "const root = document.documentElement; return [root.scrollWidth, root.scrollHeight]",
                );
                assert_eq!(sizes, json!([width, height]), "nothing is cut off");
                for part in [
                    "[data-testid=play]",
                    "[data-testid=large-chart]",
                    "[data-testid=open-whole]",
                    ".run-bar",
                    ".stage-in",
                ] {
                    let inside = format!(
                        "const box = document.querySelector('{part}').getBoundingClientRect();
                        return box.width > 30 && box.height > 10 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight"
                    );
                    assert_eq!(browser.script(&inside), Value::Bool(true), "{part} at {width}x{height}");
                }
                let overlap = "const bar = document.querySelector('.run-bar').getBoundingClientRect();
                    return document.querySelector('[data-testid=large-chart]').getBoundingClientRect().bottom <= bar.top";
                assert_eq!(browser.script(overlap), Value::Bool(true), "the run bar covers no chart");
            }
        }
        assert_eq!(browser.count(&css(".top, .band, .agents, .app-footer, [data-testid=skip]")), 0);
        let steps = browser.script("return history.length");
        let before = fragment(browser);
        let link = browser.attribute(&test_id("open-whole"), "href").unwrap_or_default();
        assert!(!link.contains("embed") && link.contains("#1title=Small"), "{link}");
        // Keys for what is not there do nothing.
        for key in ["]", "s", "?"] {
            browser.press(key);
        }
        browser.script("document.querySelector('[data-testid=new-seed]').click()");
        browser.wait_until("the link has another seed", RUN, |browser| {
            browser.attribute(&test_id("open-whole"), "href").unwrap_or_default().contains("master_seed=")
        });
        finish(browser);
        assert_eq!(browser.script("return history.length"), steps);
        assert_eq!(fragment(browser), before);
        // The tests themselves note that this is no first visit.
        assert_eq!(
            browser.script("return Object.keys(localStorage).filter((key) => key !== 'visited').length"),
            0
        );
    });
}
