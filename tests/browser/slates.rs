//! Rankers and their slates, read in words.

use crate::support::{Browser, Key, css, in_browser, test_id};
use crate::visitor::{RUN, digest, finish, round, wait_for_state};

/// The number that a measure has for a policy in the table of measures.
fn measured(browser: &Browser, title: &str, policy: usize) -> f64 {
    let column = format!(
        "[...document.querySelectorAll('[data-testid=results] thead th')].findIndex((head) => head.textContent.includes({title:?}))"
    );
    let cell = format!("document.querySelector('[data-testid=result-{policy}]').cells[{column}].textContent");
    let text = browser.script(&format!("return {cell}"));
    let text = text.as_str().expect("a cell");
    text.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
}

const EXPERIMENT: &str = "#1w=gap_slates&c=cascade_ucb1&c=random_slate&horizon=300&seeds=2";

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_eye_goes_down_a_slate_film_by_film() {
    in_browser(|browser| {
        browser.open(EXPERIMENT);
        finish(browser);
        browser.click(&test_id("reset"));
        wait_for_state(browser, "paused");
        // The context, the scores, then the slates.
        browser.click(&test_id("phase"));
        browser.wait_until("a round is shown", RUN, |browser| browser.count(&test_id("slates")) == 1);
        assert_eq!(browser.text(&test_id("phase-sentence")), "A user arrives.");
        browser.click(&test_id("phase"));
        browser.click(&test_id("phase"));
        let slots = "[data-testid=slate-0] .slot";
        browser.wait_until("the slate is shown", RUN, |browser| browser.count(&css(slots)) == 4);
        assert!(browser.text(&css("[data-testid=slate-0] .slot:first-child")).ends_with("shown"));
        // The eye comes to the first film, and to no other yet.
        browser.click(&test_id("phase"));
        browser.wait_until("the first film is examined", RUN, |browser| {
            browser.text(&css("[data-testid=slate-0] .slot:first-child")).contains("examined")
        });
        assert!(browser.text(&css("[data-testid=slate-0] .slot:last-child")).ends_with("shown"));
        for _ in 0..4 {
            browser.click(&test_id("phase"));
        }
        browser.see(&test_id("slate-0-story"));
        let story = browser.text(&test_id("slate-0-story"));
        assert!(story.contains("The user examined ") && story.contains("and clicked "), "{story}");
        assert!(story.contains("Expected reward"), "{story}");
        // What the story says is what the cards say.
        let examined = story.split_whitespace().nth(3).and_then(|word| word.parse::<usize>().ok());
        let cards = browser.script(
            "return [...document.querySelectorAll('[data-testid=slate-0] .slot-fate')].filter((fate) => fate.textContent.startsWith('examined')).length",
        );
        assert_eq!(cards.as_u64().map(|count| count as usize), examined, "{story}");
        assert!(browser.text(&test_id("best-slate")).contains("No slate is expected to earn more"));
        // All films, learned beside true.
        browser.click(&test_id("beliefs"));
        let table = browser.text(&css(".beliefs tbody tr:first-child"));
        assert!(
            table.contains("0.200") && table.contains("shown") && table.contains("estimates nothing"),
            "{table}"
        );
        // The chart reads them one by one.
        let words = |browser: &Browser| browser.text(&test_id("beliefs-words"));
        assert!(words(browser).contains("Random slate has shown 4 of 16 items"), "{}", words(browser));
        browser.type_into(&test_id("beliefs-chart"), Key::Right);
        browser.wait_until("the first film is read", RUN, |browser| {
            let words = words(browser);
            words.starts_with("Rank 1 of 16, Item ")
                && words.contains(": true attraction 0.200. CascadeUCB1 learned ")
        });
        browser.type_into(&test_id("beliefs-chart"), Key::End);
        browser
            .wait_until("the last film is read", RUN, |browser| words(browser).starts_with("Rank 16 of 16"));
        assert_eq!(round(browser), 1, "the arrows belong to the chart");
        browser.script("document.activeElement.blur()");
        assert_eq!(round(browser), 1);
        browser.press(Key::Right);
        browser.wait_until("the next round", RUN, |browser| round(browser) == 2);
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_link_of_a_run_of_slates_gives_the_same_digest() {
    in_browser(|browser| {
        browser.open("#1w=stationary_linear&horizon=100&seeds=1");
        finish(browser);
        // From arms to slates: other policies, other clicks.
        browser.choose(&test_id("world"), "Slates of made-up items");
        browser.wait_until("rankers are there", RUN, |browser| {
            browser.text(&test_id("contender-0")).contains("CascadeUCB1")
        });
        browser.choose(&test_id("clicks"), "Position-based");
        browser.wait_until("the address follows", RUN, |browser| {
            crate::visitor::fragment(browser).contains("k=position_based")
        });
        finish(browser);
        let found = digest(browser);
        assert!(browser.text(&test_id("positions-0")).contains('%'));
        let link = browser.value(&test_id("link"));
        browser.open_in_new_tab(&link);
        finish(browser);
        assert_eq!(digest(browser), found);
        assert!(browser.text(&test_id("verdict")).contains("Reproduced"));
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn rankers_are_measured_in_an_environment_of_slates() {
    in_browser(|browser| {
        browser.open(EXPERIMENT);
        finish(browser);
        browser.click(&css(".measure summary"));
        browser.click(&test_id("measure"));
        browser
            .wait_until("every ranker is measured", RUN, |browser| browser.count(&test_id("measured")) == 1);
        let measured = browser.text(&test_id("measured"));
        assert!(measured.contains("Ranker") && measured.contains("CascadeLinUCB"), "{measured}");
        assert!(!measured.contains("Agent"), "{measured}");
    });
}

/// All films with ratings in the bundle.
pub const CATALOGUE: &str = "#1w=movielens_popular_slates;movies=9066;slots=10&c=cascade_ucb1&c=cascade_kl_ucb&c=random_slate&horizon=2000&seeds=2";

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_whole_catalogue_runs_to_its_end_and_every_film_is_found() {
    in_browser(|browser| {
        browser.open(CATALOGUE);
        finish(browser);
        assert_eq!(browser.count(&test_id("digest")), 1);
        let words = browser.text(&test_id("beliefs-words"));
        assert!(words.contains("of 9,066 films") && words.contains("off by"), "{words}");
        browser.click(&test_id("beliefs"));
        browser.wait_until("a page of films is there", RUN, |browser| {
            browser.count(&css(".beliefs tbody tr")) == 20
        });
        assert_eq!(browser.text(&test_id("beliefs-found")), "20 of 9,066 films.");
        browser.click(&test_id("beliefs-more"));
        browser.wait_until("more are there", RUN, |browser| browser.count(&css(".beliefs tbody tr")) == 40);
        browser.fill(&test_id("beliefs-search"), "toy story");
        browser.wait_until("they are found", RUN, |browser| {
            let found = browser.text(&test_id("beliefs-found"));
            found.ends_with(" films.") && !found.contains("of")
        });
        let first = browser.text(&css(".beliefs tbody tr:first-child"));
        assert!(first.contains("Toy Story") && first.contains("rank "), "{first}");
        browser.fill(&test_id("beliefs-search"), "no film is called that");
        browser.wait_until("nothing is found, and said", RUN, |browser| {
            browser.text(&test_id("beliefs-found")) == "No film has a name like that."
        });
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_run_at_full_speed_shows_a_round_every_now_and_then() {
    in_browser(|browser| {
        browser.open("#1w=gap_slates;items=200&c=cascade_ucb1&c=random_slate&horizon=1000000&seeds=10");
        wait_for_state(browser, "running");
        let shown = |browser: &Browser| {
            let text = browser.text(&test_id("inside-round"));
            text.trim_start_matches("Round ").replace(',', "").parse::<u64>().unwrap_or(0)
        };
        browser.wait_until("a round is shown", RUN, |browser| browser.count(&test_id("slates")) == 1);
        let mut last = shown(browser);
        for _ in 0..3 {
            browser.wait_until("another round is shown", RUN, |browser| shown(browser) > last);
            last = shown(browser);
        }
        assert!(browser.text(&test_id("inside-some")).contains("one of about two a second"), "it is said");
        // The eye goes down, and what was examined and clicked is said in words. One script: the round passes.
        let fates = "return [...document.querySelectorAll('[data-testid=slate-1] .slot-fate')].map((fate) => fate.textContent).join()";
        browser.wait_until("a film is examined", RUN, |browser| {
            browser.script(fates).as_str().is_some_and(|fates| fates.contains("examined"))
        });
        browser.wait_until("a film is clicked", RUN, |browser| {
            browser.script(fates).as_str().is_some_and(|fates| fates.contains("examined, clicked"))
        });
        // A search goes on while rounds pass.
        browser.click(&test_id("beliefs"));
        browser.fill(&test_id("beliefs-search"), "item 1");
        let before = shown(browser);
        browser.wait_until("another round is shown", RUN, |browser| shown(browser) > before);
        assert_eq!(browser.focused().0, "searchbox");
        assert_eq!(browser.value(&test_id("beliefs-search")), "item 1");
        browser.click(&test_id("play"));
        wait_for_state(browser, "paused");
        browser.wait_until("the round it stands at is shown whole", RUN, |browser| {
            shown(browser) == round(browser) && browser.count(&test_id("slate-0-story")) == 1
        });
        assert!(!browser.text(&test_id("inside-some")).contains("one of about two a second"));
    });
}

/// Anyone who wants less motion sees every round as it ended.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_eye_stands_still_for_those_who_want_less_motion() {
    in_browser(|browser| {
        browser.media("prefers-reduced-motion", "reduce");
        // Notes every phase and every round that is ever shown.
        browser.before_every_page(
            "window.phases = new Set(); window.rounds = new Set(); \
             const note = (set, id) => { const shown = document.querySelector(`[data-testid=${id}]`); if (shown) set.add(shown.textContent); }; \
             new MutationObserver(() => { note(window.phases, 'phase-sentence'); note(window.rounds, 'inside-round'); }) \
                .observe(document, { subtree: true, childList: true, characterData: true });",
        );
        // Enough seeds that a fast machine is still running when ten rounds have been looked into, two a second.
        browser.open("#1w=gap_slates&c=cascade_ucb1&c=random_slate&horizon=1000000&seeds=40");
        browser.wait_until("rounds are shown", RUN, |browser| {
            browser.count(&test_id("slates")) == 1 && round(browser) > 1_000
        });
        browser.wait_until("ten rounds were looked into", RUN, |browser| {
            browser.script("return window.rounds.size").as_u64() >= Some(10)
        });
        let phases = browser.script("return [...window.phases].join('|')");
        assert_eq!(
            phases.as_str(),
            Some("They learn from what was examined; of the rest they learn nothing."),
        );
    });
}

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_paced_run_can_be_paused_at_a_round_that_is_looked_into() {
    in_browser(|browser| {
        browser.open("#1w=gap_slates&c=cascade_ucb1&c=random_slate&horizon=5000&seeds=2");
        finish(browser);
        let found = digest(browser);
        browser.click(&test_id("reset"));
        wait_for_state(browser, "paused");
        browser.slide(&test_id("speed"), 50.0);
        browser.click(&test_id("play"));
        browser.wait_until("it is under way", RUN, |browser| round(browser) > 30);
        browser.click(&test_id("play"));
        wait_for_state(browser, "paused");
        let stands = round(browser);
        browser.wait_until("that round is shown", RUN, |browser| {
            browser.text(&test_id("inside-round")) == format!("Round {stands}")
        });
        browser.slide(&test_id("speed"), 100.0);
        browser.click(&test_id("play"));
        finish(browser);
        assert_eq!(digest(browser), found, "looks change nothing");
        assert_eq!(browser.text(&test_id("inside-round")), "Round 5,000");
        browser.see(&test_id("slate-0-story"));
    });
}

/// The same ranker twice, of which one takes few looks for little attraction.
const BIASED: &str = "#1w=drawn_slates&c=pbm_ucb&c=pbm_ucb;ignores_positions=on;label=PBM-UCB,%20ignoring%20positions&k=position_based&horizon=20000";

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn the_quality_of_slates_is_drawn_and_told_and_so_is_the_bias_of_positions() {
    in_browser(|browser| {
        browser.open("#1w=stationary_linear&horizon=100&seeds=1");
        finish(browser);
        assert_eq!(
            browser.count(&test_id("further")),
            0,
            "there is nothing to measure in an environment of arms"
        );
        browser.script(&format!("location.hash = {BIASED:?}"));
        browser.wait_until("the rankers are there", RUN, |browser| {
            browser.text(&test_id("contender-0")).contains("PBM-UCB")
        });
        finish(browser);
        let name = || browser.attribute(&test_id("further"), "aria-label").unwrap_or_default();
        browser.wait_until("NDCG is told", RUN, |_| name().contains("After round 20,000"));
        // Who knows how often positions are looked at ranks better in the end, in the words and in the table.
        assert!(name().starts_with("NDCG. After round 20,000, the highest first: PBM-UCB 0."), "{}", name());
        assert!(name().contains(", PBM-UCB, ignoring positions 0."), "{}", name());
        assert!(measured(browser, "NDCG", 0) > measured(browser, "NDCG", 1));
        let said = name()
            .split("first: PBM-UCB ")
            .nth(1)
            .and_then(|rest| rest.split(',').next()?.parse::<f64>().ok());
        let difference = said.map(|said| (said - measured(browser, "NDCG", 0)).abs());
        assert!(difference.is_some_and(|difference| difference < 0.001), "{difference:?}: {}", name());
        // Another measure, and the keyboard.
        browser.choose(&test_id("measure-choice"), "Recall");
        browser.wait_until("recall is told", RUN, |_| name().starts_with("Recall. After round 20,000"));
        assert!(name().contains(" %, PBM-UCB"), "{}", name());
        browser.script("document.querySelector('[data-testid=further]').focus()");
        browser.press(Key::Right);
        browser.wait_until("the first round is read", RUN, |browser| {
            browser.text(&css("[role=status].visually-hidden")).starts_with("Round 1: PBM-UCB ")
        });
        // The belief that is wrong by the fault of a position, in the round shown.
        browser.see(&test_id("position-bias"));
        let bitten = browser.text(&test_id("position-bias"));
        assert!(bitten.starts_with("PBM-UCB, ignoring positions estimates that Item "), "{bitten}");
        assert!(
            bitten.contains(", where it stands now, users looked in ") && bitten.contains(" of rounds"),
            "{bitten}"
        );
    });
}
