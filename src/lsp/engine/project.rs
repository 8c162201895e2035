//! A folder of the workspace: the facts of its files, and what came of their last meeting.
//!
//! *Facts* of open documents stand before those of the disk. A *link* is one meeting of all files;
//! it stays good for a file as long as edits of it show nowhere else, and its findings move along.
//! Links are made beside the edits, so each knows its *generation*: an older one never takes the place
//! of a newer one, and one that missed an edit is followed by another.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::moved::{ByPlace, ByText, Moves, moved};
use crate::base::{FileId, Span};
use crate::check::{Facts, RulesOf, choose};
use crate::diagnostic::Diagnostic;
use crate::lsp::document::Document;
use crate::lsp::notebook::Cells;
use crate::lsp::report::Linked;
use crate::lsp::scopes::Scopes;
use crate::syntax::SourceFile;

/// A project that links in this time links at every edit; larger ones answer from the file first.
const AT_ONCE: Duration = Duration::from_millis(12);

/// One folder, or one document outside all folders.
pub struct Project {
    pub root: Option<PathBuf>,
    pub scopes: Arc<Scopes>,
    pub disk: BTreeMap<String, Arc<Facts>>,
    pub open: BTreeMap<String, Open>,
    /// Whether the folder's files have been read, so that linking them means something.
    pub is_scanned: bool,
    pub link: Option<Link>,
    /// Documents that were closed as they had met, until the disk is known to hold the same.
    pub closing: BTreeMap<String, Open>,
    /// What was last told about each file.
    pub told: BTreeMap<String, Told>,
    cost: Duration,
    /// How often that which may meet has changed.
    generation: u64,
}

/// What was told about a file.
pub struct Told {
    pub found: Vec<Diagnostic>,
    /// Of the files that it names: their texts made lines of its places.
    pub facts: Vec<Arc<Facts>>,
}

/// An open document.
#[derive(Clone)]
pub struct Open {
    pub document: Document,
    pub facts: Arc<Facts>,
    pub source: SourceFile,
    /// Where its cells are, if it is a notebook.
    pub cells: Option<Cells>,
    /// What the file alone was found to do, if that was asked.
    pub alone: Vec<Diagnostic>,
}

/// One meeting of all files.
pub struct Link {
    pub linked: Arc<Linked>,
    /// By the file they are told in, silenced ones included.
    pub found: BTreeMap<FileId, Vec<Diagnostic>>,
    /// The open documents it was made from or has been moved to.
    pub open: BTreeMap<String, Open>,
    /// What met of documents that it has been moved from.
    pub met: BTreeMap<String, Arc<Facts>>,
    pub generation: u64,
}

/// How to answer for an edited document.
pub enum Plan {
    /// The last meeting still stands; findings of these files moved.
    Moved(Vec<FileId>),
    /// Let all files meet.
    All(Gathered),
    /// Answer from the file alone, and let all files meet later.
    Alone(Carried),
}

/// The files of a project as they stand, ready to meet.
pub struct Gathered {
    pub root: Option<PathBuf>,
    pub scopes: Arc<Scopes>,
    pub paths: Vec<String>,
    pub facts: Vec<Arc<Facts>>,
    pub open: BTreeMap<String, Open>,
    pub generation: u64,
}

/// What the project is known to change about the findings of a file alone.
#[derive(Default)]
pub struct Carried {
    /// Findings that other files take part in, and the meeting they are from.
    pub added: Vec<Diagnostic>,
    pub linked: Option<Arc<Linked>>,
    /// Fingerprints of findings that the project does away with.
    pub dismissed: BTreeSet<String>,
    /// Whether the files of the project have yet to meet again.
    pub is_due: bool,
}

impl Carried {
    pub fn keeps(&self, path: &str, found: &Diagnostic) -> bool {
        !self.dismissed.contains(&found.fingerprint(path))
    }
}

impl Project {
    pub fn new(root: Option<PathBuf>, scopes: Arc<Scopes>) -> Self {
        let is_scanned = root.is_none();
        Self {
            root,
            scopes,
            disk: BTreeMap::new(),
            open: BTreeMap::new(),
            is_scanned,
            link: None,
            closing: BTreeMap::new(),
            told: BTreeMap::new(),
            cost: Duration::ZERO,
            generation: 0,
        }
    }

    /// Says that what may meet is not what it was.
    pub fn changed(&mut self) {
        self.generation += 1;
    }

    /// Takes in settings. What rests on others is not worth anything any more, but for what was told.
    pub fn adopt(&mut self, scopes: &Arc<Scopes>) {
        if !Arc::ptr_eq(&self.scopes, scopes) {
            self.scopes = scopes.clone();
            self.is_scanned = self.root.is_none();
            self.link = None;
            self.changed();
        }
    }

    /// Takes in a new version of a document and says how to answer.
    pub fn edit(&mut self, path: &str, new: Open) -> Plan {
        let before = self.open.insert(path.to_owned(), new.clone());
        let met = self.generation;
        self.changed();
        if !self.is_scanned {
            return Plan::Alone(Carried::default());
        }
        self.closing.remove(path);
        let linked = self.link.as_ref().and_then(|link| link.open.get(path).cloned());
        let linked = linked.or_else(|| self.as_it_met(met, path, &new));
        if let (Some(linked), Some(link)) = (&linked, &mut self.link)
            && linked.facts.is_same_elsewhere(&new.facts)
            // A finding that cannot be followed is found by letting all files meet.
            && let Some(files) = link.carry(path, linked.clone(), new.clone())
        {
            if link.generation == met {
                link.generation = self.generation;
            }
            return Plan::Moved(files);
        }
        if self.cost <= AT_ONCE {
            return Plan::All(self.gather());
        }
        let carried = linked.map(|linked| self.carried(path, &linked, &new)).unwrap_or_default();
        if let (Some(open), Some(before)) = (self.open.get_mut(path), before) {
            open.alone = before.alone;
        }
        Plan::Alone(Carried { is_due: true, ..carried })
    }

    /// A document that has just been opened, as the last meeting saw it: it is what the disk holds.
    fn as_it_met(&self, generation: u64, path: &str, new: &Open) -> Option<Open> {
        let facts = self.disk.get(path).filter(|facts| is_same(facts, &new.facts))?;
        let is_settled = self.link.as_ref().is_some_and(|link| link.generation == generation);
        is_settled.then(|| Open { facts: facts.clone(), ..new.clone() })
    }

    /// Takes a document out that is closed.
    pub fn close(&mut self, path: &str) {
        let is_settled = self.is_settled(path) && self.is_linked();
        match self.open.remove(path) {
            Some(open) if is_settled => drop(self.closing.insert(path.to_owned(), open)),
            _ => self.changed(),
        }
        self.told.remove(path);
    }

    /// Takes in what the disk holds; whether files have to meet again.
    pub fn read(&mut self, path: &str, facts: Option<Arc<Facts>>) -> bool {
        let closed = self.closing.remove(path);
        let Some(facts) = facts else {
            // What is gone may have been a folder.
            let inside = format!("{path}/");
            self.disk.retain(|known, _| known != path && !known.starts_with(&inside));
            self.changed();
            return true;
        };
        let is_as_closed = self.is_linked()
            && closed.is_some_and(|closed| {
                let met = self.link.as_ref().and_then(|link| link.open.get(path));
                met.is_some_and(|met| Arc::ptr_eq(&met.facts, &closed.facts))
                    && is_same(&closed.facts, &facts)
            });
        self.disk.insert(path.to_owned(), facts);
        match &mut self.link {
            Some(link) if is_as_closed => drop(link.open.remove(path)),
            _ => self.changed(),
        }
        !is_as_closed
    }

    /// Whether the last meeting was of all that there is now.
    fn is_linked(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.generation == self.generation)
    }

    /// What the last meeting changed about this file, moved to its new text.
    fn carried(&self, path: &str, old: &Open, new: &Open) -> Carried {
        let Some(link) = &self.link else { return Carried::default() };
        let Some(file) = link.linked.file(path) else { return Carried::default() };
        let in_project = self.chosen(link, file, &old.facts);
        let known: BTreeSet<String> = in_project.iter().map(|found| found.fingerprint(path)).collect();
        let moves = ByText::new(&old.source.text, &new.source.text);
        let meets_others = |found: &&Diagnostic| {
            let mut found = Diagnostic::clone(found);
            found.spots_mut().any(|spot| spot.file != file)
        };
        let added = in_project.iter().filter(meets_others);
        let own = old.alone.iter().map(|found| found.fingerprint(path));
        Carried {
            added: added.filter_map(|found| moved(found, file, &moves)).collect(),
            linked: Some(link.linked.clone()),
            dismissed: own.filter(|print| !known.contains(print)).collect(),
            is_due: true,
        }
    }

    /// The findings of one file of a meeting that the user asked for.
    pub fn chosen(&self, link: &Link, file: FileId, facts: &Facts) -> Vec<Diagnostic> {
        let mut all: Vec<Option<&Facts>> = vec![None; link.linked.paths.len()];
        if let Some(own) = all.get_mut(file.0 as usize) {
            *own = Some(facts);
        }
        let path = link.linked.paths.get(file.0 as usize).and_then(|path| self.absolute(path));
        let rules = self.scopes.rules(path.as_deref());
        let rules = RulesOf { usual: &rules, by_file: &[] };
        choose(link.found.get(&file).cloned().unwrap_or_default(), &all, &link.linked.paths, rules)
    }

    pub fn absolute(&self, path: &str) -> Option<PathBuf> {
        self.root.as_deref().map(|root| root.join(path))
    }

    pub fn facts(&self, path: &str) -> Option<&Arc<Facts>> {
        self.open.get(path).map(|open| &open.facts).or_else(|| self.disk.get(path))
    }

    pub fn gather(&self) -> Gathered {
        let open = self.open.iter().map(|(path, open)| (path, &open.facts));
        let files: BTreeMap<&String, &Arc<Facts>> = self.disk.iter().chain(open).collect();
        Gathered {
            root: self.root.clone(),
            scopes: self.scopes.clone(),
            paths: files.keys().map(|path| (*path).clone()).collect(),
            facts: files.into_values().cloned().collect(),
            open: self.open.clone(),
            generation: self.generation,
        }
    }

    /// Takes in a finished meeting, unless there has been a later one; whether another is due.
    pub fn settle(&mut self, link: Link, cost: Duration) -> bool {
        self.cost = cost;
        if self.link.as_ref().is_none_or(|known| known.generation <= link.generation) {
            self.link = Some(link);
        }
        self.link.as_ref().is_some_and(|link| link.generation != self.generation)
    }

    /// What is told of a file, with the facts of the files that it names.
    pub fn telling(&self, linked: &Linked, found: &[Diagnostic]) -> Told {
        let mut files: Vec<FileId> = found
            .iter()
            .cloned()
            .flat_map(|mut found| found.spots_mut().map(|spot| spot.file).collect::<Vec<_>>())
            .collect();
        files.sort_unstable();
        files.dedup();
        let facts = files.iter().filter_map(|file| self.facts(linked.paths.get(file.0 as usize)?).cloned());
        Told { found: found.to_vec(), facts: facts.collect() }
    }

    /// The facts of a document that met, and those of its text, where the meeting has been moved.
    pub fn moved(&self, path: &str) -> Option<(Arc<Facts>, Arc<Facts>)> {
        let link = self.link.as_ref()?;
        Some((link.met.get(path)?.clone(), link.open.get(path)?.facts.clone()))
    }

    /// Whether a document is as the last meeting saw it.
    pub fn is_settled(&self, path: &str) -> bool {
        let seen = self.link.as_ref().and_then(|link| link.open.get(path));
        let known = self.open.get(path);
        matches!((seen, known), (Some(seen), Some(known)) if seen.document.revision == known.document.revision)
    }
}

impl Told {
    /// Whether a client would see the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.found == other.found
            && self.facts.len() == other.facts.len()
            && self.facts.iter().zip(&other.facts).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

impl Link {
    /// The files whose findings name a place of a file, and that file itself.
    pub fn naming(&mut self, file: FileId) -> Vec<FileId> {
        let names_it = |found: &mut Diagnostic| found.spots_mut().any(|spot| spot.file == file);
        let others = self.found.iter_mut().filter(|(told_in, _)| **told_in != file);
        let others = others.filter_map(|(told_in, list)| list.iter_mut().any(names_it).then_some(*told_in));
        others.chain([file]).collect()
    }

    /// Moves every finding that names a place of the file; the files whose findings moved. `None`, and
    /// nothing is done, where a place is gone.
    fn carry(&mut self, path: &str, old: Open, new: Open) -> Option<Vec<FileId>> {
        let file = self.linked.file(path)?;
        let moves = Both {
            by_place: ByPlace::new(old.facts.places(), new.facts.places()),
            by_text: ByText::new(&old.source.text, &new.source.text),
        };
        let mut touched = BTreeMap::from([(file, Vec::new())]);
        for told_in in self.naming(file) {
            let list = self.found.get(&told_in).into_iter().flatten();
            let list: Option<Vec<_>> = list.map(|found| moved(found, file, &moves)).collect();
            touched.insert(told_in, list?);
        }
        let files = touched.keys().copied().collect();
        self.found.extend(touched);
        self.met.entry(path.to_owned()).or_insert(old.facts);
        self.open.insert(path.to_owned(), Open { alone: old.alone, ..new });
        Some(files)
    }
}

/// Whether nothing that can be told differs, places included.
fn is_same(one: &Facts, other: &Facts) -> bool {
    one.is_same_elsewhere(other) && one.places() == other.places()
}

struct Both {
    by_place: ByPlace,
    by_text: ByText,
}

impl Moves for Both {
    fn span(&self, old: Span) -> Option<Span> {
        self.by_place.span(old).or_else(|| self.by_text.span(old))
    }
}
