//! Comparing kept runs, for `runs compare`.

use serde::Serialize;

use super::Failure;
use super::output::{self, plain};
use crate::chart::comparison_sentence;
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

/// Prints how every agent of these runs compares with each other one, and which settings differ.
pub fn compare_runs(runs: &[KeptRun], metric: &'static Metric, json: bool) -> Result<(), Failure> {
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
