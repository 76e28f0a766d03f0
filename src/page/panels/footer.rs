//! Where the data comes from, what the keys do, and how fast it is.

use leptos::prelude::*;

use super::super::browser;
use super::super::state::App;
use super::keys::KEYS;
use super::measure::Measure;

#[component]
pub fn Footer() -> impl IntoView {
    let app = App::here();
    let keys: Vec<_> =
        KEYS.iter().map(|(key, does)| view! { <li><kbd>{*key}</kbd> " " {*does}</li> }).collect();
    let switch_keys = move |event| {
        let on = event_target_checked(&event);
        browser::remember_single_keys(on);
        app.shortcuts.set(on);
    };
    view! {
        <footer class="app-footer">
            <section aria-labelledby="keys-title">
                <h2 id="keys-title">"Keys"</h2>
                <ul class="keys">{keys}</ul>
                <label class="check">
                    <input type="checkbox" data-testid="shortcuts" prop:checked=move || app.shortcuts.get() on:change=switch_keys />
                    " Single keys do this"
                </label>
            </section>
            <section aria-labelledby="data-title">
                <h2 id="data-title">"The data"</h2>
                <p>
                    "The bundled ratings are MovieLens ml-latest-small (October 2016): all 100,004 ratings by 671 users of 9,066 films, transformed. "
                    "Free for research and teaching with acknowledgement; may be redistributed under the same conditions; no commercial use without permission of the GroupLens Research Project; no endorsement by the University of Minnesota or GroupLens is stated or implied; no warranty. "
                    <a href="data/README.md">"All conditions"</a>
                    "."
                </p>
                <p>
                    "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. ACM Transactions on Interactive Intelligent Systems 5, 4, Article 19. "
                    <a href="https://doi.org/10.1145/2827872">"doi.org/10.1145/2827872"</a>
                </p>
            </section>
            <section aria-labelledby="about-title">
                <h2 id="about-title">"This page"</h2>
                <p>
                    {format!(
                        "Bandit Playground {}. Everything is computed in this browser, in workers; nothing leaves the machine. The same link gives the same bits in every browser and on the command line.",
                        env!("CARGO_PKG_VERSION"),
                    )}
                </p>
                <Measure />
            </section>
        </footer>
    }
}
