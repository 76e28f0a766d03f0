//! `rounds`: what an environment offers, for other programs.

use std::io::BufWriter;
use std::path::PathBuf;

use clap::Args;

use super::experiment::read_file_or_link;
use super::given::GivenData;
use super::whole_file::WholeFile;
use super::{Failure, files};
use crate::data::parquet::{Column, Kind, Lists, ParquetError, ParquetWriter, Values};
use crate::environment::Round;
use crate::simulation::arm_rounds::ArmRounds;

/// Rows that are written together.
const GROUP: usize = 50_000;

const FIELDS: [(&str, Kind); 6] = [
    ("seed", Kind::Integer),
    ("round", Kind::Integer),
    ("user", Kind::Integer),
    ("context", Kind::List),
    ("items", Kind::List),
    ("rewards", Kind::List),
];

/// What `rounds` takes.
#[derive(Debug, Args)]
pub struct RoundsArguments {
    /// The experiment: a file of JSON, a link, or - for standard input
    experiment: String,
    /// Where to write: a row a seed and round, with the context, the item behind each arm, and what each arm would earn
    #[arg(value_name = "FILE.parquet")]
    file: PathBuf,
    #[command(flatten)]
    given: GivenData,
}

/// Rounds that are not written yet.
#[derive(Default)]
struct Rows {
    seeds: Vec<i64>,
    rounds: Vec<i64>,
    users: Vec<i64>,
    contexts: Lists,
    items: Lists,
    rewards: Lists,
}

impl Rows {
    fn add(&mut self, seed: u32, round: &Round) {
        self.seeds.push(i64::from(seed));
        self.rounds.push(round.number as i64);
        self.users.push(round.user as i64);
        self.contexts.push(&round.context);
        self.items.push(&round.items.iter().map(|item| f64::from(*item)).collect::<Vec<f64>>());
        let arms = 0..round.expectations.len();
        self.rewards.push(&arms.map(|arm| round.reward(arm)).collect::<Vec<f64>>());
    }

    fn columns(self) -> Vec<Column> {
        let values = [
            Values::Integers(self.seeds),
            Values::Integers(self.rounds),
            Values::Integers(self.users),
            Values::Lists(self.contexts),
            Values::Lists(self.items),
            Values::Lists(self.rewards),
        ];
        FIELDS.iter().zip(values).map(|((name, _), values)| Column::new(name, values)).collect()
    }
}

/// `rounds`
pub fn rounds(arguments: &RoundsArguments) -> Result<(), Failure> {
    let file = &arguments.file;
    if file.extension().is_none_or(|ending| ending != "parquet") {
        let sentence = format!("{}: the name must end in .parquet, since contexts are lists", file.display());
        return Err(Failure::Input(sentence));
    }
    files::check_file(file)?;
    let mut experiment = read_file_or_link(&arguments.experiment)?;
    let sources = arguments.given.sources(&mut experiment)?;
    let environment = experiment.prepare(sources).map_err(Failure::input)?;
    let of_seed = |seed: u32| {
        ArmRounds::new(&experiment, &environment, seed).ok_or_else(|| {
            Failure::input("only rounds of an environment of arms can be written, and this is one of slates")
        })
    };
    // Before a file is replaced.
    of_seed(0)?;
    let wrong = |error: &std::io::Error| files::of_writing(file, error);
    let unwritten = |error: ParquetError| Failure::Own(format!("{}: {error}", file.display()));
    let out = BufWriter::new(WholeFile::create(file).map_err(|error| wrong(&error))?);
    let mut writer = ParquetWriter::new(out, &FIELDS).map_err(unwritten)?;
    let mut rows = Rows::default();
    for seed in 0..experiment.seeds {
        let mut episode = of_seed(seed)?;
        for _ in 0..experiment.horizon {
            rows.add(seed, episode.step());
            if rows.seeds.len() == GROUP {
                writer.write(&std::mem::take(&mut rows).columns()).map_err(unwritten)?;
            }
        }
    }
    writer.write(&rows.columns()).map_err(unwritten)?;
    let out = writer.finish().map_err(unwritten)?;
    let out = out.into_inner().map_err(|error| wrong(error.error()))?;
    out.finish().map_err(|error| wrong(&error))
}
