//! A table as a tool has read it.

use serde_json::Value;

use super::python;

/// A value, so that NaN is itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Missing,
    Number(u64),
    Whole(i64),
    Switch(bool),
    Text(String),
    List(Vec<Cell>),
}

impl Cell {
    /// A number by its bits; any NaN is the same.
    pub fn number(number: f64) -> Cell {
        Cell::Number(if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() })
    }

    pub fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    fn of(value: &Value) -> Cell {
        match value {
            Value::Null => Cell::Missing,
            Value::Bool(switch) => Cell::Switch(*switch),
            Value::String(text) => Cell::Text(text.clone()),
            Value::Number(whole) => Cell::Whole(whole.as_i64().expect("it is a whole number")),
            Value::Array(list) => Cell::List(list.iter().map(Cell::of).collect()),
            Value::Object(number) => {
                let text = number["number"].as_str().expect("it is a text");
                Cell::number(text.parse().expect("it is a number"))
            }
        }
    }
}

/// A table as one tool has read it.
pub struct Read {
    pub tool: String,
    /// Of each column the name and what the tool says it holds.
    pub kinds: Vec<(String, String)>,
    pub columns: Vec<Vec<Cell>>,
}

/// What pandas, polars and DuckDB read of a file.
pub fn read(file: &str) -> Vec<Read> {
    let tables = python("read_tables.py", &[file]);
    assert_eq!(tables.len(), 3);
    let text = |value: &Value| value.as_str().expect("it is a text").to_owned();
    let table = |table: Value| {
        let columns = table["columns"].as_array().expect("a list").clone();
        let cells =
            |column: &Value| column["values"].as_array().expect("a list").iter().map(Cell::of).collect();
        Read {
            tool: text(&table["tool"]),
            kinds: columns.iter().map(|column| (text(&column["name"]), text(&column["kind"]))).collect(),
            columns: columns.iter().map(cells).collect(),
        }
    };
    tables.into_iter().map(table).collect()
}
