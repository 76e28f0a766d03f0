//! Logs, as a person uses them: recorded from the experiment, evaluated beside the truth, taken along as files, and read again elsewhere.

use std::path::Path;

use bandit_playground::data::Sources;
use bandit_playground::descriptor::Values;
use bandit_playground::evaluation::models::{self, CrossFitted};
use bandit_playground::evaluation::tables::{Recorded, Uniform};
use bandit_playground::evaluation::truth::{Truth, truth};
use bandit_playground::evaluation::{ArmEvidence, Known, Question, Report, evaluate};
use bandit_playground::interactions::InteractionLog;
use bandit_playground::simulation::record::{RecordOptions, record};
use bandit_playground::spec::{Experiment, link};
use bandit_playground::views::log_words::{off_words, value_words};
use serde_json::json;

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, finish, fragment, texts};

/// Synthetic users: no ratings are needed.
const LINK: &str = "#1c=lin_ucb&c=random&w=stationary_linear&horizon=2000&seeds=2";

/// Opens the view beside an experiment.
fn open(browser: &Browser, link: &str) {
    browser.open(link);
    finish(browser);
    browser.click(&test_id("logs-tab"));
    browser.see(&test_id("logs-record"));
}

/// Waits until nothing is being done any more, and says what went wrong, if anything did.
fn rests(browser: &Browser) -> String {
    browser.wait_until("the workers rest", RUN, |browser| browser.count(&test_id("logs-stop")) == 0);
    if browser.count(&test_id("logs-problem")) == 0 {
        String::new()
    } else {
        browser.text(&test_id("logs-problem"))
    }
}

/// Waits until a policy was evaluated.
fn evaluated(browser: &Browser) {
    browser.wait_until("the policy is evaluated", RUN, |browser| {
        browser.count(&test_id("logs-stop")) == 0 && browser.count(&test_id("logs-finding")) == 1
    });
    assert_eq!(rests(browser), "");
}

/// What a browser has put into the folder of its downloads, once it is there and whole.
fn saved(browser: &Browser, folder: &Path, end: &str) -> std::path::PathBuf {
    let find = || {
        let files = std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
        files.map(|file| file.path()).find(|path| path.to_string_lossy().ends_with(end))
    };
    browser.wait_until(&format!("a file {end} is saved"), RUN, |_| find().is_some());
    find().expect("it is there")
}

fn downloads_go_to(browser: &Browser, folder: &Path) {
    browser.devtools(
        "Browser.setDownloadBehavior",
        json!({ "behavior": "allow", "downloadPath": folder.to_string_lossy() }),
    );
}

/// The same log natively: of the first agent, with a fifth of exploration.
fn native() -> (InteractionLog, Experiment) {
    let page = link::decode(LINK).expect("a link").experiment;
    let experiment = Experiment { seeds: 1, ..page }.checked().expect("it can run");
    let environment = experiment.prepare(Sources::default()).expect("it can be made");
    let options = RecordOptions { explore: 0.2, ..RecordOptions::default() };
    (record(&experiment, environment, options, &mut |_| ()).expect("it is recorded"), experiment)
}

/// What the command line says of the uniform policy.
fn native_report(log: &InteractionLog) -> Report {
    let (learner, values) = (models::find("ridge").expect("a model"), Values::default());
    let model = CrossFitted::fit(learner, &values, log, None).expect("it can be fitted");
    let (recorded, policy) = (Recorded(log), Uniform(log));
    let sides = Known { model: Some(&model), learner: Some((learner, &values)), ..Known::default() };
    let evidence = ArmEvidence::new(log, &recorded, &policy, sides).expect("it fits");
    evaluate(&Question::default(), &evidence).expect("it is evaluated")
}

fn native_truth(log: &InteractionLog, experiment: &Experiment) -> Truth {
    let environment = experiment.prepare(Sources::default()).expect("it can be made");
    truth(log, &Uniform(log), experiment, &environment, 0).expect("it is known")
}

/// The estimates that the view shows are those of this report.
fn shows(browser: &Browser, report: &Report, truth: Option<&Truth>) {
    for row in &report.rows {
        let id = &row.estimator;
        assert_eq!(browser.text(&test_id(&format!("logs-value-{id}"))), value_words(row), "{id}");
        if let Some(truth) = truth {
            assert_eq!(browser.text(&test_id(&format!("logs-off-{id}"))), off_words(row, truth), "{id}");
        }
    }
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_run_is_recorded_evaluated_beside_the_truth_and_taken_along() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (log, experiment) = native();
    let (report, truth) = (native_report(&log), native_truth(&log, &experiment));
    in_browser(|browser| {
        downloads_go_to(browser, folder.path());
        open(browser, LINK);
        assert_eq!(fragment(browser), "#logs");
        assert!(browser.title().starts_with("Logs"), "{}", browser.title());
        browser.fill(&test_id("logs-explore"), "0.2");
        browser.click(&test_id("logs-record"));
        evaluated(browser);
        assert!(browser.text(&test_id("logs-facts")).contains("2,000"));
        assert!(browser.text(&test_id("logs-traps")).contains("depend on earlier rewards"));
        // The same numbers as natively, with the truth beside each.
        shows(browser, &report, Some(&truth));
        assert!(browser.text(&test_id("logs-truth")).starts_with("True value in the log's own 2,000 rounds"));
        // Another policy, and an agent that learns from the log.
        browser.choose(&test_id("logs-policy"), "Random, trained on the first half");
        browser.wait_until("the agent is evaluated", RUN, |browser| {
            browser.count(&test_id("logs-trained")) == 1
        });
        evaluated(browser);
        assert!(
            browser
                .text(&test_id("logs-trained"))
                .starts_with("It learned from 1,000 rows and is evaluated on the 1,000")
        );
        browser.choose(&test_id("logs-policy"), "Uniform: every arm alike");
        browser.wait_until("it is the uniform policy again", RUN, |browser| {
            browser.count(&test_id("logs-trained")) == 0
        });
        evaluated(browser);
        // Rows are filtered.
        let place = || browser.text(&test_id("logs-place"));
        assert_eq!(place(), "1 to 25 of 2,000 rows");
        browser.click(&test_id("logs-after"));
        browser.wait_until("the next rows", RUN, |_| place() == "26 to 50 of 2,000 rows");
        let second = log.actions().iter().filter(|action| **action == 1).count();
        browser.choose(&test_id("logs-filter-arm"), &log.schema().arms[1]);
        browser.wait_until("rows of one arm", RUN, |_| place().ends_with(&format!("of {second} rows")));
        // Every format that the page has.
        for end in ["csv", "jsonl", "npz"] {
            browser.click(&test_id(&format!("logs-write-{end}")));
            browser.wait_until("it is written", RUN, |browser| {
                browser.count(&test_id("logs-written")) == 1
                    && browser.text(&test_id("logs-written")).contains(&format!(".{end} is saved."))
            });
            assert_eq!(rests(browser), "");
        }
    });
    // Elsewhere, where nothing is known of it but the file.
    in_browser(|browser| {
        let file = saved(browser, folder.path(), ".jsonl");
        open(browser, LINK);
        browser.choose_file(&test_id("logs-file"), &file);
        evaluated(browser);
        assert!(
            browser.text(&test_id("logs-about")).contains("as JSON lines"),
            "{}",
            browser.text(&test_id("logs-about"))
        );
        shows(browser, &report, None);
        assert_eq!(browser.count(&test_id("logs-truth")), 0);
        // The truth is known where it is said which experiment it was.
        browser.click(&test_id("logs-of-page"));
        browser.wait_until("the truth is there", RUN, |browser| browser.count(&test_id("logs-truth")) == 1);
        evaluated(browser);
        shows(browser, &report, Some(&truth));
    });
    // Of another experiment it is not: one sentence says so, and the estimates stay.
    in_browser(|browser| {
        let file = saved(browser, folder.path(), ".csv");
        open(browser, "#1c=random&w=stationary_linear&horizon=2000&seeds=1&master_seed=7");
        browser.choose_file(&test_id("logs-file"), &file);
        evaluated(browser);
        browser.click(&test_id("logs-of-page"));
        browser.wait_until("that is said", RUN, |browser| browser.count(&test_id("logs-no-truth")) == 1);
        evaluated(browser);
        assert!(
            browser.text(&test_id("logs-no-truth")).contains("than round 1 of this experiment under seed 0")
        );
        shows(browser, &report, None);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn estimators_are_walked_through_with_keys() {
    in_browser(|browser| {
        open(browser, LINK);
        browser.click(&test_id("logs-record"));
        evaluated(browser);
        let names = texts(
            browser,
            "[...document.querySelectorAll('[data-estimator]')].map((name) => name.dataset.estimator)",
        );
        assert!(names.len() > 10, "{names:?}");
        assert_eq!(browser.count(&css("[data-estimator][tabindex='0']")), 1, "Tab enters them once");
        browser.script("document.querySelector('[data-estimator][tabindex=\"0\"]').focus()");
        let here = || texts(browser, "[document.activeElement.dataset.estimator ?? '']")[0].clone();
        browser.press(Key::Home);
        assert_eq!(here(), names[0]);
        browser.press(Key::Down);
        assert_eq!(here(), names[1]);
        browser.press(Key::Enter);
        browser.see(&test_id("logs-definition"));
        browser.press(Key::End);
        assert_eq!(here(), names[names.len() - 1]);
        browser.press(Key::Down);
        assert_eq!(here(), names[names.len() - 1], "there it ends");
        // The verdicts are words.
        let groups = texts(
            browser,
            "[...document.querySelectorAll('.logs-forest [scope=rowgroup]')].map((head) => head.textContent)",
        );
        assert!(
            groups.iter().any(|group| group == "With care") && groups.iter().any(|group| group == "Check"),
            "{groups:?}"
        );
    });
}

/// A few rows as the Open Bandit Dataset has them: one has a probability of 0, and one an item that is no number.
const OPEN_BANDIT: &str = "timestamp,item_id,position,click,propensity_score,user_feature_0\n\
    2019-11-24 00:00:17.004101+00:00,0,1,0,0.5,a\n\
    2019-11-24 00:01:17.004101+00:00,1,2,1,0.5,b\n\
    2019-11-24 00:02:17.004101+00:00,1,3,1,0,b\n\
    2019-11-24 00:03:17.004101+00:00,x,3,1,0.5,b\n\
    2019-11-24 00:04:17.004101+00:00,0,3,1,0.5,b\n";

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn files_are_dropped_and_what_is_wrong_with_them_is_said() {
    let drop = |browser: &Browser, name: &str, text: &str| {
        let script = format!(
            "const file = new File([{}], {}); const transfer = new DataTransfer(); transfer.items.add(file); \
             document.querySelector('[data-testid=logs-view]').dispatchEvent(new DragEvent('drop', {{ bubbles: true, cancelable: true, dataTransfer: transfer }}))",
            json!(text),
            json!(name)
        );
        browser.script(&script);
    };
    in_browser(|browser| {
        open(browser, LINK);
        drop(browser, "shop.csv", OPEN_BANDIT);
        evaluated(browser);
        assert!(browser.text(&test_id("logs-about")).contains("shop.csv as Open Bandit"));
        let refused = browser.text(&test_id("logs-refused"));
        assert!(
            refused.starts_with("2 rows are left out, the first at shop.csv, line 4: ")
                && refused.contains("probability"),
            "{refused}"
        );
        let facts = browser.text(&test_id("logs-facts"));
        drop(browser, "broken.csv", "action,reward,probability\n0,1,2\n");
        browser.wait_until("it is said", RUN, |browser| browser.count(&test_id("logs-problem")) == 1);
        let problem = rests(browser);
        assert!(problem.starts_with("broken.csv has no row that can be read: line 2: "), "{problem}");
        // What was there is still there, and can be asked.
        assert_eq!(browser.text(&test_id("logs-facts")), facts);
        browser.choose(&test_id("logs-policy"), "Always item 1");
        evaluated(browser);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_example_is_read_and_what_takes_long_is_stopped() {
    in_browser(|browser| {
        open(browser, LINK);
        browser.click(&test_id("logs-example"));
        evaluated(browser);
        let facts = browser.text(&test_id("logs-facts"));
        assert!(facts.contains("10,000") && facts.contains("80") && facts.contains("42"), "{facts}");
        assert!(browser.text(&test_id("logs-overlap")).starts_with("Weak overlap."));
        let value = browser.text(&test_id("logs-value-ips"));
        // A million rounds take longer than a click.
        browser.fill(&test_id("logs-rounds"), "1000000");
        browser.click(&test_id("logs-record"));
        browser.click(&test_id("logs-stop"));
        assert_eq!(rests(browser), "");
        // The log that was there stays, and is asked again.
        assert_eq!(browser.text(&test_id("logs-facts")), facts);
        assert_eq!(browser.text(&test_id("logs-value-ips")), value);
        browser.click(&test_id("logs-after"));
        browser.wait_until("the next rows", RUN, |browser| {
            browser.text(&test_id("logs-place")).starts_with("26 to 50")
        });
        browser.choose(&test_id("logs-confidence"), "80 %");
        browser.wait_until("a narrower interval", RUN, |browser| {
            browser.text(&test_id("logs-value-ips")) != value
        });
        evaluated(browser);
        // More than there may be is one sentence.
        browser.fill(&test_id("logs-rounds"), "0");
        browser.click(&test_id("logs-record"));
        browser.wait_until("it is said", RUN, |browser| browser.count(&test_id("logs-problem")) == 1);
        assert!(rests(browser).starts_with("The rounds must be a whole number from 1 to 1000000"));
    });
}
