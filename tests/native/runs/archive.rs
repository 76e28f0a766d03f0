use std::io::{Cursor, Write};

use bandit_playground::runs::{
    Edit, ImportReport, KeptRun, MemoryStore, RunStore, export, from_json, import, to_bytes, to_json,
};
use proptest::prelude::*;

use super::support::{any_run, kept};

fn zip_of<'a>(runs: impl IntoIterator<Item = &'a KeptRun>) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    export(runs, &mut out).expect("it is written");
    out.into_inner()
}

fn imported(store: &mut dyn RunStore, zip: &[u8]) -> ImportReport {
    import(store, Cursor::new(zip)).expect("it is read")
}

/// Every run of a store, by its bytes.
fn all(store: &dyn RunStore) -> Vec<Vec<u8>> {
    let entries = store.list().expect("it is listed").entries;
    entries.iter().map(|entry| to_bytes(&store.get(&entry.header.id).expect("it is read"))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A merge adds what is missing and changes nothing that is there; a second one adds nothing.
    #[test]
    fn a_merge_loses_nothing_and_repeats_nothing(
        runs in prop::collection::vec((any_run(), 0..4_u64, any::<bool>(), any::<bool>()), 0..6)
    ) {
        // Few ids, so that some are the same; each of these runs is another one.
        let runs: Vec<(KeptRun, bool, bool)> = runs.into_iter().enumerate().map(|(index, (mut run, id, here, there))| {
            run.header.id = bandit_playground::runs::RunId::new(id, 0);
            run.header.created = id;
            run.header.deleted = None;
            run.header.seconds = index as f64;
            run.header.content = run.content();
            (run, here, there)
        }).collect();
        let mut store = MemoryStore::default();
        for (run, _, _) in runs.iter().filter(|(_, here, _)| *here) {
            let _ = store.put(run);
        }
        let before = all(&store);
        // An archive has a run of each id once.
        let mut ids = std::collections::BTreeSet::new();
        let there = runs.iter().filter(|(run, _, there)| *there && ids.insert(run.header.id.clone()));
        let sent: Vec<&KeptRun> = there.map(|(run, _, _)| run).collect();
        prop_assume!(!sent.is_empty());
        let zip = zip_of(sent.iter().copied());
        let report = imported(&mut store, &zip);
        prop_assert_eq!(&report.damaged, &[]);
        prop_assert_eq!(report.added.len() + report.known.len(), sent.len());
        let after = all(&store);
        prop_assert!(before.iter().all(|run| after.contains(run)));
        prop_assert_eq!(after.len(), before.len() + report.added.len());
        let entries = store.list().expect("it is listed").entries;
        for run in &sent {
            prop_assert!(entries.iter().any(|entry| entry.header.content == run.header.content));
        }
        let again = imported(&mut store, &zip);
        prop_assert_eq!((again.added, again.known.len()), (vec![], sent.len()));
        prop_assert_eq!(all(&store), after);
    }
}

#[test]
fn every_run_and_its_table_come_back_from_a_zip() {
    let runs = [kept(1), kept(2)];
    let zip = zip_of(&runs);
    assert_eq!(zip, zip_of(&runs), "the same runs are the same bytes");
    let mut archive = zip::ZipArchive::new(Cursor::new(&zip)).expect("it is a zip");
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    let id = &runs[0].header.id;
    assert!(
        names.contains(&format!("{id}/run.json")) && names.contains(&format!("{id}/metrics.csv")),
        "{names:?}"
    );
    let mut table = String::new();
    let mut entry = archive.by_name(&format!("{id}/metrics.csv")).expect("it is there");
    std::io::Read::read_to_string(&mut entry, &mut table).expect("it is read");
    assert!(table.starts_with("run,agent,seed,round,metric,value\n"), "{table}");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("it is a row")).collect();
    let results = &runs[0].results;
    let expected = 2 * results.metrics.len() * (2 * results.rounds.len() + 4);
    assert_eq!(rows.len(), expected);
    for row in &rows {
        let value: f64 = row[5].parse().expect("it is a number");
        assert!(row[5].contains(['.', 'e']), "{row:?}");
        if &row[1] == "Random" && &row[4] == "regret" && &row[2] == "3" {
            assert_eq!(value, results.finals(1, &bandit_playground::metrics::REGRET)[3]);
        }
    }
    let mut store = MemoryStore::default();
    let report = imported(&mut store, &zip);
    assert_eq!(report.added.len(), 2);
    assert_eq!(store.get(id).expect("it is there"), runs[0]);
}

#[test]
fn what_is_there_stays_and_what_differs_is_kept_beside() {
    let mine = kept(1);
    let mut theirs = kept(2);
    theirs.header.id = mine.header.id.clone();
    let mut renamed = kept(3);
    let mut store = MemoryStore::default();
    store.put(&mine).expect("it is kept");
    store.put(&renamed).expect("it is kept");
    store.delete(&renamed.header.id, 5).expect("it is deleted");
    renamed.header.note = "theirs".to_owned();
    let zip = zip_of([&theirs, &renamed]);
    let report = imported(&mut store, &zip);
    let beside = mine.header.id.beside(theirs.header.created, &theirs.header.content);
    assert_eq!(report.added, std::slice::from_ref(&beside));
    assert_eq!(report.known, std::slice::from_ref(&renamed.header.id));
    assert_eq!(store.get(&mine.header.id).expect("it is there"), mine);
    assert_eq!(store.get(&beside).expect("it is there").results, theirs.results);
    let there = store.get(&renamed.header.id).expect("it is there").header;
    assert_eq!((there.deleted, there.note.as_str()), (None, ""));
    let notices = report.notices.join(" ");
    let id = &mine.header.id;
    assert!(
        notices.contains(&format!("{id} is another run here: this one is kept beside it as {beside}.")),
        "{notices}"
    );
    assert!(
        notices.contains("was in the bin and is restored.") && notices.contains("which stay."),
        "{notices}"
    );
    store
        .update(&beside, &Edit { name: Some("Beside".to_owned()), ..Edit::default() })
        .expect("it is renamed");
    assert_eq!(imported(&mut store, &zip).added, []);
}

#[test]
fn damaged_entries_are_named_one_by_one() {
    let (good, other) = (kept(1), kept(2));
    let json = to_json(&other).expect("it is written");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let good_json = to_json(&good).expect("it is written");
    for (name, text) in [
        ("a/run.json", "{"),
        ("b/run.json", &json.replacen("\"schema\":1", "\"schema\":2", 1)),
        ("c/run.json", &json.replacen("\"seeds\":4", "\"seeds\":5", 1)),
        ("d/run.json", &json),
        ("folder\\e\\run.json", &good_json),
        ("notes.txt", "hello"),
    ] {
        writer.start_file(name, options).expect("it is begun");
        writer.write_all(text.as_bytes()).expect("it is written");
    }
    let mut zip = writer.finish().expect("it is finished").into_inner();
    // One byte of the fourth entry, by which its checksum does not fit.
    let at = zip.windows(json.len()).position(|bytes| bytes == json.as_bytes()).expect("it is stored");
    zip[at + json.len() / 2] ^= 1;
    let mut store = MemoryStore::default();
    let report = imported(&mut store, &zip);
    assert_eq!(report.added, std::slice::from_ref(&good.header.id));
    let named: Vec<&str> = report.damaged.iter().map(|damaged| damaged.entry.as_str()).collect();
    assert_eq!(named, ["a/run.json", "b/run.json", "c/run.json", "d/run.json"]);
    assert!(report.damaged[1].reason.contains("newer program"), "{report:#?}");
    assert!(report.damaged[2].reason.contains("were changed"), "{report:#?}");
    assert!(from_json(&json).is_ok());
    for (bytes, sentence) in [(&b"hello"[..], "no zip"), (&zip[..zip.len() - 30], "no zip")] {
        let refused = import(&mut store, Cursor::new(bytes)).expect_err("it is no archive").to_string();
        assert!(refused.contains(sentence), "{refused}");
    }
    let empty = zip_of([]);
    assert!(
        import(&mut store, Cursor::new(empty))
            .expect_err("it is empty")
            .to_string()
            .contains("holds no runs")
    );
}

/// An import removes nothing to make room.
#[test]
fn an_import_stays_within_the_limit() {
    let mut store = MemoryStore::default();
    store.put(&kept(1)).expect("it is kept");
    let size = store.list().expect("it is listed").bytes();
    store.set_limit(Some(size + size / 2)).expect("it is set");
    let report = imported(&mut store, &zip_of(&[kept(2)]));
    assert_eq!((report.added.len(), report.damaged.len()), (0, 1));
    assert!(report.damaged[0].reason.contains("the limit leaves no room"), "{report:#?}");
    assert_eq!(store.list().expect("it is listed").entries.len(), 1);
}
