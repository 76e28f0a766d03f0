//! A column in memory.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Numbers.
    Number,
    /// Whole numbers.
    Integer,
    /// True or false.
    Switch,
    /// Text.
    Text,
    /// Lists of numbers.
    List,
}

/// A list of numbers for each row, one after the other in memory.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    ends: Vec<usize>,
    numbers: Vec<f64>,
}

impl Lists {
    /// Adds the list of the next row.
    pub fn push(&mut self, list: &[f64]) {
        self.numbers.extend_from_slice(list);
        self.ends.push(self.numbers.len());
    }

    /// The list of a row; empty beyond the last row.
    pub fn row(&self, row: usize) -> &[f64] {
        let Some(end) = self.ends.get(row) else { return &[] };
        let begin = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.numbers[begin..*end]
    }

    /// The lists, a row each.
    pub fn iter(&self) -> impl Iterator<Item = &[f64]> {
        (0..self.ends.len()).map(|row| self.row(row))
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All numbers, those of one row after those of the row before.
    pub fn numbers(&self) -> &[f64] {
        &self.numbers
    }
}

impl<'a> FromIterator<&'a [f64]> for Lists {
    fn from_iter<Rows: IntoIterator<Item = &'a [f64]>>(rows: Rows) -> Lists {
        let mut lists = Lists::default();
        rows.into_iter().for_each(|list| lists.push(list));
        lists
    }
}

/// A value for each row.
#[derive(Debug, Clone)]
pub enum Values {
    /// Numbers; NaN is a number like others and not a missing value.
    Numbers(Vec<f64>),
    /// Whole numbers.
    Integers(Vec<i64>),
    /// True or false.
    Switches(Vec<bool>),
    /// Text.
    Texts(Vec<String>),
    /// Lists of numbers.
    Lists(Lists),
}

impl Values {
    /// None yet, of this kind.
    pub fn none(kind: Kind) -> Values {
        match kind {
            Kind::Number => Values::Numbers(Vec::new()),
            Kind::Integer => Values::Integers(Vec::new()),
            Kind::Switch => Values::Switches(Vec::new()),
            Kind::Text => Values::Texts(Vec::new()),
            Kind::List => Values::Lists(Lists::default()),
        }
    }

    /// What they are.
    pub fn kind(&self) -> Kind {
        match self {
            Values::Numbers(_) => Kind::Number,
            Values::Integers(_) => Kind::Integer,
            Values::Switches(_) => Kind::Switch,
            Values::Texts(_) => Kind::Text,
            Values::Lists(_) => Kind::List,
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Values::Numbers(values) => values.len(),
            Values::Integers(values) => values.len(),
            Values::Switches(values) => values.len(),
            Values::Texts(values) => values.len(),
            Values::Lists(values) => values.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Numbers are the same when their bits are, except that a NaN is any NaN.
fn same(first: &[f64], second: &[f64]) -> bool {
    let bits = |number: &f64| if number.is_nan() { f64::NAN.to_bits() } else { number.to_bits() };
    first.iter().map(bits).eq(second.iter().map(bits))
}

impl PartialEq for Values {
    fn eq(&self, other: &Values) -> bool {
        match (self, other) {
            (Values::Numbers(first), Values::Numbers(second)) => same(first, second),
            (Values::Integers(first), Values::Integers(second)) => first == second,
            (Values::Switches(first), Values::Switches(second)) => first == second,
            (Values::Texts(first), Values::Texts(second)) => first == second,
            (Values::Lists(first), Values::Lists(second)) => {
                first.ends == second.ends && same(&first.numbers, &second.numbers)
            }
            _ => false,
        }
    }
}

/// A named column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// A value for each row; where one is missing, zero, false, or an empty text or list.
    pub values: Values,
    /// Whether the value of a row is missing; empty where none is.
    pub missing: Vec<bool>,
}

impl Column {
    /// A column that has a value in each row.
    pub fn new(name: &str, values: Values) -> Column {
        Column { name: name.to_owned(), values, missing: Vec::new() }
    }

    /// Whether the value of a row is missing.
    pub fn is_missing(&self, row: usize) -> bool {
        self.missing.get(row).copied().unwrap_or(false)
    }
}
