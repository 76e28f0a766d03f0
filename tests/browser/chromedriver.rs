//! The driver of a browser of one test, and what it is asked for.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::json;
use thirtyfour::Capabilities;

/// A headless Chromium that does nothing by itself and keeps its console.
pub fn capabilities() -> Capabilities {
    let mut options = json!({
        "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--force-color-profile=srgb", "--lang=en",
        ],
    });
    if let Some(chrome) = std::env::var_os("CHROME") {
        options["binary"] = json!(chrome.to_string_lossy());
    }
    let mut wanted = Capabilities::new();
    for (name, value) in [
        ("browserName", json!("chrome")),
        ("goog:chromeOptions", options),
        ("goog:loggingPrefs", json!({ "browser": "ALL" })),
    ] {
        wanted.set(name, value).expect("plain JSON");
    }
    wanted
}

/// A chromedriver of this test's own, with a folder for Chromium's profile.
///
/// A shell holds both, and clears them away when its standard input ends: that
/// is when this is dropped, and also when the test is killed.
pub struct Chromedriver {
    shell: Child,
    /// Where it listens.
    pub address: String,
}

const HOLD_CHROMEDRIVER: &str = r#"
    TMPDIR=$(mktemp -d) && export TMPDIR || exit
    set -m # the driver and its Chromium are a group of their own
    "$0" --port=0 </dev/null 2>/dev/null &
    exec >/dev/null 2>&1
    cat
    kill -- -$!
    wait
    for _ in 1 2 3 4 5; do rm -rf "$TMPDIR" && break; sleep 0.2; done
"#;

impl Chromedriver {
    /// Starts it on a free port.
    pub fn start() -> Self {
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        let mut shell = Command::new("bash")
            .args(["-c", HOLD_CHROMEDRIVER, &program])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let output = shell.stdout.take().expect("a pipe");
        let mut driver = Self { shell, address: String::new() };
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let port = lines
            .find_map(|line| {
                line.split_once("started successfully on port ").map(|(_, port)| port.to_owned())
            })
            .unwrap_or_else(|| panic!("{program} does not start; set CHROMEDRIVER to chromedriver"));
        thread::spawn(move || lines.for_each(drop)); // a full pipe would stop it
        driver.address = format!("http://localhost:{}", port.trim_end_matches('.'));
        driver
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
