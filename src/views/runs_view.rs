use leptos::prelude::*;
use super::state::Views;
pub fn runs_view(_views: Views) -> AnyView { view! { <h1>"Runs"</h1> }.into_any() }
