//! What is kept between runs: results of whole runs, and what files are by themselves.
//!
//! A run over the same texts with the same settings and the same heaplint finds the same; a file with the
//! same text is the same by itself. Everything is written beside and moved into place, so two processes
//! never see a part of it; what is broken, foreign or of another version is ignored and written anew.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rayon::prelude::*;

use super::input::Input;
use super::replace::replace;
use crate::archive::{digest, maker};
use crate::base::{FileId, Spot};
use crate::check::Checked;
use crate::config::{RuleSettings, Settings};
use crate::diagnostic::{Cycle, Diagnostic};

/// The folder of the cache below a project's root.
pub(super) const USUAL: &str = ".heaplint_cache";

/// Marks the folder as one that may be thrown away; backups leave it out.
const TAG_NAME: &str = "CACHEDIR.TAG";
const TAG: &str =
    "Signature: 8a477f597d28d172789f06886806bc55\n# Made by heaplint; it may be removed at any time.\n";

/// A run that takes less is not worth a file.
const PATIENCE: Duration = Duration::from_millis(200);

/// As many results are kept: a project is checked in a few ways, over and over.
const KEPT: usize = 16;

/// A cache in a folder.
pub(super) struct Cache {
    pub folder: PathBuf,
    /// Results are kept however short the run was.
    pub keeps_all: bool,
}

/// What a result depends on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Key {
    /// Paths, settings and version: the name of the file.
    way: u128,
    texts: u128,
    /// Of each text; 0 where it cannot be read.
    pub of_texts: Vec<u128>,
}

/// The digests of texts as they were read for the analysis.
pub(super) struct Seen(Vec<OnceLock<u128>>);

impl Seen {
    pub fn new(files: usize) -> Self {
        Self((0..files).map(|_| OnceLock::new()).collect())
    }

    pub fn note(&self, file: FileId, text: u128) {
        if let Some(place) = self.0.get(file.0 as usize) {
            place.get_or_init(|| text);
        }
    }

    pub fn get(&self, file: FileId) -> Option<u128> {
        self.0.get(file.0 as usize)?.get().copied()
    }

    /// Whether what was analysed is what the key is about.
    fn is(&self, key: &Key) -> bool {
        let all: Vec<u128> = self.0.iter().map(|place| place.get().copied().unwrap_or_default()).collect();
        digest_of_all(&all) == key.texts
    }
}

impl Key {
    /// Reads every file of the input.
    pub fn new(settings: &Settings, rules: &[Arc<RuleSettings>], input: &Input) -> Self {
        let files: Vec<FileId> = (0..input.len()).map(|at| FileId(at as u32)).collect();
        let texts: Vec<u128> =
            files.par_iter().map(|&file| input.read(file).map_or(0, |bytes| digest(&bytes))).collect();
        let mut distinct: Vec<&Arc<RuleSettings>> = Vec::new();
        let mut number = |rules| match distinct.iter().position(|known| Arc::ptr_eq(known, rules)) {
            Some(at) => at,
            None => {
                distinct.push(rules);
                distinct.len() - 1
            }
        };
        let numbers: Vec<usize> = rules.iter().map(&mut number).collect();
        let way = format!(
            "{} {} {:?} {:?} {distinct:?} {numbers:?} {:?}",
            maker(),
            settings.target,
            settings.thresholds,
            settings.roots,
            input.paths()
        );
        Self { way: digest(way.as_bytes()), texts: digest_of_all(&texts), of_texts: texts }
    }

    fn name(&self) -> String {
        format!("{:032x}.json", self.way)
    }

    /// The first line of a file; `body` is what follows.
    fn header(&self, body: &str) -> String {
        format!("heaplint {:032x} {:032x}", self.texts, digest(body.as_bytes()))
    }
}

/// Of a list of digests.
fn digest_of_all(digests: &[u128]) -> u128 {
    let bytes: Vec<u8> = digests.iter().flat_map(|digest| digest.to_le_bytes()).collect();
    digest(&bytes)
}

impl Cache {
    /// What a run found when it was last done, if nothing has changed since.
    pub fn find(&self, key: &Key, files: usize) -> Option<Checked> {
        let text = fs::read_to_string(self.folder.join(key.name())).ok()?;
        let (header, body) = text.split_once('\n')?;
        if header != key.header(body) {
            return None;
        }
        let (diagnostics, count, loss_count): (Vec<Diagnostic>, usize, usize) =
            serde_json::from_str(body).ok()?;
        let is_inside = |spot: Spot| (spot.file.0 as usize) < files;
        let are_inside = diagnostics.iter().all(|found| spots(found).into_iter().all(is_inside));
        are_inside.then(|| Checked { diagnostics, files: count, loss_count, ..Checked::default() })
    }

    /// Keeps what a run found, if it is complete and the texts are still those of the key.
    pub fn keep(&self, key: &Key, seen: &Seen, checked: &Checked, took: Duration) -> io::Result<()> {
        if !checked.crashes.is_empty() || !seen.is(key) || !self.is_worth_it(took) {
            return Ok(());
        }
        let body = serde_json::to_string(&(&checked.diagnostics, checked.files, checked.loss_count))?;
        self.make_folder()?;
        self.forget_old(&key.name());
        let text = format!("{}\n{body}", key.header(&body));
        replace(&self.folder.join(key.name()), text.as_bytes())
    }

    /// Whether what a run of that length gave is worth a file.
    pub fn is_worth_it(&self, took: Duration) -> bool {
        took >= PATIENCE || self.keeps_all
    }

    pub fn make_folder(&self) -> io::Result<()> {
        let tag = self.folder.join(TAG_NAME);
        if tag.is_file() {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        fs::write(self.folder.join(".gitignore"), "*\n")?;
        fs::write(tag, TAG)
    }

    /// Makes room for one more. Another process may do the same.
    fn forget_old(&self, but: &str) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let results = entries.filter(|entry| {
            let name = entry.file_name();
            name != but && Path::new(&name).extension().is_some_and(|end| end == "json")
        });
        let mut results: Vec<_> = results
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .collect();
        results.sort();
        let too_many = (results.len() + 1).saturating_sub(KEPT);
        for (_, path) in results.into_iter().take(too_many) {
            // Whoever was faster has removed it.
            let _ = fs::remove_file(path);
        }
    }

    /// Removes the folder, if it is one that heaplint made. Tells whether there was one.
    pub fn clean(&self) -> io::Result<bool> {
        match fs::read_to_string(self.folder.join(TAG_NAME)) {
            Ok(tag) if tag == TAG => fs::remove_dir_all(&self.folder).map(|()| true),
            Ok(_) => Err(io::Error::other("another program made it")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Every place that a finding names.
fn spots(found: &Diagnostic) -> Vec<Spot> {
    let of_cycle = |cycle: &Cycle| -> Vec<Spot> {
        let nodes = cycle.nodes.iter().filter_map(|node| node.spot);
        nodes.chain(cycle.edges.iter().filter_map(|edge| edge.spot)).collect()
    };
    let mut spots = vec![found.spot];
    spots.extend(found.labels.iter().map(|label| label.spot));
    spots.extend(found.cycle.iter().chain(&found.related_cycles).flat_map(of_cycle));
    spots.extend(found.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.spot));
    spots
}
