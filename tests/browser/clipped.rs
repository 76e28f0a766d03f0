//! No text is cut off where the whole of it can't be had, on a phone and in a window at twice its size.

use crate::support::{Browser, in_browser, test_id};
use crate::visitor::{FILM_SLATES, finish, texts};

/// Of every element that shows text of its own and cuts it off, what it says; those are right from which the whole text is had without
/// a mouse: a control whose name says it, what a control with a title holds, what is said again for screen readers and is no more than
/// an ornament, and what can be scrolled.
const CUT: &str = "
    const found = [];
    for (const element of document.body.querySelectorAll('*')) {
        if (!(element instanceof HTMLElement) || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        if (element.closest('.visually-hidden, select, input, textarea, canvas, option')) continue;
        const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');
        if (own.length === 0) continue;
        // A button whose name says it all says it, too, when it is pressed.
        if (element.closest('button[aria-label]')?.ariaLabel.includes(element.textContent.trim())) continue;
        const range = document.createRange();
        range.setStartBefore(own[0]);
        range.setEndAfter(own.at(-1));
        const text = range.getBoundingClientRect();
        if (text.width === 0 || text.height === 0) continue;
        // What cuts it: the element itself or one around it, up to what can be scrolled.
        for (let holder = element; holder && holder !== document.body; holder = holder.parentElement) {
            const style = getComputedStyle(holder);
            const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY);
            if (scrolls) break;
            if (style.clipPath !== 'none' && style.position === 'absolute') break; // for screen readers
            if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
            const box = holder.getBoundingClientRect();
            const across = text.right - box.right, down = text.bottom - box.bottom;
            if (across > 1.5 || down > 3) {
                found.push(`${element.className || element.tagName} in ${holder.className || holder.tagName}: ${element.textContent.trim().slice(0, 60)} (${across.toFixed(0)}, ${down.toFixed(0)})`);
            }
            break;
        }
        const box = element.getBoundingClientRect();
        if (!element.closest('.scroll-x, .stories, [class*=scroll]') && box.right > innerWidth + 1 && getComputedStyle(element).position !== 'absolute') {
            found.push(`${element.className || element.tagName} leaves the page: ${element.textContent.trim().slice(0, 60)}`);
        }
    }
    return [...new Set(found)];";

fn look(browser: &Browser, what: &str, found: &mut Vec<String>) {
    let lines = texts(browser, &format!("(() => {{ {CUT} }})()"));
    found.extend(lines.into_iter().map(|line| format!("{what}: {line}")));
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn no_text_is_cut_off_on_a_phone_or_at_twice_the_size() {
    in_browser(|browser| {
        let mut found = Vec::new();
        for (width, height) in [(390, 844), (720, 450)] {
            browser.window(width, height);
            for (what, link) in [("films", "#1horizon=300&seeds=4"), ("slates", FILM_SLATES)] {
                browser.open(link);
                finish(browser);
                browser.see(&test_id("results"));
                look(browser, &format!("{width} x {height}, {what}"), &mut found);
                let wide = browser.script("return document.documentElement.scrollWidth");
                assert!(wide.as_u64() <= Some(u64::from(width)), "{what}: {wide} of {width} pixels");
            }
        }
        assert!(found.is_empty(), "{} are cut off:\n{}", found.len(), found.join("\n"));
    });
}
