//! A real browser for one test: what a person does, in plain calls.
//!
//! Every call waits for what it needs, and a test fails when the page has
//! written an error to the console. Nothing outlives the test.

#![allow(dead_code, unused_imports, reason = "not every call has a test yet")]

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::{Value, json};
pub use thirtyfour::Key;
pub use thirtyfour::TypingData;
use thirtyfour::error::{WebDriverError, WebDriverErrorInner, WebDriverResult};
use thirtyfour::prelude::*;
use tokio::runtime::{Builder, Runtime};

use crate::browsers::{Engine, KEEP_ERRORS};
use crate::driver::Driver;
use crate::roles::{candidates, computed};
use crate::site::Site;

/// How long anything is waited for: the one deadline of these tests. Each wait ends as soon as what it waits for is there, so
/// this only says when a test has failed, also where other programs take most of the processor.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// The button that opens the closed drawer that an element lies in, or the head of the outermost part that is folded over it;
/// nothing where it is open to view.
const OPEN_WHAT_HOLDS: &str = "
    const element = arguments[0];
    if (element.closest('aside.drawer[hidden]')) return document.querySelector('[data-testid=settings]');
    let head = null;
    for (let fold = element.closest('details'); fold; fold = fold.parentElement.closest('details')) {
        const own = fold.querySelector(':scope > summary');
        if (!fold.open && own && !own.contains(element)) head = own;
    }
    return head;";

/// The button that closes the drawer, where that is open and lies over an element of the page below.
const CLOSE_WHAT_COVERS: &str = "
    const element = arguments[0], drawer = document.querySelector('aside.drawer:not([hidden])');
    if (!drawer || drawer.contains(element)) return null;
    const own = element.getBoundingClientRect(), its = drawer.getBoundingClientRect();
    const apart = own.right <= its.left || its.right <= own.left || own.bottom <= its.top || its.bottom <= own.top;
    return apart ? null : drawer.querySelector('[data-testid=close-settings]');";

/// Scrolls the page until an element is far from its edges.
const SCROLL_CLEAR: &str = "arguments[0].scrollIntoView({ block: 'center' });";

/// What a call is about.
#[derive(Clone, Debug)]
pub enum Target {
    /// The element with this `data-testid`.
    TestId(String),
    /// The element with this role and accessible name, as assistive technology sees them.
    Role(String, String),
    /// The first element that a style sheet's selector matches.
    Css(String),
}

/// The element with this `data-testid`.
pub fn test_id(id: &str) -> Target {
    Target::TestId(id.to_owned())
}

/// The element with this role and accessible name, as assistive technology sees them.
pub fn role(role: &str, name: &str) -> Target {
    Target::Role(role.to_owned(), name.to_owned())
}

/// The first element that a style sheet's selector matches.
pub fn css(selector: &str) -> Target {
    Target::Css(selector.to_owned())
}

/// A browser without service workers, so that each answer comes from the server, and is what a test makes of it.
const NO_SERVICE_WORKERS: &str =
    "Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined })";

/// Runs one test in a fresh browser that keeps nothing of the page, and closes it, whatever happens.
pub fn in_browser(test: impl FnOnce(&Browser)) {
    in_fresh_browser(|browser| {
        browser.before_every_page(NO_SERVICE_WORKERS);
        test(browser);
    });
}

/// Runs one test in a fresh browser that keeps the page once it has run, as all browsers with service workers do.
pub fn in_keeping_browser(test: impl FnOnce(&Browser)) {
    in_fresh_browser(test);
}

fn in_fresh_browser(test: impl FnOnce(&Browser)) {
    let browser = Browser::start();
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        test(&browser);
        let mut errors = browser.take_console_errors();
        // A browser says a moment later, at a time of its own, that it could not look for a new version.
        errors.retain(|error| !(browser.was_offline.get() && error.contains("/sw.js")));
        assert!(errors.is_empty(), "the page wrote errors to the console:\n{}", errors.join("\n"));
    }));
    if let Err(panic) = outcome {
        let name = thread::current().name().unwrap_or("test").replace("::", "-");
        let _ = panic::catch_unwind(AssertUnwindSafe(|| {
            browser.screenshot(&format!("failed-{name}"));
            browser.take_console_errors().iter().for_each(|error| eprintln!("console: {error}"));
        }));
        drop(browser);
        panic::resume_unwind(panic);
    }
}

/// A browser without a window and with a new profile, its driver and the site it looks at.
pub struct Browser {
    // In the order in which they must go: the session, the driver, the site.
    driver: Option<WebDriver>,
    _process: Driver,
    engine: Engine,
    /// Errors of pages that were left meanwhile, where the page itself keeps them.
    errors: RefCell<Vec<String>>,
    /// Whether the network was ever away.
    was_offline: Cell<bool>,
    site: Site,
    runtime: Runtime,
}

impl Browser {
    fn start() -> Self {
        let site = Site::start();
        let engine = Engine::chosen();
        let process = Driver::start(engine);
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let driver = runtime
            .block_on(WebDriver::new(process.address.clone(), engine.capabilities()))
            .expect("the driver starts its browser");
        if engine != Engine::Chromium {
            site.begin_pages_with(KEEP_ERRORS);
        }
        let errors = RefCell::default();
        let was_offline = Cell::new(false);
        let browser =
            Self { driver: Some(driver), _process: process, engine, errors, was_offline, site, runtime };
        browser.window(1440, 900);
        // From a file of the site that is no page, so that the page's own first visit, which begins slowly, is over.
        browser.open("data/README.md");
        browser.script("localStorage.setItem('visited', 'yes')");
        browser
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("the session lives as long as the browser")
    }

    fn wait<T>(&self, work: impl Future<Output = WebDriverResult<T>>) -> WebDriverResult<T> {
        self.runtime.block_on(work)
    }

    /// Its name and version, as its driver gives them.
    pub fn version(&self) -> String {
        let capabilities = self.driver().capabilities();
        let text = |key: &str| capabilities.get(key).and_then(Value::as_str).unwrap_or("?").to_owned();
        format!("{} {}", text("browserName"), text("browserVersion"))
    }

    /// What it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// One command of the Chrome DevTools Protocol, which only Chromium has.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        assert_eq!(self.engine, Engine::Chromium, "{command} is a command of Chromium only");
        let tools = self.driver().cdp();
        self.wait(tools.send_raw(command, parameters)).unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// The server of the page.
    pub fn site(&self) -> &Site {
        &self.site
    }

    // --- where we are ---

    /// Opens a path of the page: `""`, `"#1abc"`, `"?x=1"`.
    pub fn open(&self, path: &str) {
        self.collect_kept_errors();
        // From elsewhere, so that another fragment is another visit.
        self.wait(self.driver().goto("about:blank")).expect("an empty page");
        self.wait(self.driver().goto(self.site.address(path))).expect("the page opens");
    }

    /// Opens a path of the page in a frame of so many pixels, for windows that can't be made so narrow, and looks at that.
    pub fn open_in_frame(&self, path: &str, (width, height): (u32, u32)) {
        self.open("data/README.md");
        let frame = format!(
            "document.body.style.margin = 0;
             document.body.innerHTML = '<iframe style=\"border: 0; width: {width}px; height: {height}px\" src={:?}></iframe>'",
            self.site.address(path)
        );
        self.script(&frame);
        self.wait(self.driver().enter_frame(0)).expect("the frame");
    }

    /// Loads the page again.
    pub fn reload(&self) {
        self.collect_kept_errors();
        self.wait(self.driver().refresh()).expect("the page loads again");
    }

    /// Opens an address in a new tab, and looks at that one from now on.
    pub fn open_in_new_tab(&self, address: &str) {
        self.wait(async {
            let tab = self.driver().new_tab().await?;
            self.driver().switch_to_window(tab).await?;
            self.driver().goto(address).await
        })
        .expect("a new tab");
    }

    /// Looks at another tab from now on: they count from 0, in the order in which they were opened.
    pub fn look_at_tab(&self, index: usize) {
        self.wait(async {
            let tab = self.driver().windows().await?.into_iter().nth(index);
            let tab = tab.ok_or_else(|| WebDriverError::FatalError(format!("there is no tab {index}")))?;
            self.driver().switch_to_window(tab).await
        })
        .expect("another tab");
    }

    /// Closes the tab that is looked at, and looks at the first of the others.
    pub fn close_tab(&self) {
        self.wait(self.driver().close_window()).expect("the tab closes");
        self.look_at_tab(0);
    }

    /// Goes forward in the history.
    pub fn forward(&self) {
        self.wait(self.driver().forward()).expect("the browser goes forward");
    }

    /// Goes back in the history.
    pub fn back(&self) {
        self.wait(self.driver().back()).expect("the browser goes back");
    }

    /// The page's present address.
    pub fn address(&self) -> String {
        self.wait(self.driver().current_url()).expect("an address").to_string()
    }

    /// The page's title.
    pub fn title(&self) -> String {
        self.wait(self.driver().title()).expect("a title")
    }

    // --- what it looks like ---

    /// Gives the page exactly this many pixels; in other browsers than Chromium, as near as their windows come to it.
    pub fn window(&self, width: u32, height: u32) {
        if self.engine == Engine::Chromium {
            let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            self.devtools("Emulation.setDeviceMetricsOverride", size);
            return;
        }
        // A window's frame and bars take some of it, which shows once it has a size.
        let (mut outer_width, mut outer_height) = (width, height);
        for _ in 0..2 {
            self.wait(self.driver().set_window_rect(0, 0, outer_width, outer_height)).expect("another size");
            thread::sleep(Duration::from_millis(300));
            let (inner_width, inner_height) = self.inner_size();
            outer_width = (outer_width + width).saturating_sub(inner_width);
            outer_height = (outer_height + height).saturating_sub(inner_height);
        }
    }

    /// The pixels that the page has.
    pub fn inner_size(&self) -> (u32, u32) {
        serde_json::from_value(self.script("return [innerWidth, innerHeight]")).expect("two numbers")
    }

    /// Prefers dark colours, or light ones.
    pub fn dark(&self, dark: bool) {
        self.media("prefers-color-scheme", if dark { "dark" } else { "light" });
    }

    /// Sets one media feature, such as `prefers-reduced-motion` to `reduce`.
    pub fn media(&self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features);
    }

    /// Keeps what the window shows as `target/screenshots/NAME.png`.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        fs::create_dir_all(&folder).expect("a folder for screenshots");
        let path = folder.join(format!("{name}.png"));
        self.wait(self.driver().screenshot(&path)).expect("a screenshot");
        path
    }

    // --- what is there ---

    /// The elements that match now, without waiting.
    async fn all(&self, target: &Target) -> WebDriverResult<Vec<WebElement>> {
        let driver = self.driver();
        match target {
            Target::TestId(id) => driver.find_all(By::Css(format!("[data-testid=\"{id}\"]"))).await,
            Target::Css(selector) => driver.find_all(By::Css(selector.as_str())).await,
            Target::Role(role, name) => {
                let mut found = Vec::new();
                for element in driver.find_all(By::Css(candidates(role))).await? {
                    if computed(driver, &element, "label").await? == *name
                        && computed(driver, &element, "role").await? == *role
                    {
                        found.push(element);
                    }
                }
                Ok(found)
            }
        }
    }

    /// Does something with the first match, again and again until it succeeds. Where a person would open or close something
    /// first, so does this.
    fn with<T>(&self, target: &Target, work: impl AsyncFn(&WebElement) -> WebDriverResult<T>) -> T {
        let start = Instant::now();
        loop {
            let outcome = self.wait(async {
                let found = self.all(target).await?.into_iter().next();
                if let Some(opener) = self.opener(target, found.as_ref()).await? {
                    opener.click().await?;
                    return Err(WebDriverError::FatalError("it was closed away".to_owned()));
                }
                let Some(element) = found else {
                    return Err(WebDriverError::FatalError("there is no such element".to_owned()));
                };
                let outcome = work(&element).await;
                if let Err(error) = &outcome
                    && matches!(error.as_inner(), WebDriverErrorInner::ElementClickIntercepted(_))
                {
                    match self.element(CLOSE_WHAT_COVERS, &element).await? {
                        Some(close) => close.click().await?,
                        // From below the run bar, which stays in view.
                        None => drop(self.driver().execute(SCROLL_CLEAR, vec![element.to_json()?]).await?),
                    }
                }
                outcome
            });
            match outcome {
                Ok(value) => return value,
                Err(error) if start.elapsed() > PATIENCE => panic!("{target:?}: {error}"),
                Err(_) => thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    /// What a person presses before they can use an element: what opens the drawer or the folded part that holds it. An agent's
    /// settings are not there before its card in the drawer is open.
    async fn opener(
        &self,
        target: &Target,
        found: Option<&WebElement>,
    ) -> WebDriverResult<Option<WebElement>> {
        if let Some(element) = found {
            return self.element(OPEN_WHAT_HOLDS, element).await;
        }
        let Target::TestId(id) = target else { return Ok(None) };
        let Some((index, _)) = id.strip_prefix("contender-").and_then(|rest| rest.split_once('-')) else {
            return Ok(None);
        };
        let card = self.all(&test_id(&format!("contender-{index}-open"))).await?.into_iter().next();
        match card {
            Some(card) if card.attr("aria-expanded").await?.as_deref() != Some("true") => {
                Ok(self.element(OPEN_WHAT_HOLDS, &card).await?.or(Some(card)))
            }
            _ => Ok(None),
        }
    }

    /// The element that a script names for another one.
    async fn element(&self, script: &str, of: &WebElement) -> WebDriverResult<Option<WebElement>> {
        let found = self.driver().execute(script, vec![of.to_json()?]).await?;
        if found.json().is_null() { Ok(None) } else { found.element().map(Some) }
    }

    /// How many elements match now.
    pub fn count(&self, target: &Target) -> usize {
        self.wait(self.all(target)).map_or(0, |found| found.len())
    }

    /// Waits until the element is there and visible.
    pub fn see(&self, target: &Target) {
        self.with(target, async |element| {
            if element.is_displayed().await? {
                Ok(())
            } else {
                Err(WebDriverError::FatalError("it is hidden".to_owned()))
            }
        });
    }

    /// The element's visible text.
    pub fn text(&self, target: &Target) -> String {
        self.with(target, async |element| element.text().await)
    }

    /// A form control's present value.
    pub fn value(&self, target: &Target) -> String {
        self.with(target, async |element| Ok(element.value().await?.unwrap_or_default()))
    }

    /// An attribute, where the element has it.
    pub fn attribute(&self, target: &Target, name: &str) -> Option<String> {
        self.with(target, async |element| element.attr(name).await)
    }

    /// Can the control be used?
    pub fn enabled(&self, target: &Target) -> bool {
        self.with(target, async |element| element.is_enabled().await)
    }

    /// Runs a script's body in the page and gives what it returns.
    pub fn script(&self, body: &str) -> Value {
        self.wait(self.driver().execute(body, Vec::new())).expect("the script runs").json().clone()
    }

    /// Waits until something holds, and fails with its name when it does not.
    #[track_caller]
    pub fn wait_until(&self, what: &str, timeout: Duration, holds: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < timeout, "waited {timeout:?} in vain until {what}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    // --- what a person does ---

    /// Clicks the element.
    pub fn click(&self, target: &Target) {
        self.with(target, async |element| element.click().await);
    }

    /// Writes a text in place of a field's present one.
    pub fn fill(&self, target: &Target, text: &str) {
        self.with(target, async |element| {
            element.clear().await?;
            element.send_keys(text).await
        });
    }

    /// Types into the element: a text, or a [`Key`] that is no letter.
    pub fn type_into(&self, target: &Target, keys: impl Into<TypingData> + Clone) {
        self.with(target, async |element| element.send_keys(keys.clone()).await);
    }

    /// Types wherever the focus is: a text, or a [`Key`] that is no letter.
    pub fn press(&self, keys: impl Into<TypingData>) {
        let (keys, start) = (keys.into().to_string(), Instant::now());
        // What has the focus may be on its way out, with a window that closes; a keyboard's keys find what has it next.
        loop {
            let sent = self.wait(async { self.driver().active_element().await?.send_keys(&keys).await });
            match sent {
                Ok(()) => return,
                Err(error) if start.elapsed() > PATIENCE => panic!("the keys do not arrive: {error}"),
                Err(_) => thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    /// Presses and lets go one key, as a keyboard does, which knows of no element.
    pub fn tap(&self, key: impl Into<char>) {
        let key = key.into();
        self.wait(self.driver().action_chain().key_down(key).key_up(key).perform()).expect("the key arrives");
    }

    /// The accessible role and name of the element with the focus.
    pub fn focused(&self) -> (String, String) {
        self.wait(async {
            let focused = self.driver().active_element().await?;
            let role = computed(self.driver(), &focused, "role").await?;
            Ok((role, computed(self.driver(), &focused, "label").await?))
        })
        .expect("an element with the focus")
    }

    /// Moves a slider to a value, as dragging does.
    pub fn slide(&self, target: &Target, value: f64) {
        let script = "arguments[0].value = arguments[1]; \
             for (const kind of ['input', 'change']) arguments[0].dispatchEvent(new Event(kind, { bubbles: true }));";
        self.with(target, async |element| {
            self.driver().execute(script, vec![element.to_json()?, json!(value)]).await.map(drop)
        });
    }

    /// Chooses the entry of a list that shows this text.
    pub fn choose(&self, target: &Target, entry: &str) {
        let xpath = format!(".//option[normalize-space(.)=\"{entry}\"]");
        self.with(target, async |element| element.find(By::XPath(xpath.as_str())).await?.click().await);
    }

    /// Gives a file to a file field, also to a hidden one.
    pub fn choose_file(&self, target: &Target, path: &Path) {
        let path = path.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let path = path.to_str().expect("a plain path").to_owned();
        self.with(target, async |element| element.send_keys(path.as_str()).await);
    }

    /// Drops a file on the page, as from a file manager.
    pub fn drop_file(&self, name: &str, bytes: &[u8]) {
        let script = "const file = new File([Uint8Array.from(arguments[1])], arguments[0]); \
             const transfer = new DataTransfer(); transfer.items.add(file); \
             document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));";
        self.wait(self.driver().execute(script, vec![json!(name), json!(bytes)]))
            .expect("the file is dropped");
    }

    // --- what surrounds the page ---

    /// Runs a script in every document before its own scripts.
    pub fn before_every_page(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }));
    }

    /// Takes the network away, or gives it back.
    pub fn set_offline(&self, offline: bool) {
        self.site.unplug(offline);
        self.was_offline.set(self.was_offline.get() || offline);
        if self.engine != Engine::Chromium {
            return;
        }
        self.devtools("Network.enable", json!({}));
        self.devtools(
            "Network.emulateNetworkConditions",
            json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 }),
        );
    }

    /// The errors on the console since the last call: a test that provokes some takes them away.
    pub fn take_console_errors(&self) -> Vec<String> {
        if self.engine != Engine::Chromium {
            self.collect_kept_errors();
            return self.errors.take();
        }
        let log = self.wait(self.driver().browser_log()).expect("the console");
        log.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect()
    }

    /// The same where the page itself keeps them, before it is left and at the end.
    fn collect_kept_errors(&self) {
        if self.engine != Engine::Chromium {
            let kept = self
                .script("return (window.wrappedJSObject || window).keptErrors?.splice(0).map(String) || []");
            let kept: Vec<String> = serde_json::from_value(kept).expect("texts");
            self.errors.borrow_mut().extend(kept);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            let _ = self.runtime.block_on(driver.quit()); // the driver's end takes a dead browser with it
        }
    }
}
