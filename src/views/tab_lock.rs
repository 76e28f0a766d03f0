//! A lock that one tab of the browser has at a time.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// A lock that this tab has until it is dropped, or until the tab is gone.
pub struct TabLock {
    /// What lets it go; none where the browser has no locks.
    release: Option<Function>,
}

impl TabLock {
    /// Takes the lock of this name; none where another tab has it. Where the browser has no locks every tab gets it.
    pub async fn take(name: &str) -> Option<TabLock> {
        let Some((locks, request)) = locks() else { return Some(TabLock { release: None }) };
        let release = Rc::new(RefCell::new(None::<Function>));
        let answered = Promise::new(&mut |answer: Function, _| {
            let (kept, told) = (Rc::clone(&release), answer.clone());
            let heard = Closure::once_into_js(move |lock: JsValue| -> JsValue {
                let is_ours = !lock.is_null();
                // The browser holds the lock until this promise is kept.
                let held = is_ours.then(|| Promise::new(&mut |free, _| *kept.borrow_mut() = Some(free)));
                let _ = told.call1(&JsValue::NULL, &is_ours.into());
                held.map_or(JsValue::UNDEFINED, JsValue::from)
            });
            let options = Object::new();
            let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
            let asked = request.call3(&locks, &name.into(), &options, &heard);
            spawn_local(async move {
                let asked = asked.and_then(|asked| asked.dyn_into::<Promise>());
                let is_refused = match asked {
                    Ok(asked) => JsFuture::from(asked).await.is_err(),
                    Err(_) => true,
                };
                // A browser that gives no locks here is one without them. What was answered before stays.
                if is_refused {
                    let _ = answer.call1(&JsValue::NULL, &JsValue::TRUE);
                }
            });
        });
        let is_ours = JsFuture::from(answered).await.is_ok_and(|answer| answer.is_truthy());
        is_ours.then(|| TabLock { release: release.take() })
    }
}

impl Drop for TabLock {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// What has the browser's locks, and its function that asks for one; none in a browser or at an address without them.
fn locks() -> Option<(JsValue, Function)> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
