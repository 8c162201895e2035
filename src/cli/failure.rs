//! What went wrong on our side: what was attempted, where, why, and what to do about it.

use std::fmt;
use std::io;
use std::path::Path;

/// Why a path could not be checked. The path is shown lossily; it may not be UTF-8.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Failure {
    pub path: String,
    pub why: String,
    /// What the user can do, as a sentence without period.
    pub remedy: &'static str,
    /// False for things met on the way through a folder that nobody asked for by name: they are
    /// told, and fail nothing.
    pub is_error: bool,
}

impl Failure {
    pub fn new(path: &Path, why: impl Into<String>, remedy: &'static str) -> Self {
        let shown = path.strip_prefix(".").unwrap_or(path);
        let shown = if shown.as_os_str().is_empty() { path } else { shown };
        Self { path: shown.display().to_string(), why: why.into(), remedy, is_error: true }
    }

    /// From the operating system's answer.
    pub fn of_io(path: &Path, error: &io::Error) -> Self {
        let (why, remedy) = match error.kind() {
            io::ErrorKind::NotFound => {
                ("no such file or folder".to_owned(), "check the spelling of the path")
            }
            io::ErrorKind::PermissionDenied => {
                ("permission denied".to_owned(), "change its permissions, or exclude it")
            }
            _ => (without_code(&error.to_string()), "check that it can be read, or exclude it"),
        };
        Self::new(path, why, remedy)
    }

    pub fn told_only(mut self) -> Self {
        self.is_error = false;
        self
    }
}

/// Without the number that only programs want.
fn without_code(text: &str) -> String {
    let end = text.find(" (os error").unwrap_or(text.len());
    let mut text = text[..end].to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.escape_debug();
        write!(f, "cannot check `{path}`: {}; {}", self.why, self.remedy)
    }
}
