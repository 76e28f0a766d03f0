//! Unit tests inside a browser: what only the WebAssembly build can show.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_tests_run_in_a_window() {
    assert!(web_sys::window().is_some());
}
