//! The large chart and the small ones: which is large, on which scale, and which curves are drawn.

use std::time::Duration;

use crate::support::{Browser, css, in_browser, role, test_id};
use crate::visitor::{RUN, SHORT, finish, fragment, texts};

/// What the upper canvas of the large chart shows, as a hash of its pixels.
fn picture(browser: &Browser) -> String {
    let hash = "const canvases = document.querySelectorAll('[data-testid=large-chart] canvas');
        let hash = 0;
        for (const canvas of canvases) {
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            for (let i = 0; i < data.length; i += 1) hash = (Math.imul(hash, 31) + data[i]) | 0;
        }
        return String(hash);";
    browser.script(hash).as_str().unwrap_or_default().to_owned()
}

/// What it shows once it is not drawn again: its box may still change its size when a run has come to its end.
#[track_caller]
fn settled(browser: &Browser) -> String {
    browser.wait_until("the chart stays as it is", RUN, |browser| {
        let before = picture(browser);
        std::thread::sleep(Duration::from_secs(1));
        picture(browser) == before
    });
    let sizes = "const box = document.querySelector('[data-testid=large-chart]');
        return [...box.querySelectorAll('canvas')].map((canvas) => [canvas.width - box.clientWidth, canvas.height - box.clientHeight]).join(' ')";
    assert_eq!(browser.script(sizes), "0,0 0,0", "it is as large as its box, and not stretched");
    picture(browser)
}

/// Waits until the large chart is drawn otherwise, and gives what it shows then.
#[track_caller]
fn changed(browser: &Browser, before: &str) -> String {
    browser.wait_until("the chart is drawn otherwise", RUN, |browser| picture(browser) != before);
    settled(browser)
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_small_chart_that_is_pressed_becomes_the_large_one() {
    in_browser(|browser| {
        browser.open(&format!("#1{SHORT}"));
        finish(browser);
        let name =
            |browser: &Browser| browser.attribute(&test_id("large-chart"), "aria-label").unwrap_or_default();
        assert!(name(browser).starts_with("Cumulative regret. "), "{}", name(browser));
        for (mini, begin) in
            [(1, "Average reward. "), (2, "Suboptimal choices. "), (0, "Cumulative regret. ")]
        {
            assert_eq!(browser.count(&test_id(&format!("mini-{mini}"))), 1, "the others are small");
            browser.click(&test_id(&format!("mini-{mini}")));
            browser.wait_until(begin, RUN, |browser| name(browser).starts_with(begin));
            assert!(name(browser).contains("LinUCB"), "{}", name(browser));
            assert_eq!(browser.count(&test_id(&format!("mini-{mini}"))), 0, "it is large");
        }
        browser.click(&test_id("mini-3"));
        browser.see(&test_id("arm-shares"));
        assert_eq!(browser.count(&test_id("large-chart")), 0);
        browser.choose(&test_id("share-contender"), "Random");
        browser.wait_until("whose choices they are", RUN, |browser| {
            browser
                .attribute(&test_id("arm-shares"), "aria-label")
                .is_some_and(|name| name.starts_with("Choices of Random"))
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_scale_is_that_of_the_learners_until_all_are_asked_for() {
    in_browser(|browser| {
        // Random ends far above the others.
        browser.open("#1horizon=2000&seeds=2");
        finish(browser);
        browser.see(&role("button", "Learners"));
        let pressed =
            |browser: &Browser, name: &str| browser.attribute(&role("button", name), "aria-pressed");
        assert_eq!(pressed(browser, "Learners").as_deref(), Some("true"));
        let learners = settled(browser);
        browser.click(&role("button", "All"));
        let all = changed(browser, &learners);
        assert_eq!(pressed(browser, "All").as_deref(), Some("true"));
        assert_eq!(pressed(browser, "Learners").as_deref(), Some("false"));
        browser.click(&role("button", "Learners"));
        assert_eq!(changed(browser, &all), learners, "the scale is as it was");
        // Without the one far above there is nothing to choose.
        browser.click(&test_id("agent-3-eye"));
        browser.wait_until("the switch is gone", RUN, |browser| browser.count(&test_id("learners")) == 0);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn curves_are_hidden_and_axes_changed() {
    in_browser(|browser| {
        // Fewer seeds are all drawn anyway.
        browser.open("#1w=stationary_linear&horizon=400&seeds=6");
        finish(browser);
        let first = settled(browser);
        browser.click(&test_id("agent-0-eye"));
        let hidden = changed(browser, &first);
        assert_eq!(browser.attribute(&test_id("agent-0-eye"), "aria-pressed").as_deref(), Some("false"));
        // Its numbers stay.
        assert_ne!(browser.text(&test_id("regret-0")), "–");
        browser.click(&test_id("agent-0-eye"));
        assert_eq!(changed(browser, &hidden), first);
        // The axes, and every seed, each on and off again.
        for switch in ["log-x", "log-y", "members"] {
            browser.click(&test_id(switch));
            let other = changed(browser, &first);
            browser.click(&test_id(switch));
            assert_eq!(changed(browser, &other), first, "{switch}");
        }
        // Another agent in the place of one whose curve is hidden is drawn.
        browser.click(&test_id("agent-0-eye"));
        browser.wait_until("it is hidden", RUN, |browser| {
            browser.attribute(&test_id("agent-0-eye"), "aria-pressed").as_deref() == Some("false")
        });
        browser.click(&test_id("contender-0-remove"));
        browser.wait_until("all are drawn", RUN, |browser| {
            browser.attribute(&test_id("agent-0-eye"), "aria-pressed").as_deref() == Some("true")
        });
    });
}

/// The agents whose curves are hidden, as the list below the stage says.
fn hidden(browser: &Browser) -> Vec<String> {
    texts(
        browser,
        "[...document.querySelectorAll('.agents .is-hidden .agent-label')].map((label) => label.textContent)",
    )
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_hidden_curve_goes_with_its_agent_and_not_with_its_place() {
    in_browser(|browser| {
        browser.open(
            "#1w=stationary_linear&c=lin_ucb;alpha=0;label=None&c=lin_ucb;label=Some&c=lin_ucb;alpha=9;label=Much&horizon=400&seeds=6",
        );
        finish(browser);
        let all = settled(browser);
        // The stage looks at the same agent.
        let looked_at = |browser: &Browser| browser.text(&css(".lens[aria-checked=true] .lens-label"));
        browser.script("document.querySelectorAll('.lens')[1].click()");
        browser.wait_until("the stage looks at it", RUN, |browser| looked_at(browser) == "Some");
        browser.click(&test_id("agent-1-eye"));
        let before = changed(browser, &all);
        browser.press("s");
        browser.click(&role("button", "Move Much up"));
        browser.press("s");
        finish(browser);
        let moved = changed(browser, &before);
        assert_eq!(hidden(browser), ["Some"]);
        browser
            .wait_until("the stage looks at it where it is now", RUN, |browser| looked_at(browser) == "Some");
        browser.wait_until("the address says so", RUN, |browser| fragment(browser).contains("hidden=2"));
        // As the link opens it: the chart hides the same curve as the list below the stage.
        let link = fragment(browser);
        browser.open(&link);
        finish(browser);
        assert_eq!((hidden(browser), settled(browser)), (vec!["Some".to_owned()], moved));
        assert_eq!(looked_at(browser), "Some");
        // A setting that changes leaves it hidden.
        browser.press("s");
        browser.fill(&test_id("contender-2-alpha"), "2");
        browser.press("\u{e007}");
        browser.wait_until("the address follows", RUN, |browser| fragment(browser).contains("alpha=2"));
        finish(browser);
        assert_eq!(hidden(browser), ["Some"]);

        // Another story begins with all of its curves, also where the agents are the same.
        browser.open("#1horizon=300&seeds=4");
        finish(browser);
        browser.click(&test_id("agent-0-eye"));
        browser.wait_until("it is hidden", RUN, |browser| hidden(browser) == ["LinUCB"]);
        browser.click(&test_id("story-2"));
        browser.wait_until("the other story", RUN, |browser| {
            browser.text(&test_id("question")).contains("exactly right") && hidden(browser).is_empty()
        });
        finish(browser);
        browser.wait_until("the address says nothing of it", RUN, |browser| {
            fragment(browser).contains("stationary_linear") && !fragment(browser).contains("hidden")
        });
    });
}

/// The sentence above a chart may take another line there when the run is through, which leaves the chart less room.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_chart_is_drawn_again_when_its_box_changes() {
    in_browser(|browser| {
        browser.window(390, 844);
        browser.open("#1horizon=2000&seeds=2");
        finish(browser);
        settled(browser);
        // As a sentence of any length would.
        let before = picture(browser);
        let height = |browser: &Browser| {
            browser.script("return document.querySelector('[data-testid=large-chart]').clientHeight")
        };
        let high = height(browser);
        browser.script("document.querySelector('.verdict-line').style.minHeight = '90px'");
        assert_ne!(height(browser), high, "the chart has less room");
        changed(browser, &before);
    });
}
