//! What a table holds, for someone who makes an environment of it: which column may be the label, and what the others say.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Table;
use super::columns::{Cells, Column, MISSING, MOST_CATEGORIES};
use super::features::feature_count;

/// Most arms: labels beyond these are more likely numbers than labels.
pub const MOST_LABELS: usize = 200;

/// Most context features after categories are spread over columns.
pub const MOST_FEATURES: usize = 1_000;

/// Most numbers of all contexts together: rows times features.
pub const MOST_NUMBERS: usize = 20_000_000;

/// What a label is usually called, the surest first.
const LABEL_NAMES: [&str; 12] = [
    "label",
    "labels",
    "class",
    "target",
    "species",
    "outcome",
    "y",
    "category",
    "diagnosis",
    "result",
    "type",
    "quality",
];

/// What the column of a row's number or key is usually called.
const KEY_NAMES: [&str; 6] = ["id", "index", "key", "row", "rownames", "uuid"];

/// Categories of which there are so few are none of names, however few rows there are.
const FEW_CATEGORIES: usize = 20;

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSummary {
    /// What the file was called.
    pub name: String,
    /// Fingerprint of the content, 16 hexadecimal digits.
    pub fingerprint: String,
    /// Number of rows.
    pub rows: usize,
    /// The columns, in the order of the file.
    pub columns: Vec<ColumnSummary>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnSummary {
    /// Its name.
    pub name: String,
    /// What its entries are.
    pub kind: ColumnKind,
    /// How many different ones there are, missing ones not counted; none where they are too many to be counted.
    pub different: Option<usize>,
    /// How many are missing.
    pub missing: usize,
    /// How many features it makes in a context.
    pub features: usize,
    /// Why it can't be the label; none where it can.
    pub no_label: Option<String>,
    /// Whether it looks like a row's own name or number, from which nothing can be learned about other rows.
    pub looks_like_key: bool,
}

/// What the entries of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Numbers.
    Numbers,
    /// Categories.
    Categories,
    /// More different words than categories: they make no features.
    Words,
}

/// Why a column can't hold the labels, after its name in a sentence.
fn label_problem(column: &Column) -> Option<String> {
    let must = format!("but must have 2 to {MOST_LABELS} labels");
    match column.cells.different() {
        None => Some(format!("has more than {MOST_CATEGORIES} different ones, {must}")),
        Some(0) => Some("is empty".to_owned()),
        Some(1) if column.missing == 0 => Some(format!("is the same in every row, {must}")),
        Some(count) if !(2..=MOST_LABELS).contains(&count) => {
            Some(format!("has {count} different ones, {must}"))
        }
        Some(_) if column.missing > 0 => Some(format!(
            "is missing in {} of the rows, but every row needs its label: fill them or leave those lines out",
            column.missing
        )),
        Some(_) => None,
    }
}

/// Why a context of so many features can't be made for so many rows; `label` is the column of the labels.
fn size_problem(features: usize, rows: usize, label: &str) -> Option<String> {
    if features == 0 {
        Some(format!("no column but \"{label}\" says anything: a context needs at least one"))
    } else if features > MOST_FEATURES {
        Some(format!(
            "the columns make {features} features, more than {MOST_FEATURES}, since each category is one: leave out columns of names"
        ))
    } else if features * rows > MOST_NUMBERS {
        Some(format!(
            "{rows} rows of {features} features are too many: rows times features must be at most {MOST_NUMBERS}"
        ))
    } else {
        None
    }
}

impl TableSummary {
    /// Of a table from a file of that name.
    pub fn new(name: &str, table: &Table) -> TableSummary {
        TableSummary {
            name: name.to_owned(),
            fingerprint: table.fingerprint_text(),
            rows: table.rows(),
            columns: table.columns().iter().map(|column| ColumnSummary::new(column, table.rows())).collect(),
        }
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&ColumnSummary> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The label when none is given: a column that is called like one; or else the last one of categories; or else the
    /// last one of few numbers; or else the last one that can be. None where no column can.
    pub fn usual_label(&self) -> Option<&str> {
        let possible = || self.columns.iter().filter(|column| column.no_label.is_none());
        let called = |name: &&str| possible().find(|column| column.name.eq_ignore_ascii_case(name));
        let plain = || possible().rev().filter(|column| !column.looks_like_key);
        let found = LABEL_NAMES.iter().find_map(called);
        let found = found.or_else(|| plain().find(|column| column.kind == ColumnKind::Categories));
        let few = |column: &&ColumnSummary| column.different.is_some_and(|count| count <= FEW_CATEGORIES);
        let found = found.or_else(|| plain().find(few));
        found.or_else(|| plain().next()).or_else(|| possible().next_back()).map(|column| column.name.as_str())
    }

    /// The columns to leave out when none is given: those that look like a row's own name or number.
    pub fn usually_left_out(&self, label: &str) -> Vec<String> {
        let keys = self.columns.iter().filter(|column| column.looks_like_key && column.name != label);
        keys.map(|column| column.name.clone()).collect()
    }

    /// How many labels, and so arms, there are with this label.
    pub fn labels(&self, label: &str) -> usize {
        self.column(label).and_then(|column| column.different).unwrap_or(0)
    }

    /// How many features the context has with this label and without these columns.
    pub fn features(&self, label: &str, left_out: &[String]) -> usize {
        features(&self.columns, label, left_out)
    }

    /// Why there is no environment with this label and without these columns, in a sentence without its end; none where
    /// there is one.
    pub fn problem(&self, label: &str, left_out: &[String]) -> Option<String> {
        problem(&self.columns, self.rows, label, left_out)
    }
}

/// See [`TableSummary::features`].
fn features(columns: &[ColumnSummary], label: &str, left_out: &[String]) -> usize {
    let used = columns.iter().filter(|column| column.name != label && !left_out.contains(&column.name));
    used.map(|column| column.features).sum()
}

/// See [`TableSummary::problem`].
pub fn problem(columns: &[ColumnSummary], rows: usize, label: &str, left_out: &[String]) -> Option<String> {
    let find = |name: &str| columns.iter().find(|column| column.name == name);
    let Some(column) = find(label) else {
        return Some(no_label_column(label, columns));
    };
    if let Some(reason) = &column.no_label {
        return Some(format!("the column \"{label}\" {reason}"));
    }
    if let Some(unknown) = left_out.iter().find(|name| find(name).is_none()) {
        return Some(format!(
            "the table has no column \"{unknown}\" that could be left out; it has {}",
            named_columns(columns)
        ));
    }
    size_problem(features(columns, label, left_out), rows, label)
}

/// That there is no such column, among these.
fn no_label_column(label: &str, columns: &[ColumnSummary]) -> String {
    format!("the table has no column \"{label}\" for the label; it has {}", named_columns(columns))
}

/// The names of the columns for a sentence: no more than the first of them.
fn named_columns(columns: &[ColumnSummary]) -> String {
    const MOST_NAMED: usize = 30;
    let known: Vec<&str> = columns.iter().take(MOST_NAMED).map(|column| column.name.as_str()).collect();
    let more = if columns.len() > MOST_NAMED { ", …" } else { "" };
    format!("{}{more}", known.join(", "))
}

impl ColumnSummary {
    /// Of a column of a table of so many rows.
    pub fn new(column: &Column, rows: usize) -> ColumnSummary {
        let different = column.cells.different();
        ColumnSummary {
            name: column.name.clone(),
            kind: match column.cells {
                Cells::Numbers(_) => ColumnKind::Numbers,
                Cells::Categories { .. } => ColumnKind::Categories,
                Cells::Words => ColumnKind::Words,
            },
            different,
            missing: column.missing,
            features: feature_count(column),
            no_label: label_problem(column),
            looks_like_key: match &column.cells {
                Cells::Numbers(numbers) => different == Some(rows) && is_key(&column.name, numbers),
                Cells::Categories { names, .. } => {
                    let count = names.iter().filter(|name| *name != MISSING).count();
                    count > FEW_CATEGORIES && count * 2 > rows
                }
                Cells::Words => false,
            },
        }
    }

    /// What it holds, in a few words.
    pub fn words(&self) -> String {
        let plural = |count: usize, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {many}"),
        };
        let held = match (self.kind, self.different) {
            (ColumnKind::Numbers, Some(count)) => {
                format!("numbers, {}", plural(count, "value", "different"))
            }
            (ColumnKind::Categories, Some(count)) => plural(count, "category", "categories"),
            _ => format!("more than {MOST_CATEGORIES} different words, which make no features"),
        };
        if self.missing > 0 { format!("{held}, {} missing", self.missing) } else { held }
    }
}

/// Whether different numbers are the rows' own: by their name, or because they count.
fn is_key(name: &str, numbers: &[f64]) -> bool {
    let lower = name.to_lowercase();
    let ends = ["_id", " id", "-id"].iter().any(|end| lower.ends_with(end)) || name.ends_with("Id");
    let counts = numbers.len() > 2 && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1.0);
    ends || counts || KEY_NAMES.contains(&lower.as_str())
}

impl fmt::Display for TableSummary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TableSummary { name, fingerprint, rows, columns } = self;
        write!(formatter, "{name}: {rows} rows, {} columns, fingerprint {fingerprint}", columns.len())?;
        let label = self.usual_label();
        for column in columns {
            let role = match column.looks_like_key {
                _ if label == Some(&column.name) => "; the label, unless another is named",
                true => "; left out, unless others are named",
                false => "",
            };
            write!(formatter, "\n  {}: {}{role}", column.name, column.words())?;
        }
        if label.is_none() {
            for column in columns {
                let reason = column.no_label.as_deref().unwrap_or_default();
                write!(formatter, "\n  no label: the column \"{}\" {reason}", column.name)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> TableSummary {
        TableSummary::new("t.csv", &Table::read("t.csv", text.as_bytes()).expect("it is a table"))
    }

    #[test]
    fn the_label_is_guessed_from_names_then_categories_then_numbers() {
        let label = |text: &str| of(text).usual_label().map(str::to_owned);
        assert_eq!(label("Class,x,colour\na,1,red\nb,2,blue\n").as_deref(), Some("Class"));
        assert_eq!(label("y,species\n1,a\n2,b\n").as_deref(), Some("species"));
        assert_eq!(label("shape,colour,x\na,red,1\nb,blue,2\n").as_deref(), Some("colour"));
        assert_eq!(label("x,z\n1,1\n2,2\n5,2\n").as_deref(), Some("z"));
        // What counts the rows is chosen only where nothing else can be.
        assert_eq!(label("z,id\n1,7\n2,8\n2,9\n").as_deref(), Some("z"));
        assert_eq!(label("z,id\n1,7\n1,8\n1,9\n").as_deref(), Some("id"));
        assert_eq!(label("x,class\n1,a\n1,a\n"), None);
        // A label with gaps is none.
        assert_eq!(label("class,kind\na,p\n,q\nb,q\n").as_deref(), Some("kind"));
    }

    #[test]
    fn names_and_numbers_of_rows_are_left_out() {
        let rows: Vec<String> =
            (0..50).map(|row| format!("{row},{},name {row},{},{}", 50 - row, row % 3, row * row)).collect();
        let table = of(&format!(",user_id,name,group,square\n{}\n", rows.join("\n")));
        assert_eq!(table.usually_left_out("group"), ["column 1", "user_id", "name"]);
        assert_eq!(table.usually_left_out("name"), ["column 1", "user_id"]);
        assert_eq!(table.usual_label(), Some("group"));
        // The square of a number is no key, and nor is anything among few rows.
        assert_eq!(of("name,x\nann,5\nbob,7\n").usually_left_out(""), Vec::<String>::new());
    }

    #[test]
    fn it_is_said_in_words() {
        let table = of("id,x,kind\n1,5,a\n2,,b\n3,5,b\n");
        let expected = "t.csv: 3 rows, 3 columns, fingerprint F\n  id: numbers, 3 different; left out, unless others are named\n  \
             x: numbers, 1 value, 1 missing\n  kind: 2 categories; the label, unless another is named";
        assert_eq!(table.to_string(), expected.replace('F', &table.fingerprint));
    }
}
