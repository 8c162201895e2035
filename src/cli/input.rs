//! The bytes of the files of a run, and what went wrong while getting them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::discover::{Entry, special};
use super::failure::Failure;
use crate::archive::Text;
use crate::base::FileId;
use crate::check::text_of;
use crate::syntax::{DEFAULT_SIZE_LIMIT, SourceFile};

/// Where texts come from.
pub(super) struct Input {
    files: Vec<Entry>,
    source: Source,
    failures: Mutex<Vec<Failure>>,
}

/// What holds the bytes.
enum Source {
    Disk,
    Stdin(Vec<u8>),
    /// One for each file that could be read when its archive was made.
    Archives(Vec<Option<Text>>),
}

impl Input {
    pub fn of_files(files: Vec<Entry>) -> Self {
        Self { files, source: Source::Disk, failures: Mutex::default() }
    }

    /// Files that travelled: their paths as reports name them, and their bytes.
    pub fn of_archives(files: Vec<(String, Option<Text>)>) -> Self {
        let entry = |shown: String| Entry { path: PathBuf::from(&shown), shown, is_named: true };
        let (files, texts) = files.into_iter().map(|(shown, text)| (entry(shown), text)).unzip();
        Self { files, source: Source::Archives(texts), failures: Mutex::default() }
    }

    /// Reads the standard input to its end; it is checked under the given name.
    pub fn of_stdin(shown: String) -> Self {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(DEFAULT_SIZE_LIMIT as u64 + 1).read_to_end(&mut bytes);
        let path = Path::new("-");
        let failure = match read {
            Err(error) => Some(Failure::of_io(path, &error)),
            Ok(_) => (bytes.len() > DEFAULT_SIZE_LIMIT).then(|| too_large(path)),
        };
        let entry = Entry { path: path.to_path_buf(), shown, is_named: true };
        let files = if failure.is_none() { vec![entry] } else { Vec::new() };
        Self { files, source: Source::Stdin(bytes), failures: Mutex::new(failure.into_iter().collect()) }
    }

    pub fn paths(&self) -> Vec<String> {
        self.files.iter().map(|entry| entry.shown.clone()).collect()
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// The path of a file as reports name it.
    pub fn shown(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |entry| &entry.shown)
    }

    /// Where a file lies; `None` for one that is not read from the disk.
    pub fn path(&self, file: FileId) -> Option<&Path> {
        let is_on_disk = matches!(self.source, Source::Disk);
        self.files.get(file.0 as usize).filter(|_| is_on_disk).map(|entry| entry.path.as_path())
    }

    /// The folders that hold the files.
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        let folder_of = |path: &Path| match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
            _ => PathBuf::from("."),
        };
        self.files.iter().map(|entry| folder_of(&entry.path)).collect()
    }

    /// What is checked came in by the standard input.
    pub fn is_stdin(&self) -> bool {
        matches!(self.source, Source::Stdin(_))
    }

    /// What came in by the standard input, whether or not it could be checked.
    pub fn stdin_bytes(&self) -> Vec<u8> {
        match &self.source {
            Source::Stdin(bytes) => bytes.clone(),
            _ => Vec::new(),
        }
    }

    /// The bytes of a file; a failure is kept for `failures`.
    pub fn read(&self, file: FileId) -> Option<Vec<u8>> {
        let at = file.0 as usize;
        match &self.source {
            Source::Disk => read_file(&self.files[at]).map_err(|failure| self.keep(failure)).ok(),
            Source::Stdin(bytes) => Some(bytes.clone()),
            Source::Archives(texts) => texts.get(at)?.as_ref()?.open().ok(),
        }
    }

    /// The text of a file once more, for showing lines of it. A file that has gone shows empty.
    pub fn text(&self, file: FileId) -> SourceFile {
        let entry = &self.files[file.0 as usize];
        let bytes = match &self.source {
            Source::Disk => read_file(entry).unwrap_or_default(),
            _ => self.read(file).unwrap_or_default(),
        };
        text_of(&entry.shown, &bytes).0
    }

    /// What could not be read, sorted by path.
    pub fn failures(&self) -> Vec<Failure> {
        let mut failures = self.failures.lock().map(|kept| kept.clone()).unwrap_or_default();
        failures.sort_by(|a, b| a.path.cmp(&b.path));
        // A file that is read twice fails twice.
        failures.dedup();
        failures
    }

    fn keep(&self, failure: Failure) {
        if let Ok(mut failures) = self.failures.lock() {
            failures.push(failure);
        }
    }
}

/// The bytes of the one file that a command is about.
pub(super) fn read_named(path: &Path) -> Result<Vec<u8>, Failure> {
    let kind = path.metadata().map_err(|error| Failure::of_io(path, &error))?.file_type();
    if kind.is_dir() {
        return Err(Failure::new(path, "a folder", "name one file"));
    }
    if !kind.is_file() {
        return Err(special(path));
    }
    read_file(&Entry { path: path.to_path_buf(), shown: path.display().to_string(), is_named: true })
}

fn read_file(entry: &Entry) -> Result<Vec<u8>, Failure> {
    let failed = |error: io::Error| Failure::of_io(&entry.path, &error);
    let file = File::open(&entry.path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let large = || match entry.is_named {
        true => too_large(&entry.path),
        false => too_large(&entry.path).told_only(),
    };
    if size > DEFAULT_SIZE_LIMIT as u64 {
        return Err(large());
    }
    let mut bytes = Vec::with_capacity(size as usize);
    file.take(DEFAULT_SIZE_LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    match bytes.len() > DEFAULT_SIZE_LIMIT {
        true => Err(large()),
        false => Ok(bytes),
    }
}

fn too_large(path: &Path) -> Failure {
    let limit = DEFAULT_SIZE_LIMIT / 1_000_000;
    let why = format!("it is larger than {limit} MB, which is data rather than code");
    Failure::new(path, why, "exclude it, or move its data out of Python source")
}
