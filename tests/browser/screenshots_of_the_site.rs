//! The pictures that belong to the site, drawn from its icon and from the real page: `scripts/pictures` makes them again.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::support::{Browser, in_browser};
use crate::visitor::finish;

/// The picture of a card, as Open Graph has it: pixels.
const CARD: (u32, u32) = (1200, 630);

/// Names, sizes in pixels, and shapes of the icons.
const ICONS: [(&str, u32, Shape); 4] = [
    ("icon-192", 192, Shape::Rounded),
    ("icon-512", 512, Shape::Rounded),
    ("maskable-512", 512, Shape::Whole),
    ("apple-touch-180", 180, Shape::Whole),
];

/// What becomes of the icon's corners.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    /// They are round, and there is nothing beyond them.
    Rounded,
    /// The ground reaches to the edges, which the system cuts; the drawing stays within the middle 80 %, which it does not cut.
    Whole,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("static")
}

#[test]
#[ignore = "makes the site's pictures: scripts/pictures runs it"]
fn pictures() {
    in_browser(|browser| {
        for (name, size, shape) in ICONS {
            let path = folder().join(format!("icons/{name}.png"));
            icon(browser, &path, size, shape);
        }
        card(browser);
    });
}

fn icon(browser: &Browser, path: &Path, size: u32, shape: Shape) {
    browser.open("data/README.md");
    browser.window(size, size);
    let transparent = json!({ "color": { "r": 0, "g": 0, "b": 0, "a": 0 } });
    browser.devtools("Emulation.setDefaultBackgroundColorOverride", transparent);
    let drawing = fs::read_to_string(folder().join("icon.svg")).expect("the icon");
    let drawing = match shape {
        Shape::Rounded => drawing,
        Shape::Whole => {
            let whole = drawing.replace(r#" rx="7""#, "").replacen(
                "<path",
                r#"<g transform="translate(3.2 3.2) scale(0.8)"><path"#,
                1,
            );
            assert_ne!(whole, drawing, "the icon's ground has round corners");
            whole.replace("</svg>", "</g></svg>")
        }
    };
    browser.script(&format!(
        "document.documentElement.style.colorScheme = 'normal';
         document.body.replaceChildren(Object.assign(new Image(), {{ src: 'data:image/svg+xml,' + encodeURIComponent({drawing:?}) }}));
         document.body.style.cssText = 'margin: 0; background: none';
         document.body.firstChild.style.cssText = 'display: block; width: {size}px; height: {size}px';
         return document.body.firstChild.decode()"
    ));
    keep(browser, path);
    browser.devtools("Emulation.setDefaultBackgroundColorOverride", json!({}));
}

/// The first screen after the default experiment.
fn card(browser: &Browser) {
    browser.window(CARD.0, CARD.1);
    browser.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true }));
    browser.dark(false);
    browser.open("");
    finish(browser);
    browser.script("document.activeElement?.blur()");
    keep(browser, &folder().join("og.png"));
}

fn keep(browser: &Browser, path: &Path) {
    let name = path.file_stem().expect("a name").to_string_lossy();
    fs::copy(browser.screenshot(&format!("site-{name}")), path).expect("the picture is written");
    println!("{}", path.display());
}
