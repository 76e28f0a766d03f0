//! The program: the page in a browser, the command line everywhere else. What runs in the page's workers is a program of its
//! own, `src/bin/engine.rs`.

#[cfg(not(target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: &bandit_playground::command::Counting = bandit_playground::command::COUNTING;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    bandit_playground::command::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    bandit_playground::page::start();
}
