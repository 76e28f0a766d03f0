//! The final numbers of a run, over seeds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::metrics::{AVERAGE_REWARD, Metric, REGRET, SUBOPTIMAL_RATE};
use crate::results::Band;
use crate::results::digest::first_numerics;
use crate::spec::Experiment;

/// The final numbers of a run, for a table and the command line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// What was run.
    pub experiment: Experiment,
    /// Version of the program that ran it.
    pub engine: String,
    /// Version of the numerics that gave the results, see [`NUMERICS`](crate::results::digest::NUMERICS).
    #[serde(default = "first_numerics")]
    pub numerics: u32,
    /// The digest of the whole log, 16 hexadecimal digits; the same wherever the experiment is run.
    pub digest: String,
    /// One row a policy.
    #[serde(rename = "contenders")]
    pub policies: Vec<SummaryRow>,
}

/// The final numbers of one policy, over seeds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "SummaryRowJson", into = "SummaryRowJson")]
pub struct SummaryRow {
    /// What it is called.
    pub label: String,
    /// What is shown of each metric, by its id.
    pub metrics: BTreeMap<String, Band>,
}

/// A row as version 1 of the schema writes it: what every run has by name, all others as "measures".
#[derive(Serialize, Deserialize)]
struct SummaryRowJson {
    label: String,
    regret: Band,
    average_reward: Band,
    suboptimal_rate: Band,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    measures: BTreeMap<String, Band>,
}

impl SummaryRow {
    /// The band of a metric; one of no seeds where the run has no such metric.
    pub fn of(&self, metric: &Metric) -> Band {
        self.metrics.get(metric.id).copied().unwrap_or_default()
    }
}

impl From<SummaryRow> for SummaryRowJson {
    fn from(row: SummaryRow) -> SummaryRowJson {
        let SummaryRow { label, metrics: mut measures } = row;
        let mut take = |metric: &Metric| measures.remove(metric.id).unwrap_or_default();
        let (regret, average_reward, suboptimal_rate) =
            (take(&REGRET), take(&AVERAGE_REWARD), take(&SUBOPTIMAL_RATE));
        SummaryRowJson { label, regret, average_reward, suboptimal_rate, measures }
    }
}

impl From<SummaryRowJson> for SummaryRow {
    fn from(json: SummaryRowJson) -> SummaryRow {
        let SummaryRowJson { label, regret, average_reward, suboptimal_rate, measures: mut metrics } = json;
        for (metric, band) in
            [(&REGRET, regret), (&AVERAGE_REWARD, average_reward), (&SUBOPTIMAL_RATE, suboptimal_rate)]
        {
            metrics.insert(metric.id.to_owned(), band);
        }
        SummaryRow { label, metrics }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_1_names_what_every_run_has() {
        let band = |mean: f64| Band { mean, low: mean, high: mean, seeds: 1, standard_error: 0.0 };
        let metrics = [("regret", 1.0), ("average_reward", 2.0), ("suboptimal_rate", 0.5), ("ndcg", 0.25)];
        let metrics = metrics.map(|(id, mean)| (id.to_owned(), band(mean))).into();
        let row = SummaryRow { label: "one".to_owned(), metrics };
        let json = serde_json::to_value(&row).expect("it is written");
        assert_eq!(json["regret"]["mean"], 1.0);
        assert_eq!(json["average_reward"]["mean"], 2.0);
        assert_eq!(json["suboptimal_rate"]["mean"], 0.5);
        assert_eq!(json["measures"].as_object().map(|measures| measures.len()), Some(1));
        assert_eq!(serde_json::from_value::<SummaryRow>(json).expect("it is read"), row);
        assert_eq!(row.of(&crate::metrics::NDCG), band(0.25));
    }
}
