//! The page is kept in the browser: it opens without a network, and a new version waits until it is asked for.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::site::Rule;
use crate::support::{Browser, in_browser, in_keeping_browser, role, test_id};
use crate::visitor::{RUN, SHORT, digest, finish, fragment, round, texts, wait_for_state};

/// A run that is on, so slowly that it has not ended when a new version has come, until its speed is set.
const SLOW: &str = "v=speed=50&w=stationary_linear&horizon=20000&seeds=4";

/// What the page says of a new version.
const NOTICE: &str = "A new version of the playground is there.";

/// How the new version is told from the old one.
const MARK: &str = "new version of a test";

/// Copies the built page, with programs of other names and another `index.html`, and lists its files as the build does.
fn new_version(of: &Path) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    copy(of, folder.path());
    let page = folder.path().join("index.html");
    let mut text = fs::read_to_string(&page).expect("the page");
    let names: Vec<String> = fs::read_dir(folder.path())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name"))
        .filter(|name| {
            name.starts_with("engine") || name.starts_with("reader") || name.starts_with("offline")
        })
        .collect();
    assert_eq!(names.len(), 5, "{names:?}");
    for old in names {
        let hash = old.rsplit_once('-').expect("a hash").1.split('.').next().expect("a hash").to_owned();
        let new = old.replace(&hash, &hash.chars().rev().collect::<String>());
        fs::rename(folder.path().join(&old), folder.path().join(&new)).expect("another name");
        assert!(text.contains(&old), "{old}");
        // Within the page's own scripts, whose hashes change with it.
        text = text.replace(&old, &new);
    }
    text = text.replace("<title>", &format!("<meta name=generator content=\"{MARK}\"><title>"));
    fs::write(&page, text).expect("the page is written");
    finish_build(folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            fs::create_dir(&target).expect("a folder");
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// The last steps of a build: hashes in the policy, and the service worker.
fn finish_build(folder: &Path) {
    let steps = "
        import { readFileSync, writeFileSync } from 'node:fs';
        import { protect } from './scripts/lib/finish/policy.mjs';
        import { writeServiceWorker } from './scripts/lib/finish/service-worker.mjs';
        const folder = process.argv[1], page = `${folder}/index.html`;
        const plain = readFileSync(page, 'utf8').replace(/ 'sha256-[^']*'/g, '');
        writeFileSync(page, protect(plain));
        writeServiceWorker(folder, 'static/service-worker.js', true);";
    let status = Command::new("node")
        .args(["--input-type=module", "-e", steps])
        .arg(folder)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("node, which the page is built with");
    assert!(status.success());
}

/// Waits until the page is kept, and is answered by what keeps it.
fn wait_until_kept(browser: &Browser) {
    browser.wait_until("the page is kept", RUN, |browser| {
        browser.script("return navigator.serviceWorker.controller?.state") == "activated"
    });
}

fn caches(browser: &Browser) -> Vec<String> {
    texts(browser, "caches.keys()")
}

fn is_new(browser: &Browser) -> bool {
    browser.script("return document.querySelector('meta[name=generator]')?.content") == MARK
}

/// Makes the browser look for a new version, as it does by itself whenever the page is opened.
fn look_for_updates(browser: &Browser) {
    browser.script("navigator.serviceWorker.ready.then((found) => found.update()).catch(() => {})");
}

/// Waits until there is a service worker that is `installing`, `waiting` or `active`, or until there is none.
fn wait_for_worker(browser: &Browser, which: &str, is_there: bool) {
    let script =
        format!("return navigator.serviceWorker.getRegistration().then((found) => !!found?.{which})");
    browser.wait_until(which, RUN, |browser| browser.script(&script) == is_there);
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_page_opens_without_a_network() {
    in_keeping_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let before = digest(browser);
        wait_until_kept(browser);
        browser.set_offline(true);
        browser.reload();
        finish(browser);
        assert_eq!(digest(browser), before);
        // By any address of the page. The embedded one shows no digest.
        browser.open(&format!("?embed#1{SHORT}"));
        finish(browser);
        for address in ["index.html?workers=1", ""] {
            browser.open(&format!("{address}#1{SHORT}"));
            finish(browser);
            assert_eq!(digest(browser), before, "{address}");
        }
        // On the ratings, and with the program that reads files.
        browser.open("#1horizon=300&seeds=2");
        finish(browser);
        browser.drop_file("animals.csv", crate::table::animals(None).as_bytes());
        browser.click(&test_id("run-on-table"));
        browser.wait_until("the link names the table", RUN, |browser| fragment(browser).contains("&t="));
        finish(browser);
        // All that the page's files name.
        let missing = browser.script(
            "const named = [...document.querySelectorAll('link[href]')].map((link) => link.href);
             const icons = fetch('manifest.webmanifest').then((found) => found.json()).then((found) => found.icons.map((icon) => icon.src));
             return icons.then((icons) => Promise.all([...named, ...icons, 'data/README.md'].map((address) =>
                 fetch(address).then((found) => found.ok ? null : address, () => address))))
                 .then((found) => found.filter((address) => address && !address.startsWith('blob:')))",
        );
        assert_eq!(missing, json!([]));
        browser.open("data/README.md");
        assert!(
            browser
                .script("return document.body.innerText")
                .as_str()
                .is_some_and(|text| text.contains("MovieLens"))
        );
        browser.take_console_errors(); // the browser could not look for a new version
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_new_version_waits_until_it_is_asked_for() {
    in_keeping_browser(|browser| {
        browser.open(&format!("#1{SLOW}"));
        browser.slide(&test_id("speed"), 100.0);
        finish(browser);
        let expected = digest(browser);
        wait_until_kept(browser);
        let first = caches(browser);
        assert_eq!(first.len(), 1, "{first:?}");
        let engine = "document.documentElement.innerHTML.match(/engine-[0-9a-f]+\\.js/)[0]";

        // While a run is on.
        let version = new_version(&browser.site().root());
        browser.open(&format!("#1{SLOW}"));
        let old_engine = browser.script(&format!("return {engine}"));
        wait_for_state(browser, "running");
        browser.site().publish(version.path());
        look_for_updates(browser);
        browser.wait_until("the page says so", RUN, |browser| {
            browser.text(&test_id("notices")).contains(NOTICE)
        });
        assert_eq!(browser.text(&test_id("run-state")), "running");
        let at = round(browser);
        browser.wait_until("the run goes on", RUN, |browser| round(browser) > at);
        assert!(!is_new(browser));
        browser.slide(&test_id("speed"), 100.0);
        finish(browser);
        assert_eq!(digest(browser), expected);
        assert!(browser.text(&test_id("notices")).contains(NOTICE), "it stays until it is answered");

        // Until then every tab has the old version.
        browser.open_in_new_tab(&browser.site().address(&format!("#1{SHORT}")));
        finish(browser);
        assert!(!is_new(browser));
        browser
            .wait_until("it says so, too", RUN, |browser| browser.text(&test_id("notices")).contains(NOTICE));
        browser.fill(&test_id("horizon"), "500");
        browser.press(crate::support::Key::Enter);
        browser.click(&role("button", "Reload"));
        browser.wait_until("the new version is there", RUN, is_new);
        finish(browser);
        assert!(fragment(browser).contains("horizon=500") && round(browser) == 500, "{}", fragment(browser));
        let new_digest = digest(browser);

        // The other tab is served its own files, which the server has no more.
        browser.look_at_tab(0);
        assert!(!is_new(browser) && digest(browser) == expected);
        let status = browser.script(&format!("return fetch({old_engine}).then((found) => found.status)"));
        assert_eq!(status, 200);
        browser.drop_file("animals.csv", crate::table::animals(None).as_bytes());
        browser.see(&test_id("own-table"));
        assert_eq!(caches(browser).len(), 2);
        // When no page is open that may ask for them, they go.
        browser.close_tab();
        browser.open(&format!("#1{}", SHORT.replace("400", "500")));
        browser.wait_until("the old files are gone", RUN, |browser| caches(browser).len() == 1);
        assert_ne!(caches(browser), first);
        finish(browser);
        assert_eq!(digest(browser), new_digest);
        browser.set_offline(true);
        browser.reload();
        finish(browser);
        assert!(is_new(browser) && digest(browser) == new_digest);
        browser.take_console_errors(); // the browser could not look for a new version
    });
}

/// Publishes a new version that can't be installed, and sees the old one stay whole.
fn stays_whole(browser: &Browser, hinder: impl FnOnce(&Browser)) {
    browser.open(&format!("#1{SHORT}"));
    finish(browser);
    let before = digest(browser);
    wait_until_kept(browser);
    let kept = caches(browser);
    let version = new_version(&browser.site().root());
    browser.site().publish(version.path());
    hinder(browser);
    browser.script(
        "window.ends = []; return navigator.serviceWorker.ready.then((found) => {
             found.addEventListener('updatefound', () => {
                 const newest = found.installing;
                 newest.addEventListener('statechange', () => window.ends.push(newest.state));
             });
         })",
    );
    look_for_updates(browser);
    browser
        .wait_until("the installation has ended", RUN, |browser| !texts(browser, "window.ends").is_empty());
    assert_eq!(texts(browser, "window.ends"), ["redundant"]);
    assert_eq!(caches(browser), kept);
    assert!(!browser.text(&test_id("notices")).contains(NOTICE));
    browser.set_offline(true);
    browser.reload();
    finish(browser);
    assert!(!is_new(browser) && digest(browser) == before);
    browser.take_console_errors(); // what could not be loaded, and where the network was
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_new_version_that_lacks_a_file_leaves_the_old_one() {
    in_keeping_browser(|browser| {
        stays_whole(browser, |browser| browser.site().rule("engine_bg", Rule::Missing));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_new_version_whose_files_do_not_belong_together_leaves_the_old_one() {
    in_keeping_browser(|browser| {
        // As where a cache on the way still has the page before.
        let old = fs::read(browser.site().root().join("index.html")).expect("the page");
        stays_whole(browser, |browser| browser.site().rule("index.html", Rule::Replaced(old)));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_new_version_without_a_place_leaves_the_old_one() {
    in_keeping_browser(|browser| {
        stays_whole(browser, |browser| {
            let origin = browser.script("return location.origin");
            let usage = browser.script("return navigator.storage.estimate().then((found) => found.usage)");
            let size = json!({ "origin": origin, "quotaSize": usage.as_u64().expect("bytes") + 300_000 });
            browser.devtools("Storage.overrideQuotaForOrigin", size);
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_developers_server_takes_the_kept_page_away() {
    in_keeping_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        wait_until_kept(browser);
        let version = new_version(&browser.site().root());
        let removal = fs::read("static/service-worker-removal.js").expect("the removal");
        fs::write(version.path().join("sw.js"), removal).expect("another worker");
        browser.site().publish(version.path());
        // Opened once more, it is the kept page, and then by itself the new one.
        browser.open(&format!("#1{SHORT}"));
        browser.wait_until("the new page is there", RUN, is_new);
        wait_for_worker(browser, "active", false);
        assert_eq!(caches(browser), [""; 0]);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn where_there_are_no_service_workers_nothing_happens() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        assert_eq!(browser.script("return typeof navigator.serviceWorker"), "undefined");
        assert_eq!(browser.text(&test_id("notices")), "");
    });
    // Nor where the browser refuses, as in some private windows.
    in_keeping_browser(|browser| {
        browser.before_every_page(
            "window.asked = 0;
             if (window.ServiceWorkerContainer) ServiceWorkerContainer.prototype.register = () => {
                 window.asked++;
                 return Promise.reject(new DOMException('no', 'SecurityError'));
             };",
        );
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.wait_until("the page has asked", RUN, |browser| browser.script("return window.asked") == 1);
        assert_eq!(browser.text(&test_id("notices")), "");
        assert_eq!(caches(browser), [""; 0]);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn keeping_begins_when_the_first_curve_moves() {
    in_keeping_browser(|browser| {
        browser.site().rule("engine", Rule::Held);
        browser.open(&format!("#1{SHORT}"));
        browser.see(&test_id("run-state"));
        let registered = "return navigator.serviceWorker.getRegistrations().then((found) => found.length)";
        let loaded =
            "return performance.getEntriesByType('resource').some((file) => file.name.includes('offline'))";
        // Long enough for what would begin by itself.
        std::thread::sleep(std::time::Duration::from_secs(2));
        assert_eq!((browser.script(registered), browser.script(loaded)), (json!(0), json!(false)));
        browser.site().let_go();
        wait_until_kept(browser);
        assert_eq!(browser.script(registered), 1);
        finish(browser);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_page_can_be_installed() {
    in_keeping_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        wait_until_kept(browser);
        let manifest = browser.devtools("Page.getAppManifest", json!({}));
        assert_eq!(manifest["errors"], json!([]), "{manifest}");
        let manifest: Value =
            serde_json::from_str(manifest["data"].as_str().expect("the manifest")).expect("JSON");
        assert_eq!(manifest["display"], "standalone");
        let errors = browser.devtools("Page.getInstallabilityErrors", json!({}));
        let unmet: Vec<&Value> = errors["installabilityErrors"].as_array().expect("a list").iter().collect();
        // A browser under test has a profile that nothing can be installed in.
        assert!(unmet.iter().all(|error| error["errorId"] == "in-incognito"), "{unmet:?}");
    });
}
