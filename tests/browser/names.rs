//! Results keep the names of what was run, whatever the controls say meanwhile.

use crate::support::{Browser, css, in_browser, test_id};
use crate::visitor::{RUN, digest, finish, texts, wait_for_state};

/// Names and numbers in the table of results, each by its place, and what the large chart says of its curves.
fn shown(browser: &Browser) -> Vec<String> {
    let mut shown = texts(
        browser,
        "[...document.querySelectorAll('[data-testid^=result-]')].map((row) => row.innerText.replace(/\\s+/g, ' ').trim())",
    );
    shown.extend(browser.attribute(&test_id("large-chart"), "aria-label"));
    shown
}

/// The agents below the stage, each with its regret; a dash where it has none yet.
fn agents(browser: &Browser) -> Vec<String> {
    texts(browser, AGENTS)
}

const AGENTS: &str = "[...document.querySelectorAll('.agents tbody tr:not(.lack)')]\
    .map((row) => `${row.querySelector('.agent-label').textContent}: ${row.querySelector('[data-testid^=regret-]').textContent}`)";

/// Keeps all that ever stood below the stage.
const NOTE_AGENTS: &str = "
    window.noted = new Set();
    const all = document.querySelector('.agents');
    const note = () => window.noted.add(`${all.matches('.is-stale') ? 'stale' : ''}|${AGENTS.join('; ')}`);
    new MutationObserver(note).observe(all, { subtree: true, childList: true, characterData: true, attributes: true });";

#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn results_keep_their_names_while_another_run_is_on_its_way_or_cannot_start() {
    in_browser(|browser| {
        browser.open("#1w=bernoulli&c=ucb1&c=random&horizon=500&seeds=2");
        finish(browser);
        let before = shown(browser);
        assert!(before.len() == 3 && before[0].contains("UCB1") && before[2].contains("UCB1"), "{before:?}");
        let standing = agents(browser);

        // An agent that can't live in this environment comes first: its name must not stand beside UCB1's numbers.
        browser
            .script("location.hash = '#1w=bernoulli&c=hybrid_lin_ucb&c=ucb1&c=random&horizon=500&seeds=2'");
        wait_for_state(browser, "failed");
        assert_eq!(shown(browser), before);
        // What is shown is dimmed and says of what it is, and the stage shows no round of it.
        assert_eq!(browser.text(&css(".verdict-line")), "From before the last change.");
        assert!(browser.text(&css(".run-stats")).contains("failed, showing the run before"));
        assert!(
            browser.text(&css("[data-testid=results] caption")).starts_with("From before the last change.")
        );
        assert!(browser.count(&css(".charts.is-stale, .agents.is-stale, .more.is-stale")) == 3);
        assert!(browser.text(&css(".stage-in")).contains("this experiment can't run as it is set"));
        assert_eq!(browser.count(&test_id("inside-round")), 0);
        // The agents are those that were asked for: who has not run has no number, and the others keep their own.
        let hybrid = agents(browser);
        assert!(hybrid[0].contains("Hybrid") && hybrid[0].ends_with(": –"), "{hybrid:?}");
        assert_eq!(hybrid[1..], standing);

        // While another environment is prepared, likewise.
        browser.script(
            "location.hash = '#1w=movielens_taste_slates;movies=9066;rank=100&c=random_slate&horizon=100&seeds=1'",
        );
        browser.wait_until("it is prepared for long", RUN, |browser| {
            browser.script("return !document.querySelector('[data-testid=preparation]').hidden") == true
        });
        assert_eq!(shown(browser), before);
        browser.click(&test_id("cancel"));
        wait_for_state(browser, "cancelled");
        assert_eq!(shown(browser), before);
        assert!(browser.text(&css(".run-stats")).contains("cancelled, showing the run before"));
        assert!(browser.text(&css(".stage-in")).contains("Press Run"));

        // A new name for an agent is no change of the run.
        browser.script("location.hash = '#1w=bernoulli&c=ucb1;label=Optimist&c=random&horizon=500&seeds=2'");
        finish(browser);
        browser.wait_until("the new name", RUN, |browser| shown(browser)[0].contains("Optimist"));
        for part in ["[data-testid=summary]", "[data-testid=agent-0]", ".lens", ".verdict-line"] {
            let text = browser.text(&css(part));
            assert!(text.contains("Optimist") && !text.contains("UCB1"), "{part}: {text}");
        }
    });
}

/// Where rewards are stars, numbers say so; elsewhere nothing does.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn units_are_those_of_the_run() {
    in_browser(|browser| {
        let parts = ["[data-testid=results] thead", ".agents thead", ".chart-about"];
        let stars = |browser: &Browser| {
            let said = |part: &&&str| browser.text(&css(part)).to_lowercase().contains("stars");
            parts.iter().filter(said).copied().collect::<Vec<_>>()
        };
        browser.open("#1horizon=300&seeds=4");
        finish(browser);
        assert_eq!(stars(browser), parts);
        for (link, expected) in [
            ("#1w=stationary_linear&horizon=300&seeds=4", &[][..]),
            ("#1w=movielens_mf&horizon=300&seeds=4", &parts),
            ("#1w=gap_slates&c=cascade_ucb1&c=random_slate&horizon=300&seeds=4", &[]),
        ] {
            let before = digest(browser);
            browser.script(&format!("location.hash = {link:?}"));
            browser.wait_until("another run is through", RUN, |browser| {
                browser.count(&test_id("digest")) == 1 && digest(browser) != before
            });
            assert_eq!(stars(browser), expected, "{link}");
            // How good choices are is a matter of degree among slates.
            let head = browser.text(&css("[data-testid=results] thead"));
            let is_of_slates = link.contains("slates");
            assert_eq!(
                (head.contains("NDCG"), head.contains("Suboptimal")),
                (is_of_slates, !is_of_slates),
                "{head}"
            );
            assert_eq!(browser.count(&css("[data-testid=ndcg-of-0]")), 0, "it stands in one table");
            let titles = texts(
                browser,
                "[...document.querySelectorAll('[data-testid=results] th')].map((th) => th.title)",
            );
            assert!(!titles.iter().any(|title| title.contains("another arm")), "{titles:?}");
        }
    });
}

/// Below four seeds nothing on the page is an interval, and from four on all is: the chart's words, the agents, the numbers.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn too_few_seeds_have_no_interval_anywhere() {
    in_browser(|browser| {
        for (seeds, has) in [(2, false), (3, false), (4, true)] {
            browser.open(&format!("#1w=stationary_linear&c=lin_ucb&c=random&horizon=400&seeds={seeds}"));
            finish(browser);
            let text = |part: &str| browser.text(&css(part));
            let numbers = text("[data-testid=results]");
            assert_eq!(numbers.contains("too few for an interval"), !has, "{numbers}");
            assert_eq!(numbers.contains('['), has, "{numbers}");
            assert_eq!(numbers.contains('±'), has, "{numbers}");
            assert!(numbers.contains(&format!("ahead in 0 of {seeds}")), "{numbers}");
            let agents = text(".agents");
            assert_eq!(agents.contains("95 % interval"), has, "{agents}");
            assert_eq!(agents.contains('±'), has, "{agents}");
            let about = text(".chart-about");
            assert_eq!(about.contains("95 % bands"), has, "{about}");
            assert_eq!(about.contains("each drawn faintly"), !has, "{about}");
            // The seeds are drawn whether they are asked for or not.
            let members = "return document.querySelector('[data-testid=members]').disabled";
            assert_eq!(browser.script(members), !has);
        }
    });
}

/// What stands at an agent that changed is a dash until its own numbers come; the others keep theirs, wherever they move to.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn no_number_ever_stands_at_another_agent() {
    in_browser(|browser| {
        browser.open("#1w=stationary_linear&c=random&c=epsilon_greedy&c=lin_ucb&horizon=2000&seeds=2");
        finish(browser);
        let first = agents(browser);
        // Each misses less than the one before, so that a number that stays in its place is too large for who moves there.
        let numbers: Vec<f64> = first.iter().filter_map(|agent| regret(agent)).collect();
        assert!(numbers.len() == 3 && numbers.is_sorted_by(|a, b| a > b), "{first:?}");

        browser.script(&NOTE_AGENTS.replace("AGENTS", AGENTS));
        browser.click(&test_id("contender-0-remove"));
        browser.wait_until("it is removed", RUN, |browser| agents(browser).len() == 2);
        finish(browser);
        let then = agents(browser);
        check(browser, &[&first, &then]);

        // Paused, the run that follows stands at its beginning, where nothing has a number.
        browser.click(&test_id("reset"));
        wait_for_state(browser, "paused");
        wait_for_dashes(browser);
        browser.click(&test_id("step"));
        browser.wait_until("a round is done", RUN, |browser| {
            agents(browser).iter().all(|agent| regret(agent).is_some())
        });
        let paused = agents(browser);
        browser.click(&test_id("contender-0-remove"));
        browser.wait_until("it is removed", RUN, |browser| agents(browser).len() == 1);
        wait_for_state(browser, "paused");
        wait_for_dashes(browser);
        check(browser, &[&first, &then, &paused]);
    });
}

/// The same agent with another value of a parameter has not run yet.
#[test]
#[ignore = "needs the built page and a browser: scripts/test runs it"]
fn a_changed_agent_has_no_number_until_it_has_run() {
    in_browser(|browser| {
        browser.open("#1w=stationary_linear&c=random&c=lin_ucb&horizon=2000&seeds=2");
        finish(browser);
        let before = agents(browser);
        browser.script(&NOTE_AGENTS.replace("AGENTS", AGENTS));
        browser.slide(&test_id("agent-1-main"), 90.0);
        browser.wait_until("another run is through", RUN, |browser| {
            browser.count(&css(".stale")) == 0
                && browser.text(&test_id("run-state")) == "done"
                && agents(browser)[1] != before[1]
        });
        let meanwhile: Vec<String> =
            noted(browser).into_iter().filter_map(|(stale, agents)| stale.then_some(agents)).collect();
        assert_eq!(meanwhile, [format!("{}; LinUCB: –", before[0])]);
    });
}

fn wait_for_dashes(browser: &Browser) {
    browser.wait_until("nothing has a number", RUN, |browser| {
        agents(browser).iter().all(|agent| agent.ends_with(": –"))
    });
}

/// The number after an agent's name.
fn regret(agent: &str) -> Option<f64> {
    agent.rsplit_once(": ").and_then(|(_, number)| number.replace(',', "").parse().ok())
}

/// All that ever stood below the stage, and whether it was marked as of the run before.
fn noted(browser: &Browser) -> Vec<(bool, String)> {
    let noted = texts(browser, "[...window.noted]").into_iter();
    noted
        .map(|text| (text.starts_with("stale|"), text.split_once('|').expect("both parts").1.to_owned()))
        .collect()
}

/// Every agent that was ever shown with a number had one of its own: while results of the run before are shown just that of
/// this run, and otherwise none that is larger than in the end of any.
fn check(browser: &Browser, runs: &[&Vec<String>]) {
    for (stale, shown) in noted(browser) {
        for agent in shown.split("; ").filter(|agent| !agent.ends_with(": –")) {
            let name = agent.rsplit_once(": ").expect("a name and a number").0;
            let all = runs.iter().flat_map(|run| run.iter());
            let own = all.filter(|agent| agent.rsplit_once(": ").is_some_and(|(other, _)| other == name));
            if stale {
                assert!(own.clone().any(|own| own == agent), "{agent} is none of {runs:?}: {shown}");
            } else {
                let most = own.filter_map(|own| regret(own)).fold(f64::NAN, f64::max);
                let regret = regret(agent).expect("a number");
                assert!(regret <= most, "{name} had {regret}, and never more than {most}: {shown}");
            }
        }
    }
}
