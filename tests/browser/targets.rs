//! On a phone every control is as large as a thumb: 44 by 44 pixels take the press.

use bandit_playground::lessons::LESSONS;

use crate::support::{Browser, css, in_browser, test_id};
use crate::visitor::{FILM_SLATES, RUN, SHORT, finish, texts};

/// Of every control that can be seen, what is wrong where 44 pixels across or down do not press it: those at its middle, since
/// what can be pressed may be larger than what is drawn. Words within a sentence are as high as its lines, and what only the pointer
/// of a mouse uses is no target of a thumb.
const SMALL: &str = "
    const reach = 21;
    const inline = '.term, p a, p .link, .where .link, .help a, li a:not([class])';
    const controls = 'button, a[href], select, input:not([type=hidden]), summary, textarea, [role=radio], [role=slider]';
    const found = [];
    for (const control of document.querySelectorAll(controls)) {
        if (control.matches(inline) || control.closest('[aria-hidden=true]')) continue;
        const target = control.matches('[type=checkbox], [type=radio]') ? control.closest('label') ?? control : control;
        const style = getComputedStyle(target);
        if (!target.checkVisibility({ visibilityProperty: true }) || style.pointerEvents === 'none' || target.getClientRects().length === 0) continue;
        target.scrollIntoView({ block: 'center', inline: 'center' });
        const box = target.getBoundingClientRect();
        if (box.width < 2 || box.height < 2) continue;
        const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
        const takes = (across, down) => {
            const at = document.elementFromPoint(Math.min(Math.max(x + across, 0.5), innerWidth - 0.5), y + down);
            // An open menu lies over its neighbours for as long as it is open.
            if (at?.closest('.menu-body') && !target.closest('.menu-body')) return true;
            return at !== null && (target.contains(at) || at.contains(target) && at.matches('label') || at.closest('label')?.control === control);
        };
        if (!takes(0, 0)) continue; // it lies under something else just now
        const away = [[-reach, 0], [reach, 0], [0, -reach], [0, reach]].filter(([across, down]) => !takes(across, down));
        if (away.length > 0) {
            const name = control.dataset.testid ?? control.ariaLabel ?? control.textContent.trim().slice(0, 30);
            found.push(`${control.tagName.toLowerCase()}.${control.className} \"${name}\" ${box.width.toFixed(0)} x ${box.height.toFixed(0)}, not ${away.join(' ')}`);
        }
    }
    scrollTo(0, 0);
    return [...new Set(found)];";

/// Looks at what the page shows now.
fn look(browser: &Browser, what: &str, found: &mut Vec<String>) {
    let lines = texts(browser, &format!("(() => {{ {SMALL} }})()"));
    found.extend(lines.into_iter().map(|line| format!("{what}: {line}")));
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn every_control_of_a_phone_is_as_large_as_a_thumb() {
    in_browser(|browser| {
        let mut found = Vec::new();
        browser.window(390, 844);
        for (what, link) in [("films", "#1horizon=300&seeds=4"), ("slates", FILM_SLATES)] {
            browser.open(link);
            finish(browser);
            browser.see(&test_id("results"));
            look(browser, what, &mut found);
            browser.script(
                "document.querySelectorAll('main details:not(.menu)').forEach((fold) => fold.open = true)",
            );
            look(browser, &format!("{what}, unfolded"), &mut found);
            // One menu at a time: they lie over what is around them.
            let count = browser.count(&css("main details.menu"));
            assert!(count > 2, "{count} menus");
            for place in 0..count {
                browser.script(&format!(
                    "document.querySelectorAll('main details.menu').forEach((menu, place) => menu.open = place === {place})"
                ));
                look(browser, &format!("{what}, menu {place}"), &mut found);
            }
            browser.script(
                "document.querySelectorAll('main details.menu').forEach((menu) => menu.open = false)",
            );
            browser.see(&test_id("contender-0-name"));
            look(browser, &format!("{what}, drawer"), &mut found);
        }
        browser.click(&test_id("open-catalogue"));
        browser.see(&test_id("catalogue-search"));
        look(browser, "catalogue", &mut found);
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        browser.click(&test_id("share"));
        browser.see(&test_id("link"));
        look(browser, "share", &mut found);
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        for (view, there) in [
            ("runs", "run"),
            ("tune", "tune-begin"),
            ("profile", "profile-begin"),
            ("logs", "logs-record"),
            ("learn", "lessons"),
        ] {
            browser.script(&format!("location.hash = '{view}'"));
            browser.wait_until(view, RUN, |browser| browser.count(&test_id(there)) > 0);
            look(browser, view, &mut found);
        }
        browser.script(&format!("location.hash = 'learn={},2'", LESSONS[0].id));
        browser.see(&css(".learn-step.is-open"));
        look(browser, "lesson", &mut found);
        assert!(found.is_empty(), "{} are smaller:\n{}", found.len(), found.join("\n"));
    });
}
