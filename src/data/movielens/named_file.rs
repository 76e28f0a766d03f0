//! A file with its name.

/// A file as a person gave it.
#[derive(Debug, Clone)]
pub struct NamedFile {
    /// Its name; folders in it don't matter.
    pub name: String,
    /// What is in it, packed or not.
    pub bytes: Vec<u8>,
}
