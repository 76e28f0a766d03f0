//! No text is cut off where the whole of it can't be had, on a phone and in a window at twice its size.

use bandit_playground::views::names::VIEWS;

use crate::support::{Browser, css, in_browser, test_id};
use crate::visitor::{FILM_SLATES, RUN, finish, texts};

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

/// What reaches beyond the window or beyond the card that it is in, and can't be scrolled to.
const BEYOND: &str = "
    const found = [];
    for (const element of document.querySelectorAll('.views *')) {
        if (!element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden, .menu-body, option, svg *')) continue;
        const own = element.getBoundingClientRect();
        if (own.width < 2 || own.height < 2) continue;
        let holder = element.parentElement, scrolls = false;
        for (; holder && !holder.matches('.views, [class*=-card], section'); holder = holder.parentElement) {
            scrolls ||= /auto|scroll|hidden/.test(getComputedStyle(holder).overflowX);
        }
        const right = Math.min(holder?.getBoundingClientRect().right ?? innerWidth, innerWidth);
        if (!scrolls && own.right > right + 1) {
            found.push(`${element.tagName.toLowerCase()}.${element.className}: ${(own.right - right).toFixed(0)} pixels`);
        }
    }
    return [...new Set(found)];";

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn nothing_in_a_view_reaches_beyond_its_card_on_a_phone() {
    in_browser(|browser| {
        let mut found = Vec::new();
        browser.window(390, 844);
        for view in VIEWS {
            browser.open(&format!("#{}", view.id));
            browser.see(&css(".views h1"));
            // What is computed comes after the heading: where a chart is, its canvas has its size.
            browser.wait_until("all of it is there", RUN, |browser| {
                browser.script("const count = document.querySelectorAll('.views *').length; const same = window.counted === count; window.counted = count; return same && document.querySelectorAll('.views [aria-busy=true]').length === 0") == true
            });
            for width in [390, 320] {
                browser.window(width, 844);
                let lines = texts(browser, &format!("(() => {{ {BEYOND} }})()"));
                found.extend(lines.into_iter().map(|line| format!("{} at {width}: {line}", view.id)));
                let wide = browser.script("return document.documentElement.scrollWidth");
                if wide != width {
                    found.push(format!("{} at {width}: the page is {wide} pixels wide", view.id));
                }
            }
            browser.window(390, 844);
        }
        assert!(found.is_empty(), "{} reach beyond:\n{}", found.len(), found.join("\n"));
    });
}
