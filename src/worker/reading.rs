//! What runs in the worker that reads a person's files, of whatever kind of data they are. It is a program of its
//! own, since most visitors bring none. It reads and writes JSON for the page, makes the QR codes
//! of links, keeps runs, and holds a log, or ratings that a person looks at.

use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::bytes::Bytes;
use super::code::code;
use super::exploring::{DataAnswer, DataDesk};
use super::kept_runs::{Parts, database, packed, unpacked as unpacked_request};
use super::logs::{LogAnswer, LogDesk};
use super::post::unpacked;
use super::protocol::{Command, Refusal, Report};
use super::scope::{FRAME, greet, now, report};
use crate::data::{self, DataKind, Limits, NamedFile};

/// Starts taking commands to read files, to translate JSON, to make codes of links, about kept runs, about a log and about ratings, and no others.
pub fn start() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let (mut desk, mut data_desk) = (LogDesk::default(), DataDesk::default());
    let command =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| match unpacked(&event.data()) {
            Some(Command::ReadFiles { files, read_as, keep }) => {
                read_files(files, read_as, keep);
            }
            Some(Command::Encode { text }) => report(Report::Coded { code: code(&text) }),
            Some(Command::Translate { translation, bytes }) => {
                report(Report::Translated { result: translation.of(&bytes.to_vec()).map(Bytes::from) });
            }
            Some(Command::Ask { number, parts }) => database::answer(number, parts),
            Some(Command::AskLog { number, parts }) => answer_log(&mut desk, number, parts),
            Some(Command::AskData { number, parts }) => answer_data(&mut data_desk, number, parts),
            _ => {}
        });
    scope.set_onmessage(Some(command.as_ref().unchecked_ref()));
    command.forget();
    greet();
}

/// Tells the page how far something is, at most once a frame.
fn telling() -> impl FnMut(&str, f64) {
    let mut last = f64::NEG_INFINITY;
    move |stage: &str, fraction: f64| {
        if now() - last >= FRAME {
            last = now();
            report(Report::Reading { stage: stage.to_owned(), fraction });
        }
    }
}

fn answer_data(desk: &mut DataDesk, number: u64, parts: Parts) {
    let answer = match unpacked_request(parts) {
        Some(request) => desk.answer(request, &mut telling()),
        None => DataAnswer::Refused { sentence: "this is no request about ratings".to_owned(), keep: None },
    };
    report(Report::Answer { number, parts: packed(answer) });
}

fn answer_log(desk: &mut LogDesk, number: u64, parts: Parts) {
    let answer = match unpacked_request(parts) {
        Some(request) => desk.answer(request, &mut telling()),
        None => LogAnswer::Refused { sentence: "this is no request about a log".to_owned() },
    };
    report(Report::Answer { number, parts: packed(answer) });
}

fn read_files(files: Vec<(String, Bytes)>, read_as: Option<DataKind>, keep: Option<usize>) {
    let named = |(name, bytes): (String, Bytes)| NamedFile { name, bytes: bytes.to_vec() };
    let files: Vec<NamedFile> = files.into_iter().map(named).collect();
    let limits = Limits { keep_most_active_users: keep, ..Limits::default() };
    if read_as.is_none()
        && let Some(ambiguity) = data::ambiguous_file(&files, &limits)
    {
        return report(Report::WhichReading { ambiguity });
    }
    let mut last = 0.0;
    let mut progress = |progress: data::ReadProgress| {
        if now() - last >= FRAME {
            last = now();
            report(Report::Reading { stage: progress.stage.to_string(), fraction: progress.fraction });
        }
    };
    match data::read_as(&files, read_as, &limits, &mut progress) {
        Ok(read) => {
            // What was read may be as large as the files, which are no longer needed.
            drop(files);
            let (summary, encode) = (read.data.summary(&read.name), read.data.kind().reader().encode);
            report(Report::DataRead { summary, bytes: encode(&*read.data).into() });
        }
        Err(error) => report(Report::FilesRefused { refusal: Refusal::from(&error) }),
    }
}
