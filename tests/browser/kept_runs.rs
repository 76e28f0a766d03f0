//! Runs that outlast the page: kept in the browser, found after a reload, shared by its tabs, taken along as a file.

use std::thread;
use std::time::Duration;

use bandit_playground::runs::{Edit, KeptRun, Made, RunId, export as zip_of, from_bytes};
use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::{Experiment, PartChoice};
use bandit_playground::tune::{Dimension, RANDOM, Space, Study, StudySpec, StudyState};
use bandit_playground::worker::bytes::Bytes;
use bandit_playground::worker::kept_runs::{KeptListing, Parts, RunsAnswer, RunsRequest, packed, unpacked};
use bandit_playground::worker::kept_studies::{KeptStudies, StudiesRequest, bytes_of, message_of};
use serde_json::{Value, json};

use crate::support::{Browser, in_browser, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, round, wait_for_state};

/// An experiment that computes for minutes.
const ENDLESS: &str = "#1w=wheel&c=neural_epsilon_greedy&c=random&horizon=1000000&seeds=9";

/// Asks as the page's programs do: through the function that all of them share, which is there once the page has kept a run.
fn ask(browser: &Browser, request: RunsRequest) -> RunsAnswer {
    let mut parts = packed(request);
    let arrays: Vec<Vec<u8>> = parts.buffers().into_iter().map(|part| part.to_vec()).collect();
    let script = format!(
        "return window.keptRuns({}.map((part) => new Uint8Array(part))).then((parts) => parts.map((part) => [...part]))",
        json!(arrays)
    );
    let answer: Vec<Vec<u8>> = serde_json::from_value(browser.script(&script)).expect("buffers");
    let mut answer = answer.into_iter().map(Bytes::from);
    unpacked(Parts { message: answer.next().expect("a message"), buffer: answer.next() }).expect("an answer")
}

/// Asks about studies.
pub fn ask_studies(browser: &Browser, request: &StudiesRequest) -> Result<KeptStudies, String> {
    match ask(browser, RunsRequest::Studies { request: bytes_of(request) }) {
        RunsAnswer::Studies { answer } => Ok(message_of(&answer).expect("studies")),
        RunsAnswer::Refused { sentence } => Err(sentence),
        answer => panic!("{answer:?}"),
    }
}

/// A search that has so many scores.
fn study(scores: usize) -> StudyState {
    let mut spec = StudySpec {
        experiment: Experiment::default(),
        agent: 0,
        space: Space::default(),
        sampler: PartChoice::new(&RANDOM),
        trials: Some(9),
        metric: "regret".to_owned(),
        seeds: 2,
        held_out: 2,
        study_seed: 1,
    };
    let alpha = Dimension::parse(spec.part().expect("an agent"), "alpha=0.1..10").expect("a parameter");
    spec.space.dimensions.push(alpha);
    let mut study = Study::new(spec).expect("a study");
    for place in 0..scores {
        let job = study.ask().expect("there is more to run");
        study.tell(&job, place as f64);
    }
    study.state().clone()
}

fn can_ask(browser: &Browser) -> bool {
    browser.script("return typeof window.keptRuns") == "function"
}

fn list(browser: &Browser) -> KeptListing {
    match ask(browser, RunsRequest::List) {
        RunsAnswer::Listed(listing) => listing,
        answer => panic!("{answer:?}"),
    }
}

/// Waits until so many runs are kept, and lists them.
fn wait_for_runs(browser: &Browser, count: usize) -> KeptListing {
    browser.wait_until(&format!("{count} runs are kept"), RUN, |browser| {
        can_ask(browser) && list(browser).entries.len() == count
    });
    list(browser)
}

fn digests(listing: &KeptListing) -> Vec<String> {
    let digest = |entry: &bandit_playground::worker::kept_runs::KeptEntry| {
        entry.header.digest.as_ref().map(|digest| digest.digest.clone()).unwrap_or_default()
    };
    listing.entries.iter().map(digest).collect()
}

fn export(browser: &Browser) -> Bytes {
    match ask(browser, RunsRequest::Export { ids: None }) {
        RunsAnswer::Exported { archive, damaged } if damaged.is_empty() => archive,
        answer => panic!("{answer:?}"),
    }
}

fn import(browser: &Browser, archive: Bytes) -> bandit_playground::runs::ImportReport {
    match ask(browser, RunsRequest::Import { archive }) {
        RunsAnswer::Imported(report) => report,
        answer => panic!("{answer:?}"),
    }
}

/// Opens the database as any script of the site may, and does something with its stores.
fn in_database(browser: &Browser, work: &str) -> Value {
    browser.script(&format!(
        "return new Promise((done, fail) => {{
            const request = indexedDB.open('bandit-playground');
            request.onerror = () => fail(request.error);
            request.onsuccess = () => {{
                const database = request.result;
                const transaction = database.transaction(['headers', 'results'], 'readwrite');
                const [headers, results] = ['headers', 'results'].map((name) => transaction.objectStore(name));
                {work}
                transaction.oncomplete = () => {{ database.close(); done(true); }};
                transaction.onabort = () => fail(transaction.error);
            }};
        }})"
    ))
}

fn go_to(browser: &Browser, link: &str) {
    browser.script(&format!("location.hash = {link:?}"));
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_run_is_still_there_after_a_reload_and_is_kept_once() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let first = digest(browser);
        let listing = wait_for_runs(browser, 1);
        assert_eq!(digests(&listing), [first.as_str()]);
        let header = &listing.entries[0].header;
        assert_eq!((header.horizon, header.seeds, header.rounds_done), (400, 3, 400));
        assert!(listing.broken.is_empty() && listing.remark.is_none(), "{listing:?}");
        // The same experiment, run again by the reload.
        browser.reload();
        finish(browser);
        let id = header.id.clone();
        browser.wait_until("the page can be asked", RUN, can_ask);
        assert_eq!(wait_for_runs(browser, 1), listing);
        let RunsAnswer::Loaded { run } = ask(browser, RunsRequest::Load { id }) else {
            panic!("it is loaded")
        };
        let run = from_bytes(&run.to_vec()).expect("it is a run");
        assert_eq!((run.header.clone(), run.results.policies.len()), (header.clone(), header.agents.len()));
        // Another seed is another run.
        go_to(browser, &format!("#1{SHORT}&master_seed=7"));
        browser.wait_until("it is another run", RUN, |browser| digest(browser) != first);
        finish(browser);
        let second = digest(browser);
        assert_eq!(digests(&wait_for_runs(browser, 2)), [second, first]);
        assert_eq!(browser.text(&test_id("notices")), "");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_run_that_is_replaced_or_left_is_kept_as_far_as_it_came() {
    in_browser(|browser| {
        // That one which has only begun is not kept is tested where time stands still, in the session's tests.
        browser.open(&format!("{ENDLESS}&master_seed=7"));
        wait_for_state(browser, "running");
        thread::sleep(Duration::from_secs(4));
        let rounds = round(browser);
        go_to(browser, &format!("#1{SHORT}"));
        finish(browser);
        let listing = wait_for_runs(browser, 2);
        let begun: Vec<u64> = listing
            .entries
            .iter()
            .map(|entry| &entry.header)
            .filter(|header| header.digest.is_none())
            .map(|header| header.rounds_done)
            .collect();
        assert!(begun.len() == 1 && begun[0] >= rounds && begun[0] < 1_000_000, "{begun:?} after {rounds}");
        // Left for another tab: kept now, and again when there is more of it.
        go_to(browser, &format!("{ENDLESS}&master_seed=9"));
        wait_for_state(browser, "running");
        let mut last = 0;
        for _ in 0..2 {
            thread::sleep(Duration::from_secs(3));
            browser.script(
                "Object.defineProperty(document, 'hidden', { value: true, configurable: true });
                 document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
                 delete document.hidden;",
            );
            browser.wait_until("it is kept", RUN, |browser| {
                let listing = list(browser);
                listing.entries.len() == 3 && listing.entries[0].header.rounds_done > last
            });
            last = list(browser).entries[0].header.rounds_done;
        }
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_is_exported_is_imported_elsewhere_and_changes_nothing_here() {
    let mut taken = None;
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let id = wait_for_runs(browser, 1).entries[0].header.id.clone();
        let edit = Edit { name: Some("Mine".to_owned()), pinned: Some(true), ..Edit::default() };
        ask(browser, RunsRequest::Edit { id, edit });
        let before = list(browser);
        let archive = export(browser);
        let report = import(browser, archive.clone());
        assert_eq!((report.added.len(), report.known.len(), report.damaged.len()), (0, 1, 0), "{report:?}");
        assert_eq!(list(browser), before);
        // A file that is something else is one sentence.
        let answer = ask(browser, RunsRequest::Import { archive: b"PK\x03\x04".to_vec().into() });
        assert!(
            matches!(&answer, RunsAnswer::Refused { sentence } if sentence.contains("zip")),
            "{answer:?}"
        );
        assert_eq!(list(browser), before);
        taken = Some((archive, before));
    });
    let (archive, before) = taken.expect("it was exported");
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}&master_seed=7"));
        finish(browser);
        wait_for_runs(browser, 1);
        let report = import(browser, archive);
        assert_eq!((report.added.len(), report.known.len()), (1, 0), "{report:?}");
        let there = wait_for_runs(browser, 2);
        let entry = there.entries.iter().find(|entry| entry.header.name == "Mine").expect("it is there");
        assert_eq!(entry, &before.entries[0]);
        // Into the bin, out of it, and for good.
        let id = entry.header.id.clone();
        ask(browser, RunsRequest::Delete { id: id.clone(), now: 1_800_000_000_000 });
        browser.reload();
        finish(browser);
        browser.wait_until("the page can be asked", RUN, can_ask);
        let is_deleted = |browser: &Browser| {
            list(browser)
                .entries
                .iter()
                .find(|entry| entry.header.id == id)
                .map(|entry| entry.header.is_deleted())
        };
        assert_eq!(is_deleted(browser), Some(true));
        ask(browser, RunsRequest::Restore { id: id.clone() });
        assert_eq!(is_deleted(browser), Some(false));
        ask(browser, RunsRequest::Delete { id: id.clone(), now: 1_800_000_000_000 });
        assert_eq!(ask(browser, RunsRequest::EmptyBin), RunsAnswer::Emptied { count: 1 });
        assert_eq!(is_deleted(browser), None);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn two_tabs_keep_the_same_runs_and_hear_of_each_other() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        wait_for_runs(browser, 1);
        browser
            .script("window.heard = 0; new BroadcastChannel('kept-runs').onmessage = () => window.heard++;");
        browser.open_in_new_tab(&browser.site().address(&format!("#1{SHORT}&master_seed=7")));
        finish(browser);
        let there = wait_for_runs(browser, 2);
        browser.look_at_tab(0);
        browser.wait_until("the first tab hears of it", RUN, |browser| {
            browser.script("return window.heard") != 0
        });
        assert_eq!(list(browser), there);
        // What both change at once: each change is there.
        let name = |index: usize, name: &str| RunsRequest::Edit {
            id: there.entries[index].header.id.clone(),
            edit: Edit { name: Some(name.to_owned()), ..Edit::default() },
        };
        let note = RunsRequest::Edit {
            id: there.entries[0].header.id.clone(),
            edit: Edit { note: Some("noted".to_owned()), ..Edit::default() },
        };
        ask(browser, name(0, "One"));
        browser.look_at_tab(1);
        ask(browser, note);
        ask(browser, name(1, "Two"));
        browser.look_at_tab(0);
        let after = list(browser);
        let of = |index: usize| &after.entries[index].header;
        assert_eq!((of(0).name.as_str(), of(0).note.as_str(), of(1).name.as_str()), ("One", "noted", "Two"));
        // A newer page is not kept from changing the database by this one.
        let upgraded = browser.script(
            "return new Promise((done) => {
                const present = indexedDB.open('bandit-playground');
                present.onsuccess = () => {
                    const newer = present.result.version + 1;
                    present.result.close();
                    const request = indexedDB.open('bandit-playground', newer);
                    request.onblocked = () => done('blocked');
                    request.onsuccess = () => { request.result.close(); done('upgraded'); };
                    request.onerror = () => done('failed');
                };
            })",
        );
        assert_eq!(upgraded, "upgraded");
        // From then on this one says so, and its runs are there as long as the page.
        let listing = list(browser);
        let remark = listing.remark.expect("it is said");
        assert!(remark.contains("a newer version of this page has kept runs here"), "{remark}");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn what_is_damaged_is_reported_and_nothing_else_is_lost() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let before = wait_for_runs(browser, 1);
        in_database(
            browser,
            "headers.put(new Uint8Array([1, 2, 3]), 'r1-damaged');
             headers.put('a text', 'r2-text');
             results.put(new Uint8Array(9), 'r3-headless');
             headers.getAll().onsuccess = (event) => {
                 const newer = event.target.result.find((value) => value.length > 99).slice();
                 newer[8] = 9;
                 headers.put(newer, 'r4-newer');
             };",
        );
        let listing = list(browser);
        assert_eq!(listing.entries, before.entries);
        let broken: Vec<String> =
            listing.broken.iter().map(|broken| format!("{}: {}", broken.place, broken.reason)).collect();
        assert_eq!(broken.len(), 4, "{broken:#?}");
        for (line, part) in broken.iter().zip([
            "r1-damaged: this is not a kept run",
            "r2-text: this is not a kept run",
            "r3-headless: this run is damaged: there is no part of it with its header",
            "r4-newer: this run was kept by a newer program (schema 9",
        ]) {
            assert!(line.starts_with(part), "{broken:#?}");
        }
        // The next run is kept as ever, and what is damaged stays.
        go_to(browser, &format!("#1{SHORT}&master_seed=7"));
        let listing = wait_for_runs(browser, 2);
        assert_eq!(listing.broken.len(), 4);
        assert_eq!(ask(browser, RunsRequest::EmptyBin), RunsAnswer::Emptied { count: 0 });
        assert_eq!(list(browser), listing);
    });
}

/// Puts what the database holds into one of its first version, which had no studies.
const AS_VERSION_1: &str = "
    const opened = (request) => new Promise((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
    });
    const names = ['headers', 'results', 'settings'];
    const present = await opened(indexedDB.open('bandit-playground'));
    const from = present.transaction(names);
    const rows = await Promise.all(names.map(async (name) => {
        const store = from.objectStore(name);
        const [keys, values] = [store.getAllKeys(), store.getAll()].map(opened);
        return [await keys, await values];
    }));
    const version = present.version;
    present.close();
    await opened(indexedDB.deleteDatabase('bandit-playground'));
    const request = indexedDB.open('bandit-playground', 1);
    request.onupgradeneeded = () => names.forEach((name, place) => {
        const store = request.result.createObjectStore(name);
        const [keys, values] = rows[place];
        keys.forEach((key, row) => store.put(values[row], key));
    });
    (await opened(request)).close();
    return version;";

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn runs_that_an_earlier_version_has_kept_are_there() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let before = wait_for_runs(browser, 1);
        assert_eq!(ask(browser, RunsRequest::SetLimit { limit: Some(7_000_000) }), RunsAnswer::LimitSet);
        assert_eq!(browser.script(AS_VERSION_1), 2, "a newer version needs a test of its own");
        browser.open("#tune");
        browser.see(&test_id("tune-begin"));
        browser.wait_until("the page can be asked", RUN, can_ask);
        let listing = list(browser);
        assert_eq!((&listing.entries, listing.limit), (&before.entries, Some(7_000_000)));
        assert!(listing.broken.is_empty() && listing.remark.is_none(), "{listing:?}");
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn where_the_browser_has_no_room_one_sentence_says_so_and_nothing_is_lost() {
    in_browser(|browser| {
        let origin = browser.script("return location.origin");
        // Chromium remembers for a while how much room there was, so that there is none from the beginning.
        browser.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": origin, "quotaSize": 1 }));
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.wait_until("the page says so", RUN, |browser| {
            browser
                .text(&test_id("notices"))
                .contains("The run is not kept: the browser leaves no room for it")
        });
        assert_eq!(list(browser), KeptListing::default());
        browser.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": origin }));
        go_to(browser, &format!("#1{SHORT}&master_seed=7"));
        let before = wait_for_runs(browser, 1);
        go_to(browser, &format!("#1{SHORT}&master_seed=8"));
        wait_for_runs(browser, 2);
        // A limit of the person's own makes room instead.
        let limit = Some(before.entries[0].bytes + 300);
        ask(browser, RunsRequest::SetLimit { limit });
        go_to(browser, &format!("#1{SHORT}&master_seed=9"));
        browser.wait_until("room is made", RUN, |browser| {
            let listing = list(browser);
            listing.entries.len() == 1 && listing.entries[0].header.link.contains("master_seed=9")
        });
        assert_eq!(list(browser).limit, limit);
        // What is gone for good is named, with what can be done.
        browser.wait_until("the page says which", RUN, |browser| {
            let said = browser.text(&test_id("notices"));
            said.contains(&format!("\"{}\"", before.entries[0].header.name))
                && said.contains("were removed for good so that all runs fit your limit")
                && said.contains("under Runs (K) it can be raised, and what must stay pinned")
        });
    });
}

/// Half a minute and a little more: so long Chromium remembers how much room there was.
const REMEMBERED: Duration = Duration::from_secs(90);

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn where_room_runs_out_edits_imports_and_searches_are_refused_and_nothing_is_changed() {
    let text =
        r#"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}], "horizon": 50, "seeds": 2}"#;
    let experiment = Experiment::from_json(text).expect("an experiment");
    let log = run(&experiment, Sources::default()).expect("it runs");
    let mut archive = std::io::Cursor::new(Vec::new());
    let other = KeptRun::of(&log, Made { created: 5, random: 5, ..Made::default() });
    zip_of([&other], &mut archive).expect("it is written");
    let archive = archive.into_inner();
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let id = wait_for_runs(browser, 1).entries[0].header.id.clone();
        let keeps = |id: &str, scores: usize| StudiesRequest::Keep {
            id: id.to_owned(),
            study: Box::new(study(scores)),
        };
        ask_studies(browser, &keeps("s1", 3)).expect("there is room");
        // Nothing that is older takes the place of it, from whichever tab it comes.
        let older = ask_studies(browser, &keeps("s1", 2)).expect_err("it is older");
        assert!(older.contains("has come further in another tab"), "{older}");
        let listing = list(browser);
        assert_eq!(listing.studies.count, 1);
        assert!(listing.studies.bytes > 500, "{:?}", listing.studies);
        let origin = browser.script("return location.origin");
        browser.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": origin, "quotaSize": 1 }));
        let note = |note: &str| RunsRequest::Edit {
            id: id.clone(),
            edit: Edit { note: Some(note.to_owned()), ..Edit::default() },
        };
        let refused = |answer: RunsAnswer| match answer {
            RunsAnswer::Refused { sentence } => {
                assert!(sentence.starts_with("the browser leaves no room for it"), "{sentence}");
                true
            }
            answer => {
                println!("{answer:?}");
                false
            }
        };
        browser.wait_until("there is no room", REMEMBERED, |browser| {
            thread::sleep(Duration::from_secs(1));
            refused(ask(browser, note("")))
        });
        let before = list(browser);
        assert!(refused(ask(browser, note("another"))));
        assert!(refused(ask(browser, RunsRequest::Import { archive: archive.clone().into() })));
        assert!(refused(ask(browser, RunsRequest::Delete { id: id.clone(), now: 1 })));
        for (id, scores) in [("s1", 9), ("s2", 1)] {
            let answer = ask_studies(browser, &keeps(id, scores)).expect_err("there is no room");
            assert!(answer.starts_with("the browser leaves no room for it"), "{answer}");
        }
        assert_eq!(list(browser), before);
        let kept = ask_studies(browser, &StudiesRequest::List).expect("they are listed").studies;
        assert_eq!(kept, [("s1".to_owned(), Ok(study(3)))]);
        // What makes room needs none.
        let left = ask_studies(browser, &StudiesRequest::Remove { id: "s1".to_owned() });
        assert!(left.expect("it is removed").studies.is_empty());
        browser.devtools("Storage.overrideQuotaForOrigin", json!({ "origin": origin }));
        assert!(matches!(ask(browser, note("there is room")), RunsAnswer::Changed(_)));
        assert_eq!(import(browser, archive.into()).added, [RunId::new(5, 5)]);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn where_nothing_can_be_stored_runs_are_kept_until_the_page_closes() {
    in_browser(|browser| {
        // Workers begin with a script in a blob: there the browser is to have no database.
        browser.before_every_page(
            "const Real = Blob;
             self.Blob = function (parts, options) {
                 const first = 'Object.defineProperty(self, \"indexedDB\", { value: undefined });\\n';
                 return new Real(options?.type === 'text/javascript' ? [first, ...parts] : parts, options);
             };",
        );
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains("Runs are kept only until this page closes")
        });
        let listing = wait_for_runs(browser, 1);
        assert!(listing.remark.is_some_and(|remark| remark.contains("database can't be used")));
        go_to(browser, &format!("#1{SHORT}&master_seed=7"));
        wait_for_runs(browser, 2);
        browser.reload();
        finish(browser);
        wait_for_runs(browser, 1);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_page_in_another_one_keeps_nothing() {
    in_browser(|browser| {
        browser.open(&format!("?embed#1{SHORT}"));
        finish(browser);
        thread::sleep(Duration::from_secs(2));
        assert!(!can_ask(browser));
        assert_eq!(browser.script("return indexedDB.databases().then((all) => all.length)"), 0);
    });
}
