//! The browser's own services, each in a plain call that can't fail loudly.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, Url};

use crate::chart::Theme;
use crate::worker::bytes::Bytes;

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// Does something later, unless the page is gone by then.
pub fn after(milliseconds: u64, work: impl FnOnce() + 'static) {
    set_timeout(work, std::time::Duration::from_millis(milliseconds));
}

/// Ends after so many milliseconds.
pub async fn pause(milliseconds: u64) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let resolve: js_sys::Function = resolve;
        after(milliseconds, move || drop(resolve.call0(&wasm_bindgen::JsValue::NULL)));
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

/// Whether the page stands in another one, which asked for it with `?embed`: then it remembers nothing and leaves the history
/// alone.
pub fn embedded() -> bool {
    let query = window().location().search().unwrap_or_default();
    query.trim_start_matches('?').split('&').any(|key| key == "embed")
}

/// What was remembered under a name. Where storage is forbidden nothing is remembered.
pub fn remembered(name: &str) -> Option<String> {
    if embedded() {
        return None;
    }
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Remembers something; `None` forgets it.
pub fn remember(name: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = window().local_storage()
        && !embedded()
    {
        // A full or forbidden storage costs the memory, not the page.
        let _ = match value {
            Some(value) => storage.set_item(name, value),
            None => storage.remove_item(name),
        };
    }
}

/// Under this name it is remembered that single keys are switched off.
const SHORTCUTS: &str = "shortcuts";

/// Whether single keys do something, as they do unless the person has switched them off.
pub fn single_keys() -> bool {
    remembered(SHORTCUTS).as_deref() != Some("off")
}

/// Remembers whether single keys do something.
pub fn remember_single_keys(on: bool) {
    remember(SHORTCUTS, if on { None } else { Some("off") });
}

/// Whether a media query of a style sheet holds.
fn holds(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|query| query.matches())
}

/// Whether the window is as narrow as a phone: where `narrow.css` says so, too.
pub fn is_narrow() -> bool {
    holds("(max-width: 767px)")
}

/// The colours in use: the person's choice, or else the system's.
pub fn theme() -> Theme {
    match remembered("theme").as_deref() {
        Some(chosen) if chosen == Theme::Dark.id() => Theme::Dark,
        Some(chosen) if chosen == Theme::Light.id() => Theme::Light,
        _ if holds("(prefers-color-scheme: dark)") => Theme::Dark,
        _ => Theme::Light,
    }
}

/// Whether an element within one that a style sheet's selector matches has the focus.
pub fn has_focus_within(selector: &str) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// Whether the person has asked their system for less motion.
pub fn wants_less_motion() -> bool {
    holds("(prefers-reduced-motion: reduce)")
}

/// Shows the page in these colours.
pub fn show_theme(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-theme", theme.id());
    }
    // The system's bars have the page's colours, too.
    for scheme in [Theme::Light, Theme::Dark] {
        let bars = document().query_selector(&format!("meta[data-scheme={}]", scheme.id()));
        if let Ok(Some(bars)) = bars {
            let _ = bars.set_attribute("media", if scheme == theme { "all" } else { "not all" });
        }
    }
}

/// Calls back when the system changes its colours.
pub fn on_system_theme(work: impl Fn() + 'static) {
    if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
        let work = Closure::<dyn Fn()>::new(work);
        let _ = query.add_event_listener_with_callback("change", work.as_ref().unchecked_ref());
        work.forget();
    }
}

/// A whole number in the address's query, such as the 3 of `?workers=3`.
pub fn query_number(name: &str) -> Option<usize> {
    let query = window().location().search().ok()?;
    let mut pairs = query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name)?.1.parse().ok()
}

/// The fragment of the address, from its `#` on; empty where there is none.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// The address with another fragment, of the page by itself or of the one that stands in others.
pub fn address_with(fragment: &str, embedded: bool) -> String {
    let address = window().location().href().unwrap_or_default();
    let plain = address.split(['?', '#']).next().unwrap_or_default();
    format!("{plain}{}{fragment}", if embedded { "?embed" } else { "" })
}

/// Shows another fragment in the address bar, as a new step of the history or in place of the present one.
pub fn show_fragment(fragment: &str, depth: u32, new_step: bool) {
    let Ok(history) = window().history() else { return };
    if embedded() {
        return;
    }
    let query = window().location().search().unwrap_or_default();
    let path = window().location().pathname().unwrap_or_default();
    let (state, address) = (JsValue::from(depth), format!("{path}{query}{fragment}"));
    let _ = if new_step {
        history.push_state_with_url(&state, "", Some(&address))
    } else {
        history.replace_state_with_url(&state, "", Some(&address))
    };
}

/// Shows another fragment in the address bar in place of the present one, whose number the step of the history keeps.
pub fn replace_fragment(fragment: &str) {
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or_default();
        let _ = history.replace_state_with_url(&state, "", Some(fragment));
    }
}

/// The number that the present step of the history was given.
fn state() -> Option<f64> {
    window().history().ok().and_then(|history| history.state().ok())?.as_f64()
}

/// How many steps of ours lie behind the present one in the history; none where a person has just opened it.
pub fn depth() -> Option<u32> {
    state().filter(|depth| *depth >= 0.0).map(|depth| depth as u32)
}

/// How many steps lie between the view in the address and the page, none where no page lies behind; no answer where a person has
/// just opened it. Steps of views have negative numbers, from -1 on.
pub fn steps_to_page() -> Option<i32> {
    state().filter(|number| *number < 0.0).map(|number| -1 - number as i32)
}

/// Notes that for the present step.
pub fn note_steps_to_page(steps: i32) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::from(-1 - steps), "", None);
    }
}

/// Goes back in the history, or forward.
pub fn go(steps: i32) {
    if let Ok(history) = window().history() {
        let _ = history.go_with_delta(steps);
    }
}

/// What a file beside the page is called. Where `index.html` links to it, the build has put a hash of what it holds into its
/// name.
fn name_of(path: &str) -> Option<String> {
    let link = document().query_selector(&format!("link[data-file='{path}']")).ok()??;
    link.get_attribute("href")
}

/// Loads a file that stands beside the page.
pub async fn load(path: &str) -> Result<Bytes, String> {
    let failed = |_| format!("{path} could not be loaded: check the connection and open the page again");
    let promise = window().fetch_with_str(name_of(path).as_deref().unwrap_or(path));
    let response = wasm_bindgen_futures::JsFuture::from(promise).await.map_err(failed)?;
    let response: web_sys::Response = response.dyn_into().map_err(failed)?;
    if !response.ok() {
        return Err(format!("{path} could not be loaded: the server answered {}", response.status()));
    }
    let buffer = response.array_buffer().map_err(failed)?;
    let buffer = wasm_bindgen_futures::JsFuture::from(buffer).await.map_err(failed)?;
    Ok(js_sys::Uint8Array::new(&buffer).into())
}

/// The content of a file that a person has chosen.
pub async fn content(file: &web_sys::File) -> Result<Bytes, String> {
    let name = file.name();
    let buffer = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
    let buffer =
        buffer.map_err(|_| format!("{name} could not be read: it may have been moved or changed"))?;
    Ok(js_sys::Uint8Array::new(&buffer).into())
}

/// Copies text; says whether the browser allowed it.
pub async fn copy(text: &str) -> bool {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    // A page that came over plain http from elsewhere has no clipboard.
    if clipboard.is_ok_and(|clipboard| clipboard.is_undefined()) {
        return false;
    }
    let promise = window().navigator().clipboard().write_text(text);
    wasm_bindgen_futures::JsFuture::from(promise).await.is_ok()
}

/// Gives the person a file.
pub fn save(name: &str, kind: &str, bytes: &[u8]) -> bool {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let Ok(blob) = Blob::new_with_u8_array_sequence_and_options(&parts, &options) else { return false };
    let Ok(address) = Url::create_object_url_with_blob(&blob) else { return false };
    let saved = click_link(&address, name);
    // The download has begun by then.
    after(10_000, move || {
        let _ = Url::revoke_object_url(&address);
    });
    saved
}

/// Saves what an address holds, such as a picture's data.
pub fn click_link(address: &str, name: &str) -> bool {
    let anchor =
        document().create_element("a").ok().and_then(|a| a.dyn_into::<web_sys::HtmlAnchorElement>().ok());
    let Some(anchor) = anchor else { return false };
    anchor.set_href(address);
    anchor.set_download(name);
    anchor.click();
    true
}

/// Puts the focus on the element with this id.
pub fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Puts the focus on the element with this id where no element has it, since the one that had it is gone.
pub fn focus_if_lost(id: &str) {
    if document().active_element().is_none_or(|element| element.tag_name() == "BODY") {
        focus(id);
    }
}

/// 64 random bits, from the browser's own randomness.
pub fn random() -> Option<u64> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).ok()?;
    Some(u64::from_le_bytes(bytes))
}

/// A random seed below 10^`digits`.
pub fn random_seed(digits: u32) -> Option<u64> {
    // Short enough to be read out in class.
    Some(random()? % 10_u64.pow(digits))
}

/// The time (Unix, milliseconds).
pub fn date() -> u64 {
    js_sys::Date::now() as u64
}

/// Says when the box of an element changes, as long as it is kept.
pub struct BoxObserver {
    observer: web_sys::ResizeObserver,
    _changed: Closure<dyn FnMut()>,
}

impl BoxObserver {
    /// None where the browser can't tell.
    pub fn new(element: &web_sys::Element, changed: impl FnMut() + 'static) -> Option<BoxObserver> {
        let changed = Closure::<dyn FnMut()>::new(changed);
        let observer = web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(BoxObserver { observer, _changed: changed })
    }
}

impl Drop for BoxObserver {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
