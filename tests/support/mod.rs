//! What several test files need: the sources of the project, and the engine over texts in memory.
#![allow(dead_code)]

pub mod random;

use std::fs;
use std::path::{Path, PathBuf};

use heaplint::base::FileId;
use heaplint::check::{Checked, Request, check};
use heaplint::config::Settings;
use heaplint::diagnostic::{Applicability, Confidence, Diagnostic};
use heaplint::fix::{Fixed, fix};
use heaplint::report::{Findings, Format, Look, Texts, fingerprints, write};
use heaplint::syntax::SourceFile;

/// A file of Rust.
pub struct Source {
    /// From the package's folder, with slashes.
    pub path: String,
    pub text: String,
}

impl Source {
    /// The top-level module it belongs to.
    pub fn part(&self) -> String {
        let inside = self.path.split_once('/').map_or("", |(_, inside)| inside);
        let part = inside.split('/').next().unwrap_or("");
        part.trim_end_matches(".rs").to_owned()
    }

    /// Lines with their numbers, without comments.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines.map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Every `crate::x` with the number of its line, those of a braced list included.
    pub fn crate_paths(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (number, line) in self.code_lines() {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                match word.is_empty() {
                    false => found.push((number, word)),
                    true => panic!("{}:{number}: write each `crate::` path by itself", self.path),
                }
            }
        }
        found
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder of the package, sorted.
pub fn sources(folder: &str) -> Vec<Source> {
    let files = files_below(&root().join(folder)).into_iter();
    files.filter(|path| path.extension().is_some_and(|end| end == "rs")).map(|path| source(&path)).collect()
}

fn source(path: &Path) -> Source {
    let shown = path.strip_prefix(root()).expect("inside").to_string_lossy().replace('\\', "/");
    Source { path: shown, text: fs::read_to_string(path).expect("readable") }
}

/// All files below a folder, sorted.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// Texts in memory that are checked together.
pub struct Project {
    /// Path and text, sorted by path.
    pub files: Vec<(String, String)>,
    pub settings: Settings,
}

impl Project {
    pub fn new<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        let mut files: Vec<(String, String)> =
            files.into_iter().map(|(path, text)| (path.into(), text.into())).collect();
        files.sort();
        Self { files, settings: Settings::default() }
    }

    pub fn with_confidence(mut self, least: Confidence) -> Self {
        self.settings.rules.min_confidence = least;
        self
    }

    pub fn check(&self) -> Checked {
        self.with_request(check)
    }

    /// Applies every fix that is at least as sure.
    pub fn fix(&self, least: Applicability) -> Fixed {
        self.with_request(|request| fix(request, least, &|_| Vec::new()))
    }

    fn with_request<T>(&self, run: impl FnOnce(&Request<'_>) -> T) -> T {
        let paths: Vec<String> = self.files.iter().map(|(path, _)| path.clone()).collect();
        let read = |file: FileId| Some(self.files[file.0 as usize].1.as_bytes().to_vec());
        let step = || {};
        run(&Request {
            paths: &paths,
            settings: &self.settings,
            rules: &[],
            read: &read,
            explain_limits: true,
            step: &step,
        })
    }

    /// The findings in a format, without colours.
    pub fn render(&self, diagnostics: &[Diagnostic], format: Format) -> String {
        let fetch = |file: FileId| {
            let (path, text) = &self.files[file.0 as usize];
            SourceFile::from_text(path.clone(), text.as_str())
        };
        let prints = fingerprints(diagnostics, &|file| self.files[file.0 as usize].0.clone());
        let findings = Findings { diagnostics, fingerprints: &prints, files: self.files.len(), losses: 0 };
        let mut bytes = Vec::new();
        write(format, &findings, &Texts::new(&fetch), Look::default(), &mut bytes).expect("memory");
        String::from_utf8(bytes).expect("UTF-8")
    }

    /// Line (from 1) of the primary place.
    pub fn line(&self, found: &Diagnostic) -> usize {
        let text = &self.files[found.spot.file.0 as usize].1;
        let start = (found.spot.span.start as usize).min(text.len());
        text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count() + 1
    }
}
