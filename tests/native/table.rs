//! A person's own table: read in any form, run on, and never another one by mistake.

use std::io::{Cursor, Write};
use std::sync::Arc;

use bandit_playground::agent::{lin_ucb, oracle, random};
use bandit_playground::data::table::Table;
use bandit_playground::data::{Dataset, Limits, NamedFile, ReadData, SourceRefs, kinds, known, read_any};
use bandit_playground::descriptor::{Value, Values};
use bandit_playground::environment::classification;
use bandit_playground::metrics::{AVERAGE_REWARD, REGRET};
use bandit_playground::results::{RunLog, band};
use bandit_playground::simulation;
use bandit_playground::simulation::Sources;
use bandit_playground::spec::{Experiment, PartChoice, PolicySpec};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const IRIS: &[u8] = include_bytes!("../../static/data/iris.csv");

fn file(name: &str, bytes: &[u8]) -> NamedFile {
    NamedFile { name: name.to_owned(), bytes: bytes.to_vec() }
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        archive.write_all(bytes).expect("its bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

fn read(files: Vec<NamedFile>) -> Result<ReadData, String> {
    read_any(&files, &Limits::default(), &mut |_| {}).map_err(|error| error.to_string())
}

/// The file's name and the table of what is one.
fn table(files: Vec<NamedFile>) -> (String, Table) {
    let read = read(files).expect("it can be read");
    let table = known::<Table>(&*read.data).unwrap_or_else(|| panic!("{:?}", read.data.kind()));
    (read.name.clone(), table.clone())
}

fn is_ratings(files: Vec<NamedFile>) -> bool {
    read(files).is_ok_and(|read| known::<Dataset>(&*read.data).is_some())
}

fn sentence(files: Vec<NamedFile>) -> String {
    let sentence = read(files).expect_err("it is wrong");
    assert!(!sentence.contains('\n') && !sentence.ends_with('.') && sentence.len() < 300, "{sentence}");
    sentence
}

#[test]
fn a_table_is_read_plain_packed_and_out_of_an_archive() {
    let plain = Table::read("iris.csv", IRIS).expect("it is a table");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(IRIS).expect("it is in memory");
    let gzip = gzip.finish().expect("it is in memory");
    let archive =
        zip(&[("iris/README.txt", b"Flowers, 150 of them.\n"), ("iris/iris.csv", IRIS), ("iris/", b"")]);
    for (name, bytes) in [("iris.csv", IRIS), ("iris.csv.gz", &gzip), ("iris.zip", &archive)] {
        assert_eq!(table(vec![file(name, bytes)]), ("iris.csv".to_owned(), plain.clone()), "{name}");
    }
    // Nothing but its content makes a table: neither its name nor what separates its entries.
    let text = String::from_utf8_lossy(IRIS);
    let german = text.replace(',', ";").replace('.', ",").replace('\n', "\r\n");
    let (_, other) = table(vec![file("blumen.txt", german.as_bytes())]);
    assert_eq!((other.fingerprint(), &other), (plain.fingerprint(), &plain));
    assert_eq!(table(vec![file("x", text.replace(',', "\t").as_bytes())]).1, plain);
}

#[test]
fn movielens_is_still_movielens() {
    let ratings = b"userId,movieId,rating,timestamp\n1,1,4,1\n1,2,3,1\n2,1,5,1\n";
    assert!(is_ratings(vec![file("ratings.csv", ratings)]));
    let tabs: String = (1..30).map(|movie| format!("7\t{movie}\t3\t881250949\n")).collect();
    assert!(is_ratings(vec![file("anything", tabs.as_bytes())]));
    // A table beside ratings is passed over, as tags.csv is.
    let both = vec![file("tags.csv", b"a,b\n1,2\n"), file("ratings.csv", ratings)];
    assert!(is_ratings(both));
    // Four columns of numbers are ratings only where nothing names them.
    let (_, named) = table(vec![file("t.tsv", format!("a\tb\tc\td\n{tabs}").as_bytes())]);
    assert_eq!((named.columns().len(), named.rows()), (4, 29));
    assert_eq!(
        sentence(vec![file("movies.csv", b"movieId,title,genres\n1,One (1999),War\n")]),
        "movies.csv holds no ratings: add the file that does, u.data, ratings.dat or ratings.csv"
    );
}

#[test]
fn what_is_no_table_says_so() {
    let neither = sentence(vec![file("letter.txt", b"Dear all\n")]);
    assert!(
        neither.starts_with("letter.txt is neither MovieLens nor a table: give GroupLens' zip"),
        "{neither}"
    );
    assert!(sentence(vec![file("photo.png", b"\x89PNG\r\n,\0,")]).starts_with("photo.png is neither"));
    assert_eq!(
        sentence(vec![file("pets.csv", b"a,b\n1,2\n3\n")]),
        "pets.csv line 3: the line has 1 entry, but must have 2, one a column"
    );
    assert_eq!(
        sentence(vec![file("a.csv", b"a,b\n1,2\n"), file("b.csv", b"a,b\n1,2\n")]),
        "a.csv and b.csv both look like a table: give only one of them"
    );
    assert_eq!(
        sentence(vec![file("x.csv", b"\xff\xfea\0,\0b\0\n\0")]),
        "x.csv is UTF-16 text: save it as UTF-8"
    );
    let long = format!("a,b\n{}", "1,2\n".repeat(200_001));
    let packed = zip(&[("long.csv", long.as_bytes())]);
    assert_eq!(
        sentence(vec![file("long.zip", &packed)]),
        "long.csv has more than 200000 rows, which is the most that fits here"
    );
    // Little when packed, and more than is read when unpacked.
    let mut wide = GzEncoder::new(Vec::new(), Compression::fast());
    wide.write_all(b"a,b\n").expect("it is in memory");
    let block = vec![b' '; 1 << 20];
    (0..101).for_each(|_| wide.write_all(&block).expect("it is in memory"));
    let wide = wide.finish().expect("it is in memory");
    assert_eq!(
        sentence(vec![file("wide.csv.gz", &wide)]),
        "wide.csv has more than 104857600 bytes, which is the most that fits here"
    );
}

/// Iris as a user's file.
fn own(policies: &[PolicySpec], label: &str, left_out: &[&str]) -> (Experiment, Table) {
    let (name, table) = table(vec![file("my flowers.csv", IRIS)]);
    let left_out: Vec<String> = left_out.iter().map(|name| (*name).to_owned()).collect();
    let source = kinds::table::source(&table.fingerprint_text(), &name, label, &left_out);
    let experiment = Experiment {
        environment: PartChoice::new(&classification::DESCRIPTOR.part),
        policies: policies.to_vec(),
        horizon: 2_000,
        seeds: 5,
        sources: SourceRefs::NONE.with(&kinds::table::DESCRIPTOR, source),
        ..Experiment::default()
    };
    (experiment, table)
}

fn sources(table: Option<&Table>) -> Sources {
    table.map(|table| Arc::new(table.clone()).into()).unwrap_or_default()
}

fn run(experiment: &Experiment, table: Option<&Table>) -> RunLog {
    simulation::run(experiment, sources(table)).expect("it fits")
}

/// Three equal classes: chance earns a third, and the oracle everything. The classes are not linear in the measurements,
/// so LinUCB stays between.
#[test]
fn agents_earn_on_an_own_table_what_they_should() {
    let policies = [&lin_ucb::DESCRIPTOR, &random::DESCRIPTOR, &oracle::DESCRIPTOR].map(PolicySpec::new);
    let (experiment, table) = own(&policies, "species", &[]);
    let log = run(&experiment, Some(&table));
    assert_eq!(log.items, ["setosa", "versicolor", "virginica"]);
    let mean = |index: usize| {
        let log = &log.policies[index];
        let shares =
            log.seeds.iter().map(|series| series.of(&AVERAGE_REWARD).last().expect("a checkpoint") / 2_000.0);
        band(&shares.collect::<Vec<f64>>()).mean
    };
    assert!(mean(0) > 0.75, "LinUCB earns {}", mean(0));
    // 10,000 coins of one third: a standard error of 0.0047.
    assert!((mean(1) - 1.0 / 3.0).abs() < 0.02, "chance earns {}", mean(1));
    assert_eq!(mean(2), 1.0);
    assert!(
        log.policies[2].seeds.iter().all(|series| series.of(&REGRET).iter().all(|regret| *regret == 0.0))
    );
}

#[test]
fn the_bundled_table_as_a_file_gives_the_same_bits() {
    let policies = [&lin_ucb::DESCRIPTOR, &random::DESCRIPTOR].map(PolicySpec::new);
    let (experiment, table) = own(&policies, "species", &[]);
    let mut bundled = Experiment { sources: SourceRefs::NONE, ..experiment.clone() };
    bundled.environment.parameters = Values([("data".to_owned(), Value::Choice("iris".to_owned()))].into());
    let digest = run(&experiment, Some(&table)).digest();
    assert!(digest.is_some());
    assert_eq!(digest, run(&bundled, None).digest());
    // Another label and another context are other experiments.
    let (without, _) = own(&policies, "species", &["petal length", "petal width"]);
    let fewer = run(&without, Some(&table));
    assert_ne!(fewer.digest(), digest);
    let environment = without.prepare(sources(Some(&table))).expect("an environment");
    let remarks = environment.remarks(&without);
    assert!(remarks[0].contains("the context has 2 features"), "{remarks:?}");
}

#[test]
fn another_table_is_refused() {
    let (experiment, table) = own(&[PolicySpec::new(&random::DESCRIPTOR)], "species", &[]);
    let refused =
        |table: Option<&Table>| experiment.prepare(sources(table)).err().expect("it is another").to_string();
    let changed = String::from_utf8_lossy(IRIS).replacen("5.1", "5.2", 1);
    let changed = Table::read("iris.csv", changed.as_bytes()).expect("it is a table");
    let expected = format!(
        "this experiment was made with the table \"my flowers.csv\" (fingerprint {}), and that is not loaded: open that \
         file first",
        table.fingerprint_text()
    );
    assert_eq!(refused(Some(&changed)), expected);
    assert_eq!(refused(None), expected);
}

/// Gaps in the context cost nothing but what they hide: a label that follows from a column with gaps is still learned.
#[test]
fn a_context_with_gaps_is_learned_from() {
    let mut text = "x,colour,kind\n".to_owned();
    for row in 0..300 {
        let x = if row % 10 == 0 { String::new() } else { (row % 7).to_string() };
        let colour = if row % 13 == 0 { "" } else { ["red", "blue"][row % 2] };
        let kind = if row % 10 == 0 { "gap" } else { ["low", "high"][usize::from(row % 7 > 3)] };
        text.push_str(&format!("{x},{colour},{kind}\n"));
    }
    let (name, table) = table(vec![file("gaps.csv", text.as_bytes())]);
    let (mut experiment, _) = own(&[PolicySpec::new(&lin_ucb::DESCRIPTOR)], "kind", &[]);
    let source = kinds::table::source(&table.fingerprint_text(), &name, "kind", &[]);
    experiment.sources.set(&kinds::table::DESCRIPTOR, source);
    let log = run(&experiment, Some(&table));
    let rewards = log.policies[0].seeds[0].of(&AVERAGE_REWARD);
    assert!(rewards.last().expect("a checkpoint") / 2_000.0 > 0.9, "{rewards:?}");
}
