//! The browser engines that these tests can drive: what is asked of each one's driver.

use serde_json::json;
use thirtyfour::Capabilities;

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Blink, as Chromium and Chrome have it; all tests run in it.
    Chromium,
    /// Gecko.
    Firefox,
    /// WebKit, as WebKitGTK has it.
    WebKit,
}

/// WebKitGTK draws on a screen only, so its driver gets one that is not shown. Its settings and caches are the test's own.
const ON_A_HIDDEN_SCREEN: &str = r#"
    exec 3< <(exec Xvfb -displayfd 1 -screen 0 1600x1200x24 -nolisten tcp 2>/dev/null)
    read -r display <&3 || exit
    export DISPLAY=:$display GDK_BACKEND=x11 HOME=$TMPDIR XDG_CACHE_HOME=$TMPDIR XDG_DATA_HOME=$TMPDIR XDG_CONFIG_HOME=$TMPDIR
    exec "$@""#;

impl Engine {
    /// The one that `PLAYGROUND_ENGINE` names, or Chromium.
    pub fn chosen() -> Self {
        match std::env::var("PLAYGROUND_ENGINE").as_deref() {
            Err(_) | Ok("" | "chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("PLAYGROUND_ENGINE is {other:?}; it must be chromium, firefox or webkit"),
        }
    }

    /// Its name in the names of files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// The variable that names its driver, and the driver's usual name.
    pub fn driver(self) -> (&'static str, &'static str) {
        match self {
            Self::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => ("GECKODRIVER", "geckodriver"),
            Self::WebKit => ("WEBKITDRIVER", "WebKitWebDriver"),
        }
    }

    /// The command that starts a driver, and what that prints before the number of its port where it chooses one itself;
    /// otherwise it listens at the port given here.
    pub fn command(self, program: &str, port: u16) -> (Vec<String>, Option<&'static str>) {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        match self {
            Self::Chromium => (words(&[program, "--port=0"]), Some("started successfully on port ")),
            Self::Firefox => (words(&[program, "--port=0"]), Some("Listening on 127.0.0.1:")),
            Self::WebKit => {
                let port = format!("--port={port}");
                (words(&["bash", "-c", ON_A_HIDDEN_SCREEN, "bash", program, &port]), None)
            }
        }
    }

    /// A browser without a visible window that does nothing by itself.
    pub fn capabilities(self) -> Capabilities {
        let mut wanted = Capabilities::new();
        let mut set = |name: &str, value| wanted.set(name, value).expect("plain JSON");
        match self {
            Self::Chromium => {
                set("browserName", json!("chrome"));
                set("goog:chromeOptions", chromium());
                set("goog:loggingPrefs", json!({ "browser": "ALL" }));
            }
            Self::Firefox => {
                set("browserName", json!("firefox"));
                set("moz:firefoxOptions", firefox());
            }
            Self::WebKit => set("webkitgtk:browserOptions", json!({ "args": ["--automation"] })),
        }
        wanted
    }
}

fn chromium() -> serde_json::Value {
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
    options
}

fn firefox() -> serde_json::Value {
    let mut options = json!({
        "args": ["-headless"],
        "prefs": {
            "intl.accept_languages": "en",
            "ui.systemUsesDarkTheme": 0,
            "ui.prefersReducedMotion": 0,
        },
    });
    if let Some(firefox) = std::env::var_os("FIREFOX") {
        options["binary"] = json!(firefox.to_string_lossy());
    }
    options
}

/// Keeps what would stand on the console as an error, where the driver has no command for the console. The page gets it as the
/// first of its scripts, before its own policy counts.
pub const KEEP_ERRORS: &str = "<script>
    (function () {
        const kept = window.keptErrors = [], error = console.error;
        console.error = function () {
            kept.push(Array.from(arguments, String).join(' '));
            error.apply(console, arguments);
        };
        addEventListener('unhandledrejection', (event) => kept.push('unhandled: ' + event.reason));
        addEventListener('securitypolicyviolation', (event) => kept.push('blocked: ' + event.violatedDirective + ' ' + event.blockedURI));
        // An element that can't be loaded tells it to itself, on the way to where it is caught.
        addEventListener('error', (event) => kept.push(event.message || 'not loaded: ' + (event.target.src || event.target.href)), true);
    })();
</script>";
