//! What can be drawn, as numbers and words.

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct DataBar {
    /// What stands below it, where there is room; empty for nothing.
    pub label: String,
    /// How high it is: 0 or more.
    pub value: f64,
}

/// A line across the bars, with its name.
#[derive(Debug, Clone, PartialEq)]
pub struct DataMark {
    /// Where: 0 is the left edge of the first bar, 1 that of the second.
    pub at: f64,
    /// What it is called.
    pub name: String,
    /// Whether it is dashed, as the second of two.
    pub dashed: bool,
}

/// A box with whiskers.
#[derive(Debug, Clone, PartialEq)]
pub struct DataBox {
    /// What stands before it.
    pub name: String,
    /// Ends of the whiskers and of the box, and the median between them, ascending.
    pub values: [f64; 5],
    /// What stands behind it.
    pub note: String,
}

/// A row with a bar that runs across.
#[derive(Debug, Clone, PartialEq)]
pub struct DataRow {
    /// What stands before it.
    pub name: String,
    /// How long it is: 0 or more.
    pub value: f64,
    /// What stands behind it.
    pub note: String,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum DataPicture {
    /// Bars beside each other.
    Bars {
        /// The bars.
        bars: Vec<DataBar>,
        /// What lies along the axis.
        across: String,
        /// Lines across.
        marks: Vec<DataMark>,
        /// From where to where the ground is tinted, as places of marks.
        band: Option<(f64, f64)>,
    },
    /// A line above bars that share its axis.
    Over {
        /// The bars.
        bars: Vec<DataBar>,
        /// A value for each bar; none where there is a gap.
        line: Vec<Option<f64>>,
        /// What the line and the bars are called.
        names: [String; 2],
        /// What lies along the axis; empty where that needs no word.
        across: String,
    },
    /// The shares that the largest hold, above the diagonal.
    Lorenz {
        /// Shares at equal steps from 0 to 1, ascending.
        points: Vec<f64>,
        /// The point that is named, in shares.
        at: (f64, f64),
        /// Its name, in two lines.
        name: [String; 2],
        /// What lies along the axis.
        across: String,
    },
    /// A curve with logarithmic axes.
    Ranks {
        /// The points, above zero, ascending along the axis.
        points: Vec<(f64, f64)>,
        /// What lies along the axis.
        across: String,
        /// What the curve is.
        name: String,
    },
    /// Boxes below each other.
    Boxes {
        /// The boxes.
        boxes: Vec<DataBox>,
    },
    /// Bars below each other.
    Rows {
        /// The bars.
        rows: Vec<DataRow>,
        /// The longest that a bar can be.
        longest: f64,
    },
    /// Blocks in rows and columns.
    Blocks {
        /// How many columns there are.
        columns: usize,
        /// Row by row, shares from 0 to 1.
        shares: Vec<f64>,
        /// What stands at the left and at the right of the axis.
        across: [String; 2],
        /// What the rows are.
        down: String,
    },
}
