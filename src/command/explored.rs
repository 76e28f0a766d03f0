//! What ratings are like, for the command `data`: the sentences of the Data view, or all numbers as JSON.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use super::data::{LimitArguments, ReadingArguments, bundled, described, read};
use super::{Failure, output};
use crate::data::exploration::Exploration;
use crate::data::{Data, Dataset, ReadData, bundle, known};
use crate::views::explored::cards;

/// When the bundled ratings were given.
static TIMES: &[u8] = include_bytes!("../../static/data/movielens-small.times");

/// `data`; without files, of the bundled ratings.
pub fn describe(
    paths: &[PathBuf],
    limits: &LimitArguments,
    reading: &ReadingArguments,
    json: bool,
) -> Result<(), Failure> {
    let read = if paths.is_empty() {
        let ratings = bundled_ratings()?;
        ReadData { name: ratings.name().to_owned(), data: Arc::new(ratings) }
    } else {
        read(paths, limits, reading, None)?
    };
    let described = described(&read, json);
    output::print(&if json {
        with_exploration(described, &*read.data)
    } else {
        match lines(&*read.data) {
            Some(lines) => format!("{described}\n{lines}"),
            None => described,
        }
    })
}

/// The bundled ratings with their times, as the Data view has them.
///
/// # Errors
/// They are damaged.
fn bundled_ratings() -> Result<Dataset, Failure> {
    let ratings = bundled()?.get::<Dataset>().ok_or_else(|| Failure::own("there are no bundled ratings"))?;
    bundle::times::decode(Arc::unwrap_or_clone(ratings), TIMES).map_err(Failure::own)
}

/// What ratings are like, in lines; none of other data.
fn lines(data: &dyn Data) -> Option<String> {
    let found = Exploration::of(known::<Dataset>(data)?);
    let lines = cards(&found).into_iter().map(|card| {
        let text = card.sentence();
        format!("{} ({}): {text}", card.title, card.caption)
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// What data hold as JSON, with what ratings are like in its field `exploration`.
fn with_exploration(described: String, data: &dyn Data) -> String {
    let Some(ratings) = known::<Dataset>(data) else { return described };
    let Ok(Value::Object(mut fields)) = serde_json::from_str(&described) else { return described };
    fields.insert("exploration".to_owned(), json!(Exploration::of(ratings)));
    serde_json::to_string_pretty(&fields).unwrap_or(described)
}
