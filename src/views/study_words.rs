//! A study in words and rows: what a table, a picture of its brackets and a line of progress show.

use crate::chart::interval;
use crate::chart::numbers::{counted, whole};
use crate::results::{Band, band};
use crate::runs::RunId;
use crate::tune::{Contestant, HALVING, HYPERBAND, Job, Study, find_sampler};

/// What became of a trial in a rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// It went on to the next rung.
    WentOn,
    /// It ran for all rounds.
    Done,
    /// Others went on.
    Stopped,
    /// It is through, and waits for others of the rung.
    Scored,
    /// It runs.
    Running,
    /// It has not begun.
    Waiting,
    /// It is the best so far.
    Best,
}

impl Cell {
    /// All of them with a name for people, in the order of a key.
    pub const KEY: [(Cell, &'static str); 6] = [
        (Cell::WentOn, "went on"),
        (Cell::Stopped, "stopped"),
        (Cell::Done, "ran all rounds"),
        (Cell::Running, "running"),
        (Cell::Waiting, "waiting"),
        (Cell::Best, "best"),
    ];

    /// The class of its box.
    pub fn class(self) -> &'static str {
        match self {
            Cell::WentOn => "cell went-on",
            Cell::Stopped => "cell stopped",
            Cell::Done => "cell finished",
            Cell::Scored => "cell scored",
            Cell::Running => "cell running",
            Cell::Waiting => "cell waiting",
            Cell::Best => "cell best",
        }
    }
}

/// A rung as a row of boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct RungPicture {
    /// Rounds of each trial at its end.
    pub rounds: u64,
    /// One a trial.
    pub cells: Vec<Cell>,
    /// How many go on, or what the best came to.
    pub note: String,
}

/// A bracket as rows of boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct BracketPicture {
    /// What it is called; empty where there is one alone.
    pub title: String,
    /// How it stands: done, running or waiting.
    pub state: &'static str,
    /// Its rungs, the shortest first.
    pub rungs: Vec<RungPicture>,
}

/// Whether a trial is run at the moment.
fn is_at_work(at_work: &[Option<Job>], trial: usize) -> bool {
    at_work.iter().flatten().any(|job| job.contestant == Contestant::Trial(trial))
}

/// What is searched where: "Tune LinUCB on MovieLens".
pub fn title(study: &Study) -> String {
    let spec = study.spec();
    let environment = spec.experiment.environment_part().map_or("", |part| part.title);
    format!("Tune {} on {environment}", spec.part().map_or("", |part| part.title))
}

/// How trials are ranked: "Lowest cumulative regret after 5,000 rounds, mean of 5 seeds; Hyperband".
pub fn goal(study: &Study) -> String {
    let (spec, metric) = (study.spec(), study.metric());
    let best = if metric.lower_is_better { "Lowest" } else { "Highest" };
    format!(
        "{best} {} after {} rounds, mean of {}; {}",
        metric.title.to_lowercase(),
        whole(spec.experiment.horizon),
        counted(spec.seeds.into(), "seed", "seeds"),
        sampler(study)
    )
}

/// What the sampler is called.
pub fn sampler(study: &Study) -> &'static str {
    find_sampler(&study.spec().sampler.id).map_or("", |sampler| sampler.title)
}

/// How many trials are through: those that will run no further.
pub fn through(study: &Study) -> usize {
    let scored = (0..study.state().trials.len()).filter(|trial| study.latest(*trial).is_some()).count();
    scored.saturating_sub(study.going_on().iter().filter(|trial| study.latest(**trial).is_some()).count())
}

/// The brackets as pictures; `best_to` is shown beside the rung of the best trial.
pub fn brackets(study: &Study, at_work: &[Option<Job>]) -> Vec<BracketPicture> {
    let best = study.ranking().first().copied();
    let several = study.brackets().len() > 1;
    let halves = [HALVING.id, HYPERBAND.id].contains(&study.spec().sampler.id.as_str());
    let picture = |(place, bracket): (usize, &crate::tune::Bracket)| {
        let members = study.members(place);
        let rung = |(rung, of): (usize, &crate::tune::Rung)| {
            let inside = members.get(rung).map_or(&[][..], Vec::as_slice);
            let next = members.get(rung + 1);
            let is_last = rung + 1 == bracket.rungs.len();
            let cell = |trial: &usize| {
                let is_scored = study.mean(*trial, rung).is_some();
                match next {
                    Some(next) if next.contains(trial) => Cell::WentOn,
                    Some(_) => Cell::Stopped,
                    None if is_scored && is_last && best == Some(*trial) => Cell::Best,
                    None if is_scored && is_last => Cell::Done,
                    None if is_scored => Cell::Scored,
                    None if is_at_work(at_work, *trial) => Cell::Running,
                    None => Cell::Waiting,
                }
            };
            let mut cells: Vec<Cell> = inside.iter().map(cell).collect();
            cells.resize(of.trials.max(cells.len()), Cell::Waiting);
            let scored = inside.iter().filter(|trial| study.mean(**trial, rung).is_some()).count();
            let note = match (next, bracket.rungs.get(rung + 1)) {
                (Some(next), _) => format!("{} of {} go on", next.len(), cells.len()),
                (None, _) if scored == 0 => String::new(),
                (None, None) if scored == cells.len() => {
                    let means = inside.iter().filter_map(|trial| study.mean(*trial, rung));
                    let better = |a: f64, b: f64| {
                        if study.metric().lower_is_better == (a < b) { a } else { b }
                    };
                    means.reduce(better).map_or_else(String::new, |mean| shown(study, mean))
                }
                (None, _) => format!("{scored} of {}", cells.len()),
            };
            RungPicture { rounds: of.rounds, cells, note }
        };
        let rungs: Vec<RungPicture> = bracket.rungs.iter().enumerate().map(rung).collect();
        let open = |cell: &Cell| matches!(cell, Cell::Waiting | Cell::Running | Cell::Scored);
        let all = || rungs.iter().flat_map(|rung| &rung.cells);
        let state = match (all().any(open), all().all(|cell| *cell == Cell::Waiting)) {
            (false, _) => "done",
            (true, true) => "waiting",
            (true, false) => "running",
        };
        let kind = match place {
            _ if !halves => "",
            0 if several => ": many short trials",
            place if several && place + 1 == study.brackets().len() => ": few long trials",
            _ => "",
        };
        let title = if several { format!("Bracket {}{kind}", place + 1) } else { String::new() };
        BracketPicture { title, state, rungs }
    };
    study.brackets().iter().enumerate().map(picture).collect()
}

/// A mean in the search, without an interval: it was picked.
fn shown(study: &Study, mean: f64) -> String {
    if mean.abs() >= f64::MAX / 2.0 {
        return "NaN".to_owned();
    }
    interval(&Band { low: mean, high: mean, ..band(&[mean]) }, study.metric())
}

/// That an address names an agent by a place at which there is none of so many, at least one.
pub fn no_agent(place: &str, agents: usize) -> String {
    let places = if agents == 1 { "place 0".to_owned() } else { format!("places 0 to {}", agents - 1) };
    let own = counted(agents as u64, "agent is", "agents are");
    format!("The page has no agent at place \"{place}\": its {own} at {places}.")
}

/// How the table ranks, where that has to be said: trials of different lengths can't be held against each other by their scores.
pub fn ranked(study: &Study) -> Option<String> {
    let is_long = |trial: &usize| {
        let (rung, _) = study.latest(*trial)?;
        Some(study.rounds_of(*trial, rung))
    };
    let lengths: std::collections::BTreeSet<u64> = study.ranking().iter().filter_map(is_long).collect();
    (lengths.len() > 1).then(|| {
        format!(
            "Ranked by rounds run, then by score: the {} of a trial that was stopped is that of fewer rounds.",
            study.metric().title.to_lowercase()
        )
    })
}

/// A trial in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialRow {
    /// Its place among those that were scored; none before.
    pub rank: Option<usize>,
    /// Its number.
    pub trial: usize,
    /// The value of each parameter.
    pub values: Vec<String>,
    /// What it came to in the search.
    pub searched: String,
    /// What it comes to on held-out seeds, for the winner and the runner-up.
    pub held_out: String,
    /// Rounds after which that was.
    pub rounds: String,
    /// How it stands.
    pub state: &'static str,
    /// Whether it is the best.
    pub is_best: bool,
}

/// The trials for a table: the best first, then those that have no score yet.
pub fn rows(study: &Study, at_work: &[Option<Job>]) -> Vec<TrialRow> {
    let ranking = study.ranking();
    let going_on = study.going_on();
    let held = &study.state().held_out;
    let row = |rank: Option<usize>, trial: usize| {
        let latest = study.latest(trial);
        let fresh = held.iter().find(|held| held.trial == trial);
        let scores = fresh.and_then(|held| held.scores.iter().copied().collect::<Option<Vec<f64>>>());
        let setting = study.setting(Contestant::Trial(trial)).unwrap_or_default();
        let is_whole =
            latest.is_some_and(|(rung, _)| study.rounds_of(trial, rung) == study.spec().experiment.horizon);
        let state = match (is_at_work(at_work, trial), going_on.contains(&trial)) {
            (true, _) => "running",
            (false, true) => "waiting",
            (false, false) if is_whole => "done",
            (false, false) => "stopped",
        };
        TrialRow {
            rank: rank.map(|rank| rank + 1),
            trial,
            values: setting.iter().map(ToString::to_string).collect(),
            searched: latest.map_or_else(|| "–".to_owned(), |(_, mean)| shown(study, mean)),
            held_out: match (scores, fresh) {
                (Some(scores), _) => interval(&band(&scores), study.metric()),
                (None, Some(_)) => "…".to_owned(),
                (None, None) => "–".to_owned(),
            },
            rounds: latest.map_or_else(|| "–".to_owned(), |(rung, _)| whole(study.rounds_of(trial, rung))),
            state,
            is_best: rank == Some(0),
        }
    };
    let ranked = ranking.iter().enumerate().map(|(rank, trial)| row(Some(rank), *trial));
    let open = (0..study.state().trials.len()).filter(|trial| !ranking.contains(trial));
    ranked.chain(open.map(|trial| row(None, trial))).collect()
}

/// The name of a study in a list: what was searched, and how far it is.
pub fn entry(study: &Study) -> String {
    let (rounds, done) = study.rounds();
    let stand = match (study.is_done(), study.ranking().first().and_then(|best| study.latest(*best))) {
        (true, Some((_, mean))) => format!("done, best {}", shown(study, mean)),
        (false, _) => format!("{} % done", done * 100 / rounds.max(1)),
        (true, None) => "done".to_owned(),
    };
    format!("{}, {}: {stand}", title(study), sampler(study))
}

/// An id of a study, of which no other tab has the random bits: the times of later ones come later in the order of texts.
pub fn study_id(milliseconds: u64, random: u64) -> String {
    RunId::new(milliseconds, random).to_string()
}

/// How much of the variance of scores a parameter explains, in words: "62 %".
pub fn share(explained: f64) -> String {
    format!("{:.0} %", 100.0 * explained)
}
