//! What several runs have in common and what not, and which of their agents are compared.

use super::preview::best_of;
use crate::chart::numbers::{capital, whole};
use crate::chart::{comparison_sentence, interval};
use crate::metrics::{METRICS, Metric};
use crate::results::band;
use crate::runs::{DifferingSetting, KeptRun, Pair, RunId, Side, compare_all, differing_settings};
use crate::spec::Experiment;
use crate::spec::link::{self, Decoded};

/// Most curves: there are no more colours.
pub const MOST: usize = 8;

/// Most runs that are compared.
pub const COMPARED: usize = 8;

/// Why runs with so many agents each can't be compared, in a sentence; none where they can.
pub fn why_not_compared(agents: &[usize]) -> Option<String> {
    match agents {
        [1] => Some("This run has one agent: choose another run to compare it with.".to_owned()),
        runs if runs.len() > COMPARED => Some(format!("Compare takes {COMPARED} runs at most.")),
        _ => None,
    }
}

/// Between the links of two experiments in an address: no link has an empty piece.
const BETWEEN: &str = "&&";

/// What a link of an experiment begins with, which an address of a comparison leaves out.
const LINK: char = '#';

/// A run that an address asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// One that this browser keeps.
    Kept(RunId),
    /// One of which the address has the link: it can be computed in any browser.
    Linked(Box<Decoded>),
}

/// The runs that an address asks for: ids with commas between them, or links; and a sentence for whatever is neither or had to be
/// changed.
pub fn wanted(rest: &str) -> (Vec<Wanted>, Vec<String>) {
    let (mut runs, mut problems) = (Vec::new(), Vec::new());
    let is_id = |part: &str| part.starts_with('r');
    for part in rest.split(BETWEEN).filter(|part| !part.is_empty()) {
        if is_id(part) {
            for id in part.split(',').filter(|id| !id.is_empty()) {
                match id.parse() {
                    Ok(id) => runs.push(Wanted::Kept(id)),
                    Err(error) => problems.push(format!("{error}.")),
                }
            }
            continue;
        }
        match link::decode(&format!("{LINK}{part}")) {
            Ok(decoded) => {
                problems.extend(decoded.notices.iter().map(|notice| notice.0.clone()));
                runs.push(Wanted::Linked(Box::new(decoded)));
            }
            Err(error) => problems.push(format!("{}.", capital(&error.to_string()))),
        }
    }
    if runs.len() > COMPARED {
        problems.push(format!("Of {} runs the first {COMPARED} are compared.", runs.len()));
        runs.truncate(COMPARED);
    }
    (runs, problems)
}

/// What an address asks for so that these runs are compared in any browser: their links, with the digests that must come out.
pub fn linked(runs: &[Loaded]) -> String {
    let links = runs.iter().map(|loaded| loaded.run.header.link.trim_start_matches(LINK));
    links.collect::<Vec<_>>().join(BETWEEN)
}

/// A run with its experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The run.
    pub run: KeptRun,
    /// What was run.
    pub experiment: Experiment,
}

/// An agent of one of several runs, by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// Which run.
    pub run: usize,
    /// Which of its agents.
    pub policy: usize,
}

/// All agents of all runs.
pub fn members(runs: &[Loaded]) -> Vec<Member> {
    let of = |(run, loaded): (usize, &Loaded)| {
        (0..loaded.run.results.policies.len()).map(move |policy| Member { run, policy })
    };
    runs.iter().enumerate().flat_map(of).collect()
}

/// The agents that are compared at first: all where there are few, or else the best of each run.
pub fn usual(runs: &[Loaded], metric: &Metric) -> Vec<Member> {
    let all = members(runs);
    if all.len() <= MOST {
        return all;
    }
    let best = |(run, loaded): (usize, &Loaded)| Some(Member { run, policy: best_of(&loaded.run, metric)? });
    runs.iter().enumerate().filter_map(best).take(MOST).collect()
}

/// What an agent is called among others: with its run's letter where another run has one of this name.
pub fn label(runs: &[Loaded], member: Member) -> String {
    let name = |member: Member| runs[member.run].run.results.policies[member.policy].label.as_str();
    let own = name(member);
    let is_alone = members(runs).iter().filter(|other| name(**other) == own).count() == 1;
    if is_alone { own.to_owned() } else { format!("{own} ({})", letter(member.run)) }
}

/// What a run is called in a comparison: A, B and so on.
pub fn letter(run: usize) -> char {
    char::from(b'A' + (run % 26) as u8)
}

/// The metrics that a run of these has, in the order in which people read them.
pub fn metrics(runs: &[Loaded]) -> Vec<&'static Metric> {
    let has = |metric: &&&'static Metric| runs.iter().any(|loaded| loaded.run.results.row(metric).is_some());
    METRICS.iter().filter(has).copied().collect()
}

/// An agent as what it was measured by.
pub fn side(runs: &[Loaded], member: Member) -> Side<'_> {
    let loaded = &runs[member.run];
    Side::of(&loaded.run, &loaded.experiment, member.policy)
}

/// The final value of a metric with its interval; a dash where there is none.
pub fn final_value(runs: &[Loaded], member: Member, metric: &Metric) -> String {
    let finals = runs[member.run].run.results.finals(member.policy, metric);
    if finals.is_empty() { "–".to_owned() } else { interval(&band(&finals), metric) }
}

/// What the comparisons by pairs say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verdict {
    /// How the best one does against the next, or why they can't be compared.
    pub sentence: String,
    /// One sentence for every pair.
    pub pairs: Vec<String>,
}

/// Compares agents by a metric, each with each.
pub fn verdict(runs: &[Loaded], chosen: &[Member], metric: &'static Metric) -> Verdict {
    let sides: Vec<Side<'_>> = chosen.iter().map(|member| side(runs, *member)).collect();
    let name = |place: usize| label(runs, chosen[place]);
    if sides.len() < 2 {
        return Verdict {
            sentence: "Choose two agents or more to compare them.".to_owned(),
            pairs: Vec::new(),
        };
    }
    let unit = sides[0].experiment.reward_unit();
    match compare_all(&sides, metric) {
        Err(Pair { first, second, of }) => Verdict {
            sentence: format!("{} and {} can't be compared: {of}.", name(first), name(second)),
            pairs: Vec::new(),
        },
        Ok(pairs) => {
            let sentence = |pair: &Pair<crate::runs::Comparison>| {
                comparison_sentence(&name(pair.first), &name(pair.second), &pair.of, unit)
            };
            let mut order: Vec<(usize, f64)> = sides
                .iter()
                .map(|side| band(&side.results.finals(side.policy, metric)).mean)
                .map(|mean| if metric.lower_is_better { mean } else { -mean })
                .enumerate()
                .collect();
            order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            let (best, next) = (order[0].0.min(order[1].0), order[0].0.max(order[1].0));
            let first = pairs.iter().find(|pair| (pair.first, pair.second) == (best, next));
            Verdict {
                sentence: first.map(sentence).unwrap_or_default(),
                pairs: pairs.iter().map(sentence).collect(),
            }
        }
    }
}

/// What differs between runs, with what they came to.
pub fn differences(runs: &[Loaded]) -> Vec<DifferingSetting> {
    differing_settings(&runs.iter().map(|loaded| &loaded.experiment).collect::<Vec<_>>())
}

/// What is the same in all runs: what it is called and its value.
pub fn equal(runs: &[Loaded]) -> Vec<(&'static str, String)> {
    let facts = |loaded: &Loaded| {
        let Loaded { run, experiment } = loaded;
        let header = &run.header;
        [
            ("Environment", header.environment.clone()),
            ("Agents", header.agents.join(", ")),
            ("Rounds", whole(header.horizon)),
            ("Seeds", header.seeds.to_string()),
            ("Master seed", experiment.master_seed.to_string()),
            ("Numerics", header.numerics.to_string()),
        ]
    };
    let all: Vec<_> = runs.iter().map(facts).collect();
    let Some(first) = all.first() else { return Vec::new() };
    let same = |index: &usize| all.iter().all(|facts| facts[*index].1 == first[*index].1);
    (0..first.len()).filter(same).map(|index| first[index].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::REGRET;
    use crate::runs::Made;
    use crate::simulation::{Sources, run};

    fn loaded(agents: &[&str], horizon: u64, seeds: u32) -> Loaded {
        let agents: Vec<String> = agents.iter().map(|id| format!(r#"{{"agent": "{id}"}}"#)).collect();
        let text = format!(
            r#"{{"world": {{"id": "bernoulli"}}, "contenders": [{}], "horizon": {horizon}, "seeds": {seeds}}}"#,
            agents.join(",")
        );
        let experiment = Experiment::from_json(&text).expect("an experiment");
        let log = run(&experiment, Sources::default()).expect("a run");
        Loaded { run: KeptRun::of(&log, Made::default()), experiment }
    }

    #[test]
    fn a_link_of_a_comparison_has_its_experiments_and_digests() {
        let mut runs = [loaded(&["random", "ucb1"], 200, 3), loaded(&["ucb1"], 300, 2)];
        runs[0].experiment.policies[0].label = Some("a && b, r1 #2".to_owned());
        let log = run(&runs[0].experiment, Sources::default()).expect("a run");
        runs[0].run = KeptRun::of(&log, Made::default());
        let address = linked(&runs);
        assert!(!address.contains(LINK) && address.starts_with('1'), "{address}");
        let (found, problems) = wanted(&address);
        assert_eq!((found.len(), problems), (2, Vec::new()));
        for (found, loaded) in found.iter().zip(&runs) {
            let Wanted::Linked(decoded) = found else { panic!("{found:?}") };
            assert_eq!(decoded.experiment, loaded.experiment);
            assert!(decoded.digest.is_some() && decoded.digest == loaded.run.header.digest);
        }
        // Ids of this browser stay what they were, and both may stand beside each other.
        let id = runs[0].run.header.id.clone();
        let (found, problems) = wanted(&format!("{id},{id}&&{address}"));
        assert_eq!((&found[..2], found.len(), problems.len()), (&vec![Wanted::Kept(id); 2][..], 4, 0));
        let (found, problems) = wanted("1w=nowhere&&hello");
        assert_eq!((found.len(), problems.len()), (0, 2), "{problems:?}");
        assert!(problems.iter().all(|problem| problem.ends_with('.')), "{problems:?}");
        assert_eq!(wanted(""), (Vec::new(), Vec::new()));
        assert_eq!(wanted(&vec![address; 5].join(BETWEEN)).0.len(), COMPARED);
    }

    #[test]
    fn names_say_which_run_where_they_must() {
        let runs = [loaded(&["random", "ucb1"], 200, 3), loaded(&["ucb1"], 200, 3)];
        let names: Vec<String> = members(&runs).into_iter().map(|member| label(&runs, member)).collect();
        assert_eq!(names, ["Random", "UCB1 (A)", "UCB1 (B)"]);
        assert_eq!(usual(&runs, &REGRET).len(), 3);
    }

    #[test]
    fn one_run_is_enough_where_it_has_several_agents() {
        let can = |agents: &[usize]| why_not_compared(agents).is_none();
        assert!(can(&[2]) && can(&[1, 1]) && can(&[3; COMPARED]));
        assert!(!can(&[1]) && !can(&[2; COMPARED + 1]));
        let runs = [loaded(&["random", "ucb1"], 2_000, 4)];
        let verdict = verdict(&runs, &members(&runs), &REGRET);
        assert!(verdict.pairs.len() == 1 && verdict.sentence.starts_with("UCB1"), "{verdict:?}");
        assert!(differences(&runs).is_empty() && equal(&runs).iter().any(|(name, _)| *name == "Agents"));
    }

    #[test]
    fn of_many_agents_the_best_of_each_run_are_compared() {
        let many = ["random", "ucb1", "bernoulli_thompson", "epsilon_greedy", "random"];
        let runs = [loaded(&many, 2_000, 4), loaded(&many, 2_000, 4)];
        let chosen = usual(&runs, &REGRET);
        assert_eq!(chosen.len(), 2);
        for member in chosen {
            assert_ne!(label(&runs, member), "Random");
        }
    }

    #[test]
    fn the_sentence_is_of_the_best_two() {
        let runs = [loaded(&["random", "ucb1"], 3_000, 6), loaded(&["bernoulli_thompson"], 3_000, 6)];
        let verdict = verdict(&runs, &members(&runs), &REGRET);
        assert_eq!(verdict.pairs.len(), 3);
        assert!(
            !verdict.sentence.contains("Random") && verdict.pairs.contains(&verdict.sentence),
            "{verdict:?}"
        );
        assert!(verdict.sentence.contains("corrected for 3 comparisons"), "{}", verdict.sentence);
    }

    #[test]
    fn runs_of_other_length_say_why() {
        let runs = [loaded(&["ucb1"], 200, 3), loaded(&["ucb1"], 300, 3)];
        let verdict = verdict(&runs, &members(&runs), &REGRET);
        assert!(verdict.sentence.contains("round 200") && verdict.pairs.is_empty(), "{}", verdict.sentence);
        assert!(equal(&runs).iter().any(|(name, _)| *name == "Seeds"));
        assert!(equal(&runs).iter().all(|(name, _)| *name != "Rounds"));
        assert!(!differences(&runs).is_empty());
    }
}
