//! Final metrics as a LaTeX table.

use super::interval;
use crate::metrics::{METRICS, Metric};
use crate::results::band;
use crate::runs::KeptRun;

/// The final metrics of every agent of these runs, with 95 % intervals, as a `tabular` for the package booktabs. Metrics that one of
/// the runs does not have are left out there.
pub fn latex_table(runs: &[&KeptRun]) -> String {
    let has = |metric: &Metric| runs.iter().any(|run| run.results.row(metric).is_some());
    let metrics: Vec<&Metric> = METRICS.iter().copied().filter(|metric| has(metric)).collect();
    let several = runs.len() > 1;
    let names = if several { "Run & Agent" } else { "Agent" };
    let mut text = String::from("% \\usepackage{booktabs}\n");
    text.push_str(&format!(
        "\\begin{{tabular}}{{{}{}}}\n\\toprule\n",
        if several { "ll" } else { "l" },
        "r".repeat(metrics.len())
    ));
    let titles: Vec<String> = metrics.iter().map(|metric| escaped(metric.title)).collect();
    text.push_str(&format!("{names} & {} \\\\\n\\midrule\n", titles.join(" & ")));
    for run in runs {
        for (policy, kept) in run.results.policies.iter().enumerate() {
            let mut cells = Vec::new();
            if several {
                cells.push(escaped(&run.header.name));
            }
            cells.push(escaped(&kept.label));
            for metric in &metrics {
                let finals = run.results.finals(policy, metric);
                cells.push(if finals.is_empty() {
                    "--".to_owned()
                } else {
                    number(&interval(&band(&finals), metric))
                });
            }
            text.push_str(&format!("{} \\\\\n", cells.join(" & ")));
        }
    }
    text.push_str("\\bottomrule\n\\end{tabular}\n");
    text
}

/// A number with its interval.
fn number(text: &str) -> String {
    escaped(text).replace('±', "$\\pm$").replace(['−', '–'], "$-$")
}

/// Text in which nothing is a command.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => escaped.extend(['\\', letter]),
            _ if letter.is_control() => escaped.push(' '),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_commands() {
        assert_eq!(
            escaped("50 % of {a_b} \\ & c^2\n"),
            "50 \\% of \\{a\\_b\\} \\textbackslash{} \\& c\\textasciicircum{}2 "
        );
        assert_eq!(number("12.0 ± 1.5 %"), "12.0 $\\pm$ 1.5 \\%");
    }
}
