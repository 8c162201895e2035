//! What must hold for any bytes at all: one function for each kind of input, which panics where it does
//! not hold.
//!
//! Shared by the test beside this file, which mutates known texts, and by the targets of `fuzz/`, which
//! are led by coverage.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use heaplint::base::FileId;
use heaplint::check::{Checked, Request, check as check_files, text_of};
use heaplint::config::{Asked, Baseline, Settings, read_inline, resolve};
use heaplint::diagnostic::{Applicability, Confidence};
use heaplint::fix::fix as fix_files;
use heaplint::ir::Version;
use heaplint::report::{Findings, Format, Look, Texts, fingerprints, write};
use heaplint::syntax::{SourceFile, Suppressions, additions, parse, silencing};
use heaplint::trace;

#[path = "archive.rs"]
mod archive;
#[path = "edits.rs"]
mod edits;

/// Looks at one input.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const ALL: &[(&str, Target)] = &[
    ("check", check),
    ("notebook", notebook),
    ("fix", fix),
    ("suppressions", suppressions),
    ("config", config),
    ("baseline", baseline),
    ("trace", trace),
    ("archive", archive::archive),
    ("edits", edits::edits),
];

/// Looks at one input with the target of a name.
pub fn look(name: &str, bytes: &[u8]) {
    let target = ALL.iter().find(|(known, _)| *known == name);
    target.expect("a known target").1(bytes);
}

/// Stands alone on a line where an input holds several files.
pub const NEXT_FILE: &str = "#---next-file---";

/// The target version, by the length of the input.
fn version(bytes: &[u8]) -> Version {
    Version::new(3, 8 + (bytes.len() % 7) as u8)
}

fn settings(bytes: &[u8]) -> Settings {
    let mut settings = Settings::default();
    settings.target = version(bytes);
    settings.rules.min_confidence = Confidence::Possible;
    settings
}

/// Analysis needs a deeper stack than a thread usually has.
fn deep<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    static POOL: OnceLock<rayon::ThreadPool> = OnceLock::new();
    let pool = || rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(64 << 20).build();
    POOL.get_or_init(|| pool().expect("threads")).install(work)
}

/// Files in memory, as a run sees them.
struct Files {
    paths: Vec<String>,
    bytes: Vec<Vec<u8>>,
    settings: Settings,
}

impl Files {
    fn of(bytes: &[u8]) -> Self {
        let marker = NEXT_FILE.as_bytes();
        let mut parts = vec![Vec::new()];
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            match line.trim_ascii() == marker {
                true => parts.push(Vec::new()),
                false => parts.last_mut().expect("never empty").extend_from_slice(line),
            }
        }
        let paths = (0..parts.len()).map(|at| format!("m{at}.py")).collect();
        Self { paths, bytes: parts, settings: settings(bytes) }
    }

    fn run<T: Send>(&self, work: impl FnOnce(&Request<'_>) -> T + Send) -> T {
        let read = |file: FileId| self.bytes.get(file.0 as usize).cloned();
        let step = || {};
        deep(|| {
            work(&Request {
                paths: &self.paths,
                settings: &self.settings,
                rules: &[],
                read: &read,
                explain_limits: true,
                step: &step,
            })
        })
    }

    fn text(&self, file: FileId) -> SourceFile {
        let at = file.0 as usize;
        text_of(&self.paths[at], &self.bytes[at]).0
    }

    /// Nothing failed, every place is in its text, and every format can draw every finding.
    fn judge(&self, checked: &Checked) {
        assert!(checked.crashes.is_empty(), "{:?}", checked.crashes);
        for found in &checked.diagnostics {
            for spot in found.clone().spots_mut() {
                let text = self.text(spot.file).text;
                let (start, end) = (spot.span.start as usize, spot.span.end as usize);
                assert!(start <= end && text.get(start..end).is_some(), "{found:?}");
            }
        }
        let prints = fingerprints(&checked.diagnostics, &|file| self.paths[file.0 as usize].clone());
        let findings = Findings {
            diagnostics: &checked.diagnostics,
            fingerprints: &prints,
            files: self.paths.len(),
            losses: checked.loss_count,
        };
        let fetch = |file: FileId| self.text(file);
        for format in Format::ALL {
            let mut drawn = Vec::new();
            write(format, &findings, &Texts::new(&fetch), Look::default(), &mut drawn).expect("memory");
        }
    }
}

/// A project of a few files.
fn check(bytes: &[u8]) {
    let files = Files::of(bytes);
    files.judge(&files.run(check_files));
}

/// A notebook as it is on the disk.
fn notebook(bytes: &[u8]) {
    let files =
        Files { paths: vec!["n.ipynb".to_owned()], bytes: vec![bytes.to_vec()], settings: settings(bytes) };
    files.judge(&files.run(check_files));
}

/// What is fixed parses if it parsed before, and a second run has nothing to do.
fn fix(bytes: &[u8]) {
    let files = Files::of(bytes);
    let least = if bytes.len().is_multiple_of(2) { Applicability::Safe } else { Applicability::Unsafe };
    let fixed = files.run(|request| fix_files(request, least, &|_| Vec::new()));
    assert!(fixed.checked.crashes.is_empty(), "{:?}", fixed.checked.crashes);
    let mut after =
        Files { paths: files.paths.clone(), bytes: files.bytes.clone(), settings: settings(bytes) };
    for (file, rewritten) in &fixed.files {
        let at = file.0 as usize;
        let is_valid = |bytes: &[u8]| {
            let (text, error) = text_of(&files.paths[at], bytes);
            error.is_none() && parse(&text.text, files.settings.target).is_valid()
        };
        let shown = String::from_utf8_lossy(&rewritten.after);
        assert!(!is_valid(&rewritten.before) || is_valid(&rewritten.after), "does not parse:\n{shown}");
        after.bytes[at] = rewritten.after.clone();
    }
    let again = after.run(|request| fix_files(request, least, &|_| Vec::new()));
    assert_eq!(
        again.count,
        0,
        "not settled: {:?}",
        after.bytes.iter().map(|text| String::from_utf8_lossy(text)).collect::<Vec<_>>()
    );
}

/// Comments are read, every line can be silenced, and the text still parses with what was put in.
fn suppressions(bytes: &[u8]) {
    let source = SourceFile::from_text("a.py", String::from_utf8_lossy(bytes).as_ref());
    let target = version(bytes);
    deep(|| {
        let parsed = parse(&source.text, target);
        let known = Suppressions::collect(&source, &parsed);
        known.unused();
        let lines = source.lines().line_count().min(200);
        let mut wanted: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
        for line in (1..=lines).step_by(1 + bytes.len() % 5) {
            wanted.entry(line).or_default().insert("reference-cycle");
            if let Some((at, new)) = silencing(&source, &parsed, line, "HL101") {
                still_parses(&source, target, parsed.is_valid(), &[(at, &new)]);
            }
        }
        let all = additions(&source, &parsed, &wanted, "a reason");
        let edits: Vec<(u32, &str)> = all.iter().map(|one| (one.at, one.text.as_str())).collect();
        still_parses(&source, target, parsed.is_valid(), &edits);
    });
}

fn still_parses(source: &SourceFile, target: Version, was_valid: bool, edits: &[(u32, &str)]) {
    let mut text = source.text.to_string();
    for (at, new) in edits.iter().rev() {
        text.insert_str(*at as usize, new);
    }
    assert!(!was_valid || parse(&text, target).is_valid(), "does not parse:\n{text}");
}

/// Either settings or sentences about what is wrong with them.
fn config(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for name in ["heaplint.toml", "pyproject.toml"] {
        let read = |path: &Path| -> io::Result<Option<String>> {
            Ok((path.ends_with(name) || path.ends_with("other.toml")).then(|| text.to_string()))
        };
        match resolve(Path::new("/a/project"), &Asked::default(), &read) {
            Ok(settings) => drop(settings.rules_for(Path::new("/a/project/m.py"))),
            Err(problems) => {
                assert!(!problems.is_empty());
                problems.iter().for_each(|problem| assert!(!problem.line(name).is_empty()));
            }
        }
    }
    let _ = read_inline(&text, Path::new("/a"));
}

/// What is written is read as the same.
fn baseline(bytes: &[u8]) {
    if let Ok(known) = Baseline::parse(&String::from_utf8_lossy(bytes)) {
        assert_eq!(Baseline::parse(&known.to_text()).as_ref(), Ok(&known));
        let prints: Vec<String> = (0..3).map(|at| format!("{at:016x}")).collect();
        let prints: Vec<&str> = prints.iter().map(String::as_str).collect();
        assert_eq!(known.compare(&prints, |_| true).is_new.len(), prints.len());
    }
}

/// A program is followed as far as it goes, and both forms can be written.
fn trace(bytes: &[u8]) {
    let source = SourceFile::from_text("a.py", String::from_utf8_lossy(bytes).as_ref());
    let request = trace::Request {
        source: &source,
        version: version(bytes),
        function: None,
        objects: bytes.len().is_multiple_of(2),
        cancel: heaplint::base::Cancel::default(),
    };
    deep(|| {
        let traced = trace::trace(&request);
        trace::write_text(&mut io::sink(), &traced).expect("nothing is written");
        trace::write_json(&mut io::sink(), &traced).expect("nothing is written");
    });
}
