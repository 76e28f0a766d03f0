//! What a person does with runs.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::files::{file_name, tensorboard_zip};
use super::names::{COMPARE, fragment};
use super::state::Views;
use super::words::range;
use crate::chart::numbers::counted;
use crate::metrics::REGRET;
use crate::runs::{Edit, KeptRun, RunId, python_snippet, tidy_csv};
use crate::ui::browser;
use crate::worker::kept_runs::KeptEntry;

/// The file of a tidy table, which the Python program reads.
const TABLE: &str = "bandit-runs.csv";

/// "1 run", "3 runs".
pub fn runs(count: usize) -> String {
    counted(count as u64, "run", "runs")
}

impl Views {
    /// Does something that takes a while, and says what came of it or why not.
    fn carry_out(self, work: impl Future<Output = Result<String, String>> + 'static) {
        spawn_local(async move {
            match work.await {
                Ok(done) if done.is_empty() => self.problem.set(String::new()),
                Ok(done) => self.tell(done, Vec::new()),
                Err(sentence) => self.fail(&sentence),
            }
            self.refresh();
        });
    }

    /// Changes what a person may change of a run.
    pub fn edit(self, id: RunId, edit: Edit) {
        // It is seen at once; what is kept comes after.
        self.listing.update(|listing| {
            let entries = listing.iter_mut().flat_map(|listing| &mut listing.entries);
            entries.filter(|entry| entry.header.id == id).for_each(|entry| edit.apply(&mut entry.header));
        });
        self.carry_out(async move { self.client()?.edit(&id, edit).await.map(|_| String::new()) });
    }

    /// Puts runs into the bin, from which they can be taken for a while.
    pub fn delete(self, ids: Vec<RunId>) {
        let name = self.name_of(&ids);
        self.chosen.update(|chosen| chosen.retain(|id| !ids.contains(id)));
        spawn_local(async move {
            let mut gone = Vec::new();
            let mut outcome = Ok(());
            for id in ids {
                outcome = match self.client() {
                    Ok(client) => client.delete(&id).await.map(drop),
                    Err(sentence) => Err(sentence),
                };
                if outcome.is_err() {
                    break;
                }
                gone.push(id);
            }
            if !gone.is_empty() {
                self.tell(format!("Deleted {name}."), gone);
            }
            if let Err(sentence) = outcome {
                self.fail(&sentence);
            }
            self.refresh();
        });
    }

    /// Takes runs out of the bin.
    pub fn restore(self, ids: Vec<RunId>) {
        let name = self.name_of(&ids);
        self.toast.set(None);
        self.carry_out(async move {
            for id in &ids {
                self.client()?.restore(id).await?;
            }
            Ok(format!("{name} is back in the list."))
        });
    }

    /// Removes what is in the bin for good.
    pub fn empty_bin(self) {
        self.carry_out(async move {
            let count = self.client()?.empty_bin().await?;
            Ok(format!("Removed {} for good.", counted(count, "run", "runs")))
        });
    }

    /// Sets the most bytes that all runs together may have.
    pub fn set_limit(self, limit: Option<u64>) {
        self.carry_out(async move { self.client()?.set_limit(limit).await.map(|()| String::new()) });
    }

    /// Saves runs, or all, as one file that this page reads again.
    pub fn export(self, ids: Option<Vec<RunId>>) {
        self.carry_out(async move {
            let (archive, damaged) = self.client()?.export(ids).await?;
            save("bandit-runs.zip", "application/zip", &archive.to_vec())?;
            Ok(match damaged.first() {
                None => "Saved as bandit-runs.zip.".to_owned(),
                Some(first) => {
                    format!("Saved as bandit-runs.zip, without what can't be read: {}.", first.reason)
                }
            })
        });
    }

    /// Saves runs for TensorBoard.
    pub fn save_for_tensorboard(self, ids: Vec<RunId>) {
        self.carry_out(async move {
            let runs = self.load_all(&ids).await?;
            save("bandit-tensorboard.zip", "application/zip", &tensorboard_zip(&runs)?)?;
            Ok("Saved as bandit-tensorboard.zip: unpack it and run tensorboard --logdir on the folder."
                .to_owned())
        });
    }

    /// Saves the numbers of runs as one tidy table.
    pub fn save_table(self, ids: Vec<RunId>) {
        self.carry_out(async move {
            let runs = self.load_all(&ids).await?;
            save(TABLE, "text/csv", tidy_csv(&runs).as_bytes())?;
            Ok(format!("Saved as {TABLE}."))
        });
    }

    /// Copies a Python program that draws these runs.
    pub fn copy_python(self, ids: Vec<RunId>) {
        self.carry_out(async move {
            let runs = self.load_all(&ids).await?;
            let text = python_snippet(TABLE, REGRET.id, &runs);
            if browser::copy(&text).await {
                return Ok(format!("Copied. It reads {TABLE}, which \"CSV\" saves."));
            }
            save("bandit-runs.py", "text/x-python", text.as_bytes())?;
            Ok(format!("Saved as bandit-runs.py. It reads {TABLE}, which \"CSV\" saves."))
        });
    }

    /// Adds the runs of files.
    pub fn import(self, files: Vec<web_sys::File>) {
        self.report.set(Vec::new());
        self.carry_out(async move {
            let (mut added, mut known, mut lines) = (0, 0, Vec::new());
            for file in files {
                let report = self.client()?.import(browser::content(&file).await?).await?;
                added += report.added.len();
                known += report.known.len();
                lines.extend(report.notices);
                let damaged = report.damaged.into_iter();
                lines.extend(damaged.map(|damaged| format!("{}: {}", damaged.entry, damaged.reason)));
            }
            self.report.set(lines);
            // What was added is not in the bin.
            self.bin.set(false);
            let there = if known > 0 { format!("; {} there already", runs(known)) } else { String::new() };
            Ok(format!("Added {}{there}.", runs(added)))
        });
    }

    /// Shows the experiment of a run on the page.
    pub fn open_run(self, link: &str) {
        let _ = window().location().set_hash(link);
    }

    /// Shows runs beside each other.
    pub fn compare(self, ids: &[RunId]) {
        let ids: Vec<&str> = ids.iter().map(RunId::as_str).collect();
        let _ = window().location().set_hash(&fragment(&COMPARE, &ids.join(",")));
    }

    /// Chooses a run or not; with Shift, all from the one that was chosen last.
    pub fn choose(self, shown: Memo<Vec<KeptEntry>>, id: &RunId, is_chosen: bool, extends: bool) {
        let list: Vec<RunId> =
            shown.with_untracked(|shown| shown.iter().map(|entry| entry.header.id.clone()).collect());
        let from = self.anchor.get_untracked().filter(|_| extends);
        self.chosen.update(|chosen| {
            for id in range(&list, from.as_ref(), id) {
                let _ = if is_chosen { chosen.insert(id) } else { chosen.remove(&id) };
            }
        });
        self.anchor.set(Some(id.clone()));
    }

    /// The runs that were chosen, in the order of the list.
    pub fn chosen_in_order(self) -> Vec<RunId> {
        self.chosen.with(|chosen| {
            self.listing.with(|listing| {
                let entries = listing.iter().flat_map(|listing| &listing.entries);
                entries.map(|entry| entry.header.id.clone()).filter(|id| chosen.contains(id)).collect()
            })
        })
    }

    /// How many agents each of the runs has that were chosen.
    pub fn agents_of_chosen(self) -> Vec<usize> {
        self.chosen.with(|chosen| {
            self.listing.with(|listing| {
                let entries = listing.iter().flat_map(|listing| &listing.entries);
                let chosen = entries.filter(|entry| chosen.contains(&entry.header.id));
                chosen.map(|entry| entry.header.agents.len()).collect()
            })
        })
    }

    /// Runs with their results.
    ///
    /// # Errors
    /// The first that can't be read.
    pub async fn load_all(self, ids: &[RunId]) -> Result<Vec<KeptRun>, String> {
        let mut runs = Vec::new();
        for id in ids {
            runs.push(self.load(id).await?);
        }
        Ok(runs)
    }

    /// What one run is called, or how many they are.
    fn name_of(self, ids: &[RunId]) -> String {
        let one = |id: &RunId| {
            self.listing.with_untracked(|listing| {
                let mut entries = listing.iter().flat_map(|listing| &listing.entries);
                entries.find(|entry| entry.header.id == *id).map(|entry| format!("\"{}\"", entry.header.name))
            })
        };
        match ids {
            [id] => one(id).unwrap_or_else(|| runs(1)),
            ids => runs(ids.len()),
        }
    }
}

/// Gives the person a file.
///
/// # Errors
/// That the browser did not take it.
pub fn save(name: &str, kind: &str, bytes: &[u8]) -> Result<(), String> {
    let saved = browser::save(name, kind, bytes);
    saved
        .then_some(())
        .ok_or_else(|| "the browser did not save the file; check its settings for downloads".to_owned())
}

/// The name of a file of a comparison, without its ending.
pub fn picture_name(title: &str) -> String {
    format!("bandit-{}", file_name(title))
}
