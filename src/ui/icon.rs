//! Small pictures for buttons, drawn rather than taken from whatever font there is.

use leptos::prelude::*;

/// What a picture means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Play,
    Pause,
    Round,
    Phase,
    Reset,
    Dice,
    Up,
    Down,
    Duplicate,
    Remove,
    Undo,
    Redo,
    Theme,
    Settings,
    Shown,
    Hidden,
    Link,
    Previous,
    Next,
    Add,
    Person,
    Book,
    Check,
    Question,
    Pin,
    Pencil,
    Tune,
}

impl Icon {
    /// The strokes, in a square of 16.
    fn path(self) -> &'static str {
        match self {
            Icon::Play => "M4.5 2.5l8.5 5.5-8.5 5.5z",
            Icon::Pause => "M5 3v10M11 3v10",
            Icon::Round => "M3 3l7 5-7 5zM13 3v10",
            Icon::Phase | Icon::Down => "M8 2.5v11M3.5 9L8 13.5 12.5 9",
            Icon::Up => "M8 13.5v-11M3.5 7L8 2.5 12.5 7",
            Icon::Reset => "M3.2 5.5A5.5 5.5 0 1 1 2.5 9M3 1.5v4.2h4.2",
            Icon::Dice => "M2.5 2.5h11v11h-11zM5.5 5.5h.01M10.5 5.5h.01M8 8h.01M5.5 10.5h.01M10.5 10.5h.01",
            Icon::Duplicate => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Icon::Remove => "M3.5 3.5l9 9M12.5 3.5l-9 9",
            Icon::Undo => "M6.5 3L3 6.5 6.5 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6",
            Icon::Tune => "M2.5 12.5a6 6 0 1 1 11 0M8 10.5l3-4.5",
            Icon::Redo => "M9.5 3L13 6.5 9.5 10M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10",
            Icon::Settings => {
                "M2 5h6M12 5h2M2 11h2M8 11h6M8 5a2 2 0 1 0 4 0 2 2 0 1 0-4 0M4 11a2 2 0 1 0 4 0 2 2 0 1 0-4 0"
            }
            Icon::Shown => "M1.5 8C4 3.5 12 3.5 14.5 8 12 12.5 4 12.5 1.5 8zM6 8a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
            Icon::Hidden => "M1.5 8C4 3.5 12 3.5 14.5 8 12 12.5 4 12.5 1.5 8zM2.5 13.5l11-11",
            Icon::Link => {
                "M6.5 9.5l3-3M7 5l1.6-1.6a2.6 2.6 0 0 1 3.8 3.7L10.7 8.7M9 11l-1.6 1.6a2.6 2.6 0 0 1-3.8-3.7L5.3 7.3"
            }
            Icon::Previous => "M10 3.5L5.5 8l4.5 4.5",
            Icon::Next => "M6 3.5L10.5 8 6 12.5",
            Icon::Add => "M8 3v10M3 8h10",
            Icon::Person => {
                "M5.2 5.6a2.8 2.8 0 1 0 5.6 0 2.8 2.8 0 1 0-5.6 0M2.8 13.5c.6-2.9 2.7-4.3 5.2-4.3s4.6 1.4 5.2 4.3"
            }
            Icon::Book => {
                "M3 3h4a1 1 0 0 1 1 1v9a1.5 1.5 0 0 0-1.5-1H3zM13 3H9a1 1 0 0 0-1 1v9a1.5 1.5 0 0 1 1.5-1H13z"
            }
            Icon::Question => {
                "M8 14.2A6.2 6.2 0 1 1 8 1.8a6.2 6.2 0 0 1 0 12.4zM6 6.3a2 2 0 1 1 2.6 2c-.5.2-.6.5-.6 1M8 11.5h.01"
            }
            Icon::Pin => "M5.5 2.5h5M6.5 2.5v4L4 9.5h8L9.5 6.5v-4M8 9.5v4",
            Icon::Pencil => "M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2zM9.4 4.4l2.2 2.2",
            Icon::Check => "M3 8.5l3.2 3.2L13 4.8",
            Icon::Theme => "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12",
        }
    }

    /// Whether what the strokes enclose is filled.
    fn is_solid(self) -> bool {
        matches!(self, Icon::Play | Icon::Round)
    }
}

/// The picture of an icon; the name stands in the button.
#[component]
pub fn Picture(#[prop(into)] icon: Signal<Icon>) -> impl IntoView {
    let fill = move || if icon.get().is_solid() { "currentColor" } else { "none" };
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path
                d=move || icon.get().path()
                fill=fill
                stroke="currentColor"
                stroke-width="1.8"
                stroke-linecap="round"
                stroke-linejoin="round"
            />
        </svg>
    }
}
