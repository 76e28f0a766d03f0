//! In a browser the page; elsewhere the command line.

#[cfg(target_arch = "wasm32")]
fn main() {
    use leptos::prelude::*;

    console_error_panic_hook::set_once();
    mount_to_body(|| view! { <h1>"Bandit Playground"</h1> });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
