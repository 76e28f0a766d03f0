//! Comparing kept runs, for `runs compare`.

use std::path::Path;

use serde::Serialize;

use super::Failure;
use super::output::{self, plain};
use super::table::write_table;
use crate::chart::comparison_sentence;
use crate::data::parquet::{Column, Values};
use crate::metrics::Metric;
use crate::runs::{
    DifferingSetting, KeptRun, NotComparable, Pair, RunId, Side, compare_all, differing_settings,
};
use crate::spec::Experiment;

/// A run as `runs compare --json` gives it.
#[derive(Serialize)]
struct Compared {
    first: Named,
    second: Named,
    sentence: String,
    difference: f64,
    low: f64,
    high: f64,
    p: f64,
    corrected_p: f64,
    paired: bool,
}

#[derive(Serialize)]
struct Named {
    run: RunId,
    agent: String,
}

#[derive(Serialize)]
struct Report {
    metric: &'static str,
    comparisons: Vec<Compared>,
    differing_settings: Vec<DifferingSetting>,
}

/// Prints how every agent of these runs compares with each other one, and which settings differ; the comparisons go into a table, too,
/// where one is wanted.
pub fn compare_runs(
    runs: &[KeptRun],
    metric: &'static Metric,
    table: Option<&Path>,
    json: bool,
) -> Result<(), Failure> {
    let experiments: Vec<Experiment> = runs
        .iter()
        .map(|run| run.experiment().map_err(|error| Failure::Input(format!("{}: {error}", run.header.id))))
        .collect::<Result<_, Failure>>()?;
    let pairs = || runs.iter().zip(&experiments);
    let policies = pairs().flat_map(|(run, experiment)| {
        (0..run.results.policies.len()).map(move |policy| (run, Side::of(run, experiment, policy)))
    });
    let (owners, sides): (Vec<&KeptRun>, Vec<Side<'_>>) = policies.unzip();
    let several = runs.len() > 1;
    let named = |index: usize| match several {
        true => format!("{} ({})", plain(sides[index].label()), owners[index].header.id),
        false => plain(sides[index].label()),
    };
    let refused = |pair: Pair<NotComparable>| {
        Failure::Input(format!("{} and {}: {}", named(pair.first), named(pair.second), pair.of))
    };
    let mut comparisons = Vec::new();
    for Pair { first: one, second: other, of: comparison } in compare_all(&sides, metric).map_err(refused)? {
        let unit = sides[one].experiment.reward_unit();
        let of = |index: usize| Named {
            run: owners[index].header.id.clone(),
            agent: sides[index].label().to_owned(),
        };
        comparisons.push(Compared {
            first: of(one),
            second: of(other),
            sentence: comparison_sentence(&named(one), &named(other), &comparison, unit),
            difference: comparison.test.difference,
            low: comparison.test.low,
            high: comparison.test.high,
            p: comparison.test.p,
            corrected_p: comparison.corrected_p,
            paired: comparison.unpaired.is_none(),
        });
    }
    if let Some(file) = table {
        write_table(file, &columns(metric, &comparisons))?;
    }
    let differing_settings = differing_settings(&experiments.iter().collect::<Vec<_>>());
    if json {
        return output::print_json(&Report { metric: metric.id, comparisons, differing_settings });
    }
    for comparison in &comparisons {
        output::print(&comparison.sentence)?;
    }
    for DifferingSetting { part, title, unit, values } in &differing_settings {
        let values: Vec<String> = values.iter().map(|value| plain(value)).collect();
        output::print(&format!("{part}, {}: {}", format!("{title} {unit}").trim_end(), values.join(" | ")))?;
    }
    Ok(())
}

fn columns(metric: &Metric, comparisons: &[Compared]) -> Vec<Column> {
    let texts = |name, text: &dyn Fn(&Compared) -> String| {
        Column::new(name, Values::Texts(comparisons.iter().map(text).collect()))
    };
    let numbers = |name, number: &dyn Fn(&Compared) -> f64| {
        Column::new(name, Values::Numbers(comparisons.iter().map(number).collect()))
    };
    let paired = comparisons.iter().map(|compared| compared.paired).collect();
    vec![
        texts("metric", &|_| metric.id.to_owned()),
        texts("first_run", &|compared| compared.first.run.to_string()),
        texts("first_agent", &|compared| compared.first.agent.clone()),
        texts("second_run", &|compared| compared.second.run.to_string()),
        texts("second_agent", &|compared| compared.second.agent.clone()),
        numbers("difference", &|compared| compared.difference),
        numbers("low", &|compared| compared.low),
        numbers("high", &|compared| compared.high),
        numbers("p", &|compared| compared.p),
        numbers("corrected_p", &|compared| compared.corrected_p),
        Column::new("paired", Values::Switches(paired)),
    ]
}
