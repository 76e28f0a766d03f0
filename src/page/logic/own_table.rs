//! A person's own table, and which of its columns are to be what.

use crate::chart::numbers::{capital, counted};
use crate::data::SourceRef;
use crate::data::kinds::table::{self, LABEL, LEFT_OUT, MOST_LEFT_OUT};
use crate::data::table::{ColumnSummary, TableSummary};
use crate::environment::classification::DESCRIPTOR;
use crate::spec::Experiment;

use super::choices::choose_environment;

/// A table that a person may run on, with the columns as chosen so far.
#[derive(Debug, Clone, PartialEq)]
pub struct TableImport {
    /// What the table holds.
    pub summary: TableSummary,
    /// The column of the labels; empty where no column can be it.
    pub label: String,
    /// The columns that are no part of the context.
    pub left_out: Vec<String>,
}

impl TableImport {
    /// With the columns that the experiment names when it is on this very table, and else with the usual ones.
    pub fn new(summary: TableSummary, named: Option<&SourceRef>) -> TableImport {
        match named.filter(|source| source.fingerprint == summary.fingerprint) {
            Some(source) => {
                let (label, left_out) = (source.value(&LABEL).to_owned(), source.values(&LEFT_OUT).to_vec());
                TableImport { summary, label, left_out }
            }
            None => {
                let label = summary.usual_label().unwrap_or_default().to_owned();
                TableImport { left_out: summary.usually_left_out(&label), label, summary }
            }
        }
    }

    /// Takes another label. A column that was the label becomes part of the context, unless it is a row's own name.
    pub fn set_label(&mut self, label: &str) {
        let before = std::mem::replace(&mut self.label, label.to_owned());
        if self.summary.column(&before).is_some_and(|column| column.looks_like_key) {
            self.left_out.push(before);
        }
        self.left_out.retain(|name| name != label);
    }

    /// Takes a column into the context, or leaves it out.
    pub fn set_used(&mut self, name: &str, used: bool) {
        self.left_out.retain(|other| other != name);
        if !used {
            self.left_out.push(name.to_owned());
        }
    }

    /// Whether a column is part of the context.
    pub fn uses(&self, name: &str) -> bool {
        name != self.label && !self.left_out.iter().any(|other| other == name)
    }

    /// The columns besides the label, and how many of them are part of the context.
    pub fn used(&self) -> (usize, usize) {
        let others = self.summary.columns.iter().filter(|column| column.name != self.label);
        (others.clone().filter(|column| self.uses(&column.name)).count(), others.count())
    }

    /// Why it can't be run on so, as a sentence; none where it can.
    pub fn problem(&self) -> Option<String> {
        if self.summary.usual_label().is_none() {
            return Some(
                "No column can be the label: none is whole and has 2 to 200 different entries.".to_owned(),
            );
        }
        let letters: usize = self.left_out.iter().map(|name| name.chars().count()).sum();
        if letters > MOST_LEFT_OUT {
            return Some(
                "More columns are left out than a link can name: take them out of the file instead."
                    .to_owned(),
            );
        }
        let reason = self.summary.problem(&self.label, &self.left_out)?;
        Some(format!("{}.", capital(&reason)))
    }

    /// What the environment would be: "3 labels, each an arm; 4 features".
    pub fn consequence(&self) -> String {
        let labels = self.summary.labels(&self.label);
        let features = self.summary.features(&self.label, &self.left_out);
        let features = counted(features as u64, "feature", "features");
        format!("{labels} labels, each an arm; {features} in the context.")
    }

    /// The experiment on this table: everything else stays, as far as it can live among arms.
    pub fn apply(&self, experiment: &mut Experiment) {
        choose_environment(experiment, DESCRIPTOR.part.id);
        experiment.environment.parameters.0.clear();
        let TableSummary { fingerprint, name, .. } = &self.summary;
        let source = table::source(fingerprint, name, &self.label, &self.left_out);
        experiment.sources.set(&table::DESCRIPTOR, source);
    }
}

/// A column in the list of labels, with why it can't be one.
pub fn label_option(column: &ColumnSummary) -> String {
    match (&column.no_label, column.different) {
        (Some(reason), _) => format!("{} ({reason})", column.name),
        (None, Some(count)) => format!("{}: {}", column.name, counted(count as u64, "label", "labels")),
        (None, None) => column.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::table::Table;
    use crate::ranking::SLATE_ENVIRONMENTS;

    fn summary() -> TableSummary {
        let rows: Vec<String> = (0..30).map(|row| format!("{row},{},{}", row % 4, row % 3)).collect();
        let text = format!("id,size,kind\n{}\n", rows.join("\n"));
        TableSummary::new("t.csv", &Table::read("t.csv", text.as_bytes()).expect("it is a table"))
    }

    #[test]
    fn columns_are_chosen_and_reckoned() {
        let mut offer = TableImport::new(summary(), None);
        assert_eq!((offer.label.as_str(), offer.left_out.as_slice()), ("kind", &["id".to_owned()][..]));
        assert_eq!(offer.used(), (1, 2));
        assert_eq!(offer.consequence(), "3 labels, each an arm; 1 feature in the context.");
        offer.set_used("size", false);
        let said = offer.problem().expect("nothing is left");
        assert_eq!(said, "No column but \"kind\" says anything: a context needs at least one.");
        offer.set_used("size", true);
        offer.set_label("id");
        assert_eq!((offer.problem(), offer.uses("kind"), offer.uses("id")), (None, true, false));
        assert_eq!(offer.consequence(), "30 labels, each an arm; 2 features in the context.");
        // What is a row's own number is left out again.
        offer.set_label("size");
        assert_eq!((offer.uses("id"), offer.uses("kind")), (false, true));
    }

    #[test]
    fn what_the_experiment_says_of_this_table_is_kept() {
        let mut experiment = Experiment::default();
        let mut offer = TableImport::new(summary(), None);
        offer.set_label("size");
        offer.apply(&mut experiment);
        assert_eq!(TableImport::new(summary(), experiment.sources.get(&table::DESCRIPTOR)), offer);
        let mut other = experiment.sources.get(&table::DESCRIPTOR).expect("it is there").clone();
        other.fingerprint = "0".repeat(16);
        assert_eq!(TableImport::new(summary(), Some(&other)).label, "kind");
    }

    #[test]
    fn the_rest_of_the_experiment_stays() {
        let mut experiment = Experiment { horizon: 777, ..Experiment::default() };
        let before = experiment.clone();
        TableImport::new(summary(), None).apply(&mut experiment);
        assert_eq!((experiment.horizon, &experiment.policies), (777, &before.policies));
        assert_eq!(experiment.validate().expect("it settles").0, experiment);
        choose_environment(&mut experiment, SLATE_ENVIRONMENTS[0].part.id);
        TableImport::new(summary(), None).apply(&mut experiment);
        assert_eq!(experiment.validate().expect("agents, not rankers").0.policies, before.policies);
    }

    #[test]
    fn a_table_without_a_label_says_so() {
        let table = Table::read("t.csv", b"x,z,w\n1,5,\n1,,a\n1,7,b\n").expect("it is a table");
        let offer = TableImport::new(TableSummary::new("t.csv", &table), None);
        assert!(offer.problem().expect("no label").starts_with("No column can be the label"));
        let options: Vec<String> = offer.summary.columns.iter().map(label_option).collect();
        assert_eq!(options[0], "x (is the same in every row, but must have 2 to 200 labels)");
        assert!(options[1].starts_with("z (is missing in 1 of the rows"), "{options:?}");
    }
}
