//! Classification as a bandit: a row of a table arrives, and the right label earns 1.

use std::sync::Arc;

pub use crate::data::table::{ColumnKind, ColumnSummary, TableSummary};

use super::{
    Builder, Environment, EnvironmentDescriptor, EnvironmentError, Episode, ItemCard, Noise, Round, Shape,
};
use crate::data::kinds::table;
use crate::data::table::{Cells, MOST_CATEGORIES, Table, features, problem};
use crate::data::{DataUse, Inputs};
use crate::descriptor::{Choice, Descriptor, Kind, Parameter, Values, words};
use crate::math::random::RngStream;

const IRIS: &str = "iris";
const WINE: &str = "wine";

const DATA: Parameter = Parameter {
    name: "data",
    title: "Data",
    kind: Kind::Choice {
        options: &[
            Choice { id: IRIS, title: "iris: 150 flowers, 3 species" },
            Choice { id: WINE, title: "wine: 178 wines, 3 cultivars" },
        ],
        default: WINE,
    },
    unit: "",
    help: words("Which bundled table; its label says which arm is right."),
};

/// The classification environment.
pub static DESCRIPTOR: EnvironmentDescriptor = EnvironmentDescriptor {
    part: Descriptor {
        id: "classification",
        title: "Classification",
        sentence: words(
            "A row of a table arrives, described by its measurements; each label is an arm, and the right one earns 1.",
        ),
        citation: words(
            "TF-Agents, ClassificationBanditEnvironment; Dudik, Langford and Li 2011, Doubly Robust Policy Evaluation and Learning, section 4.1; Fisher 1936 (iris) and Aeberhard and Forina 1992 (wine), UCI Machine Learning Repository, CC BY 4.0",
        ),
        facts: &[],
        parameters: &[DATA],
    },
    reward_unit: "",
    data: &[DataUse::optional(&table::DESCRIPTOR)],
};

/// How it is made.
pub static BUILDER: Builder = Builder { descriptor: &DESCRIPTOR, build };

/// Name, bytes and label of each bundled table.
const BUNDLED: [(&str, &[u8], &str); 2] = [
    (IRIS, include_bytes!("../../static/data/iris.csv"), "species"),
    (WINE, include_bytes!("../../static/data/wine.csv"), "cultivar"),
];

/// Whether a parameter says which bundled table is meant; it says nothing where a user's table is used.
pub fn is_bundled_table(parameter: &Parameter) -> bool {
    parameter.name == DATA.name
}

fn build(values: &Values, data: &Inputs<'_>) -> Result<Arc<dyn Environment>, EnvironmentError> {
    if let Some(source) = data.named(&table::DESCRIPTOR) {
        let own = data.needed::<Table>(&table::DESCRIPTOR, DESCRIPTOR.part.title)?;
        return from_table(&own, source.value(&table::LABEL), source.values(&table::LEFT_OUT));
    }
    let chosen = BUNDLED.iter().find(|(id, _, _)| values.chose(&DATA, id)).unwrap_or(&BUNDLED[0]);
    let (file, bytes, label) = *chosen;
    let table = Table::read(file, bytes).map_err(|error| unfit(error.to_string()))?;
    from_table(&table, label, &[])
}

fn unfit(reason: String) -> EnvironmentError {
    EnvironmentError::Unfit { environment: DESCRIPTOR.part.title, reason }
}

/// A table with a label as an environment.
struct Classification {
    labels: Vec<String>,
    /// Index of each row's label.
    label_of: Vec<u32>,
    context_length: usize,
    /// Row-major rows x features.
    contexts: Vec<f64>,
    /// Columns of too many words, which no one left out and which say nothing.
    words: Vec<String>,
}

/// The environment of a table whose column `label` holds the labels. The other columns but those in `left_out` are the context:
/// numbers less their mean and divided by their standard deviation, with a feature more that is 1 where one is missing,
/// and categories as one feature each, 0 or 1. A column that never changes says nothing and is left out.
///
/// # Errors
/// No such column, fewer than two labels, more than 200, a row without its label, and no context or more than 1,000
/// features.
pub fn from_table(
    table: &Table,
    label: &str,
    left_out: &[String],
) -> Result<Arc<dyn Environment>, EnvironmentError> {
    let columns: Vec<ColumnSummary> =
        table.columns().iter().map(|column| ColumnSummary::new(column, table.rows())).collect();
    if let Some(reason) = problem(&columns, table.rows(), label, left_out) {
        return Err(unfit(reason));
    }
    let used =
        || table.columns().iter().filter(|column| column.name != label && !left_out.contains(&column.name));
    let features: Vec<Vec<f64>> = used().flat_map(features).collect();
    let rows = 0..table.rows();
    let contexts = rows.flat_map(|row| features.iter().map(move |feature| feature[row])).collect();
    // The column is there, or there would have been a problem.
    let (labels, label_of) = table.column(label).map(|column| column.cells.categories()).unwrap_or_default();
    let words = used().filter(|column| column.cells == Cells::Words).map(|column| column.name.clone());
    Ok(Arc::new(Classification {
        labels,
        label_of,
        context_length: features.len(),
        contexts,
        words: words.collect(),
    }))
}

impl Environment for Classification {
    fn shape(&self) -> Shape {
        Shape {
            context: self.context_length,
            arm_features: 0,
            arms: self.labels.len(),
            items: self.labels.len(),
            rewards: (0.0, 1.0),
        }
    }

    fn episode(self: Arc<Self>, master_seed: u64, seed_index: u32) -> Box<dyn Episode> {
        Box::new(ClassificationEpisode {
            users: RngStream::new(master_seed, seed_index, "users"),
            environment: self,
        })
    }

    fn item(&self, item: usize) -> ItemCard {
        let title = self.labels.get(item).cloned().unwrap_or_default();
        ItemCard { title, ..ItemCard::default() }
    }

    fn remarks(&self) -> Vec<String> {
        let rows = format!(
            "{} rows, drawn with equal probability every round; the context has {} features.",
            self.label_of.len(),
            self.context_length
        );
        let words = self.words.iter().map(|name| {
            format!(
                "The column \"{name}\" has more than {MOST_CATEGORIES} different words and says nothing here."
            )
        });
        std::iter::once(rows).chain(words).collect()
    }
}

#[derive(Clone)]
struct ClassificationEpisode {
    environment: Arc<Classification>,
    users: RngStream,
}

impl Episode for ClassificationEpisode {
    fn next(&mut self, round: &mut Round) {
        let environment = &self.environment;
        let row = self.users.below(environment.label_of.len());
        let length = environment.context_length;
        round.context.copy_from_slice(&environment.contexts[row * length..(row + 1) * length]);
        round.expectations.fill(0.0);
        round.expectations[environment.label_of[row] as usize] = 1.0;
        round.noise = Noise::Added(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::Value;

    fn of_csv(text: &str, label: &str) -> Result<Arc<dyn Environment>, String> {
        let table = Table::read("t.csv", text.as_bytes()).expect("it is a table");
        from_table(&table, label, &[]).map_err(|error| error.to_string())
    }

    /// Two rows by hand: 2 and 4 become -1 and 1, colours become columns in the order of the alphabet, and what never
    /// changes is gone.
    #[test]
    fn contexts_and_rewards_by_hand() {
        let text = "size,colour,unit,same,kind\n2,red,cm,7,b\n4,blue,cm,7,a\n";
        let environment = of_csv(text, "kind").expect("it is an environment");
        assert_eq!(environment.shape().context, 3);
        assert_eq!([environment.item(0).title, environment.item(1).title], ["a", "b"]);
        let mut round = Round::new(&environment.shape());
        let mut episode = environment.episode(5, 0);
        let mut seen = [0; 2];
        for _ in 0..50 {
            episode.next(&mut round);
            let expected = match round.context[0] < 0.0 {
                true => (vec![-1.0, 0.0, 1.0], vec![0.0, 1.0]),
                false => (vec![1.0, 1.0, 0.0], vec![1.0, 0.0]),
            };
            assert_eq!((round.context.clone(), round.expectations.clone()), expected);
            assert_eq!([round.reward(0), round.reward(1)], [expected.1[0], expected.1[1]]);
            seen[usize::from(round.context[0] < 0.0)] += 1;
        }
        assert!(seen.iter().all(|count| *count > 10), "{seen:?}");
    }

    #[test]
    fn numbers_can_be_labels() {
        let environment = of_csv("x,y\n1,10\n2,2\n3,10\n", "y").expect("it is an environment");
        assert_eq!([environment.item(0).title, environment.item(1).title], ["2", "10"]);
    }

    #[test]
    fn a_problem_is_what_the_environment_would_say() {
        let text = "x,colour,same,y,gap\n1,red,7,a,p\n2,blue,7,b,\n,red,7,a,q\n";
        let table = Table::read("t.csv", text.as_bytes()).expect("it is a table");
        let summary = TableSummary::new("t.csv", &table);
        let all = ["x", "colour", "same", "y", "gap"];
        for label in all.into_iter().chain(["z"]) {
            for left in [&[][..], &["x", "colour"], &["colour", "x", "y", "gap"], &["w"]] {
                let left_out: Vec<String> = left.iter().map(|name| (*name).to_owned()).collect();
                let environment = from_table(&table, label, &left_out);
                let said = environment.as_ref().err().map(ToString::to_string);
                let expected =
                    summary.problem(label, &left_out).map(|reason| format!("Classification: {reason}"));
                assert_eq!(said, expected, "{label} {left:?}");
                if let Ok(environment) = environment {
                    let shape = environment.shape();
                    assert_eq!(shape.context, summary.features(label, &left_out));
                    assert_eq!(shape.arms, summary.labels(label));
                }
            }
        }
        assert_eq!(summary.features("y", &[]), 2 + 2 + 3);
    }

    #[test]
    fn tables_that_make_no_environment_say_why() {
        let sentence = |text: &str, label: &str| of_csv(text, label).err().expect("it is no environment");
        assert_eq!(
            sentence("x,y\n1,a\n2,b\n", "z"),
            "Classification: the table has no column \"z\" for the label; it has x, y"
        );
        assert_eq!(
            sentence("x,y\n1,a\n2,a\n", "y"),
            "Classification: the column \"y\" is the same in every row, but must have 2 to 200 labels"
        );
        let nothing = sentence("x,y\n1,a\n1,b\n", "y");
        assert!(nothing.contains("no column but \"y\" says anything"), "{nothing}");
        let names: Vec<String> = (0..600).map(|row| format!("n{row},m{row},{}", row % 2)).collect();
        let many = sentence(&format!("x,z,y\n{}\n", names.join("\n")), "y");
        assert!(many.contains("1200 features, more than 1000"), "{many}");
        assert_eq!(
            sentence("x,y\n1,a\n2,\n3,b\n", "y"),
            "Classification: the column \"y\" is missing in 1 of the rows, but every row needs its label: fill them or leave those lines out"
        );
        let table = Table::read("t.csv", b"x,z,y\n1,2,a\n2,5,b\n").expect("it is a table");
        let without = |name: &str| from_table(&table, "y", &[name.to_owned()]);
        assert_eq!(without("x").expect("it is an environment").shape().context, 1);
        assert_eq!(
            without("w").err().map(|error| error.to_string()).as_deref(),
            Some("Classification: the table has no column \"w\" that could be left out; it has x, z, y")
        );
    }

    #[test]
    fn the_bundled_tables_are_the_known_ones() {
        for (id, rows, features, labels) in [(IRIS, 150, 4, "setosa"), (WINE, 178, 13, "cultivar 1")] {
            let mut values = Values::default();
            values.set(&DATA, Value::Choice(id.to_owned()));
            let environment = BUILDER.make(&values, None).expect("it is bundled");
            assert_eq!((environment.shape().context, environment.shape().arms), (features, 3));
            assert_eq!(environment.item(0).title, labels);
            assert!(
                environment.remarks()[0].starts_with(&format!("{rows} rows")),
                "{:?}",
                environment.remarks()
            );
        }
        // Means of the untouched columns, from the data sets' own descriptions.
        let iris = Table::read(IRIS, BUNDLED[0].1).expect("it is bundled");
        let means =
            [("sepal length", 5.84), ("sepal width", 3.05), ("petal length", 3.76), ("petal width", 1.20)];
        for (name, mean) in means {
            let Some(Cells::Numbers(numbers)) = iris.column(name).map(|column| &column.cells) else {
                panic!("{name}");
            };
            assert!((numbers.iter().sum::<f64>() / 150.0 - mean).abs() < 0.0101, "{name}");
        }
    }
}
