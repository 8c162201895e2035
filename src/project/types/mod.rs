//! Evidence of types: which classes a parameter, an attribute, an item may be an instance of.
//!
//! One abstract value stands for all instances of a class, one for everything a node of a body
//! allocates; fields are kept apart by label. All bodies are read a few rounds long, each round
//! against the table of the round before, so files are read in parallel and the order of threads
//! never shows; a body is read again only if a row that it has read was changed. What is found here *names* and *dispatches*; it is never the fact of a reference:
//! two instances of a class are one value here, and cycles are only claimed where objects are apart.

mod annotation;
mod call;
mod evaluate;
mod field;
mod overrides;

pub(in crate::project) use call::kind_name;

use std::cell::RefCell;
use std::hash::BuildHasher;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use self::overrides::Overrides;
use super::program::{ClassId, FnId, Program};
use super::words::WORDS;
use crate::base::{Few, FileId, Idx, Place, Symbol};
use crate::heap::{Kind, Label};
use crate::ir::ParamKind;
use crate::models;
use crate::summary::{NodeId, NodeKind};

/// An abstract value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ty {
    Instance(ClassId),
    Class(ClassId),
    Function(FnId),
    /// A function bound to an instance (or subclass) of the class.
    Method(ClassId, FnId),
    /// What a node of a body allocates, or what a call in it gives.
    Site(FnId, NodeId),
    /// A container that only an annotation speaks of.
    Annotated(u32),
    /// What a call of a generator function or coroutine gives.
    Generator(FnId),
    Module(FileId),
    /// An instance of a class outside the project.
    External(Symbol),
    /// A callable, class or module outside the project.
    Library(Symbol),
}

pub type TySet = Few<Ty, 2>;

/// Types of one field beyond which nothing more is recorded.
const MAX_TYPES: usize = 8;
/// Rounds over all bodies. Evidence travels one call or one field a round.
const MAX_ROUNDS: usize = 7;
/// Node numbers from here on stand for results of effects, and for `*` and `**` parameters.
const RESULT_BASE: u32 = 1 << 30;
const REST_BASE: u32 = 1 << 31;

/// Where a function's parameters, result and yields are kept: labels of `Ty::Function`.
pub(in crate::project) const RETURN: Label = Label::Frame;
pub(in crate::project) const YIELD: Label = Label::Elem;

#[derive(Clone, Debug, Default)]
pub struct Row {
    pub set: TySet,
    /// The first store that put something there.
    pub place: Option<Place>,
    pub is_full: bool,
}

/// The table of evidence.
#[derive(Debug)]
pub struct Types {
    rows: FxHashMap<(Ty, Label), Row>,
    /// A bit for each row: most rows that are asked for do not exist, and the bits stay near at hand
    /// where the rows do not.
    there: Vec<u64>,
    annotated: Vec<Kind>,
    /// Whether reads are noted, for the rounds to come.
    is_noted: bool,
}

/// A row as the rounds know it: enough to tell that it changed.
type Note = u32;

thread_local! {
    /// Rows that the body at hand has read.
    static NOTES: RefCell<Vec<Note>> = const { RefCell::new(Vec::new()) };
}

fn note_of(owner: Ty, label: Label) -> Note {
    (FxBuildHasher.hash_one((owner, label)) >> 16) as Note
}

const ROW_BITS: usize = 1 << 23;

impl Default for Types {
    fn default() -> Self {
        let there = vec![0; ROW_BITS / 64];
        Self { rows: FxHashMap::default(), there, annotated: Vec::new(), is_noted: false }
    }
}

/// The word and the bit of a row.
fn bit_of(note: Note) -> (usize, u64) {
    let at = note as usize % ROW_BITS;
    (at / 64, 1 << (at % 64))
}

/// What the bodies of a file read in their last round: without a change there, another round over
/// them finds nothing new.
#[derive(Default)]
struct Reads {
    bodies: Vec<Box<[Note]>>,
}

/// Rows that the round before has changed.
struct Changed {
    all: FxHashSet<Note>,
    /// A bit for each of them, for most rows are asked for and were not changed.
    bits: Vec<u64>,
}

const CHANGED_BITS: usize = 1 << 20;

impl Default for Changed {
    fn default() -> Self {
        Self { all: FxHashSet::default(), bits: vec![0; CHANGED_BITS / 64] }
    }
}

impl Changed {
    fn place(note: Note) -> (usize, u64) {
        let at = note as usize % CHANGED_BITS;
        (at / 64, 1 << (at % 64))
    }

    fn insert(&mut self, note: Note) {
        let (at, bit) = Self::place(note);
        self.bits[at] |= bit;
        self.all.insert(note);
    }

    fn has(&self, note: Note) -> bool {
        let (at, bit) = Self::place(note);
        self.bits[at] & bit != 0 && self.all.contains(&note)
    }
}

/// A fact that one body adds.
struct Addition {
    owner: Ty,
    label: Label,
    ty: Ty,
    place: Place,
}

/// Labels as the table knows them: items of a dictionary are not kept apart.
fn norm(label: Label) -> Label {
    match label {
        Label::Item(_) => Label::Value,
        Label::Keyword(_) => Label::Arg(0),
        other => other,
    }
}

impl Types {
    pub fn of(program: &Program<'_>) -> Self {
        let mut types = Self::default();
        annotation::seed(program, &mut types);
        let overrides = Overrides::of(program);
        overrides.inherit(program, &mut types);
        overrides.seed_results(program, &mut types);
        types.is_noted = true;
        let mut reads: Vec<Reads> = program.files.iter().map(|_| Reads::default()).collect();
        let mut changed = None;
        for _ in 0..MAX_ROUNDS {
            let (frozen, before) = (&types, changed.as_ref());
            let found: Vec<Vec<Addition>> = reads
                .par_iter_mut()
                .enumerate()
                .map(|(at, reads)| evaluate::file(program, frozen, FileId::from_usize(at), reads, before))
                .collect();
            let mut now = Changed::default();
            for addition in found.into_iter().flatten() {
                let Addition { owner, label, ty, place } = addition;
                if !is_plugged_in(program, &addition) && types.add(owner, label, ty, Some(place)) {
                    now.insert(note_of(owner, label));
                    let mut others = overrides.params(program, owner, label);
                    // Which object a method is bound to, evidence does not tell.
                    if !matches!(ty, Ty::Method(..)) {
                        others.extend(overrides.results(owner, label));
                    }
                    for owner in others {
                        types.add(owner, label, ty, Some(place));
                        now.insert(note_of(owner, label));
                    }
                }
            }
            if now.all.is_empty() {
                break;
            }
            changed = Some(now);
        }
        types.is_noted = false;
        types
    }

    fn add(&mut self, owner: Ty, label: Label, ty: Ty, place: Option<Place>) -> bool {
        let (at, bit) = bit_of(note_of(owner, label));
        self.there[at] |= bit;
        let row = self.rows.entry((owner, label)).or_default();
        if row.set.contains(&ty) {
            return false;
        }
        if row.set.len() >= MAX_TYPES {
            row.is_full = true;
            return false;
        }
        row.set.push(ty);
        row.place = row.place.or(place);
        true
    }

    /// Whether adding would change anything.
    fn would_add(&self, owner: Ty, label: Label, ty: Ty) -> bool {
        match self.rows.get(&(owner, label)) {
            Some(row) => row.set.len() < MAX_TYPES && !row.set.contains(&ty),
            None => true,
        }
    }

    /// What was stored under the label of exactly this value.
    pub fn row(&self, owner: Ty, label: Label) -> Option<&Row> {
        self.rows.get(&(owner, norm(label)))
    }

    fn set(&self, owner: Ty, label: Label) -> &[Ty] {
        let label = norm(label);
        let note = note_of(owner, label);
        if self.is_noted {
            NOTES.with_borrow_mut(|notes| notes.push(note));
        }
        let (at, bit) = bit_of(note);
        if self.there[at] & bit == 0 {
            return &[];
        }
        self.rows.get(&(owner, label)).map_or(&[], |row| row.set.as_slice())
    }

    pub fn param(&self, body: FnId, at: u16) -> &[Ty] {
        self.set(Ty::Function(body), Label::Arg(at))
    }

    /// Attributes that are known to hold something which can be called.
    pub fn callable_names(&self, program: &Program<'_>) -> FxHashSet<Symbol> {
        let attributes = self.rows.iter().filter_map(|((owner, label), row)| match (owner, label) {
            (Ty::Instance(_) | Ty::Class(_), Label::Attr(name)) => Some((name.0, row)),
            _ => None,
        });
        attributes
            .filter(|(_, row)| row.set.iter().any(|&ty| self.is_callable(program, ty)))
            .map(|(name, _)| name)
            .collect()
    }

    /// Whether something that can be called is known to reach the parameter.
    pub fn is_called(&self, program: &Program<'_>, body: FnId, at: u16) -> bool {
        self.param(body, at).iter().any(|&ty| self.is_callable(program, ty))
    }

    fn is_callable(&self, program: &Program<'_>, ty: Ty) -> bool {
        match ty {
            Ty::Function(_) | Ty::Method(..) | Ty::Class(_) => true,
            Ty::Library(name) => models::row(name).is_some(),
            Ty::Instance(class) => program.member(class, WORDS.call).is_some(),
            Ty::Site(..) => matches!(self.kind(program, ty), Kind::Partial | Kind::Method | Kind::Function),
            Ty::Annotated(_) | Ty::Generator(_) | Ty::Module(_) | Ty::External(_) => false,
        }
    }

    /// The kind of object that a value stands for.
    pub fn kind(&self, program: &Program<'_>, ty: Ty) -> Kind {
        match ty {
            Ty::Instance(_) => Kind::Instance,
            Ty::Class(_) => Kind::Class,
            Ty::Function(_) => Kind::Function,
            Ty::Method(..) => Kind::Method,
            Ty::Generator(_) => Kind::Generator,
            Ty::Module(_) => Kind::Module,
            Ty::External(_) => Kind::External,
            Ty::Library(_) => Kind::Native,
            Ty::Annotated(at) => self.annotated.get(at as usize).copied().unwrap_or(Kind::List),
            Ty::Site(body, node) => match program.summary(body).nodes.get(node).map(|node| &node.kind) {
                Some(NodeKind::Alloc { kind, .. }) => *kind,
                _ if node.0 >= REST_BASE => {
                    let params = &program.body(body).params;
                    match params.get((node.0 - REST_BASE) as usize).map(|param| param.kind) {
                        Some(ParamKind::DoubleStar) => Kind::Dict,
                        _ => Kind::Tuple,
                    }
                }
                _ => Kind::List,
            },
        }
    }
}

/// A test's own class in a place of the project says nothing of the project.
fn is_plugged_in(program: &Program<'_>, addition: &Addition) -> bool {
    let file_of = |ty: Ty| match ty {
        Ty::Instance(class) | Ty::Class(class) => Some(program.classes[class].file),
        Ty::Function(body) | Ty::Method(_, body) | Ty::Site(body, _) | Ty::Generator(body) => {
            Some(program.file_of(body))
        }
        Ty::Module(file) => Some(file),
        Ty::Annotated(_) | Ty::External(_) | Ty::Library(_) => None,
    };
    let is_test = |ty: Ty| file_of(ty).map(|file| program.modules.of(file).is_test);
    is_test(addition.ty) == Some(true) && is_test(addition.owner) == Some(false)
}

/// Adds what is not there yet.
pub(super) fn extend(set: &mut TySet, more: impl IntoIterator<Item = Ty>) {
    for ty in more {
        if !set.contains(&ty) && set.len() < MAX_TYPES {
            set.push(ty);
        }
    }
}
