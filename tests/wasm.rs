//! Unit tests inside a browser: what only the WebAssembly build can show.
#![cfg(target_arch = "wasm32")]

#[path = "golden/mod.rs"]
mod golden;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn golden_links_give_their_digests_in_webassembly_too() {
    for (link, digest) in golden::GOLDEN {
        assert_eq!(golden::digest_of(link), digest, "{link}");
    }
}
