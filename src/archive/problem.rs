//! Why an archive cannot be read, and what to do about it.

use std::fmt;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// It does not begin as an archive does.
    Foreign,
    /// It ends too early.
    Cut,
    /// It is not what was written.
    Damaged,
    /// Another version wrote it.
    OtherVersion(String),
    /// The same version, built from other sources.
    OtherBuild,
}

impl Problem {
    /// As the end of a sentence that begins with the archive's name.
    pub fn remedy(&self) -> &'static str {
        match self {
            Problem::Foreign => "give files that `heaplint summarize` wrote",
            Problem::Cut | Problem::Damaged => "write it anew with `heaplint summarize`",
            Problem::OtherVersion(_) | Problem::OtherBuild => "summarize and link with the same heaplint",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Foreign => f.write_str("it does not begin as a file of summaries does"),
            Problem::Cut => f.write_str("it ends before its content does"),
            Problem::Damaged => f.write_str("it is damaged: its content is not what was written"),
            Problem::OtherVersion(version) => {
                write!(f, "heaplint {version} wrote it, and this is {}", env!("CARGO_PKG_VERSION"))
            }
            Problem::OtherBuild => {
                f.write_str("a heaplint of the same version but from other sources wrote it")
            }
        }
    }
}
