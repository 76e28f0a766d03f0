//! How fast the page and its engine are here: measurements, no tests.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use bandit_playground::runs::{KeptRun, Made, RunId, to_bytes, to_json};
use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::Experiment;
use bandit_playground::worker::kept_runs::{RunsRequest, packed};
use serde_json::json;

use crate::support::{Browser, css, in_browser, test_id};
use crate::visitor::{SHORT, finish, wait_for_state};

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

/// So many runs are kept, of so many agents under so many seeds.
const RUNS: u64 = 1_000;
const AGENTS: [&str; 8] =
    ["ucb1", "random", "epsilon_greedy", "bernoulli_thompson", "kl_ucb", "moss", "imed", "exp3"];
const SEEDS: u32 = 50;

/// Writes a zip of runs as the page exports them, without the tables beside them; gives the bytes that a run takes where it is kept.
fn write_runs(file: &Path) -> usize {
    let agents = AGENTS.map(|id| format!(r#"{{"agent": "{id}"}}"#)).join(", ");
    let text = format!(
        r#"{{"world": {{"id": "bernoulli"}}, "contenders": [{agents}], "horizon": 5000, "seeds": {SEEDS}}}"#
    );
    let experiment = Experiment::from_json(&text).expect("it is an experiment");
    let log = run(&experiment, Sources::default()).expect("it runs");
    let mut kept = KeptRun::of(&log, Made::default());
    let mut zip = zip::ZipWriter::new(std::fs::File::create(file).expect("a file"));
    for number in 0..RUNS {
        let created = 1_700_000_000_000 + 60_000 * number;
        kept.header.id = RunId::new(created, number);
        (kept.header.created, kept.header.name) = (created, format!("Run {number} of many"));
        kept.header.content = kept.content();
        let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
        zip.start_file(format!("{}/run.json", kept.header.id), options).expect("an entry");
        zip.write_all(to_json(&kept).expect("it is written").as_bytes()).expect("it is written");
    }
    zip.finish().expect("it is written");
    to_bytes(&kept).len()
}

/// Opens the list, and gives the milliseconds until so many rows are painted.
fn opening(browser: &Browser, rows: usize) -> f64 {
    let script = format!(
        "return new Promise((done) => {{
            const begun = performance.now();
            (function look() {{
                if (document.querySelectorAll('[data-testid=run]').length >= {rows}) {{
                    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
                }} else {{
                    requestAnimationFrame(look);
                }}
            }})();
            location.hash = '#runs';
        }})"
    );
    browser.script(&script).as_f64().expect("a number")
}

/// Milliseconds of each of these.
fn listed(times: &[f64]) -> String {
    times.iter().map(|time| format!("{time:.0}")).collect::<Vec<_>>().join(", ")
}

/// How long the list takes to open: with the program of the views, which comes with the first view, and then again and again.
fn report_openings(browser: &Browser, rows: usize) {
    let (mut first, mut again, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..3 {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.wait_until("the page has kept its run", LONG, |browser| {
            browser.script("return typeof window.keptRuns") == "function"
        });
        for _ in 0..3 {
            let question = packed(RunsRequest::List).message.to_vec();
            let script = format!(
                "const begun = performance.now();
                 return window.keptRuns([new Uint8Array({question:?})]).then(() => performance.now() - begun)"
            );
            asked.push(browser.script(&script).as_f64().expect("a number"));
        }
        browser.devtools("HeapProfiler.collectGarbage", json!({}));
        let before = browser.devtools("Runtime.getHeapUsage", json!({}));
        first.push(opening(browser, rows));
        for _ in 0..3 {
            browser.script("history.back()");
            browser.wait_until("the page is back", LONG, |browser| {
                browser.script("return document.getElementById('view').hidden") == true
            });
            again.push(opening(browser, rows));
        }
        browser.wait_until("all results are seen", LONG, |browser| browser.count(&css(".run-agent")) >= rows);
        browser.devtools("HeapProfiler.collectGarbage", json!({}));
        let after = browser.devtools("Runtime.getHeapUsage", json!({}));
        let megabytes =
            |usage: &serde_json::Value, field: &str| usage[field].as_f64().unwrap_or(f64::NAN) / 1e6;
        for field in ["usedSize", "embedderHeapUsedSize", "backingStorageSize"] {
            println!("{field}: {:.1} MB, then {:.1} MB", megabytes(&before, field), megabytes(&after, field));
        }
    }
    println!("First opening, with the program of the views: {} ms", listed(&first));
    println!("Opening again: {} ms", listed(&again));
    println!("The answer to a request for the list: {} ms", listed(&asked));
}

#[test]
#[ignore = "measures: scripts/bench runs it"]
fn a_thousand_runs() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let file = folder.path().join("runs.zip");
    let bytes = write_runs(&file);
    println!("{RUNS} runs of {} agents x {SEEDS} seeds, {bytes} bytes each", AGENTS.len());
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        println!("Of one run:");
        report_openings(browser, 1);
        let begun = Instant::now();
        browser.choose_file(&test_id("runs-file"), &file);
        browser.wait_until("they are added", LONG, |browser| {
            browser.text(&test_id("runs-total")).starts_with(&format!("{} runs", RUNS + 1))
                || browser.text(&test_id("runs-total")).starts_with("1,001 runs")
        });
        println!(
            "Imported in {:.1} s: {}",
            begun.elapsed().as_secs_f64(),
            browser.text(&test_id("runs-total"))
        );
        println!("Of {} runs:", RUNS + 1);
        report_openings(browser, 50);
    });
}
