//! All views where the system gives the colours: what is chosen shows otherwise than by a colour of ours, and charts can be read.

use bandit_playground::lessons::LESSONS;
use serde_json::json;

use crate::axe;
use crate::support::{Browser, css, in_browser, test_id};
use crate::visitor::{FILM_SLATES, RUN, SHORT, finish, texts};

/// Two agents on synthetic users: no ratings are needed.
const LINK: &str = "#1c=lin_ucb&c=random&w=stationary_linear&horizon=400&seeds=3";

/// Of every chosen element of the page that can be seen and has a neighbour of its kind that is not chosen: what is wrong where the two
/// look the same.
const SAME: &str = "
    const chosen = '[aria-pressed=true], [aria-current=page], [aria-checked=true], .is-chosen > td, .is-best > td, .is-picked, .learn-segments .is-here, .is-open > .learn-step-title .learn-mark';
    const states = ['aria-pressed', 'aria-current', 'aria-checked'];
    const looks = (element) => [null, '::before'].map((part) => {
        const style = getComputedStyle(element, part);
        const sides = ['outlineStyle', 'outlineWidth', 'outlineColor', 'borderTopWidth', 'borderTopStyle', 'borderTopColor', 'borderBottomColor', 'backgroundColor', 'height'];
        return sides.map((side) => style[side]).join(' ');
    }).join(' / ');
    const all = [...document.querySelectorAll(chosen)].filter((element) => element.checkVisibility() && element.getClientRects().length > 0);
    return all.flatMap((element) => {
        const is = (other) => other.matches(chosen);
        const kind = element.closest('tr') ? 'tr' : element.closest('li') ? 'li' : null;
        const holder = kind ? element.closest(kind) : element;
        const others = [...(holder.parentElement?.children ?? [])].filter((other) => other !== holder);
        const inner = kind ? [...holder.querySelectorAll('*')].indexOf(element) : -1;
        const its = states.filter((state) => element.hasAttribute(state) && state !== 'aria-current');
        const peers = others.map((other) => (kind ? other.querySelectorAll('*')[inner] : other))
            .filter((other) => other && other.tagName === element.tagName && !is(other) && other.getClientRects().length > 0
                && its.every((state) => other.hasAttribute(state)));
        return peers.slice(0, 1).filter((peer) => looks(peer) === looks(element))
            .map((peer) => `${element.tagName}.${element.className} \"${element.textContent.slice(0, 30)}\" looks like \"${peer.textContent.slice(0, 30)}\": ${looks(element)}`);
    });";

/// Charts without a ground of their own: their inks may be those of the system's ground then.
const BARE: &str = "
    return [...document.querySelectorAll('canvas')].filter((canvas) => canvas.getClientRects().length > 0).flatMap((canvas) => {
        const style = getComputedStyle(canvas.parentElement);
        const ground = style.backgroundColor;
        return ground === 'rgba(0, 0, 0, 0)' || style.forcedColorAdjust !== 'none' ? [`${canvas.parentElement.dataset.testid ?? canvas.parentElement.className}: ${ground}`] : [];
    });";

/// Bars, marks and swatches that have the colour of their ground, or none.
const INVISIBLE: &str = "
    const marks = '.position-examined, .position-clicked, .legend-block, .bar-fill, .bar-whisker, .pips .won, .progress-fill, .key-bar, .tune-bar i, .learn-bar span, .logs-bars i, .logs-bin i';
    const none = 'rgba(0, 0, 0, 0)';
    return [...document.querySelectorAll(marks)].flatMap((mark) => {
        const box = mark.getBoundingClientRect();
        if (!mark.checkVisibility() || box.width < 1 || box.height < 1) return [];
        let holder = mark.parentElement;
        while (holder && getComputedStyle(holder).backgroundColor === none) holder = holder.parentElement;
        const [own, ground] = [mark, holder ?? document.body].map((element) => getComputedStyle(element).backgroundColor);
        return own === none || own === ground ? [`${mark.className} can't be seen: ${own} on ${ground}`] : [];
    });";

/// Looks at what the page shows now.
fn look(browser: &Browser, what: &str, found: &mut Vec<String>) {
    for script in [SAME, BARE, INVISIBLE] {
        let lines: Vec<String> = serde_json::from_value(browser.script(script)).expect("texts");
        found.extend(lines.into_iter().map(|line| format!("{what}: {line}")));
    }
    if std::env::var("AXE").is_ok() {
        browser.script(&axe::source());
        let mut seen = Vec::new();
        axe::look(browser, what, &mut seen);
        // Of what is drawn in the system's colours, the browser tells scripts the page's own colour of letters.
        found.extend(seen.into_iter().filter(|line| !line.contains(": color-contrast: ")));
    }
    browser.screenshot(&format!("forced-{}", what.replace(' ', "-")));
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn nothing_is_only_a_colour() {
    in_browser(|browser| {
        for scheme in ["light", "dark"] {
            let features = json!({ "features": [{ "name": "forced-colors", "value": "active" }, { "name": "prefers-color-scheme", "value": scheme }] });
            browser.devtools("Emulation.setEmulatedMedia", features);
            let mut found = Vec::new();
            let mut see =
                |browser: &Browser, what: &str| look(browser, &format!("{scheme} {what}"), &mut found);
            for (kept, link) in [format!("#1{SHORT}"), LINK.to_owned()].iter().enumerate() {
                browser.open(link);
                finish(browser);
                // It is kept a moment later.
                browser.click(&test_id("runs-tab"));
                browser.wait_until("the run is kept", RUN, |browser| browser.count(&test_id("run")) > kept);
            }
            browser.click(&test_id("leave-view"));
            browser.see(&test_id("large-chart"));
            assert_eq!(browser.script("return matchMedia('(forced-colors: active)').matches"), true);
            see(browser, "page");
            browser.click(&test_id("mini-3"));
            browser.see(&test_id("arm-shares"));
            browser.wait_until("the choices have a legend", RUN, |browser| {
                browser.count(&css(".legend-block")) > 1
            });
            see(browser, "choices");
            axe::run_before(browser);
            see(browser, "run before");
            browser.open(FILM_SLATES);
            finish(browser);
            browser.see(&test_id("slates"));
            browser.see(&test_id("positions"));
            see(browser, "slates");
            browser.open(LINK);
            finish(browser);
            browser.click(&test_id("runs-tab"));
            browser.wait_until("runs are listed", RUN, |browser| browser.count(&test_id("run")) > 1);
            browser.script("[...document.querySelectorAll('.run-check input')].slice(0, 1).forEach((box) => box.click())");
            browser.script("document.querySelector('.run-pin').click()");
            see(browser, "runs");
            browser.script("[...document.querySelectorAll('.run-check input')].forEach((box) => box.checked || box.click())");
            browser.click(&test_id("chosen-compare"));
            browser.see(&test_id("compare-plot"));
            see(browser, "compare");
            browser.open(&LINK.replace("horizon=400", "horizon=800"));
            finish(browser);
            browser.click(&test_id("tune-tab"));
            browser.see(&test_id("tune-begin"));
            see(browser, "tune");
            browser.click(&test_id("tune-begin"));
            browser.see(&test_id("tune-sentence"));
            see(browser, "study");
            // Each kind of box of the picture of brackets is told from every other.
            let cells = texts(
                browser,
                "[...document.querySelectorAll('.tune-key i')].map((cell) => { const style = getComputedStyle(cell); return [style.backgroundColor, style.borderTopStyle, style.borderTopColor, style.borderTopWidth, style.borderTopLeftRadius].join(' ') })",
            );
            let kinds: std::collections::BTreeSet<&String> = cells.iter().collect();
            assert!(cells.len() > 4 && kinds.len() == cells.len(), "{cells:#?}");
            // A view has a row of links of its own.
            browser.click(&css(".view-bar [data-testid=profile-tab]"));
            browser.click(&test_id("profile-begin"));
            browser.wait_until("all is measured", RUN, |browser| {
                browser.count(&test_id("profile-begin")) == 1
                    && browser.count(&test_id("profile-sentence")) == 1
            });
            see(browser, "profile");
            browser.click(&css(".view-bar [data-testid=logs-tab]"));
            browser.click(&test_id("logs-record"));
            browser.wait_until("the truth is there", RUN, |browser| {
                browser.count(&test_id("logs-stop")) == 0 && browser.count(&test_id("logs-truth")) == 1
            });
            see(browser, "logs");
            browser.open("#learn");
            browser.see(&test_id("lessons"));
            see(browser, "lessons");
            for (index, step) in LESSONS[0].steps.iter().enumerate() {
                browser.script(&format!("location.hash = 'learn={},{}'", LESSONS[0].id, index + 1));
                browser.wait_until("the step is open", RUN, |browser| {
                    browser.text(&css(".learn-step.is-open .learn-step-title")).contains(step.title)
                });
                see(browser, &format!("step {}", index + 1));
            }
            for (what, game, sees) in crate::play::games() {
                browser.script(&format!("location.hash = '{game}'"));
                browser.see(&test_id(sees));
                see(browser, what);
            }
            assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
        }
    });
}
