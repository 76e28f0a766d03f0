//! What runs in the worker that reads a person's files: ratings and tables, in whatever form they come. It is a program of its
//! own, since most visitors bring none.

use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::bytes::Bytes;
use super::post::unpacked;
use super::protocol::{Command, Report};
use super::scope::{FRAME, greet, now, report};
use crate::data::{self, Content, Limits, NamedFile, ReadAs};
use crate::environment::classification::TableSummary;

/// Starts taking commands to read files, and no others.
pub fn start() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let command = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let command = unpacked(&event.data());
        if let Some(Command::ReadFiles { request, files, read_as, most_active_users }) = command {
            read_files(request, files, read_as, most_active_users);
        }
    });
    scope.set_onmessage(Some(command.as_ref().unchecked_ref()));
    command.forget();
    greet();
}

fn read_files(
    request: u64,
    files: Vec<(String, Bytes)>,
    read_as: Option<ReadAs>,
    most_active_users: Option<usize>,
) {
    let named = |(name, bytes): (String, Bytes)| NamedFile { name, bytes: bytes.to_vec() };
    let files: Vec<NamedFile> = files.into_iter().map(named).collect();
    let limits = Limits { keep_most_active_users: most_active_users, ..Limits::default() };
    if read_as.is_none()
        && let Some(file) = data::ambiguous_file(&files, &limits)
    {
        return report(Report::WhichReading { request, file });
    }
    let mut last = 0.0;
    let mut progress = |progress: data::ReadProgress| {
        if now() - last >= FRAME {
            last = now();
            report(Report::Reading {
                request,
                stage: progress.stage.to_string(),
                fraction: progress.fraction,
            });
        }
    };
    match data::read_as(files, read_as, &limits, &mut progress) {
        Ok(Content::Table { name, table }) => report(Report::TableRead {
            request,
            summary: TableSummary::new(&name, &table),
            table: postcard::to_allocvec(&table).unwrap_or_default().into(),
        }),
        Ok(Content::Ratings(ratings)) => report(Report::FilesRead {
            request,
            summary: ratings.summary(),
            bundle: data::bundle::encode(&ratings).into(),
        }),
        Err(error) => report(Report::FilesRefused {
            request,
            sentence: error.to_string(),
            details: error.details(),
            most_active_users: error.most_active_users(),
            may_be_table: error.may_be_table(),
        }),
    }
}
