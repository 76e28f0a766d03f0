//! A Python program that reads the tidy table and draws it.

use std::collections::BTreeMap;

use super::KeptRun;
use crate::results::significance::t_quantile;

/// A program that loads the table of [`tidy_csv`](super::tidy_csv) of these runs from this file and draws the mean of a metric over the
/// rounds with its 95 % band, with pandas and matplotlib.
pub fn python_snippet<'a>(file: &str, metric: &str, runs: impl IntoIterator<Item = &'a KeptRun>) -> String {
    // JSON's strings are Python's.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let seeds = runs.into_iter().map(|run| run.header.seeds).filter(|seeds| *seeds > 1);
    let quantiles: BTreeMap<u32, f64> =
        seeds.map(|seeds| (seeds, t_quantile(f64::from(seeds) - 1.0))).collect();
    let quantiles: Vec<String> = quantiles.iter().map(|(seeds, t)| format!("{seeds}: {t:.6}")).collect();
    format!(
        r#"import matplotlib.pyplot as plt
import pandas as pd

METRIC = {metric}
# The 97.5 % quantile of Student's t for each number of seeds: a band of one seed is none.
T = {{{quantiles}}}

TEXTS = {{"run": str, "agent": str, "seed": str, "metric": str}}
# An agent may be called "NA". Without na_values one NaN would make all values text.
table = pd.read_csv({file}, dtype=TEXTS, keep_default_na=False, na_values={{"value": ["NaN"]}})
table = table[table["metric"] == METRIC]
is_curve = table["seed"].isin(["mean", "deviation"])
seeds = table[~is_curve].groupby(["run", "agent"]).size()
curves = table[is_curve].pivot_table(index=["run", "agent", "round"], columns="seed", values="value").reset_index()
one_run = curves["run"].nunique() == 1

figure, axes = plt.subplots(layout="constrained")
for (run, agent), curve in curves.groupby(["run", "agent"]):
    (line,) = axes.plot(curve["round"], curve["mean"], label=agent if one_run else f"{{agent}} ({{run}})")
    count = seeds[run, agent]
    half = T.get(count, 0) * curve["deviation"] / count**0.5
    axes.fill_between(curve["round"], curve["mean"] - half, curve["mean"] + half, color=line.get_color(), alpha=0.2)
axes.set_xlabel("round")
axes.set_ylabel(METRIC)
figure.legend(loc="outside lower center", fontsize="small")
plt.show()
"#,
        metric = quoted(metric),
        quantiles = quantiles.join(", "),
        file = quoted(file),
    )
}
