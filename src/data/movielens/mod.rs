#![allow(missing_docs, unused)]
use super::Dataset;
#[derive(Debug, thiserror::Error)]
#[error("stub")]
pub struct DataError;
impl DataError {
    pub fn details(&self) -> Vec<String> {
        vec![]
    }
    pub fn most_active_users(&self) -> Option<usize> {
        None
    }
}
#[derive(Default)]
pub struct Limits {
    pub keep_most_active_users: Option<usize>,
}
pub struct NamedFile {
    pub name: String,
    pub bytes: Vec<u8>,
}
pub struct Problem;
pub struct ReadProgress {
    pub stage: Stage,
    pub fraction: f64,
}
pub struct Stage;
impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
pub fn read_files(
    f: Vec<NamedFile>,
    l: &Limits,
    p: &mut dyn FnMut(ReadProgress),
) -> Result<Dataset, DataError> {
    Err(DataError)
}
