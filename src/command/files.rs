//! Files and folders that a person names: read, `-` being standard input; looked at before anything is computed for them; and told of where
//! they are wrong.

use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::Failure;

/// What standard input is called in the place of a file.
const STANDARD_INPUT: &str = "-";

/// Whether this stands for standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == STANDARD_INPUT
}

/// What a file to be read is called in sentences.
pub fn shown(path: &Path) -> String {
    if is_standard_input(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// The name of a file without its folders.
pub fn name(path: &Path) -> String {
    if is_standard_input(path) {
        return shown(path);
    }
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// What a file holds, or for `-` standard input, which there is once.
///
/// # Errors
/// A file that can't be read, and standard input where it was read already.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    static IS_READ: AtomicBool = AtomicBool::new(false);
    if !is_standard_input(path) {
        return std::fs::read(path).map_err(|error| of_reading(path, &error));
    }
    if IS_READ.swap(true, Ordering::Relaxed) {
        return Err(Failure::input(
            "standard input can be read only once: give - in one place, and files elsewhere",
        ));
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).map_err(|error| of_reading(path, &error))?;
    Ok(bytes)
}

/// The same as text.
///
/// # Errors
/// Also what is no text.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    let text = String::from_utf8(read(path)?);
    let text = text.map_err(|_| Failure::Input(format!("{} is no text in UTF-8", shown(path))))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn of_reading(path: &Path, error: &io::Error) -> Failure {
    let wrong = match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::NotADirectory => "there is no such file, since a part of its path is no folder".to_owned(),
        ErrorKind::IsADirectory => "this is a folder: give a file".to_owned(),
        ErrorKind::PermissionDenied => {
            "this file may not be read: change its permissions, or copy it".to_owned()
        }
        _ => error.to_string(),
    };
    Failure::Input(format!("{}: {wrong}", shown(path)))
}

/// Why something can't be written there: wrong input where its place is wrong, our own failure otherwise.
pub fn of_writing(path: &Path, error: &io::Error) -> Failure {
    let wrong = match error.kind() {
        ErrorKind::NotFound => "there is no such folder: make it first, or name another".to_owned(),
        ErrorKind::NotADirectory => "a part of this path is a file and no folder: name another".to_owned(),
        ErrorKind::IsADirectory => "this is a folder: give the name of a file".to_owned(),
        ErrorKind::AlreadyExists => "this is a file, and a folder is needed: name another".to_owned(),
        ErrorKind::PermissionDenied => {
            "nothing may be written there: change the permissions, or name another place".to_owned()
        }
        _ => return Failure::Own(format!("{}: {error}", path.display())),
    };
    Failure::Input(format!("{}: {wrong}", path.display()))
}

/// Fails where no file can be written to, before anything is computed for it: the folder must be there.
///
/// # Errors
/// A place that is a folder, or lies in none.
pub fn check_file(path: &Path) -> Result<(), Failure> {
    if is_standard_input(path) {
        let wrong = "-: results are written to files: give a file's name, or ./- for a file of this one";
        return Err(Failure::input(wrong));
    }
    if path.is_dir() {
        return Err(of_writing(path, &ErrorKind::IsADirectory.into()));
    }
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => check_existing(folder).map_err(|kind| of_writing(folder, &kind.into())),
        None => Ok(()),
    }
}

/// A folder that is written to, made where it is missing, with all that it lies in.
///
/// # Errors
/// A place that is no folder and can't become one.
pub fn make_folder(folder: &Path) -> Result<(), Failure> {
    let nearest = folder.ancestors().find(|place| place.exists());
    match nearest.filter(|place| !place.is_dir()) {
        Some(file) if file == folder => Err(of_writing(folder, &ErrorKind::AlreadyExists.into())),
        Some(_) => Err(of_writing(folder, &ErrorKind::NotADirectory.into())),
        None => std::fs::create_dir_all(folder).map_err(|error| of_writing(folder, &error)),
    }
}

/// A folder that is read from, which must be there; `makes` is what makes one.
///
/// # Errors
/// A place that is no folder.
pub fn existing_folder(folder: &Path, makes: &str) -> Result<(), Failure> {
    let wrong = match check_existing(folder) {
        Ok(()) => return Ok(()),
        Err(ErrorKind::NotFound) => format!("there is no such folder: {makes} makes one"),
        Err(_) => format!("this is no folder: give one that {makes} has made"),
    };
    Err(Failure::Input(format!("{}: {wrong}", folder.display())))
}

fn check_existing(folder: &Path) -> Result<(), ErrorKind> {
    match std::fs::metadata(folder) {
        Ok(there) if there.is_dir() => Ok(()),
        Ok(_) => Err(ErrorKind::NotADirectory),
        Err(error) => Err(error.kind()),
    }
}

/// Checks every file that an option names: see [`check_file`].
///
/// # Errors
/// The first that can't be written.
pub fn check_files<'a>(files: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), Failure> {
    files.into_iter().try_for_each(|file| check_file(file))
}
