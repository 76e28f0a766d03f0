//! What a browser keeps, natively: snapshots of its database, and what is asked of it.

use std::collections::BTreeMap;
use std::io::Cursor;

use bandit_playground::results::RunLog;
use bandit_playground::runs::{
    Change, Edit, KeptRun, Made, MemoryStore, Placement, Record, Rerun, RunHeader, RunId, RunStore, Snapshot,
    export, from_bytes, read_beginning, rerun, to_bytes,
};
use bandit_playground::worker::bytes::Bytes;
use bandit_playground::worker::json::curves_message;
use bandit_playground::worker::kept_runs::work::{Reads, Work};
use bandit_playground::worker::kept_runs::{KeptListing, RunsAnswer, RunsRequest};
use proptest::prelude::*;

use super::support::{kept, log};

/// The two object stores and the limit, as the browser has them.
#[derive(Debug, Clone, Default, PartialEq)]
struct Database {
    headers: BTreeMap<String, Vec<u8>>,
    results: BTreeMap<String, Vec<u8>>,
    limit: Option<u64>,
}

impl Database {
    fn snapshot(&self, reads: &Reads) -> Snapshot {
        let is_read = |key: &&String| match reads {
            Reads::All => true,
            Reads::Runs(ids) => ids.iter().any(|id| id.as_str() == key.as_str()),
        };
        let mut records: BTreeMap<String, Record> = BTreeMap::new();
        for (key, beginning) in self.headers.iter().filter(|(key, _)| is_read(key)) {
            records.entry(key.clone()).or_default().beginning = Some(beginning.clone());
        }
        for key in self.results.keys().filter(is_read) {
            records.entry(key.clone()).or_default().has_rest = true;
        }
        Snapshot::new(records, self.limit)
    }

    /// One transaction: only what is needed is read.
    fn ask(&mut self, request: RunsRequest) -> RunsAnswer {
        let work = match Work::of(request) {
            Ok(work) => work,
            Err(sentence) => return RunsAnswer::Refused { sentence },
        };
        let only_reads = work.only_reads();
        let mut snapshot = self.snapshot(&work.reads());
        for id in work.needs_results(&snapshot.headers()) {
            if let Some(rest) = self.results.get(id.as_str()) {
                snapshot.take_rest(id.as_str(), rest.clone());
            }
        }
        let answer = work.done(&mut snapshot, None);
        let changes = snapshot.changes();
        assert!(changes.is_empty() || !only_reads, "{answer:?} changed something");
        if !matches!(answer, RunsAnswer::Refused { .. }) {
            changes.into_iter().for_each(|change| self.write(change));
        }
        answer
    }

    fn write(&mut self, change: Change) {
        match change {
            Change::Write { key, beginning, rest } => {
                self.headers.insert(key.clone(), beginning);
                if let Some(rest) = rest {
                    self.results.insert(key, rest);
                }
            }
            Change::Remove { key } => {
                self.headers.remove(&key);
                self.results.remove(&key);
            }
            Change::Limit(limit) => self.limit = limit,
        }
    }

    fn list(&mut self) -> KeptListing {
        match self.ask(RunsRequest::List) {
            RunsAnswer::Listed(listing) => listing,
            answer => panic!("{answer:?}"),
        }
    }

    fn load(&mut self, id: &RunId) -> KeptRun {
        match self.ask(RunsRequest::Load { id: id.clone() }) {
            RunsAnswer::Loaded { run } => from_bytes(&run.to_vec()).expect("it is a run"),
            answer => panic!("{answer:?}"),
        }
    }
}

fn in_memory(store: &mut MemoryStore, request: RunsRequest) -> RunsAnswer {
    match Work::of(request) {
        Ok(work) => work.done(store, None),
        Err(sentence) => RunsAnswer::Refused { sentence },
    }
}

fn keep(run: &KeptRun) -> RunsRequest {
    RunsRequest::Keep { run: to_bytes(run).into() }
}

/// As the page asks for it.
fn keep_log(log: &RunLog, made: Made) -> RunsRequest {
    RunsRequest::KeepLog {
        made,
        rounds_done: log.common_rounds(),
        digest: log.run_digest(),
        log: curves_message(log, &log.experiment).into(),
    }
}

fn made(created: u64) -> Made {
    Made { created, random: created * 31, seconds: 2.0, ..Made::default() }
}

fn stopped(log: &RunLog, rounds: u64) -> RunLog {
    let mut log = log.clone();
    log.rounds_done.fill(rounds);
    log
}

fn zip_of(runs: &[KeptRun]) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    export(runs, &mut out).expect("it is written");
    out.into_inner()
}

fn kept_as(answer: RunsAnswer) -> (RunId, Placement) {
    match answer {
        RunsAnswer::Kept { id, placement, .. } => (id, placement),
        answer => panic!("{answer:?}"),
    }
}

fn requests() -> impl Strategy<Value = Vec<RunsRequest>> {
    let runs: Vec<KeptRun> = (1..5).map(kept).collect();
    let ids: Vec<RunId> = runs.iter().map(|run| run.header.id.clone()).collect();
    let id = proptest::sample::select(ids.clone());
    let run = proptest::sample::select(runs.clone());
    let archive = zip_of(&runs);
    let one = prop_oneof![
        4 => run.prop_map(|run| keep(&run)),
        1 => Just(RunsRequest::List),
        1 => id.clone().prop_map(|id| RunsRequest::Load { id }),
        1 => (id.clone(), "[a-z]{0,4}", any::<bool>()).prop_map(|(id, name, pinned)| RunsRequest::Edit {
            id,
            edit: Edit { name: Some(name), pinned: Some(pinned), ..Edit::default() },
        }),
        2 => (id.clone(), 1..99_u64).prop_map(|(id, now)| RunsRequest::Delete { id, now }),
        1 => id.clone().prop_map(|id| RunsRequest::Restore { id }),
        1 => Just(RunsRequest::EmptyBin),
        1 => proptest::option::of(0..12_000_u64).prop_map(|limit| RunsRequest::SetLimit { limit }),
        1 => Just(RunsRequest::Export { ids: None }),
        1 => proptest::collection::vec(id, 0..3).prop_map(|ids| RunsRequest::Export { ids: Some(ids) }),
        1 => Just(RunsRequest::Import { archive: archive.into() }),
    ];
    proptest::collection::vec(one, 0..16)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// A browser's database answers as the memory does, whatever is asked, and holds the same runs.
    #[test]
    fn the_database_answers_as_the_memory_does(requests in requests()) {
        let (mut database, mut memory) = (Database::default(), MemoryStore::default());
        for request in requests {
            let answer = database.ask(request.clone());
            prop_assert_eq!(&answer, &in_memory(&mut memory, request.clone()), "{:?}", request);
            prop_assert!(database.headers.keys().eq(database.results.keys()), "{:?}", request);
            let listing = memory.list().expect("it is listed");
            let listed = database.list();
            prop_assert!(listed.broken.is_empty());
            let entries = listed.entries.iter().map(|entry| (&entry.header, entry.bytes));
            prop_assert!(entries.eq(listing.entries.iter().map(|entry| (&entry.header, entry.bytes))));
            for entry in &listing.entries {
                prop_assert_eq!(database.load(&entry.header.id), memory.get(&entry.header.id).expect("it is there"));
            }
        }
    }
}

/// What is asked of one run reads no other, of however many there are.
#[test]
fn what_is_asked_of_a_run_reads_that_run_alone() {
    let id = RunId::new(7, 7);
    let reads = |request| Work::of(request).expect("it is a request").reads();
    let edit = Edit { pinned: Some(true), ..Edit::default() };
    for request in [
        RunsRequest::Load { id: id.clone() },
        RunsRequest::Edit { id: id.clone(), edit },
        RunsRequest::Delete { id: id.clone(), now: 1 },
        RunsRequest::Restore { id: id.clone() },
        RunsRequest::Export { ids: Some(vec![id.clone()]) },
    ] {
        assert_eq!(reads(request), Reads::Runs(vec![id.clone()]));
    }
    assert_eq!(reads(RunsRequest::SetLimit { limit: None }), Reads::Runs(Vec::new()));
    assert_eq!(reads(RunsRequest::List), Reads::All);
}

/// A run that needs the room of others names them.
#[test]
fn what_is_removed_for_room_is_said() {
    let mut database = Database::default();
    let runs: Vec<KeptRun> = (1..=6).map(kept).collect();
    for run in &runs[..5] {
        let answer = database.ask(keep(run));
        assert!(matches!(answer, RunsAnswer::Kept { room: None, .. }), "{answer:?}");
    }
    let name = |name: &str| Edit { name: Some(name.to_owned()), ..Edit::default() };
    for (run, own) in runs.iter().zip(["One", "Two", "Three", "Four"]) {
        database.ask(RunsRequest::Edit { id: run.header.id.clone(), edit: name(own) });
    }
    let size = |place: usize| database.list().entries[place].bytes;
    let (sixth, all) = (to_bytes(&runs[5]).len() as u64, (0..5).map(size).collect::<Vec<u64>>());
    // The latest comes first in the list. Without the oldest one there is room.
    let mut limit = sixth + all[..4].iter().sum::<u64>();
    let said = |database: &mut Database, limit: u64| {
        database.ask(RunsRequest::SetLimit { limit: Some(limit) });
        match database.ask(keep(&runs[5])) {
            RunsAnswer::Kept { room: Some(sentence), .. } => sentence,
            answer => panic!("{answer:?}"),
        }
    };
    let before = database.clone();
    let sentence = said(&mut database, limit);
    assert!(
        sentence.starts_with("\"One\" was removed for good so that all runs fit your limit;"),
        "{sentence}"
    );
    assert!(sentence.ends_with("it can be raised, and what must stay pinned."), "{sentence}");
    for (database, place, start) in [
        (&mut before.clone(), 3, "\"One\" and \"Two\" were removed"),
        (&mut before.clone(), 1, "\"One\", \"Two\", \"Three\" and 1 more were removed"),
    ] {
        limit = sixth + all[..place].iter().sum::<u64>();
        let sentence = said(database, limit);
        assert!(sentence.starts_with(start), "{sentence}");
        assert_eq!(database.list().entries.len(), place + 1);
    }
}

#[test]
fn what_the_page_keeps_is_what_the_command_line_keeps() {
    let log = log(5, 400);
    let expected = KeptRun::of(&log, made(9));
    let mut database = Database::default();
    let (id, placement) = kept_as(database.ask(keep_log(&log, made(9))));
    assert_eq!((&id, placement), (&expected.header.id, Placement::New));
    assert_eq!(database.load(&id), expected);
    assert_eq!(database.list().entries[0].header.digest, log.run_digest());
}

#[test]
fn the_same_experiment_is_kept_once() {
    let log = log(5, 400);
    let mut database = Database::default();
    let (first, _) = kept_as(database.ask(keep_log(&log, made(9))));
    assert_eq!(kept_as(database.ask(keep_log(&log, made(10)))), (first.clone(), Placement::Same));
    // Nor what is only the beginning of it.
    assert_eq!(kept_as(database.ask(keep_log(&stopped(&log, 200), made(11)))).0, first);
    // Nor does what was deleted come back with the next visit.
    database.ask(RunsRequest::Delete { id: first.clone(), now: 12 });
    assert_eq!(kept_as(database.ask(keep_log(&log, made(13)))), (first, Placement::Same));
    let listing = database.list();
    assert!(listing.entries.len() == 1 && listing.entries[0].header.is_deleted());
    // Another seed is another run.
    assert_eq!(kept_as(database.ask(keep_log(&super::support::log(6, 400), made(14)))).1, Placement::New);
}

#[test]
fn a_run_that_was_stopped_goes_on_under_its_id() {
    let whole = log(5, 400);
    let mut database = Database::default();
    let (id, _) = kept_as(database.ask(keep_log(&stopped(&whole, 100), made(9))));
    database.ask(RunsRequest::Edit {
        id: id.clone(),
        edit: Edit { note: Some("mine".to_owned()), ..Edit::default() },
    });
    // The page that began it goes on with it, and another one, which has begun it again, too.
    assert_eq!(
        kept_as(database.ask(keep_log(&stopped(&whole, 200), made(9)))),
        (id.clone(), Placement::Continues)
    );
    assert_eq!(kept_as(database.ask(keep_log(&whole, made(50)))), (id.clone(), Placement::Continues));
    let run = database.load(&id);
    assert_eq!((run.header.created, run.header.note.as_str(), run.header.rounds_done), (9, "mine", 400));
    assert_eq!(run.header.digest, whole.run_digest());
    assert_eq!(database.list().entries.len(), 1);
    // One that is damaged is left, and the whole run is kept beside it.
    let mut damaged = Database::default();
    let (id, _) = kept_as(damaged.ask(keep_log(&stopped(&whole, 100), made(9))));
    damaged.results.insert(id.to_string(), b"hello".to_vec());
    let (beside, placement) = kept_as(damaged.ask(keep_log(&whole, made(50))));
    assert_eq!((beside != id, placement), (true, Placement::New));
    assert_eq!(damaged.results[id.as_str()], b"hello");
}

#[test]
fn only_equal_results_are_the_same_run() {
    let run = KeptRun::of(&log(5, 400), made(9));
    let again = KeptRun::of(&log(5, 400), made(10));
    let known = |change: &dyn Fn(&mut RunHeader)| {
        let mut header = run.header.clone();
        change(&mut header);
        rerun(&again, [&header].into_iter())
    };
    assert_eq!(known(&|_| {}), Rerun::Known(run.header.id.clone()));
    assert_eq!(known(&|header| header.numerics += 1), Rerun::New);
    assert_eq!(known(&|header| header.engine.push('x')), Rerun::New);
    assert_eq!(known(&|header| header.link.push('x')), Rerun::New);
    assert_eq!(known(&|header| header.digest = None), Rerun::New);
    assert_eq!(known(&|header| header.id = again.header.id.clone()), Rerun::New);
}

#[test]
fn what_is_damaged_is_listed_and_stays() {
    let mut database = Database::default();
    let runs: Vec<KeptRun> = (1..=6).map(kept).collect();
    for run in &runs {
        database.ask(keep(run));
    }
    let key = |number: usize| runs[number - 1].header.id.to_string();
    let whole = database.headers[&key(6)].clone();
    database.headers.get_mut(&key(1)).expect("it is there")[8] = 9;
    database.headers.get_mut(&key(2)).expect("it is there")[40] ^= 1;
    database.headers.remove(&key(3));
    database.results.remove(&key(4));
    database.headers.insert("elsewhere".to_owned(), whole);
    database.headers.insert("nothing".to_owned(), Vec::new());
    let before = database.clone();
    let listing = database.list();
    let mut there: Vec<String> = listing.entries.iter().map(|entry| entry.header.id.to_string()).collect();
    there.sort();
    assert_eq!(there, [key(5), key(6)]);
    let reasons: BTreeMap<&str, &str> =
        listing.broken.iter().map(|broken| (broken.place.as_str(), broken.reason.as_str())).collect();
    for (place, part) in [
        (key(1).as_str(), "newer program (schema 9"),
        (key(2).as_str(), "checksum of its header"),
        (key(3).as_str(), "no part of it with its header"),
        (key(4).as_str(), "no part of it with its results"),
        ("elsewhere", "must be kept under its own id"),
        ("nothing", "not a kept run"),
    ] {
        assert!(reasons[place].contains(part), "{reasons:#?}");
    }
    // Nothing writes over them or removes them.
    for run in &runs[..4] {
        let answer = database.ask(keep(run));
        assert!(matches!(answer, RunsAnswer::Refused { .. }), "{answer:?}");
    }
    database.ask(RunsRequest::EmptyBin);
    let answer = database.ask(RunsRequest::Import { archive: zip_of(&runs).into() });
    let RunsAnswer::Imported(report) = answer else { panic!("{answer:?}") };
    assert_eq!((report.added.len(), report.known.len(), report.damaged.len()), (0, 2, 4));
    assert_eq!(database, before);
    // A body that can't be read does no harm to the list, and is named in an export.
    database.results.insert(key(5), b"hello".to_vec());
    let RunsAnswer::Exported { archive, damaged } = database.ask(RunsRequest::Export { ids: None }) else {
        panic!("it is exported")
    };
    assert_eq!((damaged.len(), damaged[0].entry.as_str()), (1, key(5).as_str()));
    let mut elsewhere = Database::default();
    let answer = elsewhere.ask(RunsRequest::Import { archive });
    assert!(matches!(&answer, RunsAnswer::Imported(report) if report.added.len() == 1), "{answer:?}");
    assert_eq!(elsewhere.load(&runs[5].header.id), runs[5]);
}

#[test]
fn an_edit_leaves_the_results_alone() {
    let mut database = Database::default();
    let run = kept(1);
    database.ask(keep(&run));
    let before = database.results.clone();
    let edit =
        Edit { name: Some("Ünïcode".to_owned()), tags: Some(vec![" b ".to_owned()]), ..Edit::default() };
    let answer = database.ask(RunsRequest::Edit { id: run.header.id.clone(), edit });
    let RunsAnswer::Changed(header) = answer else { panic!("{answer:?}") };
    assert_eq!(database.results, before);
    let beginning = &database.headers[run.header.id.as_str()];
    assert_eq!(read_beginning(beginning).expect("it is read").0, header.0);
    assert_eq!(database.load(&run.header.id).results, run.results);
}

#[test]
fn what_is_no_run_is_one_sentence() {
    let mut database = Database::default();
    let bytes = |bytes: &[u8]| Bytes::from(bytes.to_vec());
    for request in [
        RunsRequest::Keep { run: bytes(b"hello") },
        RunsRequest::KeepLog { made: made(1), rounds_done: 1, digest: None, log: bytes(b"\xff\xff") },
        RunsRequest::Import { archive: bytes(b"PK") },
        RunsRequest::Load { id: RunId::new(7, 7) },
        RunsRequest::Delete { id: RunId::new(7, 7), now: 1 },
    ] {
        let answer = database.ask(request);
        let RunsAnswer::Refused { sentence } = &answer else { panic!("{answer:?}") };
        assert!(!sentence.is_empty() && !sentence.ends_with('.') && !sentence.contains('\n'), "{sentence}");
    }
    assert_eq!(database, Database::default());
}
