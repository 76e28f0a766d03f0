use leptos::prelude::*;
use super::state::Views;
pub fn compare_view(_views: Views, _wanted: Memo<String>) -> AnyView { view! { <h1>"Compare"</h1> }.into_any() }
