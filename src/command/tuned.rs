//! What `tune` prints.

use serde::Serialize;

use super::{Failure, output};
use crate::chart::numbers::readable;
use crate::chart::{interval, setting_words, tuning_sentences};
use crate::descriptor::Values;
use crate::results::{Band, band};
use crate::runs::Comparison;
use crate::spec::link;
use crate::tune::{Importance, Report, Standing, Study, StudySpec, importance, report};

/// The outcome as `tune --json` gives it.
#[derive(Serialize)]
struct Outcome<'a> {
    study: &'a StudySpec,
    metric: &'static str,
    digest: String,
    trials: Vec<TrialRow>,
    importance: Vec<Importance>,
    winner: Contestant,
    default: Contestant,
    runner_up: Option<Contestant>,
    better_than_default: Answer,
    better_than_runner_up: Option<Answer>,
    luck: LuckRow,
    report: Vec<String>,
    link: String,
}

#[derive(Serialize)]
struct TrialRow {
    trial: usize,
    bracket: usize,
    setting: Values,
    rounds: u64,
    mean: Option<f64>,
    scores: Vec<f64>,
}

#[derive(Serialize)]
struct Contestant {
    trial: Option<usize>,
    setting: Values,
    tuning: Band,
    tuning_rounds: u64,
    held_out: Band,
    scores: Vec<f64>,
}

#[derive(Serialize)]
struct Answer {
    better: bool,
    told: bool,
    difference: f64,
    low: f64,
    high: f64,
    p: f64,
    corrected_p: f64,
    ahead: usize,
    seeds: usize,
    seeds_to_tell: Option<usize>,
}

#[derive(Serialize)]
struct LuckRow {
    optimism: f64,
    gain_in_search: f64,
    gain_held_out: f64,
    lost: f64,
}

/// The values of a setting by their names.
fn values(study: &Study, setting: &[crate::descriptor::Value]) -> Values {
    let names = study.spec().space.dimensions.iter().map(|dimension| dimension.name.clone());
    names.zip(setting.iter().cloned()).collect()
}

fn known(study: &Study) -> Result<Report, Failure> {
    report(study).ok_or_else(|| Failure::own("the study is not through"))
}

/// The experiment with the winner in the place of the agent, as a link.
fn link_of(study: &Study, report: &Report) -> Result<String, Failure> {
    let experiment = study.spec().improved(&report.winner.setting)?;
    Ok(link::encode(&experiment, None))
}

/// Prints the outcome as JSON.
pub fn print_json(study: &Study) -> Result<(), Failure> {
    let report = known(study)?;
    let contestant = |standing: &Standing| Contestant {
        trial: standing.trial,
        setting: values(study, &standing.setting),
        tuning: band(&standing.tuning),
        tuning_rounds: standing.rounds,
        held_out: band(&standing.held_out),
        scores: standing.held_out.clone(),
    };
    let answer = |comparison: &Comparison| Answer {
        better: comparison.first_is_better(),
        told: comparison.tells(),
        difference: comparison.test.difference,
        low: comparison.test.low,
        high: comparison.test.high,
        p: comparison.test.p,
        corrected_p: comparison.corrected_p,
        ahead: comparison.ahead,
        seeds: comparison.seeds.0,
        seeds_to_tell: comparison.seeds_to_tell,
    };
    let row = |index: usize| {
        let trial = &study.state().trials[index];
        let latest = study.latest(index);
        TrialRow {
            trial: index,
            bracket: trial.bracket,
            setting: values(study, &trial.setting),
            rounds: latest.map_or(0, |(rung, _)| study.rounds_of(index, rung)),
            mean: latest.map(|(_, mean)| mean),
            scores: latest.and_then(|(rung, _)| study.scores(index, rung)).unwrap_or_default(),
        }
    };
    let luck = &report.luck;
    output::print_json(&Outcome {
        study: study.spec(),
        metric: study.metric().id,
        digest: study.digest().unwrap_or_default(),
        trials: (0..study.state().trials.len()).map(row).collect(),
        importance: importance(study),
        winner: contestant(&report.winner),
        default: contestant(&report.against_default.other),
        runner_up: report.against_runner_up.as_ref().map(|against| contestant(&against.other)),
        better_than_default: answer(&report.against_default.comparison),
        better_than_runner_up: report.against_runner_up.as_ref().map(|against| answer(&against.comparison)),
        luck: LuckRow {
            optimism: luck.optimism,
            gain_in_search: luck.gain_in_search,
            gain_held_out: luck.gain_held_out,
            lost: luck.lost(),
        },
        report: tuning_sentences(study, &report),
        link: link_of(study, &report)?,
    })
}

/// Prints the outcome as tables and sentences.
pub fn print(study: &Study) -> Result<(), Failure> {
    let report = known(study)?;
    let metric = study.metric();
    let heading = ["rank", "trial", "rounds", metric.heading, "held-out seeds", "setting"].map(str::to_owned);
    let contestants: Vec<&Standing> =
        [Some(&report.winner), report.against_runner_up.as_ref().map(|against| &against.other)]
            .into_iter()
            .flatten()
            .collect();
    let mut rows = vec![heading.to_vec()];
    for (rank, trial) in study.ranking().into_iter().enumerate() {
        let Some((rung, mean)) = study.latest(trial) else { continue };
        let held_out = contestants.iter().find(|standing| standing.trial == Some(trial));
        rows.push(vec![
            (rank + 1).to_string(),
            trial.to_string(),
            study.rounds_of(trial, rung).to_string(),
            readable(mean),
            held_out.map_or_else(|| "–".to_owned(), |standing| interval(&band(&standing.held_out), metric)),
            setting_words(study, &study.state().trials[trial].setting),
        ]);
    }
    print_table(&rows)?;
    let importance = importance(study);
    if !importance.is_empty() {
        output::print("")?;
        output::print(
            "Importance: the share of the variance of the scores that is explained by grouping the trials by one parameter alone",
        )?;
        for found in importance {
            output::print(&format!("{:>5.1} %  {}", 100.0 * found.explained, found.parameter))?;
        }
    }
    output::print("")?;
    for sentence in tuning_sentences(study, &report) {
        output::print(&sentence)?;
    }
    output::print("")?;
    output::print(&format!("link    {}", link_of(study, &report)?))?;
    output::print(&format!("digest  {}", study.digest().unwrap_or_default()))
}

/// Columns with two spaces between them; all but the last to the right.
pub fn print_table(rows: &[Vec<String>]) -> Result<(), Failure> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cell = |(column, cell): (usize, &String)| match column + 1 == columns {
            true => cell.clone(),
            false => format!("{cell:>width$}", width = widths[column]),
        };
        output::print(&row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  "))?;
    }
    Ok(())
}
