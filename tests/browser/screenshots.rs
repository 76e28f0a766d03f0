//! Pictures of the page, to be looked at.

use crate::support::{Browser, in_browser, test_id};
use crate::visitor::{RUN, finish, wait_for_state};

#[test]
#[ignore = "makes pictures: scripts/screenshot runs it"]
fn screenshots() {
    in_browser(|browser| {
        for (width, height) in [(1440, 900), (390, 844)] {
            for dark in [true, false] {
                browser.window(width, height);
                browser.dark(dark);
                browser.open("?#1");
                finish(browser);
                let name = format!("{width}x{height}-{}", if dark { "dark" } else { "light" });
                keep(browser, &format!("page-{name}"));
                whole(browser, &format!("whole-{name}"), width);
                browser.click(&test_id("reset"));
                wait_for_state(browser, "paused");
                browser.click(&test_id("step"));
                browser.wait_until("a round is shown", RUN, |browser| browser.count(&test_id("films")) == 1);
                browser.script("document.querySelector('#inside').scrollIntoView()");
                keep(browser, &format!("inside-{name}"));
                for (what, link) in [
                    ("catalogue-of-films", crate::slates::CATALOGUE),
                    (
                        "slates",
                        "#1w=movielens_popular_slates&c=cascade_ucb1&c=cascade_kl_ucb&c=cascade_ts&c=random_slate",
                    ),
                    (
                        "objectives",
                        "#1o=novelty_weight=0.5;diversity_weight=0.5&c=neural_multi_objective;least_novelty=0.12&c=lin_ucb&horizon=600&seeds=2",
                    ),
                    (
                        "network",
                        "#1w=stationary_linear&c=neural_epsilon_greedy&c=lin_ucb&horizon=1000&seeds=2",
                    ),
                ] {
                    browser.open(link);
                    finish(browser);
                    browser.script("document.querySelector('#inside').scrollIntoView()");
                    keep(browser, &format!("{what}-{name}"));
                    // What only an experiment of several objectives has.
                    for seen in ["goals", "objectives-novelty_weight"] {
                        if what == "objectives" {
                            browser.script(&format!(
                                "document.querySelector('[data-testid={seen}]').scrollIntoView()"
                            ));
                            keep(browser, &format!("{seen}-{name}"));
                        }
                    }
                    if browser.count(&test_id("beliefs")) == 1 {
                        browser.click(&test_id("beliefs"));
                        browser.script("document.querySelector('.beliefs').scrollIntoView()");
                        keep(browser, &format!("{what}-learned-{name}"));
                    }
                }
                browser
                    .open("#1w=drawn_slates&k=position_based&c=cascade_ucb1&c=pbm_ucb&c=pbm_ts&c=top_rank");
                finish(browser);
                whole(browser, &format!("ranking-{name}"), width);
                for part in ["further", "measures"] {
                    browser.script(&format!(
                        "document.querySelector('[data-testid={part}]').scrollIntoView({{ block: 'center' }})"
                    ));
                    keep(browser, &format!("{part}-{name}"));
                }
                browser.script("scrollTo(0, 0)");
                browser.drop_file("animals.csv", crate::table::animals(None).as_bytes());
                browser.see(&test_id("own-table"));
                browser.click(&test_id("table-columns"));
                keep(browser, &format!("table-{name}"));
                browser.click(&test_id("run-on-table"));
                finish(browser);
                browser.script("document.querySelector('.controls').open = true; document.querySelector('[data-testid=table-in-use]').scrollIntoView()");
                keep(browser, &format!("table-in-use-{name}"));
                browser.script(
                    "scrollTo(0, 0); document.querySelector('[data-testid=catalogue-button]').click()",
                );
                browser.see(&test_id("catalogue-search"));
                keep(browser, &format!("catalogue-{name}"));
            }
        }
    });
}

fn keep(browser: &Browser, name: &str) {
    println!("{}", browser.screenshot(name).display());
}

/// The page from its head to its foot.
fn whole(browser: &Browser, name: &str, width: u32) {
    let height =
        browser.script("return document.documentElement.scrollHeight").as_u64().unwrap_or(900) as u32;
    browser.window(width, height);
    browser.wait_until("it is drawn", RUN, |browser| {
        browser.script("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))") == true
    });
    keep(browser, name);
    browser.window(width, if width > 1000 { 900 } else { 844 });
}
