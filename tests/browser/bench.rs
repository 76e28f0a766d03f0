//! How fast the page and its engine are here: measurements, no tests.

use std::time::Duration;

use crate::support::{Browser, css, in_browser, test_id};
use crate::visitor::{finish, wait_for_state};

const LONG: Duration = Duration::from_secs(300);

/// Notes when the first round is shown, and every task of the page's thread that is longer than 50 ms.
const WATCH: &str = "
    window.longTasks = [];
    new PerformanceObserver((list) => list.getEntries().forEach((task) => window.longTasks.push([task.startTime, task.duration])))
        .observe({ type: 'longtask', buffered: true });
    (function look() {
        const round = document.querySelector('[data-testid=round]');
        if (round && round.textContent !== '0') { window.firstCurve = performance.now(); } else { requestAnimationFrame(look); }
    })();";

#[test]
#[ignore = "measures: scripts/bench runs it"]
fn bench() {
    in_browser(|browser| {
        // Every agent, and every ranker.
        for link in
            ["#1w=stationary_linear&horizon=10&seeds=1", "#1w=drawn_slates&c=cascade_ucb1&horizon=10&seeds=1"]
        {
            browser.open(link);
            finish(browser);
            browser.click(&css(".measure summary"));
            browser.click(&test_id("measure"));
            browser.wait_until("it is measured", LONG, |browser| browser.count(&test_id("measured")) == 1);
            println!("{}", browser.text(&test_id("measured")));
        }

        browser.before_every_page(WATCH);
        browser.open("");
        finish(browser);
        println!("First curve after opening: {} ms", number(browser, "window.firstCurve"));
        report_long_tasks(browser, "while the page opened and ran the default experiment");

        browser.open("#1horizon=60000&seeds=10");
        wait_for_state(browser, "running");
        browser.script("window.longTasks.length = 0");
        let start = number(browser, "performance.now()");
        finish(browser);
        println!("60,000 rounds of 10 seeds: {} ms", number(browser, "performance.now()") - start);
        report_long_tasks(browser, "while 60,000 rounds of 10 seeds ran at full speed");

        let three = crate::slates::CATALOGUE;
        let more = "&c=cascade_ts&c=ts_cascade&c=cascade_ducb&c=dcm_kl_ucb&c=popular_slate&horizon";
        for (rankers, link, rounds) in
            [(3, three.to_owned(), 20_000), (8, three.replace("&horizon", more), 4_000)]
        {
            browser.open(&link.replace("horizon=2000", &format!("horizon={rounds}")));
            wait_for_state(browser, "running");
            browser.script("window.longTasks.length = 0");
            let start = number(browser, "performance.now()");
            finish(browser);
            println!(
                "{rounds} rounds of 2 seeds of 10 of 9,066 films, {rankers} rankers: {} ms",
                number(browser, "performance.now()") - start
            );
            report_long_tasks(browser, "meanwhile");
        }

        // One worker factorizes, and the others take what it has made.
        for workers in [1, 4] {
            browser.open(&format!("?workers={workers}#1w=movielens_mf;movies=1000&horizon=1&seeds=4"));
            browser.wait_until("the environment is made", LONG, |browser| {
                browser.text(&test_id("remarks")).contains("1000 movies")
            });
            println!(
                "From opening with {workers} workers to 671 users x 1,000 movies factorized at rank 20: {} ms",
                number(browser, "performance.now()")
            );
        }
    });
}

fn number(browser: &Browser, expression: &str) -> u64 {
    browser.script(&format!("return {expression}")).as_f64().unwrap_or(f64::NAN).round() as u64
}

fn report_long_tasks(browser: &Browser, when: &str) {
    let count = number(browser, "window.longTasks.length");
    let longest = number(browser, "Math.max(0, ...window.longTasks.map((task) => task[1]))");
    let tasks = browser.script(
        "return window.longTasks.map(([at, long]) => `${Math.round(at)}+${Math.round(long)}`).join(' ')",
    );
    println!("Tasks over 50 ms on the page's thread {when}: {count}, the longest {longest} ms {tasks}");
}
