//! What covers the page when a person asks for it, in a program of its own (`src/bin/views.rs`) that is loaded then: lessons, the
//! runs that are kept, comparisons of them, the links of a class, games against bandits, a policy in its loop, the code of an own agent, the search for the best setting, what data are like, logs, and where the time of a run goes. The page knows their [`names`] and nothing else.
//!
//! What can be said without a browser is compiled and tested natively.

pub mod comparison;
#[cfg(not(feature = "starter"))]
pub mod editor;
#[cfg(not(feature = "starter"))]
pub mod explored;
pub mod files;
pub mod learn;
#[cfg(not(feature = "starter"))]
pub mod log_words;
#[cfg(not(feature = "starter"))]
pub mod looping;
pub mod names;
#[cfg(not(feature = "starter"))]
pub mod play;
pub mod preview;
pub mod profile_rows;
pub mod search;
pub mod study_words;
pub mod words;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod class;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod class_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod compare_load;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod compare_tables;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod compare_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod compared;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod data_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod doing;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod exploring;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod lab;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod logging;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod logging_work;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod logging_workers;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod logs_forest;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod logs_rows;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod logs_summary;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod logs_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod page_now;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod plot;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod profile_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod profiling;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod run_row;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod runs_bars;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod runs_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod saving;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod shell;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod speed;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod state;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod tab_lock;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod times;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod tune_form;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod tune_lines;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod tune_study;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod tune_view;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
mod tuning;

#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub use shell::open;
