//! Runs that are kept, read by pandas, polars, DuckDB, TensorBoard and Python.

use std::path::Path;

use bandit_playground::chart::curves::Curves;
use bandit_playground::chart::{Overlay, OverlayChart, Shape, Theme};
use bandit_playground::metrics::{AVERAGE_REWARD, REGRET};
use bandit_playground::page::logic::tidy_csv::tidy_csv as of_the_page;
use bandit_playground::results::digest::RunDigest;
use bandit_playground::runs::{Axis, FolderStore, KeptRun, RunStore, tidy_csv};
use bandit_playground::simulation::{Sources, run};
use bandit_playground::spec::{Experiment, PolicySpec};

use super::python;
use super::tables::{Cell, read};
use crate::program::{json, path, text};
use crate::runs::support::kept;

/// Names that readers take for something else.
const NAMES: [&str; 9] =
    ["#1", "1e5", "0012", "true", "a;b\t\"c\", d\ne", "infinity", "ä", "2026-01-01", "-"];

/// Runs of many agents with awkward names: more rows than those by which DuckDB guesses, the first of which are whole numbers, and then
/// fractions, NaN and infinity. The digest of the first has no letter but an e.
fn awkward_runs() -> Vec<KeptRun> {
    let mut runs = vec![kept(1), kept(2)];
    for run in &mut runs {
        let (first, results) = (run.results.policies[0].clone(), &mut run.results);
        results.policies = (0..45)
            .map(|index| {
                let mut policy = first.clone();
                policy.label =
                    format!("{}{}", NAMES[index % NAMES.len()], if index < 9 { "" } else { " again" });
                if index < 40 {
                    let wholes = |numbers: &mut Vec<f32>| {
                        numbers.iter_mut().for_each(|number| *number = number.round())
                    };
                    for curve in &mut policy.curves {
                        wholes(&mut curve.mean);
                        wholes(&mut curve.deviation);
                    }
                }
                policy
            })
            .collect();
        results.policies[44].finals[0] = vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.1 + 0.2];
    }
    runs[0].header.digest = Some(RunDigest { numerics: 2, digest: "4170e28653041972".to_owned() });
    runs[1].header.name = "null".to_owned();
    runs[1].header.digest = None;
    runs[1].header.rounds_done -= 1;
    runs
}

/// A folder in which runs are kept.
fn keep(folder: &Path, runs: &[KeptRun]) -> String {
    let kept = folder.join("kept");
    let mut store = FolderStore::open(&kept).expect("it is opened");
    for run in runs {
        let mut run = run.clone();
        run.header.content = run.content();
        store.put(&run).expect("it is kept");
    }
    kept.to_str().expect("it is UTF-8").to_owned()
}

/// The rows that a table must have, with the formula's guard only in CSV.
fn expected(runs: &[KeptRun]) -> Vec<Vec<Cell>> {
    let text = tidy_csv(runs);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut columns = vec![Vec::new(); 6];
    for row in reader.records() {
        for (place, field) in row.expect("it is a row").iter().enumerate() {
            columns[place].push(match place {
                3 => Cell::Whole(field.parse().expect("a round")),
                5 => Cell::number(field.parse().expect("a number")),
                _ => Cell::text(field),
            });
        }
    }
    columns
}

const KINDS: [(&str, &str); 6] = [
    ("run", "text"),
    ("agent", "text"),
    ("seed", "text"),
    ("round", "whole"),
    ("metric", "text"),
    ("value", "number"),
];

fn kinds(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned())).collect()
}

#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn the_tidy_csv_is_read_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let runs = awkward_runs();
    let stored = keep(folder.path(), &runs);
    let file = path(folder.path(), "all.csv");
    text(&["runs", &stored, "export", &file]);
    let mut newest_first = runs;
    newest_first.reverse();
    let expected = expected(&newest_first);
    assert!(expected[0].len() > 20_480 + 1_000, "DuckDB looks at 20,480 rows: {}", expected[0].len());
    for table in read(&file) {
        assert_eq!(table.kinds, kinds(&KINDS), "{}", table.tool);
        for ((name, _), (found, wanted)) in table.kinds.iter().zip(table.columns.iter().zip(&expected)) {
            assert!(found == wanted, "{}: {name} is another one", table.tool);
        }
    }
}

#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn the_parquet_table_has_the_same_rows_and_says_of_which_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let runs = awkward_runs();
    let stored = keep(folder.path(), &runs);
    let file = path(folder.path(), "all.parquet");
    text(&["runs", &stored, "export", &file]);
    let mut newest_first = runs;
    newest_first.reverse();
    let mut expected = expected(&newest_first);
    // Only a spreadsheet takes a name for a formula.
    for cell in &mut expected[1] {
        let Cell::Text(text) = cell else { continue };
        *text = text.strip_prefix('\'').unwrap_or(text).to_owned();
    }
    let rows = expected[0].len();
    let of_run = |of: &dyn Fn(&KeptRun) -> Cell| {
        let each = newest_first.iter().flat_map(|run| std::iter::repeat_n(of(run), rows / 2));
        each.collect::<Vec<Cell>>()
    };
    expected.extend([
        of_run(&|run| Cell::text(&run.header.name)),
        of_run(&|run| Cell::text(&run.header.environment)),
        of_run(&|run| Cell::Whole(run.header.horizon as i64)),
        of_run(&|run| Cell::Whole(i64::from(run.header.seeds))),
        of_run(&|run| Cell::Whole(i64::from(run.header.numerics))),
        of_run(&|run| match run.header.digest {
            Some(_) => Cell::text("d:2-4170e28653041972"),
            None => Cell::Missing,
        }),
        of_run(&|run| Cell::text(&run.header.link)),
    ]);
    let of_runs = [
        ("name", "text"),
        ("environment", "text"),
        ("horizon", "whole"),
        ("seeds", "whole"),
        ("numerics", "whole"),
        ("digest", "text"),
        ("link", "text"),
    ];
    for table in read(&file) {
        assert_eq!(table.kinds, kinds(&[&KINDS[..], &of_runs].concat()), "{}", table.tool);
        for ((name, _), (found, wanted)) in table.kinds.iter().zip(table.columns.iter().zip(&expected)) {
            assert!(found == wanted, "{}: {name} is another one", table.tool);
        }
    }
    // What readers skip by statistics is what is not there: two NaN are looked for, one a run, and found.
    for found in python("filters.py", &[&file, "value"]) {
        let values = expected[5].iter().filter_map(|cell| match cell {
            Cell::Number(bits) => Some(f64::from_bits(*bits)),
            _ => None,
        });
        let above = values.filter(|value| *value > 100.0).count();
        assert_eq!((&found["above"], &found["nan"]), (&above.into(), &2.into()), "{}", found["tool"]);
        assert_eq!(found["largest"], "inf", "{}", found["tool"]);
    }
}

/// The program that a person gets for the table runs where a value is NaN.
#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn the_python_program_reads_its_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut runs = awkward_runs();
    runs[0].results.policies[0].curves[0].mean[3] = f32::NAN;
    runs[0].results.policies[1].label = "NA".to_owned();
    let stored = keep(folder.path(), &runs);
    for name in ["all.csv", "all.py"] {
        text(&["runs", &stored, "export", &path(folder.path(), name)]);
    }
    let found = python("run_snippet.py", &[&path(folder.path(), "all.py")]);
    assert_eq!(found[0]["value"], "float64");
    assert_eq!(found[0]["labels"].as_array().map(Vec::len), Some(90));
    let labels = found[0]["labels"].to_string();
    assert!(labels.contains(&format!("NA ({})", runs[0].header.id)), "{labels}");
}

/// Two agents of one name are two rows of the table of settings; every point of every curve is there.
#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn tensorboard_reads_every_point_and_all_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut runs = vec![kept(1_700_000_000_000), kept(1_700_000_100_000)];
    let mut experiment = runs[0].experiment().expect("it is one");
    let ucb1 =
        bandit_playground::agent::AGENTS.iter().find(|agent| agent.part.id == "ucb1").expect("it is there");
    experiment.policies = vec![PolicySpec::new(ucb1); 2];
    runs[0].spec = serde_json::to_string(&experiment).expect("it is plain data");
    runs[0].results.policies[1].label = runs[0].results.policies[0].label.clone();
    runs[1].header.rounds_done -= 1;
    let stored = keep(folder.path(), &runs);
    let events = path(folder.path(), "events");
    text(&["runs", &stored, "export", &events]);
    let found = &python("read_events.py", &[&events])[0];
    let scalars = found["scalars"].as_object().expect("runs");
    assert_eq!(scalars.len(), 4);
    for (run, folders) in runs.iter().zip([["01-ucb1", "02-ucb1"], ["01-ucb1", "02-random"]]) {
        for (policy, folder) in run.results.policies.iter().zip(folders) {
            let of = &scalars[&format!("{}/{folder}", run.header.id)];
            assert_eq!(of.as_object().map(serde_json::Map::len), Some(run.results.metrics.len()));
            for (_, metric) in run.results.known_metrics() {
                let points = of[metric.id].as_array().expect("points");
                let curve = &policy.curves[run.results.row(metric).expect("it is there")];
                assert_eq!(points.len(), run.results.rounds.len());
                for ((point, round), kept) in points.iter().zip(&run.results.rounds).zip(&curve.mean) {
                    let shown = metric.shown(f64::from(*kept), *round) as f32;
                    assert_eq!(point[0].as_u64(), Some(*round));
                    assert_eq!(point[1].as_f64(), Some(f64::from(shown)), "{} in round {round}", metric.id);
                }
            }
        }
    }
    let rows = found["rows"].as_array().expect("a list");
    assert_eq!(rows.len(), 4, "{rows:?}");
    for row in rows {
        let session = &row["sessions"][0];
        let of = runs.iter().find(|run| session["run"].to_string().contains(run.header.id.as_str()));
        let run = of.expect("it is one of them");
        let settings = &row["settings"];
        assert_eq!(row["sessions"].as_array().map(Vec::len), Some(1));
        assert_eq!(settings["digest"], run.header.digest_text());
        assert_eq!(
            (&settings["experiment.horizon"], &settings["environment"]),
            (&200.0.into(), &"bernoulli".into())
        );
        assert_eq!(settings["environment.arms"], 10.0);
        let status = if run.header.is_complete() { "STATUS_SUCCESS" } else { "STATUS_RUNNING" };
        assert_eq!(session["status"], status);
        assert_eq!(session["metrics"]["regret"][0], 200);
    }
}

/// What the page saves of a run and of a comparison: the same functions, natively.
#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn the_tables_of_the_page_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    // An experiment has eight agents at most.
    let agents: Vec<String> = NAMES[..7]
        .iter()
        .chain(&["=1+1"])
        .map(|name| format!(r#"{{"agent": "ucb1", "label": {name:?}}}"#))
        .collect();
    let spec = format!(
        r#"{{"world": {{"id": "bernoulli"}}, "contenders": [{}], "horizon": 3000, "seeds": 12}}"#,
        agents.join(",")
    );
    let experiment = Experiment::from_json(&spec).expect("it is an experiment");
    let mut log = run(&experiment, Sources::default()).expect("it runs");
    // More rows than those by which DuckDB guesses are whole numbers.
    let checkpoints = log.rounds.len();
    let a_policy = checkpoints * log.metrics.len() * (log.policies[0].seeds.len() + 3);
    let wholes = 20_480 / a_policy + 1;
    assert!(wholes < log.policies.len(), "no number would be a fraction");
    for policy in log.policies.iter_mut().take(wholes) {
        policy.seeds.iter_mut().flat_map(|series| &mut series.rows).for_each(|row| row.fill(0.0));
    }
    let mut curves = Curves::new(log.policies.len());
    curves.catch_up(&log);
    let charts = [&REGRET, &AVERAGE_REWARD].map(|metric| {
        let overlay = |index: usize| {
            let label = &log.policies[index].label;
            Overlay::of_bands(label, metric, &log.rounds, curves.bands(index, metric))
        };
        let overlays = (0..log.policies.len()).map(overlay).collect();
        OverlayChart::new(
            metric,
            "",
            Shape { axis: Axis::Rounds, window: None, smoothing: 0.0 },
            overlays,
            Theme::Light,
        )
    });
    let own = [
        ("contender", "text"),
        ("seed", "text"),
        ("round", "whole"),
        ("metric", "text"),
        ("value", "number"),
    ];
    let compared = [
        ("curve", "text"),
        ("metric", "text"),
        ("x", "number"),
        ("round", "whole"),
        ("mean", "number"),
        ("low", "number"),
        ("high", "number"),
        ("drawn", "number"),
    ];
    for (name, text, columns) in [
        ("run.csv", of_the_page(&log, &curves), &own[..]),
        ("compared.csv", OverlayChart::csv(&charts), &compared[..]),
    ] {
        let file = path(folder.path(), name);
        std::fs::write(&file, &text).expect("it is written");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("it is a row")).collect();
        for table in read(&file) {
            assert_eq!(table.kinds, kinds(columns), "{}: {name}", table.tool);
            for (place, (column, (title, kind))) in table.columns.iter().zip(columns).enumerate() {
                let wanted = rows.iter().map(|row| match *kind {
                    "whole" => Cell::Whole(row[place].parse().expect("a round")),
                    "number" => Cell::number(row[place].parse().expect("a number")),
                    _ => Cell::text(&row[place]),
                });
                assert!(
                    column.iter().cloned().eq(wanted),
                    "{}: {title} of {name} is another one",
                    table.tool
                );
            }
        }
    }
}

/// The zip is one to Python's own modules, each entry with its checksum.
#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn the_zip_is_read_by_python() {
    let folder = tempfile::tempdir().expect("a folder");
    let runs = awkward_runs();
    let stored = keep(folder.path(), &runs);
    let file = path(folder.path(), "all.zip");
    text(&["runs", &stored, "export", &file]);
    let found = &python("read_zip.py", &[&file])[0];
    let entries = found.as_array().expect("a list");
    assert_eq!(entries.len(), 4);
    for run in &runs {
        let id = run.header.id.as_str();
        let entry = |name: &str| {
            entries.iter().find(|entry| entry["name"] == format!("{id}/{name}")).expect("it is there")
        };
        let whole = &entry("run.json")["json"];
        assert_eq!(whole, &json(&["runs", &stored, "show", id, "--json"]));
        let table = expected(std::slice::from_ref(run));
        assert_eq!(entry("metrics.csv")["rows"], table[0].len());
        assert_eq!(entry("metrics.csv")["nan"], 1);
    }
}

/// What `run` and `compare` write as a table, in both forms.
#[test]
#[ignore = "it needs PLAYGROUND_PYTHON"]
fn tables_of_a_run_and_of_comparisons_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| path(folder.path(), name);
    let spec = r##"{"world": {"id": "bernoulli"}, "contenders": [{"agent": "ucb1"}, {"agent": "random", "label": "#1"}],
        "horizon": 300, "seeds": 3}"##;
    std::fs::write(at("experiment.json"), spec).expect("it is written");
    let mut tables = Vec::new();
    for ending in ["csv", "parquet"] {
        let (run, compared) = (at(&format!("run.{ending}")), at(&format!("compared.{ending}")));
        let summary = json(&["run", &at("experiment.json"), "--table", &run, "--keep", &at(ending)]);
        let id = json(&["runs", &at(ending), "list", "--json"])["entries"][0]["header"]["id"].clone();
        text(&["runs", &at(ending), "compare", id.as_str().expect("an id"), "--table", &compared]);
        for table in read(&run) {
            let names = ["agent", "seed", "round", "metric", "value", "digest"];
            let of = ["text", "whole", "whole", "text", "number", "text"];
            let all: Vec<(&str, &str)> = names.into_iter().zip(of).collect();
            assert_eq!(table.kinds, kinds(&all), "{}", table.tool);
            let digest = format!("d:{}-{}", summary["numerics"], summary["digest"].as_str().expect("a text"));
            assert!(table.columns[5].iter().all(|cell| *cell == Cell::text(&digest)));
            let is_last = |row: &usize| {
                table.columns[0][*row] == Cell::text("#1")
                    && table.columns[2][*row] == Cell::Whole(300)
                    && table.columns[3][*row] == Cell::text("regret")
            };
            let last: Vec<usize> = (0..table.columns[0].len()).filter(is_last).collect();
            assert_eq!(last.len(), 3, "{}", table.tool);
            let values = last.iter().map(|row| match table.columns[4][*row] {
                Cell::Number(bits) => f64::from_bits(bits),
                _ => f64::NAN,
            });
            let mean = values.sum::<f64>() / 3.0;
            let of_summary = summary["contenders"][1]["metrics"]["regret"]["mean"].as_f64();
            let of_summary =
                of_summary.or(summary["contenders"][1]["regret"]["mean"].as_f64()).expect("a number");
            assert!((mean - of_summary).abs() < 1e-9, "{}: {mean}, {of_summary}", table.tool);
            tables.push(table.columns);
        }
        for table in read(&compared) {
            let (names, of): (Vec<&str>, Vec<&str>) =
                table.kinds.iter().map(|(name, kind)| (name.as_str(), kind.as_str())).unzip();
            assert_eq!(
                of,
                [
                    "text", "text", "text", "text", "text", "number", "number", "number", "number", "number",
                    "switch"
                ]
            );
            assert_eq!((names[0], names[10]), ("metric", "paired"));
            assert_eq!(table.columns[10], [Cell::Switch(true)]);
            assert_eq!(
                (&table.columns[2], &table.columns[4]),
                (&vec![Cell::text("UCB1")], &vec![Cell::text("#1")])
            );
        }
    }
    assert!(tables.windows(2).all(|pair| pair[0] == pair[1]), "all tools read the same");
}
