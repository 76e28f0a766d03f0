//! A Python program that reads the tidy table and draws it.

/// A program that loads the table of [`tidy_csv`](super::tidy_csv) from this file and draws the mean of a metric over the rounds
/// with its 95 % band, with pandas and matplotlib.
pub fn python_snippet(file: &str, metric: &str) -> String {
    // JSON's strings are Python's.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    format!(
        r#"import matplotlib.pyplot as plt
import pandas as pd

METRIC = {metric}
table = pd.read_csv({file}, dtype={{"run": str, "agent": str, "seed": str, "metric": str}}, keep_default_na=False)
table = table[table["metric"] == METRIC]
is_curve = table["seed"].isin(["mean", "deviation"])
seeds = table[~is_curve].groupby(["run", "agent"]).size()
curves = table[is_curve].pivot_table(index=["run", "agent", "round"], columns="seed", values="value").reset_index()

figure, axes = plt.subplots()
for (run, agent), curve in curves.groupby(["run", "agent"]):
    (line,) = axes.plot(curve["round"], curve["mean"], label=f"{{agent}} ({{run}})")
    if seeds[run, agent] > 1:
        # 1.96 is for many seeds; with few, Student's t is wider.
        half = 1.96 * curve["deviation"] / seeds[run, agent] ** 0.5
        axes.fill_between(curve["round"], curve["mean"] - half, curve["mean"] + half, color=line.get_color(), alpha=0.2)
axes.set_xlabel("round")
axes.set_ylabel(METRIC)
axes.legend()
plt.show()
"#,
        metric = quoted(metric),
        file = quoted(file),
    )
}
