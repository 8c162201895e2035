//! What is wrong with a configuration: where, which key, what is allowed.

use std::fmt;
use std::path::{Path, PathBuf};

/// One mistake.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The file; empty for flags of the command line.
    pub path: PathBuf,
    /// Line and column from 1, where they can be told.
    pub at: Option<(u32, u32)>,
    /// Dotted key as it stands in the file; empty where the mistake is about the file as a whole.
    pub key: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Problem {
    /// About a file as a whole.
    pub fn of_file(path: &Path, message: impl Into<String>) -> Self {
        Self { path: path.to_path_buf(), at: None, key: String::new(), message: message.into() }
    }

    /// About a flag.
    pub fn of_flag(message: impl Into<String>) -> Self {
        Self::of_file(Path::new(""), message)
    }

    /// The line to show, with the file under this name.
    pub fn line(&self, file: &str) -> String {
        let mut line = String::new();
        if !file.is_empty() {
            line.push_str(file);
            if let Some((row, column)) = self.at {
                line.push_str(&format!(":{row}:{column}"));
            }
            line.push_str(": ");
        }
        if !self.key.is_empty() {
            line.push_str(&format!("`{}`: ", self.key));
        }
        line.push_str(&self.message);
        line
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line(&self.path.to_string_lossy()))
    }
}
